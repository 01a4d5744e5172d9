//! Type descriptions and the RIHS01 type hash (REP 2016).

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::{any, fmt};

use sha2::{Digest, Sha256};

/// A type with a place in ROS type descriptions.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no ROS type",
    label = "not a type of ROS messages"
)]
pub trait Describe {
    /// The type of a field that holds this type; nested messages are added to `types`.
    ///
    /// Generic, so that it is compiled only where a description is asked for: a struct
    /// that is only nested and encoded needs no ROS name.
    #[doc(hidden)]
    fn describe<R: Registry>(types: &mut R) -> FieldType;
}

/// The RIHS01 hash of a message type: SHA-256 of its canonical type description.
///
/// Displayed as ROS spells it: `RIHS01_` and 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TypeHash([u8; 32]);

impl TypeHash {
    /// The 32 bytes of the hash.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The hash of the message `T` that calls itself `type_name`.
    pub(crate) fn of<T: Describe>(type_name: &str) -> Self {
        let types = Types::of::<T>();
        Self(Sha256::digest(types.to_json(type_name)).into())
    }
}

impl fmt::Display for TypeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RIHS01_")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The definition of the message `T` that calls itself `type_name`, as ROS text.
pub(crate) fn definition<T: Describe>(type_name: &str) -> String {
    Types::of::<T>().to_text(type_name)
}

/// The element types of type_description_interfaces/msg/FieldType.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypeId(u8);

impl TypeId {
    const NESTED: Self = Self(1);
    pub const INT8: Self = Self(2);
    pub const UINT8: Self = Self(3);
    pub const INT16: Self = Self(4);
    pub const UINT16: Self = Self(5);
    pub const INT32: Self = Self(6);
    pub const UINT32: Self = Self(7);
    pub const INT64: Self = Self(8);
    pub const UINT64: Self = Self(9);
    pub const FLOAT: Self = Self(10);
    pub const DOUBLE: Self = Self(11);
    pub const BOOLEAN: Self = Self(15);
    pub const BYTE: Self = Self(16);
    pub const STRING: Self = Self(17);
    pub const WSTRING: Self = Self(18);
    const BOUNDED_STRING: Self = Self(21);
    const BOUNDED_WSTRING: Self = Self(22);

    /// The name that a message for a nested collection of this type starts with.
    fn label(self) -> &'static str {
        match self {
            Self::INT8 => "Int8",
            Self::UINT8 => "UInt8",
            Self::INT16 => "Int16",
            Self::UINT16 => "UInt16",
            Self::INT32 => "Int32",
            Self::UINT32 => "UInt32",
            Self::INT64 => "Int64",
            Self::UINT64 => "UInt64",
            Self::FLOAT => "Float32",
            Self::DOUBLE => "Float64",
            Self::BOOLEAN => "Bool",
            Self::BYTE => "Byte",
            Self::WSTRING | Self::BOUNDED_WSTRING => "WString",
            _ => "String",
        }
    }
}

impl TypeId {
    /// The name in a .msg file.
    fn ros_name(self) -> &'static str {
        match self {
            Self::INT8 => "int8",
            Self::UINT8 => "uint8",
            Self::INT16 => "int16",
            Self::UINT16 => "uint16",
            Self::INT32 => "int32",
            Self::UINT32 => "uint32",
            Self::INT64 => "int64",
            Self::UINT64 => "uint64",
            Self::FLOAT => "float32",
            Self::DOUBLE => "float64",
            Self::BOOLEAN => "bool",
            Self::BYTE => "byte",
            Self::WSTRING | Self::BOUNDED_WSTRING => "wstring",
            _ => "string",
        }
    }
}

/// How many values a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Container {
    Single,
    Array(usize),
    Bounded(usize),
    Unbounded,
}

/// The type of a field, as in type_description_interfaces/msg/FieldType.
#[doc(hidden)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldType {
    element: TypeId,
    container: Container,
    /// The bound of a bounded string in bytes, else 0.
    string_capacity: usize,
    /// The name of a nested message, else empty.
    nested: String,
}

impl FieldType {
    pub fn primitive(element: TypeId) -> Self {
        Self { element, container: Container::Single, string_capacity: 0, nested: String::new() }
    }

    pub fn array(self, len: usize, types: &mut impl Registry) -> Self {
        Self { container: Container::Array(len), ..self.into_element(types) }
    }

    pub fn sequence(self, types: &mut impl Registry) -> Self {
        Self { container: Container::Unbounded, ..self.into_element(types) }
    }

    /// Replaces `uint8` by another name of the same octet.
    pub fn kind(self, element: TypeId) -> Self {
        Self { element, ..self }
    }

    /// Bounds a sequence or a string.
    pub fn bounded(self, max: usize) -> Self {
        match self.container {
            Container::Unbounded => Self { container: Container::Bounded(max), ..self },
            _ => self.bounded_items(max),
        }
    }

    /// Bounds a string, or the strings in an array or sequence.
    pub fn bounded_items(self, max: usize) -> Self {
        let element = match self.element {
            TypeId::WSTRING => TypeId::BOUNDED_WSTRING,
            _ => TypeId::BOUNDED_STRING,
        };
        Self { element, string_capacity: max, ..self }
    }

    /// Makes the type one that can be an element.
    ///
    /// ROS has no arrays of arrays. A message with the single field `data` has the
    /// same encoding as what it holds, so an inner collection is described as one.
    fn into_element(self, types: &mut impl Registry) -> Self {
        let suffix = match self.container {
            Container::Single => return self,
            Container::Array(len) => format!("Array{len}"),
            Container::Bounded(max) => format!("Sequence{max}"),
            Container::Unbounded => "Sequence".into(),
        };
        let element = match self.nested.rsplit_once('/') {
            Some((_, name)) => name,
            None => self.element.label(),
        };
        let name = format!("{}/msg/{element}{suffix}", types.package());
        types.nested::<Self>(&name, |_| Vec::from([("data", self)]))
    }

    /// The number that ROS gives to the combination of element and container.
    fn type_id(&self) -> u8 {
        self.element.0
            + match self.container {
                Container::Single => 0,
                Container::Array(_) => 48,
                Container::Bounded(_) => 96,
                Container::Unbounded => 144,
            }
    }

    fn capacity(&self) -> usize {
        match self.container {
            Container::Array(len) | Container::Bounded(len) => len,
            Container::Single | Container::Unbounded => 0,
        }
    }

    /// The type in a .msg file.
    fn to_text(&self) -> String {
        let mut text = match self.nested.as_str() {
            "" => self.element.ros_name().into(),
            nested => short_name(nested),
        };
        if self.string_capacity > 0 {
            text += &format!("<={}", self.string_capacity);
        }
        match self.container {
            Container::Single => {}
            Container::Array(len) => text += &format!("[{len}]"),
            Container::Bounded(max) => text += &format!("[<={max}]"),
            Container::Unbounded => text += "[]",
        }
        text
    }

    fn to_json(&self) -> String {
        format!(
            r#"{{"type_id": {}, "capacity": {}, "string_capacity": {}, "nested_type_name": "{}"}}"#,
            self.type_id(),
            self.capacity(),
            self.string_capacity,
            self.nested
        )
    }
}

type Fields = Vec<(&'static str, FieldType)>;

/// The messages that a description refers to, by name.
#[derive(Debug, Default)]
struct Types {
    /// In the order of the names, as the hash wants them.
    messages: BTreeMap<String, Fields>,
    /// The messages whose fields are being described, outermost first.
    open: Vec<String>,
    /// The Rust types that have described themselves.
    described: Vec<any::TypeId>,
    /// What further Rust types say of a message, and their names.
    again: Vec<(String, Fields, &'static str)>,
}

/// Where nested messages are described.
#[doc(hidden)]
pub trait Registry {
    /// The type of a field that holds the message `name`, as which the Rust type `T` describes
    /// itself.
    ///
    /// `fields` is called if the type has not been described before.
    ///
    /// # Panics
    ///
    /// Another type has described itself as this message, with other fields.
    fn nested<T: ?Sized + 'static>(
        &mut self,
        name: &str,
        fields: impl FnOnce(&mut Self) -> Fields,
    ) -> FieldType;

    /// The package of the message that is being described.
    fn package(&self) -> &str;
}

impl Registry for Types {
    fn nested<T: ?Sized + 'static>(
        &mut self,
        name: &str,
        fields: impl FnOnce(&mut Self) -> Fields,
    ) -> FieldType {
        let ty = any::TypeId::of::<T>();
        let is_known = self.described.contains(&ty) && self.messages.contains_key(name);
        if !is_known {
            let is_first = !self.messages.contains_key(name);
            if is_first {
                self.messages.insert(name.into(), Fields::new());
            }
            self.described.push(ty);
            self.open.push(name.into());
            let fields = fields(self);
            self.open.pop();
            if is_first {
                self.messages.insert(name.into(), fields);
            } else {
                self.again.push((name.into(), fields, any::type_name::<T>()));
            }
        }
        FieldType { nested: name.into(), ..FieldType::primitive(TypeId::NESTED) }
    }

    fn package(&self) -> &str {
        self.open.last().and_then(|name| name.split('/').next()).unwrap_or_default()
    }
}

impl Types {
    /// The description of a message and all that it refers to.
    fn of<T: Describe>() -> Self {
        let mut types = Self::default();
        T::describe(&mut types);
        for (name, fields, ty) in &types.again {
            assert!(
                types.messages.get(name) == Some(fields),
                "`{ty}` and another type are both called `{name}` and have different fields"
            );
        }
        types
    }

    /// The description of `type_name` in the form that RIHS01 hashes.
    fn to_json(&self, type_name: &str) -> String {
        let mut own = String::new();
        let mut referenced = Vec::new();
        for (name, fields) in &self.messages {
            let json = message_json(name, fields);
            if name == type_name { own = json } else { referenced.push(json) }
        }
        format!(
            r#"{{"type_description": {own}, "referenced_type_descriptions": [{}]}}"#,
            referenced.join(", ")
        )
    }
}

impl Types {
    /// The definition of `type_name` and of all messages that it refers to, in the form
    /// that MCAP's registry calls `ros2msg`.
    fn to_text(&self, type_name: &str) -> String {
        let separator = "=".repeat(80);
        let mut text = String::new();
        let mut referenced = String::new();
        for (name, fields) in &self.messages {
            let lines = fields.iter().map(|(name, ty)| format!("{} {name}\n", ty.to_text()));
            if name == type_name {
                text.extend(lines);
            } else {
                referenced += &format!("{separator}\nMSG: {}\n", short_name(name));
                referenced.extend(lines);
            }
        }
        text + &referenced
    }
}

/// `package/Name` for `package/msg/Name`.
fn short_name(name: &str) -> String {
    match (name.split_once('/'), name.rsplit_once('/')) {
        (Some((package, _)), Some((_, name))) => format!("{package}/{name}"),
        _ => name.into(),
    }
}

fn message_json(name: &str, fields: &Fields) -> String {
    let dummy = ("structure_needs_at_least_one_member", FieldType::primitive(TypeId::UINT8));
    let fields = if fields.is_empty() { core::slice::from_ref(&dummy) } else { fields };
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, field)| format!(r#"{{"name": "{name}", "type": {}}}"#, field.to_json()))
        .collect();
    format!(r#"{{"type_name": "{name}", "fields": [{}]}}"#, fields.join(", "))
}

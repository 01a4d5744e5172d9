//! Type descriptions and the RIHS01 type hash (REP 2016).

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use sha2::{Digest, Sha256};

/// The RIHS01 hash of an interface: SHA-256 of its canonical type description.
///
/// Displayed as ROS spells it: `RIHS01_` and 64 hexadecimal digits.
///
/// ```
/// use ros_z_idl::TypeHash;
///
/// let text = "RIHS01_df668c740482bbd48fb39d76a70dfd4bd59db1288021743503259e948f6b1a18";
/// let hash: TypeHash = text.parse()?;
/// assert_eq!((hash.as_bytes()[0], hash.to_string()), (0xdf, text.to_string()));
/// assert!("RIHS01_df".parse::<TypeHash>().is_err());
/// # Ok::<(), ros_z_idl::ParseHashError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TypeHash([u8; 32]);

impl TypeHash {
    /// The 32 bytes of the hash.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for TypeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RIHS01_")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A text is not a hash as ROS spells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseHashError;

impl fmt::Display for ParseHashError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a type hash is `RIHS01_` and 64 hexadecimal digits")
    }
}

impl core::error::Error for ParseHashError {}

impl FromStr for TypeHash {
    type Err = ParseHashError;

    fn from_str(text: &str) -> Result<Self, ParseHashError> {
        let digits = text.strip_prefix("RIHS01_").ok_or(ParseHashError)?.as_bytes();
        let mut hash = [0; 32];
        let digit = |digit: &u8| char::from(*digit).to_digit(16);
        if digits.len() != 2 * hash.len() {
            return Err(ParseHashError);
        }
        for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
            let (high, low) = (pair.first().and_then(digit), pair.last().and_then(digit));
            let (Some(high), Some(low)) = (high, low) else { return Err(ParseHashError) };
            *byte = u8::try_from(16 * high + low).map_err(|_| ParseHashError)?;
        }
        Ok(Self(hash))
    }
}

/// A type of a fixed size that has no fields.
///
/// ```
/// use ros_z_idl::Primitive;
///
/// assert_eq!(Primitive::UInt8.name(), "uint8");
/// let found = Primitive::ALL.into_iter().find(|primitive| primitive.name() == "float32");
/// assert_eq!(found, Some(Primitive::Float32));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Primitive {
    /// `bool`
    Bool,
    /// `byte`, an octet without a meaning.
    Byte,
    /// `char`, another name of `uint8`.
    Char,
    /// `int8`
    Int8,
    /// `uint8`
    UInt8,
    /// `int16`
    Int16,
    /// `uint16`
    UInt16,
    /// `int32`
    Int32,
    /// `uint32`
    UInt32,
    /// `int64`
    Int64,
    /// `uint64`
    UInt64,
    /// `float32`
    Float32,
    /// `float64`
    Float64,
}

impl Primitive {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Bool,
        Self::Byte,
        Self::Char,
        Self::Int8,
        Self::UInt8,
        Self::Int16,
        Self::UInt16,
        Self::Int32,
        Self::UInt32,
        Self::Int64,
        Self::UInt64,
        Self::Float32,
        Self::Float64,
    ];

    /// The name in definitions.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Byte => "byte",
            Self::Char => "char",
            Self::Int8 => "int8",
            Self::UInt8 => "uint8",
            Self::Int16 => "int16",
            Self::UInt16 => "uint16",
            Self::Int32 => "int32",
            Self::UInt32 => "uint32",
            Self::Int64 => "int64",
            Self::UInt64 => "uint64",
            Self::Float32 => "float32",
            Self::Float64 => "float64",
        }
    }

    /// The number in type_description_interfaces/msg/FieldType.
    fn type_id(self) -> u8 {
        match self {
            Self::Int8 => 2,
            // rosidl describes `char` as the octet that it is.
            Self::UInt8 | Self::Char => 3,
            Self::Int16 => 4,
            Self::UInt16 => 5,
            Self::Int32 => 6,
            Self::UInt32 => 7,
            Self::Int64 => 8,
            Self::UInt64 => 9,
            Self::Float32 => 10,
            Self::Float64 => 11,
            Self::Bool => 15,
            Self::Byte => 16,
        }
    }
}

/// What a field holds one or several of.
///
/// ```
/// use ros_z_idl::{Element, Primitive};
///
/// assert_eq!(Element::Primitive(Primitive::Bool).to_string(), "bool");
/// assert_eq!(Element::String(Some(8)).to_string(), "string<=8");
/// assert_eq!(Element::Message("std_msgs/msg/Header".into()).to_string(), "std_msgs/Header");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Element {
    /// A number, a boolean or an octet.
    Primitive(Primitive),
    /// `string`, of at most this many bytes.
    String(Option<u64>),
    /// `wstring`, of at most this many units of UTF-16.
    WString(Option<u64>),
    /// A message, by its full name: `package/msg/Name`.
    Message(String),
}

impl Element {
    fn type_id(&self) -> u8 {
        match self {
            Self::Message(_) => 1,
            Self::Primitive(primitive) => primitive.type_id(),
            Self::String(None) => 17,
            Self::WString(None) => 18,
            Self::String(Some(_)) => 21,
            Self::WString(Some(_)) => 22,
        }
    }

    fn string_capacity(&self) -> u64 {
        match self {
            Self::String(max) | Self::WString(max) => max.unwrap_or(0),
            Self::Primitive(_) | Self::Message(_) => 0,
        }
    }
}

/// As in definitions: messages as `package/Name`.
impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Primitive(primitive) => f.write_str(primitive.name()),
            Self::String(None) => f.write_str("string"),
            Self::String(Some(max)) => write!(f, "string<={max}"),
            Self::WString(None) => f.write_str("wstring"),
            Self::WString(Some(max)) => write!(f, "wstring<={max}"),
            Self::Message(name) => f.write_str(&short_name(name)),
        }
    }
}

/// How many elements a field holds.
///
/// ```
/// use ros_z_idl::Container;
///
/// let all = [Container::Single, Container::Array(3), Container::Bounded(3), Container::Unbounded];
/// assert_eq!(all.map(|container| container.to_string()), ["", "[3]", "[<=3]", "[]"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Container {
    /// One.
    Single,
    /// Always this many: `[N]`.
    Array(u64),
    /// At most this many: `[<=N]`.
    Bounded(u64),
    /// Any number: `[]`.
    Unbounded,
}

impl Container {
    /// What is added to the number of the element's type.
    fn type_id(self) -> u8 {
        match self {
            Self::Single => 0,
            Self::Array(_) => 48,
            Self::Bounded(_) => 96,
            Self::Unbounded => 144,
        }
    }

    fn capacity(self) -> u64 {
        match self {
            Self::Array(len) | Self::Bounded(len) => len,
            Self::Single | Self::Unbounded => 0,
        }
    }
}

impl fmt::Display for Container {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Single => Ok(()),
            Self::Array(len) => write!(f, "[{len}]"),
            Self::Bounded(max) => write!(f, "[<={max}]"),
            Self::Unbounded => f.write_str("[]"),
        }
    }
}

/// The type of a field; displayed as in definitions.
///
/// ```
/// use ros_z_idl::{Container, Element, FieldType, Primitive};
///
/// let ranges = FieldType {
///     element: Element::Primitive(Primitive::Float32),
///     container: Container::Unbounded,
/// };
/// assert_eq!(ranges.to_string(), "float32[]");
/// let header = FieldType::message("std_msgs/msg/Header");
/// assert_eq!(header.message_name(), Some("std_msgs/msg/Header"));
/// let readings = FieldType::messages("demo_msgs/msg/Reading", 3);
/// assert_eq!(readings.to_string(), "demo_msgs/Reading[<=3]");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FieldType {
    /// What it holds.
    pub element: Element,
    /// How many of it.
    pub container: Container,
}

impl FieldType {
    /// One `element`.
    pub fn single(element: Element) -> Self {
        Self { element, container: Container::Single }
    }

    /// One message: `package/msg/Name`.
    pub fn message(name: impl Into<String>) -> Self {
        Self::single(Element::Message(name.into()))
    }

    /// At most `max` messages: `package/msg/Name`.
    pub fn messages(name: impl Into<String>, max: u64) -> Self {
        Self { container: Container::Bounded(max), ..Self::message(name) }
    }

    /// The full name of the message that the field holds one or several of.
    pub fn message_name(&self) -> Option<&str> {
        match &self.element {
            Element::Message(name) => Some(name),
            _ => None,
        }
    }

    fn to_json(&self) -> String {
        format!(
            r#"{{"type_id": {}, "capacity": {}, "string_capacity": {}, "nested_type_name": "{}"}}"#,
            self.element.type_id() + self.container.type_id(),
            self.container.capacity(),
            self.element.string_capacity(),
            self.message_name().unwrap_or_default(),
        )
    }
}

impl fmt::Display for FieldType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.element, self.container)
    }
}

/// The fields of a message, in order: their names and types.
///
/// ```
/// use ros_z_idl::{Element, FieldType, Fields};
///
/// let fields: Fields = vec![("data".into(), FieldType::single(Element::String(None)))];
/// assert_eq!((fields[0].0.as_ref(), fields[0].1.to_string()), ("data", "string".to_string()));
/// ```
pub type Fields = Vec<(Cow<'static, str>, FieldType)>;

/// An interface and all messages that it refers to: what its hash is made of.
///
/// ```
/// use ros_z_idl::{Description, Element, FieldType};
///
/// let fields = vec![("data".into(), FieldType::single(Element::String(None)))];
/// let name = String::from("std_msgs/msg/String");
/// let description = Description { types: [(name.clone(), fields)].into(), name };
/// assert_eq!(description.to_text(), "string data\n");
/// assert!(description.to_json().contains("std_msgs/msg/String"));
/// // The hash of `std_msgs/msg/String` in ROS 2.
/// assert!(description.hash().to_string().starts_with("RIHS01_df668c740482bbd4"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// The full name of the interface that is described.
    pub name: String,
    /// The fields of it and of all messages that it refers to, by full name; in the order
    /// of the names, as the hash wants them.
    pub types: BTreeMap<String, Fields>,
}

impl Description {
    /// The RIHS01 hash.
    pub fn hash(&self) -> TypeHash {
        TypeHash(Sha256::digest(self.to_json()).into())
    }

    /// The form that RIHS01 hashes.
    pub fn to_json(&self) -> String {
        let mut own = String::new();
        let mut referenced = Vec::new();
        for (name, fields) in &self.types {
            let json = message_json(name, fields);
            if *name == self.name { own = json } else { referenced.push(json) }
        }
        format!(
            r#"{{"type_description": {own}, "referenced_type_descriptions": [{}]}}"#,
            referenced.join(", ")
        )
    }

    /// The definition and those of all messages that it refers to, in the form that
    /// MCAP's registry calls `ros2msg`.
    ///
    /// Of fields only: a description has no comments, constants or default values.
    pub fn to_text(&self) -> String {
        let separator = "=".repeat(80);
        let mut text = String::new();
        let mut referenced = String::new();
        for (name, fields) in &self.types {
            let lines = fields.iter().map(|(name, ty)| format!("{ty} {name}\n"));
            if *name == self.name {
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
pub(crate) fn short_name(name: &str) -> String {
    match (name.split_once('/'), name.rsplit_once('/')) {
        (Some((package, _)), Some((_, name))) => format!("{package}/{name}"),
        _ => name.into(),
    }
}

fn message_json(name: &str, fields: &Fields) -> String {
    // The member that rosidl gives to a message without fields.
    let dummy = (
        Cow::Borrowed("structure_needs_at_least_one_member"),
        FieldType::single(Element::Primitive(Primitive::UInt8)),
    );
    let fields = if fields.is_empty() { core::slice::from_ref(&dummy) } else { fields };
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, field)| format!(r#"{{"name": "{name}", "type": {}}}"#, field.to_json()))
        .collect();
    format!(r#"{{"type_name": "{name}", "fields": [{}]}}"#, fields.join(", "))
}

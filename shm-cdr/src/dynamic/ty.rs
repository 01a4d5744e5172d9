//! Types that are put together at run time.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use ros_z_idl::{Description, FieldType, Primitive, TypeHash};

use super::error::{PathError, near};
use super::value::{DynamicMessage, DynamicValue};

/// A message type that is known at run time only.
///
/// Cheap to clone: all clones share one description.
///
/// ```
/// use shm_cdr::dynamic::DynamicType;
///
/// let ty = DynamicType::parse("demo_msgs/msg/Named", "string name none\nuint8[] data\n")?;
/// assert_eq!(ty.type_name(), "demo_msgs/msg/Named");
/// assert_eq!(ty.definition(), "string name \"none\"\nuint8[] data\n");
/// assert_eq!(ty.type_hash(), ty.description().hash());
/// assert_eq!(ty.fields().len(), 2);
/// assert!(ty.field("data").is_some_and(|data| data.field_type().to_string() == "uint8[]"));
///
/// let mut named = ty.default_value();
/// named.set("data", vec![1u8, 2])?;
/// let bytes = named.to_cdr()?;
/// assert_eq!(ty.decode(&bytes)?.get("name")?.as_str(), Some("none"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct DynamicType(Arc<Inner>);

pub(super) struct Inner {
    pub(super) name: Box<str>,
    pub(super) fields: Box<[DynamicField]>,
    /// The definition as it was given, if it was.
    pub(super) text: Option<String>,
    /// The fewest bytes that a message takes on the wire; at least 1.
    pub(super) min_len: usize,
    /// How many messages lie within each other at most, this one included.
    pub(super) height: usize,
    /// About how many bytes the default value takes in memory.
    pub(super) cost: usize,
}

/// A field of a [`DynamicType`].
///
/// ```
/// use shm_cdr::dynamic::DynamicType;
///
/// let definition = "std_msgs/Header header\nint32 count 7\n";
/// let ty = DynamicType::parse("demo_msgs/msg/Stamped", definition)?;
/// let [header, count] = ty.fields() else { panic!("{ty:?}") };
/// assert_eq!(header.message_type().map(DynamicType::type_name), Some("std_msgs/msg/Header"));
/// assert_eq!((count.name(), count.field_type().to_string()), ("count", "int32".to_string()));
/// assert_eq!(count.default_value().as_integer(), Some(7));
/// # Ok::<(), shm_cdr::dynamic::TypeError>(())
/// ```
pub struct DynamicField {
    pub(super) name: Box<str>,
    pub(super) ty: FieldType,
    pub(super) element: Item,
    pub(super) count: Count,
    pub(super) default: Option<DynamicValue<'static>>,
}

/// What a field holds one or several of.
pub(super) enum Item {
    Primitive(Primitive),
    /// Of at most so many bytes.
    String(Option<usize>),
    /// Of at most so many UTF-16 units.
    WString(Option<usize>),
    Message(DynamicType),
}

/// How many a field holds.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Count {
    Single,
    Array(usize),
    /// Of at most so many elements.
    Sequence(Option<usize>),
}

impl Item {
    /// The fewest bytes that one takes on the wire.
    pub(super) fn min_len(&self) -> usize {
        match self {
            Self::Primitive(primitive) => size(*primitive),
            Self::String(_) | Self::WString(_) => 4,
            Self::Message(ty) => ty.0.min_len,
        }
    }

    /// The default value of one.
    fn default(&self) -> DynamicValue<'static> {
        match self {
            Self::Primitive(primitive) => DynamicValue::zero(*primitive),
            Self::String(_) => DynamicValue::Str(Cow::Borrowed("")),
            Self::WString(_) => DynamicValue::WideStr(Cow::Borrowed("")),
            Self::Message(ty) => DynamicValue::Message(ty.default_value()),
        }
    }
}

/// The size of a primitive in bytes, which is its alignment in XCDR1.
pub(super) fn size(primitive: Primitive) -> usize {
    match primitive {
        Primitive::Bool
        | Primitive::Byte
        | Primitive::Char
        | Primitive::Int8
        | Primitive::UInt8 => 1,
        Primitive::Int16 | Primitive::UInt16 => 2,
        Primitive::Int32 | Primitive::UInt32 | Primitive::Float32 => 4,
        Primitive::Int64 | Primitive::UInt64 | Primitive::Float64 => 8,
    }
}

impl DynamicField {
    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The type, displayed as in definitions.
    pub fn field_type(&self) -> &FieldType {
        &self.ty
    }

    /// The type of the messages that the field holds, if it holds any.
    pub fn message_type(&self) -> Option<&DynamicType> {
        match &self.element {
            Item::Message(ty) => Some(ty),
            _ => None,
        }
    }

    /// The value that the field has in a new message.
    pub fn default_value(&self) -> DynamicValue<'static> {
        if let Some(value) = &self.default {
            return value.clone();
        }
        match (self.count, &self.element) {
            (Count::Single, element) => element.default(),
            (Count::Array(len), Item::Primitive(primitive)) => {
                DynamicValue::Numbers(super::Numbers::zeros(*primitive, len))
            }
            (Count::Sequence(_), Item::Primitive(primitive)) => {
                DynamicValue::Numbers(super::Numbers::zeros(*primitive, 0))
            }
            (Count::Array(len), element) => {
                DynamicValue::List((0..len).map(|_| element.default()).collect())
            }
            (Count::Sequence(_), _) => DynamicValue::List(Vec::new()),
        }
    }
}

impl fmt::Debug for DynamicField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.ty, self.name)
    }
}

impl DynamicType {
    pub(super) fn from_inner(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    pub(super) fn inner(&self) -> &Inner {
        &self.0
    }

    /// The ROS name: `package/msg/Name`.
    pub fn type_name(&self) -> &str {
        &self.0.name
    }

    /// The RIHS01 hash.
    ///
    /// Computed on each call; keep it if it is needed often.
    pub fn type_hash(&self) -> TypeHash {
        self.description().hash()
    }

    /// The definition of the message and of all messages in it, in the form that MCAP calls
    /// `ros2msg`.
    ///
    /// With comments, constants and default values if the type comes from a text that has them.
    pub fn definition(&self) -> String {
        match &self.0.text {
            Some(text) => text.clone(),
            None => self.description().to_text(),
        }
    }

    /// What the hash is made of.
    pub fn description(&self) -> Description {
        let mut types = BTreeMap::new();
        let mut pending = Vec::from([self]);
        while let Some(ty) = pending.pop() {
            if types.contains_key(ty.type_name()) {
                continue;
            }
            pending.extend(ty.fields().iter().filter_map(DynamicField::message_type));
            let fields = ty.fields().iter();
            let fields = fields.map(|field| (Cow::Owned(field.name().into()), field.ty.clone()));
            types.insert(ty.type_name().into(), fields.collect());
        }
        Description { name: self.type_name().into(), types }
    }

    /// The fields, in order.
    pub fn fields(&self) -> &[DynamicField] {
        &self.0.fields
    }

    /// The field `name`.
    pub fn field(&self, name: &str) -> Option<&DynamicField> {
        self.index_of(name).and_then(|index| self.0.fields.get(index))
    }

    pub(super) fn index_of(&self, name: &str) -> Option<usize> {
        self.0.fields.iter().position(|field| *field.name == *name)
    }

    /// The error of a field that is not there.
    #[cold]
    pub(super) fn no_field(&self, name: &str) -> PathError {
        let all = self.fields().iter().map(DynamicField::name);
        PathError::NoField {
            name: name.into(),
            ty: self.type_name().into(),
            near: near(name, all.clone()).map(String::from),
            all: all.map(String::from).collect(),
        }
    }

    /// A message in which every field has the value that the definition gives it.
    pub fn default_value(&self) -> DynamicMessage<'static> {
        let values = self.fields().iter().map(DynamicField::default_value).collect();
        DynamicMessage::new(self.clone(), values)
    }
}

/// Of one type are types with one name and the same fields.
impl PartialEq for DynamicType {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.description() == other.description()
    }
}

impl fmt::Debug for DynamicType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields: Vec<_> = self.fields().iter().map(|field| format!("{field:?}")).collect();
        f.debug_struct("DynamicType")
            .field("name", &self.type_name())
            .field("fields", &fields)
            .finish()
    }
}

//! Values of fields, and messages of them.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use ros_z_idl::Primitive;

use super::number::Number;
use super::numbers::Numbers;
use super::ty::DynamicType;

/// The value of a field, or an element of one.
///
/// Borrows from the message that it was decoded from.
///
/// ```
/// use shm_cdr::dynamic::{DynamicType, DynamicValue};
///
/// let definition = "string text\nfloat32[] times\nstring[] tags\n";
/// let ty = DynamicType::parse("demo_msgs/msg/Log", definition)?;
/// let mut log = ty.default_value();
/// log.set("text", "begun")?;
/// log.set("times", vec![0.5f32, 1.5])?;
/// log.set("tags", vec![DynamicValue::from("a")])?;
/// for (name, value) in log.iter() {
///     match value {
///         DynamicValue::Str(text) => assert_eq!((name, &**text), ("text", "begun")),
///         DynamicValue::Numbers(times) => assert_eq!(times.as_slice(), Some(&[0.5f32, 1.5][..])),
///         DynamicValue::List(tags) => assert_eq!(tags[0].as_str(), Some("a")),
///         other => panic!("{other:?}"),
///     }
/// }
/// assert_eq!(log.get("text")?.as_str(), Some("begun"));
/// assert_eq!(log.get("times")?.as_numbers().map(|times| times.len()), Some(2));
/// assert_eq!(log.get("tags")?.as_list().map(<[_]>::len), Some(1));
/// assert_eq!(log.get("times[0]")?.as_f64(), Some(0.5));
/// assert_eq!((log.get("text")?.as_bool(), log.get("text")?.as_message()), (None, None));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum DynamicValue<'a> {
    /// `bool`
    Bool(bool),
    /// `byte`
    Byte(u8),
    /// `int8`
    Int8(i8),
    /// `uint8` or `char`
    UInt8(u8),
    /// `int16`
    Int16(i16),
    /// `uint16`
    UInt16(u16),
    /// `int32`
    Int32(i32),
    /// `uint32`
    UInt32(u32),
    /// `int64`
    Int64(i64),
    /// `uint64`
    UInt64(u64),
    /// `float32`
    Float32(f32),
    /// `float64`
    Float64(f64),
    // Not `String`: with another public item of that name the compiler speaks of
    // `std::string::String` wherever a field has the wrong type.
    /// `string`
    Str(Cow<'a, str>),
    /// `wstring`
    WideStr(Cow<'a, str>),
    /// An array or a sequence of one of the types above that are no strings.
    Numbers(Numbers<'a>),
    /// An array or a sequence of strings or messages.
    List(Vec<DynamicValue<'a>>),
    /// A message.
    Message(DynamicMessage<'a>),
}

impl<'a> DynamicValue<'a> {
    /// The value of an integer of any type, a `byte` included.
    pub fn as_integer(&self) -> Option<i128> {
        Some(match *self {
            Self::Byte(value) | Self::UInt8(value) => value.into(),
            Self::Int8(value) => value.into(),
            Self::Int16(value) => value.into(),
            Self::UInt16(value) => value.into(),
            Self::Int32(value) => value.into(),
            Self::UInt32(value) => value.into(),
            Self::Int64(value) => value.into(),
            Self::UInt64(value) => value.into(),
            _ => return None,
        })
    }

    /// The value of a number of any type, rounded if it is a long integer.
    pub fn as_f64(&self) -> Option<f64> {
        match *self {
            Self::Float32(value) => Some(value.into()),
            Self::Float64(value) => Some(value),
            #[expect(clippy::cast_precision_loss, reason = "as documented")]
            _ => self.as_integer().map(|value| value as f64),
        }
    }

    /// The value of a `bool`.
    pub fn as_bool(&self) -> Option<bool> {
        match *self {
            Self::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The text of a string or wide string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(text) | Self::WideStr(text) => Some(text),
            _ => None,
        }
    }

    /// The message.
    pub fn as_message(&self) -> Option<&DynamicMessage<'a>> {
        match self {
            Self::Message(message) => Some(message),
            _ => None,
        }
    }

    /// The elements of an array or sequence of numbers, booleans or octets.
    pub fn as_numbers(&self) -> Option<&Numbers<'a>> {
        match self {
            Self::Numbers(numbers) => Some(numbers),
            _ => None,
        }
    }

    /// The elements of an array or sequence of strings or messages.
    pub fn as_list(&self) -> Option<&[DynamicValue<'a>]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// The same without anything borrowed.
    pub fn into_owned(self) -> DynamicValue<'static> {
        match self {
            Self::Bool(value) => DynamicValue::Bool(value),
            Self::Byte(value) => DynamicValue::Byte(value),
            Self::Int8(value) => DynamicValue::Int8(value),
            Self::UInt8(value) => DynamicValue::UInt8(value),
            Self::Int16(value) => DynamicValue::Int16(value),
            Self::UInt16(value) => DynamicValue::UInt16(value),
            Self::Int32(value) => DynamicValue::Int32(value),
            Self::UInt32(value) => DynamicValue::UInt32(value),
            Self::Int64(value) => DynamicValue::Int64(value),
            Self::UInt64(value) => DynamicValue::UInt64(value),
            Self::Float32(value) => DynamicValue::Float32(value),
            Self::Float64(value) => DynamicValue::Float64(value),
            Self::Str(text) => DynamicValue::Str(Cow::Owned(text.into_owned())),
            Self::WideStr(text) => DynamicValue::WideStr(Cow::Owned(text.into_owned())),
            Self::Numbers(numbers) => DynamicValue::Numbers(numbers.into_owned()),
            Self::List(items) => {
                DynamicValue::List(items.into_iter().map(DynamicValue::into_owned).collect())
            }
            Self::Message(message) => DynamicValue::Message(message.into_owned()),
        }
    }

    /// What it is, for errors.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Bool(_) => "bool",
            Self::Byte(_) => "byte",
            Self::Int8(_) => "int8",
            Self::UInt8(_) => "uint8",
            Self::Int16(_) => "int16",
            Self::UInt16(_) => "uint16",
            Self::Int32(_) => "int32",
            Self::UInt32(_) => "uint32",
            Self::Int64(_) => "int64",
            Self::UInt64(_) => "uint64",
            Self::Float32(_) => "float32",
            Self::Float64(_) => "float64",
            Self::Str(_) => "a string",
            Self::WideStr(_) => "a wide string",
            Self::Numbers(_) | Self::List(_) => "a list",
            Self::Message(_) => "a message",
        }
    }

    pub(super) fn zero(primitive: Primitive) -> DynamicValue<'static> {
        match primitive {
            Primitive::Bool => DynamicValue::Bool(false),
            Primitive::Byte => DynamicValue::Byte(0),
            Primitive::Char | Primitive::UInt8 => DynamicValue::UInt8(0),
            Primitive::Int8 => DynamicValue::Int8(0),
            Primitive::Int16 => DynamicValue::Int16(0),
            Primitive::UInt16 => DynamicValue::UInt16(0),
            Primitive::Int32 => DynamicValue::Int32(0),
            Primitive::UInt32 => DynamicValue::UInt32(0),
            Primitive::Int64 => DynamicValue::Int64(0),
            Primitive::UInt64 => DynamicValue::UInt64(0),
            Primitive::Float32 => DynamicValue::Float32(0.0),
            Primitive::Float64 => DynamicValue::Float64(0.0),
        }
    }

    /// The integer, if it is in the range of the type.
    pub(super) fn from_integer(primitive: Primitive, value: i128) -> Option<DynamicValue<'static>> {
        match primitive {
            Primitive::Byte => value.try_into().ok().map(DynamicValue::Byte),
            Primitive::Char | Primitive::UInt8 => value.try_into().ok().map(DynamicValue::UInt8),
            Primitive::Int8 => value.try_into().ok().map(DynamicValue::Int8),
            Primitive::Int16 => value.try_into().ok().map(DynamicValue::Int16),
            Primitive::UInt16 => value.try_into().ok().map(DynamicValue::UInt16),
            Primitive::Int32 => value.try_into().ok().map(DynamicValue::Int32),
            Primitive::UInt32 => value.try_into().ok().map(DynamicValue::UInt32),
            Primitive::Int64 => value.try_into().ok().map(DynamicValue::Int64),
            Primitive::UInt64 => value.try_into().ok().map(DynamicValue::UInt64),
            Primitive::Float32 | Primitive::Float64 =>
            {
                #[expect(clippy::cast_precision_loss, reason = "rounded, as everywhere")]
                Self::from_float(primitive, value as f64)
            }
            Primitive::Bool => None,
        }
    }

    /// The number as one of a floating-point type, unless it is finite and too large for it.
    pub(super) fn from_float(primitive: Primitive, value: f64) -> Option<DynamicValue<'static>> {
        match primitive {
            Primitive::Float64 => Some(DynamicValue::Float64(value)),
            Primitive::Float32 => {
                #[expect(clippy::cast_possible_truncation, reason = "looked at below")]
                let rounded = value as f32;
                (rounded.is_finite() || !value.is_finite())
                    .then_some(DynamicValue::Float32(rounded))
            }
            _ => None,
        }
    }

    /// The value that these bytes, as many as it takes, are on the wire.
    pub(super) fn from_bytes(
        primitive: Primitive,
        bytes: &[u8],
        big_endian: bool,
    ) -> Option<DynamicValue<'static>> {
        macro_rules! number {
            ($type:ident, $variant:ident) => {{
                let bytes = bytes.try_into().ok()?;
                DynamicValue::$variant(match big_endian {
                    true => $type::from_be_bytes(bytes),
                    false => $type::from_le_bytes(bytes),
                })
            }};
        }
        Some(match primitive {
            Primitive::Bool => DynamicValue::Bool(*bytes.first()? != 0),
            Primitive::Byte => DynamicValue::Byte(*bytes.first()?),
            Primitive::Char | Primitive::UInt8 => DynamicValue::UInt8(*bytes.first()?),
            Primitive::Int8 => number!(i8, Int8),
            Primitive::Int16 => number!(i16, Int16),
            Primitive::UInt16 => number!(u16, UInt16),
            Primitive::Int32 => number!(i32, Int32),
            Primitive::UInt32 => number!(u32, UInt32),
            Primitive::Int64 => number!(i64, Int64),
            Primitive::UInt64 => number!(u64, UInt64),
            Primitive::Float32 => number!(f32, Float32),
            Primitive::Float64 => number!(f64, Float64),
        })
    }

    /// The little-endian bytes of a value of this type.
    pub(super) fn bytes_of(&self, primitive: Primitive) -> Option<Bytes> {
        Some(match (primitive, self) {
            (Primitive::Bool, Self::Bool(value)) => Bytes::from([u8::from(*value)]),
            (Primitive::Byte, Self::Byte(value))
            | (Primitive::Char | Primitive::UInt8, Self::UInt8(value)) => Bytes::from([*value]),
            (Primitive::Int8, Self::Int8(value)) => value.to_le_bytes().into(),
            (Primitive::Int16, Self::Int16(value)) => value.to_le_bytes().into(),
            (Primitive::UInt16, Self::UInt16(value)) => value.to_le_bytes().into(),
            (Primitive::Int32, Self::Int32(value)) => value.to_le_bytes().into(),
            (Primitive::UInt32, Self::UInt32(value)) => value.to_le_bytes().into(),
            (Primitive::Int64, Self::Int64(value)) => value.to_le_bytes().into(),
            (Primitive::UInt64, Self::UInt64(value)) => value.to_le_bytes().into(),
            (Primitive::Float32, Self::Float32(value)) => value.to_le_bytes().into(),
            (Primitive::Float64, Self::Float64(value)) => value.to_le_bytes().into(),
            _ => return None,
        })
    }
}

/// Up to eight bytes.
#[derive(Clone, Copy)]
pub(super) struct Bytes {
    bytes: [u8; 8],
    len: usize,
}

impl Bytes {
    pub(super) fn as_slice(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

impl<const N: usize> From<[u8; N]> for Bytes {
    fn from(from: [u8; N]) -> Self {
        let mut bytes = [0; 8];
        let len = N.min(bytes.len());
        bytes.iter_mut().zip(from).for_each(|(byte, from)| *byte = from);
        Self { bytes, len }
    }
}

macro_rules! from_value {
    ($($type:ty => $variant:ident),* $(,)?) => {$(
        impl From<$type> for DynamicValue<'_> {
            fn from(value: $type) -> Self {
                Self::$variant(value)
            }
        }
    )*};
}

from_value! {
    bool => Bool,
    i8 => Int8,
    u8 => UInt8,
    i16 => Int16,
    u16 => UInt16,
    i32 => Int32,
    u32 => UInt32,
    i64 => Int64,
    u64 => UInt64,
    f32 => Float32,
    f64 => Float64,
}

impl<'a> From<&'a str> for DynamicValue<'a> {
    fn from(text: &'a str) -> Self {
        Self::Str(Cow::Borrowed(text))
    }
}

impl From<String> for DynamicValue<'_> {
    fn from(text: String) -> Self {
        Self::Str(Cow::Owned(text))
    }
}

impl<T: Number> From<Vec<T>> for DynamicValue<'_> {
    fn from(numbers: Vec<T>) -> Self {
        Self::Numbers(numbers.into())
    }
}

impl<'a> From<Vec<DynamicValue<'a>>> for DynamicValue<'a> {
    fn from(items: Vec<DynamicValue<'a>>) -> Self {
        Self::List(items)
    }
}

impl<'a> From<Numbers<'a>> for DynamicValue<'a> {
    fn from(numbers: Numbers<'a>) -> Self {
        Self::Numbers(numbers)
    }
}

impl<'a> From<DynamicMessage<'a>> for DynamicValue<'a> {
    fn from(message: DynamicMessage<'a>) -> Self {
        Self::Message(message)
    }
}

/// A message of a [`DynamicType`].
///
/// Made by [`DynamicType::decode`], [`DynamicType::default_value`] or, with the feature `serde`,
/// from text. Every field holds a value of its type.
///
/// ```
/// use shm_cdr::dynamic::{DynamicMessage, DynamicType};
///
/// let ty = DynamicType::parse("demo_msgs/msg/Named", "string name\nuint8[] data\n")?;
/// let received = b"\0\x01\0\0\x03\0\0\0ab\0\0\x02\0\0\0\x07\x08".to_vec();
/// let mut named: DynamicMessage<'static> = ty.decode(&received)?.into_owned();
/// drop(received);
/// named.set("name", "cd")?;
/// assert_eq!(named.field("name").and_then(|name| name.as_str()), Some("cd"));
/// assert_eq!(named.get("data[1]")?.as_integer(), Some(8));
/// assert_eq!(named.to_cdr()?.len(), named.serialized_size());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct DynamicMessage<'a> {
    ty: DynamicType,
    /// One for each field, of its type.
    values: Vec<DynamicValue<'a>>,
}

impl<'a> DynamicMessage<'a> {
    /// A message of values that are of the types of the fields.
    pub(super) fn new(ty: DynamicType, values: Vec<DynamicValue<'a>>) -> Self {
        debug_assert_eq!(ty.fields().len(), values.len());
        Self { ty, values }
    }

    /// The type.
    pub fn dynamic_type(&self) -> &DynamicType {
        &self.ty
    }

    /// The fields: their names and values, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &DynamicValue<'a>)> {
        self.ty.fields().iter().map(|field| field.name()).zip(&self.values)
    }

    /// The value of the field `name` of the message itself.
    pub fn field(&self, name: &str) -> Option<&DynamicValue<'a>> {
        self.ty.index_of(name).and_then(|index| self.values.get(index))
    }

    pub(super) fn values(&self) -> &[DynamicValue<'a>] {
        &self.values
    }

    pub(super) fn values_mut(&mut self) -> &mut [DynamicValue<'a>] {
        &mut self.values
    }

    /// The same without anything borrowed.
    pub fn into_owned(self) -> DynamicMessage<'static> {
        let values = self.values.into_iter().map(DynamicValue::into_owned).collect();
        DynamicMessage { ty: self.ty, values }
    }
}

impl fmt::Debug for DynamicMessage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = f.debug_struct(self.ty.type_name());
        self.iter().for_each(|(name, value)| {
            fields.field(name, value);
        });
        fields.finish()
    }
}

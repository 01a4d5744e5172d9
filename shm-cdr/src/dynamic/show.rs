//! Messages for serde, as those of `ros-z-msgs` are.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::numbers::Numbers;
use super::value::{DynamicMessage, DynamicValue};

/// A map from the names of the fields.
impl Serialize for DynamicMessage<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.values().len()))?;
        self.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))?;
        map.end()
    }
}

impl Serialize for Numbers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// Numbers that JSON does not have are the strings `Infinity`, `-Infinity` and `NaN` in formats
/// that people read.
impl Serialize for DynamicValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let float = self.as_f64().filter(|_| serializer.is_human_readable());
        match self {
            Self::Float32(_) | Self::Float64(_)
                if float.is_some_and(|value| !value.is_finite()) =>
            {
                serializer.serialize_str(match float {
                    Some(f64::INFINITY) => "Infinity",
                    Some(f64::NEG_INFINITY) => "-Infinity",
                    _ => "NaN",
                })
            }
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Byte(value) | Self::UInt8(value) => serializer.serialize_u8(*value),
            Self::Int8(value) => serializer.serialize_i8(*value),
            Self::Int16(value) => serializer.serialize_i16(*value),
            Self::UInt16(value) => serializer.serialize_u16(*value),
            Self::Int32(value) => serializer.serialize_i32(*value),
            Self::UInt32(value) => serializer.serialize_u32(*value),
            Self::Int64(value) => serializer.serialize_i64(*value),
            Self::UInt64(value) => serializer.serialize_u64(*value),
            Self::Float32(value) => serializer.serialize_f32(*value),
            Self::Float64(value) => serializer.serialize_f64(*value),
            Self::Str(text) | Self::WideStr(text) => serializer.serialize_str(text),
            Self::Numbers(numbers) => numbers.serialize(serializer),
            Self::List(items) => items.serialize(serializer),
            Self::Message(message) => message.serialize(serializer),
        }
    }
}

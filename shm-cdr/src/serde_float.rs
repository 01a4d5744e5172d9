//! Floating-point numbers for serde.
//!
//! JSON has no infinities and no NaN: they are the strings `"Infinity"`, `"-Infinity"` and
//! `"NaN"` there, as in the JSON of Protocol Buffers. Binary formats take them as they are.
//!
//! For fields of your own: numbers, and arrays and sequences of them.
//!
//! ```
//! use serde::{Deserialize, Serialize};
//! use shm_cdr::ShmMessage;
//!
//! #[derive(ShmMessage, Deserialize, Serialize, Debug, PartialEq)]
//! #[shm(type_name = "demo_msgs/msg/Scan")]
//! struct Scan {
//!     #[serde(with = "shm_cdr::serde_float")]
//!     range_max: f32,
//!     #[serde(with = "shm_cdr::serde_float")]
//!     ranges: Vec<f32>,
//! }
//!
//! let scan = Scan { range_max: 30.0, ranges: vec![0.5, f32::INFINITY] };
//! let json = serde_json::to_string(&scan)?;
//! assert_eq!(json, r#"{"range_max":30.0,"ranges":[0.5,"Infinity"]}"#);
//! assert_eq!(serde_json::from_str::<Scan>(&json)?, scan);
//! # Ok::<(), serde_json::Error>(())
//! ```

use alloc::vec::Vec;
use core::fmt::{self, Formatter};
use core::marker::PhantomData;

use serde::de::{Error, SeqAccess, Visitor};
use serde::ser::SerializeTuple;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What this module writes and reads: `f32`, `f64`, arrays and sequences of them.
pub trait Floats: sealed::Floats {}

impl<T: sealed::Floats> Floats for T {}

mod sealed {
    use serde::{Deserializer, Serializer};

    pub trait Floats: Sized {
        fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
        fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
    }
}

/// Writes a number, or several.
///
/// # Errors
///
/// Those of the serializer.
pub fn serialize<T: Floats, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    value.write(serializer)
}

/// Reads a number, or several.
///
/// # Errors
///
/// Those of the deserializer: a value is not a number, or there are too few or too many.
pub fn deserialize<'de, T: Floats, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::read(deserializer)
}

/// The name of a number that JSON does not have.
fn name(value: f64) -> Option<&'static str> {
    match value {
        f64::INFINITY => Some("Infinity"),
        f64::NEG_INFINITY => Some("-Infinity"),
        _ if value.is_nan() => Some("NaN"),
        _ => None,
    }
}

/// Takes a number, or the name of one.
struct Readable;

impl Visitor<'_> for Readable {
    type Value = f64;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a number, `Infinity`, `-Infinity` or `NaN`")
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<f64, E> {
        Ok(number)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<f64, E> {
        Ok(number as f64)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<f64, E> {
        Ok(number as f64)
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<f64, E> {
        match name {
            "Infinity" => Ok(f64::INFINITY),
            "-Infinity" => Ok(f64::NEG_INFINITY),
            "NaN" => Ok(f64::NAN),
            _ => Err(E::invalid_value(serde::de::Unexpected::Str(name), &self)),
        }
    }
}

macro_rules! floats {
    ($($float:ident)*) => {$(
        impl sealed::Floats for $float {
            fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match name((*self).into()) {
                    Some(name) if serializer.is_human_readable() => serializer.serialize_str(name),
                    _ => self.serialize(serializer),
                }
            }

            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                if !deserializer.is_human_readable() {
                    return Self::deserialize(deserializer);
                }
                deserializer.deserialize_any(Readable).map(|number| number as $float)
            }
        }
    )*};
}

floats! { f32 f64 }

/// One of several.
struct Item<T>(T);

impl<T: Floats> Serialize for Item<&T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

impl<'de, T: Floats> Deserialize<'de> for Item<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self)
    }
}

impl<T: Floats> sealed::Floats for Vec<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Item))
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let items = Vec::<Item<T>>::deserialize(deserializer)?;
        Ok(items.into_iter().map(|Item(value)| value).collect())
    }
}

// As long as it says, of any length.
impl<T: Floats, const N: usize> sealed::Floats for [T; N] {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut tuple = serializer.serialize_tuple(N)?;
        self.iter().try_for_each(|value| tuple.serialize_element(&Item(value)))?;
        tuple.end()
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_tuple(N, Array(PhantomData))
    }
}

struct Array<T, const N: usize>(PhantomData<T>);

impl<'de, T: Floats, const N: usize> Visitor<'de> for Array<T, N> {
    type Value = [T; N];

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{N} numbers")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<[T; N], A::Error> {
        let mut values = Vec::with_capacity(N);
        while let Some(Item(value)) = items.next_element()? {
            values.push(value);
        }
        let len = values.len();
        values.try_into().map_err(|_| A::Error::invalid_length(len, &self))
    }
}

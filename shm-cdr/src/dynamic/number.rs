//! The Rust types of numbers in arrays and sequences.

use ros_z_idl::Primitive;

/// A number that arrays and sequences are read as: `u8` to `i64`, `f32` and `f64`.
///
/// ```
/// use shm_cdr::dynamic::{Number, Numbers};
///
/// /// The greatest element, if the elements are numbers of this type.
/// fn greatest<T: Number + Ord>(numbers: &Numbers<'_>) -> Option<T> {
///     numbers.to_vec::<T>()?.into_iter().max()
/// }
///
/// let numbers = Numbers::from(vec![3u16, 9, 4]);
/// assert_eq!(greatest::<u16>(&numbers), Some(9));
/// assert_eq!(greatest::<i64>(&numbers), None);
/// ```
pub trait Number: sealed::Number {}

pub(super) mod sealed {
    use ros_z_idl::Primitive;

    use crate::value::Value;

    pub trait Number: Value + Copy {
        /// Whether elements of this ROS type are numbers of this type.
        fn is(primitive: Primitive) -> bool;
        /// The ROS type.
        const PRIMITIVE: Primitive;
        /// Appends its little-endian bytes.
        fn append(self, bytes: &mut alloc::vec::Vec<u8>);
    }
}

macro_rules! numbers {
    ($($type:ident => $primitive:ident $(| $alias:ident)*),* $(,)?) => {$(
        impl sealed::Number for $type {
            const PRIMITIVE: Primitive = Primitive::$primitive;

            fn is(primitive: Primitive) -> bool {
                matches!(primitive, Primitive::$primitive $(| Primitive::$alias)*)
            }

            fn append(self, bytes: &mut alloc::vec::Vec<u8>) {
                bytes.extend_from_slice(&self.to_le_bytes());
            }
        }

        impl Number for $type {}
    )*};
}

numbers! {
    u8 => UInt8 | Byte | Char,
    i8 => Int8,
    u16 => UInt16,
    i16 => Int16,
    u32 => UInt32,
    i32 => Int32,
    u64 => UInt64,
    i64 => Int64,
    f32 => Float32,
    f64 => Float64,
}

//! What generated code uses; not part of the API.

pub use alloc::boxed::Box;

pub use crate::align::Offset;
pub use crate::describe::{FieldType, Registry};
pub use crate::error::DecodeError;
use crate::error::DecodeErrorKind;
pub use crate::field::{Field, FieldOf, FixedSize};
use crate::header::HEADER_LEN;
pub use crate::layout::Fixed;
pub use crate::limit::{Bounded, BoundedItems, MaxBoth, MaxItemLen, MaxLen, Octets};
pub use crate::message::{ShmMessage, SizeEstimation};
pub use crate::plan::Plan;
pub use crate::raw::{Body, New, Place, Slot};
pub use crate::reader::{CdrReader, Wire};
pub use crate::table::{Member, Struct, Walk, Walking};
pub use crate::value::Value;

/// What `#[shm(default)]` without a value fills.
#[diagnostic::on_unimplemented(
    message = "`default` without a value requires an array whose elements have a `Default`",
    label = "`{Self}` is not one",
    note = "write the value: `#[shm(default = value)]`"
)]
pub trait DefaultArray {
    /// The array whose elements are their defaults.
    fn default_array() -> Self;
}

impl<T: Default, const N: usize> DefaultArray for [T; N] {
    fn default_array() -> Self {
        core::array::from_fn(|_| T::default())
    }
}

/// The value of a field with `#[shm(default)]`.
pub fn default_array<T: DefaultArray>() -> T {
    T::default_array()
}

/// What fields without `#[shm(default = value)]` are beside some with it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `Default`",
    label = "the field needs a value for the `Default` of the struct",
    note = "write `#[shm(default)]` on the field if it is an array, else `#[shm(default = value)]`"
)]
pub trait DefaultValue {
    /// The default.
    fn default_value() -> Self;
}

impl<T: Default> DefaultValue for T {
    fn default_value() -> Self {
        Self::default()
    }
}

/// The value of a field without `#[shm(default = value)]`.
pub fn default_value<T: DefaultValue>() -> T {
    T::default_value()
}

/// The error of a number that is no variant of an enum; it stood before `offset`.
#[cold]
pub fn unknown_variant(value: i128, offset: usize, size: usize) -> DecodeError {
    DecodeError::new(DecodeErrorKind::UnknownVariant { value }, offset - size + HEADER_LEN)
}

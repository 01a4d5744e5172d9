//! What generated code uses; not part of the API.

pub use alloc::boxed::Box;

pub use crate::align::Offset;
pub use crate::describe::{FieldType, Registry};
pub use crate::error::DecodeError;
use crate::error::DecodeErrorKind;
pub use crate::field::{Field, FieldOf, FixedSize};
use crate::header::HEADER_LEN;
pub use crate::layout::Fixed;
pub use crate::limit::{Bounded, BoundedItems, MaxBoth, MaxItemLen, MaxLen, Octets, Unlimited};
pub use crate::message::{ShmMessage, SizeEstimation};
pub use crate::plan::Plan;
pub use crate::raw::{Body, New, Place, Slot};
pub use crate::reader::{CdrReader, Wire};
pub use crate::table::{Member, Struct, Walk};
pub use crate::value::Value;

/// The error of a number that is no variant of an enum; it stood before `offset`.
#[cold]
pub fn unknown_variant(value: i128, offset: usize, size: usize) -> DecodeError {
    DecodeError::new(DecodeErrorKind::UnknownVariant { value }, offset - size + HEADER_LEN)
}

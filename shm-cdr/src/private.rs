//! What generated code uses; not part of the API.

use alloc::string::String;
use alloc::vec::Vec;

pub use crate::decode::Decode;
pub use crate::describe::{Describe, FieldType, Registry, TypeId};
pub use crate::encode::Encode;
pub use crate::error::{DecodeError, EncodeError};
pub use crate::layout::{Fixed, StructLayout, run_len, starts_run};
pub use crate::message::{ShmMessage, SizeEstimation};
pub use crate::reader::{CdrReader, Wire};
pub use crate::writer::CdrWriter;
pub use alloc::vec;

use crate::error::DecodeErrorKind;
use crate::header::HEADER_LEN;

/// What `#[shm(max_len = N)]` bounds.
#[diagnostic::on_unimplemented(
    message = "`max_len` requires a string or a sequence field",
    label = "`{Self}` has no length to bound"
)]
pub trait Bounded {
    /// Elements of the sequence, or bytes of the string.
    fn bounded_len(&self) -> usize;
}

impl Bounded for String {
    fn bounded_len(&self) -> usize {
        self.len()
    }
}

impl<T> Bounded for Vec<T> {
    fn bounded_len(&self) -> usize {
        self.len()
    }
}

#[cfg(feature = "zbuf")]
impl Bounded for zenoh_buffers::ZBuf {
    fn bounded_len(&self) -> usize {
        zenoh_buffers::buffer::Buffer::len(self)
    }
}

/// Refuses to write a field that is longer than its bound.
#[inline]
pub fn check_written<T: Bounded>(value: &T, max: usize) -> Result<(), EncodeError> {
    let len = value.bounded_len();
    if len <= max { Ok(()) } else { Err(EncodeError::TooLong { field: String::new(), len, max }) }
}

/// Refuses a decoded field that is longer than its bound; it began at `offset`.
#[inline]
pub fn check_read<T: Bounded>(value: T, max: usize, offset: usize) -> Result<T, DecodeError> {
    let len = value.bounded_len();
    if len <= max {
        Ok(value)
    } else {
        Err(DecodeError::new(DecodeErrorKind::TooLong { len, max }, offset + HEADER_LEN))
    }
}

/// Names the field in which encoding failed.
#[cold]
pub fn encode_error_in(error: EncodeError, field: &str) -> EncodeError {
    error.in_field(field)
}

/// Names the field in which decoding failed.
#[cold]
pub fn decode_error_in(error: DecodeError, field: &str) -> DecodeError {
    error.in_field(field)
}

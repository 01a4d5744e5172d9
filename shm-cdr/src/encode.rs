//! The encoding of one value: its layout, its end and its bytes.

use crate::align::phase;
use crate::error::EncodeError;
use crate::holes::{Holes, NoHoles};
use crate::layout::Fixed;
use crate::writer::CdrWriter;

/// A type that can stand in a message, as a field or an element.
///
/// The derive implements it; there is one function for the length, and everything
/// that needs a size uses it.
///
/// # Safety
///
/// `FIXED` describes exactly what `put` writes, and where it says that the type is
/// plain, every byte of a value's memory is initialised.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a ROS message",
    label = "not a message field",
    note = "fields are bool, i8..i64, u8..u64, f32, f64, `String`, `ZBuf`, `[T; N]`, `Vec<T>` \
            and structs that derive `ShmMessage`"
)]
pub unsafe trait Encode: Sized {
    /// The layout, if the encoded length depends on the start offset alone.
    #[doc(hidden)]
    const FIXED: Option<Fixed>;

    /// Where the value ends that starts at `offset`, padding before it included.
    ///
    /// Offsets are in bytes and count from the end of the encapsulation header.
    #[inline(always)]
    fn end(&self, offset: usize) -> usize {
        self.end_in(offset, &mut NoHoles)
    }

    /// [`end`](Self::end) of a value in which sequences may be holes.
    #[doc(hidden)]
    fn end_in<H: Holes>(&self, offset: usize, holes: &mut H) -> usize;

    /// Writes the value.
    ///
    /// # Errors
    ///
    /// A sequence or string is too long, or the room is too small.
    fn encode<H: Holes>(&self, writer: &mut CdrWriter<'_, H>) -> Result<(), EncodeError>;

    /// Writes a fixed-size value behind `offset` and returns where it ends.
    ///
    /// # Safety
    ///
    /// `FIXED` is a layout, and `body` may be written from `offset` up to
    /// `self.end(offset)`.
    #[doc(hidden)]
    unsafe fn put(&self, body: *mut u8, offset: usize) -> usize;
}

/// Where a row of values ends whose first one starts behind `offset`.
#[inline]
pub(crate) fn slice_end<T: Encode>(values: &[T], offset: usize) -> usize {
    match T::FIXED {
        Some(layout) => layout.run_end(offset, values.len()),
        None => values.iter().fold(offset, |offset, value| value.end(offset)),
    }
}

/// Writes values one behind the other: as one copy where memory and wire agree.
#[inline]
pub(crate) fn encode_slice<T: Encode, H: Holes>(
    values: &[T],
    writer: &mut CdrWriter<'_, H>,
) -> Result<(), EncodeError> {
    if values.is_empty() {
        return Ok(());
    }
    let Some(layout) = T::FIXED else {
        for (index, value) in values.iter().enumerate() {
            value.encode(writer).map_err(|error| error.in_element(index))?;
        }
        return Ok(());
    };
    let start = crate::align::align_up(writer.offset(), layout.align());
    if layout.is_plain_run(phase(start), size_of::<T>()) {
        // SAFETY: `Encode` promises that a plain value's memory is initialised.
        let bytes = unsafe {
            core::slice::from_raw_parts(values.as_ptr().cast::<u8>(), size_of_val(values))
        };
        writer.copy(layout.align(), bytes)
    } else {
        writer.put_all(values, layout.run_end(writer.offset(), values.len()))
    }
}

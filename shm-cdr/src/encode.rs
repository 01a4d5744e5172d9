//! The encoding of one value: its layout, its end and its bytes.

use core::ptr;

use crate::align::{align_up, phase};
use crate::depth::MAX_DEPTH;
use crate::error::EncodeError;
use crate::holes::{Holes, NoHoles};
use crate::layout::{Fixed, StructLayout};
use crate::writer::{CdrWriter, zero_padding};

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

    /// What the layout of a struct is put together from.
    ///
    /// Generated code takes it from here and not by its path: the path may be the user's, and
    /// what stands there someone else's.
    #[doc(hidden)]
    const STRUCT: StructLayout = StructLayout::new();

    /// The size of the type in memory.
    #[doc(hidden)]
    const SIZE: usize = size_of::<Self>();

    /// Where the value ends that starts at `offset`, padding before it included.
    ///
    /// Offsets are in bytes and count from the end of the encapsulation header.
    #[inline(always)]
    fn end(&self, offset: usize) -> usize {
        self.end_in(offset, &mut NoHoles::default())
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

    /// Writes a value whose memory is its encoding wherever it is aligned, and returns where
    /// it ends.
    ///
    /// # Safety
    ///
    /// As for [`put`](Self::put), and `FIXED` is plain where aligned.
    #[doc(hidden)]
    #[inline(always)]
    unsafe fn put_plain(&self, body: *mut u8, offset: usize) -> usize {
        let align = match Self::FIXED {
            Some(layout) => layout.align(),
            None => 1,
        };
        let start = align_up(offset, align);
        // SAFETY: the caller grants room up to the end of the value, which is at least
        // `align` bytes long; its memory is initialised, being plain.
        unsafe {
            zero_padding(body.add(offset), align);
            let memory = ptr::from_ref(self).cast::<u8>();
            ptr::copy_nonoverlapping(memory, body.add(start), size_of::<Self>());
        }
        start + size_of::<Self>()
    }
}

/// Where a row of values ends whose first one starts behind `offset` and that lie in `depth`
/// sequences.
#[inline]
pub(crate) fn slice_end<T: Encode>(values: &[T], offset: usize, depth: usize) -> usize {
    match T::FIXED {
        Some(layout) => layout.run_end(offset, values.len()),
        // Refused with its path when it is written.
        None if depth > MAX_DEPTH => offset,
        None => {
            let mut holes = NoHoles { depth };
            values.iter().fold(offset, |offset, value| value.end_in(offset, &mut holes))
        }
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
    let start = align_up(writer.offset(), layout.align());
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

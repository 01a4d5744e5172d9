//! Owned decoding of one value.

use alloc::vec::Vec;
use core::mem::MaybeUninit;
use core::ptr;

use crate::align::align_up;
use crate::encode::Encode;
use crate::error::DecodeError;
use crate::layout::{Fixed, StructLayout};
use crate::reader::{CdrReader, Wire};

/// A type that can be read from a message, as a field or an element.
///
/// # Safety
///
/// `ANY_BITS` is true only if every bit pattern of the type's memory is a value, and
/// `get` moves `offset` exactly as `Encode::FIXED` says.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a ROS message",
    label = "not a message field"
)]
pub unsafe trait Decode: Encode + Sized {
    /// The fewest bytes that a value takes on the wire; at least 1.
    #[doc(hidden)]
    const MIN_LEN: usize;

    /// Whether every bit pattern of the type's memory is a value.
    #[doc(hidden)]
    const ANY_BITS: bool;

    /// [`Encode::FIXED`] and [`Encode::STRUCT`] once more: generated code takes all that it
    /// trusts from the trait that it implements.
    #[doc(hidden)]
    const LAYOUT: Option<Fixed> = Self::FIXED;
    #[doc(hidden)]
    const FIELDS: StructLayout = Self::STRUCT;

    /// Reads a value.
    ///
    /// # Errors
    ///
    /// The input ends too early or holds something that is not a value; the error
    /// names the field and the byte.
    fn decode<W: Wire>(reader: &mut CdrReader<'_, W>) -> Result<Self, DecodeError>;

    /// Reads a fixed-size value behind `offset` and moves `offset` to its end.
    ///
    /// # Safety
    ///
    /// `Encode::FIXED` is a layout, and `body` is readable from `offset` up to the end
    /// that the layout gives.
    #[doc(hidden)]
    unsafe fn get(body: *const u8, offset: &mut usize) -> Result<Self, DecodeError>;
}

/// Reads `len` consecutive values into `values`, which has room for them.
///
/// On an error the values read before it are dropped.
fn fill<T: Decode, W: Wire>(
    reader: &mut CdrReader<'_, W>,
    values: &mut [MaybeUninit<T>],
) -> Result<(), DecodeError> {
    let len = values.len();
    if let (Some(layout), true) = (T::FIXED, W::NATIVE) {
        let start = align_up(reader.offset(), layout.align());
        let end = layout.run_end(reader.offset(), len);
        if len > 0 && end - reader.offset() <= reader.remaining() {
            if T::ANY_BITS && layout.is_plain_run(start, size_of::<T>()) {
                reader.bytes(start - reader.offset())?;
                let bytes = reader.bytes(size_of_val(values))?;
                // SAFETY: `bytes` is as long as `values`, memory and wire agree from
                // `start` on, and every bit pattern is a value.
                unsafe {
                    ptr::copy_nonoverlapping(
                        bytes.as_ptr(),
                        values.as_mut_ptr().cast(),
                        bytes.len(),
                    );
                }
                return Ok(());
            }
            // SAFETY: the wire is native and the input reaches the last value's end.
            return fill_with(values, || unsafe { reader.get::<T>() });
        }
    }
    fill_with(values, || T::decode(reader))
}

/// Writes `values` front to back; on an error the values read before it are dropped.
#[inline(always)]
fn fill_with<T>(
    values: &mut [MaybeUninit<T>],
    mut read: impl FnMut() -> Result<T, DecodeError>,
) -> Result<(), DecodeError> {
    let mut filled = Filled { values, len: 0 };
    while let Some(slot) = filled.values.get_mut(filled.len) {
        slot.write(read().map_err(|error| error.in_element(filled.len))?);
        filled.len += 1;
    }
    core::mem::forget(filled);
    Ok(())
}

/// Drops the initialised beginning of a slice.
struct Filled<'a, T> {
    values: &'a mut [MaybeUninit<T>],
    len: usize,
}

impl<T> Drop for Filled<'_, T> {
    fn drop(&mut self) {
        for value in self.values.iter_mut().take(self.len) {
            // SAFETY: the first `len` values were written and are dropped only here.
            unsafe { value.assume_init_drop() };
        }
    }
}

/// Reads `N` consecutive values.
pub(crate) fn decode_array<T: Decode, W: Wire, const N: usize>(
    reader: &mut CdrReader<'_, W>,
) -> Result<[T; N], DecodeError> {
    let mut values = [const { MaybeUninit::uninit() }; N];
    fill(reader, &mut values)?;
    // SAFETY: `fill` has written all of them.
    Ok(values.map(|value| unsafe { value.assume_init() }))
}

/// Reads `N` consecutive fixed-size values behind `offset`.
///
/// # Safety
///
/// As for [`Decode::get`] of the array.
#[inline(always)]
pub(crate) unsafe fn get_array<T: Decode, const N: usize>(
    body: *const u8,
    offset: &mut usize,
) -> Result<[T; N], DecodeError> {
    let mut values = [const { MaybeUninit::uninit() }; N];
    // SAFETY: the caller grants the bytes up to the last element's end.
    fill_with(&mut values, || unsafe { T::get(body, offset) })?;
    // SAFETY: `fill_with` has written all of them.
    Ok(values.map(|value| unsafe { value.assume_init() }))
}

/// Reads a sequence: its length, then the values.
pub(crate) fn decode_vec<T: Decode, W: Wire>(
    reader: &mut CdrReader<'_, W>,
) -> Result<Vec<T>, DecodeError> {
    let len = reader.sequence_len(T::MIN_LEN)?;
    if T::FIXED.is_some() {
        return decode_values(reader, len);
    }
    reader.enter()?;
    let values = decode_values(reader, len)?;
    reader.leave();
    Ok(values)
}

/// Reads `len` consecutive values; the caller knows that the input can hold them.
pub(crate) fn decode_values<T: Decode, W: Wire>(
    reader: &mut CdrReader<'_, W>,
    len: usize,
) -> Result<Vec<T>, DecodeError> {
    let mut values = Vec::with_capacity(len);
    if let Some(room) = values.spare_capacity_mut().get_mut(..len) {
        fill(reader, room)?;
        // SAFETY: `fill` has written the first `len` values.
        unsafe { values.set_len(len) };
    }
    Ok(values)
}

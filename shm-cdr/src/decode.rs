//! Owned decoding of one value.

use core::mem::MaybeUninit;
use core::ptr;

use crate::align::align_up;
use crate::encode::Encode;
use crate::error::DecodeError;
use crate::layout::{Fixed, Run, StructLayout};
use crate::place::{New, Place};
use crate::reader::{CdrReader, Wire};

/// A type that can be read from a message, as a field or an element.
///
/// # Safety
///
/// `ANY_BITS` is true only if every bit pattern of the type's memory is a value;
/// `decode_to` and `get_to` leave in the place what they promise, and `get_to`, and `get_view` of
/// `DecodeView`, move exactly as `Encode::FIXED` says.
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

    /// The fields of a struct in their runs; plain are those of which any bits are values.
    #[doc(hidden)]
    const READ_RUNS: &'static [Run] = &[];

    /// Reads a value.
    ///
    /// # Errors
    ///
    /// The input ends too early or holds something that is not a value; the error
    /// names the field and the byte.
    #[inline]
    fn decode<W: Wire>(reader: &mut CdrReader<'_, W>) -> Result<Self, DecodeError> {
        let mut value = MaybeUninit::uninit();
        // SAFETY: the place is that of a value, and holds one if there is no error.
        unsafe {
            Self::decode_to::<W, New>(reader, value.as_mut_ptr())?;
            Ok(value.assume_init())
        }
    }

    /// Reads a value to its place.
    ///
    /// # Errors
    ///
    /// As for [`decode`](Self::decode). A [`New`] place then holds no value, a [`Used`](crate::place::Used) one
    /// still does.
    ///
    /// # Safety
    ///
    /// `place` may be written and is aligned, and holds a value if it is `Used`.
    #[doc(hidden)]
    unsafe fn decode_to<W: Wire, P: Place>(
        reader: &mut CdrReader<'_, W>,
        place: *mut Self,
    ) -> Result<(), DecodeError>;

    /// Reads a fixed-size value behind `offset` to its place and moves `offset` to its end.
    ///
    /// # Errors
    ///
    /// As for [`decode_to`](Self::decode_to).
    ///
    /// # Safety
    ///
    /// As for [`decode_to`](Self::decode_to), `Encode::FIXED` is a layout, and `body` is
    /// readable from `offset` up to the end that the layout gives.
    #[doc(hidden)]
    unsafe fn get_to<P: Place>(
        body: *const u8,
        offset: &mut usize,
        place: *mut Self,
    ) -> Result<(), DecodeError>;

    /// Drops the first `count` fields of a struct.
    ///
    /// # Safety
    ///
    /// They are values, and nothing uses them afterwards.
    #[doc(hidden)]
    unsafe fn drop_fields(place: *mut Self, count: usize) {
        let _ = (place, count);
    }

    /// Reads the field number `index` of a struct.
    ///
    /// The first of a run of fixed-size fields looks whether the input holds all of them, and
    /// copies them if they lie in memory as on the wire. If the input does not hold them, each
    /// is read for itself and the right one blamed.
    ///
    /// # Errors
    ///
    /// As for [`decode_to`](Self::decode_to) of the struct.
    ///
    /// # Safety
    ///
    /// As for [`decode_to`](Self::decode_to) of the struct at `place`, whose field `index` is
    /// at `field`, and whose fields before it have been read with the same `in_run`.
    #[doc(hidden)]
    #[inline(always)]
    unsafe fn read_field<T: Decode, W: Wire, P: Place>(
        reader: &mut CdrReader<'_, W>,
        (place, field): (*mut Self, *mut T),
        (index, name): (usize, &'static str),
        in_run: &mut bool,
    ) -> Result<(), DecodeError> {
        let run = &Self::READ_RUNS[index];
        if let Some(layout) = &run.begins {
            *in_run = reader.has_run(layout);
            if run.plain_len > 0 && *in_run {
                // SAFETY: the run lies within the input, native, and in the struct's memory as
                // on the wire; any bits of its fields are values.
                unsafe {
                    let fields = place.cast::<u8>().add(run.memory);
                    reader.get_bytes(layout.align(), run.plain_len, fields);
                }
            }
        }
        if T::LAYOUT.is_some() && *in_run {
            if run.plain_len > 0 {
                return Ok(());
            }
            // SAFETY: the run that the field belongs to lies within the input.
            let result = unsafe { reader.get_to::<T, P>(field) };
            // SAFETY: passed on to the caller.
            return result.map_err(|error| unsafe { Self::failed::<P>(error, place, index, name) });
        }
        // SAFETY: passed on to the caller.
        unsafe {
            T::decode_to::<W, P>(reader, field)
                .map_err(|error| Self::failed::<P>(error, place, index, name))
        }
    }

    /// Reads the field number `index` of a struct, and refuses it unless `check` takes it.
    ///
    /// # Errors
    ///
    /// As for [`decode_to`](Self::decode_to) of the struct, and those of `check`, which is given
    /// the offset that the field began at.
    ///
    /// # Safety
    ///
    /// As for [`read_field`](Self::read_field).
    #[doc(hidden)]
    #[inline(always)]
    unsafe fn read_checked_field<T: Decode, W: Wire, P: Place>(
        reader: &mut CdrReader<'_, W>,
        (place, field): (*mut Self, *mut T),
        (index, name): (usize, &'static str),
        check: impl FnOnce(&T, usize) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        let start = reader.offset();
        let result = T::decode(reader).and_then(|value| check(&value, start).map(|()| value));
        // SAFETY: passed on to the caller.
        unsafe {
            match result {
                Ok(value) => P::put(field, value),
                Err(error) => return Err(Self::failed::<P>(error, place, index, name)),
            }
        }
        Ok(())
    }

    /// Reads the field number `index` of a struct of fixed size.
    ///
    /// # Errors
    ///
    /// As for [`get_to`](Self::get_to) of the struct.
    ///
    /// # Safety
    ///
    /// As for [`get_to`](Self::get_to) of the struct at `place`, whose field `index` is at
    /// `field`, and whose fields before it have been read.
    #[doc(hidden)]
    #[inline(always)]
    unsafe fn get_field<T: Decode, P: Place>(
        body: *const u8,
        offset: &mut usize,
        (place, field): (*mut Self, *mut T),
        (index, name): (usize, &'static str),
    ) -> Result<(), DecodeError> {
        let run = &Self::READ_RUNS[index];
        if run.plain_len > 0 {
            if let Some(layout) = &run.begins {
                let start = align_up(*offset, layout.align());
                *offset = start + run.plain_len;
                // SAFETY: the caller grants the bytes; they lie in the struct's memory as on
                // the wire, and any bits of its fields are values.
                unsafe {
                    let fields = place.cast::<u8>().add(run.memory);
                    ptr::copy_nonoverlapping(body.add(start), fields, run.plain_len);
                }
            }
            return Ok(());
        }
        // SAFETY: passed on to the caller.
        unsafe {
            T::get_to::<P>(body, offset, field)
                .map_err(|error| Self::failed::<P>(error, place, index, name))
        }
    }

    /// The error of a struct whose field number `count` has failed, of which a new one keeps
    /// nothing.
    ///
    /// # Safety
    ///
    /// As for [`drop_fields`](Self::drop_fields), if the place is `New`.
    #[doc(hidden)]
    #[cold]
    unsafe fn failed<P: Place>(
        error: DecodeError,
        place: *mut Self,
        count: usize,
        name: &'static str,
    ) -> DecodeError {
        if !P::USED {
            // SAFETY: passed on to the caller.
            unsafe { Self::drop_fields(place, count) };
        }
        error.in_field(name)
    }
}

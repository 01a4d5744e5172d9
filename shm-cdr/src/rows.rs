//! Values one behind the other: arrays and sequences.

use alloc::vec::Vec;
use core::ptr;

use crate::align::{align_up, phase};
use crate::decode::Decode;
use crate::encode::Encode;
use crate::error::DecodeError;
use crate::place::{New, Place, Used};
use crate::reader::{CdrReader, Wire};

/// Reads `len` values one behind the other to `first` and the places behind it.
///
/// # Safety
///
/// As for [`Decode::decode_to`] of each. `read` keeps what it promises.
#[inline(always)]
unsafe fn each_to<T, P: Place>(
    first: *mut T,
    len: usize,
    mut read: impl FnMut(*mut T) -> Result<(), DecodeError>,
) -> Result<(), DecodeError> {
    for index in 0..len {
        // SAFETY: the caller grants `len` places.
        if let Err(error) = read(unsafe { first.add(index) }) {
            if !P::USED {
                // SAFETY: the values before it have been read, and nobody else has them.
                unsafe { ptr::slice_from_raw_parts_mut(first, index).drop_in_place() };
            }
            return Err(error.in_element(index));
        }
    }
    Ok(())
}

/// Reads `len` values of fixed size, if the input is native and holds all of them.
///
/// # Safety
///
/// As for [`Decode::decode_to`] of each.
#[inline(always)]
unsafe fn run_to<T: Decode, W: Wire, P: Place>(
    reader: &mut CdrReader<'_, W>,
    first: *mut T,
    len: usize,
) -> Option<Result<(), DecodeError>> {
    let layout = T::FIXED?;
    if !W::NATIVE || len == 0 {
        return None;
    }
    let end = layout.run_end(reader.offset(), len);
    if end - reader.offset() > reader.remaining() {
        return None;
    }
    if T::ANY_BITS && is_plain_run::<T>(align_up(reader.offset(), layout.align())) {
        // SAFETY: the input holds the run; memory and wire agree on it, and any bits are values.
        unsafe { reader.get_bytes(layout.align(), len * size_of::<T>(), first.cast()) };
        return Some(Ok(()));
    }
    // SAFETY: the wire is native and the input reaches the last value's end.
    Some(unsafe { each_to::<T, P>(first, len, |place| reader.get_to::<T, P>(place)) })
}

/// Whether a slice whose first value starts at `start` is its own encoding.
#[inline(always)]
fn is_plain_run<T: Encode>(start: usize) -> bool {
    let plain = const {
        match T::FIXED {
            Some(layout) => layout.plain_runs(size_of::<T>()),
            None => 0,
        }
    };
    plain & (1 << phase(start)) != 0
}

/// Reads an array to its place.
///
/// # Safety
///
/// As for [`Decode::decode_to`].
#[inline(always)]
pub(crate) unsafe fn array_to<T: Decode, W: Wire, P: Place, const N: usize>(
    reader: &mut CdrReader<'_, W>,
    place: *mut [T; N],
) -> Result<(), DecodeError> {
    // SAFETY: the place is that of `N` values.
    unsafe {
        match run_to::<T, W, P>(reader, place.cast(), N) {
            Some(result) => result,
            None => each_to::<T, P>(place.cast(), N, |place| T::decode_to::<W, P>(reader, place)),
        }
    }
}

/// Reads an array of fixed size behind `offset` to its place.
///
/// # Safety
///
/// As for [`Decode::get_to`].
#[inline(always)]
pub(crate) unsafe fn get_array_to<T: Decode, P: Place, const N: usize>(
    body: *const u8,
    offset: &mut usize,
    place: *mut [T; N],
) -> Result<(), DecodeError> {
    let align = match T::FIXED {
        Some(layout) => layout.align(),
        None => 1,
    };
    let start = align_up(*offset, align);
    if T::ANY_BITS && is_plain_run::<T>(start) {
        *offset = start + size_of::<[T; N]>();
        // SAFETY: the caller grants these bytes, memory and wire agree at `start`, and every
        // bit pattern is a value.
        unsafe { ptr::copy_nonoverlapping(body.add(start), place.cast(), size_of::<[T; N]>()) };
        return Ok(());
    }
    // SAFETY: the caller grants the bytes up to the last element's end.
    unsafe { each_to::<T, P>(place.cast(), N, |place| T::get_to::<P>(body, offset, place)) }
}

/// Reads a sequence to its place: its length, then the values.
///
/// # Safety
///
/// As for [`Decode::decode_to`].
#[inline]
pub(crate) unsafe fn vec_to<T: Decode, W: Wire, P: Place>(
    reader: &mut CdrReader<'_, W>,
    place: *mut Vec<T>,
) -> Result<(), DecodeError> {
    let len = reader.sequence_len(T::MIN_LEN)?;
    if T::FIXED.is_none() {
        reader.enter()?;
    }
    if P::USED {
        // SAFETY: the caller grants that a vector is there.
        read_values::<T, W, P>(reader, unsafe { &mut *place }, len)?;
    } else {
        let values = decode_values(reader, len)?;
        // SAFETY: passed on to the caller.
        unsafe { place.write(values) };
    }
    if T::FIXED.is_none() {
        reader.leave();
    }
    Ok(())
}

/// Reads `len` consecutive values; the caller knows that the input can hold them.
#[inline]
pub(crate) fn decode_values<T: Decode, W: Wire>(
    reader: &mut CdrReader<'_, W>,
    len: usize,
) -> Result<Vec<T>, DecodeError> {
    let mut values = Vec::with_capacity(len);
    read_values::<T, W, New>(reader, &mut values, len)?;
    Ok(values)
}

/// Reads `len` consecutive values into `values`, which is empty unless they are used again.
///
/// Values without memory of their own are written anew, in the memory of the vector.
#[inline]
fn read_values<T: Decode, W: Wire, P: Place>(
    reader: &mut CdrReader<'_, W>,
    values: &mut Vec<T>,
    len: usize,
) -> Result<(), DecodeError> {
    if P::USED {
        if T::FIXED.is_some() {
            values.clear();
        } else {
            values.truncate(len);
            for (index, value) in values.iter_mut().enumerate() {
                // SAFETY: a value is there.
                unsafe { T::decode_to::<W, Used>(reader, value) }
                    .map_err(|error| error.in_element(index))?;
            }
        }
        values.reserve(len - values.len());
    }
    let first = values.len();
    // SAFETY: the vector has room for `len` values, of which those behind `first` are none yet;
    // it is as long as those that have been read.
    unsafe {
        let places = values.as_mut_ptr().add(first);
        if let Some(result) = run_to::<T, W, New>(reader, places, len - first) {
            result?;
            values.set_len(len);
            return Ok(());
        }
        for index in first..len {
            T::decode_to::<W, New>(reader, values.as_mut_ptr().add(index))
                .map_err(|error| error.in_element(index))?;
            values.set_len(index + 1);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::Offset;
    use crate::encode::Encode;
    use crate::header::Encapsulation;
    use crate::holes::Holes;
    use crate::layout::Fixed;
    use crate::reader::Native;

    /// A number that says it is plain, and cannot be read one by one.
    #[derive(Debug, PartialEq)]
    #[repr(transparent)]
    struct InBulk(u32);

    // SAFETY: the layout is that of the number, which is all that it is in memory.
    unsafe impl Encode for InBulk {
        const FIXED: Option<Fixed> = u32::FIXED;

        fn end_in<H: Holes>(&self, at: Offset, holes: &mut H) -> Offset {
            self.0.end_in(at, holes)
        }

        unsafe fn put<H: Holes>(&self, body: *mut u8, at: Offset, holes: &H) -> Offset {
            // SAFETY: passed on to the caller.
            unsafe { self.0.put(body, at, holes) }
        }
    }

    // SAFETY: a number is one whatever its bits.
    unsafe impl Decode for InBulk {
        const MIN_LEN: usize = 4;
        const ANY_BITS: bool = true;

        unsafe fn decode_to<W: Wire, P: Place>(
            _: &mut CdrReader<'_, W>,
            _: *mut Self,
        ) -> Result<(), DecodeError> {
            panic!("read one by one");
        }

        unsafe fn get_to<P: Place>(
            _: *const u8,
            _: &mut usize,
            _: *mut Self,
        ) -> Result<(), DecodeError> {
            panic!("read one by one");
        }
    }

    #[test]
    fn plain_elements_are_copied_whole() {
        let body = [2, 0, 0, 0, 7, 0, 0, 0, 8, 0, 0, 0];
        let reader = || CdrReader::<Native>::new(Encapsulation::NATIVE, &body);
        assert_eq!(Vec::<InBulk>::decode(&mut reader()).unwrap(), [InBulk(7), InBulk(8)]);
        assert_eq!(<[InBulk; 3]>::decode(&mut reader()).unwrap()[1..], [InBulk(7), InBulk(8)]);
        let mut used = alloc::vec![InBulk(1)];
        // SAFETY: a vector is there.
        unsafe { <Vec<InBulk>>::decode_to::<_, Used>(&mut reader(), &mut used) }.unwrap();
        assert_eq!(used, [InBulk(7), InBulk(8)]);
        // In an array of fixed size, as the field of a struct.
        let mut place = [InBulk(0), InBulk(0)];
        // SAFETY: the body has room for two numbers from 4 on.
        unsafe { <[InBulk; 2]>::get_to::<New>(body.as_ptr(), &mut 4, &mut place) }.unwrap();
        assert_eq!(place, [InBulk(7), InBulk(8)]);
    }
}

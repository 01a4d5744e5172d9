//! Arrays of a fixed length: their elements and nothing else.

use alloc::boxed::Box;

use crate::align::Offset;
use crate::decode::Decode;
use crate::describe::{Describe, FieldType, Registry};
use crate::encode::{Encode, check_slice, put_slice, slice_end};
use crate::error::{DecodeError, EncodeError};
use crate::field::Field;
use crate::holes::Holes;
use crate::layout::Fixed;
use crate::place::Place;
use crate::reader::{CdrReader, Wire};
use crate::rows::{array_to, get_array_to};
use crate::view::{DecodeView, Sequence};

// SAFETY: `Fixed::array` follows the elements one by one, and so does `put`; an array
// has no padding beside that of its elements.
unsafe impl<T: Encode, const N: usize> Encode for [T; N] {
    const FIXED: Option<Fixed> = match T::FIXED {
        Some(layout) => Some(layout.array(N, size_of::<T>())),
        // One without memory could stand in a sequence any number of times.
        None if N == 0 => panic!("a ROS array has at least one element"),
        None => None,
    };

    const END: Option<usize> = match Self::FIXED {
        Some(layout) => layout.end_phase(),
        None => T::END,
    };

    #[inline]
    fn end_in<H: Holes>(&self, at: Offset, holes: &mut H) -> Offset {
        match Self::FIXED {
            Some(layout) => Offset::new(layout.end(at.get())),
            None => slice_end(self, at, holes.depth()),
        }
    }

    #[inline(always)]
    fn check<H: Holes>(&self, depth: usize, holes: &H) -> Result<(), Box<EncodeError>> {
        check_slice(self, depth, holes)
    }

    #[inline(always)]
    unsafe fn put<H: Holes>(&self, body: *mut u8, at: Offset, _: &H) -> Offset {
        // SAFETY: passed on to the caller.
        unsafe { put_slice(self, body, at) }
    }
}

// SAFETY: an array takes any bits if its elements do, and `get_array_to` follows them one by one.
unsafe impl<T: Decode, const N: usize> Decode for [T; N] {
    const MIN_LEN: usize = T::MIN_LEN.saturating_mul(N);
    const ANY_BITS: bool = T::ANY_BITS;

    #[inline]
    unsafe fn decode_to<W: Wire, P: Place>(
        reader: &mut CdrReader<'_, W>,
        place: *mut Self,
    ) -> Result<(), DecodeError> {
        // SAFETY: passed on to the caller.
        unsafe { array_to::<T, W, P, N>(reader, place) }
    }

    #[inline(always)]
    unsafe fn get_to<P: Place>(
        body: *const u8,
        offset: &mut usize,
        place: *mut Self,
    ) -> Result<(), DecodeError> {
        // SAFETY: passed on to the caller.
        unsafe { get_array_to::<T, P, N>(body, offset, place) }
    }
}

impl<T: DecodeView, const N: usize> DecodeView for [T; N] {
    type View<'a> = Sequence<'a, T>;
    type Handle<M> = Field<M, Self>;

    fn handle<M>(offset: usize, name: &'static str) -> Field<M, Self> {
        Field::new(offset, name)
    }

    fn decode_view<'a, W: Wire>(
        reader: &mut CdrReader<'a, W>,
    ) -> Result<Sequence<'a, T>, DecodeError> {
        Sequence::decode(reader, N)
    }

    fn from_view(view: &Sequence<'_, T>) -> Result<Self, DecodeError> {
        view.decode_array()
    }
}

impl<T: Describe, const N: usize> Describe for [T; N] {
    fn describe<R: Registry>(types: &mut R) -> FieldType {
        T::describe(types).array(N, types)
    }
}

//! Sequences: a 32-bit number of elements, then the elements.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ptr;

use crate::align::Offset;
use crate::decode::Decode;
use crate::describe::{Describe, FieldType, Registry};
use crate::encode::{Encode, check_depth, check_len, check_slice, put_len, put_slice, slice_end};
use crate::error::{DecodeError, EncodeError};
use crate::field::Field;
use crate::holes::Holes;
use crate::layout::Fixed;
use crate::place::Place;
use crate::reader::{CdrReader, Wire};
use crate::rows::vec_to;
use crate::view::{DecodeView, Sequence};

// SAFETY: `put` writes what `end_in` counts: the length, then elements or the room for them.
unsafe impl<T: Encode> Encode for Vec<T> {
    const FIXED: Option<Fixed> = None;

    #[inline]
    fn end_in<H: Holes>(&self, at: Offset, holes: &mut H) -> Offset {
        let start = at.align_up(4).skip(4);
        let sequence = ptr::from_ref(self).cast();
        match (holes.hole(sequence), T::FIXED) {
            (Some(hole), Some(layout)) => {
                holes.place(sequence, start.align_up(layout.align()).get(), self.len());
                Offset::new(layout.run_end(start.get(), hole.room()))
            }
            _ => slice_end(self, start, holes.depth() + 1),
        }
    }

    #[inline(always)]
    fn check<H: Holes>(&self, depth: usize, holes: &H) -> Result<(), Box<EncodeError>> {
        if holes.hole(ptr::from_ref(self).cast()).is_some() {
            return Ok(());
        }
        check_len::<H>(self.len())?;
        if T::FIXED.is_none() {
            check_depth(depth + 1)?;
        }
        check_slice(self, depth + 1, holes)
    }

    #[inline]
    unsafe fn put<H: Holes>(&self, body: *mut u8, at: Offset, holes: &H) -> Offset {
        // SAFETY: passed on to the caller.
        unsafe {
            match (holes.hole(ptr::from_ref(self).cast()), &T::FIXED) {
                (Some(hole), Some(layout)) => hole.put(layout, body, at),
                _ => {
                    let start = put_len(self.len(), body, at);
                    put_slice(self, body, start)
                }
            }
        }
    }
}

// SAFETY: `ANY_BITS` is false, and without a layout `get_to` is never called.
unsafe impl<T: Decode> Decode for Vec<T> {
    const MIN_LEN: usize = 4;
    const ANY_BITS: bool = false;

    #[inline]
    unsafe fn decode_to<W: Wire, P: Place>(
        reader: &mut CdrReader<'_, W>,
        place: *mut Self,
    ) -> Result<(), DecodeError> {
        // SAFETY: passed on to the caller.
        unsafe { vec_to::<T, W, P>(reader, place) }
    }

    unsafe fn get_to<P: Place>(
        _: *const u8,
        _: &mut usize,
        _: *mut Self,
    ) -> Result<(), DecodeError> {
        unreachable!("the type has no layout")
    }
}

impl<T: DecodeView> DecodeView for Vec<T> {
    type View<'a> = Sequence<'a, T>;
    type Handle<M> = Field<M, Self>;

    fn handle<M>(offset: usize, name: &'static str) -> Field<M, Self> {
        Field::new(offset, name)
    }

    fn decode_view<'a, W: Wire>(
        reader: &mut CdrReader<'a, W>,
    ) -> Result<Sequence<'a, T>, DecodeError> {
        let len = reader.sequence_len(T::MIN_LEN)?;
        if T::FIXED.is_some() {
            return Sequence::decode(reader, len);
        }
        reader.enter()?;
        let sequence = Sequence::decode(reader, len)?;
        reader.leave();
        Ok(sequence)
    }

    fn from_view(view: &Sequence<'_, T>) -> Result<Self, DecodeError> {
        view.decode_all()
    }
}

impl<T: Describe> Describe for Vec<T> {
    fn describe<R: Registry>(types: &mut R) -> FieldType {
        T::describe(types).sequence(types)
    }
}

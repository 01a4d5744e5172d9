//! `ZBuf` as a `uint8[]` field: bytes on the heap or in shared memory.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ptr;

use zenoh_buffers::ZBuf;
use zenoh_buffers::buffer::SplitBuffer;

use crate::align::Offset;
use crate::decode::Decode;
use crate::describe::{Describe, FieldType, Primitive, Registry};
use crate::encode::{Encode, check_len, put_bytes, put_len};
use crate::error::{DecodeError, EncodeError};
use crate::field::Field;
use crate::holes::Holes;
use crate::layout::Fixed;
use crate::place::Place;
use crate::reader::{CdrReader, Wire};
use crate::view::DecodeView;

/// The number of bytes in all parts, which may be the same memory again and again.
fn bytes_in(buffer: &ZBuf) -> usize {
    buffer.zslices().fold(0, |len, part| len.saturating_add(part.len()))
}

// SAFETY: `put` writes what `end_in` counts: the length, then the bytes or the room for them.
unsafe impl Encode for ZBuf {
    const FIXED: Option<Fixed> = None;

    #[inline]
    fn end_in<H: Holes>(&self, at: Offset, holes: &mut H) -> Offset {
        let start = at.align_up(4).skip(4);
        let sequence = ptr::from_ref(self).cast();
        match holes.hole(sequence) {
            Some(hole) => {
                holes.place(sequence, start.get(), bytes_in(self));
                start.advance(hole.room())
            }
            None => {
                let end = start.advance(bytes_in(self));
                holes.bytes(self, start.get(), end.get());
                end
            }
        }
    }

    #[inline]
    fn check<H: Holes>(&self, _: usize, holes: &H) -> Result<(), Box<EncodeError>> {
        match holes.hole(ptr::from_ref(self).cast()) {
            Some(_) => Ok(()),
            None => check_len::<H>(bytes_in(self)),
        }
    }

    #[inline]
    unsafe fn put<H: Holes>(&self, body: *mut u8, at: Offset, holes: &H) -> Offset {
        const BYTES: Fixed = Fixed::primitive(1);
        if let Some(hole) = holes.hole(ptr::from_ref(self).cast()) {
            // SAFETY: passed on to the caller.
            return unsafe { hole.put(&BYTES, body, at) };
        }
        // SAFETY: passed on to the caller.
        let start = unsafe { put_len(bytes_in(self), body, at) };
        // Copied, also from shared memory: Zenoh would send a part of a shared-memory
        // buffer as the whole of it.
        self.slices().fold(start, |at, slice| {
            // SAFETY: the caller grants room for the bytes of all parts, which are as long as
            // they said before.
            unsafe { put_bytes(slice.as_ptr(), slice.len(), 1, body, at) }
        })
    }
}

// SAFETY: `ANY_BITS` is false, and without a layout `get_to` is never called.
unsafe impl Decode for ZBuf {
    const MIN_LEN: usize = 4;
    const ANY_BITS: bool = false;

    unsafe fn decode_to<W: Wire, P: Place>(
        reader: &mut CdrReader<'_, W>,
        place: *mut Self,
    ) -> Result<(), DecodeError> {
        let len = reader.sequence_len(1)?;
        let value = reader.zbuf(len)?;
        // SAFETY: passed on to the caller.
        unsafe { P::put(place, value) };
        Ok(())
    }

    unsafe fn get_to<P: Place>(
        _: *const u8,
        _: &mut usize,
        _: *mut Self,
    ) -> Result<(), DecodeError> {
        unreachable!("the type has no layout")
    }
}

impl DecodeView for ZBuf {
    type View<'a> = &'a [u8];
    type Handle<M> = Field<M, Self>;

    fn handle<M>(offset: usize, name: &'static str) -> Field<M, Self> {
        Field::new(offset, name)
    }

    #[inline]
    fn decode_view<'a, W: Wire>(reader: &mut CdrReader<'a, W>) -> Result<&'a [u8], DecodeError> {
        let len = reader.sequence_len(1)?;
        reader.bytes(len)
    }

    fn from_view(view: &&[u8]) -> Result<Self, DecodeError> {
        Ok(Vec::from(*view).into())
    }
}

impl Describe for ZBuf {
    fn describe<R: Registry>(types: &mut R) -> FieldType {
        FieldType::primitive(Primitive::UInt8).sequence(types)
    }
}

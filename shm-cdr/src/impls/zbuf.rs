//! `ZBuf` as a `uint8[]` field: bytes on the heap or in shared memory.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ptr;

use zenoh_buffers::ZBuf;
use zenoh_buffers::buffer::SplitBuffer;

use crate::align::Offset;
use crate::describe::{FieldType, Primitive, Registry};
use crate::error::{DecodeError, EncodeError};
use crate::field::Field;
use crate::layout::Fixed;
use crate::plan::Plan;
use crate::raw::{Body, New, Place, Slot};
use crate::reader::{CdrReader, Wire};
use crate::rows::check_len;
use crate::value::Value;

/// The number of bytes in all parts, which may be the same memory again and again.
fn bytes_in(buffer: &ZBuf) -> usize {
    buffer.zslices().fold(0, |len, part| len.saturating_add(part.len()))
}

// SAFETY: `put` writes what `end_in` counts: the length, then the bytes or the room for them.
unsafe impl Value for ZBuf {
    type View<'a> = &'a [u8];
    type Handle<M> = Field<M, Self>;

    const FIXED: Option<Fixed> = None;
    const MIN_LEN: usize = 4;
    const ANY_BITS: bool = false;

    #[inline]
    fn end_in<P: Plan>(&self, at: Offset, plan: &mut P) -> Offset {
        let start = at.align_up(4).skip(4);
        let sequence = ptr::from_ref(self).cast();
        match plan.elsewhere(sequence) {
            Some(span) => {
                plan.show_elements(sequence, start.get(), bytes_in(self));
                start.advance(span.room())
            }
            None => {
                let end = start.advance(bytes_in(self));
                plan.show_buffer(self, start.get(), end.get());
                end
            }
        }
    }

    #[inline]
    fn check<P: Plan>(&self, _: usize, plan: &P) -> Result<(), Box<EncodeError>> {
        match plan.elsewhere(ptr::from_ref(self).cast()) {
            Some(_) => Ok(()),
            None => check_len::<P>(bytes_in(self)),
        }
    }

    #[inline]
    fn put<P: Plan>(&self, body: Body<'_>, at: Offset, plan: &P) -> Offset {
        const BYTES: Fixed = Fixed::primitive(1);
        if let Some(span) = plan.elsewhere(ptr::from_ref(self).cast()) {
            return span.put(&BYTES, body, at);
        }
        // Copied, also from shared memory: Zenoh would send a part of a shared-memory
        // buffer as the whole of it.
        self.slices().fold(body.len(bytes_in(self), at), |at, slice| body.bytes(at, slice))
    }

    fn read_to<W: Wire, P: Place>(
        reader: &mut CdrReader<'_, W>,
        slot: Slot<'_, Self, P>,
    ) -> Result<(), DecodeError> {
        let len = reader.sequence_len(1)?;
        reader.zbuf_to(len, slot)
    }

    #[inline(always)]
    fn view_to<'a, W: Wire>(
        reader: &mut CdrReader<'a, W>,
        slot: Slot<'_, &'a [u8], New>,
    ) -> Result<(), DecodeError> {
        let len = reader.sequence_len(1)?;
        slot.put(reader.bytes(len)?);
        Ok(())
    }

    fn from_view(view: &&[u8]) -> Result<Self, DecodeError> {
        Ok(Vec::from(*view).into())
    }

    fn describe<R: Registry>(types: &mut R) -> FieldType {
        FieldType::primitive(Primitive::UInt8).sequence(types)
    }

    fn handle<M>(offset: usize, name: &'static str) -> Field<M, Self> {
        Field::new(offset, name)
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;
    use crate::bytes::ZBufExt;
    use crate::header::Encapsulation;
    use crate::raw::Used;
    use crate::reader::Native;

    #[test]
    fn the_memory_of_a_buffer_is_used_again_unless_others_have_it() {
        let read = |body: &[u8], buffer: &mut ZBuf| {
            let mut reader = CdrReader::<Native>::new(Encapsulation::NATIVE, body);
            ZBuf::read_to::<_, Used>(&mut reader, Slot::used(buffer)).unwrap();
            buffer.bytes().as_ptr()
        };
        let mut buffer = ZBuf::from(vec![1, 2, 3]);
        let before = buffer.bytes().as_ptr();
        assert_eq!(read(&[3, 0, 0, 0, 4, 5, 6], &mut buffer), before);
        assert_eq!(*buffer.bytes(), [4, 5, 6]);
        let other = buffer.clone();
        assert_ne!(read(&[3, 0, 0, 0, 7, 8, 9], &mut buffer), before);
        assert_eq!((&*buffer.bytes(), &*other.bytes()), (&[7, 8, 9][..], &[4, 5, 6][..]));
        // Of another length, and a part.
        read(&[2, 0, 0, 0, 1, 2], &mut buffer);
        assert_eq!(*buffer.bytes(), [1, 2]);
        let part = other.to_zslice().subslice(1..).unwrap();
        drop(other);
        let mut part = ZBuf::from(part);
        read(&[3, 0, 0, 0, 1, 2, 3], &mut part);
        assert_eq!(*part.bytes(), [1, 2, 3]);
        read(&[2, 0, 0, 0, 4, 5], &mut part);
        assert_eq!(*part.bytes(), [4, 5]);
    }
}

//! Sequences: a 32-bit number of elements, then the elements.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ptr;

use crate::align::Offset;
use crate::describe::{FieldType, Registry};
use crate::error::{DecodeError, EncodeError};
use crate::field::Field;
use crate::layout::Fixed;
use crate::plan::Plan;
use crate::raw::{Body, New, Place, Slot};
use crate::reader::{CdrReader, Wire};
use crate::rows::{check_depth, check_len, check_slice, put_slice, slice_end, vec_to};
use crate::value::Value;
use crate::view::Sequence;

// SAFETY: `put` writes what `end_in` counts: the length, then elements or the room for them.
unsafe impl<T: Value> Value for Vec<T> {
    type View<'a> = Sequence<'a, T>;
    type Handle<M> = Field<M, Self>;

    const FIXED: Option<Fixed> = None;
    const MIN_LEN: usize = 4;
    const ANY_BITS: bool = false;

    #[inline]
    fn end_in<P: Plan>(&self, at: Offset, plan: &mut P) -> Offset {
        let start = at.align_up(4).skip(4);
        let sequence = ptr::from_ref(self).cast();
        match (plan.elsewhere(sequence), const { &T::FIXED }) {
            (Some(span), Some(layout)) => {
                let first = start.align_up(layout.align()).get();
                plan.show_elements(sequence, first, self.len());
                Offset::new(layout.run_end(start.get(), span.room()))
            }
            _ => slice_end(self, start, plan.depth() + 1),
        }
    }

    #[inline(always)]
    fn check<P: Plan>(&self, depth: usize, plan: &P) -> Result<(), Box<EncodeError>> {
        if plan.elsewhere(ptr::from_ref(self).cast()).is_some() {
            return Ok(());
        }
        check_len::<P>(self.len())?;
        if const { T::FIXED.is_none() } {
            check_depth(depth + 1)?;
        }
        check_slice(self, depth + 1, plan)
    }

    #[inline]
    fn put<P: Plan>(&self, body: Body<'_>, at: Offset, plan: &P) -> Offset {
        match (plan.elsewhere(ptr::from_ref(self).cast()), const { &T::FIXED }) {
            (Some(span), Some(layout)) => span.put(layout, body, at),
            _ => put_slice(self, body, body.len(self.len(), at)),
        }
    }

    #[inline(always)]
    fn read_to<W: Wire, P: Place>(
        reader: &mut CdrReader<'_, W>,
        slot: Slot<'_, Self, P>,
    ) -> Result<(), DecodeError> {
        vec_to(reader, slot)
    }

    #[inline(always)]
    fn view_to<'a, W: Wire>(
        reader: &mut CdrReader<'a, W>,
        slot: Slot<'_, Sequence<'a, T>, New>,
    ) -> Result<(), DecodeError> {
        let (start, len) = Sequence::<T>::skip_counted(reader)?;
        slot.put(Sequence::behind(reader, start, len)?);
        Ok(())
    }

    #[inline(always)]
    fn skip<W: Wire>(reader: &mut CdrReader<'_, W>) -> Result<(), DecodeError> {
        Sequence::<T>::skip_counted(reader).map(drop)
    }

    fn from_view(view: &Sequence<'_, T>) -> Result<Self, DecodeError> {
        view.decode_all()
    }

    fn describe<R: Registry>(types: &mut R) -> FieldType {
        T::describe(types).sequence(types)
    }

    fn handle<M>(offset: usize, name: &'static str) -> Field<M, Self> {
        Field::new(offset, name)
    }
}

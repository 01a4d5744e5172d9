//! Arrays of a fixed length: their elements and nothing else.

use alloc::boxed::Box;

use crate::align::Offset;
use crate::describe::{FieldType, Registry};
use crate::error::{DecodeError, EncodeError};
use crate::field::Field;
use crate::layout::Fixed;
use crate::plan::Plan;
use crate::raw::{Body, New, Place, Slot};
use crate::reader::{CdrReader, Wire};
use crate::rows::{array_to, check_slice, put_slice, slice_end};
use crate::value::Value;
use crate::view::Sequence;

/// An array of ROS has at least one element; one of none is refused when the program is compiled:
///
/// ```compile_fail,E0080
/// use shm_cdr::ShmMessage;
///
/// #[derive(ShmMessage)]
/// struct Team {
///     names: [String; 0],
/// }
///
/// let _ = Team { names: [] }.to_cdr();
/// ```
// SAFETY: `Fixed::array` follows the elements one by one, and so do `put` and `array_to`; an array
// has no padding beside that of its elements, and takes any bits if they do.
unsafe impl<T: Value, const N: usize> Value for [T; N] {
    type View<'a> = Sequence<'a, T>;
    type Handle<M> = Field<M, Self>;

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

    const MIN_LEN: usize = T::MIN_LEN.saturating_mul(N);
    const ANY_BITS: bool = T::ANY_BITS;

    #[inline]
    fn end_in<P: Plan>(&self, at: Offset, plan: &mut P) -> Offset {
        match const { &Self::FIXED } {
            Some(layout) => Offset::new(layout.end(at.get())),
            None => slice_end(self, at, plan.depth()),
        }
    }

    #[inline(always)]
    fn check<P: Plan>(&self, depth: usize, plan: &P) -> Result<(), Box<EncodeError>> {
        check_slice(self, depth, plan)
    }

    #[inline(always)]
    fn put<P: Plan>(&self, body: Body<'_>, at: Offset, _: &P) -> Offset {
        put_slice(self, body, at)
    }

    #[inline(always)]
    fn read_to<W: Wire, P: Place>(
        reader: &mut CdrReader<'_, W>,
        slot: Slot<'_, Self, P>,
    ) -> Result<(), DecodeError> {
        array_to(reader, slot)
    }

    #[inline(always)]
    fn view_to<'a, W: Wire>(
        reader: &mut CdrReader<'a, W>,
        slot: Slot<'_, Sequence<'a, T>, New>,
    ) -> Result<(), DecodeError> {
        Sequence::view_to(reader, N, slot)
    }

    fn from_view(view: &Sequence<'_, T>) -> Result<Self, DecodeError> {
        view.decode_array()
    }

    fn describe<R: Registry>(types: &mut R) -> FieldType {
        T::describe(types).array(N, types)
    }

    fn handle<M>(offset: usize, name: &'static str) -> Field<M, Self> {
        Field::new(offset, name)
    }
}

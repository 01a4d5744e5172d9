//! Values one behind the other: arrays and sequences.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;
use core::ptr;

use crate::align::{MAX_OFFSET, Offset, align_up, phase};
use crate::depth::MAX_DEPTH;
use crate::error::{DecodeError, EncodeError};
use crate::plain::as_bytes;
use crate::plan::{Plan, Whole};
use crate::raw::{Body, New, Place, Slot, Used};
use crate::reader::{CdrReader, Granted, Source, Wire};
use crate::value::Value;

/// Bit `p`: a slice whose first value starts at `p` modulo 8 is its own encoding.
const fn plain_runs<T: Value>() -> u8 {
    match T::FIXED {
        Some(layout) => layout.plain_runs(size_of::<T>()),
        None => 0,
    }
}

/// Whether a slice whose first value starts at `start` is its own encoding.
#[inline(always)]
fn is_plain_run<T: Value>(start: usize) -> bool {
    let plain = const { plain_runs::<T>() };
    plain & (1 << phase(start)) != 0
}

/// Where values end that start at `at`, one behind the other.
///
/// The values lie in `depth` sequences.
#[inline(always)]
pub(crate) fn slice_end<T: Value>(values: &[T], at: Offset, depth: usize) -> Offset {
    if let Some(layout) = T::FIXED {
        return match layout.stride() {
            _ if values.is_empty() => at,
            // Not more than twice what is in memory.
            Some(stride) if stride / 2 <= size_of::<T>() => {
                at.align_up(layout.align()).skip(values.len() * stride)
            }
            _ => Offset::new(layout.run_end(at.get(), values.len())),
        };
    }
    // Refused with its path when it is checked.
    if depth > MAX_DEPTH {
        return at;
    }
    let mut plan = Whole::<false> { depth };
    match (T::END, values.split_first()) {
        // All but the first start at the same phase: terms that do not depend on each other.
        (Some(start), Some((first, rest))) => {
            let mut len = 0_usize;
            for value in rest {
                let end = value.end_in(Offset::new(start), &mut plan).get();
                len = len.saturating_add(end - start);
            }
            first.end_in(at, &mut plan).advance(len)
        }
        _ => values.iter().fold(at, |at, value| value.end_in(at, &mut plan)),
    }
}

/// [`Value::check`] of values one behind the other, which lie in `depth` sequences.
#[inline(always)]
pub(crate) fn check_slice<T: Value, P: Plan>(
    values: &[T],
    depth: usize,
    plan: &P,
) -> Result<(), Box<EncodeError>> {
    if const { T::FIXED.is_none() } {
        for (index, value) in values.iter().enumerate() {
            if let Err(error) = value.check(depth, plan) {
                return Err(error.in_element(index));
            }
        }
    }
    Ok(())
}

/// Refuses a number that does not fit into the 32 bits that it has on the wire.
///
/// Where the message is shorter than that, none of its lengths can be: the plan knows.
#[inline(always)]
pub(crate) fn check_len<P: Plan>(len: usize) -> Result<(), Box<EncodeError>> {
    if P::CHECKS_LENGTHS && u32::try_from(len).is_err() { Err(too_long(len)) } else { Ok(()) }
}

#[cold]
fn too_long(len: usize) -> Box<EncodeError> {
    EncodeError::TooLong { field: String::new(), len, max: u32::MAX as usize }.into()
}

/// Refuses a sequence that lies in more than 64 others.
#[inline(always)]
pub(crate) fn check_depth(depth: usize) -> Result<(), Box<EncodeError>> {
    if depth <= MAX_DEPTH { Ok(()) } else { Err(too_deep()) }
}

#[cold]
fn too_deep() -> Box<EncodeError> {
    EncodeError::TooDeep { field: String::new(), max: MAX_DEPTH }.into()
}

/// Whether a message whose body ends at `end` may have a length of more than 32 bits, or be larger
/// than memory.
#[inline(always)]
pub(crate) fn may_be_too_long(end: usize) -> bool {
    const MAX: usize = u32::MAX as usize;
    end > MAX || (MAX >= MAX_OFFSET && end >= MAX_OFFSET)
}

/// Whether memory can hold a body that ends at `end`.
pub(crate) fn refuse_too_large(end: usize) -> Result<(), EncodeError> {
    if end < MAX_OFFSET { Ok(()) } else { Err(EncodeError::TooLarge { max: MAX_OFFSET }) }
}

/// Writes values one behind the other, as one copy where memory and wire agree, and returns
/// where they end.
#[inline(always)]
pub(crate) fn put_slice<T: Value>(values: &[T], body: Body<'_>, at: Offset) -> Offset {
    let plan = Whole::<false>::default();
    let Some((first, rest)) = values.split_first() else { return at };
    if let Some(layout) = const { &T::FIXED } {
        let start = at.align_up(layout.align());
        if let (true, Some(memory)) = (is_plain_run::<T>(start.get()), as_bytes(values)) {
            return body.few_bytes(body.padding(at, layout.align()), memory);
        }
    }
    let Some(start) = T::END else {
        return values.iter().fold(at, |at, value| value.put(body, at, &plan));
    };
    let mut end = first.put(body, at, &plan).get();
    // All the rest start at the same phase, and their padding is known in advance.
    for value in rest {
        // A multiple of 8, since the value before ended at `start` modulo 8.
        let shift = end - start;
        end = shift + value.put(body.behind(shift), Offset::new(start), &plan).get();
    }
    Offset::new(end)
}

/// Reads values one behind the other to those of the places from `first` on that have these
/// numbers.
///
/// # Safety
///
/// There are such places, as [`Slot`] says.
#[inline(always)]
unsafe fn each_to<T: Value, W: Wire, P: Place>(
    reader: &mut CdrReader<'_, W>,
    first: *mut T,
    numbers: Range<usize>,
) -> Result<(), DecodeError> {
    for index in numbers.clone() {
        // SAFETY: the caller grants the place. The values before one that is refused have been
        // read, and nobody else has them.
        unsafe {
            if let Err(error) = T::read_to::<W, P>(reader, Slot::at(first.add(index))) {
                if !P::USED {
                    let read = first.add(numbers.start);
                    ptr::slice_from_raw_parts_mut(read, index - numbers.start).drop_in_place();
                }
                return Err(error.in_element(index));
            }
        }
    }
    Ok(())
}

/// What is done with each of several values that stand one behind the other.
pub(crate) trait Each {
    /// Steps over the value of this number.
    fn pass<W: Wire>(&self, reader: &mut CdrReader<'_, W>, index: usize)
    -> Result<(), DecodeError>;
}

/// Goes over values of the native wire form and returns where the last one ends.
#[inline(always)]
pub(crate) fn pass_each<'a, T: Value, W: Wire>(
    body: &'a [u8],
    offset: usize,
    depth: usize,
    source: Source<'a>,
    mut numbers: Range<usize>,
    each: &impl Each,
) -> Result<usize, DecodeError> {
    let mut reader = CdrReader::<W>::of_parts(body, offset, depth, source);
    let Some(start) = T::END else {
        for index in numbers {
            if let Err(error) = each.pass(&mut reader, index) {
                return Err(error.in_element(index));
            }
        }
        return Ok(reader.offset());
    };
    if let Some(first) = numbers.next() {
        each.pass(&mut reader, first).map_err(|error| error.in_element(first))?;
    }
    let mut end = reader.offset();
    // All the rest start at the same phase, and their padding is known in advance.
    for index in numbers {
        // A multiple of 8, since the value before ended at `start` modulo 8.
        let shift = end - start;
        // Always there, since the value before ends within the input.
        let Some(rest) = body.get(shift..) else {
            return Err(reader.truncated(1).in_element(index));
        };
        let mut reader = CdrReader::<W>::of_parts(rest, start, depth, source);
        if let Err(error) = each.pass(&mut reader, index) {
            return Err(error.behind(shift).in_element(index));
        }
        end = shift + reader.offset();
    }
    Ok(end)
}

/// Reads each value to the place of one from before. They stand one behind the other, from this
/// one on, as [`Slot`] says.
struct Replace<T>(*mut T);

impl<T: Value> Each for Replace<T> {
    #[inline(always)]
    fn pass<W: Wire>(
        &self,
        reader: &mut CdrReader<'_, W>,
        index: usize,
    ) -> Result<(), DecodeError> {
        // SAFETY: its maker grants the place.
        T::read_to::<W, Used>(reader, unsafe { Slot::at(self.0.add(index)) })
    }
}

/// [`each_to`] of a message of the native wire form: returns where the last value ends.
///
/// # Safety
///
/// As for [`each_to`].
#[inline(never)]
unsafe fn each_apart<'a, T: Value, W: Wire, P: Place>(
    body: &'a [u8],
    offset: usize,
    depth: usize,
    source: Source<'a>,
    first: *mut T,
    numbers: Range<usize>,
) -> Result<usize, DecodeError> {
    if P::USED {
        return pass_each::<T, W>(body, offset, depth, source, numbers, &Replace(first));
    }
    // Where memory is asked for, that takes longer than all else.
    let mut reader = CdrReader::<W>::of_parts(body, offset, depth, source);
    // SAFETY: passed on to the caller.
    unsafe { each_to::<T, W, P>(&mut reader, first, numbers)? };
    Ok(reader.offset())
}

/// Reads `len` values of fixed size, at least one, of the native wire form, if the input holds all
/// of them.
///
/// # Safety
///
/// As for [`each_to`].
#[inline(always)]
unsafe fn run_to<T: Value, W: Wire, P: Place>(
    reader: &mut CdrReader<'_, W>,
    first: *mut T,
    len: usize,
) -> Option<Result<(), DecodeError>> {
    let layout = const { &T::FIXED }.as_ref()?;
    if !W::IS_GRANTED && !reader.reaches(reader.end_of(layout, len)) {
        return None;
    }
    // SAFETY: the input holds the run, and the caller grants its places. Where it is copied,
    // memory and wire agree on it, and any bits are values.
    Some(unsafe {
        if T::ANY_BITS && is_plain_run::<T>(align_up(reader.offset(), layout.align())) {
            let slot = Slot::<T, P>::at(first);
            let bytes = len * size_of::<T>();
            reader.copy_run::<T, P, false>(layout.align(), bytes, &slot, 0);
            Ok(())
        } else {
            each_to::<T, Granted, P>(reader.granted(), first, 0..len)
        }
    })
}

/// Reads values one behind the other, all at once if they are of a fixed size.
///
/// # Safety
///
/// As for [`each_to`].
#[inline(always)]
unsafe fn values_to<T: Value, W: Wire, P: Place>(
    reader: &mut CdrReader<'_, W>,
    first: *mut T,
    numbers: Range<usize>,
) -> Result<(), DecodeError> {
    if numbers.is_empty() {
        return Ok(());
    }
    // SAFETY: passed on to the caller.
    unsafe {
        let (place, len) = (first.add(numbers.start), numbers.len());
        if const { W::NATIVE && T::FIXED.is_some() } {
            if let Some(result) = run_to::<T, W, P>(reader, place, len) {
                return result;
            }
        }
        if !W::NATIVE {
            return each_to::<T, W, P>(reader, first, numbers);
        }
        reader.apart(|body, offset, depth, source| {
            each_apart::<T, W, P>(body, offset, depth, source, first, numbers)
        })
    }
}

/// Reads an array to its place.
#[inline(always)]
pub(crate) fn array_to<T: Value, W: Wire, P: Place, const N: usize>(
    reader: &mut CdrReader<'_, W>,
    slot: Slot<'_, [T; N], P>,
) -> Result<(), DecodeError> {
    // SAFETY: the place is that of `N` values.
    unsafe { values_to::<T, W, P>(reader, slot.as_ptr().cast(), 0..N) }
}

/// Reads a sequence to its place: its length, then the values.
#[inline(always)]
pub(crate) fn vec_to<T: Value, W: Wire, P: Place>(
    reader: &mut CdrReader<'_, W>,
    mut slot: Slot<'_, Vec<T>, P>,
) -> Result<(), DecodeError> {
    let len = reader.sequence_len(T::MIN_LEN)?;
    if const { T::FIXED.is_none() } {
        reader.enter()?;
    }
    if P::USED {
        if let Some(values) = slot.get_mut() {
            read_values::<T, W, P>(reader, values, len)?;
        }
    } else {
        slot.put(decode_values(reader, len)?);
    }
    if const { T::FIXED.is_none() } {
        reader.leave();
    }
    Ok(())
}

/// Reads `len` consecutive values; the caller knows that the input can hold them.
#[inline(always)]
pub(crate) fn decode_values<T: Value, W: Wire>(
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
#[inline(always)]
fn read_values<T: Value, W: Wire, P: Place>(
    reader: &mut CdrReader<'_, W>,
    values: &mut Vec<T>,
    len: usize,
) -> Result<(), DecodeError> {
    // SAFETY: the vector has room for `len` values, of which those behind `first` are none yet;
    // it is as long as those that have been read.
    unsafe {
        if P::USED {
            if const { T::FIXED.is_some() } {
                values.clear();
            } else {
                values.truncate(len);
                let used = 0..values.len();
                values_to::<T, W, Used>(reader, values.as_mut_ptr(), used)?;
            }
            values.reserve(len - values.len());
        }
        let new = values.len()..len;
        values_to::<T, W, New>(reader, values.as_mut_ptr(), new)?;
        values.set_len(len);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::describe::{FieldType, Registry};
    use crate::field::Field;
    use crate::header::Encapsulation;
    use crate::layout::Fixed;
    use crate::reader::Native;

    /// A number that says it is plain, and cannot be read one by one.
    #[derive(Clone, Debug, PartialEq)]
    #[repr(transparent)]
    struct InBulk(u32);

    // SAFETY: the layout is that of the number, which is all that it is in memory; a number is
    // one whatever its bits.
    unsafe impl Value for InBulk {
        type View<'a> = u32;
        type Handle<M> = Field<M, Self>;

        const FIXED: Option<Fixed> = u32::FIXED;
        const MIN_LEN: usize = 4;
        const ANY_BITS: bool = true;

        fn end_in<P: Plan>(&self, at: Offset, plan: &mut P) -> Offset {
            self.0.end_in(at, plan)
        }

        fn put<P: Plan>(&self, body: Body<'_>, at: Offset, plan: &P) -> Offset {
            self.0.put(body, at, plan)
        }

        fn read_to<W: Wire, P: Place>(
            _: &mut CdrReader<'_, W>,
            _: Slot<'_, Self, P>,
        ) -> Result<(), DecodeError> {
            panic!("read one by one");
        }

        fn view_to<W: Wire>(
            reader: &mut CdrReader<'_, W>,
            slot: Slot<'_, u32, New>,
        ) -> Result<(), DecodeError> {
            u32::view_to(reader, slot)
        }

        fn from_view(view: &u32) -> Result<Self, DecodeError> {
            Ok(Self(*view))
        }

        fn describe<R: Registry>(types: &mut R) -> FieldType {
            u32::describe(types)
        }

        fn handle<M>(offset: usize, name: &'static str) -> Field<M, Self> {
            Field::new(offset, name)
        }
    }

    #[test]
    fn plain_elements_are_copied_whole() {
        let body = [2, 0, 0, 0, 7, 0, 0, 0, 8, 0, 0, 0];
        let reader = || CdrReader::<Native>::new(Encapsulation::NATIVE, &body);
        assert_eq!(Vec::<InBulk>::read(&mut reader()).unwrap(), [InBulk(7), InBulk(8)]);
        assert_eq!(<[InBulk; 3]>::read(&mut reader()).unwrap()[1..], [InBulk(7), InBulk(8)]);
        let mut used = alloc::vec![InBulk(1)];
        <Vec<InBulk>>::read_to::<_, Used>(&mut reader(), Slot::used(&mut used)).unwrap();
        assert_eq!(used, [InBulk(7), InBulk(8)]);
        // As the field of a struct, behind a check of its length.
        let mut place = [InBulk(0), InBulk(0)];
        let mut reader = reader();
        reader.len().unwrap();
        // SAFETY: the body holds two numbers from 4 on.
        let granted = unsafe { reader.granted() };
        <[InBulk; 2]>::read_to::<_, Used>(granted, Slot::used(&mut place)).unwrap();
        assert_eq!(place, [InBulk(7), InBulk(8)]);
    }
}

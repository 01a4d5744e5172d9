//! Memory that has been granted: the room that a message is written to, and the places that
//! values are read to.
//!
//! Whoever makes one of these has looked, once, whether there is room for all that comes. What
//! is done with them needs no check and no `unsafe` any more: each type here says what its
//! maker promises.

use core::marker::PhantomData;
use core::mem::MaybeUninit;
use core::{ptr, slice};

use crate::align::Offset;
use crate::table::Struct;
use crate::text;

/// What compilers copy at most without a call.
pub(crate) const BLOCK: usize = 128;

/// The body of a message that is being written.
///
/// Its maker promises room up to the end of all that is written: values that were measured
/// before, by [`Value::end_in`](crate::Value::end_in), and behind the same offsets.
#[derive(Debug, Clone, Copy)]
pub struct Body<'r> {
    start: *mut u8,
    room: PhantomData<&'r mut [MaybeUninit<u8>]>,
}

impl Body<'_> {
    /// # Safety
    ///
    /// From `start` on, all bytes up to the end of what will be written may be.
    #[inline(always)]
    pub(crate) unsafe fn new(start: *mut u8) -> Self {
        Self { start, room: PhantomData }
    }

    /// The body as seen from `len` bytes on.
    #[inline(always)]
    pub(crate) fn behind(self, len: usize) -> Self {
        // SAFETY: what is written there lies within the room.
        unsafe { Self::new(self.start.add(len)) }
    }

    #[inline(always)]
    fn store(self, at: usize, bytes: &[u8]) {
        // SAFETY: there is room for the bytes, which is nobody else's.
        unsafe {
            ptr::copy_nonoverlapping(bytes.as_ptr(), self.start.add(at), bytes.len());
        }
    }

    /// Writes padding and a primitive, and returns where it ends.
    #[inline(always)]
    pub(crate) fn primitive<const N: usize>(self, at: Offset, bytes: [u8; N]) -> Offset {
        let start = at.align_up(N);
        // The padding is shorter than the value, so that zeros of its size cover it and end
        // within the value.
        self.store(at.get(), &[0; N]);
        self.store(start.get(), &bytes);
        start.skip(N)
    }

    /// Writes padding before a value of at least `align` bytes, and returns where it begins.
    #[inline(always)]
    pub(crate) fn padding(self, at: Offset, align: usize) -> Offset {
        // As for a primitive.
        match align {
            2 => self.store(at.get(), &[0; 2]),
            4 => self.store(at.get(), &[0; 4]),
            8 => self.store(at.get(), &[0; 8]),
            _ => {}
        }
        at.align_up(align)
    }

    /// Writes bytes of which the number is known at compile time, or large, and returns where
    /// they end.
    #[inline(always)]
    pub(crate) fn bytes(self, at: Offset, bytes: &[u8]) -> Offset {
        self.store(at.get(), bytes);
        at.skip(bytes.len())
    }

    /// Writes a run of fields, of which the length is known at compile time, and returns where it
    /// ends. Up to 512 bytes are copied without a call.
    #[inline(always)]
    pub(crate) fn run(self, at: Offset, run: &[u8]) -> Offset {
        if run.len() > 4 * BLOCK {
            return self.bytes(at, run);
        }
        [0, 1, 2, 3].into_iter().fold(at, |at, block| {
            let (start, end) = (run.len().min(block * BLOCK), run.len().min((block + 1) * BLOCK));
            self.bytes(at, run.get(start..end).unwrap_or_default())
        })
    }

    /// Writes what is often few bytes, and returns where they end.
    #[inline(always)]
    pub(crate) fn few_bytes(self, at: Offset, bytes: &[u8]) -> Offset {
        // SAFETY: there is room for the bytes, which is nobody else's.
        unsafe { text::copy(bytes, self.start.add(at.get())) };
        at.skip(bytes.len())
    }

    /// Writes the 32-bit number of elements of a sequence, or of bytes of a string; it has been
    /// checked that it fits.
    #[inline(always)]
    pub(crate) fn len(self, len: usize, at: Offset) -> Offset {
        debug_assert!(u32::try_from(len).is_ok(), "the length has not been checked");
        #[expect(clippy::cast_possible_truncation, reason = "checked before")]
        self.primitive(at, (len as u32).to_le_bytes())
    }

    /// Writes a string: its length with the NUL, its bytes, the NUL.
    #[inline(always)]
    pub(crate) fn text(self, text: &[u8], at: Offset) -> Offset {
        let start = self.len(text.len() + 1, at);
        self.primitive(self.few_bytes(start, text), [0])
    }

    /// Writes zeros from one offset up to another.
    pub(crate) fn zeros(self, from: usize, to: usize) {
        // SAFETY: there is room up to `to`.
        unsafe { self.start.add(from).write_bytes(0, to - from) };
    }
}

/// What is at a place before a value is read to it.
pub trait Place {
    /// Whether it is a value, whose memory is used again and which stays one.
    const USED: bool;
}

/// Memory without a value.
#[derive(Debug)]
pub enum New {}

/// A value from before.
#[derive(Debug)]
pub enum Used {}

impl Place for New {
    const USED: bool = false;
}

impl Place for Used {
    const USED: bool = true;
}

/// The place that a value is read to: without an error, there is one afterwards.
///
/// Its maker promises memory that may be written, aligned, and with a value if it is `Used`.
#[derive(Debug)]
pub struct Slot<'p, T, P> {
    place: *mut T,
    memory: PhantomData<(&'p mut T, P)>,
}

impl<'p, T> Slot<'p, T, New> {
    /// The place of a value that is not there yet.
    #[inline(always)]
    pub(crate) fn new(memory: &'p mut MaybeUninit<T>) -> Self {
        // A reference may be written and is aligned.
        Self { place: memory.as_mut_ptr(), memory: PhantomData }
    }
}

impl<'p, T> Slot<'p, T, Used> {
    /// The place of a value that is read anew.
    #[inline(always)]
    pub(crate) fn used(value: &'p mut T) -> Self {
        // As for `new`, and there is a value.
        Self { place: value, memory: PhantomData }
    }
}

impl<'p, T, P: Place> Slot<'p, T, P> {
    /// # Safety
    ///
    /// As [`Slot`] says, for as long as it lives.
    #[inline(always)]
    pub(crate) unsafe fn at(place: *mut T) -> Self {
        Self { place, memory: PhantomData }
    }

    #[inline(always)]
    pub(crate) fn as_ptr(&self) -> *mut T {
        self.place
    }

    /// Puts a value there.
    #[inline(always)]
    pub fn put(self, value: T) {
        // SAFETY: the place may be written and is aligned, and holds a value if it is used.
        unsafe {
            if P::USED {
                *self.place = value;
            } else {
                self.place.write(value);
            }
        }
    }

    /// The value that is there.
    #[inline(always)]
    pub(crate) fn get_mut(&mut self) -> Option<&mut T> {
        // SAFETY: there is a value, and nobody else has it.
        if P::USED { Some(unsafe { &mut *self.place }) } else { None }
    }
}

/// Makes a value at its place.
///
/// # Errors
///
/// That of `make`, which promises a value without one.
#[inline(always)]
pub(crate) fn made<T, E>(make: impl FnOnce(Slot<'_, T, New>) -> Result<(), E>) -> Result<T, E> {
    let mut value = MaybeUninit::uninit();
    make(Slot::new(&mut value))?;
    // SAFETY: without an error there is a value.
    Ok(unsafe { value.assume_init() })
}

/// The field number `I` of a struct.
#[inline(always)]
pub(crate) fn member<S: Struct, T, const I: usize>(message: &S) -> &T {
    // SAFETY: who implements `Struct` promises a field of this type there.
    unsafe { &*ptr::from_ref(message).byte_add(const { S::FIELDS[I].memory }).cast() }
}

/// The place of the field number `I` of a struct.
#[inline(always)]
pub(crate) fn member_slot<'p, S: Struct, T, P: Place, const I: usize>(
    slot: &'p mut Slot<'_, S, P>,
) -> Slot<'p, T, P> {
    // SAFETY: who implements `Struct` promises a field of this type there.
    unsafe { Slot::at(slot.place.byte_add(const { S::FIELDS[I].memory }).cast()) }
}

/// The field number `I` of the view of a struct.
#[inline(always)]
pub(crate) fn member_view<'v, 'a, S: Struct, V, const I: usize>(view: &'v S::InPlace<'a>) -> &'v V {
    // SAFETY: who implements `Struct` promises the view of the field there.
    unsafe { &*ptr::from_ref(view).byte_add(const { S::FIELDS[I].view }).cast() }
}

/// The place of the field number `I` of the view of a struct.
#[inline(always)]
pub(crate) fn member_view_slot<'p, 'a, S: Struct, V, const I: usize>(
    slot: &'p mut Slot<'_, S::InPlace<'a>, New>,
) -> Slot<'p, V, New> {
    // SAFETY: who implements `Struct` promises the view of the field there.
    unsafe { Slot::at(slot.place.byte_add(const { S::FIELDS[I].view }).cast()) }
}

/// The memory of values, all of which is initialised.
///
/// # Safety
///
/// `len` bytes of them, `offset` bytes from the beginning, lie in one of the `values` or in
/// several, and none of them is padding.
#[inline(always)]
pub(crate) unsafe fn memory_of<T>(values: &[T], offset: usize, len: usize) -> &[u8] {
    // SAFETY: passed on to the caller.
    unsafe { slice::from_raw_parts(values.as_ptr().byte_add(offset).cast(), len) }
}

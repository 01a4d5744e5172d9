//! What the length function and the writer know about sequences whose elements are not
//! written with the rest of the message.

use crate::align::{Offset, align_up};
use crate::encode::{Encode, put_len};
use crate::layout::Fixed;

/// Sequences without their elements, and what the length function shows on its way.
///
/// A sequence is known by the address of its field, which lies in the memory of the
/// message itself. Elements behind a pointer are never holes.
#[doc(hidden)]
pub trait Holes {
    /// Whether the length function shows every field of fixed size.
    const FIELDS: bool;

    /// Whether lengths are checked that may not fit into the 32 bits that they have on the wire.
    const CHECKS_LENGTHS: bool = true;

    /// What takes the place of the elements of this sequence.
    fn hole(&self, sequence: *const ()) -> Option<Hole>;

    /// Where a field ends that starts behind `at`, if every field of fixed size is shown.
    #[inline(always)]
    fn end_of<T: Encode + 'static>(&mut self, field: &T, at: Offset) -> Offset
    where
        Self: Sized,
    {
        // A field without memory has the address of another one.
        if T::FIXED.is_some() && size_of::<T>() > 0 {
            self.fixed(field, at.get());
        }
        field.end_in(at, self)
    }

    /// In how many sequences the value lies that is being walked over.
    #[inline(always)]
    fn depth(&self) -> usize {
        0
    }

    /// The elements of a hole begin at `start`, in place of `given` ones.
    fn place(&mut self, sequence: *const (), start: usize, given: usize) {
        let _ = (sequence, start, given);
    }

    /// A field of fixed size, or the padding before it, begins at `offset`.
    fn fixed<T: 'static>(&mut self, field: &T, offset: usize) {
        let _ = (field, offset);
    }

    /// The bytes of a `ZBuf` that is no hole are from `start` to `end`.
    #[cfg(feature = "zbuf")]
    fn bytes(&mut self, field: &zenoh_buffers::ZBuf, start: usize, end: usize) {
        let _ = (field, start, end);
    }
}

/// What takes the place of a sequence's elements.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Hole {
    /// The number of elements.
    pub(crate) len: usize,
    pub(crate) fill: Fill,
}

impl Hole {
    /// The number of elements that there is room for.
    pub(crate) fn room(&self) -> usize {
        match self.fill {
            Fill::Zeros | Fill::Nothing => self.len,
            #[cfg(feature = "zbuf")]
            Fill::Elsewhere => crate::align::phase(self.len),
        }
    }

    /// Writes the length of a sequence and leaves room for its elements, which have this layout.
    ///
    /// # Safety
    ///
    /// As for [`Encode::put`] of the sequence.
    pub(crate) unsafe fn put(&self, layout: &Fixed, body: *mut u8, at: Offset) -> Offset {
        // SAFETY: passed on to the caller.
        let start = unsafe { put_len(self.len, body, at) }.get();
        let end = layout.run_end(start, self.room());
        let zeros = match self.fill {
            Fill::Zeros => end - start,
            Fill::Nothing if end > start => align_up(start, layout.align()) - start,
            _ => 0,
        };
        // SAFETY: the caller grants the room up to `end`.
        unsafe { body.add(start).write_bytes(0, zeros) };
        Offset::new(end)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fill {
    /// Room of zeros.
    Zeros,
    /// Room with whatever is in it.
    Nothing,
    /// The bytes are elsewhere. In their place is room for as many as make what follows stand
    /// as if they were here.
    #[cfg(feature = "zbuf")]
    Elsewhere,
}

/// Every element is written.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct NoHoles {
    pub(crate) depth: usize,
}

/// Every element is written, and every length checked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lengths;

impl Holes for Lengths {
    const FIELDS: bool = false;

    #[inline(always)]
    fn hole(&self, _: *const ()) -> Option<Hole> {
        None
    }
}

impl Holes for NoHoles {
    const FIELDS: bool = false;
    const CHECKS_LENGTHS: bool = false;

    #[inline(always)]
    fn hole(&self, _: *const ()) -> Option<Hole> {
        None
    }

    #[inline(always)]
    fn depth(&self) -> usize {
        self.depth
    }
}

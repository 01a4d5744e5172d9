//! Which sequences of a message are given elsewhere, and what a walk over it shows.

use core::any::TypeId;
use core::ptr;

use crate::align::{Offset, align_up};
use crate::layout::Fixed;
use crate::raw::Body;
use crate::value::Value;

/// Sequences without their elements, and who is told what stands where.
///
/// A sequence is known by the address of its field, which lies in the memory of the message
/// itself. Elements behind a pointer are always written.
pub trait Plan {
    /// Whether the length function shows each field of a fixed size.
    const SHOWS_FIELDS: bool = false;

    /// Whether lengths are checked that may not fit into the 32 bits that they have on the wire.
    const CHECKS_LENGTHS: bool = true;

    /// What takes the place of the elements of this sequence.
    fn elsewhere(&self, sequence: *const ()) -> Option<Span>;

    /// In how many sequences the value lies that is being walked over.
    #[inline(always)]
    fn depth(&self) -> usize {
        0
    }

    /// Shows the elements that are given elsewhere of a sequence that holds `held` itself.
    #[inline(always)]
    fn show_elements(&mut self, sequence: *const (), start: usize, held: usize) {
        let _ = (sequence, start, held);
    }

    /// Shows a field of a fixed size, or the padding before it, that begins at `offset`.
    #[inline(always)]
    fn show_field<T: 'static>(&mut self, field: &T, offset: usize) {
        let _ = (field, offset);
    }

    /// Shows the bytes of a `ZBuf` that are written, from `start` to `end`.
    #[cfg(feature = "zbuf")]
    #[inline(always)]
    fn show_buffer(&mut self, field: &zenoh_buffers::ZBuf, start: usize, end: usize) {
        let _ = (field, start, end);
    }
}

/// Everything is written.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Whole<const CHECKS_LENGTHS: bool = false> {
    pub(crate) depth: usize,
}

impl<const CHECKS_LENGTHS: bool> Plan for Whole<CHECKS_LENGTHS> {
    const CHECKS_LENGTHS: bool = CHECKS_LENGTHS;

    #[inline(always)]
    fn elsewhere(&self, _: *const ()) -> Option<Span> {
        None
    }

    #[inline(always)]
    fn depth(&self) -> usize {
        self.depth
    }
}

/// What takes the place of a sequence's elements.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    /// Where the field stands in the memory of the message.
    pub(crate) memory: usize,
    /// The number of elements.
    pub(crate) len: usize,
    pub(crate) fill: Fill,
}

/// What stands where elements are given elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fill {
    /// Room of zeros.
    Zeros,
    /// Room with whatever is in it.
    Nothing,
    /// Room for as few as make what follows stand as if all were here.
    #[cfg(feature = "zbuf")]
    Short,
}

impl Span {
    /// The number of elements that there is room for.
    pub(crate) fn room(&self) -> usize {
        match self.fill {
            Fill::Zeros | Fill::Nothing => self.len,
            #[cfg(feature = "zbuf")]
            Fill::Short => crate::align::phase(self.len),
        }
    }

    /// Writes the length of a sequence and leaves room for its elements, which have this layout.
    pub(crate) fn put(&self, layout: &Fixed, body: Body<'_>, at: Offset) -> Offset {
        let start = body.len(self.len, at).get();
        let end = layout.run_end(start, self.room());
        match self.fill {
            Fill::Zeros => body.zeros(start, end),
            Fill::Nothing if end > start => body.zeros(start, align_up(start, layout.align())),
            _ => {}
        }
        Offset::new(end)
    }
}

/// A message of which some sequences are given elsewhere, or that shows what stands where.
pub(crate) struct Spans<'s, F> {
    message: usize,
    spans: &'s [Span],
    show: F,
}

/// What a walk over a message comes by.
pub(crate) enum Shown<'v> {
    /// A sequence whose elements are given elsewhere.
    Elements {
        span: &'v Span,
        /// Of the first element, in the body.
        start: usize,
        /// How many the field holds itself.
        held: usize,
    },
    /// A field of a fixed size.
    Field {
        /// Where it stands in the memory of the message; the first field of a struct stands
        /// where the struct does.
        memory: usize,
        ty: TypeId,
        /// Of the field or the padding before it, in the body.
        offset: usize,
    },
    /// The bytes of a buffer that are written.
    #[cfg(feature = "zbuf")]
    Buffer { field: &'v zenoh_buffers::ZBuf, memory: usize, start: usize, end: usize },
}

impl<'s, F: FnMut(Shown<'_>)> Spans<'s, F> {
    pub(crate) fn new<M>(message: &M, spans: &'s [Span], show: F) -> Self {
        Self { message: ptr::from_ref(message).addr(), spans, show }
    }

    /// Where the message ends; all that it comes by is shown.
    pub(crate) fn end<M: Value>(&mut self, message: &M) -> usize {
        if M::FIXED.is_some() && size_of::<M>() > 0 {
            self.show_field(message, 0);
        }
        message.end_in(Offset::new(0), self).get()
    }

    fn memory_of(&self, field: *const ()) -> usize {
        field.addr().wrapping_sub(self.message)
    }
}

impl<F: FnMut(Shown<'_>)> Plan for Spans<'_, F> {
    const SHOWS_FIELDS: bool = true;

    fn elsewhere(&self, sequence: *const ()) -> Option<Span> {
        let memory = self.memory_of(sequence);
        self.spans.iter().find(|span| span.memory == memory).copied()
    }

    fn show_elements(&mut self, sequence: *const (), start: usize, held: usize) {
        if let Some(span) = self.elsewhere(sequence) {
            (self.show)(Shown::Elements { span: &span, start, held });
        }
    }

    fn show_field<T: 'static>(&mut self, field: &T, offset: usize) {
        let memory = self.memory_of(ptr::from_ref(field).cast());
        (self.show)(Shown::Field { memory, ty: TypeId::of::<T>(), offset });
    }

    #[cfg(feature = "zbuf")]
    fn show_buffer(&mut self, field: &zenoh_buffers::ZBuf, start: usize, end: usize) {
        let memory = self.memory_of(ptr::from_ref(field).cast());
        (self.show)(Shown::Buffer { field, memory, start, end });
    }
}

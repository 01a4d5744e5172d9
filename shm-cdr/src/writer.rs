//! Writing CDR into a sink's room.

use core::ptr;

use crate::align::align_up;
use crate::depth::MAX_DEPTH;
use crate::encode::Encode;
use crate::error::EncodeError;
use crate::holes::{Fill, Hole, Holes, NoHoles};
use crate::layout::Fixed;
use crate::sink::Room;
use crate::text;

/// Writes the body of a message, little-endian XCDR1, front to back.
///
/// Offsets count from the end of the encapsulation header. Padding is written as
/// zeros: a buffer that is used again would otherwise carry old data to others.
#[derive(Debug)]
pub struct CdrWriter<'a, H = NoHoles> {
    room: Room<'a>,
    /// Bytes written; never above `room.len()`.
    offset: usize,
    /// The number of sequences that the next value lies in.
    depth: usize,
    holes: H,
}

impl<'a> CdrWriter<'a> {
    pub(crate) fn new(room: Room<'a>) -> Self {
        Self::with_holes(room, NoHoles::default())
    }
}

impl<'a, H: Holes> CdrWriter<'a, H> {
    /// A writer that leaves these sequences out.
    pub(crate) fn with_holes(room: Room<'a>, holes: H) -> Self {
        Self { room, offset: 0, depth: 0, holes }
    }

    /// What takes the place of the elements of this sequence.
    #[inline(always)]
    pub(crate) fn hole<T>(&self, sequence: &T) -> Option<Hole> {
        self.holes.hole(ptr::from_ref(sequence).cast())
    }

    /// Writes the length of a sequence of `T` and leaves room for its elements.
    pub(crate) fn leave<T: Encode>(&mut self, hole: Hole) -> Result<(), EncodeError> {
        self.put_len(hole.len)?;
        let Some(layout) = T::FIXED else { return Ok(()) };
        let start = self.offset;
        let end = layout.run_end(start, hole.len);
        let zeros = match hole.fill {
            Fill::Zeros => end - start,
            Fill::Nothing if end == start => 0,
            Fill::Nothing => align_up(start, layout.align()) - start,
            #[cfg(feature = "zbuf")]
            Fill::Elsewhere => {
                self.ensure(crate::align::phase(hole.len))?;
                self.offset += crate::align::phase(hole.len);
                return Ok(());
            }
        };
        self.ensure(end - start)?;
        // SAFETY: the room reaches `end`, and no more than all of it becomes zero.
        unsafe { self.room.start().add(start).write_bytes(0, zeros) };
        self.offset = end;
        Ok(())
    }

    /// Goes one sequence deeper.
    #[inline(always)]
    pub(crate) fn enter(&mut self) -> Result<(), EncodeError> {
        self.depth += 1;
        if self.depth <= MAX_DEPTH { Ok(()) } else { Err(too_deep()) }
    }

    /// Is back from the sequence that was entered last.
    #[inline(always)]
    pub(crate) fn leave_sequence(&mut self) {
        self.depth -= 1;
    }

    /// Where the next byte goes, counted from the end of the header.
    #[inline(always)]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Checks that `len` more bytes fit.
    #[inline(always)]
    pub(crate) fn ensure(&self, len: usize) -> Result<(), EncodeError> {
        let available = self.room.len() - self.offset;
        if len <= available { Ok(()) } else { Err(no_room(len, available)) }
    }

    /// Checks that a run of fixed-size fields fits, whose length depends on the phase.
    #[doc(hidden)]
    #[inline(always)]
    pub fn ensure_run(&self, run: &Fixed) -> Result<(), EncodeError> {
        self.ensure(run.len_at(self.offset))
    }

    /// Writes a fixed-size value without checking the room.
    ///
    /// # Safety
    ///
    /// `T::FIXED` is a layout and its length at this offset fits.
    #[doc(hidden)]
    #[inline(always)]
    pub unsafe fn put<T: Encode>(&mut self, value: &T) {
        // SAFETY: the room starts at offset 0, and the caller checked its length.
        self.offset = unsafe { value.put(self.room.start(), self.offset) };
    }

    /// Writes consecutive fixed-size values with one check.
    #[inline]
    pub(crate) fn put_all<T: Encode>(
        &mut self,
        values: &[T],
        end: usize,
    ) -> Result<(), EncodeError> {
        self.ensure(end - self.offset)?;
        let body = self.room.start();
        let mut offset = self.offset;
        for value in values {
            // SAFETY: `end` is where the last value ends, and the room reaches it.
            offset = unsafe { value.put(body, offset) };
        }
        self.offset = offset;
        Ok(())
    }

    /// Writes padding up to `align`, then `bytes`, which are at least `align` many.
    #[inline]
    pub(crate) fn copy(&mut self, align: usize, bytes: &[u8]) -> Result<(), EncodeError> {
        debug_assert!(bytes.len() >= align || align == 1);
        let start = align_up(self.offset, align);
        self.ensure(start - self.offset + bytes.len())?;
        // SAFETY: the room reaches `start + bytes.len()`, which is at least `align` bytes
        // away, and it is borrowed mutably, so that it cannot overlap `bytes`.
        unsafe {
            let body = self.room.start();
            zero_padding(body.add(self.offset), align);
            ptr::copy_nonoverlapping(bytes.as_ptr(), body.add(start), bytes.len());
        }
        self.offset = start + bytes.len();
        Ok(())
    }

    /// Writes the 32-bit number of elements of a sequence.
    #[inline]
    pub(crate) fn put_len(&mut self, len: usize) -> Result<(), EncodeError> {
        let wire = wire_len(len)?;
        self.ensure(align_up(self.offset, 4) + 4 - self.offset)?;
        // SAFETY: the padding and the four bytes fit.
        unsafe { self.put(&wire) };
        Ok(())
    }

    /// Writes a string: its length with the NUL, its bytes, the NUL.
    #[inline]
    pub(crate) fn put_str(&mut self, text: &[u8]) -> Result<(), EncodeError> {
        let wire = wire_len(text.len() + 1)?;
        let start = align_up(self.offset, 4) + 4;
        self.ensure(start + text.len() + 1 - self.offset)?;
        // SAFETY: the padding, the length, the text and the NUL fit, and the room is
        // borrowed mutably, so that it cannot overlap `text`.
        unsafe {
            self.put(&wire);
            let body = self.room.start();
            text::copy(text, body.add(start));
            body.add(start + text.len()).write(0);
        }
        self.offset = start + text.len() + 1;
        Ok(())
    }
}

/// Writes zeros where the padding before a value of alignment `align` may be.
///
/// One store of fixed size: less than `align` bytes of padding and the beginning of the
/// value, which is written next.
///
/// # Safety
///
/// `align` bytes from `place` on may be written, if `align` is more than 1.
#[inline(always)]
pub(crate) unsafe fn zero_padding(place: *mut u8, align: usize) {
    // SAFETY: passed on to the caller; bytes have no alignment.
    unsafe {
        match align {
            2 => place.cast::<[u8; 2]>().write([0; 2]),
            4 => place.cast::<[u8; 4]>().write([0; 4]),
            8 => place.cast::<[u8; 8]>().write([0; 8]),
            _ => {}
        }
    }
}

#[inline(always)]
fn wire_len(len: usize) -> Result<u32, EncodeError> {
    u32::try_from(len).map_err(|_| too_long(len))
}

#[cold]
fn too_long(len: usize) -> EncodeError {
    EncodeError::TooLong { field: Default::default(), len, max: u32::MAX as usize }
}

#[cold]
fn too_deep() -> EncodeError {
    EncodeError::TooDeep { field: Default::default(), max: MAX_DEPTH }
}

#[cold]
fn no_room(needed: usize, available: usize) -> EncodeError {
    EncodeError::NoRoom { needed, available }
}

//! Reading CDR from bytes that nobody has checked.

use alloc::string::String;
use core::marker::PhantomData;
use core::ptr;

use crate::align::align_up;
use crate::depth::MAX_DEPTH;
use crate::error::{DecodeError, DecodeErrorKind};
use crate::header::{Encapsulation, HEADER_LEN};
use crate::layout::Fixed;
use crate::raw::{BLOCK, Place, Slot};
use crate::text;

/// What the reader may assume of the wire form at compile time.
#[doc(hidden)]
pub trait Wire: Clone {
    /// Little-endian XCDR1: the form whose layouts are computed at compile time.
    const NATIVE: bool;

    /// Whether it has been checked that the input holds what is read.
    const IS_GRANTED: bool = false;
}

/// Little-endian XCDR1, which all of ROS 2 writes.
#[derive(Clone, Debug)]
#[doc(hidden)]
pub enum Native {}

/// [`Native`], where the input holds all that is read.
#[derive(Clone, Debug)]
pub(crate) enum Granted {}

/// Any other accepted encapsulation, told by the reader's fields.
#[derive(Clone, Debug)]
pub(crate) enum Foreign {}

impl Wire for Native {
    const NATIVE: bool = true;
}

impl Wire for Granted {
    const NATIVE: bool = true;
    const IS_GRANTED: bool = true;
}

impl Wire for Foreign {
    const NATIVE: bool = false;
}

/// Reads the body of a message front to back.
///
/// Offsets count from the end of the encapsulation header. Bytes behind the last
/// value are left alone: rmw_zenoh sends its whole over-allocated buffer.
// `repr(C)`: the layout does not depend on `W`.
#[derive(Clone, Debug)]
#[repr(C)]
pub struct CdrReader<'a, W = Native> {
    body: &'a [u8],
    /// Where the next byte comes from, from the end of the header.
    offset: usize,
    encapsulation: Encapsulation,
    /// Offset of the first byte of `body`; 0 where the wire form is native.
    base: usize,
    /// The number of sequences that the next value lies in.
    depth: usize,
    /// Where the last part of the input ends. Where the wire form is native, there is one.
    end: usize,
    #[cfg(feature = "zbuf")]
    parts: Parts<'a>,
    wire: PhantomData<W>,
}

/// The part that is being read, to be shared by `ZBuf` fields.
#[cfg(feature = "zbuf")]
pub(crate) type Source<'a> = Option<&'a zenoh_buffers::ZSlice>;
#[cfg(not(feature = "zbuf"))]
pub(crate) type Source<'a> = PhantomData<&'a [u8]>;

/// The buffers that the input is in.
#[cfg(feature = "zbuf")]
#[derive(Clone, Debug, Default)]
struct Parts<'a> {
    source: Source<'a>,
    /// All parts, and how many of them have been begun.
    all: Option<&'a zenoh_buffers::ZBuf>,
    begun: usize,
}

impl<'a, W: Wire> CdrReader<'a, W> {
    pub(crate) fn new(encapsulation: Encapsulation, body: &'a [u8]) -> Self {
        Self {
            body,
            offset: 0,
            encapsulation,
            base: 0,
            depth: 0,
            end: body.len(),
            #[cfg(feature = "zbuf")]
            parts: Parts::default(),
            wire: PhantomData,
        }
    }

    /// A reader of a part of a message that begins at `base`, from `offset` on.
    pub(crate) fn at(
        encapsulation: Encapsulation,
        body: &'a [u8],
        base: usize,
        offset: usize,
    ) -> Self {
        let end = base + body.len();
        let offset = if offset < end { offset } else { end };
        Self { offset, base, end, ..Self::new(encapsulation, body) }
    }

    /// Reads with another reader, in a function that is not inlined. It is given this one in parts
    /// and returns where it ends: in registers, so that the reader need not be in memory.
    ///
    /// The wire form is native.
    #[inline(always)]
    pub(crate) fn apart(
        &mut self,
        read: impl FnOnce(&'a [u8], usize, usize, Source<'a>) -> Result<usize, DecodeError>,
    ) -> Result<(), DecodeError> {
        #[cfg(feature = "zbuf")]
        let source = self.parts.source;
        #[cfg(not(feature = "zbuf"))]
        let source = PhantomData;
        self.offset = read(self.body, self.offset, self.depth, source)?;
        Ok(())
    }

    /// The reader that [`apart`](Self::apart) gives in parts.
    #[inline(always)]
    pub(crate) fn of_parts(
        body: &'a [u8],
        offset: usize,
        depth: usize,
        source: Source<'a>,
    ) -> Self {
        #[cfg(not(feature = "zbuf"))]
        let PhantomData = source;
        Self {
            offset,
            depth,
            #[cfg(feature = "zbuf")]
            parts: Parts { source, ..Parts::default() },
            ..Self::new(Encapsulation::NATIVE, body)
        }
    }

    /// The part that is being read, up to where it has been read, and where it begins.
    pub(crate) fn read_so_far(&self) -> (&'a [u8], usize) {
        (self.body.get(..self.index(self.offset)).unwrap_or_default(), self.base)
    }

    pub(crate) fn encapsulation(&self) -> Encapsulation {
        self.encapsulation
    }

    /// Names the buffer that holds header and body, so that `ZBuf` fields share it.
    #[cfg(feature = "zbuf")]
    pub(crate) fn share(&mut self, source: &'a zenoh_buffers::ZSlice) {
        self.parts.source = Some(source);
    }

    /// Goes on with these parts behind the first one, which the reader was made with.
    #[cfg(feature = "zbuf")]
    pub(crate) fn continue_with(&mut self, parts: &'a zenoh_buffers::ZBuf) {
        let len: usize = parts.zslices().map(|part| part.len()).sum();
        self.end = len - HEADER_LEN;
        self.parts = Parts { source: parts.zslices().next(), all: Some(parts), begun: 1 };
    }

    /// Where in `body` the byte at `offset` is.
    #[inline(always)]
    fn index(&self, offset: usize) -> usize {
        if W::NATIVE { offset } else { offset - self.base }
    }

    /// Goes on to the part in which the byte at `offset` is.
    #[inline(always)]
    fn enter_part_of(&mut self, offset: usize) {
        #[cfg(feature = "zbuf")]
        if !W::NATIVE {
            while offset - self.base >= self.body.len() {
                let part = self.parts.all.and_then(|parts| parts.zslices().nth(self.parts.begun));
                let Some(part) = part else { return };
                self.base += self.body.len();
                self.body = part.as_slice();
                self.parts.source = Some(part);
                self.parts.begun += 1;
            }
        }
        #[cfg(not(feature = "zbuf"))]
        let _ = offset;
    }

    /// Goes one sequence deeper.
    #[inline(always)]
    pub(crate) fn enter(&mut self) -> Result<(), DecodeError> {
        self.depth += 1;
        if self.depth <= MAX_DEPTH {
            return Ok(());
        }
        Err(too_deep(self.offset))
    }

    /// Is back from the sequence that was entered last.
    #[inline(always)]
    pub(crate) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Where the next byte comes from, counted from the end of the header.
    #[inline(always)]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Bytes that have not been read.
    #[inline(always)]
    pub fn remaining(&self) -> usize {
        if W::NATIVE { self.body.len() - self.offset } else { self.end - self.offset }
    }

    /// Where a primitive of `size` bytes starts at the earliest.
    #[inline(always)]
    fn aligned(&self, size: usize) -> usize {
        let max = if W::NATIVE { 8 } else { usize::from(self.encapsulation.max_align) };
        let align = if size < max { size } else { max };
        if W::IS_GRANTED {
            // Nothing, where the compiler knows where the value before it ends.
            return self.offset + (self.offset.wrapping_neg() & (align - 1));
        }
        align_up(self.offset, align)
    }

    /// Whether `len` bytes from `start` on are there; they are in one part, then.
    #[inline(always)]
    fn holds(&self, start: usize, len: usize) -> bool {
        // On machines of 64 bits nothing wraps: a length has 32.
        let end =
            if cfg!(target_pointer_width = "64") { start + len } else { start.saturating_add(len) };
        self.reaches(end)
    }

    /// Reads a primitive of `N` bytes as they would stand in little-endian order.
    #[inline(always)]
    pub(crate) fn primitive<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let start = self.aligned(N);
        self.enter_part_of(start);
        if !self.holds(start, N) {
            return Err(self.truncated(start + N - self.offset));
        }
        // SAFETY: the bytes are there, and have no alignment.
        let mut bytes =
            unsafe { self.body.as_ptr().add(self.index(start)).cast::<[u8; N]>().read() };
        self.offset = start + N;
        if !W::NATIVE && self.encapsulation.big_endian {
            bytes.reverse();
        }
        Ok(bytes)
    }

    /// Reads the 32-bit length of a string or sequence.
    #[inline(always)]
    pub(crate) fn len(&mut self) -> Result<usize, DecodeError> {
        let len = u32::from_le_bytes(self.primitive()?);
        // Lossless where it matters: a longer input could not exist on 16-bit machines.
        Ok(usize::try_from(len).unwrap_or(usize::MAX))
    }

    /// Reads the number of elements of a sequence whose elements take at least
    /// `min_element` bytes each, and refuses a number that the input cannot hold.
    #[inline(always)]
    pub(crate) fn sequence_len(&mut self, min_element: usize) -> Result<usize, DecodeError> {
        let len = self.len()?;
        self.refuse_more(len, min_element)?;
        Ok(len)
    }

    /// Refuses a number of elements, which has just been read, that the rest of the input cannot
    /// hold.
    #[inline(always)]
    pub(crate) fn refuse_more(&self, len: usize, min_element: usize) -> Result<(), DecodeError> {
        let available = self.remaining();
        if len.checked_mul(min_element).is_some_and(|bytes| bytes <= available) {
            return Ok(());
        }
        Err(exceeds_input(len, min_element, available, self.offset))
    }

    /// Reads `len` bytes.
    #[inline(always)]
    pub(crate) fn bytes(&mut self, len: usize) -> Result<&'a [u8], DecodeError> {
        if len > 0 {
            self.enter_part_of(self.offset);
        }
        if !self.holds(self.offset, len) {
            return Err(self.truncated(len));
        }
        let start = self.index(self.offset);
        // SAFETY: they are there.
        let bytes = unsafe { self.body.get_unchecked(start..start + len) };
        self.offset += len;
        Ok(bytes)
    }

    /// Reads the bytes of a string without its NUL, and returns where they begin.
    ///
    /// A length of 0 is taken for the empty string, as Fast-CDR does.
    #[inline(always)]
    pub(crate) fn text(&mut self) -> Result<(&'a [u8], usize), DecodeError> {
        let len = self.len()?;
        let start = self.offset;
        let Some((&nul, text)) = self.bytes(len)?.split_last() else {
            return Ok((&[], start));
        };
        if nul != 0 {
            return Err(missing_nul(nul, start + len - 1));
        }
        Ok((text, start))
    }

    /// Reads a string in place.
    #[inline(always)]
    pub(crate) fn str(&mut self) -> Result<&'a str, DecodeError> {
        let (text, start) = self.text()?;
        text::check_in_place(text).map_err(|valid| invalid_utf8(valid, start))
    }

    /// Reads a string to its place. What is checked is the copy: others may change the input
    /// in the meantime.
    #[inline(always)]
    pub(crate) fn string_to<P: Place>(
        &mut self,
        mut slot: Slot<'_, String, P>,
    ) -> Result<(), DecodeError> {
        let (text, start) = self.text()?;
        let result = match slot.get_mut() {
            Some(string) => text::replace_string(text, string),
            None => text::to_string(text).map(|string| slot.put(string.into_string())),
        };
        result.map_err(|valid| invalid_utf8(valid, start))
    }

    /// Whether a run of fixed-size fields lies within the input, so that its fields may be read
    /// by a [`granted`](Self::granted) reader. If so, the padding before it has been read.
    ///
    /// Where it does not, the fields are read one by one and the right one is blamed.
    #[inline(always)]
    pub(crate) fn begin_run(&mut self, run: &Fixed) -> bool {
        let is_there =
            W::IS_GRANTED || (W::NATIVE && run.end_in_memory(self.offset) <= self.body.len());
        if is_there {
            self.offset = align_up(self.offset, run.align());
        }
        is_there
    }

    /// Steps over a run of fields that has [begun](Self::begin_run).
    #[inline(always)]
    pub(crate) fn pass_run(&mut self, run: &Fixed) {
        debug_assert!(W::IS_GRANTED, "the run has not begun");
        self.offset = run.end_in_memory(self.offset);
    }

    /// Where `count` values of this layout end that begin here, or more than any input has.
    #[inline(always)]
    pub(crate) fn end_of(&self, layout: &Fixed, count: usize) -> usize {
        match layout.stride() {
            // Nothing wraps: the offset is within memory.
            Some(stride)
                if cfg!(target_pointer_width = "64")
                    && stride <= 1 << 24
                    && u32::try_from(count).is_ok()
                    && count > 0 =>
            {
                align_up(self.offset, layout.align()) + count * stride
            }
            _ => layout.run_end(self.offset, count),
        }
    }

    /// Steps to `end` if the input holds what is before it.
    #[inline(always)]
    pub(crate) fn pass_to(&mut self, end: usize) -> bool {
        if end > self.offset {
            self.enter_part_of(self.offset);
        }
        let is_there = self.reaches(end);
        if is_there {
            self.offset = end;
        }
        is_there
    }

    /// Whether all before `end` is in the part that is being read.
    #[inline(always)]
    pub(crate) fn reaches(&self, end: usize) -> bool {
        let is_there = self.index(end) <= self.body.len();
        debug_assert!(is_there || !W::IS_GRANTED, "granted, and not there");
        W::IS_GRANTED || is_there
    }

    /// The same reader, which looks no longer at the length of the input.
    ///
    /// # Safety
    ///
    /// The wire form is native, and the input holds all that it will read: values of a fixed
    /// size, up to the end that their layouts give.
    #[inline(always)]
    pub(crate) unsafe fn granted(&mut self) -> &mut CdrReader<'a, Granted> {
        // SAFETY: a reader is the same in memory whatever it assumes of the wire form.
        unsafe { &mut *ptr::from_mut(self).cast() }
    }

    /// Copies `len` bytes, of which the number may be known at compile time, behind the padding to
    /// `align` into the memory of a value, `offset` bytes from its beginning.
    ///
    /// # Safety
    ///
    /// The wire form is native, the input holds the padding and the bytes, the value has room for
    /// them there, and they make values of what stands there.
    #[inline(always)]
    pub(crate) unsafe fn copy_run<T, P: Place, const LEN_IS_KNOWN: bool>(
        &mut self,
        align: usize,
        len: usize,
        slot: &Slot<'_, T, P>,
        offset: usize,
    ) {
        let start = align_up(self.offset, align);
        debug_assert!(start + len <= self.body.len(), "granted, and not there");
        self.offset = start + len;
        // SAFETY: passed on to the caller.
        unsafe {
            let place = slot.as_ptr().cast::<u8>().add(offset);
            let run = self.body.as_ptr().add(start);
            if !LEN_IS_KNOWN || len > 4 * BLOCK {
                ptr::copy_nonoverlapping(run, place, len);
                return;
            }
            // Without a call.
            for block in [0, 1, 2, 3] {
                let (start, end) = (len.min(block * BLOCK), len.min((block + 1) * BLOCK));
                ptr::copy_nonoverlapping(run.add(start), place.add(start), end - start);
            }
        }
    }

    /// Reads `len` bytes as a buffer, without copying where the input is shared, and else to the
    /// memory of the one that is there, if it has as many and nobody else has it.
    #[cfg(feature = "zbuf")]
    pub(crate) fn zbuf_to<P: Place>(
        &mut self,
        len: usize,
        mut slot: Slot<'_, zenoh_buffers::ZBuf, P>,
    ) -> Result<(), DecodeError> {
        let bytes = self.bytes(len)?;
        if bytes.is_empty() {
            slot.put(zenoh_buffers::ZBuf::empty());
            return Ok(());
        }
        let shared = self.parts.source.and_then(|source| {
            let start = bytes.as_ptr().addr() - source.as_slice().as_ptr().addr();
            source.subslice(start..start + len)
        });
        if let Some(slice) = shared {
            slot.put(slice.into());
        } else if let Some(memory) = slot.get_mut().and_then(|buffer| memory_of(buffer, len)) {
            memory.copy_from_slice(bytes);
        } else {
            slot.put(alloc::vec::Vec::from(bytes).into());
        }
        Ok(())
    }

    #[inline(always)]
    pub(crate) fn truncated(&self, needed: usize) -> DecodeError {
        truncated(needed, self.remaining(), self.offset)
    }
}

/// The memory of a buffer that is one vector of this length, which nobody else has.
#[cfg(feature = "zbuf")]
fn memory_of(buffer: &mut zenoh_buffers::ZBuf, len: usize) -> Option<&mut [u8]> {
    let mut parts = buffer.zslices_mut();
    let (part, None) = (parts.next()?, parts.next()) else { return None };
    let is_whole = part.len() == len;
    // SAFETY: as a slice, the vector stays as long as it is.
    let memory = unsafe { part.downcast_mut::<alloc::vec::Vec<u8>>() }?.as_mut_slice();
    (is_whole && memory.len() == len).then_some(memory)
}

// By value: a reference would keep the reader in memory.
#[cold]
fn truncated(needed: usize, available: usize, offset: usize) -> DecodeError {
    let kind = if needed <= available {
        DecodeErrorKind::Split { len: needed }
    } else {
        DecodeErrorKind::Truncated { needed, available }
    };
    DecodeError::new(kind, offset + HEADER_LEN)
}

#[cold]
fn exceeds_input(len: usize, min_element: usize, available: usize, offset: usize) -> DecodeError {
    let kind = DecodeErrorKind::LengthExceedsInput { len, min_element, available };
    DecodeError::new(kind, offset - 4 + HEADER_LEN)
}

#[cold]
fn too_deep(offset: usize) -> DecodeError {
    DecodeError::new(DecodeErrorKind::TooDeep { max: MAX_DEPTH }, offset - 4 + HEADER_LEN)
}

#[cold]
fn missing_nul(found: u8, offset: usize) -> DecodeError {
    DecodeError::new(DecodeErrorKind::MissingNul { found }, offset + HEADER_LEN)
}

#[cold]
fn invalid_utf8(valid_up_to: usize, start: usize) -> DecodeError {
    let kind = DecodeErrorKind::InvalidUtf8 { valid_up_to };
    DecodeError::new(kind, start + valid_up_to + HEADER_LEN)
}

#[cfg(test)]
mod tests {
    use super::*;

    // A view of memory that has changed may ask for what is behind its end.
    #[test]
    fn a_reader_begins_at_the_end_at_the_latest() {
        for (offset, left) in [(0, 3), (2, 1), (3, 0), (4, 0), (usize::MAX, 0)] {
            let mut reader = CdrReader::<Native>::at(Encapsulation::NATIVE, &[1, 2, 3], 0, offset);
            assert_eq!(reader.remaining(), left, "offset {offset}");
            assert_eq!(reader.primitive::<1>().is_ok(), left > 0, "offset {offset}");
        }
    }
}

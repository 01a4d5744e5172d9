//! Reading in place: values that borrow from the encoded message.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use crate::align::align_up;
use crate::error::{DecodeError, DecodeErrorKind};
use crate::header::{Encapsulation, HEADER_LEN};
use crate::plain;
use crate::raw::{New, Slot, made};
use crate::reader::{CdrReader, Foreign, Native, Source, Wire};
use crate::rows::{Each, decode_values, pass_each};
use crate::structs::{CloneView, Fmt};
use crate::table::{Struct, walk_all};
use crate::value::Value;

/// An array or a sequence within a message that is read in place.
///
/// It has been checked as a whole; its elements are decoded again when they are asked
/// for. Should other processes change the memory meanwhile, iteration ends at the first
/// element that is no longer valid.
///
/// ```
/// use std::borrow::Cow;
/// use shm_cdr::ShmMessage;
///
/// #[derive(ShmMessage)]
/// struct Log {
///     codes: Vec<u8>,
///     lines: Vec<String>,
/// }
///
/// let bytes = Log { codes: vec![1, 2], lines: vec!["a".into(), "b".into()] }.to_cdr()?;
/// let log = Log::view(&bytes)?;
/// assert_eq!(log.codes.as_slice(), Some(&[1, 2][..]));
/// assert!(matches!(log.codes.to_cow(), Cow::Borrowed([1, 2])));
/// assert_eq!((log.lines.len(), log.lines.get(1), log.lines.get(2)), (2, Some("b"), None));
/// assert!(log.lines.iter().eq(["a", "b"]));
/// assert_eq!(log.lines.to_vec(), ["a".to_string(), "b".to_string()]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Sequence<'a, T> {
    /// The part of the body that the elements are in, up to their end.
    body: &'a [u8],
    /// Where that part begins.
    base: usize,
    /// Where the first element, or the padding before it, begins.
    start: usize,
    len: usize,
    encapsulation: Encapsulation,
    element: PhantomData<fn() -> T>,
}

impl<'a, T: Value> Sequence<'a, T> {
    /// Checks `len` elements and steps over them.
    #[inline(always)]
    pub(crate) fn skip<W: Wire>(
        reader: &mut CdrReader<'a, W>,
        len: usize,
    ) -> Result<(), DecodeError> {
        if len == 0 || skip_any_bits::<T, W>(reader, len) {
            return Ok(());
        }
        if W::NATIVE {
            return reader.apart(|body, offset, depth, source| {
                skip_each::<T, W>(body, offset, depth, source, len)
            });
        }
        for index in 0..len {
            T::skip(reader).map_err(|error| error.in_element(index))?;
        }
        Ok(())
    }

    /// Reads a number, checks as many elements and steps over them. Returns where they begin, or
    /// the padding before them, and the number.
    #[inline(always)]
    pub(crate) fn skip_counted<W: Wire>(
        reader: &mut CdrReader<'a, W>,
    ) -> Result<(usize, usize), DecodeError> {
        let len = reader.len()?;
        let start = reader.offset();
        // Those that are there are not more than the input can hold.
        if const { W::NATIVE && T::ANY_BITS && T::FIXED.is_some() }
            && (len == 0 || skip_any_bits::<T, W>(reader, len))
        {
            return Ok((start, len));
        }
        reader.refuse_more(len, T::MIN_LEN)?;
        if const { T::FIXED.is_some() } {
            Self::skip(reader, len)?;
        } else {
            reader.enter()?;
            Self::skip(reader, len)?;
            reader.leave();
        }
        Ok((start, len))
    }

    /// Checks `len` elements, steps over them, and puts a view of them to its place.
    #[inline(always)]
    pub(crate) fn view_to<W: Wire>(
        reader: &mut CdrReader<'a, W>,
        len: usize,
        slot: Slot<'_, Self, New>,
    ) -> Result<(), DecodeError> {
        slot.put(Self::read(reader, len)?);
        Ok(())
    }

    /// Checks `len` elements, steps over them, and returns a view of them.
    #[inline(always)]
    pub(crate) fn read<W: Wire>(
        reader: &mut CdrReader<'a, W>,
        len: usize,
    ) -> Result<Self, DecodeError> {
        let start = reader.offset();
        Self::skip(reader, len)?;
        Self::behind(reader, start, len)
    }

    /// The `len` elements from `start` on, which have just been read.
    #[inline(always)]
    pub(crate) fn behind<W: Wire>(
        reader: &CdrReader<'a, W>,
        start: usize,
        len: usize,
    ) -> Result<Self, DecodeError> {
        let (encapsulation, (body, base)) = (reader.encapsulation(), reader.read_so_far());
        if start < base {
            let kind = DecodeErrorKind::Split { len: reader.offset() - start };
            return Err(DecodeError::new(kind, start + HEADER_LEN));
        }
        Ok(Self { body, base, start, len, encapsulation, element: PhantomData })
    }

    /// The number of elements.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The elements in place, without copying.
    ///
    /// `None` unless memory and wire agree on the element type (integers, floating-point
    /// numbers, structs of them without gaps; not booleans), the message is little-endian
    /// XCDR1, and the elements happen to be aligned in memory. Single bytes always are.
    pub fn as_slice(&self) -> Option<&'a [T]> {
        if self.len == 0 {
            return Some(&[]);
        }
        let layout =
            T::FIXED.filter(|_| T::ANY_BITS && self.encapsulation == Encapsulation::NATIVE)?;
        let start = align_up(self.start, layout.align());
        if !layout.is_plain_run(start, size_of::<T>()) {
            return None;
        }
        // Each element is as many bytes on the wire as in memory, for the run is plain.
        let elements = self.body.get(start - self.base..)?;
        plain::any_slice(elements.get(..self.len.checked_mul(size_of::<T>())?)?)
    }

    /// The elements as a slice: borrowed where [`as_slice`](Self::as_slice) can, otherwise
    /// copied.
    pub fn to_cow(&self) -> Cow<'a, [T]>
    where
        T: Clone,
    {
        self.as_slice().map_or_else(|| Cow::Owned(self.to_vec()), Cow::Borrowed)
    }

    /// The elements as owned values.
    pub fn to_vec(&self) -> Vec<T> {
        self.decode_all()
            .unwrap_or_else(|_| self.iter().map_while(|view| T::from_view(&view).ok()).collect())
    }

    pub(crate) fn decode_all(&self) -> Result<Vec<T>, DecodeError> {
        match self.native_reader(self.start) {
            Some(mut reader) => decode_values(&mut reader, self.len),
            None => decode_values(&mut self.foreign_reader(self.start), self.len),
        }
    }

    pub(crate) fn decode_array<const N: usize>(&self) -> Result<[T; N], DecodeError> {
        match self.native_reader(self.start) {
            Some(mut reader) => <[T; N]>::read(&mut reader),
            None => <[T; N]>::read(&mut self.foreign_reader(self.start)),
        }
    }

    /// The element number `index`.
    ///
    /// Takes constant time for elements of a fixed size in little-endian XCDR1; otherwise it steps
    /// over all elements before it.
    pub fn get(&self, index: usize) -> Option<T::View<'a>> {
        if index >= self.len {
            return None;
        }
        match (T::FIXED, self.native_reader(self.start)) {
            (Some(layout), Some(_)) => {
                let mut reader = self.native_reader(layout.run_end(self.start, index))?;
                T::read_view(&mut reader).ok()
            }
            _ => self.iter().nth(index),
        }
    }

    /// The elements one by one.
    pub fn iter(&self) -> SequenceIter<'a, T> {
        SequenceIter { sequence: *self, offset: self.start, left: self.len }
    }

    fn native_reader(&self, offset: usize) -> Option<CdrReader<'a, Native>> {
        (self.encapsulation == Encapsulation::NATIVE && self.base == 0)
            .then(|| CdrReader::at(self.encapsulation, self.body, 0, offset))
    }

    fn foreign_reader(&self, offset: usize) -> CdrReader<'a, Foreign> {
        CdrReader::at(self.encapsulation, self.body, self.base, offset)
    }
}

/// Checks `len` elements, of a message of the native wire form, and returns where they end.
#[inline(never)]
fn skip_each<'a, T: Value, W: Wire>(
    body: &'a [u8],
    offset: usize,
    depth: usize,
    source: Source<'a>,
    len: usize,
) -> Result<usize, DecodeError> {
    pass_each::<T, W>(body, offset, depth, source, 0..len, &Check::<T>(PhantomData))
}

/// Checks each element.
struct Check<T>(PhantomData<T>);

impl<T: Value> Each for Check<T> {
    #[inline(always)]
    fn pass<W: Wire>(&self, reader: &mut CdrReader<'_, W>, _: usize) -> Result<(), DecodeError> {
        T::skip(reader)
    }
}

/// Steps over elements of which any bits are values, if all of them are there.
fn skip_any_bits<T: Value, W: Wire>(reader: &mut CdrReader<'_, W>, len: usize) -> bool {
    match T::FIXED {
        // Where the wire form is only known at run time, there may be several parts.
        Some(layout)
            if T::ANY_BITS && (W::NATIVE || reader.encapsulation() == Encapsulation::NATIVE) =>
        {
            reader.pass_to(reader.end_of(&layout, len))
        }
        _ => false,
    }
}

impl<T> Clone for Sequence<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Sequence<'_, T> {}

impl<'a, T: Value> fmt::Debug for Sequence<'a, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<'a, T: Value> IntoIterator for Sequence<'a, T> {
    type Item = T::View<'a>;
    type IntoIter = SequenceIter<'a, T>;

    fn into_iter(self) -> SequenceIter<'a, T> {
        self.iter()
    }
}

impl<'a, T: Value> IntoIterator for &Sequence<'a, T> {
    type Item = T::View<'a>;
    type IntoIter = SequenceIter<'a, T>;

    fn into_iter(self) -> SequenceIter<'a, T> {
        self.iter()
    }
}

/// The elements of a [`Sequence`], decoded one by one.
///
/// ```
/// use shm_cdr::ShmMessage;
///
/// #[derive(ShmMessage)]
/// struct Log {
///     lines: Vec<String>,
/// }
///
/// let bytes = Log { lines: vec!["a".into(), "bc".into()] }.to_cdr()?;
/// let mut length = 0;
/// for line in Log::view(&bytes)?.lines {
///     length += line.len();
/// }
/// assert_eq!(length, 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct SequenceIter<'a, T> {
    sequence: Sequence<'a, T>,
    offset: usize,
    left: usize,
}

impl<'a, T: Value> fmt::Debug for SequenceIter<'a, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone_iter()).finish()
    }
}

impl<'a, T: Value> SequenceIter<'a, T> {
    fn clone_iter(&self) -> Self {
        Self { sequence: self.sequence, offset: self.offset, left: self.left }
    }

    fn decode<W: Wire>(&mut self, mut reader: CdrReader<'a, W>) -> Option<T::View<'a>> {
        match T::read_view(&mut reader) {
            Ok(view) => {
                self.offset = reader.offset();
                self.left -= 1;
                Some(view)
            }
            // The memory has changed since it was checked.
            Err(_) => {
                self.left = 0;
                None
            }
        }
    }
}

impl<'a, T: Value> Iterator for SequenceIter<'a, T> {
    type Item = T::View<'a>;

    fn next(&mut self) -> Option<T::View<'a>> {
        if self.left == 0 {
            return None;
        }
        match self.sequence.native_reader(self.offset) {
            Some(reader) => self.decode(reader),
            None => self.decode(self.sequence.foreign_reader(self.offset)),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.left))
    }
}

/// [`Struct::clone_view`].
#[inline]
pub(crate) fn clone_of<'a, S: Struct>(view: &S::InPlace<'a>) -> S::InPlace<'a> {
    let Ok(copy) = made(|slot| S::walk(&mut CloneView::<S> { view, slot }));
    copy
}

/// [`Struct::fmt_view`].
pub(crate) fn fmt_of<S: Struct>(
    view: &S::InPlace<'_>,
    f: &mut fmt::Formatter<'_>,
    name: &'static str,
) -> fmt::Result {
    walk_all::<S, _>(Fmt::<S> { view, fields: f.debug_struct(name) }).fields.finish()
}

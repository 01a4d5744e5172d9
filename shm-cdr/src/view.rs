//! Reading in place: values that borrow from the encoded message.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;
use core::slice;

use crate::align::align_up;
use crate::decode::Decode;
use crate::error::{DecodeError, DecodeErrorKind};
use crate::header::{Encapsulation, HEADER_LEN};
use crate::reader::{CdrReader, Foreign, Native, Wire};
use crate::rows::decode_values;

/// A type that can be read in place, as a field or an element, and a field addressed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a ROS message",
    label = "not a message field"
)]
pub trait DecodeView: Decode + 'static {
    /// What borrows from the message: `&str` for a `String`, `&[u8]` for a `ZBuf`,
    /// [`Sequence`] for arrays and sequences, the view struct of a message, and the value
    /// itself for all that is one number.
    type View<'a>: Clone + fmt::Debug;

    /// What a field of this type is addressed by within a message `M`: a
    /// [`Field`](crate::Field), or the addresses of the fields of a struct.
    type Handle<M>: Copy;

    /// The address of a field of this type, `offset` bytes into the memory of the message.
    #[doc(hidden)]
    fn handle<M>(offset: usize, name: &'static str) -> Self::Handle<M>;

    /// Reads a value without copying what it holds.
    ///
    /// # Errors
    ///
    /// As for [`Decode::decode`]: all of the value is checked, elements of sequences too.
    fn decode_view<'a, W: Wire>(
        reader: &mut CdrReader<'a, W>,
    ) -> Result<Self::View<'a>, DecodeError>;

    /// Checks a value and steps over it.
    ///
    /// # Errors
    ///
    /// As for [`decode_view`](Self::decode_view).
    #[doc(hidden)]
    #[inline]
    fn skip<W: Wire>(reader: &mut CdrReader<'_, W>) -> Result<(), DecodeError> {
        Self::decode_view(reader).map(drop)
    }

    /// [`decode_view`](Self::decode_view) of a value of fixed size that the input holds.
    ///
    /// Who implements [`Decode`] promises that this moves the reader as `get_to` moves its offset.
    ///
    /// # Errors
    ///
    /// As for [`decode_view`](Self::decode_view), for other reasons than the length of the input.
    ///
    /// # Safety
    ///
    /// The wire form is native, and the length of the layout at this offset is left in the input.
    #[doc(hidden)]
    #[inline(always)]
    unsafe fn get_view<'a, W: Wire>(
        reader: &mut CdrReader<'a, W>,
    ) -> Result<Self::View<'a>, DecodeError> {
        Self::decode_view(reader)
    }

    /// Reads the field number `index` of a struct in place.
    ///
    /// # Errors
    ///
    /// As for [`decode_view`](Self::decode_view) of the struct.
    ///
    /// # Safety
    ///
    /// The fields of the struct before it have been read by the same reader, with the same
    /// `in_run`.
    #[doc(hidden)]
    #[inline(always)]
    unsafe fn view_field<'a, T: DecodeView, W: Wire>(
        reader: &mut CdrReader<'a, W>,
        (index, name): (usize, &'static str),
        in_run: &mut bool,
    ) -> Result<T::View<'a>, DecodeError> {
        if let Some(layout) = &Self::READ_RUNS[index].begins {
            *in_run = reader.has_run(layout);
        }
        let result = match &T::LAYOUT {
            // SAFETY: the run that the field belongs to lies within the input; the fields before it
            // have moved the reader to where it begins.
            Some(_) if *in_run => unsafe { T::get_view(reader) },
            _ => T::decode_view(reader),
        };
        result.map_err(|error| error.in_field(name))
    }

    /// Reads a field of a struct of fixed size in place.
    ///
    /// # Errors
    ///
    /// As for [`get_view`](Self::get_view) of the struct.
    ///
    /// # Safety
    ///
    /// As for [`get_view`](Self::get_view) of the struct, whose fields before it have been read.
    #[doc(hidden)]
    #[inline(always)]
    unsafe fn get_view_field<'a, T: DecodeView, W: Wire>(
        reader: &mut CdrReader<'a, W>,
        name: &'static str,
    ) -> Result<T::View<'a>, DecodeError> {
        // SAFETY: passed on to the caller.
        unsafe { T::get_view(reader) }.map_err(|error| error.in_field(name))
    }

    /// Checks the field number `index` of a struct and steps over it; over the whole run if it
    /// is the first of one of which any bits are values.
    ///
    /// # Errors
    ///
    /// As for [`decode_view`](Self::decode_view) of the struct.
    #[doc(hidden)]
    #[inline(always)]
    fn skip_field<T: DecodeView, W: Wire>(
        reader: &mut CdrReader<'_, W>,
        (index, name): (usize, &'static str),
        in_run: &mut bool,
    ) -> Result<(), DecodeError> {
        let run = &Self::READ_RUNS[index];
        if let Some(layout) = &run.begins {
            *in_run = run.any_bits && reader.has_run(layout);
            if *in_run {
                reader.go_to(layout.end(reader.offset()));
            }
        }
        if T::LAYOUT.is_some() && *in_run {
            return Ok(());
        }
        T::skip(reader).map_err(|error| error.in_field(name))
    }

    /// The value that a view shows.
    ///
    /// # Errors
    ///
    /// The memory has changed since the view was made, and its elements are no longer
    /// valid.
    fn from_view(view: &Self::View<'_>) -> Result<Self, DecodeError>;
}

/// An array or a sequence within a message that is read in place.
///
/// It has been checked as a whole; its elements are decoded again when they are asked
/// for. Should other processes change the memory meanwhile, iteration ends at the first
/// element that is no longer valid.
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

impl<'a, T: DecodeView> Sequence<'a, T> {
    /// Checks `len` elements and steps over them.
    #[inline]
    pub(crate) fn decode<W: Wire>(
        reader: &mut CdrReader<'a, W>,
        len: usize,
    ) -> Result<Self, DecodeError> {
        let start = reader.offset();
        if !skip_any_bits::<T, W>(reader, len) {
            for index in 0..len {
                T::skip(reader).map_err(|error| error.in_element(index))?;
            }
        }
        let (encapsulation, (body, base)) = (reader.encapsulation(), reader.read_so_far());
        if start < base && len > 0 {
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
        let elements = self.body.get(start - self.base..)?;
        let first = elements.as_ptr().cast::<T>();
        if !first.is_aligned() || elements.len() / size_of::<T>() < self.len {
            return None;
        }
        // SAFETY:
        // - `ANY_BITS` promises that any bit pattern is a `T`, and the run is plain: each
        //   element is `size_of::<T>()` bytes on the wire, as it is in memory.
        // - The elements lie within `body`, aligned, as was just checked. A plain type is
        //   not zero-sized, since every value takes at least one byte on the wire.
        Some(unsafe { slice::from_raw_parts(first, self.len) })
    }

    /// The elements as a slice: borrowed where [`as_slice`](Self::as_slice) can, else
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
            Some(mut reader) => <[T; N]>::decode(&mut reader),
            None => <[T; N]>::decode(&mut self.foreign_reader(self.start)),
        }
    }

    /// The element number `index`.
    ///
    /// In constant time for elements of a fixed size in little-endian XCDR1, else all
    /// elements before it are stepped over.
    pub fn get(&self, index: usize) -> Option<T::View<'a>> {
        if index >= self.len {
            return None;
        }
        match (T::FIXED, self.native_reader(self.start)) {
            (Some(layout), Some(_)) => {
                let mut reader = self.native_reader(layout.run_end(self.start, index))?;
                T::decode_view(&mut reader).ok()
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

/// Steps over elements of which any bits are values, if all of them are there.
fn skip_any_bits<T: Decode, W: Wire>(reader: &mut CdrReader<'_, W>, len: usize) -> bool {
    match T::FIXED {
        // Where the wire form is only known at run time, there may be several parts.
        Some(layout)
            if T::ANY_BITS && (W::NATIVE || reader.encapsulation() == Encapsulation::NATIVE) =>
        {
            let end = layout.run_end(reader.offset(), len);
            reader.bytes(end - reader.offset()).is_ok()
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

impl<'a, T: DecodeView> fmt::Debug for Sequence<'a, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<'a, T: DecodeView> IntoIterator for Sequence<'a, T> {
    type Item = T::View<'a>;
    type IntoIter = SequenceIter<'a, T>;

    fn into_iter(self) -> SequenceIter<'a, T> {
        self.iter()
    }
}

impl<'a, T: DecodeView> IntoIterator for &Sequence<'a, T> {
    type Item = T::View<'a>;
    type IntoIter = SequenceIter<'a, T>;

    fn into_iter(self) -> SequenceIter<'a, T> {
        self.iter()
    }
}

/// The elements of a [`Sequence`], decoded one by one.
#[derive(Clone)]
pub struct SequenceIter<'a, T> {
    sequence: Sequence<'a, T>,
    offset: usize,
    left: usize,
}

impl<'a, T: DecodeView> fmt::Debug for SequenceIter<'a, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone_iter()).finish()
    }
}

impl<'a, T: DecodeView> SequenceIter<'a, T> {
    fn clone_iter(&self) -> Self {
        Self { sequence: self.sequence, offset: self.offset, left: self.left }
    }

    fn decode<W: Wire>(&mut self, mut reader: CdrReader<'a, W>) -> Option<T::View<'a>> {
        match T::decode_view(&mut reader) {
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

impl<'a, T: DecodeView> Iterator for SequenceIter<'a, T> {
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

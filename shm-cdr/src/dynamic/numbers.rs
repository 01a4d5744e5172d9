//! Arrays and sequences of numbers and booleans, in place.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;

use ros_z_idl::Primitive;

use super::number::Number;
use super::ty::size;
use super::value::DynamicValue;
use crate::header::Encapsulation;
use crate::reader::{CdrReader, Native};
use crate::view::Sequence;

/// An array or a sequence of numbers, booleans or octets.
///
/// One that has been decoded borrows the bytes of the message, however many they are and in
/// whatever byte order.
///
/// ```
/// use shm_cdr::dynamic::{DynamicValue, Numbers, Primitive};
///
/// let numbers = Numbers::from(vec![1.5f32, -2.0]);
/// assert_eq!(numbers.get(1), Some(DynamicValue::Float32(-2.0)));
/// assert_eq!(numbers.to_vec::<f32>(), Some(vec![1.5, -2.0]));
/// assert_eq!(numbers.as_slice::<f64>(), None);
/// assert_eq!((numbers.primitive(), numbers.len()), (Primitive::Float32, 2));
/// assert!(!numbers.is_borrowed() && !numbers.is_big_endian());
/// assert_eq!(numbers.as_bytes().len(), 8);
/// ```
#[derive(Clone)]
pub struct Numbers<'a> {
    primitive: Primitive,
    big_endian: bool,
    /// As many as the elements take.
    bytes: Cow<'a, [u8]>,
}

impl<'a> Numbers<'a> {
    /// Elements that have been checked to be of this type.
    pub(super) fn borrowed(primitive: Primitive, big_endian: bool, bytes: &'a [u8]) -> Self {
        Self { primitive, big_endian, bytes: Cow::Borrowed(bytes) }
    }

    pub(super) fn zeros(primitive: Primitive, len: usize) -> Self {
        let bytes = alloc::vec![0; len.saturating_mul(size(primitive))];
        Self { primitive, big_endian: false, bytes: Cow::Owned(bytes) }
    }

    #[cfg(feature = "serde")]
    pub(super) fn octets(primitive: Primitive, bytes: Vec<u8>) -> Self {
        Self { primitive, big_endian: false, bytes: Cow::Owned(bytes) }
    }

    /// The type of the elements.
    pub fn primitive(&self) -> Primitive {
        self.primitive
    }

    /// The same bytes, called by another name of the same type.
    pub(super) fn called(self, primitive: Primitive) -> Self {
        Self { primitive, ..self }
    }

    /// The number of elements.
    pub fn len(&self) -> usize {
        self.bytes.len() / size(self.primitive)
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The element number `index`.
    pub fn get(&self, index: usize) -> Option<DynamicValue<'static>> {
        let size = size(self.primitive);
        let bytes = self.bytes.get(index.checked_mul(size)?..)?.get(..size)?;
        DynamicValue::from_bytes(self.primitive, bytes, self.big_endian)
    }

    /// The elements one by one.
    pub fn iter(&self) -> NumbersIter<'_> {
        NumbersIter {
            chunks: self.bytes.chunks_exact(size(self.primitive)),
            primitive: self.primitive,
            big_endian: self.big_endian,
        }
    }

    /// The elements as they are in the message, in the byte order that
    /// [`is_big_endian`](Self::is_big_endian) tells.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether [`as_bytes`](Self::as_bytes) are in big-endian order.
    pub fn is_big_endian(&self) -> bool {
        self.big_endian
    }

    /// Whether the elements are borrowed from the message.
    pub fn is_borrowed(&self) -> bool {
        matches!(self.bytes, Cow::Borrowed(_))
    }

    /// The elements in place.
    ///
    /// `None` if they are of another type (`u8` is that of `uint8`, `byte` and `char`; booleans
    /// have none), in another byte order, or happen to be misaligned in memory. Single bytes
    /// never are.
    pub fn as_slice<T: Number>(&self) -> Option<&[T]> {
        if !self.is::<T>() || self.big_endian && size(self.primitive) > 1 {
            return None;
        }
        let mut reader = CdrReader::<Native>::new(Encapsulation::NATIVE, &self.bytes);
        Sequence::read(&mut reader, self.len()).ok()?.as_slice()
    }

    /// The elements as owned numbers, or `None` if they are of another type.
    pub fn to_vec<T: Number>(&self) -> Option<Vec<T>> {
        if !self.is::<T>() {
            return None;
        }
        let little = self.little_endian();
        let mut reader = CdrReader::<Native>::new(Encapsulation::NATIVE, &little);
        Sequence::read(&mut reader, self.len()).ok().map(|sequence| sequence.to_vec())
    }

    fn is<T: Number>(&self) -> bool {
        T::is(self.primitive)
    }

    /// The bytes as they stand in messages.
    pub(super) fn little_endian(&self) -> Cow<'_, [u8]> {
        if !self.big_endian || size(self.primitive) == 1 {
            return Cow::Borrowed(&self.bytes);
        }
        let mut bytes = self.bytes.to_vec();
        bytes.chunks_exact_mut(size(self.primitive)).for_each(<[u8]>::reverse);
        Cow::Owned(bytes)
    }

    /// The same without anything borrowed.
    pub fn into_owned(self) -> Numbers<'static> {
        Numbers { bytes: Cow::Owned(self.bytes.into_owned()), ..self }
    }

    /// The bytes to change, in little-endian order.
    fn to_mut(&mut self) -> &mut Vec<u8> {
        if self.big_endian {
            self.bytes = Cow::Owned(self.little_endian().into_owned());
            self.big_endian = false;
        }
        self.bytes.to_mut()
    }

    /// Appends an element; gives back whether it is of the right type.
    pub(super) fn push(&mut self, value: &DynamicValue<'_>) -> Result<(), ()> {
        let bytes = value.bytes_of(self.primitive).ok_or(())?;
        self.to_mut().extend_from_slice(bytes.as_slice());
        Ok(())
    }

    /// Replaces the element number `index`; gives back whether there is one and the value of the
    /// right type.
    pub(super) fn set(&mut self, index: usize, value: &DynamicValue<'_>) -> Result<(), ()> {
        let new = value.bytes_of(self.primitive).ok_or(())?;
        let size = size(self.primitive);
        let start = index.checked_mul(size).ok_or(())?;
        let place = self.to_mut().get_mut(start..).and_then(|rest| rest.get_mut(..size));
        place.ok_or(())?.copy_from_slice(new.as_slice());
        Ok(())
    }
}

impl<T: Number> From<Vec<T>> for Numbers<'static> {
    fn from(numbers: Vec<T>) -> Self {
        let mut bytes = Vec::with_capacity(size_of_val(numbers.as_slice()));
        numbers.iter().for_each(|number| number.append(&mut bytes));
        Self { primitive: T::PRIMITIVE, big_endian: false, bytes: Cow::Owned(bytes) }
    }
}

/// Borrows the bytes.
impl<'a> From<&'a [u8]> for Numbers<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::borrowed(Primitive::UInt8, false, bytes)
    }
}

/// As the elements are equal: NaN is not, whatever its bytes.
impl PartialEq for Numbers<'_> {
    fn eq(&self, other: &Self) -> bool {
        let is_float = matches!(self.primitive, Primitive::Float32 | Primitive::Float64);
        if self.primitive != other.primitive || self.len() != other.len() {
            return false;
        }
        if self.big_endian == other.big_endian && !is_float {
            return self.bytes == other.bytes;
        }
        self.iter().eq(other.iter())
    }
}

/// The first elements, and how many there are.
impl fmt::Debug for Numbers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 16;
        write!(f, "{}[{}] ", self.primitive.name(), self.len())?;
        let mut list = f.debug_list();
        list.entries(self.iter().take(SHOWN));
        if self.len() > SHOWN {
            list.entry(&format_args!(".."));
        }
        list.finish()
    }
}

impl<'n> IntoIterator for &'n Numbers<'_> {
    type Item = DynamicValue<'static>;
    type IntoIter = NumbersIter<'n>;

    fn into_iter(self) -> NumbersIter<'n> {
        self.iter()
    }
}

/// The elements of [`Numbers`], one by one.
///
/// ```
/// use shm_cdr::dynamic::Numbers;
///
/// let numbers = Numbers::from(vec![3u16, 9]);
/// assert_eq!(numbers.iter().filter_map(|value| value.as_integer()).sum::<i128>(), 12);
/// ```
#[derive(Clone, Debug)]
pub struct NumbersIter<'n> {
    chunks: core::slice::ChunksExact<'n, u8>,
    primitive: Primitive,
    big_endian: bool,
}

impl Iterator for NumbersIter<'_> {
    type Item = DynamicValue<'static>;

    fn next(&mut self) -> Option<DynamicValue<'static>> {
        let bytes = self.chunks.next()?;
        DynamicValue::from_bytes(self.primitive, bytes, self.big_endian)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.chunks.size_hint()
    }
}

impl ExactSizeIterator for NumbersIter<'_> {}

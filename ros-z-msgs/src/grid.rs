//! Rows of points or pixels in the bytes of a message.

use std::borrow::Cow;
use std::fmt;
use std::iter::{self, FusedIterator};
use std::marker::PhantomData;

use shm_cdr::{Value, plain};

/// The points of a cloud or the pixels of an image, read where they are.
///
/// [`as_slice`](Self::as_slice), [`row`](Self::row) and [`to_cow`](Self::to_cow) borrow from the
/// message if its bytes are those of a `T` in memory: the same fields at the same places, the
/// endianness of this machine, and aligned. Otherwise, and with [`iter`](Self::iter) and
/// [`at`](Self::at), each element is put together of its fields.
///
/// What can be wrong has been checked when this was made, so nothing here returns an error.
#[derive(Clone)]
pub struct Grid<'a, T> {
    data: Cow<'a, [u8]>,
    shape: Shape,
    plan: Plan,
    elements: PhantomData<fn() -> T>,
}

/// Where the elements are in the data; all of it in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Elements in a row.
    pub(crate) width: usize,
    /// Rows.
    pub(crate) height: usize,
    /// Bytes from one element to the next.
    pub(crate) step: usize,
    /// Bytes from one row to the next.
    pub(crate) row_step: usize,
}

impl Shape {
    /// The bytes of a row without padding.
    pub(crate) fn row_len(&self) -> Option<usize> {
        self.width.checked_mul(self.step)
    }

    /// The bytes up to the end of the last element.
    pub(crate) fn needed(&self) -> Option<usize> {
        match self.height.checked_sub(1) {
            None => Some(0),
            Some(rows) => rows.checked_mul(self.row_step)?.checked_add(self.row_len()?),
        }
    }

    fn len(&self) -> usize {
        self.width * self.height
    }

    /// Whether the rows follow each other without padding.
    fn is_packed(&self) -> bool {
        self.height <= 1 || self.width * self.step == self.row_step
    }
}

/// How an element is made of the bytes in the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Plan {
    /// They are those of an element in memory.
    Same,
    /// They are copied field by field.
    Parts(Vec<Part>),
}

/// Bytes that are copied together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    /// Where they are in the message, from the beginning of the element.
    pub(crate) from: usize,
    /// Where they go in the element's memory.
    pub(crate) to: usize,
    pub(crate) len: usize,
    /// If the message has the other endianness, the size of the numbers.
    pub(crate) swapped: Option<usize>,
}

impl Plan {
    /// The plan for a `T` of these parts and `step` bytes in the message.
    pub(crate) fn new<T>(parts: impl IntoIterator<Item = Part>, step: usize) -> Self {
        let mut merged: Vec<Part> = Vec::new();
        for part in parts {
            match merged.last_mut() {
                Some(last)
                    if last.swapped.is_none()
                        && part.swapped.is_none()
                        && last.from + last.len == part.from
                        && last.to + last.len == part.to =>
                {
                    last.len += part.len;
                }
                _ => merged.push(part),
            }
        }
        let is_same = merged.iter().all(|part| part.from == part.to && part.swapped.is_none());
        if is_same && step == size_of::<T>() { Self::Same } else { Self::Parts(merged) }
    }

    /// The element of these bytes.
    #[inline]
    fn read<T: Value>(&self, element: &[u8]) -> Option<T> {
        match self {
            Self::Same => plain::read(element),
            Self::Parts(parts) => Some(plain::build(|memory| {
                parts.iter().for_each(|part| part.copy(element, memory));
            })),
        }
    }
}

impl Part {
    #[inline]
    fn copy(&self, element: &[u8], memory: &mut [u8]) {
        let from = element.get(self.from..self.from + self.len);
        let to = memory.get_mut(self.to..self.to + self.len);
        // Always: who made the part has checked both.
        let (Some(from), Some(to)) = (from, to) else { return };
        // Of a length that the compiler knows, it is a few instructions and no call.
        match self.len {
            1 => copy_array::<1>(from, to),
            2 => copy_array::<2>(from, to),
            4 => copy_array::<4>(from, to),
            8 => copy_array::<8>(from, to),
            12 => copy_array::<12>(from, to),
            16 => copy_array::<16>(from, to),
            _ => to.copy_from_slice(from),
        }
        match self.swapped {
            Some(2) => reverse_arrays::<2>(to),
            Some(4) => reverse_arrays::<4>(to),
            Some(size) => to.chunks_exact_mut(size).for_each(<[u8]>::reverse),
            None => {}
        }
    }
}

#[inline]
fn copy_array<const N: usize>(from: &[u8], to: &mut [u8]) {
    if let (Some(from), Some(to)) = (from.first_chunk::<N>(), to.first_chunk_mut::<N>()) {
        *to = *from;
    }
}

#[inline]
fn reverse_arrays<const N: usize>(bytes: &mut [u8]) {
    for number in bytes.chunks_exact_mut(N) {
        if let Some(number) = number.first_chunk_mut::<N>() {
            number.reverse();
        }
    }
}

impl<'a, T: Value> Grid<'a, T> {
    /// What `plan` reads from `data`, which is at least as long as `shape` needs.
    pub(crate) fn new(data: Cow<'a, [u8]>, mut shape: Shape, plan: Plan) -> Self {
        // Any number of empty rows can be told without a byte of data.
        if shape.width == 0 {
            shape.height = 0;
        }
        Self { data, shape, plan, elements: PhantomData }
    }

    /// How many elements a row has.
    pub fn width(&self) -> usize {
        self.shape.width
    }

    /// How many rows there are: 1 in a cloud that is not organised.
    pub fn height(&self) -> usize {
        self.shape.height
    }

    /// How many elements there are.
    pub fn len(&self) -> usize {
        self.shape.len()
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The element number `index`, row by row.
    pub fn get(&self, index: usize) -> Option<T> {
        if index >= self.len() {
            return None;
        }
        let Shape { width, step, row_step, .. } = self.shape;
        if self.shape.is_packed() {
            self.read(index * step)
        } else {
            self.read(index / width * row_step + index % width * step)
        }
    }

    /// The element in this column and this row.
    pub fn at(&self, column: usize, row: usize) -> Option<T> {
        let Shape { width, height, step, row_step } = self.shape;
        if column >= width || row >= height {
            return None;
        }
        self.read(row * row_step + column * step)
    }

    /// All elements, row by row.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter {
            plan: &self.plan,
            data: &self.data,
            shape: self.shape,
            start: 0,
            column: 0,
            left: self.len(),
            elements: PhantomData,
        }
    }

    /// All elements as they are in the message, if they are there as in memory, aligned, and
    /// without padding between rows.
    pub fn as_slice(&self) -> Option<&[T]> {
        if !self.shape.is_packed() {
            return None;
        }
        self.borrow(0, self.len())
    }

    /// The row number `index`: borrowed from the message if its elements are there as in memory.
    pub fn row(&self, index: usize) -> Option<Cow<'_, [T]>>
    where
        T: Clone,
    {
        let Shape { width, height, step, row_step } = self.shape;
        if index >= height {
            return None;
        }
        let start = index * row_step;
        Some(match self.borrow(start, width) {
            Some(row) => Cow::Borrowed(row),
            None => (0..width).filter_map(|column| self.read(start + column * step)).collect(),
        })
    }

    /// The rows, each as [`row`](Self::row) returns it.
    pub fn rows(&self) -> impl Iterator<Item = Cow<'_, [T]>>
    where
        T: Clone,
    {
        let mut next = 0;
        iter::from_fn(move || {
            let row = self.row(next);
            next += 1;
            row
        })
    }

    /// All elements: borrowed where [`as_slice`](Self::as_slice) can, else copied.
    pub fn to_cow(&self) -> Cow<'_, [T]>
    where
        T: Clone,
    {
        self.as_slice().map_or_else(|| Cow::Owned(self.to_vec()), Cow::Borrowed)
    }

    /// A copy of all elements.
    pub fn to_vec(&self) -> Vec<T>
    where
        T: Clone,
    {
        self.as_slice().map_or_else(|| self.iter().collect(), <[T]>::to_vec)
    }

    /// `count` elements from the byte `start` on, if they are there as in memory.
    fn borrow(&self, start: usize, count: usize) -> Option<&[T]> {
        match self.plan {
            _ if count == 0 => Some(&[]),
            Plan::Same => plain::as_slice(self.data.get(start..start + count * self.shape.step)?),
            Plan::Parts(_) => None,
        }
    }

    /// The element that begins at the byte `start`.
    fn read(&self, start: usize) -> Option<T> {
        self.plan.read(self.data.get(start..start + self.shape.step)?)
    }
}

/// The elements of a [`Grid`], row by row.
#[derive(Clone)]
pub struct Iter<'g, T> {
    plan: &'g Plan,
    data: &'g [u8],
    shape: Shape,
    /// Where the row begins, in bytes.
    start: usize,
    column: usize,
    /// How many elements are to come.
    left: usize,
    elements: PhantomData<fn() -> T>,
}

impl<T: Value> Iterator for Iter<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        self.left = self.left.checked_sub(1)?;
        let Shape { width, step, row_step, .. } = self.shape;
        if self.column == width {
            self.column = 0;
            self.start += row_step;
        }
        let start = self.start + self.column * step;
        self.column += 1;
        self.plan.read(self.data.get(start..start + step)?)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<T: Value> ExactSizeIterator for Iter<'_, T> {}

impl<T: Value> FusedIterator for Iter<'_, T> {}

impl<T: Value + fmt::Debug> fmt::Debug for Iter<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Iter").field("left", &self.left).finish_non_exhaustive()
    }
}

impl<'g, T: Value> IntoIterator for &'g Grid<'_, T> {
    type Item = T;
    type IntoIter = Iter<'g, T>;

    fn into_iter(self) -> Iter<'g, T> {
        self.iter()
    }
}

impl<T: Value + fmt::Debug> fmt::Debug for Grid<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

//! Structs of numbers as bytes in memory, and bytes as such structs.
//!
//! What the points of a cloud and the pixels of an image need: `T` is a number, an array of
//! numbers, or a struct of them with the derive. Which bits and which bytes a type has is proven
//! when the program is compiled; what depends on the bytes themselves, their number and where
//! they are in memory, is checked.
//!
//! Bytes are as they are in memory: native endianness, not that of a message.
//!
//! ```
//! use shm_cdr::{ShmMessage, plain};
//!
//! #[derive(ShmMessage, Clone, Copy, Debug, PartialEq)]
//! #[repr(C)]
//! struct Point {
//!     x: f32,
//!     y: f32,
//! }
//!
//! let points = [Point { x: 1.0, y: 2.0 }, Point { x: 3.0, y: 4.0 }];
//! let bytes = plain::as_bytes(&points).ok_or("gaps")?;
//! assert_eq!(bytes.len(), 16);
//! assert_eq!(plain::as_slice::<Point>(bytes), Some(&points[..]));
//! assert_eq!(plain::read::<Point>(&bytes[8..]), Some(points[1]));
//!
//! let members = plain::members::<Point>();
//! assert_eq!((members[1].name, members[1].offset), ("y", 4));
//! # Ok::<(), &str>(())
//! ```

use alloc::vec::Vec;
use core::mem::MaybeUninit;
use core::slice;

use crate::describe;
pub use crate::describe::Primitive;
use crate::value::Value;

/// A field of a struct.
///
/// ```
/// use shm_cdr::{ShmMessage, plain};
///
/// #[derive(ShmMessage)]
/// #[repr(C)]
/// struct Point {
///     xyz: [f32; 3],
///     ring: u16,
/// }
///
/// let ring = &plain::members::<Point>()[1];
/// assert_eq!((ring.name, ring.offset, ring.count), ("ring", 12, 1));
/// assert_eq!(ring.number, Some(plain::Primitive::UInt16));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Member {
    /// The name of the field.
    pub name: &'static str,
    /// The type of the number that the field is, or is an array of; `None` if it is neither.
    pub number: Option<Primitive>,
    /// How many numbers the field holds: 1 unless it is an array.
    pub count: usize,
    /// Where the field is in the memory of the struct, in bytes.
    pub offset: usize,
}

/// The fields of a struct with the derive, in their order; none for all other types.
///
/// ```
/// use shm_cdr::{ShmMessage, plain};
///
/// #[derive(ShmMessage)]
/// #[repr(C)]
/// struct Point {
///     xyz: [f32; 3],
///     ring: u16,
/// }
///
/// let places: Vec<_> = plain::members::<Point>().iter().map(|it| (it.name, it.offset)).collect();
/// assert_eq!(places, [("xyz", 0), ("ring", 12)]);
/// ```
pub fn members<T: Value>() -> Vec<Member> {
    let members = describe::members::<T>().into_iter().map(|(name, ty, offset)| {
        let (number, count) = match ty.numbers() {
            Some((number, count)) => (Some(number), count),
            None => (None, 1),
        };
        Member { name, number, count, offset }
    });
    members.collect()
}

/// Whether every byte of the memory of a `T` is one of a number: there are no gaps.
///
/// What [`as_bytes`] and [`as_slice_mut`] require. Structs have no gaps if each field is aligned
/// to its size without padding, and the whole to its largest field. They must be `#[repr(C)]`,
/// because otherwise the compiler orders the fields. On a big-endian machine only single bytes are
/// plain.
///
/// ```
/// use shm_cdr::{ShmMessage, plain};
///
/// #[derive(ShmMessage)]
/// #[repr(C)]
/// struct Point {
///     x: f32,
///     /// Two bytes are missing after it.
///     ring: u16,
/// }
///
/// assert!(plain::is_plain::<[f32; 3]>());
/// assert!(!plain::is_plain::<Point>() && !plain::is_plain::<bool>());
/// ```
pub const fn is_plain<T: Value>() -> bool {
    match T::FIXED {
        Some(layout) => T::ANY_BITS && size_of::<T>() > 0 && layout.is_plain_at(0),
        None => false,
    }
}

/// Refuses, at compile time, what not all bits are values of.
struct AnyBits<T>(core::marker::PhantomData<T>);

impl<T: Value> AnyBits<T> {
    const CHECKED: () = assert!(
        T::ANY_BITS && size_of::<T>() > 0,
        "not a number, an array of numbers, or a struct of them"
    );
}

/// These bytes as elements, if they are whole elements and aligned.
///
/// There may be gaps in an element.
///
/// ```
/// use shm_cdr::plain;
///
/// let bytes = plain::as_bytes(&[1.5f32, 2.5]).ok_or("gaps")?;
/// assert_eq!(plain::as_slice::<f32>(bytes), Some(&[1.5, 2.5][..]));
/// assert_eq!(plain::as_slice::<f32>(&bytes[..7]), None);
/// # Ok::<(), &str>(())
/// ```
///
/// Types that not all bytes are a value of are refused when the program is compiled:
///
/// ```compile_fail,E0080
/// shm_cdr::plain::as_slice::<bool>(&[2]);
/// ```
pub fn as_slice<T: Value>(bytes: &[u8]) -> Option<&[T]> {
    const { AnyBits::<T>::CHECKED }
    any_slice(bytes)
}

/// [`as_slice`], which is also none of a type that not all bits are values of.
#[inline(always)]
pub(crate) fn any_slice<T: Value>(bytes: &[u8]) -> Option<&[T]> {
    let first = bytes.as_ptr().cast::<T>();
    if !T::ANY_BITS || size_of::<T>() == 0 {
        return None;
    }
    if bytes.len() % size_of::<T>() != 0 || !first.is_aligned() {
        return None;
    }
    // SAFETY:
    // - `ANY_BITS` promises that any bit pattern is a `T`, which is not zero-sized.
    // - The elements lie within `bytes`, aligned, as was just checked, and borrow from it.
    Some(unsafe { slice::from_raw_parts(first, bytes.len() / size_of::<T>()) })
}

/// These bytes as elements that can be written, if they are whole elements and aligned.
///
/// ```
/// use shm_cdr::plain;
///
/// let mut bytes = [0; 4];
/// plain::as_slice_mut::<[u8; 2]>(&mut bytes).ok_or("misaligned")?[1] = [7, 8];
/// assert_eq!(bytes, [0, 0, 7, 8]);
/// # Ok::<(), &str>(())
/// ```
///
/// A `T` with gaps is refused when the program is compiled, since what is in them is undefined:
///
/// ```compile_fail,E0080
/// use shm_cdr::{ShmMessage, plain};
///
/// #[derive(ShmMessage, Clone, Copy)]
/// #[repr(C)]
/// struct Point {
///     x: f32,
///     /// Two bytes are missing after it.
///     ring: u16,
/// }
///
/// plain::as_slice_mut::<Point>(&mut [0; 8]);
/// ```
pub fn as_slice_mut<T: Value>(bytes: &mut [u8]) -> Option<&mut [T]> {
    const {
        assert!(
            is_plain::<T>(),
            "elements with gaps, or in another order than their fields, are not written in \
             place: use `#[repr(C)]` and fill gaps with fields"
        );
    }
    let first = bytes.as_mut_ptr().cast::<T>();
    if bytes.len() % size_of::<T>() != 0 || !first.is_aligned() {
        return None;
    }
    // SAFETY: as in `as_slice`; and whatever is written leaves all of `bytes` initialised: a plain
    // `T` is its own encoding, so that no byte of it is padding.
    Some(unsafe { slice::from_raw_parts_mut(first, bytes.len() / size_of::<T>()) })
}

/// The bytes of these elements, if there are no gaps in them.
///
/// ```
/// use shm_cdr::plain;
///
/// assert_eq!(plain::as_bytes(&[[1u8, 2], [3, 4]]), Some(&[1, 2, 3, 4][..]));
/// assert_eq!(plain::as_bytes(&[true]), None);
/// ```
#[inline(always)]
pub fn as_bytes<T: Value>(elements: &[T]) -> Option<&[u8]> {
    if !is_plain::<T>() {
        return None;
    }
    let first = elements.as_ptr().cast::<u8>();
    // SAFETY: a plain `T` is its own encoding, so that all of its memory is initialised; the bytes
    // are those of `elements`, and borrow from it.
    Some(unsafe { slice::from_raw_parts(first, size_of_val(elements)) })
}

/// The value that these bytes begin with, whatever their alignment; `None` if there are too few.
///
/// ```
/// use shm_cdr::plain;
///
/// let bytes = [0, 1, 2, 3, 4];
/// assert_eq!(plain::read::<[u8; 2]>(&bytes[1..]), Some([1, 2]));
/// assert_eq!(plain::read::<u32>(&bytes[1..]), Some(u32::from_ne_bytes([1, 2, 3, 4])));
/// assert_eq!(plain::read::<u32>(&bytes[2..]), None);
/// ```
#[inline]
pub fn read<T: Value>(bytes: &[u8]) -> Option<T> {
    const { AnyBits::<T>::CHECKED }
    let bytes = bytes.get(..size_of::<T>())?;
    Some(build(|place| place.copy_from_slice(bytes)))
}

/// A value whose memory `fill` writes; what it does not write is zero.
///
/// ```
/// use shm_cdr::plain;
///
/// let pair: [u16; 2] = plain::build(|bytes| bytes[2..].copy_from_slice(&7u16.to_ne_bytes()));
/// assert_eq!(pair, [0, 7]);
/// ```
#[inline]
pub fn build<T: Value>(fill: impl FnOnce(&mut [u8])) -> T {
    const { AnyBits::<T>::CHECKED }
    let mut place = MaybeUninit::<T>::uninit();
    let first = place.as_mut_ptr().cast::<u8>();
    // SAFETY: the bytes are those of `place`, all of them initialised before they are borrowed.
    // `ANY_BITS` promises that whatever `fill` leaves there is a `T`.
    unsafe {
        first.write_bytes(0, size_of::<T>());
        fill(slice::from_raw_parts_mut(first, size_of::<T>()));
        place.assume_init()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ShmMessage;

    #[derive(ShmMessage, Clone, Copy, Debug, PartialEq)]
    #[repr(C)]
    struct Gapless {
        x: f32,
        ids: [u16; 2],
    }

    #[derive(ShmMessage, Clone, Copy, Debug, PartialEq)]
    #[repr(C)]
    struct Gaps {
        tag: u8,
        x: f32,
    }

    #[derive(ShmMessage)]
    #[allow(dead_code, reason = "its fields are described, not read")]
    struct Mixed {
        name: alloc::string::String,
        rows: [[u8; 2]; 2],
        on: bool,
    }

    #[test]
    fn members_are_named_with_their_numbers_and_places() {
        let found = members::<Gapless>();
        let found: Vec<_> = found.iter().map(|m| (m.name, m.number, m.count, m.offset)).collect();
        let expected =
            [("x", Some(Primitive::Float32), 1, 0), ("ids", Some(Primitive::UInt16), 2, 4)];
        assert_eq!(found, expected);
        assert_eq!(members::<u8>(), []);
    }

    #[test]
    fn what_is_no_number_has_none() {
        let numbers: Vec<_> = members::<Mixed>().iter().map(|member| member.number).collect();
        assert_eq!(numbers, [None, None, None]);
    }

    #[test]
    fn gaps_are_read_and_not_written() {
        assert!(is_plain::<Gapless>() && !is_plain::<Gaps>());
        assert!(is_plain::<[u16; 3]>() && !is_plain::<bool>());
        assert_eq!((any_slice::<[u8; 0]>(&[]), any_slice::<bool>(&[1])), (None, None));
        let gaps = Gaps { tag: 1, x: 2.0 };
        assert_eq!(as_bytes(&[gaps]), None);
        let mut bytes = [0xff; 8];
        bytes[0] = 1;
        bytes[4..].copy_from_slice(&2f32.to_ne_bytes());
        assert_eq!(read(&bytes), Some(gaps));
    }

    #[test]
    fn only_whole_aligned_elements_are_borrowed() {
        let mut memory = [Gapless { x: 1.0, ids: [2, 3] }; 3];
        let copy = memory;
        let bytes = as_bytes(&memory).map(<[u8]>::to_vec).unwrap_or_default();
        assert_eq!(bytes.len(), 24);
        assert_eq!(as_slice::<Gapless>(&bytes[..23]), None);
        assert_eq!(read::<Gapless>(&bytes[..7]), None);

        #[repr(align(8))]
        struct Aligned([u8; 32]);
        let Aligned(room) = &mut Aligned([0; 32]);
        room[..24].copy_from_slice(&bytes);
        assert_eq!(as_slice::<Gapless>(&room[..24]), Some(&copy[..]));
        assert_eq!(as_slice::<Gapless>(&room[1..25]), None);
        assert_eq!(as_slice_mut::<Gapless>(&mut room[1..25]), None);
        if let Some(written) = as_slice_mut::<Gapless>(&mut room[..24]) {
            written[2].ids[1] = 9;
        }
        memory[2].ids[1] = 9;
        assert_eq!(as_slice::<Gapless>(&room[..24]), Some(&memory[..]));
    }
}

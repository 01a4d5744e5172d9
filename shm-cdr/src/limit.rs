//! What the definition of a field allows.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::ptr;

use crate::error::{DecodeError, DecodeErrorKind, EncodeError};
use crate::header::HEADER_LEN;
use crate::plan::Plan;
use crate::reader::{CdrReader, Wire};
use crate::table::Member;
use crate::value::Value;
use crate::view::Sequence;

/// The limits of a field of type `T`.
pub trait Limit<T: Value> {
    /// Whether there is a limit of the items.
    const ITEMS: bool = false;

    /// Refuses to write a field that is longer than its limits.
    ///
    /// # Errors
    ///
    /// With the field's name.
    #[inline(always)]
    fn written<P: Plan>(value: &T, member: &Member, plan: &P) -> Result<(), Box<EncodeError>> {
        let _ = (value, member, plan);
        Ok(())
    }

    /// Refuses a field that announces more than its limit, before any of it is read.
    ///
    /// # Errors
    ///
    /// Without the field's name.
    #[inline(always)]
    fn announced<W: Wire>(reader: &CdrReader<'_, W>, member: &Member) -> Result<(), DecodeError> {
        let _ = (reader, member);
        Ok(())
    }

    /// Refuses a value that has been read; the field began at `offset`.
    ///
    /// # Errors
    ///
    /// Without the field's name.
    #[inline(always)]
    fn read(value: &T, member: &Member, offset: usize) -> Result<(), DecodeError> {
        let _ = (value, member, offset);
        Ok(())
    }

    /// [`read`](Self::read) for a value that is read in place.
    ///
    /// # Errors
    ///
    /// Without the field's name.
    #[inline(always)]
    fn viewed(view: &T::View<'_>, member: &Member, offset: usize) -> Result<(), DecodeError> {
        let _ = (view, member, offset);
        Ok(())
    }
}

/// No limit.
#[derive(Debug)]
pub(crate) enum Unlimited {}

/// `#[shm(max_len = N)]`.
#[derive(Debug)]
pub enum MaxLen {}

/// `#[shm(max_item_len = N)]`.
#[derive(Debug)]
pub enum MaxItemLen {}

/// Both.
#[derive(Debug)]
pub enum MaxBoth {}

impl<T: Value> Limit<T> for Unlimited {}

impl<T: Value + Bounded> Limit<T> for MaxLen {
    #[inline]
    fn written<P: Plan>(value: &T, member: &Member, plan: &P) -> Result<(), Box<EncodeError>> {
        let max = member.max_len.unwrap_or(usize::MAX);
        let elsewhere = plan.elsewhere(ptr::from_ref(value).cast());
        let len = elsewhere.map_or_else(|| value.bounded_len(), |span| span.len);
        if len <= max { Ok(()) } else { Err(member.written_in(too_long(len, max))) }
    }

    #[inline]
    fn announced<W: Wire>(reader: &CdrReader<'_, W>, member: &Member) -> Result<(), DecodeError> {
        let max = member.max_len.unwrap_or(usize::MAX);
        // What has no length is refused where it is read.
        let len = reader.clone().len().map_or(0, T::announced);
        if len <= max {
            return Ok(());
        }
        let kind = DecodeErrorKind::TooLong { len, max };
        Err(DecodeError::new(kind, reader.offset() + HEADER_LEN))
    }
}

impl<T: BoundedItems> Limit<T> for MaxItemLen {
    const ITEMS: bool = true;

    #[inline]
    fn written<P: Plan>(value: &T, member: &Member, _: &P) -> Result<(), Box<EncodeError>> {
        let max = member.max_item_len.unwrap_or(usize::MAX);
        match value.first_longer(max) {
            None => Ok(()),
            Some((index, len)) => Err(member.written_in(too_long(len, max).in_element(index))),
        }
    }

    #[inline]
    fn read(value: &T, member: &Member, offset: usize) -> Result<(), DecodeError> {
        let max = member.max_item_len.unwrap_or(usize::MAX);
        refuse_longer(value.first_longer(max), max, offset)
    }

    #[inline]
    fn viewed(view: &T::View<'_>, member: &Member, offset: usize) -> Result<(), DecodeError> {
        let max = member.max_item_len.unwrap_or(usize::MAX);
        refuse_longer(T::first_longer_viewed(view, max), max, offset)
    }
}

impl<T: Bounded + BoundedItems> Limit<T> for MaxBoth {
    const ITEMS: bool = true;

    #[inline]
    fn written<P: Plan>(value: &T, member: &Member, plan: &P) -> Result<(), Box<EncodeError>> {
        MaxLen::written(value, member, plan)?;
        MaxItemLen::written(value, member, plan)
    }

    #[inline]
    fn announced<W: Wire>(reader: &CdrReader<'_, W>, member: &Member) -> Result<(), DecodeError> {
        <MaxLen as Limit<T>>::announced(reader, member)
    }

    #[inline]
    fn read(value: &T, member: &Member, offset: usize) -> Result<(), DecodeError> {
        MaxItemLen::read(value, member, offset)
    }

    #[inline]
    fn viewed(view: &T::View<'_>, member: &Member, offset: usize) -> Result<(), DecodeError> {
        <MaxItemLen as Limit<T>>::viewed(view, member, offset)
    }
}

#[cold]
fn too_long(len: usize, max: usize) -> Box<EncodeError> {
    Box::new(EncodeError::TooLong { field: String::new(), len, max })
}

fn refuse_longer(
    longer: Option<(usize, usize)>,
    max: usize,
    offset: usize,
) -> Result<(), DecodeError> {
    match longer {
        None => Ok(()),
        Some((index, len)) => {
            let kind = DecodeErrorKind::TooLong { len, max };
            Err(DecodeError::new(kind, offset + HEADER_LEN).in_element(index))
        }
    }
}

/// What `#[shm(max_len = N)]` bounds.
#[diagnostic::on_unimplemented(
    message = "`max_len` requires a string or a sequence field",
    label = "`{Self}` has no length to bound"
)]
pub trait Bounded {
    /// Elements of the sequence, or bytes of the string.
    fn bounded_len(&self) -> usize;

    /// [`bounded_len`](Self::bounded_len) of what has this length on the wire.
    fn announced(wire_len: usize) -> usize {
        wire_len
    }
}

impl Bounded for String {
    // Without the NUL.
    fn announced(wire_len: usize) -> usize {
        wire_len.saturating_sub(1)
    }

    fn bounded_len(&self) -> usize {
        self.len()
    }
}

impl<T> Bounded for Vec<T> {
    fn bounded_len(&self) -> usize {
        self.len()
    }
}

impl Bounded for crate::RosString {
    fn announced(wire_len: usize) -> usize {
        wire_len.saturating_sub(1)
    }

    fn bounded_len(&self) -> usize {
        self.as_bytes().len()
    }
}

impl Bounded for crate::WString {
    fn bounded_len(&self) -> usize {
        self.units()
    }
}

#[cfg(feature = "zbuf")]
impl Bounded for zenoh_buffers::ZBuf {
    fn bounded_len(&self) -> usize {
        zenoh_buffers::buffer::Buffer::len(self)
    }
}

/// What `#[shm(kind = "..")]` gives another name.
#[diagnostic::on_unimplemented(
    message = "`kind` requires `u8`, or an array or a sequence of it",
    label = "`{Self}` is not made of octets"
)]
pub trait Octets {
    /// Does nothing; naming it requires the trait.
    fn require_octets() {}
}

impl Octets for u8 {}

impl<const N: usize> Octets for [u8; N] {}

impl Octets for Vec<u8> {}

#[cfg(feature = "zbuf")]
impl Octets for zenoh_buffers::ZBuf {}

/// What `#[shm(max_item_len = N)]` bounds in an array or a sequence.
#[diagnostic::on_unimplemented(
    message = "`max_item_len` requires an array or a sequence of strings",
    label = "`{Self}` is not a string"
)]
pub trait Text: Bounded + Value {
    /// [`Bounded::bounded_len`] of a string that is read in place.
    fn viewed_len(view: &Self::View<'_>) -> usize;
}

impl Text for String {
    fn viewed_len(view: &&str) -> usize {
        view.len()
    }
}

impl Text for crate::RosString {
    fn viewed_len(view: &crate::RosStr<'_>) -> usize {
        view.as_bytes().len()
    }
}

impl Text for crate::WString {
    fn viewed_len(view: &crate::WStr<'_>) -> usize {
        view.units()
    }
}

/// What `#[shm(max_item_len = N)]` stands on.
#[diagnostic::on_unimplemented(
    message = "`max_item_len` requires an array or a sequence of strings",
    label = "`{Self}` has no strings to bound"
)]
pub trait BoundedItems: Value {
    /// Index and length of the first string that is longer than `max`.
    fn first_longer(&self, max: usize) -> Option<(usize, usize)>;

    /// [`first_longer`](Self::first_longer) of strings that are read in place.
    fn first_longer_viewed(view: &Self::View<'_>, max: usize) -> Option<(usize, usize)>;
}

impl<T: Text> BoundedItems for Vec<T> {
    fn first_longer(&self, max: usize) -> Option<(usize, usize)> {
        first_longer(self.iter().map(Bounded::bounded_len), max)
    }

    fn first_longer_viewed(view: &Sequence<'_, T>, max: usize) -> Option<(usize, usize)> {
        first_longer(view.iter().map(|item| T::viewed_len(&item)), max)
    }
}

impl<T: Text, const N: usize> BoundedItems for [T; N] {
    fn first_longer(&self, max: usize) -> Option<(usize, usize)> {
        first_longer(self.iter().map(Bounded::bounded_len), max)
    }

    fn first_longer_viewed(view: &Sequence<'_, T>, max: usize) -> Option<(usize, usize)> {
        first_longer(view.iter().map(|item| T::viewed_len(&item)), max)
    }
}

fn first_longer(lens: impl Iterator<Item = usize>, max: usize) -> Option<(usize, usize)> {
    lens.enumerate().find(|(_, len)| *len > max)
}

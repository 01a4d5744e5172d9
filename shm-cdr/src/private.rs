//! What generated code uses; not part of the API.

pub use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::ptr;

pub use crate::align::Offset;
pub use crate::decode::Decode;
pub use crate::describe::{Describe, FieldType, Members, Primitive, Registry};
pub use crate::encode::Encode;
pub use crate::error::{DecodeError, EncodeError};
pub use crate::field::{Field, FieldOf};
pub use crate::holes::Holes;
pub use crate::layout::{Fixed, Run};
pub use crate::message::{ShmMessage, SizeEstimation};
pub use crate::place::{New, Place, Used};
pub use crate::reader::{CdrReader, Wire};
pub use crate::view::DecodeView;
pub use alloc::vec;

use crate::error::DecodeErrorKind;
use crate::header::HEADER_LEN;
use crate::view::Sequence;

/// What `#[shm(default)]` without a value fills.
#[diagnostic::on_unimplemented(
    message = "`default` without a value requires an array whose elements have a `Default`",
    label = "`{Self}` is not one",
    note = "write the value: `#[shm(default = value)]`"
)]
pub trait DefaultArray {
    /// The array whose elements are their defaults.
    fn default_array() -> Self;
}

impl<T: Default, const N: usize> DefaultArray for [T; N] {
    fn default_array() -> Self {
        core::array::from_fn(|_| T::default())
    }
}

/// The value of a field with `#[shm(default)]`.
pub fn default_array<T: DefaultArray>() -> T {
    T::default_array()
}

/// What fields without `#[shm(default = value)]` are beside some with it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `Default`",
    label = "the field needs a value for the `Default` of the struct",
    note = "write `#[shm(default)]` on the field if it is an array, else `#[shm(default = value)]`"
)]
pub trait DefaultValue {
    /// The default.
    fn default_value() -> Self;
}

impl<T: Default> DefaultValue for T {
    fn default_value() -> Self {
        Self::default()
    }
}

/// The value of a field without `#[shm(default = value)]`.
pub fn default_value<T: DefaultValue>() -> T {
    T::default_value()
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
pub trait Text: Bounded + DecodeView {
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
pub trait BoundedItems: DecodeView {
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

/// Refuses to write strings that are longer than their bound.
#[inline]
pub fn check_items_written<T: BoundedItems>(
    value: &T,
    name: &'static str,
    max: usize,
) -> Result<(), Box<EncodeError>> {
    match value.first_longer(max) {
        None => Ok(()),
        Some((index, len)) => {
            let error = EncodeError::TooLong { field: String::new(), len, max };
            Err(Box::new(error).in_element(index).in_field(name))
        }
    }
}

/// Refuses decoded strings that are longer than their bound; the field began at `offset`.
#[inline]
pub fn check_items_read<T: BoundedItems>(
    value: &T,
    max: usize,
    offset: usize,
) -> Result<(), DecodeError> {
    refuse_longer(value.first_longer(max), max, offset)
}

/// [`check_items_read`] for strings that are read in place.
#[inline]
pub fn check_items_viewed<T: BoundedItems>(
    view: &T::View<'_>,
    name: &'static str,
    max: usize,
    offset: usize,
) -> Result<(), DecodeError> {
    let longer = T::first_longer_viewed(view, max);
    refuse_longer(longer, max, offset).map_err(|error| error.in_field(name))
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

/// The error of a number that is no variant of an enum; it stood at `offset`.
#[cold]
pub fn unknown_variant(value: i128, offset: usize) -> DecodeError {
    DecodeError::new(DecodeErrorKind::UnknownVariant { value }, offset + HEADER_LEN)
}

/// Refuses to write a field that is longer than its bound.
#[inline]
pub fn check_written<T: Bounded, H: Holes>(
    value: &T,
    name: &'static str,
    max: usize,
    holes: &H,
) -> Result<(), Box<EncodeError>> {
    let hole = holes.hole(ptr::from_ref(value).cast());
    let len = hole.map_or_else(|| value.bounded_len(), |hole| hole.len);
    if len <= max {
        return Ok(());
    }
    let error = EncodeError::TooLong { field: String::new(), len, max };
    Err(Box::new(error).in_field(name))
}

/// Refuses a field that announces more than its bound, before any of it is read.
#[inline]
pub fn check_announced<T: Bounded, W: Wire>(
    reader: &CdrReader<'_, W>,
    name: &'static str,
    max: usize,
) -> Result<(), DecodeError> {
    // What has no length is refused where it is read.
    let len = reader.clone().len().map_or(0, T::announced);
    if len <= max {
        Ok(())
    } else {
        let kind = DecodeErrorKind::TooLong { len, max };
        Err(DecodeError::new(kind, reader.offset() + HEADER_LEN).in_field(name))
    }
}

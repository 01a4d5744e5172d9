//! Strings that need not be UTF-8.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::str::Utf8Error;
use core::{fmt, mem};

use ros_z_idl::Element;

use crate::align::Offset;
use crate::decode::Decode;
use crate::describe::{Describe, FieldType, Registry};
use crate::encode::{Encode, check_len, put_str};
use crate::error::{DecodeError, EncodeError};
use crate::field::Field;
use crate::holes::Holes;
use crate::layout::Fixed;
use crate::place::Place;
use crate::reader::{CdrReader, Wire};
use crate::view::DecodeView;

/// The type of `string` fields that others may fill with something else than UTF-8, such as the
/// Latin-1 of an old driver.
///
/// A `String` refuses such a message; this keeps its bytes, and writes them as they are.
///
/// ```
/// use shm_cdr::{RosString, ShmMessage};
///
/// #[derive(ShmMessage, Debug)]
/// struct Named {
///     name: RosString,
/// }
///
/// let bytes = b"\0\x01\0\0\x05\0\0\0K\xF6ln\0";
/// let named = Named::from_cdr(bytes)?;
/// assert!(named.name.to_str().is_err());
/// assert_eq!(named.name.to_string_lossy(), "K\u{FFFD}ln");
/// assert_eq!(Named::view(bytes)?.name.as_bytes(), b"K\xF6ln");
/// assert_eq!(named.to_cdr()?, bytes);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RosString(Vec<u8>);

impl RosString {
    /// The bytes, without the NUL that ends them on the wire.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes, without the NUL that ends them on the wire.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// The text.
    ///
    /// # Errors
    ///
    /// It is not UTF-8.
    pub fn to_str(&self) -> Result<&str, Utf8Error> {
        core::str::from_utf8(&self.0)
    }

    /// The text, with U+FFFD where it is not UTF-8.
    pub fn to_string_lossy(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.0)
    }
}

impl From<String> for RosString {
    fn from(text: String) -> Self {
        Self(text.into_bytes())
    }
}

impl From<&str> for RosString {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<Vec<u8>> for RosString {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl PartialEq<str> for RosString {
    fn eq(&self, text: &str) -> bool {
        self.0 == text.as_bytes()
    }
}

impl fmt::Display for RosString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        RosStr(&self.0).fmt(f)
    }
}

impl fmt::Debug for RosString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        RosStr(&self.0).fmt(f)
    }
}

/// A [`RosString`] within a message that is read in place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RosStr<'a>(&'a [u8]);

impl<'a> RosStr<'a> {
    /// The bytes, without the NUL that ends them on the wire.
    pub fn as_bytes(&self) -> &'a [u8] {
        self.0
    }

    /// The text.
    ///
    /// # Errors
    ///
    /// It is not UTF-8.
    pub fn to_str(&self) -> Result<&'a str, Utf8Error> {
        core::str::from_utf8(self.0)
    }

    /// The text, with U+FFFD where it is not UTF-8.
    pub fn to_string_lossy(&self) -> Cow<'a, str> {
        String::from_utf8_lossy(self.0)
    }
}

impl PartialEq<str> for RosStr<'_> {
    fn eq(&self, text: &str) -> bool {
        self.0 == text.as_bytes()
    }
}

impl fmt::Display for RosStr<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.to_string_lossy(), f)
    }
}

/// In quotes, with escapes for what is not ASCII.
impl fmt::Debug for RosStr<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.escape_ascii())
    }
}

// SAFETY: `put` writes what `end_in` counts: the length, the text and the NUL.
unsafe impl Encode for RosString {
    const FIXED: Option<Fixed> = None;

    #[inline(always)]
    fn end_in<H: Holes>(&self, at: Offset, _: &mut H) -> Offset {
        at.align_up(4).skip(4 + self.0.len() + 1)
    }

    #[inline(always)]
    fn check<H: Holes>(&self, _: usize, _: &H) -> Result<(), Box<EncodeError>> {
        check_len::<H>(self.0.len() + 1)
    }

    #[inline(always)]
    unsafe fn put<H: Holes>(&self, body: *mut u8, at: Offset, _: &H) -> Offset {
        // SAFETY: passed on to the caller.
        unsafe { put_str(&self.0, body, at) }
    }
}

// SAFETY: `ANY_BITS` is false, and without a layout `get_to` is never called.
unsafe impl Decode for RosString {
    const MIN_LEN: usize = 4;
    const ANY_BITS: bool = false;

    unsafe fn decode_to<W: Wire, P: Place>(
        reader: &mut CdrReader<'_, W>,
        place: *mut Self,
    ) -> Result<(), DecodeError> {
        let (text, _) = reader.text()?;
        let mut bytes = Vec::new();
        if P::USED {
            // SAFETY: the caller grants that a string is there.
            bytes = mem::take(unsafe { &mut (*place).0 });
            bytes.clear();
        }
        bytes.extend_from_slice(text);
        // SAFETY: passed on to the caller.
        unsafe { P::put(place, Self(bytes)) };
        Ok(())
    }

    unsafe fn get_to<P: Place>(
        _: *const u8,
        _: &mut usize,
        _: *mut Self,
    ) -> Result<(), DecodeError> {
        unreachable!("the type has no layout")
    }
}

impl DecodeView for RosString {
    type View<'a> = RosStr<'a>;
    type Handle<M> = Field<M, Self>;

    fn handle<M>(offset: usize, name: &'static str) -> Field<M, Self> {
        Field::new(offset, name)
    }

    #[inline]
    fn decode_view<'a, W: Wire>(reader: &mut CdrReader<'a, W>) -> Result<RosStr<'a>, DecodeError> {
        reader.text().map(|(text, _)| RosStr(text))
    }

    fn from_view(view: &RosStr<'_>) -> Result<Self, DecodeError> {
        Ok(Self(view.0.into()))
    }
}

impl Describe for RosString {
    fn describe<R: Registry>(_: &mut R) -> FieldType {
        FieldType::single(Element::String(None))
    }
}

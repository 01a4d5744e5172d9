//! Strings that need not be UTF-8.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::Utf8Error;

use ros_z_idl::Element;

use crate::align::Offset;
use crate::describe::{FieldType, Registry};
use crate::error::{DecodeError, EncodeError};
use crate::field::Field;
use crate::layout::Fixed;
use crate::plan::Plan;
use crate::raw::{Body, New, Place, Slot};
use crate::reader::{CdrReader, Wire};
use crate::rows::check_len;
use crate::value::Value;

/// The type of `string` fields that others may fill with something other than UTF-8, such as the
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
/// assert_eq!(named.name.into_bytes(), b"K\xF6ln");
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
///
/// ```
/// use shm_cdr::{RosString, ShmMessage};
///
/// #[derive(ShmMessage)]
/// struct Named {
///     name: RosString,
/// }
///
/// let bytes = Named { name: "front".into() }.to_cdr()?;
/// let named = Named::view(&bytes)?;
/// assert_eq!((named.name.to_str()?, named.name.as_bytes()), ("front", &b"front"[..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
unsafe impl Value for RosString {
    type View<'a> = RosStr<'a>;
    type Handle<M> = Field<M, Self>;

    const FIXED: Option<Fixed> = None;
    const MIN_LEN: usize = 4;
    const ANY_BITS: bool = false;

    #[inline(always)]
    fn end_in<P: Plan>(&self, at: Offset, _: &mut P) -> Offset {
        at.align_up(4).skip(4 + self.0.len() + 1)
    }

    #[inline(always)]
    fn check<P: Plan>(&self, _: usize, _: &P) -> Result<(), Box<EncodeError>> {
        check_len::<P>(self.0.len() + 1)
    }

    #[inline(always)]
    fn put<P: Plan>(&self, body: Body<'_>, at: Offset, _: &P) -> Offset {
        body.text(&self.0, at)
    }

    fn read_to<W: Wire, P: Place>(
        reader: &mut CdrReader<'_, W>,
        mut slot: Slot<'_, Self, P>,
    ) -> Result<(), DecodeError> {
        let (text, _) = reader.text()?;
        match slot.get_mut() {
            Some(Self(bytes)) => {
                bytes.clear();
                bytes.extend_from_slice(text);
            }
            None => slot.put(Self(text.into())),
        }
        Ok(())
    }

    #[inline]
    fn view_to<'a, W: Wire>(
        reader: &mut CdrReader<'a, W>,
        slot: Slot<'_, RosStr<'a>, New>,
    ) -> Result<(), DecodeError> {
        slot.put(RosStr(reader.text()?.0));
        Ok(())
    }

    #[inline(always)]
    fn skip<W: Wire>(reader: &mut CdrReader<'_, W>) -> Result<(), DecodeError> {
        reader.text().map(drop)
    }

    fn from_view(view: &RosStr<'_>) -> Result<Self, DecodeError> {
        Ok(Self(view.0.into()))
    }

    fn describe<R: Registry>(_: &mut R) -> FieldType {
        FieldType::single(Element::String(None))
    }

    fn handle<M>(offset: usize, name: &'static str) -> Field<M, Self> {
        Field::new(offset, name)
    }
}

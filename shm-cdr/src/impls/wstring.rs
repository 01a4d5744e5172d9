//! Wide strings: a 32-bit number of UTF-16 units, then four bytes for each, no NUL.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt::{self, Write};
use core::ops::Deref;
use ros_z_idl::Element;

use crate::align::Offset;
use crate::describe::{FieldType, Registry};
use crate::error::{DecodeError, DecodeErrorKind, EncodeError};
use crate::field::Field;
use crate::header::HEADER_LEN;
use crate::layout::Fixed;
use crate::plan::Plan;
use crate::raw::{Body, New, Place, Slot};
use crate::reader::{CdrReader, Wire};
use crate::rows::check_len;
use crate::value::Value;
use crate::view::Sequence;

/// The type of `wstring` fields: text that goes over the wire as UTF-16.
///
/// Each UTF-16 unit takes four bytes, as Fast-CDR writes them. Bounds count units.
///
/// ```
/// use shm_cdr::{ShmMessage, WString};
///
/// #[derive(ShmMessage)]
/// struct Label {
///     text: WString,
/// }
///
/// let bytes = Label { text: "Köln 🐢".into() }.to_cdr()?;
/// let label = Label::from_cdr(&bytes)?;
/// assert_eq!((&*label.text, label.text.units()), ("Köln 🐢", 7));
/// assert_eq!(label.text.into_string(), "Köln 🐢");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WString(String);

impl WString {
    /// The text as a `String`.
    pub fn into_string(self) -> String {
        self.0
    }

    /// The number of UTF-16 units.
    pub fn units(&self) -> usize {
        self.0.encode_utf16().count()
    }
}

impl Deref for WString {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<String> for WString {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for WString {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for WString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for WString {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for WString {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

// SAFETY: `put` writes what `end_in` counts: the length, and four bytes for each unit.
unsafe impl Value for WString {
    type View<'a> = WStr<'a>;
    type Handle<M> = Field<M, Self>;

    const FIXED: Option<Fixed> = None;
    const MIN_LEN: usize = 4;
    const ANY_BITS: bool = false;

    fn end_in<P: Plan>(&self, at: Offset, _: &mut P) -> Offset {
        at.align_up(4).advance(self.units().saturating_mul(4).saturating_add(4))
    }

    fn check<P: Plan>(&self, _: usize, _: &P) -> Result<(), Box<EncodeError>> {
        check_len::<P>(self.units())
    }

    fn put<P: Plan>(&self, body: Body<'_>, at: Offset, plan: &P) -> Offset {
        let start = body.len(self.units(), at);
        self.0.encode_utf16().fold(start, |at, unit| u32::from(unit).put(body, at, plan))
    }

    fn read_to<W: Wire, P: Place>(
        reader: &mut CdrReader<'_, W>,
        mut slot: Slot<'_, Self, P>,
    ) -> Result<(), DecodeError> {
        let len = reader.sequence_len(4)?;
        if let Some(Self(text)) = slot.get_mut() {
            text.clear();
            return read_utf16(reader, len, |c| text.push(c));
        }
        let mut text = String::new();
        read_utf16(reader, len, |c| text.push(c))?;
        slot.put(Self(text));
        Ok(())
    }

    fn view_to<'a, W: Wire>(
        reader: &mut CdrReader<'a, W>,
        slot: Slot<'_, WStr<'a>, New>,
    ) -> Result<(), DecodeError> {
        let len = reader.sequence_len(4)?;
        let mut checked = reader.clone();
        read_utf16(&mut checked, len, |_| {})?;
        slot.put(WStr(Sequence::read(reader, len)?));
        Ok(())
    }

    fn from_view(view: &WStr<'_>) -> Result<Self, DecodeError> {
        Ok(Self(view.chars().collect()))
    }

    fn describe<R: Registry>(_: &mut R) -> FieldType {
        FieldType::single(Element::WString(None))
    }

    fn handle<M>(offset: usize, name: &'static str) -> Field<M, Self> {
        Field::new(offset, name)
    }
}

/// A wide string within a message that is read in place.
///
/// ```
/// use shm_cdr::{ShmMessage, WString};
///
/// #[derive(ShmMessage)]
/// struct Label {
///     text: WString,
/// }
///
/// let bytes = Label { text: "Köln".into() }.to_cdr()?;
/// let label = Label::view(&bytes)?;
/// assert!(label.text == *"Köln");
/// assert_eq!((label.text.units(), label.text.chars().nth(1)), (4, Some('ö')));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct WStr<'a>(Sequence<'a, u32>);

impl<'a> WStr<'a> {
    /// The characters.
    ///
    /// They have been checked; should other processes change the memory meanwhile, what is
    /// no longer UTF-16 becomes U+FFFD.
    pub fn chars(&self) -> impl Iterator<Item = char> + 'a {
        let units = self.0.iter().map(|unit| u16::try_from(unit).unwrap_or(0xFFFD));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    /// The number of UTF-16 units.
    pub fn units(&self) -> usize {
        self.0.len()
    }
}

impl fmt::Display for WStr<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.chars().try_for_each(|c| f.write_char(c))
    }
}

impl fmt::Debug for WStr<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        self.chars().flat_map(char::escape_debug).try_for_each(|c| f.write_char(c))?;
        f.write_char('"')
    }
}

impl PartialEq<str> for WStr<'_> {
    fn eq(&self, text: &str) -> bool {
        self.chars().eq(text.chars())
    }
}

/// Reads `len` units and hands on the characters that they make.
fn read_utf16<W: Wire>(
    reader: &mut CdrReader<'_, W>,
    len: usize,
    mut push: impl FnMut(char),
) -> Result<(), DecodeError> {
    let mut high = None;
    for index in 0..len {
        let offset = reader.offset();
        let unit = u32::read(reader)?;
        let invalid = |unit, offset: usize| {
            DecodeError::new(DecodeErrorKind::InvalidUtf16 { unit }, offset + HEADER_LEN)
        };
        match (high.take(), unit) {
            (None, 0xD800..0xDC00) if index + 1 < len => high = Some(unit),
            (Some(high), 0xDC00..0xE000) => {
                let scalar = 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00);
                push(char::from_u32(scalar).ok_or_else(|| invalid(unit, offset))?);
            }
            (None, 0..=0xFFFF) => push(char::from_u32(unit).ok_or_else(|| invalid(unit, offset))?),
            (Some(high), _) => return Err(invalid(high, offset - 4)),
            (None, _) => return Err(invalid(unit, offset)),
        }
    }
    Ok(())
}

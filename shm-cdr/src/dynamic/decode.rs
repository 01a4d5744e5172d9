//! From bytes to values: the reads, checks and errors of the generated decoder.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use ros_z_idl::Primitive;

use super::numbers::Numbers;
use super::ty::{Count, DynamicField, DynamicType, Item, size};
use super::value::{DynamicMessage, DynamicValue};
use crate::align::align_up;
use crate::error::{DecodeError, DecodeErrorKind};
use crate::header::{Encapsulation, HEADER_LEN};
use crate::impls::WString;
use crate::reader::{CdrReader, Foreign, Native, Wire};
use crate::received::exact;
use crate::value::Value as _;

/// Elements that memory is reserved for before the first of them has been read.
const RESERVED: usize = 64;

impl DynamicType {
    /// Decodes a message, which borrows strings and numbers from `bytes`. Bytes after its end
    /// are accepted.
    ///
    /// ```
    /// use shm_cdr::dynamic::DynamicType;
    ///
    /// let ty = DynamicType::parse("demo_msgs/msg/Named", "string name\nbool[] flags\n")?;
    /// let bytes = b"\0\x01\0\0\x03\0\0\0ab\0\0\x02\0\0\0\x01\0";
    /// let named = ty.decode(bytes)?;
    /// assert_eq!(named.get("name")?.as_str(), Some("ab"));
    ///
    /// let error = ty.decode(&bytes[..17]).unwrap_err();
    /// assert_eq!(error.field(), "flags");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The bytes are not an encoding of this type; the error is that of
    /// [`from_cdr`](crate::ShmMessage::from_cdr).
    pub fn decode<'a>(&self, bytes: &'a [u8]) -> Result<DynamicMessage<'a>, DecodeError> {
        self.read(bytes).map(|(message, _)| message)
    }

    /// Decodes a message and refuses bytes after its end.
    ///
    /// ```
    /// use shm_cdr::dynamic::DynamicType;
    ///
    /// let ty = DynamicType::parse("std_msgs/msg/UInt16", "uint16 data\n")?;
    /// assert!(ty.decode_exact(&[0, 1, 0, 0, 7, 0]).is_ok());
    /// assert!(ty.decode_exact(&[0, 1, 0, 0, 7, 0, 0, 0]).is_err());
    /// # Ok::<(), shm_cdr::dynamic::TypeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`decode`](Self::decode), and
    /// [`DecodeErrorKind::TrailingBytes`](crate::DecodeErrorKind::TrailingBytes).
    pub fn decode_exact<'a>(&self, bytes: &'a [u8]) -> Result<DynamicMessage<'a>, DecodeError> {
        let (message, end) = self.read(bytes)?;
        exact(message, end, bytes)
    }

    /// The message and where it ends.
    fn read<'a>(&self, bytes: &'a [u8]) -> Result<(DynamicMessage<'a>, usize), DecodeError> {
        let (encapsulation, body) = Encapsulation::split(bytes)?;
        if self.fields().is_empty() && body.is_empty() {
            // Some peers send no body then.
            return Ok((DynamicMessage::new(self.clone(), Vec::new()), HEADER_LEN));
        }
        if encapsulation == Encapsulation::NATIVE {
            self.read_body(CdrReader::<Native>::new(encapsulation, body))
        } else {
            self.read_body(CdrReader::<Foreign>::new(encapsulation, body))
        }
    }

    fn read_body<'a, W: Wire>(
        &self,
        mut reader: CdrReader<'a, W>,
    ) -> Result<(DynamicMessage<'a>, usize), DecodeError> {
        let message = message(self, &mut reader)?;
        Ok((message, HEADER_LEN + reader.offset()))
    }
}

fn message<'a, W: Wire>(
    ty: &DynamicType,
    reader: &mut CdrReader<'a, W>,
) -> Result<DynamicMessage<'a>, DecodeError> {
    let fields = ty.fields();
    if fields.is_empty() {
        u8::read(reader)?;
    }
    let mut values = Vec::with_capacity(fields.len().min(RESERVED));
    for field in fields {
        values.push(value(field, reader).map_err(|error| error.in_field(&field.name))?);
    }
    Ok(DynamicMessage::new(ty.clone(), values))
}

fn value<'a, W: Wire>(
    field: &DynamicField,
    reader: &mut CdrReader<'a, W>,
) -> Result<DynamicValue<'a>, DecodeError> {
    match field.count {
        Count::Single => {
            match field.element {
                Item::String(Some(max)) => {
                    check_announced(reader, max, |len| len.saturating_sub(1))?;
                }
                Item::WString(Some(max)) => check_announced(reader, max, |len| len)?,
                _ => {}
            }
            item(&field.element, reader)
        }
        Count::Array(len) => elements(&field.element, len, reader),
        Count::Sequence(max) => {
            let start = reader.offset();
            if let Some(max) = max {
                check_announced(reader, max, |len| len)?;
            }
            let len = reader.sequence_len(field.element.min_len())?;
            // No deeper than the type, whose depth has its limit.
            elements_from(&field.element, len, reader, start)
        }
    }
}

/// Refuses a length beyond the bound, before anything behind it is read.
fn check_announced<W: Wire>(
    reader: &CdrReader<'_, W>,
    max: usize,
    len: impl FnOnce(usize) -> usize,
) -> Result<(), DecodeError> {
    // What has no length is refused where it is read.
    let len = reader.clone().len().map_or(0, len);
    if len <= max {
        return Ok(());
    }
    let kind = DecodeErrorKind::TooLong { len, max };
    Err(DecodeError::new(kind, reader.offset() + HEADER_LEN))
}

fn elements<'a, W: Wire>(
    element: &Item,
    len: usize,
    reader: &mut CdrReader<'a, W>,
) -> Result<DynamicValue<'a>, DecodeError> {
    let start = reader.offset();
    elements_from(element, len, reader, start)
}

/// Elements of a field that begins at `start`.
fn elements_from<'a, W: Wire>(
    element: &Item,
    len: usize,
    reader: &mut CdrReader<'a, W>,
    start: usize,
) -> Result<DynamicValue<'a>, DecodeError> {
    if let Item::Primitive(primitive) = element {
        return numbers(*primitive, len, reader).map(DynamicValue::Numbers);
    }
    let mut items = Vec::with_capacity(len.min(RESERVED));
    for index in 0..len {
        items.push(item(element, reader).map_err(|error| error.in_element(index))?);
    }
    // The generated decoder, too, reads all of them before it looks at their lengths.
    let (max, text_len): (_, fn(&str) -> usize) = match element {
        Item::String(Some(max)) => (*max, str::len),
        Item::WString(Some(max)) => (*max, units),
        _ => return Ok(DynamicValue::List(items)),
    };
    let lens = items.iter().map(|item| item.as_str().map_or(0, text_len));
    match lens.enumerate().find(|(_, len)| *len > max) {
        None => Ok(DynamicValue::List(items)),
        Some((index, len)) => {
            let kind = DecodeErrorKind::TooLong { len, max };
            Err(DecodeError::new(kind, start + HEADER_LEN).in_element(index))
        }
    }
}

/// The number of UTF-16 units.
pub(super) fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

fn item<'a, W: Wire>(
    element: &Item,
    reader: &mut CdrReader<'a, W>,
) -> Result<DynamicValue<'a>, DecodeError> {
    match element {
        Item::Primitive(primitive) => scalar(*primitive, reader),
        Item::String(_) => reader.str().map(|text| DynamicValue::Str(Cow::Borrowed(text))),
        Item::WString(_) => {
            let text = WString::read(reader)?.into_string();
            Ok(DynamicValue::WideStr(Cow::Owned(text)))
        }
        Item::Message(ty) => message(ty, reader).map(DynamicValue::Message),
    }
}

fn scalar<W: Wire>(
    primitive: Primitive,
    reader: &mut CdrReader<'_, W>,
) -> Result<DynamicValue<'static>, DecodeError> {
    Ok(match primitive {
        Primitive::Bool => DynamicValue::Bool(bool::read(reader)?),
        Primitive::Byte => DynamicValue::Byte(u8::read(reader)?),
        Primitive::Char | Primitive::UInt8 => DynamicValue::UInt8(u8::read(reader)?),
        Primitive::Int8 => DynamicValue::Int8(i8::read(reader)?),
        Primitive::Int16 => DynamicValue::Int16(i16::read(reader)?),
        Primitive::UInt16 => DynamicValue::UInt16(u16::read(reader)?),
        Primitive::Int32 => DynamicValue::Int32(i32::read(reader)?),
        Primitive::UInt32 => DynamicValue::UInt32(u32::read(reader)?),
        Primitive::Int64 => DynamicValue::Int64(i64::read(reader)?),
        Primitive::UInt64 => DynamicValue::UInt64(u64::read(reader)?),
        Primitive::Float32 => DynamicValue::Float32(f32::read(reader)?),
        Primitive::Float64 => DynamicValue::Float64(f64::read(reader)?),
    })
}

/// Numbers one behind the other, in place.
fn numbers<'a, W: Wire>(
    primitive: Primitive,
    len: usize,
    reader: &mut CdrReader<'a, W>,
) -> Result<Numbers<'a>, DecodeError> {
    let size = size(primitive);
    let Encapsulation { big_endian, max_align } = reader.encapsulation();
    if len == 0 {
        return Ok(Numbers::borrowed(primitive, big_endian, &[]));
    }
    let start = align_up(reader.offset(), size.min(max_align.into()));
    let needed = len.saturating_mul(size).saturating_add(start - reader.offset());
    if needed > reader.remaining() {
        // One by one, so that the right one is blamed.
        for index in 0..len {
            scalar(primitive, reader).map_err(|error| error.in_element(index))?;
        }
    }
    reader.pass_to(start);
    let bytes = reader.bytes(len.saturating_mul(size))?;
    if primitive == Primitive::Bool && bytes.iter().fold(0, |all, byte| all | byte) > 1 {
        let found = bytes.iter().enumerate().find(|(_, byte)| **byte > 1);
        if let Some((index, &value)) = found {
            let kind = DecodeErrorKind::InvalidBool { value };
            return Err(DecodeError::new(kind, start + index + HEADER_LEN).in_element(index));
        }
    }
    Ok(Numbers::borrowed(primitive, big_endian, bytes))
}

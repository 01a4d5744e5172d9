//! From values to bytes.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::decode::units;
use super::ty::{Count, DynamicField, Item, size};
use super::value::{DynamicMessage, DynamicValue};
use crate::align::align_up;
use crate::error::EncodeError;
use crate::header::{CDR_LE, HEADER_LEN};
use crate::plan::Whole;
use crate::rows::{check_len, refuse_too_large};

impl DynamicMessage<'_> {
    /// Length of the encoded message in bytes, with the 4-byte header.
    pub fn serialized_size(&self) -> usize {
        let mut writer = Writer { out: Nowhere, offset: 0 };
        writer.message(self);
        HEADER_LEN + writer.offset
    }

    /// Encodes the message, to the bytes that the generated encoder writes.
    ///
    /// # Errors
    ///
    /// A field is longer than its definition allows.
    pub fn to_cdr(&self) -> Result<Vec<u8>, EncodeError> {
        let mut bytes = Vec::new();
        self.append_to(&mut bytes)?;
        Ok(bytes)
    }

    /// Appends the encoded message to `bytes` and returns the number of bytes written.
    ///
    /// ```
    /// use shm_cdr::dynamic::DynamicType;
    ///
    /// let ty = DynamicType::parse("std_msgs/msg/UInt16", "uint16 data 7\n")?;
    /// let mut bytes = vec![0xFF];
    /// assert_eq!(ty.default_value().append_to(&mut bytes)?, 6);
    /// assert_eq!(bytes, [0xFF, 0, 1, 0, 0, 7, 0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`to_cdr`](Self::to_cdr), or there is no memory. The vector is left as it was.
    pub fn append_to(&self, bytes: &mut Vec<u8>) -> Result<usize, EncodeError> {
        let needed = self.measure()?;
        if bytes.try_reserve(needed).is_err() {
            let available = bytes.capacity() - bytes.len();
            return Err(EncodeError::NoRoom { needed, available });
        }
        bytes.extend_from_slice(&CDR_LE);
        Writer { out: bytes, offset: 0 }.message(self);
        Ok(needed)
    }

    /// Encodes the message into the beginning of `bytes`, such as a buffer in shared memory, and
    /// returns the number of bytes written.
    ///
    /// ```
    /// use shm_cdr::dynamic::DynamicType;
    ///
    /// let ty = DynamicType::parse("std_msgs/msg/UInt16", "uint16 data 7\n")?;
    /// let message = ty.default_value();
    /// let mut buffer = [0xFF; 8];
    /// assert_eq!(message.write_to(&mut buffer)?, message.serialized_size());
    /// assert_eq!(buffer, [0, 1, 0, 0, 7, 0, 0xFF, 0xFF]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`to_cdr`](Self::to_cdr), and [`EncodeError::NoRoom`]. The buffer is left as it was.
    pub fn write_to(&self, bytes: &mut [u8]) -> Result<usize, EncodeError> {
        let needed = self.measure()?;
        let available = bytes.len();
        let Some((header, body)) =
            bytes.get_mut(..needed).and_then(|bytes| bytes.split_first_chunk_mut::<HEADER_LEN>())
        else {
            return Err(EncodeError::NoRoom { needed, available });
        };
        *header = CDR_LE;
        Writer { out: body, offset: 0 }.message(self);
        Ok(needed)
    }

    /// The length of the message, unless it is refused.
    fn measure(&self) -> Result<usize, EncodeError> {
        check(self).map_err(|error| *error)?;
        let size = self.serialized_size();
        refuse_too_large(size)?;
        Ok(size)
    }
}

fn check(message: &DynamicMessage<'_>) -> Result<(), Box<EncodeError>> {
    message.dynamic_type().fields().iter().zip(message.values()).try_for_each(|(field, value)| {
        check_field(field, value).map_err(|error| error.in_field(&field.name))
    })
}

fn check_field(field: &DynamicField, value: &DynamicValue<'_>) -> Result<(), Box<EncodeError>> {
    let len = match value {
        DynamicValue::Numbers(numbers) => numbers.len(),
        DynamicValue::List(items) => items.len(),
        value => return check_item(&field.element, value),
    };
    if let Count::Sequence(max) = field.count {
        refuse_longer(len, max)?;
        check_len::<Whole<true>>(len)?;
    }
    let items = value.as_list().unwrap_or_default();
    items.iter().enumerate().try_for_each(|(index, item)| {
        check_item(&field.element, item).map_err(|error| error.in_element(index))
    })
}

fn check_item(element: &Item, value: &DynamicValue<'_>) -> Result<(), Box<EncodeError>> {
    match (element, value) {
        (Item::String(max), DynamicValue::Str(text)) => {
            refuse_longer(text.len(), *max)?;
            check_len::<Whole<true>>(text.len() + 1)
        }
        (Item::WString(max), DynamicValue::WideStr(text)) => {
            let len = units(text);
            refuse_longer(len, *max)?;
            check_len::<Whole<true>>(len)
        }
        (_, DynamicValue::Message(message)) => check(message),
        _ => Ok(()),
    }
}

fn refuse_longer(len: usize, max: Option<usize>) -> Result<(), Box<EncodeError>> {
    match max {
        Some(max) if len > max => {
            Err(EncodeError::TooLong { field: Default::default(), len, max }.into())
        }
        _ => Ok(()),
    }
}

/// Where encoded bytes go.
trait Out {
    /// Whether the bytes matter, or only how many they are.
    const KEEPS: bool = true;

    fn put(&mut self, offset: usize, bytes: &[u8]);
}

/// Nowhere: what is written is counted.
struct Nowhere;

impl Out for Nowhere {
    const KEEPS: bool = false;

    fn put(&mut self, _: usize, _: &[u8]) {}
}

impl Out for &mut Vec<u8> {
    fn put(&mut self, _: usize, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

impl Out for &mut [u8] {
    fn put(&mut self, offset: usize, bytes: &[u8]) {
        let place = self.get_mut(offset..).and_then(|rest| rest.get_mut(..bytes.len()));
        match place {
            Some(place) => place.copy_from_slice(bytes),
            None => debug_assert!(false, "the message is longer than measured"),
        }
    }
}

struct Writer<O> {
    out: O,
    /// From the end of the header.
    offset: usize,
}

impl<O: Out> Writer<O> {
    fn put(&mut self, bytes: &[u8]) {
        self.out.put(self.offset, bytes);
        self.offset += bytes.len();
    }

    fn align(&mut self, align: usize) {
        let padding = align_up(self.offset, align) - self.offset;
        self.put([0; 8].get(..padding).unwrap_or_default());
    }

    fn len(&mut self, len: usize) {
        self.align(4);
        // What does not fit has been refused.
        self.put(&u32::try_from(len).unwrap_or(u32::MAX).to_le_bytes());
    }

    fn message(&mut self, message: &DynamicMessage<'_>) {
        let fields = message.dynamic_type().fields();
        if fields.is_empty() {
            self.put(&[0]);
        }
        for (field, value) in fields.iter().zip(message.values()) {
            let is_sequence = matches!(field.count, Count::Sequence(_));
            match value {
                DynamicValue::Numbers(numbers) => {
                    if is_sequence {
                        self.len(numbers.len());
                    }
                    if !numbers.is_empty() {
                        self.align(size(numbers.primitive()));
                        if O::KEEPS {
                            self.put(&numbers.little_endian());
                        } else {
                            self.put(numbers.as_bytes());
                        }
                    }
                }
                DynamicValue::List(items) => {
                    if is_sequence {
                        self.len(items.len());
                    }
                    items.iter().for_each(|item| self.item(&field.element, item));
                }
                value => self.item(&field.element, value),
            }
        }
    }

    fn item(&mut self, element: &Item, value: &DynamicValue<'_>) {
        match (element, value) {
            (Item::Primitive(primitive), value) => {
                self.align(size(*primitive));
                match value.bytes_of(*primitive) {
                    Some(bytes) => self.put(bytes.as_slice()),
                    None => debug_assert!(false, "{} as {primitive:?}", value.kind()),
                }
            }
            (_, DynamicValue::Str(text)) => {
                self.len(text.len() + 1);
                self.put(text.as_bytes());
                self.put(&[0]);
            }
            (_, DynamicValue::WideStr(text)) => {
                self.len(units(text));
                text.encode_utf16().for_each(|unit| self.put(&u32::from(unit).to_le_bytes()));
            }
            (_, DynamicValue::Message(message)) => self.message(message),
            _ => debug_assert!(false, "{} in place of a string or message", value.kind()),
        }
    }
}

//! Messages as they are received: the header, and what the body is read to.

use core::marker::PhantomData;

use crate::error::{DecodeError, DecodeErrorKind};
use crate::header::{Encapsulation, HEADER_LEN};
use crate::raw::{New, Slot, Used, made};
use crate::reader::{CdrReader, Foreign, Native, Wire};
use crate::value::Value;

/// How a message is read, with whatever wire form the header tells.
pub(crate) trait Read<'a> {
    /// Whether the message has no fields. Peers send no body then, or one byte.
    const IS_EMPTY: bool;

    fn read<W: Wire>(self, reader: &mut CdrReader<'a, W>) -> Result<(), DecodeError>;
}

/// To where a message will be, which is there if there is no error.
pub(crate) struct Owned<'m, T>(pub(crate) Slot<'m, T, New>);

impl<'a, T: Value> Read<'a> for Owned<'_, T> {
    const IS_EMPTY: bool = T::IS_EMPTY;

    #[inline(always)]
    fn read<W: Wire>(self, reader: &mut CdrReader<'a, W>) -> Result<(), DecodeError> {
        T::read_to::<W, New>(reader, self.0)
    }
}

/// Into a message that is used again.
pub(crate) struct Into<'m, T>(pub(crate) &'m mut T);

impl<'a, T: Value> Read<'a> for Into<'_, T> {
    const IS_EMPTY: bool = T::IS_EMPTY;

    #[inline(always)]
    fn read<W: Wire>(self, reader: &mut CdrReader<'a, W>) -> Result<(), DecodeError> {
        T::read_to::<W, Used>(reader, Slot::used(self.0))
    }
}

/// With `ZBuf` fields that share this buffer.
#[cfg(feature = "zbuf")]
pub(crate) struct Sharing<'a, R>(pub(crate) &'a zenoh_buffers::ZSlice, pub(crate) R);

#[cfg(feature = "zbuf")]
impl<'a, R: Read<'a>> Read<'a> for Sharing<'a, R> {
    const IS_EMPTY: bool = R::IS_EMPTY;

    fn read<W: Wire>(self, reader: &mut CdrReader<'a, W>) -> Result<(), DecodeError> {
        reader.share(self.0);
        self.1.read(reader)
    }
}

/// To where a view will be, which is there if there is no error.
pub(crate) struct InPlace<'v, 'a, T: Value>(pub(crate) Slot<'v, T::View<'a>, New>);

impl<'a, T: Value> Read<'a> for InPlace<'_, 'a, T> {
    const IS_EMPTY: bool = T::IS_EMPTY;

    #[inline(always)]
    fn read<W: Wire>(self, reader: &mut CdrReader<'a, W>) -> Result<(), DecodeError> {
        T::view_to(reader, self.0)
    }
}

/// Checks a message.
pub(crate) struct Skip<T>(pub(crate) PhantomData<T>);

impl<'a, T: Value> Read<'a> for Skip<T> {
    const IS_EMPTY: bool = T::IS_EMPTY;

    fn read<W: Wire>(self, reader: &mut CdrReader<'a, W>) -> Result<(), DecodeError> {
        T::skip(reader)
    }
}

/// A reader of a message of the wire form that all of ROS 2 writes.
#[inline(always)]
fn native(bytes: &[u8], is_empty: bool) -> Option<CdrReader<'_, Native>> {
    match bytes {
        [0, 1, _, _, body @ ..] if !(is_empty && body.is_empty()) => {
            Some(CdrReader::new(Encapsulation::NATIVE, body))
        }
        _ => None,
    }
}

/// Reads the message behind the header and returns the offset of its end.
#[inline]
pub(crate) fn decode<'a, R: Read<'a>>(bytes: &'a [u8], read: R) -> Result<usize, DecodeError> {
    match native(bytes, R::IS_EMPTY) {
        Some(reader) => run(reader, read),
        None => decode_other(bytes, read),
    }
}

/// Reads the message behind the header.
// The place of each of the two ways is its own: that of the first need not be in memory.
#[inline]
pub(crate) fn decode_new<T: Value>(bytes: &[u8]) -> Result<T, DecodeError> {
    match native(bytes, T::IS_EMPTY) {
        Some(mut reader) => T::read(&mut reader),
        None => made(|slot| decode_other(bytes, Owned(slot)).map(drop)),
    }
}

/// Reads the message behind the header into one that is used again.
#[inline]
pub(crate) fn decode_into<T: Value>(message: &mut T, bytes: &[u8]) -> Result<(), DecodeError> {
    match native(bytes, T::IS_EMPTY) {
        Some(mut reader) => Into(message).read(&mut reader),
        None => decode_other(bytes, Into(message)).map(drop),
    }
}

/// Reads the message behind the header in place.
#[inline]
pub(crate) fn view<T: Value>(bytes: &[u8]) -> Result<T::View<'_>, DecodeError> {
    match native(bytes, T::IS_EMPTY) {
        Some(mut reader) => T::read_view(&mut reader),
        None => made(|slot| decode_other(bytes, InPlace::<T>(slot)).map(drop)),
    }
}

#[cold]
fn decode_other<'a, R: Read<'a>>(bytes: &'a [u8], read: R) -> Result<usize, DecodeError> {
    let (encapsulation, body) = Encapsulation::split(bytes)?;
    if R::IS_EMPTY && body.is_empty() {
        // As if the byte were there.
        run(CdrReader::<Native>::new(Encapsulation::NATIVE, &[0]), read)?;
        return Ok(HEADER_LEN);
    }
    run(CdrReader::<Foreign>::new(encapsulation, body), read)
}

/// Reads the message behind the header, which may be in several parts.
#[cfg(feature = "zbuf")]
pub(crate) fn decode_parts<'a, R: Read<'a>>(
    bytes: &'a zenoh_buffers::ZBuf,
    read: R,
) -> Result<(), DecodeError> {
    let mut parts = bytes.zslices();
    let first: &[u8] = parts.next().map_or(&[], |part| part.as_slice());
    let is_whole = parts.next().is_none();
    if R::IS_EMPTY && is_whole && first.len() == HEADER_LEN {
        return decode(first, read).map(drop);
    }
    let (encapsulation, body) = match Encapsulation::split(first) {
        Err(_) if !is_whole && first.len() < HEADER_LEN => {
            let kind = DecodeErrorKind::Split { len: HEADER_LEN };
            return Err(DecodeError::new(kind, 0));
        }
        header => header?,
    };
    if is_whole && encapsulation == Encapsulation::NATIVE {
        let mut reader = CdrReader::<Native>::new(encapsulation, body);
        if let Some(source) = bytes.zslices().next() {
            reader.share(source);
        }
        read.read(&mut reader)
    } else {
        let mut reader = CdrReader::<Foreign>::new(encapsulation, body);
        reader.continue_with(bytes);
        read.read(&mut reader)
    }
}

#[inline(always)]
fn run<'a, W: Wire, R: Read<'a>>(
    mut reader: CdrReader<'a, W>,
    read: R,
) -> Result<usize, DecodeError> {
    read.read(&mut reader)?;
    Ok(HEADER_LEN + reader.offset())
}

/// Refuses bytes behind `end`.
pub(crate) fn exact<T>(value: T, end: usize, bytes: &[u8]) -> Result<T, DecodeError> {
    match bytes.len() - end {
        0 => Ok(value),
        len => Err(DecodeError::new(DecodeErrorKind::TrailingBytes { len }, end)),
    }
}

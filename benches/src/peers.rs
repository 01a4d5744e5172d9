//! The implementations, each by the fastest of its public paths.

use std::convert::Infallible;
use std::hint::black_box;
use std::mem::{self, MaybeUninit};

use byteorder::LittleEndian;
use rkyv::api::high::{HighDeserializer, HighSerializer, HighValidator};
use rkyv::bytecheck::CheckBytes;
use rkyv::rancor;
use rkyv::ser::allocator::ArenaHandle;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shm_cdr::ShmMessage;

use crate::by_hand::{ByHand, Refused};
use crate::hiroz::{Field, Reader, Writer};

/// The encapsulation header, which hiroz-cdr and cdr-encoding leave to their callers.
const HEADER: [u8; 4] = [0, 1, 0, 0];

/// An implementation that encodes and decodes values of the type `M`.
pub trait Codec<M> {
    /// Why it refuses a message.
    type EncodeError;
    /// Why it refuses an input.
    type DecodeError;

    /// Whether it writes CDR: else its bytes are its own, and right if they are decoded.
    const IS_CDR: bool = true;

    /// Writes the message into a buffer that is empty but has been used before.
    ///
    /// # Errors
    ///
    /// The implementation refuses the message.
    fn write(message: &M, buffer: &mut Vec<u8>) -> Result<(), Self::EncodeError>;

    /// Writes the message into new memory.
    ///
    /// # Errors
    ///
    /// The implementation refuses the message.
    fn fresh(message: &M) -> Result<Vec<u8>, Self::EncodeError>;

    /// Decodes a message that owns all its parts, or `None` if it only writes.
    fn decode(bytes: &[u8]) -> Option<Result<M, Self::DecodeError>>;

    /// Writes the message into shared memory of its length: by way of the buffer, unless it can
    /// do without.
    ///
    /// # Errors
    ///
    /// The implementation refuses the message.
    fn write_shared(
        message: &M,
        shared: &mut [u8],
        buffer: &mut Vec<u8>,
    ) -> Result<(), Self::EncodeError> {
        buffer.clear();
        Self::write(message, buffer)?;
        if buffer.len() == shared.len() {
            shared.copy_from_slice(buffer);
        }
        Ok(())
    }

    /// Decodes into a message that is used again, or `None` if it cannot.
    fn decode_into(_: &mut M, _: &[u8]) -> Option<Result<(), Self::DecodeError>> {
        None
    }

    /// Reads a message in place, and tells whether it is the expected one; `None` if it cannot.
    fn view(_: &[u8], _: Option<&M>) -> Option<bool> {
        None
    }

    /// The length of the encoded message with its header, or `None` if it cannot tell.
    fn size(_: &M) -> Option<usize> {
        None
    }
}

/// shm-cdr on the structs of ros-z-msgs.
#[derive(Debug)]
pub enum Ours {}

impl<M: ShmMessage + PartialEq> Codec<M> for Ours {
    type EncodeError = shm_cdr::EncodeError;
    type DecodeError = shm_cdr::DecodeError;

    fn write(message: &M, buffer: &mut Vec<u8>) -> Result<(), Self::EncodeError> {
        message.write_to(buffer).map(drop)
    }

    fn fresh(message: &M) -> Result<Vec<u8>, Self::EncodeError> {
        message.to_cdr()
    }

    fn decode(bytes: &[u8]) -> Option<Result<M, Self::DecodeError>> {
        Some(M::from_cdr(bytes))
    }

    fn write_shared(
        message: &M,
        shared: &mut [u8],
        _: &mut Vec<u8>,
    ) -> Result<(), Self::EncodeError> {
        message.write_to(&mut &mut *shared).map(drop)
    }

    fn decode_into(message: &mut M, bytes: &[u8]) -> Option<Result<(), Self::DecodeError>> {
        Some(message.decode_into(bytes))
    }

    fn view(bytes: &[u8], expected: Option<&M>) -> Option<bool> {
        let view = M::view(bytes);
        let view = black_box(&view).as_ref().ok()?;
        Some(expected.is_none_or(|expected| M::from_view(view).as_ref() == Ok(expected)))
    }

    fn size(message: &M) -> Option<usize> {
        Some(message.estimated_serialized_size())
    }
}

/// hiroz-cdr by its own writer and reader.
#[derive(Debug)]
pub enum Hiroz {}

impl<M: Field> Codec<M> for Hiroz {
    type EncodeError = hiroz_cdr::Error;
    type DecodeError = hiroz_cdr::Error;

    fn write(message: &M, buffer: &mut Vec<u8>) -> Result<(), Self::EncodeError> {
        buffer.extend_from_slice(&HEADER);
        message.write(&mut Writer::new(buffer));
        Ok(())
    }

    // hiroz asks for the exact size before it allocates, as here.
    fn fresh(message: &M) -> Result<Vec<u8>, Self::EncodeError> {
        let mut bytes = Vec::with_capacity(HEADER.len() + message.end(0));
        Self::write(message, &mut bytes).map(|()| bytes)
    }

    fn decode(bytes: &[u8]) -> Option<Result<M, Self::DecodeError>> {
        Some(M::read(&mut Reader::new(body(bytes))))
    }

    fn size(message: &M) -> Option<usize> {
        Some(HEADER.len() + message.end(0))
    }
}

/// cdr, which writes the header itself.
#[derive(Debug)]
pub enum Cdr {}

impl<M: Serialize + DeserializeOwned> Codec<M> for Cdr {
    type EncodeError = cdr::Error;
    type DecodeError = cdr::Error;

    fn write(message: &M, buffer: &mut Vec<u8>) -> Result<(), Self::EncodeError> {
        cdr::serialize_into::<_, _, _, cdr::CdrLe>(buffer, message, cdr::Infinite)
    }

    fn fresh(message: &M) -> Result<Vec<u8>, Self::EncodeError> {
        cdr::serialize::<_, _, cdr::CdrLe>(message, cdr::Infinite)
    }

    fn decode(bytes: &[u8]) -> Option<Result<M, Self::DecodeError>> {
        Some(cdr::deserialize(bytes))
    }

    fn size(message: &M) -> Option<usize> {
        usize::try_from(cdr::calc_serialized_size(message)).ok()
    }
}

/// cdr-encoding.
#[derive(Debug)]
pub enum CdrEncoding {}

impl<M: Serialize + DeserializeOwned> Codec<M> for CdrEncoding {
    type EncodeError = cdr_encoding::Error;
    type DecodeError = cdr_encoding::Error;

    fn write(message: &M, buffer: &mut Vec<u8>) -> Result<(), Self::EncodeError> {
        buffer.extend_from_slice(&HEADER);
        cdr_encoding::to_writer::<_, LittleEndian, _>(buffer, message)
    }

    // It cannot tell a size, so the vector starts as in its `to_vec`, which has no place
    // for the header.
    fn fresh(message: &M) -> Result<Vec<u8>, Self::EncodeError> {
        let mut bytes = Vec::with_capacity(HEADER.len() + 2 * size_of_val(message));
        Self::write(message, &mut bytes).map(|()| bytes)
    }

    fn decode(bytes: &[u8]) -> Option<Result<M, Self::DecodeError>> {
        let decoded = cdr_encoding::from_bytes::<_, LittleEndian>(body(bytes));
        Some(decoded.map(|(message, _)| message))
    }
}

/// What one would write by hand.
#[derive(Debug)]
pub enum Hand {}

impl<M: ByHand + PartialEq> Codec<M> for Hand {
    type EncodeError = Infallible;
    type DecodeError = Refused;

    fn write(message: &M, buffer: &mut Vec<u8>) -> Result<(), Infallible> {
        let end = HEADER.len() + message.end(0);
        buffer.reserve(end);
        // SAFETY: there is room up to the end, and all of it is written.
        unsafe {
            let start = buffer.as_mut_ptr();
            start.cast::<[u8; 4]>().write(HEADER);
            message.put(start.add(HEADER.len()), 0);
            buffer.set_len(end);
        }
        Ok(())
    }

    fn fresh(message: &M) -> Result<Vec<u8>, Infallible> {
        let mut bytes = Vec::with_capacity(HEADER.len() + message.end(0));
        Self::write(message, &mut bytes).map(|()| bytes)
    }

    fn decode(bytes: &[u8]) -> Option<Result<M, Refused>> {
        let mut message = MaybeUninit::uninit();
        // SAFETY: the place is that of a message, which is there if there is no error.
        Some(body_by_hand(bytes).and_then(|body| unsafe {
            M::read(body, 0, message.as_mut_ptr())?;
            Ok(message.assume_init())
        }))
    }

    fn decode_into(message: &mut M, bytes: &[u8]) -> Option<Result<(), Refused>> {
        Some(body_by_hand(bytes).and_then(|body| message.read_again(body, 0).map(drop)))
    }

    fn view(bytes: &[u8], expected: Option<&M>) -> Option<bool> {
        let view = body_by_hand(bytes).and_then(|body| M::view(body, 0));
        let is_there = black_box(&view).is_ok();
        Some(is_there && expected.is_none_or(|expected| {
            matches!(<Self as Codec<M>>::decode(bytes), Some(Ok(message)) if message == *expected)
        }))
    }

    fn size(message: &M) -> Option<usize> {
        Some(HEADER.len() + message.end(0))
    }
}

/// The body of a message of the wire form that is read by hand.
fn body_by_hand(bytes: &[u8]) -> Result<&[u8], Refused> {
    match bytes {
        [0, 1, _, _, body @ ..] => Ok(body),
        _ => Err(Refused),
    }
}

/// bincode 2, with fixed-width integers.
#[derive(Debug)]
pub enum Bincode {}

const BINCODE: bincode::config::Configuration<
    bincode::config::LittleEndian,
    bincode::config::Fixint,
> = bincode::config::standard().with_fixed_int_encoding();

impl<M: bincode::Encode + bincode::Decode<()>> Codec<M> for Bincode {
    type EncodeError = bincode::error::EncodeError;
    type DecodeError = bincode::error::DecodeError;

    const IS_CDR: bool = false;

    fn write(message: &M, buffer: &mut Vec<u8>) -> Result<(), Self::EncodeError> {
        bincode::encode_into_std_write(message, buffer, BINCODE).map(drop)
    }

    fn fresh(message: &M) -> Result<Vec<u8>, Self::EncodeError> {
        bincode::encode_to_vec(message, BINCODE)
    }

    fn decode(bytes: &[u8]) -> Option<Result<M, Self::DecodeError>> {
        Some(bincode::decode_from_slice(bytes, BINCODE).map(|(message, _)| message))
    }
}

/// speedy.
#[derive(Debug)]
pub enum Speedy {}

impl<M> Codec<M> for Speedy
where
    M: speedy::Writable<speedy::LittleEndian>,
    M: for<'a> speedy::Readable<'a, speedy::LittleEndian>,
{
    type EncodeError = speedy::Error;
    type DecodeError = speedy::Error;

    const IS_CDR: bool = false;

    // Its own way into a buffer: the size first, as ours.
    fn write(message: &M, buffer: &mut Vec<u8>) -> Result<(), Self::EncodeError> {
        buffer.resize(message.bytes_needed()?, 0);
        message.write_to_buffer(buffer)
    }

    fn fresh(message: &M) -> Result<Vec<u8>, Self::EncodeError> {
        message.write_to_vec()
    }

    fn decode(bytes: &[u8]) -> Option<Result<M, Self::DecodeError>> {
        Some(M::read_from_buffer(bytes))
    }
}

/// rkyv, which checks what it decodes.
#[derive(Debug)]
pub enum Rkyv {}

impl<M> Codec<M> for Rkyv
where
    M: rkyv::Archive + for<'a> rkyv::Serialize<RkyvSerializer<'a>>,
    M::Archived: rkyv::Deserialize<M, HighDeserializer<rancor::Error>>
        + for<'a> CheckBytes<HighValidator<'a, rancor::Error>>,
{
    type EncodeError = rancor::Error;
    type DecodeError = rancor::Error;

    const IS_CDR: bool = false;

    fn write(message: &M, buffer: &mut Vec<u8>) -> Result<(), Self::EncodeError> {
        *buffer = rkyv::api::high::to_bytes_in(message, mem::take(buffer))?;
        Ok(())
    }

    fn fresh(message: &M) -> Result<Vec<u8>, Self::EncodeError> {
        rkyv::api::high::to_bytes_in(message, Vec::new())
    }

    fn decode(bytes: &[u8]) -> Option<Result<M, Self::DecodeError>> {
        Some(rkyv::from_bytes(bytes))
    }

    fn view(bytes: &[u8], expected: Option<&M>) -> Option<bool> {
        let view = rkyv::access::<M::Archived, rancor::Error>(bytes);
        let is_there = black_box(&view).is_ok();
        Some(
            is_there && (expected.is_none() || rkyv::from_bytes::<M, rancor::Error>(bytes).is_ok()),
        )
    }
}

type RkyvSerializer<'a> = HighSerializer<Vec<u8>, ArenaHandle<'a>, rancor::Error>;

fn body(bytes: &[u8]) -> &[u8] {
    bytes.get(HEADER.len()..).unwrap_or_default()
}

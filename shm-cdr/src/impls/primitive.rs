//! Integers, floating-point numbers and booleans.

use crate::align::Offset;
use crate::describe::{FieldType, Primitive, Registry};
use crate::error::{DecodeError, DecodeErrorKind};
use crate::field::Field;
use crate::header::HEADER_LEN;
use crate::layout::Fixed;
use crate::plan::Plan;
use crate::raw::{Body, New, Place, Slot};
use crate::reader::{CdrReader, Wire};
use crate::value::Value;

/// `Value` for a primitive: what its little-endian bytes are, and the value of bytes that
/// stood at an offset.
macro_rules! primitive {
    ($type:ty, $id:ident, $any_bits:literal, |$value:ident| $to:expr, |$bytes:ident, $at:ident| $from:expr) => {
        // SAFETY: `put` writes padding and the value as `Fixed::primitive` says, and reading
        // moves over them; primitives have no padding in memory. Every bit pattern is a number.
        unsafe impl Value for $type {
            type View<'a> = Self;
            type Handle<M> = Field<M, Self>;

            const FIXED: Option<Fixed> = Some(Fixed::primitive(size_of::<$type>()));
            const MIN_LEN: usize = size_of::<$type>();
            const ANY_BITS: bool = $any_bits;

            #[inline(always)]
            fn end_in<P: Plan>(&self, at: Offset, _: &mut P) -> Offset {
                at.align_up(size_of::<$type>()).skip(size_of::<$type>())
            }

            #[inline(always)]
            fn put<P: Plan>(&self, body: Body<'_>, at: Offset, _: &P) -> Offset {
                let $value = *self;
                body.primitive(at, $to)
            }

            #[inline(always)]
            fn read_to<W: Wire, P: Place>(
                reader: &mut CdrReader<'_, W>,
                slot: Slot<'_, Self, P>,
            ) -> Result<(), DecodeError> {
                let $bytes = reader.primitive()?;
                let $at = reader.offset() - size_of::<$type>();
                slot.put($from);
                Ok(())
            }

            #[inline(always)]
            fn view_to<W: Wire>(
                reader: &mut CdrReader<'_, W>,
                slot: Slot<'_, Self, New>,
            ) -> Result<(), DecodeError> {
                Self::read_to(reader, slot)
            }

            #[inline]
            fn from_view(view: &Self) -> Result<Self, DecodeError> {
                Ok(*view)
            }

            fn describe<R: Registry>(_: &mut R) -> FieldType {
                FieldType::primitive(Primitive::$id)
            }

            fn handle<M>(offset: usize, name: &'static str) -> Field<M, Self> {
                Field::new(offset, name)
            }
        }
    };
}

macro_rules! number {
    ($($type:ty => $id:ident),* $(,)?) => {$(
        primitive!($type, $id, true, |value| value.to_le_bytes(), |bytes, _at| {
            <$type>::from_le_bytes(bytes)
        });
    )*};
}

number! {
    i8 => Int8,
    u8 => UInt8,
    i16 => Int16,
    u16 => UInt16,
    i32 => Int32,
    u32 => UInt32,
    i64 => Int64,
    u64 => UInt64,
    f32 => Float32,
    f64 => Float64,
}

primitive!(bool, Bool, false, |value| [u8::from(value)], |bytes, at| to_bool(bytes, at)?);

#[inline(always)]
fn to_bool([value]: [u8; 1], offset: usize) -> Result<bool, DecodeError> {
    match value {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(invalid_bool(value, offset)),
    }
}

#[cold]
fn invalid_bool(value: u8, offset: usize) -> DecodeError {
    DecodeError::new(DecodeErrorKind::InvalidBool { value }, offset + HEADER_LEN)
}

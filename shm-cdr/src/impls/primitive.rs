//! Integers, floating-point numbers and booleans.

use crate::align::{Offset, align_up};
use crate::decode::Decode;
use crate::describe::{Describe, FieldType, Primitive, Registry};
use crate::encode::Encode;
use crate::error::{DecodeError, DecodeErrorKind};
use crate::field::Field;
use crate::header::HEADER_LEN;
use crate::holes::Holes;
use crate::layout::Fixed;
use crate::place::{New, Place};
use crate::reader::{CdrReader, Wire};
use crate::view::DecodeView;

/// `Encode` for a primitive, which `$bytes` turns into its little-endian bytes.
macro_rules! encode_primitive {
    ($type:ty, |$value:ident| $bytes:expr) => {
        // SAFETY: `put` writes padding and the value as `Fixed::primitive` says, and
        // primitives have no padding in memory.
        unsafe impl Encode for $type {
            const FIXED: Option<Fixed> = Some(Fixed::primitive(size_of::<$type>()));

            #[inline(always)]
            fn end_in<H: Holes>(&self, at: Offset, _: &mut H) -> Offset {
                at.align_up(size_of::<$type>()).skip(size_of::<$type>())
            }

            #[inline(always)]
            unsafe fn put<H: Holes>(&self, body: *mut u8, at: Offset, _: &H) -> Offset {
                const SIZE: usize = size_of::<$type>();
                let $value = *self;
                let bytes: [u8; SIZE] = $bytes;
                let start = at.align_up(SIZE);
                // SAFETY: the caller grants `at..start + SIZE`. The padding is
                // shorter than the value, so zeros of the value's size cover it and
                // end within the value.
                unsafe {
                    body.add(at.get()).cast::<[u8; SIZE]>().write([0; SIZE]);
                    body.add(start.get()).cast::<[u8; SIZE]>().write(bytes);
                }
                start.skip(SIZE)
            }
        }
    };
}

macro_rules! value_is_its_view {
    ($type:ty) => {
        impl DecodeView for $type {
            type View<'a> = Self;
            type Handle<M> = Field<M, Self>;

            fn handle<M>(offset: usize, name: &'static str) -> Field<M, Self> {
                Field::new(offset, name)
            }

            #[inline(always)]
            fn decode_view<W: Wire>(reader: &mut CdrReader<'_, W>) -> Result<Self, DecodeError> {
                Self::decode(reader)
            }

            #[inline(always)]
            unsafe fn get_view<W: Wire>(
                reader: &mut CdrReader<'_, W>,
            ) -> Result<Self, DecodeError> {
                let mut value = Self::default();
                // SAFETY: passed on to the caller; the place is the local's.
                unsafe { reader.get_to::<Self, New>(&mut value)? };
                Ok(value)
            }

            fn from_view(view: &Self) -> Result<Self, DecodeError> {
                Ok(*view)
            }
        }
    };
}

macro_rules! number {
    ($($type:ty => $id:ident),* $(,)?) => {$(
        encode_primitive!($type, |value| value.to_le_bytes());

        // SAFETY: every bit pattern is a number, and `get_to` steps over the padding and
        // the value as `Fixed::primitive` says.
        unsafe impl Decode for $type {
            const MIN_LEN: usize = size_of::<$type>();
            const ANY_BITS: bool = true;

            #[inline(always)]
            unsafe fn decode_to<W: Wire, P: Place>(
                reader: &mut CdrReader<'_, W>,
                place: *mut Self,
            ) -> Result<(), DecodeError> {
                let bytes = reader.primitive()?;
                // SAFETY: passed on to the caller.
                unsafe { place.write(<$type>::from_le_bytes(bytes)) };
                Ok(())
            }

            #[inline(always)]
            unsafe fn get_to<P: Place>(
                body: *const u8,
                offset: &mut usize,
                place: *mut Self,
            ) -> Result<(), DecodeError> {
                const SIZE: usize = size_of::<$type>();
                let start = align_up(*offset, SIZE);
                *offset = start + SIZE;
                // SAFETY: the caller grants `start..start + SIZE` and the place; bytes have no
                // alignment.
                unsafe {
                    let bytes = body.add(start).cast::<[u8; SIZE]>().read();
                    place.write(<$type>::from_le_bytes(bytes));
                }
                Ok(())
            }
        }

        value_is_its_view!($type);

        impl Describe for $type {
            fn describe<R: Registry>(_: &mut R) -> FieldType {
                FieldType::primitive(Primitive::$id)
            }
        }
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

encode_primitive!(bool, |value| [u8::from(value)]);

// SAFETY: `ANY_BITS` is false, and `get_to` steps over one byte.
unsafe impl Decode for bool {
    const MIN_LEN: usize = 1;
    const ANY_BITS: bool = false;

    #[inline(always)]
    unsafe fn decode_to<W: Wire, P: Place>(
        reader: &mut CdrReader<'_, W>,
        place: *mut Self,
    ) -> Result<(), DecodeError> {
        let offset = reader.offset();
        let [value] = reader.primitive()?;
        let value = to_bool(value, offset)?;
        // SAFETY: passed on to the caller.
        unsafe { place.write(value) };
        Ok(())
    }

    #[inline(always)]
    unsafe fn get_to<P: Place>(
        body: *const u8,
        offset: &mut usize,
        place: *mut Self,
    ) -> Result<(), DecodeError> {
        let at = *offset;
        *offset = at + 1;
        // SAFETY: the caller grants this byte and the place.
        unsafe { place.write(to_bool(body.add(at).read(), at)?) };
        Ok(())
    }
}

#[inline(always)]
fn to_bool(value: u8, offset: usize) -> Result<bool, DecodeError> {
    match value {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(DecodeError::new(DecodeErrorKind::InvalidBool { value }, offset + HEADER_LEN)),
    }
}

value_is_its_view!(bool);

impl Describe for bool {
    fn describe<R: Registry>(_: &mut R) -> FieldType {
        FieldType::primitive(Primitive::Bool)
    }
}

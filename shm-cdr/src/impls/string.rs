//! Strings: a 32-bit length with the NUL, UTF-8, NUL.

use alloc::boxed::Box;
use alloc::string::String;
use ros_z_idl::Element;

use crate::align::Offset;
use crate::decode::Decode;
use crate::describe::{Describe, FieldType, Registry};
use crate::encode::{Encode, check_len, put_str};
use crate::error::{DecodeError, DecodeErrorKind, EncodeError};
use crate::field::Field;
use crate::holes::Holes;
use crate::layout::Fixed;
use crate::place::Place;
use crate::reader::{CdrReader, Wire};
use crate::view::DecodeView;

// SAFETY: `put` writes what `end_in` counts: the length, the text and the NUL.
unsafe impl Encode for String {
    const FIXED: Option<Fixed> = None;

    #[inline(always)]
    fn end_in<H: Holes>(&self, at: Offset, _: &mut H) -> Offset {
        at.align_up(4).skip(4 + self.len() + 1)
    }

    #[inline(always)]
    fn check<H: Holes>(&self, _: usize, _: &H) -> Result<(), Box<EncodeError>> {
        check_len::<H>(self.len() + 1)
    }

    #[inline(always)]
    unsafe fn put<H: Holes>(&self, body: *mut u8, at: Offset, _: &H) -> Offset {
        // SAFETY: passed on to the caller.
        unsafe { put_str(self.as_bytes(), body, at) }
    }
}

// SAFETY: `ANY_BITS` is false, and without a layout `get_to` is never called.
unsafe impl Decode for String {
    const MIN_LEN: usize = 4;
    const ANY_BITS: bool = false;

    #[inline]
    unsafe fn decode_to<W: Wire, P: Place>(
        reader: &mut CdrReader<'_, W>,
        place: *mut Self,
    ) -> Result<(), DecodeError> {
        // SAFETY: passed on to the caller.
        unsafe { reader.string_to::<P>(place) }
    }

    unsafe fn get_to<P: Place>(
        _: *const u8,
        _: &mut usize,
        _: *mut Self,
    ) -> Result<(), DecodeError> {
        unreachable!("the type has no layout")
    }
}

impl DecodeView for String {
    type View<'a> = &'a str;
    type Handle<M> = Field<M, Self>;

    fn handle<M>(offset: usize, name: &'static str) -> Field<M, Self> {
        Field::new(offset, name)
    }

    #[inline]
    fn decode_view<'a, W: Wire>(reader: &mut CdrReader<'a, W>) -> Result<&'a str, DecodeError> {
        reader.str()
    }

    fn from_view(view: &&str) -> Result<Self, DecodeError> {
        // Others may have changed the text since it was checked.
        String::from_utf8(view.as_bytes().into()).map_err(|error| {
            let valid_up_to = error.utf8_error().valid_up_to();
            DecodeError::new(DecodeErrorKind::InvalidUtf8 { valid_up_to }, valid_up_to)
        })
    }
}

impl Describe for String {
    fn describe<R: Registry>(_: &mut R) -> FieldType {
        FieldType::single(Element::String(None))
    }
}

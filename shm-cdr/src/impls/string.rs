//! Strings: a 32-bit length with the NUL, UTF-8, NUL.

use alloc::boxed::Box;
use alloc::string::String;
use ros_z_idl::Element;

use crate::align::Offset;
use crate::describe::{FieldType, Registry};
use crate::error::{DecodeError, DecodeErrorKind, EncodeError};
use crate::field::Field;
use crate::layout::Fixed;
use crate::plan::Plan;
use crate::raw::{Body, New, Place, Slot};
use crate::reader::{CdrReader, Wire};
use crate::rows::check_len;
use crate::value::Value;

// SAFETY: `put` writes what `end_in` counts: the length, the text and the NUL.
unsafe impl Value for String {
    type View<'a> = &'a str;
    type Handle<M> = Field<M, Self>;

    const FIXED: Option<Fixed> = None;
    const MIN_LEN: usize = 4;
    const ANY_BITS: bool = false;

    #[inline(always)]
    fn end_in<P: Plan>(&self, at: Offset, _: &mut P) -> Offset {
        at.align_up(4).skip(4 + self.len() + 1)
    }

    #[inline(always)]
    fn check<P: Plan>(&self, _: usize, _: &P) -> Result<(), Box<EncodeError>> {
        check_len::<P>(self.len() + 1)
    }

    #[inline(always)]
    fn put<P: Plan>(&self, body: Body<'_>, at: Offset, _: &P) -> Offset {
        body.text(self.as_bytes(), at)
    }

    #[inline(always)]
    fn read_to<W: Wire, P: Place>(
        reader: &mut CdrReader<'_, W>,
        slot: Slot<'_, Self, P>,
    ) -> Result<(), DecodeError> {
        reader.string_to(slot)
    }

    #[inline(always)]
    fn view_to<'a, W: Wire>(
        reader: &mut CdrReader<'a, W>,
        slot: Slot<'_, &'a str, New>,
    ) -> Result<(), DecodeError> {
        slot.put(reader.str()?);
        Ok(())
    }

    #[inline(always)]
    fn skip<W: Wire>(reader: &mut CdrReader<'_, W>) -> Result<(), DecodeError> {
        reader.str().map(drop)
    }

    fn from_view(view: &&str) -> Result<Self, DecodeError> {
        // Others may have changed the text since it was checked.
        String::from_utf8(view.as_bytes().into()).map_err(|error| {
            let valid_up_to = error.utf8_error().valid_up_to();
            DecodeError::new(DecodeErrorKind::InvalidUtf8 { valid_up_to }, valid_up_to)
        })
    }

    fn describe<R: Registry>(_: &mut R) -> FieldType {
        FieldType::single(Element::String(None))
    }

    fn handle<M>(offset: usize, name: &'static str) -> Field<M, Self> {
        Field::new(offset, name)
    }
}

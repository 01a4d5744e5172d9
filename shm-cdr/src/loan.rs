//! Messages whose bulk is written in place, behind everything else.

use alloc::string::ToString;
use alloc::vec::Vec;
use core::any::TypeId;
use core::fmt;
use core::marker::PhantomData;
use core::ops::DerefMut;

use crate::align::Offset;
use crate::error::{EncodeError, FieldError};
use crate::field::{Bulk, Field, FieldOf, Plain};
use crate::header::HEADER_LEN;
use crate::measured::write_around;
use crate::message::ShmMessage;
use crate::plain;
use crate::plan::{Fill, Shown, Span, Spans, Whole};
use crate::raw::Body;
use crate::rows::refuse_too_large;
use crate::value::Value;

/// A message in which some sequences are not given, but reserved by their length.
///
/// The encoded message then has room for their elements at their final place, which a
/// [`Loan`] gives access to.
///
/// ```
/// use shm_cdr::{Reservation, ShmMessage};
///
/// #[derive(ShmMessage, Default, Debug, PartialEq)]
/// #[shm(type_name = "demo_msgs/msg/Scan")]
/// struct Scan {
///     stamp: f64,
///     ranges: Vec<f32>,
///     frame: String,
/// }
///
/// let scan = Scan { frame: "laser".into(), ..Scan::default() };
/// let reservation = Reservation::of(&scan).reserve(Scan::fields().ranges, 3);
/// let buffer = vec![0; reservation.serialized_size()?];
///
/// let mut loan = reservation.write_into(buffer)?;
/// loan.write(Scan::fields().ranges, &[0.5, 1.0, 1.5])?;
/// loan.set(Scan::fields().stamp, &7.25);
///
/// let message = Scan::from_cdr(&loan.into_buffer())?;
/// assert_eq!(message, Scan { stamp: 7.25, ranges: vec![0.5, 1.0, 1.5], frame: "laser".into() });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a reservation does nothing until it is written"]
pub struct Reservation<'m, M> {
    message: &'m M,
    spans: Vec<Span>,
    /// Of each span, the field's name and the length of an element in bytes.
    elements: Vec<(&'static str, usize)>,
    /// The name of a field that is reserved more than once.
    twice: Option<&'static str>,
}

impl<'m, M: ShmMessage> Reservation<'m, M> {
    /// The message with all that it holds, and nothing reserved yet.
    pub fn of(message: &'m M) -> Self {
        Self { message, spans: Vec::new(), elements: Vec::new(), twice: None }
    }

    /// Reserves `len` elements, all zero until they are written.
    ///
    /// The field must be empty in the message itself, and can be reserved only once.
    pub fn reserve<B: Bulk>(self, field: Field<M, B>, len: usize) -> Self {
        self.with(field, len, Fill::Zeros)
    }

    /// Reserves `len` elements without clearing them first.
    ///
    /// Until they are written they are what the buffer held before, perhaps a part of
    /// another message: write all of them.
    ///
    /// ```
    /// use shm_cdr::{Reservation, ShmMessage};
    ///
    /// #[derive(ShmMessage, Default)]
    /// struct Image {
    ///     data: Vec<u8>,
    /// }
    ///
    /// let (image, data) = (Image::default(), Image::fields().data);
    /// let reservation = Reservation::of(&image).reserve_unzeroed(data, 2);
    /// let mut loan = reservation.write_into(vec![7; 16])?;
    /// assert_eq!(loan.slice_mut(data)?, [7, 7]);
    /// loan.slice_mut(data)?.fill(1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn reserve_unzeroed<B: Bulk>(self, field: Field<M, B>, len: usize) -> Self {
        self.with(field, len, Fill::Nothing)
    }

    fn with<B: Bulk>(mut self, field: Field<M, B>, len: usize, fill: Fill) -> Self {
        let () = Plain::<B::Item>::CHECKED;
        let memory = field.offset();
        if self.spans.iter().any(|span| span.memory == memory) {
            self.twice = Some(field.name());
        }
        self.spans.push(Span { memory, len, fill });
        self.elements.push((field.name(), size_of::<B::Item>()));
        self
    }

    /// Length of the encoded message in bytes, with the 4-byte header.
    ///
    /// # Errors
    ///
    /// [`EncodeError::TooLong`] for more elements than a message can hold,
    /// [`EncodeError::GivenAndReserved`] for a field that holds elements, and
    /// [`EncodeError::ReservedTwice`].
    pub fn serialized_size(&self) -> Result<usize, EncodeError> {
        self.end(|_| {})
    }

    /// [`serialized_size`](Self::serialized_size), showing what stands where.
    fn end(&self, mut show: impl FnMut(Shown<'_>)) -> Result<usize, EncodeError> {
        self.check()?;
        let mut given = None;
        let mut spans = Spans::new(self.message, &self.spans, |shown| {
            if let Shown::Elements { span, held, .. } = shown {
                if held > 0 {
                    given = given.or(Some((span.memory, held)));
                }
            }
            show(shown);
        });
        let end = spans.end(self.message);
        if let Some((memory, given)) = given {
            let mut names = self.spans.iter().zip(&self.elements);
            let found = names.find(|(span, _)| span.memory == memory);
            let field = found.map_or("", |(_, (name, _))| name);
            return Err(EncodeError::GivenAndReserved { field, given });
        }
        refuse_too_large(end)?;
        Ok(HEADER_LEN + end)
    }

    /// Encodes the message into the beginning of `buffer`, with room for what is reserved.
    ///
    /// # Errors
    ///
    /// [`EncodeError::NoRoom`] if the buffer is shorter than
    /// [`serialized_size`](Self::serialized_size); the errors of that and of
    /// [`ShmMessage::to_cdr`]. Reserved elements count for the bounds of their fields.
    pub fn write_into<B: DerefMut<Target = [u8]>>(
        self,
        mut buffer: B,
    ) -> Result<Loan<M, B>, EncodeError> {
        let mut places = Vec::with_capacity(self.spans.len());
        let mut fields = Vec::with_capacity(FIELDS);
        let needed = self.end(|shown| match shown {
            Shown::Elements { span, start, .. } => {
                places.push(Place { memory: span.memory, start, len: span.len });
            }
            Shown::Field { memory, ty, offset } => fields.push(Fixed { memory, ty, offset }),
            #[cfg(feature = "zbuf")]
            Shown::Buffer { .. } => {}
        })?;
        let available = buffer.len();
        let bytes = buffer.get_mut(..needed).ok_or(EncodeError::NoRoom { needed, available })?;
        write_around(self.message, bytes, &self.spans)?;
        let body_len = needed - HEADER_LEN;
        Ok(Loan { buffer, body_len, places, fields, message: PhantomData })
    }

    /// Refuses lengths that no message can have, before anything is computed from them.
    fn check(&self) -> Result<(), EncodeError> {
        if let Some(field) = self.twice {
            return Err(EncodeError::ReservedTwice { field });
        }
        let mut left = isize::MAX as usize;
        for (span, (name, stride)) in self.spans.iter().zip(&self.elements) {
            let max = (left / stride).min(u32::MAX as usize);
            if span.len > max {
                return Err(EncodeError::TooLong { field: name.to_string(), len: span.len, max });
            }
            left -= span.len * stride;
        }
        Ok(())
    }
}

impl<M> fmt::Debug for Reservation<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reservation").field("spans", &self.spans).finish_non_exhaustive()
    }
}

/// What most messages have room for without allocating again.
const FIELDS: usize = 16;

/// The elements of a reserved sequence.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// Of the field, in the message's memory.
    memory: usize,
    /// Of the first element, in the body.
    start: usize,
    len: usize,
}

/// A field of fixed size.
#[derive(Debug, Clone, Copy)]
struct Fixed {
    /// In the message's memory, where the first field of a struct is where the struct is.
    memory: usize,
    ty: TypeId,
    /// Of the field or the padding before it, in the body.
    offset: usize,
}

/// An encoded message in a buffer, of which reserved sequences and fields of fixed size can
/// still be written.
///
/// Made by [`Reservation::write_into`]. It does not refer to the message that it was made
/// from.
///
/// ```
/// use shm_cdr::{Reservation, ShmMessage};
///
/// #[derive(ShmMessage, Default)]
/// struct Image {
///     width: u32,
///     data: Vec<u8>,
/// }
///
/// let fields = Image::fields();
/// let image = Image { width: 4, ..Image::default() };
/// let mut loan = Reservation::of(&image).reserve(fields.data, 8).write_into(vec![0; 64])?;
/// loan.slice_mut(fields.data)?[7] = 255;
/// loan.set(fields.width, &8);
/// let len = loan.serialized_size();
/// let view = Image::view(&loan.buffer()[..len])?;
/// assert_eq!((view.width, view.data.get(7)), (8, Some(255)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Loan<M, B> {
    buffer: B,
    body_len: usize,
    places: Vec<Place>,
    fields: Vec<Fixed>,
    message: PhantomData<fn() -> M>,
}

impl<M: ShmMessage, B: DerefMut<Target = [u8]>> Loan<M, B> {
    /// The elements of a reserved sequence, at their place in the message.
    ///
    /// # Errors
    ///
    /// [`FieldError::NotReserved`], and [`FieldError::Misaligned`] where the elements are not
    /// aligned in the buffer; [`write`](Self::write) works there.
    pub fn slice_mut<V: Bulk>(&mut self, field: Field<M, V>) -> Result<&mut [V::Item], FieldError> {
        let (bytes, len) = self.elements(field)?;
        if len == 0 {
            return Ok(&mut []);
        }
        let align = align_of::<V::Item>();
        let off = bytes.as_ptr().addr() % align;
        let misaligned = FieldError::Misaligned { field: field.name(), align, off };
        plain::as_slice_mut(bytes).ok_or(misaligned)
    }

    /// Copies all elements of a reserved sequence to their place, whatever their alignment.
    ///
    /// # Errors
    ///
    /// [`FieldError::NotReserved`], and [`FieldError::Length`] unless `elements` are as many
    /// as were reserved.
    pub fn write<V: Bulk>(
        &mut self,
        field: Field<M, V>,
        elements: &[V::Item],
    ) -> Result<(), FieldError> {
        let (bytes, reserved) = self.elements(field)?;
        if elements.len() != reserved {
            let given = elements.len();
            return Err(FieldError::Length { field: field.name(), reserved, given });
        }
        // `Plain` proves, in `elements`, that they have bytes.
        if let Some(memory) = plain::as_bytes(elements) {
            bytes.copy_from_slice(memory);
        }
        Ok(())
    }

    /// Sets a field of fixed size, such as a stamp.
    ///
    /// It can be a field of a message within the message, or such a message as a whole. Fields
    /// of another kind are refused when the program is compiled:
    ///
    /// ```compile_fail,E0277
    /// # use shm_cdr::{Reservation, ShmMessage};
    /// #[derive(ShmMessage, Default)]
    /// struct Named {
    ///     name: String,
    /// }
    ///
    /// let mut loan = Reservation::of(&Named::default()).write_into(vec![0; 16])?;
    /// loan.set(Named::fields().name, &"new".into());
    /// # Ok::<(), shm_cdr::EncodeError>(())
    /// ```
    pub fn set<F: FieldOf<M>>(&mut self, field: F, value: &F::Value)
    where
        F::Value: 'static,
    {
        const { assert!(<F::Value as Value>::FIXED.is_some(), "only fields of a fixed size can be set") };
        let (memory, ty) = (field.field().offset(), TypeId::of::<F::Value>());
        let found = self.fields.iter().find(|fixed| (fixed.memory, fixed.ty) == (memory, ty));
        let Some(&Fixed { offset, .. }) = found else {
            // An empty message, which has nothing to set.
            debug_assert_eq!(size_of::<F::Value>(), 0);
            return;
        };
        let Some(layout) = <F::Value as Value>::FIXED else { return };
        if let Some(body) = self.body_mut().and_then(|body| body.get_mut(..layout.end(offset))) {
            // SAFETY: the type has this layout, and its end is that of `body`.
            let body = unsafe { Body::new(body.as_mut_ptr()) };
            value.put(body, Offset::new(offset), &Whole::<false>::default());
        }
    }

    /// Length of the encoded message in bytes, with the 4-byte header.
    pub fn serialized_size(&self) -> usize {
        HEADER_LEN + self.body_len
    }

    /// The buffer, which begins with the encoded message.
    pub fn into_buffer(self) -> B {
        self.buffer
    }

    /// The buffer.
    pub fn buffer(&self) -> &B {
        &self.buffer
    }

    fn body_mut(&mut self) -> Option<&mut [u8]> {
        self.buffer.get_mut(HEADER_LEN..)?.get_mut(..self.body_len)
    }

    /// The bytes of a reserved sequence, and how many elements they are.
    fn elements<V: Bulk>(&mut self, field: Field<M, V>) -> Result<(&mut [u8], usize), FieldError> {
        let () = Plain::<V::Item>::CHECKED;
        let not_reserved = FieldError::NotReserved { field: field.name() };
        let found = self.places.iter().find(|place| place.memory == field.offset());
        let Some(&Place { start, len, .. }) = found else { return Err(not_reserved) };
        if len == 0 {
            return Ok((&mut [], 0));
        }
        self.body_mut()
            .and_then(|body| body.get_mut(start..))
            .and_then(|rest| rest.get_mut(..len * size_of::<V::Item>()))
            .map(|bytes| (bytes, len))
            .ok_or(not_reserved)
    }
}

impl<M, B> fmt::Debug for Loan<M, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loan")
            .field("body_len", &self.body_len)
            .field("places", &self.places)
            .finish_non_exhaustive()
    }
}

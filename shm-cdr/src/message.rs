//! The trait that the derive implements, and the size of a message.

use alloc::string::String;
use alloc::vec::Vec;
use core::marker::PhantomData;

use crate::describe::{self, TypeHash};
#[cfg(feature = "zbuf")]
use crate::error::DecodeErrorKind;
use crate::error::{DecodeError, EncodeError};
use crate::header::HEADER_LEN;
use crate::measured::Measured;
use crate::raw::made;
use crate::received::{self, InPlace, Owned, Skip, decode, decode_new, exact};
#[cfg(feature = "zbuf")]
use crate::received::{Into, Sharing, decode_parts};
use crate::sink::ShmSink;
use crate::value::Value;

/// How many bytes a message takes.
///
/// The derive implements it exactly: what is estimated is what is written.
///
/// ```
/// use shm_cdr::{ShmMessage, SizeEstimation};
///
/// #[derive(ShmMessage)]
/// struct Reading {
///     sensor: String,
///     values: Vec<f64>,
/// }
///
/// let reading = Reading { sensor: "imu".into(), values: vec![0.5; 3] };
/// assert_eq!(reading.estimated_serialized_size(), reading.to_cdr()?.len());
/// assert_eq!(reading.estimated_cdr_size(), reading.estimated_serialized_size() - 4);
/// # Ok::<(), shm_cdr::EncodeError>(())
/// ```
pub trait SizeEstimation {
    /// Length of the encoded message in bytes, with the 4-byte header.
    fn estimated_serialized_size(&self) -> usize;

    /// Length of the encoded message in bytes, without the header.
    fn estimated_cdr_size(&self) -> usize {
        self.estimated_serialized_size().saturating_sub(HEADER_LEN)
    }
}

/// A ROS 2 message: encoded in place, decoded, described and named.
///
/// Implemented by `#[derive(ShmMessage)]` on a struct with named fields.
///
/// ```
/// use shm_cdr::ShmMessage;
///
/// #[derive(ShmMessage, Debug, PartialEq)]
/// #[shm(type_name = "demo_msgs/msg/Reading")]
/// struct Reading {
///     sensor: String,
///     values: Vec<f64>,
/// }
///
/// let reading = Reading { sensor: "imu".into(), values: vec![0.5] };
/// let mut bytes = Vec::new();
/// reading.write_to(&mut bytes)?;
/// assert_eq!(Reading::from_cdr(&bytes)?, reading);
/// assert_eq!(Reading::view(&bytes)?.sensor, "imu");
/// assert_eq!(Reading::type_name(), "demo_msgs/msg/Reading");
/// assert_eq!(Reading::definition(), "string sensor\nfloat64[] values\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a ROS message",
    label = "not a message",
    note = "put `#[derive(ShmMessage)]` and `#[shm(type_name = \"package/msg/Name\")]` on the struct"
)]
pub trait ShmMessage: SizeEstimation + Value {
    /// What [`type_name`](Self::type_name) returns.
    ///
    /// Generic, so that the error of a missing name waits for the first use.
    #[doc(hidden)]
    fn lazy_type_name<Used>() -> &'static str {
        Self::struct_name::<Used>()
    }

    /// The ROS name of the type: `package/msg/Name`.
    fn type_name() -> &'static str {
        Self::lazy_type_name::<()>()
    }

    /// The RIHS01 hash of the type's description, names and types of all fields.
    ///
    /// Computed on each call; keep it if it is needed often.
    ///
    /// ```
    /// use shm_cdr::ShmMessage;
    ///
    /// #[derive(ShmMessage)]
    /// #[shm(type_name = "std_msgs/msg/String")]
    /// struct Text {
    ///     data: String,
    /// }
    ///
    /// // As ROS 2 has it.
    /// let hash = Text::type_hash().to_string();
    /// assert!(hash.starts_with("RIHS01_df668c740482bbd48fb39d76a70dfd4b"));
    /// ```
    ///
    /// # Panics
    ///
    /// Two types in the message have one ROS name and different fields, such as a generic struct
    /// with a `type_name` that is used with two types.
    fn type_hash() -> TypeHash {
        describe::describe::<Self>(Self::type_name()).hash()
    }

    /// The definition of the message and of all messages in it, as ROS text: what MCAP
    /// calls `ros2msg`.
    ///
    /// It is made from the type description, so it has no comments, constants or default values,
    /// and `uint8` in place of `char`.
    ///
    /// # Panics
    ///
    /// As for [`type_hash`](Self::type_hash).
    fn definition() -> String {
        describe::describe::<Self>(Self::type_name()).to_text()
    }

    /// Length of the encoded message in bytes, with the 4-byte header; always exact,
    /// also where `SizeEstimation` is written by hand.
    #[doc(hidden)]
    fn exact_serialized_size(&self) -> usize {
        HEADER_LEN + self.end(0)
    }

    /// Bytes to allocate for a message whose exact size is known.
    ///
    /// Differs from `exact` only where `SizeEstimation` is written by hand.
    #[doc(hidden)]
    fn allocation_size(&self, exact: usize) -> usize {
        exact
    }

    /// The addresses of the message's fields, by their names.
    ///
    /// A field that is a message itself has those of its fields: `fields().header.stamp`.
    ///
    /// ```
    /// use shm_cdr::ShmMessage;
    ///
    /// #[derive(ShmMessage)]
    /// struct Stamp {
    ///     sec: i32,
    /// }
    ///
    /// #[derive(ShmMessage)]
    /// struct Scan {
    ///     stamp: Stamp,
    ///     ranges: Vec<f32>,
    /// }
    ///
    /// assert_eq!(Scan::fields().stamp.sec.name(), "sec");
    /// assert_eq!(Scan::fields().ranges.name(), "ranges");
    /// ```
    fn fields() -> Self::Handle<Self> {
        Self::handle(0, "")
    }

    /// Encodes the message.
    ///
    /// # Errors
    ///
    /// A field is longer than its definition allows.
    #[inline(always)]
    fn to_cdr(&self) -> Result<Vec<u8>, EncodeError> {
        self.measure()?.to_vec()
    }

    /// Encodes the message in place and returns the number of bytes written.
    ///
    /// # Errors
    ///
    /// A field is longer than its definition allows, or the sink has no room for the
    /// message. The sink is left as it was.
    #[inline]
    fn write_to<S: ShmSink + ?Sized>(&self, sink: &mut S) -> Result<usize, EncodeError> {
        self.measure()?.write_to(sink)
    }

    /// Measures the message, and refuses what cannot be encoded: writing can then fail only if the
    /// sink has no room.
    ///
    /// ```
    /// use shm_cdr::ShmMessage;
    ///
    /// #[derive(ShmMessage)]
    /// struct Reading {
    ///     values: Vec<f64>,
    /// }
    ///
    /// let reading = Reading { values: vec![0.5, 1.5] };
    /// let measured = reading.measure()?;
    /// let mut bytes = Vec::with_capacity(measured.serialized_size());
    /// measured.write_to(&mut bytes)?;
    /// assert_eq!(bytes.len(), measured.serialized_size());
    /// # Ok::<(), shm_cdr::EncodeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A field is longer than its definition allows, or the message longer than memory.
    #[inline(always)]
    fn measure(&self) -> Result<Measured<'_, Self>, EncodeError> {
        Measured::of(self)
    }

    /// Decodes a message. Bytes after its end are accepted: rmw_zenoh sends its whole
    /// over-allocated buffer.
    ///
    /// # Errors
    ///
    /// The bytes are not an encoding of this type; the error names the field and the
    /// byte offset.
    #[inline]
    fn from_cdr(bytes: &[u8]) -> Result<Self, DecodeError> {
        decode_new(bytes)
    }

    /// Decodes a message and refuses bytes after its end.
    ///
    /// ```
    /// use shm_cdr::ShmMessage;
    ///
    /// #[derive(ShmMessage, Debug)]
    /// struct Number {
    ///     data: u16,
    /// }
    ///
    /// let mut bytes = Number { data: 7 }.to_cdr()?;
    /// bytes.extend([0; 2]);
    /// assert_eq!(Number::from_cdr(&bytes)?.data, 7);
    /// assert!(Number::from_cdr_exact(&bytes).is_err());
    /// assert_eq!(Number::encoded_len(&bytes)?, 6);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`from_cdr`](Self::from_cdr), and
    /// [`DecodeErrorKind::TrailingBytes`](crate::DecodeErrorKind::TrailingBytes).
    fn from_cdr_exact(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut end = 0;
        let message = made(|slot| decode(bytes, Owned(slot)).map(|len| end = len))?;
        exact(message, end, bytes)
    }

    /// Decodes a message into an existing one, whose strings and sequences are used again: if they
    /// are large enough, nothing is allocated. Bytes after its end are accepted.
    ///
    /// Sequences of strings with a `max_item_len` are always allocated again, and so is a `ZBuf` of
    /// another length, or one that others have too.
    ///
    /// ```
    /// use shm_cdr::ShmMessage;
    ///
    /// #[derive(ShmMessage, Default)]
    /// struct Scan {
    ///     ranges: Vec<f32>,
    /// }
    ///
    /// let bytes = Scan { ranges: vec![0.5, 1.5] }.to_cdr()?;
    /// let mut scan = Scan { ranges: Vec::with_capacity(1000) };
    /// scan.decode_into(&bytes)?;
    /// assert_eq!(scan.ranges, [0.5, 1.5]);
    /// assert_eq!(scan.ranges.capacity(), 1000);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`from_cdr`](Self::from_cdr). The message is still valid then: some fields may be
    /// what they were, some what `bytes` held, and some empty.
    #[inline]
    fn decode_into(&mut self, bytes: &[u8]) -> Result<(), DecodeError> {
        received::decode_into(self, bytes)
    }

    /// Decodes a message whose `ZBuf` fields share the memory of `bytes`.
    ///
    /// If a value lies in more than one part of the buffer, the buffer is gathered once, and the
    /// fields share that copy.
    ///
    /// ```
    /// use shm_cdr::{ShmMessage, ZBuf, ZBufExt};
    ///
    /// #[derive(ShmMessage, Default)]
    /// struct Frame {
    ///     number: u32,
    ///     data: ZBuf,
    /// }
    ///
    /// let payload = ZBuf::from(Frame { number: 1, data: vec![7; 3].into() }.to_cdr()?);
    /// let mut frame = Frame::from_zbuf(&payload)?;
    /// let inside = payload.as_slice().map(<[u8]>::as_ptr_range);
    /// let data = frame.data.as_slice().map(<[u8]>::as_ptr);
    /// assert!(inside.zip(data).is_some_and(|(inside, data)| inside.contains(&data)));
    /// frame.decode_zbuf_into(&payload)?;
    /// assert!(frame.data.bytes_eq([7; 3]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`from_cdr`](Self::from_cdr).
    #[cfg(feature = "zbuf")]
    fn from_zbuf(bytes: &zenoh_buffers::ZBuf) -> Result<Self, DecodeError> {
        match made(|slot| decode_parts(bytes, Owned(slot))) {
            Err(error) if matches!(error.kind(), DecodeErrorKind::Split { .. }) => {
                let source = bytes.to_zslice();
                made(|slot| decode(&source, Sharing(&source, Owned(slot))).map(drop))
            }
            result => result,
        }
    }

    /// [`decode_into`](Self::decode_into) with `ZBuf` fields that share the memory of `bytes`, as
    /// those of [`from_zbuf`](Self::from_zbuf) do.
    ///
    /// # Errors
    ///
    /// As for [`decode_into`](Self::decode_into).
    #[cfg(feature = "zbuf")]
    fn decode_zbuf_into(&mut self, bytes: &zenoh_buffers::ZBuf) -> Result<(), DecodeError> {
        match decode_parts(bytes, Into(self)) {
            Err(error) if matches!(error.kind(), DecodeErrorKind::Split { .. }) => {
                let source = bytes.to_zslice();
                decode(&source, Sharing(&source, Into(self))).map(drop)
            }
            result => result,
        }
    }

    /// Reads a message in place: strings and sequences stay where they are, and nothing is
    /// allocated. Bytes after its end are accepted.
    ///
    /// The whole message is checked; the time for that depends on the number of strings and of
    /// elements that hold strings, not on the length of plain sequences.
    ///
    /// ```
    /// use shm_cdr::ShmMessage;
    ///
    /// #[derive(ShmMessage)]
    /// struct Reading {
    ///     sensor: String,
    ///     values: Vec<f32>,
    /// }
    ///
    /// let bytes = Reading { sensor: "imu".into(), values: vec![0.5, 1.5] }.to_cdr()?;
    /// let reading = Reading::view(&bytes)?;
    /// assert_eq!(reading.sensor, "imu");
    /// assert_eq!(reading.values.iter().sum::<f32>(), 2.0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`from_cdr`](Self::from_cdr).
    #[inline]
    fn view(bytes: &[u8]) -> Result<Self::View<'_>, DecodeError> {
        received::view::<Self>(bytes)
    }

    /// Reads a message in place from a buffer that may have several parts.
    ///
    /// ```
    /// use shm_cdr::{ShmMessage, ZBuf};
    ///
    /// #[derive(ShmMessage)]
    /// struct Named {
    ///     name: String,
    /// }
    ///
    /// let payload = ZBuf::from(Named { name: "front".into() }.to_cdr()?);
    /// assert_eq!(Named::view_zbuf(&payload)?.name, "front");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`view`](Self::view), and
    /// [`DecodeErrorKind::Split`](crate::DecodeErrorKind::Split) if a value, or all elements of
    /// a sequence together, do not lie in one part: gather the buffer then.
    #[cfg(feature = "zbuf")]
    fn view_zbuf(bytes: &zenoh_buffers::ZBuf) -> Result<Self::View<'_>, DecodeError> {
        made(|slot| decode_parts(bytes, InPlace::<Self>(slot)))
    }

    /// Reads a message in place and refuses bytes after its end.
    ///
    /// ```
    /// use shm_cdr::ShmMessage;
    ///
    /// #[derive(ShmMessage, Debug)]
    /// struct Number {
    ///     data: u16,
    /// }
    ///
    /// let mut bytes = Number { data: 7 }.to_cdr()?;
    /// assert_eq!(Number::view_exact(&bytes)?.data, 7);
    /// bytes.push(0);
    /// assert!(Number::view_exact(&bytes).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`from_cdr_exact`](Self::from_cdr_exact).
    fn view_exact(bytes: &[u8]) -> Result<Self::View<'_>, DecodeError> {
        let mut end = 0;
        let view = made(|slot| decode(bytes, InPlace::<Self>(slot)).map(|len| end = len))?;
        exact(view, end, bytes)
    }

    /// Checks that `bytes` begin with a message and returns its length in bytes, header
    /// included. Bytes after that are trailing.
    ///
    /// # Errors
    ///
    /// As for [`from_cdr`](Self::from_cdr).
    fn encoded_len(bytes: &[u8]) -> Result<usize, DecodeError> {
        decode(bytes, Skip(PhantomData::<Self>))
    }
}

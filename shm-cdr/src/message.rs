//! The trait that the derive implements, and the size of a message.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;
use core::mem::MaybeUninit;

use crate::align::Offset;
use crate::decode::{Decode, New, Used};
use crate::describe::{self, Describe, TypeHash};
use crate::encode::{Encode, may_be_too_long, refuse_too_large};
use crate::error::{DecodeError, DecodeErrorKind, EncodeError};
use crate::header::{CDR_LE, Encapsulation, HEADER_LEN};
use crate::holes::{Holes, Lengths, NoHoles};
use crate::reader::{CdrReader, Foreign, Native, Wire};
use crate::sink::{Room, ShmSink};
use crate::view::DecodeView;

/// How many bytes a message takes.
///
/// The derive implements it exactly: what is estimated is what is written.
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
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a ROS message",
    label = "not a message",
    note = "put `#[derive(ShmMessage)]` and `#[shm(type_name = \"package/msg/Name\")]` on the struct"
)]
pub trait ShmMessage: SizeEstimation + Encode + DecodeView + Describe {
    /// What [`type_name`](Self::type_name) returns.
    ///
    /// Generic, so that the error of a missing name waits for the first use.
    #[doc(hidden)]
    fn lazy_type_name<Used>() -> &'static str;

    /// The ROS name of the type: `package/msg/Name`.
    fn type_name() -> &'static str {
        Self::lazy_type_name::<()>()
    }

    /// The RIHS01 hash of the type's description, names and types of all fields.
    ///
    /// Computed on each call; keep it if it is needed often.
    ///
    /// # Panics
    ///
    /// Two types in the message have one ROS name and different fields, such as a generic struct
    /// with a `type_name` that is used with two types.
    fn type_hash() -> TypeHash {
        TypeHash::of::<Self>(Self::type_name())
    }

    /// The definition of the message and of all messages in it, as ROS text: what MCAP
    /// calls `ros2msg`.
    ///
    /// Made from the type description, so it has no comments, constants or default values,
    /// and says `uint8` for `char`.
    ///
    /// # Panics
    ///
    /// As for [`type_hash`](Self::type_hash).
    fn definition() -> String {
        describe::definition::<Self>(Self::type_name())
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
    fn fields() -> Self::Handle<Self> {
        Self::handle(0, "")
    }

    /// Encodes the message.
    ///
    /// # Errors
    ///
    /// A field is longer than its definition allows.
    fn to_cdr(&self) -> Result<Vec<u8>, EncodeError> {
        let mut bytes = Vec::new();
        self.write_to(&mut bytes)?;
        Ok(bytes)
    }

    /// Encodes the message in place and returns the number of bytes written.
    ///
    /// # Errors
    ///
    /// A field is longer than its definition allows, or the sink has no room for the
    /// message. The sink is left as it was.
    fn write_to<S: ShmSink + ?Sized>(&self, sink: &mut S) -> Result<usize, EncodeError> {
        self.measure()?.write_to(sink)
    }

    /// Measures the message, and refuses what cannot be encoded: writing can then only fail for
    /// want of room.
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
    fn measure(&self) -> Result<Measured<'_, Self>, EncodeError> {
        let end = self.end(0);
        refuse_too_large(end)?;
        self.check(0, &NoHoles::default()).map_err(|error| *error)?;
        if may_be_too_long(end) {
            self.check(0, &Lengths).map_err(|error| *error)?;
        }
        Ok(Measured { message: self, len: HEADER_LEN + end })
    }

    /// Decodes a message. Bytes behind its end are accepted: rmw_zenoh sends its whole
    /// over-allocated buffer.
    ///
    /// # Errors
    ///
    /// The bytes are not an encoding of this type; the error names the field and the
    /// byte offset.
    #[inline]
    fn from_cdr(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut message = MaybeUninit::uninit();
        decode(bytes, Owned(&mut message))?;
        // SAFETY: without an error a message has been read.
        Ok(unsafe { message.assume_init() })
    }

    /// Decodes a message and refuses bytes behind its end.
    ///
    /// # Errors
    ///
    /// As for [`from_cdr`](Self::from_cdr), and
    /// [`DecodeErrorKind::TrailingBytes`](crate::DecodeErrorKind::TrailingBytes).
    fn from_cdr_exact(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut message = MaybeUninit::uninit();
        let end = decode(bytes, Owned(&mut message))?;
        // SAFETY: without an error a message has been read.
        exact(unsafe { message.assume_init() }, end, bytes)
    }

    /// Decodes a message into one that there is already, whose strings and sequences are used
    /// again: if they are large enough, nothing is allocated. Bytes behind its end are accepted.
    ///
    /// Sequences of strings with a `max_item_len` are made anew.
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
    /// As for [`from_cdr`](Self::from_cdr). The message is then a valid one, of which some
    /// fields may be what they were, some what `bytes` held, and some empty.
    fn decode_into(&mut self, bytes: &[u8]) -> Result<(), DecodeError> {
        decode(bytes, Into(self)).map(drop)
    }

    /// Decodes a message whose `ZBuf` fields share the memory of `bytes`.
    ///
    /// A buffer in several parts is gathered once, and the fields share that copy, unless no
    /// value lies in more than one part.
    ///
    /// # Errors
    ///
    /// As for [`from_cdr`](Self::from_cdr).
    #[cfg(feature = "zbuf")]
    fn from_zbuf(bytes: &zenoh_buffers::ZBuf) -> Result<Self, DecodeError> {
        let mut message = MaybeUninit::uninit();
        match decode_parts(bytes, Owned(&mut message)) {
            Err(error) if matches!(error.kind(), DecodeErrorKind::Split { .. }) => {
                let source = bytes.to_zslice();
                decode(&source, Sharing(&source, Owned(&mut message)))?;
            }
            result => result?,
        }
        // SAFETY: without an error a message has been read.
        Ok(unsafe { message.assume_init() })
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
    /// allocated. Bytes behind its end are accepted.
    ///
    /// The whole message is checked; the time that takes depends on the number of
    /// strings and of elements that hold some, not on the length of plain sequences.
    ///
    /// # Errors
    ///
    /// As for [`from_cdr`](Self::from_cdr).
    #[inline]
    fn view(bytes: &[u8]) -> Result<Self::View<'_>, DecodeError> {
        let mut view = MaybeUninit::uninit();
        decode(bytes, InPlace::<Self>(&mut view))?;
        // SAFETY: without an error the message has been viewed.
        Ok(unsafe { view.assume_init() })
    }

    /// Reads a message in place from a buffer that may have several parts.
    ///
    /// # Errors
    ///
    /// As for [`view`](Self::view), and
    /// [`DecodeErrorKind::Split`](crate::DecodeErrorKind::Split) if a value, or all elements of
    /// a sequence together, do not lie in one part: gather the buffer then.
    #[cfg(feature = "zbuf")]
    fn view_zbuf(bytes: &zenoh_buffers::ZBuf) -> Result<Self::View<'_>, DecodeError> {
        let mut view = MaybeUninit::uninit();
        decode_parts(bytes, InPlace::<Self>(&mut view))?;
        // SAFETY: without an error the message has been viewed.
        Ok(unsafe { view.assume_init() })
    }

    /// Reads a message in place and refuses bytes behind its end.
    ///
    /// # Errors
    ///
    /// As for [`from_cdr_exact`](Self::from_cdr_exact).
    fn view_exact(bytes: &[u8]) -> Result<Self::View<'_>, DecodeError> {
        let mut view = MaybeUninit::uninit();
        let end = decode(bytes, InPlace::<Self>(&mut view))?;
        // SAFETY: without an error the message has been viewed.
        exact(unsafe { view.assume_init() }, end, bytes)
    }

    /// Checks that `bytes` begin with a message and returns its length, header included,
    /// in bytes; what is behind it is trailing.
    ///
    /// # Errors
    ///
    /// As for [`from_cdr`](Self::from_cdr).
    fn encoded_len(bytes: &[u8]) -> Result<usize, DecodeError> {
        decode(bytes, Skip(PhantomData::<Self>))
    }
}

/// A message whose length is known, and that nothing refuses: made by
/// [`ShmMessage::measure`].
pub struct Measured<'m, M> {
    message: &'m M,
    /// With the header. What `end` said, and `check` has let pass: `put` rests on it.
    len: usize,
}

impl<M: ShmMessage> Measured<'_, M> {
    /// Length of the encoded message in bytes, with the 4-byte header.
    pub fn serialized_size(&self) -> usize {
        self.len
    }

    /// Bytes that are asked of a sink: more than the size only if that is estimated by hand.
    #[doc(hidden)]
    pub fn allocation_size(&self) -> usize {
        self.message.allocation_size(self.len)
    }

    /// Encodes the message in place and returns the number of bytes written.
    ///
    /// # Errors
    ///
    /// The sink has no room for the message, or a size that is estimated by hand is less than
    /// its length. The sink is left as it was.
    pub fn write_to<S: ShmSink + ?Sized>(&self, sink: &mut S) -> Result<usize, EncodeError> {
        let (needed, estimated) = (self.len, self.allocation_size());
        if estimated < needed {
            return Err(EncodeError::SizeTooSmall { estimated, needed });
        }
        let room = sink.reserve(estimated)?;
        if room.len() < needed {
            return Err(EncodeError::NoRoom { needed, available: room.len() });
        }
        // SAFETY: the room is as long as the message, of which the length was measured and which
        // is borrowed since, so that nothing has changed.
        unsafe {
            put_whole(self.message, room, &NoHoles::default());
            sink.commit(needed);
        }
        Ok(needed)
    }
}

impl<M> fmt::Debug for Measured<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Measured").field("len", &self.len).finish_non_exhaustive()
    }
}

/// Writes the header and the message behind it.
///
/// # Safety
///
/// The room reaches to the end of the message with these holes, and nothing in it is refused.
#[inline(always)]
unsafe fn put_whole<M: Encode, H: Holes>(message: &M, mut room: Room<'_>, holes: &H) {
    let start = room.start();
    // SAFETY: passed on to the caller.
    unsafe {
        start.cast::<[u8; HEADER_LEN]>().write(CDR_LE);
        message.put(start.add(HEADER_LEN), Offset::new(0), holes);
    }
}

/// Writes a message with holes into the beginning of `bytes`.
pub(crate) fn write_whole<M: Encode, H: Holes + Clone>(
    message: &M,
    bytes: &mut [u8],
    holes: &H,
) -> Result<(), EncodeError> {
    let needed = HEADER_LEN + message.end_in(Offset::new(0), &mut holes.clone()).get();
    let available = bytes.len();
    if needed > available {
        return Err(EncodeError::NoRoom { needed, available });
    }
    message.check(0, holes).map_err(|error| *error)?;
    // SAFETY: the bytes reach to the end, and nothing is refused.
    unsafe { put_whole(message, bytes.into(), holes) };
    Ok(())
}

/// How a message is read, with whatever wire form the header tells.
trait Read<'a> {
    /// Whether the message has no fields. Peers send no body then, or one byte.
    const IS_EMPTY: bool;

    fn read<W: Wire>(self, reader: &mut CdrReader<'a, W>) -> Result<(), DecodeError>;
}

/// To where a message will be, which is there if there is no error.
struct Owned<'m, T>(&'m mut MaybeUninit<T>);

impl<'a, T: Decode> Read<'a> for Owned<'_, T> {
    const IS_EMPTY: bool = is_empty::<T>();

    #[inline(always)]
    fn read<W: Wire>(self, reader: &mut CdrReader<'a, W>) -> Result<(), DecodeError> {
        // SAFETY: the place is that of a message.
        unsafe { T::decode_to::<W, New>(reader, self.0.as_mut_ptr()) }
    }
}

/// Into a message that is used again.
struct Into<'m, T>(&'m mut T);

impl<'a, T: Decode> Read<'a> for Into<'_, T> {
    const IS_EMPTY: bool = is_empty::<T>();

    #[inline(always)]
    fn read<W: Wire>(self, reader: &mut CdrReader<'a, W>) -> Result<(), DecodeError> {
        // SAFETY: the place is that of a message, which is borrowed mutably.
        unsafe { T::decode_to::<W, Used>(reader, self.0) }
    }
}

/// With `ZBuf` fields that share this buffer.
#[cfg(feature = "zbuf")]
struct Sharing<'a, R>(&'a zenoh_buffers::ZSlice, R);

#[cfg(feature = "zbuf")]
impl<'a, R: Read<'a>> Read<'a> for Sharing<'a, R> {
    const IS_EMPTY: bool = R::IS_EMPTY;

    fn read<W: Wire>(self, reader: &mut CdrReader<'a, W>) -> Result<(), DecodeError> {
        reader.share(self.0);
        self.1.read(reader)
    }
}

/// To where a view will be, which is there if there is no error.
struct InPlace<'v, 'a, T: DecodeView>(&'v mut MaybeUninit<T::View<'a>>);

impl<'a, T: DecodeView> Read<'a> for InPlace<'_, 'a, T> {
    const IS_EMPTY: bool = is_empty::<T>();

    #[inline(always)]
    fn read<W: Wire>(self, reader: &mut CdrReader<'a, W>) -> Result<(), DecodeError> {
        self.0.write(T::decode_view(reader)?);
        Ok(())
    }
}

/// Checks a message.
struct Skip<T>(PhantomData<T>);

impl<'a, T: DecodeView> Read<'a> for Skip<T> {
    const IS_EMPTY: bool = is_empty::<T>();

    fn read<W: Wire>(self, reader: &mut CdrReader<'a, W>) -> Result<(), DecodeError> {
        T::skip(reader)
    }
}

/// Whether a message has no fields.
const fn is_empty<T: Decode>() -> bool {
    size_of::<T>() == 0 && T::READ_RUNS.is_empty()
}

/// Reads the message behind the header and returns the offset of its end.
#[inline]
fn decode<'a, R: Read<'a>>(bytes: &'a [u8], read: R) -> Result<usize, DecodeError> {
    match bytes {
        // What all of ROS 2 writes.
        [0, 1, _, _, body @ ..] if !(R::IS_EMPTY && body.is_empty()) => {
            run(CdrReader::<Native>::new(Encapsulation::NATIVE, body), read)
        }
        _ => decode_other(bytes, read),
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
fn decode_parts<'a, R: Read<'a>>(
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
fn exact<T>(value: T, end: usize, bytes: &[u8]) -> Result<T, DecodeError> {
    match bytes.len() - end {
        0 => Ok(value),
        len => Err(DecodeError::new(DecodeErrorKind::TrailingBytes { len }, end)),
    }
}

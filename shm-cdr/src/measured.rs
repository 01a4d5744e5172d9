//! Messages that have been measured, and their bytes.

use alloc::vec::Vec;
use core::fmt;

use crate::align::Offset;
use crate::error::EncodeError;
use crate::header::{CDR_LE, HEADER_LEN};
use crate::message::ShmMessage;
use crate::plan::{Plan, Span, Spans, Whole};
use crate::raw::Body;
use crate::rows::{may_be_too_long, refuse_too_large};
use crate::sink::{ShmSink, vec_for};
use crate::value::Value;

/// A message whose length is known, and that nothing refuses: made by
/// [`ShmMessage::measure`].
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
/// let mut buffer = vec![0; measured.serialized_size()];
/// assert_eq!(measured.write_to(&mut &mut buffer[..])?, buffer.len());
/// # Ok::<(), shm_cdr::EncodeError>(())
/// ```
pub struct Measured<'m, M> {
    message: &'m M,
    /// With the header. What `end` said, and `check` has let pass: `put` rests on it.
    len: usize,
}

impl<'m, M: ShmMessage> Measured<'m, M> {
    /// The message, unless it is refused.
    #[inline]
    pub(crate) fn of(message: &'m M) -> Result<Self, EncodeError> {
        let end = message.end(0);
        if may_be_too_long(end) {
            check_long(message, end)?;
        } else {
            message.check(0, &Whole::<false>::default()).map_err(|error| *error)?;
        }
        Ok(Self { message, len: HEADER_LEN + end })
    }

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
    #[inline]
    pub fn write_to<S: ShmSink + ?Sized>(&self, sink: &mut S) -> Result<usize, EncodeError> {
        let needed = self.len;
        let mut room = sink.reserve(self.sufficient_size()?)?;
        if room.len() < needed {
            return Err(EncodeError::NoRoom { needed, available: room.len() });
        }
        // SAFETY: the room is as long as the message, of which the length was measured and which
        // is borrowed since, so that nothing has changed.
        unsafe {
            put_whole(self.message, room.start(), &Whole::<false>::default());
            sink.commit(needed);
        }
        Ok(needed)
    }

    /// Encodes the message into new memory.
    // Apart from `write_to`, so that the vector need not be in memory itself.
    #[inline(always)]
    pub(crate) fn to_vec(&self) -> Result<Vec<u8>, EncodeError> {
        let mut bytes = vec_for(self.sufficient_size()?)?;
        // SAFETY: the vector has room for at least the length of the message, of which the length
        // was measured and which is borrowed since, so that nothing has changed.
        unsafe {
            put_whole(self.message, bytes.as_mut_ptr(), &Whole::<false>::default());
            bytes.set_len(self.len);
        }
        Ok(bytes)
    }

    /// Bytes that are asked of a sink, not fewer than the message has.
    #[inline(always)]
    fn sufficient_size(&self) -> Result<usize, EncodeError> {
        let (needed, estimated) = (self.len, self.allocation_size());
        if estimated < needed {
            return Err(EncodeError::SizeTooSmall { estimated, needed });
        }
        Ok(estimated)
    }
}

impl<M> fmt::Debug for Measured<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Measured").field("len", &self.len).finish_non_exhaustive()
    }
}

/// Checks a message whose body ends far away.
#[cold]
fn check_long<M: Value>(message: &M, end: usize) -> Result<(), EncodeError> {
    refuse_too_large(end)?;
    message.check(0, &Whole::<false>::default()).map_err(|error| *error)?;
    message.check(0, &Whole::<true>::default()).map_err(|error| *error)
}

/// Writes the header and the message behind it.
///
/// # Safety
///
/// From `start` on there is room up to the end of the message with this plan, and nothing in it is
/// refused.
#[inline]
unsafe fn put_whole<M: Value, P: Plan>(message: &M, start: *mut u8, plan: &P) {
    // SAFETY: passed on to the caller.
    let body = unsafe {
        start.cast::<[u8; HEADER_LEN]>().write(CDR_LE);
        Body::new(start.add(HEADER_LEN))
    };
    message.put(body, Offset::new(0), plan);
}

/// Writes a message of which these sequences are given elsewhere into the beginning of `bytes`.
pub(crate) fn write_around<M: Value>(
    message: &M,
    bytes: &mut [u8],
    spans: &[Span],
) -> Result<(), EncodeError> {
    let mut plan = Spans::new(message, spans, |_| {});
    let needed = HEADER_LEN + plan.end(message);
    let available = bytes.len();
    if needed > available {
        return Err(EncodeError::NoRoom { needed, available });
    }
    message.check(0, &plan).map_err(|error| *error)?;
    // SAFETY: the bytes reach to the end, and nothing is refused.
    unsafe { put_whole(message, bytes.as_mut_ptr(), &plan) };
    Ok(())
}

//! Fields that are in shared memory already, and may stay there.

use std::sync::Mutex;

use shm_cdr::{BufferField, EncodeError, ShmMessage, ZBuf, visit_buffers};
use zenoh::bytes::ZBytes;
use zenoh::shm::{OwnedShmBuf, ShmBuf, ShmBufUnsafeMut, ZShm, zshm};
use zenoh_buffers::ZSlice;
use zenoh_buffers::buffer::Buffer;
use zenoh_shm::ShmBufInner;

use crate::lock::lock;
use crate::outcome::CopyReason;
use crate::shm::DEFAULT_THRESHOLD;

/// What a message has of fields in shared memory.
pub(crate) enum Reference {
    /// None.
    Nothing,
    /// One that can stay where it is, as far as can be said without looking at the bytes around
    /// it. Of several it is the largest; the others count as what is around it.
    Whole(Whole),
    /// One that has to be copied.
    Copied(CopyReason),
}

/// A field that is a whole buffer in shared memory.
pub(crate) struct Whole {
    field: BufferField,
    /// The only part of the field.
    data: ZSlice,
}

impl Reference {
    /// What `message` has.
    pub(crate) fn of<M: ShmMessage>(message: &M) -> Self {
        let mut found: Option<(usize, Result<Whole, CopyReason>)> = None;
        let size = visit_buffers(message, |data, field| {
            let is_larger = found.as_ref().is_none_or(|(len, _)| data.len() > *len);
            if is_larger && is_in_shared_memory(data) {
                found = Some((data.len(), whole(data, field)));
            }
        });
        match found {
            None => Self::Nothing,
            Some((_, whole)) => match whole.and_then(|whole| whole.with_room(size)) {
                Ok(whole) => Self::Whole(whole),
                Err(reason) => Self::Copied(reason),
            },
        }
    }
}

/// The field, if it is one buffer and all of it.
fn whole(data: &ZBuf, field: BufferField) -> Result<Whole, CopyReason> {
    let mut slices = data.zslices();
    let (Some(slice), None) = (slices.next(), slices.next()) else {
        return Err(CopyReason::Several);
    };
    let buffer = slice.downcast_ref::<ShmBufInner>().ok_or(CopyReason::Part)?;
    if !<&zshm>::from(buffer).is_valid() {
        return Err(CopyReason::Invalidated);
    }
    if buffer.as_ref().as_ptr_range() != slice.as_slice().as_ptr_range() {
        return Err(CopyReason::Part);
    }
    Ok(Whole { field, data: slice.clone() })
}

impl Whole {
    /// Itself, if the message around it can be written around its buffer.
    fn with_room(self, size: usize) -> Result<Self, CopyReason> {
        let range = self.field.range();
        if range.start > range.len().max(DEFAULT_THRESHOLD) {
            return Err(CopyReason::LargeHead { bytes: range.start });
        }
        let buffer = self.data.downcast_ref::<ShmBufInner>().ok_or(CopyReason::Part)?;
        let (needed, room) = (size - range.end, buffer.capacity().get() - buffer.len().get());
        if needed > room { Err(CopyReason::NoRoom { needed, room }) } else { Ok(self) }
    }

    /// The payload of the message, `size` bytes long: what stands before the field on the heap,
    /// and the buffer of the field with what follows it.
    ///
    /// A reason instead if it has to be copied all the same.
    pub(crate) fn payload<M: ShmMessage>(
        self,
        message: &M,
        size: usize,
    ) -> Result<Result<ZBytes, CopyReason>, EncodeError> {
        let around = self.field.encode_around(message, size)?;
        let data = match extended(&self.data, around.tail()) {
            Ok(data) => data,
            Err(reason) => return Ok(Err(reason)),
        };
        let mut payload = ZBuf::from(around.into_head());
        payload.push_zslice(data);
        Ok(Ok(payload.into()))
    }
}

/// Held while it is decided who may write behind a buffer, and written.
static TAILS: Mutex<()> = Mutex::new(());

/// The buffer with `tail` in the room behind it.
fn extended(data: &ZSlice, tail: &[u8]) -> Result<ZSlice, CopyReason> {
    if tail.is_empty() {
        return Ok(data.clone());
    }
    let buffer = data.downcast_ref::<ShmBufInner>().ok_or(CopyReason::Part)?;
    let (len, room) = (buffer.len().get(), buffer.capacity().get() - buffer.len().get());
    let no_room = CopyReason::NoRoom { needed: tail.len(), room };
    let whole = len.checked_add(tail.len()).and_then(|whole| whole.try_into().ok());

    let _alone = lock(&TAILS);
    // What was published of it before counts as long as anybody may read it, in any process.
    let is_ours = buffer.ref_count() == 1;
    let mut extended: ZShm = <&zshm>::from(buffer).to_owned();
    extended.try_resize(whole.ok_or(no_room)?).ok_or(no_room)?;
    if is_ours {
        // SAFETY:
        // - Only the bytes behind the data are written. Nothing but the message's own buffer,
        //   which ends before them, refers to the chunk, and no other thread makes a buffer that
        //   reaches so far: it would wait here.
        // - The buffer has not been published yet, and is valid: its owner holds it.
        let bytes = unsafe { extended.as_mut_unchecked() };
        bytes.get_mut(len..).ok_or(no_room)?.copy_from_slice(tail);
    } else if extended.get(len..) != Some(tail) {
        return Err(CopyReason::Held);
    }
    Ok(extended.into())
}

/// Whether any part of a buffer is in shared memory.
pub(crate) fn is_in_shared_memory(buffer: &ZBuf) -> bool {
    buffer.zslices().any(|slice| slice.downcast_ref::<ShmBufInner>().is_some())
}

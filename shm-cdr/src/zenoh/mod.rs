//! Zenoh's shared-memory buffers as sinks.

use zenoh::shm::{OwnedShmBuf, ZShmMut};

use crate::error::EncodeError;
use crate::sink::{Room, ShmSink};

/// Fills the buffer from its start and cuts it to what was written, so that the
/// receiver sees the message and nothing behind it.
impl ShmSink for ZShmMut {
    fn reserve(&mut self, len: usize) -> Result<Room<'_>, EncodeError> {
        let available = self.len();
        match self.get_mut(..len) {
            Some(room) => Ok(room.into()),
            None => Err(EncodeError::NoRoom { needed: len, available }),
        }
    }

    unsafe fn commit(&mut self, len: usize) {
        if let Ok(len) = len.try_into() {
            // Shrinking within the capacity always succeeds.
            let _ = self.try_resize(len);
        }
    }
}

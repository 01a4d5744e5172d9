//! Messages on the heap that stand as they do in our pools.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use shm_cdr::{BODY_ALIGNMENT, EncodeError, HEADER_LEN, Room, ShmSink};
use zenoh::bytes::ZBytes;
use zenoh_buffers::{ZBuf, ZSlice};

/// Memory for a message whose body, behind the header, is aligned for all of its values.
#[derive(Debug)]
pub(crate) struct AlignedHeap {
    /// Never grows: it would be somewhere else then.
    bytes: Vec<u8>,
    /// Where the message begins.
    start: usize,
}

/// There is no memory for so many bytes.
#[derive(Debug)]
pub(crate) struct NoMemory;

impl AlignedHeap {
    /// Memory for a message of up to `len` bytes that is written front to back.
    pub(crate) fn with_room(len: usize) -> Result<Self, NoMemory> {
        let mut bytes = Vec::new();
        let whole = len.checked_add(BODY_ALIGNMENT - 1).ok_or(NoMemory)?;
        bytes.try_reserve_exact(whole).map_err(|_| NoMemory)?;
        let start = unused_before(bytes.as_ptr());
        bytes.resize(start, 0);
        Ok(Self { bytes, start })
    }

    /// Memory for a message of `len` bytes, which the system clears.
    pub(crate) fn zeroed(len: usize) -> Result<Self, NoMemory> {
        let whole = len.checked_add(BODY_ALIGNMENT - 1).ok_or(NoMemory)?;
        let bytes = bytemuck::allocation::try_zeroed_slice_box::<u8>(whole);
        let mut bytes = bytes.map_err(|()| NoMemory)?.into_vec();
        let start = unused_before(bytes.as_ptr());
        bytes.truncate(start + len);
        Ok(Self { bytes, start })
    }
}

/// How many bytes at `memory` stay unused, so that a body behind a header is aligned.
fn unused_before(memory: *const u8) -> usize {
    memory.addr().wrapping_add(HEADER_LEN).wrapping_neg() % BODY_ALIGNMENT
}

impl Deref for AlignedHeap {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }
}

impl DerefMut for AlignedHeap {
    fn deref_mut(&mut self) -> &mut [u8] {
        self.bytes.get_mut(self.start..).unwrap_or_default()
    }
}

impl ShmSink for AlignedHeap {
    fn reserve(&mut self, len: usize) -> Result<Room<'_>, EncodeError> {
        let available = self.bytes.capacity() - self.bytes.len();
        if len > available {
            return Err(EncodeError::NoRoom { needed: len, available });
        }
        ShmSink::reserve(&mut self.bytes, len)
    }

    unsafe fn commit(&mut self, len: usize) {
        // SAFETY: passed on to the caller.
        unsafe { self.bytes.commit(len) }
    }
}

/// Without a copy.
impl From<AlignedHeap> for ZBytes {
    fn from(AlignedHeap { bytes, start }: AlignedHeap) -> Self {
        let end = bytes.len();
        match ZSlice::new(Arc::new(bytes), start, end) {
            Ok(slice) => ZBuf::from(slice).into(),
            Err(bytes) => bytes.as_slice().get(start..).unwrap_or_default().to_vec().into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_aligned_and_lengths_are_those_asked_for() {
        for len in 0..64 {
            let mut heap = AlignedHeap::zeroed(len).unwrap();
            assert!(heap.iter().all(|byte| *byte == 0));
            heap.fill(7);
            assert_eq!(((heap.as_ptr() as usize + 4) % 8, heap.len()), (0, len));
            assert_eq!(ZBytes::from(heap).to_bytes(), vec![7; len]);

            let mut heap = AlignedHeap::with_room(len).unwrap();
            let place = heap.as_ptr();
            assert_eq!(heap.reserve(len).unwrap().len(), len);
            heap.bytes.resize(heap.start + len, 7);
            assert_eq!((heap.as_ptr(), (place as usize + 4) % 8), (place, 0));
            assert_eq!(ZBytes::from(heap).to_bytes(), vec![7; len]);
        }
    }

    #[test]
    fn memory_that_is_not_there_is_an_error() {
        for len in [usize::MAX, usize::MAX - 6, isize::MAX as usize, 1 << 60] {
            assert!(AlignedHeap::with_room(len).is_err());
            assert!(AlignedHeap::zeroed(len).is_err());
        }
    }
}

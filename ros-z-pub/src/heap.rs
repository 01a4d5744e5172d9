//! Messages on the heap that stand as they do in our pools.

use std::any::Any;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use zenoh::bytes::ZBytes;
use zenoh_buffers::{ZBuf, ZSlice, ZSliceBuffer};

/// The largest alignment of CDR in bytes: that of a `u64`.
const WORD: usize = size_of::<u64>();

/// Bytes before the message, so that what follows its 4-byte header is aligned to 8.
const UNUSED: usize = WORD - 4;

/// Memory for a message whose body, behind the header, is aligned for all of its values.
#[derive(Debug)]
pub(crate) struct AlignedHeap {
    words: Vec<u64>,
    len: usize,
}

impl AlignedHeap {
    /// Memory for a message of `len` bytes, which the system clears.
    pub(crate) fn zeroed(len: usize) -> Self {
        Self { words: vec![0; (UNUSED + len).div_ceil(WORD)], len }
    }
}

impl Deref for AlignedHeap {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        let bytes = bytemuck::must_cast_slice::<u64, u8>(&self.words);
        bytes.get(UNUSED..UNUSED + self.len).unwrap_or_default()
    }
}

impl DerefMut for AlignedHeap {
    fn deref_mut(&mut self) -> &mut [u8] {
        let bytes = bytemuck::must_cast_slice_mut::<u64, u8>(&mut self.words);
        bytes.get_mut(UNUSED..UNUSED + self.len).unwrap_or_default()
    }
}

impl ZSliceBuffer for AlignedHeap {
    fn as_slice(&self) -> &[u8] {
        self
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

/// Without a copy.
impl From<AlignedHeap> for ZBytes {
    fn from(heap: AlignedHeap) -> Self {
        ZBuf::from(ZSlice::from(Arc::new(heap))).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_aligned_and_lengths_are_those_asked_for() {
        for len in 0..64 {
            let mut heap = AlignedHeap::zeroed(len);
            heap.fill(7);
            assert_eq!((heap.as_ptr() as usize % 8, heap.len()), (4, len));
            assert!(heap.iter().all(|byte| *byte == 7));
        }
    }
}

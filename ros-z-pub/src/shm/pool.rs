//! Pools: where shared-memory buffers come from.

use std::fmt;
use std::num::NonZeroUsize;
use std::sync::Arc;

use zenoh::Wait;
use zenoh::shm::{
    AllocAlignment, AllocatedChunk, ChunkAllocResult, ChunkDescriptor, MemoryLayout,
    PosixShmProviderBackend, ProtocolID, PtrInSegment, ShmProvider, ShmProviderBackend,
    ShmProviderBuilder, WithProtocolID, ZAllocError, ZLayoutAllocError, ZLayoutError, ZShmMut,
};

use crate::HeapReason;
use crate::limits::Limit;

/// Length of the encapsulation header in bytes.
const HEADER_LEN: usize = HEADER_OFFSET as usize;
/// The same in the type of a descriptor's offsets.
const HEADER_OFFSET: u32 = 4;

/// The largest alignment of CDR in bytes, and as a power of two.
const BODY_ALIGNMENT: usize = 1 << BODY_ALIGNMENT_POWER;
const BODY_ALIGNMENT_POWER: u8 = 3;

/// Where buffers come from.
pub(crate) enum Pool {
    /// Brought by the user, with the alignment that it has.
    Given(Arc<ShmProvider<PosixShmProviderBackend>>),
    /// Of `size` bytes and our own.
    Own { provider: ShmProvider<AlignedBodies>, size: usize },
    /// Wanted, but the system does not allow it.
    Unavailable(Limit),
}

// By hand: before 1.10, Zenoh's providers are not `Debug`.
impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Given(_) => f.debug_tuple("Given").finish_non_exhaustive(),
            Self::Own { size, .. } => {
                f.debug_struct("Own").field("size", size).finish_non_exhaustive()
            }
            Self::Unavailable(limit) => f.debug_tuple("Unavailable").field(limit).finish(),
        }
    }
}

impl Pool {
    /// A pool of our own of `size` bytes, rounded up to whole pages.
    pub(crate) fn of_size(size: usize) -> zenoh::Result<Self> {
        let backend = AlignedBodies::new(size)?;
        Ok(Self::Own { provider: ShmProviderBuilder::backend(backend).wait(), size })
    }

    pub(crate) fn exists(&self) -> bool {
        !matches!(self, Self::Unavailable(_))
    }

    /// A buffer of exactly `len` bytes, at once or not at all.
    pub(crate) fn alloc(&self, len: usize) -> Result<ZShmMut, HeapReason> {
        match self {
            Self::Given(provider) => alloc(provider, len),
            Self::Own { size, .. } if len > *size => {
                Err(HeapReason::LargerThanPool { pool: *size })
            }
            Self::Own { provider, .. } => alloc(provider, len),
            Self::Unavailable(limit) => Err(HeapReason::NoPool { limit: *limit }),
        }
    }
}

/// Collecting first gives back the memory that was used last and is still in the caches,
/// and spares the detour over a failed allocation: Zenoh's own policies collect only then,
/// and give up if no single freed chunk is large enough.
fn alloc<B: ShmProviderBackend>(
    provider: &ShmProvider<B>,
    len: usize,
) -> Result<ZShmMut, HeapReason> {
    provider.garbage_collect();
    provider.alloc(len).wait().map_err(|error| match error {
        ZLayoutAllocError::Alloc(ZAllocError::OutOfMemory | ZAllocError::NeedDefragment) => {
            HeapReason::PoolFull
        }
        _ => HeapReason::Refused,
    })
}

/// Chunks that start 4 bytes behind a multiple of 8: the body of a message, behind its
/// header, is then aligned for each of its values.
///
/// Each is cut from a chunk of Zenoh's own backend, whose first 4 bytes stay unused. A
/// descriptor counts in bytes, so receivers need not know.
pub(crate) struct AlignedBodies {
    inner: PosixShmProviderBackend,
    alignment: AllocAlignment,
}

impl AlignedBodies {
    fn new(size: usize) -> zenoh::Result<Self> {
        let alignment = AllocAlignment::new(BODY_ALIGNMENT_POWER)?;
        let whole = size.next_multiple_of(BODY_ALIGNMENT);
        let inner = PosixShmProviderBackend::builder((whole, alignment)).wait()?;
        Ok(Self { inner, alignment })
    }
}

impl WithProtocolID for AlignedBodies {
    fn id(&self) -> ProtocolID {
        self.inner.id()
    }
}

impl ShmProviderBackend for AlignedBodies {
    fn alloc(&self, layout: &MemoryLayout) -> ChunkAllocResult {
        let whole = layout
            .size()
            .get()
            .checked_add(HEADER_LEN)
            .and_then(|len| len.checked_next_multiple_of(BODY_ALIGNMENT))
            .ok_or(ZAllocError::OutOfMemory)?;
        let whole = MemoryLayout::new(whole, self.alignment).map_err(|_| ZAllocError::Other)?;
        let AllocatedChunk { descriptor, mut data } = self.inner.alloc(&whole)?;
        let ChunkDescriptor { segment, chunk, len } = descriptor;
        // A chunk of at least one byte and the header is longer than the header.
        let len = NonZeroUsize::new(len.get() - HEADER_LEN).ok_or(ZAllocError::Other)?;
        // SAFETY: nothing is accessed here, only the address is taken.
        let start = unsafe { data.ptr_mut() };
        // SAFETY: the chunk is longer than the header, so that the result lies within it.
        let start = unsafe { start.add(HEADER_LEN) };
        Ok(AllocatedChunk {
            descriptor: ChunkDescriptor::new(segment, chunk + HEADER_OFFSET, len),
            // Keeps the segment mapped.
            data: PtrInSegment::new(start, Arc::new(data)),
        })
    }

    fn free(&self, chunk: &ChunkDescriptor) {
        let start = chunk.chunk - HEADER_OFFSET;
        let len = chunk.len.saturating_add(HEADER_LEN);
        self.inner.free(&ChunkDescriptor::new(chunk.segment, start, len));
    }

    fn defragment(&self) -> usize {
        self.inner.defragment()
    }

    fn available(&self) -> usize {
        self.inner.available()
    }

    /// Only single bytes: everything else would not be aligned.
    fn layout_for(&self, layout: MemoryLayout) -> Result<MemoryLayout, ZLayoutError> {
        if layout.alignment() == AllocAlignment::ALIGN_1_BYTE {
            Ok(layout)
        } else {
            Err(ZLayoutError::ProviderIncompatibleLayout)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shm::ShmConfig;

    const SIZE: usize = 1 << 20;

    /// As contexts make it, so that no file is left behind.
    fn pool() -> Arc<Pool> {
        ShmConfig::with_pool_size(SIZE).unwrap().pool().unwrap()
    }

    fn largest(pool: &Pool) -> usize {
        let (mut fits, mut fails) = (0, SIZE + 1);
        while fits + 1 < fails {
            let len = fits.midpoint(fails);
            if pool.alloc(len).is_ok() {
                fits = len;
            } else {
                fails = len;
            }
        }
        fits
    }

    #[test]
    fn buffers_begin_4_behind_a_multiple_of_8_and_have_the_length_asked_for() {
        let pool = pool();
        let buffers: Vec<_> = (1..200).map(|len| pool.alloc(len).unwrap()).collect();
        for (buffer, len) in buffers.iter().zip(1..) {
            assert_eq!((buffer.as_ptr() as usize % 8, buffer.len()), (4, len));
        }
    }

    // Each buffer is filled to its end: were the chunks shorter than that, the allocator's
    // own marks between them would be gone.
    #[test]
    fn a_pool_that_was_exhausted_is_whole_again_when_its_buffers_are_dropped() {
        let pool = pool();
        let whole = largest(&pool);
        assert!(whole > SIZE - 4096, "{whole}");
        for seed in 0..4 {
            let mut buffers = Vec::new();
            let mut len = 1 + seed;
            loop {
                match pool.alloc(len) {
                    Ok(mut buffer) => {
                        buffer.fill(0xAA);
                        buffers.push(buffer);
                    }
                    Err(reason) => break assert_eq!(reason, HeapReason::PoolFull),
                }
                len = 1 + (len * 7 + 13) % 9_973;
            }
            assert!(buffers.len() > 100);
            // Every other one first, so that the free chunks have to be joined.
            let mut count = 0;
            buffers.retain(|_| {
                count += 1;
                count % 2 == 0
            });
            drop(buffers);
            assert_eq!(largest(&pool), whole);
        }
    }
}

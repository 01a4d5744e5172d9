//! The allocator of a segment of our own.
//!
//! Chunks start 4 bytes behind a multiple of 8: the body of a message, behind its header, is
//! then aligned for each of its values. Each is cut from a chunk of Zenoh's own allocator,
//! whose first 4 bytes are not part of it. A descriptor counts in bytes, so receivers need not
//! know. In those 4 bytes stands how often a process had left when the chunk was given out.

use std::fs::File;
use std::io;
use std::num::NonZeroUsize;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use event_listener::{Event, IntoNotification};
use shm_cdr::{BODY_ALIGNMENT, HEADER_LEN};
use zenoh::Wait;
use zenoh::shm::{
    AllocAlignment, AllocatedChunk, ChunkAllocResult, ChunkDescriptor, MemoryLayout,
    PosixShmProviderBackend, ProtocolID, PtrInSegment, ShmProviderBackend, WithProtocolID,
    ZAllocError, ZLayoutError,
};

use super::chunks::Chunk;
use super::departures;

/// The length of the encapsulation header in the type of a descriptor's offsets.
const HEADER_OFFSET: u32 = HEADER_LEN as u32;

/// What stands in the unused bytes takes all of them.
const _: () = assert!(HEADER_LEN == size_of::<u32>() && HEADER_LEN < BODY_ALIGNMENT);

/// What a segment has given out.
#[derive(Debug, Default)]
pub(crate) struct Given {
    chunks: AtomicUsize,
    bytes: AtomicUsize,
    high_water: AtomicUsize,
    /// Chunks that have come back.
    returned: AtomicUsize,
    /// Somebody in this process has given a buffer back.
    back: Arc<Event>,
}

impl Given {
    /// Chunks that have not been collected.
    pub(crate) fn chunks(&self) -> usize {
        self.chunks.load(Ordering::Relaxed)
    }

    /// Bytes in them.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    /// The most bytes that have been out at once.
    pub(crate) fn high_water(&self) -> usize {
        self.high_water.load(Ordering::Relaxed)
    }

    /// How many chunks have come back so far.
    pub(crate) fn returned(&self) -> usize {
        self.returned.load(Ordering::Relaxed)
    }

    /// Buffers of this process, as long as `owners` hold this as well.
    pub(crate) fn buffers_here(self: &Arc<Self>, owners: usize) -> usize {
        Arc::strong_count(self).saturating_sub(owners)
    }

    // Calls for one segment never overlap: its pool is locked, or the segment is closed.
    fn give(&self, len: usize) {
        let bytes = self.bytes.load(Ordering::Relaxed) + len;
        self.bytes.store(bytes, Ordering::Relaxed);
        if bytes > self.high_water.load(Ordering::Relaxed) {
            self.high_water.store(bytes, Ordering::Relaxed);
        }
        self.chunks.store(self.chunks() + 1, Ordering::Relaxed);
    }

    fn take_back(&self, len: usize) {
        self.bytes.store(self.bytes().saturating_sub(len), Ordering::Relaxed);
        self.chunks.store(self.chunks().saturating_sub(1), Ordering::Relaxed);
        self.returned.store(self.returned() + 1, Ordering::Relaxed);
    }
}

/// What all buffers of this process that refer to a chunk own together.
struct Lent {
    /// Keeps the segment mapped.
    _data: PtrInSegment,
    given: Arc<Given>,
}

impl Drop for Lent {
    // By now Zenoh has counted the buffer down, so that it can be collected. Who begins to wait
    // in this very moment looks again soon.
    fn drop(&mut self) {
        self.given.back.notify(usize::MAX.relaxed());
    }
}

/// An allocator of aligned bodies.
pub(crate) struct AlignedBodies {
    inner: PosixShmProviderBackend,
    alignment: AllocAlignment,
    given: Arc<Given>,
}

impl AlignedBodies {
    /// One of `size` bytes; whoever waits for a buffer hears of `back`.
    pub(crate) fn new(size: usize, back: Arc<Event>) -> zenoh::Result<Self> {
        let alignment = AllocAlignment::new(BODY_ALIGNMENT.trailing_zeros() as u8)?;
        let whole = size.next_multiple_of(BODY_ALIGNMENT);
        let inner = PosixShmProviderBackend::builder((whole, alignment)).wait()?;
        Ok(Self { inner, alignment, given: Arc::new(Given { back, ..Given::default() }) })
    }

    pub(crate) fn given(&self) -> &Arc<Given> {
        &self.given
    }

    /// The number of the segment.
    pub(crate) fn segment(&self) -> Result<u32, ZAllocError> {
        let chunk = self.cut(1)?;
        self.inner.free(&chunk.descriptor);
        Ok(chunk.descriptor.segment)
    }

    /// The longest message that an unused segment of `size` bytes has room for.
    pub(crate) fn longest(&self, size: usize) -> usize {
        let (mut fits, mut fails) = (0, size + 1);
        while fits + 1 < fails {
            let len = fits.midpoint(fails);
            match self.cut(len) {
                Ok(chunk) => {
                    self.inner.free(&chunk.descriptor);
                    fits = len;
                }
                Err(_) => fails = len,
            }
        }
        fits
    }

    /// A chunk of the inner allocator with room for `len` bytes behind what is not used.
    fn cut(&self, len: usize) -> ChunkAllocResult {
        let whole = len
            .checked_add(HEADER_LEN)
            .and_then(|len| len.checked_next_multiple_of(BODY_ALIGNMENT))
            .ok_or(ZAllocError::OutOfMemory)?;
        let whole = MemoryLayout::new(whole, self.alignment).map_err(|_| ZAllocError::Other)?;
        self.inner.alloc(&whole)
    }
}

impl WithProtocolID for AlignedBodies {
    fn id(&self) -> ProtocolID {
        self.inner.id()
    }
}

impl ShmProviderBackend for AlignedBodies {
    fn alloc(&self, layout: &MemoryLayout) -> ChunkAllocResult {
        let AllocatedChunk { descriptor, mut data } = self.cut(layout.size().get())?;
        let ChunkDescriptor { segment, chunk, len } = descriptor;
        // A chunk of at least one byte and the header is longer than the header.
        let len = NonZeroUsize::new(len.get() - HEADER_LEN).ok_or(ZAllocError::Other)?;
        // SAFETY: the chunk has just been allocated, so that nobody else accesses it.
        let start = unsafe { data.ptr_mut() };
        // SAFETY: the chunk is longer than the header and aligned to 8 bytes. Its first 4 bytes
        // are ours: what is handed out begins behind them.
        let start = unsafe {
            start.cast::<u32>().write(departures::count());
            start.add(HEADER_LEN)
        };
        self.given.give(len.get());
        let lent = Lent { _data: data, given: self.given.clone() };
        Ok(AllocatedChunk {
            descriptor: ChunkDescriptor::new(segment, chunk + HEADER_OFFSET, len),
            data: PtrInSegment::new(start, Arc::new(lent)),
        })
    }

    fn free(&self, chunk: &ChunkDescriptor) {
        self.given.take_back(chunk.len.get());
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

/// How often a process had left when a chunk was given out.
///
/// The chunk is one of [`AlignedBodies`], in the segment that the file is.
pub(crate) fn departures_before(file: &File, chunk: Chunk) -> io::Result<u32> {
    let mut count = [0; HEADER_LEN];
    let start = chunk.offset.checked_sub(HEADER_OFFSET).ok_or(io::ErrorKind::InvalidData)?;
    file.read_exact_at(&mut count, start.into())?;
    Ok(u32::from_ne_bytes(count))
}

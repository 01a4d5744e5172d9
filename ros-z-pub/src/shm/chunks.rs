//! What Zenoh's bookkeeping says of the chunks that a segment has given out.
//!
//! For each chunk there is an entry in a file of its own that all processes share: how many
//! buffers refer to the chunk, and whether its watchdog has bitten. Every process with such a
//! buffer confirms it each 50 ms; if nobody does for 100 ms, the process that owns the chunk
//! marks it. A marked chunk that is still referred to is held by nobody who runs.
//!
//! The file is read, not mapped: it would have to be locked in memory once more.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

use zenoh_shm::ShmBufInner;

use super::file::path_of;

/// Entries in a file, each of `LEN` bytes; behind them stand the watchdogs.
const ENTRIES: usize = 32_768;

/// Length of an entry in bytes.
const LEN: usize = 32;

/// An entry: `refcount: u32`, `watchdog_invalidated: bool`, `generation: u32`,
/// `protocol: u32`, `segment: u32`, `chunk: u32`, `len: usize`, as Zenoh's SHM versions 1 and 2
/// have it (zenoh-shm, `header/chunk_header.rs`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    references: u32,
    is_abandoned: bool,
    generation: u32,
    segment: u32,
    chunk: Chunk,
}

/// A part of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Chunk {
    /// Bytes from the beginning of the segment.
    pub(crate) offset: u32,
    /// Length in bytes.
    pub(crate) len: u64,
}

impl Entry {
    fn parse(bytes: &[u8; LEN]) -> Self {
        let word = |index: usize| {
            let word = bytes.get(index..).and_then(|rest| rest.first_chunk());
            u32::from_ne_bytes(word.copied().unwrap_or_default())
        };
        let len = bytes.last_chunk().copied().unwrap_or_default();
        Self {
            references: word(0),
            is_abandoned: bytes.get(4).is_some_and(|byte| *byte != 0),
            generation: word(8),
            segment: word(16),
            chunk: Chunk { offset: word(20), len: u64::from_ne_bytes(len) },
        }
    }
}

/// The entry of one buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BufferId {
    /// The number of the file.
    file: u16,
    index: u16,
    /// The use of the entry.
    generation: u32,
}

impl BufferId {
    pub(crate) fn of(buffer: &ShmBufInner) -> Self {
        let metadata = &buffer.info.metadata;
        Self { file: metadata.id, index: metadata.index, generation: buffer.info.generation }
    }

    fn entry(&self) -> io::Result<Entry> {
        let mut bytes = [0; LEN];
        let offset = u64::from(self.index) * LEN as u64;
        File::open(path_of(self.file.into()))?.read_exact_at(&mut bytes, offset)?;
        Ok(Entry::parse(&bytes))
    }

    /// Whether anything refers to the buffer; `true` where that cannot be known.
    pub(crate) fn is_out(&self) -> bool {
        self.entry()
            .map_or(true, |entry| entry.generation == self.generation && entry.references > 0)
    }

    /// The number of the segment that the buffer is in, and which part of it is its chunk.
    ///
    /// `None` unless the entry is what is known of the buffer: Zenoh keeps its books
    /// differently then.
    fn chunk(&self, references: u32) -> Option<(u32, Chunk)> {
        let entry = self.entry().ok()?;
        let is_known = entry.generation == self.generation
            && entry.references == references
            && !entry.is_abandoned;
        is_known.then_some((entry.segment, entry.chunk))
    }
}

/// The books of one segment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Books {
    /// The number of the file.
    file: u16,
    /// The number of the segment.
    segment: u32,
}

impl Books {
    /// The books that `buffer` is in, a buffer of `segment` that nothing else refers to.
    ///
    /// `None` if they cannot be read.
    pub(crate) fn of(buffer: &ShmBufInner, segment: u32) -> Option<Self> {
        let id = BufferId::of(buffer);
        let (found, chunk) = id.chunk(1)?;
        let is_right = found == segment && chunk.len == buffer.capacity().get() as u64;
        is_right.then_some(Self { file: id.file, segment })
    }

    /// The chunks of the segment that something refers to, but nobody who runs.
    pub(crate) fn abandoned(&self) -> io::Result<Vec<Chunk>> {
        /// Entries that are read at once.
        const BLOCK: usize = 1024;
        let file = File::open(path_of(self.file.into()))?;
        let mut block = [0; BLOCK * LEN];
        let mut found = Vec::new();
        for start in (0..ENTRIES).step_by(BLOCK) {
            file.read_exact_at(&mut block, (start * LEN) as u64)?;
            let entries = block.chunks_exact(LEN).filter_map(|bytes| bytes.first_chunk());
            let abandoned = entries.map(Entry::parse).filter(|entry| {
                entry.segment == self.segment && entry.is_abandoned && entry.references > 0
            });
            found.extend(abandoned.map(|entry| entry.chunk));
        }
        Ok(found)
    }
}

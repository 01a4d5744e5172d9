//! One segment of shared memory that this process allocates from.

use std::collections::BTreeSet;
use std::fs::File;
use std::mem::ManuallyDrop;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use event_listener::Event;
use zenoh::Wait;
use zenoh::shm::{
    PosixShmProviderBackend, ShmProvider, ShmProviderBackend, ShmProviderBuilder, ZAllocError,
    ZLayoutAllocError, ZShmMut,
};
use zenoh_buffers::{ZBuf, ZSlice};
use zenoh_shm::ShmBufInner;

use super::backend::{AlignedBodies, Given, departures_before};
use super::chunks::{Books, BufferId, Chunk};
use super::file::SegmentFile;
use super::{departures, exit, mapping};
use crate::lock::lock;

/// Why a segment has no buffer to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoBuffer {
    /// Nothing that is free is large enough.
    Full,
    /// For a reason of Zenoh's.
    Refused,
}

/// A segment, and Zenoh's provider of buffers in it.
///
/// To drop a provider is to give the bookkeeping of its buffers away: when one of them is
/// dropped later, in any process, it is counted down for the new owner, and memory that
/// somebody holds becomes free. So a segment is dropped when [`is_let_go`](Self::is_let_go).
pub(crate) struct Segment {
    provider: ManuallyDrop<Provider>,
    /// Where it is; for a provider that was brought, known after the first buffer.
    place: OnceLock<Place>,
    /// The process that may drop it; not one that was forked from it.
    owner: u32,
}

enum Provider {
    /// Brought by the user, with the alignment that it has.
    Brought {
        provider: Arc<ShmProvider<PosixShmProviderBackend>>,
        out: Mutex<Ledger>,
    },
    Own {
        provider: ShmProvider<AlignedBodies>,
        given: Arc<Given>,
        longest: usize,
    },
}

/// Where a segment is, and what is known of it.
#[derive(Debug)]
struct Place {
    number: u32,
    file: SegmentFile,
    /// `None` where they cannot be read.
    books: Option<Books>,
    losses: Mutex<Losses>,
}

/// What is known of processes that have left, and of what they held.
#[derive(Debug)]
struct Losses {
    /// How often a process had left when that was looked at last, and when it was first seen
    /// that somebody had.
    departures: u32,
    left: Option<Instant>,
    /// The processes that have been seen to have the segment mapped.
    holders: BTreeSet<u32>,
    /// When the books were read last, and what was lost then.
    read: Option<Instant>,
    chunks: Vec<Chunk>,
}

impl Losses {
    /// How long after somebody has left the books are read each time: Zenoh notices within
    /// 200 ms that nobody confirms a chunk.
    const FRESH: Duration = Duration::from_secs(3);

    /// How often they are read later: what somebody else held as well may be dropped at any time.
    const LATER: Duration = Duration::from_secs(1);

    fn new() -> Self {
        Self {
            departures: departures::count(),
            left: None,
            holders: BTreeSet::new(),
            read: None,
            chunks: Vec::new(),
        }
    }

    /// Whether the books may say something new.
    fn may_have_grown(&mut self, holders: &Option<BTreeSet<u32>>) -> bool {
        let departures = departures::count();
        let has_left = std::mem::replace(&mut self.departures, departures) != departures;
        let gone = holders.as_ref().is_some_and(|now| !self.holders.is_subset(now));
        if has_left || gone {
            self.left = Some(Instant::now());
        }
        if let Some(holders) = holders {
            self.holders.clone_from(holders);
        }
        let is_fresh = self.left.is_some_and(|left| left.elapsed() < Self::FRESH);
        let is_old = self.read.is_none_or(|read| read.elapsed() >= Self::LATER);
        self.left.is_some() && (is_fresh || is_old)
    }
}

impl Segment {
    /// One of `size` bytes; whoever waits for a buffer hears of `back`.
    pub(crate) fn create(size: usize, back: Arc<Event>) -> zenoh::Result<Self> {
        let backend = AlignedBodies::new(size, back)?;
        let given = backend.given().clone();
        let (number, longest) = (backend.segment(), backend.longest(size));
        let provider = ShmProviderBuilder::backend(backend).wait();
        let place = match number {
            Ok(number) => Place::of(&provider, |_| Some((SegmentFile::of(number).ok()?, number))),
            Err(_) => None,
        };
        Ok(Self::new(Provider::Own { provider, given, longest }, place))
    }

    /// That of a provider of the user's.
    pub(crate) fn brought(provider: Arc<ShmProvider<PosixShmProviderBackend>>) -> Self {
        Self::new(Provider::Brought { provider, out: Mutex::default() }, None)
    }

    fn new(provider: Provider, place: Option<Place>) -> Self {
        let place = place.map_or_else(OnceLock::new, OnceLock::from);
        Self { provider: ManuallyDrop::new(provider), place, owner: std::process::id() }
    }

    /// The longest message that has room in it when it is empty, in bytes.
    pub(crate) fn longest(&self) -> usize {
        match &*self.provider {
            Provider::Brought { .. } => usize::MAX,
            Provider::Own { longest, .. } => *longest,
        }
    }

    /// A buffer of exactly `len` bytes, at once or not at all.
    ///
    /// Nobody else may allocate meanwhile: the pool is locked.
    pub(crate) fn alloc(&self, len: usize) -> Result<ZShmMut, NoBuffer> {
        match &*self.provider {
            Provider::Brought { provider, .. } => alloc(provider, len),
            Provider::Own { provider, .. } => alloc(provider, len),
        }
    }

    /// Takes buffers back that nobody refers to any more; as [`alloc`](Self::alloc), by one thread
    /// at a time.
    pub(crate) fn collect(&self) {
        match &*self.provider {
            Provider::Brought { provider, .. } => provider.garbage_collect(),
            Provider::Own { provider, .. } => provider.garbage_collect(),
        };
    }

    /// Notes that a buffer is about to be published.
    ///
    /// For segments of our own the allocator does.
    pub(crate) fn note_published(&self, payload: &ZBuf) {
        let Provider::Brought { out, .. } = &*self.provider else { return };
        let buffers = payload.zslices().filter_map(|slice| slice.downcast_ref::<ShmBufInner>());
        let mut out = lock(out);
        buffers.for_each(|buffer| out.note(buffer));
    }

    /// What has been given out; `None` for a provider that was brought.
    pub(crate) fn given(&self) -> Option<&Given> {
        match &*self.provider {
            Provider::Brought { .. } => None,
            Provider::Own { given, .. } => Some(given),
        }
    }

    /// The length of the segment in bytes, if it is known.
    pub(crate) fn len(&self) -> Option<usize> {
        usize::try_from(self.place()?.file.len()).ok()
    }

    fn place(&self) -> Option<&Place> {
        if let (None, Provider::Brought { provider, .. }) = (self.place.get(), &*self.provider) {
            // One attempt after the other until there is a buffer to look at.
            let found = Place::of(provider, |buffer| {
                SegmentFile::mapped_at(buffer.as_ref().as_ptr().addr())
            });
            if let Some(place) = found {
                let _ = self.place.set(place);
            }
        }
        self.place.get()
    }

    /// The bytes of the chunks that processes which have left held, and nobody alive does.
    pub(crate) fn lost(&self) -> usize {
        self.place().map_or(0, |place| {
            let is_own = matches!(&*self.provider, Provider::Own { .. });
            usize::try_from(place.lost(is_own)).unwrap_or(usize::MAX)
        })
    }

    /// The other processes that have the segment mapped, as far as the system tells.
    pub(crate) fn holders(&self) -> Vec<u32> {
        let holders = self.place().and_then(|place| place.file.holders());
        holders.unwrap_or_default().into_iter().collect()
    }

    /// Whether the provider may be dropped: all that it gave out is back, or nobody is left who
    /// could give it back.
    ///
    /// `is_idle` says that nothing has been allocated for so long that nothing is under way to
    /// a process that has not mapped the segment yet.
    pub(crate) fn is_let_go(&self, is_idle: bool) -> bool {
        if self.owner != std::process::id() {
            return false;
        }
        self.collect();
        match &*self.provider {
            Provider::Brought { provider, out } => {
                // The user has it as well, and may have buffers of it.
                Arc::strong_count(provider) > 1 || lock(out).is_empty()
            }
            Provider::Own { given, .. } => {
                // Of what refers to it, two are the segment and its allocator.
                given.chunks() == 0
                    || (is_idle
                        && given.buffers_here(2) == 0
                        && self.place().is_some_and(|place| place.is_abandoned(given.chunks())))
            }
        }
    }
}

impl Drop for Segment {
    fn drop(&mut self) {
        // A forked process that ends would remove what its parent works with.
        if self.owner == std::process::id() {
            // SAFETY: it is dropped here only, and not used afterwards.
            unsafe { ManuallyDrop::drop(&mut self.provider) };
        }
    }
}

/// Collecting first gives back the memory that was used last and is still in the caches, and
/// spares the detour over a failed allocation. What others give back meanwhile is seen by the
/// second attempt: Zenoh's own policies give up if no single freed chunk is large enough.
fn alloc<B: ShmProviderBackend>(
    provider: &ShmProvider<B>,
    len: usize,
) -> Result<ZShmMut, NoBuffer> {
    provider.garbage_collect();
    let full = match provider.alloc(len).wait() {
        Ok(buffer) => return Ok(buffer),
        Err(error) => reason(&error),
    };
    if full == NoBuffer::Full && provider.garbage_collect() > 0 {
        return provider.alloc(len).wait().map_err(|error| reason(&error));
    }
    Err(full)
}

fn reason(error: &ZLayoutAllocError) -> NoBuffer {
    match error {
        ZLayoutAllocError::Alloc(ZAllocError::OutOfMemory | ZAllocError::NeedDefragment) => {
            NoBuffer::Full
        }
        _ => NoBuffer::Refused,
    }
}

impl Place {
    /// Looks at a buffer of a provider; `None` if there is none.
    fn of<B: ShmProviderBackend>(
        provider: &ShmProvider<B>,
        file: impl FnOnce(&ShmBufInner) -> Option<(SegmentFile, u32)>,
    ) -> Option<Self> {
        let buffer = ZSlice::from(provider.alloc(1).wait().ok()?);
        let buffer = buffer.downcast_ref::<ShmBufInner>()?;
        let (file, number) = file(buffer)?;
        mapping::keep_books_locked(buffer.info.metadata.id.into());
        let books = Books::of(buffer, number);
        if books.is_none() {
            tracing::debug!("the books of {} cannot be read", file.path().display());
        }
        Some(Self { number, file, books, losses: Mutex::new(Losses::new()) })
    }

    /// The bytes of the chunks that processes which have left held, and nobody alive does.
    fn lost(&self, is_own: bool) -> u64 {
        let mut losses = lock(&self.losses);
        let holders = self.file.holders();
        if losses.may_have_grown(&holders) {
            let mut chunks = self.abandoned();
            if is_own && holders.is_none_or(|holders| !holders.is_empty()) {
                // A process that is only stopped holds what it was sent after all others had
                // left.
                let file = File::open(self.file.path());
                chunks.retain(|chunk| {
                    let before = file.as_ref().ok().map(|file| departures_before(file, *chunk));
                    before
                        .is_none_or(|before| before.is_ok_and(|before| before != losses.departures))
                });
            }
            (losses.chunks, losses.read) = (chunks, Some(Instant::now()));
        }
        losses.chunks.iter().map(|chunk| chunk.len).sum()
    }

    /// What is referred to and held by nobody who runs.
    fn abandoned(&self) -> Vec<Chunk> {
        self.books.and_then(|books| books.abandoned().ok()).unwrap_or_default()
    }

    /// Whether none of the `out` chunks can ever come back: nobody has the segment mapped, or
    /// will.
    fn is_abandoned(&self, out: usize) -> bool {
        !mapping::is_mapped(self.number)
            && self.file.holders().is_some_and(|holders| holders.is_empty())
            && self.abandoned().len() == out
            && exit::seal(&self.file)
    }
}

/// The buffers of a provider of the user's that have been published and may be out.
#[derive(Debug)]
struct Ledger {
    buffers: Vec<BufferId>,
    /// How many there may be before it is looked for those that are back.
    limit: usize,
}

impl Default for Ledger {
    fn default() -> Self {
        Self { buffers: Vec::new(), limit: Self::LEAST }
    }
}

impl Ledger {
    const LEAST: usize = 256;

    fn note(&mut self, buffer: &ShmBufInner) {
        if self.buffers.len() >= self.limit {
            self.buffers.retain(BufferId::is_out);
            self.limit = (2 * self.buffers.len()).max(Self::LEAST);
        }
        self.buffers.push(BufferId::of(buffer));
    }

    fn is_empty(&mut self) -> bool {
        self.buffers.retain(BufferId::is_out);
        self.buffers.is_empty()
    }
}

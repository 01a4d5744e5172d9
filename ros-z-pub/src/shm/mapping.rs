//! Segments of other processes in the memory of this one.
//!
//! Zenoh's own client locks every segment that it maps in memory, and never lets go of it: a
//! reader that may lock less loses all messages in it without a word, and one that outlives
//! its publishers collects their pools. This one maps a segment without locking it, which its
//! owner has done already, and lets go when nothing of it is held and others are used instead.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU32, Ordering, fence};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, Weak};
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};
use rustix::mm::{MapFlags, ProtFlags, mmap, munlock, munmap};
use zenoh::shm::{
    ChunkID, PosixShmClient, ProtocolID, SegmentID, ShmClient, ShmClientStorage, ShmSegment,
    WithProtocolID,
};

use super::file::{self, path_of};
use super::limits;
use crate::keeper;
use crate::lock::lock;
use crate::logging::warning;

/// How long a segment has to be unused to be let go of, after others have come or gone.
const PATIENCE: Duration = Duration::from_millis(500);

/// How often it is looked for such segments after each change: some are used for a while yet.
const ROUNDS: u32 = 20;

/// Length of the file with the books of a process, in bytes.
const BOOKS_LEN: usize = 1_310_720;

/// What sessions read shared memory through; one for the whole process.
pub(crate) fn clients() -> Arc<ShmClientStorage> {
    static CLIENTS: OnceLock<Arc<ShmClientStorage>> = OnceLock::new();
    let make = || Arc::new(ShmClientStorage::builder().with_client(Arc::new(Client)).build());
    CLIENTS.get_or_init(make).clone()
}

/// All segments that have ever been mapped and not been forgotten by Zenoh.
static MAPPED: Mutex<Mapped> =
    Mutex::new(Mapped { segments: Vec::new(), rounds: 0, is_scheduled: false });

/// The time, in rounds.
static NOW: AtomicU32 = AtomicU32::new(0);

struct Mapped {
    segments: Vec<Weak<Segment>>,
    /// How often it is still looked for what is not used any more.
    rounds: u32,
    is_scheduled: bool,
}

impl Mapped {
    fn lock() -> MutexGuard<'static, Self> {
        lock(&MAPPED)
    }
}

/// Notes that a segment has come or a process has gone: what is not used from now on is let
/// go of.
pub(crate) fn note_change() {
    let mut mapped = Mapped::lock();
    if mapped.segments.is_empty() {
        return;
    }
    mapped.rounds = ROUNDS;
    if !std::mem::replace(&mut mapped.is_scheduled, true) {
        NOW.fetch_add(1, Ordering::Relaxed);
        keeper::schedule(PATIENCE, tidy);
    }
}

/// Lets go of the segments that have not been used for a round, and says when to look again.
fn tidy() -> Option<Duration> {
    let mut mapped = Mapped::lock();
    mapped.segments.retain(|segment| segment.strong_count() > 0);
    let now = NOW.fetch_add(1, Ordering::Relaxed);
    let stale = mapped.segments.iter().filter(|segment| Segment::is_stale(segment, now));
    let held = stale.filter(|segment| !Segment::let_go(segment)).count();
    mapped.rounds = mapped.rounds.saturating_sub(1);
    mapped.is_scheduled = mapped.rounds > 0 || held > 0;
    mapped.is_scheduled.then_some(PATIENCE)
}

/// Whether this process has a segment of this number mapped as a reader.
pub(crate) fn is_mapped(number: u32) -> bool {
    let segments = Mapped::lock().segments.clone();
    let segments = segments.iter().filter_map(Weak::upgrade);
    segments.filter(|segment| segment.number == number).any(|segment| segment.lock().is_some())
}

/// Zenoh's protocol of POSIX shared memory.
#[derive(Debug)]
struct Client;

impl WithProtocolID for Client {
    fn id(&self) -> ProtocolID {
        PosixShmClient.id()
    }
}

impl ShmClient for Client {
    fn attach(&self, number: SegmentID) -> zenoh::Result<Arc<dyn ShmSegment>> {
        let memory = Memory::open(number).inspect_err(|error| warn(number, error))?;
        // Zenoh has just mapped the books of the publisher that the segment belongs to.
        unlock_books();
        let segment = Arc::new(Segment {
            number,
            used: AtomicU32::new(NOW.load(Ordering::Relaxed)),
            memory: Mutex::new(Some(memory)),
        });
        Mapped::lock().segments.push(Arc::downgrade(&segment));
        note_change();
        Ok(segment)
    }
}

/// Says, once in a process, that messages are lost, and why.
#[cold]
fn warn(number: u32, error: &std::io::Error) {
    static WARN: std::sync::Once = std::sync::Once::new();
    WARN.call_once(|| {
        let path = path_of(number);
        warning!(
            "messages are lost: the shared memory {} of a publisher cannot be mapped: {error}",
            path.display()
        );
    });
}

/// A segment, mapped or let go of.
#[derive(Debug)]
struct Segment {
    number: u32,
    /// The round in which it was last used.
    used: AtomicU32,
    memory: Mutex<Option<Memory>>,
}

impl Segment {
    fn lock(&self) -> MutexGuard<'_, Option<Memory>> {
        lock(&self.memory)
    }

    fn use_now(&self) {
        self.used.store(NOW.load(Ordering::Relaxed), Ordering::Relaxed);
    }

    /// Whether it is mapped and has not been used in this round.
    fn is_stale(segment: &Weak<Self>, now: u32) -> bool {
        segment.upgrade().is_some_and(|segment| {
            segment.used.load(Ordering::Relaxed) != now && segment.lock().is_some()
        })
    }

    /// Unmaps the segment unless some buffer in it is held.
    ///
    /// Zenoh keeps one reference, and one in each buffer.
    fn let_go(weak: &Weak<Self>) -> bool {
        let Some(segment) = weak.upgrade() else { return true };
        // Whoever takes another reference asks for the memory next, and waits here for it.
        let mut memory = segment.lock();
        if Arc::strong_count(&segment) > 2 {
            return false;
        }
        // What was read through the last buffer was read before it was dropped.
        fence(Ordering::Acquire);
        *memory = None;
        true
    }
}

impl ShmSegment for Segment {
    fn map(&self, chunk: ChunkID) -> zenoh::Result<*mut u8> {
        self.use_now();
        let mut memory = self.lock();
        let memory = match &mut *memory {
            Some(memory) => memory,
            gone => {
                let memory =
                    Memory::open(self.number).inspect_err(|error| warn(self.number, error))?;
                gone.insert(memory)
            }
        };
        memory.at(chunk as usize).ok_or_else(|| {
            let len = memory.len;
            format!("offset {chunk} in a segment of {len} bytes").into()
        })
    }
}

/// The memory of a segment.
#[derive(Debug)]
struct Memory {
    start: NonNull<u8>,
    len: usize,
    /// Open, and locked as long as the memory is mapped: whoever lets go last removes it.
    file: File,
    number: u32,
}

// SAFETY: the memory is shared between processes in any case; what is read and written in it
// is for Zenoh's buffers to say.
unsafe impl Send for Memory {}

impl Memory {
    fn open(number: u32) -> std::io::Result<Self> {
        let file = OpenOptions::new().read(true).write(true).open(path_of(number))?;
        // Refused while its last owner removes it.
        flock(&file, FlockOperation::NonBlockingLockShared)?;
        let len = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
        let access = ProtFlags::READ | ProtFlags::WRITE;
        // SAFETY: a new mapping, at an address of the system's choice.
        let start = unsafe {
            mmap(
                std::ptr::null_mut(),
                len,
                access,
                MapFlags::SHARED | MapFlags::NORESERVE,
                &file,
                0,
            )
        }?;
        let start = NonNull::new(start.cast()).ok_or(std::io::ErrorKind::OutOfMemory)?;
        Ok(Self { start, len, file, number })
    }

    fn at(&self, offset: usize) -> Option<*mut u8> {
        // SAFETY: the offset lies within the mapping.
        (offset < self.len).then(|| unsafe { self.start.as_ptr().add(offset) })
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        // SAFETY: the mapping is ours, and no buffer in it is left.
        let _ = unsafe { munmap(self.start.as_ptr().cast(), self.len) };
        if flock(&self.file, FlockOperation::NonBlockingLockExclusive).is_ok() {
            let _ = std::fs::remove_file(path_of(self.number));
        }
    }
}

/// Numbers of the files with this process's own books.
static OWN_BOOKS: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// Excepts the books in this file, which are this process's own, from being unlocked.
pub(crate) fn keep_books_locked(number: u32) {
    limits::note_books();
    lock(&OWN_BOOKS).insert(number);
}

/// Unlocks the books of other processes, which count against the limit of locked memory.
///
/// Their owners keep them in memory. Zenoh never unmaps them.
fn unlock_books() {
    if !limits::is_limited() {
        return;
    }
    let own = lock(&OWN_BOOKS);
    for mapping in file::mappings() {
        let number = mapping.path.file_stem().and_then(|name| name.to_str()?.parse().ok());
        let len = mapping.end - mapping.start;
        if len != BOOKS_LEN || number.is_some_and(|number: u32| own.contains(&number)) {
            continue;
        }
        let start = std::ptr::with_exposed_provenance_mut(mapping.start);
        // SAFETY: whether memory is locked makes no difference to what is in it.
        let _ = unsafe { munlock(start, len) };
    }
}

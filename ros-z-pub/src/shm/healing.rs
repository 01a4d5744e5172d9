//! How a pool goes on when processes end that hold its messages.
//!
//! The memory of such a message never comes back: nobody counts it down. A pool that has no
//! room because of that gets a new segment, and the old one is given back when nobody has it
//! mapped; if somebody keeps it, it serves again as far as it has room. Nothing that a living
//! process may still read is ever written again.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use event_listener::Event;
use zenoh::shm::ZShmMut;
use zenoh_buffers::ZBuf;
use zenoh_shm::version::SHM_VERSION;

use super::backend::Given;
use super::segment::{NoBuffer, Segment};
use super::{file, limits};
use crate::keeper;
use crate::lock::lock;
use crate::logging::warning;
use crate::stats::PoolStats;

/// How soon a pool without room is looked after, and how often at least.
const SOON: Duration = Duration::from_millis(25);
const LATER: Duration = Duration::from_millis(400);

/// For how long nothing has to be allocated from a segment until nothing in it is under way to
/// a process that has not mapped it yet.
///
/// With its second version of shared memory Zenoh confirms what is under way, so that it is not
/// taken for abandoned. With the first one, only the lease of a connection ends the wait for a
/// process that does not read.
const IDLE: Duration =
    if SHM_VERSION >= 2 { Duration::from_millis(500) } else { Duration::from_secs(12) };

/// How long an older segment is left alone, so that it can be given back, before it serves again.
const RETIRED: Duration = Duration::from_secs(5);

/// The segments of a pool.
pub(crate) struct Segments {
    /// The newest first: the others serve when it has no room and they cannot be given back.
    slots: Mutex<Vec<Slot>>,
    /// How to make another one; `None` where it cannot be replaced.
    replacement: Option<Replacement>,
    /// How many segments have been made.
    created: AtomicUsize,
    /// Bytes of the newest segment that are lost.
    lost: AtomicUsize,
    /// A buffer was refused since the segments were last looked after.
    is_dry: AtomicBool,
    /// The keeper will look after them.
    is_tended: AtomicBool,
    has_warned: AtomicBool,
}

struct Replacement {
    /// Of each segment in bytes.
    size: usize,
    /// How many there may be.
    budget: usize,
    /// Who waits for a buffer hears of it.
    back: Arc<Event>,
}

/// A segment, and since when nothing has been allocated from it.
struct Slot {
    segment: Arc<Segment>,
    idle_since: Option<Instant>,
    /// Since when there is a newer one.
    retired: Option<Instant>,
    /// Nothing may be allocated from it while it is decided whether it is given back.
    is_closed: bool,
}

impl Slot {
    fn new(segment: Segment) -> Self {
        let segment = Arc::new(segment);
        Self { segment, idle_since: None, retired: None, is_closed: false }
    }

    /// Whether messages may be allocated from it.
    fn is_open(&self) -> bool {
        !self.is_closed && self.retired.is_none_or(|since| since.elapsed() >= RETIRED)
    }

    fn is_idle(&mut self) -> bool {
        self.idle_since.get_or_insert_with(Instant::now).elapsed() >= IDLE
    }
}

/// How many chunks have come back, and how many segments have been made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Progress {
    returned: usize,
    created: usize,
}

impl Segments {
    /// A segment of `size` bytes, and more up to `budget` if some of it is lost.
    pub(crate) fn replaceable(
        segment: Segment,
        size: usize,
        budget: usize,
        back: Arc<Event>,
    ) -> Self {
        Self::new(segment, Some(Replacement { size, budget, back }))
    }

    /// A segment that stays the only one.
    pub(crate) fn only(segment: Segment) -> Self {
        Self::new(segment, None)
    }

    fn new(segment: Segment, replacement: Option<Replacement>) -> Self {
        Self {
            slots: Mutex::new(vec![Slot::new(segment)]),
            replacement,
            created: AtomicUsize::new(1),
            lost: AtomicUsize::new(0),
            is_dry: AtomicBool::new(false),
            is_tended: AtomicBool::new(false),
            has_warned: AtomicBool::new(false),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Slot>> {
        lock(&self.slots)
    }

    /// A buffer of exactly `len` bytes from the first segment that has room.
    pub(crate) fn alloc(&self, len: usize) -> Result<ZShmMut, NoBuffer> {
        let mut error = NoBuffer::Full;
        for slot in self.lock().iter_mut().filter(|slot| slot.is_open()) {
            match slot.segment.alloc(len) {
                Ok(buffer) => {
                    slot.idle_since = None;
                    return Ok(buffer);
                }
                Err(refused) => error = refused,
            }
        }
        Err(error)
    }

    /// Takes buffers back, and returns what changes if there may be more room than before; `None`
    /// for a provider that was brought, in which others may make room.
    pub(crate) fn progress(&self) -> Option<Progress> {
        let slots = self.lock();
        collect(&slots);
        let given = slots.iter().map(|slot| slot.segment.given().map(Given::returned));
        let created = self.created.load(Ordering::Relaxed);
        Some(Progress { returned: given.sum::<Option<usize>>()?, created })
    }

    /// Notes that a buffer of a provider that was brought is about to be published.
    pub(crate) fn note_published(&self, payload: &ZBuf) {
        self.lock().iter().for_each(|slot| slot.segment.note_published(payload));
    }

    /// Bytes of the newest segment that processes which have left held for good.
    pub(crate) fn lost(&self) -> usize {
        self.lost.load(Ordering::Relaxed)
    }

    pub(crate) fn count(&self) -> usize {
        self.lock().len()
    }

    /// Bytes that are out; `None` for a provider that was brought.
    pub(crate) fn out(&self) -> Option<usize> {
        self.lock().iter().map(|slot| slot.segment.given().map(Given::bytes)).sum()
    }

    /// The length of the longest segment in bytes, if it is known.
    pub(crate) fn len(&self) -> Option<usize> {
        self.lock().iter().filter_map(|slot| slot.segment.len()).max()
    }

    pub(crate) fn stats(&self) -> PoolStats {
        collect(&self.lock());
        let segments = self.segments();
        let given = || segments.iter().map(|segment| segment.given());
        PoolStats {
            size: segments.first().and_then(|segment| segment.len()),
            segments: segments.len(),
            in_use: given().map(|given| given.map(Given::bytes)).sum(),
            high_water: given().map(|given| given.map(Given::high_water)).max().flatten(),
            lost: segments.iter().map(|segment| segment.lost()).sum(),
            suggested_size: None,
        }
    }

    /// The segments, to be looked at while publishers go on.
    fn segments(&self) -> Vec<Arc<Segment>> {
        self.lock().iter().map(|slot| slot.segment.clone()).collect()
    }

    /// Has the keeper look after a pool that has no room.
    pub(crate) fn tend_soon(self: &Arc<Self>) {
        self.is_dry.store(true, Ordering::Relaxed);
        if !self.is_tended.swap(true, Ordering::Relaxed) {
            let (segments, mut pause) = (Arc::downgrade(self), SOON);
            keeper::schedule(SOON, move || {
                pause = segments.upgrade()?.tend(pause)?;
                Some(pause)
            });
        }
    }

    /// Looks for what is lost, makes up for it, and gives back what can be.
    ///
    /// Says when to look again, `pause` after the last time.
    fn tend(&self, pause: Duration) -> Option<Duration> {
        let is_dry = self.is_dry.swap(false, Ordering::Relaxed);
        if is_dry {
            let newest = self.lock().first().map(|slot| slot.segment.clone());
            self.lost.store(newest.map_or(0, |newest| newest.lost()), Ordering::Relaxed);
        }
        let lost = self.lost();
        let is_short = is_dry && lost > 0;
        if is_dry && !is_short {
            self.has_warned.store(false, Ordering::Relaxed);
        }

        self.give_back(is_short);
        if is_short {
            match &self.replacement {
                Some(replacement) => self.add(replacement, lost),
                None => self.warn(format_args!(
                    "bring another provider: {lost} bytes of this one are lost to processes \
                     that have ended"
                )),
            }
        }

        if is_dry || self.count() > 1 {
            return Some(if is_short { SOON } else { (2 * pause).min(LATER) });
        }
        self.is_tended.store(false, Ordering::Relaxed);
        let is_dry_again = self.is_dry.load(Ordering::Relaxed);
        (is_dry_again && !self.is_tended.swap(true, Ordering::Relaxed)).then_some(SOON)
    }

    /// Drops the segments that nobody uses: the older ones, and the newest if the pool is
    /// short of memory.
    fn give_back(&self, is_short: bool) {
        let kept = usize::from(!is_short);
        for place in (kept..self.count()).rev() {
            // Only the keeper adds and removes segments, so that the place stays the same.
            let candidate = self.lock().get_mut(place).map(|slot| {
                slot.is_closed = true;
                (slot.segment.clone(), slot.is_idle())
            });
            let Some((segment, is_idle)) = candidate else { continue };
            let is_let_go = segment.is_let_go(is_idle);
            let mut slots = self.lock();
            if is_let_go && place < slots.len() {
                slots.remove(place);
            } else if let Some(slot) = slots.get_mut(place) {
                slot.is_closed = false;
            }
            drop(slots);
            // Unmapped here, while nobody waits for the lock.
            drop(segment);
        }
    }

    /// Adds a segment if the budget allows it.
    fn add(&self, replacement: &Replacement, lost: usize) {
        let Replacement { size, budget, back } = replacement;
        let count = self.count();
        if count >= *budget {
            let holders = self.holders().join(", ");
            return self.warn(format_args!(
                "all {count} segments of {size} bytes are used up, {lost} bytes of the last one \
                 are lost to processes that have ended; old segments are kept by {holders}, and \
                 given back when they end"
            ));
        }
        let segment = match limits::check_pool(*size) {
            Ok(()) => Segment::create(*size, back.clone()),
            Err(limit) => Err(limit.to_string().into()),
        };
        match segment {
            Ok(segment) => {
                tracing::info!(
                    "{lost} bytes of a pool are lost to processes that have ended, it goes on in \
                     a new segment, number {} of {budget}",
                    count + 1
                );
                let mut slots = self.lock();
                if let Some(slot) = slots.first_mut() {
                    slot.retired = Some(Instant::now());
                }
                slots.insert(0, Slot::new(segment));
                drop(slots);
                self.created.fetch_add(1, Ordering::Relaxed);
                self.lost.store(0, Ordering::Relaxed);
                back.notify(usize::MAX);
            }
            Err(error) => self.warn(format_args!(
                "{lost} bytes are lost to processes that have ended, and there is no new \
                 segment: {error}"
            )),
        }
    }

    /// The processes that have the segments mapped, for people.
    fn holders(&self) -> Vec<String> {
        let mut holders: Vec<_> =
            self.segments().iter().flat_map(|segment| segment.holders()).collect();
        holders.sort_unstable();
        holders.dedup();
        if holders.is_empty() {
            return vec!["processes that cannot be seen from here".into()];
        }
        holders.into_iter().map(file::process_name).collect()
    }

    /// Says once that messages go to the heap, until the pool has been whole again.
    fn warn(&self, why: std::fmt::Arguments<'_>) {
        if !self.has_warned.swap(true, Ordering::Relaxed) {
            warning!("the shared-memory pool has no room: {why}");
        }
    }
}

/// Takes buffers back.
///
/// Segments do not expect two threads at once: they are those of a pool that is locked, but for
/// those that the keeper has closed to look at them alone.
fn collect(slots: &[Slot]) {
    slots.iter().filter(|slot| !slot.is_closed).for_each(|slot| slot.segment.collect());
}

/// Segments live until all that they gave out is back, or until nobody is left who could give
/// it back.
impl Drop for Segments {
    fn drop(&mut self) {
        let slots = self.slots.get_mut().unwrap_or_else(PoisonError::into_inner);
        for slot in slots.drain(..) {
            if !slot.segment.is_let_go(false) {
                keep_until_let_go(slot);
            }
        }
    }
}

fn keep_until_let_go(mut slot: Slot) {
    let mut pause = SOON;
    let mut slot = Some({
        slot.idle_since = Some(Instant::now());
        slot
    });
    keeper::schedule(pause, move || {
        let kept = slot.as_mut()?;
        let is_idle = kept.is_idle();
        if kept.segment.is_let_go(is_idle) {
            slot = None;
            return None;
        }
        pause = (2 * pause).min(LATER);
        Some(pause)
    });
}

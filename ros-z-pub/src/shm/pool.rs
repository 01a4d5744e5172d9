//! Pools: where shared-memory buffers come from, now or after a while.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, Instant};

use event_listener::{Event, Listener};
use zenoh::shm::{PosixShmProviderBackend, ShmProvider, ZShmMut};
use zenoh_buffers::ZBuf;

use super::config::MAX_POOL_SIZE;
use super::healing::{Progress, Segments};
use super::segment::{NoBuffer, Segment};
use crate::keeper;
use crate::lock::lock;
use crate::outcome::HeapReason;
use crate::stats::PoolStats;

/// How often those who wait look whether another process has given a buffer back: at first, and
/// when they have waited for long.
const LOOK: Duration = Duration::from_millis(1);
const LONG_LOOK: Duration = Duration::from_millis(4);

/// How soon to look again after so long a wait: a sixteenth of it later at most.
fn next_look(waited: Duration) -> Duration {
    (waited / 16).clamp(LOOK, LONG_LOOK)
}

/// Where buffers come from.
pub(crate) struct Pool {
    /// The longest message that an empty segment has room for, in bytes.
    longest: usize,
    /// The size of a segment in bytes; `None` for a provider that was brought.
    size: Option<usize>,
    segments: Arc<Segments>,
    /// Somebody in this process has given a buffer back, or there is a new segment.
    back: Arc<Event>,
    /// The clock of those who wait without blocking; it ticks as long as it is held.
    clock: Mutex<Weak<()>>,
    /// The most bytes that were out and wanted at once.
    wanted: AtomicUsize,
}

// By hand: before 1.10, Zenoh's providers are not `Debug`.
impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("size", &self.size).finish_non_exhaustive()
    }
}

/// What became of a request, and how long it was waited for.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) buffer: Result<ZShmMut, HeapReason>,
    /// `None` if it was not waited for at all.
    pub(crate) waited: Option<Duration>,
}

impl Pool {
    /// A pool of our own: of segments of `size` bytes, up to `budget` of them.
    pub(crate) fn of_size(size: usize, budget: usize) -> zenoh::Result<Self> {
        let back = Arc::<Event>::default();
        let segment = Segment::create(size, back.clone())?;
        let longest = segment.longest();
        keeper::prepare_end();
        let segments = Segments::replaceable(segment, size, budget, back.clone());
        Ok(Self::new(longest, Some(size), segments, back))
    }

    /// A provider of the user's.
    pub(crate) fn brought(provider: Arc<ShmProvider<PosixShmProviderBackend>>) -> Self {
        let segment = Segment::brought(provider);
        Self::new(MAX_POOL_SIZE, None, Segments::only(segment), Arc::default())
    }

    fn new(longest: usize, size: Option<usize>, segments: Segments, back: Arc<Event>) -> Self {
        let (segments, clock, wanted) = (Arc::new(segments), Mutex::default(), AtomicUsize::new(0));
        Self { longest, size, segments, back, clock, wanted }
    }

    /// A buffer of exactly `len` bytes, at once or not at all.
    pub(crate) fn alloc(&self, len: usize) -> Result<ZShmMut, HeapReason> {
        if len > self.longest {
            return Err(HeapReason::LargerThanPool { pool: self.longest });
        }
        // Zenoh panics when it is asked behind its end, on a thread that has not noticed it.
        if keeper::is_over() {
            return Err(HeapReason::Refused);
        }
        match self.segments.alloc(len) {
            Ok(buffer) => Ok(buffer),
            Err(NoBuffer::Refused) => Err(HeapReason::Refused),
            Err(NoBuffer::Full) => Err(self.dry(len)),
        }
    }

    #[cold]
    fn dry(&self, len: usize) -> HeapReason {
        let (out, limit) = (self.segments.out().unwrap_or(0), self.segments.len());
        self.wanted.fetch_max(out.saturating_add(len), Ordering::Relaxed);
        if limit.is_some_and(|limit| len > limit) {
            return HeapReason::LargerThanPool { pool: limit.unwrap_or(0) };
        }
        self.segments.tend_soon();
        match self.segments.lost() {
            0 => HeapReason::PoolFull,
            lost => HeapReason::PoolLost { lost, segments: self.segments.count() },
        }
    }

    /// A buffer of exactly `len` bytes, waited for no longer than `bound`.
    pub(crate) fn wait(&self, len: usize, bound: Duration) -> Answer {
        let mut patience = match self.begin(len, bound) {
            Ok(patience) => patience,
            Err(answer) => return answer,
        };
        loop {
            let back = self.back.listen();
            match patience.attempt(self, len) {
                Some(answer) => return answer,
                None => back.wait_timeout(next_look(patience.since.elapsed())),
            };
        }
    }

    /// As [`wait`](Self::wait), for async code on any executor.
    pub(crate) async fn wait_async(&self, len: usize, bound: Duration) -> Answer {
        let mut patience = match self.begin(len, bound) {
            Ok(patience) => patience,
            Err(answer) => return answer,
        };
        let _clock = self.ticking();
        loop {
            let back = self.back.listen();
            match patience.attempt(self, len) {
                Some(answer) => return answer,
                None => back.await,
            }
        }
    }

    /// The first attempt, which is all where there is nothing to wait for.
    fn begin(&self, len: usize, bound: Duration) -> Result<Patience, Answer> {
        match self.alloc(len) {
            Err(reason) if reason.may_pass() && !bound.is_zero() => {
                Ok(Patience { since: Instant::now(), bound, progress: None })
            }
            buffer => Err(Answer { buffer, waited: None }),
        }
    }

    /// A clock that wakes those who wait, as long as somebody holds it.
    fn ticking(&self) -> Arc<()> {
        let mut clock = lock(&self.clock);
        if let Some(clock) = clock.upgrade() {
            return clock;
        }
        let (held, back, since) = (Arc::new(()), self.back.clone(), Instant::now());
        let ticks = Arc::downgrade(&held);
        clock.clone_from(&ticks);
        keeper::schedule(LOOK, move || {
            back.notify(usize::MAX);
            (ticks.strong_count() > 0).then(|| next_look(since.elapsed()))
        });
        held
    }

    /// Notes that a buffer is about to be published.
    pub(crate) fn note_published(&self, payload: &ZBuf) {
        // The allocator of our own segments knows what is out.
        if self.size.is_none() {
            self.segments.note_published(payload);
        }
    }

    /// What the pool has given out.
    pub(crate) fn stats(&self) -> PoolStats {
        let mut stats = self.segments.stats();
        let size = self.size.or(stats.size);
        let wanted = self.wanted.load(Ordering::Relaxed).max(stats.high_water.unwrap_or(0));
        stats.size = size;
        stats.suggested_size = self.size.map(|_| suggested_size(wanted));
        stats
    }
}

/// A pool with room for what was out or wanted at most, and a quarter more.
fn suggested_size(wanted: usize) -> usize {
    const STEP: usize = 64 << 10;
    wanted.saturating_add(wanted / 4).div_ceil(STEP).max(1).saturating_mul(STEP)
}

/// How long somebody has been waiting, and for what to change.
struct Patience {
    since: Instant,
    bound: Duration,
    progress: Option<Progress>,
}

impl Patience {
    /// The buffer, or the reason once it has been waited for long enough.
    fn attempt(&mut self, pool: &Pool, len: usize) -> Option<Answer> {
        let before = std::mem::replace(&mut self.progress, pool.segments.progress());
        let is_same = self.progress.is_some() && self.progress == before;
        // To ask Zenoh in vain costs much more than to see that nothing has come back.
        let buffer = if is_same { Err(pool.dry(len)) } else { pool.alloc(len) };
        let waited = self.since.elapsed();
        let goes_on = waited < self.bound && buffer.as_ref().is_err_and(HeapReason::may_pass);
        (!goes_on).then_some(Answer { buffer, waited: Some(waited) })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ShmConfig, prepare_exit};
    use super::*;

    const SIZE: usize = 1 << 20;

    /// As contexts make it, so that no file is left behind.
    fn pool() -> Arc<Pool> {
        ShmConfig::with_pool_size(SIZE).unwrap().pool(Ok(())).unwrap().unwrap()
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
        assert_eq!(pool.longest, whole);
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

    // Zenoh collects, then allocates: what another thread takes in between is missing.
    #[test]
    fn a_pool_with_room_for_all_threads_is_never_full() {
        const THREADS: usize = 8;
        let pool = &pool();
        std::thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    for _ in 0..20_000 {
                        let mut buffer = pool.alloc(SIZE / (THREADS + 1)).unwrap();
                        buffer[0] = 1;
                    }
                });
            }
        });
    }

    #[test]
    fn a_provider_that_is_brought_is_never_full_either_while_it_has_room() {
        prepare_exit();
        let provider = super::super::ShmProviderBuilder::new(SIZE);
        let pool = &Pool::brought(Arc::new(crate::Builder::build(provider).unwrap()));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..20_000).for_each(|_| drop(pool.alloc(SIZE / 5).unwrap())));
            }
        });
    }

    #[test]
    fn who_waits_gets_what_is_given_back_and_no_later_than_allowed() {
        const MOMENT: Duration = Duration::from_millis(20);
        let pool = pool();
        let held = pool.alloc(SIZE / 2 + 1).unwrap();
        let started = Instant::now();
        let answer = pool.wait(SIZE / 2, MOMENT);
        assert_eq!(answer.buffer.unwrap_err(), HeapReason::PoolFull);
        assert!(answer.waited.unwrap() >= MOMENT);
        assert!(started.elapsed() < MOMENT + Duration::from_millis(50));

        let answer = std::thread::scope(|scope| {
            let waiting = scope.spawn(|| pool.wait(SIZE / 2, Duration::from_secs(10)));
            while pool.back.total_listeners() == 0 {
                std::thread::yield_now();
            }
            drop(held);
            waiting.join().unwrap()
        });
        assert!(answer.buffer.is_ok());
        assert!(answer.waited.unwrap() < Duration::from_secs(5));
    }

    #[test]
    fn what_can_never_fit_is_not_waited_for() {
        let pool = pool();
        for len in [pool.longest + 1, usize::MAX - 8, usize::MAX] {
            let answer = pool.wait(len, Duration::from_secs(60));
            let larger = HeapReason::LargerThanPool { pool: pool.longest };
            assert_eq!((answer.buffer.unwrap_err(), answer.waited), (larger, None));
        }
    }

    #[test]
    fn the_size_that_is_suggested_has_room_for_what_was_wanted() {
        let pool = pool();
        assert!(pool.stats().suggested_size.unwrap() < SIZE);
        let held: Vec<_> = (0..9).map(|_| pool.alloc(100_000).unwrap()).collect();
        assert_eq!(pool.alloc(500_000).unwrap_err(), HeapReason::PoolFull);
        let stats = pool.stats();
        assert!((900_000..910_000).contains(&stats.in_use.unwrap()), "{stats}");
        assert!(stats.suggested_size.unwrap() > 1_400_000, "{stats}");
        drop(held);
        let after = pool.stats();
        assert_eq!((after.in_use, after.high_water), (Some(0), stats.in_use), "{after}");
    }
}

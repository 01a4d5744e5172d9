//! What is counted of publishers and subscribers, to be read as [statistics](crate::stats).

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use shm_cdr::{DecodeError, ZBuf};
use zenoh::sample::Sample;

use crate::entity::Gid;
use crate::lock::lock;
use crate::numbers::{Numbers, Origin};
use crate::outcome::{CopyReason, HeapReason, Outcome};
use crate::reference::is_in_shared_memory;
use crate::rmw::Attachment;
use crate::stats::{CopyStats, HeapStats, PublisherStats, SubscriberStats, Tally, WaitStats};

/// A tally that is being counted, mostly by one thread.
///
/// An atomic addition costs five times what this thread's own load, addition and store do, and
/// there are two for each message.
#[derive(Debug, Default)]
struct Counter {
    by_owner: Pair,
    by_others: Pair,
}

#[derive(Debug, Default)]
struct Pair {
    messages: AtomicU64,
    bytes: AtomicU64,
}

impl Counter {
    fn count(&self, bytes: usize, is_owner: bool) {
        let bytes = bytes as u64;
        if is_owner {
            // Nobody else writes here.
            let add = |number: &AtomicU64, more| {
                number.store(number.load(Ordering::Relaxed) + more, Ordering::Relaxed);
            };
            add(&self.by_owner.messages, 1);
            add(&self.by_owner.bytes, bytes);
        } else {
            self.by_others.messages.fetch_add(1, Ordering::Relaxed);
            self.by_others.bytes.fetch_add(bytes, Ordering::Relaxed);
        }
    }

    fn read(&self) -> Tally {
        let sum = |number: fn(&Pair) -> &AtomicU64| {
            let parts = [&self.by_owner, &self.by_others].map(number);
            parts.iter().map(|part| part.load(Ordering::Relaxed)).sum()
        };
        Tally { messages: sum(|pair| &pair.messages), bytes: sum(|pair| &pair.bytes) }
    }
}

/// The thread that counts first, and whose counting is cheap from then on.
#[derive(Debug, Default)]
struct Owner(AtomicUsize);

impl Owner {
    /// Whether it is this thread.
    #[inline]
    fn is_this(&self) -> bool {
        thread_local! {
            static HERE: u8 = const { 0 };
        }
        // The address is that of no other thread while this one lives.
        let here = HERE.with(|here| std::ptr::from_ref(here) as usize);
        let (relaxed, owner) = (Ordering::Relaxed, self.0.load(Ordering::Relaxed));
        owner == here || owner == 0 && self.0.compare_exchange(0, here, relaxed, relaxed).is_ok()
    }
}

/// Declares the counters of a set of tallies.
macro_rules! counters {
    ($(#[$doc:meta])* $name:ident of $stats:ident: $($field:ident),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Debug, Default)]
        struct $name {
            $($field: Counter,)+
        }

        impl $name {
            fn read(&self) -> $stats {
                $stats { $($field: self.$field.read(),)+ }
            }
        }
    };
}

counters! {
    /// Messages that were copied, by the reason.
    CopyCounters of CopyStats: no_room, held, part, several, large_head, invalidated
}

counters! {
    /// Messages that were written to the heap, by the reason.
    HeapCounters of HeapStats:
    disabled, copied, transient_local, below_threshold, larger_than_pool, pool_full, pool_lost,
    no_pool, readers, refused, invalidated,
}

/// The counters of a publisher.
#[derive(Debug, Default)]
pub(crate) struct PublisherCounters {
    owner: Owner,
    shm: Counter,
    referenced: Counter,
    copied: CopyCounters,
    heap: HeapCounters,
    not_shared: Counter,
    rejected: Counter,
    waits: AtomicU64,
    waited_nanos: AtomicU64,
    longest_nanos: AtomicU64,
}

impl PublisherCounters {
    /// Counts a message that was published.
    #[inline]
    pub(crate) fn count(&self, outcome: &Outcome) {
        let counter = match outcome {
            Outcome::Shm { .. } => &self.shm,
            Outcome::Referenced { .. } => &self.referenced,
            Outcome::Copied { reason, .. } => match reason {
                CopyReason::NoRoom { .. } => &self.copied.no_room,
                CopyReason::Held => &self.copied.held,
                CopyReason::Part => &self.copied.part,
                CopyReason::Several => &self.copied.several,
                CopyReason::LargeHead { .. } => &self.copied.large_head,
                CopyReason::Invalidated => &self.copied.invalidated,
            },
            Outcome::Heap { reason, .. } => match reason {
                HeapReason::Disabled => &self.heap.disabled,
                HeapReason::Copied { .. } => &self.heap.copied,
                HeapReason::TransientLocal => &self.heap.transient_local,
                HeapReason::BelowThreshold { .. } => &self.heap.below_threshold,
                HeapReason::LargerThanPool { .. } => &self.heap.larger_than_pool,
                HeapReason::PoolFull => &self.heap.pool_full,
                HeapReason::PoolLost { .. } => &self.heap.pool_lost,
                HeapReason::NoPool { .. } => &self.heap.no_pool,
                HeapReason::Readers { .. } => &self.heap.readers,
                HeapReason::Refused => &self.heap.refused,
                HeapReason::Invalidated => &self.heap.invalidated,
            },
        };
        counter.count(outcome.bytes(), self.owner.is_this());
    }

    /// Counts a message in shared memory that nobody reads there.
    pub(crate) fn count_not_shared(&self, bytes: usize) {
        self.not_shared.count(bytes, false);
    }

    /// Counts a message that was not published for want of room.
    pub(crate) fn count_rejected(&self, bytes: usize) {
        self.rejected.count(bytes, false);
    }

    /// Counts a wait for room.
    pub(crate) fn count_wait(&self, waited: Duration) {
        let nanos = u64::try_from(waited.as_nanos()).unwrap_or(u64::MAX);
        self.waits.fetch_add(1, Ordering::Relaxed);
        self.waited_nanos.fetch_add(nanos, Ordering::Relaxed);
        self.longest_nanos.fetch_max(nanos, Ordering::Relaxed);
    }

    pub(crate) fn read(&self) -> PublisherStats {
        let nanos = |nanos: &AtomicU64| Duration::from_nanos(nanos.load(Ordering::Relaxed));
        PublisherStats {
            shm: self.shm.read(),
            referenced: self.referenced.read(),
            copied: self.copied.read(),
            heap: self.heap.read(),
            not_shared: self.not_shared.read(),
            rejected: self.rejected.read(),
            waits: WaitStats {
                count: self.waits.load(Ordering::Relaxed),
                total: nanos(&self.waited_nanos),
                longest: nanos(&self.longest_nanos),
            },
        }
    }
}

/// The counters of a subscriber.
#[derive(Debug)]
pub struct SubscriberCounters {
    /// The thread that receives.
    owner: Owner,
    shm: Counter,
    heap: Counter,
    fragments: Counter,
    dropped: Counter,
    undecodable: Counter,
    deletions: AtomicU64,
    callback_panics: AtomicU64,
    last_error: Mutex<Option<DecodeError>>,
    numbers: Mutex<Numbers>,
}

impl SubscriberCounters {
    pub(crate) fn new() -> Self {
        Self {
            owner: Owner::default(),
            shm: Counter::default(),
            heap: Counter::default(),
            fragments: Counter::default(),
            dropped: Counter::default(),
            undecodable: Counter::default(),
            deletions: AtomicU64::new(0),
            callback_panics: AtomicU64::new(0),
            last_error: Mutex::new(None),
            numbers: Mutex::new(Numbers::new()),
        }
    }

    /// Counts a message that has been received, before anybody asks for it.
    pub(crate) fn count_received(&self, sample: &Sample, origin: impl FnOnce(Gid) -> Origin) {
        let payload = sample.payload();
        let counter = if is_in_shared_memory(&ZBuf::from(payload.clone())) {
            &self.shm
        } else if payload.slices().nth(1).is_some() {
            &self.fragments
        } else {
            &self.heap
        };
        counter.count(payload.len(), self.owner.is_this());
        let attachment = sample.attachment().map(|bytes| bytes.to_bytes());
        if let Some(attachment) = attachment.and_then(|bytes| Attachment::from_bytes(&bytes)) {
            lock(&self.numbers).note(attachment, Instant::now(), || origin(attachment.gid));
        }
    }

    pub(crate) fn count_dropped(&self, sample: &Sample) {
        self.dropped.count(sample.payload().len(), false);
    }

    pub(crate) fn count_undecodable(&self, bytes: usize, error: &DecodeError) {
        self.undecodable.count(bytes, false);
        *lock(&self.last_error) = Some(error.clone());
    }

    pub(crate) fn count_deletion(&self) {
        self.deletions.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_panic(&self) {
        self.callback_panics.fetch_add(1, Ordering::Relaxed);
    }

    /// Published and not received.
    pub(crate) fn lost(&self) -> u64 {
        lock(&self.numbers).lost()
    }

    pub(crate) fn read(&self) -> SubscriberStats {
        let (lost, late) = {
            let numbers = lock(&self.numbers);
            (numbers.lost(), numbers.late())
        };
        SubscriberStats {
            shm: self.shm.read(),
            heap: self.heap.read(),
            fragments: self.fragments.read(),
            dropped: self.dropped.read(),
            lost,
            late,
            undecodable: self.undecodable.read(),
            deletions: self.deletions.load(Ordering::Relaxed),
            callback_panics: self.callback_panics.load(Ordering::Relaxed),
            last_error: lock(&self.last_error).as_ref().map(ToString::to_string),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::hint::black_box;

    use super::*;

    const OUTCOME: Outcome = Outcome::Shm { bytes: 3 };

    #[test]
    fn all_threads_together_count_each_message_once() {
        const THREADS: u64 = 4;
        const MESSAGES: u64 = 100_000;
        let counters = &PublisherCounters::default();
        std::thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| (0..MESSAGES).for_each(|_| counters.count(&OUTCOME)));
            }
        });
        let (messages, bytes) = (THREADS * MESSAGES, 3 * THREADS * MESSAGES);
        assert_eq!(counters.read().shm, Tally { messages, bytes });
        // And when the first of them is gone.
        counters.count(&OUTCOME);
        assert_eq!(counters.read().shm, Tally { messages: messages + 1, bytes: bytes + 3 });
    }

    // `cargo test --release -p ros-z-pub -p ros-z-tests --lib -- --ignored --nocapture counting`
    #[test]
    #[ignore = "a measurement"]
    fn counting_a_message_takes_some_nanoseconds() {
        const MESSAGES: u32 = 10_000_000;
        let counters = PublisherCounters::default();
        let count = || {
            let started = Instant::now();
            (0..MESSAGES).for_each(|_| black_box(&counters).count(black_box(&OUTCOME)));
            started.elapsed().as_secs_f64() * 1e9 / f64::from(MESSAGES)
        };
        let best = (0..5).map(|_| count()).fold(f64::INFINITY, f64::min);
        println!("{best:.1} ns a message");
    }
}

//! What is counted of publishers and subscribers, to be read as [statistics](crate::stats).

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
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

/// A tally that is being counted.
#[derive(Debug, Default)]
struct Counter {
    messages: AtomicU64,
    bytes: AtomicU64,
}

impl Counter {
    fn count(&self, bytes: usize) {
        self.messages.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    fn read(&self) -> Tally {
        Tally {
            messages: self.messages.load(Ordering::Relaxed),
            bytes: self.bytes.load(Ordering::Relaxed),
        }
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
        counter.count(outcome.bytes());
    }

    /// Counts a message in shared memory that nobody reads there.
    pub(crate) fn count_not_shared(&self, bytes: usize) {
        self.not_shared.count(bytes);
    }

    /// Counts a message that was not published for want of room.
    pub(crate) fn count_rejected(&self, bytes: usize) {
        self.rejected.count(bytes);
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
        counter.count(payload.len());
        let attachment = sample.attachment().map(|bytes| bytes.to_bytes());
        if let Some(attachment) = attachment.and_then(|bytes| Attachment::from_bytes(&bytes)) {
            lock(&self.numbers).note(attachment, Instant::now(), || origin(attachment.gid));
        }
    }

    pub(crate) fn count_dropped(&self, sample: &Sample) {
        self.dropped.count(sample.payload().len());
    }

    pub(crate) fn count_undecodable(&self, bytes: usize, error: &DecodeError) {
        self.undecodable.count(bytes);
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

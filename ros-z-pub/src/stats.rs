//! What publishers and pools have done, in numbers.
//!
//! All of it can be read at any time: [`ZPublisher::stats`](crate::ZPublisher::stats),
//! [`ShmConfig::stats`](crate::shm::ShmConfig::stats) for a pool, and
//! [`ZContext::stats`](crate::ZContext::stats) for all of a context. The display form is one
//! line; with the feature `serde` all of it can be serialized.

use std::fmt;
use std::ops::AddAssign;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::outcome::{CopyReason, HeapReason, Outcome};

/// Messages, and their bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Tally {
    /// How many messages.
    pub messages: u64,
    /// Length of their payloads in bytes.
    pub bytes: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.messages += other.messages;
        self.bytes += other.bytes;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} bytes)", self.messages, self.bytes)
    }
}

/// Declares a set of tallies, and its twin of counters.
macro_rules! tallies {
    (
        $(#[$doc:meta])* $name:ident, $(#[$twin_doc:meta])* $twin:ident:
        $($(#[$field_doc:meta])* $field:ident: $label:literal),+ $(,)?
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$field_doc])* pub $field: Tally,)+
        }

        impl $name {
            /// All of them together.
            pub fn total(&self) -> Tally {
                let mut total = Tally::default();
                $(total += self.$field;)+
                total
            }

            /// Those of which there are any, with what they are called.
            fn parts(&self) -> impl Iterator<Item = (&'static str, Tally)> {
                [$(($label, self.$field)),+].into_iter().filter(|(_, tally)| tally.messages > 0)
            }
        }

        impl AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                $(self.$field += other.$field;)+
            }
        }

        $(#[$twin_doc])*
        #[derive(Debug, Default)]
        struct $twin {
            $($field: Counter,)+
        }

        impl $twin {
            fn read(&self) -> $name {
                $name { $($field: self.$field.read(),)+ }
            }
        }
    };
}

tallies! {
    /// Messages that were written into shared memory with a field that was there already, by
    /// [the reason](CopyReason).
    CopyStats,
    /// As [`CopyStats`], being counted.
    CopyCounters:
    /// [`CopyReason::NoRoom`].
    no_room: "no room behind the data",
    /// [`CopyReason::Held`].
    held: "held",
    /// [`CopyReason::Part`].
    part: "part of a buffer",
    /// [`CopyReason::Several`].
    several: "several buffers",
    /// [`CopyReason::LargeHead`].
    large_head: "large head",
    /// [`CopyReason::Invalidated`].
    invalidated: "invalidated",
}

tallies! {
    /// Messages that were written to the heap, by [the reason](HeapReason).
    HeapStats,
    /// As [`HeapStats`], being counted.
    HeapCounters:
    /// [`HeapReason::Disabled`].
    disabled: "shared memory is off",
    /// [`HeapReason::Copied`].
    copied: "copied from shared memory",
    /// [`HeapReason::TransientLocal`].
    transient_local: "kept for late subscribers",
    /// [`HeapReason::BelowThreshold`].
    below_threshold: "below the threshold",
    /// [`HeapReason::LargerThanPool`].
    larger_than_pool: "larger than the pool",
    /// [`HeapReason::PoolFull`].
    pool_full: "pool full",
    /// [`HeapReason::PoolLost`].
    pool_lost: "pool lost",
    /// [`HeapReason::NoPool`].
    no_pool: "no pool",
    /// [`HeapReason::Readers`].
    readers: "no reader shares memory",
    /// [`HeapReason::Refused`].
    refused: "refused by Zenoh",
    /// [`HeapReason::Invalidated`].
    invalidated: "invalidated",
}

/// How often, and how long, something was waited for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct WaitStats {
    /// How often.
    pub count: u64,
    /// How long in all.
    pub total: Duration,
    /// How long at most.
    pub longest: Duration,
}

impl AddAssign for WaitStats {
    fn add_assign(&mut self, other: Self) {
        self.count += other.count;
        self.total += other.total;
        self.longest = self.longest.max(other.longest);
    }
}

/// What a publisher, or all of a context, have published.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PublisherStats {
    /// Written into shared memory ([`Outcome::Shm`]).
    pub shm: Tally,
    /// Data left where they were in shared memory ([`Outcome::Referenced`]).
    pub referenced: Tally,
    /// Written into shared memory with data that were there already ([`Outcome::Copied`]).
    pub copied: CopyStats,
    /// Written to the heap ([`Outcome::Heap`]).
    pub heap: HeapStats,
    /// Of those in shared memory: published while subscribers were matched and none of them
    /// shared memory with this process, so that all went over the network.
    pub not_shared: Tally,
    /// Not published, because there was no room and the [policy](crate::shm::ShmPolicy) is not
    /// to use the heap.
    pub rejected: Tally,
    /// Waits for room in the pool.
    pub waits: WaitStats,
}

impl PublisherStats {
    /// All messages that were published.
    pub fn published(&self) -> Tally {
        let mut total = self.shm;
        total += self.referenced;
        total += self.copied.total();
        total += self.heap.total();
        total
    }
}

impl AddAssign for PublisherStats {
    fn add_assign(&mut self, other: Self) {
        self.shm += other.shm;
        self.referenced += other.referenced;
        self.copied += other.copied;
        self.heap += other.heap;
        self.not_shared += other.not_shared;
        self.rejected += other.rejected;
        self.waits += other.waits;
    }
}

impl fmt::Display for PublisherStats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "published {}: shared memory {}, by reference {}",
            self.published(),
            self.shm,
            self.referenced
        )?;
        for (label, tally) in self.copied.parts() {
            write!(f, ", copied ({label}) {tally}")?;
        }
        for (label, tally) in self.heap.parts() {
            write!(f, ", heap ({label}) {tally}")?;
        }
        for (label, tally) in [("not shared", self.not_shared), ("rejected", self.rejected)] {
            if tally.messages > 0 {
                write!(f, ", {label} {tally}")?;
            }
        }
        if self.waits.count > 0 {
            write!(f, ", {} waits, longest {:?}", self.waits.count, self.waits.longest)?;
        }
        Ok(())
    }
}

/// What a pool holds, and has held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PoolStats {
    /// The size of a segment in bytes; `None` until a provider that was brought has been used.
    pub size: Option<usize>,
    /// How many segments there are: more than one after processes have ended that held
    /// messages.
    pub segments: usize,
    /// Bytes that are out, in all segments: written now, on their way, held by subscribers, or
    /// lost. `None` for a provider that was brought.
    pub in_use: Option<usize>,
    /// The most bytes that were out of a segment at once. `None` for a provider that was
    /// brought.
    pub high_water: Option<usize>,
    /// Bytes that are lost to processes which ended while they held messages.
    pub lost: usize,
    /// The size that would have had room for all that was out and wanted so far, and a quarter
    /// more, in bytes. `None` for a provider that was brought.
    pub suggested_size: Option<usize>,
}

impl fmt::Display for PoolStats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = |number: Option<usize>| number.map_or("?".into(), |number| number.to_string());
        write!(
            f,
            "{} of {} bytes in use, at most {}, {} segments, {} bytes lost, suggested size {}",
            known(self.in_use),
            known(self.size),
            known(self.high_water),
            self.segments,
            self.lost,
            known(self.suggested_size),
        )
    }
}

/// What all publishers and pools of a context have done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct ContextStats {
    /// All publishers together, with those that have been dropped.
    pub publishers: PublisherStats,
    /// The pools that its publishers use.
    pub pools: Vec<PoolStats>,
}

impl fmt::Display for ContextStats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.publishers)?;
        self.pools.iter().try_for_each(|pool| write!(f, "; pool: {pool}"))
    }
}

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

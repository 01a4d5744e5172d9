//! What publishers, subscribers and pools have done, in numbers.
//!
//! All of it can be read at any time: [`ZPublisher::stats`](crate::ZPublisher::stats),
//! [`ZSubscriber::stats`](crate::ZSubscriber::stats),
//! [`ShmConfig::stats`](crate::shm::ShmConfig::stats) for a pool, and
//! [`ZContext::stats`](crate::ZContext::stats) for a whole context. The display form is one
//! line, and everything can be serialized. [`Graph::stats`](crate::Graph::stats) asks other
//! processes for theirs.
//!
//! ```
//! # use ros_z_msgs::std_msgs;
//! # use ros_z_pub::prelude::*;
//! # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]);
//! # let ctx = ctx.with_shm_pool_size(256 << 10)?.build()?;
//! # let node = ctx.create_node("example").build()?;
//! # let publisher = node.create_pub("chatter").build()?;
//! publisher.publish(&std_msgs::String { data: "a".repeat(1000) })?;
//! let stats = ctx.stats();
//! assert_eq!(stats.publishers.shm.messages, 1);
//! assert!(stats.publishers.to_string().starts_with("published 1 (1009 bytes): shared memory 1"));
//! # Ok::<(), ros_z_pub::Error>(())
//! ```

use std::fmt;
use std::ops::AddAssign;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::entity::EndpointInfo;

/// Messages, and their bytes.
///
/// ```
/// use ros_z_pub::stats::PublisherStats;
///
/// let mut total = PublisherStats::default();
/// total.shm.messages += 2;
/// total.shm.bytes += 2000;
/// assert_eq!(total.published().to_string(), "2 (2000 bytes)");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
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

/// Declares a set of tallies.
macro_rules! tallies {
    (
        $(#[$doc:meta])* $name:ident:
        $($(#[$field_doc:meta])* $field:ident: $label:literal),+ $(,)?
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    };
}

tallies! {
    /// Messages that were written into shared memory with a field that was there already, by
    /// [the reason](crate::CopyReason).
    CopyStats:
    /// [`CopyReason::NoRoom`](crate::CopyReason::NoRoom).
    no_room: "no room after the data",
    /// [`CopyReason::Held`](crate::CopyReason::Held).
    held: "held",
    /// [`CopyReason::Part`](crate::CopyReason::Part).
    part: "part of a buffer",
    /// [`CopyReason::Several`](crate::CopyReason::Several).
    several: "several buffers",
    /// [`CopyReason::LargeHead`](crate::CopyReason::LargeHead).
    large_head: "large head",
    /// [`CopyReason::Invalidated`](crate::CopyReason::Invalidated).
    invalidated: "invalidated",
}

tallies! {
    /// Messages that were written to the heap, by [the reason](crate::HeapReason).
    HeapStats:
    /// [`HeapReason::Disabled`](crate::HeapReason::Disabled).
    disabled: "shared memory is off",
    /// [`HeapReason::Copied`](crate::HeapReason::Copied).
    copied: "copied from shared memory",
    /// [`HeapReason::TransientLocal`](crate::HeapReason::TransientLocal).
    transient_local: "kept for late subscribers",
    /// [`HeapReason::BelowThreshold`](crate::HeapReason::BelowThreshold).
    below_threshold: "below the threshold",
    /// [`HeapReason::LargerThanPool`](crate::HeapReason::LargerThanPool).
    larger_than_pool: "larger than the pool",
    /// [`HeapReason::PoolFull`](crate::HeapReason::PoolFull).
    pool_full: "pool full",
    /// [`HeapReason::PoolLost`](crate::HeapReason::PoolLost).
    pool_lost: "pool lost",
    /// [`HeapReason::NoPool`](crate::HeapReason::NoPool).
    no_pool: "no pool",
    /// [`HeapReason::Readers`](crate::HeapReason::Readers).
    readers: "no reader shares memory",
    /// [`HeapReason::Refused`](crate::HeapReason::Refused).
    refused: "refused by Zenoh",
    /// [`HeapReason::Invalidated`](crate::HeapReason::Invalidated).
    invalidated: "invalidated",
}

/// How often, and how long, something was waited for.
///
/// ```
/// # use std::time::Duration;
/// # use ros_z_msgs::std_msgs;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]);
/// let policy = ShmPolicy::WaitThenHeap(Duration::from_millis(1));
/// let ctx = ctx.with_shm_pool_size(8 << 10)?.with_shm_policy(policy).build()?;
/// # let node = ctx.create_node("example").build()?;
/// # let publisher = node.create_pub("chatter").build()?;
/// # let subscriber = node.create_sub::<std_msgs::String>("chatter").build()?;
/// # publisher.wait_for_subscribers(1, Duration::from_secs(5))?;
/// let text = std_msgs::String { data: "a".repeat(5000) };
/// publisher.publish(&text)?;
/// // A subscriber holds the first message, and the pool has no room for another one.
/// publisher.publish(&text)?;
/// let waits = publisher.stats().waits;
/// assert_eq!(waits.count, 1);
/// assert!(waits.longest >= Duration::from_millis(1));
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
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

/// What a publisher, or a whole context, has published.
///
/// ```
/// # use ros_z_msgs::std_msgs;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]);
/// # let ctx = ctx.with_shm_pool_size(256 << 10)?.build()?;
/// # let node = ctx.create_node("example").build()?;
/// let publisher = node.create_pub("chatter").build()?;
/// publisher.publish(&std_msgs::String { data: "a".repeat(1000) })?;
/// publisher.publish(&std_msgs::String { data: "a".into() })?;
/// let stats = publisher.stats();
/// assert_eq!((stats.published().messages, stats.shm.messages), (2, 1));
/// assert_eq!(stats.heap.below_threshold.messages, stats.heap.total().messages);
/// assert_eq!(stats.copied.total().messages, 0);
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PublisherStats {
    /// Written into shared memory ([`Outcome::Shm`](crate::Outcome::Shm)).
    pub shm: Tally,
    /// Data left where they were in shared memory ([`Outcome::Referenced`](crate::Outcome::Referenced)).
    pub referenced: Tally,
    /// Written into shared memory with data that were there already ([`Outcome::Copied`](crate::Outcome::Copied)).
    pub copied: CopyStats,
    /// Written to the heap ([`Outcome::Heap`](crate::Outcome::Heap)).
    pub heap: HeapStats,
    /// Of the messages in shared memory: those that were published while subscribers were matched
    /// but none of them shared memory with this process, so that all went over the network.
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

/// What a subscriber, or a whole context, has received.
///
/// ```
/// # use std::time::Duration;
/// # use ros_z_msgs::std_msgs;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
/// # let node = ctx.create_node("example").build()?;
/// # let publisher = node.create_pub("chatter").build()?;
/// let subscriber = node.create_sub::<std_msgs::String>("chatter").with_depth(1).build()?;
/// # publisher.wait_for_subscribers(1, Duration::from_secs(5))?;
/// publisher.publish(&std_msgs::String { data: "a".into() })?;
/// publisher.publish(&std_msgs::String { data: "b".into() })?;
/// let stats = subscriber.stats();
/// assert_eq!((stats.received().messages, stats.dropped.messages, stats.lost), (2, 1, 0));
/// assert_eq!(subscriber.recv()?.data, "b");
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SubscriberStats {
    /// Received in shared memory, as a whole or all but their head.
    pub shm: Tally,
    /// Received over the network, or on the heap of this process, in one piece.
    pub heap: Tally,
    /// Received in several pieces, as large messages come over the network.
    pub fragments: Tally,
    /// Of the received messages: dropped because the queue was full.
    pub dropped: Tally,
    /// Published but not received, by the numbers that messages carry.
    pub lost: u64,
    /// Of the received messages: those that came after others that were published later.
    pub late: u64,
    /// Of the received messages: payloads that are not a message of the type, counted each time
    /// that one is decoded or viewed.
    pub undecodable: Tally,
    /// Deletions of the key, which are no messages.
    pub deletions: u64,
    /// Calls of the callback that panicked.
    pub callback_panics: u64,
    /// What was wrong with the last payload that could not be decoded.
    pub last_error: Option<String>,
}

impl SubscriberStats {
    /// All messages that were received.
    pub fn received(&self) -> Tally {
        let mut total = self.shm;
        total += self.heap;
        total += self.fragments;
        total
    }
}

impl AddAssign for SubscriberStats {
    fn add_assign(&mut self, other: Self) {
        self.shm += other.shm;
        self.heap += other.heap;
        self.fragments += other.fragments;
        self.dropped += other.dropped;
        self.lost += other.lost;
        self.late += other.late;
        self.undecodable += other.undecodable;
        self.deletions += other.deletions;
        self.callback_panics += other.callback_panics;
        if other.last_error.is_some() {
            self.last_error = other.last_error;
        }
    }
}

impl fmt::Display for SubscriberStats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "received {}: shared memory {}", self.received(), self.shm)?;
        let tallies = [
            ("heap", self.heap),
            ("fragments", self.fragments),
            ("dropped", self.dropped),
            ("undecodable", self.undecodable),
        ];
        for (label, tally) in tallies.into_iter().filter(|(_, tally)| tally.messages > 0) {
            write!(f, ", {label} {tally}")?;
        }
        let numbers = [
            ("lost", self.lost),
            ("late", self.late),
            ("deletions", self.deletions),
            ("callback panics", self.callback_panics),
        ];
        for (label, number) in numbers.into_iter().filter(|(_, number)| *number > 0) {
            write!(f, ", {label} {number}")?;
        }
        match &self.last_error {
            Some(error) => write!(f, ", last error: {error}"),
            None => Ok(()),
        }
    }
}

/// What a pool holds, and has held.
///
/// ```
/// # use ros_z_msgs::std_msgs;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
/// # let node = ctx.create_node("example").build()?;
/// let pool = ShmConfig::with_pool_size(64 << 10)?;
/// let publisher = node.create_pub("chatter").with_shm_config(pool.clone()).build()?;
/// publisher.publish(&std_msgs::String { data: "a".repeat(1000) })?;
/// let stats = pool.stats().expect("the publisher has made the pool");
/// assert_eq!((stats.size, stats.segments, stats.lost), (Some(64 << 10), 1, 0));
/// assert!(stats.high_water >= Some(1000));
/// println!("{:?} bytes would do", stats.suggested_size);
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PoolStats {
    /// The size of a segment in bytes; `None` until a provider of your own has been used.
    pub size: Option<usize>,
    /// How many segments there are: more than one after processes have ended that held
    /// messages.
    pub segments: usize,
    /// Bytes in use, in all segments: being written, on their way, held by subscribers, or lost.
    /// `None` for a provider of your own.
    pub in_use: Option<usize>,
    /// The most bytes of a segment that were in use at once. `None` for a provider of your own.
    pub high_water: Option<usize>,
    /// Bytes that are lost to processes which ended while they held messages.
    pub lost: usize,
    /// The size in bytes that would have been enough so far for all that was in use or asked for,
    /// plus a quarter. `None` for a provider of your own.
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

/// What all publishers, subscribers and pools of a context have done.
///
/// ```
/// # use ros_z_msgs::std_msgs;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]);
/// # let ctx = ctx.with_shm_pool_size(256 << 10)?.build()?;
/// # let node = ctx.create_node("example").build()?;
/// for topic in ["a", "b"] {
///     node.create_pub(topic).build()?.publish(&std_msgs::String { data: "a".repeat(1000) })?;
/// }
/// let stats = ctx.stats();
/// assert_eq!((stats.publishers.shm.messages, stats.pools.len()), (2, 1));
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ContextStats {
    /// All publishers together, with those that have been dropped.
    pub publishers: PublisherStats,
    /// All subscribers together, with those that have been dropped.
    pub subscribers: SubscriberStats,
    /// The pools that its publishers use.
    pub pools: Vec<PoolStats>,
}

impl fmt::Display for ContextStats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.publishers, self.subscribers)?;
        self.pools.iter().try_for_each(|pool| write!(f, "; pool: {pool}"))
    }
}

/// What a publisher or subscriber has counted, and which one it is.
///
/// ```
/// use ros_z_pub::stats::{EndpointStats, ProcessStats, PublisherStats};
///
/// fn busiest(process: &ProcessStats) -> Option<&EndpointStats<PublisherStats>> {
///     process.publishers.iter().max_by_key(|publisher| publisher.stats.published().bytes)
/// }
///
/// assert_eq!(busiest(&ProcessStats::default()), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EndpointStats<S> {
    /// The node that it belongs to, by its fully qualified name.
    pub node: String,
    /// The topic, fully qualified.
    pub topic: String,
    /// The type: `std_msgs/msg/String`.
    pub type_name: String,
    /// What it has counted.
    pub stats: S,
}

impl<S> EndpointStats<S> {
    pub(crate) fn of(endpoint: &EndpointInfo, stats: S) -> Self {
        let EndpointInfo { node, topic, type_name, .. } = endpoint;
        let (node, topic, type_name) = (node.to_string(), topic.clone(), type_name.clone());
        Self { node, topic, type_name, stats }
    }
}

/// What the current publishers, subscribers and pools of a context of some process have counted.
///
/// A context answers queries of `@ros_z/<domain>/<zid>/stats` with it, as JSON, unless it is
/// built [`without_stats_queries`](crate::ZContextBuilder::without_stats_queries).
///
/// ```
/// # use std::time::Duration;
/// # use ros_z_msgs::std_msgs;
/// # use ros_z_pub::stats::EndpointStats;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
/// # let node = ctx.create_node("example").build()?;
/// let publisher = node.create_pub("chatter").build()?;
/// publisher.publish(&std_msgs::String { data: "hello".into() })?;
/// let processes = ctx.graph().stats(Duration::from_secs(1))?;
/// let own = processes.iter().find(|process| process.process_id == std::process::id());
/// let EndpointStats { node, topic, stats, .. } = &own.unwrap().publishers[0];
/// assert_eq!((node.as_str(), topic.as_str()), ("/example", "/chatter"));
/// assert_eq!(stats.published().bytes, 14);
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ProcessStats {
    /// The Zenoh identity of the session.
    pub zid: String,
    /// The process, by its number on its machine.
    pub process_id: u32,
    /// The version of this crate that the process has.
    pub version: String,
    /// The version of Zenoh that the process has.
    pub zenoh_version: String,
    /// Those that have not been dropped.
    pub publishers: Vec<EndpointStats<PublisherStats>>,
    /// Those that have not been dropped.
    pub subscribers: Vec<EndpointStats<SubscriberStats>>,
    /// The pools that its publishers use.
    pub pools: Vec<PoolStats>,
}

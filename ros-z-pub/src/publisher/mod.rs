//! Publishers: encode in place and hand the bytes to Zenoh.
//!
//! ```
//! # use ros_z_msgs::std_msgs;
//! # use ros_z_pub::prelude::*;
//! # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
//! # let node = ctx.create_node("example").build()?;
//! let publisher = node.create_pub("chatter").build()?;
//! let outcome = publisher.publish(&std_msgs::String { data: "hello".into() })?;
//! assert_eq!(outcome.bytes(), 14);
//! # Ok::<(), ros_z_pub::Error>(())
//! ```

mod builder;
mod raw;
mod shared;

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use shm_cdr::{EncodeError, Measured, ShmMessage};
use zenoh::Wait;
use zenoh::shm::ShmBuf;

#[cfg(doc)]
use crate::Error;
use crate::Result;
use crate::blocking::blocking;
use crate::entity::{EndpointInfo, Gid};
use crate::graph::SessionClosed;
use crate::heap::AlignedHeap;
use crate::outcome::{CopyReason, HeapReason, Outcome};
use crate::qos::Incompatibility;
use crate::readers;
use crate::received::RawMessage;
use crate::reference::Reference;
use crate::route::Way;
use crate::shm::{Answer, Pool, ShmPolicy};
use crate::stats::PublisherStats;

pub use builder::ZPublisherBuilder;
pub(crate) use shared::{Parcel, Shared};

/// A subscriber may be announced a moment before messages are routed to it.
const ROUTING_INTERVAL: Duration = Duration::from_millis(1);

/// Publishes messages of one type on one topic.
///
/// ```
/// use std::time::Duration;
/// use ros_z_msgs::std_msgs;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
/// # let node = ctx.create_node("example").build()?;
///
/// let publisher = node.create_pub::<std_msgs::String>("chatter").build()?;
/// let subscriber = node.create_sub::<std_msgs::String>("chatter").build()?;
/// assert!(publisher.wait_for_subscribers(1, Duration::from_secs(5))?);
/// assert_eq!(publisher.matched()[0].gid, subscriber.gid());
/// publisher.publish(&std_msgs::String { data: "hello".into() })?;
/// assert_eq!(subscriber.recv()?.data, "hello");
/// assert_eq!(publisher.stats().published().messages, 1);
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Debug)]
pub struct ZPublisher<T> {
    pub(crate) shared: Arc<Shared>,
    message: PhantomData<fn(T)>,
}

impl<T> ZPublisher<T> {
    /// The topic, fully qualified.
    pub fn topic(&self) -> &str {
        self.shared.topic()
    }

    /// The key that the messages are published under.
    pub fn key_expr(&self) -> &str {
        self.shared.inner.key_expr().as_str()
    }

    /// Whether a subscriber of this topic and type is known.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use ros_z_msgs::std_msgs;
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// # let node = ctx.create_node("example").build()?;
    /// let publisher = node.create_pub::<std_msgs::String>("chatter").build()?;
    /// assert!(!publisher.has_subscribers()?);
    /// let subscriber = node.create_sub::<std_msgs::String>("chatter").build()?;
    /// publisher.wait_for_subscribers(1, Duration::from_secs(5))?;
    /// assert!(publisher.has_subscribers()?);
    /// assert_eq!(publisher.key_expr(), subscriber.key_expr());
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Closed`] when the session is closed.
    pub fn has_subscribers(&self) -> Result<bool> {
        if self.shared.graph().is_closed() {
            return Err(SessionClosed.on(self.topic()));
        }
        Ok(blocking(|| self.shared.inner.is_matched())?)
    }

    /// The publisher, as the graph shows it.
    pub fn info(&self) -> &EndpointInfo {
        self.shared.info()
    }

    /// The subscribers that get what is published: of this topic, type and definition.
    ///
    /// Zenoh delivers whatever their profiles of QoS are.
    pub fn matched(&self) -> Vec<EndpointInfo> {
        self.shared.graph().matched(self.shared.info())
    }

    /// The subscribers of this topic that are not compatible with the publisher, and why.
    ///
    /// Those with another type or definition get nothing. Those that request more than the
    /// publisher's profile offers would get nothing over other middleware; over Zenoh they get
    /// all. Each causes one warning.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use ros_z_msgs::std_msgs;
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// # let node = ctx.create_node("example").build()?;
    /// use ros_z_pub::qos::Incompatibility;
    ///
    /// let publisher = node.create_pub::<std_msgs::String>("chatter").build()?;
    /// let other = node.create_sub::<std_msgs::Header>("chatter").build()?;
    /// let seconds = Duration::from_secs(5);
    /// assert!(ctx.graph().wait_for(seconds, |_| !publisher.incompatible().is_empty()));
    /// let (subscriber, why) = &publisher.incompatible()[0];
    /// assert_eq!((subscriber.gid, *why), (other.gid(), Incompatibility::Type));
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
    pub fn incompatible(&self) -> Vec<(EndpointInfo, Incompatibility)> {
        self.shared.graph().incompatible(self.shared.info())
    }

    /// Waits until `count` subscribers are [matched](Self::matched) and messages reach them,
    /// at most this long; false if there are still fewer. In that case a warning names those that
    /// could be meant: in another namespace, with another type, in another domain.
    ///
    /// # Errors
    ///
    /// [`Error::Closed`] when the session is closed.
    pub fn wait_for_subscribers(&self, count: usize, timeout: Duration) -> Result<bool> {
        blocking(|| {
            let graph = self.shared.graph();
            let answer = graph.poll_for(timeout, ROUTING_INTERVAL, |_| self.has_matched(count));
            self.waited(answer, count)
        })
    }

    /// As [`wait_for_subscribers`](Self::wait_for_subscribers), for async code on any executor.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use ros_z_msgs::std_msgs;
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// # let node = ctx.create_node("example").build()?;
    /// let publisher = node.create_pub::<std_msgs::String>("chatter").build()?;
    /// let subscriber = node.create_sub::<std_msgs::String>("chatter").build()?;
    /// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    /// # runtime.block_on(async {
    /// assert!(publisher.wait_for_subscribers_async(1, Duration::from_secs(5)).await?);
    /// # Ok::<(), ros_z_pub::Error>(())
    /// # })?;
    /// # drop(subscriber);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`wait_for_subscribers`](Self::wait_for_subscribers).
    pub async fn wait_for_subscribers_async(
        &self,
        count: usize,
        timeout: Duration,
    ) -> Result<bool> {
        let graph = self.shared.graph();
        let answer =
            graph.poll_for_async(timeout, ROUTING_INTERVAL, |_| self.has_matched(count)).await;
        self.waited(answer, count)
    }

    fn has_matched(&self, count: usize) -> bool {
        let is_routed = || blocking(|| self.shared.inner.is_matched()).unwrap_or(true);
        self.matched().len() >= count && (count == 0 || is_routed())
    }

    fn waited(&self, answer: Result<bool, SessionClosed>, count: usize) -> Result<bool> {
        let is_there = answer.map_err(|closed| closed.on(self.topic()))?;
        if !is_there {
            self.shared.graph().explain_absence(&self.shared.member, count);
        }
        Ok(is_there)
    }

    /// Whether a subscriber is known and can be reached through shared memory.
    ///
    /// True as soon as one of several shares memory;
    /// [`shares_memory_with`](Self::shares_memory_with) tells it for each. If subscribers are not
    /// ROS nodes, Zenoh does not tell which of the connected processes they belong to: true then
    /// means that at least one of those processes shares memory.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use ros_z_msgs::std_msgs;
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]);
    /// # let ctx = ctx.with_shm_pool_size(256 << 10)?.build()?;
    /// # let node = ctx.create_node("example").build()?;
    /// let publisher = node.create_pub::<std_msgs::String>("chatter").build()?;
    /// assert!(!publisher.can_share_memory()?);
    /// let subscriber = node.create_sub::<std_msgs::String>("chatter").build()?;
    /// publisher.wait_for_subscribers(1, Duration::from_secs(5))?;
    /// assert!(publisher.can_share_memory()?);
    /// assert_eq!(publisher.shares_memory_with(subscriber.info()), Some(true));
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Closed`] when the session is closed.
    pub fn can_share_memory(&self) -> Result<bool> {
        if !self.has_subscribers()? {
            return Ok(false);
        }
        let context = &self.shared.node.0.context.0;
        let subscribers = context.graph.matched(self.shared.info());
        let known: Vec<_> = subscribers
            .iter()
            .filter_map(|subscriber| readers::shares_memory(&self.shared.node, subscriber))
            .collect();
        if !known.is_empty() {
            return Ok(known.contains(&true));
        }
        let transports =
            blocking(|| context.session.info().transports().wait().collect::<Vec<_>>());
        let mut transports = transports.iter().peekable();
        // Without any other process, the subscriber is in this one.
        Ok(transports.peek().is_none() || transports.any(|transport| transport.is_shm()))
    }

    /// Whether one of the [matched](Self::matched) subscribers reads the shared memory of this
    /// process; `None` where Zenoh does not tell, such as across a router.
    pub fn shares_memory_with(&self, subscriber: &EndpointInfo) -> Option<bool> {
        readers::shares_memory(&self.shared.node, subscriber)
    }

    /// What has been published so far, and what became of it.
    pub fn stats(&self) -> PublisherStats {
        self.shared.counters.read()
    }

    /// The identity that subscribers see.
    pub fn gid(&self) -> Gid {
        self.shared.info().gid
    }
}

impl<T: ShmMessage> ZPublisher<T> {
    /// Encodes the message once, into shared memory or on the heap, and publishes it.
    ///
    /// A message of at least the threshold's size is written into the pool. Where the pool has
    /// no room for it, the [policy](crate::shm::ShmPolicy) says what happens. By default this does
    /// not wait, and the message goes to the heap.
    ///
    /// A `ZBuf` field that is a whole buffer in shared memory already is not copied: the rest of
    /// the message is written around it, and what follows it into the room after its buffer. If
    /// there is no room, or it holds something else that others still read, the field is copied,
    /// and the outcome says so. Such a field needs no pool:
    ///
    /// ```
    /// # use ros_z_msgs::sensor_msgs::PointCloud2;
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]);
    /// # let ctx = ctx.with_shm_pool_size(256 << 10)?.build()?;
    /// # let node = ctx.create_node("example").build()?;
    /// # let publisher = node.create_pub("cloud").build()?;
    /// let provider = ShmProviderBuilder::new(64 << 10).build()?;
    /// let mut points = provider.alloc_with_room(16 * 100, 64)?;
    /// points.fill(1);
    /// let cloud = PointCloud2 { data: points.into(), is_dense: true, ..Default::default() };
    /// assert!(matches!(publisher.publish(&cloud)?, Outcome::Referenced { .. }));
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Encode`] if the message breaks its definition, [`Error::NoRoom`] if there is no
    /// room in the pool and the policy is not to use the heap, [`Error::NoMemory`] if there is
    /// none on the heap, [`Error::Zenoh`] if the session is closed. In all these cases nothing was
    /// published.
    pub fn publish(&self, message: &T) -> Result<Outcome> {
        let parcel = match self.prepare(message)? {
            Prepared::Parcel(parcel) => parcel,
            Prepared::Draft { draft, pool, policy } => {
                let answer = pool.wait(draft.measured.allocation_size(), policy.bound());
                self.write(draft, answer, policy)?
            }
        };
        self.shared.send(parcel)
    }

    /// As [`publish`](Self::publish), for async code on any executor.
    ///
    /// The message is encoded when the future is first polled and there is room. A wait for room
    /// does not block the executor.
    ///
    /// ```
    /// # use ros_z_msgs::std_msgs;
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// # let node = ctx.create_node("example").build()?;
    /// let publisher = node.create_pub::<std_msgs::String>("chatter").build()?;
    /// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    /// # runtime.block_on(async {
    /// let text = std_msgs::String { data: "hello".into() };
    /// assert_eq!(publisher.publish_async(&text).await?.bytes(), 14);
    /// # Ok::<(), ros_z_pub::Error>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`publish`](Self::publish).
    pub async fn publish_async(&self, message: &T) -> Result<Outcome> {
        let parcel = match self.prepare(message)? {
            Prepared::Parcel(parcel) => parcel,
            Prepared::Draft { draft, pool, policy } => {
                let answer =
                    pool.wait_async(draft.measured.allocation_size(), policy.bound()).await;
                self.write(draft, answer, policy)?
            }
        };
        self.shared.send_async(parcel).await
    }

    /// Decides where the message goes, and writes it unless it needs a buffer of the pool.
    fn prepare<'m>(&self, message: &'m T) -> Result<Prepared<'_, 'm, T>> {
        let shared = &*self.shared;
        let encode_error = |source| shared.encode_error(source);
        let measured = message.measure().map_err(encode_error)?;
        let mut reference = Reference::Nothing;
        if shared.route.may_refer() {
            reference = Reference::of(message);
        }
        let (size, allocated) = (measured.serialized_size(), measured.allocation_size());
        if allocated < size {
            let error = EncodeError::SizeTooSmall { estimated: allocated, needed: size };
            return Err(encode_error(error));
        }
        loop {
            match shared.way(size, reference) {
                Way::Reference(whole) => match whole.payload(message, size) {
                    Ok(Ok(payload)) => {
                        let outcome = Outcome::Referenced { bytes: size };
                        return Ok(Prepared::Parcel(Parcel { payload, outcome }));
                    }
                    Ok(Err(reason)) => reference = Reference::Copied(reason),
                    Err(error) => return Err(encode_error(error)),
                },
                Way::Pool { pool, policy, copied } => {
                    let draft = Draft { measured, copied };
                    return Ok(Prepared::Draft { draft, pool, policy });
                }
                Way::Heap(reason) => {
                    let parcel = self.write_to_heap(&measured, reason)?;
                    return Ok(Prepared::Parcel(parcel));
                }
            }
        }
    }

    /// Writes the message into the buffer that the pool had for it, or to the heap.
    fn write(&self, draft: Draft<'_, T>, answer: Answer, policy: ShmPolicy) -> Result<Parcel> {
        let Draft { measured, copied } = draft;
        let reason = match self.shared.buffer(measured.serialized_size(), answer, policy)? {
            Ok(mut buffer) => {
                let written = measured.write_to(&mut buffer);
                let bytes = written.map_err(|source| self.shared.encode_error(source))?;
                if buffer.is_valid() {
                    let outcome = match copied {
                        None => Outcome::Shm { bytes },
                        Some(reason) => Outcome::Copied { bytes, reason },
                    };
                    return Ok(Parcel { payload: self.shared.payload(buffer), outcome });
                }
                HeapReason::Invalidated
            }
            Err(reason) => reason,
        };
        self.write_to_heap(&measured, reason)
    }

    fn write_to_heap(&self, measured: &Measured<'_, T>, reason: HeapReason) -> Result<Parcel> {
        let allocated = measured.allocation_size();
        let mut heap = self.shared.heap(AlignedHeap::with_room(allocated), allocated)?;
        let written = measured.write_to(&mut heap);
        let bytes = written.map_err(|source| self.shared.encode_error(source))?;
        Ok(Parcel { payload: heap.into(), outcome: Outcome::Heap { bytes, reason } })
    }
}

/// A message that waits for a buffer of the pool.
struct Draft<'m, T> {
    measured: Measured<'m, T>,
    /// Why a field that is in shared memory is copied with it.
    copied: Option<CopyReason>,
}

enum Prepared<'p, 'm, T> {
    Parcel(Parcel),
    Draft { draft: Draft<'m, T>, pool: &'p Pool, policy: ShmPolicy },
}

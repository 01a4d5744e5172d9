//! Subscribers: a bounded queue of payloads, decoded when they are taken.

use std::marker::PhantomData;
use std::ops::Deref;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_util::{Stream, StreamExt};
use shm_cdr::{ShmMessage, ZBuf};
use zenoh::Wait;
use zenoh::pubsub::Subscriber;
use zenoh::sample::Sample;

use crate::node::ZNode;
use crate::rmw::{Attachment, EndpointKind, Gid};
use crate::{Builder, Error, Result, limits};

/// The depth of the ROS default QoS profile.
const DEFAULT_DEPTH: usize = 10;

/// Puts a [`ZSubscriber`] together.
#[derive(Debug)]
#[must_use = "a builder does nothing until it is built"]
pub struct ZSubscriberBuilder<T> {
    node: ZNode,
    topic: String,
    depth: usize,
    message: PhantomData<fn() -> T>,
}

impl<T: ShmMessage> ZSubscriberBuilder<T> {
    pub(crate) fn new(node: ZNode, topic: String) -> Self {
        Self { node, topic, depth: DEFAULT_DEPTH, message: PhantomData }
    }

    /// Sets how many messages wait to be taken, 10 by default and at least 1.
    ///
    /// When one more arrives, the oldest is dropped. Waiting messages hold their shared
    /// memory, so the pools of all publishers should have room for as many.
    pub fn with_depth(mut self, depth: usize) -> Self {
        self.depth = depth.max(1);
        self
    }
}

impl<T: ShmMessage> ZSubscriberBuilder<T> {
    /// Builds a subscriber that hands every message, or the error of an undecodable
    /// one, to `callback`.
    ///
    /// The callback runs on the thread that receives for the whole session, and there is
    /// no queue: what it takes long for, all subscribers wait for.
    ///
    /// # Errors
    ///
    /// As for [`build`](Builder::build).
    pub fn build_with_callback(
        self,
        callback: impl Fn(Result<Received<T>>) + Send + Sync + 'static,
    ) -> Result<ZCallbackSubscriber> {
        let topic = self.fully_qualified()?;
        self.declare(move |sample| callback(decode(&sample, &topic)))
    }

    fn fully_qualified(&self) -> Result<String> {
        self.node.expand_topic(&self.topic)
    }

    fn declare(
        self,
        callback: impl Fn(Sample) + Send + Sync + 'static,
    ) -> Result<ZCallbackSubscriber> {
        limits::warn_if_pools_cannot_be_mapped();
        let names =
            self.node.name_endpoint::<T>(EndpointKind::Subscriber, &self.topic, self.depth)?;
        let session = &self.node.0.context.0.session;
        let inner = session.declare_subscriber(names.key).callback(callback).wait()?;
        Ok(ZCallbackSubscriber { inner, topic: names.topic, _node: self.node })
    }
}

impl<T: ShmMessage> Builder for ZSubscriberBuilder<T> {
    type Output = ZSubscriber<T>;

    /// # Errors
    ///
    /// [`Error::InvalidName`] for a topic that ROS does not allow, [`Error::Zenoh`] if the
    /// session is closed.
    fn build(self) -> Result<ZSubscriber<T>> {
        let (sender, queue) = flume::bounded(self.depth);
        let oldest = queue.clone();
        let inner = self.declare(move |mut sample| {
            while let Err(flume::TrySendError::Full(newest)) = sender.try_send(sample) {
                drop(oldest.try_recv());
                sample = newest;
            }
        })?;
        Ok(ZSubscriber { queue, inner, message: PhantomData })
    }
}

/// A subscription whose messages go to a callback, until this is dropped.
#[derive(Debug)]
#[must_use = "the subscription ends when this is dropped"]
pub struct ZCallbackSubscriber {
    inner: Subscriber<()>,
    topic: String,
    /// Keeps the session open.
    _node: ZNode,
}

impl ZCallbackSubscriber {
    /// The topic, fully qualified.
    pub fn topic(&self) -> &str {
        &self.topic
    }

    /// The key that messages are received under.
    pub fn key_expr(&self) -> &str {
        self.inner.key_expr().as_str()
    }
}

/// Receives messages of one type on one topic.
///
/// Several threads may take messages from the same subscriber; each gets others.
#[derive(Debug)]
pub struct ZSubscriber<T> {
    queue: flume::Receiver<Sample>,
    inner: ZCallbackSubscriber,
    message: PhantomData<fn() -> T>,
}

impl<T: ShmMessage> ZSubscriber<T> {
    /// Waits for a message.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] for a payload that is not a `T`; the next call goes on with the
    /// message behind it. [`Error::Closed`] when the session is closed.
    pub fn recv(&self) -> Result<Received<T>> {
        let sample = self.queue.recv().map_err(|_| self.closed())?;
        self.decode(&sample)
    }

    /// Waits for a message at most this long; `None` if there is none in time.
    ///
    /// # Errors
    ///
    /// As for [`recv`](Self::recv).
    pub fn recv_timeout(&self, timeout: Duration) -> Result<Option<Received<T>>> {
        match self.queue.recv_timeout(timeout) {
            Ok(sample) => self.decode(&sample).map(Some),
            Err(flume::RecvTimeoutError::Timeout) => Ok(None),
            Err(flume::RecvTimeoutError::Disconnected) => Err(self.closed()),
        }
    }

    /// Waits for a message, in async code on any executor.
    ///
    /// # Errors
    ///
    /// As for [`recv`](Self::recv).
    pub async fn recv_async(&self) -> Result<Received<T>> {
        let sample = self.queue.recv_async().await.map_err(|_| self.closed())?;
        self.decode(&sample)
    }

    /// A message that is waiting, without waiting for one.
    ///
    /// # Errors
    ///
    /// As for [`recv`](Self::recv).
    pub fn try_recv(&self) -> Result<Option<Received<T>>> {
        match self.queue.try_recv() {
            Ok(sample) => self.decode(&sample).map(Some),
            Err(flume::TryRecvError::Empty) => Ok(None),
            Err(flume::TryRecvError::Disconnected) => Err(self.closed()),
        }
    }

    /// All messages from now on, in async code on any executor.
    ///
    /// An undecodable message is an item too. The stream ends when the session is closed.
    pub fn stream(&self) -> impl Stream<Item = Result<Received<T>>> + Unpin + '_ {
        self.queue.stream().map(|sample| self.decode(&sample))
    }

    /// The topic, fully qualified.
    pub fn topic(&self) -> &str {
        self.inner.topic()
    }

    /// The key that messages are received under.
    pub fn key_expr(&self) -> &str {
        self.inner.key_expr()
    }

    fn decode(&self, sample: &Sample) -> Result<Received<T>> {
        decode(sample, self.topic())
    }

    fn closed(&self) -> Error {
        Error::Closed { topic: self.topic().into() }
    }
}

fn decode<T: ShmMessage>(sample: &Sample, topic: &str) -> Result<Received<T>> {
    let payload = sample.payload();
    let message = T::from_zbuf(&ZBuf::from(payload.clone()))
        .map_err(|source| Error::Decode { topic: topic.into(), source })?;
    let attachment =
        sample.attachment().and_then(|bytes| Attachment::from_bytes(&bytes.to_bytes()));
    let is_shm = payload.as_shm().is_some();
    Ok(Received { message, is_shm, payload_len: payload.len(), attachment })
}

/// A message and how it came.
///
/// Dereferences to the message. `ZBuf` fields of the message share the received memory
/// and keep it from being used again as long as they live.
#[derive(Debug, Clone)]
pub struct Received<T> {
    message: T,
    is_shm: bool,
    payload_len: usize,
    attachment: Option<Attachment>,
}

impl<T> Received<T> {
    /// The message.
    pub fn message(&self) -> &T {
        &self.message
    }

    /// The message, by value.
    pub fn into_message(self) -> T {
        self.message
    }

    /// Whether the payload is in shared memory that the publisher wrote.
    pub fn is_shm(&self) -> bool {
        self.is_shm
    }

    /// Length of the payload in bytes, header and trailing bytes included.
    pub fn payload_len(&self) -> usize {
        self.payload_len
    }

    /// The publisher's count of its messages, from 1 on.
    ///
    /// `None` if the sender is not a ROS node.
    pub fn sequence_number(&self) -> Option<i64> {
        self.attachment.map(|attachment| attachment.sequence_number)
    }

    /// When the message was published, by the publisher's clock.
    ///
    /// `None` if the sender is not a ROS node.
    pub fn source_time(&self) -> Option<SystemTime> {
        let nanos = u64::try_from(self.attachment?.source_time).ok()?;
        Some(UNIX_EPOCH + Duration::from_nanos(nanos))
    }

    /// The identity of the publisher.
    ///
    /// `None` if the sender is not a ROS node.
    pub fn publisher_gid(&self) -> Option<Gid> {
        self.attachment.map(|attachment| attachment.gid)
    }
}

impl<T> Deref for Received<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.message
    }
}

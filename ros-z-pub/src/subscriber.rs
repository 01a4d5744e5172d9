//! Subscribers: a bounded queue of payloads, decoded when they are taken.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use shm_cdr::ShmMessage;
use zenoh::liveliness::LivelinessToken;
use zenoh::sample::Sample;

use crate::endpoint::AnySubscriber;
use crate::gaps::Gaps;
use crate::graph::{EndpointInfo, Graph};
use crate::node::ZNode;
use crate::qos::{Incompatibility, QosProfile};
use crate::received::{InPlace, Received, Reception};
use crate::rmw::{EndpointKind, Gid};
use crate::{Builder, Error, Result};

/// Puts a [`ZSubscriber`] together.
#[derive(Debug)]
#[must_use = "a builder does nothing until it is built"]
pub struct ZSubscriberBuilder<T, R = Received<T>> {
    node: ZNode,
    topic: String,
    qos: QosProfile,
    message: PhantomData<fn() -> (T, R)>,
}

impl ZNode {
    /// Starts to build a subscriber of `T` on `topic`.
    pub fn create_sub<T: ShmMessage>(&self, topic: impl Into<String>) -> ZSubscriberBuilder<T> {
        let (node, topic) = (self.clone(), topic.into());
        ZSubscriberBuilder { node, topic, qos: QosProfile::DEFAULT, message: PhantomData }
    }
}

impl<T: ShmMessage> ZSubscriberBuilder<T> {
    /// Leaves messages where they were received, to be read through their views.
    ///
    /// The subscriber then gives [`InPlace`] instead of [`Received`]: nothing is decoded or
    /// copied before it is asked for.
    pub fn in_place(self) -> ZSubscriberBuilder<T, InPlace<T>> {
        let Self { node, topic, qos, .. } = self;
        ZSubscriberBuilder { node, topic, qos, message: PhantomData }
    }
}

impl<T: ShmMessage, R: Reception<Message = T>> ZSubscriberBuilder<T, R> {
    /// Sets how many messages wait to be taken, 10 by default and at least 1.
    ///
    /// When one more arrives, the oldest is dropped. Waiting messages hold their shared
    /// memory, so the pools of all publishers should have room for as many.
    pub fn with_depth(mut self, depth: usize) -> Self {
        self.qos = self.qos.keep_last(depth);
        self
    }

    /// Sets the quality of service, [`QosProfile::DEFAULT`] by default.
    ///
    /// With [`History::KeepAll`](crate::qos::History::KeepAll), the queue has no limit.
    pub fn with_qos(mut self, qos: QosProfile) -> Self {
        self.qos = qos;
        self
    }

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
        callback: impl Fn(Result<R>) + Send + Sync + 'static,
    ) -> Result<ZCallbackSubscriber> {
        let topic = self.fully_qualified()?;
        self.declare(move |sample| callback(R::receive(&sample, &topic)))
    }

    fn fully_qualified(&self) -> Result<String> {
        self.node.expand_topic(&self.topic)
    }

    fn declare(
        self,
        callback: impl Fn(Sample) + Send + Sync + 'static,
    ) -> Result<ZCallbackSubscriber> {
        let names =
            self.node.name_endpoint::<T>(EndpointKind::Subscriber, &self.topic, &self.qos)?;
        let context = &self.node.0.context.0;
        let gaps = Arc::new(Gaps::default());
        let counted = gaps.clone();
        let inner =
            AnySubscriber::declare(&context.session, names.key, &self.qos, move |sample| {
                counted.count(&sample);
                callback(sample);
            })?;
        let token = context.announce(names.liveliness_key)?;
        Ok(ZCallbackSubscriber { _token: token, inner, info: names.info, gaps, node: self.node })
    }
}

impl<T: ShmMessage, R: Reception<Message = T>> Builder for ZSubscriberBuilder<T, R> {
    type Output = ZSubscriber<T, R>;

    /// # Errors
    ///
    /// [`Error::InvalidName`] for a topic that ROS does not allow, [`Error::Zenoh`] if the
    /// session is closed.
    fn build(self) -> Result<ZSubscriber<T, R>> {
        let (sender, queue) = match self.qos.depth() {
            Some(depth) => flume::bounded(depth),
            None => flume::unbounded(),
        };
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
    /// Shows the subscriber in the graph. Dropped first, before the node's.
    _token: LivelinessToken,
    inner: AnySubscriber,
    info: EndpointInfo,
    gaps: Arc<Gaps>,
    /// Keeps the session open.
    node: ZNode,
}

impl ZCallbackSubscriber {
    /// The topic, fully qualified.
    pub fn topic(&self) -> &str {
        &self.info.topic
    }

    /// The key that messages are received under.
    pub fn key_expr(&self) -> &str {
        self.inner.key_expr().as_str()
    }

    /// The identity that the graph shows.
    pub fn gid(&self) -> Gid {
        self.info.gid
    }

    /// The publishers that messages come from: of this topic and type, and with a profile that
    /// offers what this one requests.
    pub fn matched(&self) -> Vec<EndpointInfo> {
        self.graph().matched(&self.info)
    }

    /// The publishers of this topic and type whose profile offers less than this one requests,
    /// and what.
    ///
    /// Over other middleware their messages would not be received; over Zenoh they are.
    pub fn incompatible(&self) -> Vec<(EndpointInfo, Incompatibility)> {
        self.graph().incompatible(&self.info)
    }

    /// Waits until `count` publishers are [matched](Self::matched), at most this long; false if
    /// they are fewer then.
    pub fn wait_for_publishers(&self, count: usize, timeout: Duration) -> bool {
        self.graph().wait_for(timeout, |_| self.matched().len() >= count)
    }

    /// How many messages have been published but not received since the first one from each
    /// publisher, by the numbers that they carry.
    ///
    /// What was received and dropped because the queue was full is not lost.
    pub fn lost(&self) -> u64 {
        self.gaps.lost()
    }

    fn graph(&self) -> &Graph {
        &self.node.0.context.0.graph
    }
}

/// Receives messages of one type on one topic.
///
/// Several threads may take messages from the same subscriber; each gets others. What it
/// gives is [`Received`], or [`InPlace`] if it was built [so](ZSubscriberBuilder::in_place).
#[derive(Debug)]
pub struct ZSubscriber<T, R = Received<T>> {
    queue: flume::Receiver<Sample>,
    inner: ZCallbackSubscriber,
    message: PhantomData<fn() -> (T, R)>,
}

impl<T: ShmMessage, R: Reception<Message = T>> ZSubscriber<T, R> {
    /// Waits for a message.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] for a payload that is not a `T`; the next call goes on with the
    /// message behind it. [`Error::Closed`] when the session is closed.
    pub fn recv(&self) -> Result<R> {
        let sample = self.queue.recv().map_err(|_| self.closed())?;
        self.decode(&sample)
    }

    /// Waits for a message at most this long; `None` if there is none in time.
    ///
    /// # Errors
    ///
    /// As for [`recv`](Self::recv).
    pub fn recv_timeout(&self, timeout: Duration) -> Result<Option<R>> {
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
    pub async fn recv_async(&self) -> Result<R> {
        let sample = self.queue.recv_async().await.map_err(|_| self.closed())?;
        self.decode(&sample)
    }

    /// A message that is waiting, without waiting for one.
    ///
    /// # Errors
    ///
    /// As for [`recv`](Self::recv).
    pub fn try_recv(&self) -> Result<Option<R>> {
        match self.queue.try_recv() {
            Ok(sample) => self.decode(&sample).map(Some),
            Err(flume::TryRecvError::Empty) => Ok(None),
            Err(flume::TryRecvError::Disconnected) => Err(self.closed()),
        }
    }

    /// All messages from now on, in async code on any executor.
    ///
    /// An undecodable message is an item too. The stream ends when the session is closed.
    pub fn stream(&self) -> impl Stream<Item = Result<R>> + Unpin + '_ {
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

    /// The identity that the graph shows.
    pub fn gid(&self) -> Gid {
        self.inner.gid()
    }

    /// As [`ZCallbackSubscriber::matched`].
    pub fn matched(&self) -> Vec<EndpointInfo> {
        self.inner.matched()
    }

    /// As [`ZCallbackSubscriber::incompatible`].
    pub fn incompatible(&self) -> Vec<(EndpointInfo, Incompatibility)> {
        self.inner.incompatible()
    }

    /// As [`ZCallbackSubscriber::wait_for_publishers`].
    pub fn wait_for_publishers(&self, count: usize, timeout: Duration) -> bool {
        self.inner.wait_for_publishers(count, timeout)
    }

    /// As [`ZCallbackSubscriber::lost`].
    pub fn lost(&self) -> u64 {
        self.inner.lost()
    }

    fn decode(&self, sample: &Sample) -> Result<R> {
        R::receive(sample, self.topic())
    }

    fn closed(&self) -> Error {
        Error::Closed { topic: self.topic().into() }
    }
}

//! Subscribers: a bounded queue of payloads, decoded when they are taken.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures_util::{Stream, StreamExt};
use shm_cdr::ShmMessage;
use zenoh::liveliness::LivelinessToken;
use zenoh::sample::{Sample, SampleKind};

use crate::blocking::{blocking, called_by_zenoh};
use crate::counters::SubscriberCounters;
use crate::endpoint::AnySubscriber;
use crate::entity::{EndpointInfo, EndpointKind, Gid};
use crate::graph::{Graph, Membership, SessionClosed};
use crate::node::ZNode;
use crate::pairing::{Member, OnIncompatible};
use crate::qos::{Incompatibility, QosProfile};
use crate::queue::{CallbackQueue, Inbox, Queue, catch};
use crate::received::{InPlace, MessageInfo, Received, Reception, receive_into};
use crate::stats::SubscriberStats;
use crate::{Builder, Error, Result};

/// Puts a [`ZSubscriber`] together.
#[must_use = "a builder does nothing until it is built"]
pub struct ZSubscriberBuilder<T, R = Received<T>> {
    node: ZNode,
    topic: String,
    qos: QosProfile,
    on_incompatible: Option<OnIncompatible>,
    message: PhantomData<fn() -> (T, R)>,
}

impl<T, R> fmt::Debug for ZSubscriberBuilder<T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { node, topic, qos, .. } = self;
        let mut builder = f.debug_struct("ZSubscriberBuilder");
        builder.field("node", &node.name()).field("topic", topic).field("qos", qos);
        builder.finish_non_exhaustive()
    }
}

impl ZNode {
    /// Starts to build a subscriber of `T` on `topic`.
    pub fn create_sub<T: ShmMessage>(&self, topic: impl Into<String>) -> ZSubscriberBuilder<T> {
        ZSubscriberBuilder {
            node: self.clone(),
            topic: topic.into(),
            qos: QosProfile::DEFAULT,
            on_incompatible: None,
            message: PhantomData,
        }
    }
}

impl<T: ShmMessage> ZSubscriberBuilder<T> {
    /// Leaves messages where they were received, to be read through their views.
    ///
    /// The subscriber then gives [`InPlace`] instead of [`Received`]: nothing is decoded or
    /// copied before it is asked for.
    pub fn in_place(self) -> ZSubscriberBuilder<T, InPlace<T>> {
        let Self { node, topic, qos, on_incompatible, .. } = self;
        ZSubscriberBuilder { node, topic, qos, on_incompatible, message: PhantomData }
    }
}

impl<T: ShmMessage, R: Reception<Message = T> + 'static> ZSubscriberBuilder<T, R> {
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

    /// Calls `listener` once with each publisher of the topic that does not go with the
    /// subscriber, and why: another type, another definition, or a profile that offers less.
    ///
    /// It is called on a thread of the context, as callbacks are.
    pub fn on_incompatible(
        mut self,
        listener: impl FnMut(EndpointInfo, Incompatibility) + Send + 'static,
    ) -> Self {
        self.on_incompatible = Some(Box::new(listener));
        self
    }

    /// Builds a subscriber that hands every message, or the error of an undecodable
    /// one, to `callback`.
    ///
    /// The callback runs on a [thread of the
    /// context](crate::ZContextBuilder::with_callback_threads), with one message at a time and
    /// in their order. Messages wait for it in a queue of the subscriber's depth, which drops the
    /// oldest when one more arrives. The callback may take its time, publish to anything, build
    /// and drop anything. If it panics, that is counted and logged, and it is called with the
    /// next message.
    ///
    /// When the subscriber is dropped, no further call begins; one that has begun goes on.
    ///
    /// # Errors
    ///
    /// As for [`build`](Builder::build); [`Error::Thread`] if the system refuses a thread.
    pub fn build_with_callback(
        self,
        mut callback: impl FnMut(Result<R>) + Send + 'static,
    ) -> Result<ZCallbackSubscriber> {
        blocking(|| {
            let executor = self.node.0.context.0.callbacks.start()?;
            let (depth, topic) = (self.qos.depth(), self.fully_qualified()?);
            let counters = Arc::new(SubscriberCounters::new());
            let (counted, name) = (counters.clone(), topic.clone());
            let callback = move |sample: Sample| callback(R::receive(&sample, &name, &counted));
            let callback = Box::new(callback);
            let inbox: Arc<dyn Inbox> =
                CallbackQueue::new(depth, executor, topic, counters.clone(), callback);
            let subscription = self.subscribe(counters, Some(&inbox), {
                let inbox = inbox.clone();
                move |sample| inbox.put(sample)
            })?;
            Ok(ZCallbackSubscriber { queue: Some(inbox), subscription })
        })
    }

    /// Builds a subscriber whose callback runs on the thread of Zenoh that receives.
    ///
    /// That saves a hop between threads, a few microseconds, and makes the callback a part of the
    /// session: what it takes long for, all subscribers of the session wait for; a message that
    /// is published within the process calls it within `publish`. It must not block, wait for
    /// another message, or publish to its own topic. There is no queue. If it panics, that is
    /// counted and logged, and it is called with the next message.
    ///
    /// # Errors
    ///
    /// As for [`build`](Builder::build).
    pub fn build_with_direct_callback(
        self,
        callback: impl Fn(Result<R>) + Send + Sync + 'static,
    ) -> Result<ZCallbackSubscriber> {
        blocking(|| {
            let topic = self.fully_qualified()?;
            let counters = Arc::new(SubscriberCounters::new());
            let counted = counters.clone();
            let subscription = self.subscribe(counters, None, move |sample| {
                catch(&topic, &counted, || callback(R::receive(&sample, &topic, &counted)));
            })?;
            Ok(ZCallbackSubscriber { queue: None, subscription })
        })
    }

    fn fully_qualified(&self) -> Result<String> {
        self.node.expand_topic(&self.topic)
    }

    /// Subscribes, and hands what arrives to `take`.
    fn subscribe(
        self,
        counters: Arc<SubscriberCounters>,
        inbox: Option<&Arc<dyn Inbox>>,
        take: impl Fn(Sample) + Send + Sync + 'static,
    ) -> Result<Subscription> {
        let names =
            self.node.name_endpoint::<T>(EndpointKind::Subscriber, &self.topic, &self.qos)?;
        let context = &self.node.0.context.0;
        let (counted, origin) = (counters.clone(), context.graph.origins(Instant::now()));
        let receive = move |sample: Sample| match sample.kind() {
            SampleKind::Put => {
                counted.count_received(&sample, &origin);
                take(sample);
            }
            SampleKind::Delete => counted.count_deletion(),
        };
        let receive = move |sample| called_by_zenoh(|| receive(sample));
        let inner = AnySubscriber::declare(&context.session, names.key, &self.qos, receive)?;
        let member = context.graph.join(Member::new::<T>(names.info, self.on_incompatible));
        let token = context.announce(names.liveliness_key)?;
        context.registry.add_subscriber(&counters, inbox.map(Arc::downgrade));
        Ok(Subscription { _token: token, inner, member, counters, node: self.node })
    }
}

impl<T: ShmMessage, R: Reception<Message = T> + 'static> Builder for ZSubscriberBuilder<T, R> {
    type Output = ZSubscriber<T, R>;

    /// # Errors
    ///
    /// [`Error::InvalidName`] for a topic that ROS does not allow, [`Error::Zenoh`] if the
    /// session is closed.
    fn build(self) -> Result<ZSubscriber<T, R>> {
        blocking(|| {
            let counters = Arc::new(SubscriberCounters::new());
            let (inbox, queue) = Queue::new(self.qos.depth(), counters.clone());
            let filled: Arc<dyn Inbox> = inbox.clone();
            let subscription =
                self.subscribe(counters, Some(&filled), move |sample| inbox.put(sample))?;
            Ok(ZSubscriber { queue, _inbox: filled, subscription, message: PhantomData })
        })
    }
}

/// What all kinds of subscribers have in common.
#[derive(Debug)]
struct Subscription {
    /// Shows the subscriber in the graph. Dropped first, before the node's.
    _token: LivelinessToken,
    inner: AnySubscriber,
    member: Membership,
    counters: Arc<SubscriberCounters>,
    /// Keeps the session open.
    node: ZNode,
}

impl Subscription {
    fn info(&self) -> &EndpointInfo {
        self.member.info()
    }

    fn graph(&self) -> &Graph {
        &self.node.0.context.0.graph
    }

    fn wait_for_publishers(&self, count: usize, timeout: Duration) -> Result<bool> {
        let is_there = |graph: &Graph| graph.matched(self.info()).len() >= count;
        self.waited(self.graph().poll_for(timeout, timeout, is_there), count)
    }

    async fn wait_for_publishers_async(&self, count: usize, timeout: Duration) -> Result<bool> {
        let is_there = |graph: &Graph| graph.matched(self.info()).len() >= count;
        self.waited(self.graph().poll_for_async(timeout, timeout, is_there).await, count)
    }

    fn waited(&self, answer: Result<bool, SessionClosed>, count: usize) -> Result<bool> {
        let is_there = answer.map_err(|closed| closed.on(&self.info().topic))?;
        if !is_there {
            self.graph().explain_absence(&self.member, count);
        }
        Ok(is_there)
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.node.0.context.0.registry.end_subscriber(&self.counters);
    }
}

/// What subscribers of both kinds tell of themselves.
macro_rules! about_the_subscription {
    () => {
        /// The topic, fully qualified.
        pub fn topic(&self) -> &str {
            &self.subscription.info().topic
        }

        /// The key that messages are received under.
        pub fn key_expr(&self) -> &str {
            self.subscription.inner.key_expr().as_str()
        }

        /// The identity that the graph shows.
        pub fn gid(&self) -> Gid {
            self.subscription.info().gid
        }

        /// The subscriber, as the graph shows it.
        pub fn info(&self) -> &EndpointInfo {
            self.subscription.info()
        }

        /// The publishers that messages come from: of this topic, type and definition.
        ///
        /// Zenoh delivers whatever their profiles of QoS are.
        pub fn matched(&self) -> Vec<EndpointInfo> {
            self.subscription.graph().matched(self.info())
        }

        /// The publishers of this topic that do not go with the subscriber, and why.
        ///
        /// From those with another type or definition nothing is received. From those whose
        /// profile offers less than this one requests, nothing would be over other middleware;
        /// over Zenoh it is. Each is a warning once.
        pub fn incompatible(&self) -> Vec<(EndpointInfo, Incompatibility)> {
            self.subscription.graph().incompatible(self.info())
        }

        /// Waits until `count` publishers are [matched](Self::matched), at most this long; false
        /// if they are fewer then. A warning then names those that could be meant: in another
        /// namespace, with another type, in another domain.
        ///
        /// # Errors
        ///
        /// [`Error::Closed`] when the session is closed.
        pub fn wait_for_publishers(&self, count: usize, timeout: Duration) -> Result<bool> {
            self.subscription.wait_for_publishers(count, timeout)
        }

        /// As [`wait_for_publishers`](Self::wait_for_publishers), for async code on any executor.
        ///
        /// # Errors
        ///
        /// As for [`wait_for_publishers`](Self::wait_for_publishers).
        pub async fn wait_for_publishers_async(
            &self,
            count: usize,
            timeout: Duration,
        ) -> Result<bool> {
            self.subscription.wait_for_publishers_async(count, timeout).await
        }

        /// How many messages have been published but not received, by the numbers that they
        /// carry: from the first one on of publishers that appeared after the subscriber, and
        /// from the first that was received of others.
        ///
        /// What was received and dropped because the queue was full is not lost.
        pub fn lost(&self) -> u64 {
            self.subscription.counters.lost()
        }

        /// What has been received so far, and what became of it.
        pub fn stats(&self) -> SubscriberStats {
            self.subscription.counters.read()
        }
    };
}

/// A subscription whose messages go to a callback, until this is dropped.
#[must_use = "the subscription ends when this is dropped"]
pub struct ZCallbackSubscriber {
    /// `None` if Zenoh calls the callback.
    queue: Option<Arc<dyn Inbox>>,
    subscription: Subscription,
}

impl ZCallbackSubscriber {
    about_the_subscription!();
}

impl Drop for ZCallbackSubscriber {
    fn drop(&mut self) {
        if let Some(queue) = &self.queue {
            queue.close();
        }
    }
}

impl fmt::Debug for ZCallbackSubscriber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ZCallbackSubscriber").field(self.info()).finish()
    }
}

/// Receives messages of one type on one topic.
///
/// Several threads may take messages from the same subscriber; each gets others. What it
/// gives is [`Received`], or [`InPlace`] if it was built [so](ZSubscriberBuilder::in_place).
pub struct ZSubscriber<T, R = Received<T>> {
    queue: flume::Receiver<Sample>,
    /// So that it can be closed with the session.
    _inbox: Arc<dyn Inbox>,
    subscription: Subscription,
    message: PhantomData<fn() -> (T, R)>,
}

impl<T, R> fmt::Debug for ZSubscriber<T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ZSubscriber").field(self.subscription.info()).finish()
    }
}

impl<T: ShmMessage> ZSubscriber<T> {
    /// As [`recv`](Self::recv), into a message that there is already, whose strings and sequences
    /// are used again: if they are large enough, nothing is allocated for them.
    ///
    /// ```no_run
    /// # use ros_z_msgs::sensor_msgs::LaserScan;
    /// # fn example(subscriber: ros_z_pub::ZSubscriber<LaserScan>) -> ros_z_pub::Result<()> {
    /// let mut scan = LaserScan::default();
    /// loop {
    ///     let info = subscriber.recv_into(&mut scan)?;
    ///     println!("{:?}: {} ranges", info.sequence_number(), scan.ranges.len());
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`recv`](Self::recv). After [`Error::Decode`] the message is a valid one, of which
    /// some fields may be what they were, some what was received, and some empty.
    pub fn recv_into(&self, message: &mut T) -> Result<MessageInfo> {
        self.decode_into(self.wait()?, message)
    }

    /// As [`recv_timeout`](Self::recv_timeout), into a message that is used
    /// [again](Self::recv_into).
    ///
    /// # Errors
    ///
    /// As for [`recv_into`](Self::recv_into).
    pub fn recv_timeout_into(
        &self,
        message: &mut T,
        timeout: Duration,
    ) -> Result<Option<MessageInfo>> {
        self.wait_timeout(timeout)?.map(|sample| self.decode_into(sample, message)).transpose()
    }

    /// As [`recv_async`](Self::recv_async), into a message that is used [again](Self::recv_into).
    ///
    /// # Errors
    ///
    /// As for [`recv_into`](Self::recv_into).
    pub async fn recv_async_into(&self, message: &mut T) -> Result<MessageInfo> {
        let sample = self.queue.recv_async().await.map_err(|_| self.closed())?;
        self.decode_into(sample, message)
    }

    fn decode_into(&self, sample: Sample, message: &mut T) -> Result<MessageInfo> {
        receive_into(&sample, self.topic(), &self.subscription.counters, message)
    }
}

impl<T: ShmMessage, R: Reception<Message = T>> ZSubscriber<T, R> {
    /// Waits for a message.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] for a payload that is not a `T`; the next call goes on with the
    /// message after it. [`Error::Closed`] when the session is closed.
    pub fn recv(&self) -> Result<R> {
        self.decode(&self.wait()?)
    }

    /// Waits for a message at most this long; `None` if there is none in time.
    ///
    /// # Errors
    ///
    /// As for [`recv`](Self::recv).
    pub fn recv_timeout(&self, timeout: Duration) -> Result<Option<R>> {
        self.wait_timeout(timeout)?.map(|sample| self.decode(&sample)).transpose()
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

    /// As [`stream`](Self::stream), with the subscriber in it, for a task of its own.
    pub fn into_stream(self) -> ZSubscriberStream<T, R> {
        ZSubscriberStream { samples: self.queue.clone().into_stream(), subscriber: self }
    }

    /// All messages from now on, each waited for.
    ///
    /// An undecodable message is an item too. The iterator ends when the session is closed.
    pub fn iter(&self) -> impl Iterator<Item = Result<R>> + '_ {
        self.queue.iter().map(|sample| self.decode(&sample))
    }

    about_the_subscription!();

    fn wait(&self) -> Result<Sample> {
        self.queue.recv().map_err(|_| self.closed())
    }

    fn wait_timeout(&self, timeout: Duration) -> Result<Option<Sample>> {
        // Further away than a clock goes is for ever.
        let Some(deadline) = Instant::now().checked_add(timeout) else {
            return self.wait().map(Some);
        };
        match self.queue.recv_deadline(deadline) {
            Ok(sample) => Ok(Some(sample)),
            Err(flume::RecvTimeoutError::Timeout) => Ok(None),
            Err(flume::RecvTimeoutError::Disconnected) => Err(self.closed()),
        }
    }

    fn decode(&self, sample: &Sample) -> Result<R> {
        R::receive(sample, self.topic(), &self.subscription.counters)
    }

    fn closed(&self) -> Error {
        Error::Closed { topic: self.topic().into() }
    }
}

impl<'a, T: ShmMessage, R: Reception<Message = T>> IntoIterator for &'a ZSubscriber<T, R> {
    type Item = Result<R>;
    type IntoIter = Box<dyn Iterator<Item = Result<R>> + 'a>;

    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.iter())
    }
}

/// The messages of a subscriber as a stream that owns it: [`ZSubscriber::into_stream`].
#[must_use = "a stream does nothing until it is polled"]
pub struct ZSubscriberStream<T, R = Received<T>> {
    samples: flume::r#async::RecvStream<'static, Sample>,
    subscriber: ZSubscriber<T, R>,
}

impl<T, R> ZSubscriberStream<T, R> {
    /// The subscriber.
    pub fn subscriber(&self) -> &ZSubscriber<T, R> {
        &self.subscriber
    }
}

impl<T: ShmMessage, R: Reception<Message = T>> Stream for ZSubscriberStream<T, R> {
    type Item = Result<R>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let sample = self.samples.poll_next_unpin(context);
        sample.map(|sample| sample.map(|sample| self.subscriber.decode(&sample)))
    }
}

impl<T, R> fmt::Debug for ZSubscriberStream<T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ZSubscriberStream").field(self.subscriber.subscription.info()).finish()
    }
}

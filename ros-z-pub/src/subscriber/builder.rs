//! Building subscribers.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Instant;

use shm_cdr::ShmMessage;
use zenoh::sample::{Sample, SampleKind};

use super::subscription::Subscription;
use super::{ZCallbackSubscriber, ZSubscriber};
#[cfg(doc)]
use crate::Error;
use crate::blocking::{blocking, called_by_zenoh};
use crate::counters::SubscriberCounters;
use crate::endpoint::AnySubscriber;
use crate::entity::{EndpointInfo, EndpointKind};
use crate::message_type::MessageType;
use crate::node::ZNode;
use crate::pairing::{Member, OnIncompatible};
use crate::qos::{Incompatibility, QosProfile};
use crate::queue::{CallbackQueue, Inbox, Queue, catch};
use crate::received::{InPlace, RawMessage, Received, Reception};
use crate::{Builder, Result};

/// Puts a [`ZSubscriber`] together.
///
/// ```
/// use ros_z_msgs::std_msgs;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
/// # let node = ctx.create_node("example").build()?;
///
/// let subscriber = node
///     .create_sub::<std_msgs::String>("chatter")
///     .with_qos(QosProfile::DEFAULT.best_effort())
///     .with_depth(1)
///     .on_incompatible(|publisher, why| eprintln!("{}: {why}", publisher.node))
///     .build()?;
/// assert_eq!(subscriber.info().qos.to_string(), "best effort, volatile, keep last 1");
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[must_use = "a builder does nothing until it is built"]
pub struct ZSubscriberBuilder<T, R = Received<T>> {
    node: ZNode,
    topic: String,
    qos: QosProfile,
    on_incompatible: Option<OnIncompatible>,
    message_type: MessageType,
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
        self.subscriber_of(topic.into(), MessageType::of::<T>())
    }

    /// Starts to build a subscriber that returns the payloads of a topic as they are, unchecked.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use ros_z_msgs::std_msgs;
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// # let node = ctx.create_node("example").build()?;
    /// use ros_z_pub::MessageType;
    ///
    /// # let publisher = node.create_pub("/chatter").build()?;
    /// let graph = node.context().graph();
    /// assert!(graph.wait_for(Duration::from_secs(5), |it| !it.publishers("/chatter").is_empty()));
    /// let message_type = MessageType::of_endpoint(&graph.publishers("/chatter")[0]);
    /// let subscriber = node.create_raw_sub("/chatter", message_type).build()?;
    /// # publisher.wait_for_subscribers(1, Duration::from_secs(5))?;
    /// # publisher.publish(&std_msgs::String { data: "hello".into() })?;
    /// assert_eq!(subscriber.recv()?.payload_len(), 14);
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
    pub fn create_raw_sub(
        &self,
        topic: impl Into<String>,
        message_type: MessageType,
    ) -> ZSubscriberBuilder<RawMessage, RawMessage> {
        self.subscriber_of(topic.into(), message_type)
    }

    fn subscriber_of<T, R>(
        &self,
        topic: String,
        message_type: MessageType,
    ) -> ZSubscriberBuilder<T, R> {
        ZSubscriberBuilder {
            node: self.clone(),
            topic,
            qos: QosProfile::DEFAULT,
            on_incompatible: None,
            message_type,
            message: PhantomData,
        }
    }
}

impl<T: ShmMessage> ZSubscriberBuilder<T> {
    /// Leaves messages where they were received, to be read through their views.
    ///
    /// The subscriber then returns [`InPlace`] instead of [`Received`]: nothing is decoded or
    /// copied before it is asked for.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use ros_z_msgs::std_msgs::Float64MultiArray;
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]);
    /// # let ctx = ctx.with_shm_pool_size(256 << 10)?.build()?;
    /// # let node = ctx.create_node("example").build()?;
    /// # let publisher = node.create_pub("numbers").build()?;
    /// let subscriber = node.create_sub::<Float64MultiArray>("numbers").in_place().build()?;
    /// # publisher.wait_for_subscribers(1, Duration::from_secs(5))?;
    /// # publisher.publish(&Float64MultiArray { data: vec![0.5; 1000], ..Default::default() })?;
    /// let message = subscriber.recv()?;
    /// let numbers: &[f64] = message.view()?.data.as_slice().expect("aligned, in this byte order");
    /// assert_eq!(numbers, [0.5; 1000]);
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
    pub fn in_place(self) -> ZSubscriberBuilder<T, InPlace<T>> {
        let Self { node, topic, qos, on_incompatible, message_type, .. } = self;
        let message = PhantomData;
        ZSubscriberBuilder { node, topic, qos, on_incompatible, message_type, message }
    }
}

impl<T, R: Reception<Message = T> + 'static> ZSubscriberBuilder<T, R> {
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

    /// Calls `listener` once with each publisher of the topic that is not compatible with the
    /// subscriber, and the reason: another type, another definition, or a profile that offers less.
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
    /// in their order. Messages wait for it in a queue of the subscriber's depth. When the queue is
    /// full and one more arrives, the oldest is dropped. The callback may take its time, publish to
    /// anything, build and drop anything. If it panics, that is counted and logged, and it is
    /// called with the next message.
    ///
    /// When the subscriber is dropped, no further call begins; one that has begun goes on.
    ///
    /// ```
    /// # use std::sync::mpsc::channel;
    /// # use std::time::Duration;
    /// # use ros_z_msgs::std_msgs;
    /// # use ros_z_pub::Result;
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// # let node = ctx.create_node("example").build()?;
    /// let (sender, outcomes) = channel();
    /// let relay = node.create_pub::<std_msgs::String>("relayed").build()?;
    /// let subscriber = node.create_sub::<std_msgs::String>("chatter").build_with_callback(
    ///     move |text: Result<Received<std_msgs::String>>| match text {
    ///         Ok(text) => _ = sender.send(relay.publish(&text)),
    ///         Err(error) => eprintln!("{error}"),
    ///     },
    /// )?;
    /// # let publisher = node.create_pub("chatter").build()?;
    /// # publisher.wait_for_subscribers(1, Duration::from_secs(5))?;
    /// publisher.publish(&std_msgs::String { data: "hello".into() })?;
    /// assert_eq!(outcomes.recv()??.bytes(), 14);
    /// drop(subscriber);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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
    /// That saves a switch between threads, a few microseconds, and makes the callback a part of
    /// the session: while it runs, all subscribers of the session wait, and a message that is
    /// published within the process calls it within `publish`. It must not block, wait for
    /// another message, or publish to its own topic. There is no queue. If it panics, that is
    /// counted and logged, and it is called with the next message.
    ///
    /// ```
    /// # use std::sync::Arc;
    /// # use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
    /// # use std::time::Duration;
    /// # use ros_z_msgs::std_msgs;
    /// # use ros_z_pub::Result;
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// # let node = ctx.create_node("example").build()?;
    /// let count = Arc::new(AtomicUsize::new(0));
    /// let counted = count.clone();
    /// let subscriber = node.create_sub::<std_msgs::String>("chatter").build_with_direct_callback(
    ///     move |_: Result<Received<std_msgs::String>>| _ = counted.fetch_add(1, Relaxed),
    /// )?;
    /// # let publisher = node.create_pub("chatter").build()?;
    /// # publisher.wait_for_subscribers(1, Duration::from_secs(5))?;
    /// publisher.publish(&std_msgs::String { data: "hello".into() })?;
    /// assert_eq!(count.load(Relaxed), 1);
    /// drop(subscriber);
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
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
        let (kind, message_type) = (EndpointKind::Subscriber, &self.message_type);
        let names = self.node.name_endpoint(kind, &self.topic, message_type, &self.qos)?;
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
        let member = Member::new(names.info, message_type, self.on_incompatible);
        let member = context.graph.join(member);
        let token = context.announce(names.liveliness_key)?;
        context.registry.add_subscriber(member.info(), &counters, inbox.map(Arc::downgrade));
        Ok(Subscription { _token: token, inner, member, counters, node: self.node })
    }
}

impl<T, R: Reception<Message = T> + 'static> Builder for ZSubscriberBuilder<T, R> {
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

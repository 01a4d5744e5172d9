//! Subscribers: a bounded queue of payloads, decoded when they are taken.
//!
//! ```
//! # use ros_z_msgs::std_msgs;
//! # use ros_z_pub::prelude::*;
//! # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
//! # let node = ctx.create_node("example").build()?;
//! let subscriber = node.create_sub::<std_msgs::String>("chatter").build()?;
//! assert!(subscriber.try_recv()?.is_none());
//! # Ok::<(), ros_z_pub::Error>(())
//! ```

mod builder;
mod subscription;

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures_util::{Stream, StreamExt};
use shm_cdr::ShmMessage;
use zenoh::sample::Sample;

use self::subscription::{Subscription, about_the_subscription};
use crate::entity::{EndpointInfo, Gid};
use crate::qos::Incompatibility;
use crate::queue::Inbox;
use crate::received::{MessageInfo, Received, Reception, receive_into};
use crate::stats::SubscriberStats;
use crate::{Error, Result};

pub use builder::ZSubscriberBuilder;

/// A subscription whose messages go to a callback, until this is dropped.
///
/// ```
/// use std::sync::mpsc::channel;
/// use std::time::Duration;
/// use ros_z_msgs::std_msgs;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
/// # let node = ctx.create_node("example").build()?;
///
/// let (sender, texts) = channel();
/// let subscriber = node.create_sub("chatter").build_with_callback(
///     move |text: ros_z_pub::Result<Received<std_msgs::String>>| _ = sender.send(text),
/// )?;
/// let publisher = node.create_pub("chatter").build()?;
/// assert!(subscriber.wait_for_publishers(1, Duration::from_secs(5))?);
/// # publisher.wait_for_subscribers(1, Duration::from_secs(5))?;
/// publisher.publish(&std_msgs::String { data: "hello".into() })?;
/// assert_eq!(texts.recv()??.data, "hello");
/// assert_eq!(subscriber.stats().received().messages, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
/// Several threads may take messages from the same subscriber; each message goes to one of them.
/// It is a [`Received`], or an [`InPlace`](crate::InPlace) if the subscriber was built
/// [`in_place`](ZSubscriberBuilder::in_place).
///
/// ```
/// use std::time::Duration;
/// use ros_z_msgs::std_msgs;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
/// # let node = ctx.create_node("example").build()?;
///
/// let publisher = node.create_pub("chatter").build()?;
/// let subscriber = node.create_sub::<std_msgs::String>("chatter").build()?;
/// assert!(subscriber.wait_for_publishers(1, Duration::from_secs(5))?);
/// # publisher.wait_for_subscribers(1, Duration::from_secs(5))?;
/// for data in ["a", "b", "c"] {
///     publisher.publish(&std_msgs::String { data: data.into() })?;
/// }
/// assert_eq!(subscriber.recv()?.data, "a");
/// assert_eq!(subscriber.recv_timeout(Duration::from_secs(5))?.unwrap().data, "b");
/// assert_eq!(subscriber.try_recv()?.unwrap().data, "c");
/// assert!(subscriber.try_recv()?.is_none());
/// assert_eq!(subscriber.lost(), 0);
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
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
    /// As [`recv`](Self::recv), into an existing message, whose strings and sequences are used
    /// again: if they are large enough, nothing is allocated for them.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use ros_z_msgs::sensor_msgs::LaserScan;
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// # let node = ctx.create_node("example").build()?;
    /// # let publisher = node.create_pub("scan").build()?;
    /// let subscriber = node.create_sub::<LaserScan>("scan").build()?;
    /// # publisher.wait_for_subscribers(1, Duration::from_secs(5))?;
    /// # for n in 1..=3 {
    /// #     publisher.publish(&LaserScan { ranges: vec![0.5; n], ..Default::default() })?;
    /// # }
    /// let mut scan = LaserScan::default();
    /// let info = subscriber.recv_into(&mut scan)?;
    /// assert_eq!((info.sequence_number(), scan.ranges.len()), (Some(1), 1));
    /// while subscriber.recv_timeout_into(&mut scan, Duration::ZERO)?.is_some() {}
    /// assert_eq!(scan.ranges, [0.5; 3]);
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`recv`](Self::recv). After [`Error::Decode`] the message is still valid: some fields
    /// may be what they were, some what was received, and some empty.
    pub fn recv_into(&self, message: &mut T) -> Result<MessageInfo> {
        self.decode_into(self.wait()?, message)
    }

    /// As [`recv_timeout`](Self::recv_timeout), into an existing message, as
    /// [`recv_into`](Self::recv_into) does.
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

    /// As [`recv_async`](Self::recv_async), into an existing message, as
    /// [`recv_into`](Self::recv_into) does.
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

impl<T, R: Reception<Message = T>> ZSubscriber<T, R> {
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
    /// ```
    /// # use std::time::Duration;
    /// # use ros_z_msgs::std_msgs;
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// # let node = ctx.create_node("example").build()?;
    /// # let publisher = node.create_pub("chatter").build()?;
    /// let subscriber = node.create_sub::<std_msgs::String>("chatter").build()?;
    /// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    /// # runtime.block_on(async {
    /// assert!(subscriber.wait_for_publishers_async(1, Duration::from_secs(5)).await?);
    /// # publisher.wait_for_subscribers_async(1, Duration::from_secs(5)).await?;
    /// # publisher.publish(&std_msgs::String { data: "hello".into() })?;
    /// # publisher.publish(&std_msgs::String { data: "again".into() })?;
    /// assert_eq!(subscriber.recv_async().await?.data, "hello");
    /// let mut text = std_msgs::String::default();
    /// subscriber.recv_async_into(&mut text).await?;
    /// assert_eq!(text.data, "again");
    /// # Ok::<(), ros_z_pub::Error>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`recv`](Self::recv).
    pub async fn recv_async(&self) -> Result<R> {
        let sample = self.queue.recv_async().await.map_err(|_| self.closed())?;
        self.decode(&sample)
    }

    /// Takes a message from the queue without waiting; `None` if there is none.
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
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use ros_z_msgs::std_msgs;
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// # let node = ctx.create_node("example").build()?;
    /// use futures_util::StreamExt;
    ///
    /// # let publisher = node.create_pub("chatter").build()?;
    /// let subscriber = node.create_sub::<std_msgs::String>("chatter").build()?;
    /// # publisher.wait_for_subscribers(1, Duration::from_secs(5))?;
    /// # publisher.publish(&std_msgs::String { data: "hello".into() })?;
    /// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    /// # runtime.block_on(async {
    /// let mut texts = subscriber.stream();
    /// while let Some(text) = texts.next().await {
    ///     assert_eq!(text?.data, "hello");
    ///     ctx.close()?;
    /// }
    /// # Ok::<(), ros_z_pub::Error>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
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
    ///
    /// So does a reference to the subscriber:
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use ros_z_msgs::std_msgs;
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// # let node = ctx.create_node("example").build()?;
    /// # let publisher = node.create_pub("chatter").build()?;
    /// let subscriber = node.create_sub::<std_msgs::String>("chatter").build()?;
    /// # publisher.wait_for_subscribers(1, Duration::from_secs(5))?;
    /// # publisher.publish(&std_msgs::String { data: "hello".into() })?;
    /// for text in &subscriber {
    ///     assert_eq!(text?.data, "hello");
    ///     ctx.close()?;
    /// }
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
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

impl<'a, T, R: Reception<Message = T>> IntoIterator for &'a ZSubscriber<T, R> {
    type Item = Result<R>;
    type IntoIter = Box<dyn Iterator<Item = Result<R>> + 'a>;

    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.iter())
    }
}

/// The messages of a subscriber as a stream that owns it: [`ZSubscriber::into_stream`].
///
/// ```
/// # use std::time::Duration;
/// # use ros_z_msgs::std_msgs;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
/// # let node = ctx.create_node("example").build()?;
/// use futures_util::StreamExt;
///
/// # let publisher = node.create_pub("chatter").build()?;
/// let subscriber = node.create_sub::<std_msgs::String>("chatter").build()?;
/// # publisher.wait_for_subscribers(1, Duration::from_secs(5))?;
/// # publisher.publish(&std_msgs::String { data: "hello".into() })?;
/// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
/// let mut texts = subscriber.into_stream();
/// let task = async move {
///     assert_eq!(texts.subscriber().topic(), "/chatter");
///     texts.next().await
/// };
/// assert_eq!(runtime.block_on(task).unwrap()?.data, "hello");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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

impl<T, R: Reception<Message = T>> Stream for ZSubscriberStream<T, R> {
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

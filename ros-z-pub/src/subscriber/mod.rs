//! Subscribers: a bounded queue of payloads, decoded when they are taken.

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
/// gives is [`Received`], or [`InPlace`](crate::InPlace) if it was built [so](ZSubscriberBuilder::in_place).
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

impl<'a, T, R: Reception<Message = T>> IntoIterator for &'a ZSubscriber<T, R> {
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

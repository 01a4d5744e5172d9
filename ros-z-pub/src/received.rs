//! What a subscriber gives: messages, decoded or in place.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use shm_cdr::{DecodeError, DecodeErrorKind, ShmMessage, ZBuf};
use zenoh::sample::Sample;
use zenoh_buffers::buffer::SplitBuffer;

use crate::counters::SubscriberCounters;
use crate::entity::Gid;
use crate::reference::is_in_shared_memory;
use crate::rmw::Attachment;
use crate::{Error, Result};

/// What a subscriber can give for a message: [`Received`] or [`InPlace`].
///
/// ```
/// use ros_z_msgs::std_msgs;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
/// # let node = ctx.create_node("example").build()?;
/// use ros_z_pub::{RawMessage, Reception, Result};
///
/// /// Takes what is there, whatever kind of subscriber it is.
/// fn drain<T, R: Reception<Message = T>>(subscriber: &ZSubscriber<T, R>) -> Result<usize> {
///     let mut count = 0;
///     while subscriber.try_recv()?.is_some() {
///         count += 1;
///     }
///     Ok(count)
/// }
///
/// assert_eq!(drain(&node.create_sub::<std_msgs::String>("a").build()?)?, 0);
/// assert_eq!(drain(&node.create_sub::<std_msgs::String>("b").in_place().build()?)?, 0);
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
pub trait Reception: sealed::Receive {}

impl<R: sealed::Receive> Reception for R {}

mod sealed {
    use std::sync::Arc;

    use zenoh::sample::Sample;

    use crate::Result;
    use crate::counters::SubscriberCounters;

    pub trait Receive: Sized {
        type Message;

        fn receive(
            sample: &Sample,
            topic: &str,
            counters: &Arc<SubscriberCounters>,
        ) -> Result<Self>;
    }
}

/// How a message came.
///
/// ```
/// # use std::time::Duration;
/// # use ros_z_msgs::std_msgs;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]);
/// # let ctx = ctx.with_shm_pool_size(256 << 10)?.build()?;
/// # let node = ctx.create_node("example").build()?;
/// # let publisher = node.create_pub("chatter").build()?;
/// # let subscriber = node.create_sub::<std_msgs::String>("chatter").build()?;
/// # publisher.wait_for_subscribers(1, Duration::from_secs(5))?;
/// publisher.publish(&std_msgs::String { data: "a".repeat(1000) })?;
/// let received = subscriber.recv()?;
/// let info: &MessageInfo = received.info();
/// assert!(info.is_shm());
/// assert_eq!((info.sequence_number(), info.payload_len()), (Some(1), 1009));
/// assert_eq!(info.publisher_gid(), Some(publisher.gid()));
/// let age = info.source_time().unwrap().elapsed()?;
/// assert!(age < Duration::from_secs(60));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct MessageInfo {
    is_shm: bool,
    payload_len: usize,
    attachment: Option<Attachment>,
}

impl MessageInfo {
    fn of(sample: &Sample) -> Self {
        let payload = sample.payload();
        let attachment =
            sample.attachment().and_then(|bytes| Attachment::from_bytes(&bytes.to_bytes()));
        let is_shm = is_in_shared_memory(&ZBuf::from(payload.clone()));
        Self { is_shm, payload_len: payload.len(), attachment }
    }

    /// Whether the payload, or all of it but its head, is in shared memory that the publisher
    /// wrote.
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

/// A decoded message and how it came.
///
/// Dereferences to the message. `ZBuf` fields of the message share the received memory, and the
/// publisher cannot use it again as long as they live.
///
/// ```
/// # use std::time::Duration;
/// # use ros_z_msgs::std_msgs;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]);
/// # let ctx = ctx.with_shm_pool_size(256 << 10)?.build()?;
/// # let node = ctx.create_node("example").build()?;
/// # let publisher = node.create_pub("chatter").build()?;
/// # let subscriber = node.create_sub::<std_msgs::String>("chatter").build()?;
/// # publisher.wait_for_subscribers(1, Duration::from_secs(5))?;
/// publisher.publish(&std_msgs::String { data: "a".repeat(1000) })?;
/// let received = subscriber.recv()?;
/// assert_eq!(received.data.len(), 1000);
/// assert_eq!((received.is_shm(), received.sequence_number()), (true, Some(1)));
/// assert_eq!(received.message(), &received.clone().into_message());
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Received<T> {
    message: T,
    info: MessageInfo,
}

impl<T: ShmMessage> sealed::Receive for Received<T> {
    type Message = T;

    fn receive(sample: &Sample, topic: &str, counters: &Arc<SubscriberCounters>) -> Result<Self> {
        let payload = ZBuf::from(sample.payload().clone());
        let message = T::from_zbuf(&payload).map_err(|source| {
            counters.count_undecodable(sample.payload().len(), &source);
            Error::Decode { topic: topic.into(), source }
        })?;
        Ok(Self { message, info: MessageInfo::of(sample) })
    }
}

/// Decodes a message into one that is used again, and says how it came.
pub(crate) fn receive_into<T: ShmMessage>(
    sample: &Sample,
    topic: &str,
    counters: &SubscriberCounters,
    message: &mut T,
) -> Result<MessageInfo> {
    let payload = ZBuf::from(sample.payload().clone());
    message.decode_zbuf_into(&payload).map_err(|source| {
        counters.count_undecodable(sample.payload().len(), &source);
        Error::Decode { topic: topic.into(), source }
    })?;
    Ok(MessageInfo::of(sample))
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

    /// How the message came.
    pub fn info(&self) -> &MessageInfo {
        &self.info
    }

    /// Whether the payload is in shared memory that the publisher wrote.
    pub fn is_shm(&self) -> bool {
        self.info.is_shm()
    }

    /// Length of the payload in bytes, header and trailing bytes included.
    pub fn payload_len(&self) -> usize {
        self.info.payload_len()
    }

    /// As [`MessageInfo::sequence_number`].
    pub fn sequence_number(&self) -> Option<i64> {
        self.info.sequence_number()
    }

    /// As [`MessageInfo::source_time`].
    pub fn source_time(&self) -> Option<SystemTime> {
        self.info.source_time()
    }

    /// As [`MessageInfo::publisher_gid`].
    pub fn publisher_gid(&self) -> Option<Gid> {
        self.info.publisher_gid()
    }
}

impl<T> Deref for Received<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.message
    }
}

/// A message that stays where it was received, and how it came.
///
/// Holds the payload, in shared memory or on the heap, and nothing else. Shared memory is
/// not used again by its publisher before the last clone is dropped.
///
/// ```
/// # use std::time::Duration;
/// # use ros_z_msgs::std_msgs;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]);
/// # let ctx = ctx.with_shm_pool_size(256 << 10)?.build()?;
/// # let node = ctx.create_node("example").build()?;
/// # let publisher = node.create_pub("chatter").build()?;
/// # let subscriber = node.create_sub::<std_msgs::String>("chatter").in_place().build()?;
/// # publisher.wait_for_subscribers(1, Duration::from_secs(5))?;
/// publisher.publish(&std_msgs::String { data: "a".repeat(1000) })?;
/// let message = subscriber.recv()?;
/// let text: &str = message.view()?.data;
/// assert_eq!(text.len(), 1000);
/// assert_eq!((message.is_shm(), message.is_gathered()), (true, false));
/// assert_eq!(message.bytes().len(), message.payload_len());
/// assert_eq!(message.to_message()?.data, text);
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct InPlace<T> {
    payload: ZBuf,
    is_gathered: bool,
    info: MessageInfo,
    counters: Arc<SubscriberCounters>,
    message: PhantomData<fn() -> T>,
}

impl<T: ShmMessage> sealed::Receive for InPlace<T> {
    type Message = T;

    fn receive(sample: &Sample, _: &str, counters: &Arc<SubscriberCounters>) -> Result<Self> {
        let payload = ZBuf::from(sample.payload().clone());
        let is_split = |error: DecodeError| matches!(error.kind(), DecodeErrorKind::Split { .. });
        let is_gathered =
            payload.zslices().nth(1).is_some() && T::view_zbuf(&payload).is_err_and(is_split);
        let payload = if is_gathered { ZBuf::from(payload.to_zslice()) } else { payload };
        let (info, counters) = (MessageInfo::of(sample), counters.clone());
        Ok(Self { payload, is_gathered, info, counters, message: PhantomData })
    }
}

impl<T: ShmMessage> InPlace<T> {
    /// The message, read where it is: strings and sequences are borrowed, nothing is
    /// allocated or copied.
    ///
    /// Every call checks the message. The time for that does not depend on the length of plain
    /// sequences such as the data of a cloud.
    ///
    /// # Errors
    ///
    /// The payload is not a `T`; the error names the field and the byte offset.
    pub fn view(&self) -> Result<T::View<'_>, DecodeError> {
        self.count(T::view_zbuf(&self.payload))
    }

    /// The message as an owned value; its `ZBuf` fields share the payload.
    ///
    /// # Errors
    ///
    /// As for [`view`](Self::view).
    pub fn to_message(&self) -> Result<T, DecodeError> {
        self.count(T::from_zbuf(&self.payload))
    }

    fn count<M>(&self, message: Result<M, DecodeError>) -> Result<M, DecodeError> {
        message.inspect_err(|error| self.counters.count_undecodable(self.info.payload_len, error))
    }
}

impl<T> InPlace<T> {
    /// The payload: the encoded message with its 4-byte header, and any trailing bytes.
    ///
    /// Copied if the payload has several parts, as in messages whose data were sent
    /// by [reference](crate::Outcome::Referenced).
    pub fn bytes(&self) -> Cow<'_, [u8]> {
        self.payload.contiguous()
    }

    /// Whether the payload came in several parts and was copied into one, because some value
    /// lay in more than one of them.
    ///
    /// This happens to messages from other machines that are larger than what Zenoh sends at once,
    /// and to large messages of this machine that are not in shared memory.
    pub fn is_gathered(&self) -> bool {
        self.is_gathered
    }
}

impl<T> Deref for InPlace<T> {
    type Target = MessageInfo;

    fn deref(&self) -> &MessageInfo {
        &self.info
    }
}

/// The payload of a message as it was received, and how it came.
///
/// Shared memory is not used again by its publisher before the last clone is dropped. Given by
/// [raw](crate::ZNode::create_raw_sub) subscribers.
///
/// ```
/// # use std::time::Duration;
/// # use ros_z_msgs::std_msgs;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]);
/// # let ctx = ctx.with_shm_pool_size(256 << 10)?.build()?;
/// # let node = ctx.create_node("example").build()?;
/// # let publisher = node.create_pub("chatter").build()?;
/// # let message_type = ros_z_pub::MessageType::of::<std_msgs::String>();
/// # let subscriber = node.create_raw_sub("chatter", message_type).build()?;
/// # publisher.wait_for_subscribers(1, Duration::from_secs(5))?;
/// publisher.publish(&std_msgs::String { data: "a".repeat(1000) })?;
/// let message = subscriber.recv()?;
/// assert_eq!((message.is_shm(), message.encoding()), (true, "zenoh/bytes"));
/// assert_eq!(message.bytes()[..4], [0, 1, 0, 0]);
/// assert_eq!(std_msgs::String::from_zbuf(message.payload())?.data.len(), 1000);
/// assert_eq!(message.into_payload().len(), 1009);
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct RawMessage {
    payload: ZBuf,
    encoding: String,
    info: MessageInfo,
}

impl sealed::Receive for RawMessage {
    type Message = Self;

    fn receive(sample: &Sample, _: &str, _: &Arc<SubscriberCounters>) -> Result<Self> {
        let payload = ZBuf::from(sample.payload().clone());
        let encoding = sample.encoding().to_string();
        Ok(Self { payload, encoding, info: MessageInfo::of(sample) })
    }
}

impl RawMessage {
    /// The payload, without a copy: usually an encoded message with its 4-byte header and any
    /// trailing bytes, but none of that has been checked.
    pub fn payload(&self) -> &ZBuf {
        &self.payload
    }

    /// The payload, by value.
    pub fn into_payload(self) -> ZBuf {
        self.payload
    }

    /// The payload in one piece; copied if it came in several.
    pub fn bytes(&self) -> Cow<'_, [u8]> {
        self.payload.contiguous()
    }

    /// The encoding that the publisher has set in Zenoh. ROS nodes set none: `zenoh/bytes`.
    pub fn encoding(&self) -> &str {
        &self.encoding
    }
}

impl Deref for RawMessage {
    type Target = MessageInfo;

    fn deref(&self) -> &MessageInfo {
        &self.info
    }
}

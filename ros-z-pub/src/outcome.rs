//! What became of a message.

use std::fmt;

use crate::shm::Limit;

/// What `publish` did with a message.
///
/// ```
/// # use ros_z_msgs::std_msgs;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]);
/// # let ctx = ctx.with_shm_pool_size(256 << 10)?.build()?;
/// # let node = ctx.create_node("example").build()?;
/// # let publisher = node.create_pub("chatter").build()?;
/// let large = publisher.publish(&std_msgs::String { data: "a".repeat(1000) })?;
/// assert_eq!(large, Outcome::Shm { bytes: 1009 });
/// let small = publisher.publish(&std_msgs::String { data: "hello".into() })?;
/// let reason = HeapReason::BelowThreshold { threshold: 512 };
/// assert_eq!(small, Outcome::Heap { bytes: 14, reason });
/// assert_eq!(small.to_string(), "14 bytes on the heap: below the threshold of 512 bytes");
/// assert!(large.is_shm() && !small.is_shm());
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The message was written into shared memory.
    ///
    /// Subscribers that share it read it there; others get a copy over the network. This says
    /// where the message was written, not whether anybody reads it there:
    /// [`shares_memory_with`](crate::ZPublisher::shares_memory_with) tells that for a subscriber,
    /// and [`PublisherStats::not_shared`](crate::stats::PublisherStats::not_shared) counts what
    /// nobody reads there.
    Shm {
        /// Length of the payload in bytes.
        bytes: usize,
    },
    /// The message was written into shared memory, and with it a field that was in shared
    /// memory already.
    Copied {
        /// Length of the payload in bytes.
        bytes: usize,
        /// Why the field was copied.
        reason: CopyReason,
    },
    /// A field of the message stayed where it was in shared memory. What comes before it was
    /// written to the heap, and what follows it into the room after its buffer.
    Referenced {
        /// Length of the payload in bytes.
        bytes: usize,
    },
    /// The message was written to the heap.
    Heap {
        /// Length of the payload in bytes.
        bytes: usize,
        /// Why it was not written into shared memory.
        reason: HeapReason,
    },
}

impl Outcome {
    /// Whether the message, or all of it but its head, is in shared memory.
    pub fn is_shm(&self) -> bool {
        matches!(self, Self::Shm { .. } | Self::Copied { .. } | Self::Referenced { .. })
    }

    /// Length of the payload in bytes, the 4-byte header included.
    pub fn bytes(&self) -> usize {
        match *self {
            Self::Shm { bytes }
            | Self::Copied { bytes, .. }
            | Self::Referenced { bytes }
            | Self::Heap { bytes, .. } => bytes,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shm { bytes } => write!(f, "{bytes} bytes in shared memory"),
            Self::Copied { bytes, reason } => {
                write!(f, "{bytes} bytes in shared memory, copied from there: {reason}")
            }
            Self::Referenced { bytes } => {
                write!(f, "{bytes} bytes, of which the data stayed in shared memory")
            }
            Self::Heap { bytes, reason } => write!(f, "{bytes} bytes on the heap: {reason}"),
        }
    }
}

/// Why a message was not written into shared memory.
///
/// ```
/// # use ros_z_msgs::std_msgs;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]);
/// # let ctx = ctx.with_shm_pool_size(256 << 10)?.build()?;
/// # let node = ctx.create_node("example").build()?;
/// # let publisher = node.create_pub("chatter").build()?;
/// let outcome = publisher.publish(&std_msgs::String { data: "a".repeat(1 << 20) })?;
/// let Outcome::Heap { reason: HeapReason::LargerThanPool { pool }, .. } = outcome else {
///     panic!("{outcome}");
/// };
/// assert!(pool < 1 << 20);
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HeapReason {
    /// Shared memory is not enabled for this publisher.
    #[error("shared memory is off")]
    Disabled,
    /// There is no pool, and a field that is in shared memory already cannot stay there.
    #[error("a field in shared memory was copied: {reason}; there is no pool")]
    Copied {
        /// Why the field was copied.
        reason: CopyReason,
    },
    /// The publisher is transient local and keeps its messages, which would fill the pool.
    #[error("the publisher keeps its messages for late subscribers")]
    TransientLocal,
    /// The message is smaller than the threshold.
    #[error("below the threshold of {threshold} bytes")]
    BelowThreshold {
        /// The threshold in bytes.
        threshold: usize,
    },
    /// The pool is smaller than the message.
    #[error("larger than the pool, which has room for {pool} bytes")]
    LargerThanPool {
        /// The longest message that the pool has room for, in bytes.
        pool: usize,
    },
    /// No free part of the pool is large enough: subscribers still hold messages.
    #[error("the pool is full, subscribers hold messages")]
    PoolFull,
    /// No free part of the pool is large enough: processes have ended that held messages.
    ///
    /// The pool goes on in a new segment in a moment. If it has used up all
    /// [that it may have](crate::shm::ShmConfig::with_segments), or is a provider of your own, it
    /// cannot, and a warning says so.
    #[error("{lost} bytes of the pool are lost to processes that have ended")]
    PoolLost {
        /// Bytes that are lost, of the newest segment.
        lost: usize,
        /// The segments that the pool has.
        segments: usize,
    },
    /// The system does not allow the pool.
    #[error("there is no pool: {limit}")]
    NoPool {
        /// The limit that is in the way.
        limit: Limit,
    },
    /// No subscriber can read shared memory: their sessions have announced that they are not
    /// allowed to.
    #[error("no subscriber can share memory: {limit}")]
    Readers {
        /// What is in the way of one of them.
        limit: Limit,
    },
    /// Zenoh refused a buffer although the pool has room.
    #[error("Zenoh refused a buffer")]
    Refused,
    /// Zenoh declared the buffer lost while it was being written.
    #[error("the buffer was invalidated")]
    Invalidated,
}

impl HeapReason {
    /// Whether it may be different in a moment, so that it can be waited for.
    pub(crate) fn may_pass(&self) -> bool {
        matches!(self, Self::PoolFull | Self::PoolLost { .. })
    }

    /// Whether the pool has no room for the message, now or ever.
    pub(crate) fn is_no_room(&self) -> bool {
        self.may_pass() || matches!(self, Self::LargerThanPool { .. } | Self::Refused)
    }
}

/// Why a field that is in shared memory was copied.
///
/// Zenoh sends a buffer in shared memory only as a whole, and that is safe only at the end of a
/// message: if something on the heap follows a buffer, the pool can lose the buffer. So what
/// follows the field is written into the room after its buffer.
///
/// ```
/// # use ros_z_msgs::sensor_msgs::PointCloud2;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]);
/// # let ctx = ctx.with_shm_pool_size(256 << 10)?.build()?;
/// # let node = ctx.create_node("example").build()?;
/// # let publisher = node.create_pub("cloud").build()?;
/// let provider = ShmProviderBuilder::new(16 << 10).build()?;
/// // 4096 bytes fill a page, so that nothing is free after them.
/// let points: ZBuf = provider.alloc_with_room(4096, 0)?.into();
/// let cloud = PointCloud2 { data: points, ..Default::default() };
/// let outcome = publisher.publish(&cloud)?;
/// let Outcome::Copied { reason: CopyReason::NoRoom { needed, room }, .. } = outcome else {
///     panic!("{outcome}");
/// };
/// assert_eq!((needed, room), (1, 0));
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CopyReason {
    /// What follows it does not fit into the room after its buffer.
    #[error(
        "{needed} bytes follow it and its buffer has room for {room}, \
         `alloc_with_room` makes some"
    )]
    NoRoom {
        /// Bytes that follow the field.
        needed: usize,
        /// Bytes that the buffer has room for after the field.
        room: usize,
    },
    /// In an earlier message, which may still be read, something else followed it.
    #[error("others hold it with something else after it")]
    Held,
    /// It is a part of a buffer, as fields of received messages are.
    #[error("it is a part of a larger buffer")]
    Part,
    /// It is made of several buffers.
    #[error("it is made of several buffers")]
    Several,
    /// What comes before it would be sent over the network, and is larger than the field.
    #[error("{bytes} bytes are before it")]
    LargeHead {
        /// Length of what comes before it, in bytes.
        bytes: usize,
    },
    /// Zenoh has declared its buffer lost.
    #[error("its buffer was invalidated")]
    Invalidated,
}

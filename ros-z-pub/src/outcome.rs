//! What became of a message.

use std::fmt;

use crate::limits::Limit;

/// What `publish` did with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The message was written into shared memory.
    ///
    /// Subscribers that share it read it there; others get a copy over the network.
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
    /// The last field of the message stayed where it was in shared memory; what stands before
    /// it was written to the heap.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HeapReason {
    /// Shared memory is not enabled for this publisher.
    #[error("shared memory is off")]
    Disabled,
    /// The publisher is transient local and keeps its messages, which would hold the pool.
    #[error("the publisher keeps its messages for late subscribers")]
    TransientLocal,
    /// The message is smaller than the threshold.
    #[error("below the threshold of {threshold} bytes")]
    BelowThreshold {
        /// The threshold in bytes.
        threshold: usize,
    },
    /// The pool is smaller than the message.
    #[error("larger than the pool of {pool} bytes")]
    LargerThanPool {
        /// Size of the pool in bytes.
        pool: usize,
    },
    /// No free part of the pool is large enough: subscribers still hold messages.
    #[error("the pool is full")]
    PoolFull,
    /// The system does not allow the pool.
    #[error("there is no pool: {limit}")]
    NoPool {
        /// The limit that is in the way.
        limit: Limit,
    },
    /// Zenoh refused a buffer although the pool has room.
    #[error("Zenoh refused a buffer")]
    Refused,
    /// Zenoh declared the buffer lost while it was being written.
    #[error("the buffer was invalidated")]
    Invalidated,
}

/// Why a field that is in shared memory was copied.
///
/// Zenoh sends a buffer in shared memory only as the whole that was allocated, and only at
/// the end of a message is that safe: a buffer with something behind it can be lost for its
/// pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CopyReason {
    /// Other fields follow it; a loan writes such a field in place.
    #[error("other fields follow it, which a loan makes room for")]
    NotLast,
    /// It is a part of a buffer, as fields of received messages are.
    #[error("it is a part of a larger buffer")]
    Part,
    /// It is made of several buffers.
    #[error("it is made of several buffers")]
    Several,
    /// What stands before it would be sent over the network, and is large.
    #[error("{bytes} bytes stand before it")]
    LargeHead {
        /// Length of what stands before it, in bytes.
        bytes: usize,
    },
    /// Zenoh has declared its buffer lost.
    #[error("its buffer was invalidated")]
    Invalidated,
}

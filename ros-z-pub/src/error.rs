//! What can go wrong.

use std::time::Duration;

use shm_cdr::{DecodeError, EncodeError, FieldError};

use crate::outcome::HeapReason;
use crate::shm::Limit;

/// Why a call of this crate failed.
///
/// ```
/// # use ros_z_pub::prelude::*;
/// use ros_z_pub::Error;
///
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
/// match ctx.create_node("front-camera").build() {
///     Err(Error::InvalidName { name, found, .. }) => {
///         assert_eq!((name.as_str(), found), ("front-camera", Some('-')));
///     }
///     other => panic!("{other:?}"),
/// }
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A message could not be encoded; nothing was published.
    #[error("cannot publish on `{topic}`: {source}")]
    Encode {
        /// The topic, fully qualified.
        topic: String,
        /// What is wrong with the message.
        source: EncodeError,
    },
    /// The pool has no room for the message, and its
    /// [policy](crate::shm::ShmPolicy) is not to use the heap; nothing was published.
    #[error("no shared memory for {bytes} bytes on `{topic}` within {waited:?}: {reason}")]
    NoRoom {
        /// The topic, fully qualified.
        topic: String,
        /// Length of the message in bytes.
        bytes: usize,
        /// How long room was waited for.
        waited: Duration,
        /// Why there is none.
        reason: HeapReason,
    },
    /// There is not enough memory for the message; nothing was published.
    #[error("no memory for {bytes} bytes on `{topic}`")]
    NoMemory {
        /// The topic, fully qualified.
        topic: String,
        /// Bytes that were asked for.
        bytes: usize,
    },
    /// A provider has no free buffer that is large enough.
    #[error("no free shared-memory buffer of {bytes} bytes")]
    NoBuffer {
        /// Bytes that were asked for, with the room after the buffer.
        bytes: usize,
    },
    /// A received payload is not a message of the subscriber's type. The subscriber
    /// goes on with the next one.
    #[error("undecodable message on `{topic}`: {source}")]
    Decode {
        /// The topic, fully qualified.
        topic: String,
        /// What is wrong with the payload.
        source: DecodeError,
    },
    /// The session is closed; what a subscriber received before has been taken.
    #[error("the session of `{topic}` is closed")]
    Closed {
        /// The topic, fully qualified.
        topic: String,
    },
    /// A name or a remapping of names breaks the rules of ROS.
    #[error("invalid {what} `{name}`{}: {rule}", .found.map(|found| format!(" at `{found}`")).unwrap_or_default())]
    InvalidName {
        /// What it names: `topic`, `node`, `namespace` or `remapping`.
        what: &'static str,
        /// The name or remapping as it was given.
        name: String,
        /// The character that breaks the rule, if it is one.
        found: Option<char>,
        /// The rule that it breaks.
        rule: &'static str,
    },
    /// A pool size that no pool can have.
    #[error(
        "a shared-memory pool of {bytes} bytes is impossible, {min} to {max} bytes are allowed"
    )]
    PoolSize {
        /// The size that was asked for.
        bytes: usize,
        /// The smallest possible size.
        min: usize,
        /// The largest possible size.
        max: usize,
    },
    /// The system does not allow the pool.
    #[error("no shared-memory pool of {bytes} bytes: {limit}")]
    PoolLimit {
        /// The size that was asked for.
        bytes: usize,
        /// The limit that is in the way, and how to raise it.
        limit: Limit,
    },
    /// Zenoh could not create the pool.
    #[error("no shared-memory pool of {bytes} bytes: {source}")]
    Pool {
        /// The size that was asked for.
        bytes: usize,
        /// What Zenoh says.
        source: zenoh::Error,
    },
    /// An environment variable holds something other than the number that it requires.
    #[error("`{variable}` requires {requires}, not `{value}`")]
    Environment {
        /// The name of the variable.
        variable: &'static str,
        /// What it should hold.
        requires: &'static str,
        /// What it holds.
        value: String,
    },
    /// `ZENOH_ROUTER_CHECK_ATTEMPTS` requires a router, and there is none.
    #[error("no Zenoh router in {attempts} attempts")]
    NoRouter {
        /// How often it was looked for.
        attempts: i64,
    },
    /// The system refuses a thread for callbacks.
    #[error("no thread for callbacks: {source}")]
    Thread {
        /// What the system says.
        source: std::io::Error,
    },
    /// Two settings exclude each other.
    #[error("{0}")]
    Conflict(&'static str),
    /// A message that was received cannot be [viewed](crate::InPlace::view) or decoded.
    #[error("undecodable message: {0}")]
    View(#[from] DecodeError),
    /// A message cannot be encoded outside of a publisher.
    #[error("cannot encode the message: {0}")]
    ToCdr(#[from] EncodeError),
    /// A field of a [loan](crate::ZLoan) is not what it was taken for.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// Zenoh refused.
    #[error("zenoh: {0}")]
    Zenoh(#[source] zenoh::Error),
}

impl From<zenoh::Error> for Error {
    fn from(error: zenoh::Error) -> Self {
        Self::Zenoh(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // What `anyhow`, `eyre` and boxed errors require for `?`.
    #[test]
    fn errors_go_into_those_of_others() {
        fn as_others<E: std::error::Error + Send + Sync + 'static>(error: E) -> String {
            let boxed: Box<dyn std::error::Error + Send + Sync> = error.into();
            boxed.to_string()
        }
        assert_eq!(as_others(Error::Conflict("two pools")), "two pools");
        let zenoh: zenoh::Error = Error::NoRouter { attempts: 2 }.into();
        assert_eq!(zenoh.to_string(), "no Zenoh router in 2 attempts");
    }
}

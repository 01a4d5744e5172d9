//! What most programs need, in one import.
//!
//! ```
//! use ros_z_pub::prelude::*;
//!
//! #[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
//! #[shm(type_name = "demo_msgs/msg/Frame")]
//! struct Frame {
//!     number: u32,
//!     pixels: ZBuf,
//! }
//!
//! let frame = Frame { number: 1, pixels: ZBuf::from(vec![1, 2, 3]) };
//! let bytes = frame.to_cdr()?;
//! assert_eq!(bytes.len(), frame.estimated_serialized_size());
//! assert_eq!(Frame::from_cdr(&bytes)?.pixels.len(), 3);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! `Result` and `Error` are not part of it, so that those of the standard library and of other
//! crates keep their names.

pub use shm_cdr::{Buffer, SizeEstimation, SplitBuffer, ZBuf, ZBufExt};

#[doc(no_inline)]
pub use crate::ShmMessage;
pub use crate::builder::Builder;
pub use crate::context::{ZContext, ZContextBuilder};
pub use crate::loan::ZLoan;
pub use crate::node::ZNode;
pub use crate::outcome::{CopyReason, HeapReason, Outcome};
pub use crate::publisher::ZPublisher;
pub use crate::qos::QosProfile;
pub use crate::received::{InPlace, MessageInfo, Received};
pub use crate::shm::{ShmConfig, ShmMode, ShmPolicy, ShmProviderBuilder, ShmProviderExt};
pub use crate::subscriber::{ZCallbackSubscriber, ZSubscriber};

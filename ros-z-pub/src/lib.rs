//! A thin ROS 2 publisher and subscriber on Zenoh that writes messages into shared
//! memory.
//!
//! A message derives [`ShmMessage`]. A publisher encodes it once, at its
//! final place: into a buffer of a shared-memory pool when the message is at least as
//! large as the threshold, otherwise on the heap. [`publish`](ZPublisher::publish) returns
//! which of the two it was, and why. A [loan](ZPublisher::loan) is filled in place and published
//! without a copy, and a subscriber built [in place](subscriber::ZSubscriberBuilder::in_place)
//! reads without one. Keys, attachments, liveliness tokens and QoS are those of rmw_zenoh.
//!
//! ```no_run
//! use ros_z_msgs::std_msgs;
//! use ros_z_pub::prelude::*;
//!
//! fn main() -> ros_z_pub::Result<()> {
//!     let ctx = ZContextBuilder::default().with_shm_enabled()?.build()?;
//!     let node = ctx.create_node("talker").build()?;
//!     let publisher = node.create_pub::<std_msgs::String>("chatter").build()?;
//!     match publisher.publish(&std_msgs::String { data: "hello".into() })? {
//!         Outcome::Shm { bytes } => println!("{bytes} bytes in shared memory"),
//!         Outcome::Heap { bytes, reason } => println!("{bytes} bytes on the heap: {reason}"),
//!         _ => {}
//!     }
//!     Ok(())
//! }
//! ```
//!
//! # Where to find what
//!
//! | | |
//! |---|---|
//! | [`prelude`] | what most programs need, in one import |
//! | [`ZContextBuilder`], [`ZContext`] | a session, its domain, shared memory and endpoints |
//! | [`ZNode`] | makes publishers, subscribers and clocks |
//! | [`ZPublisher`], [`ZLoan`], [`Outcome`] | publishing, without a copy, and what became of it |
//! | [`ZSubscriber`], [`Received`], [`InPlace`] | receiving: waiting, async, callbacks, in place |
//! | [`RawMessage`], [`MessageType`] | payloads of types that are not known when the program is compiled |
//! | [`qos`], [`Graph`] | quality of service, and who is there |
//! | [`shm`], [`stats`] | pools, policies and limits; counters |
//! | [`shm_cdr`], [`zenoh`] | the crates that this one is built on |
//!
//! The book in the repository is ordered by task.

mod blocking;
mod builder;
mod clock;
pub mod context;
mod counters;
mod definition;
mod endpoint;
mod entity;
mod environment;
mod error;
mod executor;
pub mod graph;
mod heap;
mod incompatibility;
mod keeper;
mod known;
mod loan;
mod lock;
mod logging;
mod message_type;
pub mod node;
mod numbers;
mod outcome;
mod pairing;
mod peers;
pub mod prelude;
pub mod publisher;
pub mod qos;
mod queue;
mod readers;
mod received;
mod reference;
mod registry;
mod rmw;
mod route;
mod session;
pub mod shm;
pub mod stats;
pub mod subscriber;

pub use shm_cdr;
/// Makes a struct a message: [`shm_cdr::ShmMessage`], for crates that depend on this one alone.
pub use shm_cdr::private::ShmMessage;
#[doc(hidden)]
pub use shm_cdr_derive::ShmMessageOfRosZPub as ShmMessage;
pub use zenoh;

/// Compiles and runs the code in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub use crate::builder::Builder;
pub use crate::clock::{ZClock, ZClockBuilder};
pub use crate::context::{ZContext, ZContextBuilder};
pub use crate::entity::{EndpointInfo, EndpointKind, Gid};
pub use crate::error::Error;

pub use crate::graph::Graph;
pub use crate::loan::{ZLoan, ZLoanBuilder};
pub use crate::logging::init_log;
pub use crate::message_type::MessageType;
pub use crate::node::ZNode;
pub use crate::outcome::{CopyReason, HeapReason, Outcome};
pub use crate::publisher::ZPublisher;
pub use crate::qos::QosProfile;
pub use crate::received::{InPlace, MessageInfo, RawMessage, Received, Reception};

pub use crate::shm::Limit;
pub use crate::subscriber::{ZCallbackSubscriber, ZSubscriber, ZSubscriberStream};

/// What every fallible call of this crate returns.
///
/// The error converts into `zenoh::Error`, so that `?` works in `zenoh::Result`.
///
/// ```
/// use ros_z_pub::prelude::*;
/// use ros_z_pub::zenoh::{self, Wait};
///
/// fn context() -> ros_z_pub::Result<ZContext> {
///     ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()
/// }
///
/// fn both() -> zenoh::Result<()> {
///     context()?.session().put("not/ros", "hello").wait()
/// }
/// # both()?;
/// # Ok::<(), zenoh::Error>(())
/// ```
pub type Result<T, E = Error> = std::result::Result<T, E>;

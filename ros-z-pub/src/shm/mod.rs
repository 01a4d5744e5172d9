//! Shared memory: pools and where publishers use them.
//!
//! ```
//! # use std::time::Duration;
//! # use ros_z_msgs::std_msgs;
//! # use ros_z_pub::{Builder, ZContextBuilder};
//! # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
//! # let node = ctx.create_node("example").build()?;
//! use ros_z_pub::shm::{ShmConfig, ShmPolicy};
//!
//! let pool = ShmConfig::with_pool_size(64 << 10)?
//!     .with_policy(ShmPolicy::WaitThenHeap(Duration::from_millis(5)));
//! let publisher = node.create_pub("chatter").with_shm_config(pool).build()?;
//! assert!(publisher.publish(&std_msgs::String { data: "a".repeat(1000) })?.is_shm());
//! # Ok::<(), ros_z_pub::Error>(())
//! ```

mod backend;
mod chunks;
mod config;
mod departures;
mod exit;
mod file;
mod healing;
mod inventory;
mod limits;
mod mapping;
mod pool;
mod provider;
mod segment;

pub use config::{
    DEFAULT_POOL_SIZE, DEFAULT_SEGMENTS, DEFAULT_THRESHOLD, ShmConfig, ShmMode, ShmPolicy,
};
pub use inventory::{SegmentInfo, segments};
pub use limits::Limit;
pub use provider::{ShmProviderBuilder, ShmProviderExt};

pub(crate) use config::{ShmChoice, check_pool_size};
pub(crate) use exit::prepare as prepare_exit;
pub(crate) use limits::check_session;
pub(crate) use mapping::clients;
pub(crate) use pool::{Answer, Pool};

/// Notes that a process has left that may have held messages or shared some.
pub(crate) fn note_departure() {
    departures::note();
    mapping::note_change();
}

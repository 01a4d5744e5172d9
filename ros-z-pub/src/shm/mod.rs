//! Shared memory: pools and where publishers use them.

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

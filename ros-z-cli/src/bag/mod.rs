//! Recordings: MCAP files with the profile `ros2`.

mod definitions;
mod folder;
mod profile;
mod reader;
mod summary;
mod time;
mod writer;

pub(crate) use definitions::Definitions;
pub(crate) use folder::files;
pub(crate) use profile::{first_of_profiles, profiles_text};
pub(crate) use reader::{Channel, Item, Reader};
pub(crate) use summary::Overview;
pub(crate) use time::{file_name_now, utc};
pub(crate) use writer::{File, ToFile};

use mcap::McapError;

use crate::error::Failure;

/// What MCAP calls the conventions of ROS 2.
pub(crate) const PROFILE: &str = "ros2";

/// The encoding of definitions.
pub(crate) const SCHEMA_ENCODING: &str = "ros2msg";

/// The encoding of messages.
pub(crate) const MESSAGE_ENCODING: &str = "cdr";

/// The key under which a channel has its QoS profiles, as rosbag2 writes them.
pub(crate) const PROFILES_KEY: &str = "offered_qos_profiles";

/// The key under which a channel has the hash of its type, as rosbag2 writes it.
pub(crate) const HASH_KEY: &str = "topic_type_hash";

/// What went wrong with a file.
pub(crate) fn failure(path: &std::path::Path, error: McapError) -> Failure {
    let path = path.display();
    match error {
        McapError::Io(error) => Failure::Said(format!("{path}: {error}")),
        error => Failure::Said(format!("{path}: {error}")),
    }
}

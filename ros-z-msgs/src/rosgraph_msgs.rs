//! The messages of the ROS package `rosgraph_msgs`.

use shm_cdr::ShmMessage;

use crate::builtin_interfaces;

/// The message `rosgraph_msgs/msg/Clock`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rosgraph_msgs/msg/Clock")]
pub struct Clock {
    pub clock: builtin_interfaces::Time,
}

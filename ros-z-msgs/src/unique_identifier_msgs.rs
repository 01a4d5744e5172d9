//! The messages of the ROS package `unique_identifier_msgs`.

use shm_cdr::ShmMessage;

/// The message `unique_identifier_msgs/msg/UUID`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "unique_identifier_msgs/msg/UUID")]
pub struct UUID {
    pub uuid: [u8; 16],
}

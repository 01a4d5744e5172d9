//! The messages of the ROS package `tf2_msgs`.

use shm_cdr::ShmMessage;

use crate::geometry_msgs;

/// The message `tf2_msgs/msg/TFMessage`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "tf2_msgs/msg/TFMessage")]
pub struct TFMessage {
    pub transforms: Vec<geometry_msgs::TransformStamped>,
}

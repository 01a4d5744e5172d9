//! The messages of the ROS package `actionlib_msgs`.

use shm_cdr::ShmMessage;

use crate::{builtin_interfaces, std_msgs};

/// The message `actionlib_msgs/msg/GoalID`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "actionlib_msgs/msg/GoalID")]
pub struct GoalID {
    pub stamp: builtin_interfaces::Time,
    pub id: String,
}

/// The message `actionlib_msgs/msg/GoalStatus`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "actionlib_msgs/msg/GoalStatus")]
pub struct GoalStatus {
    pub goal_id: GoalID,
    pub status: u8,
    pub text: String,
}

impl GoalStatus {
    pub const PENDING: u8 = 0;
    pub const ACTIVE: u8 = 1;
    pub const PREEMPTED: u8 = 2;
    pub const SUCCEEDED: u8 = 3;
    pub const ABORTED: u8 = 4;
    pub const REJECTED: u8 = 5;
    pub const PREEMPTING: u8 = 6;
    pub const RECALLING: u8 = 7;
    pub const RECALLED: u8 = 8;
    pub const LOST: u8 = 9;
}

/// The message `actionlib_msgs/msg/GoalStatusArray`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "actionlib_msgs/msg/GoalStatusArray")]
pub struct GoalStatusArray {
    pub header: std_msgs::Header,
    pub status_list: Vec<GoalStatus>,
}

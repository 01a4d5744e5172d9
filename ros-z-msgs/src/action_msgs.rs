//! The messages of the ROS package `action_msgs`.

use shm_cdr::ShmMessage;

use crate::{builtin_interfaces, unique_identifier_msgs};

/// The message `action_msgs/msg/GoalInfo`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "action_msgs/msg/GoalInfo")]
pub struct GoalInfo {
    pub goal_id: unique_identifier_msgs::UUID,
    pub stamp: builtin_interfaces::Time,
}

/// The message `action_msgs/msg/GoalStatus`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "action_msgs/msg/GoalStatus")]
pub struct GoalStatus {
    pub goal_info: GoalInfo,
    pub status: i8,
}

impl GoalStatus {
    pub const STATUS_UNKNOWN: i8 = 0;
    pub const STATUS_ACCEPTED: i8 = 1;
    pub const STATUS_EXECUTING: i8 = 2;
    pub const STATUS_CANCELING: i8 = 3;
    pub const STATUS_SUCCEEDED: i8 = 4;
    pub const STATUS_CANCELED: i8 = 5;
    pub const STATUS_ABORTED: i8 = 6;
}

/// The message `action_msgs/msg/GoalStatusArray`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "action_msgs/msg/GoalStatusArray")]
pub struct GoalStatusArray {
    pub status_list: Vec<GoalStatus>,
}

//! The messages of the ROS package `action_msgs`.

#![expect(non_camel_case_types, reason = "as ROS spells the messages of services and actions")]

use shm_cdr::ShmMessage;

use crate::{builtin_interfaces, service_msgs, unique_identifier_msgs};

/// The message `action_msgs/msg/GoalInfo`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "action_msgs/msg/GoalInfo")]
#[repr(C)]
pub struct GoalInfo {
    pub goal_id: unique_identifier_msgs::UUID,
    pub stamp: builtin_interfaces::Time,
}

/// The message `action_msgs/msg/GoalStatus`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
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
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "action_msgs/msg/GoalStatusArray")]
pub struct GoalStatusArray {
    pub status_list: Vec<GoalStatus>,
}

/// The message `action_msgs/srv/CancelGoal_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "action_msgs/srv/CancelGoal_Request")]
pub struct CancelGoal_Request {
    pub goal_info: GoalInfo,
}

/// The message `action_msgs/srv/CancelGoal_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "action_msgs/srv/CancelGoal_Response")]
pub struct CancelGoal_Response {
    pub return_code: i8,
    pub goals_canceling: Vec<GoalInfo>,
}

impl CancelGoal_Response {
    pub const ERROR_NONE: i8 = 0;
    pub const ERROR_REJECTED: i8 = 1;
    pub const ERROR_UNKNOWN_GOAL_ID: i8 = 2;
    pub const ERROR_GOAL_TERMINATED: i8 = 3;
}

/// The message `action_msgs/srv/CancelGoal_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "action_msgs/srv/CancelGoal_Event")]
pub struct CancelGoal_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<CancelGoal_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<CancelGoal_Response>,
}

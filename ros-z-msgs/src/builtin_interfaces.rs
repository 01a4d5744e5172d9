//! The messages of the ROS package `builtin_interfaces`.

use shm_cdr::ShmMessage;

/// The message `builtin_interfaces/msg/Duration`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "builtin_interfaces/msg/Duration")]
#[repr(C)]
pub struct Duration {
    pub sec: i32,
    pub nanosec: u32,
}

/// The message `builtin_interfaces/msg/Time`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "builtin_interfaces/msg/Time")]
#[repr(C)]
pub struct Time {
    pub sec: i32,
    pub nanosec: u32,
}

//! The messages of the ROS package `service_msgs`.

use shm_cdr::ShmMessage;

use crate::builtin_interfaces;

/// The message `service_msgs/msg/ServiceEventInfo`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "service_msgs/msg/ServiceEventInfo")]
#[repr(C)]
pub struct ServiceEventInfo {
    pub event_type: u8,
    pub stamp: builtin_interfaces::Time,
    #[shm(kind = "char")]
    pub client_gid: [u8; 16],
    pub sequence_number: i64,
}

impl ServiceEventInfo {
    pub const REQUEST_SENT: u8 = 0;
    pub const REQUEST_RECEIVED: u8 = 1;
    pub const RESPONSE_SENT: u8 = 2;
    pub const RESPONSE_RECEIVED: u8 = 3;
}

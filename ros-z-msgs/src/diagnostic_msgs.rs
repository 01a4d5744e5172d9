//! The messages of the ROS package `diagnostic_msgs`.

use shm_cdr::ShmMessage;

use crate::std_msgs;

/// The message `diagnostic_msgs/msg/DiagnosticArray`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "diagnostic_msgs/msg/DiagnosticArray")]
pub struct DiagnosticArray {
    pub header: std_msgs::Header,
    pub status: Vec<DiagnosticStatus>,
}

/// The message `diagnostic_msgs/msg/DiagnosticStatus`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "diagnostic_msgs/msg/DiagnosticStatus")]
pub struct DiagnosticStatus {
    #[shm(kind = "byte")]
    pub level: u8,
    pub name: String,
    pub message: String,
    pub hardware_id: String,
    pub values: Vec<KeyValue>,
}

impl DiagnosticStatus {
    pub const OK: u8 = 0;
    pub const WARN: u8 = 1;
    pub const ERROR: u8 = 2;
    pub const STALE: u8 = 3;
}

/// The message `diagnostic_msgs/msg/KeyValue`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "diagnostic_msgs/msg/KeyValue")]
pub struct KeyValue {
    pub key: String,
    pub value: String,
}

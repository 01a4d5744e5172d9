//! The messages of the ROS package `diagnostic_msgs`.

#![expect(non_camel_case_types, reason = "as ROS spells the messages of services and actions")]

use shm_cdr::ShmMessage;

use crate::{service_msgs, std_msgs};

/// The message `diagnostic_msgs/msg/DiagnosticArray`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "diagnostic_msgs/msg/DiagnosticArray")]
pub struct DiagnosticArray {
    pub header: std_msgs::Header,
    pub status: Vec<DiagnosticStatus>,
}

/// The message `diagnostic_msgs/msg/DiagnosticStatus`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
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
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "diagnostic_msgs/msg/KeyValue")]
pub struct KeyValue {
    pub key: String,
    pub value: String,
}

/// The message `diagnostic_msgs/srv/AddDiagnostics_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "diagnostic_msgs/srv/AddDiagnostics_Request")]
pub struct AddDiagnostics_Request {
    pub load_namespace: String,
}

/// The message `diagnostic_msgs/srv/AddDiagnostics_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "diagnostic_msgs/srv/AddDiagnostics_Response")]
pub struct AddDiagnostics_Response {
    pub success: bool,
    pub message: String,
}

/// The message `diagnostic_msgs/srv/AddDiagnostics_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "diagnostic_msgs/srv/AddDiagnostics_Event")]
pub struct AddDiagnostics_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<AddDiagnostics_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<AddDiagnostics_Response>,
}

/// The message `diagnostic_msgs/srv/SelfTest_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "diagnostic_msgs/srv/SelfTest_Request")]
pub struct SelfTest_Request {}

/// The message `diagnostic_msgs/srv/SelfTest_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "diagnostic_msgs/srv/SelfTest_Response")]
pub struct SelfTest_Response {
    pub id: String,
    #[shm(kind = "byte")]
    pub passed: u8,
    pub status: Vec<DiagnosticStatus>,
}

/// The message `diagnostic_msgs/srv/SelfTest_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "diagnostic_msgs/srv/SelfTest_Event")]
pub struct SelfTest_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<SelfTest_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<SelfTest_Response>,
}

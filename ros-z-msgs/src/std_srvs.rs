//! The messages of the ROS package `std_srvs`.

#![expect(non_camel_case_types, reason = "as ROS spells the messages of services and actions")]

use shm_cdr::ShmMessage;

use crate::service_msgs;

/// The message `std_srvs/srv/Empty_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_srvs/srv/Empty_Request")]
pub struct Empty_Request {}

/// The message `std_srvs/srv/Empty_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_srvs/srv/Empty_Response")]
pub struct Empty_Response {}

/// The message `std_srvs/srv/Empty_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_srvs/srv/Empty_Event")]
pub struct Empty_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<Empty_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<Empty_Response>,
}

/// The message `std_srvs/srv/SetBool_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_srvs/srv/SetBool_Request")]
pub struct SetBool_Request {
    pub data: bool,
}

/// The message `std_srvs/srv/SetBool_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_srvs/srv/SetBool_Response")]
pub struct SetBool_Response {
    pub success: bool,
    pub message: String,
}

/// The message `std_srvs/srv/SetBool_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_srvs/srv/SetBool_Event")]
pub struct SetBool_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<SetBool_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<SetBool_Response>,
}

/// The message `std_srvs/srv/Trigger_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_srvs/srv/Trigger_Request")]
pub struct Trigger_Request {}

/// The message `std_srvs/srv/Trigger_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_srvs/srv/Trigger_Response")]
pub struct Trigger_Response {
    pub success: bool,
    pub message: String,
}

/// The message `std_srvs/srv/Trigger_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_srvs/srv/Trigger_Event")]
pub struct Trigger_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<Trigger_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<Trigger_Response>,
}

//! The messages of the ROS package `lifecycle_msgs`.

#![expect(non_camel_case_types, reason = "as ROS spells the messages of services and actions")]

use shm_cdr::ShmMessage;

use crate::service_msgs;

/// The message `lifecycle_msgs/msg/State`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "lifecycle_msgs/msg/State")]
pub struct State {
    pub id: u8,
    pub label: String,
}

impl State {
    pub const PRIMARY_STATE_UNKNOWN: u8 = 0;
    pub const PRIMARY_STATE_UNCONFIGURED: u8 = 1;
    pub const PRIMARY_STATE_INACTIVE: u8 = 2;
    pub const PRIMARY_STATE_ACTIVE: u8 = 3;
    pub const PRIMARY_STATE_FINALIZED: u8 = 4;
    pub const TRANSITION_STATE_CONFIGURING: u8 = 10;
    pub const TRANSITION_STATE_CLEANINGUP: u8 = 11;
    pub const TRANSITION_STATE_SHUTTINGDOWN: u8 = 12;
    pub const TRANSITION_STATE_ACTIVATING: u8 = 13;
    pub const TRANSITION_STATE_DEACTIVATING: u8 = 14;
    pub const TRANSITION_STATE_ERRORPROCESSING: u8 = 15;
}

/// The message `lifecycle_msgs/msg/Transition`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "lifecycle_msgs/msg/Transition")]
pub struct Transition {
    pub id: u8,
    pub label: String,
}

impl Transition {
    pub const TRANSITION_CREATE: u8 = 0;
    pub const TRANSITION_CONFIGURE: u8 = 1;
    pub const TRANSITION_CLEANUP: u8 = 2;
    pub const TRANSITION_ACTIVATE: u8 = 3;
    pub const TRANSITION_DEACTIVATE: u8 = 4;
    pub const TRANSITION_UNCONFIGURED_SHUTDOWN: u8 = 5;
    pub const TRANSITION_INACTIVE_SHUTDOWN: u8 = 6;
    pub const TRANSITION_ACTIVE_SHUTDOWN: u8 = 7;
    pub const TRANSITION_DESTROY: u8 = 8;
    pub const TRANSITION_ON_CONFIGURE_SUCCESS: u8 = 10;
    pub const TRANSITION_ON_CONFIGURE_FAILURE: u8 = 11;
    pub const TRANSITION_ON_CONFIGURE_ERROR: u8 = 12;
    pub const TRANSITION_ON_CLEANUP_SUCCESS: u8 = 20;
    pub const TRANSITION_ON_CLEANUP_FAILURE: u8 = 21;
    pub const TRANSITION_ON_CLEANUP_ERROR: u8 = 22;
    pub const TRANSITION_ON_ACTIVATE_SUCCESS: u8 = 30;
    pub const TRANSITION_ON_ACTIVATE_FAILURE: u8 = 31;
    pub const TRANSITION_ON_ACTIVATE_ERROR: u8 = 32;
    pub const TRANSITION_ON_DEACTIVATE_SUCCESS: u8 = 40;
    pub const TRANSITION_ON_DEACTIVATE_FAILURE: u8 = 41;
    pub const TRANSITION_ON_DEACTIVATE_ERROR: u8 = 42;
    pub const TRANSITION_ON_SHUTDOWN_SUCCESS: u8 = 50;
    pub const TRANSITION_ON_SHUTDOWN_FAILURE: u8 = 51;
    pub const TRANSITION_ON_SHUTDOWN_ERROR: u8 = 52;
    pub const TRANSITION_ON_ERROR_SUCCESS: u8 = 60;
    pub const TRANSITION_ON_ERROR_FAILURE: u8 = 61;
    pub const TRANSITION_ON_ERROR_ERROR: u8 = 62;
    pub const TRANSITION_CALLBACK_SUCCESS: u8 = 97;
    pub const TRANSITION_CALLBACK_FAILURE: u8 = 98;
    pub const TRANSITION_CALLBACK_ERROR: u8 = 99;
}

/// The message `lifecycle_msgs/msg/TransitionDescription`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "lifecycle_msgs/msg/TransitionDescription")]
pub struct TransitionDescription {
    pub transition: Transition,
    pub start_state: State,
    pub goal_state: State,
}

/// The message `lifecycle_msgs/msg/TransitionEvent`.
///
/// From ROS 2 Lyrical on, `timestamp` is called `stamp` and is a `builtin_interfaces/Time`: as
/// long on the wire, but not the same, and of another hash.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "lifecycle_msgs/msg/TransitionEvent")]
pub struct TransitionEvent {
    pub timestamp: u64,
    pub transition: Transition,
    pub start_state: State,
    pub goal_state: State,
}

/// The message `lifecycle_msgs/srv/ChangeState_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "lifecycle_msgs/srv/ChangeState_Request")]
pub struct ChangeState_Request {
    pub transition: Transition,
}

/// The message `lifecycle_msgs/srv/ChangeState_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "lifecycle_msgs/srv/ChangeState_Response")]
pub struct ChangeState_Response {
    pub success: bool,
}

/// The message `lifecycle_msgs/srv/ChangeState_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "lifecycle_msgs/srv/ChangeState_Event")]
pub struct ChangeState_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<ChangeState_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<ChangeState_Response>,
}

/// The message `lifecycle_msgs/srv/GetAvailableStates_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "lifecycle_msgs/srv/GetAvailableStates_Request")]
pub struct GetAvailableStates_Request {}

/// The message `lifecycle_msgs/srv/GetAvailableStates_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "lifecycle_msgs/srv/GetAvailableStates_Response")]
pub struct GetAvailableStates_Response {
    pub available_states: Vec<State>,
}

/// The message `lifecycle_msgs/srv/GetAvailableStates_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "lifecycle_msgs/srv/GetAvailableStates_Event")]
pub struct GetAvailableStates_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<GetAvailableStates_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<GetAvailableStates_Response>,
}

/// The message `lifecycle_msgs/srv/GetAvailableTransitions_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "lifecycle_msgs/srv/GetAvailableTransitions_Request")]
pub struct GetAvailableTransitions_Request {}

/// The message `lifecycle_msgs/srv/GetAvailableTransitions_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "lifecycle_msgs/srv/GetAvailableTransitions_Response")]
pub struct GetAvailableTransitions_Response {
    pub available_transitions: Vec<TransitionDescription>,
}

/// The message `lifecycle_msgs/srv/GetAvailableTransitions_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "lifecycle_msgs/srv/GetAvailableTransitions_Event")]
pub struct GetAvailableTransitions_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<GetAvailableTransitions_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<GetAvailableTransitions_Response>,
}

/// The message `lifecycle_msgs/srv/GetState_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "lifecycle_msgs/srv/GetState_Request")]
pub struct GetState_Request {}

/// The message `lifecycle_msgs/srv/GetState_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "lifecycle_msgs/srv/GetState_Response")]
pub struct GetState_Response {
    pub current_state: State,
}

/// The message `lifecycle_msgs/srv/GetState_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "lifecycle_msgs/srv/GetState_Event")]
pub struct GetState_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<GetState_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<GetState_Response>,
}

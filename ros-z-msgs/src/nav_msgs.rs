//! The messages of the ROS package `nav_msgs`.

#![expect(non_camel_case_types, reason = "as ROS spells the messages of services and actions")]

use shm_cdr::ShmMessage;

use crate::{builtin_interfaces, geometry_msgs, service_msgs, std_msgs};

/// The message `nav_msgs/msg/Goals`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "nav_msgs/msg/Goals")]
pub struct Goals {
    pub header: std_msgs::Header,
    pub goals: Vec<geometry_msgs::PoseStamped>,
}

/// The message `nav_msgs/msg/GridCells`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "nav_msgs/msg/GridCells")]
pub struct GridCells {
    pub header: std_msgs::Header,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub cell_width: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub cell_height: f32,
    pub cells: Vec<geometry_msgs::Point>,
}

/// The message `nav_msgs/msg/MapMetaData`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "nav_msgs/msg/MapMetaData")]
#[repr(C)]
pub struct MapMetaData {
    pub map_load_time: builtin_interfaces::Time,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub resolution: f32,
    pub width: u32,
    pub height: u32,
    pub origin: geometry_msgs::Pose,
}

/// The message `nav_msgs/msg/OccupancyGrid`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "nav_msgs/msg/OccupancyGrid")]
pub struct OccupancyGrid {
    pub header: std_msgs::Header,
    pub info: MapMetaData,
    pub data: Vec<i8>,
}

/// The message `nav_msgs/msg/Odometry`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "nav_msgs/msg/Odometry")]
pub struct Odometry {
    pub header: std_msgs::Header,
    pub child_frame_id: String,
    pub pose: geometry_msgs::PoseWithCovariance,
    pub twist: geometry_msgs::TwistWithCovariance,
}

/// The message `nav_msgs/msg/Path`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "nav_msgs/msg/Path")]
pub struct Path {
    pub header: std_msgs::Header,
    pub poses: Vec<geometry_msgs::PoseStamped>,
}

/// The message `nav_msgs/srv/GetMap_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "nav_msgs/srv/GetMap_Request")]
pub struct GetMap_Request {}

/// The message `nav_msgs/srv/GetMap_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "nav_msgs/srv/GetMap_Response")]
pub struct GetMap_Response {
    pub map: OccupancyGrid,
}

/// The message `nav_msgs/srv/GetMap_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "nav_msgs/srv/GetMap_Event")]
pub struct GetMap_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<GetMap_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<GetMap_Response>,
}

/// The message `nav_msgs/srv/GetPlan_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "nav_msgs/srv/GetPlan_Request")]
pub struct GetPlan_Request {
    pub start: geometry_msgs::PoseStamped,
    pub goal: geometry_msgs::PoseStamped,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub tolerance: f32,
}

/// The message `nav_msgs/srv/GetPlan_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "nav_msgs/srv/GetPlan_Response")]
pub struct GetPlan_Response {
    pub plan: Path,
}

/// The message `nav_msgs/srv/GetPlan_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "nav_msgs/srv/GetPlan_Event")]
pub struct GetPlan_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<GetPlan_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<GetPlan_Response>,
}

/// The message `nav_msgs/srv/LoadMap_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "nav_msgs/srv/LoadMap_Request")]
pub struct LoadMap_Request {
    pub map_url: String,
}

/// The message `nav_msgs/srv/LoadMap_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "nav_msgs/srv/LoadMap_Response")]
pub struct LoadMap_Response {
    pub map: OccupancyGrid,
    pub result: u8,
}

impl LoadMap_Response {
    pub const RESULT_SUCCESS: u8 = 0;
    pub const RESULT_MAP_DOES_NOT_EXIST: u8 = 1;
    pub const RESULT_INVALID_MAP_DATA: u8 = 2;
    pub const RESULT_INVALID_MAP_METADATA: u8 = 3;
    pub const RESULT_UNDEFINED_FAILURE: u8 = 255;
}

/// The message `nav_msgs/srv/LoadMap_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "nav_msgs/srv/LoadMap_Event")]
pub struct LoadMap_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<LoadMap_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<LoadMap_Response>,
}

/// The message `nav_msgs/srv/SetMap_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "nav_msgs/srv/SetMap_Request")]
pub struct SetMap_Request {
    pub map: OccupancyGrid,
    pub initial_pose: geometry_msgs::PoseWithCovarianceStamped,
}

/// The message `nav_msgs/srv/SetMap_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "nav_msgs/srv/SetMap_Response")]
pub struct SetMap_Response {
    pub success: bool,
}

/// The message `nav_msgs/srv/SetMap_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "nav_msgs/srv/SetMap_Event")]
pub struct SetMap_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<SetMap_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<SetMap_Response>,
}

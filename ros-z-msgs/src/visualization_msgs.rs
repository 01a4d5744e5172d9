//! The messages of the ROS package `visualization_msgs`.

#![expect(non_camel_case_types, reason = "as ROS spells the messages of services and actions")]

use shm_cdr::{ShmMessage, ZBuf};

use crate::{builtin_interfaces, geometry_msgs, sensor_msgs, service_msgs, std_msgs};

/// The message `visualization_msgs/msg/ImageMarker`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "visualization_msgs/msg/ImageMarker")]
pub struct ImageMarker {
    pub header: std_msgs::Header,
    pub ns: String,
    pub id: i32,
    pub r#type: i32,
    pub action: i32,
    pub position: geometry_msgs::Point,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub scale: f32,
    pub outline_color: std_msgs::ColorRGBA,
    pub filled: u8,
    pub fill_color: std_msgs::ColorRGBA,
    pub lifetime: builtin_interfaces::Duration,
    pub points: Vec<geometry_msgs::Point>,
    pub outline_colors: Vec<std_msgs::ColorRGBA>,
}

impl ImageMarker {
    pub const CIRCLE: i32 = 0;
    pub const LINE_STRIP: i32 = 1;
    pub const LINE_LIST: i32 = 2;
    pub const POLYGON: i32 = 3;
    pub const POINTS: i32 = 4;
    pub const ADD: i32 = 0;
    pub const REMOVE: i32 = 1;
}

/// The message `visualization_msgs/msg/InteractiveMarker`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "visualization_msgs/msg/InteractiveMarker")]
pub struct InteractiveMarker {
    pub header: std_msgs::Header,
    pub pose: geometry_msgs::Pose,
    pub name: String,
    pub description: String,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub scale: f32,
    pub menu_entries: Vec<MenuEntry>,
    pub controls: Vec<InteractiveMarkerControl>,
}

/// The message `visualization_msgs/msg/InteractiveMarkerControl`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "visualization_msgs/msg/InteractiveMarkerControl")]
pub struct InteractiveMarkerControl {
    pub name: String,
    pub orientation: geometry_msgs::Quaternion,
    pub orientation_mode: u8,
    pub interaction_mode: u8,
    pub always_visible: bool,
    pub markers: Vec<Marker>,
    pub independent_marker_orientation: bool,
    pub description: String,
}

impl InteractiveMarkerControl {
    pub const INHERIT: u8 = 0;
    pub const FIXED: u8 = 1;
    pub const VIEW_FACING: u8 = 2;
    pub const NONE: u8 = 0;
    pub const MENU: u8 = 1;
    pub const BUTTON: u8 = 2;
    pub const MOVE_AXIS: u8 = 3;
    pub const MOVE_PLANE: u8 = 4;
    pub const ROTATE_AXIS: u8 = 5;
    pub const MOVE_ROTATE: u8 = 6;
    pub const MOVE_3D: u8 = 7;
    pub const ROTATE_3D: u8 = 8;
    pub const MOVE_ROTATE_3D: u8 = 9;
}

/// The message `visualization_msgs/msg/InteractiveMarkerFeedback`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "visualization_msgs/msg/InteractiveMarkerFeedback")]
pub struct InteractiveMarkerFeedback {
    pub header: std_msgs::Header,
    pub client_id: String,
    pub marker_name: String,
    pub control_name: String,
    pub event_type: u8,
    pub pose: geometry_msgs::Pose,
    pub menu_entry_id: u32,
    pub mouse_point: geometry_msgs::Point,
    pub mouse_point_valid: bool,
}

impl InteractiveMarkerFeedback {
    pub const KEEP_ALIVE: u8 = 0;
    pub const POSE_UPDATE: u8 = 1;
    pub const MENU_SELECT: u8 = 2;
    pub const BUTTON_CLICK: u8 = 3;
    pub const MOUSE_DOWN: u8 = 4;
    pub const MOUSE_UP: u8 = 5;
}

/// The message `visualization_msgs/msg/InteractiveMarkerInit`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "visualization_msgs/msg/InteractiveMarkerInit")]
pub struct InteractiveMarkerInit {
    pub server_id: String,
    pub seq_num: u64,
    pub markers: Vec<InteractiveMarker>,
}

/// The message `visualization_msgs/msg/InteractiveMarkerPose`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "visualization_msgs/msg/InteractiveMarkerPose")]
pub struct InteractiveMarkerPose {
    pub header: std_msgs::Header,
    pub pose: geometry_msgs::Pose,
    pub name: String,
}

/// The message `visualization_msgs/msg/InteractiveMarkerUpdate`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "visualization_msgs/msg/InteractiveMarkerUpdate")]
pub struct InteractiveMarkerUpdate {
    pub server_id: String,
    pub seq_num: u64,
    pub r#type: u8,
    pub markers: Vec<InteractiveMarker>,
    pub poses: Vec<InteractiveMarkerPose>,
    pub erases: Vec<String>,
}

impl InteractiveMarkerUpdate {
    pub const KEEP_ALIVE: u8 = 0;
    pub const UPDATE: u8 = 1;
}

/// The message `visualization_msgs/msg/Marker`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "visualization_msgs/msg/Marker")]
pub struct Marker {
    pub header: std_msgs::Header,
    pub ns: String,
    pub id: i32,
    pub r#type: i32,
    pub action: i32,
    pub pose: geometry_msgs::Pose,
    pub scale: geometry_msgs::Vector3,
    pub color: std_msgs::ColorRGBA,
    pub lifetime: builtin_interfaces::Duration,
    pub frame_locked: bool,
    pub points: Vec<geometry_msgs::Point>,
    pub colors: Vec<std_msgs::ColorRGBA>,
    pub texture_resource: String,
    pub texture: sensor_msgs::CompressedImage,
    pub uv_coordinates: Vec<UVCoordinate>,
    pub text: String,
    pub mesh_resource: String,
    pub mesh_file: MeshFile,
    pub mesh_use_embedded_materials: bool,
}

impl Marker {
    pub const ARROW: i32 = 0;
    pub const CUBE: i32 = 1;
    pub const SPHERE: i32 = 2;
    pub const CYLINDER: i32 = 3;
    pub const LINE_STRIP: i32 = 4;
    pub const LINE_LIST: i32 = 5;
    pub const CUBE_LIST: i32 = 6;
    pub const SPHERE_LIST: i32 = 7;
    pub const POINTS: i32 = 8;
    pub const TEXT_VIEW_FACING: i32 = 9;
    pub const MESH_RESOURCE: i32 = 10;
    pub const TRIANGLE_LIST: i32 = 11;
    pub const ARROW_STRIP: i32 = 12;
    pub const ADD: i32 = 0;
    pub const MODIFY: i32 = 0;
    pub const DELETE: i32 = 2;
    pub const DELETEALL: i32 = 3;
}

/// The message `visualization_msgs/msg/MarkerArray`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "visualization_msgs/msg/MarkerArray")]
pub struct MarkerArray {
    pub markers: Vec<Marker>,
}

/// The message `visualization_msgs/msg/MenuEntry`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "visualization_msgs/msg/MenuEntry")]
pub struct MenuEntry {
    pub id: u32,
    pub parent_id: u32,
    pub title: String,
    pub command: String,
    pub command_type: u8,
}

impl MenuEntry {
    pub const FEEDBACK: u8 = 0;
    pub const ROSRUN: u8 = 1;
    pub const ROSLAUNCH: u8 = 2;
}

/// The message `visualization_msgs/msg/MeshFile`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "visualization_msgs/msg/MeshFile")]
pub struct MeshFile {
    pub filename: String,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_zbuf"))]
    pub data: ZBuf,
}

/// The message `visualization_msgs/msg/UVCoordinate`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "visualization_msgs/msg/UVCoordinate")]
#[repr(C)]
pub struct UVCoordinate {
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub u: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub v: f32,
}

/// The message `visualization_msgs/srv/GetInteractiveMarkers_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "visualization_msgs/srv/GetInteractiveMarkers_Request")]
pub struct GetInteractiveMarkers_Request {}

/// The message `visualization_msgs/srv/GetInteractiveMarkers_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "visualization_msgs/srv/GetInteractiveMarkers_Response")]
pub struct GetInteractiveMarkers_Response {
    pub sequence_number: u64,
    pub markers: Vec<InteractiveMarker>,
}

/// The message `visualization_msgs/srv/GetInteractiveMarkers_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "visualization_msgs/srv/GetInteractiveMarkers_Event")]
pub struct GetInteractiveMarkers_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<GetInteractiveMarkers_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<GetInteractiveMarkers_Response>,
}

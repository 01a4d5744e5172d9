//! The messages of the ROS package `nav_msgs`.

use shm_cdr::ShmMessage;

use crate::{builtin_interfaces, geometry_msgs, std_msgs};

/// The message `nav_msgs/msg/Goals`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "nav_msgs/msg/Goals")]
pub struct Goals {
    pub header: std_msgs::Header,
    pub goals: Vec<geometry_msgs::PoseStamped>,
}

/// The message `nav_msgs/msg/GridCells`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "nav_msgs/msg/GridCells")]
pub struct GridCells {
    pub header: std_msgs::Header,
    pub cell_width: f32,
    pub cell_height: f32,
    pub cells: Vec<geometry_msgs::Point>,
}

/// The message `nav_msgs/msg/MapMetaData`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "nav_msgs/msg/MapMetaData")]
pub struct MapMetaData {
    pub map_load_time: builtin_interfaces::Time,
    pub resolution: f32,
    pub width: u32,
    pub height: u32,
    pub origin: geometry_msgs::Pose,
}

/// The message `nav_msgs/msg/OccupancyGrid`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "nav_msgs/msg/OccupancyGrid")]
pub struct OccupancyGrid {
    pub header: std_msgs::Header,
    pub info: MapMetaData,
    pub data: Vec<i8>,
}

/// The message `nav_msgs/msg/Odometry`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "nav_msgs/msg/Odometry")]
pub struct Odometry {
    pub header: std_msgs::Header,
    pub child_frame_id: String,
    pub pose: geometry_msgs::PoseWithCovariance,
    pub twist: geometry_msgs::TwistWithCovariance,
}

/// The message `nav_msgs/msg/Path`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "nav_msgs/msg/Path")]
pub struct Path {
    pub header: std_msgs::Header,
    pub poses: Vec<geometry_msgs::PoseStamped>,
}

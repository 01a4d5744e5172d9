//! The messages of the ROS package `shape_msgs`.

use shm_cdr::ShmMessage;

use crate::geometry_msgs;

/// The message `shape_msgs/msg/Mesh`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "shape_msgs/msg/Mesh")]
pub struct Mesh {
    pub triangles: Vec<MeshTriangle>,
    pub vertices: Vec<geometry_msgs::Point>,
}

/// The message `shape_msgs/msg/MeshTriangle`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "shape_msgs/msg/MeshTriangle")]
pub struct MeshTriangle {
    pub vertex_indices: [u32; 3],
}

/// The message `shape_msgs/msg/Plane`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "shape_msgs/msg/Plane")]
pub struct Plane {
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub coef: [f64; 4],
}

/// The message `shape_msgs/msg/SolidPrimitive`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "shape_msgs/msg/SolidPrimitive")]
pub struct SolidPrimitive {
    pub r#type: u8,
    #[shm(max_len = 3)]
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub dimensions: Vec<f64>,
    pub polygon: geometry_msgs::Polygon,
}

impl SolidPrimitive {
    pub const BOX: u8 = 1;
    pub const SPHERE: u8 = 2;
    pub const CYLINDER: u8 = 3;
    pub const CONE: u8 = 4;
    pub const PRISM: u8 = 5;
    pub const BOX_X: u8 = 0;
    pub const BOX_Y: u8 = 1;
    pub const BOX_Z: u8 = 2;
    pub const SPHERE_RADIUS: u8 = 0;
    pub const CYLINDER_HEIGHT: u8 = 0;
    pub const CYLINDER_RADIUS: u8 = 1;
    pub const CONE_HEIGHT: u8 = 0;
    pub const CONE_RADIUS: u8 = 1;
    pub const PRISM_HEIGHT: u8 = 0;
}

//! The messages of the ROS package `geometry_msgs`.

use shm_cdr::ShmMessage;

use crate::std_msgs;

/// The message `geometry_msgs/msg/Accel`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/Accel")]
#[repr(C)]
pub struct Accel {
    pub linear: Vector3,
    pub angular: Vector3,
}

/// The message `geometry_msgs/msg/AccelStamped`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/AccelStamped")]
pub struct AccelStamped {
    pub header: std_msgs::Header,
    pub accel: Accel,
}

/// The message `geometry_msgs/msg/AccelWithCovariance`.
#[derive(ShmMessage, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/AccelWithCovariance")]
#[repr(C)]
pub struct AccelWithCovariance {
    pub accel: Accel,
    #[shm(default = [0.0; 36])]
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub covariance: [f64; 36],
}

/// The message `geometry_msgs/msg/AccelWithCovarianceStamped`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/AccelWithCovarianceStamped")]
pub struct AccelWithCovarianceStamped {
    pub header: std_msgs::Header,
    pub accel: AccelWithCovariance,
}

/// The message `geometry_msgs/msg/Inertia`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/Inertia")]
#[repr(C)]
pub struct Inertia {
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub m: f64,
    pub com: Vector3,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub ixx: f64,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub ixy: f64,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub ixz: f64,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub iyy: f64,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub iyz: f64,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub izz: f64,
}

/// The message `geometry_msgs/msg/InertiaStamped`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/InertiaStamped")]
pub struct InertiaStamped {
    pub header: std_msgs::Header,
    pub inertia: Inertia,
}

/// The message `geometry_msgs/msg/Point`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/Point")]
#[repr(C)]
pub struct Point {
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub x: f64,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub y: f64,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub z: f64,
}

/// The message `geometry_msgs/msg/Point32`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/Point32")]
#[repr(C)]
pub struct Point32 {
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub x: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub y: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub z: f32,
}

/// The message `geometry_msgs/msg/PointStamped`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/PointStamped")]
pub struct PointStamped {
    pub header: std_msgs::Header,
    pub point: Point,
}

/// The message `geometry_msgs/msg/Polygon`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/Polygon")]
pub struct Polygon {
    pub points: Vec<Point32>,
}

/// The message `geometry_msgs/msg/PolygonInstance`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/PolygonInstance")]
pub struct PolygonInstance {
    pub polygon: Polygon,
    pub id: i64,
}

/// The message `geometry_msgs/msg/PolygonInstanceStamped`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/PolygonInstanceStamped")]
pub struct PolygonInstanceStamped {
    pub header: std_msgs::Header,
    pub polygon: PolygonInstance,
}

/// The message `geometry_msgs/msg/PolygonStamped`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/PolygonStamped")]
pub struct PolygonStamped {
    pub header: std_msgs::Header,
    pub polygon: Polygon,
}

/// The message `geometry_msgs/msg/Pose`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/Pose")]
#[repr(C)]
pub struct Pose {
    pub position: Point,
    pub orientation: Quaternion,
}

/// The message `geometry_msgs/msg/Pose2D`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/Pose2D")]
#[repr(C)]
pub struct Pose2D {
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub x: f64,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub y: f64,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub theta: f64,
}

/// The message `geometry_msgs/msg/PoseArray`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/PoseArray")]
pub struct PoseArray {
    pub header: std_msgs::Header,
    pub poses: Vec<Pose>,
}

/// The message `geometry_msgs/msg/PoseStamped`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/PoseStamped")]
pub struct PoseStamped {
    pub header: std_msgs::Header,
    pub pose: Pose,
}

/// The message `geometry_msgs/msg/PoseWithCovariance`.
#[derive(ShmMessage, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/PoseWithCovariance")]
#[repr(C)]
pub struct PoseWithCovariance {
    pub pose: Pose,
    #[shm(default = [0.0; 36])]
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub covariance: [f64; 36],
}

/// The message `geometry_msgs/msg/PoseWithCovarianceStamped`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/PoseWithCovarianceStamped")]
pub struct PoseWithCovarianceStamped {
    pub header: std_msgs::Header,
    pub pose: PoseWithCovariance,
}

/// The message `geometry_msgs/msg/Quaternion`.
#[derive(ShmMessage, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/Quaternion")]
#[repr(C)]
pub struct Quaternion {
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub x: f64,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub y: f64,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub z: f64,
    #[shm(default = 1.0)]
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub w: f64,
}

/// The message `geometry_msgs/msg/QuaternionStamped`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/QuaternionStamped")]
pub struct QuaternionStamped {
    pub header: std_msgs::Header,
    pub quaternion: Quaternion,
}

/// The message `geometry_msgs/msg/Transform`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/Transform")]
#[repr(C)]
pub struct Transform {
    pub translation: Vector3,
    pub rotation: Quaternion,
}

/// The message `geometry_msgs/msg/TransformStamped`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/TransformStamped")]
pub struct TransformStamped {
    pub header: std_msgs::Header,
    pub child_frame_id: String,
    pub transform: Transform,
}

/// The message `geometry_msgs/msg/Twist`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/Twist")]
#[repr(C)]
pub struct Twist {
    pub linear: Vector3,
    pub angular: Vector3,
}

/// The message `geometry_msgs/msg/TwistStamped`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/TwistStamped")]
pub struct TwistStamped {
    pub header: std_msgs::Header,
    pub twist: Twist,
}

/// The message `geometry_msgs/msg/TwistWithCovariance`.
#[derive(ShmMessage, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/TwistWithCovariance")]
#[repr(C)]
pub struct TwistWithCovariance {
    pub twist: Twist,
    #[shm(default = [0.0; 36])]
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub covariance: [f64; 36],
}

/// The message `geometry_msgs/msg/TwistWithCovarianceStamped`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/TwistWithCovarianceStamped")]
pub struct TwistWithCovarianceStamped {
    pub header: std_msgs::Header,
    pub twist: TwistWithCovariance,
}

/// The message `geometry_msgs/msg/Vector3`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/Vector3")]
#[repr(C)]
pub struct Vector3 {
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub x: f64,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub y: f64,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub z: f64,
}

/// The message `geometry_msgs/msg/Vector3Stamped`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/Vector3Stamped")]
pub struct Vector3Stamped {
    pub header: std_msgs::Header,
    pub vector: Vector3,
}

/// The message `geometry_msgs/msg/VelocityStamped`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/VelocityStamped")]
pub struct VelocityStamped {
    pub header: std_msgs::Header,
    pub body_frame_id: String,
    pub reference_frame_id: String,
    pub velocity: Twist,
}

/// The message `geometry_msgs/msg/Wrench`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/Wrench")]
#[repr(C)]
pub struct Wrench {
    pub force: Vector3,
    pub torque: Vector3,
}

/// The message `geometry_msgs/msg/WrenchStamped`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "geometry_msgs/msg/WrenchStamped")]
pub struct WrenchStamped {
    pub header: std_msgs::Header,
    pub wrench: Wrench,
}

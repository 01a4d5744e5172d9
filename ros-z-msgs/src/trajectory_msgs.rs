//! The messages of the ROS package `trajectory_msgs`.

use shm_cdr::ShmMessage;

use crate::{builtin_interfaces, geometry_msgs, std_msgs};

/// The message `trajectory_msgs/msg/JointTrajectory`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "trajectory_msgs/msg/JointTrajectory")]
pub struct JointTrajectory {
    pub header: std_msgs::Header,
    pub joint_names: Vec<String>,
    pub points: Vec<JointTrajectoryPoint>,
}

/// The message `trajectory_msgs/msg/JointTrajectoryPoint`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "trajectory_msgs/msg/JointTrajectoryPoint")]
pub struct JointTrajectoryPoint {
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub positions: Vec<f64>,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub velocities: Vec<f64>,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub accelerations: Vec<f64>,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub effort: Vec<f64>,
    pub time_from_start: builtin_interfaces::Duration,
}

/// The message `trajectory_msgs/msg/MultiDOFJointTrajectory`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "trajectory_msgs/msg/MultiDOFJointTrajectory")]
pub struct MultiDOFJointTrajectory {
    pub header: std_msgs::Header,
    pub joint_names: Vec<String>,
    pub points: Vec<MultiDOFJointTrajectoryPoint>,
}

/// The message `trajectory_msgs/msg/MultiDOFJointTrajectoryPoint`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "trajectory_msgs/msg/MultiDOFJointTrajectoryPoint")]
pub struct MultiDOFJointTrajectoryPoint {
    pub transforms: Vec<geometry_msgs::Transform>,
    pub velocities: Vec<geometry_msgs::Twist>,
    pub accelerations: Vec<geometry_msgs::Twist>,
    pub time_from_start: builtin_interfaces::Duration,
}

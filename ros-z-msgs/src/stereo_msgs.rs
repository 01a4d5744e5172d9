//! The messages of the ROS package `stereo_msgs`.

use shm_cdr::ShmMessage;

use crate::{sensor_msgs, std_msgs};

/// The message `stereo_msgs/msg/DisparityImage`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "stereo_msgs/msg/DisparityImage")]
pub struct DisparityImage {
    pub header: std_msgs::Header,
    pub image: sensor_msgs::Image,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub f: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub t: f32,
    pub valid_window: sensor_msgs::RegionOfInterest,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub min_disparity: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub max_disparity: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub delta_d: f32,
}

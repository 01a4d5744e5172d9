//! The messages of the ROS package `std_msgs`.

use shm_cdr::{ShmMessage, ZBuf};

use crate::builtin_interfaces;

/// The message `std_msgs/msg/Bool`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/Bool")]
pub struct Bool {
    pub data: bool,
}

/// The message `std_msgs/msg/Byte`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/Byte")]
pub struct Byte {
    #[shm(kind = "byte")]
    pub data: u8,
}

/// The message `std_msgs/msg/ByteMultiArray`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/ByteMultiArray")]
pub struct ByteMultiArray {
    pub layout: MultiArrayLayout,
    #[shm(kind = "byte")]
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_zbuf"))]
    pub data: ZBuf,
}

/// The message `std_msgs/msg/Char`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/Char")]
pub struct Char {
    #[shm(kind = "char")]
    pub data: u8,
}

/// The message `std_msgs/msg/ColorRGBA`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/ColorRGBA")]
#[repr(C)]
pub struct ColorRGBA {
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub r: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub g: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub b: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub a: f32,
}

/// The message `std_msgs/msg/Empty`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/Empty")]
pub struct Empty {}

/// The message `std_msgs/msg/Float32`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/Float32")]
pub struct Float32 {
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub data: f32,
}

/// The message `std_msgs/msg/Float32MultiArray`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/Float32MultiArray")]
pub struct Float32MultiArray {
    pub layout: MultiArrayLayout,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub data: Vec<f32>,
}

/// The message `std_msgs/msg/Float64`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/Float64")]
pub struct Float64 {
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub data: f64,
}

/// The message `std_msgs/msg/Float64MultiArray`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/Float64MultiArray")]
pub struct Float64MultiArray {
    pub layout: MultiArrayLayout,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub data: Vec<f64>,
}

/// The message `std_msgs/msg/Header`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/Header")]
pub struct Header {
    pub stamp: builtin_interfaces::Time,
    pub frame_id: std::string::String,
}

/// The message `std_msgs/msg/Int16`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/Int16")]
pub struct Int16 {
    pub data: i16,
}

/// The message `std_msgs/msg/Int16MultiArray`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/Int16MultiArray")]
pub struct Int16MultiArray {
    pub layout: MultiArrayLayout,
    pub data: Vec<i16>,
}

/// The message `std_msgs/msg/Int32`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/Int32")]
pub struct Int32 {
    pub data: i32,
}

/// The message `std_msgs/msg/Int32MultiArray`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/Int32MultiArray")]
pub struct Int32MultiArray {
    pub layout: MultiArrayLayout,
    pub data: Vec<i32>,
}

/// The message `std_msgs/msg/Int64`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/Int64")]
pub struct Int64 {
    pub data: i64,
}

/// The message `std_msgs/msg/Int64MultiArray`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/Int64MultiArray")]
pub struct Int64MultiArray {
    pub layout: MultiArrayLayout,
    pub data: Vec<i64>,
}

/// The message `std_msgs/msg/Int8`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/Int8")]
pub struct Int8 {
    pub data: i8,
}

/// The message `std_msgs/msg/Int8MultiArray`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/Int8MultiArray")]
pub struct Int8MultiArray {
    pub layout: MultiArrayLayout,
    pub data: Vec<i8>,
}

/// The message `std_msgs/msg/MultiArrayDimension`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/MultiArrayDimension")]
pub struct MultiArrayDimension {
    pub label: std::string::String,
    pub size: u32,
    pub stride: u32,
}

/// The message `std_msgs/msg/MultiArrayLayout`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/MultiArrayLayout")]
pub struct MultiArrayLayout {
    pub dim: Vec<MultiArrayDimension>,
    pub data_offset: u32,
}

/// The message `std_msgs/msg/String`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/String")]
pub struct String {
    pub data: std::string::String,
}

/// The message `std_msgs/msg/UInt16`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/UInt16")]
pub struct UInt16 {
    pub data: u16,
}

/// The message `std_msgs/msg/UInt16MultiArray`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/UInt16MultiArray")]
pub struct UInt16MultiArray {
    pub layout: MultiArrayLayout,
    pub data: Vec<u16>,
}

/// The message `std_msgs/msg/UInt32`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/UInt32")]
pub struct UInt32 {
    pub data: u32,
}

/// The message `std_msgs/msg/UInt32MultiArray`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/UInt32MultiArray")]
pub struct UInt32MultiArray {
    pub layout: MultiArrayLayout,
    pub data: Vec<u32>,
}

/// The message `std_msgs/msg/UInt64`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/UInt64")]
pub struct UInt64 {
    pub data: u64,
}

/// The message `std_msgs/msg/UInt64MultiArray`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/UInt64MultiArray")]
pub struct UInt64MultiArray {
    pub layout: MultiArrayLayout,
    pub data: Vec<u64>,
}

/// The message `std_msgs/msg/UInt8`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/UInt8")]
pub struct UInt8 {
    pub data: u8,
}

/// The message `std_msgs/msg/UInt8MultiArray`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "std_msgs/msg/UInt8MultiArray")]
pub struct UInt8MultiArray {
    pub layout: MultiArrayLayout,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_zbuf"))]
    pub data: ZBuf,
}

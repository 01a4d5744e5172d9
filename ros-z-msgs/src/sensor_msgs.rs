//! The messages of the ROS package `sensor_msgs`.

#![expect(non_camel_case_types, reason = "as ROS spells the messages of services and actions")]

use shm_cdr::{ShmMessage, ZBuf};

use crate::{builtin_interfaces, geometry_msgs, service_msgs, std_msgs};

/// The message `sensor_msgs/msg/BatteryState`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/msg/BatteryState")]
pub struct BatteryState {
    pub header: std_msgs::Header,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub voltage: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub temperature: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub current: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub charge: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub capacity: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub design_capacity: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub percentage: f32,
    pub power_supply_status: u8,
    pub power_supply_health: u8,
    pub power_supply_technology: u8,
    pub present: bool,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub cell_voltage: Vec<f32>,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub cell_temperature: Vec<f32>,
    pub location: String,
    pub serial_number: String,
}

impl BatteryState {
    pub const POWER_SUPPLY_STATUS_UNKNOWN: u8 = 0;
    pub const POWER_SUPPLY_STATUS_CHARGING: u8 = 1;
    pub const POWER_SUPPLY_STATUS_DISCHARGING: u8 = 2;
    pub const POWER_SUPPLY_STATUS_NOT_CHARGING: u8 = 3;
    pub const POWER_SUPPLY_STATUS_FULL: u8 = 4;
    pub const POWER_SUPPLY_HEALTH_UNKNOWN: u8 = 0;
    pub const POWER_SUPPLY_HEALTH_GOOD: u8 = 1;
    pub const POWER_SUPPLY_HEALTH_OVERHEAT: u8 = 2;
    pub const POWER_SUPPLY_HEALTH_DEAD: u8 = 3;
    pub const POWER_SUPPLY_HEALTH_OVERVOLTAGE: u8 = 4;
    pub const POWER_SUPPLY_HEALTH_UNSPEC_FAILURE: u8 = 5;
    pub const POWER_SUPPLY_HEALTH_COLD: u8 = 6;
    pub const POWER_SUPPLY_HEALTH_WATCHDOG_TIMER_EXPIRE: u8 = 7;
    pub const POWER_SUPPLY_HEALTH_SAFETY_TIMER_EXPIRE: u8 = 8;
    pub const POWER_SUPPLY_TECHNOLOGY_UNKNOWN: u8 = 0;
    pub const POWER_SUPPLY_TECHNOLOGY_NIMH: u8 = 1;
    pub const POWER_SUPPLY_TECHNOLOGY_LION: u8 = 2;
    pub const POWER_SUPPLY_TECHNOLOGY_LIPO: u8 = 3;
    pub const POWER_SUPPLY_TECHNOLOGY_LIFE: u8 = 4;
    pub const POWER_SUPPLY_TECHNOLOGY_NICD: u8 = 5;
    pub const POWER_SUPPLY_TECHNOLOGY_LIMN: u8 = 6;
    pub const POWER_SUPPLY_TECHNOLOGY_TERNARY: u8 = 7;
    pub const POWER_SUPPLY_TECHNOLOGY_VRLA: u8 = 8;
}

/// The message `sensor_msgs/msg/CameraInfo`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/msg/CameraInfo")]
pub struct CameraInfo {
    pub header: std_msgs::Header,
    pub height: u32,
    pub width: u32,
    pub distortion_model: String,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub d: Vec<f64>,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub k: [f64; 9],
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub r: [f64; 9],
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub p: [f64; 12],
    pub binning_x: u32,
    pub binning_y: u32,
    pub roi: RegionOfInterest,
}

/// The message `sensor_msgs/msg/ChannelFloat32`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/msg/ChannelFloat32")]
pub struct ChannelFloat32 {
    pub name: String,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub values: Vec<f32>,
}

/// The message `sensor_msgs/msg/CompressedImage`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/msg/CompressedImage")]
pub struct CompressedImage {
    pub header: std_msgs::Header,
    pub format: String,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_zbuf"))]
    pub data: ZBuf,
}

/// The message `sensor_msgs/msg/FluidPressure`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/msg/FluidPressure")]
pub struct FluidPressure {
    pub header: std_msgs::Header,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub fluid_pressure: f64,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub variance: f64,
}

/// The message `sensor_msgs/msg/Illuminance`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/msg/Illuminance")]
pub struct Illuminance {
    pub header: std_msgs::Header,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub illuminance: f64,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub variance: f64,
}

/// The message `sensor_msgs/msg/Image`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/msg/Image")]
pub struct Image {
    pub header: std_msgs::Header,
    pub height: u32,
    pub width: u32,
    pub encoding: String,
    pub is_bigendian: u8,
    pub step: u32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_zbuf"))]
    pub data: ZBuf,
}

/// The message `sensor_msgs/msg/Imu`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/msg/Imu")]
pub struct Imu {
    pub header: std_msgs::Header,
    pub orientation: geometry_msgs::Quaternion,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub orientation_covariance: [f64; 9],
    pub angular_velocity: geometry_msgs::Vector3,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub angular_velocity_covariance: [f64; 9],
    pub linear_acceleration: geometry_msgs::Vector3,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub linear_acceleration_covariance: [f64; 9],
}

/// The message `sensor_msgs/msg/JointState`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/msg/JointState")]
pub struct JointState {
    pub header: std_msgs::Header,
    pub name: Vec<String>,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub position: Vec<f64>,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub velocity: Vec<f64>,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub effort: Vec<f64>,
}

/// The message `sensor_msgs/msg/Joy`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/msg/Joy")]
pub struct Joy {
    pub header: std_msgs::Header,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub axes: Vec<f32>,
    pub buttons: Vec<i32>,
}

/// The message `sensor_msgs/msg/JoyFeedback`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/msg/JoyFeedback")]
#[repr(C)]
pub struct JoyFeedback {
    pub r#type: u8,
    pub id: u8,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub intensity: f32,
}

impl JoyFeedback {
    pub const TYPE_LED: u8 = 0;
    pub const TYPE_RUMBLE: u8 = 1;
    pub const TYPE_BUZZER: u8 = 2;
}

/// The message `sensor_msgs/msg/JoyFeedbackArray`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/msg/JoyFeedbackArray")]
pub struct JoyFeedbackArray {
    pub array: Vec<JoyFeedback>,
}

/// The message `sensor_msgs/msg/LaserEcho`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/msg/LaserEcho")]
pub struct LaserEcho {
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub echoes: Vec<f32>,
}

/// The message `sensor_msgs/msg/LaserScan`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/msg/LaserScan")]
pub struct LaserScan {
    pub header: std_msgs::Header,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub angle_min: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub angle_max: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub angle_increment: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub time_increment: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub scan_time: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub range_min: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub range_max: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub ranges: Vec<f32>,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub intensities: Vec<f32>,
}

/// The message `sensor_msgs/msg/MagneticField`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/msg/MagneticField")]
pub struct MagneticField {
    pub header: std_msgs::Header,
    pub magnetic_field: geometry_msgs::Vector3,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub magnetic_field_covariance: [f64; 9],
}

/// The message `sensor_msgs/msg/MultiDOFJointState`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/msg/MultiDOFJointState")]
pub struct MultiDOFJointState {
    pub header: std_msgs::Header,
    pub joint_names: Vec<String>,
    pub transforms: Vec<geometry_msgs::Transform>,
    pub twist: Vec<geometry_msgs::Twist>,
    pub wrench: Vec<geometry_msgs::Wrench>,
}

/// The message `sensor_msgs/msg/MultiEchoLaserScan`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/msg/MultiEchoLaserScan")]
pub struct MultiEchoLaserScan {
    pub header: std_msgs::Header,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub angle_min: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub angle_max: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub angle_increment: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub time_increment: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub scan_time: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub range_min: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub range_max: f32,
    pub ranges: Vec<LaserEcho>,
    pub intensities: Vec<LaserEcho>,
}

/// The message `sensor_msgs/msg/NavSatFix`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/msg/NavSatFix")]
pub struct NavSatFix {
    pub header: std_msgs::Header,
    pub status: NavSatStatus,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub latitude: f64,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub longitude: f64,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub altitude: f64,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub position_covariance: [f64; 9],
    pub position_covariance_type: u8,
}

impl NavSatFix {
    pub const COVARIANCE_TYPE_UNKNOWN: u8 = 0;
    pub const COVARIANCE_TYPE_APPROXIMATED: u8 = 1;
    pub const COVARIANCE_TYPE_DIAGONAL_KNOWN: u8 = 2;
    pub const COVARIANCE_TYPE_KNOWN: u8 = 3;
}

/// The message `sensor_msgs/msg/NavSatStatus`.
#[derive(ShmMessage, Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/msg/NavSatStatus")]
#[repr(C)]
pub struct NavSatStatus {
    #[shm(default = -2)]
    pub status: i8,
    pub service: u16,
}

impl NavSatStatus {
    pub const STATUS_UNKNOWN: i8 = -2;
    pub const STATUS_NO_FIX: i8 = -1;
    pub const STATUS_FIX: i8 = 0;
    pub const STATUS_SBAS_FIX: i8 = 1;
    pub const STATUS_GBAS_FIX: i8 = 2;
    pub const SERVICE_UNKNOWN: u16 = 0;
    pub const SERVICE_GPS: u16 = 1;
    pub const SERVICE_GLONASS: u16 = 2;
    pub const SERVICE_COMPASS: u16 = 4;
    pub const SERVICE_GALILEO: u16 = 8;
}

/// The message `sensor_msgs/msg/PointCloud`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/msg/PointCloud")]
pub struct PointCloud {
    pub header: std_msgs::Header,
    pub points: Vec<geometry_msgs::Point32>,
    pub channels: Vec<ChannelFloat32>,
}

/// The message `sensor_msgs/msg/PointCloud2`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/msg/PointCloud2")]
pub struct PointCloud2 {
    pub header: std_msgs::Header,
    pub height: u32,
    pub width: u32,
    pub fields: Vec<PointField>,
    pub is_bigendian: bool,
    pub point_step: u32,
    pub row_step: u32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_zbuf"))]
    pub data: ZBuf,
    pub is_dense: bool,
}

/// The message `sensor_msgs/msg/PointField`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/msg/PointField")]
pub struct PointField {
    pub name: String,
    pub offset: u32,
    pub datatype: u8,
    pub count: u32,
}

impl PointField {
    pub const INT8: u8 = 1;
    pub const UINT8: u8 = 2;
    pub const INT16: u8 = 3;
    pub const UINT16: u8 = 4;
    pub const INT32: u8 = 5;
    pub const UINT32: u8 = 6;
    pub const FLOAT32: u8 = 7;
    pub const FLOAT64: u8 = 8;
}

/// The message `sensor_msgs/msg/Range`.
///
/// In ROS 2 Humble it has no `variance`, and therefore another hash; the field is last, so that
/// nothing else moves.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/msg/Range")]
pub struct Range {
    pub header: std_msgs::Header,
    pub radiation_type: u8,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub field_of_view: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub min_range: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub max_range: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub range: f32,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub variance: f32,
}

impl Range {
    pub const ULTRASOUND: u8 = 0;
    pub const INFRARED: u8 = 1;
}

/// The message `sensor_msgs/msg/RegionOfInterest`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/msg/RegionOfInterest")]
pub struct RegionOfInterest {
    pub x_offset: u32,
    pub y_offset: u32,
    pub height: u32,
    pub width: u32,
    pub do_rectify: bool,
}

/// The message `sensor_msgs/msg/RelativeHumidity`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/msg/RelativeHumidity")]
pub struct RelativeHumidity {
    pub header: std_msgs::Header,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub relative_humidity: f64,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub variance: f64,
}

/// The message `sensor_msgs/msg/Temperature`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/msg/Temperature")]
pub struct Temperature {
    pub header: std_msgs::Header,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub temperature: f64,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub variance: f64,
}

/// The message `sensor_msgs/msg/TimeReference`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/msg/TimeReference")]
pub struct TimeReference {
    pub header: std_msgs::Header,
    pub time_ref: builtin_interfaces::Time,
    pub source: String,
}

/// The message `sensor_msgs/srv/SetCameraInfo_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/srv/SetCameraInfo_Request")]
pub struct SetCameraInfo_Request {
    pub camera_info: CameraInfo,
}

/// The message `sensor_msgs/srv/SetCameraInfo_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/srv/SetCameraInfo_Response")]
pub struct SetCameraInfo_Response {
    pub success: bool,
    pub status_message: String,
}

/// The message `sensor_msgs/srv/SetCameraInfo_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "sensor_msgs/srv/SetCameraInfo_Event")]
pub struct SetCameraInfo_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<SetCameraInfo_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<SetCameraInfo_Response>,
}

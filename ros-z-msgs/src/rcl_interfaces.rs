//! The messages of the ROS package `rcl_interfaces`.

#![expect(non_camel_case_types, reason = "as ROS spells the messages of services and actions")]

use shm_cdr::{ShmMessage, ZBuf};

use crate::{builtin_interfaces, service_msgs};

/// The message `rcl_interfaces/msg/FloatingPointRange`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/msg/FloatingPointRange")]
#[repr(C)]
pub struct FloatingPointRange {
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub from_value: f64,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub to_value: f64,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub step: f64,
}

/// The message `rcl_interfaces/msg/IntegerRange`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/msg/IntegerRange")]
#[repr(C)]
pub struct IntegerRange {
    pub from_value: i64,
    pub to_value: i64,
    pub step: u64,
}

/// The message `rcl_interfaces/msg/ListParametersResult`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/msg/ListParametersResult")]
pub struct ListParametersResult {
    pub names: Vec<String>,
    pub prefixes: Vec<String>,
}

/// The message `rcl_interfaces/msg/Log`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/msg/Log")]
pub struct Log {
    pub stamp: builtin_interfaces::Time,
    pub level: u8,
    pub name: String,
    pub msg: String,
    pub file: String,
    pub function: String,
    pub line: u32,
}

impl Log {
    pub const DEBUG: u8 = 10;
    pub const INFO: u8 = 20;
    pub const WARN: u8 = 30;
    pub const ERROR: u8 = 40;
    pub const FATAL: u8 = 50;
}

/// The message `rcl_interfaces/msg/LoggerLevel`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/msg/LoggerLevel")]
pub struct LoggerLevel {
    pub name: String,
    pub level: u32,
}

impl LoggerLevel {
    pub const LOG_LEVEL_UNKNOWN: u8 = 0;
    pub const LOG_LEVEL_DEBUG: u8 = 10;
    pub const LOG_LEVEL_INFO: u8 = 20;
    pub const LOG_LEVEL_WARN: u8 = 30;
    pub const LOG_LEVEL_ERROR: u8 = 40;
    pub const LOG_LEVEL_FATAL: u8 = 50;
}

/// The message `rcl_interfaces/msg/Parameter`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/msg/Parameter")]
pub struct Parameter {
    pub name: String,
    pub value: ParameterValue,
}

/// The message `rcl_interfaces/msg/ParameterDescriptor`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/msg/ParameterDescriptor")]
pub struct ParameterDescriptor {
    pub name: String,
    pub r#type: u8,
    pub description: String,
    pub additional_constraints: String,
    pub read_only: bool,
    pub dynamic_typing: bool,
    #[shm(max_len = 1)]
    pub floating_point_range: Vec<FloatingPointRange>,
    #[shm(max_len = 1)]
    pub integer_range: Vec<IntegerRange>,
}

/// The message `rcl_interfaces/msg/ParameterEvent`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/msg/ParameterEvent")]
pub struct ParameterEvent {
    pub stamp: builtin_interfaces::Time,
    pub node: String,
    pub new_parameters: Vec<Parameter>,
    pub changed_parameters: Vec<Parameter>,
    pub deleted_parameters: Vec<Parameter>,
}

/// The message `rcl_interfaces/msg/ParameterEventDescriptors`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/msg/ParameterEventDescriptors")]
pub struct ParameterEventDescriptors {
    pub new_parameters: Vec<ParameterDescriptor>,
    pub changed_parameters: Vec<ParameterDescriptor>,
    pub deleted_parameters: Vec<ParameterDescriptor>,
}

/// The message `rcl_interfaces/msg/ParameterType`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/msg/ParameterType")]
pub struct ParameterType {}

impl ParameterType {
    pub const PARAMETER_NOT_SET: u8 = 0;
    pub const PARAMETER_BOOL: u8 = 1;
    pub const PARAMETER_INTEGER: u8 = 2;
    pub const PARAMETER_DOUBLE: u8 = 3;
    pub const PARAMETER_STRING: u8 = 4;
    pub const PARAMETER_BYTE_ARRAY: u8 = 5;
    pub const PARAMETER_BOOL_ARRAY: u8 = 6;
    pub const PARAMETER_INTEGER_ARRAY: u8 = 7;
    pub const PARAMETER_DOUBLE_ARRAY: u8 = 8;
    pub const PARAMETER_STRING_ARRAY: u8 = 9;
}

/// The message `rcl_interfaces/msg/ParameterValue`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/msg/ParameterValue")]
pub struct ParameterValue {
    pub r#type: u8,
    pub bool_value: bool,
    pub integer_value: i64,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub double_value: f64,
    pub string_value: String,
    #[shm(kind = "byte")]
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_zbuf"))]
    pub byte_array_value: ZBuf,
    pub bool_array_value: Vec<bool>,
    pub integer_array_value: Vec<i64>,
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_float"))]
    pub double_array_value: Vec<f64>,
    pub string_array_value: Vec<String>,
}

/// The message `rcl_interfaces/msg/SetLoggerLevelsResult`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/msg/SetLoggerLevelsResult")]
pub struct SetLoggerLevelsResult {
    pub successful: bool,
    pub reason: String,
}

/// The message `rcl_interfaces/msg/SetParametersResult`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/msg/SetParametersResult")]
pub struct SetParametersResult {
    pub successful: bool,
    pub reason: String,
}

/// The message `rcl_interfaces/srv/DescribeParameters_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/srv/DescribeParameters_Request")]
pub struct DescribeParameters_Request {
    pub names: Vec<String>,
}

/// The message `rcl_interfaces/srv/DescribeParameters_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/srv/DescribeParameters_Response")]
pub struct DescribeParameters_Response {
    pub descriptors: Vec<ParameterDescriptor>,
}

/// The message `rcl_interfaces/srv/DescribeParameters_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/srv/DescribeParameters_Event")]
pub struct DescribeParameters_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<DescribeParameters_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<DescribeParameters_Response>,
}

/// The message `rcl_interfaces/srv/GetLoggerLevels_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/srv/GetLoggerLevels_Request")]
pub struct GetLoggerLevels_Request {
    pub names: Vec<String>,
}

/// The message `rcl_interfaces/srv/GetLoggerLevels_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/srv/GetLoggerLevels_Response")]
pub struct GetLoggerLevels_Response {
    pub levels: Vec<LoggerLevel>,
}

/// The message `rcl_interfaces/srv/GetLoggerLevels_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/srv/GetLoggerLevels_Event")]
pub struct GetLoggerLevels_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<GetLoggerLevels_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<GetLoggerLevels_Response>,
}

/// The message `rcl_interfaces/srv/GetParameterTypes_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/srv/GetParameterTypes_Request")]
pub struct GetParameterTypes_Request {
    pub names: Vec<String>,
}

/// The message `rcl_interfaces/srv/GetParameterTypes_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/srv/GetParameterTypes_Response")]
pub struct GetParameterTypes_Response {
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_zbuf"))]
    pub types: ZBuf,
}

/// The message `rcl_interfaces/srv/GetParameterTypes_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/srv/GetParameterTypes_Event")]
pub struct GetParameterTypes_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<GetParameterTypes_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<GetParameterTypes_Response>,
}

/// The message `rcl_interfaces/srv/GetParameters_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/srv/GetParameters_Request")]
pub struct GetParameters_Request {
    pub names: Vec<String>,
}

/// The message `rcl_interfaces/srv/GetParameters_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/srv/GetParameters_Response")]
pub struct GetParameters_Response {
    pub values: Vec<ParameterValue>,
}

/// The message `rcl_interfaces/srv/GetParameters_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/srv/GetParameters_Event")]
pub struct GetParameters_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<GetParameters_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<GetParameters_Response>,
}

/// The message `rcl_interfaces/srv/ListParameters_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/srv/ListParameters_Request")]
pub struct ListParameters_Request {
    pub prefixes: Vec<String>,
    pub depth: u64,
}

impl ListParameters_Request {
    pub const DEPTH_RECURSIVE: u64 = 0;
}

/// The message `rcl_interfaces/srv/ListParameters_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/srv/ListParameters_Response")]
pub struct ListParameters_Response {
    pub result: ListParametersResult,
}

/// The message `rcl_interfaces/srv/ListParameters_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/srv/ListParameters_Event")]
pub struct ListParameters_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<ListParameters_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<ListParameters_Response>,
}

/// The message `rcl_interfaces/srv/SetLoggerLevels_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/srv/SetLoggerLevels_Request")]
pub struct SetLoggerLevels_Request {
    pub levels: Vec<LoggerLevel>,
}

/// The message `rcl_interfaces/srv/SetLoggerLevels_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/srv/SetLoggerLevels_Response")]
pub struct SetLoggerLevels_Response {
    pub results: Vec<SetLoggerLevelsResult>,
}

/// The message `rcl_interfaces/srv/SetLoggerLevels_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/srv/SetLoggerLevels_Event")]
pub struct SetLoggerLevels_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<SetLoggerLevels_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<SetLoggerLevels_Response>,
}

/// The message `rcl_interfaces/srv/SetParameters_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/srv/SetParameters_Request")]
pub struct SetParameters_Request {
    pub parameters: Vec<Parameter>,
}

/// The message `rcl_interfaces/srv/SetParameters_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/srv/SetParameters_Response")]
pub struct SetParameters_Response {
    pub results: Vec<SetParametersResult>,
}

/// The message `rcl_interfaces/srv/SetParameters_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/srv/SetParameters_Event")]
pub struct SetParameters_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<SetParameters_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<SetParameters_Response>,
}

/// The message `rcl_interfaces/srv/SetParametersAtomically_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/srv/SetParametersAtomically_Request")]
pub struct SetParametersAtomically_Request {
    pub parameters: Vec<Parameter>,
}

/// The message `rcl_interfaces/srv/SetParametersAtomically_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/srv/SetParametersAtomically_Response")]
pub struct SetParametersAtomically_Response {
    pub result: SetParametersResult,
}

/// The message `rcl_interfaces/srv/SetParametersAtomically_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[shm(type_name = "rcl_interfaces/srv/SetParametersAtomically_Event")]
pub struct SetParametersAtomically_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<SetParametersAtomically_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<SetParametersAtomically_Response>,
}

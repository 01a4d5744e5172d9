//! The messages of the ROS package `test_msgs`: one of each kind of field.

#![expect(clippy::approx_constant, reason = "the defaults of the definitions")]
#![expect(non_camel_case_types, reason = "as ROS spells the messages of services and actions")]

use ros_z_msgs::{builtin_interfaces, service_msgs, unique_identifier_msgs};
use shm_cdr::{ShmMessage, WString, ZBuf};

/// The message `test_msgs/msg/Arrays`.
#[derive(ShmMessage, Clone, Debug, PartialEq)]
#[shm(type_name = "test_msgs/msg/Arrays")]
pub struct Arrays {
    pub bool_values: [bool; 3],
    #[shm(kind = "byte")]
    pub byte_values: [u8; 3],
    #[shm(kind = "char")]
    pub char_values: [u8; 3],
    pub float32_values: [f32; 3],
    pub float64_values: [f64; 3],
    pub int8_values: [i8; 3],
    pub uint8_values: [u8; 3],
    pub int16_values: [i16; 3],
    pub uint16_values: [u16; 3],
    pub int32_values: [i32; 3],
    pub uint32_values: [u32; 3],
    pub int64_values: [i64; 3],
    pub uint64_values: [u64; 3],
    pub string_values: [String; 3],
    pub basic_types_values: [BasicTypes; 3],
    pub constants_values: [Constants; 3],
    pub defaults_values: [Defaults; 3],
    #[shm(default = [false, true, false])]
    pub bool_values_default: [bool; 3],
    #[shm(kind = "byte", default = [0, 1, 255])]
    pub byte_values_default: [u8; 3],
    #[shm(kind = "char", default = [0, 1, 127])]
    pub char_values_default: [u8; 3],
    #[shm(default = [1.125, 0.0, -1.125])]
    pub float32_values_default: [f32; 3],
    #[shm(default = [3.1415, 0.0, -3.1415])]
    pub float64_values_default: [f64; 3],
    #[shm(default = [0, 127, -128])]
    pub int8_values_default: [i8; 3],
    #[shm(default = [0, 1, 255])]
    pub uint8_values_default: [u8; 3],
    #[shm(default = [0, 32767, -32768])]
    pub int16_values_default: [i16; 3],
    #[shm(default = [0, 1, 65535])]
    pub uint16_values_default: [u16; 3],
    #[shm(default = [0, 2147483647, -2147483648])]
    pub int32_values_default: [i32; 3],
    #[shm(default = [0, 1, 4294967295])]
    pub uint32_values_default: [u32; 3],
    #[shm(default = [0, 9223372036854775807, -9223372036854775808])]
    pub int64_values_default: [i64; 3],
    #[shm(default = [0, 1, 18446744073709551615])]
    pub uint64_values_default: [u64; 3],
    #[shm(default = ["".into(), "max value".into(), "min value".into()])]
    pub string_values_default: [String; 3],
    pub alignment_check: i32,
}

/// The message `test_msgs/msg/BasicTypes`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/msg/BasicTypes")]
#[repr(C)]
pub struct BasicTypes {
    pub bool_value: bool,
    #[shm(kind = "byte")]
    pub byte_value: u8,
    #[shm(kind = "char")]
    pub char_value: u8,
    pub float32_value: f32,
    pub float64_value: f64,
    pub int8_value: i8,
    pub uint8_value: u8,
    pub int16_value: i16,
    pub uint16_value: u16,
    pub int32_value: i32,
    pub uint32_value: u32,
    pub int64_value: i64,
    pub uint64_value: u64,
}

/// The message `test_msgs/msg/BoundedPlainSequences`.
#[derive(ShmMessage, Clone, Debug, PartialEq)]
#[shm(type_name = "test_msgs/msg/BoundedPlainSequences")]
pub struct BoundedPlainSequences {
    #[shm(max_len = 3)]
    pub bool_values: Vec<bool>,
    #[shm(kind = "byte", max_len = 3)]
    pub byte_values: Vec<u8>,
    #[shm(kind = "char", max_len = 3)]
    pub char_values: Vec<u8>,
    #[shm(max_len = 3)]
    pub float32_values: Vec<f32>,
    #[shm(max_len = 3)]
    pub float64_values: Vec<f64>,
    #[shm(max_len = 3)]
    pub int8_values: Vec<i8>,
    #[shm(max_len = 3)]
    pub uint8_values: Vec<u8>,
    #[shm(max_len = 3)]
    pub int16_values: Vec<i16>,
    #[shm(max_len = 3)]
    pub uint16_values: Vec<u16>,
    #[shm(max_len = 3)]
    pub int32_values: Vec<i32>,
    #[shm(max_len = 3)]
    pub uint32_values: Vec<u32>,
    #[shm(max_len = 3)]
    pub int64_values: Vec<i64>,
    #[shm(max_len = 3)]
    pub uint64_values: Vec<u64>,
    #[shm(max_len = 3)]
    pub basic_types_values: Vec<BasicTypes>,
    #[shm(max_len = 3)]
    pub constants_values: Vec<Constants>,
    #[shm(max_len = 3)]
    pub defaults_values: Vec<Defaults>,
    #[shm(max_len = 3, default = vec![false, true, false])]
    pub bool_values_default: Vec<bool>,
    #[shm(kind = "byte", max_len = 3, default = vec![0, 1, 255])]
    pub byte_values_default: Vec<u8>,
    #[shm(kind = "char", max_len = 3, default = vec![0, 1, 127])]
    pub char_values_default: Vec<u8>,
    #[shm(max_len = 3, default = vec![1.125, 0.0, -1.125])]
    pub float32_values_default: Vec<f32>,
    #[shm(max_len = 3, default = vec![3.1415, 0.0, -3.1415])]
    pub float64_values_default: Vec<f64>,
    #[shm(max_len = 3, default = vec![0, 127, -128])]
    pub int8_values_default: Vec<i8>,
    #[shm(max_len = 3, default = vec![0, 1, 255])]
    pub uint8_values_default: Vec<u8>,
    #[shm(max_len = 3, default = vec![0, 32767, -32768])]
    pub int16_values_default: Vec<i16>,
    #[shm(max_len = 3, default = vec![0, 1, 65535])]
    pub uint16_values_default: Vec<u16>,
    #[shm(max_len = 3, default = vec![0, 2147483647, -2147483648])]
    pub int32_values_default: Vec<i32>,
    #[shm(max_len = 3, default = vec![0, 1, 4294967295])]
    pub uint32_values_default: Vec<u32>,
    #[shm(max_len = 3, default = vec![0, 9223372036854775807, -9223372036854775808])]
    pub int64_values_default: Vec<i64>,
    #[shm(max_len = 3, default = vec![0, 1, 18446744073709551615])]
    pub uint64_values_default: Vec<u64>,
    pub alignment_check: i32,
}

/// The message `test_msgs/msg/BoundedSequences`.
#[derive(ShmMessage, Clone, Debug, PartialEq)]
#[shm(type_name = "test_msgs/msg/BoundedSequences")]
pub struct BoundedSequences {
    #[shm(max_len = 3)]
    pub bool_values: Vec<bool>,
    #[shm(kind = "byte", max_len = 3)]
    pub byte_values: Vec<u8>,
    #[shm(kind = "char", max_len = 3)]
    pub char_values: Vec<u8>,
    #[shm(max_len = 3)]
    pub float32_values: Vec<f32>,
    #[shm(max_len = 3)]
    pub float64_values: Vec<f64>,
    #[shm(max_len = 3)]
    pub int8_values: Vec<i8>,
    #[shm(max_len = 3)]
    pub uint8_values: Vec<u8>,
    #[shm(max_len = 3)]
    pub int16_values: Vec<i16>,
    #[shm(max_len = 3)]
    pub uint16_values: Vec<u16>,
    #[shm(max_len = 3)]
    pub int32_values: Vec<i32>,
    #[shm(max_len = 3)]
    pub uint32_values: Vec<u32>,
    #[shm(max_len = 3)]
    pub int64_values: Vec<i64>,
    #[shm(max_len = 3)]
    pub uint64_values: Vec<u64>,
    #[shm(max_len = 3)]
    pub string_values: Vec<String>,
    #[shm(max_len = 3)]
    pub basic_types_values: Vec<BasicTypes>,
    #[shm(max_len = 3)]
    pub constants_values: Vec<Constants>,
    #[shm(max_len = 3)]
    pub defaults_values: Vec<Defaults>,
    #[shm(max_len = 3, default = vec![false, true, false])]
    pub bool_values_default: Vec<bool>,
    #[shm(kind = "byte", max_len = 3, default = vec![0, 1, 255])]
    pub byte_values_default: Vec<u8>,
    #[shm(kind = "char", max_len = 3, default = vec![0, 1, 127])]
    pub char_values_default: Vec<u8>,
    #[shm(max_len = 3, default = vec![1.125, 0.0, -1.125])]
    pub float32_values_default: Vec<f32>,
    #[shm(max_len = 3, default = vec![3.1415, 0.0, -3.1415])]
    pub float64_values_default: Vec<f64>,
    #[shm(max_len = 3, default = vec![0, 127, -128])]
    pub int8_values_default: Vec<i8>,
    #[shm(max_len = 3, default = vec![0, 1, 255])]
    pub uint8_values_default: Vec<u8>,
    #[shm(max_len = 3, default = vec![0, 32767, -32768])]
    pub int16_values_default: Vec<i16>,
    #[shm(max_len = 3, default = vec![0, 1, 65535])]
    pub uint16_values_default: Vec<u16>,
    #[shm(max_len = 3, default = vec![0, 2147483647, -2147483648])]
    pub int32_values_default: Vec<i32>,
    #[shm(max_len = 3, default = vec![0, 1, 4294967295])]
    pub uint32_values_default: Vec<u32>,
    #[shm(max_len = 3, default = vec![0, 9223372036854775807, -9223372036854775808])]
    pub int64_values_default: Vec<i64>,
    #[shm(max_len = 3, default = vec![0, 1, 18446744073709551615])]
    pub uint64_values_default: Vec<u64>,
    #[shm(max_len = 3, default = vec!["".into(), "max value".into(), "min value".into()])]
    pub string_values_default: Vec<String>,
    pub alignment_check: i32,
}

/// The message `test_msgs/msg/Builtins`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/msg/Builtins")]
#[repr(C)]
pub struct Builtins {
    pub duration_value: builtin_interfaces::Duration,
    pub time_value: builtin_interfaces::Time,
}

/// The message `test_msgs/msg/Constants`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/msg/Constants")]
pub struct Constants {}

impl Constants {
    pub const BOOL_CONST: bool = true;
    pub const BYTE_CONST: u8 = 50;
    pub const CHAR_CONST: u8 = 100;
    pub const FLOAT32_CONST: f32 = 1.125;
    pub const FLOAT64_CONST: f64 = 1.125;
    pub const INT8_CONST: i8 = -50;
    pub const UINT8_CONST: u8 = 200;
    pub const INT16_CONST: i16 = -1000;
    pub const UINT16_CONST: u16 = 2000;
    pub const INT32_CONST: i32 = -30000;
    pub const UINT32_CONST: u32 = 60000;
    pub const INT64_CONST: i64 = -40000000;
    pub const UINT64_CONST: u64 = 50000000;
}

/// The message `test_msgs/msg/Defaults`.
#[derive(ShmMessage, Clone, Debug, PartialEq)]
#[shm(type_name = "test_msgs/msg/Defaults")]
#[repr(C)]
pub struct Defaults {
    #[shm(default = true)]
    pub bool_value: bool,
    #[shm(kind = "byte", default = 50)]
    pub byte_value: u8,
    #[shm(kind = "char", default = 100)]
    pub char_value: u8,
    #[shm(default = 1.125)]
    pub float32_value: f32,
    #[shm(default = 1.125)]
    pub float64_value: f64,
    #[shm(default = -50)]
    pub int8_value: i8,
    #[shm(default = 200)]
    pub uint8_value: u8,
    #[shm(default = -1000)]
    pub int16_value: i16,
    #[shm(default = 2000)]
    pub uint16_value: u16,
    #[shm(default = -30000)]
    pub int32_value: i32,
    #[shm(default = 60000)]
    pub uint32_value: u32,
    #[shm(default = -40000000)]
    pub int64_value: i64,
    #[shm(default = 50000000)]
    pub uint64_value: u64,
}

/// The message `test_msgs/msg/Empty`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/msg/Empty")]
pub struct Empty {}

/// The message `test_msgs/msg/MultiNested`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/msg/MultiNested")]
pub struct MultiNested {
    pub array_of_arrays: [Arrays; 3],
    pub array_of_bounded_sequences: [BoundedSequences; 3],
    pub array_of_unbounded_sequences: [UnboundedSequences; 3],
    #[shm(max_len = 3)]
    pub bounded_sequence_of_arrays: Vec<Arrays>,
    #[shm(max_len = 3)]
    pub bounded_sequence_of_bounded_sequences: Vec<BoundedSequences>,
    #[shm(max_len = 3)]
    pub bounded_sequence_of_unbounded_sequences: Vec<UnboundedSequences>,
    pub unbounded_sequence_of_arrays: Vec<Arrays>,
    pub unbounded_sequence_of_bounded_sequences: Vec<BoundedSequences>,
    pub unbounded_sequence_of_unbounded_sequences: Vec<UnboundedSequences>,
}

/// The message `test_msgs/msg/Nested`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/msg/Nested")]
pub struct Nested {
    pub basic_types_value: BasicTypes,
}

/// The message `test_msgs/msg/Strings`.
#[derive(ShmMessage, Clone, Debug, PartialEq)]
#[shm(type_name = "test_msgs/msg/Strings")]
pub struct Strings {
    pub string_value: String,
    #[shm(default = "Hello world!")]
    pub string_value_default1: String,
    #[shm(default = "Hello'world!")]
    pub string_value_default2: String,
    #[shm(default = "Hello\"world!")]
    pub string_value_default3: String,
    #[shm(default = "Hello'world!")]
    pub string_value_default4: String,
    #[shm(default = "Hello\"world!")]
    pub string_value_default5: String,
    #[shm(max_len = 22)]
    pub bounded_string_value: String,
    #[shm(max_len = 22, default = "Hello world!")]
    pub bounded_string_value_default1: String,
    #[shm(max_len = 22, default = "Hello'world!")]
    pub bounded_string_value_default2: String,
    #[shm(max_len = 22, default = "Hello\"world!")]
    pub bounded_string_value_default3: String,
    #[shm(max_len = 22, default = "Hello'world!")]
    pub bounded_string_value_default4: String,
    #[shm(max_len = 22, default = "Hello\"world!")]
    pub bounded_string_value_default5: String,
}

impl Strings {
    pub const STRING_CONST: &str = "Hello world!";
}

/// The message `test_msgs/msg/UnboundedSequences`.
#[derive(ShmMessage, Clone, Debug, PartialEq)]
#[shm(type_name = "test_msgs/msg/UnboundedSequences")]
pub struct UnboundedSequences {
    pub bool_values: Vec<bool>,
    #[shm(kind = "byte")]
    pub byte_values: ZBuf,
    #[shm(kind = "char")]
    pub char_values: ZBuf,
    pub float32_values: Vec<f32>,
    pub float64_values: Vec<f64>,
    pub int8_values: Vec<i8>,
    pub uint8_values: ZBuf,
    pub int16_values: Vec<i16>,
    pub uint16_values: Vec<u16>,
    pub int32_values: Vec<i32>,
    pub uint32_values: Vec<u32>,
    pub int64_values: Vec<i64>,
    pub uint64_values: Vec<u64>,
    pub string_values: Vec<String>,
    pub basic_types_values: Vec<BasicTypes>,
    pub constants_values: Vec<Constants>,
    pub defaults_values: Vec<Defaults>,
    #[shm(default = vec![false, true, false])]
    pub bool_values_default: Vec<bool>,
    #[shm(kind = "byte", default = ZBuf::from(vec![0, 1, 255]))]
    pub byte_values_default: ZBuf,
    #[shm(kind = "char", default = ZBuf::from(vec![0, 1, 127]))]
    pub char_values_default: ZBuf,
    #[shm(default = vec![1.125, 0.0, -1.125])]
    pub float32_values_default: Vec<f32>,
    #[shm(default = vec![3.1415, 0.0, -3.1415])]
    pub float64_values_default: Vec<f64>,
    #[shm(default = vec![0, 127, -128])]
    pub int8_values_default: Vec<i8>,
    #[shm(default = ZBuf::from(vec![0, 1, 255]))]
    pub uint8_values_default: ZBuf,
    #[shm(default = vec![0, 32767, -32768])]
    pub int16_values_default: Vec<i16>,
    #[shm(default = vec![0, 1, 65535])]
    pub uint16_values_default: Vec<u16>,
    #[shm(default = vec![0, 2147483647, -2147483648])]
    pub int32_values_default: Vec<i32>,
    #[shm(default = vec![0, 1, 4294967295])]
    pub uint32_values_default: Vec<u32>,
    #[shm(default = vec![0, 9223372036854775807, -9223372036854775808])]
    pub int64_values_default: Vec<i64>,
    #[shm(default = vec![0, 1, 18446744073709551615])]
    pub uint64_values_default: Vec<u64>,
    #[shm(default = vec!["".into(), "max value".into(), "min value".into()])]
    pub string_values_default: Vec<String>,
    pub alignment_check: i32,
}

/// The message `test_msgs/msg/WStrings`.
#[derive(ShmMessage, Clone, Debug, PartialEq)]
#[shm(type_name = "test_msgs/msg/WStrings")]
pub struct WStrings {
    pub wstring_value: WString,
    #[shm(default = "Hello world!")]
    pub wstring_value_default1: WString,
    #[shm(default = "Hellö wörld!")]
    pub wstring_value_default2: WString,
    #[shm(default = "ハローワールド")]
    pub wstring_value_default3: WString,
    pub array_of_wstrings: [WString; 3],
    #[shm(max_len = 3)]
    pub bounded_sequence_of_wstrings: Vec<WString>,
    pub unbounded_sequence_of_wstrings: Vec<WString>,
}

/// The message `test_msgs/srv/Arrays_Request`.
#[derive(ShmMessage, Clone, Debug, PartialEq)]
#[shm(type_name = "test_msgs/srv/Arrays_Request")]
pub struct Arrays_Request {
    pub bool_values: [bool; 3],
    #[shm(kind = "byte")]
    pub byte_values: [u8; 3],
    #[shm(kind = "char")]
    pub char_values: [u8; 3],
    pub float32_values: [f32; 3],
    pub float64_values: [f64; 3],
    pub int8_values: [i8; 3],
    pub uint8_values: [u8; 3],
    pub int16_values: [i16; 3],
    pub uint16_values: [u16; 3],
    pub int32_values: [i32; 3],
    pub uint32_values: [u32; 3],
    pub int64_values: [i64; 3],
    pub uint64_values: [u64; 3],
    pub string_values: [String; 3],
    pub basic_types_values: [BasicTypes; 3],
    pub constants_values: [Constants; 3],
    pub defaults_values: [Defaults; 3],
    #[shm(default = [false, true, false])]
    pub bool_values_default: [bool; 3],
    #[shm(kind = "byte", default = [0, 1, 255])]
    pub byte_values_default: [u8; 3],
    #[shm(kind = "char", default = [0, 1, 127])]
    pub char_values_default: [u8; 3],
    #[shm(default = [1.125, 0.0, -1.125])]
    pub float32_values_default: [f32; 3],
    #[shm(default = [3.1415, 0.0, -3.1415])]
    pub float64_values_default: [f64; 3],
    #[shm(default = [0, 127, -128])]
    pub int8_values_default: [i8; 3],
    #[shm(default = [0, 1, 255])]
    pub uint8_values_default: [u8; 3],
    #[shm(default = [0, 32767, -32768])]
    pub int16_values_default: [i16; 3],
    #[shm(default = [0, 1, 65535])]
    pub uint16_values_default: [u16; 3],
    #[shm(default = [0, 2147483647, -2147483648])]
    pub int32_values_default: [i32; 3],
    #[shm(default = [0, 1, 4294967295])]
    pub uint32_values_default: [u32; 3],
    #[shm(default = [0, 9223372036854775807, -9223372036854775808])]
    pub int64_values_default: [i64; 3],
    #[shm(default = [0, 1, 18446744073709551615])]
    pub uint64_values_default: [u64; 3],
    #[shm(default = ["".into(), "max value".into(), "min value".into()])]
    pub string_values_default: [String; 3],
}

/// The message `test_msgs/srv/Arrays_Response`.
#[derive(ShmMessage, Clone, Debug, PartialEq)]
#[shm(type_name = "test_msgs/srv/Arrays_Response")]
pub struct Arrays_Response {
    pub bool_values: [bool; 3],
    #[shm(kind = "byte")]
    pub byte_values: [u8; 3],
    #[shm(kind = "char")]
    pub char_values: [u8; 3],
    pub float32_values: [f32; 3],
    pub float64_values: [f64; 3],
    pub int8_values: [i8; 3],
    pub uint8_values: [u8; 3],
    pub int16_values: [i16; 3],
    pub uint16_values: [u16; 3],
    pub int32_values: [i32; 3],
    pub uint32_values: [u32; 3],
    pub int64_values: [i64; 3],
    pub uint64_values: [u64; 3],
    pub string_values: [String; 3],
    pub basic_types_values: [BasicTypes; 3],
    pub constants_values: [Constants; 3],
    pub defaults_values: [Defaults; 3],
    #[shm(default = [false, true, false])]
    pub bool_values_default: [bool; 3],
    #[shm(kind = "byte", default = [0, 1, 255])]
    pub byte_values_default: [u8; 3],
    #[shm(kind = "char", default = [0, 1, 127])]
    pub char_values_default: [u8; 3],
    #[shm(default = [1.125, 0.0, -1.125])]
    pub float32_values_default: [f32; 3],
    #[shm(default = [3.1415, 0.0, -3.1415])]
    pub float64_values_default: [f64; 3],
    #[shm(default = [0, 127, -128])]
    pub int8_values_default: [i8; 3],
    #[shm(default = [0, 1, 255])]
    pub uint8_values_default: [u8; 3],
    #[shm(default = [0, 32767, -32768])]
    pub int16_values_default: [i16; 3],
    #[shm(default = [0, 1, 65535])]
    pub uint16_values_default: [u16; 3],
    #[shm(default = [0, 2147483647, -2147483648])]
    pub int32_values_default: [i32; 3],
    #[shm(default = [0, 1, 4294967295])]
    pub uint32_values_default: [u32; 3],
    #[shm(default = [0, 9223372036854775807, -9223372036854775808])]
    pub int64_values_default: [i64; 3],
    #[shm(default = [0, 1, 18446744073709551615])]
    pub uint64_values_default: [u64; 3],
    #[shm(default = ["".into(), "max value".into(), "min value".into()])]
    pub string_values_default: [String; 3],
}

/// The message `test_msgs/srv/Arrays_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/srv/Arrays_Event")]
pub struct Arrays_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<Arrays_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<Arrays_Response>,
}

/// The message `test_msgs/srv/BasicTypes_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/srv/BasicTypes_Request")]
pub struct BasicTypes_Request {
    pub bool_value: bool,
    #[shm(kind = "byte")]
    pub byte_value: u8,
    #[shm(kind = "char")]
    pub char_value: u8,
    pub float32_value: f32,
    pub float64_value: f64,
    pub int8_value: i8,
    pub uint8_value: u8,
    pub int16_value: i16,
    pub uint16_value: u16,
    pub int32_value: i32,
    pub uint32_value: u32,
    pub int64_value: i64,
    pub uint64_value: u64,
    pub string_value: String,
}

/// The message `test_msgs/srv/BasicTypes_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/srv/BasicTypes_Response")]
pub struct BasicTypes_Response {
    pub bool_value: bool,
    #[shm(kind = "byte")]
    pub byte_value: u8,
    #[shm(kind = "char")]
    pub char_value: u8,
    pub float32_value: f32,
    pub float64_value: f64,
    pub int8_value: i8,
    pub uint8_value: u8,
    pub int16_value: i16,
    pub uint16_value: u16,
    pub int32_value: i32,
    pub uint32_value: u32,
    pub int64_value: i64,
    pub uint64_value: u64,
    pub string_value: String,
}

/// The message `test_msgs/srv/BasicTypes_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/srv/BasicTypes_Event")]
pub struct BasicTypes_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<BasicTypes_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<BasicTypes_Response>,
}

/// The message `test_msgs/srv/Empty_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/srv/Empty_Request")]
pub struct Empty_Request {}

/// The message `test_msgs/srv/Empty_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/srv/Empty_Response")]
pub struct Empty_Response {}

/// The message `test_msgs/srv/Empty_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/srv/Empty_Event")]
pub struct Empty_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<Empty_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<Empty_Response>,
}

/// The message `test_msgs/action/Fibonacci_Goal`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/action/Fibonacci_Goal")]
pub struct Fibonacci_Goal {
    pub order: i32,
}

/// The message `test_msgs/action/Fibonacci_Result`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/action/Fibonacci_Result")]
pub struct Fibonacci_Result {
    pub sequence: Vec<i32>,
}

/// The message `test_msgs/action/Fibonacci_Feedback`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/action/Fibonacci_Feedback")]
pub struct Fibonacci_Feedback {
    pub sequence: Vec<i32>,
}

/// The message `test_msgs/action/Fibonacci_SendGoal_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/action/Fibonacci_SendGoal_Request")]
#[repr(C)]
pub struct Fibonacci_SendGoal_Request {
    pub goal_id: unique_identifier_msgs::UUID,
    pub goal: Fibonacci_Goal,
}

/// The message `test_msgs/action/Fibonacci_SendGoal_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/action/Fibonacci_SendGoal_Response")]
#[repr(C)]
pub struct Fibonacci_SendGoal_Response {
    pub accepted: bool,
    pub stamp: builtin_interfaces::Time,
}

/// The message `test_msgs/action/Fibonacci_SendGoal_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/action/Fibonacci_SendGoal_Event")]
pub struct Fibonacci_SendGoal_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<Fibonacci_SendGoal_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<Fibonacci_SendGoal_Response>,
}

/// The message `test_msgs/action/Fibonacci_GetResult_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/action/Fibonacci_GetResult_Request")]
pub struct Fibonacci_GetResult_Request {
    pub goal_id: unique_identifier_msgs::UUID,
}

/// The message `test_msgs/action/Fibonacci_GetResult_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/action/Fibonacci_GetResult_Response")]
pub struct Fibonacci_GetResult_Response {
    pub status: i8,
    pub result: Fibonacci_Result,
}

/// The message `test_msgs/action/Fibonacci_GetResult_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/action/Fibonacci_GetResult_Event")]
pub struct Fibonacci_GetResult_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<Fibonacci_GetResult_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<Fibonacci_GetResult_Response>,
}

/// The message `test_msgs/action/Fibonacci_FeedbackMessage`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/action/Fibonacci_FeedbackMessage")]
pub struct Fibonacci_FeedbackMessage {
    pub goal_id: unique_identifier_msgs::UUID,
    pub feedback: Fibonacci_Feedback,
}

/// The message `test_msgs/action/NestedMessage_Goal`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/action/NestedMessage_Goal")]
#[repr(C)]
pub struct NestedMessage_Goal {
    pub nested_field_no_pkg: Builtins,
    pub nested_field: BasicTypes,
    pub nested_different_pkg: builtin_interfaces::Time,
}

/// The message `test_msgs/action/NestedMessage_Result`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/action/NestedMessage_Result")]
#[repr(C)]
pub struct NestedMessage_Result {
    pub nested_field_no_pkg: Builtins,
    pub nested_field: BasicTypes,
    pub nested_different_pkg: builtin_interfaces::Time,
}

/// The message `test_msgs/action/NestedMessage_Feedback`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/action/NestedMessage_Feedback")]
#[repr(C)]
pub struct NestedMessage_Feedback {
    pub nested_field_no_pkg: Builtins,
    pub nested_field: BasicTypes,
    pub nested_different_pkg: builtin_interfaces::Time,
}

/// The message `test_msgs/action/NestedMessage_SendGoal_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/action/NestedMessage_SendGoal_Request")]
#[repr(C)]
pub struct NestedMessage_SendGoal_Request {
    pub goal_id: unique_identifier_msgs::UUID,
    pub goal: NestedMessage_Goal,
}

/// The message `test_msgs/action/NestedMessage_SendGoal_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/action/NestedMessage_SendGoal_Response")]
#[repr(C)]
pub struct NestedMessage_SendGoal_Response {
    pub accepted: bool,
    pub stamp: builtin_interfaces::Time,
}

/// The message `test_msgs/action/NestedMessage_SendGoal_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/action/NestedMessage_SendGoal_Event")]
pub struct NestedMessage_SendGoal_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<NestedMessage_SendGoal_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<NestedMessage_SendGoal_Response>,
}

/// The message `test_msgs/action/NestedMessage_GetResult_Request`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/action/NestedMessage_GetResult_Request")]
pub struct NestedMessage_GetResult_Request {
    pub goal_id: unique_identifier_msgs::UUID,
}

/// The message `test_msgs/action/NestedMessage_GetResult_Response`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/action/NestedMessage_GetResult_Response")]
pub struct NestedMessage_GetResult_Response {
    pub status: i8,
    pub result: NestedMessage_Result,
}

/// The message `test_msgs/action/NestedMessage_GetResult_Event`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/action/NestedMessage_GetResult_Event")]
pub struct NestedMessage_GetResult_Event {
    pub info: service_msgs::ServiceEventInfo,
    #[shm(max_len = 1)]
    pub request: Vec<NestedMessage_GetResult_Request>,
    #[shm(max_len = 1)]
    pub response: Vec<NestedMessage_GetResult_Response>,
}

/// The message `test_msgs/action/NestedMessage_FeedbackMessage`.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/action/NestedMessage_FeedbackMessage")]
#[repr(C)]
pub struct NestedMessage_FeedbackMessage {
    pub goal_id: unique_identifier_msgs::UUID,
    pub feedback: NestedMessage_Feedback,
}

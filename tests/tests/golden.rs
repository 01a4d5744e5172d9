//! Bytes and type hashes of the real ROS 2 stack (rclpy, Fast-CDR 2.3.3, Kilted).
//!
//! A line of `golden/<package>.txt` is a type with its RIHS01 hash, or, indented, the
//! name of a case and the serialized message in hexadecimal.

use std::collections::{BTreeMap, BTreeSet};

use ros_z_msgs::*;
use ros_z_tests::test_msgs;
use shm_cdr::{DecodeErrorKind, ShmMessage, ZBuf};

struct Golden<'a> {
    hash: &'a str,
    /// Name and serialized message.
    cases: Vec<(&'a str, Vec<u8>)>,
}

fn unhex(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

fn parse(text: &str) -> Vec<(&str, Golden<'_>)> {
    let mut types: Vec<(&str, Golden<'_>)> = Vec::new();
    for line in text.lines() {
        let (name, value) = line.trim().split_once(' ').unwrap();
        if line.starts_with(' ') {
            let (_, golden) = types.last_mut().unwrap();
            golden.cases.push((name, unhex(value)));
        } else {
            types.push((name, Golden { hash: value, cases: Vec::new() }));
        }
    }
    types
}

fn check<T: ShmMessage + Default>(golden: &Golden<'_>) {
    let name = T::type_name();
    assert_eq!(T::type_hash().to_string(), golden.hash, "{name}");
    assert!(!golden.cases.is_empty(), "{name} has no cases");
    for (case, bytes) in &golden.cases {
        let value = T::from_cdr(bytes).unwrap_or_else(|error| panic!("{name} {case}: {error}"));
        assert_eq!(value.estimated_serialized_size(), bytes.len(), "{name} {case}");
        assert_eq!(value.estimated_cdr_size(), bytes.len() - 4, "{name} {case}");
        assert_eq!(&value.to_cdr().unwrap(), bytes, "{name} {case}");

        let shared = T::from_zbuf(&ZBuf::from(bytes.clone())).unwrap();
        assert_eq!(&shared.to_cdr().unwrap(), bytes, "{name} {case}, shared");

        let view = T::view(bytes).unwrap_or_else(|error| panic!("{name} {case}: {error}"));
        let viewed = T::from_view(&view).unwrap();
        assert_eq!(&viewed.to_cdr().unwrap(), bytes, "{name} {case}, viewed");
        assert_eq!(T::encoded_len(bytes).unwrap(), bytes.len(), "{name} {case}");

        // All of a short message, and a hundred places in a long one.
        for end in (0..bytes.len()).step_by(bytes.len().div_ceil(100)) {
            // Only the end of an empty string's length reads as a shorter string.
            let owned = T::from_cdr(&bytes[..end]).map(drop);
            if let Err(error) = &owned {
                assert!(error.offset() <= bytes.len(), "{name} {case} cut at {end}: {error}");
            }
            assert_eq!(T::view(&bytes[..end]).map(drop), owned, "{name} {case} cut at {end}");
        }
        let trailing = [bytes.as_slice(), &[0xAA; 7]].concat();
        assert_eq!(&T::from_cdr(&trailing).unwrap().to_cdr().unwrap(), bytes, "{name} {case}");

        assert_eq!(T::encoded_len(&trailing).unwrap(), bytes.len(), "{name} {case}");
        let refused = [T::from_cdr_exact(&trailing).err(), T::view_exact(&trailing).err()];
        for error in refused.map(Option::unwrap) {
            assert_eq!(error.kind(), &DecodeErrorKind::TrailingBytes { len: 7 }, "{name} {case}");
        }
        assert!(T::from_cdr_exact(bytes).is_ok() && T::view_exact(bytes).is_ok());

        if *case == "default" {
            assert_eq!(&T::default().to_cdr().unwrap(), bytes, "{name}: Default");
        }
    }
}

/// The golden bytes of a package, its services and actions included.
fn golden_bytes(package: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/golden");
    let read = |path: String| std::fs::read_to_string(path).unwrap_or_default();
    let all =
        read(format!("{folder}/{package}.txt")) + &read(format!("{folder}/services/{package}.txt"));
    assert!(!all.is_empty(), "{package} has no golden bytes");
    all
}

/// The same messages as JSON, as Python prints them in ROS.
fn check_json<T>(value: &serde_json::Value, bytes: &[u8])
where
    T: ShmMessage + serde::Serialize + serde::de::DeserializeOwned,
{
    let name = T::type_name();
    let message: T = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(message.to_cdr().unwrap(), bytes, "{name} {value}");
    let ours = serde_json::to_value(&message).unwrap();
    let keys = |value: &serde_json::Value| {
        value.as_object().map(|fields| fields.keys().cloned().collect::<BTreeSet<_>>())
    };
    assert_eq!(keys(&ours), keys(value), "{name}");
    let again: T = serde_json::from_value(ours).unwrap();
    assert_eq!(again.to_cdr().unwrap(), bytes, "{name} {value}");
}

macro_rules! golden {
    (
        messages { $($package:ident { $($message:ident)* })* }
        for tests { $($test:ident { $($test_message:ident)* })* }
        without golden bytes { $($other:ident { $($other_message:ident)* })* }
    ) => {
        $(golden_test! { $package { $($message)* } })*
        $(golden_test! { $test { $($test_message)* } })*

        /// Checks a line of JSON.
        fn check_json_line(line: &serde_json::Value) {
            let bytes = unhex(line["cdr"].as_str().unwrap());
            let name = line["type"].as_str().unwrap();
            match name.split_once("/msg/").unwrap() {
                $($(
                    (stringify!($package), stringify!($message)) =>
                        check_json::<$package::$message>(&line["value"], &bytes),
                )*)*
                _ => panic!("{name} has JSON and no struct"),
            }
        }

        /// Names and hashes of all messages that there are structs for.
        fn hashes() -> BTreeMap<&'static str, String> {
            fn entry<T: ShmMessage>() -> (&'static str, String) {
                (T::type_name(), T::type_hash().to_string())
            }
            BTreeMap::from([
                $($(entry::<$package::$message>(),)*)*
                $($(entry::<$test::$test_message>(),)*)*
                $($(entry::<$other::$other_message>(),)*)*
            ])
        }
    };
}

macro_rules! golden_test {
    ($package:ident { $($message:ident)* }) => {
        #[test]
        fn $package() {
            for (name, golden) in parse(&golden_bytes(stringify!($package))) {
                match name.rsplit_once('/').unwrap().1 {
                    $(stringify!($message) => check::<$package::$message>(&golden),)*
                    _ => panic!("{name} has golden bytes and no struct"),
                }
            }
        }
    };
}

golden! {
    messages {
        action_msgs {
            GoalInfo GoalStatus GoalStatusArray CancelGoal_Request CancelGoal_Response
            CancelGoal_Event
        }
        builtin_interfaces { Duration Time }
        diagnostic_msgs {
            DiagnosticArray DiagnosticStatus KeyValue AddDiagnostics_Request AddDiagnostics_Response
            AddDiagnostics_Event SelfTest_Request SelfTest_Response SelfTest_Event
        }
        geometry_msgs {
            Accel AccelStamped AccelWithCovariance AccelWithCovarianceStamped Inertia InertiaStamped
            Point Point32 PointStamped Polygon PolygonInstance PolygonInstanceStamped PolygonStamped
            Pose Pose2D PoseArray PoseStamped PoseWithCovariance PoseWithCovarianceStamped Quaternion
            QuaternionStamped Transform TransformStamped Twist TwistStamped TwistWithCovariance
            TwistWithCovarianceStamped Vector3 Vector3Stamped VelocityStamped Wrench WrenchStamped
        }
        nav_msgs {
            Goals GridCells MapMetaData OccupancyGrid Odometry Path GetMap_Request GetMap_Response
            GetMap_Event GetPlan_Request GetPlan_Response GetPlan_Event LoadMap_Request
            LoadMap_Response LoadMap_Event SetMap_Request SetMap_Response SetMap_Event
        }
        rosgraph_msgs { Clock }
        sensor_msgs {
            BatteryState CameraInfo ChannelFloat32 CompressedImage FluidPressure Illuminance Image Imu
            JointState Joy JoyFeedback JoyFeedbackArray LaserEcho LaserScan MagneticField
            MultiDOFJointState MultiEchoLaserScan NavSatFix NavSatStatus PointCloud PointCloud2
            PointField Range RegionOfInterest RelativeHumidity Temperature TimeReference
            SetCameraInfo_Request SetCameraInfo_Response SetCameraInfo_Event
        }
        shape_msgs { Mesh MeshTriangle Plane SolidPrimitive }
        std_msgs {
            Bool Byte ByteMultiArray Char ColorRGBA Empty Float32 Float32MultiArray Float64
            Float64MultiArray Header Int16 Int16MultiArray Int32 Int32MultiArray Int64 Int64MultiArray
            Int8 Int8MultiArray MultiArrayDimension MultiArrayLayout String UInt16 UInt16MultiArray
            UInt32 UInt32MultiArray UInt64 UInt64MultiArray UInt8 UInt8MultiArray
        }
        stereo_msgs { DisparityImage }
        trajectory_msgs {
            JointTrajectory JointTrajectoryPoint MultiDOFJointTrajectory MultiDOFJointTrajectoryPoint
        }
        unique_identifier_msgs { UUID }
        visualization_msgs {
            ImageMarker InteractiveMarker InteractiveMarkerControl InteractiveMarkerFeedback
            InteractiveMarkerInit InteractiveMarkerPose InteractiveMarkerUpdate Marker MarkerArray
            MenuEntry MeshFile UVCoordinate GetInteractiveMarkers_Request
            GetInteractiveMarkers_Response GetInteractiveMarkers_Event
        }
    }
    for tests {
        test_msgs {
            Arrays BasicTypes BoundedPlainSequences BoundedSequences Builtins Constants Defaults Empty
            MultiNested Nested Strings UnboundedSequences WStrings Arrays_Request Arrays_Response
            Arrays_Event BasicTypes_Request BasicTypes_Response BasicTypes_Event Empty_Request
            Empty_Response Empty_Event Fibonacci_Goal Fibonacci_Result Fibonacci_Feedback
            Fibonacci_SendGoal_Request Fibonacci_SendGoal_Response Fibonacci_SendGoal_Event
            Fibonacci_GetResult_Request Fibonacci_GetResult_Response Fibonacci_GetResult_Event
            Fibonacci_FeedbackMessage NestedMessage_Goal NestedMessage_Result NestedMessage_Feedback
            NestedMessage_SendGoal_Request NestedMessage_SendGoal_Response
            NestedMessage_SendGoal_Event NestedMessage_GetResult_Request
            NestedMessage_GetResult_Response NestedMessage_GetResult_Event
            NestedMessage_FeedbackMessage
        }
    }
    without golden bytes {
        actionlib_msgs { GoalID GoalStatus GoalStatusArray }
        lifecycle_msgs {
            State Transition TransitionDescription TransitionEvent ChangeState_Request
            ChangeState_Response ChangeState_Event GetAvailableStates_Request
            GetAvailableStates_Response GetAvailableStates_Event GetAvailableTransitions_Request
            GetAvailableTransitions_Response GetAvailableTransitions_Event GetState_Request
            GetState_Response GetState_Event
        }
        rcl_interfaces {
            FloatingPointRange IntegerRange ListParametersResult Log LoggerLevel Parameter
            ParameterDescriptor ParameterEvent ParameterEventDescriptors ParameterType ParameterValue
            SetLoggerLevelsResult SetParametersResult DescribeParameters_Request
            DescribeParameters_Response DescribeParameters_Event GetLoggerLevels_Request
            GetLoggerLevels_Response GetLoggerLevels_Event GetParameterTypes_Request
            GetParameterTypes_Response GetParameterTypes_Event GetParameters_Request
            GetParameters_Response GetParameters_Event ListParameters_Request ListParameters_Response
            ListParameters_Event SetLoggerLevels_Request SetLoggerLevels_Response
            SetLoggerLevels_Event SetParameters_Request SetParameters_Response SetParameters_Event
            SetParametersAtomically_Request SetParametersAtomically_Response
            SetParametersAtomically_Event
        }
        service_msgs { ServiceEventInfo }
        std_srvs {
            Empty_Request Empty_Response Empty_Event SetBool_Request SetBool_Response SetBool_Event
            Trigger_Request Trigger_Response Trigger_Event
        }
        tf2_msgs { TFMessage }
        type_description_interfaces {
            Field FieldType IndividualTypeDescription KeyValue TypeDescription TypeSource
            GetTypeDescription_Request GetTypeDescription_Response GetTypeDescription_Event
        }
    }
}

#[test]
fn json_is_what_ros_prints() {
    let mut count = 0;
    for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/golden/json")).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for line in text.lines() {
            check_json_line(&serde_json::from_str(line).unwrap());
            count += 1;
        }
    }
    assert!(count > 300, "{count}");
}

#[test]
fn every_message_has_the_hash_of_ros() {
    let expected = include_str!("../golden/type_hashes.txt").lines();
    let expected: BTreeMap<_, _> =
        expected.map(|line| line.split_once(' ').unwrap()).map(|(k, v)| (k, v.into())).collect();
    let mut ours = hashes();
    assert!(ours.remove("tf2_msgs/msg/TFMessage").is_some());
    assert_eq!(ours, expected);
}

// No ROS 2 wheel holds tf2_msgs; the hash follows from the rule that gives all others.
#[test]
fn tf_message_hash() {
    assert_eq!(
        tf2_msgs::TFMessage::type_hash().to_string(),
        "RIHS01_e369d0f05a23ae52508854b66f6aa0437f3449d652e8cbf22d5abe85d020f087"
    );
}

// Rust puts fields in an order of its own; the structs that can be copied whole say
// `repr(C)`, and this is what they gain.
#[test]
fn fixed_messages_without_gaps_are_their_own_encoding() {
    fn is_plain<T: shm_cdr::Value>() -> bool {
        T::FIXED.is_some_and(|layout| layout.is_plain_at(0))
    }
    assert!(is_plain::<builtin_interfaces::Time>());
    assert!(is_plain::<geometry_msgs::Point32>());
    assert!(is_plain::<geometry_msgs::Pose>());
    assert!(is_plain::<geometry_msgs::Transform>());
    assert!(is_plain::<geometry_msgs::TwistWithCovariance>());
    assert!(is_plain::<std_msgs::ColorRGBA>());
    // A gap of four bytes, and a string.
    assert!(!is_plain::<nav_msgs::MapMetaData>());
    assert!(!is_plain::<std_msgs::Header>());
}

// JSON has none of these numbers.
#[test]
fn numbers_that_are_not_finite_come_back_from_json() {
    const ALL: [f64; 5] = [f64::INFINITY, f64::NEG_INFINITY, f64::NAN, f64::MAX, -0.0];
    fn check<T>(message: &T, shown: &str)
    where
        T: ShmMessage + serde::Serialize + serde::de::DeserializeOwned,
    {
        let json = serde_json::to_string(message).unwrap();
        assert!(json.contains(shown), "{json}");
        let read: T = serde_json::from_str(&json).unwrap();
        // By the bytes: NaN differs from itself.
        assert_eq!(read.to_cdr().unwrap(), message.to_cdr().unwrap(), "{json}");
        let read: T = serde_json::from_value(serde_json::to_value(message).unwrap()).unwrap();
        assert_eq!(read.to_cdr().unwrap(), message.to_cdr().unwrap(), "{json}");
    }
    for value in ALL {
        let word = match value {
            f64::INFINITY => r#""Infinity""#,
            f64::NEG_INFINITY => r#""-Infinity""#,
            f64::MAX => "1.7976931348623157e",
            _ if value.is_nan() => r#""NaN""#,
            _ => "-0.0",
        };
        let (float, short) = match value {
            f64::MAX => (f32::MAX, "3.4028235"),
            _ => (value as f32, word),
        };
        let scan = sensor_msgs::LaserScan { ranges: vec![float, 1.5], ..Default::default() };
        check(&scan, &format!("[{short}"));
        check(&sensor_msgs::Range { range: float, ..Default::default() }, short);
        check(&geometry_msgs::Vector3 { x: value, y: 2.0, z: value }, word);
        check(&std_msgs::Float64MultiArray { data: vec![value], ..Default::default() }, word);
        check(
            &geometry_msgs::PoseWithCovariance { covariance: [value; 36], ..Default::default() },
            word,
        );
        let mut imu = sensor_msgs::Imu::default();
        imu.orientation_covariance[8] = value;
        check(&imu, word);
    }
    let refused = |json: &str| serde_json::from_str::<geometry_msgs::Vector3>(json).is_err();
    assert!(refused(r#"{"x":"inf","y":0,"z":0}"#) && refused(r#"{"x":null,"y":0,"z":0}"#));
    assert!(!refused(r#"{"x":"NaN","y":0,"z":-3}"#));
    for len in [35, 37] {
        let mut json = serde_json::to_value(geometry_msgs::PoseWithCovariance::default()).unwrap();
        json["covariance"] = vec![0.0; len].into();
        assert!(serde_json::from_value::<geometry_msgs::PoseWithCovariance>(json).is_err());
    }
}

#[test]
fn integers_are_floating_point_numbers_in_json_and_the_rest_is_told() {
    let read = |x: &str| {
        let json = format!(r#"{{"x": {x}, "y": -2, "z": 0.5}}"#);
        serde_json::from_str::<geometry_msgs::Vector3>(&json).map_err(|error| error.to_string())
    };
    let vector = |x: f64| Ok(geometry_msgs::Vector3 { x, y: -2.0, z: 0.5 });
    assert_eq!(read("3"), vector(3.0));
    assert_eq!(read("18446744073709551615"), vector(18446744073709551615.0));
    let words = "expected a number, `Infinity`, `-Infinity` or `NaN`";
    for (x, found) in
        [("null", "invalid type: null"), (r#""inf""#, r#"invalid value: string "inf""#)]
    {
        let error = read(x).unwrap_err();
        assert!(error.starts_with(&format!("{found}, {words} at ")), "{error}");
    }
    let short = serde_json::from_str::<sensor_msgs::CameraInfo>(r#"{"k": [1, 2]}"#);
    let error = short.unwrap_err().to_string();
    assert!(error.starts_with("invalid length 2, expected 9 numbers at "), "{error}");
}

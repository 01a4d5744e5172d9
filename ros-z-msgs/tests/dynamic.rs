//! Messages decoded by a definition that is known at run time only, against the structs.

#![allow(clippy::unwrap_used, reason = "a test")]

use ros_z_msgs::*;
use shm_cdr::dynamic::{DynamicType, Interfaces};
use shm_cdr::{DecodeError, ShmMessage};

#[path = "../../tests/src/test_msgs.rs"]
#[allow(missing_docs, unreachable_pub, dead_code, reason = "of another crate")]
mod test_msgs;

fn unhex(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

/// Types and their serialized messages, as the real ROS 2 stack writes them.
fn parse(text: &str) -> Vec<(&str, Vec<Vec<u8>>)> {
    let mut types: Vec<(&str, Vec<Vec<u8>>)> = Vec::new();
    for line in text.lines() {
        let (name, value) = line.trim().split_once(' ').unwrap();
        if line.starts_with(' ') {
            types.last_mut().unwrap().1.push(unhex(value));
        } else {
            types.push((name, Vec::new()));
        }
    }
    types
}

fn golden(package: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/golden");
    let read = |path: String| std::fs::read_to_string(path).unwrap_or_default();
    read(format!("{folder}/{package}.txt")) + &read(format!("{folder}/services/{package}.txt"))
}

/// Numbers that look random and are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, max: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % max.max(1) as u64).unwrap()
    }
}

/// A message with some of its bytes changed, inserted or cut off.
fn mutated(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=random.below(3) {
        let at = random.below(bytes.len());
        let body = 4 + random.below(bytes.len().saturating_sub(4));
        match random.below(8) {
            0 => bytes.truncate(at),
            1 if !bytes.is_empty() => {
                bytes[1.min(at)] = [0, 1, 6, 7, 2][random.below(5)];
            }
            2 if body < bytes.len() => bytes.insert(body, u8::try_from(random.below(256)).unwrap()),
            3 if body < bytes.len() => {
                bytes.remove(body);
            }
            4 if body < bytes.len() => {
                bytes[body] = [0, 1, 2, 0x7F, 0x80, 0xD8, 0xFF][random.below(7)]
            }
            5 if body < bytes.len() => bytes[body] ^= 1 << random.below(8),
            6 if body + 4 < bytes.len() => {
                // A length, where it is aligned.
                let word = u32::try_from(random.below(40)).unwrap().to_le_bytes();
                bytes[body & !3..][..4].copy_from_slice(&word);
            }
            _ if body < bytes.len() => bytes[body] = u8::try_from(random.below(256)).unwrap(),
            _ => {}
        }
    }
    bytes
}

/// Decodes in both ways, which agree, and returns what both encode it to.
fn both<T: ShmMessage>(ty: &DynamicType, bytes: &[u8]) -> Result<Vec<u8>, DecodeError> {
    let name = T::type_name();
    let expected = T::from_cdr(bytes);
    let decoded = ty.decode(bytes);
    assert_eq!(
        ty.decode_exact(bytes).map(drop),
        T::from_cdr_exact(bytes).map(drop),
        "{name} {bytes:02x?}"
    );
    match (expected, decoded) {
        (Ok(expected), Ok(decoded)) => {
            let encoded = expected.to_cdr().unwrap();
            assert_eq!(decoded.serialized_size(), encoded.len(), "{name} {bytes:02x?}");
            assert_eq!(decoded.to_cdr().unwrap(), encoded, "{name} {bytes:02x?}");
            let mut buffer = vec![0xAA; encoded.len() + 1];
            assert_eq!(decoded.write_to(&mut buffer), Ok(encoded.len()));
            assert_eq!(buffer.pop(), Some(0xAA), "{name} {bytes:02x?}");
            assert_eq!(buffer, encoded, "{name} {bytes:02x?}");
            assert_eq!(decoded.into_owned().to_cdr().unwrap(), encoded, "{name} {bytes:02x?}");
            Ok(encoded)
        }
        (expected, decoded) => {
            let (expected, decoded) = (expected.map(drop), decoded.map(drop));
            assert_eq!(decoded, expected, "{name} {bytes:02x?}");
            let error = expected.unwrap_err();
            assert_eq!(decoded.unwrap_err().to_string(), error.to_string());
            Err(error)
        }
    }
}

fn check<T: Json + Default>(cases: &[Vec<u8>], counts: &mut Counts) {
    let name = T::type_name();
    let ty = DynamicType::parse(name, &T::definition()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(ty.type_name(), name);
    assert_eq!(ty.type_hash(), T::type_hash(), "{name}");
    assert_eq!(DynamicType::parse(name, &ty.definition()).unwrap().type_hash(), T::type_hash());
    assert_eq!(DynamicType::of::<T>().unwrap(), ty);
    assert!(!cases.is_empty(), "{name}");
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for bytes in cases {
        assert_eq!(&both::<T>(&ty, bytes).unwrap(), bytes, "{name}");
        T::check_json(&ty, bytes);
        counts.cases += 1;
        for end in (0..bytes.len()).step_by(bytes.len().div_ceil(100)) {
            let _ = both::<T>(&ty, &bytes[..end]);
        }
        for _ in 0..100_000 / (bytes.len() + 1000) {
            counts.mutations += 1;
            let bytes = mutated(bytes, &mut random);
            counts.refused += usize::from(both::<T>(&ty, &bytes).is_err());
        }
    }
}

#[derive(Default)]
struct Counts {
    cases: usize,
    mutations: usize,
    refused: usize,
}

/// What can be compared as JSON.
trait Json: ShmMessage {
    fn check_json(_: &DynamicType, _: &[u8]) {}
}

#[cfg(feature = "serde")]
fn check_json<T>(ty: &DynamicType, bytes: &[u8])
where
    T: ShmMessage + serde::Serialize + serde::de::DeserializeOwned,
{
    use serde::de::DeserializeSeed;

    let name = T::type_name();
    let text = serde_json::to_string(&T::from_cdr(bytes).unwrap()).unwrap();
    assert_eq!(serde_json::to_string(&ty.decode(bytes).unwrap()).unwrap(), text, "{name}");
    let read = ty.deserialize(&mut serde_json::Deserializer::from_str(&text)).unwrap();
    let expected: T = serde_json::from_str(&text).unwrap();
    assert_eq!(read.to_cdr().unwrap(), expected.to_cdr().unwrap(), "{name} {text}");
}

macro_rules! golden {
    (
        messages { $($package:ident { $($message:ident)* })* }
        for tests { $($test:ident { $($test_message:ident)* })* }
    ) => {
        $($(
            impl Json for $package::$message {
                #[cfg(feature = "serde")]
                fn check_json(ty: &DynamicType, bytes: &[u8]) {
                    check_json::<Self>(ty, bytes);
                }
            }
        )*)*
        $($(impl Json for $test::$test_message {})*)*
        $(golden_test! { $package { $($message)* } })*
        $(golden_test! { $test { $($test_message)* } })*

        // The definitions with their default values, against `Default` of the structs.
        #[test]
        fn default_values_are_those_of_the_definitions() {
            let all = Interfaces::standard().check().unwrap();
            $($(
                let ty = DynamicType::new(&all, $package::$message::type_name()).unwrap();
                assert_eq!(
                    ty.default_value().to_cdr().unwrap(),
                    $package::$message::default().to_cdr().unwrap(),
                    "{}",
                    ty.type_name()
                );
                assert_eq!(ty.type_hash(), $package::$message::type_hash());
            )*)*
        }
    };
}

macro_rules! golden_test {
    ($package:ident { $($message:ident)* }) => {
        #[test]
        fn $package() {
            let mut counts = Counts::default();
            for (name, cases) in parse(&golden(stringify!($package))) {
                match name.rsplit_once('/').unwrap().1 {
                    $(stringify!($message) => check::<$package::$message>(&cases, &mut counts),)*
                    _ => panic!("{name} has golden bytes and no struct"),
                }
            }
            // The loop reaches both.
            let Counts { cases, mutations, refused } = counts;
            println!("{cases} cases, {mutations} mutations, {refused} refused");
            assert!(cases > 0 && mutations > refused);
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
}

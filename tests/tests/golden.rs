//! Bytes and type hashes of the real ROS 2 stack (rclpy, Fast-CDR 2.3.3, Kilted).
//!
//! A line of `golden/<package>.txt` is a type with its RIHS01 hash, or, indented, the
//! name of a case and the serialized message in hexadecimal.

use ros_z_msgs::*;
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
    assert!(!golden.cases.is_empty(), "{name}");
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

        for end in 0..bytes.len() {
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

macro_rules! golden {
    ($($package:ident { $($message:ident)* })*) => {$(
        #[test]
        fn $package() {
            let text = include_str!(concat!("../golden/", stringify!($package), ".txt"));
            for (name, golden) in parse(text) {
                match name.rsplit_once('/').unwrap().1 {
                    $(stringify!($message) => check::<$package::$message>(&golden),)*
                    _ => panic!("{name} has golden bytes and no struct"),
                }
            }
        }
    )*};
}

golden! {
    action_msgs { GoalInfo GoalStatus GoalStatusArray }
    builtin_interfaces { Duration Time }
    diagnostic_msgs { DiagnosticArray DiagnosticStatus KeyValue }
    geometry_msgs {
        Accel AccelStamped AccelWithCovariance AccelWithCovarianceStamped Inertia InertiaStamped
        Point Point32 PointStamped Polygon PolygonInstance PolygonInstanceStamped PolygonStamped
        Pose Pose2D PoseArray PoseStamped PoseWithCovariance PoseWithCovarianceStamped Quaternion
        QuaternionStamped Transform TransformStamped Twist TwistStamped TwistWithCovariance
        TwistWithCovarianceStamped Vector3 Vector3Stamped VelocityStamped Wrench WrenchStamped
    }
    nav_msgs { Goals GridCells MapMetaData OccupancyGrid Odometry Path }
    rosgraph_msgs { Clock }
    sensor_msgs {
        BatteryState CameraInfo ChannelFloat32 CompressedImage FluidPressure Illuminance Image Imu
        JointState Joy JoyFeedback JoyFeedbackArray LaserEcho LaserScan MagneticField
        MultiDOFJointState MultiEchoLaserScan NavSatFix NavSatStatus PointCloud PointCloud2
        PointField Range RegionOfInterest RelativeHumidity Temperature TimeReference
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
        MenuEntry MeshFile UVCoordinate
    }
}

// No ROS 2 wheel holds tf2_msgs; the hash follows from the rule that gives all others.
#[test]
fn tf_message_hash() {
    assert_eq!(
        tf2_msgs::TFMessage::type_hash().to_string(),
        "RIHS01_e369d0f05a23ae52508854b66f6aa0437f3449d652e8cbf22d5abe85d020f087"
    );
}

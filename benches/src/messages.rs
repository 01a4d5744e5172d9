//! The messages of the benchmark: sizes and contents as robots send them.

use ros_z_msgs::builtin_interfaces::{Duration, Time};
use ros_z_msgs::diagnostic_msgs::{DiagnosticArray, DiagnosticStatus, KeyValue};
use ros_z_msgs::geometry_msgs::{
    Point, Pose, PoseArray, PoseStamped, Quaternion, Transform, TransformStamped, Twist,
    TwistStamped, Vector3,
};
use ros_z_msgs::nav_msgs::{MapMetaData, OccupancyGrid, Path};
use ros_z_msgs::sensor_msgs::{Image, Imu, JointState, LaserScan, PointCloud2, PointField};
use ros_z_msgs::std_msgs::{ColorRGBA, Header};
use ros_z_msgs::tf2_msgs::TFMessage;
use ros_z_msgs::trajectory_msgs::{JointTrajectory, JointTrajectoryPoint};
use ros_z_msgs::visualization_msgs::{Marker, MarkerArray};

/// A stamp and a frame.
pub fn header() -> Header {
    stamped("base_link", 0)
}

/// A pose in the map.
pub fn pose_stamped() -> PoseStamped {
    PoseStamped { header: stamped("map", 0), pose: pose(0) }
}

/// One sample of an inertial unit.
pub fn imu() -> Imu {
    let covariance = [0.01, 0.0, 0.0, 0.0, 0.01, 0.0, 0.0, 0.0, 0.02];
    Imu {
        header: stamped("imu_link", 0),
        orientation: quaternion(0.3),
        orientation_covariance: covariance,
        angular_velocity: vector(1),
        angular_velocity_covariance: covariance,
        linear_acceleration: vector(2),
        linear_acceleration_covariance: covariance,
    }
}

/// A velocity command.
pub fn twist_stamped() -> TwistStamped {
    TwistStamped { header: header(), twist: Twist { linear: vector(1), angular: vector(2) } }
}

/// The state of 12 joints.
pub fn joint_state() -> JointState {
    let values = |factor: f64| (0..12).map(|joint| f64::from(joint) * factor).collect();
    JointState {
        header: header(),
        name: joint_names(12),
        position: values(0.1),
        velocity: values(0.01),
        effort: values(1.5),
    }
}

/// 100 poses.
pub fn pose_array() -> PoseArray {
    PoseArray { header: stamped("map", 0), poses: (0..100).map(pose).collect() }
}

/// A path of 100 stamped poses.
pub fn path() -> Path {
    let poses =
        (0..100).map(|index| PoseStamped { header: stamped("map", index), pose: pose(index) });
    Path { header: stamped("map", 0), poses: poses.collect() }
}

/// The transforms of a robot with 20 links.
pub fn tf() -> TFMessage {
    let transforms = (0..20).map(|index| TransformStamped {
        header: stamped(&link(index), index),
        child_frame_id: link(index + 1),
        transform: Transform { translation: vector(index), rotation: quaternion(0.1) },
    });
    TFMessage { transforms: transforms.collect() }
}

/// 20 statuses of 8 key/value pairs each.
pub fn diagnostics() -> DiagnosticArray {
    let value = |index: u32| KeyValue {
        key: format!("temperature of cell {index}"),
        value: format!("{}.{index}", 20 + index),
    };
    let status = |index: u32| DiagnosticStatus {
        level: DiagnosticStatus::OK,
        name: format!("battery_driver: pack {index}"),
        message: "all cells within limits".into(),
        hardware_id: format!("pack-{index:04}"),
        values: (0..8).map(value).collect(),
    };
    DiagnosticArray { header: stamped("", 0), status: (0..20).map(status).collect() }
}

/// 20 markers, every fourth of them a strip of points.
pub fn markers() -> MarkerArray {
    let marker = |index: u32| {
        let points = if index.is_multiple_of(4) { 16 } else { 0 };
        Marker {
            header: stamped("map", index),
            ns: "obstacles".into(),
            id: 7,
            r#type: if points > 0 { Marker::LINE_STRIP } else { Marker::CUBE },
            pose: pose(index),
            scale: Vector3 { x: 0.5, y: 0.5, z: 1.0 },
            color: ColorRGBA { r: 1.0, g: 0.5, b: 0.0, a: 1.0 },
            lifetime: Duration { sec: 0, nanosec: 200_000_000 },
            points: (0..points).map(point).collect(),
            text: format!("obstacle {index}"),
            ..Default::default()
        }
    };
    MarkerArray { markers: (0..20).map(marker).collect() }
}

/// A trajectory of 50 points for 7 joints.
pub fn joint_trajectory() -> JointTrajectory {
    let point = |index: u32| {
        let values = |factor: f64| (0..7).map(|joint| f64::from(index + joint) * factor).collect();
        JointTrajectoryPoint {
            positions: values(0.1),
            velocities: values(0.01),
            accelerations: values(0.001),
            effort: values(1.5),
            time_from_start: Duration { sec: 0, nanosec: index * 20_000_000 },
        }
    };
    JointTrajectory {
        header: header(),
        joint_names: joint_names(7),
        points: (0..50).map(point).collect(),
    }
}

/// A cloud of 65536 points of 16 bytes.
pub fn point_cloud() -> PointCloud2 {
    let field = |(index, name): (u32, &&str)| PointField {
        name: (*name).into(),
        offset: 4 * index,
        datatype: PointField::FLOAT32,
        count: 1,
    };
    PointCloud2 {
        header: stamped("lidar_link", 0),
        height: 64,
        width: 1024,
        fields: (0..).zip(&["x", "y", "z", "intensity"]).map(field).collect(),
        is_bigendian: false,
        point_step: 16,
        row_step: 16 * 1024,
        data: bytes(64 * 1024 * 16).into(),
        is_dense: true,
    }
}

/// A 1080p colour image.
pub fn image() -> Image {
    Image {
        header: stamped("camera_optical_frame", 0),
        height: 1080,
        width: 1920,
        encoding: "rgb8".into(),
        is_bigendian: 0,
        step: 1920 * 3,
        data: bytes(1080 * 1920 * 3).into(),
    }
}

/// A scan of 1080 ranges without intensities.
pub fn laser_scan() -> LaserScan {
    LaserScan {
        header: stamped("laser_link", 0),
        angle_min: -2.356,
        angle_max: 2.356,
        angle_increment: 0.004_36,
        time_increment: 0.000_02,
        scan_time: 0.025,
        range_min: 0.02,
        range_max: 30.0,
        ranges: (0..1080u16).map(|index| 1.0 + f32::from(index % 97) * 0.1).collect(),
        intensities: Vec::new(),
    }
}

/// A map of a million cells.
pub fn occupancy_grid() -> OccupancyGrid {
    OccupancyGrid {
        header: stamped("map", 0),
        info: MapMetaData {
            map_load_time: stamp(0),
            resolution: 0.05,
            width: 1000,
            height: 1000,
            origin: pose(0),
        },
        data: bytes(1_000_000).into_iter().map(|byte| i8::from_ne_bytes([byte])).collect(),
    }
}

fn stamp(index: u32) -> Time {
    Time { sec: 1_700_000_000, nanosec: 1000 * index }
}

fn stamped(frame: &str, index: u32) -> Header {
    Header { stamp: stamp(index), frame_id: frame.into() }
}

fn link(index: u32) -> String {
    format!("link_{index}")
}

fn joint_names(count: u32) -> Vec<String> {
    (0..count).map(|index| format!("arm_joint_{index}")).collect()
}

fn point(index: u32) -> Point {
    Point { x: 0.5 * f64::from(index), y: -0.25 * f64::from(index), z: 0.1 }
}

fn vector(index: u32) -> Vector3 {
    Vector3 { x: 0.1 * f64::from(index), y: 0.2, z: 9.81 }
}

fn quaternion(yaw: f64) -> Quaternion {
    let (z, w) = (0.5 * yaw).sin_cos();
    Quaternion { x: 0.0, y: 0.0, z, w }
}

fn pose(index: u32) -> Pose {
    Pose { position: point(index), orientation: quaternion(0.01 * f64::from(index)) }
}

fn bytes(len: usize) -> Vec<u8> {
    (0..=u8::MAX).cycle().take(len).collect()
}

//! The benchmarked messages once more, as the peers need them.
//!
//! cdr and cdr-encoding know serde only, hiroz-cdr is driven through [`Field`]. serde has
//! a bulk form for bytes alone, so `uint8[]` and `int8[]` take it (`serde_bytes`); other
//! numbers go one by one, as serde has no other way for them.

#![expect(missing_docs, reason = "fields are documented by the ROS definitions")]

use std::mem;

use bytemuck::{Pod, Zeroable};
use hiroz_cdr::CdrPlain;
use ros_z_msgs::{
    builtin_interfaces, diagnostic_msgs, geometry_msgs, nav_msgs, sensor_msgs, std_msgs, tf2_msgs,
    trajectory_msgs, visualization_msgs,
};
use serde::{Deserialize, Serialize};
use shm_cdr::ZBuf;

use crate::by_hand::{ByHand, Done, Refused, plain};
use crate::hiroz::{Field, Reader, Writer, plain_run};

/// A peer's form of our type `T`.
pub trait MirrorOf<T> {
    /// The same value.
    fn mirror(ours: &T) -> Self;
}

macro_rules! same {
    ($($type:ty),*) => {$(
        impl MirrorOf<$type> for $type {
            fn mirror(ours: &$type) -> Self {
                ours.clone()
            }
        }
    )*};
}

same!(bool, i8, u8, i32, u32, f32, f64, String);

impl<T: MirrorOf<U>, U> MirrorOf<Vec<U>> for Vec<T> {
    fn mirror(ours: &Vec<U>) -> Self {
        ours.iter().map(T::mirror).collect()
    }
}

impl<T: MirrorOf<U>, U, const N: usize> MirrorOf<[U; N]> for [T; N] {
    fn mirror(ours: &[U; N]) -> Self {
        ours.each_ref().map(T::mirror)
    }
}

impl MirrorOf<ZBuf> for Vec<u8> {
    fn mirror(ours: &ZBuf) -> Self {
        ours.to_zslice().to_vec()
    }
}

/// `int8[]` in serde's bulk form for bytes.
mod signed_bytes {
    use serde::{Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(items: &[i8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(bytemuck::cast_slice(items))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<i8>, D::Error> {
        serde_bytes::deserialize::<Vec<u8>, _>(from).map(bytemuck::cast_vec)
    }
}

/// A message, `plain` where its memory is its encoding.
macro_rules! message {
    (plain $ours:ty => $name:ident { $($field:ident: $type:ty,)* }) => {
        #[derive(Debug, PartialEq, Serialize, Deserialize, Clone, Copy, Pod, Zeroable)]
        #[derive(bincode::Encode, bincode::Decode, speedy::Readable, speedy::Writable)]
        #[derive(rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
        #[repr(C)]
        pub struct $name { $(pub $field: $type,)* }

        // SAFETY: `Pod` proves that the memory has no padding and takes any bits; the
        // fields are numbers of one size, so the wire has no padding either.
        unsafe impl CdrPlain for $name {}

        plain!($name);

        message!(@impls $ours => $name { $($field,)* } plain_run!(););
    };
    ($ours:ty => $name:ident { $($(#[$attribute:meta])? $field:ident: $type:ty,)* }) => {
        #[derive(Debug, PartialEq, Serialize, Deserialize, Clone)]
        #[derive(bincode::Encode, bincode::Decode, speedy::Readable, speedy::Writable)]
        #[derive(rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
        pub struct $name { $($(#[$attribute])? pub $field: $type,)* }

        impl ByHand for $name {
            type View<'a> = ($(<$type as ByHand>::View<'a>,)*);

            const MIN_LEN: usize = 0 $(+ <$type as ByHand>::MIN_LEN)*;

            #[inline]
            fn end(&self, at: usize) -> usize {
                $(let at = ByHand::end(&self.$field, at);)*
                at
            }

            #[inline]
            unsafe fn put(&self, body: *mut u8, at: usize) -> usize {
                // SAFETY: passed on to the caller.
                unsafe {
                    $(let at = ByHand::put(&self.$field, body, at);)*
                    at
                }
            }

            #[inline(always)]
            unsafe fn read(body: &[u8], at: usize, place: *mut Self) -> Result<usize, Refused> {
                // SAFETY: passed on to the caller.
                unsafe {
                    $(let ($field, at) = Done::read(body, at, &raw mut (*place).$field)?;)*
                    $(mem::forget($field);)*
                    Ok(at)
                }
            }

            #[inline]
            fn read_again(&mut self, body: &[u8], at: usize) -> Result<usize, Refused> {
                $(let at = ByHand::read_again(&mut self.$field, body, at)?;)*
                Ok(at)
            }

            #[inline(always)]
            fn view(body: &[u8], at: usize) -> Result<(Self::View<'_>, usize), Refused> {
                $(let ($field, at) = <$type as ByHand>::view(body, at)?;)*
                Ok((($($field,)*), at))
            }

            #[inline]
            fn skip(body: &[u8], at: usize) -> Result<usize, Refused> {
                $(let at = <$type as ByHand>::skip(body, at)?;)*
                Ok(at)
            }
        }

        message!(@impls $ours => $name { $($field,)* });
    };
    (@impls $ours:ty => $name:ident { $($field:ident,)* } $($run:item)*) => {
        impl MirrorOf<$ours> for $name {
            fn mirror(ours: &$ours) -> Self {
                Self { $($field: MirrorOf::mirror(&ours.$field),)* }
            }
        }

        impl Field for $name {
            fn write(&self, writer: &mut Writer<'_>) {
                $(Field::write(&self.$field, writer);)*
            }

            fn read(reader: &mut Reader<'_>) -> hiroz_cdr::Result<Self> {
                Ok(Self { $($field: Field::read(reader)?,)* })
            }

            fn end(&self, position: usize) -> usize {
                $(let position = Field::end(&self.$field, position);)*
                position
            }

            $($run)*
        }
    };
}

message!(plain builtin_interfaces::Time => Time { sec: i32, nanosec: u32, });
message!(plain builtin_interfaces::Duration => Duration { sec: i32, nanosec: u32, });
message!(std_msgs::Header => Header { stamp: Time, frame_id: String, });
message!(plain std_msgs::ColorRGBA => ColorRGBA { r: f32, g: f32, b: f32, a: f32, });

message!(plain geometry_msgs::Point => Point { x: f64, y: f64, z: f64, });
message!(plain geometry_msgs::Vector3 => Vector3 { x: f64, y: f64, z: f64, });
message!(plain geometry_msgs::Quaternion => Quaternion { x: f64, y: f64, z: f64, w: f64, });
message!(plain geometry_msgs::Pose => Pose { position: Point, orientation: Quaternion, });
message!(plain geometry_msgs::Twist => Twist { linear: Vector3, angular: Vector3, });
message!(plain geometry_msgs::Transform => Transform { translation: Vector3, rotation: Quaternion, });
message!(geometry_msgs::PoseStamped => PoseStamped { header: Header, pose: Pose, });
message!(geometry_msgs::TwistStamped => TwistStamped { header: Header, twist: Twist, });
message!(geometry_msgs::PoseArray => PoseArray { header: Header, poses: Vec<Pose>, });
message!(geometry_msgs::TransformStamped => TransformStamped {
    header: Header,
    child_frame_id: String,
    transform: Transform,
});
message!(tf2_msgs::TFMessage => TFMessage { transforms: Vec<TransformStamped>, });
message!(nav_msgs::Path => Path { header: Header, poses: Vec<PoseStamped>, });

message!(nav_msgs::MapMetaData => MapMetaData {
    map_load_time: Time,
    resolution: f32,
    width: u32,
    height: u32,
    origin: Pose,
});
message!(nav_msgs::OccupancyGrid => OccupancyGrid {
    header: Header,
    info: MapMetaData,
    #[serde(with = "signed_bytes")]
    data: Vec<i8>,
});

message!(sensor_msgs::Imu => Imu {
    header: Header,
    orientation: Quaternion,
    orientation_covariance: [f64; 9],
    angular_velocity: Vector3,
    angular_velocity_covariance: [f64; 9],
    linear_acceleration: Vector3,
    linear_acceleration_covariance: [f64; 9],
});
message!(sensor_msgs::JointState => JointState {
    header: Header,
    name: Vec<String>,
    position: Vec<f64>,
    velocity: Vec<f64>,
    effort: Vec<f64>,
});
message!(sensor_msgs::LaserScan => LaserScan {
    header: Header,
    angle_min: f32,
    angle_max: f32,
    angle_increment: f32,
    time_increment: f32,
    scan_time: f32,
    range_min: f32,
    range_max: f32,
    ranges: Vec<f32>,
    intensities: Vec<f32>,
});
message!(sensor_msgs::Image => Image {
    header: Header,
    height: u32,
    width: u32,
    encoding: String,
    is_bigendian: u8,
    step: u32,
    #[serde(with = "serde_bytes")]
    data: Vec<u8>,
});
message!(sensor_msgs::CompressedImage => CompressedImage {
    header: Header,
    format: String,
    #[serde(with = "serde_bytes")]
    data: Vec<u8>,
});
message!(sensor_msgs::PointField => PointField {
    name: String,
    offset: u32,
    datatype: u8,
    count: u32,
});
message!(sensor_msgs::PointCloud2 => PointCloud2 {
    header: Header,
    height: u32,
    width: u32,
    fields: Vec<PointField>,
    is_bigendian: bool,
    point_step: u32,
    row_step: u32,
    #[serde(with = "serde_bytes")]
    data: Vec<u8>,
    is_dense: bool,
});

message!(diagnostic_msgs::KeyValue => KeyValue { key: String, value: String, });
message!(diagnostic_msgs::DiagnosticStatus => DiagnosticStatus {
    level: u8,
    name: String,
    message: String,
    hardware_id: String,
    values: Vec<KeyValue>,
});
message!(diagnostic_msgs::DiagnosticArray => DiagnosticArray {
    header: Header,
    status: Vec<DiagnosticStatus>,
});

message!(trajectory_msgs::JointTrajectoryPoint => JointTrajectoryPoint {
    positions: Vec<f64>,
    velocities: Vec<f64>,
    accelerations: Vec<f64>,
    effort: Vec<f64>,
    time_from_start: Duration,
});
message!(trajectory_msgs::JointTrajectory => JointTrajectory {
    header: Header,
    joint_names: Vec<String>,
    points: Vec<JointTrajectoryPoint>,
});

message!(plain visualization_msgs::UVCoordinate => UVCoordinate { u: f32, v: f32, });
message!(visualization_msgs::MeshFile => MeshFile {
    filename: String,
    #[serde(with = "serde_bytes")]
    data: Vec<u8>,
});
message!(visualization_msgs::Marker => Marker {
    header: Header,
    ns: String,
    id: i32,
    r#type: i32,
    action: i32,
    pose: Pose,
    scale: Vector3,
    color: ColorRGBA,
    lifetime: Duration,
    frame_locked: bool,
    points: Vec<Point>,
    colors: Vec<ColorRGBA>,
    texture_resource: String,
    texture: CompressedImage,
    uv_coordinates: Vec<UVCoordinate>,
    text: String,
    mesh_resource: String,
    mesh_file: MeshFile,
    mesh_use_embedded_materials: bool,
});
message!(visualization_msgs::MarkerArray => MarkerArray { markers: Vec<Marker>, });

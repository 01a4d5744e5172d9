//! Our bytes as an independent implementation reads them.
//!
//! `cdr-encoding` is plain CDR for serde: it knows neither our derive nor our layouts. It
//! reads and writes bodies without a header, aligned as in XCDR1, in both byte orders.
//!
//! What is ours to accept and not its, or the other way round:
//! - A string that does not end in NUL: the oracle logs it and goes on, we refuse it.
//! - XCDR2: the oracle does not know it, so it is not compared here.
//!
//! Bytes behind the end are accepted by both, and both tell where the end is. Everything
//! else has to be accepted by both, or refused by both.

use byteorder::{BigEndian, ByteOrder, LittleEndian};
use proptest::collection::vec;
use proptest::prelude::*;
use ros_z_msgs::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shm_cdr::{DecodeErrorKind, ShmMessage, ZBuf};

/// The oracle's struct for one of ours.
trait Mirror<Ours> {
    fn of(ours: &Ours) -> Self;
}

macro_rules! same {
    ($($type:ty)*) => {$(
        impl Mirror<$type> for $type {
            fn of(ours: &$type) -> $type {
                ours.clone()
            }
        }
    )*};
}

same! { bool u8 i32 u32 f32 f64 String }

impl<Ours, Theirs: Mirror<Ours>> Mirror<Vec<Ours>> for Vec<Theirs> {
    fn of(ours: &Vec<Ours>) -> Self {
        ours.iter().map(Theirs::of).collect()
    }
}

impl Mirror<ZBuf> for Vec<u8> {
    fn of(ours: &ZBuf) -> Self {
        ours.zslices().flat_map(|slice| slice.iter().copied()).collect()
    }
}

/// Structs whose fields are named, and here written down once more, as in ROS.
macro_rules! mirror {
    ($($name:ident = $ours:ty { $($field:ident: $type:ty),* $(,)? })*) => {$(
        #[derive(Serialize, Deserialize, Debug)]
        struct $name {
            $($field: $type),*
        }

        impl Mirror<$ours> for $name {
            fn of(ours: &$ours) -> Self {
                Self { $($field: Mirror::of(&ours.$field)),* }
            }
        }
    )*};
}

mirror! {
    Time = builtin_interfaces::Time { sec: i32, nanosec: u32 }
    Duration = builtin_interfaces::Duration { sec: i32, nanosec: u32 }
    Header = std_msgs::Header { stamp: Time, frame_id: String }
    ColorRgba = std_msgs::ColorRGBA { r: f32, g: f32, b: f32, a: f32 }
    Point = geometry_msgs::Point { x: f64, y: f64, z: f64 }
    Vector3 = geometry_msgs::Vector3 { x: f64, y: f64, z: f64 }
    Quaternion = geometry_msgs::Quaternion { x: f64, y: f64, z: f64, w: f64 }
    Pose = geometry_msgs::Pose { position: Point, orientation: Quaternion }
    PoseStamped = geometry_msgs::PoseStamped { header: Header, pose: Pose }
    Path = nav_msgs::Path { header: Header, poses: Vec<PoseStamped> }
    PointField = sensor_msgs::PointField { name: String, offset: u32, datatype: u8, count: u32 }
    PointCloud2 = sensor_msgs::PointCloud2 {
        header: Header,
        height: u32,
        width: u32,
        fields: Vec<PointField>,
        is_bigendian: bool,
        point_step: u32,
        row_step: u32,
        data: Vec<u8>,
        is_dense: bool,
    }
    JointState = sensor_msgs::JointState {
        header: Header,
        name: Vec<String>,
        position: Vec<f64>,
        velocity: Vec<f64>,
        effort: Vec<f64>,
    }
    KeyValue = diagnostic_msgs::KeyValue { key: String, value: String }
    DiagnosticStatus = diagnostic_msgs::DiagnosticStatus {
        level: u8,
        name: String,
        message: String,
        hardware_id: String,
        values: Vec<KeyValue>,
    }
    DiagnosticArray = diagnostic_msgs::DiagnosticArray {
        header: Header,
        status: Vec<DiagnosticStatus>,
    }
    CompressedImage = sensor_msgs::CompressedImage { header: Header, format: String, data: Vec<u8> }
    UvCoordinate = visualization_msgs::UVCoordinate { u: f32, v: f32 }
    MeshFile = visualization_msgs::MeshFile { filename: String, data: Vec<u8> }
    Marker = visualization_msgs::Marker {
        header: Header,
        ns: String,
        id: i32,
        r#type: i32,
        action: i32,
        pose: Pose,
        scale: Vector3,
        color: ColorRgba,
        lifetime: Duration,
        frame_locked: bool,
        points: Vec<Point>,
        colors: Vec<ColorRgba>,
        texture_resource: String,
        texture: CompressedImage,
        uv_coordinates: Vec<UvCoordinate>,
        text: String,
        mesh_resource: String,
        mesh_file: MeshFile,
        mesh_use_embedded_materials: bool,
    }
}

fn float() -> impl Strategy<Value = f32> {
    any::<u32>().prop_map(f32::from_bits)
}

fn double() -> impl Strategy<Value = f64> {
    any::<u64>().prop_map(f64::from_bits)
}

fn text() -> impl Strategy<Value = String> {
    ".{0,9}"
}

fn bytes() -> impl Strategy<Value = ZBuf> {
    vec(any::<u8>(), 0..20).prop_map(ZBuf::from)
}

prop_compose! {
    fn header()((sec, nanosec) in any::<(i32, u32)>(), frame_id in text()) -> std_msgs::Header {
        std_msgs::Header { stamp: builtin_interfaces::Time { sec, nanosec }, frame_id }
    }
}

prop_compose! {
    fn point()(x in double(), y in double(), z in double()) -> geometry_msgs::Point {
        geometry_msgs::Point { x, y, z }
    }
}

prop_compose! {
    fn pose()(
        position in point(),
        [x, y, z, w] in [double(), double(), double(), double()],
    ) -> geometry_msgs::Pose {
        geometry_msgs::Pose { position, orientation: geometry_msgs::Quaternion { x, y, z, w } }
    }
}

prop_compose! {
    fn color()([r, g, b, a] in [float(), float(), float(), float()]) -> std_msgs::ColorRGBA {
        std_msgs::ColorRGBA { r, g, b, a }
    }
}

prop_compose! {
    fn path()(
        header in header(),
        poses in vec((header(), pose()), 0..4),
    ) -> nav_msgs::Path {
        let stamped = |(header, pose)| geometry_msgs::PoseStamped { header, pose };
        nav_msgs::Path { header, poses: poses.into_iter().map(stamped).collect() }
    }
}

prop_compose! {
    fn point_field()(
        name in text(),
        (offset, datatype, count) in any::<(u32, u8, u32)>(),
    ) -> sensor_msgs::PointField {
        sensor_msgs::PointField { name, offset, datatype, count }
    }
}

prop_compose! {
    fn cloud()(
        header in header(),
        (height, width, point_step, row_step) in any::<(u32, u32, u32, u32)>(),
        (is_bigendian, is_dense) in any::<(bool, bool)>(),
        fields in vec(point_field(), 0..4),
        data in bytes(),
    ) -> sensor_msgs::PointCloud2 {
        sensor_msgs::PointCloud2 {
            header, height, width, fields, is_bigendian, point_step, row_step, data, is_dense,
        }
    }
}

prop_compose! {
    fn joints()(
        header in header(),
        name in vec(text(), 0..4),
        position in vec(double(), 0..4),
        velocity in vec(double(), 0..4),
        effort in vec(double(), 0..4),
    ) -> sensor_msgs::JointState {
        sensor_msgs::JointState { header, name, position, velocity, effort }
    }
}

prop_compose! {
    fn status()(
        level in any::<u8>(),
        [name, message, hardware_id] in [text(), text(), text()],
        values in vec((text(), text()), 0..3),
    ) -> diagnostic_msgs::DiagnosticStatus {
        let key_value = |(key, value)| diagnostic_msgs::KeyValue { key, value };
        let values = values.into_iter().map(key_value).collect();
        diagnostic_msgs::DiagnosticStatus { level, name, message, hardware_id, values }
    }
}

prop_compose! {
    fn diagnostics()(
        header in header(),
        status in vec(status(), 0..4),
    ) -> diagnostic_msgs::DiagnosticArray {
        diagnostic_msgs::DiagnosticArray { header, status }
    }
}

prop_compose! {
    fn marker()(
        [first, second] in [header(), header()],
        (id, r#type, action, sec, nanosec) in any::<(i32, i32, i32, i32, u32)>(),
        (frame_locked, mesh_use_embedded_materials) in any::<(bool, bool)>(),
        (pose, scale, color) in (pose(), point(), color()),
        points in vec(point(), 0..4),
        colors in vec(color(), 0..4),
        uv in vec((float(), float()), 0..4),
        [ns, texture_resource, format, text, mesh_resource, filename] in
            [text(), text(), text(), text(), text(), text()],
        [image, mesh] in [bytes(), bytes()],
    ) -> visualization_msgs::Marker {
        visualization_msgs::Marker {
            header: first,
            ns,
            id,
            r#type,
            action,
            pose,
            scale: geometry_msgs::Vector3 { x: scale.x, y: scale.y, z: scale.z },
            color,
            lifetime: builtin_interfaces::Duration { sec, nanosec },
            frame_locked,
            points,
            colors,
            texture_resource,
            texture: sensor_msgs::CompressedImage { header: second, format, data: image },
            uv_coordinates: uv
                .into_iter()
                .map(|(u, v)| visualization_msgs::UVCoordinate { u, v })
                .collect(),
            text,
            mesh_resource,
            mesh_file: visualization_msgs::MeshFile { filename, data: mesh },
            mesh_use_embedded_materials,
        }
    }
}

/// The value as the oracle writes it: equal where all fields are, NaN included.
fn written<T: Serialize, O: ByteOrder>(value: &T) -> Vec<u8> {
    cdr_encoding::to_vec::<T, O>(value).unwrap()
}

/// A value: we write what the oracle writes, it reads what we wrote, and we read what it
/// writes in the other byte order.
fn value<Ours: ShmMessage, Theirs>(message: &Ours)
where
    Theirs: Mirror<Ours> + Serialize + DeserializeOwned,
{
    let expected = written::<_, LittleEndian>(&Theirs::of(message));
    let bytes = message.to_cdr().unwrap();
    assert_eq!(bytes[..4], [0, 1, 0, 0]);
    assert_eq!(bytes[4..], expected);

    let (read, len) = cdr_encoding::from_bytes::<Theirs, LittleEndian>(&bytes[4..]).unwrap();
    assert_eq!(len, bytes.len() - 4);
    assert_eq!(written::<_, LittleEndian>(&read), expected);

    let big = [vec![0; 4], written::<_, BigEndian>(&Theirs::of(message))].concat();
    let read = Ours::from_cdr_exact(&big).unwrap();
    assert_eq!(written::<_, LittleEndian>(&Theirs::of(&read)), expected);
}

/// Any body, in both byte orders: both accept it and read the same from the same number of
/// bytes, or both refuse it. Returns whether it was accepted in little-endian.
fn verdict<Ours: ShmMessage, Theirs>(body: &[u8]) -> bool
where
    Theirs: Mirror<Ours> + Serialize + DeserializeOwned,
{
    in_order::<Ours, Theirs, BigEndian>(0, body);
    in_order::<Ours, Theirs, LittleEndian>(1, body)
}

fn in_order<Ours: ShmMessage, Theirs, O: ByteOrder>(encapsulation: u8, body: &[u8]) -> bool
where
    Theirs: Mirror<Ours> + Serialize + DeserializeOwned,
{
    let message = [&[0, encapsulation, 0, 0], body].concat();
    let ours = Ours::from_cdr(&message);
    let theirs = cdr_encoding::from_bytes::<Theirs, O>(body);
    match (&ours, &theirs) {
        (Ok(ours), Ok((theirs, len))) => {
            assert_eq!(written::<_, O>(&Theirs::of(ours)), written::<_, O>(theirs));
            assert_eq!(Ours::encoded_len(&message), Ok(4 + len));
        }
        (Ok(_), Err(error)) => panic!("the oracle refuses what we accept: {error}"),
        // The oracle only logs it.
        (Err(error), Ok(_)) => {
            assert!(matches!(error.kind(), DecodeErrorKind::MissingNul { .. }), "{error}");
        }
        (Err(_), Err(_)) => {}
    }
    ours.is_ok()
}

/// A message with one byte changed and its end cut off, and one with bytes behind its end.
fn damaged<Ours: ShmMessage, Theirs>(message: &Ours, (at, byte, cut): (u16, u8, u16))
where
    Theirs: Mirror<Ours> + Serialize + DeserializeOwned,
{
    let whole = message.to_cdr().unwrap().split_off(4);
    let at = usize::from(at) % whole.len();
    let mut body = whole.clone();
    body[at] = byte;
    verdict::<Ours, Theirs>(&body);
    body[at] = byte % 8;
    verdict::<Ours, Theirs>(&body);
    verdict::<Ours, Theirs>(&whole[..usize::from(cut) % whole.len()]);
    assert!(verdict::<Ours, Theirs>(&[&whole[..], &[byte; 5]].concat()));
}

macro_rules! against_the_oracle {
    ($($strategy:ident: $ours:ty = $theirs:ident, $whole:ident, $damaged:ident;)*) => {
        proptest! {
            #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

            $(
                #[test]
                fn $whole(message in $strategy()) {
                    value::<$ours, $theirs>(&message);
                }

                #[test]
                fn $damaged(message in $strategy(), damage in any::<(u16, u8, u16)>()) {
                    damaged::<$ours, $theirs>(&message, damage);
                }
            )*

            // Few lengths are plausible in random bytes; small numbers make some of them so.
            #[test]
            fn garbage_matches(body in prop_oneof![vec(any::<u8>(), 0..300), vec(0u8..3, 0..300)]) {
                $(verdict::<$ours, $theirs>(&body);)*
            }
        }
    };
}

against_the_oracle! {
    cloud: sensor_msgs::PointCloud2 = PointCloud2, clouds_match, damaged_clouds_match;
    joints: sensor_msgs::JointState = JointState, joint_states_match, damaged_joint_states_match;
    path: nav_msgs::Path = Path, paths_match, damaged_paths_match;
    diagnostics: diagnostic_msgs::DiagnosticArray = DiagnosticArray, diagnostic_arrays_match, damaged_diagnostic_arrays_match;
    marker: visualization_msgs::Marker = Marker, markers_match, damaged_markers_match;
}

// Otherwise garbage would prove nothing: it has to reach the comparison of values.
#[test]
fn zeros_are_accepted_by_both() {
    let zeros = [0; 400];
    assert!(verdict::<sensor_msgs::PointCloud2, PointCloud2>(&zeros));
    assert!(verdict::<sensor_msgs::JointState, JointState>(&zeros));
    assert!(verdict::<nav_msgs::Path, Path>(&zeros));
    assert!(verdict::<diagnostic_msgs::DiagnosticArray, DiagnosticArray>(&zeros));
    assert!(verdict::<visualization_msgs::Marker, Marker>(&zeros));
}

//! Points of clouds as structs.

#![cfg(feature = "sensor_msgs")]
#![allow(clippy::unwrap_used, reason = "tests")]

use std::borrow::Cow;

use ros_z_msgs::points::{
    CloudError, PointXyz, PointXyzNormal, PointXyzRgb, PointXyzRgba, PointXyzi, PointXyzir, Rgb,
    point_step, points_mut, write_points,
};
use ros_z_msgs::sensor_msgs::{PointCloud2, PointField};
use shm_cdr::{Buffer, Reservation, ShmMessage, ZBuf, ZBufExt};

/// With all types of numbers, and without gaps.
#[derive(ShmMessage, Clone, Copy, Debug, Default, PartialEq)]
#[repr(C)]
struct All {
    d: f64,
    f: f32,
    i: i32,
    u: u32,
    s: i16,
    t: u16,
    c: i8,
    b: [u8; 3],
    normal: [f32; 3],
}

/// With gaps within it and at its end.
#[derive(ShmMessage, Clone, Copy, Debug, Default, PartialEq)]
#[repr(C)]
struct Gaps {
    tag: u8,
    x: f32,
    time: f64,
    ring: u16,
}

/// With its fields in an order of the compiler's.
#[derive(ShmMessage, Clone, Copy, Debug, Default, PartialEq)]
struct Unordered {
    tag: u8,
    time: f64,
    ring: u16,
    x: f32,
}

fn all(count: u8) -> Vec<All> {
    (0..count)
        .map(|n| All {
            d: f64::from(n) + 0.5,
            f: f32::from(n) * 3.0,
            i: -i32::from(n),
            u: u32::from(n) << 24,
            s: -300 - i16::from(n),
            t: 60000 + u16::from(n),
            c: -3,
            b: [n, 1, 2],
            normal: [0.0, 1.0, f32::from(n)],
        })
        .collect()
}

fn xyz(count: u16) -> Vec<PointXyz> {
    (0..count)
        .map(|n| PointXyz { x: f32::from(n), y: f32::from(n) + 0.25, z: -f32::from(n) })
        .collect()
}

fn spelled(cloud: &PointCloud2) -> Vec<(&str, u32, u8, u32)> {
    cloud.fields.iter().map(|f| (&*f.name, f.offset, f.datatype, f.count)).collect()
}

/// The cloud that another machine would have sent, with each number turned around.
fn big_endian(cloud: &PointCloud2) -> PointCloud2 {
    let mut data = cloud.data.to_vec();
    for point in data.chunks_exact_mut(cloud.point_step as usize) {
        for field in &cloud.fields {
            let size = match field.datatype {
                PointField::INT8 | PointField::UINT8 => 1,
                PointField::INT16 | PointField::UINT16 => 2,
                PointField::FLOAT64 => 8,
                _ => 4,
            };
            let start = field.offset as usize;
            for number in point[start..][..size * field.count as usize].chunks_exact_mut(size) {
                number.reverse();
            }
        }
    }
    PointCloud2 { data: data.into(), is_bigendian: true, ..cloud.clone() }
}

#[test]
fn points_of_all_types_come_back() {
    let points = all(9);
    let cloud = PointCloud2::from_points(&points).unwrap();
    assert_eq!((cloud.height, cloud.width), (1, 9));
    assert_eq!((cloud.point_step, cloud.row_step), (40, 360));
    assert!(cloud.is_dense && !cloud.is_bigendian);
    let expected = [
        ("d", 0, PointField::FLOAT64, 1),
        ("f", 8, PointField::FLOAT32, 1),
        ("i", 12, PointField::INT32, 1),
        ("u", 16, PointField::UINT32, 1),
        ("s", 20, PointField::INT16, 1),
        ("t", 22, PointField::UINT16, 1),
        ("c", 24, PointField::INT8, 1),
        ("b", 25, PointField::UINT8, 3),
        ("normal", 28, PointField::FLOAT32, 3),
    ];
    assert_eq!(spelled(&cloud), expected);
    let bytes = cloud.to_cdr().unwrap();
    let received = PointCloud2::from_cdr(&bytes).unwrap();
    let read = received.points::<All>().unwrap();
    assert_eq!(read.to_vec(), points);
    assert_eq!(read.iter().collect::<Vec<_>>(), points);
    let mut iter = read.iter();
    assert_eq!((iter.next(), iter.len()), (Some(points[0]), 8));
    assert_eq!((read.get(8), read.get(9)), (Some(points[8]), None));
    let view = PointCloud2::view(&bytes).unwrap();
    assert_eq!(view.points::<All>().unwrap().to_vec(), points);
}

#[test]
fn points_with_gaps_are_laid_out_as_in_c_and_come_back() {
    let points =
        [Gaps { tag: 1, x: 2.0, time: 3.0, ring: 4 }, Gaps { tag: 5, x: 6.0, time: 7.0, ring: 8 }];
    let cloud = PointCloud2::from_points(&points).unwrap();
    assert_eq!((cloud.point_step as usize, point_step::<Gaps>()), (size_of::<Gaps>(), 24));
    let offsets: Vec<_> = cloud.fields.iter().map(|field| field.offset as usize).collect();
    let expected = [
        std::mem::offset_of!(Gaps, tag),
        std::mem::offset_of!(Gaps, x),
        std::mem::offset_of!(Gaps, time),
        std::mem::offset_of!(Gaps, ring),
    ];
    assert_eq!(offsets, expected);
    assert_eq!(cloud.points::<Gaps>().unwrap().to_vec(), points);
    // The gaps are zero, and not what was in memory.
    let bytes = cloud.data.to_vec();
    assert_eq!((&bytes[1..4], &bytes[18..24]), (&[0; 3][..], &[0; 6][..]));

    let mut dirty = vec![0xff; 48];
    write_points(&points, &mut dirty).unwrap();
    assert_eq!(dirty, bytes);
}

#[test]
fn points_in_an_order_of_the_compiler_come_back() {
    let points = [Unordered { tag: 1, time: 2.0, ring: 3, x: 4.0 }; 3];
    let cloud = PointCloud2::from_points(&points).unwrap();
    let offsets: Vec<_> = cloud.fields.iter().map(|field| field.offset).collect();
    assert_eq!((offsets, cloud.point_step), (vec![0, 8, 16, 20], 24));
    assert_eq!(cloud.points::<Unordered>().unwrap().to_vec(), points);
}

#[test]
fn points_are_borrowed_where_they_were_received() {
    let points = xyz(50);
    let bytes = PointCloud2::from_points(&points).unwrap().to_cdr().unwrap();
    let view = PointCloud2::view(&bytes).unwrap();
    let read = view.points::<PointXyz>().unwrap();
    let slice = read.as_slice().unwrap();
    assert_eq!(slice, points);
    assert_eq!(slice.as_ptr().cast(), view.data.as_ptr());
    assert!(matches!(read.to_cow(), Cow::Borrowed(_)));
    assert!(matches!(read.row(0), Some(Cow::Borrowed(_))));

    let received = PointCloud2::from_zbuf(&ZBuf::from(bytes)).unwrap();
    let read = received.points::<PointXyz>().unwrap();
    let data = received.data.as_slice().unwrap();
    assert_eq!(read.as_slice().unwrap().as_ptr().cast(), data.as_ptr());
}

#[test]
fn points_with_gaps_are_borrowed_too() {
    let points = [PointXyzir { x: 1.0, ring: 2, ..Default::default() }; 4];
    let cloud = PointCloud2::from_points(&points).unwrap();
    assert_eq!(cloud.points::<PointXyzir>().unwrap().as_slice(), Some(&points[..]));
}

#[test]
fn unaligned_points_are_copied() {
    let points = xyz(10);
    let mut cloud = PointCloud2::from_points(&points).unwrap();
    let mut shifted = vec![0];
    shifted.extend(cloud.data.to_vec());
    let whole = ZBuf::from(shifted);
    cloud.data = ZBuf::from(whole.to_zslice().subslice(1..).unwrap());
    let read = cloud.points::<PointXyz>().unwrap();
    assert_eq!(read.as_slice(), None);
    assert!(matches!(read.to_cow(), Cow::Owned(_)));
    assert_eq!(read.to_vec(), points);
    assert_eq!(read.iter().collect::<Vec<_>>(), points);
    assert_eq!(read.row(0).unwrap(), points);
}

#[test]
fn data_in_parts_is_gathered() {
    let points = xyz(10);
    let mut cloud = PointCloud2::from_points(&points).unwrap();
    let bytes = cloud.data.to_vec();
    let mut parts = ZBuf::from(bytes[..7].to_vec());
    parts.push_zslice(bytes[7..].to_vec().into());
    cloud.data = parts;
    assert_eq!(cloud.points::<PointXyz>().unwrap().to_vec(), points);
}

#[test]
fn points_of_big_endian_clouds_are_turned_around() {
    let points = all(5);
    let cloud = big_endian(&PointCloud2::from_points(&points).unwrap());
    let read = cloud.points::<All>().unwrap();
    assert_eq!(read.as_slice(), None);
    assert_eq!(read.to_vec(), points);
    assert_eq!(read.get(3), Some(points[3]));
}

#[test]
fn fields_are_found_by_name_among_others() {
    // As a lidar driver has them: 22 bytes, unaligned, in another order.
    let field =
        |name: &str, offset, datatype| PointField { name: name.into(), offset, datatype, count: 1 };
    let mut data = Vec::new();
    for n in 0..6u16 {
        data.extend(n.to_le_bytes()); // ring
        data.extend((f32::from(n) + 0.5).to_le_bytes()); // intensity
        data.extend(1f32.to_le_bytes()); // x
        data.extend(2f32.to_le_bytes()); // y
        data.extend(3f32.to_le_bytes()); // z
        data.extend(9f32.to_le_bytes()); // time
    }
    let cloud = PointCloud2 {
        height: 2,
        width: 3,
        fields: vec![
            field("ring", 0, PointField::UINT16),
            field("intensity", 2, PointField::FLOAT32),
            field("x", 6, PointField::FLOAT32),
            field("y", 10, PointField::FLOAT32),
            field("z", 14, PointField::FLOAT32),
            field("time", 18, PointField::FLOAT32),
        ],
        point_step: 22,
        row_step: 66,
        data: data.into(),
        ..Default::default()
    };
    let points = cloud.points::<PointXyzir>().unwrap();
    assert_eq!(points.len(), 6);
    let fourth = PointXyzir { x: 1.0, y: 2.0, z: 3.0, intensity: 4.5, ring: 4 };
    assert_eq!((points.get(4), points.at(1, 1)), (Some(fourth), Some(fourth)));
    assert_eq!(cloud.points::<PointXyzi>().unwrap().iter().count(), 6);
}

#[test]
fn organised_clouds_have_rows() {
    let points = xyz(12);
    let cloud = PointCloud2::from_organised_points(4, &points).unwrap();
    assert_eq!((cloud.height, cloud.width, cloud.row_step), (3, 4, 48));
    let read = cloud.points::<PointXyz>().unwrap();
    assert_eq!((read.height(), read.width(), read.len()), (3, 4, 12));
    assert_eq!(read.at(1, 2), Some(points[9]));
    assert_eq!((read.at(4, 0), read.at(0, 3)), (None, None));
    assert_eq!(read.as_slice(), Some(&points[..]));

    let error = PointCloud2::from_organised_points(5, &points).unwrap_err();
    assert_eq!(error.to_string(), "12 points are no rows of 5");
    let error = PointCloud2::from_organised_points(0, &points).unwrap_err();
    assert_eq!(error.to_string(), "12 points are no rows of 0");
}

#[test]
fn padding_between_rows_is_stepped_over() {
    let points = xyz(12);
    let mut cloud = PointCloud2::from_organised_points(4, &points).unwrap();
    let mut data = Vec::new();
    for row in cloud.data.to_vec().chunks_exact(48) {
        data.extend_from_slice(row);
        data.extend([0xee; 16]);
    }
    let without_end = data.len() - 16;
    cloud.row_step = 64;
    for len in [data.len(), without_end] {
        cloud.data = data[..len].to_vec().into();
        let read = cloud.points::<PointXyz>().unwrap();
        assert_eq!(read.as_slice(), None);
        assert_eq!(read.to_vec(), points);
        assert_eq!(read.iter().len(), 12);
        assert_eq!((read.get(9), read.at(1, 2)), (Some(points[9]), Some(points[9])));
        let rows: Vec<_> = read.rows().collect();
        assert_eq!(rows, points.chunks(4).collect::<Vec<_>>());
        assert!(rows.iter().all(|row| matches!(row, Cow::Borrowed(_))));
    }
    for len in [data.len() + 1, without_end - 1] {
        let mut wrong = data.clone();
        wrong.resize(len, 0);
        cloud.data = wrong.into();
        let error = cloud.points::<PointXyz>().unwrap_err();
        assert_eq!(error.to_string(), format!("the data has {len} bytes, 3 x 4 points need 192"));
    }
}

#[test]
fn empty_clouds_have_no_points() {
    let cloud = PointCloud2::from_points::<PointXyz>(&[]).unwrap();
    assert_eq!((cloud.height, cloud.width, cloud.data.len()), (1, 0, 0));
    let read = cloud.points::<PointXyz>().unwrap();
    assert!(read.is_empty());
    assert_eq!((read.as_slice(), read.get(0), read.iter().next()), (Some(&[][..]), None, None));
    // Would be walked for seconds.
    let hollow = PointCloud2 { height: u32::MAX, ..cloud };
    assert_eq!(hollow.points::<PointXyz>().unwrap().rows().count(), 0);
}

#[test]
fn one_row_needs_no_row_step() {
    let points = xyz(3);
    let mut cloud = PointCloud2::from_points(&points).unwrap();
    cloud.row_step = 0;
    assert_eq!(cloud.points::<PointXyz>().unwrap().to_vec(), points);
}

#[test]
fn wrong_layouts_are_named() {
    fn error(change: impl FnOnce(&mut PointCloud2)) -> String {
        let mut cloud = PointCloud2::from_organised_points(2, &xyz(4)).unwrap();
        change(&mut cloud);
        let owned = cloud.points::<PointXyz>().unwrap_err();
        let bytes = cloud.to_cdr().unwrap();
        let viewed = PointCloud2::view(&bytes).unwrap().points::<PointXyz>().unwrap_err();
        assert_eq!(owned, viewed);
        owned.to_string()
    }
    assert_eq!(
        error(|cloud| cloud.fields[1].name = "Y".into()),
        "the cloud has no field `y`, its fields are: x, Y, z"
    );
    assert_eq!(
        error(|cloud| cloud.fields.clear()),
        "the cloud has no field `x`, its fields are: none"
    );
    assert_eq!(
        error(|cloud| cloud.fields[2].datatype = PointField::FLOAT64),
        "the field `z` is FLOAT64 in the cloud and FLOAT32 in the point"
    );
    assert_eq!(
        error(|cloud| cloud.fields[2].datatype = 42),
        "the field `z` is of the unknown type 42 in the cloud and FLOAT32 in the point"
    );
    assert_eq!(
        error(|cloud| cloud.fields[0].count = 3),
        "the field `x` is FLOAT32[3] in the cloud and FLOAT32 in the point"
    );
    assert_eq!(
        error(|cloud| cloud.fields[2].offset = 9),
        "the field `z` ends at byte 13, a point (`point_step`) has 12"
    );
    assert_eq!(
        error(|cloud| cloud.fields[2].offset = u32::MAX),
        "the field `z` ends at byte 4294967299, a point (`point_step`) has 12"
    );
    assert_eq!(
        error(|cloud| cloud.point_step = 0),
        "the field `x` ends at byte 4, a point (`point_step`) has 0"
    );
    assert_eq!(
        error(|cloud| cloud.row_step = 23),
        "a row (`row_step`) has 23 bytes, 2 points (`width`) of 12 need 24"
    );
    assert_eq!(
        error(|cloud| cloud.data = vec![0; 47].into()),
        "the data has 47 bytes, 2 x 2 points need 48"
    );
    assert_eq!(
        error(|cloud| cloud.data = vec![0; 49].into()),
        "the data has 49 bytes, 2 x 2 points need 48"
    );
    let huge = |cloud: &mut PointCloud2| {
        (cloud.height, cloud.width, cloud.row_step) = (u32::MAX, 300_000_000, u32::MAX);
    };
    assert_eq!(
        error(huge),
        "the data has 48 bytes, 4294967295 x 300000000 points need 18446744065119617025"
    );
}

#[test]
fn a_count_of_zero_is_one() {
    let points = xyz(3);
    let mut cloud = PointCloud2::from_points(&points).unwrap();
    cloud.fields[0].count = 0;
    assert_eq!(cloud.points::<PointXyz>().unwrap().to_vec(), points);
}

#[test]
fn colors_are_what_pcl_writes_and_others_do() {
    let points = [PointXyzRgb { x: 1.0, y: 2.0, z: 3.0, rgb: Rgb::new(1, 2, 3) }; 2];
    let mut cloud = PointCloud2::from_points(&points).unwrap();
    assert_eq!(spelled(&cloud)[3], ("rgb", 12, PointField::FLOAT32, 1));
    assert_eq!(cloud.data.to_vec()[12..16], [3, 2, 1, 0]);
    cloud.fields[3].datatype = PointField::UINT32;
    assert_eq!(cloud.points::<PointXyzRgb>().unwrap().to_vec(), points);

    // Bits that are no number as a `float`.
    let points = [PointXyzRgba { rgba: 0xffc0_0001, ..Default::default() }; 2];
    let mut cloud = PointCloud2::from_points(&points).unwrap();
    cloud.fields[3].datatype = PointField::FLOAT32;
    assert_eq!(cloud.points::<PointXyzRgba>().unwrap().to_vec(), points);
}

#[test]
fn what_is_no_point_is_refused() {
    #[derive(ShmMessage, Clone, Copy, Default)]
    #[shm(type_name = "demo_msgs/msg/Position")]
    #[repr(C)]
    struct Position {
        x: f32,
    }

    #[derive(ShmMessage, Clone, Copy, Default)]
    #[repr(C)]
    struct Nested {
        position: Position,
    }

    #[derive(ShmMessage, Clone, Copy, Default)]
    #[repr(C)]
    struct Long {
        stamp: u64,
    }

    let error = PointCloud2::from_points(&[Nested::default()]).unwrap_err();
    assert!(matches!(error, CloudError::NoNumber { field: "position", .. }));
    assert!(error.to_string().starts_with("the field `position` of `"), "{error}");
    let error = PointCloud2::from_points(&[Long::default()]).unwrap_err();
    assert!(matches!(error, CloudError::NoNumber { field: "stamp", .. }));
    #[derive(ShmMessage, Clone, Copy)]
    struct Empty {}

    let error = PointCloud2::from_points(&[Empty {}]).unwrap_err();
    assert!(error.to_string().ends_with("Empty` is no struct with fields"), "{error}");
}

#[test]
fn clouds_of_more_than_4_gib_are_refused() {
    let error = PointCloud2::layout_of::<PointXyzNormal>(1 << 20, 1 << 10).unwrap_err();
    assert_eq!(error.to_string(), "1073741824 points of 28 bytes are more than 4294967295 bytes");
    assert!(PointCloud2::layout_of::<PointXyzNormal>(usize::MAX, usize::MAX).is_err());
}

#[test]
fn points_are_written_into_a_reserved_message() {
    let points = xyz(100);
    let cloud = PointCloud2::layout_of::<PointXyz>(50, 2).unwrap();
    let data = PointCloud2::fields().data;
    for in_place in [true, false] {
        let reservation = Reservation::of(&cloud).reserve(data, cloud.data_size());
        let size = reservation.serialized_size().unwrap();
        let mut loan = reservation.write_into(vec![0; size]).unwrap();
        let room = loan.slice_mut(data).unwrap();
        if in_place {
            points_mut(room).unwrap().copy_from_slice(&points);
        } else {
            write_points(&points, room).unwrap();
        }
        let received = PointCloud2::from_cdr(&loan.into_buffer()).unwrap();
        assert_eq!(received, PointCloud2::from_organised_points(50, &points).unwrap());
    }
}

#[test]
fn room_that_does_not_fit_is_refused() {
    let mut room = vec![0u8; 25];
    let error = points_mut::<PointXyz>(&mut room).unwrap_err();
    assert_eq!(error.to_string(), "the data has 25 bytes, 1 x 2 points need 24");
    let error = write_points(&xyz(2), &mut room).unwrap_err();
    assert_eq!(error.to_string(), "the data has 25 bytes, 1 x 2 points need 24");
    #[repr(align(8))]
    struct Aligned([u8; 26]);
    let Aligned(room) = &mut Aligned([0; 26]);
    let error = points_mut::<PointXyz>(&mut room[2..]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the memory is at a multiple of 2 bytes, `ros_z_msgs::points::ready::PointXyz` needs one \
         of 4: use `write_points`"
    );
}

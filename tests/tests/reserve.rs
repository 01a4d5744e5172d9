//! Messages of which sequences are reserved and written in place, in any buffer.

use ros_z_msgs::geometry_msgs::{Point32, Quaternion, TransformStamped, Vector3};
use ros_z_msgs::sensor_msgs::{Image, LaserScan, PointCloud, PointCloud2};
use ros_z_msgs::std_msgs::Header;
use ros_z_tests::messages::{Part, cloud, part};
use shm_cdr::{
    Bulk, EncodeError, Field, FieldError, Reservation, ShmMessage, SizeEstimation, ZBuf,
};

/// A buffer of which nothing is zero, so that what is not written shows.
fn dirty(len: usize) -> Vec<u8> {
    vec![0xA5; len]
}

/// The bytes of `message` with `elements` in place of what `field` holds.
fn reserve_and_write<M, B>(message: &M, field: Field<M, B>, elements: &[B::Item]) -> Vec<u8>
where
    M: ShmMessage,
    B: Bulk,
{
    let reservation = Reservation::of(message).reserve_unzeroed(field, elements.len());
    let size = reservation.serialized_size().unwrap();
    let mut loan = reservation.write_into(dirty(size)).unwrap();
    assert_eq!(loan.serialized_size(), size);
    loan.write(field, elements).unwrap();
    loan.into_buffer()
}

#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[repr(C)]
struct Pair {
    small: u16,
    smaller: u16,
    large: u32,
}

#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
struct Numbers(Vec<f64>);

/// Sequences of elements of each alignment behind `PREFIX` bytes.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/msg/Shifted")]
struct Shifted {
    prefix: String,
    bytes: Vec<u8>,
    shorts: Vec<i16>,
    floats: Vec<f32>,
    numbers: Vec<u64>,
    pairs: Vec<Pair>,
    rows: Vec<[f64; 3]>,
    named: Numbers,
    buffer: ZBuf,
    end: bool,
}

fn shifted(prefix: usize) -> Shifted {
    Shifted {
        prefix: "x".repeat(prefix),
        bytes: vec![1, 2, 3],
        shorts: vec![-4],
        floats: vec![0.5, 1.5],
        numbers: vec![u64::MAX],
        pairs: vec![Pair { small: 1, smaller: 2, large: 3 }],
        rows: vec![[1.0, 2.0, 3.0]],
        named: Numbers(vec![4.0]),
        buffer: vec![5; 7].into(),
        end: true,
    }
}

// The bytes are those of the message that holds what is written, which the golden files
// prove; each field, behind each phase, with no, one and several elements.
#[test]
fn a_reserved_field_makes_the_bytes_of_the_message_that_holds_it() {
    for prefix in 0..8 {
        let given = shifted(prefix);
        let fields = Shifted::fields();
        for len in 0..4_u8 {
            macro_rules! check {
                ($($field:ident: |$number:ident| $element:expr),* $(,)?) => {$({
                    let elements: Vec<_> = (0..len).map(|$number| $element).collect();
                    let mut whole = given.clone();
                    whole.$field = elements.clone().into();
                    let mut without = given.clone();
                    without.$field = Vec::new().into();
                    let bytes = reserve_and_write(&without, fields.$field, &elements);
                    let what = stringify!($field);
                    assert_eq!(bytes, whole.to_cdr().unwrap(), "{what} {prefix} {len}");
                })*};
            }
            check! {
                bytes: |n| n,
                shorts: |n| i16::from(n) - 1,
                floats: |n| f32::from(n) + 0.25,
                numbers: |n| u64::from(n) << 40,
                pairs: |n| Pair { small: n.into(), smaller: 7, large: 1 << 20 },
                rows: |n| [f64::from(n), 0.5, -1.0],
                named: |n| f64::from(n),
                buffer: |n| n,
            }
        }
    }
}

impl From<Vec<f64>> for Numbers {
    fn from(numbers: Vec<f64>) -> Self {
        Self(numbers)
    }
}

#[test]
fn fields_of_messages_within_messages_are_reserved_and_set() {
    let whole = part(cloud(1000));
    let bytes = whole.cloud.data.to_zslice();
    let mut given = whole.clone();
    given.cloud.data = ZBuf::default();
    given.cloud.header.stamp.sec = 0;
    let fields = Part::fields();
    let mut loan = Reservation::of(&given)
        .reserve(fields.cloud.data, bytes.len())
        .write_into(dirty(whole.estimated_serialized_size()))
        .unwrap();
    loan.write(fields.cloud.data, &bytes).unwrap();
    assert_eq!(Part::from_cdr_exact(loan.buffer()).unwrap(), whole);

    let mut expected = whole;
    expected.cloud.header.stamp.sec = -5;
    loan.set(fields.cloud.header.stamp.sec, &-5);
    expected.number = 200;
    loan.set(fields.number, &200);
    expected.cloud.is_dense = false;
    loan.set(fields.cloud.is_dense, &false);
    assert_eq!(loan.into_buffer(), expected.to_cdr().unwrap());
}

#[test]
fn structs_and_arrays_of_fixed_size_are_set_as_a_whole() {
    let given = TransformStamped { child_frame_id: "odd".into(), ..Default::default() };
    let mut loan = Reservation::of(&given).write_into(dirty(200)).unwrap();
    let mut expected = given;
    expected.transform.translation = Vector3 { x: 1.0, y: 2.0, z: 3.0 };
    expected.transform.rotation = Quaternion { x: 0.5, y: 0.25, z: 0.125, w: -1.0 };
    let fields = TransformStamped::fields().transform;
    loan.set(fields.translation, &expected.transform.translation);
    loan.set(fields.rotation, &expected.transform.rotation);
    let size = loan.serialized_size();
    assert_eq!(loan.into_buffer()[..size], expected.to_cdr().unwrap());

    // The whole begins in memory where one of its fields does, which need not be the first.
    let transform = expected.transform.clone();
    let mut loan = Reservation::of(&transform).write_into(dirty(60)).unwrap();
    loan.set(ros_z_msgs::geometry_msgs::Transform::fields(), &Default::default());
    loan.set(ros_z_msgs::geometry_msgs::Transform::fields().rotation.w, &9.0);
    let mut expected = ros_z_msgs::geometry_msgs::Transform::default();
    expected.rotation.w = 9.0;
    assert_eq!(loan.into_buffer(), expected.to_cdr().unwrap());
}

/// The field that is last in memory order is not last on the wire.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/msg/Mixed")]
struct Mixed {
    flag: u8,
    empty: ros_z_msgs::std_msgs::Empty,
    wide: u64,
    inner: Inner,
    covariance: [f64; 2],
    kind: Kind,
    length: Length,
    name: String,
}

#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
struct Inner {
    flag: u8,
    wide: u64,
}

#[derive(ShmMessage, Clone, Copy, Debug, Default, PartialEq)]
#[repr(u8)]
enum Kind {
    #[default]
    Unknown = 0,
    Known = 3,
}

#[derive(ShmMessage, Clone, Copy, Debug, Default, PartialEq)]
struct Length(f32);

#[test]
fn each_field_of_fixed_size_is_set_where_it_stands() {
    let given = Mixed { name: "name".into(), ..Default::default() };
    let fields = Mixed::fields();
    macro_rules! check {
        ($($($field:ident).+ = $value:expr),* $(,)?) => {$({
            let mut expected = given.clone();
            expected.$($field).+ = $value;
            let size = expected.estimated_serialized_size();
            let mut loan = Reservation::of(&given).write_into(dirty(size)).unwrap();
            loan.set(fields.$($field).+, &$value);
            let what = stringify!($($field).+);
            assert_eq!(loan.into_buffer(), expected.to_cdr().unwrap(), "{what}");
        })*};
    }
    check! {
        flag = 7,
        empty = ros_z_msgs::std_msgs::Empty {},
        wide = u64::MAX,
        inner = Inner { flag: 1, wide: 2 },
        inner.flag = 3,
        inner.wide = 4,
        covariance = [0.5, 1.5],
        kind = Kind::Known,
    }
    // A newtype has the address of what it stands for.
    let mut loan = Reservation::of(&given).write_into(dirty(100)).unwrap();
    loan.set(fields.length, &2.5);
    let message = Mixed::from_cdr(&loan.into_buffer()).unwrap();
    assert_eq!(message, Mixed { length: Length(2.5), ..given });
}

#[test]
fn two_fields_are_reserved_and_borrowed_where_they_stand() {
    let scan = LaserScan {
        header: Header { frame_id: "laser".into(), ..Default::default() },
        angle_max: 1.5,
        ..Default::default()
    };
    let fields = LaserScan::fields();
    let reservation =
        Reservation::of(&scan).reserve(fields.ranges, 3).reserve(fields.intensities, 2);
    let buffer = dirty(reservation.serialized_size().unwrap() + 10);
    let mut loan = reservation.write_into(buffer).unwrap();
    // Until they are written they are zero.
    let expected = LaserScan { ranges: vec![0.0; 3], intensities: vec![0.0; 2], ..scan.clone() };
    assert_eq!(LaserScan::from_cdr(loan.buffer()).unwrap(), expected);
    assert_eq!(loan.buffer()[loan.serialized_size()..], dirty(10), "what is behind is left");

    loan.slice_mut(fields.ranges).unwrap().copy_from_slice(&[1.0, 2.0, 3.0]);
    loan.slice_mut(fields.intensities).unwrap()[1] = 9.0;
    let expected = LaserScan { ranges: vec![1.0, 2.0, 3.0], intensities: vec![0.0, 9.0], ..scan };
    assert_eq!(LaserScan::from_cdr(loan.buffer()).unwrap(), expected);
}

#[test]
fn structs_are_written_in_place() {
    let given = PointCloud::default();
    let points = PointCloud::fields().points;
    let mut loan = Reservation::of(&given).reserve(points, 2).write_into(dirty(100)).unwrap();
    loan.slice_mut(points).unwrap()[1] = Point32 { x: 1.0, y: 2.0, z: 3.0 };
    let cloud = PointCloud::from_cdr(loan.buffer()).unwrap();
    assert_eq!(cloud.points, [Point32::default(), Point32 { x: 1.0, y: 2.0, z: 3.0 }]);
}

#[test]
fn elements_that_happen_to_be_misaligned_are_copied_and_not_borrowed() {
    let given = Shifted::default();
    let rows = Shifted::fields().rows;
    let mut misaligned = 0;
    for shift in 0..8 {
        let reservation = Reservation::of(&given).reserve(rows, 2);
        let mut memory = dirty(shift + reservation.serialized_size().unwrap());
        let mut loan = reservation.write_into(&mut memory[shift..]).unwrap();
        match loan.slice_mut(rows) {
            Ok(rows) => assert_eq!(rows, [[0.0; 3]; 2]),
            Err(FieldError::Misaligned { field: "rows", align: 8, off }) => {
                assert!((1..8).contains(&off));
                misaligned += 1;
            }
            Err(error) => panic!("{error}"),
        }
        loan.write(rows, &[[1.0; 3]; 2]).unwrap();
        let message = Shifted::from_cdr(loan.into_buffer()).unwrap();
        assert_eq!(message.rows, [[1.0; 3]; 2]);
    }
    assert_eq!(misaligned, 7);
}

#[test]
fn a_hole_that_is_not_cleared_keeps_what_was_there_and_padding_never_does() {
    let given = Shifted::default();
    let numbers = Shifted::fields().numbers;
    let reservation = Reservation::of(&given).reserve_unzeroed(numbers, 1);
    let size = reservation.serialized_size().unwrap();
    let loan = reservation.write_into(dirty(size)).unwrap();
    let left = Shifted { numbers: vec![0xA5A5_A5A5_A5A5_A5A5], ..given };
    assert_eq!(loan.into_buffer(), left.to_cdr().unwrap());
}

#[test]
fn wrong_uses_are_errors_that_name_the_field() {
    let image = Image { data: vec![1, 2].into(), ..Default::default() };
    let data = Image::fields().data;
    let mut loan = Reservation::of(&image).write_into(dirty(100)).unwrap();
    let error = loan.slice_mut(data).unwrap_err();
    assert_eq!(error, FieldError::NotReserved { field: "data" });
    assert_eq!(error.to_string(), "field `data` was not reserved");

    let image = Image::default();
    let mut loan = Reservation::of(&image).reserve(data, 3).write_into(dirty(100)).unwrap();
    let error = loan.write(data, &[0; 4]).unwrap_err();
    assert_eq!(error, FieldError::Length { field: "data", reserved: 3, given: 4 });
    assert_eq!(Image::from_cdr(loan.buffer()).unwrap().data, ZBuf::from(vec![0; 3]));

    let short = Reservation::of(&image).reserve(data, 1 << 20).write_into(dirty(100));
    let Err(EncodeError::NoRoom { needed, available: 100 }) = short else { panic!("{short:?}") };
    assert!(needed > 1 << 20);
}

#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/msg/Bounded")]
struct Bounded {
    inner: BoundedInner,
}

#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
struct BoundedInner {
    #[shm(max_len = 3)]
    values: Vec<u32>,
}

#[test]
fn reserved_elements_count_for_the_bound() {
    let values = Bounded::fields().inner.values;
    let empty = Bounded::default();
    let reserve = |len| Reservation::of(&empty).reserve(values, len).write_into(dirty(100));
    assert!(reserve(3).is_ok());
    let Err(EncodeError::TooLong { field, len: 4, max: 3 }) = reserve(4) else { panic!() };
    assert_eq!(field, "inner.values");
}

#[test]
fn lengths_that_no_message_can_have_are_refused_before_they_are_computed_with() {
    let given = Shifted::default();
    let fields = Shifted::fields();
    for len in [usize::MAX, usize::MAX / 8, (u32::MAX as usize) + 1] {
        let size = Reservation::of(&given).reserve(fields.rows, len).serialized_size();
        assert!(matches!(size, Err(EncodeError::TooLong { ref field, .. }) if field == "rows"));
    }
    let most = Reservation::of(&given).reserve(fields.buffer, u32::MAX as usize);
    assert!(most.serialized_size().unwrap() > u32::MAX as usize);
}

// On 64-bit machines no message is as large as three of these, and each is.
#[cfg(target_pointer_width = "64")]
#[test]
fn several_reservations_are_refused_that_are_too_large_together() {
    #[derive(ShmMessage, Default)]
    struct Three {
        first: Vec<[u64; 1 << 27]>,
        second: Vec<[u64; 1 << 27]>,
        third: Vec<[u64; 1 << 27]>,
    }
    const MOST: usize = u32::MAX as usize;
    let (given, fields) = (Three::default(), Three::fields());
    let one = Reservation::of(&given).reserve(fields.first, MOST);
    assert_eq!(one.serialized_size(), Ok(4 + 4 + 4 + (MOST << 30) + 8));
    let three = one.reserve(fields.second, MOST).reserve(fields.third, MOST);
    let max = isize::MAX as usize / (1 << 30) - 2 * MOST;
    let error = EncodeError::TooLong { field: "third".into(), len: MOST, max };
    assert_eq!(three.serialized_size(), Err(error.clone()));
    assert_eq!(three.write_into(dirty(100)).unwrap_err(), error);
}

#[test]
fn a_field_is_given_or_reserved_and_reserved_once() {
    let empty = PointCloud2::default();
    let data = PointCloud2::fields().data;
    let twice = Reservation::of(&empty).reserve(data, 1000).reserve(data, 2);
    let error = EncodeError::ReservedTwice { field: "data" };
    assert_eq!(twice.serialized_size(), Err(error.clone()));
    assert_eq!(twice.write_into(dirty(200)).unwrap_err(), error);

    let given = cloud(12);
    let both = Reservation::of(&given).reserve(data, 2);
    let error = EncodeError::GivenAndReserved { field: "data", given: 12 };
    assert_eq!(both.serialized_size(), Err(error.clone()));
    assert_eq!(both.write_into(dirty(200)).unwrap_err(), error);

    let given = Shifted { floats: vec![0.5; 3], ..Default::default() };
    let both = Reservation::of(&given).reserve_unzeroed(Shifted::fields().floats, 1);
    let error = EncodeError::GivenAndReserved { field: "floats", given: 3 };
    assert_eq!(both.serialized_size(), Err(error));
}

/// Generic messages have the addresses of their fields too.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/msg/Generic")]
struct Generic<T, const N: usize> {
    first: T,
    rows: Vec<[u16; N]>,
}

#[test]
fn fields_of_generic_messages_are_reserved_and_set() {
    let fields = Generic::<Inner, 3>::fields();
    let given = Generic::default();
    let mut loan = Reservation::of(&given).reserve(fields.rows, 1).write_into(dirty(100)).unwrap();
    loan.write(fields.rows, &[[1, 2, 3]]).unwrap();
    loan.set(fields.first.wide, &4);
    let message = Generic::<Inner, 3>::from_cdr(loan.buffer()).unwrap();
    assert_eq!(message, Generic { first: Inner { flag: 0, wide: 4 }, rows: vec![[1, 2, 3]] });
}

//! Reading in place.

use std::borrow::Cow;

use ros_z_msgs::sensor_msgs::PointCloud2;
use ros_z_tests::messages::cloud;
use shm_cdr::{DecodeErrorKind, Sequence, ShmMessage, Value, WString, ZBuf};

#[derive(ShmMessage, Clone, Copy, Debug, PartialEq)]
struct Point {
    x: f64,
    y: f64,
}

#[derive(ShmMessage, Clone, Copy, Debug, PartialEq)]
#[repr(u8)]
enum Color {
    Red = 1,
    Green,
}

#[derive(ShmMessage, Clone, Debug, PartialEq)]
struct Label {
    name: String,
    color: Color,
}

#[derive(ShmMessage, Clone, Debug, PartialEq)]
#[shm(view = InPlace)]
struct Shapes {
    points: Vec<Point>,
    labels: Vec<Label>,
    #[shm(max_len = 3)]
    flags: Vec<bool>,
    lists: Vec<Vec<u16>>,
    corners: [Point; 2],
    wide: WString,
    data: ZBuf,
    #[shm(max_item_len = 4)]
    names: Vec<String>,
}

fn shapes() -> Shapes {
    let point = |n: u8| Point { x: n.into(), y: f64::from(n) + 0.5 };
    Shapes {
        points: (0..5).map(point).collect(),
        labels: vec![
            Label { name: "one".into(), color: Color::Red },
            Label { name: "".into(), color: Color::Green },
        ],
        flags: vec![true, false, true],
        lists: vec![vec![1, 2], vec![], vec![3]],
        corners: [point(7), point(8)],
        wide: "ä𝄞".into(),
        data: ZBuf::from(vec![1, 2, 3]),
        names: vec!["a".into(), "abcd".into()],
    }
}

/// The message in memory whose body starts `shift` bytes from a multiple of 8.
fn aligned(bytes: &[u8], shift: usize) -> (Vec<u64>, usize) {
    let mut memory = vec![0u64; bytes.len() / 8 + 3];
    // SAFETY: any bytes are integers, and the vector is long enough.
    let start = unsafe { memory.align_to_mut::<u8>().1 };
    let offset = 4 + shift;
    start[offset..offset + bytes.len()].copy_from_slice(bytes);
    (memory, offset)
}

fn as_bytes(memory: &[u64]) -> &[u8] {
    // SAFETY: integers are bytes.
    unsafe { memory.align_to::<u8>().1 }
}

#[test]
fn a_view_shows_what_was_written() {
    let bytes = shapes().to_cdr().unwrap();
    let view: InPlace<'_> = Shapes::view(&bytes).unwrap();
    assert_eq!(view.points.len(), 5);
    assert_eq!(view.points.get(3).map(|point| point.y), Some(3.5));
    assert!(view.points.get(5).is_none());
    let labels: Vec<(&str, Color)> =
        view.labels.iter().map(|label| (label.name, label.color)).collect();
    assert_eq!(labels, [("one", Color::Red), ("", Color::Green)]);
    assert_eq!(view.labels.get(1).unwrap().color, Color::Green);
    // Others may change the memory, and end it before.
    assert_eq!(view.labels.iter().size_hint(), (0, Some(2)));
    assert_eq!(view.flags.to_vec(), [true, false, true]);
    assert_eq!(view.flags.as_slice(), None);
    let lists: Vec<_> = view.lists.iter().map(|list| list.to_vec()).collect();
    assert_eq!(lists, [vec![1, 2], vec![], vec![3]]);
    assert_eq!(view.corners.iter().last().unwrap().x, 8.0);
    assert!(view.wide == *"ä𝄞" && view.wide.units() == 3);
    assert_eq!(format!("{} {:?}", view.wide, view.wide), "ä𝄞 \"ä𝄞\"");
    assert_eq!(view.data, [1, 2, 3]);
    assert_eq!(view.names.into_iter().collect::<Vec<&str>>(), ["a", "abcd"]);
    assert_eq!(Shapes::from_view(&view.clone()).unwrap(), shapes());
    assert!(format!("{view:?}").starts_with("InPlace { points: [PointView { x: 0.0, y: 0.5 }"));
}

#[test]
fn plain_elements_are_borrowed_where_they_are_aligned_and_copied_where_not() {
    #[derive(ShmMessage)]
    struct Cloud {
        points: Vec<Point>,
    }
    let points = shapes().points;
    let bytes = Cloud { points: points.clone() }.to_cdr().unwrap();
    for shift in 0..8 {
        let (memory, offset) = aligned(&bytes, shift);
        let message = &as_bytes(&memory)[offset..][..bytes.len()];
        let view = Cloud::view(message).unwrap();
        match view.points.as_slice() {
            Some(slice) => {
                assert_eq!(shift, 0);
                assert_eq!(slice, points);
                assert!(message.as_ptr_range().contains(&slice.as_ptr().cast()));
            }
            None => assert_ne!(shift, 0),
        }
        let cow = view.points.to_cow();
        assert_eq!(matches!(cow, Cow::Borrowed(_)), shift == 0);
        assert_eq!(cow, points);
    }
}

#[test]
fn bytes_are_always_borrowed() {
    let bytes = cloud(1000).to_cdr().unwrap();
    let view = PointCloud2::view(&bytes).unwrap();
    assert!(bytes.as_ptr_range().contains(&view.data.as_ptr()));
    assert_eq!(view.data.len(), 1000);
    assert_eq!(view.header.frame_id, "lidar");
    assert_eq!(view.fields.get(0).unwrap().name, "x");
}

// The same message in the other encapsulations: wide numbers swapped, and in XCDR2 not
// aligned beyond 4.
#[test]
fn other_encapsulations_are_viewed_element_by_element() {
    #[derive(ShmMessage, Debug, PartialEq)]
    struct Numbers {
        small: u8,
        wide: Vec<f64>,
        names: Vec<String>,
    }
    let expected = Numbers { small: 1, wide: vec![1.5, -2.5], names: vec!["ab".into()] };
    for (id, big, align) in [(0, true, 8), (1, false, 8), (6, true, 4), (7, false, 4)] {
        let order = |mut bytes: Vec<u8>| {
            if big {
                bytes.reverse();
            }
            bytes
        };
        let mut body = vec![1, 0, 0, 0];
        body.extend(order(2u32.to_le_bytes().into()));
        assert_eq!(body.len() % align, 0);
        body.extend(order(1.5f64.to_le_bytes().into()));
        body.extend(order((-2.5f64).to_le_bytes().into()));
        body.extend(order(1u32.to_le_bytes().into()));
        body.extend(order(3u32.to_le_bytes().into()));
        body.extend(*b"ab\0");
        let bytes = [vec![0, id, 0, 0], body].concat();
        let (memory, offset) = aligned(&bytes, 0);
        let bytes = &as_bytes(&memory)[offset..][..bytes.len()];
        let view = Numbers::view_exact(bytes).unwrap();
        assert_eq!(view.wide.iter().collect::<Vec<_>>(), [1.5, -2.5], "{id}");
        assert_eq!(view.wide.get(1), Some(-2.5), "{id}");
        // Where they are in memory as they would be written here.
        assert_eq!(view.wide.as_slice().is_some(), id == 1, "{id}");
        assert_eq!(view.names.get(0), Some("ab"), "{id}");
        assert_eq!(Numbers::from_view(&view).unwrap(), expected, "{id}");
        assert_eq!(Numbers::from_cdr_exact(bytes).unwrap(), expected, "{id}");
    }
}

#[test]
fn elements_are_checked_when_the_view_is_made() {
    let error = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = shapes().to_cdr().unwrap();
        change(&mut bytes);
        let error = Shapes::view(&bytes).map(drop).unwrap_err();
        assert_eq!(Shapes::from_cdr(&bytes).unwrap_err(), error);
        (error.field().to_owned(), error.kind().clone())
    };
    let position = |text: &[u8]| {
        let bytes = shapes().to_cdr().unwrap();
        bytes.windows(text.len()).position(|window| window == text).unwrap()
    };
    let one = position(b"one");
    assert_eq!(
        error(&|bytes| bytes[one + 1] = 0xFF),
        ("labels[0].name".into(), DecodeErrorKind::InvalidUtf8 { valid_up_to: 1 })
    );
    assert_eq!(
        error(&|bytes| bytes[one + 4] = 3),
        ("labels[0].color".into(), DecodeErrorKind::UnknownVariant { value: 3 })
    );
    let long = position(b"abcd\0") - 4;
    assert_eq!(
        error(&|bytes| {
            bytes[long] = 6;
            bytes.insert(long + 8, b'e');
        }),
        ("names[1]".into(), DecodeErrorKind::TooLong { len: 5, max: 4 })
    );
}

#[test]
fn a_sequence_in_two_parts_is_refused_with_its_length() {
    #[derive(ShmMessage, Debug, PartialEq)]
    struct Log {
        lines: Vec<String>,
    }
    let log = Log { lines: vec!["ab".into(), "cd".into()] };
    let bytes = log.to_cdr().unwrap();
    // Between the two strings.
    let mut parts = ZBuf::from(bytes[..16].to_vec());
    parts.push_zslice(bytes[16..].to_vec().into());
    let error = Log::view_zbuf(&parts).unwrap_err();
    assert_eq!(error.kind(), &DecodeErrorKind::Split { len: 15 });
    assert_eq!((error.field(), error.offset()), ("lines", 8));
    assert_eq!(Log::from_zbuf(&parts).unwrap(), log);

    // A header in two parts cannot be read in place, and one that is cut or wrong is neither.
    let error = |parts: &[&[u8]]| {
        let mut payload = ZBuf::default();
        for part in parts {
            payload.push_zslice(part.to_vec().into());
        }
        let error = Log::view_zbuf(&payload).unwrap_err();
        (error.kind().clone(), error.offset())
    };
    assert_eq!(error(&[&bytes[..2], &bytes[2..]]), (DecodeErrorKind::Split { len: 4 }, 0));
    let of = |bytes: &[u8]| {
        let error = Log::view(bytes).unwrap_err();
        (error.kind().clone(), error.offset())
    };
    assert_eq!(error(&[&bytes[..2]]), of(&bytes[..2]));
    assert_eq!(error(&[&[0, 2, 0, 0], &bytes[4..]]), of(&[0, 2, 0, 0]));

    let empty = Log { lines: Vec::new() }.to_cdr().unwrap();
    assert!(Log::view(&empty).unwrap().lines.is_empty());
    assert!(!Log::view(&bytes).unwrap().lines.is_empty());
}

#[test]
fn a_sequence_in_the_second_part_is_borrowed_from_there() {
    #[derive(ShmMessage, Debug, PartialEq)]
    struct Blob {
        id: u32,
        bytes: Vec<u8>,
    }
    let bytes = Blob { id: 7, bytes: vec![1, 2, 3] }.to_cdr().unwrap();
    let mut parts = ZBuf::from(bytes[..8].to_vec());
    parts.push_zslice(bytes[8..].to_vec().into());
    let view = Blob::view_zbuf(&parts).unwrap();
    assert_eq!(view.bytes.as_slice(), Some(&[1, 2, 3][..]));
    let second = parts.zslices().last().unwrap().as_slice().as_ptr_range();
    assert!(second.contains(&view.bytes.as_slice().unwrap().as_ptr()));
}

#[test]
fn a_sequence_in_the_second_part_is_decoded_from_there() {
    #[derive(ShmMessage, Clone, Debug, PartialEq)]
    struct Line {
        text: String,
        numbers: Vec<u16>,
    }
    #[derive(ShmMessage, Debug, PartialEq)]
    struct Log {
        id: u32,
        lines: Vec<Line>,
    }
    let line = |number: u16| Line { numbers: vec![number; 3], text: number.to_string() };
    let log = Log { id: 7, lines: (0..9).map(line).collect() };
    let bytes = log.to_cdr().unwrap();
    for at in [8, 12] {
        let mut parts = ZBuf::from(bytes[..at].to_vec());
        parts.push_zslice(bytes[at..].to_vec().into());
        let view = Log::view_zbuf(&parts).unwrap();
        assert_eq!(view.lines.to_vec(), log.lines);
        assert_eq!(view.lines.iter().count(), 9);
        assert_eq!(view.lines.get(8).unwrap().text, "8");
        assert_eq!(view.lines.get(8).unwrap().numbers.to_vec(), [8; 3]);
    }
}

#[test]
fn a_sequence_can_be_named() {
    fn sum(values: Sequence<'_, u16>) -> u16 {
        values.iter().sum()
    }
    #[derive(ShmMessage)]
    struct Numbers {
        values: Vec<u16>,
    }
    let bytes = Numbers { values: vec![1, 2, 3] }.to_cdr().unwrap();
    assert_eq!(sum(Numbers::view(&bytes).unwrap().values), 6);
}

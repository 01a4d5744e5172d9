//! The codec beyond the golden bytes: sinks, layouts, wrong input.

use shm_cdr::{
    DecodeErrorKind, EncodeError, RosString, ShmMessage, ShmSink, SizeEstimation, Value, WString,
    ZBuf, visit_buffers,
};

/// Without padding in memory, and yet its `f64` moves when it starts at 4 modulo 8.
#[derive(ShmMessage, Clone, Debug, PartialEq)]
struct Stamped {
    sec: i32,
    nanosec: u32,
    value: f64,
}

#[derive(ShmMessage, Clone, Debug, PartialEq)]
struct Uneven {
    flag: bool,
    value: f64,
    small: u8,
}

/// `PREFIX` bytes before a sequence, so that its elements start at every phase.
macro_rules! at_offset {
    ($name:ident, $prefix:literal, $element:ty) => {
        #[derive(ShmMessage, Clone, Debug, PartialEq)]
        struct $name {
            prefix: [u8; $prefix],
            values: Vec<$element>,
            array: [$element; 3],
            end: u8,
        }
    };
}

/// CDR by the letter of the specification, one primitive at a time.
#[derive(Default)]
struct FieldByField(Vec<u8>);

impl FieldByField {
    fn put(&mut self, bytes: &[u8]) -> &mut Self {
        while self.0.len() % bytes.len() != 0 {
            self.0.push(0);
        }
        self.0.extend_from_slice(bytes);
        self
    }

    fn message(&self) -> Vec<u8> {
        [&[0, 1, 0, 0], self.0.as_slice()].concat()
    }
}

// The first element of a slice aligns to its first primitive (4), not to its strictest
// one (8): copying the slice whole would shift it.
#[test]
fn sequence_of_stamped_values_matches_field_by_field_encoding() {
    macro_rules! check {
        ($($name:ident $prefix:literal)*) => {$({
            at_offset!($name, $prefix, Stamped);
            let value = |n: i32| Stamped { sec: n, nanosec: 2, value: f64::from(n) + 0.5 };
            let message = $name {
                prefix: [7; $prefix],
                values: (0..5).map(value).collect(),
                array: [value(7), value(8), value(9)],
                end: 1,
            };
            let mut expected = FieldByField::default();
            message.prefix.iter().for_each(|byte| { expected.put(&[*byte]); });
            expected.put(&5u32.to_le_bytes());
            for value in message.values.iter().chain(&message.array) {
                expected
                    .put(&value.sec.to_le_bytes())
                    .put(&value.nanosec.to_le_bytes())
                    .put(&value.value.to_le_bytes());
            }
            expected.put(&[1]);
            let bytes = message.to_cdr().unwrap();
            assert_eq!(bytes, expected.message(), "prefix {}", $prefix);
            assert_eq!($name::from_cdr(&bytes).unwrap(), message, "prefix {}", $prefix);
        })*};
    }
    check!(P1 1 P2 2 P3 3 P4 4 P5 5 P6 6 P7 7 P8 8);
}

#[test]
fn sequence_of_padded_values_matches_field_by_field_encoding() {
    macro_rules! check {
        ($($name:ident $prefix:literal)*) => {$({
            at_offset!($name, $prefix, Uneven);
            let value = |n: u8| Uneven { flag: n % 2 == 0, value: f64::from(n), small: n };
            let message = $name {
                prefix: [7; $prefix],
                values: (0..5).map(value).collect(),
                array: [value(7), value(8), value(9)],
                end: 1,
            };
            let mut expected = FieldByField::default();
            message.prefix.iter().for_each(|byte| { expected.put(&[*byte]); });
            expected.put(&5u32.to_le_bytes());
            for value in message.values.iter().chain(&message.array) {
                expected
                    .put(&[u8::from(value.flag)])
                    .put(&value.value.to_le_bytes())
                    .put(&[value.small]);
            }
            expected.put(&[1]);
            let bytes = message.to_cdr().unwrap();
            assert_eq!(bytes, expected.message(), "prefix {}", $prefix);
            assert_eq!(bytes.len(), message.estimated_serialized_size());
            assert_eq!($name::from_cdr(&bytes).unwrap(), message, "prefix {}", $prefix);
        })*};
    }
    check!(P1 1 P2 2 P3 3 P4 4 P5 5 P6 6 P7 7 P8 8);
}

#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "demo_msgs/msg/Mixed")]
struct Mixed {
    flag: bool,
    wide: f64,
    #[shm(max_len = 4)]
    name: String,
    short: u16,
    long: u64,
    #[shm(max_len = 2)]
    data: ZBuf,
    #[shm(max_len = 2)]
    names: Vec<String>,
    tail: [u8; 3],
}

fn mixed() -> Mixed {
    Mixed {
        flag: true,
        wide: -0.0,
        name: "a".into(),
        short: 3,
        long: 4,
        data: ZBuf::from(vec![5, 6]),
        names: vec!["x".into(), String::new()],
        tail: [7, 8, 9],
    }
}

#[test]
fn padding_is_zero_in_memory_that_held_something_else() {
    let mut reused = [0xAA; 256];
    let mut rest = reused.as_mut_slice();
    let written = mixed().write_to(&mut rest).unwrap();
    assert_eq!(rest.len(), 256 - written);
    assert_eq!(reused[..written], mixed().to_cdr().unwrap());
    // header, flag, 7 bytes of padding
    assert_eq!(reused[4..12], [1, 0, 0, 0, 0, 0, 0, 0]);
    assert!(reused[written..].iter().all(|byte| *byte == 0xAA));
}

#[test]
fn a_vector_is_appended_to() {
    let mut bytes = vec![1, 2, 3];
    let written = mixed().write_to(&mut bytes).unwrap();
    assert_eq!(bytes.len(), 3 + written);
    assert_eq!(Mixed::from_cdr(&bytes[3..]).unwrap(), mixed());
}

#[test]
fn a_failed_encoding_leaves_the_sink_as_it_was() {
    let long = Mixed { name: "too long".into(), ..mixed() };
    let expected = EncodeError::TooLong { field: "name".into(), len: 8, max: 4 };
    let mut bytes = vec![1, 2, 3];
    assert_eq!(long.write_to(&mut bytes), Err(expected));
    assert_eq!(bytes, [1, 2, 3]);

    let needed = mixed().estimated_serialized_size();
    let mut small = vec![0; needed - 1];
    let mut sink = small.as_mut_slice();
    let error = mixed().write_to(&mut sink).unwrap_err();
    assert_eq!(error, EncodeError::NoRoom { needed, available: needed - 1 });
    assert_eq!(sink.len(), needed - 1);
}

#[test]
fn bounds_are_checked_when_written_and_when_read() {
    /// The same fields without the bounds.
    #[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
    struct Unbounded {
        flag: bool,
        wide: f64,
        name: String,
        short: u16,
        long: u64,
        data: ZBuf,
        names: Vec<String>,
        tail: [u8; 3],
    }
    let names = || Unbounded { names: vec![String::new(); 3], ..Default::default() };
    let bytes = names().to_cdr().unwrap();
    let error = Mixed::from_cdr(&bytes).unwrap_err();
    assert_eq!(error.kind(), &DecodeErrorKind::TooLong { len: 3, max: 2 });
    assert_eq!(error.field(), "names");

    let data = Mixed { data: ZBuf::from(vec![0; 3]), ..mixed() };
    assert_eq!(
        data.to_cdr().unwrap_err().to_string(),
        "field `data` has 3 elements, the limit is 2"
    );
}

#[test]
fn errors_name_the_path_and_the_byte() {
    #[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
    struct Outer {
        first: u8,
        parts: Vec<Mixed>,
    }
    let outer = Outer { first: 1, parts: vec![mixed(), mixed()] };
    let mut bytes = outer.to_cdr().unwrap();
    let second = bytes.iter().rposition(|byte| *byte == b'x').unwrap();
    bytes[second] = 0xFF;
    let error = Outer::from_cdr(&bytes).unwrap_err();
    assert_eq!(error.field(), "parts[1].names[0]");
    assert_eq!(error.offset(), second);
    assert_eq!(error.kind(), &DecodeErrorKind::InvalidUtf8 { valid_up_to: 0 });
    let text = format!("field `parts[1].names[0]`: not UTF-8 after 0 bytes at byte {second}");
    assert_eq!(error.to_string(), text);

    bytes[second] = b'x';
    bytes[second + 1] = 1;
    let error = Outer::from_cdr(&bytes).unwrap_err();
    assert_eq!(error.kind(), &DecodeErrorKind::MissingNul { found: 1 });
    assert_eq!(error.offset(), second + 1);

    let mut bytes = mixed().to_cdr().unwrap();
    bytes[4] = 2;
    let error = Mixed::from_cdr(&bytes).unwrap_err();
    assert_eq!((error.field(), error.offset()), ("flag", 4));
    assert_eq!(error.kind(), &DecodeErrorKind::InvalidBool { value: 2 });

    let long = Outer {
        first: 1,
        parts: vec![mixed(), Mixed { names: vec![String::new(); 3], ..mixed() }],
    };
    let expected = EncodeError::TooLong { field: "parts[1].names".into(), len: 3, max: 2 };
    assert_eq!(long.to_cdr().unwrap_err(), expected);
}

#[test]
fn a_newtype_is_no_step_of_a_path() {
    #[derive(ShmMessage, Debug)]
    struct Part {
        #[shm(max_len = 1)]
        text: String,
    }
    #[derive(ShmMessage, Debug)]
    struct Wrapped(Part);
    #[derive(ShmMessage, Debug)]
    struct Whole {
        parts: Vec<Wrapped>,
    }
    let whole = Whole { parts: vec![Wrapped(Part { text: "ab".into() })] };
    let expected = EncodeError::TooLong { field: "parts[0].text".into(), len: 2, max: 1 };
    assert_eq!(whole.to_cdr().unwrap_err(), expected);

    let error = Whole::from_cdr(b"\0\x01\0\0\x01\0\0\0\x03\0\0\0ab\0").unwrap_err();
    assert_eq!(error.kind(), &DecodeErrorKind::TooLong { len: 2, max: 1 });
    assert_eq!((error.field(), error.offset()), ("parts[0].text", 8));
}

#[test]
fn a_length_that_the_input_cannot_hold_is_refused_before_memory_is_reserved() {
    #[derive(ShmMessage, Debug)]
    struct Floats {
        values: Vec<f64>,
    }
    let error = Floats::from_cdr(&[0, 1, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 1]).unwrap_err();
    let kind = DecodeErrorKind::LengthExceedsInput {
        len: u32::MAX as usize,
        min_element: 8,
        available: 1,
    };
    assert_eq!(error.kind(), &kind);
    assert_eq!(error.offset(), 4);
}

#[test]
fn the_header_is_checked() {
    // Parameter lists in XCDR1 and XCDR2, delimited bodies, and what there is not.
    for id in [2, 3, 8, 9, 10, 11, 12, 0x0100, 0xFFFF] {
        let bytes = [&u16::to_be_bytes(id)[..], &mixed().to_cdr().unwrap()[2..]].concat();
        let kind = DecodeErrorKind::UnknownEncapsulation { id };
        assert_eq!(Mixed::from_cdr(&bytes).unwrap_err().kind(), &kind);
        assert_eq!(Mixed::view(&bytes).unwrap_err().kind(), &kind);
        assert_eq!(Mixed::from_zbuf(&bytes.into()).unwrap_err().kind(), &kind);
    }
    let short = Mixed::from_cdr(&[0, 1]).unwrap_err();
    assert_eq!(short.kind(), &DecodeErrorKind::NoHeader { len: 2 });
}

// rosidl gives a message without fields one byte; some peers send none of it.
#[test]
fn a_message_without_fields_needs_no_body() {
    #[derive(ShmMessage, Debug, Default, PartialEq)]
    #[shm(type_name = "demo_msgs/msg/Nothing")]
    struct Nothing {}
    #[derive(ShmMessage, Debug)]
    struct Holds {
        nothing: Nothing,
    }
    for header in [[0, 0, 0, 0], [0, 1, 0, 0], [0, 6, 0, 0], [0, 7, 0, 0]] {
        assert_eq!(Nothing::from_cdr(&header), Ok(Nothing {}));
        assert_eq!(Nothing::from_cdr_exact(&header), Ok(Nothing {}));
        assert_eq!(Nothing {}.decode_into(&header), Ok(()));
        assert_eq!(Nothing::encoded_len(&header), Ok(4));
        let zbuf = ZBuf::from(header.to_vec());
        assert_eq!(Nothing::from_zbuf(&zbuf), Ok(Nothing {}));
        assert!(Nothing::view_exact(&header).is_ok() && Nothing::view_zbuf(&zbuf).is_ok());
        // Within a message it is a byte like any other.
        assert_eq!(Holds::from_cdr(&header).unwrap_err().field(), "nothing");
    }
    assert_eq!(Nothing {}.to_cdr().unwrap(), [0, 1, 0, 0, 0]);
    assert_eq!(Nothing::encoded_len(&[0, 1, 0, 0, 0]), Ok(5));
    assert!(Nothing::from_cdr(&[0, 1, 0]).is_err());
    assert!(Nothing::from_cdr(&[0, 2, 0, 0]).is_err());
}

#[test]
fn elements_that_end_between_words_are_where_they_are() {
    #[derive(ShmMessage, Clone, Debug, PartialEq)]
    struct Row<const N: usize> {
        name: String,
        value: f64,
        tail: [u8; N],
    }
    #[derive(ShmMessage, Clone, Debug, PartialEq)]
    struct Rows<const N: usize> {
        rows: Vec<Row<N>>,
        end: u8,
    }
    fn check<const N: usize>() {
        let row = |len: usize| Row { name: "x".repeat(len), value: 0.5, tail: [7; N] };
        let rows = Rows { rows: [3, 0, 12, 4, 5].map(row).to_vec(), end: 9 };
        let bytes = rows.to_cdr().unwrap();
        assert_eq!(bytes.len(), rows.estimated_serialized_size(), "{N}");
        assert_eq!(Rows::from_cdr_exact(&bytes).unwrap(), rows);
        assert_eq!(Rows::from_view(&Rows::view_exact(&bytes).unwrap()).unwrap(), rows);
        let mut used = Rows { rows: [9, 1, 1].map(row).to_vec(), end: 0 };
        used.decode_into(&bytes).unwrap();
        assert_eq!(used, rows);

        // What is wrong with the fourth element is said of it, at its byte.
        let start = bytes.windows(8).position(|window| window == b"\x05\0\0\0xxxx").unwrap();
        let mut wrong = bytes.clone();
        wrong[start + 8] = 1;
        let error = Rows::<N>::from_cdr(&wrong).unwrap_err();
        assert_eq!((error.field(), error.offset()), ("rows[3].name", start + 8));
        assert_eq!(Rows::<N>::view(&wrong).map(drop), Err(error.clone()));
        assert_eq!(rows.clone().decode_into(&wrong), Err(error));
    }
    check::<1>();
    check::<2>();
    check::<3>();
    check::<4>();
    check::<5>();
    check::<6>();
    check::<7>();
    check::<8>();
}

#[test]
fn the_field_that_the_input_lacks_is_named() {
    #[derive(ShmMessage, Clone, Debug, PartialEq)]
    struct Parts {
        first: u32,
        name: String,
        second: u32,
        third: u64,
        last: u8,
    }
    let parts = Parts { first: 1, name: "ab".into(), second: 2, third: 3, last: 4 };
    let bytes = parts.to_cdr().unwrap();
    let ends = [("first", 8), ("name", 15), ("second", 20), ("third", 28), ("last", 29)];
    assert_eq!(bytes.len(), 29);
    for len in 4..bytes.len() {
        let cut = &bytes[..len];
        let error = Parts::from_cdr(cut).unwrap_err();
        let missing = ends.iter().find(|(_, end)| *end > len).unwrap().0;
        assert_eq!(error.field(), missing, "{len} bytes");
        assert!(matches!(error.kind(), DecodeErrorKind::Truncated { .. }), "{len} bytes");
        assert_eq!(Parts::view(cut).map(drop), Err(error.clone()));
        assert_eq!(Parts::encoded_len(cut), Err(error.clone()));
        assert_eq!(parts.clone().decode_into(cut), Err(error));
    }
}

#[test]
fn long_runs_of_fields_are_written_and_read_whole() {
    #[derive(ShmMessage, Clone, Debug, PartialEq)]
    #[repr(C)]
    struct Run<const N: usize> {
        numbers: [u32; N],
        last: u32,
    }
    fn check<const N: usize>() {
        let run = Run { numbers: std::array::from_fn(|at| 0x0101_0101 + at as u32), last: 7 };
        let numbers = run.numbers.iter().chain([&run.last]);
        let body: Vec<u8> = numbers.flat_map(|number| number.to_le_bytes()).collect();
        let bytes = run.to_cdr().unwrap();
        assert_eq!(bytes, [&[0, 1, 0, 0], body.as_slice()].concat(), "{N} numbers");
        assert_eq!(Run::from_cdr(&bytes).unwrap(), run);
        let mut used = Run { numbers: [0; N], last: 0 };
        used.decode_into(&bytes).unwrap();
        assert_eq!(used, run);
    }
    // Around the blocks that are copied at once, of which each is 32 numbers long.
    check::<30>();
    check::<31>();
    check::<32>();
    check::<63>();
    check::<100>();
    check::<126>();
    check::<127>();
    check::<128>();
    check::<300>();
}

#[test]
fn a_field_with_two_bounds_is_viewed_within_both() {
    #[derive(ShmMessage, Debug)]
    struct Names {
        #[shm(max_len = 2, max_item_len = 3)]
        names: Vec<String>,
    }
    #[derive(ShmMessage)]
    struct Any {
        names: Vec<String>,
    }
    let bytes = |names: &[&str]| {
        let names = names.iter().map(|name| String::from(*name)).collect();
        Any { names }.to_cdr().unwrap()
    };
    assert!(Names::view(&bytes(&["abc", ""])).is_ok());
    for (names, field, len, max) in
        [(&["", "abcd"][..], "names[1]", 4, 3), (&["", "", ""], "names", 3, 2)]
    {
        let error = Names::view(&bytes(names)).unwrap_err();
        assert_eq!((error.field(), error.kind()), (field, &DecodeErrorKind::TooLong { len, max }));
        assert_eq!(Names::from_cdr(&bytes(names)).map(drop), Err(error));
    }
    let mut wrong = bytes(&["abc"]);
    wrong[12] = 0xFF;
    let error = Names::view(&wrong).unwrap_err();
    assert_eq!(error.kind(), &DecodeErrorKind::InvalidUtf8 { valid_up_to: 0 });
    assert_eq!(Names::from_cdr(&wrong).map(drop), Err(error));
}

#[test]
fn big_endian_and_xcdr2_bodies_decode() {
    #[derive(ShmMessage, Debug, PartialEq)]
    struct Three {
        small: u8,
        wide: f64,
        name: String,
    }
    let expected = Three { small: 1, wide: 1.5, name: "ab".into() };
    let big = [
        &[0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0][..],
        &1.5f64.to_be_bytes(),
        &[0, 0, 0, 3, b'a', b'b', 0],
    ]
    .concat();
    assert_eq!(Three::from_cdr(&big).unwrap(), expected);
    // XCDR2 aligns 8-byte primitives to 4.
    let xcdr2 =
        [&[0, 7, 0, 0, 1, 0, 0, 0][..], &1.5f64.to_le_bytes(), &[3, 0, 0, 0, b'a', b'b', 0]]
            .concat();
    assert_eq!(Three::from_cdr(&xcdr2).unwrap(), expected);
    let xcdr2_big =
        [&[0, 6, 0, 0, 1, 0, 0, 0][..], &1.5f64.to_be_bytes(), &[0, 0, 0, 3, b'a', b'b', 0]]
            .concat();
    assert_eq!(Three::from_cdr(&xcdr2_big).unwrap(), expected);
}

#[test]
fn buffers_share_the_memory_they_were_decoded_from() {
    let payload = ZBuf::from(mixed().to_cdr().unwrap());
    let decoded = Mixed::from_zbuf(&payload).unwrap();
    assert_eq!(decoded, mixed());
    assert!(shares(&decoded.data, &payload));

    #[derive(ShmMessage)]
    struct Batch {
        parts: Vec<ZBuf>,
    }
    let batch = Batch { parts: vec![vec![1, 2, 3].into(), vec![4].into()] };
    let payload = ZBuf::from(batch.to_cdr().unwrap());
    let decoded = Batch::from_zbuf(&payload).unwrap();
    assert_eq!(decoded.parts, batch.parts);
    assert!(decoded.parts.iter().all(|part| shares(part, &payload)));
}

fn shares(field: &ZBuf, payload: &ZBuf) -> bool {
    let whole = payload.zslices().next().unwrap().as_ptr_range();
    let field = field.zslices().next().unwrap().as_ptr_range();
    whole.start <= field.start && field.end <= whole.end
}

/// Says what it is told to say.
#[derive(ShmMessage, Debug, PartialEq)]
#[shm(type_name = "demo_msgs/msg/Guess", size = manual)]
struct Guess {
    claimed: u64,
    data: Vec<u8>,
}

impl SizeEstimation for Guess {
    fn estimated_serialized_size(&self) -> usize {
        self.claimed as usize
    }
}

#[test]
fn a_size_written_by_hand_is_trimmed_or_refused() {
    let guess = |claimed| Guess { claimed, data: vec![1, 2, 3] };
    assert_eq!(guess(100).to_cdr().unwrap().len(), 4 + 8 + 4 + 3);
    for claimed in 0..19 {
        assert_eq!(
            guess(claimed).to_cdr(),
            Err(EncodeError::SizeTooSmall { estimated: claimed as usize, needed: 19 })
        );
    }
    // Nested, the length is our own.
    #[derive(ShmMessage, Debug, PartialEq)]
    struct Outer {
        first: u8,
        guess: Guess,
    }
    let outer = Outer { first: 1, guess: guess(0) };
    assert_eq!(outer.to_cdr().unwrap().len(), 4 + 8 + 8 + 4 + 3);
}

#[test]
fn arrays_of_arrays_are_described_as_messages_with_one_field() {
    #[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
    #[shm(type_name = "demo_msgs/msg/Boxes")]
    struct Boxes {
        boxes: Vec<[f32; 4]>,
    }
    mod as_in_ros {
        use super::*;
        #[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
        #[shm(type_name = "demo_msgs/msg/Float32Array4")]
        pub(crate) struct Float32Array4 {
            pub(crate) data: [f32; 4],
        }
        #[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
        #[shm(type_name = "demo_msgs/msg/Boxes")]
        pub(crate) struct Boxes {
            pub(crate) boxes: Vec<Float32Array4>,
        }
    }
    let data = [1.0, 2.0, 3.0, 4.0];
    let ours = Boxes { boxes: vec![data; 2] };
    let theirs = as_in_ros::Boxes { boxes: vec![as_in_ros::Float32Array4 { data }; 2] };
    assert_eq!(Boxes::type_hash(), as_in_ros::Boxes::type_hash());
    assert_eq!(ours.to_cdr().unwrap(), theirs.to_cdr().unwrap());
}

#[test]
fn empty_structs_take_one_byte() {
    #[derive(ShmMessage, Clone, Debug, PartialEq)]
    struct Nothing {}
    #[derive(ShmMessage, Clone, Debug, PartialEq)]
    struct Nothings {
        first: u32,
        all: Vec<Nothing>,
        last: u32,
    }
    let message = Nothings { first: 1, all: vec![Nothing {}; 3], last: 2 };
    let bytes = message.to_cdr().unwrap();
    assert_eq!(bytes[4..], [1, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0]);
    assert_eq!(Nothings::from_cdr(&bytes).unwrap(), message);
}

#[test]
fn a_sink_of_the_user_works() {
    /// Keeps a count of what it is given.
    struct Counting(Vec<u8>, usize);
    impl ShmSink for Counting {
        fn reserve(&mut self, len: usize) -> Result<shm_cdr::Room<'_>, EncodeError> {
            ShmSink::reserve(&mut self.0, len)
        }
        unsafe fn commit(&mut self, len: usize) {
            self.1 += len;
            // SAFETY: as for this function.
            unsafe { ShmSink::commit(&mut self.0, len) };
        }
    }
    let mut sink = Counting(Vec::new(), 0);
    mixed().write_to(&mut sink).unwrap();
    mixed().write_to(&mut sink).unwrap();
    assert_eq!(sink.1, 2 * mixed().estimated_serialized_size());
    assert_eq!(sink.0.len(), sink.1);
}

#[derive(ShmMessage, Clone, Copy, Debug, PartialEq)]
#[repr(i16)]
enum Level {
    Low = -300,
    Middle,
    High = 7,
}

#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
struct Meters(f64);

#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
struct Names(#[shm(max_len = 2, max_item_len = 3)] Vec<String>);

#[derive(ShmMessage, Clone, Debug, PartialEq)]
#[shm(type_name = "demo_msgs/msg/Pair")]
struct Pair<A, const N: usize> {
    first: A,
    rest: [A; N],
}

#[derive(ShmMessage, Clone, Debug, PartialEq)]
#[shm(type_name = "demo_msgs/msg/Kinds")]
struct Kinds {
    level: Level,
    levels: Vec<Level>,
    distance: Meters,
    names: Names,
    numbers: Pair<u16, 2>,
    #[shm(max_len = 4)]
    wide: WString,
    #[shm(max_item_len = 2)]
    pair: [WString; 2],
}

fn kinds() -> Kinds {
    Kinds {
        level: Level::Middle,
        levels: vec![Level::Low, Level::High],
        distance: Meters(1.5),
        names: Names(vec!["abc".into(), String::new()]),
        numbers: Pair { first: 1, rest: [2, 3] },
        wide: "aä𝄞".into(),
        pair: ["".into(), "xy".into()],
    }
}

#[test]
fn enums_newtypes_generics_and_wide_strings_are_written_as_what_they_stand_for() {
    #[derive(ShmMessage, Clone, Debug, PartialEq)]
    struct Pair {
        first: u16,
        rest: [u16; 2],
    }
    #[derive(ShmMessage, Clone, Debug, PartialEq)]
    struct Plain {
        level: i16,
        levels: Vec<i16>,
        distance: f64,
        names: Vec<String>,
        numbers: Pair,
        wide: Vec<u32>,
        pair: [Vec<u32>; 2],
    }
    let plain = Plain {
        level: -299,
        levels: vec![-300, 7],
        distance: 1.5,
        names: vec!["abc".into(), String::new()],
        numbers: Pair { first: 1, rest: [2, 3] },
        // Two units for what lies beyond U+FFFF, four bytes for each.
        wide: vec!['a' as u32, 'ä' as u32, 0xD834, 0xDD1E],
        pair: [vec![], vec!['x' as u32, 'y' as u32]],
    };
    let bytes = kinds().to_cdr().unwrap();
    assert_eq!(bytes, plain.to_cdr().unwrap());
    assert_eq!(bytes.len(), kinds().estimated_serialized_size());
    assert_eq!(Kinds::from_cdr(&bytes).unwrap(), kinds());
}

#[test]
fn bounds_of_items_and_of_wide_strings_name_the_item() {
    let refused = |kinds: Kinds| kinds.to_cdr().unwrap_err().to_string();
    let long = Kinds { names: Names(vec!["a".into(), "abcd".into()]), ..kinds() };
    assert_eq!(refused(long), "field `names[1]` has 4 elements, the limit is 3");
    let many = Kinds { names: Names(vec![String::new(); 3]), ..kinds() };
    assert_eq!(refused(many), "field `names` has 3 elements, the limit is 2");
    let wide = Kinds { wide: "abc𝄞".into(), ..kinds() };
    assert_eq!(refused(wide), "field `wide` has 5 elements, the limit is 4");
    let pair = Kinds { pair: ["".into(), "abc".into()], ..kinds() };
    assert_eq!(refused(pair), "field `pair[1]` has 3 elements, the limit is 2");

    #[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
    struct Loose {
        names: Vec<String>,
    }
    #[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
    struct Strict {
        names: Names,
    }
    let loose = Loose { names: vec!["a".into(), "abcd".into()] };
    let error = Strict::from_cdr(&loose.to_cdr().unwrap()).unwrap_err();
    assert_eq!(error.kind(), &DecodeErrorKind::TooLong { len: 4, max: 3 });
    assert_eq!(error.field(), "names[1]");
}

#[test]
fn an_unknown_value_of_an_enum_is_an_error() {
    let mut bytes = kinds().to_cdr().unwrap();
    bytes[4] = 0;
    let error = Kinds::from_cdr(&bytes).unwrap_err();
    assert_eq!(error.kind(), &DecodeErrorKind::UnknownVariant { value: -512 });
    assert_eq!((error.field(), error.offset()), ("level", 4));

    let mut bytes = kinds().to_cdr().unwrap();
    // header, level, padding, length, first element
    bytes[4 + 2 + 2 + 4 + 2] = 99;
    let error = Kinds::from_cdr(&bytes).unwrap_err();
    assert_eq!(error.kind(), &DecodeErrorKind::UnknownVariant { value: 99 });
    assert_eq!((error.field(), error.offset()), ("levels[1]", 14));
}

#[test]
fn units_that_are_not_utf16_are_an_error() {
    #[derive(ShmMessage, Debug, PartialEq)]
    struct Wide {
        text: WString,
    }
    #[derive(ShmMessage, Debug, PartialEq)]
    struct Units {
        text: Vec<u32>,
    }
    let good = Units { text: vec![0xD834, 0xDD1E, 0x61] }.to_cdr().unwrap();
    assert_eq!(&*Wide::from_cdr(&good).unwrap().text, "𝄞a");
    for (text, unit, index) in [
        (vec![0x61, 0xD834], 0xD834, 1),
        (vec![0xD834, 0x61], 0xD834, 0),
        (vec![0xDD1E], 0xDD1E, 0),
        (vec![0x61, 0x1_0000], 0x1_0000, 1),
        (vec![0xD834, 0xD834, 0xDD1E], 0xD834, 0),
    ] {
        let error = Wide::from_cdr(&Units { text }.to_cdr().unwrap()).unwrap_err();
        assert_eq!(error.kind(), &DecodeErrorKind::InvalidUtf16 { unit });
        assert_eq!((error.field(), error.offset()), ("text", 8 + 4 * index));
    }
}

#[test]
fn a_definition_is_text_with_all_that_it_refers_to() {
    assert_eq!(
        ros_z_msgs::sensor_msgs::PointCloud2::definition(),
        "std_msgs/Header header\n\
         uint32 height\n\
         uint32 width\n\
         sensor_msgs/PointField[] fields\n\
         bool is_bigendian\n\
         uint32 point_step\n\
         uint32 row_step\n\
         uint8[] data\n\
         bool is_dense\n\
         ================================================================================\n\
         MSG: builtin_interfaces/Time\n\
         int32 sec\n\
         uint32 nanosec\n\
         ================================================================================\n\
         MSG: sensor_msgs/PointField\n\
         string name\n\
         uint32 offset\n\
         uint8 datatype\n\
         uint32 count\n\
         ================================================================================\n\
         MSG: std_msgs/Header\n\
         builtin_interfaces/Time stamp\n\
         string frame_id\n"
    );
    #[derive(ShmMessage)]
    #[shm(type_name = "demo_msgs/msg/Bounds")]
    struct Bounds {
        #[shm(max_len = 3)]
        text: String,
        #[shm(max_len = 4, max_item_len = 5)]
        texts: Vec<WString>,
        #[shm(kind = "byte")]
        bytes: [u8; 6],
        numbers: [f64; 2],
        r#type: i8,
    }
    assert_eq!(
        Bounds::definition(),
        "string<=3 text\nwstring<=5[<=4] texts\nbyte[6] bytes\nfloat64[2] numbers\nint8 type\n"
    );
    assert_eq!(ros_z_msgs::std_msgs::Empty::definition(), "");
}

#[test]
fn what_stands_around_a_buffer_is_encoded_for_this_message_only() {
    let message = mixed();
    let bytes = message.to_cdr().unwrap();
    let mut field = None;
    let size = visit_buffers(&message, |_, found| field = Some(found));
    assert_eq!(size, bytes.len());
    let field = field.unwrap();
    let around = field.encode_around(&message, size).unwrap();
    assert_eq!(around.tail(), &bytes[field.range().end..]);
    assert_eq!(around.into_head(), bytes[..field.range().start]);

    for wrong in [0, size - 1, size + 1] {
        let error = field.encode_around(&message, wrong).unwrap_err();
        assert!(matches!(error, EncodeError::NoRoom { .. }), "{error}");
    }
    let longer = Mixed { names: vec!["another, longer name".into()], ..mixed() };
    let error = field.encode_around(&longer, size).unwrap_err();
    assert!(matches!(error, EncodeError::NoRoom { .. }), "{error}");
}

#[test]
fn strings_that_are_not_utf8_are_refused_or_kept() {
    #[derive(ShmMessage, Clone, Debug, PartialEq)]
    #[shm(type_name = "demo_msgs/msg/Frame")]
    struct Frame {
        frame: RosString,
        #[shm(max_len = 4)]
        short: RosString,
        #[shm(max_item_len = 2)]
        all: Vec<RosString>,
        last: u8,
    }
    #[derive(ShmMessage, Clone, Debug, PartialEq)]
    #[shm(type_name = "demo_msgs/msg/Frame")]
    struct Strict {
        frame: String,
        #[shm(max_len = 4)]
        short: String,
        #[shm(max_item_len = 2)]
        all: Vec<String>,
        last: u8,
    }
    let latin = Frame {
        frame: b"Zur\xFCck"[..].to_vec().into(),
        short: "k\u{f6}".into(),
        all: vec![b"\xE4"[..].to_vec().into(), "".into()],
        last: 7,
    };
    let bytes = latin.to_cdr().unwrap();
    assert_eq!(bytes.len(), latin.estimated_serialized_size());
    assert_eq!(Frame::from_cdr(&bytes).unwrap(), latin);
    let mut used = Frame { frame: "before".into(), ..latin.clone() };
    used.decode_into(&bytes).unwrap();
    assert_eq!(used, latin);
    let view = Frame::view(&bytes).unwrap();
    assert_eq!((view.frame.as_bytes(), view.short.to_str()), (&b"Zur\xFCck"[..], Ok("k\u{f6}")));
    assert_eq!(view.frame.to_string(), "Zur\u{FFFD}ck");
    assert_eq!(format!("{:?}", view.frame), r#""Zur\xfcck""#);
    assert_eq!(Frame::from_view(&view).unwrap(), latin);

    let error = Strict::from_cdr(&bytes).unwrap_err();
    assert_eq!((error.field(), error.offset()), ("frame", 4 + 4 + 3));
    assert_eq!(error.kind(), &DecodeErrorKind::InvalidUtf8 { valid_up_to: 3 });
    assert_eq!(Strict::view(&bytes).unwrap_err(), error);

    // The same type and the same bytes as a `String`, and the same bounds.
    assert_eq!(Frame::type_hash(), Strict::type_hash());
    let ascii = Strict { frame: "a".into(), short: "b".into(), all: vec!["c".into()], last: 8 };
    let bytes = ascii.to_cdr().unwrap();
    assert_eq!(Frame::from_cdr(&bytes).unwrap().to_cdr().unwrap(), bytes);
    let long = Frame { short: b"\xFF\xFF\xFF\xFF\xFF"[..].to_vec().into(), ..latin.clone() };
    let error = long.to_cdr().unwrap_err();
    assert_eq!(error, EncodeError::TooLong { field: "short".into(), len: 5, max: 4 });
    let long = Frame { all: vec!["abc".into()], ..latin };
    let error = long.to_cdr().unwrap_err();
    assert_eq!(error, EncodeError::TooLong { field: "all[0]".into(), len: 3, max: 2 });
}

/// A generic struct with a name: two types of it are two messages, and have one name.
#[derive(ShmMessage, Clone, Debug, Default)]
#[shm(type_name = "demo_msgs/msg/Both")]
struct Both {
    first: Single<u16>,
    second: Vec<Single<f64>>,
}

#[derive(ShmMessage, Clone, Debug, Default)]
#[shm(type_name = "demo_msgs/msg/Single")]
struct Single<T> {
    value: T,
}

#[test]
#[should_panic = "`codec::Single<f64>` and another type are both called `demo_msgs/msg/Single`"]
fn two_types_with_one_name_and_different_fields_have_no_hash() {
    Both::type_hash();
}

// They are the same for ROS: whoever has a struct of their own for a message that a package has.
#[test]
fn two_types_with_one_name_and_the_same_fields_are_one() {
    #[derive(ShmMessage, Default)]
    #[shm(type_name = "demo_msgs/msg/Single")]
    struct Own {
        value: u16,
    }
    #[derive(ShmMessage, Default)]
    #[shm(type_name = "demo_msgs/msg/Mine")]
    struct Mine {
        first: Single<u16>,
        second: Own,
    }
    let definition = "demo_msgs/Single first\ndemo_msgs/Single second\n";
    assert!(Mine::definition().starts_with(definition), "{}", Mine::definition());
    assert_eq!(Mine::definition().matches("MSG: ").count(), 1);
}

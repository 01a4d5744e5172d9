//! Properties of derived structs over all kinds of fields, at every start offset.

use proptest::collection::vec;
use proptest::prelude::*;
use ros_z_tests::shared;
use shm_cdr::{DecodeError, DecodeErrorKind, ShmMessage, Value, ZBuf};

/// Fixed-size: every primitive, in an order that needs padding.
#[derive(ShmMessage, Clone, Debug, PartialEq)]
struct Primitives {
    a: bool,
    b: i64,
    c: u8,
    d: f32,
    e: i16,
    f: u64,
    g: i8,
    h: f64,
    i: u16,
    j: i32,
    k: u32,
}

/// Fixed-size and plain at some offsets only.
#[derive(ShmMessage, Clone, Debug, PartialEq)]
struct Moving {
    sec: i32,
    nanosec: u32,
    value: f64,
}

/// Fixed-size and plain wherever it is aligned.
#[derive(ShmMessage, Clone, Debug, PartialEq)]
struct Plain {
    x: f32,
    y: f32,
    z: f32,
}

/// Fixed-size with nested structs and arrays.
#[derive(ShmMessage, Clone, Debug, PartialEq)]
struct Nested {
    small: u8,
    moving: [Moving; 2],
    plain: [Plain; 3],
    flags: [bool; 3],
    wide: [[u16; 2]; 3],
}

#[derive(ShmMessage, Clone, Debug, PartialEq)]
struct Empty {}

/// Dynamic: strings and sequences, with runs of fixed-size fields between them.
#[derive(ShmMessage, Clone, Debug, PartialEq)]
struct Dynamic {
    first: u16,
    name: String,
    x: u8,
    y: f64,
    names: Vec<String>,
    empty: Empty,
    moving: Vec<Moving>,
    plain: Vec<Plain>,
    bools: Vec<bool>,
    nested: Vec<Nested>,
    bytes: ZBuf,
    empties: Vec<Empty>,
    lists: Vec<Vec<u16>>,
    pair: [String; 2],
    last: i64,
}

#[derive(ShmMessage, Clone, Debug, PartialEq)]
struct Deep {
    flag: bool,
    all: Vec<Dynamic>,
    one: Dynamic,
    end: u8,
}

prop_compose! {
    fn primitives()(
        (a, b, c, d, e) in any::<(bool, i64, u8, i16, i16)>(),
        (f, g, h, i, j, k) in any::<(u64, i8, i32, u16, i32, u32)>(),
    ) -> Primitives {
        let (d, h) = (f32::from(d), f64::from(h));
        Primitives { a, b, c, d, e, f, g, h, i, j, k }
    }
}

prop_compose! {
    fn moving()((sec, nanosec, value) in any::<(i32, u32, i32)>()) -> Moving {
        Moving { sec, nanosec, value: f64::from(value) }
    }
}

prop_compose! {
    fn plain()((x, y, z) in any::<(i16, i16, i16)>()) -> Plain {
        Plain { x: x.into(), y: y.into(), z: z.into() }
    }
}

prop_compose! {
    fn nested()(
        small in any::<u8>(),
        moving in [moving(), moving()],
        plain in [plain(), plain(), plain()],
        flags in any::<[bool; 3]>(),
        wide in any::<[[u16; 2]; 3]>(),
    ) -> Nested {
        Nested { small, moving, plain, flags, wide }
    }
}

prop_compose! {
    fn dynamic()(
        (first, x, y, last) in any::<(u16, u8, i32, i64)>(),
        (name, pair) in (".{0,9}", [".{0,3}", ".{0,3}"]),
        names in vec(".{0,5}", 0..4),
        moving in vec(moving(), 0..4),
        plain in vec(plain(), 0..4),
        bools in vec(any::<bool>(), 0..6),
        nested in vec(nested(), 0..3),
        bytes in vec(any::<u8>(), 0..20),
        empties in 0..3usize,
        lists in vec(vec(any::<u16>(), 0..3), 0..3),
    ) -> Dynamic {
        Dynamic {
            first, name, x, y: y.into(), names, empty: Empty {}, moving, plain, bools, nested,
            bytes: bytes.into(), empties: vec![Empty {}; empties], lists, pair, last,
        }
    }
}

prop_compose! {
    fn deep()(
        flag in any::<bool>(),
        all in vec(dynamic(), 0..3),
        one in dynamic(),
        end in any::<u8>(),
    ) -> Deep {
        Deep { flag, all, one, end }
    }
}

/// Size, sinks and round trip of a message.
fn check<T: ShmMessage + PartialEq + std::fmt::Debug>(message: &T) -> Vec<u8> {
    let bytes = message.to_cdr().unwrap();
    assert_eq!(bytes.len(), message.estimated_serialized_size());
    assert_eq!(&T::from_cdr(&bytes).unwrap(), message);
    assert_eq!(&T::from_zbuf(&ZBuf::from(bytes.clone())).unwrap(), message);

    assert_eq!(&T::from_view(&T::view(&bytes).unwrap()).unwrap(), message);

    let mut slice = vec![0xAA; bytes.len()];
    let written = message.write_to(&mut slice.as_mut_slice()).unwrap();
    assert_eq!((written, &slice), (bytes.len(), &bytes));

    assert!(shared::is_written_so(message, &bytes));

    for end in 0..bytes.len() {
        same_verdict::<T>(&bytes[..end]);
    }
    // A few cuts of each message; over all messages they are everywhere.
    for end in (0..bytes.len()).step_by(bytes.len() / 3 + 1) {
        in_parts::<T>(&bytes, &[end]);
        in_parts::<T>(&bytes, &[end / 2, end, end, end + (bytes.len() - end) / 2]);
    }
    bytes
}

/// Decodes and views bytes that are cut into parts: nothing but gathering depends on it.
fn in_parts<T: ShmMessage + PartialEq + std::fmt::Debug>(bytes: &[u8], cuts: &[usize]) {
    let mut parts = ZBuf::empty();
    let starts = std::iter::once(0).chain(cuts.iter().copied());
    for (start, end) in starts.zip(cuts.iter().copied().chain([bytes.len()])) {
        // Each in memory of its own, and empty ones too.
        parts.push_zslice(bytes[start..end].to_vec().into());
    }
    let encoded = |message: Result<T, DecodeError>| message.map(|message| message.to_cdr());
    assert_eq!(encoded(T::from_zbuf(&parts)), encoded(T::from_cdr(bytes)), "{cuts:?}");
    match T::view_zbuf(&parts) {
        Err(error) if matches!(error.kind(), DecodeErrorKind::Split { .. }) => {}
        view => {
            let viewed = view.map(|view| T::from_view(&view).unwrap());
            assert_eq!(encoded(viewed), encoded(T::from_cdr(bytes)), "{cuts:?}");
        }
    }
}

/// Decodes and views bytes that may be anything: both succeed, or fail alike.
fn same_verdict<T: ShmMessage + PartialEq + std::fmt::Debug>(bytes: &[u8]) {
    match (T::from_cdr(bytes), T::view(bytes)) {
        // By their bytes: a float that is not a number differs from itself.
        (Ok(message), Ok(view)) => {
            let viewed = T::from_view(&view).unwrap();
            assert_eq!(viewed.to_cdr(), message.to_cdr(), "{viewed:?} is not {message:?}");
        }
        (owned, view) => assert_eq!(owned.map(drop), view.map(drop)),
    }
}

/// The bytes of `value` behind `$offset` other bytes, with one byte behind it.
macro_rules! at_offset {
    ($value:expr, $type:ty, $offset:literal) => {{
        #[derive(ShmMessage, Clone, Debug, PartialEq)]
        struct At {
            before: [u8; $offset],
            value: $type,
            after: u8,
        }
        let at = At { before: [0xBB; $offset], value: $value.clone(), after: 0xEE };
        let bytes = check(&at);
        assert_eq!(bytes.len(), 4 + $value.end($offset) + 1);
        assert_eq!(bytes.last(), Some(&0xEE));
        bytes[4 + $offset..].to_vec()
    }};
}

/// Checks a value at every start offset; aligned to 8 the bytes are those without offset.
macro_rules! everywhere {
    ($value:expr, $type:ty) => {{
        let value: $type = $value;
        let alone = check(&value);
        at_offset!(value, $type, 1);
        at_offset!(value, $type, 2);
        at_offset!(value, $type, 3);
        at_offset!(value, $type, 4);
        at_offset!(value, $type, 5);
        at_offset!(value, $type, 6);
        at_offset!(value, $type, 7);
        let aligned = at_offset!(value, $type, 8);
        assert_eq!(aligned[..aligned.len() - 1], alone[4..]);
        // Fixed-size sequences take the path of whole copies, single values do not.
        at_offset!(vec![value.clone(); 3], Vec<$type>, 1);
        at_offset!(vec![value.clone(); 3], Vec<$type>, 8);
        at_offset!([value.clone(), value.clone()], [$type; 2], 4);
    }};
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn primitives_everywhere(value in primitives()) {
        everywhere!(value, Primitives);
    }

    #[test]
    fn moving_everywhere(value in moving()) {
        everywhere!(value, Moving);
    }

    #[test]
    fn plain_everywhere(value in plain()) {
        everywhere!(value, Plain);
    }

    #[test]
    fn nested_everywhere(value in nested()) {
        everywhere!(value, Nested);
    }

    #[test]
    fn dynamic_everywhere(value in dynamic()) {
        everywhere!(value, Dynamic);
    }

    #[test]
    fn deep_everywhere(value in deep()) {
        check(&value);
        at_offset!(value, Deep, 3);
    }

    #[test]
    fn garbage_never_panics(bytes in vec(any::<u8>(), 0..200)) {
        let mut message = vec![0, 1, 0, 0];
        message.extend(&bytes);
        for encapsulation in [0, 1, 6, 7] {
            message[1] = encapsulation;
            same_verdict::<Deep>(&message);
            same_verdict::<Dynamic>(&message);
            same_verdict::<Nested>(&message);
        }
        same_verdict::<Deep>(&bytes);
        for cut in (0..message.len()).step_by(17) {
            in_parts::<Dynamic>(&message, &[cut]);
        }
    }

    #[test]
    fn changed_bytes_never_panic(message in deep(), at in any::<u16>(), byte in any::<u8>()) {
        let mut bytes = message.to_cdr().unwrap();
        let at = usize::from(at) % bytes.len();
        bytes[at] = byte;
        same_verdict::<Deep>(&bytes);
        in_parts::<Deep>(&bytes, &[at]);
    }
}

// Changed bytes made a `NaN` out of a number, and two of them are never equal.
#[test]
fn views_and_messages_agree_on_values_that_differ_from_themselves() {
    let mut bytes = Plain { x: 1.0, y: 2.0, z: 3.0 }.to_cdr().unwrap();
    bytes[4..8].copy_from_slice(&f32::NAN.to_le_bytes());
    same_verdict::<Plain>(&bytes);
}

// A part may end in the middle of the message, but every value lies whole in one of them, the
// large one at the beginning of its own: nothing is gathered, and everything borrowed.
#[test]
fn a_buffer_that_is_a_part_of_its_own_is_borrowed_and_shared() {
    #[derive(ShmMessage, Clone, Debug, PartialEq)]
    struct Frame {
        name: String,
        data: ZBuf,
        values: Vec<f64>,
        end: u16,
    }
    for len in 0..9 {
        let data: Vec<u8> = (1..40).collect();
        let name = "x".repeat(len);
        let frame = Frame { name, data: data.into(), values: vec![0.5; 3], end: 7 };
        let bytes = frame.to_cdr().unwrap();
        let start = bytes.windows(3).position(|window| window == [1, 2, 3]).unwrap();
        let mut parts = ZBuf::from(bytes[..start].to_vec());
        parts.push_zslice(bytes[start..start + 39].to_vec().into());
        parts.push_zslice(bytes[start + 39..].to_vec().into());
        let place = parts.zslices().nth(1).unwrap().as_slice().as_ptr_range();

        let view = Frame::view_zbuf(&parts).unwrap();
        assert_eq!(view.data.as_ptr_range(), place);
        assert_eq!(view.values.iter().collect::<Vec<_>>(), frame.values);
        assert_eq!(view.values.get(2), Some(0.5));
        assert_eq!(view.values.to_vec(), frame.values);
        let owned = Frame::from_zbuf(&parts).unwrap();
        assert_eq!(owned.data.to_zslice().as_slice().as_ptr_range(), place);
        assert_eq!(owned, frame);
    }
}

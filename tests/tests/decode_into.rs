//! Decoding into a message that is used again, and decoding that fails half way.

use std::cell::Cell;
use std::fmt::Debug;
use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use ros_z_msgs::diagnostic_msgs::{DiagnosticArray, DiagnosticStatus, KeyValue};
use ros_z_msgs::sensor_msgs::JointState;
use ros_z_tests::memory::{Counting, asked};
use shm_cdr::{DecodeErrorKind, RosString, ShmMessage, WString, ZBuf};
use zenoh_buffers::ZSlice;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[derive(ShmMessage, Clone, Copy, Debug, PartialEq)]
#[repr(u16)]
enum Mode {
    Idle = 3,
    Busy = 7,
}

/// Plain, and with a value that not every byte is.
#[derive(ShmMessage, Clone, Copy, Debug, PartialEq)]
struct Fixed {
    on: bool,
    number: u32,
    mode: Mode,
    grid: [[i16; 2]; 2],
}

/// A field of every kind.
#[derive(ShmMessage, Clone, Debug, PartialEq)]
struct All {
    first: u16,
    second: u16,
    name: String,
    wide: WString,
    any: RosString,
    data: ZBuf,
    fixed: Fixed,
    rows: Vec<Fixed>,
    values: Vec<f64>,
    flags: Vec<bool>,
    names: Vec<String>,
    lists: Vec<Vec<u16>>,
    pair: [String; 2],
    #[shm(max_len = 5)]
    short: String,
    #[shm(max_len = 3)]
    few: Vec<String>,
    #[shm(max_item_len = 3)]
    words: Vec<String>,
    last: u8,
}

prop_compose! {
    fn fixed()(
        on in any::<bool>(),
        number in any::<u32>(),
        is_idle in any::<bool>(),
        grid in any::<[[i16; 2]; 2]>(),
    ) -> Fixed {
        Fixed { on, number, mode: if is_idle { Mode::Idle } else { Mode::Busy }, grid }
    }
}

prop_compose! {
    fn all()(
        (first, second, last) in any::<(u16, u16, u8)>(),
        any in vec(any::<u8>(), 0..20),
        (name, wide, pair) in (".{0,40}", ".{0,9}", [".{0,3}", ".{0,20}"]),
        (short, few, words) in ("[a-z]{0,5}", vec(".{0,3}", 0..=3), vec("[a-z]{0,3}", 0..4)),
        (data, values) in (vec(any::<u8>(), 0..20), vec(-9i32..9, 0..4)),
        (fixed, rows) in (fixed(), vec(fixed(), 0..4)),
        flags in vec(any::<bool>(), 0..6),
        names in vec(".{0,18}", 0..4),
        lists in vec(vec(any::<u16>(), 0..3), 0..3),
    ) -> All {
        All {
            first, second, name, wide: wide.into(), any: any.into(), data: data.into(), fixed, rows,
            values: values.into_iter().map(f64::from).collect(), flags, names, lists, pair, short,
            few, words, last,
        }
    }
}

/// Whether a message can be written, and read as what it is.
fn assert_valid<T: ShmMessage + PartialEq + Debug>(message: &T) {
    assert_eq!(T::from_cdr(&message.to_cdr().unwrap()).as_ref(), Ok(message));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn what_was_there_before_does_not_matter(before in all(), after in all(), cut in any::<u16>()) {
        let bytes = after.to_cdr().unwrap();
        let mut message = before.clone();
        message.decode_into(&bytes).unwrap();
        prop_assert_eq!(&message, &after);

        let mut message = before.clone();
        message.decode_zbuf_into(&ZBuf::from(bytes.clone())).unwrap();
        prop_assert_eq!(&message, &after);

        // In parts, of which one begins within a value.
        let (first, second) = bytes.split_at(usize::from(cut) % bytes.len());
        let mut parts = ZBuf::from(first.to_vec());
        parts.push_zslice(second.to_vec().into());
        let mut message = before.clone();
        message.decode_zbuf_into(&parts).unwrap();
        prop_assert_eq!(&message, &after);
    }

    #[test]
    fn a_failed_decode_leaves_a_valid_message(
        before in all(),
        after in all(),
        at in any::<u16>(),
        byte in any::<u8>(),
        cut in any::<u16>(),
        encapsulation in prop_oneof![Just(0u8), Just(1), Just(6), Just(7)],
    ) {
        let mut bytes = after.to_cdr().unwrap();
        let at = usize::from(at) % bytes.len();
        bytes[at] = byte;
        bytes[1] = encapsulation;
        let cut = usize::from(cut) % bytes.len();
        for bytes in [&bytes[..], &bytes[..cut]] {
            let mut message = before.clone();
            // By their bytes: a float that is not a number differs from itself.
            let result = message.decode_into(bytes).map(|()| message.to_cdr());
            prop_assert_eq!(result, All::from_cdr(bytes).map(|message| message.to_cdr()));
            message.to_cdr().unwrap();
        }
    }
}

#[test]
fn a_message_as_large_as_before_allocates_nothing() {
    let status = |name: &str| DiagnosticStatus {
        name: name.into(),
        values: vec![KeyValue { key: "temperature".into(), value: "41.5".into() }; 3],
        ..Default::default()
    };
    let large = DiagnosticArray {
        status: vec![status("left wheel motor"), status("arm")],
        ..Default::default()
    };
    let small =
        DiagnosticArray { status: vec![status("wheel"), status("leg")], ..Default::default() };
    let mut message = large.clone();
    let bytes = small.to_cdr().unwrap();
    assert_eq!(asked(|| message.decode_into(&bytes).unwrap()), 0);
    assert_eq!(message, small);
    let bytes = large.to_cdr().unwrap();
    assert_eq!(asked(|| message.decode_into(&bytes).unwrap()), 0);
    assert_eq!(message, large);

    let joints = JointState {
        name: vec!["shoulder".into(), "elbow".into()],
        position: vec![0.5, 1.5],
        ..Default::default()
    };
    let bytes = joints.to_cdr().unwrap();
    let mut message = joints.clone();
    assert_eq!(asked(|| message.decode_into(&bytes).unwrap()), 0);
    assert_eq!(message, joints);
}

// The number of a sequence is refused before any of it is read.
#[test]
fn a_field_beyond_its_bound_leaves_what_was_there() {
    #[derive(ShmMessage, Clone, Debug, PartialEq)]
    struct Unbounded {
        name: String,
        few: Vec<u8>,
        words: Vec<String>,
    }
    #[derive(ShmMessage, Clone, Debug, PartialEq)]
    struct Bounded {
        #[shm(max_len = 3)]
        name: String,
        #[shm(max_len = 2)]
        few: Vec<u8>,
        #[shm(max_item_len = 2)]
        words: Vec<String>,
    }
    let fits = Unbounded { name: "abc".into(), few: vec![1, 2], words: vec!["xy".into()] };
    let before = Bounded { name: "old".into(), few: vec![9], words: vec!["o".into()] };
    let long = [
        (Unbounded { name: "abcd".into(), ..fits.clone() }, "name", 4),
        (Unbounded { few: vec![1, 2, 3], ..fits.clone() }, "few", 3),
        (Unbounded { words: vec!["x".into(), "xyz".into()], ..fits.clone() }, "words[1]", 3),
    ];
    for (message, field, len) in long {
        let bytes = message.to_cdr().unwrap();
        let mut kept = before.clone();
        let error = kept.decode_into(&bytes).unwrap_err();
        assert_eq!(error.field(), field);
        let found =
            matches!(error.kind(), DecodeErrorKind::TooLong { len: found, .. } if *found == len);
        assert!(found, "{error}");
        assert_eq!(Bounded::from_cdr(&bytes).unwrap_err(), error);
        assert_eq!(Bounded::view(&bytes).unwrap_err(), error);
        assert_valid(&kept);
        match field {
            "name" => assert_eq!(kept, before),
            "few" => assert_eq!(kept.few, before.few),
            _ => assert_eq!(kept.words, before.words),
        }
    }
}

thread_local! {
    /// How many [`Counted`] have been dropped.
    static DROPPED: Cell<usize> = const { Cell::new(0) };
}

/// A byte that is counted when it is dropped.
#[derive(ShmMessage, Debug)]
struct Counted(u8);

impl Drop for Counted {
    fn drop(&mut self) {
        DROPPED.set(DROPPED.get() + 1);
    }
}

/// How many bytes `work` drops. None of them is made but by decoding.
fn dropped(work: impl FnOnce()) -> usize {
    let before = DROPPED.get();
    work();
    DROPPED.get() - before
}

/// Cuts an encoded message everywhere: of what was read up to there, everything is dropped.
fn assert_nothing_leaks<T: ShmMessage>(bytes: &[u8], read_before: impl Fn(usize) -> usize) {
    for end in 4..bytes.len() {
        let refused = || assert!(T::from_cdr(&bytes[..end]).is_err(), "{end} bytes");
        assert_eq!(dropped(refused), read_before(end - 4), "{end} bytes");
    }
}

#[test]
fn values_that_were_read_before_an_error_are_dropped() {
    #[derive(ShmMessage)]
    struct Row {
        a: Counted,
        on: bool,
        b: Counted,
    }
    #[derive(ShmMessage)]
    struct Array {
        rows: [Row; 2],
        text: String,
    }
    #[derive(ShmMessage)]
    struct Sequence {
        rows: Vec<Row>,
        end: u8,
    }
    #[derive(ShmMessage)]
    struct Lists {
        lists: [Vec<Counted>; 2],
    }
    // What is of a fixed size is not begun unless the input holds all of it.
    let counted = |len: usize| if len < 6 { 0 } else { 4 };
    assert_nothing_leaks::<Array>(b"\0\x01\0\0\x01\x01\x02\x03\0\x04\0\0\x02\0\0\0x\0", counted);

    // One by one where the wire form is another: here big-endian, each row three bytes.
    let counted = |len: usize| {
        let (rows, rest) = (len / 3, len % 3);
        (2 * rows + usize::from(rest > 0)).min(4)
    };
    assert_nothing_leaks::<Array>(b"\0\0\0\0\x01\x01\x02\x03\0\x04\0\0\0\0\0\x02x\0", counted);

    // More elements than the input can hold are refused before any is read.
    assert_nothing_leaks::<Sequence>(b"\0\x01\0\0\x02\0\0\0\x01\x01\x02\x03\0\x04\0", |len| {
        if len < 10 { 0 } else { 4 }
    });

    assert_nothing_leaks::<Lists>(b"\0\x01\0\0\x01\0\0\0\x07\0\0\0\x02\0\0\0\x08\x09", |len| {
        usize::from(len >= 5)
    });

    // A value that is none in the middle of a fixed-size struct, array and sequence.
    let bytes = b"\0\x01\0\0\x01\x01\x02\x03\x05\x04\0\0\x02\0\0\0x\0";
    assert_eq!(dropped(|| assert!(Array::from_cdr(bytes).is_err())), 3);
    let bytes = b"\0\x01\0\0\x02\0\0\0\x01\x01\x02\x03\x05\x04\0";
    assert_eq!(dropped(|| assert!(Sequence::from_cdr(bytes).is_err())), 3);
}

#[test]
fn values_in_a_used_message_are_dropped_once() {
    #[derive(ShmMessage)]
    struct Counts {
        one: Counted,
        many: Vec<Counted>,
        pair: [Counted; 2],
    }
    let bytes = b"\0\x01\0\0\x01\0\0\0\x03\0\0\0\x01\x02\x03\x04\x05";
    let mut message = Counts::from_cdr(bytes).unwrap();
    // Single ones are given another number; those of a sequence are made anew.
    let work = || message.decode_into(b"\0\x01\0\0\x01\0\0\0\x02\0\0\0\x01\x02\x03\x04").unwrap();
    assert_eq!(dropped(work), 3);
    assert_eq!(message.many.len(), 2);
    // An error drops nothing that stays: here the two of the sequence, which is empty then.
    let cut = b"\0\x01\0\0\x01\0\0\0\x02\0\0\0\x01\x02\x03";
    assert_eq!(dropped(|| assert!(message.decode_into(cut).is_err())), 2);
    assert_eq!(message.many.len(), 2);
    assert_eq!(dropped(|| drop(message)), 5);
}

#[test]
fn a_buffer_that_is_replaced_is_let_go() {
    #[derive(ShmMessage)]
    struct Frame {
        data: ZBuf,
    }
    let memory = Arc::new(vec![1_u8, 2, 3]);
    let mut frame = Frame { data: ZSlice::from(Arc::clone(&memory)).into() };
    frame.decode_into(b"\0\x01\0\0\x01\0\0\0\x07").unwrap();
    assert_eq!(Arc::strong_count(&memory), 1);
}

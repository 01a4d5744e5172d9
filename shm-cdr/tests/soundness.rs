//! What safe code and hostile input can do: nothing but get an error.

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::thread;

use shm_cdr::{
    DecodeErrorKind, EncodeError, Reservation, Room, ShmMessage, ShmSink, SizeEstimation, Value,
};

/// One byte on the wire and none in memory: there can be any number of them.
#[derive(ShmMessage, Clone, Copy, Debug, PartialEq)]
struct Empty {}

#[derive(ShmMessage, Debug, PartialEq)]
struct Rows<T> {
    rows: Vec<T>,
}

fn refused_for_its_size<T>(result: Result<T, EncodeError>) {
    let is_refused = match &result {
        Err(EncodeError::TooLarge { max }) => *max > isize::MAX as usize / 2,
        Err(EncodeError::NoRoom { needed, .. }) => *needed > 1 << 30,
        Err(EncodeError::TooLong { len, .. }) => *len > u32::MAX as usize,
        _ => false,
    };
    assert!(is_refused, "{:?}", result.err());
}

/// Neither counted nor written, wherever it should go.
fn cannot_be_written<T: ShmMessage>(message: &T) {
    assert!(message.estimated_serialized_size() > 1 << 30);
    refused_for_its_size(message.to_cdr());
    refused_for_its_size(message.write_to(&mut [0; 64].as_mut_slice()));
    refused_for_its_size(Reservation::of(message).write_into(vec![0; 64]));
}

// 2^24 times 2^40 bytes are 2^64, which is 0 for those who do not look.
#[cfg(target_pointer_width = "64")]
#[test]
fn lengths_of_elements_without_memory_do_not_wrap() {
    type Row = [Empty; 1 << 40];
    type Block = [Row; 1 << 23];
    type Twice = [Block; 2];
    let rows =
        |len: usize| Rows::<Row> { rows: vec![[[Empty {}; 1 << 40]; 1]; len].into_flattened() };
    cannot_be_written(&rows(1 << 24));
    assert!(matches!(rows(1 << 24).measure(), Err(EncodeError::TooLarge { .. })));
    cannot_be_written(&rows(3));
    cannot_be_written(&Rows::<Twice> { rows: vec![[[[Empty {}; 1 << 40]; 1 << 23]; 2]] });
    cannot_be_written(&Rows::<Block> {
        rows: vec![[[[Empty {}; 1 << 40]; 1 << 23]; 2]; 1].into_flattened(),
    });
    cannot_be_written(&Rows { rows: vec![[Empty {}; 1 << 33]].into_flattened() });

    // Several of them, each short enough by itself.
    let many = || vec![[Empty {}; 1 << 31]].into_flattened();
    let long = Rows { rows: vec![many(), many(), many()] };
    assert_eq!(long.estimated_serialized_size(), 4 + 4 + 3 * (4 + (1 << 31)));
    let longer = Rows { rows: vec![rows(1 << 22), rows(1 << 22), rows(1 << 22), rows(1 << 22)] };
    cannot_be_written(&longer);

    for bytes in [&[0, 1, 0, 0, 0, 0, 0, 1, 0, 0][..], &[0, 0, 0, 0, 1, 0, 0, 0, 0, 0]] {
        for error in [
            Rows::<Row>::from_cdr(bytes).unwrap_err(),
            Rows::<Twice>::from_cdr(bytes).unwrap_err(),
            Rows::<Twice>::view(bytes).map(drop).unwrap_err(),
        ] {
            assert!(matches!(error.kind(), DecodeErrorKind::LengthExceedsInput { .. }), "{error}");
        }
    }
    #[derive(ShmMessage, Debug)]
    struct Inline {
        all: Twice,
        end: u8,
    }
    cannot_be_written(&Inline { all: [[[Empty {}; 1 << 40]; 1 << 23]; 2], end: 7 });
    let error = Inline::from_cdr(&[0, 1, 0, 0, 1, 2, 3]).unwrap_err();
    assert_eq!((error.field(), error.offset()), ("all[0][0][3]", 7));
    assert_eq!(Inline::view(&[0, 1, 0, 0, 1, 2, 3]).unwrap_err(), error);
}

// Elements of 8 bytes have padding before them, which ends behind a message without elements.
#[test]
fn nothing_is_written_behind_a_message_without_elements() {
    let rows = Rows::<f64> { rows: Vec::new() };
    let mut memory = [0xAA; 16];
    for zeroed in [true, false] {
        let (reservation, field) = (Reservation::of(&rows), Rows::<f64>::fields().rows);
        let reservation = match zeroed {
            true => reservation.reserve(field, 0),
            false => reservation.reserve_unzeroed(field, 0),
        };
        let needed = reservation.serialized_size().unwrap();
        assert_eq!(needed, 8);
        reservation.write_into(&mut memory[..needed]).unwrap();
        assert_eq!(memory[needed..], [0xAA; 8]);
    }
}

/// A message that contains itself.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "demo_msgs/msg/Tree")]
struct Tree {
    value: u8,
    children: Vec<Tree>,
}

/// A tree with so many sequences one within the other.
fn tree(depth: usize) -> Tree {
    let leaf = Tree { value: 0, children: Vec::new() };
    (1..depth).fold(leaf, |child, _| Tree { value: 1, children: vec![child] })
}

const DEPTH: usize = 64;

#[test]
fn a_message_that_contains_itself_is_written_and_read_down_to_the_limit() {
    let tree = tree(DEPTH);
    let bytes = tree.to_cdr().unwrap();
    assert_eq!(bytes.len(), tree.estimated_serialized_size());
    assert_eq!(Tree::from_cdr(&bytes).unwrap(), tree);
    assert_eq!(Tree::from_view(&Tree::view(&bytes).unwrap()).unwrap(), tree);
    let loan = Reservation::of(&tree).write_into(vec![0; bytes.len()]).unwrap();
    assert_eq!(loan.into_buffer(), bytes);
    let wide = Tree { value: 0, children: vec![Tree::default(); 1000] };
    assert_eq!(Tree::from_cdr(&wide.to_cdr().unwrap()).unwrap(), wide);
    assert_eq!(Tree::definition(), "uint8 value\ndemo_msgs/Tree[] children\n");
}

/// A message that contains itself, and sequences beside that.
#[derive(ShmMessage, Debug, Default, PartialEq)]
struct Branch {
    names: Vec<String>,
    children: Vec<Branch>,
}

#[test]
fn the_deepest_sequence_is_measured_whatever_it_holds() {
    let leaf = Branch { names: vec!["deep".into(), "deeper".into()], children: Vec::new() };
    let tree = (1..DEPTH).fold(leaf, |child, _| Branch { names: vec![], children: vec![child] });
    let bytes = tree.to_cdr().unwrap();
    assert_eq!(bytes.len(), tree.estimated_serialized_size());
    assert_eq!(Branch::from_cdr(&bytes).unwrap(), tree);
    assert_eq!(Branch::from_view(&Branch::view(&bytes).unwrap()).unwrap(), tree);
}

#[test]
fn a_message_that_is_deeper_than_the_stack_is_measured_and_refused() {
    let mut deep = tree(200_000);
    assert!(deep.estimated_serialized_size() < 1000);
    assert!(matches!(deep.to_cdr(), Err(EncodeError::TooDeep { .. })));
    let error = Reservation::of(&deep).write_into(vec![0; 10_000]).unwrap_err();
    assert!(matches!(error, EncodeError::TooDeep { .. }));
    // To be dropped as a whole, it would need the stack, too.
    while let Some(child) = deep.children.pop() {
        deep = child;
    }
}

#[test]
fn a_message_that_contains_itself_too_often_is_refused() {
    let path = |count: usize| vec!["children"; count].join("[0].");
    let deep = tree(DEPTH + 1);
    let expected = EncodeError::TooDeep { field: path(DEPTH + 1), max: DEPTH };
    assert_eq!(deep.to_cdr().unwrap_err(), expected);
    assert_eq!(Reservation::of(&deep).write_into(vec![0; 10_000]).unwrap_err(), expected);

    for encapsulation in [0, 1, 6, 7] {
        // One byte, three of padding, and a length of 1 in either order, again and again.
        let one = if encapsulation % 2 == 0 { [0, 0, 0, 1] } else { [1, 0, 0, 0] };
        let level = [[0; 4], one].concat();
        let bytes = [&[0, encapsulation, 0, 0], level.repeat(100_000).as_slice()].concat();
        let error = Tree::from_cdr(&bytes).unwrap_err();
        assert_eq!(error.kind(), &DecodeErrorKind::TooDeep { max: DEPTH });
        assert_eq!((error.field(), error.offset()), (path(DEPTH + 1).as_str(), 4 + 8 * DEPTH + 4));
        assert_eq!(Tree::view(&bytes).map(drop), Err(error.clone()));
        assert_eq!(Tree::encoded_len(&bytes), Err(error));
    }
}

/// Claims what it is told to claim.
#[derive(ShmMessage, Debug)]
#[shm(size = manual)]
struct Claim {
    claimed: u64,
}

impl SizeEstimation for Claim {
    fn estimated_serialized_size(&self) -> usize {
        usize::try_from(self.claimed).unwrap_or(usize::MAX)
    }
}

#[test]
fn sizes_that_no_memory_has_are_errors_with_the_numbers() {
    for needed in
        [usize::MAX, isize::MAX as usize, isize::MAX as usize - 7, isize::MAX as usize - 64]
    {
        let error = Claim { claimed: needed as u64 }.to_cdr().unwrap_err();
        match error {
            EncodeError::NoRoom { needed: found, .. } => assert_eq!(found, needed),
            EncodeError::TooLarge { max } => assert!(max < needed, "{max} {needed}"),
            error => panic!("{error}"),
        }
        let mut used = vec![7];
        assert!(Claim { claimed: needed as u64 }.write_to(&mut used).is_err());
        assert_eq!(used, [7]);
    }
}

#[test]
fn reservations_that_no_memory_has_are_errors_with_the_numbers() {
    #[derive(ShmMessage, Debug, Default)]
    struct Two {
        first: Vec<f64>,
        second: Vec<f64>,
    }
    let (two, fields) = (Two::default(), Two::fields());
    let reservation = Reservation::of(&two)
        .reserve(fields.first, u32::MAX as usize)
        .reserve(fields.second, u32::MAX as usize);
    let size = reservation.serialized_size();
    if cfg!(target_pointer_width = "64") {
        assert_eq!(size, Ok(4 + 4 + 4 + 8 * u32::MAX as usize + 8 + 8 * u32::MAX as usize));
    }
    let error = reservation.write_into(vec![0; 100]).unwrap_err();
    assert!(matches!(
        error,
        EncodeError::NoRoom { available: 100, .. } | EncodeError::TooLong { .. }
    ));
}

// The end of each would be another one for those who let it wrap.
#[cfg(target_pointer_width = "64")]
#[test]
fn arrays_that_no_input_holds_are_refused_when_read() {
    #[derive(ShmMessage)]
    struct Holds<T: Value> {
        items: T,
    }
    fn refused<T: Value>() {
        let bytes = [&[0, 1, 0, 0][..], &[0; 64]].concat();
        assert_eq!(Holds::<T>::encoded_len(&bytes).unwrap_err().field(), "items[0][64]");
        assert_eq!(Holds::<T>::view(&bytes).map(drop).unwrap_err().field(), "items[0][64]");
    }
    refused::<[[Empty; 1 << 24]; 1 << 40]>();
    refused::<[[Empty; 1 << 32]; 1 << 32]>();
    refused::<[[Empty; 1 << 40]; 1 << 31]>();
    refused::<[[Empty; 1 << 40]; 1 << 40]>();
}

// Before anything is written: the number on the wire would be another one.
#[cfg(target_pointer_width = "64")]
#[test]
fn lengths_that_do_not_fit_into_32_bits_are_refused_when_measured() {
    const MAX: usize = u32::MAX as usize;
    fn rows<const N: usize>() -> Rows<Empty> {
        Rows { rows: vec![[Empty {}; N]].into_flattened() }
    }
    assert_eq!(rows::<MAX>().measure().unwrap().serialized_size(), 4 + 4 + MAX);
    let nested = Rows { rows: vec![rows::<1>(), rows::<{ MAX + 1 }>()] };
    let error = EncodeError::TooLong { field: "rows[1].rows".into(), len: MAX + 1, max: MAX };
    assert_eq!(nested.measure().unwrap_err(), error);
}

/// Gives less room than is asked for, of memory that would be enough.
struct Stingy {
    memory: Vec<u8>,
    withheld: usize,
    committed: bool,
}

impl ShmSink for Stingy {
    fn reserve(&mut self, len: usize) -> Result<Room<'_>, EncodeError> {
        let given = len.saturating_sub(self.withheld);
        Ok(Room::from(&mut self.memory[..given]))
    }

    unsafe fn commit(&mut self, _: usize) {
        self.committed = true;
    }
}

#[test]
fn a_sink_that_gives_less_room_than_it_was_asked_for_is_not_written_to() {
    #[derive(ShmMessage)]
    struct Text {
        text: String,
    }
    let message = Text { text: "abc".into() };
    for withheld in [1, 5, 11, 12] {
        let mut sink = Stingy { memory: vec![0xAA; 64], withheld, committed: false };
        let error = EncodeError::NoRoom { needed: 12, available: 12 - withheld };
        assert_eq!(message.write_to(&mut sink), Err(error));
        assert!(!sink.committed && sink.memory == [0xAA; 64], "{withheld} bytes withheld");
    }
    let mut sink = Stingy { memory: vec![0xAA; 64], withheld: 0, committed: false };
    assert_eq!(message.write_to(&mut sink), Ok(12));
    assert!(sink.committed);
}

// Memory and wire agree on these structs, but not all bytes are a value: they are not copied whole,
// nor borrowed.
#[test]
fn bytes_that_are_no_value_of_a_field_are_refused_wherever_the_struct_is() {
    #[derive(ShmMessage, Clone, Copy, Debug, Default, PartialEq)]
    #[repr(u8)]
    enum Mode {
        #[default]
        Off = 0,
        On = 1,
    }
    #[derive(ShmMessage, Clone, Copy, Debug, Default, PartialEq)]
    #[repr(C)]
    struct Switch {
        number: u8,
        on: bool,
    }
    #[derive(ShmMessage, Clone, Copy, Debug, Default, PartialEq)]
    #[repr(C)]
    struct Moded {
        mode: Mode,
        number: u8,
    }
    fn check<T: Value + Default + PartialEq + std::fmt::Debug>(
        bytes: &[u8],
        field: &str,
        kind: &DecodeErrorKind,
    ) {
        #[derive(ShmMessage, Debug, Default, PartialEq)]
        struct Holds<T> {
            items: T,
        }
        let error = Holds::<T>::from_cdr(bytes).unwrap_err();
        assert_eq!((error.field(), error.kind()), (field, kind));
        assert_eq!(error.offset(), bytes.len() - 1 - usize::from(field.ends_with("mode")));
        assert_eq!(Holds::<T>::view(bytes).map(drop).unwrap_err(), error);
        assert_eq!(Holds::<T>::encoded_len(bytes).unwrap_err(), error);
        let mut used = Holds::<T>::default();
        assert_eq!(used.decode_into(bytes).unwrap_err(), error);
    }
    let bool_2 = DecodeErrorKind::InvalidBool { value: 2 };
    check::<Switch>(&[0, 1, 0, 0, 9, 2], "items.on", &bool_2);
    check::<[Switch; 2]>(&[0, 1, 0, 0, 9, 1, 9, 2], "items[1].on", &bool_2);
    check::<Vec<Switch>>(&[0, 1, 0, 0, 2, 0, 0, 0, 9, 1, 9, 2], "items[1].on", &bool_2);
    check::<Vec<[Switch; 1]>>(&[0, 1, 0, 0, 1, 0, 0, 0, 9, 2], "items[0][0].on", &bool_2);
    let mode_2 = DecodeErrorKind::UnknownVariant { value: 2 };
    check::<Moded>(&[0, 1, 0, 0, 2, 9], "items.mode", &mode_2);
    check::<[Moded; 2]>(&[0, 1, 0, 0, 1, 9, 2, 9], "items[1].mode", &mode_2);
    check::<Vec<Moded>>(&[0, 1, 0, 0, 2, 0, 0, 0, 1, 9, 2, 9], "items[1].mode", &mode_2);

    #[derive(ShmMessage)]
    struct Panel {
        switches: Vec<Switch>,
    }
    let panel = Panel { switches: vec![Switch { number: 9, on: true }] }.to_cdr().unwrap();
    assert_eq!(Panel::view(&panel).unwrap().switches.as_slice(), None);
    assert_eq!(Panel::view(&panel).unwrap().switches.get(0).unwrap().number, 9);
}

// Whoever shares the memory may change elements that were checked. Iteration ends there, and
// does not begin again.
#[test]
fn iteration_ends_where_memory_has_changed() {
    #[derive(ShmMessage, Debug)]
    struct Words {
        words: Vec<String>,
        on: Vec<bool>,
    }
    let words = ["a", "b", "c"].map(String::from).to_vec();
    let bytes = Words { words, on: vec![true; 3] }.to_cdr().unwrap();
    let shared = Shared(bytes.into_iter().map(UnsafeCell::new).collect());
    // SAFETY: the memory lives as long as `shared`, and holds initialised bytes.
    let memory = unsafe { std::slice::from_raw_parts(shared.0[0].get(), shared.0.len()) };
    let store = |at: usize, byte| {
        // SAFETY: the byte lives as long as `shared`.
        let place = unsafe { AtomicU8::from_ptr(shared.0[at].get()) };
        place.store(byte, Ordering::Relaxed);
    };
    // The length of the second string, and the second boolean.
    for (at, good, bad) in [(4 + 4 + 8, 2, 0xFF), (memory.len() - 2, 1, 2)] {
        let view = Words::view(memory).unwrap();
        let (mut words, mut on) = (view.words.iter(), view.on.iter());
        assert_eq!((words.next(), on.next()), (Some("a"), Some(true)));
        store(at, bad);
        let is_words = at < memory.len() - 2;
        assert_eq!((words.next().is_none(), on.next().is_none()), (is_words, !is_words));
        assert_eq!(view.words.iter().count() + view.on.iter().count(), 4);
        assert_eq!(view.words.to_vec().len() + view.on.to_vec().len(), 4);
        store(at, good);
        let (left, ended) =
            if is_words { (on.count(), words.count()) } else { (words.count(), on.count()) };
        assert_eq!((left, ended), (1, 0));
    }
}

/// Memory that another process, here a thread, may write at any time.
struct Shared(Vec<UnsafeCell<u8>>);

// SAFETY: the writer uses atomics; that readers see values come and go is the test.
unsafe impl Sync for Shared {}

/// Ends the writer, also when an assertion fails.
struct StopOnDrop<'a>(&'a AtomicBool);

impl Drop for StopOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

// Whoever shares the memory may change a string between the check and the copy. On any number
// of cores it does so now and then; a `String` must be UTF-8 nevertheless.
#[test]
fn strings_are_checked_where_nobody_else_can_change_them() {
    #[derive(ShmMessage, Debug)]
    struct Text {
        text: String,
    }
    const LEN: usize = 1 << 16;
    let bytes = Text { text: "a".repeat(LEN) }.to_cdr().unwrap();
    let shared = Shared(bytes.into_iter().map(UnsafeCell::new).collect());
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let (shared, stop) = (&shared, &stop);
        scope.spawn(move || {
            // SAFETY: the byte lives as long as `shared`.
            let byte = unsafe { AtomicU8::from_ptr(shared.0[LEN / 2].get()) };
            while !stop.load(Ordering::Relaxed) {
                byte.store(0xFF, Ordering::Relaxed);
                thread::yield_now();
                byte.store(b'a', Ordering::Relaxed);
                thread::yield_now();
            }
        });
        // SAFETY: the memory lives as long as `shared`, and holds initialised bytes.
        let memory = unsafe { std::slice::from_raw_parts(shared.0[0].get(), shared.0.len()) };
        let _stop = StopOnDrop(stop);
        let (mut good, mut bad) = (0, 0);
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(2);
        while std::time::Instant::now() < deadline {
            match Text::from_cdr(memory) {
                Ok(Text { text }) => {
                    assert!(std::str::from_utf8(text.as_bytes()).is_ok(), "not UTF-8");
                    good += 1;
                }
                Err(error) => {
                    let kind = DecodeErrorKind::InvalidUtf8 { valid_up_to: LEN / 2 - 8 };
                    assert_eq!(error.kind(), &kind);
                    bad += 1;
                }
            }
            if let Ok(view) = Text::view(memory) {
                if let Ok(Text { text }) = Text::from_view(&view) {
                    assert!(std::str::from_utf8(text.as_bytes()).is_ok(), "not UTF-8");
                }
            }
        }
        println!("{good} good, {bad} bad");
    });
}

/// Another crate's idea of what the derive needs, by the names that the derive uses.
#[allow(dead_code, unreachable_pub, clippy::extra_unused_type_parameters)]
mod forged {
    pub use shm_cdr::*;

    pub mod private {
        pub use shm_cdr::private::*;

        /// Says of every field that it stands at the beginning.
        pub struct Table;

        impl Table {
            pub const fn field<S, T>(self, _: &str, _: usize, _: usize, _: fn()) -> Self {
                self
            }

            pub const fn fields(self, _: [Self; 2]) -> Self {
                self
            }
        }

        pub struct StructLayout;
    }
}

macro_rules! outer {
    ($(#[$attribute:meta])*) => {
        #[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
        $(#[$attribute])*
        struct Inner {
            first: u8,
            second: u64,
        }

        #[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
        $(#[$attribute])*
        struct Outer {
            small: u8,
            inner: Vec<Inner>,
            names: Vec<String>,
            array: [Inner; 2],
        }
    };
}

#[test]
fn the_derive_trusts_no_items_that_another_crate_can_make() {
    fn bytes() -> Vec<u8> {
        outer!();
        let inner = vec![Inner { first: 2, second: u64::MAX }; 2];
        Outer { small: 1, inner, names: vec!["a".into()], ..Default::default() }.to_cdr().unwrap()
    }
    outer!(#[shm(crate = forged)]);
    let inner = vec![Inner { first: 2, second: u64::MAX }; 2];
    let message = Outer { small: 1, inner, names: vec!["a".into()], ..Default::default() };
    assert_eq!(message.to_cdr().unwrap(), bytes());
    assert_eq!(Outer::from_cdr(&bytes()).unwrap(), message);
}

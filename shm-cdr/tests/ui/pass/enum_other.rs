//! Enums that take numbers that they do not know.

#![deny(warnings)]

use shm_cdr::{DecodeErrorKind, ShmMessage, Value};

const LATEST: i16 = 40;

/// Numbers that are given, counted on and computed, before and behind the others.
#[derive(ShmMessage, Clone, Copy, Debug, PartialEq)]
#[repr(i16)]
enum Level {
    Low = -300,
    Middle,
    #[shm(other)]
    Other(i16),
    High = LATEST + 2,
    Higher,
}

#[derive(ShmMessage, Clone, Debug, PartialEq)]
#[repr(u8)]
enum Known {
    Zero,
    One,
    Three = 3,
}

#[derive(ShmMessage, Clone, Debug, PartialEq)]
#[repr(u64)]
enum Any {
    #[shm(other)]
    Number(u64),
}

#[derive(ShmMessage, Clone, Debug, PartialEq)]
#[shm(type_name = "demo_msgs/msg/Levels")]
struct Levels {
    one: Level,
    some: Vec<Level>,
    pair: [Level; 2],
    any: Any,
}

#[derive(ShmMessage, Debug, PartialEq)]
struct Numbers {
    one: i16,
    some: Vec<i16>,
    pair: [i16; 2],
    any: u64,
}

fn main() {
    let levels = Levels {
        one: Level::Other(7),
        some: vec![Level::Low, Level::Middle, Level::Other(i16::MIN), Level::High],
        pair: [Level::Higher, Level::Other(0)],
        any: Any::Number(u64::MAX),
    };
    let numbers = Numbers {
        one: 7,
        some: vec![-300, -299, i16::MIN, 42],
        pair: [43, 0],
        any: u64::MAX,
    };
    let bytes = levels.to_cdr().unwrap();
    assert_eq!(bytes, numbers.to_cdr().unwrap());
    assert_eq!(Levels::from_cdr(&bytes).unwrap(), levels);
    assert_eq!(Levels::from_view(&Levels::view(&bytes).unwrap()).unwrap(), levels);
    assert!(Levels::definition().contains("int16 one\nint16[] some\nint16[2] pair"));

    // A number of a variant that is known is that variant, whoever wrote it.
    let twice = Levels { one: Level::Other(-299), ..levels.clone() };
    let read = Levels::from_cdr(&twice.to_cdr().unwrap()).unwrap();
    assert_eq!(read, Levels { one: Level::Middle, ..levels });

    // Without such a variant the number is refused.
    #[derive(ShmMessage, Debug)]
    struct Strict {
        known: Known,
    }
    let error = Strict::from_cdr(&[0, 1, 0, 0, 2]).unwrap_err();
    assert_eq!(error.kind(), &DecodeErrorKind::UnknownVariant { value: 2 });
    assert_eq!((error.field(), error.offset()), ("known", 4));
    for known in [Known::Zero, Known::One, Known::Three] {
        assert!(Strict { known }.to_cdr().is_ok());
    }
}

//! The size against what is written, at any start offset.

use std::fmt::Debug;

use arbitrary::{Arbitrary, Result, Unstructured};
use shm_cdr::{ShmMessage, Value};

use crate::kinds::{Empty, Kinds, Label, Level, Meters, Nested, Pair, Point, Primitives, Stamped};

/// Encodes a value as the first field, behind a run of three bytes, or behind a sequence of 0 to 7.
///
/// The first byte selects the type of the value, and where it stands.
pub fn size(data: &[u8]) {
    // Too few bytes for a value.
    let _ = sized(Unstructured::new(data));
}

fn sized(mut u: Unstructured<'_>) -> Result<()> {
    let selector = u8::arbitrary(&mut u)?;
    let place = selector >> 4;
    match selector & 15 {
        0 => any::<Primitives>(u, place),
        1 => any::<Stamped>(u, place),
        2 => any::<Point>(u, place),
        3 => any::<Nested>(u, place),
        4 => any::<Label>(u, place),
        5 => any::<Empty>(u, place),
        6 => any::<Pair<u64, 3>>(u, place),
        7 => any::<[Nested; 2]>(u, place),
        8 => any::<Vec<Stamped>>(u, place),
        9 => any::<Vec<Point>>(u, place),
        10 => any::<Vec<Nested>>(u, place),
        11 => any::<Vec<Level>>(u, place),
        12 => any::<Vec<Vec<Meters>>>(u, place),
        13 => any::<[Vec<Primitives>; 2]>(u, place),
        14 => any::<Vec<Label>>(u, place),
        _ => {
            let mut kinds = Kinds::arbitrary_take_rest(u)?;
            kinds.shorten();
            at(&kinds, place);
            Ok(())
        }
    }
}

fn any<'a, T>(u: Unstructured<'a>, place: u8) -> Result<()>
where
    T: Arbitrary<'a> + Value + Clone + Debug + PartialEq,
{
    T::arbitrary_take_rest(u).map(|value| at(&value, place))
}

fn at<T: Value + Clone + Debug + PartialEq>(value: &T, place: u8) {
    match place {
        0..8 => drop(behind(value, place.into())),
        8..12 => drop(behind_three(value)),
        // Alignment counts modulo 8.
        _ => assert_eq!(first(value), behind(value, 4)),
    }
}

/// The bytes of a message with `value` as its first field, and of the byte after it.
fn first<T: Value + Clone + Debug + PartialEq>(value: &T) -> Vec<u8> {
    #[derive(ShmMessage, Debug, PartialEq)]
    #[shm(type_name = "fuzz_msgs/msg/First")]
    struct First<T> {
        value: T,
        after: u8,
    }
    check(&First { value: value.clone(), after: 0xEE }, value.end(0)).split_off(4)
}

/// The bytes of `value` in the run of fields that begins with three others, and of the byte after
/// it.
fn behind_three<T: Value + Clone + Debug + PartialEq>(value: &T) -> Vec<u8> {
    #[derive(ShmMessage, Debug, PartialEq)]
    #[shm(type_name = "fuzz_msgs/msg/BehindThree")]
    struct BehindThree<T> {
        before: [u8; 3],
        value: T,
        after: u8,
    }
    let message = BehindThree { before: [0xBB; 3], value: value.clone(), after: 0xEE };
    check(&message, value.end(3)).split_off(4 + 3)
}

/// The bytes of `value` behind a sequence of `len` others, and of the byte after it.
fn behind<T: Value + Clone + Debug + PartialEq>(value: &T, len: usize) -> Vec<u8> {
    #[derive(ShmMessage, Debug, PartialEq)]
    #[shm(type_name = "fuzz_msgs/msg/Behind")]
    struct Behind<T> {
        before: Vec<u8>,
        value: T,
        after: u8,
    }
    let offset = 4 + len;
    for turn in 1..4 {
        assert_eq!(value.end(offset + 8 * turn), value.end(offset) + 8 * turn, "offset {offset}");
    }
    let message = Behind { before: vec![0xBB; len], value: value.clone(), after: 0xEE };
    check(&message, value.end(offset)).split_off(4 + offset)
}

/// Size, bytes written and round trip of a message whose value ends at `end`.
fn check<T: ShmMessage + Debug + PartialEq>(message: &T, end: usize) -> Vec<u8> {
    let bytes = message.to_cdr().unwrap();
    assert_eq!(bytes.len(), message.estimated_serialized_size());
    assert_eq!(bytes.len(), 4 + end + 1);
    assert_eq!(bytes.last(), Some(&0xEE));

    let mut memory = vec![0xAA; bytes.len()];
    assert_eq!(message.write_to(&mut memory.as_mut_slice()), Ok(bytes.len()));
    assert_eq!(memory, bytes);

    assert_eq!(T::encoded_len(&bytes), Ok(bytes.len()));
    assert_eq!(T::from_cdr(&bytes).as_ref(), Ok(message));
    assert_eq!(T::view(&bytes).and_then(|view| T::from_view(&view)).as_ref(), Ok(message));
    bytes
}

//! The size against what is written, at any start offset.

use std::fmt::Debug;

use arbitrary::{Arbitrary, Result, Unstructured};
use shm_cdr::{ShmMessage, Value};

use crate::kinds::{Empty, Kinds, Label, Level, Meters, Nested, Pair, Point, Primitives, Stamped};

/// Encodes a value after 0 to 8 bytes.
///
/// The first byte selects the type of the value, and how many bytes are before it.
pub fn size(data: &[u8]) {
    // Too few bytes for a value.
    let _ = sized(Unstructured::new(data));
}

fn sized(mut u: Unstructured<'_>) -> Result<()> {
    let selector = u8::arbitrary(&mut u)?;
    let offset = selector >> 4;
    match selector & 15 {
        0 => any::<Primitives>(u, offset),
        1 => any::<Stamped>(u, offset),
        2 => any::<Point>(u, offset),
        3 => any::<Nested>(u, offset),
        4 => any::<Label>(u, offset),
        5 => any::<Empty>(u, offset),
        6 => any::<Pair<u64, 3>>(u, offset),
        7 => any::<[Nested; 2]>(u, offset),
        8 => any::<Vec<Stamped>>(u, offset),
        9 => any::<Vec<Point>>(u, offset),
        10 => any::<Vec<Nested>>(u, offset),
        11 => any::<Vec<Level>>(u, offset),
        12 => any::<Vec<Vec<Meters>>>(u, offset),
        13 => any::<[Vec<Primitives>; 2]>(u, offset),
        14 => any::<Vec<Label>>(u, offset),
        _ => {
            let mut kinds = Kinds::arbitrary_take_rest(u)?;
            kinds.shorten();
            at(&kinds, offset);
            Ok(())
        }
    }
}

fn any<'a, T>(u: Unstructured<'a>, offset: u8) -> Result<()>
where
    T: Arbitrary<'a> + Value + Clone + Debug + PartialEq,
{
    T::arbitrary_take_rest(u).map(|value| at(&value, offset))
}

fn at<T: Value + Clone + Debug + PartialEq>(value: &T, offset: u8) {
    match offset {
        1 => drop(after::<T, 1>(value)),
        2 => drop(after::<T, 2>(value)),
        3 => drop(after::<T, 3>(value)),
        4 => drop(after::<T, 4>(value)),
        5 => drop(after::<T, 5>(value)),
        6 => drop(after::<T, 6>(value)),
        7 => drop(after::<T, 7>(value)),
        // Alignment counts modulo 8.
        8 => assert_eq!(after::<T, 8>(value), first(value)[4..]),
        _ => drop(first(value)),
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
    check(&First { value: value.clone(), after: 0xEE }, value.end(0))
}

/// The bytes of `value` after `N` others, and of the byte after it.
fn after<T, const N: usize>(value: &T) -> Vec<u8>
where
    T: Value + Clone + Debug + PartialEq,
{
    #[derive(ShmMessage, Debug, PartialEq)]
    #[shm(type_name = "fuzz_msgs/msg/At")]
    struct At<T, const N: usize> {
        before: [u8; N],
        value: T,
        after: u8,
    }
    let at = At { before: [0xBB; N], value: value.clone(), after: 0xEE };
    for turn in 1..4 {
        assert_eq!(value.end(N + 8 * turn), value.end(N) + 8 * turn, "offset {N}");
    }
    check(&at, value.end(N)).split_off(4 + N)
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

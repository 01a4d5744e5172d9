//! The size against what is written, at every start offset.

use std::fmt::Debug;

use arbitrary::{Arbitrary, Result, Unstructured};
use shm_cdr::{ShmMessage, Value};

use crate::kinds::{Empty, Kinds, Label, Level, Meters, Nested, Pair, Point, Primitives, Stamped};

/// Encodes a value behind 0 to 8 bytes.
///
/// The first byte selects the type of the value.
pub fn size(data: &[u8]) {
    // Too few bytes for a value.
    let _ = sized(Unstructured::new(data));
}

fn sized(mut u: Unstructured<'_>) -> Result<()> {
    match u8::arbitrary(&mut u)? & 15 {
        0 => any::<Primitives>(u),
        1 => any::<Stamped>(u),
        2 => any::<Point>(u),
        3 => any::<Nested>(u),
        4 => any::<Label>(u),
        5 => any::<Empty>(u),
        6 => any::<Pair<u64, 3>>(u),
        7 => any::<[Nested; 2]>(u),
        8 => any::<Vec<Stamped>>(u),
        9 => any::<Vec<Point>>(u),
        10 => any::<Vec<Nested>>(u),
        11 => any::<Vec<Level>>(u),
        12 => any::<Vec<Vec<Meters>>>(u),
        13 => any::<[Vec<Primitives>; 2]>(u),
        14 => any::<Vec<Label>>(u),
        _ => {
            let mut kinds = Kinds::arbitrary_take_rest(u)?;
            kinds.shorten();
            everywhere(&kinds);
            Ok(())
        }
    }
}

fn any<'a, T>(u: Unstructured<'a>) -> Result<()>
where
    T: Arbitrary<'a> + Value + Clone + Debug + PartialEq,
{
    T::arbitrary_take_rest(u).map(|value| everywhere(&value))
}

fn everywhere<T: Value + Clone + Debug + PartialEq>(value: &T) {
    #[derive(ShmMessage, Debug, PartialEq)]
    #[shm(type_name = "fuzz_msgs/msg/First")]
    struct First<T> {
        value: T,
        after: u8,
    }
    let first = First { value: value.clone(), after: 0xEE };
    let alone = check(&first, value.end(0));

    behind::<T, 1>(value);
    behind::<T, 2>(value);
    behind::<T, 3>(value);
    behind::<T, 4>(value);
    behind::<T, 5>(value);
    behind::<T, 6>(value);
    behind::<T, 7>(value);
    // Alignment counts modulo 8.
    assert_eq!(behind::<T, 8>(value), alone[4..]);
}

/// The bytes of `value` behind `N` others, and of the byte after it.
fn behind<T, const N: usize>(value: &T) -> Vec<u8>
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

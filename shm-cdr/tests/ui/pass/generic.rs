//! Parameters, defaults and clauses.

#![deny(warnings)]

use shm_cdr::{ShmMessage, Value};

#[derive(ShmMessage, Clone, Debug, PartialEq)]
#[shm(type_name = "demo_msgs/msg/Batch")]
struct Batch<T = f64, const N: usize = 2>
where
    T: Clone,
{
    first: T,
    rest: [T; N],
    #[shm(max_len = N)]
    more: Vec<T>,
}

#[derive(ShmMessage, Clone, Debug, PartialEq)]
struct Wrapped<T: Clone>(Vec<T>);

#[derive(ShmMessage, Clone, Debug, PartialEq)]
#[shm(type_name = "demo_msgs/msg/Batches")]
struct Batches {
    numbers: Batch,
    names: Vec<Batch<String, 1>>,
    wrapped: Wrapped<u16>,
}

fn main() {
    let message = Batches {
        numbers: Batch { first: 1.0, rest: [2.0, 3.0], more: vec![4.0] },
        names: vec![Batch { first: "a".into(), rest: ["b".into()], more: vec![] }],
        wrapped: Wrapped(vec![1, 2]),
    };
    let bytes = message.to_cdr().unwrap();
    assert_eq!(Batches::from_cdr(&bytes).unwrap(), message);
    let view: BatchesView<'_> = Batches::view(&bytes).unwrap();
    let numbers: &BatchView<'_> = &view.numbers;
    assert_eq!(numbers.first, 1.0);
    assert_eq!(Batches::from_view(&view).unwrap(), message);

    let long = Batch { first: 1u8, rest: [2], more: vec![3, 4] };
    assert!(long.to_cdr().is_err());
}

//! The user's own types and functions have the names that generated code uses.

#![deny(warnings)]

use shm_cdr::ShmMessage;

macro_rules! messages {
    ($($name:ident)*) => {$(
        #[derive(ShmMessage, Clone, Debug, PartialEq)]
        struct $name {
            value: u16,
        }
    )*};
}

messages!(String Option Vec Result Ok Err Some None Default Encode Decode From Sequence Self_);

#[allow(non_snake_case, dead_code)]
fn Fixed() {}

#[allow(unused_macros)]
macro_rules! vec {
    ($($tokens:tt)*) => {
        compile_error!("not the one from `alloc`")
    };
}

#[allow(dead_code)]
mod core {}
#[allow(dead_code)]
mod std {}

#[derive(ShmMessage, Clone, Debug, PartialEq)]
#[shm(type_name = "demo_msgs/msg/Shadowed")]
struct Shadowed {
    string: String,
    option: Option,
    vec: [Vec; 2],
    result: Result,
    ok: Ok,
    err: Err,
    some: Some,
    none: None,
    default: Default,
    encode: Encode,
    decode: Decode,
    from: From,
    sequence: Sequence,
    #[shm(default = 7)]
    number: u8,
    other: Self_,
}

impl ::std::default::Default for Self_ {
    fn default() -> Self {
        Self { value: 1 }
    }
}

macro_rules! default {
    ($($name:ident)*) => {$(
        impl ::core::default::Default for $name {
            fn default() -> Self {
                Self { value: 2 }
            }
        }
    )*};
}

default!(String Option Vec Result Ok Err Some None Default Encode Decode From Sequence);

fn main() {
    let message = <Shadowed as ::core::default::Default>::default();
    assert_eq!((message.number, message.other.value), (7, 1));
    let bytes = message.to_cdr().unwrap();
    assert_eq!(Shadowed::from_cdr(&bytes).unwrap(), message);
    assert_eq!(bytes.len(), 4 + 2 * 14 + 1 + 1 + 2);
}

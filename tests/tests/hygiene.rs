//! The derive in surroundings that leave it nothing to lean on.

#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings)]

use ::shm_cdr::{ShmMessage, SizeEstimation, Value};

/// Names that generated code could stumble over, were it careless.
#[derive(ShmMessage, ::std::clone::Clone, ::std::fmt::Debug, ::std::cmp::PartialEq)]
#[shm(type_name = "demo_msgs/msg/String")]
struct String {
    #[shm(default = 7)]
    r#type: u8,
    #[shm(default = "text")]
    text: ::std::string::String,
    offset: u32,
    writer: Vec<u8>,
    nested: [Option; 2],
}

/// ROS constants are inherent constants and hide those of traits.
#[allow(dead_code)]
impl String {
    const FIXED: u8 = 1;
    const MIN_LEN: u8 = 2;
    const ANY_BITS: u8 = 3;
}

type Vec<T> = ::std::vec::Vec<T>;

/// Without a name: nested only.
#[derive(
    ShmMessage,
    ::std::clone::Clone,
    ::std::fmt::Debug,
    ::std::default::Default,
    ::std::cmp::PartialEq,
)]
struct Option {
    some: f64,
    none: bool,
}

#[test]
fn generated_code_needs_nothing_from_its_surroundings() {
    let message: String = ::std::default::Default::default();
    ::std::assert_eq!((message.r#type, message.text.as_str()), (7, "text"));
    let bytes = message.to_cdr().unwrap();
    ::std::assert_eq!(bytes.len(), message.estimated_serialized_size());
    ::std::assert_eq!(bytes.len(), 4 + message.end(0));
    ::std::assert_eq!(String::from_cdr(&bytes).unwrap(), message);
}

/// Takes `shm-cdr` from where another crate re-exports it.
mod renamed {
    mod other {
        pub(super) mod inner {
            pub(in super::super) use ::shm_cdr::*;
        }
    }

    #[derive(other::inner::ShmMessage)]
    #[shm(crate = other::inner)]
    struct Small {
        value: u16,
    }

    #[test]
    fn the_crate_can_be_elsewhere() {
        use other::inner::ShmMessage as _;
        let bytes = Small { value: 1 }.to_cdr().unwrap();
        ::std::assert_eq!(bytes, [0, 1, 0, 0, 1, 0]);
    }
}

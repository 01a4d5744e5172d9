//! Attributes of others beside ours: a field that `cfg` leaves out is in neither the
//! struct, its view, its encoding nor its hash.

#![deny(warnings)]

use shm_cdr::{ShmMessage, Value};

#[derive(ShmMessage, Clone, Debug, PartialEq)]
#[shm(type_name = "demo_msgs/msg/Configured")]
struct Configured {
    /// The first.
    ///
    /// With a [`link`](Configured) and `code`.
    first: u8,
    #[doc = "The second."]
    #[doc(alias = "another")]
    second: u8,
    /// Not there, and so not an error.
    #[cfg(any())]
    #[shm(unknown)]
    absent: char,
    #[cfg(all())]
    present: u16,
    #[cfg_attr(all(), shm(max_len = 2))]
    #[cfg_attr(any(), shm(max_len = 1))]
    bounded: String,
    #[allow(unused)]
    #[shm(default = 3)]
    #[rustfmt::skip]
    last: u32,
}

mod expected {
    #[derive(shm_cdr::ShmMessage)]
    #[shm(type_name = "demo_msgs/msg/Configured")]
    pub(super) struct Configured {
        first: u8,
        second: u8,
        present: u16,
        #[shm(max_len = 2)]
        bounded: String,
        last: u32,
    }
}

fn main() {
    let message = Configured { first: 1, second: 2, present: 3, bounded: "ab".into(), last: 4 };
    let bytes = message.to_cdr().unwrap();
    assert_eq!(bytes[4..8], [1, 2, 3, 0]);
    assert_eq!(Configured::from_cdr(&bytes).unwrap(), message);
    let view = Configured::view(&bytes).unwrap();
    let ConfiguredView { first: 1, second: 2, present: 3, bounded: "ab", last: 4, .. } = view
    else {
        panic!("{view:?}");
    };
    assert_eq!(Configured::from_view(&view).unwrap(), message);
    assert_eq!(Configured::type_hash(), expected::Configured::type_hash());
    let long = Configured { bounded: "abc".into(), ..message };
    assert!(long.to_cdr().is_err());
}

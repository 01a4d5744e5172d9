//! Fields whose names Rust cannot write.

#![deny(warnings)]

use shm_cdr::ShmMessage;

#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "demo_msgs/msg/Names")]
struct Names {
    #[shm(rename = "self")]
    self_: u8,
    #[shm(rename = "crate", max_len = 1)]
    crate_: String,
    r#type: bool,
}

/// The same definition, where no name needs another one.
mod plain {
    use shm_cdr::ShmMessage;

    #[derive(ShmMessage)]
    #[shm(type_name = "demo_msgs/msg/Names")]
    pub struct Names {
        #[shm(rename = "self")]
        pub first: u8,
        #[shm(rename = "crate", max_len = 1)]
        pub second: String,
        #[shm(rename = "type")]
        pub third: bool,
    }
}

fn main() {
    assert_eq!(Names::definition(), "uint8 self\nstring<=1 crate\nbool type\n");
    assert_eq!(Names::type_hash(), plain::Names::type_hash());

    let long = Names { crate_: "ab".into(), ..Default::default() };
    let error = long.to_cdr().unwrap_err().to_string();
    assert_eq!(error, "field `crate` has 2 elements, the limit is 1");

    let message = Names { self_: 3, crate_: "a".into(), r#type: true };
    let bytes = message.to_cdr().unwrap();
    assert_eq!(Names::from_cdr(&bytes).unwrap(), message);
    let error = Names::from_cdr(&bytes[..9]).unwrap_err();
    assert_eq!(error.field(), "crate");
    let view = format!("{:?}", Names::view(&bytes).unwrap());
    assert_eq!(view, "NamesView { self: 3, crate: \"a\", type: true }");
}

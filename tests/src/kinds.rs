//! Messages with fields of many kinds.

#![allow(missing_docs, reason = "fields whose names say nothing")]

use shm_cdr::{ShmMessage, WString, ZBuf};

/// Some bounded fields, with padding between them.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "demo_msgs/msg/Mixed")]
pub struct Mixed {
    pub flag: bool,
    pub wide: f64,
    #[shm(max_len = 4)]
    pub name: String,
    pub short: u16,
    pub long: u64,
    #[shm(max_len = 2)]
    pub data: ZBuf,
    #[shm(max_len = 2)]
    pub names: Vec<String>,
    pub tail: [u8; 3],
}

/// A value of it.
pub fn mixed() -> Mixed {
    Mixed {
        flag: true,
        wide: -0.0,
        name: "a".into(),
        short: 3,
        long: 4,
        data: ZBuf::from(vec![5, 6]),
        names: vec!["x".into(), String::new()],
        tail: [7, 8, 9],
    }
}

/// A number of 16 bits.
#[derive(ShmMessage, Clone, Copy, Debug, PartialEq)]
#[repr(i16)]
pub enum Level {
    Low = -300,
    Middle,
    High = 7,
}

/// A number with a name.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
pub struct Meters(pub f64);

/// A sequence with two bounds.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
pub struct Names(#[shm(max_len = 2, max_item_len = 3)] pub Vec<String>);

/// A generic message.
#[derive(ShmMessage, Clone, Debug, PartialEq)]
#[shm(type_name = "demo_msgs/msg/Pair")]
pub struct Pair<A, const N: usize> {
    pub first: A,
    pub rest: [A; N],
}

/// Fields that stand for others.
#[derive(ShmMessage, Clone, Debug, PartialEq)]
#[shm(type_name = "demo_msgs/msg/Kinds")]
pub struct Kinds {
    pub level: Level,
    pub levels: Vec<Level>,
    pub distance: Meters,
    pub names: Names,
    pub numbers: Pair<u16, 2>,
    #[shm(max_len = 4)]
    pub wide: WString,
    #[shm(max_item_len = 2)]
    pub pair: [WString; 2],
}

/// A value of it.
pub fn kinds() -> Kinds {
    Kinds {
        level: Level::Middle,
        levels: vec![Level::Low, Level::High],
        distance: Meters(1.5),
        names: Names(vec!["abc".into(), String::new()]),
        numbers: Pair { first: 1, rest: [2, 3] },
        wide: "aä𝄞".into(),
        pair: ["".into(), "xy".into()],
    }
}

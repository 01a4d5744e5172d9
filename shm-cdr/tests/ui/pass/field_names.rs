//! Fields that are called like what generated code has at hand, and keywords.

#![deny(warnings)]

use shm_cdr::{ShmMessage, Value};

#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "demo_msgs/msg/Names")]
struct Names {
    offset: u8,
    writer: u16,
    reader: u32,
    body: Vec<u64>,
    view: String,
    f: f64,
    field: [f32; 2],
    value: bool,
    error: i8,
    types: i16,
    max: i32,
    start: i64,
    result: String,
    layout: u8,
    message: u8,
    len: u8,
    end: u8,
    #[shm(max_len = 1)]
    encode: Vec<u8>,
    clone: u8,
    r#type: u8,
    #[shm(max_item_len = 1)]
    r#move: Vec<String>,
    r#async: Vec<Inner>,
}

#[allow(non_camel_case_types)]
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
struct r#match {
    r#loop: u8,
}

#[allow(non_camel_case_types)]
#[derive(ShmMessage, Clone, Debug, PartialEq)]
#[repr(i8)]
enum r#enum {
    r#if = -1,
    r#else,
}

#[derive(ShmMessage, Clone, Debug, PartialEq)]
struct Inner {
    r#match: r#match,
    r#enum: r#enum,
    r#while: r#enum,
}

fn main() {
    let message = Names {
        r#type: 5,
        r#async: vec![Inner {
            r#match: r#match { r#loop: 1 },
            r#enum: r#enum::r#if,
            r#while: r#enum::r#else,
        }],
        ..Default::default()
    };
    let bytes = message.to_cdr().unwrap();
    assert_eq!(Names::from_cdr(&bytes).unwrap(), message);
    let view = Names::view(&bytes).unwrap();
    assert_eq!(view.clone().r#type, 5);
    assert_eq!(Names::from_view(&view).unwrap(), message);
    let shown = format!("{view:?}");
    assert!(shown.contains("type: 5") && !shown.contains("r#"), "{shown}");

    let long = Names { r#move: vec!["ab".into()], ..Default::default() };
    assert_eq!(
        long.to_cdr().unwrap_err().to_string(),
        "field `move[0]` has 2 elements, the limit is 1"
    );
}

//! YAML, against PyYAML as `ros2 topic echo` calls it (`yaml/make.py`).

#![cfg(all(feature = "dynamic", feature = "serde"))]
#![allow(clippy::unwrap_used, reason = "a test")]

use shm_cdr::dynamic::{DynamicType, DynamicValue};

fn parse(text: &str) -> DynamicType {
    DynamicType::parse("demo_msgs/msg/Demo", text).unwrap_or_else(|error| panic!("{error}"))
}

// `on` is a word of YAML: as the name of a field it stands in quotes.
#[test]
fn texts_and_numbers_are_written_as_by_pyyaml() {
    let ty = parse(
        "string text\nwstring[] texts\nInner inner\nInner[] inners\n===\nMSG: demo_msgs/Inner\n\
         string text\nfloat64 on\n",
    );
    let golden = std::fs::read_to_string(
        std::env::var("PYYAML_JSONL")
            .unwrap_or(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/yaml/pyyaml.jsonl").into()),
    );
    let mut count = 0;
    for line in golden.unwrap().lines() {
        let (text, bits, expected): (String, u64, String) = serde_json::from_str(line).unwrap();
        let mut message = ty.default_value();
        message.set("text", text.clone()).unwrap();
        message
            .set("texts", vec![DynamicValue::from(text.clone()), DynamicValue::from("next")])
            .unwrap();
        message.set("inner.text", text.clone()).unwrap();
        message.set("inner.on", f64::from_bits(bits)).unwrap();
        let inner = message.get("inner").unwrap().into_owned();
        message.set("inners", vec![inner]).unwrap();
        assert_eq!(message.to_string(), expected, "{text:?} {}", f64::from_bits(bits));
        count += 1;
    }
    assert!(count > 250, "{count}");
}

#[test]
fn every_kind_of_field_is_shown_as_ros_shows_it() {
    let ty = parse(
        "bool flag true\nbyte octet 0\nbyte[] octets [0, 65, 255]\nchar letter 65\nint8 small -5\n\
         float32 third 0.1\nfloat32[2] floats [0.1, 1e20]\nuint8[<=4] few [1, 2]\nbool[2] flags [true, false]\n\
         std_msgs/Empty empty\nstd_msgs/Empty[2] empties\nstd_msgs/String[] none\nwstring wide \"ü\"\n",
    );
    let message = ty.default_value();
    assert_eq!(
        message.to_string(),
        "\
flag: true
octet: \"\\0\"
octets:
- \"\\0\"
- A
- ÿ
letter: 65
small: -5
third: 0.10000000149011612
floats:
- 0.10000000149011612
- 1.0000000200408773e+20
few:
- 1
- 2
flags:
- true
- false
empty: {}
empties:
- {}
- {}
none: []
wide: ü
"
    );
    assert_eq!(
        message.yaml().no_arr().no_str().to_string(),
        "\
flag: true
octet: \"\\0\"
octets: '<sequence type: octet, length: 3>'
letter: 65
small: -5
third: 0.10000000149011612
floats: '<array type: float[2]>'
few: '<sequence type: uint8[4], length: 2>'
flags: '<array type: boolean[2]>'
empty: {}
empties: '<array type: std_msgs/msg/Empty[2]>'
none: '<sequence type: std_msgs/msg/String, length: 0>'
wide: '<string length: <1>>'
"
    );
}

#[test]
fn what_is_longer_is_cut() {
    let ty = parse(
        "string name \"abcdef\"\nint32[] numbers [1, 2, 3]\nstring[3] names [\"a\", \"bcdef\", \"c\"]\n\
         byte octet 65\n",
    );
    let cut = |len| ty.default_value().yaml().truncate_length(len).to_string();
    assert_eq!(
        cut(2),
        "name: ab...\nnumbers:\n- 1\n- 2\n- '...'\nnames:\n- a\n- bc...\n- '...'\noctet: A\n"
    );
    assert_eq!(cut(0), "name: '...'\nnumbers:\n- '...'\nnames:\n- '...'\noctet: '...'\n");
    assert_eq!(cut(6), ty.default_value().to_string());
}

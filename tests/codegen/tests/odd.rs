//! Definitions with all that is possible, as Rust has them.

#![allow(clippy::unwrap_used, reason = "a test")]

use ros_z_codegen_tests::odd::{core, crate_, manifest_name, odd_msgs, std, r#type, u8};
use ros_z_codegen_tests::{configured, interfaces};
use shm_cdr::{ShmMessage, WString, ZBuf};

use odd_msgs::msg;

#[test]
fn keywords_are_raw_and_the_rest_has_an_underscore() {
    let message = msg::Keywords {
        r#type: 1,
        r#gen: 2,
        self_: 3,
        super_: 4,
        crate_: 5,
        union: 6,
        offset: vec!["ab".into()],
        ..Default::default()
    };
    let error = message.to_cdr().unwrap_err().to_string();
    assert_eq!(error, "field `offset[0]` has 2 elements, the limit is 1");
    let definition = msg::Keywords::definition();
    for name in ["type", "gen", "self", "super", "crate", "union", "yield"] {
        assert!(definition.contains(&format!("int8 {name}\n")), "{definition}");
    }
    assert_eq!(msg::Self_::type_name(), "odd_msgs/msg/Self");
    assert_eq!(crate_::msg::Item::type_name(), "crate/msg/Item");
    assert_eq!(r#type::msg::Item::type_name(), "type/msg/Item");
    assert_eq!(manifest_name::msg::Crlf::type_name(), "manifest_name/msg/Crlf");
}

#[test]
fn names_of_the_prelude_are_messages() {
    let message = msg::String {
        data: "text".into(),
        options: vec![msg::Option::default()],
        itself: msg::Self_ { value: 4, ..Default::default() },
        ..Default::default()
    };
    let again = msg::String::from_cdr(&message.to_cdr().unwrap()).unwrap();
    assert_eq!(again, message);
    assert_eq!(again.options[0].texts, ["a", "b"]);
    assert_eq!(again.three, ["x", "", "zzz"]);
    assert_eq!(again.vecs[1].bytes, ZBuf::from(vec![1, 2]));
    assert_eq!(core::msg::Item::default().vec, msg::Vec::default());
    assert_eq!((u8::msg::Item::default().x, std::msg::Item::default().x), (0, [0.0; 40]));
}

#[test]
fn views_do_not_take_the_names_of_messages() {
    let bytes =
        msg::ReadingView { readings: vec![msg::Reading { sensor: "imu".into(), value: 1.5 }] }
            .to_cdr()
            .unwrap();
    let view: msg::ReadingViewViewOf<'_> = msg::ReadingView::view(&bytes).unwrap();
    let reading: msg::ReadingViewOf_<'_> = view.readings.iter().next().unwrap();
    assert_eq!((reading.sensor, reading.value), ("imu", 1.5));
}

#[test]
fn constants_have_their_types_and_values() {
    type C = msg::OnlyConstants;
    let (flag, octet, char): (bool, _, _) = (C::TRUE, C::SELF, C::CHAR);
    assert_eq!((flag, octet, char), (true, 255_u8, b'a'));
    assert_eq!((C::MOVE, C::STATIC, C::RETURN), (i8::MIN, i64::MIN, u64::MAX));
    assert_eq!((C::TENTH, C::HUGE), (0.1_f32, f32::INFINITY));
    assert_eq!((C::LESS, C::SMALL, C::WHOLE), (f64::NEG_INFINITY, 1e-300, 3.0));
    assert!(C::NOT.is_nan() && C::MINUS_ZERO.is_sign_negative());
    assert_eq!((C::TEXT, C::EMPTY, C::WIDE), ("it's \"quoted\"", "", "日本"));
    assert_eq!(C::default().to_cdr().unwrap(), [0, 1, 0, 0, 0]);
}

#[test]
fn defaults_are_those_of_the_definition() {
    let message = msg::Defaults::default();
    assert_eq!((message.flag, message.off, message.octet, message.letter), (true, false, 255, 97));
    assert_eq!((message.least, message.most, message.tenth), (-128, u64::MAX, 0.1));
    assert_eq!((message.infinite, message.less), (f32::INFINITY, f64::NEG_INFINITY));
    assert!(message.minus_zero == 0.0 && message.minus_zero.is_sign_negative());
    assert_eq!((message.text.as_str(), message.empty.as_str()), ("a \"quoted\" text", ""));
    assert_eq!((message.short.as_str(), message.wide), ("abc", WString::from("日本")));
    assert_eq!((message.three, message.zeros), ([1, -2, 3], [0; 3]));
    assert_eq!((message.many, message.none, message.some), (vec![4, 5], vec![], vec![6]));
    assert_eq!(message.bytes, ZBuf::from(vec![7, 8]));
    assert_eq!((message.octets, message.few), (ZBuf::from(vec![9]), vec![1]));
    assert_eq!((message.pair, message.floats.len()), ([1, 2], 3));
    assert_eq!(message.texts, ["", "b"]);
    assert_eq!(message.wides, [WString::from("c"), WString::from("d")]);
    assert!(message.flags[0] && !message.flags[39]);
    assert!(odd_msgs::srv::Option_Response::default().done);
    assert_eq!(odd_msgs::action::Self_Result::default().result, 7);
    assert_eq!(manifest_name::msg::Crlf::default().s, "no newline at the end");
}

#[test]
fn arrays_of_any_length_have_a_default() {
    let message = msg::Arrays::default();
    assert_eq!(
        (message.covariance, message.octets, message.flags),
        ([0.0; 36], [0; 33], [false; 64])
    );
    assert!(message.names.iter().all(String::is_empty));
    assert_eq!(message.readings[34], msg::Reading::default());
    let again = msg::Arrays::from_cdr(&message.to_cdr().unwrap()).unwrap();
    assert_eq!(again, message);
}

/// Sequences of such messages are copied whole.
#[test]
fn messages_without_padding_keep_their_order() {
    use ::std::mem::offset_of;
    assert_eq!(offset_of!(msg::Fixed, items), 0);
    assert_eq!((offset_of!(msg::Fixed, x), size_of::<msg::Fixed>()), (16, 24));
}

#[test]
fn services_and_actions_have_names_and_hashes() {
    type Goal = odd_msgs::action::Self_SendGoal_Request;
    assert_eq!(odd_msgs::action::Self_::TYPE_NAME, "odd_msgs/action/Self");
    assert_eq!(Goal::type_name(), "odd_msgs/action/Self_SendGoal_Request");
    assert_eq!(Goal::default().goal, odd_msgs::action::Self_Goal::default());
    assert_eq!(odd_msgs::srv::Option_Request::X, 1);
    assert!(odd_msgs::srv::Option::TYPE_HASH.starts_with("RIHS01_"));
    assert_eq!(interfaces::px4_msgs::srv::VehicleCommand::TYPE_NAME, "px4_msgs/srv/VehicleCommand");
}

#[test]
fn what_the_configuration_says_is_generated() {
    use configured::{demo_msgs, other_msgs, std_msgs};
    let sample = demo_msgs::msg::Sample {
        header: std_msgs::msg::Header::default(),
        reading: msg::Reading::default(),
        thing: other_msgs::msg::Thing::default(),
        data: Vec::from([1, 2]),
        level: 0,
        fixed: demo_msgs::msg::Fixed::default(),
    };
    assert_eq!(sample, demo_msgs::msg::Sample::default());
    let fixed = sample.fixed;
    assert_eq!(fixed, sample.fixed, "it is `Copy`");
    assert_eq!(std_msgs::msg::Header::type_hash(), ros_z_msgs::std_msgs::Header::type_hash());
    assert_eq!(demo_msgs::srv::Ask::TYPE_NAME, "demo_msgs/srv/Ask");
}

#[test]
fn attributes_make_messages_json() {
    use ros_z_codegen_tests::serialized::serde_msgs::msg::All;
    let message = All::default();
    let json = serde_json::to_value(&message).unwrap();
    assert_eq!(json["data"], serde_json::json!([1, 2]));
    assert_eq!(json["wides"], serde_json::json!(["é"]));
    assert_eq!(json["long"].as_array().map(Vec::len), Some(33));
    assert_eq!(serde_json::from_value::<All>(json).unwrap(), message);
}

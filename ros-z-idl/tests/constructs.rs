//! What each construct of a definition becomes, and the canonical text.

#![allow(clippy::unwrap_used, reason = "a test")]

use expect_test::{Expect, expect};
use ros_z_idl::{Body, Checked, Interface, Interfaces, Item, Message, Origin};

fn checked(name: &str, text: &str) -> Checked {
    let mut interfaces = Interfaces::new();
    interfaces.add(name.parse().unwrap(), name, text.as_bytes());
    interfaces.add("pk/msg/Inner".parse().unwrap(), "Inner", b"int32 x");
    interfaces.add_standard();
    interfaces.check().unwrap()
}

fn interface<'a>(checked: &'a Checked, name: &str) -> &'a Interface {
    checked.get(&name.parse().unwrap()).unwrap()
}

/// Each item with the pieces of the text that its parts stand at.
#[track_caller]
fn message(text: &str, expected: Expect) {
    let checked = checked("pk/msg/M", text);
    let Body::Message(message) = &interface(&checked, "pk/msg/M").body else { panic!() };
    expected.assert_eq(&show(message, text));
}

fn show(message: &Message, text: &str) -> String {
    let mut shown = format!("{:?}\n", message.comment);
    for item in &message.items {
        match item {
            Item::Field(field) => {
                let default = field.default.as_ref();
                let default_text = default.map(|default| &text[default.span.clone()]);
                let default = default.map(|default| &default.value);
                shown += &format!(
                    "field {} ({:?}) of {:?} ({:?}), default {default:?} ({default_text:?}), {:?}\n",
                    field.name.value,
                    &text[field.name.span.clone()],
                    field.ty.value,
                    &text[field.ty.span.clone()],
                    field.comment,
                );
            }
            Item::Constant(constant) => {
                shown += &format!(
                    "constant {} ({:?}) of {:?} ({:?}), {:?} ({:?}), {:?}\n",
                    constant.name.value,
                    &text[constant.name.span.clone()],
                    constant.ty.value,
                    &text[constant.ty.span.clone()],
                    constant.value.value,
                    &text[constant.value.span.clone()],
                    constant.comment,
                );
            }
        }
    }
    shown
}

#[test]
fn primitive_fields() {
    message(
        "bool a\nbyte b\nchar c\nint8 d\nuint8 e\nint16 f\nuint16 g\nint32 h\nuint32 i\nint64 j\n\
         uint64 k\nfloat32 l\nfloat64 m",
        expect![[r#"
            []
            field a ("a") of FieldType { element: Primitive(Bool), container: Single } ("bool"), default None (None), []
            field b ("b") of FieldType { element: Primitive(Byte), container: Single } ("byte"), default None (None), []
            field c ("c") of FieldType { element: Primitive(Char), container: Single } ("char"), default None (None), []
            field d ("d") of FieldType { element: Primitive(Int8), container: Single } ("int8"), default None (None), []
            field e ("e") of FieldType { element: Primitive(UInt8), container: Single } ("uint8"), default None (None), []
            field f ("f") of FieldType { element: Primitive(Int16), container: Single } ("int16"), default None (None), []
            field g ("g") of FieldType { element: Primitive(UInt16), container: Single } ("uint16"), default None (None), []
            field h ("h") of FieldType { element: Primitive(Int32), container: Single } ("int32"), default None (None), []
            field i ("i") of FieldType { element: Primitive(UInt32), container: Single } ("uint32"), default None (None), []
            field j ("j") of FieldType { element: Primitive(Int64), container: Single } ("int64"), default None (None), []
            field k ("k") of FieldType { element: Primitive(UInt64), container: Single } ("uint64"), default None (None), []
            field l ("l") of FieldType { element: Primitive(Float32), container: Single } ("float32"), default None (None), []
            field m ("m") of FieldType { element: Primitive(Float64), container: Single } ("float64"), default None (None), []
        "#]],
    );
}

#[test]
fn strings_and_bounds() {
    message(
        "string a\nstring<=5 b\nwstring c\nwstring<=6 d\nstring<=5[<=3] e\nwstring[2] f",
        expect![[r#"
            []
            field a ("a") of FieldType { element: String(None), container: Single } ("string"), default None (None), []
            field b ("b") of FieldType { element: String(Some(5)), container: Single } ("string<=5"), default None (None), []
            field c ("c") of FieldType { element: WString(None), container: Single } ("wstring"), default None (None), []
            field d ("d") of FieldType { element: WString(Some(6)), container: Single } ("wstring<=6"), default None (None), []
            field e ("e") of FieldType { element: String(Some(5)), container: Bounded(3) } ("string<=5[<=3]"), default None (None), []
            field f ("f") of FieldType { element: WString(None), container: Array(2) } ("wstring[2]"), default None (None), []
        "#]],
    );
}

#[test]
fn containers() {
    message(
        "int32[3] a\nint32[<=3] b\nint32[] c\nInner[] d\npk/Inner[2] e",
        expect![[r#"
        []
        field a ("a") of FieldType { element: Primitive(Int32), container: Array(3) } ("int32[3]"), default None (None), []
        field b ("b") of FieldType { element: Primitive(Int32), container: Bounded(3) } ("int32[<=3]"), default None (None), []
        field c ("c") of FieldType { element: Primitive(Int32), container: Unbounded } ("int32[]"), default None (None), []
        field d ("d") of FieldType { element: Message("pk/msg/Inner"), container: Unbounded } ("Inner[]"), default None (None), []
        field e ("e") of FieldType { element: Message("pk/msg/Inner"), container: Array(2) } ("pk/Inner[2]"), default None (None), []
    "#]],
    );
}

#[test]
fn messages_by_name() {
    message(
        "Inner a\npk/Inner b\nstd_msgs/Header c",
        expect![[r#"
        []
        field a ("a") of FieldType { element: Message("pk/msg/Inner"), container: Single } ("Inner"), default None (None), []
        field b ("b") of FieldType { element: Message("pk/msg/Inner"), container: Single } ("pk/Inner"), default None (None), []
        field c ("c") of FieldType { element: Message("std_msgs/msg/Header"), container: Single } ("std_msgs/Header"), default None (None), []
    "#]],
    );
}

#[test]
fn constants() {
    message(
        "int32 A=5\nint32 B = -0x10\nfloat32 C=1\nbool D=True\nstring E=two words\nwstring F='ä'\n\
         char G=97\nbyte H = 0b11\nfloat64 I=-inf\nuint64 J=18446744073709551615",
        expect![[r#"
            []
            constant A ("A") of Primitive(Int32) ("int32"), Integer(5) ("5"), []
            constant B ("B") of Primitive(Int32) ("int32"), Integer(-16) ("-0x10"), []
            constant C ("C") of Primitive(Float32) ("float32"), Float(1.0) ("1"), []
            constant D ("D") of Primitive(Bool) ("bool"), Bool(true) ("True"), []
            constant E ("E") of String ("string"), String("two words") ("two words"), []
            constant F ("F") of WString ("wstring"), String("ä") ("'ä'"), []
            constant G ("G") of Primitive(Char) ("char"), Integer(97) ("97"), []
            constant H ("H") of Primitive(Byte) ("byte"), Integer(3) ("0b11"), []
            constant I ("I") of Primitive(Float64) ("float64"), Float(-inf) ("-inf"), []
            constant J ("J") of Primitive(UInt64) ("uint64"), Integer(18446744073709551615) ("18446744073709551615"), []
        "#]],
    );
}

#[test]
fn default_values() {
    message(
        "int32 a 5\nfloat64 b 1e-3\nbool c 1\nstring d \"q\"\nstring e  two words\nint32[2] f [1, 2]\n\
         string[] g [\"a,b\", c , 'd']\nint32[] h []\nbool[<=2] i [true,0]\nbyte[] j [1]",
        expect![[r#"
            []
            field a ("a") of FieldType { element: Primitive(Int32), container: Single } ("int32"), default Some(Integer(5)) (Some("5")), []
            field b ("b") of FieldType { element: Primitive(Float64), container: Single } ("float64"), default Some(Float(0.001)) (Some("1e-3")), []
            field c ("c") of FieldType { element: Primitive(Bool), container: Single } ("bool"), default Some(Bool(true)) (Some("1")), []
            field d ("d") of FieldType { element: String(None), container: Single } ("string"), default Some(String("q")) (Some("\"q\"")), []
            field e ("e") of FieldType { element: String(None), container: Single } ("string"), default Some(String("two words")) (Some("two words")), []
            field f ("f") of FieldType { element: Primitive(Int32), container: Array(2) } ("int32[2]"), default Some(List([Integer(1), Integer(2)])) (Some("[1, 2]")), []
            field g ("g") of FieldType { element: String(None), container: Unbounded } ("string[]"), default Some(List([String("a,b"), String("c"), String("d")])) (Some("[\"a,b\", c , 'd']")), []
            field h ("h") of FieldType { element: Primitive(Int32), container: Unbounded } ("int32[]"), default Some(List([])) (Some("[]")), []
            field i ("i") of FieldType { element: Primitive(Bool), container: Bounded(2) } ("bool[<=2]"), default Some(List([Bool(true), Bool(false)])) (Some("[true,0]")), []
            field j ("j") of FieldType { element: Primitive(Byte), container: Unbounded } ("byte[]"), default Some(List([Integer(1)])) (Some("[1]")), []
        "#]],
    );
}

#[test]
fn comments() {
    message(
        "# Of the message,\n#  in two lines.\n\n# Above.\nint32 x # Behind [m].\n  # Below.\n\n#\n## \
         Of the constant.\nint32 A=1\t# [s]\tTab.\n# Of nothing.\n",
        expect![[r#"
            [" Of the message,", "  in two lines."]
            field x ("x") of FieldType { element: Primitive(Int32), container: Single } ("int32"), default None (None), [" Above.", " Behind [m].", " Below."]
            constant A ("A") of Primitive(Int32) ("int32"), Integer(1) ("1"), ["", " Of the constant.", " [s] Tab."]
        "#]],
    );
}

#[test]
fn line_ends_and_blanks() {
    message(
        "\n\nint32\t x\r\nint32 y  \rint32   z\x0cint32 A\t=\t1",
        expect![[r#"
        []
        field x ("x") of FieldType { element: Primitive(Int32), container: Single } ("int32"), default None (None), []
        field y ("y") of FieldType { element: Primitive(Int32), container: Single } ("int32"), default None (None), []
        field z ("z") of FieldType { element: Primitive(Int32), container: Single } ("int32"), default None (None), []
        constant A ("A") of Primitive(Int32) ("int32"), Integer(1) ("1"), []
    "#]],
    );
}

#[test]
fn empty_messages() {
    message(
        "",
        expect![[r#"
        []
    "#]],
    );
    message(
        "# Only a comment.",
        expect![[r#"
        [" Only a comment."]
    "#]],
    );
}

/// The parts of an interface with their fields.
fn types(interface: &Interface) -> String {
    let show = |ty: &ros_z_idl::Type<'_>| {
        let fields: Vec<_> = ty.fields.iter().map(|(name, ty)| format!("{ty} {name}")).collect();
        let origin = match ty.origin {
            Origin::Written(_) => "written",
            Origin::Derived => "derived",
            Origin::Whole => "whole",
        };
        format!("{} {origin}: {}\n", ty.name, fields.join(", "))
    };
    interface.types().iter().map(show).collect()
}

#[test]
fn services() {
    let checked = checked("pk/srv/S", "# Asks.\nint32 a\n---\n# Answers.\nInner b\nint32 X=1");
    expect![[r#"
        pk/srv/S_Request written: int32 a
        pk/srv/S_Response written: pk/Inner b
        pk/srv/S_Event derived: service_msgs/ServiceEventInfo info, pk/S_Request[<=1] request, pk/S_Response[<=1] response
        pk/srv/S whole: pk/S_Request request_message, pk/S_Response response_message, pk/S_Event event_message
    "#]].assert_eq(&types(interface(&checked, "pk/srv/S")));
}

#[test]
fn actions() {
    let checked = checked("pk/action/A", "int32 a\n---\nint32 b\n---\n");
    expect![[r#"
        pk/action/A_Goal written: int32 a
        pk/action/A_Result written: int32 b
        pk/action/A_Feedback written: 
        pk/action/A_SendGoal_Request derived: unique_identifier_msgs/UUID goal_id, pk/A_Goal goal
        pk/action/A_SendGoal_Response derived: bool accepted, builtin_interfaces/Time stamp
        pk/action/A_SendGoal_Event derived: service_msgs/ServiceEventInfo info, pk/A_SendGoal_Request[<=1] request, pk/A_SendGoal_Response[<=1] response
        pk/action/A_SendGoal whole: pk/A_SendGoal_Request request_message, pk/A_SendGoal_Response response_message, pk/A_SendGoal_Event event_message
        pk/action/A_GetResult_Request derived: unique_identifier_msgs/UUID goal_id
        pk/action/A_GetResult_Response derived: int8 status, pk/A_Result result
        pk/action/A_GetResult_Event derived: service_msgs/ServiceEventInfo info, pk/A_GetResult_Request[<=1] request, pk/A_GetResult_Response[<=1] response
        pk/action/A_GetResult whole: pk/A_GetResult_Request request_message, pk/A_GetResult_Response response_message, pk/A_GetResult_Event event_message
        pk/action/A_FeedbackMessage derived: unique_identifier_msgs/UUID goal_id, pk/A_Feedback feedback
        pk/action/A whole: pk/A_Goal goal, pk/A_Result result, pk/A_Feedback feedback, pk/A_SendGoal send_goal_service, pk/A_GetResult get_result_service, pk/A_FeedbackMessage feedback_message
    "#]].assert_eq(&types(interface(&checked, "pk/action/A")));
}

#[test]
fn canonical_text() {
    let text = "# The message.\n# More.\nInner i # Behind.\n\n# [m]\n# Above.\nfloat32  x\t1\nstring \
                S = it's \"#\nstring t ' \\\\ # '\nstring[] u ['a', \" b\", \"it's\"]\nfloat64[2] v \
                [nan, -1e400]\nfloat64 w 1e300";
    let checked = checked("pk/msg/M", text);
    let canonical = interface(&checked, "pk/msg/M").to_string();
    expect![[r##"
        # The message.
        # More.

        # Behind.
        pk/Inner i
        # [m]
        # Above.
        float32 x 1.0
        #
        string S="it\x27s \x22"
        # '
        string t "\x27 \\"
        string[] u ["a", "\x20b", "it\x27s"]
        float64[2] v [nan, -inf]
        float64 w 1e300
    "##]]
    .assert_eq(&canonical);
    // It is read as it was written.
    let again = self::checked("pk/msg/M", &canonical);
    assert_eq!(interface(&again, "pk/msg/M").to_string(), canonical);
    assert!(again.description("pk/msg/M") == checked.description("pk/msg/M"));
}

/// A comment of the first field is not that of the message.
#[test]
fn canonical_text_keeps_comments_where_they_belong() {
    let checked = checked("pk/srv/S", "\n# Of x.\nint32 x\n---\n# Of the response.\nint32 y");
    expect![[r#"

        # Of x.
        int32 x
        ---
        # Of the response.

        int32 y
    "#]]
    .assert_eq(&interface(&checked, "pk/srv/S").to_string());
}

#[test]
fn concatenated_text_keeps_constants_and_defaults() {
    let checked = checked("pk/msg/M", "Inner i\nint32 A=1\nint32 x 5 # five");
    expect![[r#"
        pk/Inner i
        int32 A=1
        # five
        int32 x 5
        ================================================================================
        MSG: pk/Inner
        int32 x
    "#]]
    .assert_eq(&checked.concatenated("pk/msg/M").unwrap());
    assert_eq!(checked.concatenated("pk/msg/None"), None);
}

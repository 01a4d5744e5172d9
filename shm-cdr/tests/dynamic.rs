//! Messages by a definition that is known at run time only: what the golden messages do not show.
//! Those are in the tests of `ros-z-msgs`.

#![cfg(all(feature = "dynamic", feature = "serde"))]
#![allow(clippy::unwrap_used, reason = "a test")]

use serde::de::DeserializeSeed;
use serde::de::value::{BytesDeserializer, Error as ValueError, MapDeserializer};
use shm_cdr::dynamic::{
    Description, DynamicMessage, DynamicType, DynamicValue, FieldType, Interfaces, Numbers,
    PathError, TypeError, field_type,
};
use shm_cdr::{DecodeErrorKind, EncodeError, ShmMessage, WString};

fn parse(text: &str) -> DynamicType {
    DynamicType::parse("demo_msgs/msg/Demo", text).unwrap_or_else(|error| panic!("{error}"))
}

fn standard(name: &str) -> DynamicType {
    DynamicType::new(&Interfaces::standard().check().unwrap(), name).unwrap()
}

fn read(ty: &DynamicType, json: &str) -> Result<DynamicMessage<'static>, String> {
    ty.deserialize(&mut serde_json::Deserializer::from_str(json)).map_err(|error| {
        let text = error.to_string();
        text.split(" at line ").next().unwrap().into()
    })
}

#[test]
fn bulk_data_and_strings_stay_where_they_are() {
    let ty = standard("sensor_msgs/msg/PointCloud2");
    let mut cloud = ty.default_value();
    cloud.set("header.frame_id", "lidar").unwrap();
    cloud.set("data", vec![7u8; 1 << 20]).unwrap();
    let bytes = cloud.to_cdr().unwrap();
    let inside = |part: &[u8]| bytes.as_ptr_range().contains(&part.as_ptr());

    let cloud = ty.decode(&bytes).unwrap();
    let data = cloud.get("data").unwrap();
    let data = data.as_numbers().unwrap();
    assert!(data.is_borrowed() && data.len() == 1 << 20 && inside(data.as_bytes()));
    assert_eq!(data.as_slice::<u8>().map(<[u8]>::len), Some(1 << 20));
    assert_eq!(data.as_slice::<i8>(), None);
    assert!(!Numbers::from(vec![7u8]).is_borrowed());
    let frame = cloud.get("header.frame_id").unwrap();
    assert!(inside(frame.as_str().unwrap().as_bytes()));
}

#[test]
fn numbers_are_borrowed_in_any_byte_order() {
    let ty = parse("uint8 one\nfloat64[] values\nbool[2] flags\n");
    let body = |big: bool, align: usize| {
        let mut body = vec![5, 0, 0, 0];
        body.extend(if big { 2u32.to_be_bytes() } else { 2u32.to_le_bytes() });
        body.resize(body.len().next_multiple_of(align), 0);
        for value in [1.5f64, -2.0] {
            body.extend(if big { value.to_be_bytes() } else { value.to_le_bytes() });
        }
        body.extend([1, 0]);
        body
    };
    let native = [&[0, 1, 0, 0][..], &body(false, 8)].concat();
    for (id, big, align) in [(0, true, 8), (1, false, 8), (6, true, 4), (7, false, 4)] {
        let bytes = [&[0, id, 0, 0][..], &body(big, align)].concat();
        let message = ty.decode(&bytes).unwrap();
        let values = message.get("values").unwrap();
        let values = values.as_numbers().unwrap();
        assert!(values.is_borrowed());
        assert_eq!(values.is_big_endian(), big);
        assert_eq!(values.to_vec::<f64>(), Some(vec![1.5, -2.0]), "{id}");
        if let Some(slice) = values.as_slice::<f64>() {
            assert!(!big && slice == [1.5, -2.0]);
        }
        assert_eq!(values.iter().len(), 2);
        assert_eq!(message, ty.decode(&native).unwrap());
        assert_eq!(message.to_cdr().unwrap(), native, "{id}");
        assert_eq!(message.clone().into_owned().to_cdr().unwrap(), native, "{id}");
        // Changing an element changes no other.
        let mut message = message;
        message.set("values[1]", 7.5).unwrap();
        assert_eq!(
            message.get("values").unwrap().as_numbers().unwrap().to_vec(),
            Some(vec![1.5, 7.5])
        );
        for end in 0..bytes.len() {
            assert!(ty.decode(&bytes[..end]).is_err(), "{id} {end}");
        }
    }
}

#[test]
fn integers_are_equal_and_single_bytes_in_place_in_any_byte_order() {
    let ty = parse("uint8[] octets\nuint16[] values\n");
    let [little, big] = [[7u16, 258].map(u16::to_le_bytes), [7u16, 258].map(u16::to_be_bytes)];
    let little =
        [&[0, 1, 0, 0, 2, 0, 0, 0, 8, 9, 0, 0, 2, 0, 0, 0][..], little.as_flattened()].concat();
    let big = [&[0, 0, 0, 0, 0, 0, 0, 2, 8, 9, 0, 0, 0, 0, 0, 2][..], big.as_flattened()].concat();
    let [little, big] = [ty.decode_exact(&little).unwrap(), ty.decode_exact(&big).unwrap()];
    assert_eq!(little, big);
    let octets = big.get("octets").unwrap();
    assert_eq!(octets.as_numbers().unwrap().as_slice(), Some(&[8u8, 9][..]));
    let values = big.get("values").unwrap();
    let values = values.as_numbers().unwrap();
    assert_eq!(values.as_slice::<u16>(), None);
    assert_eq!(values.to_vec(), Some(vec![7u16, 258]));
    // The same bytes, which are other numbers.
    let mut swapped = little.clone();
    swapped.set("values", vec![0x0700u16, 0x0201]).unwrap();
    assert_ne!(swapped, big);
}

#[test]
fn bytes_that_are_no_booleans_are_refused_however_many_there_are() {
    let ty = parse("bool[] flags\n");
    for (flags, index) in [(&[2, 2][..], 0), (&[1, 0, 3, 3], 2), (&[0, 1, 255], 2)] {
        let bytes = [&[0, 1, 0, 0, flags.len() as u8, 0, 0, 0][..], flags].concat();
        let error = ty.decode(&bytes).unwrap_err();
        assert_eq!(error.kind(), &DecodeErrorKind::InvalidBool { value: flags[index] });
        assert_eq!((error.field(), error.offset()), (&*format!("flags[{index}]"), 8 + index));
    }
}

#[test]
fn bytes_behind_the_end_are_refused_only_if_asked_to() {
    let ty = parse("");
    assert!(ty.decode_exact(&[0, 1, 0, 0]).is_ok() && ty.decode_exact(&[0, 1, 0, 0, 0]).is_ok());
    assert!(ty.decode(&[0, 1, 0, 0, 0, 9]).is_ok());
    let error = ty.decode_exact(&[0, 1, 0, 0, 0, 9]).unwrap_err();
    assert_eq!(error.kind(), &DecodeErrorKind::TrailingBytes { len: 1 });
    assert_eq!(ty.default_value().to_cdr().unwrap(), [0, 1, 0, 0, 0]);
    assert_eq!(ty.default_value().to_string(), "{}\n");
}

#[derive(ShmMessage, Default)]
#[shm(type_name = "demo_msgs/msg/Bounded")]
struct Bounded {
    #[shm(max_len = 3)]
    name: String,
    #[shm(max_len = 2, max_item_len = 1)]
    names: Vec<String>,
    #[shm(max_len = 2)]
    data: Vec<u8>,
    rows: Vec<Row>,
    #[shm(max_len = 2)]
    wide: WString,
    #[shm(max_item_len = 2)]
    wides: Vec<WString>,
}

#[derive(ShmMessage, Default)]
#[shm(type_name = "demo_msgs/msg/Row")]
struct Row {
    #[shm(max_item_len = 1)]
    names: [String; 2],
}

#[test]
fn what_breaks_a_bound_is_refused_as_by_the_struct() {
    let ty = DynamicType::of::<Bounded>().unwrap();
    let loose = DynamicType::parse(
        "demo_msgs/msg/Bounded",
        "string name\nstring[] names\nuint8[] data\nRow[] rows\nwstring wide\n\
         wstring[] wides\n===\nMSG: demo_msgs/Row\nstring[2] names\n",
    )
    .unwrap();
    let row = loose.field("rows").unwrap().message_type().unwrap().default_value();
    let strings = |texts: &[&'static str]| {
        DynamicValue::List(texts.iter().map(|text| DynamicValue::from(*text)).collect())
    };
    let mut cases = Vec::new();
    let mut case = |path: &str, value: DynamicValue<'static>| {
        let mut message = loose.default_value();
        message
            .set("rows", vec![DynamicValue::from(row.clone()), DynamicValue::from(row.clone())])
            .unwrap();
        message.set(path, value).unwrap();
        cases.push(message.to_cdr().unwrap());
    };
    case("name", "abcd".into());
    case("name", "abc".into());
    case("names", strings(&["a", "b", "c"]));
    case("names", strings(&["a", "bb"]));
    case("names", strings(&["a", "b"]));
    case("data", vec![1u8, 2, 3].into());
    case("data", vec![1u8, 2].into());
    case("rows[1].names[1]", "ab".into());
    case("rows[1].names[1]", "a".into());
    // Two units of UTF-16, of one character or two, and one more.
    case("wide", "𝄞".into());
    case("wide", "𝄞a".into());
    case("wides", strings(&["aä", "𝄞"]));
    case("wides", strings(&["", "𝄞a"]));
    for (index, bytes) in cases.iter().enumerate() {
        let expected = Bounded::from_cdr(bytes).map(drop);
        assert_eq!(ty.decode(bytes).map(drop), expected, "{index}");
        assert_eq!(expected.is_ok(), [1, 4, 6, 8, 9, 11].contains(&index), "{index}");
    }

    let row = ty.field("rows").unwrap().message_type().unwrap().default_value();
    let refused = |path: &str, value: DynamicValue<'static>| {
        let mut message = ty.default_value();
        message.set("rows", vec![DynamicValue::from(row.clone())]).unwrap();
        message.set(path, value).unwrap();
        let mut bytes = vec![9];
        let error = message.append_to(&mut bytes).unwrap_err();
        assert_eq!(bytes, [9]);
        error
    };
    let too_long = |field: &str, len, max| EncodeError::TooLong { field: field.into(), len, max };
    assert_eq!(refused("name", "abcd".into()), too_long("name", 4, 3));
    assert_eq!(refused("names", strings(&["a", "b", "c"])), too_long("names", 3, 2));
    assert_eq!(refused("names", strings(&["a", "bb"])), too_long("names[1]", 2, 1));
    assert_eq!(refused("data", vec![1u8; 3].into()), too_long("data", 3, 2));
    assert_eq!(refused("wide", "𝄞a".into()), too_long("wide", 3, 2));
    assert_eq!(refused("wides", strings(&["", "𝄞a"])), too_long("wides[1]", 3, 2));
    assert_eq!(refused("rows[0].names[1]", "ab".into()), too_long("rows[0].names[1]", 2, 1));
    let error = ty.default_value().write_to(&mut [0; 10]).unwrap_err();
    assert!(matches!(error, EncodeError::NoRoom { available: 10, .. }), "{error}");
}

// No memory holds it: the pages of zeros are never written to.
#[cfg(target_pointer_width = "64")]
#[test]
fn text_that_does_not_fit_into_32_bits_is_refused() {
    let text = String::from_utf8(vec![0; u32::MAX as usize]).unwrap();
    let mut message = parse("string text\n").default_value();
    message.set("text", text.as_str()).unwrap();
    let (len, max) = (text.len() + 1, text.len());
    let error = message.write_to(&mut [0; 10]).unwrap_err();
    assert_eq!(error, EncodeError::TooLong { field: "text".into(), len, max });
}

// A few bytes announce billions of elements.
#[test]
fn memory_is_reserved_for_what_is_there() {
    for (text, body) in [
        ("string[] x\n", vec![0xFF; 64]),
        ("float64[] x\n", vec![0xFF; 64]),
        ("std_msgs/Empty[] x\n", vec![0xFF; 64]),
        ("string[4000000000] x\n", vec![0; 64]),
        ("uint8[4000000000] x\n", vec![0; 64]),
        ("std_msgs/Empty[4000000000] x\n", vec![0; 64]),
        ("std_msgs/String[4000000000] x\n", vec![0; 64]),
    ] {
        let ty = match DynamicType::parse("demo_msgs/msg/Demo", text) {
            Ok(ty) => ty,
            Err(error) => {
                assert!(matches!(error, TypeError::TooLarge { .. }), "{error}");
                assert!(text.contains("4000000000"));
                continue;
            }
        };
        let bytes = [&[0, 1, 0, 0][..], &body].concat();
        assert!(ty.decode(&bytes).is_err(), "{text}");
    }
    // As much as a message for it may have.
    let ty = parse("uint8[100000000] x\n");
    assert!(ty.decode(&[0, 1, 0, 0, 1, 2, 3]).is_err());
    assert_eq!(ty.default_value().serialized_size(), 100_000_004);
}

fn describe(types: &[(&str, &[(&'static str, FieldType)])]) -> Description {
    let fields = |fields: &[(&'static str, FieldType)]| {
        fields.iter().map(|(name, ty)| ((*name).into(), ty.clone())).collect()
    };
    Description {
        name: types[0].0.into(),
        types: types.iter().map(|(name, all)| ((*name).into(), fields(all))).collect(),
    }
}

#[test]
fn descriptions_that_are_no_messages_are_refused() {
    let refused = |types: &[(&str, &[(&'static str, FieldType)])]| {
        DynamicType::from_description(&describe(types)).unwrap_err().to_string()
    };
    let message = FieldType::message;
    assert_eq!(
        refused(&[("a_b/msg/A", &[("a", FieldType::messages("a_b/msg/A", 3))])]),
        "the message `a_b/msg/A` contains itself"
    );
    assert_eq!(
        refused(&[
            ("a_b/msg/A", &[("b", message("a_b/msg/B"))]),
            ("a_b/msg/B", &[("a", message("a_b/msg/A"))])
        ]),
        "the message `a_b/msg/A` contains itself"
    );
    assert_eq!(
        refused(&[("a_b/msg/A", &[("b", message("a_b/msg/B"))])]),
        "there is no definition of `a_b/msg/B`"
    );
    let array = |len| field_type(63, len, 0, "").unwrap();
    assert_eq!(
        refused(&[("a_b/msg/A", &[("b", array(0))])]),
        "field `b` of `a_b/msg/A`: an array has at least one element"
    );
    assert_eq!(
        refused(&[("a_b/msg/A", &[("b", array(1)), ("b", array(1))])]),
        "field `b` of `a_b/msg/A`: there are two of this name"
    );
    assert!(refused(&[("a_b/msg/A", &[("b\nc", array(1))])]).contains("letters, digits"));
    assert!(refused(&[("a_b", &[])]).contains("`a_b` is not `package/msg/Name`"));
    assert!(refused(&[("a_b/msg/A", &[("b", array(u64::MAX))])]).contains("bytes of memory"));
}

// What is small as a description can be large as a message, and deep.
#[test]
fn types_that_grow_without_limit_are_refused() {
    let chain = |fields: &[&'static str], len: usize| {
        let name = |index: usize| format!("a_b/msg/A{index}");
        let mut types = std::collections::BTreeMap::new();
        for index in 0..len {
            let inner =
                |field: &&'static str| ((*field).into(), FieldType::message(name(index + 1)));
            types.insert(name(index), fields.iter().map(inner).collect());
        }
        types.insert(name(len), Vec::new());
        DynamicType::from_description(&Description { name: name(0), types })
    };
    assert!(chain(&["a"], 63).is_ok());
    assert!(matches!(chain(&["a"], 64), Err(TypeError::TooDeep { .. })));
    assert!(matches!(chain(&["a"], 100_000), Err(TypeError::TooDeep { .. })));
    assert!(matches!(chain(&["a", "b"], 60), Err(TypeError::TooLarge { .. })));
    // The message, its field, and the elements.
    let most = (1 << 30) - 2 * size_of::<DynamicValue<'_>>();
    let array = |len: usize| DynamicType::parse("demo_msgs/msg/Demo", &format!("uint8[{len}] x\n"));
    assert!(array(most).is_ok());
    assert!(matches!(array(most + 1), Err(TypeError::TooLarge { .. })));

    // The second way to the chain is longer than the first.
    let ways = |above: usize, len: usize| {
        let inner = |name: String| ("a".into(), FieldType::message(name));
        let mut types = std::collections::BTreeMap::new();
        for (part, last) in [("A", above), ("B", len)] {
            let name = |index: usize| format!("a_b/msg/{part}{index}");
            for index in 0..last {
                types.insert(name(index), vec![inner(name(index + 1))]);
            }
            let end = if part == "A" { vec![inner("a_b/msg/B0".into())] } else { Vec::new() };
            types.insert(name(last), end);
        }
        let first = ("b".into(), FieldType::message("a_b/msg/B0"));
        types.insert("a_b/msg/Root".into(), vec![first, inner("a_b/msg/A0".into())]);
        DynamicType::from_description(&Description { name: "a_b/msg/Root".into(), types })
    };
    assert!(ways(30, 31).is_ok());
    assert!(matches!(ways(30, 32), Err(TypeError::TooDeep { .. })));
}

#[test]
fn types_have_the_names_that_were_asked_for() {
    let all = Interfaces::standard().check().unwrap();
    let event = DynamicType::new(&all, "std_srvs/srv/SetBool_Event").unwrap();
    assert_eq!(event.fields()[1].field_type().to_string(), "std_srvs/SetBool_Request[<=1]");
    let again = DynamicType::parse(event.type_name(), &event.definition()).unwrap();
    assert_eq!(again.type_hash(), event.type_hash());
    let error = DynamicType::new(&all, "std_srvs/srv/SetBool").unwrap_err().to_string();
    assert_eq!(
        error,
        "`std_srvs/srv/SetBool` is no message; its messages are `std_srvs/srv/SetBool_Request`, \
         `std_srvs/srv/SetBool_Response`, `std_srvs/srv/SetBool_Event`"
    );
    let error = DynamicType::new(&all, "std_msgs/msg/Strin").unwrap_err().to_string();
    assert_eq!(error, "there is no definition of `std_msgs/msg/Strin`");
    assert_eq!(
        DynamicType::new(&all, "std_msgs/String").unwrap().type_name(),
        "std_msgs/msg/String"
    );
    let error = DynamicType::parse("demo_msgs/msg/Demo", "std_msgs/Strin x\n").unwrap_err();
    assert!(error.to_string().contains("write `std_msgs/String`"), "{error}");
}

#[test]
fn definitions_keep_constants_and_default_values() {
    let text = "# What it is.\n\nint32 LIMIT=5\n# How many.\nint32 count 3\nstring<=4[<=2] names [\"a\", \"b\"]\n";
    let ty = parse(text);
    assert_eq!(ty.definition(), text);
    assert_eq!(ty.default_value().to_string(), "count: 3\nnames:\n- a\n- b\n");
    let numbers = parse("uint8[] data [1, 2]\n").default_value();
    let numbers = numbers.get("data").unwrap();
    assert_eq!(numbers.as_numbers().unwrap().as_slice(), Some(&[1u8, 2][..]));
    assert_eq!(format!("{:?}", ty.fields()), "[int32 count, string<=4[<=2] names]");
}

#[test]
fn every_number_of_a_type_description_is_known() {
    let known = |id| field_type(id, 3, 4, "a_b/msg/C").map(|ty| ty.to_string()).unwrap_or_default();
    let single: Vec<_> = (0..48).map(known).filter(|ty| !ty.is_empty()).collect();
    assert_eq!(
        single.join(" "),
        "a_b/C int8 uint8 int16 uint16 int32 uint32 int64 uint64 float32 float64 uint8 bool byte \
         string wstring string<=4 wstring<=4"
    );
    assert_eq!([known(49), known(97), known(145)], ["a_b/C[3]", "a_b/C[<=3]", "a_b/C[]"]);
    assert_eq!([known(193), known(255)], ["", ""]);
}

#[test]
fn the_field_of_messages_without_fields_is_none() {
    let ty = field_type(3, 0, 0, "").unwrap();
    let described =
        describe(&[("std_msgs/msg/Empty", &[("structure_needs_at_least_one_member", ty)])]);
    let ty = DynamicType::from_description(&described).unwrap();
    assert_eq!(ty.fields().len(), 0);
    assert_eq!(ty, standard("std_msgs/msg/Empty"));
    assert_eq!(ty.type_hash(), standard("std_msgs/msg/Empty").type_hash());
}

#[test]
fn paths_lead_to_values_or_say_what_there_is() {
    let ty = standard("sensor_msgs/msg/PointCloud2");
    let field = standard("sensor_msgs/msg/PointField");
    let mut cloud = ty.default_value();
    cloud.set("fields", vec![DynamicValue::from(field.default_value()); 2]).unwrap();
    cloud.set("fields[1].name", "x").unwrap();
    cloud.set("data", vec![1u8, 2, 3]).unwrap();
    cloud.set("data[1]", 200u8).unwrap();
    let get = |path: &str| cloud.get(path).map(|value| value.into_owned());
    assert_eq!(get("header.stamp.sec").unwrap(), DynamicValue::Int32(0));
    assert_eq!(get("fields[1].name").unwrap().as_str(), Some("x"));
    assert_eq!(get("data[1]").unwrap(), DynamicValue::UInt8(200));
    assert_eq!(get("fields[1]").unwrap().get("name").unwrap().as_str(), Some("x"));
    assert_eq!(get("fields").unwrap().get("[1].name").unwrap().as_str(), Some("x"));

    let error = |path: &str| get(path).unwrap_err().to_string();
    assert_eq!(
        error("header.stamp.secs"),
        "no field `secs` in `builtin_interfaces/msg/Time`; there is `sec`"
    );
    assert_eq!(
        error("header.stamp.x"),
        "no field `x` in `builtin_interfaces/msg/Time`; there are `sec`, `nanosec`"
    );
    assert_eq!(error("fields[2].name"), "`fields` has 2 elements and none at 2");
    assert_eq!(error("data[3]"), "`data` has 3 elements and none at 3");
    assert_eq!(error("data[1].x"), "`data[1]` is uint8 and has no fields");
    assert_eq!(error("height[0]"), "`height` is uint32 and has no elements");
    assert_eq!(error("fields.name"), "`fields` is a list and has no fields");
    assert_eq!(error("header[0]"), "`header` is a message and has no elements");
    for path in [
        "",
        ".",
        "a..b",
        ".header",
        "header.",
        "[0]",
        "data[",
        "data[-1]",
        "data[+1]",
        "data[1]x",
        "data[]",
        "data[99999999999999999999999]",
    ] {
        assert!(
            matches!(get(path), Err(PathError::Syntax { .. } | PathError::NoField { .. })),
            "{path}"
        );
    }
}

#[test]
fn only_values_of_the_type_of_a_field_are_put_there() {
    let ty = parse(
        "byte octet\nbyte[] octets\nwstring wide\nint16[2] pair\nstring[] names\n\
         std_msgs/Header header\nbool flag\nstring[2] two\nstd_msgs/Header[] headers\n",
    );
    let mut message = ty.default_value();
    message.set("octet", 5u8).unwrap();
    message.set("octets", vec![1u8, 2]).unwrap();
    message.set("wide", "w").unwrap();
    message.set("pair", vec![1i16, 2]).unwrap();
    message.set("pair", vec![DynamicValue::from(3i16), DynamicValue::from(4i16)]).unwrap();
    message.set("names", vec![DynamicValue::from("a")]).unwrap();
    message.set("names[0]", String::from("b")).unwrap();
    message.set("flag", true).unwrap();
    let mut header = standard("std_msgs/msg/Header").default_value();
    message.set("header", header.clone()).unwrap();
    message.set("headers", vec![DynamicValue::from(header.clone()); 2]).unwrap();
    header.set("frame_id", "map").unwrap();
    message.set("headers[1]", header).unwrap();
    assert_eq!(message.get("headers[1].frame_id").unwrap().as_str(), Some("map"));
    let bytes = message.to_cdr().unwrap();
    assert_eq!(ty.decode_exact(&bytes).unwrap(), message);

    let mut error = |path: &str, value: DynamicValue<'static>| {
        let before = message.clone();
        let error = message.set(path, value).unwrap_err().to_string();
        assert_eq!(message, before);
        error
    };
    assert_eq!(error("pair", vec![1i16].into()), "`pair` takes int16[2], not 1 times int16");
    assert_eq!(error("pair", vec![1u16, 2].into()), "`pair` takes int16[2], not 2 times uint16");
    assert_eq!(
        error("pair", vec![DynamicValue::from(1i16)].into()),
        "`pair` takes int16[2], not a list of 1 with int16 first"
    );
    assert_eq!(
        error("two", vec![DynamicValue::from("a")].into()),
        "`two` takes string[2], not a list of 1 with a string first"
    );
    assert_eq!(error("octets", vec![1i16].into()), "`octets` takes byte[], not 1 times int16");
    assert_eq!(error("flag", 1.into()), "`flag` takes bool, not int32");
    assert_eq!(error("pair[0]", 1.into()), "`pair[0]` takes int16, not int32");
    assert_eq!(error("pair[2]", 1i16.into()), "`pair` has 2 elements and none at 2");
    assert_eq!(error("names[0]", 1.into()), "`names[0]` takes string, not int32");
    assert_eq!(
        error("names", vec![DynamicValue::from(1)].into()),
        "`names` takes string[], not int32"
    );
    assert_eq!(
        error("header", ty.default_value().into()),
        "`header` takes std_msgs/Header, not `demo_msgs/msg/Demo`"
    );
    assert_eq!(
        error("header.stamp.sek", 1.into()),
        "no field `sek` in `builtin_interfaces/msg/Time`; there is `sec`"
    );
    assert_eq!(error("flag.x", true.into()), "`flag` is bool and has no fields");
    assert_eq!(error("names[0].x", true.into()), "`names[0]` is a string and has no fields");
    assert_eq!(error("pair[0].x", true.into()), "`pair[0]` is int16 and has no fields");
}

#[test]
fn mistakes_in_text_are_told_with_their_place() {
    let ty = parse(
        "uint8[] data\nint16[2] pair\nfloat32[<=2] few\nstring<=3 short\nbool flag\nbyte octet\n\
         std_msgs/Header header\nstd_msgs/Header[] headers\nuint64 big\nwstring<=2[] wides\n",
    );
    for (json, expected) in [
        (r#"{"dat": 1}"#, "no field `dat` in `demo_msgs/msg/Demo`; there is `data`"),
        (
            r#"{"header": {"stamp": {"secs": 1}}}"#,
            "no field `secs` in `builtin_interfaces/msg/Time` at `header.stamp`; there is `sec`",
        ),
        (r#"{"data": [1, 300]}"#, "300 does not fit uint8 at `data[1]`"),
        (r#"{"data": [1, -1]}"#, "-1 does not fit uint8 at `data[1]`"),
        (
            r#"{"data": [1, 1.5]}"#,
            "invalid type: floating point `1.5`, expected uint8 at `data[1]`",
        ),
        (r#"{"data": 1}"#, "invalid type: integer `1`, expected a list for uint8[] at `data`"),
        (r#"{"pair": [1]}"#, "1 elements do not fit int16[2] at `pair`"),
        (r#"{"pair": [1, 2, 3]}"#, "3 or more elements do not fit int16[2] at `pair`"),
        (r#"{"few": [1, 2, 3]}"#, "3 or more elements do not fit float32[<=2] at `few`"),
        (r#"{"few": [1e300]}"#, "1e300 does not fit float32 at `few[0]`"),
        (r#"{"few": ["inf"]}"#, "invalid type: string \"inf\", expected float32 at `few[0]`"),
        (r#"{"short": "abcd"}"#, "a string of the length 4 does not fit string<=3 at `short`"),
        (r#"{"short": 5}"#, "invalid type: integer `5`, expected string<=3 at `short`"),
        (
            r#"{"wides": ["ab", "abc"]}"#,
            "a string of the length 3 does not fit wstring<=2 at `wides[1]`",
        ),
        (r#"{"flag": 1}"#, "invalid type: integer `1`, expected bool at `flag`"),
        (r#"{"octet": true}"#, "invalid type: boolean `true`, expected byte at `octet`"),
        (r#"{"octet": "\u0100"}"#, "\"\u{100}\" does not fit byte at `octet`"),
        (
            r#"{"header": 5}"#,
            "invalid type: integer `5`, expected the fields of `std_msgs/msg/Header` at `header`",
        ),
        (
            r#"{"headers": [{}, {"frame_id": {}}]}"#,
            "invalid type: map, expected string at `headers[1].frame_id`",
        ),
        (r#"{"flag": true, "flag": true}"#, "`flag` is given twice"),
        (r#"{"big": 18446744073709551616}"#, "18446744073709551616 does not fit uint64 at `big`"),
        ("5", "invalid type: integer `5`, expected the fields of `demo_msgs/msg/Demo`"),
    ] {
        assert_eq!(read(&ty, json).unwrap_err(), expected, "{json}");
    }
}

#[test]
fn text_gives_values_and_leaves_the_rest_as_defined() {
    let ty = parse(
        "uint8[] data [1, 2]\nfloat32 a 0.5\nfloat64[] b\nbyte octet\nint8 small 7\n\
         std_msgs/Header header\nuint64 big\n",
    );
    let json = r#"{"b": [1, 2.5, "NaN", "-Infinity", "Infinity"], "octet": "A", "small": -3.0,
                   "header": null, "big": 18446744073709551615}"#;
    let message = read(&ty, json).unwrap();
    assert_eq!(
        serde_json::to_string(&message).unwrap(),
        r#"{"data":[1,2],"a":0.5,"b":[1.0,2.5,"NaN","-Infinity","Infinity"],"octet":65,"small":-3,"header":{"stamp":{"sec":0,"nanosec":0},"frame_id":""},"big":18446744073709551615}"#
    );
    assert_eq!(message.get("b").unwrap().as_numbers().map(Numbers::len), Some(5));
    let bytes = message.to_cdr().unwrap();
    assert_eq!(ty.decode_exact(&bytes).unwrap().to_string(), message.to_string());
    assert_eq!(read(&ty, "null").unwrap(), ty.default_value());
}

#[test]
fn formats_that_have_octets_give_them_at_once() {
    let ty = parse("uint8[<=3] data\nint8[] other\n");
    let read = |field: &'static str, octets: &'static [u8]| {
        let value = BytesDeserializer::<ValueError>::new(octets);
        let fields = MapDeserializer::new([(field, value)].into_iter());
        ty.deserialize(fields).map_err(|error| error.to_string())
    };
    let message = read("data", &[1, 2, 255]).unwrap();
    let data = message.get("data").unwrap();
    assert_eq!(data.as_numbers().unwrap().as_slice(), Some(&[1u8, 2, 255][..]));
    assert_eq!(
        read("data", &[0; 4]).unwrap_err(),
        "4 or more elements do not fit uint8[<=3] at `data`"
    );
    assert_eq!(
        read("other", &[0; 4]).unwrap_err(),
        "invalid type: byte array, expected a list for int8[] at `other`"
    );
}

#[test]
fn booleans_are_the_words_of_yaml() {
    let ty = parse("bool flag\n");
    let flag = |word: &str| {
        let message = read(&ty, &format!("{{\"flag\": \"{word}\"}}")).ok()?;
        message.get("flag").unwrap().as_bool()
    };
    assert_eq!(["yes", "Yes", "TRUE", "True", "on"].map(flag), [Some(true); 5]);
    assert_eq!(["no", "NO", "false", "Off"].map(flag), [Some(false); 4]);
    assert_eq!(["yEs", "y", "1", "", "fALSE"].map(flag), [None; 5]);
}

#[test]
fn numbers_are_equal_as_their_values_are() {
    let nan = || Numbers::from(vec![f32::NAN]);
    assert_ne!(nan(), nan());
    assert_eq!(Numbers::from(vec![0.0f32]), Numbers::from(vec![-0.0f32]));
    assert_eq!(Numbers::from(vec![1u16]), Numbers::from(vec![1u16]));
    assert_ne!(Numbers::from(vec![1u16]), Numbers::from(vec![1i16]));
    assert_ne!(Numbers::from(vec![1u16]), Numbers::from(vec![1u16, 2]));
}

#[test]
fn a_value_is_what_it_holds_and_nothing_else() {
    for value in [
        DynamicValue::Byte(5),
        5i8.into(),
        5u8.into(),
        5i16.into(),
        5u16.into(),
        5i32.into(),
        5u32.into(),
        5i64.into(),
        5u64.into(),
    ] {
        assert_eq!((value.as_integer(), value.as_f64()), (Some(5), Some(5.0)), "{value:?}");
    }
    for value in [DynamicValue::from(0.5f32), 0.5f64.into()] {
        assert_eq!((value.as_integer(), value.as_f64()), (None, Some(0.5)), "{value:?}");
    }
    let message = parse("int8 x\n").default_value();
    let value = DynamicValue::from(message.clone());
    assert_eq!(value.as_message(), Some(&message));
    assert!(value.as_f64().is_none() && DynamicValue::from(true).as_message().is_none());
}

#[test]
fn numbers_are_shown_short() {
    let numbers = Numbers::from((0..20).collect::<Vec<u16>>());
    assert_eq!(
        format!("{numbers:?}"),
        "uint16[20] [UInt16(0), UInt16(1), UInt16(2), UInt16(3), UInt16(4), UInt16(5), UInt16(6), \
         UInt16(7), UInt16(8), UInt16(9), UInt16(10), UInt16(11), UInt16(12), UInt16(13), \
         UInt16(14), UInt16(15), ..]"
    );
}

//! What is wrong is said with its field and its byte.

use ros_z_tests::kinds::{Kinds, Mixed, Names, kinds, mixed};
use shm_cdr::{
    DecodeErrorKind, EncodeError, RosString, ShmMessage, SizeEstimation, Value, WString, ZBuf,
};

#[test]
fn bounds_are_checked_when_written_and_when_read() {
    /// The same fields without the bounds.
    #[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
    struct Unbounded {
        flag: bool,
        wide: f64,
        name: String,
        short: u16,
        long: u64,
        data: ZBuf,
        names: Vec<String>,
        tail: [u8; 3],
    }
    let names = || Unbounded { names: vec![String::new(); 3], ..Default::default() };
    let bytes = names().to_cdr().unwrap();
    let error = Mixed::from_cdr(&bytes).unwrap_err();
    assert_eq!(error.kind(), &DecodeErrorKind::TooLong { len: 3, max: 2 });
    assert_eq!(error.field(), "names");

    let data = Mixed { data: ZBuf::from(vec![0; 3]), ..mixed() };
    assert_eq!(
        data.to_cdr().unwrap_err().to_string(),
        "field `data` has 3 elements, the limit is 2"
    );
}

#[test]
fn errors_name_the_path_and_the_byte() {
    #[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
    struct Outer {
        first: u8,
        parts: Vec<Mixed>,
    }
    let outer = Outer { first: 1, parts: vec![mixed(), mixed()] };
    let mut bytes = outer.to_cdr().unwrap();
    let second = bytes.iter().rposition(|byte| *byte == b'x').unwrap();
    bytes[second] = 0xFF;
    let error = Outer::from_cdr(&bytes).unwrap_err();
    assert_eq!(error.field(), "parts[1].names[0]");
    assert_eq!(error.offset(), second);
    assert_eq!(error.kind(), &DecodeErrorKind::InvalidUtf8 { valid_up_to: 0 });
    let text = format!("field `parts[1].names[0]`: not UTF-8 after 0 bytes at byte {second}");
    assert_eq!(error.to_string(), text);

    bytes[second] = b'x';
    bytes[second + 1] = 1;
    let error = Outer::from_cdr(&bytes).unwrap_err();
    assert_eq!(error.kind(), &DecodeErrorKind::MissingNul { found: 1 });
    assert_eq!(error.offset(), second + 1);

    let mut bytes = mixed().to_cdr().unwrap();
    bytes[4] = 2;
    let error = Mixed::from_cdr(&bytes).unwrap_err();
    assert_eq!((error.field(), error.offset()), ("flag", 4));
    assert_eq!(error.kind(), &DecodeErrorKind::InvalidBool { value: 2 });

    let long = Outer {
        first: 1,
        parts: vec![mixed(), Mixed { names: vec![String::new(); 3], ..mixed() }],
    };
    let expected = EncodeError::TooLong { field: "parts[1].names".into(), len: 3, max: 2 };
    assert_eq!(long.to_cdr().unwrap_err(), expected);
}

#[test]
fn a_newtype_is_no_step_of_a_path() {
    #[derive(ShmMessage, Debug)]
    struct Part {
        #[shm(max_len = 1)]
        text: String,
    }
    #[derive(ShmMessage, Debug)]
    struct Wrapped(Part);
    #[derive(ShmMessage, Debug)]
    struct Whole {
        parts: Vec<Wrapped>,
    }
    let whole = Whole { parts: vec![Wrapped(Part { text: "ab".into() })] };
    let expected = EncodeError::TooLong { field: "parts[0].text".into(), len: 2, max: 1 };
    assert_eq!(whole.to_cdr().unwrap_err(), expected);

    let error = Whole::from_cdr(b"\0\x01\0\0\x01\0\0\0\x03\0\0\0ab\0").unwrap_err();
    assert_eq!(error.kind(), &DecodeErrorKind::TooLong { len: 2, max: 1 });
    assert_eq!((error.field(), error.offset()), ("parts[0].text", 8));
}

#[test]
fn a_length_that_the_input_cannot_hold_is_refused_before_memory_is_reserved() {
    #[derive(ShmMessage, Debug)]
    struct Floats {
        values: Vec<f64>,
    }
    let error = Floats::from_cdr(&[0, 1, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 1]).unwrap_err();
    let kind = DecodeErrorKind::LengthExceedsInput {
        len: u32::MAX as usize,
        min_element: 8,
        available: 1,
    };
    assert_eq!(error.kind(), &kind);
    assert_eq!(error.offset(), 4);
}

#[test]
fn the_header_is_checked() {
    // Parameter lists in XCDR1 and XCDR2, delimited bodies, and what there is not.
    for id in [2, 3, 8, 9, 10, 11, 12, 0x0100, 0xFFFF] {
        let bytes = [&u16::to_be_bytes(id)[..], &mixed().to_cdr().unwrap()[2..]].concat();
        let kind = DecodeErrorKind::UnknownEncapsulation { id };
        assert_eq!(Mixed::from_cdr(&bytes).unwrap_err().kind(), &kind);
        assert_eq!(Mixed::view(&bytes).unwrap_err().kind(), &kind);
        assert_eq!(Mixed::from_zbuf(&bytes.into()).unwrap_err().kind(), &kind);
    }
    let short = Mixed::from_cdr(&[0, 1]).unwrap_err();
    assert_eq!(short.kind(), &DecodeErrorKind::NoHeader { len: 2 });
}

#[test]
fn the_field_that_the_input_lacks_is_named() {
    #[derive(ShmMessage, Clone, Debug, PartialEq)]
    struct Parts {
        first: u32,
        name: String,
        second: u32,
        third: u64,
        last: u8,
    }
    let parts = Parts { first: 1, name: "ab".into(), second: 2, third: 3, last: 4 };
    let bytes = parts.to_cdr().unwrap();
    let ends = [("first", 8), ("name", 15), ("second", 20), ("third", 28), ("last", 29)];
    assert_eq!(bytes.len(), 29);
    for len in 4..bytes.len() {
        let cut = &bytes[..len];
        let error = Parts::from_cdr(cut).unwrap_err();
        let missing = ends.iter().find(|(_, end)| *end > len).unwrap().0;
        assert_eq!(error.field(), missing, "{len} bytes");
        assert!(matches!(error.kind(), DecodeErrorKind::Truncated { .. }), "{len} bytes");
        assert_eq!(Parts::view(cut).map(drop), Err(error.clone()));
        assert_eq!(Parts::encoded_len(cut), Err(error.clone()));
        assert_eq!(parts.clone().decode_into(cut), Err(error));
    }
}

#[test]
fn a_field_with_two_bounds_is_viewed_within_both() {
    #[derive(ShmMessage, Debug)]
    struct Names {
        #[shm(max_len = 2, max_item_len = 3)]
        names: Vec<String>,
    }
    #[derive(ShmMessage)]
    struct Any {
        names: Vec<String>,
    }
    let bytes = |names: &[&str]| {
        let names = names.iter().map(|name| String::from(*name)).collect();
        Any { names }.to_cdr().unwrap()
    };
    assert!(Names::view(&bytes(&["abc", ""])).is_ok());
    for (names, field, len, max) in
        [(&["", "abcd"][..], "names[1]", 4, 3), (&["", "", ""], "names", 3, 2)]
    {
        let error = Names::view(&bytes(names)).unwrap_err();
        assert_eq!((error.field(), error.kind()), (field, &DecodeErrorKind::TooLong { len, max }));
        assert_eq!(Names::from_cdr(&bytes(names)).map(drop), Err(error));
    }
    let mut wrong = bytes(&["abc"]);
    wrong[12] = 0xFF;
    let error = Names::view(&wrong).unwrap_err();
    assert_eq!(error.kind(), &DecodeErrorKind::InvalidUtf8 { valid_up_to: 0 });
    assert_eq!(Names::from_cdr(&wrong).map(drop), Err(error));
}

#[test]
fn bounds_of_items_and_of_wide_strings_name_the_item() {
    let refused = |kinds: Kinds| kinds.to_cdr().unwrap_err().to_string();
    let long = Kinds { names: Names(vec!["a".into(), "abcd".into()]), ..kinds() };
    assert_eq!(refused(long), "field `names[1]` has 4 elements, the limit is 3");
    let many = Kinds { names: Names(vec![String::new(); 3]), ..kinds() };
    assert_eq!(refused(many), "field `names` has 3 elements, the limit is 2");
    let wide = Kinds { wide: "abc𝄞".into(), ..kinds() };
    assert_eq!(refused(wide), "field `wide` has 5 elements, the limit is 4");
    let pair = Kinds { pair: ["".into(), "abc".into()], ..kinds() };
    assert_eq!(refused(pair), "field `pair[1]` has 3 elements, the limit is 2");

    #[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
    struct Loose {
        names: Vec<String>,
    }
    #[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
    struct Strict {
        names: Names,
    }
    let loose = Loose { names: vec!["a".into(), "abcd".into()] };
    let error = Strict::from_cdr(&loose.to_cdr().unwrap()).unwrap_err();
    assert_eq!(error.kind(), &DecodeErrorKind::TooLong { len: 4, max: 3 });
    assert_eq!(error.field(), "names[1]");
}

#[test]
fn bounds_of_items_hold_for_text_of_every_kind_wherever_it_is_read() {
    #[derive(ShmMessage)]
    struct Loose {
        strings: Vec<String>,
        octets: Vec<RosString>,
        wides: Vec<WString>,
        pair: [String; 2],
        octet_pair: [RosString; 2],
        wide_pair: [WString; 2],
        short: RosString,
    }
    #[derive(ShmMessage, Debug, Default)]
    struct Strict {
        #[shm(max_item_len = 2)]
        strings: Vec<String>,
        #[shm(max_item_len = 2)]
        octets: Vec<RosString>,
        #[shm(max_item_len = 2)]
        wides: Vec<WString>,
        #[shm(max_item_len = 2)]
        pair: [String; 2],
        #[shm(max_item_len = 2)]
        octet_pair: [RosString; 2],
        #[shm(max_item_len = 2)]
        wide_pair: [WString; 2],
        #[shm(max_len = 2)]
        short: RosString,
    }
    let bytes = |long: usize| {
        let text = |index: usize| String::from(if index == long { "abc" } else { "ab" });
        let loose = Loose {
            strings: vec![text(7), text(0)],
            octets: vec![text(7).into(), text(1).into()],
            wides: vec![text(7).as_str().into(), text(2).as_str().into()],
            pair: [text(7), text(3)],
            octet_pair: [text(7).into(), text(4).into()],
            wide_pair: [text(7).as_str().into(), text(5).as_str().into()],
            short: RosString::from(text(6)),
        };
        loose.to_cdr().unwrap()
    };
    assert!(Strict::view(&bytes(8)).is_ok() && Strict::from_cdr(&bytes(8)).is_ok());
    let fields = ["strings[1]", "octets[1]", "wides[1]", "pair[1]", "octet_pair[1]"];
    for (long, field) in fields.into_iter().chain(["wide_pair[1]", "short"]).enumerate() {
        let bytes = bytes(long);
        let error = Strict::view(&bytes).map(drop).unwrap_err();
        assert_eq!(error.kind(), &DecodeErrorKind::TooLong { len: 3, max: 2 });
        assert_eq!(error.field(), field);
        assert_eq!(Strict::from_cdr(&bytes).map(drop), Err(error.clone()));
        assert_eq!(Strict::default().decode_into(&bytes), Err(error));
    }
    // The bound is looked at before the text: what is too long may be missing.
    let bytes = bytes(6);
    let error = Strict::from_cdr(&bytes[..bytes.len() - 2]).unwrap_err();
    assert_eq!(error.kind(), &DecodeErrorKind::TooLong { len: 3, max: 2 });
}

// No memory holds them: the pages of zeros are never written to.
#[cfg(target_pointer_width = "64")]
#[test]
fn texts_that_do_not_fit_into_32_bits_are_refused_when_measured() {
    const MAX: usize = u32::MAX as usize;
    let refused = |result: Result<usize, EncodeError>, field: &str, len: usize| {
        assert_eq!(result, Err(EncodeError::TooLong { field: field.into(), len, max: MAX }));
    };
    #[derive(ShmMessage)]
    struct Texts<T> {
        texts: [T; 1],
    }
    fn size<T: Value>(text: T) -> (Result<usize, EncodeError>, T) {
        let texts = Texts { texts: [text] };
        let size = texts.measure().map(|measured| measured.serialized_size());
        let [text] = texts.texts;
        (size, text)
    }
    // With the terminator one more than fits.
    let (result, octets) = size(RosString::from(vec![0; MAX]));
    refused(result, "texts[0]", MAX + 1);
    let (result, text) = size(String::from_utf8(octets.into_bytes()).unwrap());
    refused(result, "texts[0]", MAX + 1);
    let mut octets = text.into_bytes();
    octets.pop();
    assert_eq!(size(RosString::from(octets)).0, Ok(4 + 4 + MAX));

    let quarter = ZBuf::from(vec![0; 1 << 30]);
    let mut whole = ZBuf::default();
    for _ in 0..4 {
        whole.push_zslice(quarter.zslices().next().unwrap().clone());
    }
    refused(size(whole).0, "texts[0]", MAX + 1);
}

#[test]
fn an_unknown_value_of_an_enum_is_an_error() {
    let mut bytes = kinds().to_cdr().unwrap();
    bytes[4] = 0;
    let error = Kinds::from_cdr(&bytes).unwrap_err();
    assert_eq!(error.kind(), &DecodeErrorKind::UnknownVariant { value: -512 });
    assert_eq!((error.field(), error.offset()), ("level", 4));

    let mut bytes = kinds().to_cdr().unwrap();
    // header, level, padding, length, first element
    bytes[4 + 2 + 2 + 4 + 2] = 99;
    let error = Kinds::from_cdr(&bytes).unwrap_err();
    assert_eq!(error.kind(), &DecodeErrorKind::UnknownVariant { value: 99 });
    assert_eq!((error.field(), error.offset()), ("levels[1]", 14));
}

#[test]
fn units_that_are_not_utf16_are_an_error() {
    #[derive(ShmMessage, Debug, PartialEq)]
    struct Wide {
        text: WString,
    }
    #[derive(ShmMessage, Debug, PartialEq)]
    struct Units {
        text: Vec<u32>,
    }
    let good = Units { text: vec![0xD834, 0xDD1E, 0x61] }.to_cdr().unwrap();
    assert_eq!(&*Wide::from_cdr(&good).unwrap().text, "𝄞a");
    for (text, unit, index) in [
        (vec![0x61, 0xD834], 0xD834, 1),
        (vec![0xD834, 0x61], 0xD834, 0),
        (vec![0xDD1E], 0xDD1E, 0),
        (vec![0x61, 0x1_0000], 0x1_0000, 1),
        (vec![0xD834, 0xD834, 0xDD1E], 0xD834, 0),
    ] {
        let error = Wide::from_cdr(&Units { text }.to_cdr().unwrap()).unwrap_err();
        assert_eq!(error.kind(), &DecodeErrorKind::InvalidUtf16 { unit });
        assert_eq!((error.field(), error.offset()), ("text", 8 + 4 * index));
    }
}

#[test]
fn strings_that_are_not_utf8_are_refused_or_kept() {
    #[derive(ShmMessage, Clone, Debug, PartialEq)]
    #[shm(type_name = "demo_msgs/msg/Frame")]
    struct Frame {
        frame: RosString,
        #[shm(max_len = 4)]
        short: RosString,
        #[shm(max_item_len = 2)]
        all: Vec<RosString>,
        last: u8,
    }
    #[derive(ShmMessage, Clone, Debug, PartialEq)]
    #[shm(type_name = "demo_msgs/msg/Frame")]
    struct Strict {
        frame: String,
        #[shm(max_len = 4)]
        short: String,
        #[shm(max_item_len = 2)]
        all: Vec<String>,
        last: u8,
    }
    let latin = Frame {
        frame: b"Zur\xFCck"[..].to_vec().into(),
        short: "k\u{f6}".into(),
        all: vec![b"\xE4"[..].to_vec().into(), "".into()],
        last: 7,
    };
    let bytes = latin.to_cdr().unwrap();
    assert_eq!(bytes.len(), latin.estimated_serialized_size());
    assert_eq!(Frame::from_cdr(&bytes).unwrap(), latin);
    let mut used = Frame { frame: "before".into(), ..latin.clone() };
    used.decode_into(&bytes).unwrap();
    assert_eq!(used, latin);
    let view = Frame::view(&bytes).unwrap();
    assert_eq!((view.frame.as_bytes(), view.short.to_str()), (&b"Zur\xFCck"[..], Ok("k\u{f6}")));
    assert_eq!(view.frame.to_string(), "Zur\u{FFFD}ck");
    assert_eq!(latin.frame.to_string(), "Zur\u{FFFD}ck");
    assert_eq!(latin.frame.to_string_lossy(), "Zur\u{FFFD}ck");
    assert!(latin.frame.to_str().is_err() && latin.short.to_str() == Ok("k\u{f6}"));
    assert!(view.short == *"k\u{f6}" && view.short != *"k");
    assert!(latin.short == *"k\u{f6}" && latin.short != *"k");
    assert_eq!(format!("{:?}", view.frame), r#""Zur\xfcck""#);
    assert_eq!(Frame::from_view(&view).unwrap(), latin);

    let error = Strict::from_cdr(&bytes).unwrap_err();
    assert_eq!((error.field(), error.offset()), ("frame", 4 + 4 + 3));
    assert_eq!(error.kind(), &DecodeErrorKind::InvalidUtf8 { valid_up_to: 3 });
    assert_eq!(Strict::view(&bytes).unwrap_err(), error);

    // The same type and the same bytes as a `String`, and the same bounds.
    assert_eq!(Frame::type_hash(), Strict::type_hash());
    let ascii = Strict { frame: "a".into(), short: "b".into(), all: vec!["c".into()], last: 8 };
    let bytes = ascii.to_cdr().unwrap();
    assert_eq!(Frame::from_cdr(&bytes).unwrap().to_cdr().unwrap(), bytes);
    let long = Frame { short: b"\xFF\xFF\xFF\xFF\xFF"[..].to_vec().into(), ..latin.clone() };
    let error = long.to_cdr().unwrap_err();
    assert_eq!(error, EncodeError::TooLong { field: "short".into(), len: 5, max: 4 });
    let long = Frame { all: vec!["abc".into()], ..latin };
    let error = long.to_cdr().unwrap_err();
    assert_eq!(error, EncodeError::TooLong { field: "all[0]".into(), len: 3, max: 2 });
}

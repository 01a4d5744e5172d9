//! What the real parser makes of odd lines, and what this one makes of them.

#![allow(clippy::unwrap_used, reason = "a test")]

use ros_z_idl::{Body, Interfaces, Item, Severity};

/// Spells control characters out and back.
fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        plain.push(match chars.next().unwrap() {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => '\u{feff}',
            c => c,
        });
    }
    plain
}

/// The canonical lines of the definition, fields first; and whether anything was wrong.
fn parse(text: &str) -> (Result<String, String>, bool) {
    let mut interfaces = Interfaces::new();
    interfaces.add("pk/msg/M".parse().unwrap(), "M.msg", text.as_bytes());
    for other in ["pk/msg/Foo", "pk/msg/Header", "a/msg/Foo"] {
        interfaces.add(other.parse().unwrap(), other, b"");
    }
    match interfaces.check() {
        Err(report) => {
            assert!(report.diagnostics().iter().any(|found| found.severity == Severity::Error));
            (Err(report.to_string()), true)
        }
        Ok(checked) => {
            let interface = checked.get(&"pk/msg/M".parse().unwrap()).unwrap();
            let Body::Message(message) = &interface.body else { panic!("no message") };
            let bare = |item: &Item| match item {
                Item::Field(field) => field.to_string(),
                Item::Constant(constant) => constant.to_string(),
            };
            let (constants, fields): (Vec<_>, Vec<_>) =
                message.items.iter().partition(|item| matches!(item, Item::Constant(_)));
            let text = fields.into_iter().chain(constants).map(bare).collect();
            (Ok(text), !checked.warnings().is_empty())
        }
    }
}

#[test]
fn what_rosidl_accepts_is_accepted_and_means_the_same() {
    let table = include_str!("data/rosidl.txt");
    let mut lines = table.lines();
    let mut cases = 0;
    while let (Some(text), Some(expected)) = (lines.next(), lines.next()) {
        let text = unescape(text.strip_prefix('|').unwrap());
        let expected = unescape(expected.strip_prefix('>').unwrap());
        let (ours, told) = parse(&text);
        match expected.as_str() {
            "REJECT" => assert!(ours.is_err(), "{text:?} is refused by rosidl: {ours:?}"),
            // Read by its first stage and refused by a later one.
            "UNUSABLE" => assert!(told, "{text:?} cannot be used with rosidl: {ours:?}"),
            _ => assert_eq!(ours.as_ref(), Ok(&expected), "{text:?}"),
        }
        cases += 1;
    }
    assert_eq!(cases, 131);
}

//! RIHS01 hashes against those of the real rosidl.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ros_z_idl::{Checked, Interfaces, TypeHash};

/// The texts in a collection: each behind a line `=== package/msg/Name`.
fn collection(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split("=== ").skip(1).map(|part| part.split_once('\n').unwrap())
}

fn data() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data")
}

fn hashes() -> BTreeMap<String, String> {
    let text = fs::read_to_string(data().join("type_hashes.txt")).unwrap();
    let pairs = text.lines().map(|line| line.split_once(' ').unwrap());
    pairs.map(|(name, hash)| (name.into(), hash.into())).collect()
}

/// Every definition that is at hand.
fn all() -> Checked {
    let mut interfaces = Interfaces::new();
    for name in ros_z_idl::standard::names() {
        let name = name.parse().unwrap();
        let text = ros_z_idl::standard::definition(&name).unwrap();
        interfaces.add(name, "standard", text.as_bytes());
    }
    for entry in fs::read_dir(data()).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        for (name, text) in collection(&text) {
            interfaces.add(name.parse().unwrap(), name, text.as_bytes());
        }
    }
    interfaces.check().unwrap()
}

#[test]
fn every_hash_is_that_of_rosidl() {
    let all = all();
    let hashes = hashes();
    assert!(hashes.len() > 1000, "{} hashes", hashes.len());
    for (name, expected) in &hashes {
        let description = all.description(name).unwrap_or_else(|| panic!("{name} is missing"));
        assert_eq!(description.hash().to_string(), *expected, "{name}");
    }
    // And nothing is made up: each type has a hash that is known.
    for name in all.type_names() {
        assert!(hashes.contains_key(name), "{name}");
    }
}

/// What has no comments keeps its meaning as canonical text and as one text with all that it
/// refers to.
#[test]
fn hashes_survive_the_way_through_text() {
    let all = all();
    let mut again = Interfaces::new();
    for interface in all.interfaces() {
        again.add(interface.name.clone(), "again", interface.to_string().as_bytes());
    }
    let again = again.check().unwrap();
    for name in all.type_names() {
        let hash = all.description(name).unwrap().hash();
        assert_eq!(again.description(name).unwrap().hash(), hash, "{name}");
        let Some(text) = all.concatenated(name) else { continue };
        let mut alone = Interfaces::new();
        alone.add_concatenated(name.parse().unwrap(), name, &text);
        let alone = alone.check().unwrap();
        assert_eq!(alone.description(name).unwrap().hash(), hash, "{name}\n{text}");
    }
    for (first, second) in all.interfaces().zip(again.interfaces()) {
        assert_eq!(first.to_string(), second.to_string());
    }
}

#[test]
fn a_hash_depends_on_each_part_of_a_field() {
    let hash = |text: &str| {
        let mut interfaces = Interfaces::new();
        interfaces.add("demo_msgs/msg/A".parse().unwrap(), "A.msg", text.as_bytes());
        interfaces.add_standard();
        interfaces.check().unwrap().description("demo_msgs/msg/A").unwrap().hash()
    };
    let texts = [
        "int32 a",
        "int32 b",
        "uint32 a",
        "int32[] a",
        "int32[2] a",
        "int32[<=2] a",
        "string a",
        "string<=2 a",
        "wstring<=2 a",
        "string<=3 a",
        "std_msgs/Int32 a",
        "byte a",
        "char a",
    ];
    for (at, first) in texts.iter().enumerate() {
        for second in &texts[at + 1..] {
            assert_ne!(hash(first), hash(second), "{first}, {second}");
        }
    }
    // Comments, constants and defaults are no part of it, and `char` is `uint8`.
    assert_eq!(hash("int32 a"), hash("# A.\nint32 X=1\nint32 a 5 # that"));
    assert_eq!(hash("char a"), hash("uint8 a"));
}

#[test]
fn hashes_are_read_as_they_are_written() {
    for text in hashes().values() {
        let hash: TypeHash = text.parse().unwrap();
        assert_eq!(hash.to_string(), *text);
    }
    let digits = "0123456789abcdef".repeat(4);
    for text in [
        "",
        "RIHS01_",
        "TypeHashNotSupported",
        &digits,
        &format!("RIHS02_{digits}"),
        &format!("RIHS01_{}", &digits[1..]),
        &format!("RIHS01_{digits}0"),
        &format!("RIHS01_{}g", &digits[1..]),
        &format!("RIHS01_{}é", &digits[2..]),
    ] {
        assert!(text.parse::<TypeHash>().is_err(), "{text}");
    }
}

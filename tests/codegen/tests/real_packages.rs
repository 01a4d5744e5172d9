//! Every generated message against the real type support.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ros_z_codegen_tests::interfaces;
use ros_z_idl::{Checked, Container, Element, FieldType, Interfaces, Primitive, TypeName};
use shm_cdr::ShmMessage;

/// What is asked of a message, whatever its type.
struct Case {
    name: &'static str,
    type_name: fn() -> &'static str,
    hash: fn() -> String,
    definition: fn() -> String,
    default: fn() -> Vec<u8>,
    round_trip: fn(&[u8]) -> Vec<u8>,
}

fn case<T: ShmMessage + Default + PartialEq + std::fmt::Debug>(name: &'static str) -> Case {
    Case {
        name,
        type_name: T::type_name,
        hash: || T::type_hash().to_string(),
        definition: T::definition,
        default: || T::default().to_cdr().unwrap(),
        round_trip: |bytes| {
            let message = T::from_cdr_exact(bytes).unwrap();
            let viewed = T::from_view(&T::view_exact(bytes).unwrap()).unwrap();
            assert_eq!(viewed, message);
            let again = message.to_cdr().unwrap();
            assert_eq!(message.estimated_serialized_size(), again.len());
            again
        },
    }
}

// The messages: `generated()` here, and `standard()` from `ros-z-msgs`.
include!(concat!(env!("OUT_DIR"), "/list.rs"));

/// The second word of each line, by the first.
fn table(text: &'static str) -> BTreeMap<&'static str, &'static str> {
    text.lines().map(|line| line.split_once(' ').unwrap()).collect()
}

/// The definitions that the messages were generated from.
fn definitions() -> Checked {
    let mut interfaces = Interfaces::new();
    let folder = |path: &Path| {
        let entries = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
        let mut entries: Vec<_> = entries.collect();
        entries.sort();
        entries
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("interfaces");
    for file in folder(&root).iter().flat_map(|path| folder(path)).flat_map(|path| folder(&path)) {
        let part =
            |up: usize| file.ancestors().nth(up).unwrap().file_stem().unwrap().to_str().unwrap();
        let name: TypeName = format!("{}/{}/{}", part(2), part(1), part(0)).parse().unwrap();
        interfaces.add(name, file.to_str().unwrap(), &fs::read(&file).unwrap());
    }
    interfaces.add_standard();
    interfaces.check().unwrap()
}

#[test]
fn every_hash_is_that_of_rosidl() {
    let mut hashes = table(include_str!("../type_hashes.txt"));
    for case in generated() {
        assert_eq!((case.type_name)(), case.name);
        assert_eq!(hashes.remove(case.name), Some((case.hash)().as_str()), "{}", case.name);
    }
    // Services have a hash and are no message.
    for (name, hash) in &hashes {
        let path = name.replace('/', "::");
        assert!(services().contains(&(*name, *hash)), "{path}");
    }
    assert_eq!(hashes.len(), services().len());
}

/// The services of the packages, as they were generated.
fn services() -> Vec<(&'static str, &'static str)> {
    macro_rules! services {
        ($($package:ident: $($name:ident)*;)*) => {
            vec![$($((
                interfaces::$package::srv::$name::TYPE_NAME,
                interfaces::$package::srv::$name::TYPE_HASH,
            ),)*)*]
        };
    }
    services! {
        autoware_adapi_v1_msgs: AcceptStart ChangeOperationMode ClearRoute GetCooperationPolicies GetDoorLayout GetVehicleDimensions GetVehicleSpecs InitializeLocalization ListManualControlMode ListMrmDescription ResetDiagGraph SelectManualControlMode SendMrmRequest SetCooperationCommands SetCooperationPolicies SetDoorCommand SetRoute SetRoutePoints;
        autoware_adapi_version_msgs: InterfaceVersion;
        autoware_localization_msgs: InitializeLocalization;
        autoware_map_msgs: GetDifferentialPointCloudMap GetPartialPointCloudMap GetSelectedLanelet2Map GetSelectedPointCloudMap;
        autoware_planning_msgs: ClearRoute SetLaneletRoute SetPreferredPrimitive SetWaypointRoute;
        autoware_system_msgs: ChangeAutowareControl ChangeOperationMode;
        autoware_vehicle_msgs: ControlModeCommand;
        px4_msgs: VehicleCommand;
    }
}

/// What the real type support makes of a new message.
#[test]
fn default_bytes_are_those_of_ros() {
    let mut defaults = table(include_str!("../defaults.txt"));
    // Of the other standard packages, golden bytes are elsewhere.
    let standard = standard().into_iter().filter(|case| defaults.contains_key(case.name));
    let cases: Vec<_> = generated().into_iter().chain(standard).collect();
    for case in cases {
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let expected = defaults.remove(case.name);
        let actual = hex(&(case.default)());
        assert_eq!(expected, Some(actual.as_str()), "{}", case.name);
    }
    assert!(defaults.is_empty(), "{defaults:?}");
}

/// Bytes that come from the definition, not from the derive, decode and are written again.
#[test]
fn filled_messages_make_the_round_trip() {
    let (real, standard_definitions) = (definitions(), Interfaces::standard().check().unwrap());
    let cases = generated().into_iter().map(|case| (case, &real));
    let standard = standard().into_iter().map(|case| (case, &standard_definitions));
    for (case, definitions) in cases.chain(standard) {
        for seed in 1..8 {
            let mut filler = Filler { definitions, bytes: Vec::new(), state: seed };
            filler.message(case.name);
            let bytes = [&[0, 1, 0, 0][..], &filler.bytes].concat();
            assert_eq!((case.round_trip)(&bytes), bytes, "{} {seed}", case.name);
        }
        let default = (case.default)();
        assert_eq!((case.round_trip)(&default), default, "{}", case.name);
    }
}

/// The derive and the parser describe the same, and agree on the text.
#[test]
fn derived_descriptions_are_those_of_the_definitions() {
    let definitions = definitions();
    let mut cases = generated();
    cases.extend(standard());
    assert!(cases.len() > 1300, "{} messages", cases.len());
    let standard = Interfaces::standard().check().unwrap();
    for case in cases {
        let described =
            definitions.description(case.name).or_else(|| standard.description(case.name)).unwrap();
        assert_eq!(described.hash().to_string(), (case.hash)(), "{}", case.name);
        // `char` is `uint8` in the derive's text.
        let text = described.to_text();
        let text: Vec<_> = text
            .lines()
            .map(|line| match line.strip_prefix("char") {
                Some(rest) => format!("uint8{rest}\n"),
                None => format!("{line}\n"),
            })
            .collect();
        assert_eq!(text.concat(), (case.definition)(), "{}", case.name);

        let mut parsed = Interfaces::new();
        parsed.add_concatenated(case.name.parse().unwrap(), case.name, &(case.definition)());
        let parsed = parsed.check().unwrap();
        let parsed = parsed.description(case.name).unwrap();
        assert_eq!(parsed.hash().to_string(), (case.hash)(), "{}", case.name);
    }
}

/// Writes CDR from definitions, with values from a seed.
struct Filler<'a> {
    definitions: &'a Checked,
    bytes: Vec<u8>,
    state: u64,
}

impl Filler<'_> {
    fn next(&mut self) -> u64 {
        // xorshift64
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state
    }

    fn message(&mut self, name: &str) {
        let fields = self.definitions.fields(name).unwrap().clone();
        if fields.is_empty() {
            self.bytes.push(0);
        }
        for (_, ty) in &fields {
            self.field(ty);
        }
    }

    fn field(&mut self, ty: &FieldType) {
        let len = match ty.container {
            Container::Single => 1,
            Container::Array(len) => len,
            Container::Bounded(max) => self.sequence(max.min(4)),
            Container::Unbounded => self.sequence(4),
        };
        for _ in 0..len {
            match &ty.element {
                Element::Primitive(primitive) => self.primitive(*primitive),
                Element::String(max) => {
                    let len = self.next() % (max.unwrap_or(9).min(9) + 1);
                    self.number(len + 1, 4);
                    for _ in 0..len {
                        let letter = b'a' + (self.next() % 26) as u8;
                        self.bytes.push(letter);
                    }
                    self.bytes.push(0);
                }
                Element::WString(max) => {
                    let len = self.sequence(max.unwrap_or(9).min(9));
                    for _ in 0..len {
                        let letter = u64::from(b'a') + self.next() % 26;
                        self.number(letter, 4);
                    }
                }
                Element::Message(name) => self.message(name),
            }
        }
    }

    /// The length of a sequence, at most `max`.
    fn sequence(&mut self, max: u64) -> u64 {
        let len = self.next() % (max + 1);
        self.number(len, 4);
        len
    }

    fn primitive(&mut self, primitive: Primitive) {
        let value = self.next();
        match primitive {
            Primitive::Bool => self.number(value & 1, 1),
            Primitive::Byte | Primitive::Char | Primitive::Int8 | Primitive::UInt8 => {
                self.number(value, 1);
            }
            Primitive::Int16 | Primitive::UInt16 => self.number(value, 2),
            Primitive::Int32 | Primitive::UInt32 => self.number(value, 4),
            Primitive::Int64 | Primitive::UInt64 => self.number(value, 8),
            // No NaN, which differs from itself.
            Primitive::Float32 => self.number(u64::from((value as i32 as f32).to_bits()), 4),
            Primitive::Float64 => self.number((value as i64 as f64).to_bits(), 8),
        }
    }

    /// The low `size` bytes of `value`, behind padding.
    fn number(&mut self, value: u64, size: usize) {
        self.bytes.resize(self.bytes.len().next_multiple_of(size), 0);
        self.bytes.extend(&value.to_le_bytes()[..size]);
    }
}

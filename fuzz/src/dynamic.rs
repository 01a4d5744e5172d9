//! Decoding by a definition that is known at run time, against the structs.

use std::sync::OnceLock;

use serde::de::DeserializeSeed;
use shm_cdr::ShmMessage;
use shm_cdr::dynamic::{DynamicMessage, DynamicType};

use crate::memory;
use crate::select::{Input, for_selected};

/// Decodes anything in both ways: values, errors and bytes agree, and what is shown as JSON is
/// read again.
pub fn dynamic(data: &[u8]) {
    let Some(input) = Input::new(data) else { return };
    // The struct for 0 has collections within collections, enums and newtypes, which ROS
    // describes as other types that have the same encoding.
    if input.selector == 0 {
        return definition(input.message());
    }
    for_selected!(input.selector, dynamic_as(input.message()));
}

/// The type of the struct `T`, from its definition as text.
fn type_of<T: ShmMessage>() -> DynamicType {
    // One for each type: a static in a generic function would be one for all of them.
    static TYPES: OnceLock<std::sync::Mutex<Vec<DynamicType>>> = OnceLock::new();
    let mut types = TYPES.get_or_init(Default::default).lock().unwrap();
    if let Some(ty) = types.iter().find(|ty| ty.type_name() == T::type_name()) {
        return ty.clone();
    }
    let ty = DynamicType::parse(T::type_name(), &T::definition()).unwrap();
    assert_eq!(ty.type_hash(), T::type_hash());
    types.push(ty.clone());
    ty
}

fn dynamic_as<T: ShmMessage>(bytes: &[u8]) {
    let ty = type_of::<T>();
    let (decoded, held) = memory::peak(|| ty.decode(bytes));
    assert!(held <= 80 * bytes.len() + 8192, "{held} bytes held for {} of input", bytes.len());
    match (T::from_cdr(bytes), decoded) {
        (Ok(expected), Ok(decoded)) => {
            let encoded = expected.to_cdr().unwrap();
            assert_eq!(decoded.serialized_size(), encoded.len());
            assert_eq!(decoded.to_cdr().unwrap(), encoded);
            let mut buffer = vec![0xAA; encoded.len()];
            assert_eq!(decoded.write_to(&mut buffer), Ok(encoded.len()));
            assert_eq!(buffer, encoded);

            let end = T::encoded_len(bytes).unwrap();
            assert!(ty.decode_exact(&bytes[..end]).is_ok());
            assert_eq!(ty.decode_exact(bytes).is_ok(), end == bytes.len());
            shown(&ty, &decoded);
        }
        (expected, decoded) => {
            let decoded = decoded.map(drop);
            assert!(decoded.is_err(), "decoded, but not by the struct: {:?}", expected.err());
            assert_eq!(decoded, expected.map(drop));
        }
    }
}

/// JSON and YAML of a message.
fn shown(ty: &DynamicType, message: &DynamicMessage<'_>) {
    let json = serde_json::to_string(message).unwrap();
    let read = ty.deserialize(&mut serde_json::Deserializer::from_str(&json)).unwrap();
    // NaN is one of many.
    assert_eq!(serde_json::to_string(&read).unwrap(), json);
    assert_eq!(read.to_string(), message.to_string());
    let _ = message.yaml().truncate_length(3).no_str().to_string();
    for (name, value) in message.iter() {
        let found = message.get(name).unwrap();
        assert_eq!(format!("{found:?}"), format!("{value:?}"));
    }
}

/// Any text as a definition, and behind a line of `%` a message of it.
fn definition(data: &[u8]) {
    let at = data.iter().position(|byte| *byte == b'%').unwrap_or(data.len());
    let (text, message) = data.split_at(at);
    let Ok(text) = core::str::from_utf8(text) else { return };
    let Ok(ty) = DynamicType::parse("fuzz_msgs/msg/Fuzz", text) else { return };
    let again = DynamicType::parse("fuzz_msgs/msg/Fuzz", &ty.definition()).unwrap();
    assert_eq!(ty.type_hash(), again.type_hash());

    let bytes = message.get(1..).unwrap_or_default();
    let Ok(message) = ty.decode(bytes) else { return };
    let encoded = message.to_cdr().unwrap();
    assert_eq!(encoded.len(), message.serialized_size());
    assert_eq!(ty.decode_exact(&encoded).unwrap().to_cdr().unwrap(), encoded);
    shown(&ty, &message);
}

//! The parser of definitions.

use ros_z_idl::{Interfaces, Kind, TypeName};

/// Parses any text as an interface of any kind, and as a text with several.
///
/// Whatever it is, there is a report; what is accepted is accepted again as canonical text,
/// with the same meaning.
pub fn definition(data: &[u8]) {
    let Some((selector, text)) = data.split_first() else { return };
    let kind = Kind::ALL[usize::from(selector % 3)];
    let name = TypeName::new("fuzz_msgs", kind, "Fuzz");
    let mut interfaces = Interfaces::new();
    if selector & 0x80 == 0 {
        interfaces.add(name.clone(), "fuzz", text);
    } else if let Ok(text) = core::str::from_utf8(text) {
        interfaces.add_concatenated(name.clone(), "fuzz", text);
    }
    interfaces.add_standard();
    let checked = match interfaces.check() {
        Ok(checked) => checked,
        Err(report) => {
            let shown = report.to_string();
            assert!(report.has_errors() && shown.contains("error"), "{shown}");
            for label in report.diagnostics().iter().filter_map(|found| found.label.as_ref()) {
                assert!(report.place(label).is_some(), "{label:?} is nowhere");
            }
            return;
        }
    };
    let _ = checked.warnings().to_string();

    let mut again = Interfaces::new();
    for interface in checked.interfaces() {
        // Parts of services and actions stand in texts with several only.
        if interface.name.name.contains('_') || selector & 0x80 != 0 {
            return;
        }
        again.add(interface.name.clone(), "again", interface.to_string().as_bytes());
    }
    let again = again.check().unwrap_or_else(|report| panic!("{report}"));
    for (first, second) in checked.interfaces().zip(again.interfaces()) {
        assert_eq!(first.to_string(), second.to_string());
    }
    for name in checked.type_names() {
        let hash = |set: &ros_z_idl::Checked| set.description(name).map(|found| found.hash());
        assert_eq!(hash(&checked), hash(&again), "{name}");
    }
}

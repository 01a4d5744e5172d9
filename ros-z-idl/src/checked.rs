//! Interfaces whose names are resolved.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::description::{Description, Fields, short_name};
use crate::model::Interface;
use crate::name::TypeName;
use crate::parts::Origin;
use crate::source::{Diagnostic, Report, Source, SourceId};

/// Interfaces in which nothing is wrong.
///
/// ```
/// use ros_z_idl::Interfaces;
///
/// let checked = Interfaces::standard().check()?;
/// let header = checked.description("std_msgs/msg/Header").unwrap();
/// assert!(header.hash().to_string().starts_with("RIHS01_"));
/// assert_eq!(checked.fields("std_msgs/msg/Header").unwrap()[1].0, "frame_id");
/// let closure = checked.closure("std_msgs/msg/Header");
/// assert!(closure.iter().eq(["builtin_interfaces/msg/Time", "std_msgs/msg/Header"]));
/// let service = checked.interface_of("std_srvs/srv/SetBool_Request").unwrap();
/// assert_eq!(service.name.to_string(), "std_srvs/srv/SetBool");
/// let text = checked.concatenated("std_msgs/msg/Header").unwrap();
/// assert!(text.contains("MSG: builtin_interfaces/Time"));
/// # Ok::<(), ros_z_idl::Report>(())
/// ```
#[derive(Debug, Clone)]
pub struct Checked {
    interfaces: BTreeMap<TypeName, Interface>,
    /// The fields of all types, and the interfaces that they belong to.
    types: BTreeMap<String, (Fields, TypeName)>,
    warnings: Report,
}

impl Checked {
    pub(crate) fn new(interfaces: BTreeMap<TypeName, Interface>, warnings: Report) -> Self {
        let types = interfaces.values().flat_map(Interface::types);
        let types =
            types.map(|ty| (ty.name.to_string(), (ty.fields, ty.interface.name.clone()))).collect();
        Self { interfaces, types, warnings }
    }

    /// The interfaces, in the order of their names.
    pub fn interfaces(&self) -> impl Iterator<Item = &Interface> {
        self.interfaces.values()
    }

    /// The interface `name`.
    pub fn get(&self, name: &TypeName) -> Option<&Interface> {
        self.interfaces.get(name)
    }

    /// What is allowed, but better written in another way.
    ///
    /// ```
    /// use ros_z_idl::Interfaces;
    ///
    /// let mut interfaces = Interfaces::new();
    /// interfaces.add("demo_msgs/msg/Label".parse()?, "Label.msg", b"string text \"a#b\"\n");
    /// let checked = interfaces.check()?;
    /// assert!(!checked.warnings().is_empty() && !checked.warnings().has_errors());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn warnings(&self) -> &Report {
        &self.warnings
    }

    /// A report about these texts, of what was found elsewhere to be wrong in them.
    pub fn report(&self, diagnostics: Vec<Diagnostic>) -> Report {
        let mut report = Report { sources: self.warnings.sources.clone(), diagnostics };
        report.sort();
        report
    }

    /// The text that an interface comes from.
    pub fn source(&self, id: SourceId) -> Option<&Source> {
        self.warnings.sources.get(id.0)
    }

    /// The full names of all types: of messages, services and actions, and of the messages
    /// that the latter two are made of.
    ///
    /// ```
    /// use ros_z_idl::Interfaces;
    ///
    /// let mut interfaces = Interfaces::new();
    /// interfaces.add("demo_msgs/srv/Reset".parse()?, "Reset.srv", b"---\n");
    /// interfaces.add_standard();
    /// let checked = interfaces.check()?;
    /// assert!(checked.interfaces().any(|it| it.name.to_string() == "demo_msgs/srv/Reset"));
    /// assert!(checked.type_names().any(|name| name == "demo_msgs/srv/Reset_Request"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn type_names(&self) -> impl Iterator<Item = &str> {
        self.types.keys().map(String::as_str)
    }

    /// The interface that the type `name` belongs to.
    pub fn interface_of(&self, name: &str) -> Option<&Interface> {
        self.types.get(name).and_then(|(_, interface)| self.interfaces.get(interface))
    }

    /// The fields of the type `name`.
    pub fn fields(&self, name: &str) -> Option<&Fields> {
        self.types.get(name).map(|(fields, _)| fields)
    }

    /// The type `name` with all that it refers to: what its hash is made of.
    pub fn description(&self, name: &str) -> Option<Description> {
        let mut types = BTreeMap::new();
        let mut pending = alloc::vec![name];
        while let Some(name) = pending.pop() {
            if types.contains_key(name) {
                continue;
            }
            let (fields, _) = self.types.get(name)?;
            pending.extend(fields.iter().filter_map(|(_, ty)| ty.message_name()));
            types.insert(name.into(), fields.clone());
        }
        Some(Description { name: name.into(), types })
    }

    /// The types that `name` refers to, directly and through others, itself included.
    pub fn closure(&self, name: &str) -> BTreeSet<String> {
        self.description(name).map(|all| all.types.into_keys().collect()).unwrap_or_default()
    }

    /// The definition of the message `name` and all that it refers to, comments, constants and
    /// default values included, in the form that MCAP calls `ros2msg`.
    pub fn concatenated(&self, name: &str) -> Option<String> {
        let mut names: Vec<_> =
            self.closure(name).into_iter().filter(|inner| inner != name).collect();
        names.sort();
        let mut text = self.message_text(name)?;
        for inner in names {
            let separator = "=".repeat(80);
            text += &format!("{separator}\nMSG: {}\n", short_name(&inner));
            text += &self.message_text(&inner)?;
        }
        Some(text)
    }

    fn message_text(&self, name: &str) -> Option<String> {
        let interface = self.interface_of(name)?;
        let ty = interface.types().into_iter().find(|ty| ty.name.to_string() == name)?;
        match ty.origin {
            Origin::Written(message) => Some(message.to_string()),
            Origin::Derived => {
                let lines = ty.fields.iter().map(|(name, ty)| format!("{ty} {name}\n"));
                Some(lines.collect())
            }
            Origin::Whole => None,
        }
    }
}

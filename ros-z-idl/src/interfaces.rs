//! A set of interfaces that refer to each other.

use alloc::borrow::{Cow, ToOwned};
use alloc::collections::{BTreeMap, BTreeSet, btree_map::Entry};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::checked::Checked;
use crate::model::{Field, Interface, Item, Message};
use crate::name::{
    INTERFACE_RULE, Kind, PACKAGE_RULE, TypeName, is_interface_name, is_package_name,
};
use crate::parse::Parser;
use crate::parts::{Origin, SERVICE_EVENT_INFO, TIME, UUID};
use crate::source::{Diagnostic, Report, Severity, SourceId};
use crate::standard;

/// Interfaces that refer to each other, and what is wrong in their definitions.
///
/// ```
/// use ros_z_idl::Interfaces;
///
/// let mut interfaces = Interfaces::new();
/// let text = "std_msgs/Header header\nfloat32[] ranges\n";
/// interfaces.add("demo_msgs/msg/Scan".parse()?, "Scan.msg", text.as_bytes());
/// interfaces.add_standard();
/// let checked = interfaces.check()?;
/// let hash = checked.description("demo_msgs/msg/Scan").unwrap().hash();
/// assert!(hash.to_string().starts_with("RIHS01_"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Interfaces {
    interfaces: BTreeMap<TypeName, Interface>,
    /// What each text was given for, in the order of the texts.
    owners: Vec<TypeName>,
    /// Whether the standard definitions are there for what is not in the set.
    has_standard: bool,
    report: Report,
}

impl Interfaces {
    /// An empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// The definitions of the packages that `ros-z-msgs` has.
    pub fn standard() -> Self {
        let mut all = Self { has_standard: true, ..Self::default() };
        for name in standard::names() {
            if let Ok(name) = name.parse() {
                all.add_definition(name);
            }
        }
        all
    }

    /// Adds the standard definition of `name`, if there is one.
    fn add_definition(&mut self, name: TypeName) -> bool {
        let text = standard::definition(&name);
        if let Some(text) = text {
            let path = format!("standard definitions, {name}");
            self.add_text(name, &path, text);
        }
        text.is_some()
    }

    /// Adds the interface `name` from the text of its file; what is wrong in it is kept for
    /// [`check`](Self::check).
    pub fn add(&mut self, name: TypeName, path: &str, text: &[u8]) {
        let text = match core::str::from_utf8(text) {
            Ok(text) => text,
            Err(error) => {
                let valid = text.get(..error.valid_up_to()).unwrap_or_default();
                let line = valid.iter().filter(|byte| **byte == b'\n').count() + 1;
                let message = format!("{path}:{line}: the text is not UTF-8");
                self.add_error(
                    Diagnostic::error(message).with_help("save the file in the encoding UTF-8"),
                );
                // A partial definition, so that references to it are no errors as well.
                let valid = core::str::from_utf8(valid).unwrap_or_default();
                let whole_lines = valid.rfind('\n').map_or("", |at| valid.get(..at).unwrap_or(""));
                return self.add_partial(name, path, whole_lines);
            }
        };
        self.add_text(name, path, text);
    }

    /// Adds what is found in a text with an error elsewhere, without errors of its own.
    fn add_partial(&mut self, name: TypeName, path: &str, text: &str) {
        let before = self.report.diagnostics.len();
        self.add_text(name, path, text);
        self.report.diagnostics.truncate(before);
    }

    fn add_text(&mut self, name: TypeName, path: &str, text: &str) {
        let source = self.report.add_source(path, text);
        self.owners.push(name.clone());
        self.check_name(&name, path);
        let diagnostics = &mut self.report.diagnostics;
        let body = Parser { package: &name.package, names_parts: false, source, diagnostics }
            .interface(name.kind, text);
        self.insert(Interface { name, source, body });
    }

    /// Reports a name that no file or folder of an interface can have.
    fn check_name(&mut self, name: &TypeName, path: &str) {
        let wrong = |what: &str, name: &str, rule: &str| {
            Diagnostic::error(format!("{path}: `{name}` is not {what}")).with_help(rule)
        };
        if !is_package_name(&name.package) {
            self.add_error(wrong("a package name", &name.package, PACKAGE_RULE));
        }
        if !is_interface_name(&name.name) {
            self.add_error(wrong("the name of an interface", &name.name, INTERFACE_RULE));
        }
    }

    fn insert(&mut self, interface: Interface) {
        match self.interfaces.entry(interface.name.clone()) {
            Entry::Vacant(entry) => {
                entry.insert(interface);
            }
            Entry::Occupied(entry) => {
                let first = entry.get();
                if is_same(first, &interface) {
                    return;
                }
                let message = format!("`{}` is defined twice, in different ways", interface.name);
                let error = Diagnostic::at(Severity::Error, interface.source, 0..0, message)
                    .with_other(first.source, 0..0, "first here")
                    .with_help("leave one of the two folders out");
                self.report.diagnostics.push(error);
            }
        }
    }

    /// Adds the messages of a text that holds the definition of `name` and, each after a line of
    /// `=` and a line `MSG: package/Name`, all that it refers to: what MCAP calls `ros2msg`.
    ///
    /// ```
    /// use ros_z_idl::Interfaces;
    ///
    /// let text = "\
    /// demo_msgs/Point[] points
    /// ================================================================================
    /// MSG: demo_msgs/Point
    /// float32 x
    /// float32 y
    /// ";
    /// let mut interfaces = Interfaces::new();
    /// interfaces.add_concatenated("demo_msgs/msg/Outline".parse()?, "recording.mcap", text);
    /// assert!(interfaces.check()?.fields("demo_msgs/msg/Point").is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_concatenated(&mut self, name: TypeName, path: &str, text: &str) {
        let source = self.report.add_source(path, text);
        self.owners.push(name.clone());
        let kind = name.kind;
        let diagnostics = &mut self.report.diagnostics;
        let found = crate::concatenated::parse(name, source, text, diagnostics);
        // The text names no kinds. Only parts of services and actions have underscores.
        let of_kind = |name: &str| match name.rsplit_once('/') {
            Some((_, last)) if last.contains('_') && kind != Kind::Message => {
                name.replacen("/msg/", &format!("/{}/", kind.as_str()), 1)
            }
            _ => name.to_owned(),
        };
        for (name, mut message) in found {
            for item in &mut message.items {
                if let Item::Field(Field { ty, .. }) = item {
                    if let crate::description::Element::Message(name) = &mut ty.value.element {
                        *name = of_kind(name);
                    }
                }
            }
            let name = match name.name.contains('_') {
                true => TypeName { kind, ..name },
                false => name,
            };
            let body = crate::model::Body::Message(alloc::boxed::Box::new(message));
            self.insert(Interface { name, source, body });
        }
    }

    /// Adds those definitions that are referred to and missing, if `ros-z-msgs` has them.
    pub fn add_standard(&mut self) {
        self.has_standard = true;
        loop {
            let missing = self.missing();
            let mut found = false;
            for name in missing {
                found |= self.add_definition(name);
            }
            if !found {
                return;
            }
        }
    }

    /// Keeps the interfaces that `is_root` accepts, what they refer to, and the errors in all of
    /// these; forgets the rest.
    ///
    /// ```
    /// use ros_z_idl::Interfaces;
    ///
    /// let mut interfaces = Interfaces::standard();
    /// interfaces.retain(|name| name.to_string() == "std_msgs/msg/Header");
    /// let names: Vec<_> = interfaces.iter().map(|interface| interface.name.to_string()).collect();
    /// assert_eq!(names, ["builtin_interfaces/msg/Time", "std_msgs/msg/Header"]);
    /// ```
    pub fn retain(&mut self, is_root: impl Fn(&TypeName) -> bool) {
        let mut kept = BTreeSet::new();
        let mut pending: Vec<TypeName> =
            self.interfaces.keys().filter(|name| is_root(name)).cloned().collect();
        while let Some(name) = pending.pop() {
            let Some(interface) = self.interfaces.get(&name) else { continue };
            if kept.insert(name) {
                for ty in interface.types() {
                    let names = ty.fields.iter().filter_map(|(_, ty)| ty.message_name());
                    pending.extend(names.filter_map(|name| name.parse().ok()));
                }
            }
        }
        self.interfaces.retain(|name, _| kept.contains(name));
        let is_kept = |id: SourceId| self.owners.get(id.0).is_none_or(|name| kept.contains(name));
        self.report
            .diagnostics
            .retain(|found| found.label.as_ref().is_none_or(|label| is_kept(label.source)));
    }

    /// Adds an error that was found elsewhere, such as while files were read.
    ///
    /// ```
    /// use ros_z_idl::{Diagnostic, Interfaces};
    ///
    /// let mut interfaces = Interfaces::new();
    /// interfaces.add_error(Diagnostic::error("msg/Scan.msg: cannot be read: permission denied"));
    /// let report = interfaces.check().unwrap_err();
    /// assert!(report.to_string().starts_with("error: msg/Scan.msg: cannot be read"));
    /// ```
    pub fn add_error(&mut self, error: Diagnostic) {
        self.report.diagnostics.push(error);
    }

    /// The interfaces so far, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = &Interface> {
        self.interfaces.values()
    }

    /// The texts so far.
    pub fn source(&self, id: SourceId) -> Option<&crate::source::Source> {
        self.report.sources.get(id.0)
    }

    /// The names that the interfaces refer to and that are not in the set.
    ///
    /// ```
    /// use ros_z_idl::Interfaces;
    ///
    /// let mut interfaces = Interfaces::new();
    /// interfaces.add("demo_msgs/msg/Scan".parse()?, "Scan.msg", b"std_msgs/Header header\n");
    /// let missing: Vec<_> = interfaces.missing().iter().map(ToString::to_string).collect();
    /// assert_eq!(missing, ["std_msgs/msg/Header"]);
    /// interfaces.add_standard();
    /// assert!(interfaces.missing().is_empty());
    /// # Ok::<(), ros_z_idl::NameError>(())
    /// ```
    pub fn missing(&self) -> BTreeSet<TypeName> {
        let mut missing = BTreeSet::new();
        let mut note = |name: &str| {
            if let Ok(name) = name.parse::<TypeName>() {
                if !self.is_known(&name) {
                    missing.insert(name);
                }
            }
        };
        for interface in self.interfaces.values() {
            for ty in interface.types() {
                ty.fields.iter().filter_map(|(_, ty)| ty.message_name()).for_each(&mut note);
            }
        }
        missing
    }

    /// Whether the set has the interface, or the one that `name` is a part of.
    fn is_known(&self, name: &TypeName) -> bool {
        self.interfaces.contains_key(name)
            || name.name.split_once('_').is_some_and(|(base, _)| {
                let base = TypeName::new(&name.package, name.kind, base);
                self.interfaces
                    .get(&base)
                    .is_some_and(|interface| interface.types().iter().any(|ty| ty.name == *name))
            })
    }

    /// Resolves the names.
    ///
    /// # Errors
    ///
    /// Something is wrong in a definition, or refers to a name that nothing has. All of it is
    /// reported.
    pub fn check(mut self) -> Result<Checked, Report> {
        let mut found = Vec::new();
        for interface in self.interfaces.values() {
            for ty in interface.types() {
                match ty.origin {
                    Origin::Written(message) => {
                        self.check_references(interface, message, &mut found);
                    }
                    // What ROS adds is missing only without the standard definitions.
                    Origin::Derived => {
                        for needed in [SERVICE_EVENT_INFO, UUID, TIME] {
                            let is_used = ty.fields.iter().any(|(_, ty)| {
                                ty.message_name().is_some_and(|name| name == needed)
                            });
                            let is_known = needed.parse().is_ok_and(|name| self.is_known(&name));
                            if is_used && !is_known {
                                let message = format!("`{}` needs `{needed}`", interface.name);
                                let error = Diagnostic::error(message)
                                    .with_help("add the standard definitions");
                                if !found.contains(&error) {
                                    found.push(error);
                                }
                            }
                        }
                    }
                    Origin::Whole => {}
                }
            }
        }
        if found.is_empty() {
            found = crate::cycles::find(&self.interfaces);
        }
        self.report.diagnostics.extend(found);
        self.report.sort();
        if self.report.has_errors() {
            Err(self.report)
        } else {
            Ok(Checked::new(self.interfaces, self.report))
        }
    }

    /// Reports the fields whose message is not there.
    fn check_references(
        &self,
        interface: &Interface,
        message: &Message,
        found: &mut Vec<Diagnostic>,
    ) {
        for field in message.fields() {
            let Some(name) = field.ty.value.message_name() else { continue };
            let Ok(name) = name.parse::<TypeName>() else { continue };
            if self.is_known(&name) {
                continue;
            }
            let span = field.ty.span.clone();
            let has_package = self.known().any(|known| known.package == name.package);
            let text = if has_package {
                format!("the package `{}` has no message `{}`", name.package, name.name)
            } else {
                format!("there is no package `{}`", name.package)
            };
            let error = Diagnostic::at(Severity::Error, interface.source, span, text);
            found.push(error.with_help(self.help_for_unknown(&name, has_package)));
        }
    }

    /// The names of the set, and of what can be added to it.
    fn known(&self) -> impl Iterator<Item = Cow<'_, TypeName>> {
        let standard = standard::names().filter(|_| self.has_standard);
        let standard = standard.filter_map(|name| name.parse().ok()).map(Cow::Owned);
        self.interfaces.keys().map(Cow::Borrowed).chain(standard)
    }

    fn help_for_unknown(&self, name: &TypeName, has_package: bool) -> String {
        let lower = name.name.to_lowercase();
        if lower == "string" || lower == "wstring" || lower == "bool" {
            return format!("write `{lower}` in lower case");
        }
        let messages: Vec<_> = self.known().filter(|known| known.kind == Kind::Message).collect();
        let similar = messages
            .iter()
            .filter(|known| known.package == name.package)
            .map(|known| (strsim::damerau_levenshtein(&known.name.to_lowercase(), &lower), known))
            .filter(|(distance, known)| distance * 3 <= known.name.len())
            .min_by_key(|(distance, _)| *distance);
        if let Some((_, similar)) = similar {
            return format!("write `{}/{}`", similar.package, similar.name);
        }
        let mut elsewhere: Vec<String> = messages
            .iter()
            .filter(|known| known.name == name.name)
            .map(|known| format!("`{}/{}`", known.package, known.name))
            .collect();
        elsewhere.sort();
        elsewhere.dedup();
        elsewhere.truncate(3);
        if !elsewhere.is_empty() {
            return format!("write {}", elsewhere.join(" or "));
        }
        if has_package {
            format!("add `{}/msg/{}.msg`", name.package, name.name)
        } else {
            format!("add the folder of `{}`", name.package)
        }
    }
}

/// Whether both define the same, comments and places aside.
fn is_same(first: &Interface, second: &Interface) -> bool {
    let bare = |interface: &Interface| {
        interface
            .types()
            .into_iter()
            .map(|ty| match ty.origin {
                Origin::Written(message) => {
                    let bare = |item: &Item| match item {
                        Item::Field(field) => field.to_string(),
                        Item::Constant(constant) => constant.to_string(),
                    };
                    message.items.iter().map(bare).collect()
                }
                Origin::Derived | Origin::Whole => String::new(),
            })
            .collect::<Vec<_>>()
    };
    bare(first) == bare(second)
}

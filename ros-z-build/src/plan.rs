//! Which types are generated, and where the others are found.

use std::collections::{BTreeMap, BTreeSet};

use ros_z_idl::{
    Checked, Description, Diagnostic, Interfaces, Message, Origin, Severity, TypeName, standard,
};

use crate::config::Config;
use crate::error::Error;

/// Where each type is found that generated code uses.
pub(crate) struct Plan {
    /// The types to generate; the names of interfaces.
    pub(crate) generated: BTreeSet<TypeName>,
    /// The paths of types that are elsewhere, by the full name of the type.
    pub(crate) elsewhere: BTreeMap<String, String>,
    /// The interfaces that are asked for and are elsewhere.
    pub(crate) reexported: BTreeSet<TypeName>,
    pub(crate) warnings: Vec<String>,
}

impl Plan {
    /// The plan for the interfaces `roots` and all that they refer to.
    pub(crate) fn new(
        config: &Config,
        checked: &Checked,
        roots: &[TypeName],
    ) -> Result<Self, Error> {
        let mut plan = Self {
            generated: BTreeSet::new(),
            elsewhere: BTreeMap::new(),
            reexported: BTreeSet::new(),
            warnings: Vec::new(),
        };
        let mut wrong = Vec::new();
        let roots: BTreeSet<_> = roots.iter().collect();
        let standard = Standard::new(config, checked, &mut wrong);
        let mut pending: Vec<&TypeName> = roots.iter().copied().collect();
        let mut seen = BTreeSet::new();
        while let Some(name) = pending.pop() {
            let Some(interface) = checked.get(name) else { continue };
            if !seen.insert(name) {
                continue;
            }
            let types = interface.types();
            if let Some(path) = config.extern_of(name) {
                for ty in &types {
                    let path = format!("{path}{}", suffix(&ty.name, name));
                    plan.elsewhere.insert(ty.name.to_string(), path);
                }
                continue;
            }
            if let Some(root) = standard.path(name) {
                for ty in &types {
                    let path = format!("{root}::{}::{}", name.package, ty.name.name);
                    plan.elsewhere.insert(ty.name.to_string(), path);
                }
                if roots.contains(name) {
                    plan.reexported.insert(name.clone());
                    plan.warnings.extend(standard.missing_constants(checked, name));
                }
                continue;
            }
            plan.generated.insert(name.clone());
            for ty in &types {
                let needed = ty.fields.iter().filter_map(|(_, ty)| ty.message_name());
                let needed = needed.filter_map(|name| checked.interface_of(name));
                pending.extend(needed.map(|interface| &interface.name));
            }
        }
        for (name, _) in &config.extern_paths {
            let is_there = |interface: &ros_z_idl::Interface| {
                interface.name.package == *name || interface.name.to_string() == *name
            };
            if !checked.interfaces().any(is_there) {
                wrong.push(Diagnostic::error(format!(
                    "`extern_path` is given for `{name}`, which nothing refers to"
                )));
            }
        }
        if wrong.is_empty() { Ok(plan) } else { Err(checked.report(wrong).into()) }
    }
}

impl Config {
    /// The path of the type or service `name`, if it is elsewhere.
    fn extern_of(&self, name: &TypeName) -> Option<String> {
        let full = name.to_string();
        let of_type = self.extern_paths.iter().rev().find(|(of, _)| *of == full);
        if let Some((_, path)) = of_type {
            return Some(path.clone());
        }
        let (_, path) = self.extern_paths.iter().rev().find(|(of, _)| *of == name.package)?;
        Some(format!("{path}::{}::{}", name.kind.as_str(), name.name))
    }
}

/// What `part` has behind the name of its interface: `_Request`.
fn suffix<'a>(part: &'a TypeName, interface: &TypeName) -> &'a str {
    part.name.strip_prefix(interface.name.as_str()).unwrap_or_default()
}

/// What `ros-z-msgs` has.
struct Standard {
    /// Its path, if its types are used.
    path: Option<String>,
    checked: Checked,
    /// Its interfaces that are the same here.
    same: BTreeSet<TypeName>,
}

impl Standard {
    fn new(config: &Config, checked: &Checked, wrong: &mut Vec<Diagnostic>) -> Self {
        let path = (!config.no_ros_z_msgs)
            .then(|| config.ros_z_msgs.clone().unwrap_or_else(|| "::ros_z_msgs".into()));
        let mut all = Interfaces::new();
        let here = checked.interfaces().map(|interface| &interface.name);
        for name in here.filter(|_| path.is_some()) {
            if let Some(text) = standard::definition(name) {
                all.add(name.clone(), &format!("ros-z-msgs, {name}"), text.as_bytes());
            }
        }
        all.add_standard();
        let mut same = BTreeSet::new();
        let all = match all.check() {
            Ok(all) => all,
            Err(report) => {
                wrong.extend(report.diagnostics().iter().cloned());
                return Self { path: None, checked: checked.clone(), same };
            }
        };
        for interface in all.interfaces() {
            let name = &interface.name;
            if checked.get(name).is_none() || config.extern_of(name).is_some() {
                continue;
            }
            let full = name.to_string();
            let (Some(ours), Some(theirs)) = (checked.description(&full), all.description(&full))
            else {
                continue;
            };
            if ours == theirs {
                same.insert(name.clone());
            } else {
                wrong.extend(difference(checked, name, &ours, &theirs));
            }
        }
        // One definition that differs is in many others; it is told once.
        let mut told = BTreeSet::new();
        wrong.retain(|error| told.insert(error.message.clone()));
        Self { path, checked: all, same }
    }

    /// The path of `ros-z-msgs`, if it has the interface.
    fn path(&self, name: &TypeName) -> Option<&str> {
        self.path.as_deref().filter(|_| self.same.contains(name))
    }

    /// Tells that constants or default values differ, which no hash shows.
    fn missing_constants(&self, checked: &Checked, name: &TypeName) -> Option<String> {
        let bare = |checked: &Checked| {
            let interface = checked.get(name)?;
            let types = interface.types();
            let messages = types.iter().filter_map(|ty| match ty.origin {
                Origin::Written(message) => Some(message),
                Origin::Derived | Origin::Whole => None,
            });
            let lines = |message: &Message| {
                let fields = message.fields().map(ToString::to_string);
                fields.chain(message.constants().map(ToString::to_string)).collect::<Vec<_>>()
            };
            Some(messages.flat_map(lines).collect::<Vec<_>>())
        };
        let (ours, theirs) = (bare(checked)?, bare(&self.checked)?);
        let missing = ours.iter().find(|line| !theirs.contains(line))?;
        Some(format!(
            "`{name}` is taken from ros-z-msgs, which does not have the line `{}`; \
             `without_ros_z_msgs` generates it",
            missing.trim_end()
        ))
    }
}

/// Tells in which fields the types within an interface differ.
fn difference(
    checked: &Checked,
    name: &TypeName,
    ours: &Description,
    theirs: &Description,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (inner, fields) in &ours.types {
        let Some(other) = theirs.types.get(inner).filter(|other| *other != fields) else {
            continue;
        };
        let at = fields.iter().zip(other).take_while(|(ours, theirs)| ours == theirs).count();
        let show = |fields: &ros_z_idl::Fields| match fields.get(at) {
            Some((name, ty)) => format!("`{ty} {name}`"),
            None => "no more fields".into(),
        };
        let message = format!(
            "`{inner}` is not the message that `ros-z-msgs` has: here {}, there {}",
            show(fields),
            show(other)
        );
        let interface = checked.interface_of(inner).or_else(|| checked.get(name));
        let place = interface.map(|interface| (interface.source, place(interface, inner, at)));
        let error = match place {
            Some((source, span)) => Diagnostic::at(Severity::Error, source, span, message),
            None => Diagnostic::error(message),
        };
        found.push(error.with_help(
            "leave the folder of the package out to use that of `ros-z-msgs`, or call \
             `without_ros_z_msgs` to generate the one that is here",
        ));
    }
    found
}

/// Where the field stands in the definition of the type `name`.
fn place(interface: &ros_z_idl::Interface, name: &str, at: usize) -> ros_z_idl::Span {
    let types = interface.types();
    let message =
        types.iter().find(|ty| ty.name.to_string() == name).and_then(|ty| match ty.origin {
            Origin::Written(message) => Some(message),
            Origin::Derived | Origin::Whole => None,
        });
    let field = message.and_then(|message| message.fields().nth(at).or(message.fields().last()));
    field.map_or(0..0, |field| field.ty.span.start..field.name.span.end)
}

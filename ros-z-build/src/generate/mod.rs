//! Definitions as Rust code.

mod docs;
mod layout;
mod message;
mod names;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use proc_macro_crate::{FoundCrate, crate_name};
use proc_macro2::TokenStream;
use quote::quote;
use ros_z_idl::{Checked, Diagnostic, Interface, Kind, Origin, TypeName};
use syn::Attribute;
use syn::parse::Parser as _;

use self::layout::Layouts;
use crate::config::{Bytes, Config};
use crate::error::Error;
use crate::plan::Plan;

/// What the code of every message depends on.
struct Context<'a> {
    plan: &'a Plan,
    bytes: Bytes,
    is_flat: bool,
    shm_cdr: TokenStream,
    /// Whether the derive has to be told where it is.
    shm_cdr_is_elsewhere: bool,
    layouts: Layouts<'a>,
    checked: &'a Checked,
    type_attributes: Attributes,
    field_attributes: Attributes,
    bytes_attributes: Vec<Attribute>,
    long_array_attributes: Vec<Attribute>,
    float_attributes: Vec<Attribute>,
}

/// The code for all that the plan generates.
pub(crate) fn file(config: &Config, checked: &Checked, plan: &Plan) -> Result<String, Error> {
    let mut modules = TokenStream::new();
    for (package, inner) in packages(config, checked, plan)? {
        let name = names::ident(package).ident;
        let (doc, lints) = head(package);
        modules.extend(quote! {
            #[doc = #doc]
            #[allow(#lints)]
            pub mod #name {
                #inner
            }
        });
    }
    written(modules)
}

/// The same with a file for each package.
pub(crate) fn modules(
    config: &Config,
    checked: &Checked,
    plan: &Plan,
) -> Result<BTreeMap<String, String>, Error> {
    let mut files = BTreeMap::new();
    for (package, inner) in packages(config, checked, plan)? {
        let (doc, lints) = head(package);
        let file = quote! {
            #![doc = #doc]
            #![allow(#lints)]
            #inner
        };
        files.insert(package.into(), written(file)?);
    }
    Ok(files)
}

/// What stands in front of a package: its documentation, and the lints that its names and its
/// comments do not meet.
fn head(package: &str) -> (String, TokenStream) {
    let lints = quote! {
        clippy::all,
        clippy::pedantic,
        dead_code,
        missing_docs,
        non_camel_case_types,
        unreachable_pub
    };
    (format!(" The ROS package `{package}`."), lints)
}

/// Where `shm-cdr` is for a crate that has it by `ros-z-pub` alone, by its Cargo.toml.
fn shm_cdr_of_ros_z_pub() -> Option<String> {
    if crate_name("shm-cdr").is_ok() {
        return None;
    }
    match crate_name("ros-z-pub").ok()? {
        FoundCrate::Itself => Some("crate::shm_cdr".into()),
        FoundCrate::Name(name) => Some(format!("::{name}::shm_cdr")),
    }
}

/// The modules within each package.
fn packages<'a>(
    config: &Config,
    checked: &'a Checked,
    plan: &'a Plan,
) -> Result<BTreeMap<&'a str, TokenStream>, Error> {
    let shm_cdr = config.shm_cdr.clone().or_else(shm_cdr_of_ros_z_pub);
    let context = Context {
        plan,
        bytes: config.bytes,
        is_flat: config.is_flat,
        shm_cdr: path(shm_cdr.as_deref().unwrap_or("::shm_cdr"))?,
        shm_cdr_is_elsewhere: shm_cdr.is_some(),
        layouts: Layouts::new(checked),
        checked,
        type_attributes: Attributes::new(&config.type_attributes)?,
        field_attributes: Attributes::new(&config.field_attributes)?,
        bytes_attributes: attributes(&config.bytes_attributes)?,
        long_array_attributes: attributes(&config.long_array_attributes)?,
        float_attributes: attributes(&config.float_attributes)?,
    };
    let mut packages: BTreeMap<&str, BTreeMap<Kind, Vec<&Interface>>> = BTreeMap::new();
    for name in plan.generated.union(&plan.reexported) {
        if let Some(interface) = checked.get(name) {
            let package = packages.entry(&name.package).or_default();
            package.entry(name.kind).or_default().push(interface);
        }
    }
    let mut modules = BTreeMap::new();
    for (package, kinds) in packages {
        let mut inner = TokenStream::new();
        if context.is_flat {
            inner.extend(flat(&kinds));
        }
        for (kind, interfaces) in kinds {
            inner.extend(context.module(kind, &interfaces)?);
        }
        modules.insert(package, inner);
    }
    let unused = context.type_attributes.unused("type_attribute");
    let unused: Vec<_> =
        unused.into_iter().chain(context.field_attributes.unused("field_attribute")).collect();
    if unused.is_empty() { Ok(modules) } else { Err(unused.into()) }
}

/// The types of a package in its module.
fn flat(kinds: &BTreeMap<Kind, Vec<&Interface>>) -> TokenStream {
    let mut uses = TokenStream::new();
    let mut seen = BTreeMap::new();
    for (kind, interfaces) in kinds {
        let module = names::ident(kind.as_str()).ident;
        uses.extend(quote!(pub use self::#module::*;));
        // A service may be called like a message.
        for interface in interfaces {
            let name = &interface.name.name;
            if let Some(first) = seen.get(name) {
                let name = names::ident(name).ident;
                uses.extend(quote!(pub use self::#first::#name;));
            } else {
                seen.insert(name, module.clone());
            }
        }
    }
    uses
}

fn written(code: TokenStream) -> Result<String, Error> {
    let file = syn::parse2(code)
        .map_err(|error| Error::bare(format_args!("the generated code is no Rust: {error}")))?;
    Ok(format!(
        "// @generated by ros-z-build from the definitions of ROS interfaces.\n\n{}",
        spaced(&prettyplease::unparse(&file))
    ))
}

/// The code with an empty line between items, which prettyplease leaves out.
fn spaced(code: &str) -> String {
    let mut spaced = String::with_capacity(code.len() + code.len() / 32);
    let mut before = "";
    for line in code.lines() {
        let indent = |line: &str| line.len() - line.trim_start().len();
        let ends_item = match before.trim_start() {
            "}" => line.trim_start() != "}",
            whole => whole.starts_with("pub struct ") && !whole.ends_with('{'),
        };
        if ends_item && indent(before) == indent(line) {
            spaced.push('\n');
        }
        spaced.push_str(line);
        spaced.push('\n');
        before = line;
    }
    spaced
}

impl Context<'_> {
    /// The module with the interfaces of one kind in one package.
    fn module(&self, kind: Kind, interfaces: &[&Interface]) -> Result<TokenStream, Error> {
        let (name, doc) = match kind {
            Kind::Message => (quote!(msg), " The messages."),
            Kind::Service => (quote!(srv), " The services, as the messages that they are made of."),
            Kind::Action => {
                (quote!(action), " The actions, as the messages that they are made of.")
            }
        };
        let scope = Scope::new(interfaces);
        let mut items = TokenStream::new();
        for interface in interfaces {
            if self.plan.reexported.contains(&interface.name) {
                items.extend(self.reexport(interface)?);
                continue;
            }
            for ty in interface.types() {
                items.extend(match ty.origin {
                    Origin::Written(message) => self.message(&ty, Some(message), &scope)?,
                    Origin::Derived => self.message(&ty, None, &scope)?,
                    Origin::Whole => self.whole(&ty),
                });
            }
        }
        Ok(quote! {
            #[doc = #doc]
            pub mod #name {
                #items
            }
        })
    }

    /// The messages of an interface that are elsewhere, under their names.
    fn reexport(&self, interface: &Interface) -> Result<TokenStream, Error> {
        let mut items = TokenStream::new();
        for ty in interface.types() {
            let elsewhere = self.plan.elsewhere.get(&ty.name.to_string());
            if let (Some(elsewhere), false) = (elsewhere, ty.origin == Origin::Whole) {
                let path = path(elsewhere)?;
                items.extend(quote!(pub use #path;));
            }
            if ty.origin == Origin::Whole {
                items.extend(self.whole(&ty));
            }
        }
        Ok(items)
    }
}

/// The names in a module.
struct Scope {
    names: BTreeSet<String>,
}

impl Scope {
    fn new(interfaces: &[&Interface]) -> Self {
        let types = interfaces.iter().flat_map(|interface| interface.types());
        Self { names: types.map(|ty| ty.name.name).collect() }
    }

    fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }
}

/// Attributes and what they are for.
struct Attributes(Vec<(String, Vec<Attribute>, std::cell::Cell<bool>)>);

impl Attributes {
    fn new(given: &[(String, String)]) -> Result<Self, Error> {
        let parse = |(pattern, text): &(String, String)| {
            let attributes = attributes([text])?;
            Ok((pattern.clone(), attributes, std::cell::Cell::new(pattern == ".")))
        };
        given.iter().map(parse).collect::<Result<_, _>>().map(Self)
    }

    /// The attributes for the type, or for a field of it.
    fn of(&self, ty: &TypeName, field: Option<&str>) -> Vec<&Attribute> {
        let full = ty.to_string();
        let is_for = |pattern: &str| {
            let of_type = pattern == "."
                || full == pattern
                || full.strip_prefix(pattern).is_some_and(|rest| rest.starts_with('/'));
            let of_field = field.is_some_and(|field| {
                pattern.rsplit_once('.').is_some_and(|(ty, name)| ty == full && name == field)
            });
            of_type || of_field
        };
        let matching = self.0.iter().filter(|(pattern, _, _)| is_for(pattern));
        matching
            .flat_map(|(_, attributes, used)| {
                used.set(true);
                attributes
            })
            .collect()
    }

    fn unused(&self, what: &str) -> Vec<Diagnostic> {
        let unused = self.0.iter().filter(|(_, _, used)| !used.get());
        unused
            .map(|(pattern, _, _)| {
                let message = format!("`{what}` is given for `{pattern}`, which is not generated");
                Diagnostic::error(message).with_help(
                    "write `.`, `package`, `package/msg/Name` or, for a field, \
                     `package/msg/Name.field`",
                )
            })
            .collect()
    }
}

fn attributes<'a>(texts: impl IntoIterator<Item = &'a String>) -> Result<Vec<Attribute>, Error> {
    let mut attributes = Vec::new();
    for text in texts {
        let parsed = Attribute::parse_outer.parse_str(text);
        attributes.extend(parsed.map_err(|error| Error::bare(format_args!("`{text}`: {error}")))?);
    }
    Ok(attributes)
}

fn path(text: &str) -> Result<TokenStream, Error> {
    text.parse().map_err(|error| Error::bare(format_args!("`{text}` is not a path: {error}")))
}

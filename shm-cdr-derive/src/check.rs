//! What the syntax of a struct must satisfy beyond being parsed.

use syn::LitStr;

use crate::ast::{Field, Input, Shape};
use crate::ctxt::Ctxt;

pub(crate) fn check(ctxt: &Ctxt, input: &Input<'_>) {
    if let Some(name) = &input.type_name {
        match input.shape {
            Shape::Message(_) => check_type_name(ctxt, name),
            Shape::Newtype(_) => {
                ctxt.error(
                    name,
                    "a newtype stands for its field and has no `type_name` of its own",
                );
            }
            Shape::Enum { .. } => {
                ctxt.error(name, "an enum stands for an integer and has no `type_name` of its own");
            }
        }
    }
    check_renamed(ctxt, input);
    if let (Some(_), Shape::Message(fields)) = (&input.type_name, &input.shape) {
        let written = fields.iter().filter(|field| field.rename.is_none());
        written.for_each(|field| check_field_name(ctxt, field));
    }
    for lifetime in input.generics.lifetimes() {
        ctxt.error(lifetime, "`ShmMessage` requires a type that owns its fields");
    }
}

/// Reports a name that no ROS definition can have.
fn check_field_name(ctxt: &Ctxt, field: &Field<'_>) {
    let name = field.name.as_str();
    if !is_field_name(name) {
        ctxt.error(
            &field.member,
            format_args!(
                "a field name starts with a lower-case letter and holds lower-case letters, digits \
                 and single underscores between them, `{name}` does not"
            ),
        );
    }
}

/// Reports a `rename` that no definition can have, or that another field has.
fn check_renamed(ctxt: &Ctxt, input: &Input<'_>) {
    for (index, field) in input.fields().iter().enumerate() {
        let Some(rename) = &field.rename else { continue };
        let name = rename.value();
        if input.is_newtype() {
            ctxt.error(rename, "a newtype stands for its field, which has no name");
        } else if !is_field_name(&name) {
            ctxt.error(
                rename,
                format_args!(
                    "a field name starts with a lower-case letter and holds lower-case letters, \
                     digits and single underscores between them, `{name}` does not"
                ),
            );
        } else if input
            .fields()
            .iter()
            .enumerate()
            .any(|(other, field)| other != index && field.name == name)
        {
            ctxt.error(rename, format_args!("another field is named `{name}`"));
        }
    }
}

/// Whether rosidl accepts `name` as that of a field.
fn is_field_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !name.contains("__")
        && !name.ends_with('_')
}

/// Reports a name that is not `package/msg/Name`, as rosidl spells types.
fn check_type_name(ctxt: &Ctxt, literal: &LitStr) {
    let name = literal.value();
    let parts: Vec<_> = name.split('/').collect();
    let [package, namespace, name] = parts[..] else {
        ctxt.error(literal, "`type_name` requires \"package/msg/Name\"");
        return;
    };
    let word = |text: &str, first: fn(char) -> bool| {
        text.starts_with(first) && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let lower = |text: &str| !text.contains(|c: char| c.is_ascii_uppercase());
    if !word(package, |c| c.is_ascii_lowercase()) || !lower(package) {
        ctxt.error(
            literal,
            format_args!(
                "a package name starts with a lower-case letter and holds lower-case letters, \
                 digits and underscores, `{package}` does not"
            ),
        );
    }
    if !matches!(namespace, "msg" | "srv" | "action") {
        ctxt.error(
            literal,
            format_args!("a type stands in `msg`, `srv` or `action`, not in `{namespace}`"),
        );
    }
    if !word(name, |c| c.is_ascii_uppercase()) {
        ctxt.error(
            literal,
            format_args!(
                "a message name starts with an upper-case letter and holds letters, digits and \
                 underscores, `{name}` does not"
            ),
        );
    }
}

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
    if let (Some(_), Shape::Message(fields)) = (&input.type_name, &input.shape) {
        fields.iter().for_each(|field| check_field_name(ctxt, field));
    }
    for lifetime in input.generics.lifetimes() {
        ctxt.error(lifetime, "`ShmMessage` requires a type that owns its fields");
    }
}

/// Reports a name that no ROS definition can have.
fn check_field_name(ctxt: &Ctxt, field: &Field<'_>) {
    let name = field.name.as_str();
    let is_allowed = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !name.ends_with('_')
        && !name.contains("__");
    if !is_allowed {
        ctxt.error(
            &field.member,
            format_args!(
                "a field name starts with a lower-case letter and holds lower-case letters, digits \
                 and single underscores between them, `{name}` does not"
            ),
        );
    }
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

//! What the syntax of a struct must satisfy beyond being parsed.

use syn::LitStr;

use crate::ast::Message;
use crate::ctxt::Ctxt;

pub(crate) fn check(ctxt: &Ctxt, message: &Message<'_>) {
    if let Some(name) = &message.type_name {
        check_type_name(ctxt, name);
    }
    if !message.generics.params.is_empty() {
        ctxt.error(&message.generics.params, "`ShmMessage` requires a struct without generics");
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

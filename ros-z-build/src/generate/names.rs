//! ROS names as Rust names.

use proc_macro2::{Ident, Span};

/// A name as Rust writes it.
pub(super) struct Name {
    pub(super) ident: Ident,
    /// Whether it is another one than in ROS, in more than `r#`.
    pub(super) is_renamed: bool,
}

/// The identifier for a name of ROS, which has letters, digits and underscores.
pub(super) fn ident(name: &str) -> Name {
    let (ident, is_renamed) = match name {
        // Not even `r#self` is allowed.
        "self" | "super" | "crate" | "Self" => {
            (Ident::new(&format!("{name}_"), Span::call_site()), true)
        }
        // A keyword since the edition 2024, which the parser below does not know.
        "gen" => (Ident::new_raw(name, Span::call_site()), false),
        _ => match syn::parse_str::<Ident>(name) {
            Ok(ident) => (ident, false),
            Err(_) => (Ident::new_raw(name, Span::call_site()), false),
        },
    };
    Name { ident, is_renamed }
}

//! `#[derive(ShmMessage)]`, documented in `shm-cdr`.

mod ast;
mod attr;
mod check;
mod ctxt;
mod expand;
mod fallback;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes a struct with named fields a ROS 2 message.
///
/// Generates the writer, the exact size, the owned reader and the type description
/// with its RIHS01 hash. Field names and types are those of the ROS definition.
///
/// On the struct, in `#[shm(..)]`:
///
/// - `type_name = "package/msg/Name"`: the ROS name; required where the name or the
///   hash is used.
/// - `size = manual`: leaves `SizeEstimation` to a hand-written implementation.
/// - `crate = path`: where `shm-cdr` is found if it is renamed or re-exported.
///
/// On a field:
///
/// - `max_len = N`: the bound of a string (bytes) or sequence (elements); a longer
///   value is refused when written and when read.
/// - `kind = "byte"` or `kind = "char"`: for `u8`, arrays and sequences of it, where
///   the definition says so. The encoding is the same, the hash of `byte` is not.
/// - `default = expression`: generates `Default` for the struct, with this value for
///   the field and `Default::default()` for fields without one.
#[proc_macro_derive(ShmMessage, attributes(shm))]
pub fn derive_shm_message(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let ctxt = ctxt::Ctxt::default();
    let message = ast::Message::from_input(&ctxt, &input);
    check::check(&ctxt, &message);
    match ctxt.finish() {
        Ok(()) => expand::expand(&message).into(),
        Err(errors) => {
            let errors = errors.into_compile_error();
            let fallback = fallback::expand(&message);
            quote::quote!(#errors #fallback).into()
        }
    }
}

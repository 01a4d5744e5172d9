//! `#[derive(ShmMessage)]`, documented in `shm-cdr`.

mod ast;
mod attr;
mod bound;
mod check;
mod ctxt;
mod expand;
mod fallback;

use proc_macro::TokenStream;
use quote::quote;
use syn::{DeriveInput, parse_macro_input};

/// Makes a struct with named fields a ROS 2 message.
///
/// Generates the writer, the exact size, the owned reader and the type description
/// with its RIHS01 hash. Field names and types are those of the ROS definition.
///
/// A newtype (`struct Meters(f64);`) is encoded and described as its field; an enum without
/// fields, with an integer `repr`, `Clone` and `Debug`, as that integer. A number that is not a
/// variant is a decode error. Both can be fields.
///
/// On a variant of an enum:
///
/// - `other`: the variant, of one integer of the `repr`, takes the numbers that no other variant
///   has.
///
/// On the struct, in `#[shm(..)]`:
///
/// - `type_name = "package/msg/Name"`: the ROS name; required where the name or the
///   hash is used.
/// - `size = manual`: leaves `SizeEstimation` to a hand-written implementation.
/// - `view = Name`: the name of the view struct; by default it is that of the struct with `View`
///   after it.
/// - `crate = path`: where `shm-cdr` is found if it is renamed or re-exported.
///
/// On a field:
///
/// - `max_len = N`: the bound of a string (bytes) or sequence (elements); a longer
///   value is refused when written and when read.
/// - `max_item_len = N`: the bound of the strings in an array or sequence.
/// - `kind = "byte"` or `kind = "char"`: for `u8`, arrays and sequences of it, where
///   the definition has that type. The encoding is the same, but the hash of `byte` is not.
/// - `rename = "name"`: the field's name in the definition, in the hash and in errors, where
///   Rust has another one: `self` cannot be written.
/// - `default = expression`: generates `Default` for the struct, with this value for
///   the field and `Default::default()` for fields without one.
/// - `default` without a value: the same for arrays of any length, whose elements are
///   `Default::default()` each. The `Default` of the standard library ends at 32 elements.
#[proc_macro_derive(ShmMessage, attributes(shm))]
pub fn derive_shm_message(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    derive(&input, quote!(::shm_cdr))
}

/// As `ShmMessage`, for those who depend on `ros-z-pub` and not on `shm-cdr`.
#[doc(hidden)]
#[proc_macro_derive(ShmMessageOfRosZPub, attributes(shm))]
pub fn derive_shm_message_of_ros_z_pub(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    derive(&input, quote!(::ros_z_pub::shm_cdr))
}

/// What the derive generates; `krate` is where `shm-cdr` is unless the struct says otherwise.
fn derive(input: &DeriveInput, krate: proc_macro2::TokenStream) -> TokenStream {
    let ctxt = ctxt::Ctxt::default();
    let input = ast::Input::from_syn(&ctxt, input, krate);
    check::check(&ctxt, &input);
    match ctxt.finish() {
        Ok(()) => expand::expand(&input).into(),
        Err(errors) => {
            let errors = errors.into_compile_error();
            let fallback = fallback::expand(&input);
            quote!(#errors #fallback).into()
        }
    }
}

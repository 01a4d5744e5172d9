//! Generics of the generated implementations.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Generics, parse_quote};

use crate::ast::Input;

/// The pieces of `impl<..> Trait for Type<..> where ..`.
pub(crate) struct Impl {
    pub(crate) generics: TokenStream,
    pub(crate) ty: TokenStream,
    pub(crate) clause: TokenStream,
}

/// Requires `bound` of every type parameter.
pub(crate) fn with_bound(input: &Input<'_>, bound: &TokenStream) -> Impl {
    let generics = bounded(input.generics, bound);
    let (impl_generics, ty_generics, clause) = generics.split_for_impl();
    let ident = input.ident;
    Impl {
        generics: impl_generics.to_token_stream(),
        ty: quote!(#ident #ty_generics),
        clause: clause.to_token_stream(),
    }
}

/// The generics with `bound` on every type parameter and without defaults.
pub(crate) fn bounded(generics: &Generics, bound: &TokenStream) -> Generics {
    let mut generics = generics.clone();
    let params: Vec<_> = generics.type_params().map(|param| param.ident.clone()).collect();
    if !params.is_empty() {
        let clause = generics.make_where_clause();
        for param in params {
            clause.predicates.push(parse_quote!(#param: #bound));
        }
    }
    generics
}

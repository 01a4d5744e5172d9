//! `Default`, where the definition gives values.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, ExprLit, Lit};

use crate::ast::Message;

pub(crate) fn expand(message: &Message<'_>) -> Option<TokenStream> {
    if message.fields.iter().all(|field| field.default.is_none()) {
        return None;
    }
    let ident = message.ident;
    let fields = message.fields.iter().map(|field| {
        let name = field.ident;
        let value = match &field.default {
            Some(text @ Expr::Lit(ExprLit { lit: Lit::Str(_), .. })) => {
                quote!(::core::convert::From::from(#text))
            }
            Some(value) => quote!(#value),
            None => quote!(::core::default::Default::default()),
        };
        quote!(#name: #value)
    });
    Some(quote! {
        #[automatically_derived]
        impl ::core::default::Default for #ident {
            fn default() -> Self {
                Self { #(#fields),* }
            }
        }
    })
}

//! `Default`, where the definition gives values.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit};

use crate::ast::Input;
use crate::bound::{Impl, with_bound};

pub(crate) fn expand(input: &Input<'_>) -> Option<TokenStream> {
    if input.fields().iter().all(|field| field.default.is_none()) {
        return None;
    }
    let Impl { generics, ty, clause } = with_bound(input, &quote!(::core::default::Default));
    let fields = input.fields().iter().map(|field| {
        let member = &field.member;
        let value = match &field.default {
            Some(text @ Expr::Lit(ExprLit { lit: Lit::Str(_), .. })) => {
                quote!(::core::convert::From::from(#text))
            }
            Some(value) => quote!(#value),
            None => {
                let ty = field.ty;
                quote_spanned!(ty.span()=> __private::default_value::<#ty>())
            }
        };
        quote!(#member: #value)
    });
    Some(quote! {
        #[automatically_derived]
        impl #generics ::core::default::Default for #ty #clause {
            #[inline]
            fn default() -> Self {
                Self { #(#fields),* }
            }
        }
    })
}

//! The view struct that stands beside a message.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{GenericParam, Lifetime, LifetimeParam};

use super::{Item, required, view_of};
use crate::ast::{Field, Input};
use crate::bound::bounded;

/// The view of a message, a struct with the views of its fields, and its implementations.
pub(super) fn message(input: &Input<'_>, fields: &[Field<'_>]) -> (Item, TokenStream) {
    let Input { ident, vis, krate, .. } = input;
    let view = input
        .view
        .clone()
        .unwrap_or_else(|| format_ident!("{}View", ident.unraw(), span = ident.span()));

    // The generics of the message behind a lifetime of our own.
    let lifetime = Lifetime::new("'__a", Span::call_site());
    let mut generics = bounded(input.generics, &quote!(#krate::Value));
    let (_, plain_ty, _) = input.generics.split_for_impl();
    let marker = quote!(&'__a (#ident #plain_ty));
    generics.params.insert(0, GenericParam::Lifetime(LifetimeParam::new(lifetime)));
    let (view_impl, view_ty, view_clause) = generics.split_for_impl();

    let declared = fields.iter().map(|field| {
        let Field { member, vis, docs, .. } = field;
        let ty = view_of(field.ty, krate);
        let docs = if docs.is_empty() {
            let doc = format!("The field `{}`.", field.name);
            quote!(#[doc = #doc])
        } else {
            quote!(#(#docs)*)
        };
        quote!(#docs #vis #member: #ty)
    });
    let params = generics.params.iter();
    let struct_doc = format!("A [`{ident}`] that is read in place.");
    let item = quote! {
        #[doc = #struct_doc]
        #[allow(deprecated, non_camel_case_types, non_snake_case)]
        #[repr(C)]
        #vis struct #view <#(#params),*> #view_clause {
            #(#declared,)*
            #[doc(hidden)]
            __message: ::core::marker::PhantomData<#marker>,
        }
    };

    let view_name = view.unraw().to_string();
    let arguments = arguments_of(input);
    let message = quote!(<#ident #plain_ty as __private::Struct>);
    let required = fields.iter().map(required);
    let impls = quote! {
        #[automatically_derived]
        impl #view_impl ::core::clone::Clone for #view #view_ty #view_clause {
            #[inline]
            fn clone(&self) -> Self {
                #(#required)*
                #message::clone_view(self)
            }
        }

        #[automatically_derived]
        impl #view_impl ::core::fmt::Debug for #view #view_ty #view_clause {
            #[inline]
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #message::fmt_view(self, __f, #view_name)
            }
        }
    };
    let ty = quote!(#view<'__a, #arguments>);
    (Item { ty, value: quote!(#view<'static, #arguments>), item }, impls)
}

/// The arguments of the message's generics, without lifetimes.
fn arguments_of(input: &Input<'_>) -> TokenStream {
    let arguments = input.generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(param) => Some(param.ident.clone()),
        GenericParam::Const(param) => Some(param.ident.clone()),
        GenericParam::Lifetime(_) => None,
    });
    quote!(#(#arguments),*)
}

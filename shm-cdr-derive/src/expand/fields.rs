//! The addresses of a message's fields.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Type, parse_quote};

use super::{ends, item_of, required};
use crate::ast::{Field, Input};
use crate::bound::bounded;

/// What is generated: the struct of the addresses, and the items of `DecodeView` that make it.
pub(crate) struct Fields {
    pub(crate) item: TokenStream,
    pub(crate) handle: TokenStream,
}

pub(super) fn message(input: &Input<'_>, fields: &[Field<'_>]) -> Fields {
    let Input { ident, vis, .. } = input;
    let name = format_ident!("__{}Fields", ident.unraw(), span = ident.span());
    let (_, ty_generics, _) = input.generics.split_for_impl();

    // The generics of the message in front of the message that the fields are in.
    let mut generics = bounded(input.generics, &quote!(__private::DecodeView));
    generics.params.push(parse_quote!(__M));
    let (impl_generics, fields_generics, clause) = generics.split_for_impl();

    let members: Vec<_> = fields.iter().map(|field| &field.member).collect();
    let names: Vec<_> = fields.iter().map(|field| &field.name).collect();
    let visibilities = fields.iter().map(|field| field.vis);
    let handles = fields.iter().map(|field| handle_of(field.ty));
    let make = fields.iter().map(|field| item_of(field.ty, "DecodeView", "handle"));
    let required = fields.iter().map(required);
    let item = quote! {
        #[allow(non_camel_case_types, non_snake_case)]
        #[doc(hidden)]
        #vis struct #name #impl_generics #clause {
            #(#visibilities #members: #handles,)*
            __whole: __private::Field<__M, #ident #ty_generics>,
        }

        #[automatically_derived]
        impl #impl_generics ::core::clone::Clone for #name #fields_generics #clause {
            fn clone(&self) -> Self {
                *self
            }
        }

        #[automatically_derived]
        impl #impl_generics ::core::marker::Copy for #name #fields_generics #clause {}

        #[automatically_derived]
        impl #impl_generics __private::FieldOf<__M> for #name #fields_generics #clause {
            type Value = #ident #ty_generics;

            fn field(self) -> __private::Field<__M, #ident #ty_generics> {
                self.__whole
            }
        }
    };
    let handle = quote! {
        type Handle<__M> = #name #fields_generics;

        fn handle<__M>(
            __offset: ::core::primitive::usize,
            __name: &'static ::core::primitive::str,
        ) -> #name #fields_generics {
            #(#required)*
            #name {
                #(#members: #make::<__M>(
                    __offset + ::core::mem::offset_of!(#ident #ty_generics, #members),
                    #names,
                ),)*
                __whole: __private::Field::new(__offset, __name),
            }
        }
    };
    Fields { item, handle }
}

/// A newtype has the address of its field.
pub(super) fn newtype(field: &Field<'_>) -> TokenStream {
    let handle = handle_of(field.ty);
    let make = item_of(field.ty, "DecodeView", "handle");
    let required = required(field);
    quote! {
        type Handle<__M> = #handle;

        fn handle<__M>(
            __offset: ::core::primitive::usize,
            __name: &'static ::core::primitive::str,
        ) -> #handle {
            #required
            #make::<__M>(
                __offset + ::core::mem::offset_of!(Self, 0),
                __name,
            )
        }
    }
}

/// The address of a field of type `ty`; errors in it stand on `ty`.
fn handle_of(ty: &Type) -> TokenStream {
    let (first, last) = ends(ty);
    let (open, close) = (quote_spanned!(first=> <), quote_spanned!(last=> >));
    quote!(#open #ty as __private::DecodeView>::Handle<__M #close)
}

//! The addresses of a message's fields.

use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::parse_quote;

use super::{Item, call, ends, handle_of, required, respanned};
use crate::ast::{Field, Input};
use crate::bound::bounded;

/// The struct of the addresses.
pub(super) fn message(input: &Input<'_>, fields: &[Field<'_>]) -> Item {
    let Input { ident, vis, .. } = input;
    let name = format_ident!("__{}Fields", ident.unraw(), span = ident.span());
    let (_, ty_generics, _) = input.generics.split_for_impl();

    // The generics of the message in front of the message that the fields are in.
    let mut generics = bounded(input.generics, &quote!(__private::Value));
    generics.params.push(parse_quote!(__M));
    let (impl_generics, fields_generics, clause) = generics.split_for_impl();

    let members: Vec<_> = fields.iter().map(|field| &field.member).collect();
    let visibilities = fields.iter().map(|field| field.vis);
    let handles = fields.iter().map(|field| handle_of(field.ty));
    let required = fields.iter().map(required);
    let made = fields.iter().enumerate().map(|(index, field)| {
        let Field { member, ty, .. } = field;
        let place = respanned(member, ends(ty).0);
        let handle = call(ty, "handle_in", &quote!(Self, __M), &quote!(__offset, #index));
        quote!(#place: #handle)
    });
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
                #(#required)*
                *self
            }
        }

        #[automatically_derived]
        impl #impl_generics ::core::marker::Copy for #name #fields_generics #clause {}

        #[automatically_derived]
        impl #impl_generics __private::FieldOf<__M> for #name #fields_generics #clause {
            type Value = #ident #ty_generics;

            fn field(&self) -> __private::Field<__M, #ident #ty_generics> {
                self.__whole
            }
        }
    };
    let value = quote! {
        #name {
            #(#made,)*
            __whole: __private::Field::new(__offset, __name),
        }
    };
    Item { ty: quote!(#name #fields_generics), value, item }
}

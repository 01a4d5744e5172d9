//! `Describe`: the fields with their ROS types.

use proc_macro2::TokenStream;
use quote::quote;

use super::limit;
use crate::ast::{Field, Input, Shape};
use crate::attr::Kind;
use crate::bound::{Impl, with_bound};

pub(crate) fn expand(input: &Input<'_>) -> TokenStream {
    let Impl { generics, ty, clause } =
        with_bound(input, &quote!(__private::DecodeView + __private::Describe));
    let mut members = None;
    let described = match &input.shape {
        Shape::Newtype(field) => field_type(field),
        _ => {
            let fields: Vec<_> = input
                .fields()
                .iter()
                .map(|field| {
                    let (name, ty) = (&field.name, field_type(field));
                    quote!(#name, #ty)
                })
                .collect();
            let places = input.fields().iter().map(|field| &field.member);
            members = Some(quote! {
                fn members<__R: __private::Registry>(
                    __types: &mut __R,
                ) -> __private::Members {
                    __private::vec![#((#fields, ::core::mem::offset_of!(Self, #places))),*]
                }
            });
            quote! {
                __private::Registry::nested::<Self>(
                    __types,
                    <Self as __private::ShmMessage>::lazy_type_name::<__R>(),
                    |__types| __private::vec![#((#fields)),*],
                )
            }
        }
    };
    quote! {
        #[automatically_derived]
        impl #generics __private::Describe for #ty #clause {
            fn describe<__R: __private::Registry>(__types: &mut __R) -> __private::FieldType {
                #described
            }

            #members
        }
    }
}

fn field_type(field: &Field<'_>) -> TokenStream {
    let ty = field.ty;
    let kind = match field.kind {
        // `char` is an alias of `uint8` in definitions and has its type id.
        None | Some(Kind::Char) => quote!(),
        Some(Kind::Byte) => quote!(.kind(__private::Primitive::Byte)),
    };
    let bound = field.max_len.as_ref().map(limit).map(|max| quote!(.bounded(#max)));
    let items = field.max_item_len.as_ref().map(limit).map(|max| quote!(.bounded_items(#max)));
    quote!(<#ty as __private::Describe>::describe(__types) #kind #bound #items)
}

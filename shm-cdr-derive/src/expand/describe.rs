//! `Describe`: the fields with their ROS types.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ast::{Field, Message};
use crate::attr::Kind;

pub(crate) fn expand(message: &Message<'_>) -> TokenStream {
    let ident = message.ident;
    let fields = message.fields.iter().map(describe_field);
    quote! {
        #[automatically_derived]
        impl __private::Describe for #ident {
            fn describe<__R: __private::Registry>(__types: &mut __R) -> __private::FieldType {
                __private::Registry::nested(__types, <Self as __private::ShmMessage>::type_name(), |__types| {
                    __private::vec![#(#fields),*]
                })
            }
        }
    }
}

fn describe_field(field: &Field<'_>) -> TokenStream {
    let Field { name, ty, .. } = field;
    let kind = match field.kind {
        // `char` is an alias of `uint8` in definitions and has its type id.
        None | Some(Kind::Char) => quote!(),
        Some(Kind::Byte) => quote!(.kind(__private::TypeId::BYTE)),
    };
    let bound = field.max_len.as_ref().map(|max| quote!(.bounded(#max)));
    quote!((#name, <#ty as __private::Describe>::describe(__types) #kind #bound))
}

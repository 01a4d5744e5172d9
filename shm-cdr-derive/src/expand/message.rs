//! `SizeEstimation` and `ShmMessage`: the size and the name.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ast::Message;

pub(crate) fn expand(message: &Message<'_>) -> TokenStream {
    let ident = message.ident;
    let type_name = match &message.type_name {
        Some(name) => quote!(#name),
        None => {
            let missing = format!(
                "`{ident}` has no ROS type name, add `#[shm(type_name = \"package/msg/{ident}\")]`"
            );
            quote!(const { ::core::panic!(#missing) })
        }
    };
    let size = (!message.manual_size).then(|| {
        quote! {
            #[automatically_derived]
            impl __private::SizeEstimation for #ident {
                #[inline]
                fn estimated_serialized_size(&self) -> usize {
                    <Self as __private::ShmMessage>::exact_serialized_size(self)
                }
            }
        }
    });
    let allocation = message.manual_size.then(|| {
        quote! {
            fn allocation_size(&self, _: usize) -> usize {
                __private::SizeEstimation::estimated_serialized_size(self)
            }
        }
    });
    quote! {
        #size

        #[automatically_derived]
        impl __private::ShmMessage for #ident {
            fn lazy_type_name<__Used>() -> &'static str {
                #type_name
            }

            #allocation
        }
    }
}

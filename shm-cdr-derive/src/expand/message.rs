//! `SizeEstimation` and `ShmMessage`: the size and the name.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ast::Input;
use crate::bound::{Impl, with_bound};

pub(crate) fn expand(input: &Input<'_>) -> TokenStream {
    let Impl { generics, ty, clause } = with_bound(input, &quote!(__private::Value));
    let size = (!input.manual_size).then(|| {
        quote! {
            #[automatically_derived]
            impl #generics __private::SizeEstimation for #ty #clause {
                #[inline]
                fn estimated_serialized_size(&self) -> usize {
                    <Self as __private::ShmMessage>::exact_serialized_size(self)
                }
            }
        }
    });
    let allocation = input.manual_size.then(|| {
        quote! {
            #[inline]
            fn allocation_size(&self, _: usize) -> usize {
                __private::SizeEstimation::estimated_serialized_size(self)
            }
        }
    });
    let name = nameless_newtype(input).map(|missing| {
        quote! {
            fn lazy_type_name<__Used>() -> &'static str {
                #missing
            }
        }
    });
    quote! {
        #size

        #[automatically_derived]
        impl #generics __private::ShmMessage for #ty #clause {
            #name
            #allocation
        }
    }
}

/// The ROS name of the type, in a function that is generic over `__Used`.
pub(super) fn type_name(input: &Input<'_>) -> TokenStream {
    let ident = input.ident;
    match &input.type_name {
        Some(name) => quote!(#name),
        // Within a message it is described as its field.
        None if input.is_newtype() => quote!(""),
        None => {
            let missing = format!(
                "`{ident}` has no ROS type name, add `#[shm(type_name = \"package/msg/{ident}\")]`"
            );
            missing_name(&missing)
        }
    }
}

/// The name of a newtype that has none.
fn nameless_newtype(input: &Input<'_>) -> Option<TokenStream> {
    let is_nameless = input.is_newtype() && input.type_name.is_none();
    is_nameless
        .then(|| missing_name(&format!("`{}` is a newtype and has no ROS type name", input.ident)))
}

/// A name whose evaluation is a compile error.
///
/// It depends on `__Used`: what does not, the optimizer evaluates without being asked.
fn missing_name(message: &str) -> TokenStream {
    quote! {
        const {
            if ::core::mem::size_of::<__Used>() <= ::core::primitive::usize::MAX {
                ::core::panic!(#message)
            }
            ""
        }
    }
}

//! The generated code, one trait per file.

mod decode;
mod default;
mod describe;
mod encode;
mod enumeration;
mod message;
mod view;

use proc_macro2::TokenStream;
use quote::quote;

use crate::ast::{Input, Shape};

pub(crate) fn expand(input: &Input<'_>) -> TokenStream {
    let krate = &input.krate;
    let inner = match &input.shape {
        Shape::Enum { repr, variants } => enumeration::expand(input, repr, variants),
        Shape::Message(_) | Shape::Newtype(_) => {
            let encode = encode::expand(input);
            let decode = decode::expand(input);
            let describe = describe::expand(input);
            let traits = message::expand(input);
            let default = default::expand(input);
            quote!(#encode #decode #describe #traits #default)
        }
    };
    let view::View { item, impls } = view::expand(input);
    quote! {
        #item

        const _: () = {
            use #krate::private as __private;
            #inner
            #impls
        };
    }
}

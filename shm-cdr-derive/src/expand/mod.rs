//! The generated code, one trait per file.

mod decode;
mod default;
mod describe;
mod encode;
mod message;

use proc_macro2::TokenStream;
use quote::quote;

use crate::ast::Message;

pub(crate) fn expand(message: &Message<'_>) -> TokenStream {
    let krate = &message.krate;
    let encode = encode::expand(message);
    let decode = decode::expand(message);
    let describe = describe::expand(message);
    let traits = message::expand(message);
    let default = default::expand(message);
    quote! {
        const _: () = {
            use #krate::private as __private;
            #encode
            #decode
            #describe
            #traits
            #default
        };
    }
}

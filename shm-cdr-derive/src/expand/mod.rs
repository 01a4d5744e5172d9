//! The generated code, one trait per file.

mod decode;
mod default;
mod describe;
mod encode;
mod enumeration;
mod fields;
mod message;
mod view;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Expr, Type};

use crate::ast::{Field, Input, Shape};

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

        #[allow(deprecated, dead_code, unreachable_pub)]
        const _: () = {
            use #krate::private as __private;
            #inner
            #impls
        };
    }
}

/// Names what a field must be, at the beginning of each body that uses it.
///
/// Of the errors at one place the compiler leaves out those that follow from an earlier
/// one or repeat it, so that a wrong field does not bring one for each use.
fn required(field: &Field<'_>) -> TokenStream {
    let value = item_of(field.ty, "DecodeView", "from_view");
    let bounded = field.max_len.as_ref().map(|_| item_of(field.ty, "Bounded", "bounded_len"));
    let items =
        field.max_item_len.as_ref().map(|_| item_of(field.ty, "BoundedItems", "first_longer"));
    let octets = field.kind.map(|_| item_of(field.ty, "Octets", "require_octets"));
    let named = [Some(value), bounded, items, octets].into_iter().flatten();
    quote!(#(let _ = #named;)*)
}

/// `<ty as bound>::item`; errors in it stand on `ty`.
fn item_of(ty: &Type, bound: &str, item: &str) -> TokenStream {
    let (first, last) = ends(ty);
    let (open, bound) = (quote_spanned!(first=> <), format_ident!("{bound}"));
    let item = Ident::new(item, last);
    quote!(#open #ty as __private::#bound>::#item)
}

/// The view of `ty` under the lifetime `'__a`; errors in it stand on `ty`.
fn view_of(ty: &Type, krate: &TokenStream) -> TokenStream {
    let (first, last) = ends(ty);
    let (open, close) = (quote_spanned!(first=> <), quote_spanned!(last=> >));
    quote!(#open #ty as #krate::DecodeView>::View<'__a #close)
}

/// Where the first and the last token of `ty` stand.
fn ends(ty: &Type) -> (Span, Span) {
    let mut spans = ty.to_token_stream().into_iter().map(|token| token.span());
    let first = spans.next().unwrap_or_else(Span::call_site);
    (first, spans.last().unwrap_or(first))
}

/// The number that `max` stands for.
fn limit(max: &Expr) -> TokenStream {
    quote!(const { let __max: usize = #max; __max })
}

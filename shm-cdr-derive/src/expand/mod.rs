//! The generated code.

mod default;
mod enumeration;
mod fields;
mod message;
mod structs;
mod view;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Expr, Member, Type};

use crate::ast::{Field, Input, Shape};

pub(crate) fn expand(input: &Input<'_>) -> TokenStream {
    let krate = &input.krate;
    let (mut declared, mut inner) = (TokenStream::new(), TokenStream::new());
    match &input.shape {
        Shape::Enum { repr, variants } => inner = enumeration::expand(input, repr, variants),
        Shape::Newtype(field) => {
            let (view, addresses) = structs::newtype(field, krate);
            inner.extend(structs::expand(input, &view, &addresses));
        }
        Shape::Message(fields) => {
            let (view, view_impls) = view::message(input, fields);
            let addresses = fields::message(input, fields);
            inner.extend(structs::expand(input, &view, &addresses));
            inner.extend([addresses.item, view_impls]);
            declared = view.item;
        }
    }
    if !matches!(input.shape, Shape::Enum { .. }) {
        inner.extend(message::expand(input));
        inner.extend(default::expand(input));
    }
    quote! {
        #declared

        #[allow(deprecated, dead_code, unreachable_pub)]
        const _: () = {
            use #krate::private as __private;
            #inner
        };
    }
}

/// A type that stands beside the struct.
#[derive(Default)]
pub(crate) struct Item {
    /// The type, with the lifetime or the message that it is generic over.
    pub(crate) ty: TokenStream,
    /// How a value of it is made, or the type as a type without lifetimes of others.
    pub(crate) value: TokenStream,
    /// Its definition.
    pub(crate) item: TokenStream,
}

/// Names what a field must be, at the beginning of the body that uses it.
///
/// Of the errors at one place the compiler leaves out those that follow from an earlier
/// one or repeat it, so that a wrong field does not bring one for each use.
fn required(field: &Field<'_>) -> TokenStream {
    let value = item_of(field.ty, "Value", "from_view");
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

/// `<ty as Value>::item::<generics>(arguments)`; errors in it stand on `ty`.
fn call(ty: &Type, item: &str, generics: &TokenStream, arguments: &TokenStream) -> TokenStream {
    let (item, last) = (item_of(ty, "Value", item), ends(ty).1);
    let end = quote_spanned!(last=> >(#arguments));
    quote!(#item::<#generics #end)
}

/// The view of `ty` under the lifetime `'__a`; errors in it stand on `ty`.
fn view_of(ty: &Type, krate: &TokenStream) -> TokenStream {
    let (first, last) = ends(ty);
    let (open, close) = (quote_spanned!(first=> <), quote_spanned!(last=> >));
    quote!(#open #ty as #krate::Value>::View<'__a #close)
}

/// The address of a field of type `ty`; errors in it stand on `ty`.
fn handle_of(ty: &Type) -> TokenStream {
    let (first, last) = ends(ty);
    let (open, close) = (quote_spanned!(first=> <), quote_spanned!(last=> >));
    quote!(#open #ty as __private::Value>::Handle<__M #close)
}

/// The name of a field at another place.
fn respanned(member: &Member, span: Span) -> Member {
    let mut member = member.clone();
    if let Member::Named(ident) = &mut member {
        ident.set_span(span);
    }
    member
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

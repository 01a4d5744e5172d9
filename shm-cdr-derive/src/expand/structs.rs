//! Structs and newtypes: the table of their fields, from which `shm-cdr` does all the rest.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::{Item, call, ends, handle_of, item_of, limit, message, required, view_of};
use crate::ast::{Field, Input};
use crate::attr::Kind;
use crate::bound::{Impl, with_bound};

/// `Struct` of a message or a newtype.
pub(crate) fn expand(input: &Input<'_>, view: &Item, addresses: &Item) -> TokenStream {
    let Impl { generics, ty, clause } = with_bound(input, &quote!(__private::Value));
    let (fields, krate) = (input.fields(), &input.krate);
    let count = fields.len();
    let required: Vec<_> = fields.iter().map(required).collect();
    let members = fields.iter().map(|field| member(field, &ty));
    let shown = fields.iter().enumerate().map(|(index, field)| show(field, index));
    let is_newtype = input.is_newtype().then(|| {
        quote!(
            const IS_NEWTYPE: bool = true;
        )
    });
    let type_name = message::type_name(input);
    let (view, handle, make) = (&view.ty, &addresses.ty, &addresses.value);
    // The items that name the field of a newtype stand on its type, as the errors in them do.
    let call_site = (Span::call_site(), Span::call_site());
    let newtype = fields.first().filter(|_| input.is_newtype());
    let (first, last) = newtype.map_or(call_site, |field| ends(field.ty));
    let (item, end) = (quote_spanned!(first=> type), quote_spanned!(last=> ;));
    let associated = quote!(#item InPlace<'__a> = #view #end #item Fields<__M> = #handle #end);
    let addresses = quote_spanned!(first=> fn addresses);
    let made = quote_spanned!(last=> { #make });
    quote! {
        // SAFETY: the members are the fields in their order, with their types and where they
        // stand in the struct; the view beside it is `repr(C)` and has their views in this order.
        #[automatically_derived]
        unsafe impl #generics __private::Struct for #ty #clause {
            #associated
            #is_newtype
            const FIELDS: &'static [__private::Member] = {
                let __table = <Self as __private::Struct>::TABLE;
                &__table.fields::<Self, #count>([#(#members),*])
            };

            fn lazy_type_name<__Used>() -> &'static ::core::primitive::str {
                #type_name
            }

            #[inline(always)]
            fn show<__W: __private::Walk<Self>>(
                __walk: &mut __private::Walking<'_, __W>,
            ) -> ::core::result::Result<(), <__W as __private::Walk<Self>>::Stop> {
                #(#required)*
                #(
                    if let ::core::result::Result::Err(__stop) = __walk.#shown {
                        return ::core::result::Result::Err(__stop);
                    }
                )*
                ::core::result::Result::Ok(())
            }

            #addresses<__M>(
                __offset: ::core::primitive::usize,
                __name: &'static ::core::primitive::str,
            ) -> #handle #made

            fn same_view<'__a, __T: #krate::Value>(
                __view: <__T as #krate::Value>::View<'__a>,
            ) -> <__T as #krate::Value>::View<'__a> {
                __view
            }
        }
    }
}

/// Shows a field to a walk.
fn show(field: &Field<'_>, index: usize) -> TokenStream {
    let ty = field.ty;
    let limit = match (&field.max_len, &field.max_item_len) {
        (None, None) => return quote!(field::<Self, #ty, #index>()),
        (Some(_), None) => "MaxLen",
        (None, Some(_)) => "MaxItemLen",
        (Some(_), Some(_)) => "MaxBoth",
    };
    let (first, last) = ends(ty);
    let (private, limit) = (quote_spanned!(first=> __private), Ident::new(limit, last));
    quote!(limited::<Self, #ty, #private::#limit, #index>())
}

/// A member of the table.
fn member(field: &Field<'_>, ty: &TokenStream) -> TokenStream {
    let Field { member, name, ty: field_ty, .. } = field;
    let max_len = field.max_len.as_ref().map(limit).map(|max| quote!(.max_len(#max)));
    let max_item_len = field.max_item_len.as_ref().map(limit);
    let max_item_len = max_item_len.map(|max| quote!(.max_item_len(#max)));
    // `char` is an alias of `uint8` in definitions and has its type id.
    let byte = matches!(field.kind, Some(Kind::Byte)).then(|| quote!(.byte()));
    let of = item_of(field_ty, "Value", "FIELD");
    quote! {
        __table.field::<#field_ty>(
            #of,
            #name,
            ::core::mem::offset_of!(#ty, #member),
        ) #max_len #max_item_len #byte
    }
}

/// The view and the address of a newtype, which are those of its field.
pub(crate) fn newtype(field: &Field<'_>, krate: &TokenStream) -> (Item, Item) {
    let ty = field.ty;
    let view = Item { ty: view_of(ty, krate), ..Item::default() };
    let offset = quote!(__offset + ::core::mem::offset_of!(Self, 0), __name);
    let value = call(ty, "handle", &quote!(__M), &offset);
    (view, Item { ty: handle_of(ty), value, ..Item::default() })
}

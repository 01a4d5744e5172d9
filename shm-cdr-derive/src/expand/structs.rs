//! Structs and newtypes: the table of their fields, from which `shm-cdr` does all the rest.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use super::{Item, ends, handle_of, item_of, limit, message, required, view_of};
use crate::ast::{Field, Input};
use crate::attr::Kind;
use crate::bound::{Impl, with_bound};

/// `Struct` of a message or a newtype.
pub(crate) fn expand(input: &Input<'_>, view: &Item, addresses: &Item) -> TokenStream {
    let Impl { generics, ty, clause } = with_bound(input, &quote!(__private::Value));
    let fields = input.fields();
    let types: Vec<_> = fields.iter().map(|field| field.ty).collect();
    let indices = 0..fields.len();
    let required = fields.iter().map(required);
    let members = fields.iter().map(|field| member(field, &ty, view, input.is_newtype()));
    let limits = fields.iter().map(|field| {
        let limit = match (&field.max_len, &field.max_item_len) {
            (None, None) => "Unlimited",
            (Some(_), None) => "MaxLen",
            (None, Some(_)) => "MaxItemLen",
            (Some(_), Some(_)) => "MaxBoth",
        };
        let (first, last) = ends(field.ty);
        let (private, limit) = (quote_spanned!(first=> __private), Ident::new(limit, last));
        quote!(#private::#limit)
    });
    let is_newtype = input.is_newtype().then(|| {
        quote!(
            const IS_NEWTYPE: bool = true;
        )
    });
    let type_name = message::type_name(input);
    let (view, handle, make) = (&view.ty, &addresses.ty, &addresses.value);
    quote! {
        // SAFETY: the members are the fields in their order, with their types and where they
        // stand in the struct and in the view beside it.
        #[automatically_derived]
        unsafe impl #generics __private::Struct for #ty #clause {
            type InPlace<'__a> = #view;
            type Fields<__M> = #handle;
            #is_newtype
            const FIELDS: &'static [__private::Member] =
                &<Self as __private::Struct>::TABLE.fields([#(#members),*]);

            fn lazy_type_name<__Used>() -> &'static ::core::primitive::str {
                #type_name
            }

            #[inline(always)]
            fn walk<__W: __private::Walk<Self>>(
                __walk: &mut __W,
            ) -> ::core::result::Result<(), <__W as __private::Walk<Self>>::Stop> {
                #(#required)*
                #(__private::Walk::<Self>::field::<#types, #limits, #indices>(__walk)?;)*
                ::core::result::Result::Ok(())
            }

            fn addresses<__M>(
                __offset: ::core::primitive::usize,
                __name: &'static ::core::primitive::str,
            ) -> #handle {
                #make
            }
        }
    }
}

/// A member of the table.
fn member(field: &Field<'_>, ty: &TokenStream, view: &Item, is_newtype: bool) -> TokenStream {
    let Field { member, name, ty: field_ty, .. } = field;
    // A newtype is viewed as its field.
    let view = if is_newtype {
        quote!(0, |_, __view| __view)
    } else {
        let view = &view.value;
        quote!(::core::mem::offset_of!(#view, #member), |_, __view| &mut __view.#member)
    };
    let max_len = field.max_len.as_ref().map(limit).map(|max| quote!(.max_len(#max)));
    let max_item_len = field.max_item_len.as_ref().map(limit);
    let max_item_len = max_item_len.map(|max| quote!(.max_item_len(#max)));
    // `char` is an alias of `uint8` in definitions and has its type id.
    let byte = matches!(field.kind, Some(Kind::Byte)).then(|| quote!(.byte()));
    quote! {
        <Self as __private::Struct>::TABLE.field::<Self, #field_ty>(
            #name,
            ::core::mem::offset_of!(#ty, #member),
            #view,
        ) #max_len #max_item_len #byte
    }
}

/// The view and the address of a newtype, which are those of its field.
pub(crate) fn newtype(field: &Field<'_>) -> (Item, Item) {
    let ty = field.ty;
    let make = item_of(ty, "Value", "handle");
    let view = Item { ty: view_of(ty, &quote!(__private)), ..Item::default() };
    let value = quote!(#make::<__M>(__offset + ::core::mem::offset_of!(Self, 0), __name));
    (view, Item { ty: handle_of(ty), value, ..Item::default() })
}

//! `Decode`: owned values from bytes that nobody has checked.

use proc_macro2::TokenStream;
use quote::quote;

use super::{limit, required};
use crate::ast::{Field, Input};
use crate::bound::{Impl, with_bound};

pub(crate) fn expand(input: &Input<'_>) -> TokenStream {
    let Impl { generics, ty, clause } = with_bound(input, &quote!(__private::DecodeView));
    let fields = input.fields();
    let members: Vec<_> = fields.iter().map(|field| &field.member).collect();
    let types: Vec<_> = fields.iter().map(|field| field.ty).collect();
    let names: Vec<_> = fields.iter().map(|field| &field.name).collect();
    let indices: Vec<_> = (0..fields.len()).collect();
    let required: Vec<_> = fields.iter().map(required).collect();
    let (min_len, decode, get) = if fields.is_empty() {
        // An empty struct has the layout of one byte, and nothing to be written to its place.
        (
            quote!(1),
            quote!(<u8 as __private::Decode>::decode(__reader)?;),
            quote! {
                let mut __byte = 0;
                // SAFETY: passed on to the caller; the place is the local's.
                unsafe {
                    <u8 as __private::Decode>::get_to::<__P>(__body, __offset, &raw mut __byte)?;
                }
            },
        )
    } else {
        let decode = fields.iter().enumerate().map(|(index, field)| decode_field(index, field));
        (
            quote!({
                let __len: ::core::primitive::usize = 0;
                #(let __len = __len.saturating_add(<#types as __private::Decode>::MIN_LEN);)*
                __len
            }),
            quote! {
                let mut __in_run = false;
                // SAFETY: passed on to the caller; the fields are read in their order.
                unsafe { #(#decode)* }
            },
            quote! {
                // SAFETY: the caller grants the bytes up to the last field's end, and the place;
                // the fields are read in their order.
                unsafe {
                    #(
                        <Self as __private::Decode>::get_field::<#types, __P>(
                            __body,
                            __offset,
                            (__place, &raw mut (*__place).#members),
                            (#indices, #names),
                        )?;
                    )*
                }
            },
        )
    };
    quote! {
        // SAFETY: the struct takes any bits if all its fields do and, being plain where
        // that matters, holds nothing else; the fields are read in the order of the layout.
        #[automatically_derived]
        unsafe impl #generics __private::Decode for #ty #clause {
            const MIN_LEN: usize = { #(#required)* #min_len };
            const ANY_BITS: bool = {
                #(#required)*
                true #(&& <#types as __private::Decode>::ANY_BITS)*
            };
            const READ_RUNS: &'static [__private::Run] = {
                #(#required)*
                &<Self as __private::Decode>::FIELDS.runs([#((
                    <#types as __private::Decode>::LAYOUT,
                    ::core::mem::offset_of!(#ty, #members),
                    <#types as __private::Decode>::ANY_BITS,
                )),*])
            };

            unsafe fn decode_to<__W: __private::Wire, __P: __private::Place>(
                __reader: &mut __private::CdrReader<'_, __W>,
                __place: *mut Self,
            ) -> ::core::result::Result<(), __private::DecodeError> {
                #(#required)*
                #decode
                ::core::result::Result::Ok(())
            }

            #[inline(always)]
            unsafe fn get_to<__P: __private::Place>(
                __body: *const u8,
                __offset: &mut usize,
                __place: *mut Self,
            ) -> ::core::result::Result<(), __private::DecodeError> {
                #(#required)*
                #get
                ::core::result::Result::Ok(())
            }

            #[inline]
            unsafe fn drop_fields(__place: *mut Self, __count: usize) {
                #(#required)*
                #(
                    if __count > #indices {
                        // SAFETY: passed on to the caller.
                        unsafe { (&raw mut (*__place).#members).drop_in_place() };
                    }
                )*
            }
        }
    }
}

/// Reads one field and checks its bounds.
fn decode_field(index: usize, field: &Field<'_>) -> TokenStream {
    let Field { ty, member, name, .. } = field;
    let places = quote!((__place, &raw mut (*__place).#member));
    let announced = field.max_len.as_ref().map(|max| {
        let max = limit(max);
        quote! {
            if let ::core::result::Result::Err(__error) =
                __private::check_announced::<#ty, __W>(__reader, "", #max)
            {
                return ::core::result::Result::Err(
                    <Self as __private::Decode>::failed::<__P>(__error, __place, #index, #name),
                );
            }
        }
    });
    let read = match &field.max_item_len {
        None => quote! {
            <Self as __private::Decode>::read_field::<#ty, __W, __P>(
                __reader,
                #places,
                (#index, #name),
                &mut __in_run,
            )?;
        },
        Some(max) => {
            let max = limit(max);
            quote! {
                <Self as __private::Decode>::read_checked_field::<#ty, __W, __P>(
                    __reader,
                    #places,
                    (#index, #name),
                    |__value, __start| __private::check_items_read::<#ty>(__value, #max, __start),
                )?;
            }
        }
    };
    quote!(#announced #read)
}

//! `Decode`: owned values from bytes that nobody has checked.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{limit, required};
use crate::ast::{Field, Input};
use crate::bound::{Impl, with_bound};

pub(crate) fn expand(input: &Input<'_>) -> TokenStream {
    let Impl { generics, ty, clause } = with_bound(input, &quote!(__private::DecodeView));
    let members: Vec<_> = input.fields().iter().map(|field| &field.member).collect();
    let locals: Vec<_> =
        (0..input.fields().len()).map(|index| format_ident!("__field{index}")).collect();
    let types: Vec<_> = input.fields().iter().map(|field| field.ty).collect();
    let errors: Vec<_> = input.fields().iter().map(error_in).collect();
    let required: Vec<_> = input.fields().iter().map(required).collect();
    let layouts = quote!(&[#(<#types as __private::Decode>::LAYOUT),*]);
    let (min_len, decode, get) = if input.fields().is_empty() {
        (
            quote!(1),
            quote!(<u8 as __private::Decode>::decode(__reader)?;),
            // SAFETY of the generated call: an empty struct has the layout of one byte.
            quote!(unsafe { <u8 as __private::Decode>::get(__body, __offset)? };),
        )
    } else {
        let fields = input.fields().iter().zip(&locals).enumerate();
        let fields =
            fields.map(|(index, (field, local))| decode_field(index, field, local, &layouts));
        (
            quote!({
                let __len: ::core::primitive::usize = 0;
                #(let __len = __len.saturating_add(<#types as __private::Decode>::MIN_LEN);)*
                __len
            }),
            quote! {
                let mut __in_run = false;
                #(#fields)*
            },
            quote! {
                #(
                    // SAFETY: the caller grants the bytes up to the last field's end.
                    let #locals = match unsafe {
                        <#types as __private::Decode>::get(__body, __offset)
                    } {
                        ::core::result::Result::Ok(__value) => __value,
                        ::core::result::Result::Err(__error) => {
                            return ::core::result::Result::Err(#errors);
                        }
                    };
                )*
            },
        )
    };
    quote! {
        // SAFETY: the struct takes any bits if all its fields do and, being plain where
        // that matters, holds nothing else; `get` reads the fields in the order of the
        // layout.
        #[automatically_derived]
        unsafe impl #generics __private::Decode for #ty #clause {
            const MIN_LEN: usize = { #(#required)* #min_len };
            const ANY_BITS: bool = {
                #(#required)*
                true #(&& <#types as __private::Decode>::ANY_BITS)*
            };

            fn decode<__W: __private::Wire>(
                __reader: &mut __private::CdrReader<'_, __W>,
            ) -> ::core::result::Result<Self, __private::DecodeError> {
                #(#required)*
                #decode
                ::core::result::Result::Ok(Self { #(#members: #locals),* })
            }

            #[inline(always)]
            unsafe fn get(
                __body: *const u8,
                __offset: &mut usize,
            ) -> ::core::result::Result<Self, __private::DecodeError> {
                #(#required)*
                #get
                ::core::result::Result::Ok(Self { #(#members: #locals),* })
            }
        }
    }
}

/// The error `__error` with the name of the field; a newtype is no step of its own.
pub(super) fn error_in(field: &Field<'_>) -> TokenStream {
    match field.name.as_str() {
        "" => quote!(__error),
        name => quote!(__private::decode_error_in(__error, #name)),
    }
}

/// Reads one field; the first of a run of fixed-size fields looks whether the input
/// holds all of them, and if it does not, each field checks for itself.
fn decode_field(
    index: usize,
    field: &Field<'_>,
    local: &proc_macro2::Ident,
    layouts: &TokenStream,
) -> TokenStream {
    let ty = field.ty;
    let error = error_in(field);
    let mut decode = quote!(<#ty as __private::Decode>::decode(__reader));
    let bounds = [
        field.max_len.as_ref().map(|max| (quote!(check_read), max)),
        field.max_item_len.as_ref().map(|max| (quote!(check_items_read), max)),
    ];
    for (check, max) in bounds.into_iter().flatten() {
        let max = limit(max);
        decode = quote! {{
            let __start = __reader.offset();
            match #decode {
                ::core::result::Result::Ok(__value) => {
                    __private::#check::<#ty>(__value, #max, __start)
                }
                __error => __error,
            }
        }};
    }
    quote! {
        if const { <Self as __private::Decode>::FIELDS.starts_run(#layouts, #index) } {
            __in_run = __reader.has_run(const {
                &<Self as __private::Decode>::FIELDS.run(#layouts, #index)
            });
        }
        let __result = if const { (#layouts)[#index].is_some() } && __in_run {
            // SAFETY: the run that this field belongs to lies within the input.
            unsafe { __reader.get::<#ty>() }
        } else {
            #decode
        };
        let #local = match __result {
            ::core::result::Result::Ok(__value) => __value,
            ::core::result::Result::Err(__error) => {
                return ::core::result::Result::Err(#error);
            }
        };
    }
}

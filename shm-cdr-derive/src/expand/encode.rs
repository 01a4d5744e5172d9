//! `Encode`: the layout, the end, and the bytes.

use proc_macro2::TokenStream;
use quote::quote;

use super::{limit, required};
use crate::ast::{Field, Input};
use crate::bound::{Impl, with_bound};

pub(crate) fn expand(input: &Input<'_>) -> TokenStream {
    let Impl { generics, ty, clause } = with_bound(input, &quote!(__private::DecodeView));
    let members: Vec<_> = input.fields().iter().map(|field| &field.member).collect();
    let types: Vec<_> = input.fields().iter().map(|field| field.ty).collect();
    let required: Vec<_> = input.fields().iter().map(required).collect();
    let layouts = quote!(&[#(<#types as __private::Encode>::FIXED),*]);
    let (end, encode, put) = if input.fields().is_empty() {
        (
            quote!(__private::Encode::end_in(&0u8, __offset, __holes)),
            quote!(__private::Encode::encode(&0u8, __writer)),
            // SAFETY of the generated call: an empty struct has the layout of one byte.
            quote!(unsafe { __private::Encode::put(&0u8, __body, __offset) }),
        )
    } else {
        let fields = input.fields().iter().enumerate();
        let fields = fields.map(|(index, field)| encode_field(index, field, &layouts));
        (
            quote! {
                if !__H::FIELDS {
                    if let ::core::option::Option::Some(__layout) =
                        <Self as __private::Encode>::FIXED
                    {
                        return __layout.end(__offset);
                    }
                }
                #(let __offset = __holes.end_of::<#types>(&self.#members, __offset);)*
                __offset
            },
            quote! {
                #(#fields)*
                ::core::result::Result::Ok(())
            },
            quote! {
                if const {
                    match <Self as __private::Encode>::FIXED {
                        ::core::option::Option::Some(__layout) => __layout.is_plain_where_aligned(),
                        ::core::option::Option::None => false,
                    }
                } {
                    // SAFETY: passed on to the caller.
                    return unsafe { __private::Encode::put_plain(self, __body, __offset) };
                }
                #(
                    // SAFETY: the caller grants room up to the end of the last field.
                    let __offset = unsafe {
                        <#types as __private::Encode>::put(&self.#members, __body, __offset)
                    };
                )*
                __offset
            },
        )
    };
    quote! {
        // SAFETY: the layout is computed from the fields, in the order that `put` writes
        // them; where it is plain, the fields leave no byte of the struct out.
        #[automatically_derived]
        unsafe impl #generics __private::Encode for #ty #clause {
            const FIXED: ::core::option::Option<__private::Fixed> = {
                #(#required)*
                <Self as __private::Encode>::STRUCT
                    #(.field(
                        <#types as __private::Encode>::FIXED,
                        ::core::mem::offset_of!(#ty, #members),
                    ))*
                    .finish(<Self as __private::Encode>::SIZE)
            };

            #[inline]
            fn end_in<__H: __private::Holes>(
                &self,
                __offset: ::core::primitive::usize,
                __holes: &mut __H,
            ) -> ::core::primitive::usize {
                #(#required)*
                #end
            }

            #[inline]
            fn encode<__H: __private::Holes>(
                &self,
                __writer: &mut __private::CdrWriter<'_, __H>,
            ) -> ::core::result::Result<(), __private::EncodeError> {
                #(#required)*
                #encode
            }

            #[inline(always)]
            unsafe fn put(&self, __body: *mut u8, __offset: usize) -> usize {
                #(#required)*
                #put
            }
        }
    }
}

/// Writes one field; the first of a run of fixed-size fields checks the room for all.
fn encode_field(index: usize, field: &Field<'_>, layouts: &TokenStream) -> TokenStream {
    let Field { member, name, ty, .. } = field;
    let checks = [
        field.max_len.as_ref().map(|max| {
            let max = limit(max);
            quote!(__private::check_written::<#ty, __H>(&self.#member, #max, __writer))
        }),
        field.max_item_len.as_ref().map(|max| {
            let max = limit(max);
            quote!(__private::check_items_written::<#ty>(&self.#member, #max))
        }),
    ];
    let mut checked = quote!(<#ty as __private::Encode>::encode(&self.#member, __writer));
    for check in checks.into_iter().flatten() {
        checked = quote! {
            match #check {
                ::core::result::Result::Ok(()) => #checked,
                __error => __error,
            }
        };
    }
    // A newtype is no step of its own in the path of an error.
    let error = match name.as_str() {
        "" => quote!(__error),
        name => quote!(__private::encode_error_in(__error, #name)),
    };
    quote! {
        if const { <Self as __private::Encode>::STRUCT.starts_run(#layouts, #index) } {
            __writer.ensure_run(const {
                &<Self as __private::Encode>::STRUCT.run(#layouts, #index)
            })?;
        }
        if const { (#layouts)[#index].is_some() } {
            // SAFETY: the run that this field belongs to has been checked.
            unsafe { __writer.put::<#ty>(&self.#member) };
        } else if let ::core::result::Result::Err(__error) = #checked {
            return ::core::result::Result::Err(#error);
        }
    }
}

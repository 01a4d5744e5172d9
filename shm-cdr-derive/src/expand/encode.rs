//! `Encode`: the layout, the end, what refuses a value, and the bytes.

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
    let indices: Vec<_> = (0..fields.len()).collect();
    let required: Vec<_> = fields.iter().map(required).collect();
    let checks = fields.iter().map(check_field);
    let (end_phase, end, put) = if fields.is_empty() {
        (
            quote!(::core::option::Option::None),
            quote!(__private::Encode::end_in(&0u8, __at, __holes)),
            // SAFETY of the generated call: an empty struct has the layout of one byte.
            quote!(unsafe { __private::Encode::put(&0u8, __body, __at, __holes) }),
        )
    } else {
        (
            quote! {
                <Self as __private::Encode>::STRUCT.end_phase(&[#((
                    <#types as __private::Encode>::FIXED,
                    <#types as __private::Encode>::END,
                )),*])
            },
            quote! {
                #(
                    let __at = <Self as __private::Encode>::end_field::<#types, __H>(
                        &self.#members, #indices, __at, __holes,
                    );
                )*
                __at
            },
            quote! {
                // SAFETY: passed on to the caller; the fields are written in their order.
                unsafe {
                    #(
                        let __at = <Self as __private::Encode>::put_field::<#types, __H>(
                            self, &self.#members, #indices, __body, __at, __holes,
                        );
                    )*
                    __at
                }
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
            const END: ::core::option::Option<::core::primitive::usize> = {
                #(#required)*
                #end_phase
            };
            const RUNS: &'static [__private::Run] = {
                #(#required)*
                &<Self as __private::Encode>::STRUCT.runs([#((
                    <#types as __private::Encode>::FIXED,
                    ::core::mem::offset_of!(#ty, #members),
                    true,
                )),*])
            };

            #[inline]
            fn end_in<__H: __private::Holes>(
                &self,
                __at: __private::Offset,
                __holes: &mut __H,
            ) -> __private::Offset {
                #(#required)*
                #end
            }

            #[inline]
            fn check<__H: __private::Holes>(
                &self,
                __depth: ::core::primitive::usize,
                __holes: &__H,
            ) -> ::core::result::Result<(), __private::Box<__private::EncodeError>> {
                #(#required)*
                #(#checks)*
                ::core::result::Result::Ok(())
            }

            #[inline]
            unsafe fn put<__H: __private::Holes>(
                &self,
                __body: *mut u8,
                __at: __private::Offset,
                __holes: &__H,
            ) -> __private::Offset {
                #(#required)*
                #put
            }
        }
    }
}

/// Checks the bounds of one field, and what it holds.
fn check_field(field: &Field<'_>) -> TokenStream {
    let Field { member, name, ty, .. } = field;
    let len = field.max_len.as_ref().map(|max| {
        let max = limit(max);
        quote!(__private::check_written::<#ty, __H>(&self.#member, #name, #max, __holes)?;)
    });
    let items = field.max_item_len.as_ref().map(|max| {
        let max = limit(max);
        quote!(__private::check_items_written::<#ty>(&self.#member, #name, #max)?;)
    });
    quote! {
        #len
        #items
        <Self as __private::Encode>::check_field::<#ty, __H>(
            &self.#member, #name, __depth, __holes,
        )?;
    }
}

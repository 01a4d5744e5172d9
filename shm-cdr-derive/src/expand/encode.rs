//! `Encode`: the layout, the end, and the bytes.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ast::{Field, Message};

pub(crate) fn expand(message: &Message<'_>) -> TokenStream {
    let ident = message.ident;
    let idents: Vec<_> = message.fields.iter().map(|field| field.ident).collect();
    let types: Vec<_> = message.fields.iter().map(|field| field.ty).collect();
    let layouts = quote!(&[#(<#types as __private::Encode>::FIXED),*]);
    let (end, encode, put) = if message.fields.is_empty() {
        (
            quote!(__private::Encode::end(&0u8, __offset)),
            quote!(__private::Encode::encode(&0u8, __writer)),
            // SAFETY of the generated call: an empty struct has the layout of one byte.
            quote!(unsafe { __private::Encode::put(&0u8, __body, __offset) }),
        )
    } else {
        let fields = message.fields.iter().enumerate();
        let fields = fields.map(|(index, field)| encode_field(index, field, &layouts));
        (
            quote! {
                if let ::core::option::Option::Some(__layout) = <Self as __private::Encode>::FIXED {
                    return __offset + __layout.len_at(__offset);
                }
                #(let __offset = __private::Encode::end(&self.#idents, __offset);)*
                __offset
            },
            quote! {
                #(#fields)*
                ::core::result::Result::Ok(())
            },
            quote! {
                #(
                    // SAFETY: the caller grants room up to the end of the last field.
                    let __offset =
                        unsafe { __private::Encode::put(&self.#idents, __body, __offset) };
                )*
                __offset
            },
        )
    };
    quote! {
        // SAFETY: the layout is computed from the fields, in the order that `put` writes
        // them; where it is plain, the fields leave no byte of the struct out.
        #[automatically_derived]
        unsafe impl __private::Encode for #ident {
            const FIXED: ::core::option::Option<__private::Fixed> = __private::StructLayout::new()
                #(.field(
                    <#types as __private::Encode>::FIXED,
                    ::core::mem::offset_of!(#ident, #idents),
                ))*
                .finish(::core::mem::size_of::<#ident>());

            #[inline]
            fn end(&self, __offset: usize) -> usize {
                #end
            }

            #[inline]
            fn encode(
                &self,
                __writer: &mut __private::CdrWriter<'_>,
            ) -> ::core::result::Result<(), __private::EncodeError> {
                #encode
            }

            #[inline(always)]
            unsafe fn put(&self, __body: *mut u8, __offset: usize) -> usize {
                #put
            }
        }
    }
}

/// Writes one field; the first of a run of fixed-size fields checks the room for all.
fn encode_field(index: usize, field: &Field<'_>, layouts: &TokenStream) -> TokenStream {
    let Field { ident, name, .. } = field;
    let check = field.max_len.as_ref().map(|max| {
        quote!(__private::check_written(&self.#ident, const { let __max: usize = #max; __max }))
    });
    let checked = match check {
        Some(check) => quote! {
            match #check {
                ::core::result::Result::Ok(()) =>
                    __private::Encode::encode(&self.#ident, __writer),
                __error => __error,
            }
        },
        None => quote!(__private::Encode::encode(&self.#ident, __writer)),
    };
    quote! {
        if const { __private::starts_run(#layouts, #index) } {
            __writer.ensure_run(const { &__private::run_len(#layouts, #index) })?;
        }
        if const { (#layouts)[#index].is_some() } {
            // SAFETY: the run that this field belongs to has been checked.
            unsafe { __writer.put(&self.#ident) };
        } else if let ::core::result::Result::Err(__error) = #checked {
            return ::core::result::Result::Err(__private::encode_error_in(__error, #name));
        }
    }
}

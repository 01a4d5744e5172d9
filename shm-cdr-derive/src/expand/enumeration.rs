//! The traits for an enum without fields: those of its integer, with the values checked.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::ast::Input;
use crate::bound::{Impl, with_bound};

pub(crate) fn expand(input: &Input<'_>, repr: &Ident, variants: &[&Ident]) -> TokenStream {
    let Impl { generics, ty, clause } = with_bound(input, &quote!(__private::Encode));
    let integer = quote!(::core::primitive::#repr);
    let to_integer = quote! {
        match self { #(Self::#variants => Self::#variants as #integer),* }
    };
    let from_integer = quote! {
        #(if __value == Self::#variants as #integer { Self::#variants } else)* {
            return ::core::result::Result::Err(__private::unknown_variant(
                ::core::convert::Into::into(__value),
                __at,
            ));
        }
    };
    quote! {
        // SAFETY: layout, end and bytes are those of the integer, which is also what the
        // enum is in memory.
        #[automatically_derived]
        unsafe impl #generics __private::Encode for #ty #clause {
            const FIXED: ::core::option::Option<__private::Fixed> =
                <Self as __private::Encode>::STRUCT
                    .field(<#integer as __private::Encode>::FIXED, 0)
                    .finish(<Self as __private::Encode>::SIZE);

            #[inline(always)]
            fn end_in<__H: __private::Holes>(
                &self,
                __offset: ::core::primitive::usize,
                __holes: &mut __H,
            ) -> ::core::primitive::usize {
                __private::Encode::end_in(&#to_integer, __offset, __holes)
            }

            #[inline]
            fn encode<__H: __private::Holes>(
                &self,
                __writer: &mut __private::CdrWriter<'_, __H>,
            ) -> ::core::result::Result<(), __private::EncodeError> {
                __private::Encode::encode(&#to_integer, __writer)
            }

            #[inline(always)]
            unsafe fn put(&self, __body: *mut u8, __offset: usize) -> usize {
                // SAFETY: passed on to the caller.
                unsafe { __private::Encode::put(&#to_integer, __body, __offset) }
            }
        }

        // SAFETY: `ANY_BITS` is false, and `get_to` reads the integer.
        #[automatically_derived]
        unsafe impl #generics __private::Decode for #ty #clause {
            const MIN_LEN: usize = <#integer as __private::Decode>::MIN_LEN;
            const ANY_BITS: bool = false;

            unsafe fn decode_to<__W: __private::Wire, __P: __private::Place>(
                __reader: &mut __private::CdrReader<'_, __W>,
                __place: *mut Self,
            ) -> ::core::result::Result<(), __private::DecodeError> {
                let __value = <#integer as __private::Decode>::decode(__reader)?;
                let __at = __reader.offset() - ::core::mem::size_of::<#integer>();
                let __value = #from_integer;
                // SAFETY: passed on to the caller.
                unsafe { __P::put(__place, __value) };
                ::core::result::Result::Ok(())
            }

            #[inline(always)]
            unsafe fn get_to<__P: __private::Place>(
                __body: *const u8,
                __offset: &mut usize,
                __place: *mut Self,
            ) -> ::core::result::Result<(), __private::DecodeError> {
                let mut __value: #integer = 0;
                // SAFETY: passed on to the caller; the place is the local's.
                unsafe {
                    <#integer as __private::Decode>::get_to::<__P>(
                        __body,
                        __offset,
                        &raw mut __value,
                    )?;
                }
                let __at = *__offset - ::core::mem::size_of::<#integer>();
                let __value = #from_integer;
                // SAFETY: passed on to the caller.
                unsafe { __P::put(__place, __value) };
                ::core::result::Result::Ok(())
            }
        }

        #[automatically_derived]
        impl #generics __private::Describe for #ty #clause {
            fn describe<__R: __private::Registry>(__types: &mut __R) -> __private::FieldType {
                <#integer as __private::Describe>::describe(__types)
            }
        }
    }
}

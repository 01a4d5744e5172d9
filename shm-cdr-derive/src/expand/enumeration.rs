//! The traits for an enum: those of its integer, with the values checked.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use crate::ast::{Input, Variant};
use crate::bound::{Impl, with_bound};

pub(crate) fn expand(input: &Input<'_>, repr: &Ident, variants: &[Variant<'_>]) -> TokenStream {
    let Impl { generics, ty, clause } = with_bound(input, &quote!(__private::Encode));
    let integer = quote!(::core::primitive::#repr);
    let Numbers { consts, to_integer, from_integer } = numbers(&integer, variants);
    // An enum with the numbers that no variant has is more than the integer in memory.
    let size = if variants.iter().any(|variant| variant.other.is_some()) {
        quote!(::core::primitive::usize::MAX)
    } else {
        quote!(<Self as __private::Encode>::SIZE)
    };
    quote! {
        #consts

        // SAFETY: layout, end and bytes are those of the integer, which is also what the
        // enum is in memory where it is as large.
        #[automatically_derived]
        unsafe impl #generics __private::Encode for #ty #clause {
            const FIXED: ::core::option::Option<__private::Fixed> =
                <Self as __private::Encode>::STRUCT
                    .field(<#integer as __private::Encode>::FIXED, 0)
                    .finish(#size);

            #[inline(always)]
            fn end_in<__H: __private::Holes>(
                &self,
                __at: __private::Offset,
                __holes: &mut __H,
            ) -> __private::Offset {
                __private::Encode::end_in(&#to_integer, __at, __holes)
            }

            #[inline(always)]
            unsafe fn put<__H: __private::Holes>(
                &self,
                __body: *mut u8,
                __at: __private::Offset,
                __holes: &__H,
            ) -> __private::Offset {
                // SAFETY: passed on to the caller.
                unsafe { __private::Encode::put(&#to_integer, __body, __at, __holes) }
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

/// How an enum becomes its integer, and back.
struct Numbers {
    /// The numbers of the variants, where no cast tells them.
    consts: TokenStream,
    /// The integer of `self`.
    to_integer: TokenStream,
    /// The variant of `__value`, which stood at `__at`; returns if there is none.
    from_integer: TokenStream,
}

fn numbers(integer: &TokenStream, variants: &[Variant<'_>]) -> Numbers {
    let unknown = quote! {
        return ::core::result::Result::Err(__private::unknown_variant(
            ::core::convert::Into::into(__value),
            __at,
        ))
    };
    let (mut consts, mut to_integer, mut from_integer) =
        (TokenStream::new(), TokenStream::new(), TokenStream::new());
    let has_other = variants.iter().any(|variant| variant.other.is_some());
    let mut otherwise = unknown;
    let mut previous: Option<Ident> = None;
    for (index, variant) in variants.iter().enumerate() {
        let ident = variant.ident;
        let mut number = quote!(Self::#ident as #integer);
        if has_other {
            // Casts are for enums without fields.
            let name = format_ident!("__NUMBER_{index}");
            let value = match (&variant.number, &previous) {
                (Some(number), _) => number.to_token_stream(),
                (None, Some(previous)) => quote!(#previous + 1),
                (None, None) => quote!(0),
            };
            let unused = variant.other.map(|_| quote!(#[allow(dead_code)]));
            consts.extend(quote!(#unused const #name: #integer = #value;));
            number = name.to_token_stream();
            previous = Some(name);
        }
        match variant.other {
            Some(ty) => {
                // What is wrong with the type of the integer is said once, where it stands: the
                // cast takes every integer.
                otherwise = quote_spanned!(ty.span()=> Self::#ident(__value));
                to_integer.extend(quote!(Self::#ident(__value) => *__value as #integer,));
            }
            None => {
                to_integer.extend(quote!(Self::#ident => #number,));
                from_integer.extend(quote!(if __value == #number { Self::#ident } else));
            }
        }
    }
    Numbers {
        consts,
        to_integer: quote!(match self { #to_integer }),
        from_integer: quote!(#from_integer { #otherwise }),
    }
}

//! The traits for an enum: those of its integer, with the values checked.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use crate::ast::{Input, Variant};
use crate::bound::{Impl, with_bound};

pub(crate) fn expand(input: &Input<'_>, repr: &Ident, variants: &[Variant<'_>]) -> TokenStream {
    let Impl { generics, ty, clause } = with_bound(input, &quote!(__private::Value));
    let integer = quote!(::core::primitive::#repr);
    let Numbers { consts, to_integer, from_integer } = numbers(&integer, variants);
    // An enum with the numbers that no variant has is more than the integer in memory.
    let size = if variants.iter().any(|variant| variant.other.is_some()) {
        quote!(::core::primitive::usize::MAX)
    } else {
        quote!(<Self as __private::Value>::SIZE)
    };
    quote! {
        #consts

        #[automatically_derived]
        impl #generics __private::FixedSize for #ty #clause {}

        // SAFETY: layout, end and bytes are those of the integer, which is also what the
        // enum is in memory where it is as large; not any bits are a value.
        #[automatically_derived]
        unsafe impl #generics __private::Value for #ty #clause {
            type View<'__a> = Self;
            type Handle<__M> = __private::Field<__M, Self>;

            const FIXED: ::core::option::Option<__private::Fixed> =
                <Self as __private::Value>::LAYOUT
                    .field(<#integer as __private::Value>::FIXED, 0)
                    .finish(#size);
            const MIN_LEN: usize = <#integer as __private::Value>::MIN_LEN;
            const ANY_BITS: bool = false;

            #[inline(always)]
            fn end_in<__P: __private::Plan>(
                &self,
                __at: __private::Offset,
                __plan: &mut __P,
            ) -> __private::Offset {
                __private::Value::end_in(&#to_integer, __at, __plan)
            }

            #[inline(always)]
            fn put<__P: __private::Plan>(
                &self,
                __body: __private::Body<'_>,
                __at: __private::Offset,
                __plan: &__P,
            ) -> __private::Offset {
                __private::Value::put(&#to_integer, __body, __at, __plan)
            }

            #[inline]
            fn read_to<__W: __private::Wire, __P: __private::Place>(
                __reader: &mut __private::CdrReader<'_, __W>,
                __slot: __private::Slot<'_, Self, __P>,
            ) -> ::core::result::Result<(), __private::DecodeError> {
                let __value = <#integer as __private::Value>::read(__reader)?;
                __slot.put(#from_integer);
                ::core::result::Result::Ok(())
            }

            #[inline]
            fn view_to<__W: __private::Wire>(
                __reader: &mut __private::CdrReader<'_, __W>,
                __slot: __private::Slot<'_, Self, __private::New>,
            ) -> ::core::result::Result<(), __private::DecodeError> {
                <Self as __private::Value>::read_to(__reader, __slot)
            }

            #[inline]
            fn from_view(__view: &Self) -> ::core::result::Result<Self, __private::DecodeError> {
                ::core::result::Result::Ok(::core::clone::Clone::clone(__view))
            }

            fn describe<__R: __private::Registry>(__types: &mut __R) -> __private::FieldType {
                <#integer as __private::Value>::describe(__types)
            }

            fn handle<__M>(
                __offset: ::core::primitive::usize,
                __name: &'static ::core::primitive::str,
            ) -> __private::Field<__M, Self> {
                __private::Field::new(__offset, __name)
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
    /// The variant of `__value`, which the reader stands behind; returns if there is none.
    from_integer: TokenStream,
}

fn numbers(integer: &TokenStream, variants: &[Variant<'_>]) -> Numbers {
    let unknown = quote! {
        return ::core::result::Result::Err(__private::unknown_variant(
            ::core::convert::Into::into(__value),
            __reader.offset(),
            ::core::mem::size_of::<#integer>(),
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

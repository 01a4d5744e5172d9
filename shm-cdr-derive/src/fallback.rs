//! Implementations beside an error, so that the uses of the type are not errors too.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse_quote;

use crate::ast::Input;

pub(crate) fn expand(input: &Input<'_>) -> TokenStream {
    let Input { ident, generics, krate, .. } = input;
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    // What is viewed must outlive everything, which the parameters need not.
    let mut owned = input.generics.clone();
    owned.make_where_clause().predicates.push(parse_quote!(Self: 'static));
    let owned_clause = &owned.where_clause;
    let never = quote!(::core::unreachable!());
    let size = (!input.manual_size).then(|| {
        quote! {
            impl #impl_generics __private::SizeEstimation for #ident #ty_generics #where_clause {
                fn estimated_serialized_size(&self) -> usize { #never }
            }
        }
    });
    let default = input.fields().iter().any(|field| field.default.is_some()).then(|| {
        quote! {
            impl #impl_generics ::core::default::Default for #ident #ty_generics #where_clause {
                fn default() -> Self { #never }
            }
        }
    });
    quote! {
        #[automatically_derived]
        const _: () = {
            use #krate::private as __private;

            unsafe impl #impl_generics __private::Encode for #ident #ty_generics #where_clause {
                const FIXED: ::core::option::Option<__private::Fixed> =
                    ::core::option::Option::None;
                fn end_in<__H: __private::Holes>(
                    &self,
                    _: __private::Offset,
                    _: &mut __H,
                ) -> __private::Offset { #never }
                unsafe fn put<__H: __private::Holes>(
                    &self,
                    _: *mut u8,
                    _: __private::Offset,
                    _: &__H,
                ) -> __private::Offset { #never }
            }
            unsafe impl #impl_generics __private::Decode for #ident #ty_generics #where_clause {
                const MIN_LEN: usize = 1;
                const ANY_BITS: bool = false;
                unsafe fn decode_to<__W: __private::Wire, __P: __private::Place>(
                    _: &mut __private::CdrReader<'_, __W>,
                    _: *mut Self,
                ) -> ::core::result::Result<(), __private::DecodeError> { #never }
                unsafe fn get_to<__P: __private::Place>(
                    _: *const u8,
                    _: &mut usize,
                    _: *mut Self,
                ) -> ::core::result::Result<(), __private::DecodeError> { #never }
            }
            impl #impl_generics __private::DecodeView for #ident #ty_generics #owned_clause {
                type View<'__a> = ();
                type Handle<__M> = __private::Field<__M, Self>;
                fn handle<__M>(_: usize, _: &'static str) -> __private::Field<__M, Self> {
                    #never
                }
                fn decode_view<'__a, __W: __private::Wire>(
                    _: &mut __private::CdrReader<'__a, __W>,
                ) -> ::core::result::Result<(), __private::DecodeError> { #never }
                fn from_view(_: &()) -> ::core::result::Result<Self, __private::DecodeError> {
                    #never
                }
            }
            impl #impl_generics __private::Describe for #ident #ty_generics #where_clause {
                fn describe<__R: __private::Registry>(_: &mut __R) -> __private::FieldType { #never }
            }
            #size
            #default
            impl #impl_generics __private::ShmMessage for #ident #ty_generics #owned_clause {
                fn lazy_type_name<__Used>() -> &'static str { #never }
            }
        };
    }
}

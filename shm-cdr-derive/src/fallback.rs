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

            unsafe impl #impl_generics __private::Struct for #ident #ty_generics #owned_clause {
                type InPlace<'__a> = ();
                type Fields<__M> = __private::Field<__M, Self>;
                const FIELDS: &'static [__private::Member] = &[];
                fn lazy_type_name<__Used>() -> &'static str { #never }
                fn show<__W: __private::Walk<Self>>(
                    _: &mut __private::Walking<'_, __W>,
                ) -> ::core::result::Result<(), __W::Stop> { #never }
                fn same_view<'__a, __T: __private::Value>(
                    view: __T::View<'__a>,
                ) -> __T::View<'__a> {
                    view
                }
                fn addresses<__M>(_: usize, _: &'static str) -> __private::Field<__M, Self> {
                    #never
                }
            }
            impl #impl_generics __private::FixedSize for #ident #ty_generics #owned_clause {}
            #size
            #default
            impl #impl_generics __private::ShmMessage for #ident #ty_generics #owned_clause {}
        };
    }
}

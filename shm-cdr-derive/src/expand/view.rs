//! The view struct that stands beside a message, and `DecodeView`.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{GenericParam, Lifetime, LifetimeParam, parse_quote};

use super::{fields, item_of, limit, required, view_of};
use crate::ast::{Field, Input, Shape};
use crate::bound::{Impl, bounded, with_bound};

/// What is generated: the struct beside the message, and the implementations.
pub(crate) struct View {
    pub(crate) item: TokenStream,
    pub(crate) impls: TokenStream,
}

pub(crate) fn expand(input: &Input<'_>) -> View {
    match &input.shape {
        Shape::Message(fields) => message(input, fields),
        Shape::Newtype(field) => View { item: quote!(), impls: newtype(input, field) },
        Shape::Enum { .. } => View { item: quote!(), impls: value(input) },
    }
}

/// The view of a message: a struct with the views of its fields.
fn message(input: &Input<'_>, fields: &[Field<'_>]) -> View {
    let Input { ident, vis, krate, .. } = input;
    let view = input
        .view
        .clone()
        .unwrap_or_else(|| format_ident!("{}View", ident.unraw(), span = ident.span()));

    // The generics of the message behind a lifetime of our own.
    let lifetime = Lifetime::new("'__a", Span::call_site());
    let mut generics = bounded(input.generics, &quote!(#krate::DecodeView));
    let (_, plain_ty, _) = input.generics.split_for_impl();
    let marker = quote!(&'__a (#ident #plain_ty));
    generics.params.insert(0, GenericParam::Lifetime(LifetimeParam::new(lifetime)));
    let (view_impl, view_ty, view_clause) = generics.split_for_impl();

    let members: Vec<_> = fields.iter().map(|field| &field.member).collect();
    let names: Vec<_> = fields.iter().map(|field| &field.name).collect();
    let types: Vec<_> = fields.iter().map(|field| field.ty).collect();
    let declared = fields.iter().map(|field| {
        let Field { member, vis, docs, .. } = field;
        let ty = view_of(field.ty, krate);
        let docs = if docs.is_empty() {
            let doc = format!("The field `{}`.", field.name);
            quote!(#[doc = #doc])
        } else {
            quote!(#(#docs)*)
        };
        quote!(#docs #vis #member: #ty)
    });
    let params = generics.params.iter();
    let struct_doc = format!("A [`{ident}`] that is read in place.");
    let item = quote! {
        #[doc = #struct_doc]
        #[allow(deprecated, non_camel_case_types, non_snake_case)]
        #vis struct #view <#(#params),*> #view_clause {
            #(#declared,)*
            #[doc(hidden)]
            __message: ::core::marker::PhantomData<#marker>,
        }
    };

    let Impl { generics: impl_generics, ty, clause } =
        with_bound(input, &quote!(__private::DecodeView));
    let view_name = view.unraw().to_string();
    let decoded = fields.iter().enumerate().map(|(index, field)| decode_field(index, field));
    let skipped = fields.iter().enumerate().map(|(index, field)| skip_field(index, field));
    // An empty struct is a byte.
    let begin = if fields.is_empty() {
        quote!(<u8 as __private::Decode>::decode(__reader)?;)
    } else {
        quote!(let mut __in_run = false;)
    };
    let get = if fields.is_empty() {
        quote!(<Self as __private::DecodeView>::decode_view(__reader))
    } else {
        quote! {
            // SAFETY: the caller grants the struct, and it is read field by field.
            ::core::result::Result::Ok(unsafe {
                #view {
                    #(#members: <Self as __private::DecodeView>::get_view_field::<#types, __W>(
                        __reader, #names,
                    )?,)*
                    __message: ::core::marker::PhantomData,
                }
            })
        }
    };
    let from_views = fields.iter().map(|field| item_of(field.ty, "DecodeView", "from_view"));
    let required: Vec<_> = fields.iter().map(required).collect();
    let locals: Vec<_> = (0..fields.len()).map(|index| format_ident!("__field{index}")).collect();
    let lifetimes = lifetimes_of(input);
    let fields::Fields { item: fields_item, handle } = fields::message(input, fields);
    let impls = quote! {
        #fields_item

        #[automatically_derived]
        impl #view_impl ::core::clone::Clone for #view #view_ty #view_clause {
            #[inline]
            fn clone(&self) -> Self {
                #(#required)*
                Self {
                    #(#members: ::core::clone::Clone::clone(&self.#members),)*
                    __message: ::core::marker::PhantomData,
                }
            }
        }

        #[automatically_derived]
        impl #view_impl ::core::fmt::Debug for #view #view_ty #view_clause {
            #[inline]
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #(#required)*
                __f.debug_struct(#view_name)#(.field(#names, &self.#members))*.finish()
            }
        }

        #[automatically_derived]
        impl #impl_generics __private::DecodeView for #ty #clause {
            type View<'__a> = #view<'__a, #lifetimes>;
            #handle

            #[inline]
            fn decode_view<'__a, __W: __private::Wire>(
                __reader: &mut __private::CdrReader<'__a, __W>,
            ) -> ::core::result::Result<
                <Self as __private::DecodeView>::View<'__a>,
                __private::DecodeError,
            > {
                #(#required)*
                #begin
                #(let #locals = #decoded;)*
                ::core::result::Result::Ok(#view {
                    #(#members: #locals,)*
                    __message: ::core::marker::PhantomData,
                })
            }

            #[inline(always)]
            unsafe fn get_view<'__a, __W: __private::Wire>(
                __reader: &mut __private::CdrReader<'__a, __W>,
            ) -> ::core::result::Result<
                <Self as __private::DecodeView>::View<'__a>,
                __private::DecodeError,
            > {
                #(#required)*
                #get
            }

            fn skip<__W: __private::Wire>(
                __reader: &mut __private::CdrReader<'_, __W>,
            ) -> ::core::result::Result<(), __private::DecodeError> {
                #(#required)*
                #begin
                #(#skipped)*
                ::core::result::Result::Ok(())
            }

            #[inline]
            fn from_view(
                __view: &<Self as __private::DecodeView>::View<'_>,
            ) -> ::core::result::Result<Self, __private::DecodeError> {
                #(#required)*
                ::core::result::Result::Ok(Self {
                    #(#members: #from_views(&__view.#members)?,)*
                })
            }
        }
    };
    View { item, impls }
}

/// The arguments of the message's generics, without lifetimes.
fn lifetimes_of(input: &Input<'_>) -> TokenStream {
    let arguments = input.generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(param) => Some(param.ident.clone()),
        GenericParam::Const(param) => Some(param.ident.clone()),
        GenericParam::Lifetime(_) => None,
    });
    quote!(#(#arguments),*)
}

/// Reads the view of one field and checks its bounds.
fn decode_field(index: usize, field: &Field<'_>) -> TokenStream {
    let Field { ty, name, .. } = field;
    let announced = announced(field);
    let read = quote! {
        // SAFETY: the fields are read in their order.
        unsafe {
            <Self as __private::DecodeView>::view_field::<#ty, __W>(
                __reader, (#index, #name), &mut __in_run,
            )?
        }
    };
    let items = field.max_item_len.as_ref().map(|max| {
        let max = limit(max);
        quote!(__private::check_items_viewed::<#ty>(&__view, #name, #max, __start)?;)
    });
    if announced.is_none() && items.is_none() {
        return read;
    }
    quote! {{
        let __start = __reader.offset();
        #announced
        let __view = #read;
        #items
        __view
    }}
}

/// Checks one field and steps over it.
fn skip_field(index: usize, field: &Field<'_>) -> TokenStream {
    let Field { ty, name, .. } = field;
    if field.max_item_len.is_some() {
        let view = decode_field(index, field);
        return quote!(let _ = #view;);
    }
    let announced = announced(field);
    quote! {
        #announced
        <Self as __private::DecodeView>::skip_field::<#ty, __W>(
            __reader, (#index, #name), &mut __in_run,
        )?;
    }
}

/// Refuses a field that announces more than its bound.
fn announced(field: &Field<'_>) -> Option<TokenStream> {
    let Field { ty, name, .. } = field;
    let max = limit(field.max_len.as_ref()?);
    Some(quote!(__private::check_announced::<#ty, __W>(__reader, #name, #max)?;))
}

/// A newtype is viewed as its field.
fn newtype(input: &Input<'_>, field: &Field<'_>) -> TokenStream {
    let Impl { generics, ty, clause } = with_bound(input, &quote!(__private::DecodeView));
    let field_ty = field.ty;
    let from_view = item_of(field_ty, "DecodeView", "from_view");
    let member = &field.member;
    let decoded = decode_field(0, field);
    let required = required(field);
    let handle = fields::newtype(field);
    quote! {
        #[automatically_derived]
        impl #generics __private::DecodeView for #ty #clause {
            type View<'__a> = <#field_ty as __private::DecodeView>::View<'__a>;
            #handle

            fn decode_view<'__a, __W: __private::Wire>(
                __reader: &mut __private::CdrReader<'__a, __W>,
            ) -> ::core::result::Result<
                <Self as __private::DecodeView>::View<'__a>,
                __private::DecodeError,
            > {
                #required
                let mut __in_run = false;
                ::core::result::Result::Ok(#decoded)
            }

            #[inline]
            fn from_view(
                __view: &<Self as __private::DecodeView>::View<'_>,
            ) -> ::core::result::Result<Self, __private::DecodeError> {
                #required
                ::core::result::Result::Ok(Self {
                    #member: #from_view(__view)?,
                })
            }
        }
    }
}

/// An enum is its own view.
fn value(input: &Input<'_>) -> TokenStream {
    let Impl { generics, ty, clause } = with_bound(input, &parse_quote!(__private::DecodeView));
    quote! {
        #[automatically_derived]
        impl #generics __private::DecodeView for #ty #clause {
            type View<'__a> = Self;
            type Handle<__M> = __private::Field<__M, Self>;

            fn handle<__M>(
                __offset: ::core::primitive::usize,
                __name: &'static ::core::primitive::str,
            ) -> __private::Field<__M, Self> {
                __private::Field::new(__offset, __name)
            }

            fn decode_view<'__a, __W: __private::Wire>(
                __reader: &mut __private::CdrReader<'__a, __W>,
            ) -> ::core::result::Result<Self, __private::DecodeError> {
                <Self as __private::Decode>::decode(__reader)
            }

            #[inline]
            fn from_view(
                __view: &<Self as __private::DecodeView>::View<'_>,
            ) -> ::core::result::Result<Self, __private::DecodeError> {
                ::core::result::Result::Ok(::core::clone::Clone::clone(__view))
            }
        }
    }
}

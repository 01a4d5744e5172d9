//! The struct as the macro sees it: code generation never looks at syntax again.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Expr, Fields, Generics, Ident, LitStr, Type};

use crate::attr::{FieldAttrs, Kind, StructAttrs};
use crate::ctxt::Ctxt;

pub(crate) struct Message<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) generics: &'a Generics,
    pub(crate) type_name: Option<LitStr>,
    pub(crate) manual_size: bool,
    /// Path of `shm-cdr` in the user's crate.
    pub(crate) krate: TokenStream,
    pub(crate) fields: Vec<Field<'a>>,
}

pub(crate) struct Field<'a> {
    pub(crate) ident: &'a Ident,
    /// The name in the ROS definition: `type` for `r#type`.
    pub(crate) name: String,
    pub(crate) ty: &'a Type,
    pub(crate) kind: Option<Kind>,
    pub(crate) max_len: Option<Expr>,
    pub(crate) default: Option<Expr>,
}

impl<'a> Message<'a> {
    pub(crate) fn from_input(ctxt: &Ctxt, input: &'a DeriveInput) -> Self {
        let attrs = StructAttrs::parse(ctxt, &input.attrs);
        let krate = attrs.krate.map_or(quote!(::shm_cdr), |path| quote!(#path));
        Self {
            ident: &input.ident,
            generics: &input.generics,
            type_name: attrs.type_name,
            manual_size: attrs.manual_size,
            krate,
            fields: fields(ctxt, input),
        }
    }
}

fn fields<'a>(ctxt: &Ctxt, input: &'a DeriveInput) -> Vec<Field<'a>> {
    let requires = "`ShmMessage` requires a struct with named fields";
    let named = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => &fields.named,
            Fields::Unit => return Vec::new(),
            Fields::Unnamed(fields) => {
                ctxt.error(fields, requires);
                return Vec::new();
            }
        },
        Data::Enum(data) => {
            ctxt.syn_error(syn::Error::new(data.enum_token.span, requires));
            return Vec::new();
        }
        Data::Union(data) => {
            ctxt.syn_error(syn::Error::new(data.union_token.span, requires));
            return Vec::new();
        }
    };
    let field = |field: &'a syn::Field| {
        let ident = field.ident.as_ref()?;
        let attrs = FieldAttrs::parse(ctxt, &field.attrs);
        Some(Field {
            ident,
            name: ident.unraw().to_string(),
            ty: &field.ty,
            kind: attrs.kind,
            max_len: attrs.max_len,
            default: attrs.default,
        })
    };
    named.iter().filter_map(field).collect()
}

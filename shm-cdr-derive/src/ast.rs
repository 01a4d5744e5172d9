//! The type as the macro sees it: code generation never looks at syntax again.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::{
    Attribute, Data, DeriveInput, Expr, Fields, Generics, Ident, LitStr, Member, Type, Visibility,
};

use crate::attr::{FieldAttrs, Kind, StructAttrs, VariantAttrs, integer_repr};
use crate::ctxt::Ctxt;

pub(crate) struct Input<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) vis: &'a Visibility,
    pub(crate) generics: &'a Generics,
    pub(crate) type_name: Option<LitStr>,
    pub(crate) manual_size: bool,
    /// The name of the view.
    pub(crate) view: Option<Ident>,
    /// Path of `shm-cdr` in the user's crate.
    pub(crate) krate: TokenStream,
    pub(crate) shape: Shape<'a>,
}

pub(crate) enum Shape<'a> {
    /// A struct with named fields: a message.
    Message(Vec<Field<'a>>),
    /// A tuple struct with one field, which stands for it everywhere.
    Newtype(Box<Field<'a>>),
    /// An enum, written as the integer that it is represented by.
    Enum { repr: Ident, variants: Vec<Variant<'a>> },
}

pub(crate) struct Variant<'a> {
    pub(crate) ident: &'a Ident,
    /// The number that is given to it.
    pub(crate) number: Option<&'a Expr>,
    /// The type of the integer of the variant that takes the numbers that no variant has.
    pub(crate) other: Option<&'a Type>,
}

pub(crate) struct Field<'a> {
    pub(crate) member: Member,
    /// The name in the ROS definition: `type` for `r#type`, or what `rename` says.
    pub(crate) name: String,
    pub(crate) rename: Option<LitStr>,
    pub(crate) vis: &'a Visibility,
    pub(crate) docs: Vec<&'a Attribute>,
    pub(crate) ty: &'a Type,
    pub(crate) kind: Option<Kind>,
    pub(crate) max_len: Option<Expr>,
    pub(crate) max_item_len: Option<Expr>,
    pub(crate) default: Option<Expr>,
}

impl<'a> Input<'a> {
    pub(crate) fn from_syn(ctxt: &Ctxt, input: &'a DeriveInput, krate: TokenStream) -> Self {
        let attrs = StructAttrs::parse(ctxt, &input.attrs);
        let krate = attrs.krate.map_or(krate, |path| quote!(#path));
        Self {
            ident: &input.ident,
            vis: &input.vis,
            generics: &input.generics,
            type_name: attrs.type_name,
            manual_size: attrs.manual_size,
            view: attrs.view,
            krate,
            shape: shape(ctxt, input),
        }
    }

    /// The fields that are written one behind the other.
    pub(crate) fn fields(&self) -> &[Field<'a>] {
        match &self.shape {
            Shape::Message(fields) => fields,
            Shape::Newtype(field) => std::slice::from_ref(field),
            Shape::Enum { .. } => &[],
        }
    }

    pub(crate) fn is_newtype(&self) -> bool {
        matches!(self.shape, Shape::Newtype(_))
    }
}

const REQUIRES: &str =
    "`ShmMessage` requires a struct with named fields, a newtype or an enum without fields";

fn shape<'a>(ctxt: &Ctxt, input: &'a DeriveInput) -> Shape<'a> {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => Shape::Message(
                fields.named.iter().map(|field| Field::new(ctxt, 0, field)).collect(),
            ),
            Fields::Unit => Shape::Message(Vec::new()),
            Fields::Unnamed(fields) => {
                let mut unnamed = fields.unnamed.iter();
                match (unnamed.next(), unnamed.next()) {
                    (Some(only), None) => Shape::Newtype(Box::new(Field::new(ctxt, 0, only))),
                    _ => {
                        ctxt.error(fields, REQUIRES);
                        Shape::Message(Vec::new())
                    }
                }
            }
        },
        Data::Enum(data) => {
            let variants: Vec<_> =
                data.variants.iter().map(|variant| Variant::new(ctxt, variant)).collect();
            for second in variants.iter().filter(|variant| variant.other.is_some()).skip(1) {
                ctxt.error(second.ident, "`other` stands on one variant");
            }
            if variants.is_empty() {
                ctxt.error(&input.ident, "`ShmMessage` requires at least one variant");
            }
            let repr = integer_repr(&input.attrs).unwrap_or_else(|| {
                // Without variants a `repr` is an error of its own.
                if !variants.is_empty() {
                    ctxt.error(
                        &input.ident,
                        "`ShmMessage` requires an integer `repr` on an enum, such as `#[repr(u8)]`",
                    );
                }
                Ident::new("u8", input.ident.span())
            });
            Shape::Enum { repr, variants }
        }
        Data::Union(data) => {
            ctxt.syn_error(syn::Error::new(data.union_token.span, REQUIRES));
            Shape::Message(Vec::new())
        }
    }
}

impl<'a> Variant<'a> {
    fn new(ctxt: &Ctxt, variant: &'a syn::Variant) -> Self {
        let is_other = VariantAttrs::parse(ctxt, &variant.attrs).other;
        let mut other = None;
        match &variant.fields {
            Fields::Unnamed(fields) if is_other.is_some() && fields.unnamed.len() == 1 => {
                other = fields.unnamed.first().map(|field| &field.ty);
            }
            fields => {
                if let Some(path) = &is_other {
                    ctxt.error(path, "`other` requires a variant with one integer");
                } else if !fields.is_empty() {
                    ctxt.error(fields, "`ShmMessage` requires variants without fields");
                }
            }
        }
        let number = variant.discriminant.as_ref().map(|(_, number)| number);
        Self { ident: &variant.ident, number, other }
    }
}

impl<'a> Field<'a> {
    fn new(ctxt: &Ctxt, index: usize, field: &'a syn::Field) -> Self {
        let attrs = FieldAttrs::parse(ctxt, &field.attrs);
        let (member, mut name) = match &field.ident {
            Some(ident) => (Member::from(ident.clone()), ident.unraw().to_string()),
            None => (Member::from(index), String::new()),
        };
        if let Some(rename) = &attrs.rename {
            name = rename.value();
        }
        Self {
            member,
            name,
            rename: attrs.rename,
            vis: &field.vis,
            docs: field.attrs.iter().filter(|attr| attr.path().is_ident("doc")).collect(),
            ty: &field.ty,
            kind: attrs.kind,
            max_len: attrs.max_len,
            max_item_len: attrs.max_item_len,
            default: attrs.default,
        }
    }
}

//! A struct for a message, and a type for a service or action.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use ros_z_idl::{
    Constant, ConstantType, Container, Element, FieldType, Kind, Message, Primitive, Type, TypeName,
};

use super::{Context, Scope, docs, names, path, values};
use crate::config::Bytes;
use crate::error::Error;

impl Context<'_> {
    /// The struct of a message, with its constants if it is written in a definition.
    pub(super) fn message(
        &self,
        ty: &Type<'_>,
        message: Option<&Message>,
        scope: &Scope,
    ) -> Result<TokenStream, Error> {
        let name = names::ident(&ty.name.name).ident;
        let mut fields = TokenStream::new();
        let mut has_default = false;
        for (index, (field_name, field_type)) in ty.fields.iter().enumerate() {
            let written = message.and_then(|message| message.fields().nth(index));
            let default = written.and_then(|field| field.default.as_ref());
            let is_zbuf = self.is_zbuf(field_type);
            let default = values::default(
                field_type,
                default.map(|default| &default.value),
                is_zbuf,
                &self.shm_cdr,
            );
            has_default |= default.is_some();
            let docs = docs::lines(written.map_or(&[][..], |field| &field.comment));
            let docs = docs.iter().map(|line| doc(line));
            let ident = names::ident(field_name);
            let keys = keys(field_name, field_type, ident.is_renamed, default);
            let shm = (!keys.is_empty()).then(|| quote!(#[shm(#(#keys),*)]));
            let mut attributes = self.field_attributes.of(&ty.name, Some(field_name));
            if is_zbuf {
                attributes.extend(&self.bytes_attributes);
            }
            let is_float = matches!(
                field_type.element,
                Element::Primitive(Primitive::Float32 | Primitive::Float64)
            );
            if is_float && !self.float_attributes.is_empty() {
                attributes.extend(&self.float_attributes);
            } else if matches!(field_type.container, Container::Array(len) if len > 32) {
                attributes.extend(&self.long_array_attributes);
            }
            let (ident, rust_type) = (ident.ident, self.field_type(&ty.name, field_type, scope)?);
            fields.extend(quote! {
                #(#docs)*
                #shm
                #(#attributes)*
                pub #ident: #rust_type,
            });
        }

        let derive_default = (!has_default).then(|| quote!(Default,));
        let shm_cdr = &self.shm_cdr;
        let krate = self.shm_cdr_is_elsewhere.then(|| quote!(, crate = #shm_cdr));
        let view = self.view(ty, scope).map(|view| quote!(, view = #view));
        let full = ty.name.to_string();
        let repr = (ty.fields.len() > 1 && self.layouts.of(&ty.fields).is_some())
            .then(|| quote!(#[repr(C)]));
        let docs = self.docs(ty, message);
        let docs = docs.iter().map(|line| doc(line));
        let attributes = self.type_attributes.of(&ty.name, None);
        let constants = message.and_then(|message| constants(&name, message));
        Ok(quote! {
            #(#docs)*
            #[derive(#shm_cdr::ShmMessage, Clone, Debug, #derive_default PartialEq)]
            #(#attributes)*
            #[shm(type_name = #full #krate #view)]
            #repr
            pub struct #name {
                #fields
            }

            #constants
        })
    }

    /// The type that stands for a service or action itself.
    pub(super) fn whole(&self, ty: &Type<'_>) -> TokenStream {
        let name = names::ident(&ty.name.name).ident;
        let full = ty.name.to_string();
        let hash = self.checked.description(&full).map(|all| all.hash().to_string());
        let parts: Vec<_> = ty
            .fields
            .iter()
            .filter_map(|(_, field)| field.message_name()?.rsplit_once('/'))
            .map(|(_, part)| format!("[`{part}`]"))
            .collect();
        let what = if parts.len() == 3 { "service" } else { "action" };
        let summary = doc(&format!("The {what} `{full}`."));
        let parts = doc(&format!("It is made of {}.", parts.join(", ")));
        let type_doc = doc("The name of the type.");
        let hash_doc = doc("The RIHS01 hash of the type.");
        quote! {
            #summary
            #[doc = ""]
            #parts
            #[derive(Clone, Copy, Debug)]
            pub struct #name;

            impl #name {
                #type_doc
                pub const TYPE_NAME: &'static str = #full;
                #hash_doc
                pub const TYPE_HASH: &'static str = #hash;
            }
        }
    }

    fn docs(&self, ty: &Type<'_>, message: Option<&Message>) -> Vec<String> {
        let mut lines = vec![format!("The message `{}`.", ty.name)];
        let comment = docs::lines(message.map_or(&[][..], |message| &message.comment));
        if !comment.is_empty() {
            lines.push(String::new());
            lines.extend(comment);
        }
        lines
    }

    /// The name of the view, if the usual one is that of another message.
    fn view(&self, ty: &Type<'_>, scope: &Scope) -> Option<proc_macro2::Ident> {
        let name = names::ident(&ty.name.name).ident.to_string();
        let usual = format!("{name}View");
        if !scope.has(&usual) {
            return None;
        }
        let mut view = format!("{name}ViewOf");
        while scope.has(&view) {
            view.push('_');
        }
        Some(format_ident!("{view}"))
    }

    fn is_zbuf(&self, ty: &FieldType) -> bool {
        let is_octet = matches!(
            ty.element,
            Element::Primitive(Primitive::UInt8 | Primitive::Byte | Primitive::Char)
        );
        is_octet && ty.container == Container::Unbounded && self.bytes == Bytes::ZBuf
    }

    fn field_type(
        &self,
        holder: &TypeName,
        ty: &FieldType,
        scope: &Scope,
    ) -> Result<TokenStream, Error> {
        let shm_cdr = &self.shm_cdr;
        if self.is_zbuf(ty) {
            return Ok(quote!(#shm_cdr::ZBuf));
        }
        let element = match &ty.element {
            Element::Primitive(primitive) => rust_primitive(*primitive),
            Element::String(_) if scope.has("String") => quote!(::std::string::String),
            Element::String(_) => quote!(String),
            Element::WString(_) => quote!(#shm_cdr::WString),
            Element::Message(name) => self.message_path(holder, name)?,
        };
        Ok(match ty.container {
            Container::Single => element,
            Container::Array(len) => {
                let len = Literal::u64_unsuffixed(len);
                quote!([#element; #len])
            }
            Container::Bounded(_) | Container::Unbounded if scope.has("Vec") => {
                quote!(::std::vec::Vec<#element>)
            }
            Container::Bounded(_) | Container::Unbounded => quote!(Vec<#element>),
        })
    }

    /// The path of the message `name` from the module of `holder`.
    fn message_path(&self, holder: &TypeName, name: &str) -> Result<TokenStream, Error> {
        if let Some(elsewhere) = self.plan.elsewhere.get(name) {
            return path(elsewhere);
        }
        let Ok(name) = name.parse::<TypeName>() else { return Ok(TokenStream::new()) };
        let ident = names::ident(&name.name).ident;
        let kind = match name.kind {
            Kind::Message => quote!(msg),
            Kind::Service => quote!(srv),
            Kind::Action => quote!(action),
        };
        let package = names::ident(&name.package).ident;
        Ok(if name.package != holder.package {
            quote!(super::super::#package::#kind::#ident)
        } else if name.kind != holder.kind {
            quote!(super::#kind::#ident)
        } else {
            quote!(#ident)
        })
    }
}

/// What stands in `#[shm(..)]` on a field.
fn keys(
    name: &str,
    ty: &FieldType,
    is_renamed: bool,
    default: Option<TokenStream>,
) -> Vec<TokenStream> {
    let mut keys = Vec::new();
    if is_renamed {
        keys.push(quote!(rename = #name));
    }
    match ty.element {
        Element::Primitive(Primitive::Byte) => keys.push(quote!(kind = "byte")),
        Element::Primitive(Primitive::Char) => keys.push(quote!(kind = "char")),
        _ => {}
    }
    if let Container::Bounded(max) = ty.container {
        let max = Literal::u64_unsuffixed(max);
        keys.push(quote!(max_len = #max));
    }
    if let Element::String(Some(max)) | Element::WString(Some(max)) = ty.element {
        let max = Literal::u64_unsuffixed(max);
        keys.push(match ty.container {
            Container::Single => quote!(max_len = #max),
            _ => quote!(max_item_len = #max),
        });
    }
    keys.extend(default.map(|default| quote!(default = #default)));
    keys
}

fn constants(name: &proc_macro2::Ident, message: &Message) -> Option<TokenStream> {
    let constants: Vec<_> = message.constants().map(constant).collect();
    (!constants.is_empty()).then(|| quote!(impl #name { #(#constants)* }))
}

fn constant(constant: &Constant) -> TokenStream {
    let name = names::ident(&constant.name.value).ident;
    let ty = match constant.ty.value {
        ConstantType::Primitive(primitive) => rust_primitive(primitive),
        ConstantType::String | ConstantType::WString => quote!(&'static str),
    };
    let is_float32 = constant.ty.value == ConstantType::Primitive(Primitive::Float32);
    let value = values::scalar(&constant.value.value, is_float32);
    let docs = docs::lines(&constant.comment);
    let docs = docs.iter().map(|line| doc(line));
    quote! {
        #(#docs)*
        pub const #name: #ty = #value;
    }
}

fn rust_primitive(primitive: Primitive) -> TokenStream {
    match primitive {
        Primitive::Bool => quote!(bool),
        Primitive::Byte | Primitive::Char | Primitive::UInt8 => quote!(u8),
        Primitive::Int8 => quote!(i8),
        Primitive::Int16 => quote!(i16),
        Primitive::UInt16 => quote!(u16),
        Primitive::Int32 => quote!(i32),
        Primitive::UInt32 => quote!(u32),
        Primitive::Int64 => quote!(i64),
        Primitive::UInt64 => quote!(u64),
        Primitive::Float32 => quote!(f32),
        Primitive::Float64 => quote!(f64),
    }
}

/// A line of documentation, with the blank that a person writes in front.
fn doc(line: &str) -> TokenStream {
    let line = if line.is_empty() { String::new() } else { format!(" {line}") };
    quote!(#[doc = #line])
}

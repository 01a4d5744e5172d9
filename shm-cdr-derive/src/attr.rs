//! The `#[shm(..)]` attributes of structs and fields.

use proc_macro2::TokenTree;
use quote::ToTokens;
use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Ident, LitStr, Path, Token, parse_quote_spanned};

use crate::ctxt::Ctxt;

/// What stands on the struct.
#[derive(Default)]
pub(crate) struct StructAttrs {
    pub(crate) type_name: Option<LitStr>,
    pub(crate) manual_size: bool,
    pub(crate) krate: Option<Path>,
    pub(crate) view: Option<Ident>,
}

/// What stands on a field.
#[derive(Default)]
pub(crate) struct FieldAttrs {
    pub(crate) kind: Option<Kind>,
    pub(crate) max_len: Option<Expr>,
    pub(crate) max_item_len: Option<Expr>,
    pub(crate) default: Option<Expr>,
    pub(crate) rename: Option<LitStr>,
}

/// What stands on a variant of an enum.
#[derive(Default)]
pub(crate) struct VariantAttrs {
    /// The key, if it is there.
    pub(crate) other: Option<Path>,
}

/// The name that a ROS definition gives to an octet, where it is not `uint8`.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    Byte,
    Char,
}

impl StructAttrs {
    pub(crate) fn parse(ctxt: &Ctxt, attrs: &[Attribute]) -> Self {
        let mut type_name = Slot::new("type_name");
        let mut size = Slot::new("size");
        let mut krate = Slot::new("crate");
        let mut view = Slot::new("view");
        parse(ctxt, attrs, "`type_name`, `size`, `view` or `crate`", |meta| {
            if meta.path.is_ident("type_name") {
                type_name.set(ctxt, meta, |meta| meta.value()?.parse::<LitStr>())
            } else if meta.path.is_ident("size") {
                size.set(ctxt, meta, |meta| {
                    let value: Ident = meta.value()?.parse()?;
                    if value != "manual" {
                        ctxt.error(&value, "`size` requires `manual`");
                    }
                    Ok(())
                })
            } else if meta.path.is_ident("view") {
                view.set(ctxt, meta, |meta| meta.value()?.parse::<Ident>())
            } else if meta.path.is_ident("crate") {
                krate.set(ctxt, meta, |meta| meta.value()?.call(Path::parse_mod_style))
            } else {
                Err(unknown(meta))
            }
        });
        Self {
            type_name: type_name.value,
            manual_size: size.value.is_some(),
            krate: krate.value,
            view: view.value,
        }
    }
}

impl FieldAttrs {
    pub(crate) fn parse(ctxt: &Ctxt, attrs: &[Attribute]) -> Self {
        let mut kind = Slot::new("kind");
        let mut max_len = Slot::new("max_len");
        let mut max_item_len = Slot::new("max_item_len");
        let mut default = Slot::new("default");
        let mut rename = Slot::new("rename");
        let keys = "`max_len`, `max_item_len`, `kind`, `default` or `rename`";
        parse(ctxt, attrs, keys, |meta| {
            if meta.path.is_ident("kind") {
                kind.set(ctxt, meta, |meta| {
                    let value: LitStr = meta.value()?.parse()?;
                    match value.value().as_str() {
                        "byte" => Ok(Kind::Byte),
                        "char" => Ok(Kind::Char),
                        _ => Err(syn::Error::new_spanned(
                            value,
                            "`kind` requires \"byte\" or \"char\"",
                        )),
                    }
                })
            } else if meta.path.is_ident("max_len") {
                max_len.set(ctxt, meta, |meta| meta.value()?.parse::<Expr>())
            } else if meta.path.is_ident("max_item_len") {
                max_item_len.set(ctxt, meta, |meta| meta.value()?.parse::<Expr>())
            } else if meta.path.is_ident("default") {
                default.set(ctxt, meta, |meta| {
                    if meta.input.peek(Token![=]) {
                        return meta.value()?.parse::<Expr>();
                    }
                    Ok(parse_quote_spanned!(meta.path.span()=> __private::default_array()))
                })
            } else if meta.path.is_ident("rename") {
                rename.set(ctxt, meta, |meta| meta.value()?.parse::<LitStr>())
            } else {
                Err(unknown(meta))
            }
        });
        Self {
            kind: kind.value,
            max_len: max_len.value,
            max_item_len: max_item_len.value,
            default: default.value,
            rename: rename.value,
        }
    }
}

impl VariantAttrs {
    pub(crate) fn parse(ctxt: &Ctxt, attrs: &[Attribute]) -> Self {
        let mut other = Slot::new("other");
        parse(ctxt, attrs, "`other`", |meta| {
            if meta.path.is_ident("other") {
                other.set(ctxt, meta, |meta| Ok(meta.path.clone()))
            } else {
                Err(unknown(meta))
            }
        });
        Self { other: other.value }
    }
}

/// The integer type that an enum is represented by, if `#[repr(..)]` names one.
pub(crate) fn integer_repr(attrs: &[Attribute]) -> Option<Ident> {
    const INTEGERS: [&str; 8] = ["i8", "u8", "i16", "u16", "i32", "u32", "i64", "u64"];
    let mut found = None;
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("repr")) {
        // What is wrong with a `repr` is for the compiler to say.
        let _ = attr.parse_nested_meta(|meta| {
            if let Some(ident) = meta
                .path
                .get_ident()
                .filter(|ident| INTEGERS.iter().any(|integer| ident == integer))
            {
                found = Some(ident.clone());
            }
            Ok(())
        });
    }
    found
}

/// The value of a key that may stand once.
struct Slot<T> {
    key: &'static str,
    value: Option<T>,
}

impl<T> Slot<T> {
    fn new(key: &'static str) -> Self {
        Self { key, value: None }
    }

    fn set(
        &mut self,
        ctxt: &Ctxt,
        meta: &ParseNestedMeta<'_>,
        parse: impl FnOnce(&ParseNestedMeta<'_>) -> syn::Result<T>,
    ) -> syn::Result<()> {
        let value = parse(meta)?;
        if self.value.is_some() {
            ctxt.error(&meta.path, format_args!("`{}` is given twice", self.key));
        }
        self.value = Some(value);
        Ok(())
    }
}

fn parse(
    ctxt: &Ctxt,
    attrs: &[Attribute],
    allowed: &str,
    mut key: impl FnMut(&ParseNestedMeta<'_>) -> syn::Result<()>,
) {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("shm")) {
        let result = attr.parse_nested_meta(|meta| {
            if let Err(error) = key(&meta) {
                if error.to_string() == UNKNOWN {
                    let path = meta.path.to_token_stream();
                    let message = format_args!("unknown key `{path}`, expected {allowed}");
                    ctxt.error(&meta.path, message);
                } else {
                    ctxt.syn_error(error);
                }
                // The keys behind it are looked at all the same.
                while !meta.input.is_empty() && !meta.input.peek(Token![,]) {
                    meta.input.parse::<TokenTree>()?;
                }
            }
            Ok(())
        });
        if let Err(error) = result {
            ctxt.syn_error(error);
        }
    }
}

const UNKNOWN: &str = "unknown key";

fn unknown(meta: &ParseNestedMeta<'_>) -> syn::Error {
    syn::Error::new_spanned(&meta.path, UNKNOWN)
}

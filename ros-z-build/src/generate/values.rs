//! Values of constants and default values.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use ros_z_idl::{Container, Element, FieldType, Primitive, Value};

/// A number, a boolean or a text.
pub(super) fn scalar(value: &Value, is_float32: bool) -> TokenStream {
    match value {
        Value::Bool(value) => quote!(#value),
        Value::Integer(value) => number(*value < 0, &value.unsigned_abs().to_string()),
        Value::Float(value) => float(*value, is_float32),
        Value::String(text) => quote!(#text),
        Value::List(_) => TokenStream::new(),
    }
}

pub(super) fn float(value: f64, is_float32: bool) -> TokenStream {
    #[expect(clippy::cast_possible_truncation, reason = "rounded as the field rounds it")]
    let value = if is_float32 && (value as f32).is_infinite() {
        f64::INFINITY.copysign(value)
    } else {
        value
    };
    let ty = if is_float32 { quote!(f32) } else { quote!(f64) };
    if value.is_nan() {
        quote!(#ty::NAN)
    } else if value.is_infinite() {
        if value > 0.0 { quote!(#ty::INFINITY) } else { quote!(#ty::NEG_INFINITY) }
    } else {
        number(value.is_sign_negative(), &format!("{:?}", value.abs()))
    }
}

/// A literal without a type, as a person writes it.
fn number(is_negative: bool, digits: &str) -> TokenStream {
    // Digits and a dot or an exponent always are a literal.
    let literal: Literal = digits.parse().unwrap_or_else(|_| Literal::u8_unsuffixed(0));
    if is_negative { quote!(-#literal) } else { quote!(#literal) }
}

/// What `#[shm(default = ..)]` gives to a field, if its type's `Default` does not.
pub(super) fn default(
    ty: &FieldType,
    value: Option<&Value>,
    is_zbuf: bool,
    shm_cdr: &TokenStream,
) -> Option<TokenStream> {
    // The standard library has `Default` for arrays of up to 32 elements.
    let is_long = matches!(ty.container, Container::Array(len) if len > 32);
    match value {
        None if !is_long => None,
        None => {
            let Container::Array(len) = ty.container else { return None };
            let len = Literal::u64_unsuffixed(len);
            let zero = match &ty.element {
                Element::Primitive(Primitive::Bool) => quote!(false),
                Element::Primitive(Primitive::Float32 | Primitive::Float64) => quote!(0.0),
                Element::Primitive(_) => quote!(0),
                _ => {
                    return Some(quote!(::core::array::from_fn(|_| {
                        ::core::default::Default::default()
                    })));
                }
            };
            Some(quote!([#zero; #len]))
        }
        Some(value) if !is_long && is_zero(value, ty.container) => None,
        Some(Value::List(items)) => {
            let is_string = matches!(ty.element, Element::String(_) | Element::WString(_));
            let items = items.iter().map(|item| {
                let item = scalar(item, is_float32(&ty.element));
                if is_string { quote!(#item.into()) } else { item }
            });
            Some(match ty.container {
                Container::Array(_) => quote!([#(#items),*]),
                _ if is_zbuf => quote!(#shm_cdr::ZBuf::from(::std::vec![#(#items),*])),
                _ => quote!(::std::vec![#(#items),*]),
            })
        }
        Some(value) => Some(scalar(value, is_float32(&ty.element))),
    }
}

pub(super) fn is_float32(element: &Element) -> bool {
    *element == Element::Primitive(Primitive::Float32)
}

/// Whether `Default` gives the value.
fn is_zero(value: &Value, container: Container) -> bool {
    match value {
        Value::Bool(value) => !value,
        Value::Integer(value) => *value == 0,
        Value::Float(value) => *value == 0.0 && value.is_sign_positive(),
        Value::String(text) => text.is_empty(),
        Value::List(items) => match container {
            Container::Array(_) => items.iter().all(|item| is_zero(item, Container::Single)),
            _ => items.is_empty(),
        },
    }
}

//! The types of fields and constants.

use alloc::format;
use alloc::string::{String, ToString};

use super::Parser;
use super::number::{Integer, integer};
use crate::description::{Container, Element, FieldType, Primitive};
use crate::model::{ConstantType, Span};
use crate::name::{
    INTERFACE_RULE, Kind, PACKAGE_RULE, TypeName, is_interface_name, is_package_name,
};

/// A piece of a source.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spelled<'a> {
    pub(crate) text: &'a str,
    pub(crate) start: usize,
}

impl<'a> Spelled<'a> {
    pub(crate) fn span(&self) -> Span {
        self.start..self.start + self.text.len()
    }

    /// The pieces before and behind `at`.
    fn split_at(self, at: usize) -> (Self, Self) {
        let (before, behind) = self.text.split_at(at);
        (Self { text: before, start: self.start }, Self { text: behind, start: self.start + at })
    }

    fn strip_prefix(self, prefix: &str) -> Option<Self> {
        self.text
            .strip_prefix(prefix)
            .map(|text| Spelled::<'a> { text, start: self.start + prefix.len() })
    }
}

impl Parser<'_> {
    pub(super) fn field_type(&mut self, ty: Spelled<'_>) -> Option<FieldType> {
        let Some(inner) = ty.text.strip_suffix(']') else {
            let element = self.element(ty)?;
            return Some(FieldType { element, container: Container::Single });
        };
        let Some(open) = inner.rfind('[') else {
            self.error_help(
                ty.span(),
                format_args!("`{}` ends with `]` and has no `[`", ty.text),
                format_args!("write `{inner}[]`"),
            );
            return None;
        };
        let (element, bounds) = ty.split_at(open);
        let size = Spelled { text: inner.get(open + 1..)?, start: bounds.start + 1 };
        let container = if size.text.is_empty() {
            Some(Container::Unbounded)
        } else if let Some(max) = size.strip_prefix("<=") {
            self.size(max, "the bound of a sequence").map(Container::Bounded)
        } else {
            self.size(size, "the size of an array").map(Container::Array)
        };
        if element.text.ends_with(']') {
            self.error_help(
                ty.span(),
                "there are no arrays of arrays",
                "put the inner array into a message of its own",
            );
            return None;
        }
        let element = self.element(element)?;
        Some(FieldType { element, container: container? })
    }

    fn element(&mut self, ty: Spelled<'_>) -> Option<Element> {
        if let Some(primitive) = primitive(ty.text) {
            return Some(Element::Primitive(primitive));
        }
        match ty.text {
            "string" => return Some(Element::String(None)),
            "wstring" => return Some(Element::WString(None)),
            _ => {}
        }
        if let Some(max) = ty.strip_prefix("string<=") {
            return self.size(max, "the bound of a string").map(|max| Element::String(Some(max)));
        }
        if let Some(max) = ty.strip_prefix("wstring<=") {
            return self.size(max, "the bound of a string").map(|max| Element::WString(Some(max)));
        }
        self.message_name(ty).map(|name| Element::Message(name.to_string()))
    }

    /// A message: `Name` of the same package, or `package/Name`.
    fn message_name(&mut self, ty: Spelled<'_>) -> Option<TypeName> {
        let (package, name) = match ty.text.split_once('/') {
            None => (self.package, ty.text),
            Some((package, name)) => (package, name),
        };
        if is_package_name(package) && is_interface_name(name) {
            return Some(TypeName::new(package, Kind::Message, name));
        }
        if is_package_name(package) {
            // rosidl takes such names for messages, though no file can have them.
            let bare = PARTS.iter().find_map(|part| name.strip_suffix(part));
            let is_part = self.names_parts && name.split('_').all(is_interface_name);
            if is_part || bare.is_some_and(is_interface_name) {
                return Some(TypeName::new(package, Kind::Message, name));
            }
        }
        let help = help_for_type(ty.text, package, name);
        self.error_help(ty.span(), format_args!("`{}` is not a type", ty.text), help);
        None
    }

    /// A number of elements or characters, more than zero.
    fn size(&mut self, size: Spelled<'_>, what: &str) -> Option<u64> {
        match integer_of_size(size.text) {
            Some(Integer::Value(value)) if value > 0 => {
                let size_fits = u64::try_from(value).ok();
                if size_fits.is_none() {
                    self.error(size.span(), format_args!("{what} has at most 64 bits"));
                }
                size_fits
            }
            Some(Integer::TooLarge) => {
                self.error(size.span(), format_args!("{what} has at most 64 bits"));
                None
            }
            _ => {
                self.error_help(
                    size.span(),
                    format_args!("{what} is a number from 1 on, `{}` is not", size.text),
                    if what.ends_with("string") {
                        "write `string<=8` for at most 8 bytes"
                    } else {
                        "write `[4]` for four elements, `[<=4]` for at most four, `[]` for any number"
                    },
                );
                None
            }
        }
    }

    pub(super) fn constant_type(&mut self, ty: Spelled<'_>) -> Option<ConstantType> {
        if let Some(primitive) = primitive(ty.text) {
            return Some(ConstantType::Primitive(primitive));
        }
        match ty.text {
            "string" => Some(ConstantType::String),
            "wstring" => Some(ConstantType::WString),
            text => {
                let base = text.split(['[', '<']).next().unwrap_or_default();
                let is_known = primitive(base).is_some() || base == "string" || base == "wstring";
                let help = if is_known && base != text {
                    format!("write `{base}`, without a size or bound")
                } else if let Some(known) = similar_type(text) {
                    format!("write `{known}`")
                } else {
                    "a constant is a number, a boolean or a string".into()
                };
                let message = format_args!("`{text}` is not the type of a constant");
                self.error_help(ty.span(), message, help);
                None
            }
        }
    }
}

/// What ROS puts behind the name of a service or an action for its parts.
const PARTS: [&str; 5] = ["_Request", "_Response", "_Goal", "_Result", "_Feedback"];

/// As Python's `int`, which knows no `0x` here.
fn integer_of_size(text: &str) -> Option<Integer> {
    if text.contains(['x', 'X', 'o', 'O', 'b', 'B']) { None } else { integer(text) }
}

fn primitive(name: &str) -> Option<Primitive> {
    Primitive::ALL.into_iter().find(|primitive| primitive.name() == name)
}

/// The ROS type that another language spells like this.
fn similar_type(text: &str) -> Option<&'static str> {
    Some(match text {
        "time" => "builtin_interfaces/Time",
        "duration" => "builtin_interfaces/Duration",
        "boolean" | "Bool" | "Boolean" => "bool",
        "octet" => "byte",
        "i8" => "int8",
        "u8" | "uchar" => "uint8",
        "short" | "i16" => "int16",
        "ushort" | "u16" => "uint16",
        "int" | "i32" => "int32",
        "uint" | "unsigned" | "u32" => "uint32",
        "long" | "i64" => "int64",
        "ulong" | "u64" => "uint64",
        "float" | "f32" => "float32",
        "double" | "f64" => "float64",
        "str" | "text" => "string",
        _ => return None,
    })
}

fn help_for_type(text: &str, package: &str, name: &str) -> String {
    if let Some(known) = similar_type(text) {
        return format!("write `{known}`");
    }
    if text.contains('<') || text.contains('[') {
        return "write bounds as `string<=8`, `int32[<=4]` or `string<=8[<=4]`, without blanks"
            .into();
    }
    let parts = (text.split('/').next(), text.rsplit('/').next());
    if let (Some(package), Some(name), 3..) = (parts.0, parts.1, text.split('/').count()) {
        if is_package_name(package) && is_interface_name(name) {
            return format!("write `{package}/{name}`");
        }
    }
    if !is_package_name(package) {
        return format!("`{package}` is not a package name: {PACKAGE_RULE}");
    }
    let mut chars = name.chars();
    let proposal: String =
        chars.next().iter().flat_map(|c| c.to_uppercase()).chain(chars).collect();
    let proposal = proposal.replace('_', "");
    if is_interface_name(&proposal) {
        format!(
            "messages are written as `{proposal}` or `package/{proposal}`, and the other types are \
             bool, byte, char, int8 to uint64, float32, float64, string and wstring"
        )
    } else {
        INTERFACE_RULE.into()
    }
}

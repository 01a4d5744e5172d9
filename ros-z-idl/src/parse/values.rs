//! Default values and the values of constants.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::number::{self, Integer};
use super::{Parser, Spelled};
use crate::description::{Container, Element, FieldType, Primitive};
use crate::model::Value;
use crate::source::{Diagnostic, Severity};

impl Parser<'_> {
    /// The default value of a field.
    pub(super) fn default(&mut self, ty: &FieldType, value: Spelled<'_>) -> Option<Value> {
        if let Element::Message(_) = ty.element {
            self.error_help(
                value.span(),
                "a field that holds a message has no default value",
                "give the default values in the definition of that message",
            );
            return None;
        }
        if ty.container == Container::Single {
            return self.element_value(&ty.element, value);
        }
        let inner = value.text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
        let Some(inner) = inner else {
            self.error_help(
                value.span(),
                "the default value of an array or sequence stands in brackets",
                format_args!("write `[{}]`", value.text),
            );
            return None;
        };
        let inner = Spelled { text: inner, start: value.start + 1 };
        let is_string = matches!(ty.element, Element::String(_) | Element::WString(_));
        let items = if is_string {
            self.quoted_items(inner)?
        } else if inner.text.trim().is_empty() {
            Vec::new()
        } else {
            split(inner, ',')
        };
        let len = items.len() as u64;
        let wrong = match ty.container {
            Container::Array(size) if len != size => Some(format!("{size}")),
            Container::Bounded(max) if len > max => Some(format!("at most {max}")),
            _ => None,
        };
        if let Some(allowed) = wrong {
            self.error(value.span(), format_args!("`{ty}` takes {allowed}, here are {len}"));
            return None;
        }
        let values: Vec<_> =
            items.into_iter().map(|item| self.element_value(&ty.element, trim(item))).collect();
        values.into_iter().collect::<Option<Vec<_>>>().map(Value::List)
    }

    fn element_value(&mut self, element: &Element, value: Spelled<'_>) -> Option<Value> {
        match element {
            Element::Primitive(primitive) => self.primitive_value(*primitive, value),
            Element::String(max) => {
                let parsed = self.string_value(value)?;
                self.check_len(&parsed, *max, |text| text.len(), "bytes", value)?;
                Some(parsed)
            }
            Element::WString(max) => {
                let parsed = self.string_value(value)?;
                let units = |text: &str| text.encode_utf16().count();
                self.check_len(&parsed, *max, units, "UTF-16 units", value)?;
                Some(parsed)
            }
            Element::Message(_) => None,
        }
    }

    pub(super) fn primitive_value(
        &mut self,
        primitive: Primitive,
        value: Spelled<'_>,
    ) -> Option<Value> {
        if value.text.is_empty() {
            self.error(
                value.span(),
                format_args!("a value of the type {} is missing", primitive.name()),
            );
            return None;
        }
        match primitive {
            Primitive::Bool => {
                let parsed = match value.text.to_ascii_lowercase().as_str() {
                    "true" | "1" => Some(true),
                    "false" | "0" => Some(false),
                    _ => None,
                };
                if parsed.is_none() {
                    let message = format_args!("`{}` is not a boolean", value.text);
                    self.error_help(value.span(), message, "write `true` or `false`");
                }
                parsed.map(Value::Bool)
            }
            Primitive::Float32 | Primitive::Float64 => {
                let parsed = number::float(value.text);
                if parsed.is_none() {
                    let message = format_args!("`{}` is not a number", value.text);
                    self.error_help(
                        value.span(),
                        message,
                        "write a number such as `1.5` or `1e-3`, or `inf` or `nan`",
                    );
                }
                parsed.map(Value::Float)
            }
            _ => self.integer_value(primitive, value),
        }
    }

    fn integer_value(&mut self, primitive: Primitive, value: Spelled<'_>) -> Option<Value> {
        let (min, max) = range(primitive);
        match number::integer(value.text) {
            Some(Integer::Value(integer)) if min <= integer && integer <= max => {
                Some(Value::Integer(integer))
            }
            Some(_) => {
                self.error(
                    value.span(),
                    format_args!(
                        "`{}` is out of range, {} holds {min} to {max}",
                        value.text,
                        primitive.name()
                    ),
                );
                None
            }
            None => {
                let name = primitive.name();
                let message = format_args!("`{}` is not an integer", value.text);
                let mut chars = value.text.chars();
                let help = match (chars.next(), chars.next(), chars.next(), chars.next()) {
                    (Some('\''), Some(c), Some('\''), None) if u32::from(c) as i128 <= max => {
                        format!("write the number of the character: `{}`", u32::from(c))
                    }
                    _ => format!(
                        "{name} holds {min} to {max}, in decimal or as `0x10`, `0o17` or `0b101`"
                    ),
                };
                self.error_help(value.span(), message, help);
                None
            }
        }
    }

    /// Text, with or without quotes around it.
    pub(super) fn string_value(&mut self, value: Spelled<'_>) -> Option<Value> {
        // rosidl reads tabs as blanks.
        let text = value.text.replace('\t', " ");
        let unquoted = ['"', '\''].into_iter().find_map(|quote| {
            if !(text.starts_with(quote) && text.ends_with(quote)) {
                return None;
            }
            Some((quote, text.get(1..text.len().max(2) - 1).unwrap_or_default()))
        });
        let text = match unquoted {
            None => text,
            Some((quote, inner)) => {
                if has_unescaped(inner, quote) {
                    self.error_help(
                        value.span(),
                        format_args!("the quotes within the string end it"),
                        format_args!(
                            "write `\\{quote}` for each, or put the string in other quotes"
                        ),
                    );
                    return None;
                }
                inner.replace(&format!("\\{quote}"), &String::from(quote))
            }
        };
        if text.contains('\\') {
            let text = unescape(&text);
            let warning = Diagnostic::at(
                Severity::Warning,
                self.source,
                value.span(),
                "escapes are read in another way by ROS, which takes some twice and refuses others",
            );
            self.report(
                warning
                    .with_label(format_args!("read as {text:?}"))
                    .with_help("do without backslashes, except before quotes"),
            );
            return Some(Value::String(text));
        }
        Some(Value::String(text))
    }

    /// Refuses text that is longer than its bound.
    ///
    /// rosidl counts characters here and bytes or UTF-16 units in messages: what is too
    /// long only for the latter cannot be sent, and is a warning.
    fn check_len(
        &mut self,
        value: &Value,
        max: Option<u64>,
        len: impl Fn(&str) -> usize,
        unit: &str,
        at: Spelled<'_>,
    ) -> Option<()> {
        let (Value::String(text), Some(max)) = (value, max) else { return Some(()) };
        let characters = text.chars().count();
        if characters as u64 > max {
            self.error(at.span(), format_args!("the bound is {max}, here are {characters}"));
            return None;
        }
        let len = len(text);
        if len as u64 > max {
            let message =
                format_args!("the bound is {max} {unit}, here are {len}: it cannot be sent");
            self.report(Diagnostic::at(Severity::Warning, self.source, at.span(), message));
        }
        Some(())
    }

    /// The items of a list of strings, which may be quoted and then hold commas.
    fn quoted_items<'t>(&mut self, list: Spelled<'t>) -> Option<Vec<Spelled<'t>>> {
        let mut items = Vec::new();
        let mut rest = trim_start(list);
        while !rest.text.is_empty() {
            let quote = rest.text.chars().next().filter(|c| matches!(c, '"' | '\''));
            let end = match quote {
                Some(quote) => {
                    let inner = rest.text.get(1..).unwrap_or_default();
                    match unescaped(inner, quote) {
                        Some(end) => end + 2,
                        None => {
                            self.error_help(
                                rest.span(),
                                "the string does not end",
                                format_args!("write `{quote}` behind it"),
                            );
                            return None;
                        }
                    }
                }
                None => rest.text.find(',').unwrap_or(rest.text.len()),
            };
            if end == 0 {
                self.error_help(
                    rest.start..rest.start + 1,
                    "a string is missing before `,`",
                    "write `\"\"` for an empty string",
                );
                return None;
            }
            let (item, behind) = rest.text.split_at(end);
            items.push(Spelled { text: item, start: rest.start });
            let behind = trim_start(Spelled { text: behind, start: rest.start + end });
            rest = match behind.text.strip_prefix(',') {
                Some(text) => trim_start(Spelled { text, start: behind.start + 1 }),
                None => behind,
            };
        }
        Some(items)
    }
}

/// The least and the greatest value of an integer type.
fn range(primitive: Primitive) -> (i128, i128) {
    match primitive {
        Primitive::Int8 => (i8::MIN.into(), i8::MAX.into()),
        Primitive::Int16 => (i16::MIN.into(), i16::MAX.into()),
        Primitive::UInt16 => (0, u16::MAX.into()),
        Primitive::Int32 => (i32::MIN.into(), i32::MAX.into()),
        Primitive::UInt32 => (0, u32::MAX.into()),
        Primitive::Int64 => (i64::MIN.into(), i64::MAX.into()),
        Primitive::UInt64 => (0, u64::MAX.into()),
        _ => (0, u8::MAX.into()),
    }
}

fn trim(piece: Spelled<'_>) -> Spelled<'_> {
    let piece = trim_start(piece);
    Spelled { text: piece.text.trim_end(), ..piece }
}

fn trim_start(piece: Spelled<'_>) -> Spelled<'_> {
    let text = piece.text.trim_start();
    Spelled { text, start: piece.start + piece.text.len() - text.len() }
}

fn split(list: Spelled<'_>, separator: char) -> Vec<Spelled<'_>> {
    let mut start = list.start;
    list.text
        .split(separator)
        .map(|text| {
            let piece = Spelled { text, start };
            start += text.len() + separator.len_utf8();
            piece
        })
        .collect()
}

fn has_unescaped(text: &str, quote: char) -> bool {
    unescaped(text, quote).is_some()
}

/// Where `quote` stands without a backslash before it.
fn unescaped(text: &str, quote: char) -> Option<usize> {
    text.match_indices(quote)
        .map(|(at, _)| at)
        .find(|at| !text.get(..*at).unwrap_or_default().ends_with('\\'))
}

/// The text with its escapes decoded, once; what is no escape stays.
fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        plain.push_str(before);
        let (decoded, len) = decode_escape(escape);
        match decoded {
            Some(c) => plain.push(c),
            None => plain.push_str(escape.get(..len).unwrap_or_default()),
        }
        rest = escape.get(len..).unwrap_or_default();
    }
    plain.push_str(rest);
    plain
}

/// The character that `text` starts with an escape of, and the length of the escape.
fn decode_escape(text: &str) -> (Option<char>, usize) {
    let simple = |c| (Some(c), 2);
    let hex = |len: usize| {
        let decoded = text
            .get(2..2 + len)
            .filter(|digits| digits.chars().all(|c| c.is_ascii_hexdigit()))
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .and_then(char::from_u32);
        (decoded, if decoded.is_some() { 2 + len } else { 1 })
    };
    match text.chars().nth(1) {
        Some('a') => simple('\x07'),
        Some('b') => simple('\x08'),
        Some('f') => simple('\x0c'),
        Some('n') => simple('\n'),
        Some('r') => simple('\r'),
        Some('t') => simple('\t'),
        Some('v') => simple('\x0b'),
        Some(c @ ('\\' | '"' | '\'')) => simple(c),
        Some('x') => hex(2),
        Some('u') => hex(4),
        Some('U') => hex(8),
        _ => (None, 1),
    }
}

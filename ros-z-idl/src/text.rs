//! Definitions as text: what the parser reads, in one way of writing it.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use crate::model::{Body, Constant, Field, Interface, Item, Message, Value};

/// One item a line, comments above it; messages by package and name.
impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.comment {
            writeln!(f, "{}", comment(line))?;
        }
        let first = self.items.first().map_or(&[][..], Item::comment);
        if !self.comment.is_empty() || !first.is_empty() {
            // Ends the comment of the message, or says that there is none.
            writeln!(f)?;
        }
        self.items.iter().try_for_each(|item| write!(f, "{item}"))
    }
}

impl fmt::Display for Interface {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.body {
            Body::Message(message) => write!(f, "{message}"),
            Body::Service(service) => write!(f, "{}---\n{}", service.request, service.response),
            Body::Action(action) => {
                write!(f, "{}---\n{}---\n{}", action.goal, action.result, action.feedback)
            }
        }
    }
}

impl Item {
    /// The comment lines that belong to it, without `#`.
    pub fn comment(&self) -> &[String] {
        match self {
            Self::Field(field) => &field.comment,
            Self::Constant(constant) => &constant.comment,
        }
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in self.comment() {
            writeln!(f, "{}", comment(line))?;
        }
        match self {
            Self::Field(field) => write!(f, "{field}"),
            Self::Constant(constant) => write!(f, "{constant}"),
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.ty.value, self.name.value)?;
        if let Some(default) = &self.default {
            write!(f, " {}", value_text(&default.value))?;
        }
        writeln!(f)
    }
}

impl fmt::Display for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = value_text(&self.value.value);
        writeln!(f, "{} {}={value}", self.ty.value.name(), self.name.value)
    }
}

fn comment(line: &str) -> String {
    format!("#{line}").trim_end().into()
}

/// The value as a definition spells it.
pub(crate) fn value_text(value: &Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Integer(value) => value.to_string(),
        Value::Float(value) => float_text(*value),
        Value::String(text) => quoted(text),
        Value::List(items) => {
            let items: Vec<_> = items.iter().map(value_text).collect();
            format!("[{}]", items.join(", "))
        }
    }
}

/// Shortest text that gives the same number.
fn float_text(value: f64) -> String {
    if value.is_nan() { "nan".into() } else { format!("{value:?}") }
}

/// The text in quotes, with an escape for what would end it, also within a list.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    let edge = |at: usize, c: char| at == 0 || at + c.len_utf8() == text.len();
    for (at, c) in text.char_indices() {
        match c {
            '\\' => quoted.push_str("\\\\"),
            '"' | '\'' | '#' | '=' => quoted += &format!("\\x{:02x}", u32::from(c)),
            c if c.is_control() || (c.is_whitespace() && (c != ' ' || edge(at, c))) => {
                let code = u32::from(c);
                let escape =
                    if code < 0x100 { format!("\\x{code:02x}") } else { format!("\\u{code:04x}") };
                quoted += &escape;
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

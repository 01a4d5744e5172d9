//! Messages as text, shortened.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeSeq, Serializer};
use shm_cdr::dynamic::{DynamicMessage, DynamicValue as Value, Yaml};

/// How much of a message is shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    /// Elements of an array, characters of a string.
    pub(super) length: usize,
    pub(super) no_arr: bool,
    pub(super) no_str: bool,
}

impl Shape {
    pub(super) fn yaml<'m>(self, message: &'m DynamicMessage<'_>) -> Yaml<'m> {
        let mut yaml = message.yaml();
        if self.length < usize::MAX {
            yaml = yaml.truncate_length(self.length);
        }
        if self.no_arr {
            yaml = yaml.no_arr();
        }
        if self.no_str {
            yaml = yaml.no_str();
        }
        yaml
    }

    fn string(self, text: &str) -> String {
        let count = text.chars().count();
        if self.no_str {
            return format!("<string length: <{count}>>");
        }
        if count <= self.length {
            return text.into();
        }
        let start: String = text.chars().take(self.length).collect();
        format!("{start}...")
    }
}

/// A value by itself, with a line break behind it.
pub(super) fn yaml_of_value(value: &Value<'_>, shape: Shape) -> String {
    match value {
        Value::Message(message) => shape.yaml(message).to_string(),
        Value::Numbers(_) | Value::List(_) => {
            let (all, len) = elements(value);
            if shape.no_arr {
                return format!("<array length: {len}>\n");
            }
            let mut text = String::new();
            for element in all.take(shape.length) {
                let lines = yaml_of_value(&element, shape);
                for (index, line) in lines.lines().enumerate() {
                    text += if index == 0 { "- " } else { "  " };
                    text += line;
                    text.push('\n');
                }
            }
            if len > shape.length {
                text += "- '...'\n";
            }
            if len == 0 { "[]\n".into() } else { text }
        }
        scalar => scalar_text(scalar, shape) + "\n",
    }
}

type Elements<'v> = Box<dyn Iterator<Item = Cow<'v, Value<'v>>> + 'v>;

/// The elements of an array or sequence, and how many there are.
fn elements<'v>(value: &'v Value<'v>) -> (Elements<'v>, usize) {
    match value {
        Value::Numbers(numbers) => (
            Box::new(numbers.iter().map(|number| Cow::Owned(number) as Cow<'v, Value<'v>>)),
            numbers.len(),
        ),
        Value::List(list) => (Box::new(list.iter().map(Cow::Borrowed)), list.len()),
        _ => (Box::new(std::iter::empty()), 0),
    }
}

fn scalar_text(value: &Value<'_>, shape: Shape) -> String {
    if let Some(text) = value.as_str() {
        return shape.string(text);
    }
    match value {
        Value::Float32(number) => format!("{number:?}"),
        Value::Float64(number) => format!("{number:?}"),
        _ => match (value.as_bool(), value.as_integer()) {
            (Some(is), _) => is.to_string(),
            (None, Some(number)) => number.to_string(),
            (None, None) => String::new(),
        },
    }
}

/// The values of a message, one after the other.
pub(super) fn cells_of_message(
    message: &DynamicMessage<'_>,
    shape: Shape,
    cells: &mut Vec<String>,
) {
    message.iter().for_each(|(_, value)| cells_of_value(value, shape, cells));
}

/// The values in a value, one after the other.
pub(super) fn cells_of_value(value: &Value<'_>, shape: Shape, cells: &mut Vec<String>) {
    match value {
        Value::Message(message) => cells_of_message(message, shape, cells),
        Value::Numbers(_) | Value::List(_) => {
            let (all, len) = elements(value);
            if shape.no_arr {
                return cells.push(format!("<array length: {len}>"));
            }
            all.take(shape.length).for_each(|element| cells_of_value(&element, shape, cells));
            if len > shape.length {
                cells.push("...".into());
            }
        }
        scalar => {
            let text = scalar_text(scalar, shape);
            let is_plain = !text.contains([',', '"', '\n', '\r']);
            cells.push(if is_plain { text } else { format!("\"{}\"", text.replace('"', "\"\"")) });
        }
    }
}

/// A message or a value for machines.
#[derive(Clone, Copy)]
pub(super) enum Short<'v, 'm> {
    Message(&'v DynamicMessage<'m>, Shape),
    Value(&'v Value<'m>, Shape),
}

impl Serialize for Short<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Message(message, shape) | Self::Value(Value::Message(message), shape) => {
                let fields = message.iter().map(|(name, value)| (name, Short::Value(value, shape)));
                serializer.collect_map(fields)
            }
            Self::Value(value @ (Value::Numbers(_) | Value::List(_)), shape) => {
                let (all, len) = elements(value);
                if shape.no_arr {
                    return serializer.serialize_str(&format!("<array length: {len}>"));
                }
                let mut list = serializer.serialize_seq(None)?;
                for element in all.take(shape.length) {
                    list.serialize_element(&Short::Value(&element, shape))?;
                }
                if len > shape.length {
                    list.serialize_element("...")?;
                }
                list.end()
            }
            Self::Value(value, shape) => match value.as_str() {
                Some(text) => serializer.serialize_str(&shape.string(text)),
                None => value.serialize(serializer),
            },
        }
    }
}

//! From text to definitions, as rosidl's adapter reads it.

mod lines;
mod number;
mod types;
mod values;

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use self::lines::{Line, comment_text, is_blank, lines};
use crate::model::{
    Action, Body, Constant, ConstantType, Field, Item, Message, Service, Span, Spanned,
};
use crate::name::{CONSTANT_RULE, FIELD_RULE, Kind, is_constant_name, is_field_name};
use crate::source::{Diagnostic, Severity, SourceId};

pub(crate) use self::lines::lines as split_lines;
pub(crate) use self::types::Spelled;

/// What the parser of one text knows, and what it has found to be wrong.
pub(crate) struct Parser<'a> {
    /// The package that names without one belong to.
    pub(crate) package: &'a str,
    /// Whether parts of services and actions have names here, as in `ros2msg`.
    pub(crate) names_parts: bool,
    pub(crate) source: SourceId,
    pub(crate) diagnostics: &'a mut Vec<Diagnostic>,
}

impl Parser<'_> {
    /// Reports an error; what is returned can be given a label and a help.
    fn error(&mut self, span: Span, message: impl fmt::Display) {
        self.report(Diagnostic::at(Severity::Error, self.source, span, message));
    }

    fn error_help(&mut self, span: Span, message: impl fmt::Display, help: impl fmt::Display) {
        let error = Diagnostic::at(Severity::Error, self.source, span, message);
        self.report(error.with_help(help));
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The definition of an interface in the whole of a text.
    pub(crate) fn interface(&mut self, kind: Kind, text: &str) -> Body {
        let text = match text.strip_prefix('\u{feff}') {
            None => text,
            Some(_) => {
                self.error_help(
                    0..'\u{feff}'.len_utf8(),
                    "the text starts with a byte-order mark, which rosidl refuses",
                    "save the file as UTF-8 without a byte-order mark",
                );
                // The mark is no part of the first line's type.
                return self.interface_at(kind, text, '\u{feff}'.len_utf8());
            }
        };
        self.interface_at(kind, text, 0)
    }

    fn interface_at(&mut self, kind: Kind, text: &str, start: usize) -> Body {
        let text = text.get(start..).unwrap_or_default();
        let all: Vec<_> = lines(text, start).collect();
        match kind {
            Kind::Message => Body::Message(Box::new(self.message(&all))),
            Kind::Service => {
                let [request, response] =
                    self.sections(&all, "a service is a request, a line `---` and a response");
                Body::Service(Box::new(Service { request, response }))
            }
            Kind::Action => {
                let [goal, result, feedback] = self.sections(
                    &all,
                    "an action is a goal, a result and a feedback, with lines `---` between them",
                );
                Body::Action(Box::new(Action { goal, result, feedback }))
            }
        }
    }

    /// The `N` messages that lines `---` separate.
    fn sections<const N: usize>(&mut self, all: &[Line<'_>], rule: &str) -> [Message; N] {
        let separators = all.iter().filter(|line| line.text == SEPARATOR).count();
        if let Some(extra) = all.iter().filter(|line| line.text == SEPARATOR).nth(N - 1) {
            self.error_help(extra.span(), "one `---` too many", rule);
        } else if separators + 1 < N && !all.iter().any(|line| is_like_separator(line)) {
            let end = all.last().map_or(0..0, Line::span);
            let missing = match N - 1 - separators {
                1 => "a line `---` is missing",
                _ => "two lines `---` are missing",
            };
            self.error_help(end, missing, rule);
        }
        let mut sections = all.split(|line| line.text == SEPARATOR);
        core::array::from_fn(|_| self.message(sections.next().unwrap_or_default()))
    }

    /// Fields and constants, each on a line of its own.
    pub(crate) fn message(&mut self, lines: &[Line<'_>]) -> Message {
        let head = lines.iter().take_while(|line| line.text.starts_with('#')).count();
        let (head, body) = lines.split_at(head);
        let mut message = Message {
            comment: head.iter().map(|line| comment_text(line.text)).collect(),
            items: Vec::new(),
        };
        // Comments belong to the item behind them, indented ones to the item before.
        let mut pending: Vec<String> = Vec::new();
        for line in body {
            let text = line.text.trim_end();
            let (code, comment) = match text.find('#') {
                Some(at) => {
                    let (code, comment) = text.split_at(at);
                    (code, Some(comment))
                }
                None => (text, None),
            };
            if let Some(comment) = comment {
                if !code.is_empty() && code.trim().is_empty() {
                    if let Some(item) = message.items.last_mut() {
                        item.comment_mut().push(comment_text(comment));
                    }
                    continue;
                }
                pending.push(comment_text(comment));
            }
            let code = code.trim_end();
            if code.is_empty() {
                continue;
            }
            let line = Line { text: code, start: line.start };
            if let Some(mut item) = self.item(line, comment.unwrap_or_default()) {
                *item.comment_mut() = core::mem::take(&mut pending);
                self.check_duplicate(&message, &item);
                message.items.push(item);
            } else {
                pending.clear();
            }
        }
        message
    }

    /// A field or a constant, if the line is one.
    fn item(&mut self, line: Line<'_>, comment: &str) -> Option<Item> {
        if line.text.starts_with(is_blank) {
            self.error_help(
                line.span(),
                "a line must not begin with a blank",
                format_args!("write `{}` at the beginning of the line", line.text.trim_start()),
            );
            return None;
        }
        if line.text.len() > 3 && line.text.chars().all(|c| c == '-') {
            self.error_help(line.span(), "this is no separator", "write `---` and nothing else");
            return None;
        }
        if line.text == SEPARATOR {
            // With blanks behind it, or in a message.
            self.error_help(
                line.span(),
                "`---` stands between the parts of a service or an action, alone on its line",
                "a message has no parts; in a service or an action, remove what is behind `---`",
            );
            return None;
        }
        let type_end = line.text.find(is_blank).unwrap_or(line.text.len());
        let (ty, rest) = line.text.split_at(type_end);
        let ty = Spelled { text: ty, start: line.start };
        let rest_start = line.start + line.text.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        if rest.is_empty() {
            self.error_help(line.span(), "a line is a type and a name", help_for_one_word(ty.text));
            return None;
        }
        match rest.split_once('=') {
            Some((name, value)) => {
                let value_start = rest_start + rest.len() - value.trim_start().len();
                let value = Spelled { text: value.trim_start(), start: value_start };
                let name = Spelled { text: name.trim_end(), start: rest_start };
                self.warn_of_hash_in_quotes(value, comment, line);
                self.constant(ty, name, value).map(Item::Constant)
            }
            None => {
                let name_end = rest.find(is_blank).unwrap_or(rest.len());
                let (name, default) = rest.split_at(name_end);
                let default_start = rest_start + rest.len() - default.trim_start().len();
                let name = Spelled { text: name, start: rest_start };
                let default = Spelled { text: default.trim_start(), start: default_start };
                self.warn_of_hash_in_quotes(default, comment, line);
                self.field(ty, name, default).map(Item::Field)
            }
        }
    }

    fn field(&mut self, ty: Spelled<'_>, name: Spelled<'_>, default: Spelled<'_>) -> Option<Field> {
        let field_type = self.field_type(ty);
        let name_is_right = is_field_name(name.text);
        // Of a type that a blank has cut in two, one error is enough.
        let type_is_cut = field_type.is_none() && name.text.ends_with(']');
        if !name_is_right && !type_is_cut {
            self.error_help(
                name.span(),
                format_args!("`{}` is not a field name", name.text),
                help_for_field_name(ty.text, name.text),
            );
        }
        let field_type = field_type?;
        let default = match default.text {
            "" => None,
            _ => {
                let value = self.default(&field_type, default)?;
                Some(Spanned::new(value, default.span()))
            }
        };
        name_is_right.then(|| Field {
            ty: Spanned::new(field_type, ty.span()),
            name: Spanned::new(name.text.into(), name.span()),
            default,
            comment: Vec::new(),
        })
    }

    fn constant(
        &mut self,
        ty: Spelled<'_>,
        name: Spelled<'_>,
        value: Spelled<'_>,
    ) -> Option<Constant> {
        let constant_type = self.constant_type(ty);
        let name_is_right = is_constant_name(name.text);
        if !name_is_right {
            let help = if is_field_name(name.text) {
                format!(
                    "the first `=` makes a constant: write `{} {}={}`, or `{} {} {}` for a field \
                     with a default value",
                    ty.text,
                    name.text.to_uppercase(),
                    value.text,
                    ty.text,
                    name.text,
                    value.text
                )
            } else {
                format!("the first `=` makes a constant; {CONSTANT_RULE}")
            };
            let message = format_args!("`{}` is not a constant name", name.text);
            self.error_help(name.span(), message, help);
        }
        let constant_type = constant_type?;
        let parsed = match constant_type {
            ConstantType::Primitive(primitive) => self.primitive_value(primitive, value),
            ConstantType::String | ConstantType::WString => self.string_value(value),
        }?;
        name_is_right.then(|| Constant {
            ty: Spanned::new(constant_type, ty.span()),
            name: Spanned::new(name.text.into(), name.span()),
            value: Spanned::new(parsed, value.span()),
            comment: Vec::new(),
        })
    }

    fn check_duplicate(&mut self, message: &Message, item: &Item) {
        let same = |other: &&Item| match (other, item) {
            (Item::Field(_), Item::Field(_)) | (Item::Constant(_), Item::Constant(_)) => {
                other.name().value == item.name().value
            }
            _ => false,
        };
        if let Some(first) = message.items.iter().find(same) {
            let name = item.name();
            let message = format_args!("`{}` is defined twice", name.value);
            let error = Diagnostic::at(Severity::Error, self.source, name.span.clone(), message);
            self.report(error.with_other(self.source, first.name().span.clone(), "first here"));
        }
    }

    /// Tells that a comment starts where a string seems to go on.
    fn warn_of_hash_in_quotes(&mut self, value: Spelled<'_>, comment: &str, line: Line<'_>) {
        let Some(quote) = value.text.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            return;
        };
        let is_open = value.text.len() == 1 || !value.text.ends_with(quote);
        if is_open && comment.contains(quote) {
            let at = line.start + line.text.len();
            let warning = Diagnostic::at(
                Severity::Warning,
                self.source,
                value.start..at,
                "the first `#` starts a comment, also within quotes",
            );
            self.report(
                warning
                    .with_label("the value ends here")
                    .with_help("write `\\x23` for `#`, or do without it"),
            );
        }
    }
}

impl Item {
    fn comment_mut(&mut self) -> &mut Vec<String> {
        match self {
            Self::Field(field) => &mut field.comment,
            Self::Constant(constant) => &mut constant.comment,
        }
    }

    fn name(&self) -> &Spanned<String> {
        match self {
            Self::Field(field) => &field.name,
            Self::Constant(constant) => &constant.name,
        }
    }
}

/// Whether the line looks like `---` and is none, which is an error of its own.
fn is_like_separator(line: &Line<'_>) -> bool {
    let bare = line.text.trim_end();
    line.text != SEPARATOR && bare.len() > 2 && bare.chars().all(|c| c == '-')
}

/// What separates the parts of a service or an action.
const SEPARATOR: &str = "---";

fn help_for_one_word(word: &str) -> String {
    match word.split_once('=') {
        Some((name, value)) => format!("write the type before it: `int32 {name}={value}`"),
        None => format!("write `{word} name`"),
    }
}

fn help_for_field_name(ty: &str, name: &str) -> String {
    if let Some((bare, bounds)) = name.split_once('[') {
        if bounds.ends_with(']') {
            return format!("the brackets belong to the type: `{ty}[{bounds} {bare}`");
        }
    }
    let bare = name.trim_end_matches(';');
    if bare != name && is_field_name(bare) {
        return format!("write `{ty} {bare}`, without `;`");
    }
    let proposal = snake_case(name);
    if is_field_name(&proposal) {
        format!("{FIELD_RULE}, such as `{proposal}`")
    } else {
        FIELD_RULE.into()
    }
}

/// `some_name` for `someName`, `SomeName` and `some__name_`.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    let mut was_lower = false;
    for c in name.chars() {
        if c.is_ascii_uppercase() && was_lower {
            snake.push('_');
        }
        was_lower = c.is_ascii_lowercase() || c.is_ascii_digit();
        if c != '_' || !(snake.ends_with('_') || snake.is_empty()) {
            snake.extend(c.to_lowercase());
        }
    }
    snake.trim_end_matches('_').into()
}

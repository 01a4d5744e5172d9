//! Definitions with all that they refer to in one text: what MCAP calls `ros2msg`.

use alloc::vec::Vec;

use crate::model::Message;
use crate::name::TypeName;
use crate::parse::{Parser, split_lines};
use crate::source::{Diagnostic, Severity, SourceId};

/// The messages in `text`, that of `root` first.
pub(crate) fn parse(
    root: TypeName,
    source: SourceId,
    text: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(TypeName, Message)> {
    let lines: Vec<_> = split_lines(text, 0).collect();
    let is_separator = |text: &str| {
        let text = text.trim_end();
        text.len() >= 3 && text.chars().all(|c| c == '=')
    };
    let mut messages = Vec::new();
    let mut sections = lines.split(|line| is_separator(line.text));
    let first = sections.next().unwrap_or_default();
    let mut add = |name: TypeName, lines, diagnostics: &mut Vec<Diagnostic>| {
        let message = Parser { package: &name.package, names_parts: true, source, diagnostics }
            .message(lines);
        messages.push((name, message));
    };
    add(root, first, diagnostics);
    for section in sections {
        let Some((head, rest)) = section.split_first() else {
            let error = Diagnostic::at(
                Severity::Error,
                source,
                text.len()..text.len(),
                "a line `MSG: package/Name` is missing behind the separator",
            );
            diagnostics.push(error.with_help("remove the separator"));
            continue;
        };
        let name = head.text.trim_end().strip_prefix("MSG:").map(|name| name.trim_start().parse());
        match name {
            Some(Ok(name)) => add(name, rest, diagnostics),
            Some(Err(error)) => {
                let error: crate::name::NameError = error;
                diagnostics.push(Diagnostic::at(Severity::Error, source, head.span(), error));
            }
            None => {
                let message = if head.text.starts_with("IDL:") {
                    "definitions in the language IDL are not read"
                } else {
                    "a line `MSG: package/Name` is missing behind the separator"
                };
                let error = Diagnostic::at(Severity::Error, source, head.span(), message);
                diagnostics.push(error.with_help("write `MSG: package/Name`"));
            }
        }
    }
    messages
}

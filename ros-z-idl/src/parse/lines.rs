//! Lines, comments and sections.

use alloc::string::String;

use crate::model::Span;

/// A line without its end, and where it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    pub(crate) text: &'a str,
    pub(crate) start: usize,
}

impl Line<'_> {
    pub(crate) fn span(&self) -> Span {
        self.start..self.start + self.text.len()
    }
}

/// The lines of `text`, which starts at `start` of its source.
///
/// They end where Python's `splitlines` ends them, which rosidl uses.
pub(crate) fn lines(text: &str, start: usize) -> impl Iterator<Item = Line<'_>> {
    let mut rest = text;
    let mut offset = start;
    core::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.find(is_line_end).unwrap_or(rest.len());
        let (line, behind) = rest.split_at(end);
        let next = behind.strip_prefix("\r\n").or_else(|| {
            let mut chars = behind.chars();
            chars.next();
            Some(chars.as_str())
        });
        let line = Line { text: line, start: offset };
        let next = next.unwrap_or_default();
        offset += rest.len() - next.len();
        rest = next;
        Some(line)
    })
}

fn is_line_end(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\x0b' | '\x0c' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Whether `c` separates the words of a line.
pub(crate) fn is_blank(c: char) -> bool {
    c == ' ' || c == '\t'
}

/// A comment without the `#` that it starts with.
pub(crate) fn comment_text(comment: &str) -> String {
    // rosidl reads tabs as blanks.
    comment.trim_start_matches('#').trim_end().replace('\t', " ")
}

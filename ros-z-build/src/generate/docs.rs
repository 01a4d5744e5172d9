//! Comments as documentation.

/// The lines of a comment, such that rustdoc shows them as text: no link, no HTML, and no code
/// that it would run as a test.
pub(super) fn lines(comment: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in comment {
        let line = line.trim();
        if is_ornament(line) {
            continue;
        }
        let is_break = line.is_empty();
        if is_break && lines.last().is_none_or(String::is_empty) {
            continue;
        }
        lines.push(escape(line));
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// Whether the line is a rule, such as `=====`, and says nothing.
fn is_ornament(line: &str) -> bool {
    line.len() > 2 && line.chars().all(|c| "=-_*#~+.:/|".contains(c))
}

fn escape(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    let mut before = ' ';
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        if let Some(url) = url(rest).filter(|_| !before.is_alphanumeric()) {
            escaped.push('<');
            escaped.push_str(url);
            escaped.push('>');
            rest = rest.get(url.len()..).unwrap_or_default();
            before = '>';
            continue;
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        let next = rest.chars().next().unwrap_or(' ');
        match c {
            // Within a word it marks nothing.
            '_' if before.is_alphanumeric() && next.is_alphanumeric() => escaped.push(c),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '#' | '=' if escaped.is_empty() => {
                escaped.push('\\');
                escaped.push(c);
            }
            c if c.is_control() => escaped.push(' '),
            // They turn the direction of text, which rustc refuses in a comment.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            c => escaped.push(c),
        }
        before = c;
    }
    escaped
}

/// The URL that `text` starts with.
fn url(text: &str) -> Option<&str> {
    if !text.starts_with("http://") && !text.starts_with("https://") {
        return None;
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&'*+,;=%".contains(c);
    let end = text.find(|c| !allowed(c)).unwrap_or(text.len());
    let url = text.get(..end)?.trim_end_matches(|c| ".,;:!?'*".contains(c));
    (url.len() > "https://".len()).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::lines;

    fn doc(comment: &str) -> String {
        let comment: Vec<_> = comment.lines().map(String::from).collect();
        lines(&comment).join("\n")
    }

    #[test]
    fn text_stays_text() {
        let cases = [
            (" Angle [rad], see foo_bar.", "Angle \\[rad\\], see foo_bar."),
            (" Vec<u8> & _x_ *y* `z`", "Vec\\<u8\\> \\& \\_x\\_ \\*y\\* \\`z\\`"),
            ("```\nlet x = ;\n```", "\\`\\`\\`\nlet x = ;\n\\`\\`\\`"),
            ("~~~", ""),
            ("     indented code", "indented code"),
            ("See https://ros.org/a_b.html.", "See <https://ros.org/a_b.html>."),
            ("(http://x.org/?a=[b])", "(<http://x.org/?a=>\\[b\\])"),
            ("https://", "https://"),
            ("\n\n=====\n a\n\n\n b\n-----\n\n", "a\n\nb"),
            ("# Title\n= x", "\\# Title\n\\= x"),
            ("a\u{202e}b\u{7}c", "ab c"),
            ("C:\\dir", "C:\\\\dir"),
            ("10 °C, 日本", "10 °C, 日本"),
        ];
        for (comment, expected) in cases {
            assert_eq!(doc(comment), expected, "{comment:?}");
        }
    }
}

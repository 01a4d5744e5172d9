//! Numbers and text in YAML, as PyYAML writes them.

use core::fmt::{self, Write};

/// Shortest text that gives the same number, as Python writes it.
pub(super) fn float(f: &mut fmt::Formatter<'_>, value: f64) -> fmt::Result {
    if value.is_nan() {
        return f.write_str(".nan");
    }
    if value.is_infinite() {
        return f.write_str(if value > 0.0 { ".inf" } else { "-.inf" });
    }
    let shortest = alloc::format!("{value:e}");
    let digits = shortest.bytes().take_while(|byte| *byte != b'e');
    let decimals = digits.skip_while(|byte| *byte != b'.').skip(1).count();
    // Of several texts of this length Python takes the one that is nearest, and of two the even
    // one.
    let text = alloc::format!("{value:.decimals$e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&exponent) {
        let decimals = i32::try_from(decimals).unwrap_or(0) - exponent;
        return write!(f, "{value:.0$}", usize::try_from(decimals).unwrap_or(0).max(1));
    }
    let point = if digits.contains('.') { "" } else { ".0" };
    let sign = if exponent < 0 { '-' } else { '+' };
    write!(f, "{digits}{point}e{sign}{:02}", exponent.unsigned_abs())
}

/// Text, in quotes where it would be read as something else.
pub(super) fn string(f: &mut fmt::Formatter<'_>, text: &str, indent: usize) -> fmt::Result {
    match quotes(text) {
        Quotes::None if !is_other_than_text(text) => f.write_str(text),
        Quotes::None | Quotes::Single => single_quoted(f, text, indent),
        Quotes::Double => double_quoted(f, text),
    }
}

enum Quotes {
    None,
    Single,
    Double,
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The quotes that text needs for its characters.
fn quotes(text: &str) -> Quotes {
    let is_blank =
        |c: Option<char>| c.is_none_or(|c| matches!(c, '\0' | ' ' | '\t' | '\r') || is_break(c));
    let (Some(first), Some(last)) = (text.chars().next(), text.chars().next_back()) else {
        return Quotes::Single;
    };
    let edge = |c: char| c == ' ' || is_break(c);
    let mut plain = !text.starts_with("---") && !text.starts_with("...");
    plain &= !edge(first) && !edge(last);
    let mut before = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let is_printable = matches!(c,
            '\n' | ' '..='~' | '\u{85}' | '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}'
            | '\u{10000}'..='\u{10FFFE}');
        if !is_printable || c == '\u{FEFF}' {
            return Quotes::Double;
        }
        match before {
            Some(before) if is_break(before) && c == ' ' || before == ' ' && is_break(c) => {
                return Quotes::Double;
            }
            _ => {}
        }
        let ends_word = is_blank(chars.peek().copied());
        plain &= !is_break(c);
        plain &= match (c, before) {
            (
                '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%'
                | '@' | '`',
                None,
            ) => false,
            ('?' | ':' | '-', None) => !ends_word,
            (':', Some(_)) => !ends_word,
            ('#', Some(_)) => !is_blank(before),
            _ => true,
        };
        before = Some(c);
    }
    if plain { Quotes::None } else { Quotes::Single }
}

fn single_quoted(f: &mut fmt::Formatter<'_>, text: &str, indent: usize) -> fmt::Result {
    f.write_char('\'')?;
    let mut chars = text.chars().peekable();
    let mut in_breaks = false;
    while let Some(c) = chars.next() {
        if !is_break(c) {
            in_breaks = false;
            if c == '\'' {
                f.write_char(c)?;
            }
            f.write_char(c)?;
            continue;
        }
        // A line break alone would be read as a space.
        if c == '\n' && !in_breaks {
            f.write_char('\n')?;
        }
        in_breaks = true;
        f.write_char(c)?;
        if chars.peek().is_none_or(|next| !is_break(*next)) {
            write!(f, "{:1$}", "", indent + 2)?;
        }
    }
    f.write_char('\'')
}

fn double_quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        let short = match c {
            '\0' => '0',
            '\x07' => 'a',
            '\x08' => 'b',
            '\t' => 't',
            '\n' => 'n',
            '\x0B' => 'v',
            '\x0C' => 'f',
            '\r' => 'r',
            '\x1B' => 'e',
            '"' => '"',
            '\\' => '\\',
            '\u{85}' => 'N',
            '\u{2028}' => 'L',
            '\u{2029}' => 'P',
            ' '..='~' => {
                f.write_char(c)?;
                continue;
            }
            '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' if c != '\u{FEFF}' => {
                f.write_char(c)?;
                continue;
            }
            c => {
                match u32::from(c) {
                    code @ 0..=0xFF => write!(f, "\\x{code:02X}")?,
                    code @ 0x100..=0xFFFF => write!(f, "\\u{code:04X}")?,
                    code => write!(f, "\\U{code:08X}")?,
                }
                continue;
            }
        };
        f.write_char('\\')?;
        f.write_char(short)?;
    }
    f.write_char('"')
}

/// Whether YAML 1.1 takes the text, without quotes, for a boolean, a number, a date or nothing.
pub(super) fn is_other_than_text(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL" | "<<" | "=")
        || boolean(text).is_some()
        || is_integer(text)
        || is_float(text)
        || is_timestamp(text)
}

/// The boolean that a word means in YAML 1.1.
pub(super) fn boolean(text: &str) -> Option<bool> {
    const WORDS: [(&str, bool); 6] = [
        ("yes", true),
        ("no", false),
        ("true", true),
        ("false", false),
        ("on", true),
        ("off", false),
    ];
    let (_, value) = WORDS.iter().find(|(word, _)| text.eq_ignore_ascii_case(word))?;
    let mut chars = text.chars();
    let first_is_upper = chars.next().is_some_and(|first| first.is_ascii_uppercase());
    let rest = chars.as_str();
    let is_lower = rest.chars().all(|c| c.is_ascii_lowercase());
    let is_upper = rest.chars().all(|c| c.is_ascii_uppercase());
    (is_lower || first_is_upper && is_upper).then_some(*value)
}

fn without_sign(text: &str) -> &str {
    text.strip_prefix(['-', '+']).unwrap_or(text)
}

/// Whether the text is not empty and all of it is digits or underscores.
fn all(text: &str, is_digit: impl Fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(|c| is_digit(c) || c == '_')
}

fn is_decimal(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && all(text, |c| c.is_ascii_digit())
}

/// `:` and a number below 60, at least once: what follows the first number of base 60.
fn is_base_60(text: &str) -> bool {
    text.split(':')
        .all(|part| matches!(part.as_bytes(), [b'0'..=b'9'] | [b'0'..=b'5', b'0'..=b'9']))
}

fn is_integer(text: &str) -> bool {
    let number = without_sign(text);
    if let Some(binary) = number.strip_prefix("0b") {
        return all(binary, |c| matches!(c, '0' | '1'));
    }
    if let Some(hexadecimal) = number.strip_prefix("0x") {
        return all(hexadecimal, |c| c.is_ascii_hexdigit());
    }
    if let Some(octal) = number.strip_prefix('0') {
        return octal.is_empty() || all(octal, |c| matches!(c, '0'..='7'));
    }
    match number.split_once(':') {
        Some((first, rest)) => is_decimal(first) && is_base_60(rest),
        None => is_decimal(number),
    }
}

fn is_float(text: &str) -> bool {
    if matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let number = without_sign(text);
    if matches!(number, ".inf" | ".Inf" | ".INF") {
        return true;
    }
    let Some((whole, fraction)) = number.split_once('.') else { return false };
    let is_fraction = |text: &str| text.is_empty() || all(text, |c| c.is_ascii_digit());
    if let Some((first, rest)) = whole.split_once(':') {
        return is_decimal(first) && is_base_60(rest) && is_fraction(fraction);
    }
    let (fraction, exponent) = match fraction.find(['e', 'E']) {
        Some(at) => {
            let (fraction, exponent) = fraction.split_at(at);
            (fraction, exponent.get(1..).unwrap_or_default())
        }
        None => (fraction, "+0"),
    };
    let is_exponent = exponent
        .strip_prefix(['-', '+'])
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit()));
    let is_number = match whole {
        // Without a sign.
        "" => is_decimal(fraction) && number.len() == text.len(),
        whole => is_decimal(whole) && is_fraction(fraction),
    };
    is_number && is_exponent
}

fn is_timestamp(text: &str) -> bool {
    /// Takes between `min` and `max` digits.
    fn digits(text: &str, min: usize, max: usize) -> Option<&str> {
        let len = text.bytes().take_while(u8::is_ascii_digit).take(max).count();
        (len >= min).then(|| text.get(len..)).flatten()
    }
    fn date(text: &str, min: usize) -> Option<&str> {
        let rest = digits(text, 4, 4)?.strip_prefix('-')?;
        digits(digits(rest, min, 2)?.strip_prefix('-')?, min, 2)
    }
    fn time(text: &str) -> Option<&str> {
        let blank = |c| matches!(c, ' ' | '\t');
        let rest = match text.strip_prefix(['T', 't']) {
            Some(rest) => rest,
            None => text.strip_prefix(blank)?.trim_start_matches(blank),
        };
        let rest = digits(rest, 1, 2)?.strip_prefix(':')?;
        let mut rest = digits(digits(rest, 2, 2)?.strip_prefix(':')?, 2, 2)?;
        if let Some(fraction) = rest.strip_prefix('.') {
            rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
        }
        let zone = rest.trim_start_matches(blank);
        if let Some(rest) = zone.strip_prefix('Z') {
            return Some(rest);
        }
        match zone.strip_prefix(['-', '+']) {
            Some(zone) => {
                let rest = digits(zone, 1, 2)?;
                match rest.strip_prefix(':') {
                    Some(minutes) => digits(minutes, 2, 2),
                    None => Some(rest),
                }
            }
            None => Some(rest),
        }
    }
    date(text, 2) == Some("") || date(text, 1).and_then(time) == Some("")
}

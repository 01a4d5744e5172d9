//! Numbers as Python's `int` and `float` read them.

use alloc::string::String;

/// An integer that is one, but may be too large for 128 bits.
pub(super) enum Integer {
    Value(i128),
    TooLarge,
}

/// As `int(text)` and, where that fails, `int(text, 0)`: decimal with any number of zeros in
/// front, or `0x`, `0o`, `0b`; single underscores between digits.
pub(super) fn integer(text: &str) -> Option<Integer> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let lower = digits.to_ascii_lowercase();
    let (radix, digits) = if let Some(digits) = lower.strip_prefix("0x") {
        (16, digits.strip_prefix('_').unwrap_or(digits))
    } else if let Some(digits) = lower.strip_prefix("0o") {
        (8, digits.strip_prefix('_').unwrap_or(digits))
    } else if let Some(digits) = lower.strip_prefix("0b") {
        (2, digits.strip_prefix('_').unwrap_or(digits))
    } else {
        (10, lower.as_str())
    };
    let digits = without_underscores(digits)?;
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    let magnitude = i128::from_str_radix(&digits, radix);
    Some(
        magnitude.map_or(Integer::TooLarge, |value| {
            Integer::Value(if negative { -value } else { value })
        }),
    )
}

/// As `float(text)`.
pub(super) fn float(text: &str) -> Option<f64> {
    without_underscores(text.trim())?.parse().ok()
}

/// The text without underscores, if each stands between two digits.
fn without_underscores(text: &str) -> Option<String> {
    let mut before = None;
    let mut chars = text.chars().peekable();
    let mut bare = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        if c == '_' {
            let digit = |c: Option<&char>| c.is_some_and(char::is_ascii_hexdigit);
            if !digit(before.as_ref()) || !digit(chars.peek()) {
                return None;
            }
        } else {
            bare.push(c);
        }
        before = Some(c);
    }
    Some(bare)
}

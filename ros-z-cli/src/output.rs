//! What is printed, and how numbers look.

use std::io::{IsTerminal, Write};
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};
use serde::Serialize;

use crate::error::Result;

pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();
pub(crate) const WARNING: Style = AnsiColor::Yellow.on_default().bold();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(crate) const FAINT: Style = Style::new().dimmed();

/// Prints a line, without colours unless it is for a terminal.
pub(crate) fn line(text: impl std::fmt::Display) -> Result {
    Ok(writeln!(anstream::stdout(), "{text}")?)
}

/// Prints a value as one line of JSON.
pub(crate) fn json(value: &impl Serialize) -> Result {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, value)?;
    writeln!(out)?;
    Ok(out.flush()?)
}

/// Whether somebody looks at what is printed.
pub(crate) fn is_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// A table with these headings, columns with `>` in front of the heading to the right.
pub(crate) fn table(headings: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_preset(NOTHING);
    table.set_header(headings.iter().map(|heading| heading.trim_start_matches('>')));
    for (index, heading) in headings.iter().enumerate() {
        if let Some(column) = table.column_mut(index) {
            column.set_padding((0, 2));
            if heading.starts_with('>') {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
    }
    table
}

/// Prints a table without spaces at the ends of its lines.
pub(crate) fn print_table(table: &Table) -> Result {
    table.lines().try_for_each(|text| line(text.trim_end()))
}

/// Lines that are printed in the place of the ones before, on a terminal.
#[derive(Debug, Default)]
pub(crate) struct Block {
    lines: usize,
}

impl Block {
    /// Prints text in the place of what was printed before.
    pub(crate) fn print(&mut self, text: &str) -> Result {
        let mut out = anstream::stdout();
        if is_terminal() && self.lines > 0 {
            write!(out, "\x1b[{}A\x1b[J", self.lines)?;
        }
        self.lines = text.lines().count();
        text.lines().try_for_each(|line| writeln!(out, "{line}"))?;
        Ok(out.flush()?)
    }
}

/// A number of bytes with a unit: `1.50 MB`.
pub(crate) fn bytes(number: f64) -> String {
    const UNITS: [&str; 4] = ["B", "KB", "MB", "GB"];
    let mut number = number;
    let mut unit = 0;
    while number >= 1000.0 && unit + 1 < UNITS.len() {
        number /= 1000.0;
        unit += 1;
    }
    match unit {
        0 if number.fract() == 0.0 => format!("{number} {}", UNITS[0]),
        _ => format!("{number:.2} {}", UNITS.get(unit).unwrap_or(&"")),
    }
}

/// A time for people: `250 ms`, `3 min 20 s`.
pub(crate) fn time(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0 if time.as_millis() == 0 => format!("{} µs", time.as_micros()),
        0 => format!("{} ms", time.as_millis()),
        1..60 => format!("{:.1} s", time.as_secs_f64()),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        3600..86400 => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
        _ => format!("{} d {} h", seconds / 86400, seconds % 86400 / 3600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_units() {
        for (number, expected) in [(28.0, "28 B"), (1500.0, "1.50 KB"), (2e12, "2000.00 GB")] {
            assert_eq!(bytes(number), expected);
        }
        for (millis, expected) in
            [(250, "250 ms"), (1500, "1.5 s"), (200_000, "3 min 20 s"), (7_260_000, "2 h 1 min")]
        {
            assert_eq!(time(Duration::from_millis(millis)), expected);
        }
    }
}

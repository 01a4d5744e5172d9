//! The results for people, and as lines for scripts.

use std::fmt::Display;

use super::cell::{Cell, Numbers};
use super::plan::Plan;
use super::row::WINDOW;
use super::run::Outcome;

/// The row that the others are compared to.
const FLOOR: &str = "floor";

const HEADERS: [&str; 10] = [
    "p50 µs", "p99 µs", "call µs", "zeroed", "unzeroed", "CPU send", "CPU recv", "burst/s",
    "verified", "× floor",
];

/// Prints a legend, a table for each size, and a line for each row and size.
pub fn print(outcome: &Outcome, plan: &Plan) {
    print_legend(outcome.passes, plan);
    for load in plan.loads {
        let cells: Vec<_> = outcome.cells.iter().filter(|cell| cell.bytes == load.bytes).collect();
        println!();
        print_line(&size(load.bytes), HEADERS);
        for cell in &cells {
            print_line(cell.row.name, columns(cell.numbers(), floor(outcome, load.bytes)));
        }
        for cell in &cells {
            print_notes(cell);
        }
    }
    println!();
    for cell in &outcome.cells {
        let values = cell.numbers().map(|numbers| [numbers.p50, numbers.p99, numbers.call]);
        let values = match values {
            Some(values) => values.map(|value| format!("{value:.1}")).join(" "),
            None => "- - -".into(),
        };
        println!("latency {} {} {values}", cell.row.name, cell.bytes);
    }
}

fn print_legend(passes: usize, plan: &Plan) {
    println!(
        "Latency between two processes, each row in processes of its own; {passes} passes, in each\n\
         of which all rows of a size ran one after the other, and percentiles over all of them.\n\
         One message is in flight; the receiver acknowledges it over loopback TCP.\n\
         \n\
         p50, p99   from right before the publishing call, by a stamp in the message, until the\n\
         \x20          receiver can read the bulk data as one slice; µs\n\
         call       the publishing call alone, median; µs\n\
         zeroed     creation of a message or buffer before that call, with zeroed memory and\n\
         unzeroed   with memory as it is, median; µs\n\
         CPU        of the whole process for each message, the acknowledgement included and\n\
         \x20          checks of all bytes not, mean; µs\n\
         burst      messages in a second with at most {WINDOW} in flight\n\
         verified   messages whose length, number and ends were right (all bytes of so many)\n\
         × floor    p50 over that of `{FLOOR}`\n"
    );
    for row in plan.rows() {
        println!("{:<11}{}", row.name, row.about);
    }
}

fn print_line<T: Display>(name: &str, columns: [T; HEADERS.len()]) {
    let columns = columns.iter().zip([10, 10, 10, 10, 10, 10, 10, 10, 14, 9]);
    let columns: String =
        columns.map(|(column, width)| format!("{:>width$}", column.to_string())).collect();
    println!("{name:<11}{columns}");
}

fn columns(numbers: Option<Numbers>, floor: Option<f64>) -> [String; HEADERS.len()] {
    let Some(numbers) = numbers else { return std::array::from_fn(|_| "-".into()) };
    let micros = |value: f64| format!("{value:.1}");
    let optional = |value: Option<f64>| value.map(micros).unwrap_or_default();
    [
        micros(numbers.p50),
        micros(numbers.p99),
        micros(numbers.call),
        optional(numbers.zeroed),
        optional(numbers.create),
        micros(numbers.cpu_sender),
        micros(numbers.cpu_receiver),
        format!("{:.0}", numbers.burst),
        format!("{} ({})", numbers.verified, numbers.verified_in_full),
        floor.map(|floor| format!("{:.3}", numbers.p50 / floor)).unwrap_or_default(),
    ]
}

/// The median of the row that the others are compared to.
pub fn floor(outcome: &Outcome, bytes: usize) -> Option<f64> {
    let mut cells = outcome.cells.iter();
    let floor = cells.find(|cell| cell.bytes == bytes && cell.row.name == FLOOR)?;
    Some(floor.numbers()?.p50)
}

fn print_notes(cell: &Cell) {
    if let Some(failure) = &cell.failure {
        println!("  - {}: {failure}", cell.row.name);
    }
    if let Some(shared) = cell.numbers().and_then(|numbers| numbers.shared).filter(|it| *it < 1.0) {
        println!("  {}: {:.0} % of the messages in shared memory", cell.row.name, 100.0 * shared);
    }
}

/// A size in bytes as people say it.
pub fn size(bytes: usize) -> String {
    match bytes {
        1_048_576.. => format!("{} MiB", bytes >> 20),
        _ => format!("{} KiB", bytes >> 10),
    }
}

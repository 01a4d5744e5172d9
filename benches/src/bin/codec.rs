//! Our codec beside its peers, as ratios to a memcpy.

use std::fmt::Display;
use std::process::ExitCode;
use std::time::Duration;

use benches::cases::{self, Case, IMPLEMENTATIONS, Operation, Size};
use benches::measure::{Mean, Plan, Row, Score, measure, measure_size};

const USAGE: &str = "usage: codec [--quick] [--json]";

const FULL: Plan = Plan { passes: 10, rounds: 200, sample: Duration::from_micros(200) };
const QUICK: Plan = Plan { passes: 5, rounds: 40, sample: Duration::from_micros(150) };

fn main() -> ExitCode {
    let (mut plan, mut json) = (FULL, false);
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--quick" => plan = QUICK,
            "--json" => json = true,
            _ => {
                eprintln!("unknown argument `{argument}`\n{USAGE}");
                return ExitCode::FAILURE;
            }
        }
    }
    let (cases, sizes) = match cases::all() {
        Ok(all) => all,
        Err(error) => {
            eprintln!("the benchmark cannot run: {error}");
            return ExitCode::FAILURE;
        }
    };
    let rows = measure(&cases, plan);
    if json {
        print_json(&rows, plan);
    } else {
        print_tables(&rows, plan);
        print_sizes(&sizes, plan);
    }
    ExitCode::SUCCESS
}

fn print_tables(rows: &[Row<'_>], plan: Plan) {
    let rounds = plan.passes * plan.rounds;
    println!(
        "Time of each implementation over the time of the same operation's memcpy of the same\n\
         bytes: the median of {rounds} rounds, in each of which the memcpy and every\n\
         implementation ran. Less is better. Memory that an operation allocates is freed within\n\
         its time. `clone`: the copy of the value, which decoding can hardly be faster than.\n\
         `wrong`: other bytes or another value than ours; `-`: an error, or no such operation;\n\
         (-n): the mean leaves out the n messages that are wrong or an error."
    );
    for operation in Operation::ALL {
        println!();
        println!("over {}:", operation.baseline());
        print_line(operation.title(), "bytes", IMPLEMENTATIONS);
        let mut group = "";
        for row in rows.iter().filter(|row| row.case.operation == operation) {
            if row.case.group != group {
                group = row.case.group;
                println!("{group}");
            }
            print_line(&format!("  {}", row.case.message), row.case.len, row.scores);
        }
        print_line("geometric mean", "", means(rows, operation));
    }
    println!();
    for operation in Operation::ALL {
        for (name, mean) in IMPLEMENTATIONS.iter().zip(means(rows, operation)) {
            if !mean.ratio.is_nan() {
                println!("geomean {} {name} {:.3}", operation.name(), mean.ratio);
            }
        }
    }
}

fn print_sizes(sizes: &[Size], plan: Plan) {
    for size in sizes {
        let times = IMPLEMENTATIONS.iter().zip(measure_size(size, plan));
        for (name, time) in times {
            if let Some(time) = time {
                println!("size {} {name} {time:.1}", size.message);
            }
        }
    }
}

fn print_line<T: Display>(name: &str, len: impl Display, cells: [T; IMPLEMENTATIONS.len()]) {
    let cells: String = cells.iter().map(|cell| format!("{:>13}", cell.to_string())).collect();
    println!("{name:<38}{len:>8}{cells}");
}

fn means(rows: &[Row<'_>], operation: Operation) -> [Mean; IMPLEMENTATIONS.len()] {
    std::array::from_fn(|implementation| Mean::of(rows, operation, implementation))
}

fn print_json(rows: &[Row<'_>], plan: Plan) {
    let row = |row: &Row<'_>| {
        let Case { message, len, operation, .. } = row.case;
        let scores = object(row.scores.map(|score| match score {
            Score::Ratio(ratio) => number(ratio),
            failed => format!("\"{failed}\""),
        }));
        let operation = operation.name();
        format!(
            r#"{{"message":"{message}","bytes":{len},"operation":"{operation}","ratios":{scores}}}"#
        )
    };
    let mean = |operation: Operation| {
        let means = object(means(rows, operation).map(|mean| number(mean.ratio)));
        format!(r#""{}":{means}"#, operation.name())
    };
    println!(
        r#"{{"rounds":{},"rows":[{}],"geometric_means":{{{}}}}}"#,
        plan.passes * plan.rounds,
        rows.iter().map(row).collect::<Vec<_>>().join(","),
        Operation::ALL.map(mean).join(","),
    );
}

/// A JSON number; JSON has no NaN.
fn number(value: f64) -> String {
    if value.is_nan() { "null".into() } else { format!("{value:.4}") }
}

/// A JSON object with a member for each implementation.
fn object(values: [String; IMPLEMENTATIONS.len()]) -> String {
    let members = IMPLEMENTATIONS.iter().zip(values);
    let members: Vec<_> = members.map(|(name, value)| format!(r#""{name}":{value}"#)).collect();
    format!("{{{}}}", members.join(","))
}

//! Latency of messages between two processes, ours beside its peers.

use std::path::PathBuf;
use std::process::ExitCode;

use benches::latency::error::{Error, Result};
use benches::latency::plan::{FULL, Plan, QUICK, SETTINGS};
use benches::latency::{json, pair, plot, run, table, task};

const USAGE: &str = "usage: latency [--quick | --settings] [--json] [--plot FILE.svg]";

struct Arguments {
    plan: Plan,
    json: bool,
    plot: Option<PathBuf>,
}

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    if let (Some(pair::TASK), Some(task)) = (args.next().as_deref(), args.next()) {
        return task::run(&task);
    }
    let done = arguments(std::env::args().skip(1)).and_then(|arguments| measure(&arguments));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn arguments(mut given: impl Iterator<Item = String>) -> Result<Arguments> {
    let mut arguments = Arguments { plan: FULL, json: false, plot: None };
    while let Some(argument) = given.next() {
        match argument.as_str() {
            "--quick" => arguments.plan = QUICK,
            "--settings" => arguments.plan = SETTINGS,
            "--json" => arguments.json = true,
            "--plot" => match given.next() {
                Some(file) => arguments.plot = Some(file.into()),
                None => return Err(usage("`--plot` requires a file")),
            },
            _ => return Err(usage(&format!("unknown argument `{argument}`"))),
        }
    }
    Ok(arguments)
}

fn usage(error: &str) -> Error {
    format!("{error}\n{USAGE}").into()
}

fn measure(arguments: &Arguments) -> Result<()> {
    let outcome = run::run(&arguments.plan)?;
    if arguments.json {
        println!("{}", json::document(&outcome));
    } else {
        table::print(&outcome, &arguments.plan);
    }
    match &arguments.plot {
        Some(file) => plot::write(&outcome, &arguments.plan, file),
        None => Ok(()),
    }
}

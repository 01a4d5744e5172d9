//! `ros-z`: see, measure, record and repair what runs.

mod args;
mod bag;
mod commands;
mod error;
mod interrupt;
mod names;
mod output;
mod qos;
mod session;
mod tap;
mod warnings;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use crate::args::Cli;
use crate::error::Failure;

fn main() -> ExitCode {
    let cli = Cli::parse();
    warnings::print();
    match cli.command.run(&cli.global) {
        Ok(()) | Err(Failure::Pipe) => ExitCode::SUCCESS,
        Err(Failure::Reported) => ExitCode::FAILURE,
        Err(Failure::Said(text)) => {
            let (label, plain) = (output::ERROR, anstyle::Reset);
            let _ = writeln!(anstream::stderr(), "{label}error:{plain} {text}");
            ExitCode::FAILURE
        }
    }
}

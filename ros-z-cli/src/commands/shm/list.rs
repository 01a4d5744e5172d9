//! `ros-z shm list`.

use clap::Args;

use crate::args::Global;
use crate::error::Result;
use crate::output::{self, line};

/// Zenoh's segments in /dev/shm: pools, and books about them.
///
/// Processes of other containers are not seen; a segment that they use is `in use` all the same.
#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only those that nobody uses
    #[arg(long)]
    orphaned: bool,
}

impl List {
    pub(crate) fn run(&self, global: &Global) -> Result {
        let mut segments = super::segments()?;
        segments.retain(|segment| !self.orphaned || segment.is_orphaned == Some(true));
        if global.json {
            return output::json(&segments.iter().map(super::json).collect::<Vec<_>>());
        }
        if segments.is_empty() {
            return line("no segments");
        }
        let mut table = output::table(&["SEGMENT", ">SIZE", "USER", ">AGE", "STATE", "PROCESSES"]);
        for segment in &segments {
            let processes: Vec<_> =
                segment.processes.iter().map(|id| super::process(*id)).collect();
            table.add_row([
                super::file_name(segment),
                output::bytes(segment.len as f64),
                super::user(segment.user),
                super::age(segment).map_or("?".into(), output::time),
                match segment.is_orphaned {
                    Some(true) => "orphaned",
                    Some(false) => "in use",
                    None => "not known",
                }
                .into(),
                processes.join(", "),
            ]);
        }
        output::print_table(&table)?;
        let bytes: u64 = segments.iter().map(|segment| segment.len).sum();
        line(format!("{} segments, {}", segments.len(), output::bytes(bytes as f64)))
    }
}

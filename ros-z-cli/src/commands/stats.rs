//! `ros-z stats`.

use std::fmt::Write;
use std::time::{Duration, Instant};

use clap::Args;
use ros_z_pub::stats::{ProcessStats, Tally};

use crate::args::{Global, seconds};
use crate::error::{Failure, Result};
use crate::output::{self, Block};
use crate::{interrupt, names};

/// How long processes may take to answer.
const PATIENCE: Duration = Duration::from_secs(1);

/// Counters of running publishers and subscribers, of programs that are built on `ros-z-pub`.
#[derive(Debug, Args)]
pub(crate) struct Stats {
    /// Only those of this node
    node: Option<String>,

    /// Print them again and again, until Ctrl-C
    #[arg(short, long)]
    watch: bool,

    /// Time between two reports, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "1")]
    interval: Duration,
}

impl Stats {
    pub(crate) fn run(&self, global: &Global) -> Result {
        let ctx = global.look_around()?;
        let mut block = Block::default();
        if self.watch {
            interrupt::install()?;
        }
        loop {
            let next = Instant::now() + self.interval;
            let mut all = ctx.graph().stats(PATIENCE)?;
            self.choose(&mut all)?;
            if global.json {
                output::json(&all)?;
            } else {
                block.print(&text(&all))?;
            }
            if !self.watch || !interrupt::sleep_until(next) {
                return Ok(());
            }
        }
    }

    /// Leaves what belongs to the node.
    fn choose(&self, all: &mut Vec<ProcessStats>) -> Result {
        let Some(node) = self.node.as_deref().map(names::topic) else { return Ok(()) };
        let mut nodes: Vec<String> = Vec::new();
        for process in all.iter_mut() {
            nodes.extend(process.publishers.iter().map(|it| it.node.clone()));
            nodes.extend(process.subscribers.iter().map(|it| it.node.clone()));
            process.publishers.retain(|it| it.node == node);
            process.subscribers.retain(|it| it.node == node);
        }
        all.retain(|process| !process.publishers.is_empty() || !process.subscribers.is_empty());
        if all.is_empty() && !self.watch {
            nodes.sort();
            let names = nodes.iter().map(String::as_str);
            let hint = names::hint(&node, names, "`ros-z stats` shows all that do");
            return Err(Failure::Said(format!("no node `{node}` tells its counters; {hint}")));
        }
        Ok(())
    }
}

fn text(all: &[ProcessStats]) -> String {
    let mut text = String::new();
    // A `String` takes all that is written.
    if all.is_empty() {
        let _ = writeln!(text, "no process tells its counters");
    }
    for process in all {
        let (id, version, zenoh) = (process.process_id, &process.version, &process.zenoh_version);
        let _ = writeln!(text, "process {id}, ros-z-pub {version}, Zenoh {zenoh}");
        if !process.publishers.is_empty() {
            let headings = [
                "NODE",
                "PUBLISHES",
                ">MESSAGES",
                ">BYTES",
                ">SHM",
                ">HEAP",
                ">NOT SHARED",
                ">REJECTED",
            ];
            let mut table = output::table(&headings);
            for endpoint in &process.publishers {
                let stats = &endpoint.stats;
                let mut shared = stats.shm;
                shared += stats.referenced;
                shared += stats.copied.total();
                table.add_row([
                    endpoint.node.clone(),
                    endpoint.topic.clone(),
                    messages(stats.published()),
                    output::bytes(stats.published().bytes as f64),
                    messages(shared),
                    messages(stats.heap.total()),
                    messages(stats.not_shared),
                    messages(stats.rejected),
                ]);
            }
            indent(&mut text, &table);
        }
        if !process.subscribers.is_empty() {
            let headings = [
                "NODE",
                "SUBSCRIBES TO",
                ">MESSAGES",
                ">BYTES",
                ">SHM",
                ">HEAP",
                ">FRAGMENTS",
                ">DROPPED",
                ">LOST",
                ">LATE",
                ">UNDECODABLE",
            ];
            let mut table = output::table(&headings);
            for endpoint in &process.subscribers {
                let stats = &endpoint.stats;
                table.add_row([
                    endpoint.node.clone(),
                    endpoint.topic.clone(),
                    messages(stats.received()),
                    output::bytes(stats.received().bytes as f64),
                    messages(stats.shm),
                    messages(stats.heap),
                    messages(stats.fragments),
                    messages(stats.dropped),
                    stats.lost.to_string(),
                    stats.late.to_string(),
                    messages(stats.undecodable),
                ]);
            }
            indent(&mut text, &table);
        }
        for pool in &process.pools {
            let _ = writeln!(text, "  pool: {pool}");
        }
    }
    text
}

fn messages(tally: Tally) -> String {
    tally.messages.to_string()
}

fn indent(text: &mut String, table: &comfy_table::Table) {
    for line in table.lines() {
        let _ = writeln!(text, "  {}", line.trim_end());
    }
}

//! `ros-z info`.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::args::Global;
use crate::bag::{Overview, files, utc};
use crate::error::Result;
use crate::output::{self, line};

/// What is in a recording.
#[derive(Debug, Args)]
pub(crate) struct Info {
    /// MCAP files, or folders of a bag
    #[arg(required = true)]
    files: Vec<PathBuf>,

    /// Read all of the file: sizes of topics, and whether all of it can be read
    #[arg(short, long)]
    verbose: bool,
}

impl Info {
    pub(crate) fn run(&self, global: &Global) -> Result {
        for (index, path) in files(&self.files)?.iter().enumerate() {
            let overview = Overview::of(path, self.verbose)?;
            if global.json {
                let topics = overview.topics.iter().map(|((topic, type_name), totals)| {
                    json!({
                        "topic": topic,
                        "type": type_name,
                        "messages": totals.messages,
                        "bytes": totals.bytes,
                        "encoding": totals.encoding,
                        "has_definition": totals.has_definition,
                    })
                });
                output::json(&json!({
                    "file": path,
                    "bytes": overview.file_size,
                    "profile": overview.profile,
                    "library": overview.library,
                    "messages": overview.messages,
                    "start": overview.times.map(|(first, _)| first),
                    "end": overview.times.map(|(_, last)| last),
                    "compression": overview.compression,
                    "is_complete": overview.broken.is_none(),
                    "broken": overview.broken,
                    "topics": topics.collect::<Vec<_>>(),
                }))?;
                continue;
            }
            if index > 0 {
                line("")?;
            }
            print(path, &overview)?;
        }
        Ok(())
    }
}

fn print(path: &std::path::Path, overview: &Overview) -> Result {
    let complete = match &overview.broken {
        None => "yes".into(),
        Some(why) => {
            format!("no: {why}; `ros-z convert` makes a complete file of what can be read")
        }
    };
    line(format!("File:         {}", path.display()))?;
    line(format!("Size:         {}", output::bytes(overview.file_size as f64)))?;
    line(format!("Complete:     {complete}"))?;
    if !overview.library.is_empty() {
        line(format!("Written by:   {}", overview.library))?;
    }
    if !overview.compression.is_empty() {
        line(format!("Compression:  {}", overview.compression.join(", ")))?;
    }
    if let Some((first, last)) = overview.times {
        let seconds = last.saturating_sub(first) as f64 / 1e9;
        line(format!("Duration:     {seconds:.3} s"))?;
        line(format!("Start:        {} UTC", utc(first)))?;
        line(format!("End:          {} UTC", utc(last)))?;
    }
    line(format!("Messages:     {}", overview.messages))?;
    if overview.topics.is_empty() {
        return Ok(());
    }
    line("")?;
    let mut table = output::table(&["TOPIC", "TYPE", ">MESSAGES", ">BYTES", "DEFINITION"]);
    for ((topic, type_name), totals) in &overview.topics {
        table.add_row([
            topic.clone(),
            type_name.clone(),
            totals.messages.to_string(),
            totals.bytes.map_or("-".into(), |bytes| output::bytes(bytes as f64)),
            if totals.has_definition { "yes" } else { "no" }.into(),
        ]);
    }
    output::print_table(&table)
}

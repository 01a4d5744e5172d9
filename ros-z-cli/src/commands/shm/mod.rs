//! `ros-z shm`.

mod clean;
mod list;

use std::fs;
use std::path::Path;

use clap::Subcommand;
use ros_z_pub::shm::SegmentInfo;
use serde_json::{Value, json};

use crate::args::Global;
use crate::error::{About, Result};

#[derive(Debug, Subcommand)]
pub(crate) enum Shm {
    List(list::List),
    Clean(clean::Clean),
}

impl Shm {
    pub(crate) fn run(&self, global: &Global) -> Result {
        match self {
            Self::List(command) => command.run(global),
            Self::Clean(command) => command.run(global),
        }
    }
}

/// The segments of this machine.
pub(crate) fn segments() -> Result<Vec<SegmentInfo>> {
    ros_z_pub::shm::segments().about("the segments in /dev/shm cannot be listed")
}

fn json(segment: &SegmentInfo) -> Value {
    json!({
        "path": segment.path,
        "bytes": segment.len,
        "user": user(segment.user),
        "age": age(segment).map(|age| age.as_secs_f64()),
        "processes": segment.processes,
        "is_orphaned": segment.is_orphaned,
    })
}

/// How long the segment has been there.
pub(crate) fn age(segment: &SegmentInfo) -> Option<std::time::Duration> {
    segment.created.and_then(|created| created.elapsed().ok())
}

fn file_name(segment: &SegmentInfo) -> String {
    let name = segment.path.file_name().unwrap_or(segment.path.as_os_str());
    name.to_string_lossy().into_owned()
}

/// The name of a user, or the number.
pub(crate) fn user(id: u32) -> String {
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let wanted = id.to_string();
    let name = users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == wanted).then(|| name.to_owned())
    });
    name.unwrap_or(wanted)
}

/// The name and the number of a process.
pub(crate) fn process(id: u32) -> String {
    let name = fs::read_to_string(Path::new("/proc").join(id.to_string()).join("comm"));
    match name.unwrap_or_default().trim() {
        "" => id.to_string(),
        name => format!("{name} ({id})"),
    }
}

//! `ros-z shm clean`.

use clap::Args;
use serde_json::json;

use crate::args::Global;
use crate::error::{Failure, Result};
use crate::output::{self, line};

/// Removes Zenoh's segments that nobody uses.
///
/// Whoever uses a segment has its file locked. What is locked, younger than 2 seconds or
/// another user's is left alone.
#[derive(Debug, Args)]
pub(crate) struct Clean {
    /// Only say what would be removed
    #[arg(short = 'n', long)]
    dry_run: bool,
}

impl Clean {
    pub(crate) fn run(&self, global: &Global) -> Result {
        let (mut removed, mut left, mut refused) = (Vec::new(), 0, Vec::new());
        for segment in super::segments()? {
            if segment.is_orphaned != Some(true) {
                left += 1;
                continue;
            }
            let outcome = if self.dry_run { Ok(true) } else { segment.remove_if_orphaned() };
            match outcome {
                Ok(true) => removed.push(segment),
                Ok(false) => left += 1,
                Err(error) => refused.push(format!("{}: {error}", segment.path.display())),
            }
        }
        let bytes: u64 = removed.iter().map(|segment| segment.len).sum();
        if global.json {
            let segments: Vec<_> = removed.iter().map(super::json).collect();
            output::json(&json!({
                "dry_run": self.dry_run,
                "removed": segments,
                "bytes": bytes,
                "left": left,
                "refused": refused,
            }))?;
        } else {
            let verb = if self.dry_run { "would remove" } else { "removed" };
            for segment in &removed {
                let age = super::age(segment).map_or("?".into(), output::time);
                line(format!(
                    "{verb} {} ({}, {age} old, of {})",
                    segment.path.display(),
                    output::bytes(segment.len as f64),
                    super::user(segment.user),
                ))?;
            }
            let bytes = output::bytes(bytes as f64);
            line(format!("{verb} {} segments, {bytes}; {left} left alone", removed.len()))?;
        }
        match refused.is_empty() {
            true => Ok(()),
            false => Err(Failure::Said(format!("not removed: {}", refused.join("; ")))),
        }
    }
}

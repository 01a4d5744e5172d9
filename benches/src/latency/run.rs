//! All rows, all sizes, several times.

use std::time::Instant;

use super::cell::Cell;
use super::error::{Error, Result};
use super::pair::{self, Failure};
use super::plan::Plan;

/// What a run has brought.
#[derive(Debug)]
pub struct Outcome {
    /// Size by size, in the order of the rows.
    pub cells: Vec<Cell>,
    /// Passes that were done; the budget may not have allowed for all.
    pub passes: usize,
}

/// Runs everything, and says on the standard error where it is.
///
/// In each pass, all rows of a size run one after the other, so that whatever else the
/// machine does meets all of them.
///
/// # Errors
///
/// A message was received that is not what was sent, or a process can't be started.
pub fn run(plan: &Plan) -> Result<Outcome> {
    let started = Instant::now();
    let sweeper = Sweeper;
    let sizes = plan.loads.iter().map(|load| load.bytes);
    let mut cells: Vec<_> =
        sizes.flat_map(|bytes| plan.rows().map(move |row| Cell::new(row, bytes))).collect();
    let mut passes = 0;
    while passes < plan.passes && (passes == 0 || started.elapsed() < plan.budget) {
        for load in plan.loads {
            eprintln!("pass {} of {}: {} bytes", passes + 1, plan.passes, load.bytes);
            for cell in cells.iter_mut().filter(|cell| cell.bytes == load.bytes) {
                if cell.failure.is_some() {
                    continue;
                }
                match pair::run(cell.row, load, plan.patience) {
                    Ok((sent, received)) => cell.add(sent, received),
                    Err(Failure::Unable(reason)) => {
                        cell.failure = Some(reason);
                    }
                    Err(Failure::Wrong(reason)) => return Err(wrong(cell, &reason)),
                    Err(Failure::Broken(error)) => return Err(error),
                }
            }
            sweeper.sweep();
        }
        passes += 1;
    }
    Ok(Outcome { cells, passes })
}

fn wrong(cell: &Cell, reason: &str) -> Error {
    format!("{} with {} bytes delivers wrong messages: {reason}", cell.row.name, cell.bytes).into()
}

/// Removes the segments that Zenoh processes leave behind when they end, killed or not.
struct Sweeper;

impl Sweeper {
    fn sweep(&self) {
        zenoh::shm::cleanup_orphaned_shm_segments();
    }
}

impl Drop for Sweeper {
    fn drop(&mut self) {
        self.sweep();
    }
}

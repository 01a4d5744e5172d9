//! Clocks, in nanoseconds.

use std::cell::Cell;

use rustix::time::{ClockId, clock_gettime};

/// The time since boot; all processes of the machine read the same clock.
pub fn now() -> u64 {
    read(ClockId::Monotonic)
}

fn read(clock: ClockId) -> u64 {
    let time = clock_gettime(clock);
    let [seconds, nanos] = [time.tv_sec, time.tv_nsec].map(|part| u64::try_from(part).unwrap_or(0));
    seconds * 1_000_000_000 + nanos
}

/// Runs `work` and says how long it took.
///
/// # Errors
///
/// The error of `work`.
pub fn timed<T, E>(work: impl FnOnce() -> Result<T, E>) -> Result<(T, u64), E> {
    let started = now();
    let value = work()?;
    Ok((value, now() - started))
}

/// CPU time of this process, without what is spent on checks.
#[derive(Debug)]
pub struct CpuMeter {
    started: u64,
    aside: Cell<u64>,
}

impl CpuMeter {
    /// Starts at zero.
    pub fn start() -> Self {
        Self { started: read(ClockId::ProcessCPUTime), aside: Cell::new(0) }
    }

    /// Runs work of this thread that does not count.
    pub fn aside<T>(&self, work: impl FnOnce() -> T) -> T {
        let started = read(ClockId::ThreadCPUTime);
        let value = work();
        self.aside.set(self.aside.get() + read(ClockId::ThreadCPUTime) - started);
        value
    }

    /// The CPU time so far.
    pub fn nanos(&self) -> u64 {
        (read(ClockId::ProcessCPUTime) - self.started).saturating_sub(self.aside.get())
    }
}

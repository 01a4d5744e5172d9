//! What the receiving process does.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::clock::{self, CpuMeter};
use super::error::{Result, WrongMessage};
use super::payload::{Pattern, Stamp, Step};
use super::plan::Load;
use super::row::Receiver;
use super::side::Acknowledger;
use super::task::FIND;

/// What the receiving process has measured; times in nanoseconds.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct ReceiverReport {
    /// From right before the publishing call until the bulk data can be read.
    pub latencies: Vec<u64>,
    /// CPU time of the process for each message.
    pub cpu: f64,
    /// Messages of which length, number and ends were right.
    pub verified: u64,
    /// Messages of which all bytes were right.
    pub verified_in_full: u64,
    /// Messages that came in shared memory, where that is known.
    pub shared: Option<u64>,
}

/// Receives all messages of a load, verifies and acknowledges them.
///
/// # Errors
///
/// A message does not come in time, or is not what was sent.
pub fn run(
    receiver: &mut dyn Receiver,
    load: &Load,
    acknowledger: &mut Acknowledger,
    patience: Duration,
) -> Result<ReceiverReport> {
    let pattern = Pattern::new(load.bytes);
    let mut report = ReceiverReport::default();
    let mut meter = CpuMeter::start();
    for expected in 0.. {
        let mut taken = None;
        // The sender looks for this side before its first message; later it is the first
        // to say what takes too long.
        let patience = if expected == 0 { FIND + patience } else { 2 * patience };
        let came = receiver.receive(patience, &mut |data, shared, at| {
            let now = at.unwrap_or_else(clock::now);
            let stamp = Stamp::read(data, load.bytes)?;
            let Stamp { number, .. } = stamp;
            if number != expected {
                let what = format!("message {number} came instead of message {expected}");
                return Err(WrongMessage(what).into());
            }
            if stamp.full {
                meter.aside(|| pattern.verify(number, data))?;
                report.verified_in_full += 1;
            }
            report.verified += 1;
            if let Some(shared) = shared {
                *report.shared.get_or_insert(0) += u64::from(shared);
            }
            taken = Some((stamp, now));
            Ok(())
        })?;
        let (true, Some((stamp, now))) = (came, taken) else {
            return Err(format!("message {expected} did not come within {patience:?}").into());
        };
        if stamp.step == Step::Latency {
            report.latencies.push(now.saturating_sub(stamp.sent));
        }
        acknowledger.acknowledge(stamp.number)?;
        match (stamp.last, stamp.step) {
            (false, _) => {}
            (true, Step::WarmUp) => meter = CpuMeter::start(),
            (true, Step::Latency) => report.cpu = meter.nanos() as f64 / load.latency as f64,
            (true, Step::Burst) => break,
        }
    }
    Ok(report)
}

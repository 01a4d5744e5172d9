//! What the sending process does.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::clock::{self, CpuMeter};
use super::error::{Context, Result};
use super::payload::{Draft, Pattern, Step};
use super::plan::Load;
use super::row::{Sender, Sent, WINDOW};
use super::side::Acknowledgements;

/// How often a zeroed creation is timed.
const ZEROED: usize = 10;

/// What the sending process has measured; times in nanoseconds.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct SenderReport {
    /// The publishing calls.
    pub calls: Vec<u64>,
    /// The creations before them.
    pub creates: Vec<u64>,
    /// Creations with zeroed memory.
    pub zeroed: Vec<u64>,
    /// CPU time of the process for each message.
    pub cpu: f64,
    /// Messages in a second when several are in flight.
    pub burst: f64,
}

/// Sends all messages of a load.
///
/// # Errors
///
/// A message can't be sent, or is not acknowledged in time.
pub fn run(
    sender: &mut dyn Sender,
    load: &Load,
    acknowledgements: &mut Acknowledgements,
    watch: &Watch,
) -> Result<SenderReport> {
    let pattern = Pattern::new(load.bytes);
    let mut link = Link { sender, acknowledgements, watch, pattern, meter: CpuMeter::start() };
    let mut report = SenderReport::default();

    link.run(Step::WarmUp, load.warm_up, 1, |_| {})?;
    link.meter = CpuMeter::start();
    link.run(Step::Latency, load.latency, 1, |sent| {
        report.calls.push(sent.call);
        report.creates.extend(sent.create);
    })?;
    report.cpu = link.meter.nanos() as f64 / load.latency as f64;

    for _ in 0..ZEROED {
        report.zeroed.extend(watch.over(u64::MAX, || link.sender.create_zeroed())?);
    }

    let started = clock::now();
    link.run(Step::Burst, load.burst, WINDOW as u64, |_| {})?;
    report.burst = load.burst as f64 * 1e9 / (clock::now() - started) as f64;
    Ok(report)
}

struct Link<'a> {
    sender: &'a mut dyn Sender,
    acknowledgements: &'a mut Acknowledgements,
    watch: &'a Watch,
    pattern: Pattern,
    meter: CpuMeter,
}

impl Link<'_> {
    /// Sends `count` messages, of which at most `window` are in flight.
    fn run(
        &mut self,
        step: Step,
        count: u64,
        window: u64,
        mut sent: impl FnMut(Sent),
    ) -> Result<()> {
        let first = self.acknowledgements.count();
        for number in first..first + count {
            let last = number + 1 == first + count;
            let draft = Draft::new(number, step, last, &self.pattern, &self.meter);
            let times = self.watch.over(number, || self.sender.send(&draft));
            sent(times.context(format_args!("message {number}"))?);
            if let Some(oldest) = (number + 1).checked_sub(window).filter(|it| *it >= first) {
                self.acknowledgements.wait_for(oldest)?;
            }
        }
        self.acknowledgements.wait_for(first + count - 1)
    }
}

/// Waits until the receiving side is known.
///
/// # Errors
///
/// It isn't in time.
pub fn wait_for_match(sender: &mut dyn Sender, timeout: Duration) -> Result<()> {
    let deadline = Instant::now() + timeout;
    while !sender.is_matched()? {
        if Instant::now() > deadline {
            return Err("the receiver is not discovered".into());
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    Ok(())
}

/// Watches calls that may never return.
#[derive(Debug, Clone, Default)]
pub struct Watch(Arc<Call>);

#[derive(Debug, Default)]
struct Call {
    /// When the call began, in nanoseconds; 0 while there is none.
    since: AtomicU64,
    number: AtomicU64,
}

impl Watch {
    /// Runs a call for message `number` under watch.
    fn over<T>(&self, number: u64, call: impl FnOnce() -> T) -> T {
        self.0.number.store(number, Ordering::Relaxed);
        self.0.since.store(clock::now(), Ordering::Relaxed);
        let value = call();
        self.0.since.store(0, Ordering::Relaxed);
        value
    }

    /// Calls `report` once with the number of a message whose call lasts longer than
    /// `patience`, if there is one.
    pub fn start(&self, patience: Duration, report: impl Fn(u64) + Send + 'static) {
        let call = self.0.clone();
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(patience / 8);
                let since = call.since.load(Ordering::Relaxed);
                let lasted = Duration::from_nanos(clock::now().saturating_sub(since));
                if since != 0 && lasted > patience {
                    return report(call.number.load(Ordering::Relaxed));
                }
            }
        });
    }
}

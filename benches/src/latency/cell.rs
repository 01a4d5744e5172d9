//! What is known of one row and one size after all passes.

use super::receiver::ReceiverReport;
use super::row::Row;
use super::sender::SenderReport;

/// One row and one size.
#[derive(Debug)]
pub struct Cell {
    /// The row.
    pub row: &'static Row,
    /// Length of the bulk data.
    pub bytes: usize,
    /// Why there are no numbers.
    pub failure: Option<String>,
    passes: Vec<(SenderReport, ReceiverReport)>,
}

/// The numbers of a cell; times in microseconds.
#[derive(Debug, Clone, Copy)]
pub struct Numbers {
    /// One-way latency, median.
    pub p50: f64,
    /// One-way latency that 99 of 100 messages do not exceed.
    pub p99: f64,
    /// The publishing call, median.
    pub call: f64,
    /// The creation with zeroed memory, median.
    pub zeroed: Option<f64>,
    /// The creation with memory as it is, median.
    pub create: Option<f64>,
    /// CPU time of the sending process for each message, mean.
    pub cpu_sender: f64,
    /// CPU time of the receiving process for each message, mean.
    pub cpu_receiver: f64,
    /// Messages in a second, median.
    pub burst: f64,
    /// Messages whose latency was measured.
    pub messages: u64,
    /// Messages of which length, number and ends were right.
    pub verified: u64,
    /// Messages of which all bytes were right.
    pub verified_in_full: u64,
    /// The part of the messages that came in shared memory, where that is known.
    pub shared: Option<f64>,
}

impl Cell {
    /// Nothing is known yet.
    pub fn new(row: &'static Row, bytes: usize) -> Self {
        Self { row, bytes, failure: None, passes: Vec::new() }
    }

    /// Adds what a pass has brought.
    pub fn add(&mut self, sent: SenderReport, received: ReceiverReport) {
        self.passes.push((sent, received));
    }

    /// The numbers over all passes; `None` if the row failed in one of them.
    pub fn numbers(&self) -> Option<Numbers> {
        if self.failure.is_some() || self.passes.is_empty() {
            return None;
        }
        let sent = || self.passes.iter().map(|(sent, _)| sent);
        let received = || self.passes.iter().map(|(_, received)| received);
        let micros = |samples: Vec<u64>, part| Some(percentile(samples, part)? as f64 / 1e3);
        let latencies: Vec<_> = received().flat_map(|it| it.latencies.iter().copied()).collect();
        let calls = sent().flat_map(|it| it.calls.iter().copied()).collect();
        let verified = received().map(|it| it.verified).sum();
        let shared: Option<u64> = received().map(|it| it.shared).sum();
        Some(Numbers {
            messages: latencies.len() as u64,
            p50: micros(latencies.clone(), 50)?,
            p99: micros(latencies, 99)?,
            call: micros(calls, 50)?,
            zeroed: micros(sent().flat_map(|it| it.zeroed.iter().copied()).collect(), 50),
            create: micros(sent().flat_map(|it| it.creates.iter().copied()).collect(), 50),
            cpu_sender: mean(sent().map(|it| it.cpu)) / 1e3,
            cpu_receiver: mean(received().map(|it| it.cpu)) / 1e3,
            burst: percentile(sent().map(|it| it.burst as u64).collect(), 50)? as f64,
            verified,
            verified_in_full: received().map(|it| it.verified_in_full).sum(),
            shared: shared.map(|shared| shared as f64 / verified as f64),
        })
    }
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len() as f64;
    values.sum::<f64>() / count
}

/// The smallest sample that `part` of 100 samples do not exceed.
fn percentile(mut samples: Vec<u64>, part: usize) -> Option<u64> {
    let at = (samples.len() * part).div_ceil(100).checked_sub(1)?;
    samples.sort_unstable();
    samples.get(at).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_samples() {
        let samples: Vec<u64> = (1..=200).rev().collect();
        assert_eq!(percentile(samples.clone(), 50), Some(100));
        assert_eq!(percentile(samples, 99), Some(198));
        assert_eq!(percentile(vec![3], 99), Some(3));
        assert_eq!(percentile(vec![], 50), None);
    }
}

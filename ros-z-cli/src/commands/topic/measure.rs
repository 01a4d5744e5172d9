//! `ros-z topic hz`, `bw` and `delay`.

use std::collections::VecDeque;
use std::fmt::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use clap::Args;
use ros_z_pub::RawMessage;
use ros_z_pub::stats::SubscriberStats;
use serde_json::{Value, json};

use crate::args::{Global, seconds};
use crate::error::{Failure, Result};
use crate::output::{self, Block, line};
use crate::session::{node, unknown_topic};
use crate::tap::Tap;
use crate::warnings::warn;
use crate::{interrupt, names};

/// How often messages come, and how regularly.
///
/// Prints the average rate, the shortest and the longest time between two messages, its standard
/// deviation, and how much it changes from one message to the next (jitter).
#[derive(Debug, Args)]
pub(crate) struct Hz {
    #[command(flatten)]
    options: Options,

    /// How many messages are looked at, the last ones
    #[arg(short, long, value_name = "N", default_value_t = 10_000)]
    window: usize,
}

/// How many bytes a second come.
#[derive(Debug, Args)]
pub(crate) struct Bw {
    #[command(flatten)]
    options: Options,

    /// How many messages are looked at, the last ones
    #[arg(short, long, value_name = "N", default_value_t = 100)]
    window: usize,
}

/// How old messages are when they come, by the time that they were published at.
///
/// The clocks of both machines have to agree.
#[derive(Debug, Args)]
pub(crate) struct Delay {
    #[command(flatten)]
    options: Options,

    /// How many messages are looked at, the last ones
    #[arg(short, long, value_name = "N", default_value_t = 10_000)]
    window: usize,
}

#[derive(Debug, Args)]
struct Options {
    /// The topic
    topic: String,

    /// End after so many messages
    #[arg(short, long, value_name = "N")]
    count: Option<u64>,

    /// End after so many seconds
    #[arg(short, long, value_name = "SECONDS", value_parser = seconds)]
    duration: Option<Duration>,

    /// Time between two reports, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "1")]
    interval: Duration,
}

#[derive(Debug, Clone, Copy)]
enum Measure {
    Rate,
    Bandwidth,
    Delay,
}

impl Hz {
    pub(crate) fn run(&self, global: &Global) -> Result {
        self.options.run(global, self.window, Measure::Rate)
    }
}

impl Bw {
    pub(crate) fn run(&self, global: &Global) -> Result {
        self.options.run(global, self.window, Measure::Bandwidth)
    }
}

impl Delay {
    pub(crate) fn run(&self, global: &Global) -> Result {
        self.options.run(global, self.window, Measure::Delay)
    }
}

/// What is known of a message.
#[derive(Debug, Clone, Copy)]
struct Arrival {
    at: Instant,
    bytes: usize,
    /// Seconds since it was published.
    age: Option<f64>,
}

/// The last messages.
#[derive(Debug)]
struct Window {
    arrivals: VecDeque<Arrival>,
    size: usize,
    /// How many there were in all, and at most will be.
    total: u64,
    limit: u64,
}

impl Window {
    fn note(&mut self, message: &RawMessage) {
        let (at, now) = (Instant::now(), SystemTime::now());
        if self.total >= self.limit {
            return;
        }
        self.total += 1;
        let age = message.source_time().map(|source| match now.duration_since(source) {
            Ok(age) => age.as_secs_f64(),
            Err(ahead) => -ahead.duration().as_secs_f64(),
        });
        if self.arrivals.len() >= self.size {
            self.arrivals.pop_front();
        }
        self.arrivals.push_back(Arrival { at, bytes: message.payload_len(), age });
    }
}

fn lock(window: &Mutex<Window>) -> MutexGuard<'_, Window> {
    window.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Options {
    fn run(&self, global: &Global, window: usize, measure: Measure) -> Result {
        if window < 2 {
            return Err(Failure::new("a window of at least 2 messages is required"));
        }
        interrupt::install()?;
        let topic = names::topic(&self.topic);
        let ctx = global.open()?;
        let (graph, node) = (ctx.graph(), node(&ctx)?);
        let limit = self.count.unwrap_or(u64::MAX);
        let window = Window { arrivals: VecDeque::new(), size: window, total: 0, limit };
        let window = Arc::new(Mutex::new(window));
        let filled = window.clone();
        let mut tap = Tap::new(&node, &topic, Arc::new(move |_, it| lock(&filled).note(&it)));
        let started = Instant::now();
        let (mut next, mut reported) = (started + self.interval, 0);
        let (mut block, mut is_warned) = (Block::default(), false);
        loop {
            tap.follow(graph)?;
            let now = Instant::now();
            let total = lock(&window).total;
            let is_over = self.duration.is_some_and(|duration| now - started >= duration);
            if !is_warned && !tap.is_connected() && now - started >= global.spin_time {
                is_warned = true;
                let unknown = unknown_topic(graph, &topic);
                warn(&format!("nobody publishes on `{topic}` yet ({unknown}); waiting"));
            }
            let is_end = is_over || total >= limit || interrupt::is_asked();
            if (now >= next && tap.is_connected()) || (is_end && total > reported) {
                next = now + self.interval;
                let report = Report::of(&lock(&window), tap.stats(), total == reported);
                reported = total;
                if global.json {
                    output::json(&report.json(&topic, &tap.types()))?;
                } else if output::is_terminal() {
                    let title = format!("{topic} [{}]\n", tap.types().join(", "));
                    block.print(&(title + &report.text(measure)))?;
                } else {
                    line(report.text(measure).trim_end())?;
                }
            }
            if is_end {
                break;
            }
            std::thread::sleep(interrupt::TICK);
        }
        match lock(&window).total {
            0 if !interrupt::is_asked() => Err(Failure::Said(format!(
                "no message on `{topic}` within {:?}",
                started.elapsed()
            ))),
            _ => Ok(()),
        }
    }
}

/// What is printed at once.
#[derive(Debug)]
struct Report {
    /// No message has come since the one before.
    is_silent: bool,
    total: u64,
    window: usize,
    /// Times between messages, in seconds.
    intervals: Option<Spread>,
    jitter: f64,
    sizes: Option<Spread>,
    bytes_per_second: f64,
    ages: Option<Spread>,
    stats: SubscriberStats,
}

impl Report {
    fn of(window: &Window, stats: SubscriberStats, is_silent: bool) -> Self {
        let arrivals = &window.arrivals;
        let times: Vec<_> = arrivals.iter().map(|arrival| arrival.at).collect();
        let intervals: Vec<_> =
            times.windows(2).map(|pair| (pair[1] - pair[0]).as_secs_f64()).collect();
        let changes: Vec<_> = intervals.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
        let sizes = arrivals.iter().map(|arrival| arrival.bytes as f64);
        let bytes: f64 = sizes.clone().sum();
        let elapsed = times.first().map_or(0.0, |first| first.elapsed().as_secs_f64());
        Self {
            is_silent,
            total: window.total,
            window: arrivals.len(),
            intervals: Spread::of(intervals.into_iter()),
            jitter: Spread::of(changes.into_iter()).map_or(0.0, |spread| spread.mean),
            sizes: Spread::of(sizes),
            bytes_per_second: if elapsed > 0.0 { bytes / elapsed } else { 0.0 },
            ages: Spread::of(arrivals.iter().filter_map(|arrival| arrival.age)),
            stats,
        }
    }

    /// As ROS prints it, and how the messages came.
    fn text(&self, measure: Measure) -> String {
        let mut text = String::new();
        // A `String` takes all that is written.
        let _ = match (measure, &self.intervals, &self.sizes, &self.ages) {
            _ if self.is_silent => writeln!(text, "no new messages"),
            (Measure::Rate, Some(spread), ..) => writeln!(
                text,
                "average rate: {:.3}\n\tmin: {:.3}s max: {:.3}s std dev: {:.5}s window: {}\n\
                 \tjitter: {:.5}s",
                rate(spread),
                spread.min,
                spread.max,
                spread.deviation,
                self.window,
                self.jitter,
            ),
            (Measure::Bandwidth, _, Some(sizes), _) => writeln!(
                text,
                "{}/s from {} messages\n\tMessage size mean: {} min: {} max: {}",
                output::bytes(self.bytes_per_second),
                self.window,
                output::bytes(sizes.mean),
                output::bytes(sizes.min),
                output::bytes(sizes.max),
            ),
            (Measure::Delay, _, _, Some(ages)) => writeln!(
                text,
                "average delay: {:.6}\n\tmin: {:.6}s max: {:.6}s std dev: {:.6}s window: {}",
                ages.mean, ages.min, ages.max, ages.deviation, self.window,
            ),
            (Measure::Delay, ..) => writeln!(text, "the messages do not say when they were sent"),
            _ => writeln!(text, "one message so far"),
        };
        let stats = &self.stats;
        let _ = writeln!(
            text,
            "\tshared memory: {} heap: {} fragments: {} lost: {} late: {}",
            stats.shm.messages,
            stats.heap.messages,
            stats.fragments.messages,
            stats.lost,
            stats.late,
        );
        text
    }

    fn json(&self, topic: &str, types: &[&str]) -> Value {
        let stats = &self.stats;
        json!({
            "topic": topic,
            "types": types,
            "messages": self.total,
            "window": self.window,
            "rate": self.intervals.as_ref().map(rate),
            "interval": self.intervals.as_ref().map(Spread::json),
            "jitter": self.jitter,
            "bytes_per_second": self.bytes_per_second,
            "size": self.sizes.as_ref().map(Spread::json),
            "delay": self.ages.as_ref().map(Spread::json),
            "shm": stats.shm.messages,
            "heap": stats.heap.messages,
            "fragments": stats.fragments.messages,
            "lost": stats.lost,
            "late": stats.late,
        })
    }
}

fn rate(intervals: &Spread) -> f64 {
    if intervals.mean > 0.0 { 1.0 / intervals.mean } else { 0.0 }
}

/// How numbers are spread.
#[derive(Debug, PartialEq)]
struct Spread {
    mean: f64,
    min: f64,
    max: f64,
    /// The standard deviation.
    deviation: f64,
}

impl Spread {
    fn of(numbers: impl Iterator<Item = f64> + Clone) -> Option<Self> {
        let (count, sum, min, max) = numbers.clone().fold(
            (0.0, 0.0, f64::INFINITY, f64::NEG_INFINITY),
            |(count, sum, min, max), number| {
                (count + 1.0, sum + number, f64::min(min, number), f64::max(max, number))
            },
        );
        if count == 0.0 {
            return None;
        }
        let mean = sum / count;
        let variance = numbers.map(|number| (number - mean).powi(2)).sum::<f64>() / count;
        Some(Self { mean, min, max, deviation: variance.sqrt() })
    }

    fn json(&self) -> Value {
        json!({ "mean": self.mean, "min": self.min, "max": self.max, "std_dev": self.deviation })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spread_of_numbers() {
        let spread = Spread::of([1.0, 3.0].into_iter()).unwrap();
        assert_eq!(spread, Spread { mean: 2.0, min: 1.0, max: 3.0, deviation: 1.0 });
        assert_eq!(Spread::of(std::iter::empty::<f64>()), None);
    }
}

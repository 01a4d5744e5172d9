//! Timing of all implementations side by side, as ratios to a memcpy.
//!
//! The memcpy is that of the same operation: where the operation allocates, so does what it is
//! divided by. A round times the memcpy and every implementation once, in random order, and gives one
//! ratio for each implementation. What disturbs the machine for longer than a round
//! hits the memcpy as well; what disturbs it for less is outvoted by the median.

use std::fmt::{self, Display, Formatter};
use std::time::{Duration, Instant};

use crate::cases::{Candidate, Case, IMPLEMENTATIONS, Operation, Run, Size};

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// How often all messages are gone through.
    pub passes: usize,
    /// Rounds for each message and operation in one pass.
    pub rounds: usize,
    /// How long one implementation runs in one round, or once if that takes longer.
    pub sample: Duration,
}

/// What came out for an implementation, an operation and a message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Score {
    /// Time over the time of the operation's memcpy of the same bytes, the median of all rounds.
    Ratio(f64),
    /// The bytes or the value were not ours.
    Wrong,
    /// The implementation returned an error, or does no such thing.
    Refused,
}

/// A case and what came out of it.
pub struct Row<'a> {
    /// The message and the operation.
    pub case: &'a Case,
    /// A score for each of [`IMPLEMENTATIONS`].
    pub scores: [Score; IMPLEMENTATIONS.len()],
}

/// Times all cases.
pub fn measure(cases: &[Case], plan: Plan) -> Vec<Row<'_>> {
    let mut buffer = Vec::new();
    let mut contests: Vec<_> =
        cases.iter().map(|case| Contest::new(case, plan.sample, &mut buffer)).collect();
    let mut order = Order::new();
    for _ in 0..plan.passes {
        for contest in &mut contests {
            for _ in 0..plan.rounds {
                contest.play(order.shuffled(), &mut buffer);
            }
        }
    }
    contests.into_iter().map(Contest::finish).collect()
}

/// How long each implementation takes for the length of a message, in nanoseconds: the median
/// of all rounds.
pub fn measure_size(size: &Size, plan: Plan) -> [Option<f64>; IMPLEMENTATIONS.len()] {
    let mut buffer = Vec::new();
    size.runs.each_ref().map(|run| {
        let mut runner = Runner::new(run.as_ref()?, plan.sample, &mut buffer);
        let times = (0..plan.rounds).map(|_| {
            runner.sample(&mut buffer);
            runner.latest * 1e9
        });
        Some(median(times.collect()))
    })
}

/// A case with all who take part in it.
struct Contest<'a> {
    case: &'a Case,
    memcpy: Runner<'a>,
    players: [Player<'a>; IMPLEMENTATIONS.len()],
}

enum Player<'a> {
    Fit { runner: Runner<'a>, ratios: Vec<f64> },
    Out(Score),
}

struct Runner<'a> {
    run: &'a Run,
    /// How often the operation is done in one sample.
    times: u64,
    /// Seconds for one operation in the last sample.
    latest: f64,
}

impl<'a> Contest<'a> {
    fn new(case: &'a Case, sample: Duration, buffer: &mut Vec<u8>) -> Self {
        let players = case.candidates.each_ref().map(|candidate| match candidate {
            Candidate::Right(run) => {
                Player::Fit { runner: Runner::new(run, sample, buffer), ratios: Vec::new() }
            }
            Candidate::Wrong => Player::Out(Score::Wrong),
            Candidate::Refused => Player::Out(Score::Refused),
        });
        Self { case, memcpy: Runner::new(&case.memcpy, sample, buffer), players }
    }

    /// Times everyone once; the slot behind the implementations is the memcpy's.
    fn play(&mut self, order: &[usize], buffer: &mut Vec<u8>) {
        for &slot in order {
            match self.players.get_mut(slot) {
                Some(Player::Fit { runner, .. }) => runner.sample(buffer),
                Some(Player::Out(_)) => {}
                None => self.memcpy.sample(buffer),
            }
        }
        for player in &mut self.players {
            if let Player::Fit { runner, ratios } = player {
                ratios.push(runner.latest / self.memcpy.latest);
            }
        }
    }

    fn finish(self) -> Row<'a> {
        let scores = self.players.map(|player| match player {
            Player::Fit { ratios, .. } => Score::Ratio(median(ratios)),
            Player::Out(score) => score,
        });
        Row { case: self.case, scores }
    }
}

impl<'a> Runner<'a> {
    /// Finds out how often the operation fits into a sample.
    fn new(run: &'a Run, sample: Duration, buffer: &mut Vec<u8>) -> Self {
        let mut runner = Self { run, times: 1, latest: 0.0 };
        loop {
            runner.sample(buffer);
            let wanted = sample.as_secs_f64() / runner.latest;
            // A short trial is mostly warm-up; it only tells that more are needed.
            if wanted < 4.0 * runner.times as f64 {
                runner.times = (wanted as u64).max(1);
                return runner;
            }
            runner.times *= 4;
        }
    }

    fn sample(&mut self, buffer: &mut Vec<u8>) {
        // Brings this runner's data back into the caches that others have used since.
        (self.run)(1, buffer);
        let start = Instant::now();
        (self.run)(self.times, buffer);
        self.latest = start.elapsed().as_secs_f64() / self.times as f64;
    }
}

/// The order of a round. In a fixed one, everybody would find in the cache what always the
/// same one left there.
struct Order {
    slots: [usize; IMPLEMENTATIONS.len() + 1],
    state: u64,
}

impl Order {
    fn new() -> Self {
        Self { slots: std::array::from_fn(|slot| slot), state: 0x9e37_79b9_7f4a_7c15 }
    }

    /// Fisher-Yates with xorshift64: the same orders in every run.
    fn shuffled(&mut self) -> &[usize] {
        for last in (1..self.slots.len()).rev() {
            self.state ^= self.state << 13;
            self.state ^= self.state >> 7;
            self.state ^= self.state << 17;
            self.slots.swap(last, (self.state % (last as u64 + 1)) as usize);
        }
        &self.slots
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

impl Display for Score {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ratio(ratio) => write!(f, "{ratio:.2}"),
            Self::Wrong => f.write_str("wrong"),
            Self::Refused => f.write_str("-"),
        }
    }
}

/// The geometric mean of an implementation's ratios for an operation.
#[derive(Debug, Clone, Copy)]
pub struct Mean {
    /// The mean over the messages that the implementation gets right, NaN without any.
    pub ratio: f64,
    /// How many messages it does not get right.
    pub missing: usize,
}

impl Mean {
    /// The mean of the implementation at this place in [`IMPLEMENTATIONS`].
    pub fn of(rows: &[Row<'_>], operation: Operation, implementation: usize) -> Self {
        let (mut sum, mut count, mut missing) = (0.0, 0, 0);
        for row in rows.iter().filter(|row| row.case.operation == operation) {
            if let Some(Score::Ratio(ratio)) = row.scores.get(implementation) {
                sum += ratio.ln();
                count += 1;
            } else {
                missing += 1;
            }
        }
        Self { ratio: (sum / f64::from(count)).exp(), missing }
    }
}

impl Display for Mean {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.ratio.is_nan() {
            return f.write_str("-");
        }
        write!(f, "{:.2}", self.ratio)?;
        if self.missing > 0 {
            write!(f, " (-{})", self.missing)?;
        }
        Ok(())
    }
}

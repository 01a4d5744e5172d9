//! Two processes that do one load, and what becomes of them.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;

use super::error::{Context, Error, Result};
use super::plan::Load;
use super::receiver::ReceiverReport;
use super::row::Row;
use super::sender::SenderReport;
use super::task::{FIND, Peer, Task};

/// The argument that a task follows.
pub const TASK: &str = "--task";

/// How long a process may take to start, and to end.
const GRACE: Duration = Duration::from_secs(5);

/// Errors that come shortly behind another one may be its cause.
const AFTERMATH: Duration = Duration::from_millis(300);

/// Why there are no numbers.
#[derive(Debug)]
pub enum Failure {
    /// The row can't do this size.
    Unable(String),
    /// What was received is not what was sent.
    Wrong(String),
    /// The benchmark itself failed.
    Broken(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Broken(error)
    }
}

/// Runs a row once, in two processes of its own.
///
/// # Errors
///
/// Either process fails, ends, or takes too long.
pub fn run(
    row: &Row,
    load: &Load,
    patience: Duration,
) -> Result<(SenderReport, ReceiverReport), Failure> {
    let task = |peer| Task { row: row.name.into(), load: *load, patience, peer };
    let (sender, lines) = mpsc::channel();
    let mut pair = Pair { lines, deadline: Instant::now() + FIND + GRACE, processes: Vec::new() };

    pair.processes.push(Process::start(Side::Receiver, &task(None), sender.clone())?);
    let (_, peer) = pair.expect("ready")?;
    let peer: Peer = parse(&peer)?;

    // Both find each other; then no message takes longer than the patience. Only a row
    // that is slow from the first message to the last is cut off.
    pair.deadline = Instant::now() + FIND + GRACE + 8 * patience;
    pair.processes.push(Process::start(Side::Sender, &task(Some(peer)), sender)?);
    let (mut sent, mut received) = (None, None);
    while sent.is_none() || received.is_none() {
        match pair.expect("result")? {
            (Side::Sender, report) => sent = Some(parse(&report)?),
            (Side::Receiver, report) => received = Some(parse(&report)?),
        }
    }
    match (sent, received) {
        (Some(sent), Some(received)) => Ok((sent, received)),
        _ => Err(Failure::Unable("a report is missing".into())),
    }
}

fn parse<T: DeserializeOwned>(json: &str) -> Result<T> {
    serde_json::from_str(json).context("what a process says")
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Sender,
    Receiver,
}

impl Side {
    fn name(self) -> &'static str {
        match self {
            Self::Sender => "sender",
            Self::Receiver => "receiver",
        }
    }
}

/// A line of a process, or `None` when it has closed its output.
type Line = (Side, Option<String>);

struct Pair {
    lines: Receiver<Line>,
    deadline: Instant,
    processes: Vec<Process>,
}

impl Pair {
    /// The rest of the next line, which starts with `word`.
    fn expect(&mut self, word: &str) -> Result<(Side, String), Failure> {
        loop {
            let left = self.deadline.saturating_duration_since(Instant::now());
            let Ok((side, line)) = self.lines.recv_timeout(left) else {
                return Err(Failure::Unable("the processes do not end in time".into()));
            };
            let Some(line) = line else {
                if self.has_said_its_result(side) {
                    continue;
                }
                return Err(self.failure(side, None));
            };
            match line.split_once(' ') {
                Some((first, rest)) if first == word => {
                    if word == "result" {
                        self.mark_done(side);
                    }
                    return Ok((side, rest.into()));
                }
                _ => return Err(self.failure(side, Some(line))),
            }
        }
    }

    fn process(&mut self, side: Side) -> Option<&mut Process> {
        self.processes.iter_mut().find(|process| process.side == side)
    }

    fn has_said_its_result(&mut self, side: Side) -> bool {
        self.process(side).is_some_and(|process| process.done)
    }

    fn mark_done(&mut self, side: Side) {
        if let Some(process) = self.process(side) {
            process.done = true;
        }
    }

    /// What this line, or the end without one, and what follows shortly after mean.
    fn failure(&mut self, side: Side, line: Option<String>) -> Failure {
        let mut reasons = vec![self.reason(side, line)];
        let deadline = Instant::now() + AFTERMATH;
        while let Ok((side, line)) =
            self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now()))
        {
            // The end of a process that has told why it ends is no news.
            if reasons.iter().all(|(told, ..)| *told != side) && !self.has_said_its_result(side) {
                reasons.push(self.reason(side, line));
            }
        }
        let told: Vec<_> =
            reasons.iter().map(|(side, what, _)| format!("{}: {what}", side.name())).collect();
        let told = told.join("; ");
        if reasons.iter().any(|(.., wrong)| *wrong) {
            Failure::Wrong(told)
        } else {
            Failure::Unable(told)
        }
    }

    fn reason(&mut self, side: Side, line: Option<String>) -> (Side, String, bool) {
        match line {
            Some(line) => match line.split_once(' ') {
                Some(("error", what)) => (side, what.into(), false),
                Some(("wrong", what)) => (side, what.into(), true),
                _ => (side, format!("unexpected output `{line}`"), false),
            },
            None => {
                let status = self.process(side).and_then(Process::status);
                (side, status.unwrap_or_else(|| "has closed its output".into()), false)
            }
        }
    }
}

/// A process, which has ended when this has been dropped.
struct Process {
    side: Side,
    child: Child,
    stdin: Option<ChildStdin>,
    done: bool,
}

impl Process {
    fn start(side: Side, task: &Task, lines: mpsc::Sender<Line>) -> Result<Self> {
        let program = std::env::current_exe().context("the path of this program")?;
        let mut child = Command::new(program)
            .args([TASK, &serde_json::to_string(task)?])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("a process")?;
        let stdin = child.stdin.take();
        let stdout = child.stdout.take();
        let process = Self { side, child, stdin, done: false };
        let stdout = stdout.ok_or("a process has no output")?;
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if lines.send((side, Some(line))).is_err() {
                    return;
                }
            }
            let _ = lines.send((side, None));
        });
        Ok(process)
    }

    /// How the process ended, if it has within a moment.
    fn status(&mut self) -> Option<String> {
        self.wait(AFTERMATH).map(|status| format!("ended with {status}"))
    }

    fn wait(&mut self, timeout: Duration) -> Option<std::process::ExitStatus> {
        let deadline = Instant::now() + timeout;
        loop {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Some(status);
            }
            if Instant::now() > deadline {
                return None;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.done && self.wait(GRACE).is_some() {
            return;
        }
        // Ends by itself when its input does, unless it hangs.
        self.stdin = None;
        if self.wait(AFTERMATH).is_none() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

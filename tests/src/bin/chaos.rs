//! A publisher at full rate, and what happens to its shared memory when its subscribers are
//! killed, stopped, interrupted and ended in order while they hold messages.
//!
//! ```bash
//! cargo run --release -p ros-z-tests --bin chaos -- [ROUNDS]
//! ```
//!
//! Every process is a real one, in a `/dev/shm` of its own where the machine allows it. One
//! subscriber lives through all of it and checks every message. A line for each round says how
//! long messages went to the heap because of it, how many segments the pool has, and what the
//! long-living subscriber has locked in memory. The program fails if shared memory does not come
//! back in time, if a message arrives changed, or if anything is left in `/dev/shm`.

use std::collections::VecDeque;
use std::error::Error;
use std::io::{BufRead, Write};
use std::process::{Command, ExitCode, Stdio};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::{Duration, Instant};

use ros_z_msgs::sensor_msgs::Image;
use ros_z_pub::context::ZContextBuilder;
use ros_z_pub::shm::{ShmConfig, ShmPolicy};
use ros_z_pub::{Builder, HeapReason, Outcome};
use ros_z_tests::checked;
use ros_z_tests::process::{DEADLINE, HEALED, Peer, context, endpoint};
use rustix::process::{Pid, Signal, kill_process};

type Result<T, E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;

const TOPIC: &str = "checked";

/// The pool has room for 9 messages.
const POOL: usize = 10 << 20;
const MESSAGE: usize = 1 << 20;

/// How many of them a subscriber holds that is about to end.
const HELD: usize = 6;

/// Between two messages: those who check them need some time as well.
const PERIOD: Duration = Duration::from_millis(2);

/// How long a message may wait for room.
const BOUND: Duration = Duration::from_millis(5);

/// Which of the calls may take longer than it is allowed on a machine that is busy otherwise.
const SLOW: f64 = 0.001;

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args().skip(1).collect();
    let args: Vec<_> = args.iter().map(String::as_str).collect();
    let result = match args[..] {
        ["publisher"] => publisher(),
        ["reader", endpoint, held] => {
            held.parse().map_err(Into::into).and_then(|held| reader(endpoint, held))
        }
        ["inside", rounds] => rounds.parse().map_err(Into::into).and_then(rounds_of_chaos),
        [] => outside("8"),
        [rounds] => outside(rounds),
        _ => Err("a number of rounds is all that can be given".into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the rounds in a `/dev/shm` of their own, if that can be had.
fn outside(rounds: &str) -> Result<()> {
    let program = std::env::current_exe()?;
    let script = "mount -t tmpfs -o size=256m tmpfs /dev/shm && exec \"$0\" inside \"$1\"";
    let can_mount = |options: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(options).args(["sh", "-c", "mount -t tmpfs tmpfs /dev/shm"]);
        command.stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    };
    let mut command = if can_mount(&["--mount"]) {
        let mut command = Command::new("unshare");
        command.args(["--mount", "sh", "-c", script]).arg(program).arg(rounds);
        command
    } else {
        println!("without a /dev/shm of its own");
        let mut command = Command::new(program);
        command.args(["inside", rounds]);
        command
    };
    match command.status()? {
        status if status.success() => Ok(()),
        status => Err(format!("the rounds ended with {status}").into()),
    }
}

/// What is done to a subscriber.
#[derive(Debug, Clone, Copy)]
enum End {
    /// SIGKILL.
    Killed,
    /// SIGINT without a handler.
    Interrupted,
    /// It closes its session under full load.
    InOrder,
    /// SIGSTOP for longer than Zenoh's lease, then SIGCONT, then in order.
    Stopped,
}

impl End {
    fn of_round(round: usize) -> Self {
        match round % 8 {
            1 | 5 => Self::Interrupted,
            2 => Self::InOrder,
            6 => Self::Stopped,
            _ => Self::Killed,
        }
    }
}

/// What the publisher says of a round.
#[derive(Debug)]
struct Report {
    /// From the first message that went to the heap until the first one that did not any more.
    dry: Duration,
    is_shm: bool,
    segments: usize,
    subscribers: usize,
}

fn rounds_of_chaos(rounds: usize) -> Result<()> {
    let before = files()?;
    let program = std::env::current_exe()?;
    let start = |args: &[&str]| Peer::start_command(Command::new(&program).args(args));
    let mut publisher = start(&["publisher"]);
    let endpoint = publisher.line();
    let mut witness = start(&["reader", &endpoint, "0"]);
    println!(
        "{:>5} {:<12} {:>8} {:>9} {:>12} {:>9}",
        "round", "subscriber", "dry ms", "segments", "VmLck kB", "received"
    );
    let mut longest = Duration::ZERO;
    for round in 0..rounds {
        let end = End::of_round(round);
        let received = count(&witness)?;
        let mut reader = start(&["reader", &endpoint, &HELD.to_string()]);
        while reader.line() != "held" {}
        // It is announced after it has begun to receive.
        wait_until("both subscribers", || Ok(report(&mut publisher)?.subscribers == 2))?;
        publisher.say("mark");
        let process = Pid::from_raw(reader.id() as i32).ok_or("no process")?;
        match end {
            End::Killed => kill_process(process, Signal::KILL)?,
            End::Interrupted => kill_process(process, Signal::INT)?,
            End::InOrder => reader.close(),
            End::Stopped => {
                kill_process(process, Signal::STOP)?;
                // Until its lease is over it holds what it has.
                wait_until(
                    "the end of the lease",
                    || Ok(report(&mut publisher)?.subscribers == 1),
                )?;
                publisher.say("mark");
            }
        }
        let settled = Instant::now();
        wait_until("shared memory", || {
            let report = report(&mut publisher)?;
            Ok(report.is_shm && settled.elapsed() > Duration::from_millis(600))
        })?;
        let report = report(&mut publisher)?;
        if report.dry > HEALED {
            return Err(format!("round {round}, {end:?}: {report:?}").into());
        }
        if let End::Stopped = end {
            kill_process(process, Signal::CONT)?;
            reader.close();
        }
        drop(reader);
        longest = longest.max(report.dry);
        let locked = locked_by(witness.id())?;
        let received = count(&witness)? - received;
        let (dry, segments) = (report.dry.as_millis(), report.segments);
        println!(
            "{round:>5} {:<12} {dry:>8} {segments:>9} {locked:>12} {received:>9}",
            format!("{end:?}")
        );
        if received == 0 {
            return Err(format!("round {round}: nothing arrives any more").into());
        }
        // Three segments and Zenoh's books of one publisher, and its own small segments.
        if locked > (3 * POOL / 1024 + 1500) as u64 {
            return Err(format!("round {round}: {locked} kB are locked").into());
        }
    }
    witness.close();
    witness.end();
    publisher.say("end");
    println!("longest without shared memory: {} ms; {}", longest.as_millis(), publisher.line());
    let calls = publisher.line();
    println!("{calls}");
    publisher.close();
    publisher.end();
    wait_until("a clean /dev/shm", || Ok(files()? == before))?;
    if calls.ends_with("too slow") { Err(calls.into()) } else { Ok(()) }
}

fn wait_until(what: &str, mut condition: impl FnMut() -> Result<bool>) -> Result<()> {
    let deadline = Instant::now() + DEADLINE;
    while !condition()? {
        if Instant::now() > deadline {
            return Err(format!("in vain: {what}").into());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

fn report(publisher: &mut Peer) -> Result<Report> {
    publisher.say("report");
    let line = publisher.line();
    let words: Vec<_> = line.split_whitespace().collect();
    let [dry, is_shm, segments, subscribers] = words[..] else { return Err(line.into()) };
    Ok(Report {
        dry: Duration::from_micros(dry.parse()?),
        is_shm: is_shm.parse()?,
        segments: segments.parse()?,
        subscribers: subscribers.parse()?,
    })
}

/// How many messages a subscriber has received and found unchanged.
fn count(reader: &Peer) -> Result<u64> {
    let mut last = reader.line();
    while let Some(line) = reader.try_line() {
        last = line;
    }
    match last.split_once(' ') {
        Some(("intact", count)) => Ok(count.parse()?),
        _ => Err(last.into()),
    }
}

fn locked_by(process: u32) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmLck:")).ok_or("no VmLck")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

fn files() -> Result<Vec<std::ffi::OsString>> {
    let mut names = Vec::new();
    for file in std::fs::read_dir("/dev/shm")? {
        names.push(file?.file_name());
    }
    names.sort();
    Ok(names)
}

/// Lines of the standard input.
fn commands() -> Receiver<String> {
    let (sender, lines) = channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(std::io::Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    lines
}

fn publisher() -> Result<()> {
    let policy = ShmPolicy::WaitThenHeap(BOUND);
    let config = ShmConfig::with_pool_size(POOL)?.with_policy(policy);
    let ctx = context().with_shm_config(config.clone()).build()?;
    let node = ctx.create_node("publisher").build()?;
    let publisher = node.create_pub::<Image>(TOPIC).build()?;
    println!("ready\n{}", endpoint(&ctx));
    let commands = commands();
    let (mut first_dry, mut recovered, mut is_shm) = (None::<Instant>, None::<Instant>, true);
    let mut calls: Vec<Duration> = Vec::new();
    let mut number = 0;
    loop {
        match commands.try_recv().as_deref() {
            Ok("mark") => (first_dry, recovered) = (None, None),
            Ok("report") => {
                let dry = first_dry
                    .map_or(Duration::ZERO, |first| recovered.unwrap_or_else(Instant::now) - first);
                let segments = config.stats().map_or(0, |stats| stats.segments);
                let subscribers = ctx.graph().subscribers(publisher.topic()).len();
                println!("{} {is_shm} {segments} {subscribers}", dry.as_micros());
            }
            Ok("end") => break,
            Ok(_) | Err(TryRecvError::Empty) => {}
            Err(TryRecvError::Disconnected) => return Ok(()),
        }
        number += 1;
        let message = checked::image(number, MESSAGE);
        let started = Instant::now();
        let outcome = publisher.publish(&message)?;
        calls.push(started.elapsed());
        is_shm = outcome.is_shm();
        match outcome {
            Outcome::Heap {
                reason: HeapReason::PoolFull | HeapReason::PoolLost { .. }, ..
            } => {
                first_dry.get_or_insert_with(Instant::now);
                recovered = None;
            }
            Outcome::Shm { .. } if first_dry.is_some() => {
                recovered.get_or_insert_with(Instant::now);
            }
            Outcome::Shm { .. } => {}
            outcome => return Err(outcome.to_string().into()),
        }
        std::thread::sleep(PERIOD);
    }
    println!("{}", publisher.stats());
    calls.sort_unstable();
    let at = |share: f64| calls[((calls.len() - 1) as f64 * share) as usize];
    let (median, most, longest) = (at(0.5), at(1.0 - SLOW), at(1.0));
    let allowed = BOUND + Duration::from_millis(50);
    let verdict = if most <= allowed { "in time" } else { "too slow" };
    println!(
        "{} calls: median {median:?}, 99.9 % {most:?}, longest {longest:?}: {verdict}",
        calls.len()
    );
    // Until it is told to end.
    while commands.recv().is_ok() {}
    Ok(())
}

fn reader(endpoint: &str, held: usize) -> Result<()> {
    let ctx = ZContextBuilder::default().with_connect_endpoints([endpoint]).build()?;
    let node = ctx.create_node("reader").build()?;
    let subscriber = node.create_sub::<Image>(TOPIC).with_depth(2).in_place().build()?;
    println!("ready");
    let commands = commands();
    let mut kept = VecDeque::new();
    let (mut count, mut last, mut said) = (0_u64, 0, Instant::now());
    while commands.try_recv() != Err(TryRecvError::Disconnected) {
        let Some(image) = subscriber.recv_timeout(Duration::from_millis(50))? else { continue };
        let number = checked::number(&image.view()?)?;
        if number <= last {
            return Err(format!("message {number} after {last}").into());
        }
        (last, count) = (number, count + 1);
        if kept.len() < held && image.is_shm() {
            kept.push_back((number, image));
            if kept.len() == held {
                println!("held");
            }
        }
        // What is held stays what it was.
        if let Some((number, image)) = kept.get(count as usize % held.max(1)) {
            if checked::number(&image.view()?)? != *number {
                return Err(format!("message {number} has become another one").into());
            }
        }
        if held == 0 && said.elapsed() > Duration::from_millis(20) {
            said = Instant::now();
            println!("intact {count}");
            std::io::stdout().flush()?;
        }
    }
    Ok(())
}

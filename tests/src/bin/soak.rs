//! Many messages of mixed sizes through one pool, and many publishers on one pool.
//!
//! ```bash
//! cargo run --release -p ros-z-tests --bin soak -- [MESSAGES]
//! ```
//!
//! A subscriber in another process keeps the last few messages. Resident and locked memory of
//! both, and what the pool has out, must not grow; the program fails if they do. Then 1, 8 and
//! 64 publishers share a pool for some seconds each: what a message costs, and how evenly they get
//! their turns, beside the same without a pool.

use std::collections::VecDeque;
use std::error::Error;
use std::io::BufRead;
use std::process::{Command, ExitCode};
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use ros_z_msgs::sensor_msgs::Image;
use ros_z_pub::context::ZContextBuilder;
use ros_z_pub::shm::{ShmConfig, ShmPolicy};
use ros_z_pub::{Builder, ZContext};
use ros_z_tests::checked;
use ros_z_tests::process::{DEADLINE, Peer, context, endpoint, locked_by};

type Result<T, E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;

const TOPIC: &str = "soak";
const POOL: usize = 4 << 20;

/// How many messages the subscriber keeps.
const KEPT: usize = 5;

/// The largest of the data.
const LARGEST: usize = 200_000;

/// What memory may grow by after the first tenth of the messages, in bytes.
const GROWTH: u64 = 8 << 20;

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args().skip(1).collect();
    let args: Vec<_> = args.iter().map(String::as_str).collect();
    let result = match args[..] {
        ["keep", endpoint] => keep(endpoint),
        [] => soak(1_000_000).and_then(|()| share()),
        [messages] => match messages.parse() {
            Ok(messages) => soak(messages).and_then(|()| share()),
            Err(error) => Err(format!("a number of messages, not `{messages}`: {error}").into()),
        },
        _ => Err("a number of messages is all that can be given".into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Memory of a process in bytes.
#[derive(Debug, Clone, Copy)]
struct Memory {
    resident: u64,
    locked: u64,
}

impl Memory {
    fn of(process: u32) -> Result<Self> {
        let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        let resident: u64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(Self { resident: resident * 1024, locked: locked_by(process) })
    }

    fn check(self, before: Self, who: &str) -> Result<()> {
        if self.resident > before.resident + GROWTH || self.locked > before.locked + GROWTH {
            return Err(format!("the memory of {who} grows: {before:?}, {self:?}").into());
        }
        Ok(())
    }
}

fn soak(messages: u32) -> Result<()> {
    let policy = ShmPolicy::WaitThenHeap(Duration::from_millis(100));
    let config = ShmConfig::with_pool_size(POOL)?.with_policy(policy);
    let ctx = context().with_shm_config(config.clone()).build()?;
    let publisher = ctx.create_node("soak").build()?.create_pub::<Image>(TOPIC).build()?;
    let program = std::env::current_exe()?;
    let peer = Peer::start_command(Command::new(program).args(["keep", &endpoint(&ctx)]));
    if !publisher.wait_for_subscribers(1, DEADLINE)? {
        return Err("no subscriber".into());
    }
    let images: Vec<_> =
        (0..64).map(|step| checked::image(step, 600 + step as usize * LARGEST / 64)).collect();
    let memory = || {
        Ok::<_, Box<dyn Error + Send + Sync>>((
            Memory::of(std::process::id())?,
            Memory::of(peer.id())?,
        ))
    };
    println!(
        "{:>9} {:>10} {:>10} {:>11} {:>11} {:>9}",
        "messages", "RSS", "VmLck", "RSS there", "VmLck there", "in use"
    );
    let mut early = None;
    let mut seed = 1_u32;
    for number in 1..=messages {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        publisher.publish(&images[(seed >> 26) as usize])?;
        if number % (messages / 10).max(1) == 0 {
            let (here, there) = memory()?;
            let in_use = config.stats().and_then(|stats| stats.in_use).unwrap_or(0);
            println!(
                "{number:>9} {:>10} {:>10} {:>11} {:>11} {in_use:>9}",
                here.resident, here.locked, there.resident, there.locked
            );
            let (before, before_there) = *early.get_or_insert((here, there));
            here.check(before, "the publisher")?;
            there.check(before_there, "the subscriber")?;
        }
    }
    println!("{}", publisher.stats());
    peer.end();
    let deadline = Instant::now() + DEADLINE;
    loop {
        let stats = config.stats().ok_or("there is no pool")?;
        if stats.in_use == Some(0) && stats.segments == 1 {
            return Ok(());
        }
        if Instant::now() > deadline {
            return Err(format!("the pool is not whole again: {stats}").into());
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn keep(endpoint: &str) -> Result<()> {
    let ctx = ZContextBuilder::default().with_connect_endpoints([endpoint]).build()?;
    let node = ctx.create_node("keep").build()?;
    let subscriber = node.create_sub::<Image>(TOPIC).with_depth(KEPT).in_place().build()?;
    println!("ready");
    let is_ended = std::sync::Arc::new(AtomicBool::new(false));
    let ended = is_ended.clone();
    std::thread::spawn(move || {
        std::io::stdin().lock().lines().for_each(drop);
        ended.store(true, Ordering::Relaxed);
    });
    let mut kept = VecDeque::new();
    while !is_ended.load(Ordering::Relaxed) {
        let Some(image) = subscriber.recv_timeout(Duration::from_millis(20))? else { continue };
        checked::number(&image.view()?)?;
        kept.push_back(image);
        if kept.len() > KEPT {
            kept.pop_front();
        }
    }
    Ok(())
}

fn share() -> Result<()> {
    println!(
        "\n{:>10} {:>14} {:>12} {:>9} {:>14} {:>12}",
        "publishers", "µs a message", "fewest/most", "heap", "without a pool", "fewest/most"
    );
    for publishers in [1, 8, 64] {
        let policy = ShmPolicy::WaitThenHeap(Duration::from_millis(100));
        // Room for a message of each second one.
        let bytes = 20_000 * (publishers / 2).max(2) + (64 << 10);
        let ctx = context()
            .with_shm_config(ShmConfig::with_pool_size(bytes)?.with_policy(policy))
            .build()?;
        let shared = turns(&ctx, publishers)?;
        let heap = ctx.stats().publishers.heap.total().messages;
        let alone = turns(&context().build()?, publishers)?;
        println!(
            "{publishers:>10} {:>14.2} {:>12.2} {heap:>9} {:>14.2} {:>12.2}",
            shared.micros, shared.share, alone.micros, alone.share
        );
    }
    Ok(())
}

/// How publishers that publish at once get on.
struct Turns {
    /// What a message costs, in microseconds.
    micros: f64,
    /// Messages of the publisher that had the fewest, of those of the one that had the most.
    share: f64,
}

/// Lets publishers publish at once, each on a thread of its own, for some seconds.
fn turns(ctx: &ZContext, publishers: usize) -> Result<Turns> {
    const TIME: Duration = Duration::from_secs(4);
    let node = ctx.create_node("share").build()?;
    let image = checked::image(1, 20_000);
    let is_over = AtomicBool::new(false);
    let all_there = Barrier::new(publishers + 1);
    let made = (0..publishers)
        .map(|number| node.create_pub::<Image>(format!("share{number}")).build())
        .collect::<ros_z_pub::Result<Vec<_>>>()?;
    let (counts, elapsed) = std::thread::scope(|scope| {
        let threads: Vec<_> = made
            .iter()
            .map(|publisher| {
                let (image, is_over, all_there) = (&image, &is_over, &all_there);
                scope.spawn(move || {
                    all_there.wait();
                    let mut count = 0_u64;
                    while !is_over.load(Ordering::Relaxed) {
                        publisher.publish(image)?;
                        count += 1;
                    }
                    ros_z_pub::Result::Ok(count)
                })
            })
            .collect();
        all_there.wait();
        let started = Instant::now();
        std::thread::sleep(TIME);
        is_over.store(true, Ordering::Relaxed);
        let elapsed = started.elapsed();
        let counts = threads.into_iter().map(|thread| thread.join().map_err(|_| "a panic"));
        counts.collect::<Result<Vec<_>, _>>().map(|counts| (counts, elapsed))
    })?;
    let counts = counts.into_iter().collect::<ros_z_pub::Result<Vec<_>>>()?;
    let (fewest, most) = (counts.iter().min().unwrap_or(&0), counts.iter().max().unwrap_or(&1));
    Ok(Turns {
        micros: elapsed.as_micros() as f64 / counts.iter().sum::<u64>() as f64,
        share: *fewest as f64 / *most as f64,
    })
}

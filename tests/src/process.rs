//! A second process, and what it says.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ros_z_pub::ZContext;
use ros_z_pub::context::ZContextBuilder;
use zenoh::Wait;

/// How long a condition may take before the test fails.
pub const DEADLINE: Duration = Duration::from_secs(30);

/// How soon shared memory has to be in use again after subscribers have died.
///
/// With the first version of Zenoh's shared memory, that of Zenoh 1.9, a segment that has run dry
/// is given back only when nothing can be under way from it any more, which nobody confirms there.
pub const HEALED: Duration = if zenoh_shm::version::SHM_VERSION >= 2 {
    Duration::from_secs(2)
} else {
    Duration::from_secs(18)
};

static ALONE: Mutex<()> = Mutex::new(());

/// Lets only one test at a time have a pool: they add up against the limit of locked
/// memory.
pub fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A context that listens on a loopback port of the system's choice and looks for nobody.
pub fn context() -> ZContextBuilder {
    ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"])
}

/// The endpoint of such a context.
pub fn endpoint(ctx: &ZContext) -> String {
    ctx.listen_endpoints().into_iter().next().expect("the context listens")
}

/// A session that is connected to an endpoint and does not share memory, as one over the network.
pub fn session_without_shm(endpoint: &str) -> zenoh::Result<zenoh::Session> {
    session(endpoint, false)
}

/// A session that is connected to an endpoint and reads shared memory with Zenoh's own client.
pub fn session_of_zenoh(endpoint: &str) -> zenoh::Result<zenoh::Session> {
    session(endpoint, true)
}

fn session(endpoint: &str, is_shm: bool) -> zenoh::Result<zenoh::Session> {
    let mut config = zenoh::Config::default();
    for (key, value) in [
        ("connect/endpoints", format!("[{endpoint:?}]")),
        ("listen/endpoints", "[]".into()),
        ("scouting/multicast/enabled", "false".into()),
        ("transport/shared_memory/enabled", is_shm.to_string()),
    ] {
        config.insert_json5(key, &value)?;
    }
    zenoh::open(config).wait()
}

/// Waits until `condition` holds.
pub fn wait_until(what: &str, mut condition: impl FnMut() -> bool) {
    let deadline = Instant::now() + DEADLINE;
    while !condition() {
        assert!(Instant::now() < deadline, "in vain: {what}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// A child process that runs `src/bin/peer.rs`; it ends when this is dropped.
pub struct Peer {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
}

impl Peer {
    /// Starts the program in a role and waits until it is ready.
    ///
    /// `built` is where Cargo built it; `PEER_PROGRAM` names another place, for users who
    /// cannot read that one.
    pub fn start(built: &str, args: &[&str]) -> Self {
        Self::start_command(Self::command(built).args(args))
    }

    /// The command that [`start`](Self::start) runs, without a role.
    pub fn command(built: &str) -> Command {
        Command::new(std::env::var_os("PEER_PROGRAM").unwrap_or_else(|| built.into()))
    }

    /// Starts a prepared command and waits until it is ready.
    pub fn start_command(command: &mut Command) -> Self {
        Self::start_saying(command, |line| panic!("{line}"))
    }

    /// Starts a prepared command, and hands on what it says until it is ready.
    pub fn start_saying(command: &mut Command, hear: impl Fn(&str)) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the peer program starts");
        let stdin = child.stdin.take();
        let stdout = child.stdout.take().expect("stdout is piped");
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        let peer = Self { child, stdin, lines };
        loop {
            let line = peer.line();
            if line == "ready" {
                return peer;
            }
            hear(&line);
        }
    }

    /// The next line that the process prints.
    pub fn line(&self) -> String {
        match self.lines.recv_timeout(DEADLINE) {
            Ok(line) => line,
            Err(RecvTimeoutError::Timeout) => panic!("the peer says nothing"),
            Err(RecvTimeoutError::Disconnected) => panic!("the peer has ended"),
        }
    }

    /// The next line that the process has printed, if there is one.
    pub fn try_line(&self) -> Option<String> {
        self.lines.try_recv().ok()
    }

    /// The number of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Writes a line to the standard input of the process.
    pub fn say(&mut self, line: &str) {
        let stdin = self.stdin.as_mut().expect("the standard input is open");
        writeln!(stdin, "{line}").expect("the process reads");
    }

    /// Lets the process end in order, without waiting for it.
    pub fn close(&mut self) {
        self.stdin = None;
    }

    /// Ends the process in order and waits for it.
    pub fn end(mut self) {
        self.close();
        let deadline = Instant::now() + DEADLINE;
        while Instant::now() < deadline {
            if let Ok(Some(status)) = self.child.try_wait() {
                assert!(status.success(), "{status}");
                return;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        panic!("the peer does not end");
    }

    /// How the process ends by itself, and how long it takes for it from now on.
    pub fn ended(mut self) -> (std::process::ExitStatus, Duration) {
        let since = Instant::now();
        wait_until("the end of the process", || {
            self.child.try_wait().is_ok_and(|status| status.is_some())
        });
        (self.child.wait().expect("it has ended"), since.elapsed())
    }

    /// Ends the process as `kill -9` does.
    pub fn kill(mut self) {
        self.child.kill().expect("the process runs");
        self.child.wait().expect("the process ends");
    }

    /// Bytes that the process has locked in memory.
    pub fn locked(&self) -> u64 {
        locked_by(self.id())
    }

    /// The files of Zenoh's shared-memory segments that the process has mapped.
    pub fn segments(&self) -> BTreeSet<PathBuf> {
        let maps = std::fs::read_to_string(format!("/proc/{}/maps", self.child.id()));
        let maps = maps.expect("the process runs");
        let paths = maps.lines().filter_map(|line| line.split_whitespace().nth(5));
        paths.filter(|path| path.ends_with(".zenoh")).map(PathBuf::from).collect()
    }
}

/// Bytes that a process has locked in memory.
pub fn locked_by(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"));
    let status = status.expect("the process runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmLck:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.expect("the system tells") * 1024
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.stdin = None;
        let deadline = Instant::now() + Duration::from_secs(5);
        while Instant::now() < deadline {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

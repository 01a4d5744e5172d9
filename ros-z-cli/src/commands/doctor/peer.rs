//! A second process, and what it gets.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use clap::{Args, ValueEnum};
use ros_z_pub::shm::ShmConfig;
use ros_z_pub::{Builder, Limit, MessageType, Outcome, ZContextBuilder};

use super::Finding;
use crate::args::Global;
use crate::error::{About, Failure, Result};
use crate::output;

/// How long a process may take.
const PATIENCE: Duration = Duration::from_secs(10);

const TOPIC: &str = "/_ros_z_doctor";
const MESSAGE_TYPE: &str = "ros_z/msg/Probe";

/// Bytes of the message that is sent.
const BYTES: usize = 100_000;

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Role {
    /// Receives a message and says how it came
    Receive,
    /// Is a node until its standard input ends
    Stay,
}

/// The second process of `ros-z doctor`.
#[derive(Debug, Args)]
pub(crate) struct DoctorPeer {
    role: Role,
    /// The endpoint to connect to, or the name of the node
    name: String,
}

impl DoctorPeer {
    pub(crate) fn run(&self, global: &Global) -> Result {
        match self.role {
            Role::Receive => self.receive(),
            Role::Stay => {
                let ctx = global.open()?;
                let _node = ctx.create_node(&self.name).build()?;
                let _ = std::io::stdin().read_to_end(&mut Vec::new());
                Ok(())
            }
        }
    }

    fn receive(&self) -> Result {
        let ctx = ZContextBuilder::default().with_connect_endpoints([&self.name]).build()?;
        let node = ctx.create_node("receiver").build()?;
        let message_type = MessageType::without_hash(MESSAGE_TYPE);
        let subscriber = node.create_raw_sub(TOPIC, message_type).build()?;
        let Some(message) = subscriber.recv_timeout(PATIENCE)? else {
            return Err(Failure::new("no message came"));
        };
        let age =
            message.source_time().and_then(|time| SystemTime::now().duration_since(time).ok());
        let micros = age.unwrap_or_default().as_micros();
        output::line(format!("{} {} {micros}", message.is_shm(), message.payload_len()))
    }
}

/// A process that ends with this.
pub(super) struct Second {
    child: Child,
    lines: Receiver<String>,
}

impl Second {
    fn start(role: &str, name: &str, options: &[String]) -> Result<Self> {
        let program = std::env::current_exe().about("this program is not found")?;
        let mut child = Command::new(program)
            .args(["doctor-peer", role, name])
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .about("a second process does not start")?;
        let (sender, lines) = channel();
        if let Some(stdout) = child.stdout.take() {
            thread::spawn(move || {
                for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                    if sender.send(line).is_err() {
                        break;
                    }
                }
            });
        }
        Ok(Self { child, lines })
    }

    /// One that is a node of this name.
    pub(super) fn node(name: &str, domain: Option<u32>) -> Result<Self> {
        let domain = domain.map(|domain| format!("--domain={domain}"));
        Self::start("stay", name, domain.as_slice())
    }
}

impl Drop for Second {
    fn drop(&mut self) {
        // It ends by itself when nobody writes to it any more.
        drop(self.child.stdin.take());
        let deadline = Instant::now() + Duration::from_secs(2);
        while Instant::now() < deadline && matches!(self.child.try_wait(), Ok(None)) {
            thread::sleep(Duration::from_millis(5));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether a second process gets a message by shared memory.
pub(super) fn check_sharing() -> Result<Finding> {
    const CHECK: &str = "a second process";
    let config = ShmConfig::with_pool_size(4 * BYTES)?;
    let ctx = ZContextBuilder::default()
        .with_listen_endpoints(["tcp/127.0.0.1:0"])
        .with_shm_config(config)
        .build()?;
    let Some(endpoint) = ctx.listen_endpoints().into_iter().next() else {
        let text = "no port on the loopback interface can be listened on";
        return Ok(Finding::problem(CHECK, text).with_cure("see whether `ip link show lo` is UP"));
    };
    let node = ctx.create_node("sender").build()?;
    let message_type = MessageType::without_hash(MESSAGE_TYPE);
    let publisher = node.create_raw_pub(TOPIC, message_type).build()?;
    let second = Second::start("receive", &endpoint, &[])?;
    if !ctx.graph().wait_for(PATIENCE, |graph| !graph.subscribers(TOPIC).is_empty())
        || !publisher.wait_for_subscribers(1, PATIENCE)?
    {
        let text = "it does not reach this one over the loopback interface";
        return Ok(Finding::problem(CHECK, text).with_cure(
            "see whether a firewall or `ZENOH_CONFIG_OVERRIDE` keeps processes of this machine apart",
        ));
    }
    let mut payload = vec![0; BYTES];
    payload[1] = 1;
    let outcome = publisher.publish_payload(payload)?;
    let Ok(said) = second.lines.recv_timeout(PATIENCE) else {
        let text = format!("a message of {} did not arrive", output::bytes(BYTES as f64));
        return Ok(Finding::problem(CHECK, text));
    };
    let words: Vec<_> = said.split(' ').collect();
    let [is_shm, bytes, micros] = words[..] else {
        return Ok(Finding::problem(CHECK, format!("it says `{said}`")));
    };
    if bytes != BYTES.to_string() {
        return Ok(Finding::problem(CHECK, format!("it got {bytes} bytes of {BYTES}")));
    }
    if is_shm == "true" {
        let text = format!("gets {BYTES} bytes by shared memory, in {micros} µs");
        return Ok(Finding::ok(CHECK, text));
    }
    let text = format!("gets messages over the network, not by shared memory: {outcome}");
    let finding = Finding::problem(CHECK, text);
    Ok(match outcome {
        Outcome::Heap { .. } => finding,
        _ if ctx.shm_limit() == Some(Limit::Setting) => {
            finding.with_cure("leave `transport/shared_memory/enabled` true")
        }
        _ => finding.with_cure("see docs/limits.md"),
    })
}

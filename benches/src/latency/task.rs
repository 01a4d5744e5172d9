//! The processes that are measured: what they are told, and what they say.
//!
//! A process is given its task as JSON in an argument. It says on its standard output, a
//! line each, `ready` with what the other one needs (the receiver), then `result` with its
//! report, or `error` or `wrong` with what happened. It ends when its standard input does.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::ExitCode;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::error::{Context, Error, Result, WrongMessage};
use super::plan::Load;
use super::row::{self, Setup};
use super::sender::Watch;
use super::side::{Acknowledgements, Acknowledger};
use super::{receiver, sender};

/// How long two processes may take to find each other.
pub const FIND: Duration = Duration::from_secs(8);

/// What a process is to do.
#[derive(Debug, Serialize, Deserialize)]
pub struct Task {
    /// Name of the row.
    pub row: String,
    /// What is sent.
    pub load: Load,
    /// How long publishing or receiving one message may take.
    pub patience: Duration,
    /// The receiver, for the sender.
    pub peer: Option<Peer>,
}

/// How a sender finds its receiver.
#[derive(Debug, Serialize, Deserialize)]
pub struct Peer {
    /// Address of the side channel.
    pub side_channel: String,
    /// What the row's receiving side says of itself.
    pub endpoint: String,
}

/// Does what the task says.
pub fn run(task: &str) -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        let what = panic.payload_as_str().unwrap_or("no message").replace('\n', " ");
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let file = place.rsplit('/').next().unwrap_or_default();
        fail(&format!("error panicked at {file}: {what}"));
    }));
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(1);
    });
    match perform(task) {
        Ok(report) => {
            say(&format!("result {report}"));
            ExitCode::SUCCESS
        }
        Err(error) => {
            say(&describe(&error));
            ExitCode::FAILURE
        }
    }
}

fn describe(error: &Error) -> String {
    let word = if error.is::<WrongMessage>() { "wrong" } else { "error" };
    format!("{word} {}", error.to_string().replace('\n', " "))
}

fn say(line: &str) {
    let mut stdout = std::io::stdout().lock();
    // Who listens has ended otherwise, and with that the standard input.
    let _ = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
}

/// Ends the process at once, whatever its other threads are in.
fn fail(line: &str) {
    say(line);
    std::process::exit(1);
}

fn perform(task: &str) -> Result<String> {
    let Task { row, load, patience, peer } = serde_json::from_str(task).context("the task")?;
    let row = row::find(&row).ok_or_else(|| format!("there is no row {row}"))?;
    let setup = Setup { bytes: load.bytes };
    let report = match peer {
        None => {
            let mut receiver = (row.receiver)(&setup)?;
            let listener = TcpListener::bind("127.0.0.1:0").context("the side channel")?;
            let side_channel = listener.local_addr().context("the side channel")?.to_string();
            let peer = Peer { side_channel, endpoint: receiver.endpoint()? };
            say(&format!("ready {}", serde_json::to_string(&peer)?));
            let mut acknowledger = Acknowledger::accept(&listener, FIND)?;
            let report = receiver::run(&mut *receiver, &load, &mut acknowledger, patience)?;
            serde_json::to_string(&report)?
        }
        Some(peer) => {
            let watch = Watch::default();
            watch.start(patience, move |number| {
                fail(&format!(
                    "error publishing message {number} has not returned for {patience:?}"
                ));
            });
            let mut acknowledgements = Acknowledgements::connect(&peer.side_channel, patience)?;
            let mut sender = (row.sender)(&setup, &peer.endpoint)?;
            sender::wait_for_match(&mut *sender, FIND)?;
            let report = sender::run(&mut *sender, &load, &mut acknowledgements, &watch)?;
            serde_json::to_string(&report)?
        }
    };
    Ok(report)
}

//! What is measured: a row is a way to send a message and to receive it.

use std::time::Duration;

use super::error::Result;
use super::payload::Draft;
use super::{hiroz, iceoryx2, ours, raw, settings};

/// Messages that are in flight at most.
pub const WINDOW: usize = 4;

/// Ours and the peers.
pub const PEERS: &[&[Row]] = &[ours::ROWS, raw::ROWS, hiroz::ROWS, iceoryx2::ROWS];

/// The floor of the peers, and the same with other settings.
pub const SETTINGS: &[&[Row]] = &[settings::ROWS];

/// The row of this name.
pub fn find(name: &str) -> Option<&'static Row> {
    let files = PEERS.iter().chain(SETTINGS).copied();
    files.flatten().find(|row| row.name == name)
}

/// A way to get messages from one process to another.
#[derive(Debug)]
pub struct Row {
    /// As it stands in the tables.
    pub name: &'static str,
    /// What is done, in one line of the legend.
    pub about: &'static str,
    /// Makes the sending side.
    ///
    /// The second argument is what the receiving side says of itself.
    pub sender: fn(&Setup, &str) -> Result<Box<dyn Sender>>,
    /// Makes the receiving side.
    pub receiver: fn(&Setup) -> Result<Box<dyn Receiver>>,
}

/// What both sides are told.
#[derive(Debug, Clone, Copy)]
pub struct Setup {
    /// Length of the bulk data.
    pub bytes: usize,
}

impl Setup {
    /// Size of a pool with room for the messages in flight and for two more.
    pub fn pool(&self) -> usize {
        (WINDOW + 2) * (self.bytes + 4096).next_multiple_of(4096) + (64 << 10)
    }
}

/// The sending side of a row.
pub trait Sender {
    /// Whether the receiving side is known, so that nothing that is sent is lost.
    ///
    /// # Errors
    ///
    /// It can't be found out.
    fn is_matched(&mut self) -> Result<bool> {
        Ok(true)
    }

    /// Sends one message.
    ///
    /// The bulk data are stamped by the draft right before the timed call.
    ///
    /// # Errors
    ///
    /// Nothing was sent, or not in the way that the row is about.
    fn send(&mut self, draft: &Draft<'_>) -> Result<Sent>;

    /// Creates a message or buffer whose memory is zeroed, drops it, and says how many
    /// nanoseconds the creation took; `None` if the row has no such thing.
    ///
    /// # Errors
    ///
    /// The creation failed.
    fn create_zeroed(&mut self) -> Result<Option<u64>> {
        Ok(None)
    }
}

/// How long sending took, in nanoseconds.
#[derive(Debug, Clone, Copy)]
pub struct Sent {
    /// The creation of a message or buffer before the publishing call, where there is one.
    pub create: Option<u64>,
    /// The publishing call.
    pub call: u64,
}

/// The receiving side of a row.
pub trait Receiver {
    /// What the sending side needs in order to find this one.
    ///
    /// # Errors
    ///
    /// There is nothing to find.
    fn endpoint(&self) -> Result<String>;

    /// Waits for a message at most this long and hands it to `take` as soon as its bulk
    /// data can be read as one slice; false if none came.
    ///
    /// # Errors
    ///
    /// What came is not a message, or `take` failed.
    fn receive(&mut self, timeout: Duration, take: Take<'_>) -> Result<bool>;
}

/// Takes bulk data that can be read now, or could since then, by the clock of
/// [`clock::now`](super::clock::now); and whether they are in shared memory, where that is known.
pub type Take<'a> = &'a mut dyn FnMut(&[u8], Option<bool>, Option<u64>) -> Result<()>;

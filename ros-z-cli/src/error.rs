//! How a command ends that does not end well.

use std::fmt;
use std::io;

/// What a command returns.
pub(crate) type Result<T = (), E = Failure> = std::result::Result<T, E>;

/// Why a command ended early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// One line for people, which says what to do.
    Said(String),
    /// The report of a command has been printed, and says that something is wrong.
    Reported,
    /// Nobody reads what is printed any more.
    Pipe,
}

impl Failure {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self::Said(text.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Said(text) => f.write_str(text),
            Self::Reported => f.write_str("something is wrong"),
            Self::Pipe => f.write_str("nobody reads"),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Pipe,
            _ => Self::Said(error.to_string()),
        }
    }
}

impl From<ros_z_pub::Error> for Failure {
    fn from(error: ros_z_pub::Error) -> Self {
        Self::Said(error.to_string())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::from(io::Error::from(error))
    }
}

/// Names what a failure is about.
pub(crate) trait About<T> {
    fn about(self, what: impl fmt::Display) -> Result<T>;
}

impl<T, E: fmt::Display> About<T> for Result<T, E> {
    fn about(self, what: impl fmt::Display) -> Result<T> {
        self.map_err(|error| Failure::Said(format!("{what}: {error}")))
    }
}

//! Errors that say what was being done.

use std::fmt::{self, Display};

/// Any error of the benchmark.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// What every fallible call of the benchmark returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Adds what was being done to an error.
pub trait Context<T> {
    /// Puts `what` in front of the error.
    ///
    /// # Errors
    ///
    /// The error, if there was one.
    fn context(self, what: impl Display) -> Result<T>;
}

impl<T, E: Display> Context<T> for Result<T, E> {
    fn context(self, what: impl Display) -> Result<T> {
        self.map_err(|error| format!("{what}: {error}").into())
    }
}

/// A message that is not the one that was sent.
///
/// Whatever the numbers of such a row are, they are not those of a message.
#[derive(Debug)]
pub struct WrongMessage(pub String);

impl Display for WrongMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WrongMessage {}

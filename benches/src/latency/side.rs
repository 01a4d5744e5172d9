//! The side channel over which the receiver acknowledges messages.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use super::error::{Context, Result};

/// The receiver's end.
#[derive(Debug)]
pub struct Acknowledger(TcpStream);

impl Acknowledger {
    /// Waits for the sender at most this long.
    ///
    /// # Errors
    ///
    /// Nobody connects in time.
    pub fn accept(listener: &TcpListener, timeout: Duration) -> Result<Self> {
        let deadline = Instant::now() + timeout;
        listener.set_nonblocking(true).context("the side channel")?;
        loop {
            match listener.accept() {
                Ok((stream, _)) => {
                    stream.set_nonblocking(false).context("the side channel")?;
                    stream.set_nodelay(true).context("the side channel")?;
                    return Ok(Self(stream));
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Err(error).context("the side channel"),
            }
            if Instant::now() > deadline {
                return Err("the sender does not connect to the side channel".into());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Says that message `number` was received.
    ///
    /// # Errors
    ///
    /// The sender has closed the side channel.
    pub fn acknowledge(&mut self, number: u64) -> Result<()> {
        self.0.write_all(&number.to_le_bytes()).context("the side channel")
    }
}

/// The sender's end.
#[derive(Debug)]
pub struct Acknowledgements {
    stream: TcpStream,
    next: u64,
    timeout: Duration,
}

impl Acknowledgements {
    /// Connects to the receiver; every acknowledgement is waited for at most `timeout`.
    ///
    /// # Errors
    ///
    /// The receiver can't be reached.
    pub fn connect(address: &str, timeout: Duration) -> Result<Self> {
        let address = address.parse().context("the address of the side channel")?;
        let stream = TcpStream::connect_timeout(&address, timeout).context("the side channel")?;
        stream.set_nodelay(true).context("the side channel")?;
        stream.set_read_timeout(Some(timeout)).context("the side channel")?;
        Ok(Self { stream, next: 0, timeout })
    }

    /// Messages that were acknowledged.
    pub fn count(&self) -> u64 {
        self.next
    }

    /// Waits until message `number` is acknowledged.
    ///
    /// # Errors
    ///
    /// The acknowledgement is late, or the receiver has ended.
    pub fn wait_for(&mut self, number: u64) -> Result<()> {
        while self.next <= number {
            let mut bytes = [0; 8];
            self.stream.read_exact(&mut bytes).map_err(|error| match error.kind() {
                ErrorKind::WouldBlock | ErrorKind::TimedOut => {
                    format!("message {} was not acknowledged within {:?}", self.next, self.timeout)
                }
                ErrorKind::UnexpectedEof => {
                    format!("message {} was not acknowledged: the receiver has ended", self.next)
                }
                _ => format!("message {} was not acknowledged: {error}", self.next),
            })?;
            let acknowledged = u64::from_le_bytes(bytes);
            if acknowledged != self.next {
                let next = self.next;
                return Err(format!("message {acknowledged} was acknowledged before {next}").into());
            }
            self.next += 1;
        }
        Ok(())
    }
}

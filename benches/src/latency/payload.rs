//! The bulk data of a message: a stamp, known bytes, and the message's number again.

use super::clock::{self, CpuMeter};
use super::error::{Result, WrongMessage};

/// One message of so many carries known bytes throughout and is verified byte by byte;
/// in a burst none, because it would slow down what is measured.
const FULL_EVERY: u64 = 16;

/// Bytes of the stamp at the start: number, time, step.
const HEAD: usize = 24;
/// Bytes of the number at the end.
const TAIL: usize = 8;

const LAST: u64 = 1 << 8;
const FULL: u64 = 1 << 9;

/// What a message is sent for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// To reach a steady state.
    WarmUp,
    /// One message in flight, to measure its latency.
    Latency,
    /// Several messages in flight, to measure the throughput.
    Burst,
}

/// What a message says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Counts all messages of a sender from 0 on.
    pub number: u64,
    /// When it was handed over to be published, in nanoseconds since boot.
    pub sent: u64,
    /// What it is sent for.
    pub step: Step,
    /// Whether it is the last one of its step.
    pub last: bool,
    /// Whether all bytes are known.
    pub full: bool,
}

impl Stamp {
    fn write(&self, data: &mut [u8]) -> Result<()> {
        let mut word = self.step as u64;
        word |= if self.last { LAST } else { 0 };
        word |= if self.full { FULL } else { 0 };
        let short = || WrongMessage(format!("{HEAD} bytes and {TAIL} are needed for a stamp"));
        let (head, rest) = data.split_first_chunk_mut::<HEAD>().ok_or_else(short)?;
        let tail = rest.last_chunk_mut::<TAIL>().ok_or_else(short)?;
        for (place, value) in head.chunks_exact_mut(8).zip([self.number, self.sent, word]) {
            place.copy_from_slice(&value.to_le_bytes());
        }
        *tail = self.number.to_le_bytes();
        Ok(())
    }

    /// Reads the stamp of a message of `bytes` bytes and checks its length and its end.
    ///
    /// # Errors
    ///
    /// [`WrongMessage`] for anything that was not sent so.
    pub fn read(data: &[u8], bytes: usize) -> Result<Self> {
        let wrong = |what: String| WrongMessage(what).into();
        if data.len() != bytes {
            return Err(wrong(format!("a message has {} bytes instead of {bytes}", data.len())));
        }
        let words = data.get(..HEAD).unwrap_or_default().chunks_exact(8);
        let mut words = words.map(|word| word.try_into().map_or(0, u64::from_le_bytes));
        let mut word = || words.next().unwrap_or(0);
        let (number, sent, step) = (word(), word(), word());
        let end = data.last_chunk().map_or(0, |end| u64::from_le_bytes(*end));
        if end != number {
            return Err(wrong(format!(
                "a message is number {number} at its start, {end} at its end"
            )));
        }
        let (last, full) = (step & LAST != 0, step & FULL != 0);
        let step = match step & !(LAST | FULL) {
            0 => Step::WarmUp,
            1 => Step::Latency,
            2 => Step::Burst,
            other => return Err(wrong(format!("message {number} is of an unknown step {other}"))),
        };
        Ok(Self { number, sent, step, last, full })
    }
}

/// The known bytes of messages of one size.
#[derive(Debug)]
pub struct Pattern(Vec<u8>);

impl Pattern {
    /// The bytes of messages of `bytes` bytes.
    pub fn new(bytes: usize) -> Self {
        // A multiple of no power of two long, so that a shifted page is seen.
        let period: Vec<u8> = (0..4093u32).map(|at| (at.wrapping_mul(40_503) >> 7) as u8).collect();
        Self(period.iter().copied().cycle().take(bytes).collect())
    }

    /// A copy of the bytes on the heap.
    pub fn to_vec(&self) -> Vec<u8> {
        self.0.clone()
    }

    /// Writes the bytes.
    fn fill(&self, data: &mut [u8]) {
        if let Some(known) = self.0.get(..data.len()) {
            data.copy_from_slice(known);
        }
    }

    fn body(data: &[u8]) -> &[u8] {
        data.get(HEAD..data.len().saturating_sub(TAIL)).unwrap_or_default()
    }

    /// Checks all bytes that no stamp is written over.
    ///
    /// # Errors
    ///
    /// [`WrongMessage`] names the first byte that differs.
    pub fn verify(&self, number: u64, data: &[u8]) -> Result<()> {
        let (known, data) = (Self::body(&self.0), Self::body(data));
        if known == data {
            return Ok(());
        }
        let at = known.iter().zip(data).position(|(known, byte)| known != byte).unwrap_or(0);
        Err(WrongMessage(format!("message {number} differs at byte {}", HEAD + at)).into())
    }
}

/// A message that is about to be sent.
#[derive(Debug)]
pub struct Draft<'a> {
    number: u64,
    step: Step,
    last: bool,
    pattern: &'a Pattern,
    meter: &'a CpuMeter,
}

impl<'a> Draft<'a> {
    /// The message with this number.
    pub fn new(
        number: u64,
        step: Step,
        last: bool,
        pattern: &'a Pattern,
        meter: &'a CpuMeter,
    ) -> Self {
        Self { number, step, last, pattern, meter }
    }

    /// Stamps bulk data that hold the known bytes already, with the present time.
    ///
    /// # Errors
    ///
    /// The data are too short for a stamp.
    pub fn stamp(&self, data: &mut [u8]) -> Result<()> {
        self.write_stamp(data, self.is_full())
    }

    /// Writes into a fresh buffer what a test of latency has to: first and last bytes.
    ///
    /// One message of some is written throughout, for the receiver to verify.
    ///
    /// # Errors
    ///
    /// The data are too short for a stamp.
    pub fn touch(&self, data: &mut [u8]) -> Result<()> {
        if self.is_full() {
            self.meter.aside(|| self.pattern.fill(data));
        }
        self.write_stamp(data, self.is_full())
    }

    fn is_full(&self) -> bool {
        self.step != Step::Burst && self.number.is_multiple_of(FULL_EVERY)
    }

    fn write_stamp(&self, data: &mut [u8], full: bool) -> Result<()> {
        let Self { number, step, last, .. } = *self;
        Stamp { number, sent: clock::now(), step, last, full }.write(data)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_read_as_it_was_written() {
        let mut data = Pattern::new(1024).to_vec();
        let stamp = Stamp { number: 7, sent: u64::MAX, step: Step::Burst, last: true, full: false };
        stamp.write(&mut data).unwrap();
        assert_eq!(Stamp::read(&data, 1024).unwrap(), stamp);
        Pattern::new(1024).verify(7, &data).unwrap();
    }

    #[test]
    fn wrong_bytes_length_and_end_are_seen() {
        let pattern = Pattern::new(64);
        let meter = CpuMeter::start();
        let draft = Draft::new(0, Step::WarmUp, false, &pattern, &meter);
        let mut data = vec![0; 64];
        draft.touch(&mut data).unwrap();
        pattern.verify(0, &data).unwrap();
        assert!(Stamp::read(&data, 65).is_err());
        data[40] ^= 1;
        let error = pattern.verify(0, &data).unwrap_err().to_string();
        assert_eq!(error, "message 0 differs at byte 40");
        data[63] ^= 1;
        assert!(Stamp::read(&data, 64).is_err());
    }
}

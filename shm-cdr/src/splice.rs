//! Messages with a buffer that need not be copied.

use alloc::vec::Vec;
use core::ops::Range;

use zenoh_buffers::ZBuf;

use crate::align::phase;
use crate::error::EncodeError;
use crate::header::HEADER_LEN;
use crate::measured::write_around;
use crate::message::ShmMessage;
use crate::plan::{Fill, Shown, Span, Spans};

/// A `ZBuf` field of a message or of a message within it, as [`visit_buffers`] found it.
#[derive(Debug, Clone)]
pub struct BufferField {
    /// In the message's memory.
    memory: usize,
    range: Range<usize>,
}

impl BufferField {
    /// Where in the encoded message, header included, the bytes of the buffer stand.
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// Encodes what stands around the bytes of this field in a message of `size` bytes, which is
    /// what [`visit_buffers`] returned: the encoded message is the head, the bytes of the field,
    /// and the tail.
    ///
    /// # Errors
    ///
    /// As for [`ShmMessage::to_cdr`], and [`EncodeError::NoRoom`] if the field or the size are
    /// not those of this message.
    pub fn encode_around<M: ShmMessage>(
        &self,
        message: &M,
        size: usize,
    ) -> Result<Around, EncodeError> {
        let (head_len, gap) = (self.range.start, phase(self.range.len()));
        let tail_len = size.saturating_sub(self.range.end);
        let available = head_len + gap + tail_len;
        let spans = [Span { memory: self.memory, len: self.range.len(), fill: Fill::Short }];
        let needed = HEADER_LEN + Spans::new(message, &spans, |_| {}).end(message);
        if needed != available {
            return Err(EncodeError::NoRoom { needed, available });
        }
        let mut bytes = alloc::vec![0; available];
        write_around(message, &mut bytes, &spans)?;
        Ok(Around { bytes, head_len, tail_len })
    }
}

/// What stands around a buffer in an encoded message.
#[derive(Debug, Clone)]
pub struct Around {
    /// The head, up to 7 bytes that are not used, and the tail.
    bytes: Vec<u8>,
    head_len: usize,
    tail_len: usize,
}

impl Around {
    /// What follows the buffer.
    pub fn tail(&self) -> &[u8] {
        self.bytes
            .len()
            .checked_sub(self.tail_len)
            .and_then(|at| self.bytes.get(at..))
            .unwrap_or(&[])
    }

    /// What stands before the buffer, the 4-byte header included.
    pub fn into_head(mut self) -> Vec<u8> {
        self.bytes.truncate(self.head_len);
        self.bytes
    }
}

/// Shows the `ZBuf` fields of a message and of the messages within it, except for those in
/// arrays and sequences, and returns the length of the encoded message in bytes, with the
/// 4-byte header.
pub fn visit_buffers<M: ShmMessage>(
    message: &M,
    mut visit: impl FnMut(&ZBuf, BufferField),
) -> usize {
    let mut spans = Spans::new(message, &[], |shown| {
        if let Shown::Buffer { field, memory, start, end } = shown {
            let range = HEADER_LEN + start..HEADER_LEN + end;
            visit(field, BufferField { memory, range });
        }
    });
    HEADER_LEN + spans.end(message)
}

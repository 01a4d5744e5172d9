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
///
/// ```
/// use shm_cdr::{ShmMessage, ZBuf, ZBufExt, visit_buffers};
///
/// #[derive(ShmMessage, Default)]
/// struct Frame {
///     number: u32,
///     data: ZBuf,
///     is_dense: bool,
/// }
///
/// let frame = Frame { number: 1, data: vec![7; 3].into(), is_dense: true };
/// let mut found = None;
/// let size = visit_buffers(&frame, |_, field| found = Some(field));
/// let field = found.ok_or("no buffer")?;
/// assert_eq!((size, field.range()), (16, 12..15));
///
/// // The data can stay where they are: what is encoded is all around them.
/// let around = field.encode_around(&frame, size)?;
/// let tail = around.tail().to_vec();
/// let whole = [around.into_head(), frame.data.to_vec(), tail].concat();
/// assert_eq!(whole, frame.to_cdr()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct BufferField {
    /// In the message's memory.
    memory: usize,
    range: Range<usize>,
}

impl BufferField {
    /// Where in the encoded message, header included, the bytes of the buffer are.
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// Encodes what is around the bytes of this field in a message of `size` bytes, which is what
    /// [`visit_buffers`] returned: the encoded message is the head, the bytes of the field, and the
    /// tail.
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

/// What is around a buffer in an encoded message.
///
/// ```
/// use shm_cdr::{ShmMessage, ZBuf, visit_buffers};
///
/// #[derive(ShmMessage)]
/// struct Frame {
///     data: ZBuf,
///     is_dense: bool,
/// }
///
/// let frame = Frame { data: vec![7; 3].into(), is_dense: true };
/// let mut found = None;
/// let size = visit_buffers(&frame, |_, field| found = Some(field));
/// let around = found.ok_or("no buffer")?.encode_around(&frame, size)?;
/// assert_eq!(around.tail(), [1]);
/// assert_eq!(around.into_head(), [0, 1, 0, 0, 3, 0, 0, 0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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

    /// What comes before the buffer, the 4-byte header included.
    pub fn into_head(mut self) -> Vec<u8> {
        self.bytes.truncate(self.head_len);
        self.bytes
    }
}

/// Visits the `ZBuf` fields of a message and of the messages within it, except for those in
/// arrays and sequences, and returns the length of the encoded message in bytes, with the
/// 4-byte header.
///
/// ```
/// use shm_cdr::{Buffer, ShmMessage, ZBuf, visit_buffers};
///
/// #[derive(ShmMessage)]
/// struct Pair {
///     left: ZBuf,
///     right: ZBuf,
/// }
///
/// let pair = Pair { left: vec![1; 5].into(), right: vec![2; 7].into() };
/// let mut lengths = Vec::new();
/// let size = visit_buffers(&pair, |buffer, _| lengths.push(buffer.len()));
/// assert_eq!((lengths, size), (vec![5, 7], pair.to_cdr()?.len()));
/// # Ok::<(), shm_cdr::EncodeError>(())
/// ```
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

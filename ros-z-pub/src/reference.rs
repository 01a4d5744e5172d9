//! Fields that are in shared memory already, and may stay there.

use shm_cdr::{BufferField, EncodeError, ShmMessage, ZBuf, visit_buffers};
use zenoh::bytes::ZBytes;
use zenoh::shm::ShmBuf;

use crate::outcome::CopyReason;
use crate::shm::DEFAULT_THRESHOLD;

/// What a message has of fields in shared memory.
pub(crate) enum Reference {
    /// None.
    Nothing,
    /// One at its end, which can be sent as it is.
    Last { field: BufferField, data: ZBuf },
    /// One that has to be copied.
    Copied(CopyReason),
}

impl Reference {
    /// What `message` has, and its encoded length in bytes.
    pub(crate) fn of<M: ShmMessage>(message: &M, threshold: usize) -> (Self, usize) {
        let mut found = Self::Nothing;
        let size = visit_buffers(message, |data, field| {
            if let Some(state) = state(data) {
                found = match (&found, state) {
                    (Self::Nothing, Ok(())) => Self::Last { field, data: data.clone() },
                    (Self::Nothing, Err(reason)) => Self::Copied(reason),
                    (Self::Last { .. }, _) => Self::Copied(CopyReason::NotLast),
                    (Self::Copied(reason), _) => Self::Copied(*reason),
                };
            }
        });
        if let Self::Last { field, .. } = &found {
            let head = field.range().start;
            if field.range().end != size {
                found = Self::Copied(CopyReason::NotLast);
            } else if head >= threshold.max(DEFAULT_THRESHOLD) {
                found = Self::Copied(CopyReason::LargeHead { bytes: head });
            }
        }
        (found, size)
    }
}

/// The payload of a message whose last field stays where it is.
pub(crate) fn splice<M: ShmMessage>(
    message: &M,
    field: &BufferField,
    data: ZBuf,
) -> Result<ZBytes, EncodeError> {
    let mut payload = ZBuf::from(field.encode_head(message)?);
    data.into_zslices().for_each(|slice| payload.push_zslice(slice));
    Ok(payload.into())
}

/// Whether data in shared memory are a whole buffer; `None` if they are on the heap.
fn state(data: &ZBuf) -> Option<Result<(), CopyReason>> {
    if !is_in_shared_memory(data) {
        return None;
    }
    let mut slices = data.zslices();
    let (Some(slice), None) = (slices.next(), slices.next()) else {
        return Some(Err(CopyReason::Several));
    };
    let bytes = ZBytes::from(data.clone());
    Some(match bytes.as_shm() {
        Some(buffer) if !buffer.is_valid() => Err(CopyReason::Invalidated),
        Some(buffer) if buffer.as_ptr_range() == slice.as_slice().as_ptr_range() => Ok(()),
        _ => Err(CopyReason::Part),
    })
}

/// Whether any part of a buffer is in shared memory.
pub(crate) fn is_in_shared_memory(buffer: &ZBuf) -> bool {
    buffer.zslices().any(|slice| ZBytes::from(ZBuf::from(slice.clone())).as_shm().is_some())
}

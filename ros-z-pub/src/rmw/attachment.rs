//! The attachment of every sample: sequence number, source time, publisher.
//!
//! 33 bytes, as zenoh-ext serializes them: `i64` sequence number and `i64` nanoseconds
//! since the Unix epoch, both little-endian, then the length 16 and the GID.

use crate::entity::Gid;

const LEN: usize = 33;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Attachment {
    /// Counts the messages of a publisher from 1.
    pub(crate) sequence_number: i64,
    /// Nanoseconds since the Unix epoch.
    pub(crate) source_time: i64,
    pub(crate) gid: Gid,
}

impl Attachment {
    pub(crate) fn to_bytes(self) -> [u8; LEN] {
        let mut bytes = [0; LEN];
        let (sequence, rest) = bytes.split_at_mut(8);
        let (time, rest) = rest.split_at_mut(8);
        let (len, gid) = rest.split_at_mut(1);
        sequence.copy_from_slice(&self.sequence_number.to_le_bytes());
        time.copy_from_slice(&self.source_time.to_le_bytes());
        len.copy_from_slice(&[Gid::LEN as u8]);
        gid.copy_from_slice(&self.gid.0);
        bytes
    }

    /// Reads an attachment; `None` if it is not one of rmw_zenoh.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (sequence, rest) = bytes.split_first_chunk::<8>()?;
        let (time, rest) = rest.split_first_chunk::<8>()?;
        let (&len, gid) = rest.split_first()?;
        if usize::from(len) != Gid::LEN {
            return None;
        }
        Some(Self {
            sequence_number: i64::from_le_bytes(*sequence),
            source_time: i64::from_le_bytes(*time),
            gid: Gid(gid.try_into().ok()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attachment_is_33_bytes_in_the_order_of_rmw_zenoh() {
        let gid = Gid(std::array::from_fn(|index| index as u8));
        let attachment = Attachment { sequence_number: 1, source_time: 0x0203, gid };
        let bytes = attachment.to_bytes();
        let expected = [
            1, 0, 0, 0, 0, 0, 0, 0, // sequence number
            3, 2, 0, 0, 0, 0, 0, 0, // source time
            16, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        ];
        assert_eq!(bytes, expected);
        assert_eq!(Attachment::from_bytes(&bytes), Some(attachment));
        assert_eq!(Attachment::from_bytes(&bytes[..32]), None);
    }
}

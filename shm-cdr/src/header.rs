//! The 4-byte encapsulation header (DDSI-RTPS 2.5, 10.2; DDS-XTypes 1.3, 7.6.3.1).

use crate::error::{DecodeError, DecodeErrorKind};

/// Length of the encapsulation header in bytes. CDR offsets count from its end.
///
/// ```
/// use shm_cdr::{HEADER_LEN, ShmMessage};
///
/// #[derive(ShmMessage)]
/// struct Number {
///     data: u16,
/// }
///
/// let bytes = Number { data: 7 }.to_cdr()?;
/// let (header, body) = bytes.split_at(HEADER_LEN);
/// assert_eq!((header, body), (&[0, 1, 0, 0][..], &[7, 0][..]));
/// # Ok::<(), shm_cdr::EncodeError>(())
/// ```
pub const HEADER_LEN: usize = 4;

/// The header of everything that this crate writes: plain CDR, little-endian.
pub(crate) const CDR_LE: [u8; HEADER_LEN] = [0, 1, 0, 0];

/// How the bytes behind the header are encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Encapsulation {
    pub(crate) big_endian: bool,
    /// The largest alignment in bytes: 8 in XCDR1, 4 in XCDR2.
    pub(crate) max_align: u8,
}

impl Encapsulation {
    /// Little-endian XCDR1.
    pub(crate) const NATIVE: Self = Self { big_endian: false, max_align: 8 };

    /// Splits a message into its encapsulation and its body.
    ///
    /// # Errors
    ///
    /// Fewer than four bytes, or an encapsulation that is not plain CDR: parameter
    /// lists and delimited XCDR2 carry member headers that final types never have.
    pub(crate) fn split(bytes: &[u8]) -> Result<(Self, &[u8]), DecodeError> {
        let Some((header, body)) = bytes.split_first_chunk::<HEADER_LEN>() else {
            let kind = DecodeErrorKind::NoHeader { len: bytes.len() };
            return Err(DecodeError::new(kind, 0));
        };
        let id = u16::from_be_bytes([header[0], header[1]]);
        let (big_endian, max_align) = match id {
            0x0000 => (true, 8),
            0x0001 => (false, 8),
            0x0006 => (true, 4),
            0x0007 => (false, 4),
            _ => return Err(DecodeError::new(DecodeErrorKind::UnknownEncapsulation { id }, 0)),
        };
        Ok((Self { big_endian, max_align }, body))
    }
}

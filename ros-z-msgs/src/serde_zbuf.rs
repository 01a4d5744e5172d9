//! `uint8[]` for serde: a list of numbers, wherever the bytes are.
//!
//! For fields of one's own: `#[serde(with = "ros_z_msgs::serde_zbuf")]`.

use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serializer};
use shm_cdr::ZBuf;

/// Writes the bytes as a list of numbers.
///
/// # Errors
///
/// Those of the serializer.
pub fn serialize<S: Serializer>(bytes: &ZBuf, serializer: S) -> Result<S::Ok, S::Error> {
    let len = bytes.zslices().map(|slice| slice.len()).sum();
    let mut list = serializer.serialize_seq(Some(len))?;
    for byte in bytes.zslices().flat_map(|slice| slice.iter()) {
        list.serialize_element(byte)?;
    }
    list.end()
}

/// Reads a list of numbers.
///
/// # Errors
///
/// Those of the deserializer: what stands there is no list of numbers up to 255.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ZBuf, D::Error> {
    Vec::<u8>::deserialize(deserializer).map(ZBuf::from)
}

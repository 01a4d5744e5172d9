//! `uint8[]` for serde: a list of numbers, wherever the bytes are.

use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serializer};
use shm_cdr::ZBuf;

pub(crate) fn serialize<S: Serializer>(bytes: &ZBuf, serializer: S) -> Result<S::Ok, S::Error> {
    let len = bytes.zslices().map(|slice| slice.len()).sum();
    let mut list = serializer.serialize_seq(Some(len))?;
    for byte in bytes.zslices().flat_map(|slice| slice.iter()) {
        list.serialize_element(byte)?;
    }
    list.end()
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ZBuf, D::Error> {
    Vec::<u8>::deserialize(deserializer).map(ZBuf::from)
}

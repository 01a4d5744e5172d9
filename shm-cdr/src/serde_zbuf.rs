//! `uint8[]` for serde: a list of numbers, wherever the bytes are.
//!
//! For fields of your own:
//!
//! ```
//! use serde::{Deserialize, Serialize};
//! use shm_cdr::{ShmMessage, ZBuf};
//!
//! #[derive(ShmMessage, Deserialize, Serialize, Debug, PartialEq)]
//! #[shm(type_name = "demo_msgs/msg/Frame")]
//! struct Frame {
//!     camera: String,
//!     #[serde(with = "shm_cdr::serde_zbuf")]
//!     data: ZBuf,
//! }
//!
//! let frame = Frame { camera: "left".into(), data: ZBuf::from(vec![1, 2, 255]) };
//! let json = serde_json::to_string(&frame)?;
//! assert_eq!(json, r#"{"camera":"left","data":[1,2,255]}"#);
//! assert_eq!(serde_json::from_str::<Frame>(&json)?, frame);
//! # Ok::<(), serde_json::Error>(())
//! ```

use alloc::vec::Vec;

use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serializer};
use zenoh_buffers::ZBuf;

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
/// Those of the deserializer, such as for anything but a list of numbers up to 255.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ZBuf, D::Error> {
    Vec::<u8>::deserialize(deserializer).map(ZBuf::from)
}

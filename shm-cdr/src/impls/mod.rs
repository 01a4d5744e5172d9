//! The types that can stand in a message beside derived structs.

mod array;
mod primitive;
mod ros_string;
mod sequence;
mod string;
mod wstring;
#[cfg(feature = "zbuf")]
mod zbuf;

pub use ros_string::{RosStr, RosString};
pub use wstring::{WStr, WString};

//! The types that can stand in a message beside derived structs.

mod array;
mod primitive;
mod sequence;
mod string;
mod wstring;
#[cfg(feature = "zbuf")]
mod zbuf;

pub use wstring::{WStr, WString};

//! What the fuzz targets do with their input, one function per target.
//!
//! The functions panic where a property does not hold. libFuzzer calls them through
//! `fuzz_targets/`, and `tests/replay.rs` calls them with the kept corpus.

mod decode;
mod decode_into;
mod definition;
mod dynamic;
mod header;
mod kinds;
mod memory;
mod roundtrip;
mod select;
mod size;
mod view;

pub use decode::decode;
pub use decode_into::decode_into;
pub use definition::definition;
pub use dynamic::dynamic;
pub use header::header;
pub use roundtrip::roundtrip;
pub use size::size;
pub use view::view;

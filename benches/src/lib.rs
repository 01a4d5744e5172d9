//! Ours beside its peers, in one run.
//!
//! `cargo run --release -p benches --bin codec -- [--quick] [--json]` compares the codecs.

pub mod cases;
pub mod hiroz;
pub mod measure;
pub mod messages;
pub mod mirror;
pub mod peers;

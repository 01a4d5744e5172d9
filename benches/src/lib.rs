//! Ours beside its peers, in one run.
//!
//! `cargo run --release -p benches --bin codec -- [--quick] [--json]` compares the codecs,
//! `cargo run --release -p benches --bin latency -- [--quick] [--json] [--plot FILE.svg]`
//! ways to get a message from one process to another.

pub mod cases;
pub mod hiroz;
pub mod latency;
pub mod measure;
pub mod messages;
pub mod mirror;
pub mod peers;

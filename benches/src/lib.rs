//! Ours beside its peers, in one run.
//!
//! `cargo run --release -p benches --bin codec -- [--quick] [--json]` compares the codecs
//! (`--profile lto` in place of `--release` with LTO, `--no-default-features` without Zenoh and
//! shared memory),
//! `cargo run --release -p benches --bin sweep -- [--plot FILE.svg]` shows the cost of an element,
//! `cargo run --release -p benches --bin latency -- [--quick] [--json] [--plot FILE.svg]`
//! ways to get a message from one process to another.

pub mod by_hand;
pub mod cases;
pub mod hiroz;
#[cfg(feature = "zenoh")]
pub mod latency;
pub mod measure;
pub mod messages;
pub mod mirror;
pub mod peers;
pub mod pool;

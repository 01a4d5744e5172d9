//! What the tests of several processes share.

pub mod messages;
pub mod process;

/// Compiles and runs the code in the README.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

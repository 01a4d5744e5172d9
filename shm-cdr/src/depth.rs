//! How deep sequences may lie within sequences.
//!
//! A message can contain itself (`struct Tree { children: Vec<Tree> }`), and four bytes of
//! input are enough for one more level of it. Every walk over a value or an input counts the
//! levels, so that none of them runs out of stack.

/// The most sequences that a value may lie in, one within the other.
pub(crate) const MAX_DEPTH: usize = 64;

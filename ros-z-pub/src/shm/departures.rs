//! How often a process has left that could have held messages.
//!
//! Contexts note when a session that they were connected to, or a node or endpoint of another
//! one, is gone. What is out since before that and held by nobody alive is lost.

use std::sync::atomic::{AtomicU32, Ordering};

static COUNT: AtomicU32 = AtomicU32::new(0);

/// Notes that somebody has left.
pub(crate) fn note() {
    COUNT.fetch_add(1, Ordering::Relaxed);
}

/// How often somebody has left so far.
pub(crate) fn count() -> u32 {
    COUNT.load(Ordering::Relaxed)
}

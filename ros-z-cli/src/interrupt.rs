//! The end that a user asks for: Ctrl-C, SIGTERM, SIGHUP.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{About, Result};

static ASKED: AtomicBool = AtomicBool::new(false);
static LAST: OnceLock<Box<dyn Fn() + Send + Sync>> = OnceLock::new();
static INSTALLED: OnceLock<()> = OnceLock::new();

/// How soon a command notices.
pub(crate) const TICK: Duration = Duration::from_millis(20);

/// The exit code of a program that a second Ctrl-C ends at once.
const INTERRUPTED: i32 = 130;

/// Lets the command end in order when it is asked to; who asks twice does not wait.
pub(crate) fn install() -> Result {
    if INSTALLED.set(()).is_err() {
        return Ok(());
    }
    ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::SeqCst) {
            if let Some(last) = LAST.get() {
                last();
            }
            std::process::exit(INTERRUPTED);
        }
    })
    .about("signals cannot be handled")
}

/// Has something done before a second Ctrl-C ends the program at once; only the first of these
/// counts.
pub(crate) fn before_exit(last: impl Fn() + Send + Sync + 'static) {
    let _ = LAST.set(Box::new(last));
}

/// Whether the end has been asked for.
pub(crate) fn is_asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}

/// Sleeps until `deadline`, and says whether it came without being asked to end.
pub(crate) fn sleep_until(deadline: Instant) -> bool {
    loop {
        if is_asked() {
            return false;
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return true;
        }
        thread::sleep(left.min(TICK));
    }
}

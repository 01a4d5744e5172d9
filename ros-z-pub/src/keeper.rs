//! A thread that tends what nobody waits for: pools that ran dry, segments that can be let go
//! of, the clock of those who wait without blocking.
//!
//! It is there while there is something to do.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use static_init::dynamic;

use crate::lock::lock;

/// Does a part of the work and says when to go on, or `None` when all is done.
type Job = Box<dyn FnMut() -> Option<Duration> + Send>;

#[derive(Default)]
struct Jobs {
    /// With the time at which each is due.
    jobs: Vec<(Instant, Job)>,
    is_running: bool,
    is_ended: bool,
}

static JOBS: Mutex<Jobs> =
    Mutex::new(Jobs { jobs: Vec::new(), is_running: false, is_ended: false });
static CHANGED: Condvar = Condvar::new();

/// Held while a job runs, so that the end of the process can wait for it.
static AT_WORK: Mutex<()> = Mutex::new(());

/// Ends the work before the statics of Zenoh are dropped, which are older.
struct End;

#[dynamic(lazy, drop)]
static mut END: End = End;

impl Drop for End {
    fn drop(&mut self) {
        lock(&JOBS).is_ended = true;
        drop(lock(&AT_WORK));
    }
}

/// Has something done after a time, and again as it says.
pub(crate) fn schedule(delay: Duration, job: impl FnMut() -> Option<Duration> + Send + 'static) {
    let _ = END.read();
    let mut state = lock(&JOBS);
    state.jobs.push((Instant::now() + delay, Box::new(job)));
    if !state.is_running && !state.is_ended {
        let thread = std::thread::Builder::new().name("ros-z keeper".into());
        state.is_running = thread.spawn(run).is_ok();
    }
    drop(state);
    CHANGED.notify_one();
}

fn run() {
    let mut state = lock(&JOBS);
    loop {
        if state.is_ended {
            return;
        }
        let due = state.jobs.iter().enumerate().min_by_key(|(_, (due, _))| *due);
        let Some((next, due)) = due.map(|(next, (due, _))| (next, *due)) else {
            state.is_running = false;
            return;
        };
        let left = due.saturating_duration_since(Instant::now());
        if !left.is_zero() {
            let waited = CHANGED.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
            continue;
        }
        let (_, mut job) = state.jobs.swap_remove(next);
        let at_work = lock(&AT_WORK);
        drop(state);
        let again = job();
        drop(at_work);
        state = lock(&JOBS);
        if let Some(delay) = again {
            state.jobs.push((Instant::now() + delay, job));
        }
    }
}

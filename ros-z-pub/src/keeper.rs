//! A thread that tends what nobody waits for: pools that ran dry, segments that can be let go
//! of, the clock of those who wait without blocking.
//!
//! It is there while there is something to do.

use std::sync::atomic::{AtomicBool, Ordering};
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
}

static JOBS: Mutex<Jobs> = Mutex::new(Jobs { jobs: Vec::new(), is_running: false });
static IS_OVER: AtomicBool = AtomicBool::new(false);
static CHANGED: Condvar = Condvar::new();

/// Held while a job runs, so that the end of the process can wait for it.
static AT_WORK: Mutex<()> = Mutex::new(());

/// Ends the work before the statics of Zenoh are dropped, which are older.
struct End;

#[dynamic(lazy, drop)]
static mut END: End = End;

impl Drop for End {
    fn drop(&mut self) {
        IS_OVER.store(true, Ordering::Relaxed);
        drop(lock(&JOBS));
        drop(lock(&AT_WORK));
    }
}

/// Arranges for the end of the process; called when shared memory has been touched.
pub(crate) fn prepare_end() {
    if !is_over() {
        let _ = END.read();
    }
}

/// Whether the process is ending: what Zenoh has for shared memory is gone in a moment, or gone.
pub(crate) fn is_over() -> bool {
    IS_OVER.load(Ordering::Relaxed)
}

/// Has something done after a time, and again as it says.
pub(crate) fn schedule(delay: Duration, job: impl FnMut() -> Option<Duration> + Send + 'static) {
    prepare_end();
    let mut state = lock(&JOBS);
    state.jobs.push((Instant::now() + delay, Box::new(job)));
    if !state.is_running && !is_over() {
        let thread = std::thread::Builder::new().name("ros-z keeper".into());
        state.is_running = thread.spawn(run).is_ok();
    }
    drop(state);
    CHANGED.notify_one();
}

fn run() {
    let mut state = lock(&JOBS);
    loop {
        if is_over() {
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

//! Leaves `/dev/shm` as it was when the process ends.
//!
//! Zenoh's watchdog threads hold the segment of chunk headers. At the end of the process
//! Zenoh tells them to stop and does not wait, so the segment outlives them as a file,
//! until another Zenoh process sweeps it up. Given the time, Zenoh removes it itself.

use std::time::{Duration, Instant};

use static_init::dynamic;

/// Longer than the period of the slower watchdog thread, 100 ms.
const DEADLINE: Duration = Duration::from_millis(300);

/// Zenoh's watchdog threads, as Linux cuts their names.
const THREADS: [&str; 2] = ["Watchdog Confir", "Watchdog Valida"];

struct WaitForWatchdogs;

/// Statics that are made first are dropped last, behind those of Zenoh.
#[dynamic(lazy, drop)]
static mut AT_EXIT: WaitForWatchdogs = WaitForWatchdogs;

/// Arranges for the end of the process; called before shared memory is first touched.
pub(crate) fn prepare() {
    let _ = AT_EXIT.read();
}

impl Drop for WaitForWatchdogs {
    fn drop(&mut self) {
        let deadline = Instant::now() + DEADLINE;
        while watchdogs_run() && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

fn watchdogs_run() -> bool {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else { return false };
    threads
        .filter_map(|thread| std::fs::read_to_string(thread.ok()?.path().join("comm")).ok())
        .any(|name| THREADS.contains(&name.trim_end()))
}

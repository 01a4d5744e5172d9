//! Leaves `/dev/shm` as it was when the process ends.
//!
//! The last process that unmaps a segment of Zenoh's removes its file. At the end of a
//! process Zenoh tells the threads that hold segments to stop, its watchdogs among them,
//! and does not wait: the files outlive them until another Zenoh process sweeps them up.

use std::time::{Duration, Instant};

use static_init::dynamic;

/// The slower watchdog looks up every 100 ms. A program that never drops what it holds in
/// shared memory ends this much later.
const DEADLINE: Duration = Duration::from_millis(300);

struct WaitForSegments;

/// Statics that are made first are dropped last, behind those of Zenoh.
#[dynamic(lazy, drop)]
static mut AT_EXIT: WaitForSegments = WaitForSegments;

/// Arranges for the end of the process; called before shared memory is first touched.
pub(crate) fn prepare() {
    let _ = AT_EXIT.read();
}

impl Drop for WaitForSegments {
    fn drop(&mut self) {
        let deadline = Instant::now() + DEADLINE;
        while segments_are_mapped() && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

fn segments_are_mapped() -> bool {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap_or_default();
    maps.lines().any(|line| line.contains("/dev/shm/") && line.ends_with(".zenoh"))
}

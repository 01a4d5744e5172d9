//! Leaves `/dev/shm` as it was when the process ends.
//!
//! A segment of Zenoh's is a file, and every process that maps it holds a shared lock on
//! it; who lets go last removes it. At the end of a process Zenoh does not wait for the
//! threads that hold segments, its watchdogs among them, nor can it know of statics: the
//! files outlive them until another Zenoh process sweeps them up.

use static_init::dynamic;

struct RemoveSegments;

/// Statics that are made first are dropped last, behind those of Zenoh.
#[dynamic(lazy, drop)]
static mut AT_EXIT: RemoveSegments = RemoveSegments;

/// Arranges for the end of the process; called before shared memory is first touched.
pub(crate) fn prepare() {
    let _ = AT_EXIT.read();
}

impl Drop for RemoveSegments {
    fn drop(&mut self) {
        #[cfg(target_os = "linux")]
        remove_segments();
    }
}

/// Removes the segments that no other process has locked.
///
/// A lock that cannot be made exclusive is lost, and with it this process's claim: the
/// other one removes the segment when it ends.
#[cfg(target_os = "linux")]
fn remove_segments() {
    use std::os::fd::BorrowedFd;

    use rustix::fs::{FlockOperation, flock, unlink};

    let Ok(descriptors) = std::fs::read_dir("/proc/self/fd") else { return };
    for descriptor in descriptors.filter_map(Result::ok) {
        let Ok(path) = std::fs::read_link(descriptor.path()) else { continue };
        if !path.starts_with("/dev/shm") || path.extension().is_none_or(|end| end != "zenoh") {
            continue;
        }
        let Some(number) = descriptor.file_name().to_str().and_then(|name| name.parse().ok())
        else {
            continue;
        };
        // SAFETY: the descriptor is open: it has just been listed, and what still runs of
        // Zenoh keeps the descriptors of its segments until the process is gone.
        let lock = unsafe { BorrowedFd::borrow_raw(number) };
        if flock(lock, FlockOperation::NonBlockingLockExclusive).is_ok() {
            let _ = unlink(&path);
        }
    }
}

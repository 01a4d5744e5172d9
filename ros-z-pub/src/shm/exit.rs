//! Leaves `/dev/shm` as it was when the process ends.
//!
//! A segment of Zenoh's is a file, and every process that maps it holds a shared lock on
//! it; who lets go last removes it. At the end of a process Zenoh does not wait for the
//! threads that hold segments, its watchdogs among them, nor can it know of statics: the
//! files outlive them until another Zenoh process sweeps them up.

use std::fs;
use std::os::fd::{BorrowedFd, RawFd};
use std::path::PathBuf;

use rustix::fs::{FlockOperation, flock, unlink};
use static_init::dynamic;

use super::file::{self, SegmentFile};

/// The process that removes segments when it ends; not one that was forked from it.
struct RemoveSegments {
    process: u32,
}

/// Statics that are made first are dropped last, behind those of Zenoh.
#[dynamic(lazy, drop)]
static mut AT_EXIT: RemoveSegments = RemoveSegments { process: std::process::id() };

/// Arranges for the end of the process; called before shared memory is first touched.
pub(crate) fn prepare() {
    let _ = AT_EXIT.read();
}

impl Drop for RemoveSegments {
    /// Removes the segments that no other process has locked.
    ///
    /// A lock that cannot be made exclusive is lost, and with it this process's claim: the
    /// other one removes the segment when it ends. A forked process shares the locks of its
    /// parent, and has no claim of its own.
    fn drop(&mut self) {
        if self.process != std::process::id() {
            return;
        }
        for (number, path) in descriptors() {
            if try_lock(number, FlockOperation::NonBlockingLockExclusive) {
                let _ = unlink(&path);
            }
        }
    }
}

/// Makes Zenoh's own lock on a segment exclusive, so that nobody can map it any more; false if
/// somebody has it mapped.
///
/// A lock that was opened anew would always be refused, since this process has the segment
/// mapped itself. Whoever tries to map it in the very moment of a vain attempt is refused.
pub(crate) fn seal(file: &SegmentFile) -> bool {
    let mut ours = descriptors().into_iter().filter(|(_, path)| path == file.path());
    let (Some((number, _)), None) = (ours.next(), ours.next()) else { return false };
    if try_lock(number, FlockOperation::NonBlockingLockExclusive) {
        return true;
    }
    // What cannot be made exclusive is lost.
    try_lock(number, FlockOperation::NonBlockingLockShared);
    false
}

fn try_lock(number: RawFd, operation: FlockOperation) -> bool {
    // SAFETY: the descriptor is open: it has just been listed, and whatever of Zenoh still runs
    // keeps the descriptors of its segments until they are dropped or the process is gone.
    let descriptor = unsafe { BorrowedFd::borrow_raw(number) };
    flock(descriptor, operation).is_ok()
}

/// The open descriptors of segments, and the files.
fn descriptors() -> Vec<(RawFd, PathBuf)> {
    let Ok(descriptors) = fs::read_dir("/proc/self/fd") else { return Vec::new() };
    let of_segment = |descriptor: fs::DirEntry| {
        let path = fs::read_link(descriptor.path()).ok()?;
        let number = descriptor.file_name().to_str()?.parse().ok()?;
        file::is_segment(&path).then_some((number, path))
    };
    descriptors.filter_map(Result::ok).filter_map(of_segment).collect()
}

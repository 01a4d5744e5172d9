//! What is in the folder of the segments, whoever made it.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rustix::fs::{FlockOperation, flock};

use super::file::{FOLDER, SegmentFile, is_segment};

/// Between making a file and locking it, Zenoh holds no lock on it.
const IN_THE_MAKING: Duration = Duration::from_secs(2);

/// A file in `/dev/shm` that is one of Zenoh's segments: a pool, or books about some.
///
/// Whoever uses a segment holds a lock on its file, which the system releases when the process
/// ends, however that happens. A segment that nobody has locked is left over.
///
/// ```
/// # use ros_z_pub::prelude::*;
/// use ros_z_pub::shm::segments;
///
/// let provider = ShmProviderBuilder::new(64 << 10).build()?;
/// let segments = segments()?;
/// let own = segments.iter().find(|segment| segment.processes.contains(&std::process::id()));
/// let own = own.expect("that of the provider");
/// assert_eq!(own.is_orphaned, Some(false));
/// assert!(!own.remove_if_orphaned()?);
/// # drop(provider);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SegmentInfo {
    /// The file.
    pub path: PathBuf,
    /// The length in bytes.
    pub len: u64,
    /// The number of the user who made it.
    pub user: u32,
    /// When it was made; last written to where the file system does not know that.
    pub created: Option<SystemTime>,
    /// The processes that have it locked or mapped, as far as the system tells: processes of other
    /// PID namespaces are not seen, and for those of other users only the locks are.
    pub processes: BTreeSet<u32>,
    /// Whether nobody uses it; `None` where that cannot be found out: it belongs to another user,
    /// or is being made right now.
    pub is_orphaned: Option<bool>,
}

impl SegmentInfo {
    fn of(path: &Path, locks: &str, mappings: &[(u32, String)]) -> io::Result<Self> {
        let metadata = fs::metadata(path)?;
        let file = SegmentFile::of_metadata(path.into(), &metadata);
        let mut processes = file.holders_in(locks);
        let name = path.to_string_lossy();
        let mapped = mappings.iter().filter(|(_, maps)| maps.contains(&*name));
        processes.extend(mapped.map(|(process, _)| *process));
        let created = metadata.created().or_else(|_| metadata.modified()).ok();
        let is_orphaned = match processes.is_empty() {
            true => is_unlocked(path, &metadata),
            false => Some(false),
        };
        let (len, user) = (metadata.len(), metadata.uid());
        Ok(Self { path: path.into(), len, user, created, processes, is_orphaned })
    }

    /// Removes the file if nobody uses the segment now, and says whether it did.
    ///
    /// Memory that is still mapped somewhere stays there until it is unmapped.
    ///
    /// # Errors
    ///
    /// The file cannot be opened or removed, such as one of another user.
    pub fn remove_if_orphaned(&self) -> io::Result<bool> {
        let file = File::open(&self.path)?;
        let metadata = file.metadata()?;
        if is_in_the_making(&metadata) || !lock(&file)? {
            return Ok(false);
        }
        // Nobody can begin to use it as long as the lock is held. It must still be that file.
        let there = fs::metadata(&self.path)?;
        if (there.dev(), there.ino()) != (metadata.dev(), metadata.ino()) {
            return Ok(false);
        }
        fs::remove_file(&self.path)?;
        Ok(true)
    }
}

/// Zenoh's segments in `/dev/shm`, of all processes, in the order of their names.
///
/// ```
/// for segment in ros_z_pub::shm::segments()? {
///     println!("{}: {} bytes, {:?}", segment.path.display(), segment.len, segment.processes);
/// }
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// The folder cannot be read.
pub fn segments() -> io::Result<Vec<SegmentInfo>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(FOLDER)? {
        paths.push(entry?.path());
    }
    paths.retain(|path| is_segment(path));
    paths.sort();
    let locks = fs::read_to_string("/proc/locks").unwrap_or_default();
    let mappings = if paths.is_empty() { Vec::new() } else { mappings() };
    let all = paths.iter().filter_map(|path| SegmentInfo::of(path, &locks, &mappings).ok());
    Ok(all.collect())
}

/// The processes whose mappings can be read, and those.
fn mappings() -> Vec<(u32, String)> {
    let Ok(processes) = fs::read_dir("/proc") else { return Vec::new() };
    let processes = processes.filter_map(Result::ok);
    let numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    numbers
        .filter_map(|number| {
            Some((number, fs::read_to_string(format!("/proc/{number}/maps")).ok()?))
        })
        .collect()
}

fn is_unlocked(path: &Path, metadata: &fs::Metadata) -> Option<bool> {
    if is_in_the_making(metadata) {
        return None;
    }
    lock(&File::open(path).ok()?).ok()
}

fn is_in_the_making(metadata: &fs::Metadata) -> bool {
    let changed = metadata.modified().ok().and_then(|time| time.elapsed().ok());
    // A time in the future is no reason to keep it.
    changed.is_some_and(|age| age < IN_THE_MAKING)
}

/// Makes the lock of this descriptor exclusive; false if somebody else has one.
fn lock(file: &File) -> io::Result<bool> {
    match flock(file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(true),
        Err(rustix::io::Errno::WOULDBLOCK) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

//! What the system allows of shared memory, checked before it is used.
//!
//! Zenoh locks what it allocates in memory. Where it may not, it fails after the file has
//! been created, and leaves it behind; and a session that cannot make its own small segment
//! does not open.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::fs::{Access, StatVfsMountFlags, access, statvfs};
use rustix::io::Errno;
use rustix::process::{Resource, getrlimit};

use super::file::FOLDER;

/// The limit that is in the way of shared memory.
///
/// Its display form says how to raise the limit.
///
/// ```
/// use ros_z_pub::Limit;
///
/// match Limit::of_pool(64 << 20) {
///     None => println!("64 MiB are allowed"),
///     Some(Limit::Memlock { limit, .. }) => println!("only {limit} bytes may be locked"),
///     Some(limit) => println!("{limit}"),
/// }
/// assert_eq!(Limit::of_session(), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limit {
    /// The process may not lock as much memory (`RLIMIT_MEMLOCK`).
    Memlock {
        /// Bytes that are needed in addition to what is locked already.
        needed: u64,
        /// Bytes that are locked already.
        locked: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// `/dev/shm` has too little space.
    Space {
        /// Bytes that are needed.
        needed: u64,
        /// Bytes that are free.
        free: u64,
    },
    /// There is no `/dev/shm`.
    Missing,
    /// `/dev/shm` is read-only.
    ReadOnly,
    /// The user may not write to `/dev/shm`.
    Denied,
    /// The process may not open more files (`RLIMIT_NOFILE`).
    Descriptors,
    /// The session does not share memory: a setting of Zenoh turns it off.
    Setting,
    /// This version of Zenoh enables shared memory after half a handshake: 1.10.0 and 1.10.1.
    ZenohVersion,
    /// Zenoh could not create the pool for another reason, which is logged.
    Refused,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Memlock { needed, locked, limit } => write!(
                f,
                "{needed} bytes must be locked in memory, {locked} are locked already and the \
                 limit is {limit}; raise it with `ulimit -l {}` (in systemd: `LimitMEMLOCK=`, in \
                 containers: `--ulimit memlock=`), or ask for less",
                needed.saturating_add(locked).div_ceil(1024)
            ),
            Self::Space { needed, free } => write!(
                f,
                "{needed} bytes are needed in {FOLDER} and {free} are free; enlarge it with \
                 `mount -o remount,size=SIZE {FOLDER}` (in containers: `--shm-size`), or ask for \
                 less"
            ),
            Self::Missing => {
                write!(f, "there is no {FOLDER}; mount it with `mount -t tmpfs tmpfs {FOLDER}`")
            }
            Self::ReadOnly => {
                write!(f, "{FOLDER} is read-only; `mount -o remount,rw {FOLDER}` makes it writable")
            }
            Self::Denied => write!(
                f,
                "this user may not write to {FOLDER}; `chmod 1777 {FOLDER}` is what it usually has"
            ),
            Self::Descriptors => f.write_str(
                "no more files can be opened; raise the limit with `ulimit -n` (in systemd: \
                 `LimitNOFILE=`)",
            ),
            Self::Setting => f.write_str(
                "the Zenoh setting `transport/shared_memory/enabled` is false for this session",
            ),
            Self::ZenohVersion => f.write_str(
                "Zenoh 1.10.0 and 1.10.1 share memory with processes that do not; `cargo update -p \
                 zenoh --precise 1.10.2`, and so with the other crates of Zenoh",
            ),
            Self::Refused => f.write_str("Zenoh could not create the pool"),
        }
    }
}

impl Limit {
    /// What forbids a session of this process to share memory; `None` if nothing does.
    pub fn of_session() -> Option<Self> {
        check_session().err()
    }

    /// What forbids this process a pool of `bytes` bytes; `None` if nothing does.
    pub fn of_pool(bytes: usize) -> Option<Self> {
        check_pool(bytes).err()
    }

    /// What other sessions are told, as the end of a key.
    pub(crate) fn to_key(self) -> String {
        match self {
            Self::Memlock { needed, locked, limit } => format!("memlock/{needed}/{locked}/{limit}"),
            Self::Space { needed, free } => format!("space/{needed}/{free}"),
            Self::Missing => "missing".into(),
            Self::ReadOnly => "read_only".into(),
            Self::Denied => "denied".into(),
            Self::Descriptors => "descriptors".into(),
            Self::Setting => "setting".into(),
            Self::ZenohVersion => "zenoh_version".into(),
            Self::Refused => "refused".into(),
        }
    }

    /// What another session has told.
    pub(crate) fn from_key(key: &str) -> Option<Self> {
        let mut parts = key.split('/');
        let kind = parts.next()?;
        let mut number = || parts.next()?.parse().ok();
        Some(match kind {
            "memlock" => Self::Memlock { needed: number()?, locked: number()?, limit: number()? },
            "space" => Self::Space { needed: number()?, free: number()? },
            "missing" => Self::Missing,
            "read_only" => Self::ReadOnly,
            "denied" => Self::Denied,
            "descriptors" => Self::Descriptors,
            "setting" => Self::Setting,
            "zenoh_version" => Self::ZenohVersion,
            "refused" => Self::Refused,
            _ => return None,
        })
    }
}

/// Zenoh's books about chunks, made with the first pool of a process and locked by each
/// process that reads from it, in bytes.
const BOOKS: u64 = 1_310_720;

/// What sessions and their connections need: two segments of 12 KiB for each.
const SESSION: u64 = 256 << 10;

/// Whether this process has books of its own already, and has locked them.
static HAS_BOOKS: AtomicBool = AtomicBool::new(false);

/// Notes that this process has books of its own.
pub(crate) fn note_books() {
    HAS_BOOKS.store(true, Ordering::Relaxed);
}

/// Reports what forbids a pool of `bytes` bytes.
///
/// So much is left that the process can read from others.
pub(crate) fn check_pool(bytes: usize) -> Result<(), Limit> {
    let page = rustix::param::page_size() as u64;
    let pool = (bytes as u64).div_ceil(page).saturating_mul(page);
    let own_books = if HAS_BOOKS.load(Ordering::Relaxed) { 0 } else { BOOKS };
    check(pool.saturating_add(own_books), BOOKS + SESSION)
}

/// Reports what forbids a session to share memory.
pub(crate) fn check_session() -> Result<(), Limit> {
    if shares_too_early(zenoh::GIT_VERSION) {
        return Err(Limit::ZenohVersion);
    }
    check(BOOKS, SESSION)
}

/// Whether Zenoh of this version (`v1.10.2`, and what follows) shares memory before both sides of
/// a connection have agreed to it. A requirement of Cargo can't leave versions out.
fn shares_too_early(version: &str) -> bool {
    let version = version.trim_start_matches('v');
    let number = version.split(|it: char| !(it.is_ascii_digit() || it == '.')).next();
    matches!(number, Some("1.10.0" | "1.10.1"))
}

/// Reports what forbids to create files of `files` bytes and to lock them and `others` bytes
/// more.
fn check(files: u64, others: u64) -> Result<(), Limit> {
    check_folder(files)?;
    check_descriptors()?;
    check_memlock(files.saturating_add(others))
}

fn check_folder(needed: u64) -> Result<(), Limit> {
    let system = match statvfs(FOLDER) {
        Ok(system) => system,
        Err(Errno::NOENT | Errno::NOTDIR) => return Err(Limit::Missing),
        // Where it cannot be looked at, Zenoh finds out by itself.
        Err(_) => return Ok(()),
    };
    if system.f_flag.contains(StatVfsMountFlags::RDONLY) {
        return Err(Limit::ReadOnly);
    }
    match access(FOLDER, Access::WRITE_OK | Access::EXEC_OK) {
        Err(Errno::ROFS) => return Err(Limit::ReadOnly),
        Err(Errno::ACCESS) => return Err(Limit::Denied),
        _ => {}
    }
    // A file system without a size of its own says 0 for its size and for what is free of it.
    let free = system.f_bavail.saturating_mul(system.f_frsize);
    if system.f_blocks > 0 && needed > free { Err(Limit::Space { needed, free }) } else { Ok(()) }
}

/// Reports if the files that Zenoh makes at once cannot be opened.
///
/// Where the one with its books is missing, it panics.
fn check_descriptors() -> Result<(), Limit> {
    const AT_ONCE: usize = 4;
    let mut files = Vec::with_capacity(AT_ONCE);
    for _ in 0..AT_ONCE {
        match std::fs::File::open("/dev/null") {
            Ok(file) => files.push(file),
            Err(error) => {
                let error = Errno::from_io_error(&error);
                let is_full =
                    error.is_some_and(|error| [Errno::MFILE, Errno::NFILE].contains(&error));
                return if is_full { Err(Limit::Descriptors) } else { Ok(()) };
            }
        }
    }
    Ok(())
}

/// Reports a limit of locked memory that `needed` more bytes would pass.
fn check_memlock(needed: u64) -> Result<(), Limit> {
    let status = status();
    if may_lock_without_limit(&status) {
        return Ok(());
    }
    let locked = status_value(&status, "VmLck:", 10).unwrap_or(0).saturating_mul(1024);
    match getrlimit(Resource::Memlock).current {
        Some(limit) if locked.saturating_add(needed) > limit => {
            Err(Limit::Memlock { needed, locked, limit })
        }
        _ => Ok(()),
    }
}

/// Whether there is a limit to the memory that this process may lock.
pub(crate) fn is_limited() -> bool {
    getrlimit(Resource::Memlock).current.is_some() && !may_lock_without_limit(&status())
}

fn status() -> String {
    std::fs::read_to_string("/proc/self/status").unwrap_or_default()
}

/// Whether the process has the capability `CAP_IPC_LOCK`.
fn may_lock_without_limit(status: &str) -> bool {
    const CAP_IPC_LOCK: u32 = 14;
    status_value(status, "CapEff:", 16).is_some_and(|mask| mask & (1 << CAP_IPC_LOCK) != 0)
}

/// The number behind `key` in the text of `/proc/self/status`.
fn status_value(status: &str, key: &str, radix: u32) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(key))?;
    u64::from_str_radix(line.split_whitespace().next()?, radix).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_in_the_status() {
        let status = "Name:\tx\nVmLck:\t    1344 kB\nCapEff:\t000001ffffffffff\n";
        assert_eq!(status_value(status, "VmLck:", 10), Some(1344));
        assert!(may_lock_without_limit(status));
        assert!(!may_lock_without_limit("CapEff:\t00000000a80425fb\n"));
    }

    #[test]
    fn versions_that_share_too_early_are_known() {
        for version in ["v1.10.0", "v1.10.1", "v1.10.1-release", "1.10.0-modified"] {
            assert!(shares_too_early(version), "{version}");
        }
        for version in ["v1.9.0", "v1.10.2-release", "v1.10.10", "v1.11.0", "v2.0.0", ""] {
            assert!(!shares_too_early(version), "{version}");
        }
    }

    #[test]
    fn a_pool_larger_than_dev_shm_is_refused_with_the_numbers() {
        for bytes in [isize::MAX as usize, usize::MAX] {
            let limit = check_pool(bytes).unwrap_err();
            assert!(matches!(limit, Limit::Memlock { .. } | Limit::Space { .. }), "{limit}");
        }
    }
}

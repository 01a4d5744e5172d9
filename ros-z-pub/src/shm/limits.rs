//! What the system allows a shared-memory pool to be, checked before it is made.
//!
//! Zenoh locks every segment in memory. Where it may not, it fails after the file has
//! been created, and leaves it behind.

use std::fmt;

/// The limit that is in the way of a shared-memory pool.
///
/// Its display form says how to raise it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limit {
    /// The process may not lock as much memory (`RLIMIT_MEMLOCK`).
    Memlock {
        /// Bytes that pool and bookkeeping need beside what is locked already.
        needed: u64,
        /// Bytes that are locked already.
        locked: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// `/dev/shm` has too little space.
    Space {
        /// Bytes that pool and bookkeeping need.
        needed: u64,
        /// Bytes that are free.
        free: u64,
    },
    /// Zenoh could not create the pool for another reason, which is logged.
    Refused,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Memlock { needed, locked, limit } => write!(
                f,
                "{needed} bytes must be locked in memory, {locked} are locked already and the \
                 limit is {limit}; raise it with `ulimit -l {}` (in systemd: `LimitMEMLOCK=`), or \
                 ask for a smaller pool",
                (needed + locked).div_ceil(1024)
            ),
            Self::Space { needed, free } => write!(
                f,
                "{needed} bytes are needed in /dev/shm and {free} are free; enlarge it with \
                 `mount -o remount,size=SIZE /dev/shm` (in containers: `--shm-size`), or ask for \
                 a smaller pool"
            ),
            Self::Refused => f.write_str("Zenoh could not create the pool"),
        }
    }
}

/// Zenoh's segment of chunk headers, made with the first pool of a process, in bytes.
#[cfg(target_os = "linux")]
const BOOKKEEPING: u64 = 1_400_000;

/// Reports what forbids a pool of `bytes` bytes.
#[cfg(target_os = "linux")]
pub(crate) fn check(bytes: usize) -> Result<(), Limit> {
    let page = rustix::param::page_size() as u64;
    let needed = (bytes as u64).div_ceil(page) * page + BOOKKEEPING;
    check_memlock(needed)?;
    // Where it cannot be looked at, Zenoh finds out by itself.
    let Ok(space) = rustix::fs::statvfs("/dev/shm") else { return Ok(()) };
    let free = space.f_bavail * space.f_frsize;
    if needed > free { Err(Limit::Space { needed, free }) } else { Ok(()) }
}

/// Reports a limit of locked memory that `needed` more bytes would pass.
#[cfg(target_os = "linux")]
fn check_memlock(needed: u64) -> Result<(), Limit> {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    if may_lock_without_limit(&status) {
        return Ok(());
    }
    let limit = rustix::process::getrlimit(rustix::process::Resource::Memlock).current;
    let locked = status_value(&status, "VmLck:", 10).unwrap_or(0) * 1024;
    match limit {
        Some(limit) if locked + needed > limit => Err(Limit::Memlock { needed, locked, limit }),
        _ => Ok(()),
    }
}

/// Warns, once in a process, that the pool of a publisher may be too large to be mapped.
///
/// Zenoh drops the messages in such a pool without a word, so the warning has to come
/// before there is one.
pub(crate) fn warn_if_pools_cannot_be_mapped() {
    #[cfg(target_os = "linux")]
    {
        static WARN: std::sync::Once = std::sync::Once::new();
        let pool = crate::shm::DEFAULT_POOL_SIZE as u64 + BOOKKEEPING;
        if let Err(limit) = check_memlock(pool) {
            WARN.call_once(|| {
                tracing::warn!(
                    "messages in a publisher's pool of the default size are lost: {limit}"
                );
            });
        }
    }
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn check(_: usize) -> Result<(), Limit> {
    Ok(())
}

/// Whether the process has the capability `CAP_IPC_LOCK`.
#[cfg(target_os = "linux")]
fn may_lock_without_limit(status: &str) -> bool {
    const CAP_IPC_LOCK: u32 = 14;
    status_value(status, "CapEff:", 16).is_some_and(|mask| mask & (1 << CAP_IPC_LOCK) != 0)
}

/// The number behind `key` in the text of `/proc/self/status`.
#[cfg(target_os = "linux")]
fn status_value(status: &str, key: &str, radix: u32) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(key))?;
    u64::from_str_radix(line.split_whitespace().next()?, radix).ok()
}

#[cfg(all(test, target_os = "linux"))]
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
    fn a_pool_larger_than_dev_shm_is_refused_with_the_numbers() {
        let limit = check(isize::MAX as usize).unwrap_err();
        assert!(matches!(limit, Limit::Memlock { .. } | Limit::Space { .. }), "{limit}");
    }
}

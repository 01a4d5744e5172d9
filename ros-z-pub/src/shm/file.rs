//! The files that segments of shared memory are, and who has them open.
//!
//! Zenoh names a segment by a number; the file is `/dev/shm/<number>.zenoh`. Whoever maps it
//! holds a shared lock on the file, which ends with the process at the latest.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Where the files are.
pub(crate) const FOLDER: &str = "/dev/shm";

/// What their names end with.
const EXTENSION: &str = "zenoh";

/// The file of a segment.
#[derive(Debug, Clone)]
pub(crate) struct SegmentFile {
    path: PathBuf,
    device: u64,
    inode: u64,
    len: u64,
}

impl SegmentFile {
    /// The file of the segment of this number.
    pub(crate) fn of(number: u32) -> io::Result<Self> {
        Self::at(path_of(number))
    }

    fn at(path: PathBuf) -> io::Result<Self> {
        let metadata = fs::metadata(&path)?;
        Ok(Self::of_metadata(path, &metadata))
    }

    pub(crate) fn of_metadata(path: PathBuf, metadata: &fs::Metadata) -> Self {
        let (device, inode, len) = (metadata.dev(), metadata.ino(), metadata.len());
        Self { path, device, inode, len }
    }

    /// The file that is mapped at an address of this process, and the number of its segment.
    pub(crate) fn mapped_at(address: usize) -> Option<(Self, u32)> {
        let mapping = mappings().into_iter().find(|mapping| mapping.contains(address))?;
        let number = mapping.path.file_stem()?.to_str()?.parse().ok()?;
        Some((Self::at(mapping.path).ok()?, number))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The length in bytes.
    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// The other processes that hold the file; `None` where the system does not tell.
    ///
    /// Processes of other PID namespaces are not seen.
    pub(crate) fn holders(&self) -> Option<BTreeSet<u32>> {
        let mut holders = self.holders_in(&fs::read_to_string("/proc/locks").ok()?);
        holders.remove(&std::process::id());
        Some(holders)
    }

    /// The processes that hold the file, by the text of `/proc/locks`.
    pub(crate) fn holders_in(&self, locks: &str) -> BTreeSet<u32> {
        let major = rustix::fs::major(self.device);
        let minor = rustix::fs::minor(self.device);
        let file = format!("{major:02x}:{minor:02x}:{}", self.inode);
        // number, kind, mandatory or advisory, access, process, device and inode, range
        let holder = |line: &str| {
            let mut words = line.split_whitespace().skip(1);
            let (kind, process) = (words.next()?, words.nth(2)?);
            (kind == "FLOCK" && words.next()? == file).then(|| process.parse().ok())?
        };
        locks.lines().filter_map(holder).collect()
    }
}

/// The path of the segment of this number.
pub(crate) fn path_of(number: u32) -> PathBuf {
    Path::new(FOLDER).join(format!("{number}.{EXTENSION}"))
}

/// Whether a path is that of a segment.
pub(crate) fn is_segment(path: &Path) -> bool {
    path.starts_with(FOLDER) && path.extension().is_some_and(|end| end == EXTENSION)
}

/// A segment, or a part of it, in the memory of this process.
#[derive(Debug)]
pub(crate) struct Mapping {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) path: PathBuf,
}

impl Mapping {
    fn contains(&self, address: usize) -> bool {
        (self.start..self.end).contains(&address)
    }

    fn parse(line: &str) -> Option<Self> {
        // from-to, permissions, offset in the file, device, inode, path
        let mut words = line.split_whitespace();
        let (start, end) = words.next()?.split_once('-')?;
        let hex = |number| usize::from_str_radix(number, 16).ok();
        let (start, end) = (hex(start)?, hex(end)?);
        let path = PathBuf::from(words.nth(4)?);
        is_segment(&path).then_some(Self { start, end, path })
    }
}

/// The segments in the memory of this process.
pub(crate) fn mappings() -> Vec<Mapping> {
    let maps = fs::read_to_string("/proc/self/maps").unwrap_or_default();
    maps.lines().filter_map(Mapping::parse).collect()
}

/// The name of a process, for people.
pub(crate) fn process_name(process: u32) -> String {
    let name = fs::read_to_string(format!("/proc/{process}/comm")).unwrap_or_default();
    match name.trim() {
        "" => process.to_string(),
        name => format!("{name} ({process})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holders_are_those_with_a_lock_on_the_file() {
        let file = SegmentFile { path: PathBuf::new(), device: 0x1b, inode: 5, len: 0 };
        let locks = "\
            1: FLOCK  ADVISORY  READ 773 00:1b:5 0 EOF\n\
            2: FLOCK  ADVISORY  READ 773 00:1b:5 0 EOF\n\
            3: FLOCK  ADVISORY  READ 774 00:1b:55 0 EOF\n\
            4: POSIX  ADVISORY  WRITE 775 00:1b:5 0 EOF\n\
            5: FLOCK  ADVISORY  READ 776 00:1c:5 0 EOF\n\
            6: FLOCK  ADVISORY  WRITE 777 00:1b:5 0 EOF\n\
            6: -> FLOCK  ADVISORY  WRITE 778 00:1b:5 0 EOF\n";
        assert_eq!(file.holders_in(locks), BTreeSet::from([773, 777]));
    }

    #[test]
    fn only_segments_are_mappings() {
        let line = "7f00-8f00 rw-s 00000000 00:1b 5    /dev/shm/905323358.zenoh";
        let mapping = Mapping::parse(line).unwrap();
        assert!(mapping.contains(0x7f00) && mapping.contains(0x8eff) && !mapping.contains(0x8f00));
        for other in ["7f00-8f00 rw-p 00000000 00:00 0", "7f00-8f00 r--p 0 00:1b 5 /lib/libc.so"] {
            assert!(Mapping::parse(other).is_none(), "{other}");
        }
    }
}

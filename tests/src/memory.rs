//! Where memory lies, and what is allocated.

use std::fs::OpenOptions;
use std::os::unix::fs::FileExt;
use std::path::Path;

use zenoh_buffers::ZBuf;
use zenoh_shm::ShmBufInner;

pub use crate::counting::{Counting, asked, largest_asked};

/// Whether any part of a payload is in shared memory.
pub fn is_shared(payload: &ZBuf) -> bool {
    payload.zslices().any(|slice| slice.downcast_ref::<ShmBufInner>().is_some())
}

/// Marks the shared-memory buffer that these bytes lie in as lost, as Zenoh does when nobody
/// confirms it for a while.
pub fn invalidate(bytes: &[u8]) {
    let (file, offset) = segment_of(bytes).expect("bytes in shared memory");
    let segment = Path::new(&file).file_stem().and_then(|name| name.to_str()?.parse::<u32>().ok());
    // The books: 32 768 entries of 32 bytes, with the segment at 16, the offset of the chunk at
    // 20, its length at 24, and the mark at 4.
    const ENTRY: usize = 32;
    let word = |entry: &[u8], at: usize| u32::from_le_bytes(entry[at..at + 4].try_into().unwrap());
    let mut marked = 0;
    for book in mapped_segments() {
        if std::fs::metadata(&book).map_or(0, |data| data.len()) != 32_768 * 40 {
            continue;
        }
        let entries = std::fs::read(&book).unwrap();
        let file = OpenOptions::new().write(true).open(&book).unwrap();
        for (index, entry) in entries.chunks_exact(ENTRY).take(32_768).enumerate() {
            let chunk = word(entry, 20) as usize;
            let is_it = Some(word(entry, 16)) == segment
                && (chunk..chunk + word(entry, 24) as usize).contains(&offset);
            if is_it {
                file.write_all_at(&[1], (index * ENTRY + 4) as u64).unwrap();
                marked += 1;
            }
        }
    }
    assert!(marked > 0, "no entry of the buffer");
}

/// Whether these bytes lie within one shared-memory segment that the process has mapped.
pub fn is_mapped<T>(values: &[T]) -> bool {
    segment_of(values).is_some()
}

/// The files of all shared-memory segments that the process has mapped.
pub fn mapped_segments() -> Vec<String> {
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap_or_default();
    let paths = maps.lines().filter_map(|line| line.split_whitespace().nth(5));
    paths.filter(|path| path.ends_with(".zenoh")).map(Into::into).collect()
}

/// The file of the shared-memory segment that these bytes lie in, and the offset of the
/// first one in it.
pub fn segment_of<T>(values: &[T]) -> Option<(String, usize)> {
    let range = values.as_ptr_range();
    let (start, end) = (range.start as usize, range.end as usize);
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap_or_default();
    maps.lines().find_map(|line| {
        // from-to, permissions, offset in the file, device, inode, path
        let mut words = line.split_whitespace();
        let (from, to) = words.next()?.split_once('-')?;
        let hex = |number| usize::from_str_radix(number, 16).ok();
        let (from, to, offset) = (hex(from)?, hex(to)?, hex(words.nth(1)?)?);
        let path = words.nth(2)?;
        let is_segment = path.starts_with("/dev/shm/") && path.ends_with(".zenoh");
        (is_segment && from <= start && end <= to).then(|| (path.into(), offset + start - from))
    })
}

/// The memory of this process that is in RAM, in bytes.
pub fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").expect("the kernel tells");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a number");
    let kib: usize = line.trim().trim_end_matches(" kB").parse().expect("a number of KiB");
    kib * 1024
}

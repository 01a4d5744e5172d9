//! How much memory the code under test holds at once.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local! {
    /// Bytes that this thread has allocated and not freed; what others free counts too.
    static HELD: Cell<isize> = const { Cell::new(0) };
    /// The most that `HELD` has been.
    static PEAK: Cell<isize> = const { Cell::new(0) };
}

/// Counts, and leaves `realloc` to its default, so that both copies are counted.
struct Counting;

fn change(bytes: isize) {
    // The thread may be ending, and its counters gone.
    let _ = HELD.try_with(|held| {
        held.set(held.get() + bytes);
        let _ = PEAK.try_with(|peak| peak.set(peak.get().max(held.get())));
    });
}

// SAFETY: hands everything on to the system's allocator. A layout's size fits `isize`.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        change(layout.size() as isize);
        // SAFETY: passed on to the caller.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        change(-(layout.size() as isize));
        // SAFETY: passed on to the caller.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What `work` returns, and the most bytes that it held at once.
pub(crate) fn peak<R>(work: impl FnOnce() -> R) -> (R, usize) {
    let before = HELD.get();
    PEAK.set(before);
    let result = work();
    (result, (PEAK.get() - before).unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::peak;

    // Otherwise a view that allocates would go unseen.
    #[test]
    fn what_is_freed_again_counts() {
        let ((), held) = peak(|| drop((vec![0_u8; 100], vec![0_u8; 50])));
        assert_eq!(held, 150);
        assert_eq!(peak(|| ()).1, 0);
    }
}

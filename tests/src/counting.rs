//! What is allocated, counted.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};

thread_local! {
    /// Bytes that this thread has asked for.
    static ASKED: Cell<usize> = const { Cell::new(0) };
}

/// The largest piece of memory that any thread has asked for, in bytes.
static LARGEST: AtomicUsize = AtomicUsize::new(0);

/// The system's allocator, which counts what is asked of it.
pub struct Counting;

fn count(bytes: usize) {
    LARGEST.fetch_max(bytes, Ordering::Relaxed);
    let _ = ASKED.try_with(|asked| asked.set(asked.get() + bytes));
}

// SAFETY: hands everything on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: passed on to the caller.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: passed on to the caller.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        // SAFETY: passed on to the caller.
        unsafe { System.realloc(memory, layout, size) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: passed on to the caller.
        unsafe { System.dealloc(memory, layout) }
    }
}

/// Bytes that `work` asks for on this thread.
pub fn asked(work: impl FnOnce()) -> usize {
    let before = ASKED.get();
    work();
    ASKED.get() - before
}

/// The largest piece of memory that any thread has asked for since the last call, in bytes.
pub fn largest_asked() -> usize {
    LARGEST.swap(0, Ordering::Relaxed)
}

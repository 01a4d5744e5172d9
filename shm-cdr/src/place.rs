//! Where values are read to.

/// What is at a place before a value is read to it.
#[doc(hidden)]
pub trait Place {
    /// Whether it is a value, whose memory is used again and which stays one.
    const USED: bool;

    /// Puts a value to a place.
    ///
    /// # Safety
    ///
    /// `place` may be written and is aligned, and holds a value if it is used.
    unsafe fn put<T>(place: *mut T, value: T);
}

/// Memory without a value.
#[doc(hidden)]
#[derive(Debug)]
pub enum New {}

/// A value from before.
#[doc(hidden)]
#[derive(Debug)]
pub enum Used {}

impl Place for New {
    const USED: bool = false;

    #[inline(always)]
    unsafe fn put<T>(place: *mut T, value: T) {
        // SAFETY: passed on to the caller.
        unsafe { place.write(value) };
    }
}

impl Place for Used {
    const USED: bool = true;

    #[inline(always)]
    unsafe fn put<T>(place: *mut T, value: T) {
        // SAFETY: passed on to the caller.
        unsafe { *place = value };
    }
}

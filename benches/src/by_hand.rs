//! A writer as one would write it by hand for each message: the size first, room for it once,
//! then every field to its place without a check. What is plain in memory is copied whole.
//!
//! It is the floor of ours, and no codec: nothing is refused.

use std::ptr;

/// A field, or an element of a sequence.
pub trait ByHand {
    /// Where the value ends that starts at `at`.
    fn end(&self, at: usize) -> usize;

    /// Writes the value behind `at` and returns where it ends.
    ///
    /// # Safety
    ///
    /// `body` may be written from `at` up to the end of the value.
    unsafe fn put(&self, body: *mut u8, at: usize) -> usize;

    /// Where values end that stand one behind the other.
    fn end_all(items: &[Self], at: usize) -> usize
    where
        Self: Sized,
    {
        items.iter().fold(at, |at, item| item.end(at))
    }

    /// Writes values one behind the other.
    ///
    /// # Safety
    ///
    /// As for [`put`](Self::put) of all of them.
    unsafe fn put_all(items: &[Self], body: *mut u8, at: usize) -> usize
    where
        Self: Sized,
    {
        // SAFETY: passed on to the caller.
        items.iter().fold(at, |at, item| unsafe { item.put(body, at) })
    }
}

/// Writes padding, then at least `ALIGN` bytes, and returns where they end.
///
/// # Safety
///
/// `body` may be written from `at` up to the end of the bytes.
#[inline(always)]
unsafe fn put_bytes<const ALIGN: usize>(bytes: &[u8], body: *mut u8, at: usize) -> usize {
    let start = at.next_multiple_of(ALIGN);
    // SAFETY: passed on to the caller. Zeros of the size of the alignment cover the padding, and
    // end within the bytes, which are written next.
    unsafe {
        if ALIGN > 1 {
            body.add(at).cast::<[u8; ALIGN]>().write([0; ALIGN]);
        }
        ptr::copy_nonoverlapping(bytes.as_ptr(), body.add(start), bytes.len());
    }
    start + bytes.len()
}

/// [`ByHand`] for what is plain in memory, and without padding there.
macro_rules! plain {
    ($($type:ty),*) => {$(
        impl $crate::by_hand::ByHand for $type {
            #[inline(always)]
            fn end(&self, at: usize) -> usize {
                at.next_multiple_of(align_of::<Self>()) + size_of::<Self>()
            }

            #[inline(always)]
            unsafe fn put(&self, body: *mut u8, at: usize) -> usize {
                // SAFETY: passed on to the caller.
                unsafe { $crate::by_hand::put_plain(::std::slice::from_ref(self), body, at) }
            }

            #[inline(always)]
            fn end_all(items: &[Self], at: usize) -> usize {
                if items.is_empty() { at } else { at.next_multiple_of(align_of::<Self>()) + size_of_val(items) }
            }

            #[inline(always)]
            unsafe fn put_all(items: &[Self], body: *mut u8, at: usize) -> usize {
                // SAFETY: passed on to the caller.
                if items.is_empty() { at } else { unsafe { $crate::by_hand::put_plain(items, body, at) } }
            }
        }
    )*};
}
pub(crate) use plain;

plain!(i8, u8, i32, u32, f32, f64);

/// Writes values whose memory is their encoding.
///
/// # Safety
///
/// As for [`ByHand::put`].
#[inline(always)]
pub(crate) unsafe fn put_plain<T: bytemuck::NoUninit>(
    items: &[T],
    body: *mut u8,
    at: usize,
) -> usize {
    let bytes = bytemuck::cast_slice(items);
    // SAFETY: passed on to the caller.
    unsafe {
        match align_of::<T>() {
            1 => put_bytes::<1>(bytes, body, at),
            4 => put_bytes::<4>(bytes, body, at),
            _ => put_bytes::<8>(bytes, body, at),
        }
    }
}

impl ByHand for bool {
    #[inline(always)]
    fn end(&self, at: usize) -> usize {
        at + 1
    }

    #[inline(always)]
    unsafe fn put(&self, body: *mut u8, at: usize) -> usize {
        // SAFETY: passed on to the caller.
        unsafe { u8::from(*self).put(body, at) }
    }
}

impl ByHand for String {
    #[inline(always)]
    fn end(&self, at: usize) -> usize {
        at.next_multiple_of(4) + 4 + self.len() + 1
    }

    #[inline(always)]
    unsafe fn put(&self, body: *mut u8, at: usize) -> usize {
        // SAFETY: passed on to the caller.
        unsafe {
            let at = (self.len() as u32 + 1).put(body, at);
            let at = put_bytes::<1>(self.as_bytes(), body, at);
            0_u8.put(body, at)
        }
    }
}

impl<T: ByHand> ByHand for Vec<T> {
    #[inline(always)]
    fn end(&self, at: usize) -> usize {
        T::end_all(self, at.next_multiple_of(4) + 4)
    }

    #[inline(always)]
    unsafe fn put(&self, body: *mut u8, at: usize) -> usize {
        // SAFETY: passed on to the caller.
        unsafe {
            let at = (self.len() as u32).put(body, at);
            T::put_all(self, body, at)
        }
    }
}

impl<T: ByHand, const N: usize> ByHand for [T; N] {
    #[inline(always)]
    fn end(&self, at: usize) -> usize {
        T::end_all(self, at)
    }

    #[inline(always)]
    unsafe fn put(&self, body: *mut u8, at: usize) -> usize {
        // SAFETY: passed on to the caller.
        unsafe { T::put_all(self, body, at) }
    }
}

//! Reading and making the bytes of a `ZBuf`.

use alloc::borrow::Cow;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::any::Any;

use zenoh_buffers::buffer::SplitBuffer;
use zenoh_buffers::{ZBuf, ZSlice, ZSliceBuffer};

/// What the bytes of a message are read and made with: methods of [`ZBuf`].
///
/// `len()` and `is_empty()` are those of [`Buffer`](crate::Buffer), which may be imported from here
/// or from `zenoh_buffers`.
///
/// ```
/// use shm_cdr::{Buffer, ZBuf, ZBufExt};
///
/// let data = ZBuf::from(vec![1, 2, 3, 4]);
/// assert_eq!(data.len(), 4);
/// assert_eq!(data.bytes()[0], 1);
/// assert_eq!(&data.bytes()[..2], [1, 2]);
/// let pairs: Vec<u8> = data.bytes().chunks_exact(2).map(|pair| pair[0] + pair[1]).collect();
/// assert_eq!(pairs, [3, 7]);
/// assert_eq!(data.to_vec(), [1, 2, 3, 4]);
/// assert!(data.bytes_eq([1, 2, 3, 4]));
/// ```
///
/// # Making one
///
/// | from | with | copied |
/// |---|---|---|
/// | `Vec<u8>`, `Box<[u8]>`, `[u8; N]`, `Arc<Vec<u8>>` | `ZBuf::from(..)`, `.into()` | no |
/// | `zenoh::shm::ZShm`, `ZShmMut` | `ZBuf::from(..)`, `.into()` | no |
/// | `Arc<[u8]>` | [`ZBuf::from_shared`](ZBufExt::from_shared) | no |
/// | `&'static [u8]` | [`ZBuf::from_static`](ZBufExt::from_static) | no |
/// | `bytes::Bytes`, with the feature `bytes` | `ZBuf::from_bytes(..)` | no |
/// | `&[u8]`, `&str`, `&[u8; N]` | [`ZBuf::from_slice`](ZBufExt::from_slice) | yes |
///
/// The trait is sealed: `ZBuf` alone has these methods.
pub trait ZBufExt: sealed::Sealed + Sized {
    /// The bytes: borrowed if they are in one part or there are none, else gathered in a copy.
    ///
    /// Call it once and keep the result where the bytes may be in several parts, which those of
    /// messages from the network can be.
    ///
    /// ```
    /// use std::borrow::Cow;
    ///
    /// use shm_cdr::{ZBuf, ZBufExt};
    ///
    /// let data = ZBuf::from(vec![1, 2, 3]);
    /// assert!(matches!(data.bytes(), Cow::Borrowed([1, 2, 3])));
    /// ```
    fn bytes(&self) -> Cow<'_, [u8]>;

    /// The bytes, if they are in one part or there are none.
    fn as_slice(&self) -> Option<&[u8]>;

    /// A copy of the bytes.
    fn to_vec(&self) -> Vec<u8>;

    /// The byte at `index`.
    ///
    /// ```
    /// use shm_cdr::{ZBuf, ZBufExt};
    ///
    /// let data = ZBuf::from([7, 8]);
    /// assert_eq!(data.get(1), Some(8));
    /// assert_eq!(data.get(2), None);
    /// ```
    fn get(&self, index: usize) -> Option<u8>;

    /// Whether these are the bytes. In how many parts they are does not matter.
    fn bytes_eq(&self, bytes: impl AsRef<[u8]>) -> bool;

    /// A buffer with a copy of these bytes.
    ///
    /// ```
    /// use shm_cdr::{ZBuf, ZBufExt};
    ///
    /// let received: &[u8] = &[1, 2, 3];
    /// assert!(ZBuf::from_slice(received).bytes_eq([1, 2, 3]));
    /// assert!(ZBuf::from_slice("text").bytes_eq("text"));
    /// ```
    fn from_slice(bytes: impl AsRef<[u8]>) -> Self;

    /// A buffer of bytes that live as long as the program.
    ///
    /// ```
    /// use shm_cdr::{ZBuf, ZBufExt};
    ///
    /// static LOGO: [u8; 3] = [1, 2, 3];
    /// let data = ZBuf::from_static(&LOGO);
    /// assert_eq!(data.as_slice().map(<[u8]>::as_ptr), Some(LOGO.as_ptr()));
    /// ```
    fn from_static(bytes: &'static [u8]) -> Self;

    /// A buffer that shares these bytes.
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use shm_cdr::{ZBuf, ZBufExt};
    ///
    /// let bytes: Arc<[u8]> = Arc::from([1, 2, 3]);
    /// let data = ZBuf::from_shared(Arc::clone(&bytes));
    /// assert_eq!(data.as_slice().map(<[u8]>::as_ptr), Some(bytes.as_ptr()));
    /// ```
    fn from_shared(bytes: Arc<[u8]>) -> Self;

    /// A buffer that shares these bytes.
    ///
    /// ```
    /// use bytes::Bytes;
    /// use shm_cdr::{ZBuf, ZBufExt};
    ///
    /// let bytes = Bytes::from(vec![1, 2, 3]);
    /// let data = ZBuf::from_bytes(bytes.clone());
    /// assert_eq!(data.as_slice().map(<[u8]>::as_ptr), Some(bytes.as_ptr()));
    /// ```
    #[cfg(feature = "bytes")]
    fn from_bytes(bytes: bytes::Bytes) -> Self;
}

mod sealed {
    pub trait Sealed {}

    impl Sealed for zenoh_buffers::ZBuf {}
}

impl ZBufExt for ZBuf {
    fn bytes(&self) -> Cow<'_, [u8]> {
        // `SplitBuffer::contiguous` would do, but it adds lengths up that can overflow.
        self.as_slice().map_or_else(|| Cow::Owned(self.to_vec()), Cow::Borrowed)
    }

    fn as_slice(&self) -> Option<&[u8]> {
        let mut parts = self.slices();
        match (parts.next(), parts.next()) {
            (None, _) => Some(&[]),
            (part, None) => part,
            _ => None,
        }
    }

    fn to_vec(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for part in self.slices() {
            bytes.extend_from_slice(part);
        }
        bytes
    }

    fn get(&self, index: usize) -> Option<u8> {
        let mut left = index;
        for part in self.slices() {
            match part.get(left) {
                Some(byte) => return Some(*byte),
                None => left -= part.len(),
            }
        }
        None
    }

    fn bytes_eq(&self, bytes: impl AsRef<[u8]>) -> bool {
        let mut left = bytes.as_ref();
        for part in self.slices() {
            match left.strip_prefix(part) {
                Some(rest) => left = rest,
                None => return false,
            }
        }
        left.is_empty()
    }

    fn from_slice(bytes: impl AsRef<[u8]>) -> Self {
        Self::from(Vec::from(bytes.as_ref()))
    }

    fn from_static(bytes: &'static [u8]) -> Self {
        ZSlice::from(Static(bytes)).into()
    }

    fn from_shared(bytes: Arc<[u8]>) -> Self {
        ZSlice::from(Shared(bytes)).into()
    }

    #[cfg(feature = "bytes")]
    fn from_bytes(bytes: bytes::Bytes) -> Self {
        ZSlice::from(Bytes(bytes)).into()
    }
}

/// A buffer of Zenoh that holds `$bytes`.
///
/// Zenoh looks at the length once and does not check it again, so only what is always the same
/// slice may be one.
macro_rules! buffer {
    ($(#[$attr:meta])* $name:ident($bytes:ty)) => {
        $(#[$attr])*
        #[derive(Debug)]
        struct $name($bytes);

        $(#[$attr])*
        impl ZSliceBuffer for $name {
            fn as_slice(&self) -> &[u8] {
                &self.0
            }

            fn as_any(&self) -> &dyn Any {
                self
            }

            fn as_any_mut(&mut self) -> &mut dyn Any {
                self
            }
        }
    };
}

buffer!(Static(&'static [u8]));
buffer!(Shared(Arc<[u8]>));
buffer!(
    #[cfg(feature = "bytes")]
    Bytes(bytes::Bytes)
);

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    /// `1, 2, 3, 4, 5` in parts.
    fn in_parts() -> ZBuf {
        let mut buffer = ZBuf::from(vec![1, 2]);
        buffer.push_zslice(vec![3].into());
        buffer.push_zslice(vec![4, 5].into());
        buffer
    }

    // The names of all traits for a `ZBuf` at once, as a prelude brings them, beside those of
    // Zenoh: a method that two of them have would not compile.
    #[test]
    fn methods_are_found_with_all_traits_in_scope() {
        use zenoh_buffers::buffer::{Buffer, SplitBuffer};

        use crate::*;

        let buffer = in_parts();
        assert_eq!((buffer.len(), buffer.is_empty()), (5, false));
        assert_eq!(buffer.slices().count(), 3);
        assert_eq!(buffer.contiguous(), buffer.bytes());
    }

    #[test]
    fn bytes_in_parts_are_gathered() {
        let buffer = in_parts();
        assert_eq!(buffer.as_slice(), None);
        assert!(matches!(buffer.bytes(), Cow::Owned(bytes) if bytes == [1, 2, 3, 4, 5]));
        assert_eq!(buffer.to_vec(), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn bytes_in_one_part_are_borrowed() {
        let buffer = ZBuf::from(vec![1, 2]);
        let part = buffer.zslices().next().map(|part| part.as_slice().as_ptr());
        assert!(matches!(buffer.bytes(), Cow::Borrowed(bytes) if Some(bytes.as_ptr()) == part));
        assert_eq!(ZBuf::empty().as_slice(), Some(&[][..]));
        assert!(matches!(ZBuf::empty().bytes(), Cow::Borrowed([])));
    }

    #[test]
    fn a_byte_is_found_in_its_part() {
        let buffer = in_parts();
        let found: Vec<_> = (0..7).map(|index| buffer.get(index)).collect();
        assert_eq!(found, [Some(1), Some(2), Some(3), Some(4), Some(5), None, None]);
        assert_eq!(buffer.get(usize::MAX), None);
    }

    #[test]
    fn bytes_are_compared_across_parts() {
        let buffer = in_parts();
        assert!(buffer.bytes_eq([1, 2, 3, 4, 5]));
        for other in [&[1, 2, 3, 4][..], &[1, 2, 3, 4, 5, 6], &[1, 2, 0, 4, 5], &[]] {
            assert!(!buffer.bytes_eq(other), "{other:?}");
        }
        assert!(ZBuf::empty().bytes_eq([]));
    }

    #[test]
    fn buffers_are_made_of_what_is_shared() {
        let shared: Arc<[u8]> = Arc::from([1, 2]);
        let buffer = ZBuf::from_shared(Arc::clone(&shared));
        assert!(buffer.as_slice().is_some_and(|bytes| core::ptr::eq(bytes, &*shared)));
        assert_eq!(ZBuf::from_static(&[1, 2]), buffer);
        assert_eq!(ZBuf::from_slice([1, 2]), buffer);
        assert_eq!(ZBuf::from_slice([]), ZBuf::empty());
    }
}

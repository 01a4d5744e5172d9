//! Where encoded bytes go.

use alloc::vec::Vec;
use core::marker::PhantomData;
use core::mem::MaybeUninit;

use crate::error::EncodeError;

/// A destination that a message is written into in place.
///
/// The message asks for room of its exact size, fills it front to back and commits
/// it. An encoding that fails commits nothing, so the sink stays as it was.
///
/// `Vec<u8>`, `&mut [u8]` and, with the feature `zenoh`, `ZShmMut` are sinks. One of your own:
///
/// ```
/// use shm_cdr::{EncodeError, Room, ShmMessage, ShmSink};
///
/// /// A packet of a fixed size.
/// struct Packet {
///     bytes: [u8; 64],
///     len: usize,
/// }
///
/// impl ShmSink for Packet {
///     fn reserve(&mut self, needed: usize) -> Result<Room<'_>, EncodeError> {
///         let free = &mut self.bytes[self.len..];
///         let available = free.len();
///         free.get_mut(..needed).map(Room::from).ok_or(EncodeError::NoRoom { needed, available })
///     }
///
///     unsafe fn commit(&mut self, len: usize) {
///         self.len += len;
///     }
/// }
///
/// #[derive(ShmMessage)]
/// struct Number {
///     data: u16,
/// }
///
/// let mut packet = Packet { bytes: [0; 64], len: 0 };
/// Number { data: 7 }.write_to(&mut packet)?;
/// assert_eq!(packet.bytes[..packet.len], [0, 1, 0, 0, 7, 0]);
/// # Ok::<(), EncodeError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a sink for encoded messages",
    note = "sinks are `Vec<u8>`, `&mut [u8]` and, with the feature `zenoh`, `ZShmMut`"
)]
pub trait ShmSink {
    /// Room for the next `len` bytes.
    ///
    /// # Errors
    ///
    /// [`EncodeError::NoRoom`] if the sink cannot hold them.
    fn reserve(&mut self, len: usize) -> Result<Room<'_>, EncodeError>;

    /// Keeps the first `len` bytes of the room that was reserved last.
    ///
    /// # Safety
    ///
    /// `len` is at most the length of that room, its first `len` bytes have been
    /// written, and nothing else was done with the sink in between.
    unsafe fn commit(&mut self, len: usize);
}

/// A contiguous part of a sink that may be written but not read.
///
/// It may be uninitialised or hold what was there before.
///
/// ```
/// use shm_cdr::{Room, ShmSink};
///
/// let mut bytes = [0; 16];
/// assert_eq!(Room::from(&mut bytes[..]).len(), 16);
/// let mut sink = Vec::new();
/// assert_eq!(ShmSink::reserve(&mut sink, 8)?.len(), 8);
/// # Ok::<(), shm_cdr::EncodeError>(())
/// ```
#[derive(Debug)]
pub struct Room<'a> {
    start: *mut u8,
    len: usize,
    sink: PhantomData<&'a mut [MaybeUninit<u8>]>,
}

impl<'a> Room<'a> {
    /// The length in bytes.
    #[expect(clippy::len_without_is_empty, reason = "room for nothing is never asked for")]
    pub fn len(&self) -> usize {
        self.len
    }

    /// The first byte; `len` bytes from here on may be written.
    #[inline(always)]
    pub(crate) fn start(&mut self) -> *mut u8 {
        self.start
    }
}

impl<'a> From<&'a mut [u8]> for Room<'a> {
    fn from(bytes: &'a mut [u8]) -> Self {
        Self { start: bytes.as_mut_ptr(), len: bytes.len(), sink: PhantomData }
    }
}

impl<'a> From<&'a mut [MaybeUninit<u8>]> for Room<'a> {
    fn from(bytes: &'a mut [MaybeUninit<u8>]) -> Self {
        Self { start: bytes.as_mut_ptr().cast(), len: bytes.len(), sink: PhantomData }
    }
}

/// Appends to what the vector holds.
impl ShmSink for Vec<u8> {
    #[inline]
    fn reserve(&mut self, len: usize) -> Result<Room<'_>, EncodeError> {
        if self.capacity() - self.len() >= len {
            return spare_room(self, len);
        }
        grow(self, len)
    }

    #[inline]
    unsafe fn commit(&mut self, len: usize) {
        // SAFETY: the caller wrote `len` bytes behind the current end, within the
        // capacity that `reserve` made.
        unsafe { self.set_len(self.len() + len) };
    }
}

/// Bytes that any program has memory for.
const FEW: usize = 64 << 10;

/// An empty vector with room for so many bytes.
///
/// # Errors
///
/// There is no memory for many.
#[inline(always)]
pub(crate) fn vec_for(len: usize) -> Result<Vec<u8>, EncodeError> {
    if len <= FEW { Ok(Vec::with_capacity(len)) } else { vec_for_many(len) }
}

#[cold]
#[inline(never)]
fn vec_for_many(needed: usize) -> Result<Vec<u8>, EncodeError> {
    let mut bytes = Vec::new();
    match bytes.try_reserve_exact(needed) {
        Ok(()) => Ok(bytes),
        Err(_) => Err(EncodeError::NoRoom { needed, available: 0 }),
    }
}

/// The room that a vector has.
#[inline(always)]
fn spare_room(bytes: &mut Vec<u8>, len: usize) -> Result<Room<'_>, EncodeError> {
    let spare = bytes.spare_capacity_mut();
    let available = spare.len();
    match spare.get_mut(..len) {
        Some(room) => Ok(room.into()),
        None => Err(EncodeError::NoRoom { needed: len, available }),
    }
}

/// Makes room if it can be had.
#[cold]
fn grow(bytes: &mut Vec<u8>, len: usize) -> Result<Room<'_>, EncodeError> {
    // What cannot be had shows where the room is taken.
    let _ = bytes.try_reserve(len);
    spare_room(bytes, len)
}

/// Fills the slice from its start and leaves the part that is still free.
impl ShmSink for &mut [u8] {
    #[inline]
    fn reserve(&mut self, len: usize) -> Result<Room<'_>, EncodeError> {
        let available = self.len();
        match self.get_mut(..len) {
            Some(room) => Ok(room.into()),
            None => Err(EncodeError::NoRoom { needed: len, available }),
        }
    }

    #[inline]
    unsafe fn commit(&mut self, len: usize) {
        if let Some((_, free)) = core::mem::take(self).split_at_mut_checked(len) {
            *self = free;
        }
    }
}

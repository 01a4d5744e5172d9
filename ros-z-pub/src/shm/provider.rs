//! Zenoh's providers of buffers, for programs that fill buffers themselves.

use zenoh::Wait;
use zenoh::shm::{
    AllocAlignment, OwnedShmBuf, PosixShmProviderBackend, ShmProvider, ShmProviderBackend,
    ShmProviderBuilder as ZenohBuilder, ZAllocError, ZLayoutAllocError, ZShmMut,
};

use super::config::{MAX_POOL_SIZE, check_pool};
use crate::{Builder, Error, Result};

/// Alignment of a provider's buffers as a power of two: a page of 4 KiB.
///
/// Zenoh rounds requests up to it, which leaves room behind most buffers for the fields of a
/// message that follow its data.
const ALIGNMENT_POWER: u8 = 12;

/// Builds a Zenoh shared-memory provider: a pool that the program allocates from itself
/// or hands to a [`ShmConfig`](super::ShmConfig).
///
/// Its buffers are aligned to 4 KiB and take a multiple of that.
///
/// Keep the provider as long as anybody may hold its buffers, in this process or another one: when
/// it is dropped, Zenoh gives their bookkeeping to other buffers.
///
/// ```
/// use ros_z_pub::Builder;
/// use ros_z_pub::shm::{ShmProviderBuilder, ShmProviderExt};
///
/// let provider = ShmProviderBuilder::new(64 << 10).build()?;
/// let mut frame = provider.alloc_with_room(640 * 4, 64)?;
/// frame.fill(128);
/// assert_eq!(frame.len(), 640 * 4);
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "a builder does nothing until it is built"]
pub struct ShmProviderBuilder {
    bytes: usize,
}

impl ShmProviderBuilder {
    /// A provider of `bytes` bytes, rounded up to whole pages of 4 KiB.
    pub fn new(bytes: usize) -> Self {
        Self { bytes }
    }
}

impl Builder for ShmProviderBuilder {
    type Output = ShmProvider<PosixShmProviderBackend>;

    /// # Errors
    ///
    /// [`Error::PoolSize`] for an impossible size, [`Error::PoolLimit`] where the system
    /// does not allow it, [`Error::Pool`] where Zenoh fails for another reason.
    fn build(self) -> Result<Self::Output> {
        let bytes = check_pool(self.bytes)?;
        let alignment = AllocAlignment::new(ALIGNMENT_POWER)
            .map_err(|error| Error::Pool { bytes, source: error.into() })?;
        ZenohBuilder::default_backend((bytes, alignment))
            .wait()
            .map_err(|source| Error::Pool { bytes, source })
    }
}

/// What this crate adds to Zenoh's providers.
pub trait ShmProviderExt: sealed::Provider {
    /// A buffer of `len` bytes with at least `room` bytes after it that are not part of it.
    ///
    /// Fields that follow the data of a message are written there when it is published, so that
    /// the data can stay where they are: 1 byte for a `PointCloud2`, for other messages the
    /// encoded length of what follows and up to 7 bytes of padding. Providers of
    /// [`ShmProviderBuilder`] leave some room after most buffers by themselves: as much as there is
    /// to the next multiple of 4096.
    ///
    /// ```
    /// use ros_z_msgs::sensor_msgs::PointCloud2;
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// # let node = ctx.create_node("example").build()?;
    /// # let publisher = node.create_pub("cloud").build()?;
    ///
    /// let provider = ShmProviderBuilder::new(64 << 10).build()?;
    /// let mut points = provider.alloc_with_room(100 * 16, 64)?;
    /// points.fill(0);
    /// let cloud = PointCloud2 { data: points.into(), is_dense: true, ..Default::default() };
    /// assert!(matches!(publisher.publish(&cloud)?, Outcome::Referenced { .. }));
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
    ///
    /// It does not wait; buffers that nobody refers to any more are collected first.
    ///
    /// # Errors
    ///
    /// [`Error::NoBuffer`] if nothing free is large enough, and if `len` is 0.
    fn alloc_with_room(&self, len: usize, room: usize) -> Result<ZShmMut>;
}

mod sealed {
    pub trait Provider {}
    impl<B> Provider for zenoh::shm::ShmProvider<B> {}
}

impl<B: ShmProviderBackend> ShmProviderExt for ShmProvider<B> {
    fn alloc_with_room(&self, len: usize, room: usize) -> Result<ZShmMut> {
        let whole = len.saturating_add(room);
        let no_buffer = || Error::NoBuffer { bytes: whole };
        // Zenoh panics for sizes that it cannot round up.
        if whole > MAX_POOL_SIZE {
            return Err(no_buffer());
        }
        let len = len.try_into().map_err(|_| no_buffer())?;
        self.garbage_collect();
        let mut buffer = match self.alloc(whole).wait() {
            // Others may have given buffers back meanwhile.
            Err(ZLayoutAllocError::Alloc(ZAllocError::OutOfMemory)) => {
                self.garbage_collect();
                self.alloc(whole).wait()
            }
            result => result,
        }
        .map_err(|_| no_buffer())?;
        buffer.try_resize(len).ok_or_else(no_buffer)?;
        Ok(buffer)
    }
}

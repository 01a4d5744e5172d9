//! Shared memory to write messages into.

use std::error::Error;

#[cfg(feature = "zenoh")]
pub use self::zenoh::Pool;

#[cfg(feature = "zenoh")]
mod zenoh {
    use std::rc::Rc;

    use ros_z_pub::Builder;
    use ros_z_pub::shm::ShmProviderBuilder;
    use zenoh::Wait;
    use zenoh::shm::{PosixShmProviderBackend, ShmProvider, ZShmMut};

    use super::Error;

    /// More than the largest message, of which one is there at a time, and less than ordinary
    /// users may lock.
    const LEN: usize = 7 << 20;

    /// Zenoh's, by its usual allocator.
    #[derive(Clone)]
    pub struct Pool(Rc<ShmProvider<PosixShmProviderBackend>>);

    impl Pool {
        /// Room for one message at a time.
        ///
        /// # Errors
        ///
        /// There is no shared memory.
        pub fn new() -> Result<Self, Box<dyn Error + Send + Sync>> {
            Ok(Self(Rc::new(ShmProviderBuilder::new(LEN).build()?)))
        }

        /// A buffer, after the last one has been collected.
        pub fn alloc(&self, len: usize) -> Option<ZShmMut> {
            self.0.garbage_collect();
            self.0.alloc(len).wait().ok()
        }
    }
}

/// None, without Zenoh.
#[cfg(not(feature = "zenoh"))]
#[derive(Clone)]
pub struct Pool;

#[cfg(not(feature = "zenoh"))]
impl Pool {
    /// Room for nothing.
    ///
    /// # Errors
    ///
    /// None.
    pub fn new() -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self)
    }

    /// Nothing.
    pub fn alloc(&self, _: usize) -> Option<Vec<u8>> {
        None
    }
}

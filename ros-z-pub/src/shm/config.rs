//! Shared-memory pools and where publishers use them.

use std::sync::{Arc, Mutex, PoisonError};

use zenoh::Wait;
use zenoh::shm::{
    AllocAlignment, PosixShmProviderBackend, ShmProvider, ShmProviderBuilder as ZenohBuilder,
};

use crate::limits::{self, Limit};
use crate::pool::Pool;
use crate::{Builder, Error, Result, environment, exit};

/// Size of a pool unless another one is asked for: 10 MB.
pub const DEFAULT_POOL_SIZE: usize = 10 * 1024 * 1024;

/// Messages of at least this size in bytes go through shared memory by default.
pub const DEFAULT_THRESHOLD: usize = 512;

/// Zenoh addresses the bytes of a pool by 32-bit numbers.
const MAX_POOL_SIZE: usize = u32::MAX as usize;

/// Alignment of a provider's buffers as a power of two: 8 bytes, CDR's largest.
const ALIGNMENT_POWER: u8 = 3;

const ALLOC_SIZE_VARIABLE: &str = "ZENOH_SHM_ALLOC_SIZE";
const THRESHOLD_VARIABLE: &str = "ZENOH_SHM_MESSAGE_SIZE_THRESHOLD";

/// What both variables hold.
const BYTES: &str = "a number of bytes";

pub(crate) fn check_pool_size(bytes: usize) -> Result<()> {
    if bytes == 0 || bytes > MAX_POOL_SIZE {
        return Err(Error::PoolSize { bytes, max: MAX_POOL_SIZE });
    }
    Ok(())
}

/// Builds a Zenoh shared-memory provider: a pool that the program allocates from itself
/// or hands to a [`ShmConfig`].
#[derive(Debug)]
#[must_use = "a builder does nothing until it is built"]
pub struct ShmProviderBuilder {
    bytes: usize,
}

impl ShmProviderBuilder {
    /// A provider of `bytes` bytes, rounded up to whole pages.
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
        let bytes = self.bytes;
        check_system(bytes)?;
        let alignment = AllocAlignment::new(ALIGNMENT_POWER)
            .map_err(|error| Error::Pool { bytes, source: error.into() })?;
        let whole = bytes.next_multiple_of(1 << ALIGNMENT_POWER);
        ZenohBuilder::default_backend((whole, alignment))
            .wait()
            .map_err(|source| Error::Pool { bytes, source })
    }
}

/// Checks that a pool of so many bytes can be made.
fn check_system(bytes: usize) -> Result<()> {
    exit::prepare();
    check_pool_size(bytes)?;
    limits::check(bytes).map_err(|limit| Error::PoolLimit { bytes, limit })
}

/// What happens when the system does not allow a pool.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ShmMode {
    /// A warning names the limit and its cure, and messages go to the heap.
    #[default]
    Preferred,
    /// Building the context, node or publisher fails with [`Error::PoolLimit`].
    Required,
}

/// A pool, and the size from which on messages go through it.
///
/// A clone uses the same pool.
#[derive(Debug, Clone)]
pub struct ShmConfig {
    source: Source,
    threshold: usize,
    mode: ShmMode,
}

#[derive(Debug, Clone)]
enum Source {
    /// Brought by the user.
    Given(Arc<Pool>),
    /// Made when it is first needed.
    Own { bytes: usize, made: Arc<Mutex<Option<Arc<Pool>>>> },
}

impl ShmConfig {
    /// Uses this provider, with a threshold of 512 bytes.
    ///
    /// Messages begin where its buffers do. What follows their 4-byte header is then at a
    /// multiple of 4, not of 8, and receivers cannot borrow 8-byte elements such as `f64` in
    /// place; pools of [`with_pool_size`](Self::with_pool_size) allow it.
    pub fn new(provider: Arc<ShmProvider<PosixShmProviderBackend>>) -> Self {
        Self::from_source(Source::Given(Arc::new(Pool::Given(provider))))
    }

    /// Uses a pool of its own of `bytes` bytes, rounded up to whole pages, with a
    /// threshold of 512 bytes.
    ///
    /// Its messages are aligned: what follows the 4-byte header stands at a multiple of 8, so
    /// that receivers borrow elements of any plain type in place.
    ///
    /// The pool is made when the first context, node or publisher with this
    /// configuration is built.
    ///
    /// # Errors
    ///
    /// [`Error::PoolSize`] for 0 and for more than a pool can have.
    pub fn with_pool_size(bytes: usize) -> Result<Self> {
        check_pool_size(bytes)?;
        Ok(Self::from_source(Source::Own { bytes, made: Arc::default() }))
    }

    /// What the environment variables of rmw_zenoh ask for.
    ///
    /// `ZENOH_SHM_ALLOC_SIZE` is the size of the pool and
    /// `ZENOH_SHM_MESSAGE_SIZE_THRESHOLD` the threshold, both in bytes. Either one
    /// enables shared memory; without both the result is `None`.
    ///
    /// # Errors
    ///
    /// [`Error::Environment`] for a value that is not a number, [`Error::PoolSize`] for an
    /// impossible size.
    pub fn from_env() -> Result<Option<Self>> {
        let bytes = environment::number(ALLOC_SIZE_VARIABLE, BYTES)?;
        let threshold = environment::number(THRESHOLD_VARIABLE, BYTES)?;
        if bytes.is_none() && threshold.is_none() {
            return Ok(None);
        }
        let config = Self::with_pool_size(bytes.unwrap_or(DEFAULT_POOL_SIZE))?;
        Ok(Some(config.with_threshold(threshold.unwrap_or(DEFAULT_THRESHOLD))))
    }

    /// Sets the size in bytes from which on messages go through shared memory.
    #[must_use]
    pub fn with_threshold(mut self, bytes: usize) -> Self {
        self.threshold = bytes;
        self
    }

    /// Sets what happens when the system does not allow the pool.
    #[must_use]
    pub fn with_mode(mut self, mode: ShmMode) -> Self {
        self.mode = mode;
        self
    }

    /// The size in bytes from which on messages go through shared memory.
    pub fn threshold(&self) -> usize {
        self.threshold
    }

    fn from_source(source: Source) -> Self {
        Self { source, threshold: DEFAULT_THRESHOLD, mode: ShmMode::default() }
    }

    /// The pool, made now if it has not been made.
    pub(crate) fn pool(&self) -> Result<Arc<Pool>> {
        let (bytes, made) = match &self.source {
            Source::Given(pool) => return Ok(pool.clone()),
            Source::Own { bytes, made } => (*bytes, made),
        };
        let mut made = made.lock().unwrap_or_else(PoisonError::into_inner);
        match (&*made, self.mode) {
            (Some(pool), ShmMode::Preferred) => return Ok(pool.clone()),
            (Some(pool), ShmMode::Required) if pool.exists() => return Ok(pool.clone()),
            _ => {}
        }
        let pool = check_system(bytes)
            .and_then(|()| Pool::of_size(bytes).map_err(|source| Error::Pool { bytes, source }));
        let pool = match pool {
            Ok(pool) => pool,
            Err(error) if self.mode == ShmMode::Required => return Err(error),
            Err(error) => {
                tracing::warn!("shared memory is off, messages go to the heap: {error}");
                let limit = match error {
                    Error::PoolLimit { limit, .. } => limit,
                    _ => Limit::Refused,
                };
                Pool::Unavailable(limit)
            }
        };
        Ok(made.insert(Arc::new(pool)).clone())
    }
}

/// What a context, node or publisher says about shared memory.
#[derive(Debug, Clone, Default)]
pub(crate) enum ShmChoice {
    /// What the level above says. If none says anything there is no pool, but buffers that
    /// are in shared memory already are sent as they are.
    #[default]
    Inherit,
    /// Nothing is sent through shared memory.
    Off,
    Own(ShmConfig),
}

impl ShmChoice {
    /// What applies under a level that says `above`.
    pub(crate) fn resolve(&self, above: &Self) -> Self {
        match self {
            Self::Inherit => above.clone(),
            own => own.clone(),
        }
    }

    /// The pool and the threshold, if there is a pool.
    pub(crate) fn config(&self) -> Option<&ShmConfig> {
        match self {
            Self::Own(config) => Some(config),
            Self::Inherit | Self::Off => None,
        }
    }
}

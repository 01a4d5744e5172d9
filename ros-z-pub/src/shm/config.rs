//! What publishers use of shared memory, and what happens where they cannot.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use zenoh::shm::{PosixShmProviderBackend, ShmProvider};

use super::limits::{self, Limit};
use super::pool::Pool;
use super::prepare_exit;
use crate::lock::lock;
use crate::logging::warning;
use crate::stats::PoolStats;
use crate::{Error, Result, environment};

/// Size of a pool unless another one is asked for: 10 MB.
///
/// ```
/// use ros_z_pub::shm::{DEFAULT_POOL_SIZE, DEFAULT_THRESHOLD, ShmConfig};
///
/// let pool = ShmConfig::with_pool_size(DEFAULT_POOL_SIZE)?;
/// assert_eq!(pool.threshold(), DEFAULT_THRESHOLD);
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
pub const DEFAULT_POOL_SIZE: usize = 10 * 1024 * 1024;

/// Messages of at least this size in bytes go through shared memory by default.
pub const DEFAULT_THRESHOLD: usize = 512;

/// How many segments a pool may have by default, the first one included.
pub const DEFAULT_SEGMENTS: usize = 3;

/// Pools are made of whole pages of so many bytes.
const PAGE: usize = 4096;

/// The smallest pool in bytes.
const MIN_POOL_SIZE: usize = PAGE;

/// The largest pool in bytes: Zenoh addresses them by 32-bit numbers.
pub(crate) const MAX_POOL_SIZE: usize = u32::MAX as usize / PAGE * PAGE;

const ALLOC_SIZE_VARIABLE: &str = "ZENOH_SHM_ALLOC_SIZE";
const THRESHOLD_VARIABLE: &str = "ZENOH_SHM_MESSAGE_SIZE_THRESHOLD";

/// What both variables hold.
const BYTES: &str = "a number of bytes";

/// The size of a pool of at least `bytes` bytes, in whole pages.
pub(crate) fn check_pool_size(bytes: usize) -> Result<usize> {
    if !(MIN_POOL_SIZE..=MAX_POOL_SIZE).contains(&bytes) {
        return Err(Error::PoolSize { bytes, min: MIN_POOL_SIZE, max: MAX_POOL_SIZE });
    }
    Ok(bytes.next_multiple_of(PAGE))
}

/// Checks that a pool of at least `bytes` bytes can be made, and returns its size.
pub(crate) fn check_pool(bytes: usize) -> Result<usize> {
    prepare_exit();
    let whole = check_pool_size(bytes)?;
    limits::check_pool(whole).map_err(|limit| Error::PoolLimit { bytes, limit })?;
    Ok(whole)
}

/// What happens when the system does not allow a pool.
///
/// ```
/// # use ros_z_pub::prelude::*;
/// use ros_z_pub::Error;
///
/// let pool = ShmConfig::with_pool_size(64 << 10)?.with_mode(ShmMode::Required);
/// let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]);
/// match ctx.with_shm_config(pool).build() {
///     Ok(ctx) => assert!(ctx.is_shm_enabled()),
///     Err(Error::PoolLimit { limit, .. }) => eprintln!("how to raise the limit: {limit}"),
///     Err(error) => return Err(error),
/// }
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ShmMode {
    /// A warning names the limit and how to raise it, and messages go to the heap.
    #[default]
    Preferred,
    /// Building the context, node or publisher fails with [`Error::PoolLimit`].
    Required,
}

/// What happens to a message for which the pool has no room.
///
/// Room comes back when subscribers drop messages. A message that could never fit does not
/// wait. A call returns at the latest 50 ms after the duration that is given here.
///
/// ```
/// # use std::time::Duration;
/// # use ros_z_msgs::std_msgs;
/// # use ros_z_pub::prelude::*;
/// use ros_z_pub::Error;
///
/// let policy = ShmPolicy::WaitThenError(Duration::from_millis(5));
/// let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]);
/// let ctx = ctx.with_shm_pool_size(8 << 10)?.with_shm_policy(policy).build()?;
/// let publisher = ctx.create_node("example").build()?.create_pub("chatter").build()?;
/// let refused = publisher.publish(&std_msgs::String { data: "a".repeat(10_000) });
/// // It could never fit, so that nothing was waited for.
/// assert!(matches!(refused, Err(Error::NoRoom { waited: Duration::ZERO, .. })));
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ShmPolicy {
    /// It goes to the heap at once, and over the network to whoever would have shared it: for
    /// programs that must go on, whatever subscribers do.
    #[default]
    Heap,
    /// It waits for room at most this long, and then goes to the heap: for large messages at a
    /// rate that leaves time to wait, where a copy over the network would cost more than the wait.
    WaitThenHeap(Duration),
    /// It waits for room at most this long; then it is an error, and nothing is published: for
    /// messages that are worth nothing later, or too large for the network.
    WaitThenError(Duration),
    /// It is an error at once, and nothing is published: for tests, and for control loops that
    /// skip a message rather than send it late.
    Error,
}

impl ShmPolicy {
    /// How long a message waits at most.
    pub(crate) fn bound(self) -> Duration {
        match self {
            Self::Heap | Self::Error => Duration::ZERO,
            Self::WaitThenHeap(bound) | Self::WaitThenError(bound) => bound,
        }
    }

    /// Whether a message without room is an error.
    pub(crate) fn is_strict(self) -> bool {
        matches!(self, Self::WaitThenError(_) | Self::Error)
    }
}

/// A pool, and which messages go through it.
///
/// A clone uses the same pool.
///
/// ```
/// # use std::time::Duration;
/// # use ros_z_msgs::std_msgs;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
/// # let node = ctx.create_node("example").build()?;
/// let pool = ShmConfig::with_pool_size(64 << 10)?
///     .with_threshold(1024)
///     .with_mode(ShmMode::Preferred)
///     .with_policy(ShmPolicy::WaitThenHeap(Duration::from_millis(5)))
///     .with_segments(2);
/// let first = node.create_pub("first").with_shm_config(pool.clone()).build()?;
/// let second = node.create_pub("second").with_shm_config(pool.clone()).build()?;
/// assert!(first.publish(&std_msgs::String { data: "a".repeat(2000) })?.is_shm());
/// assert!(second.publish(&std_msgs::String { data: "b".repeat(2000) })?.is_shm());
/// assert_eq!(pool.stats().map(|stats| stats.segments), Some(1));
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct ShmConfig {
    source: Source,
    threshold: usize,
    mode: ShmMode,
    policy: ShmPolicy,
}

#[derive(Debug, Clone)]
enum Source {
    /// Brought by the user.
    Brought(Arc<Pool>),
    /// Made when it is first needed.
    Own { bytes: usize, segments: usize, made: Arc<Mutex<Made>> },
}

/// What has been made of a pool.
#[derive(Debug, Default)]
enum Made {
    #[default]
    Nothing,
    Pool(Arc<Pool>),
    /// The system does not allow it, which has been said.
    Refused(Limit),
}

impl ShmConfig {
    /// Uses this provider, with a threshold of 512 bytes.
    ///
    /// A message begins where its buffer does. What follows its 4-byte header is then at a
    /// multiple of 4, not of 8, and receivers cannot borrow 8-byte elements such as `f64` in
    /// place; pools of [`with_pool_size`](Self::with_pool_size) allow it.
    ///
    /// Memory that is lost to processes which end while they hold messages is not replaced: bring
    /// another provider then.
    ///
    /// ```
    /// # use std::sync::Arc;
    /// # use ros_z_msgs::std_msgs;
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// # let node = ctx.create_node("example").build()?;
    /// let provider = Arc::new(ShmProviderBuilder::new(64 << 10).build()?);
    /// let publisher =
    ///     node.create_pub("chatter").with_shm_config(ShmConfig::new(provider.clone())).build()?;
    /// assert!(publisher.publish(&std_msgs::String { data: "a".repeat(1000) })?.is_shm());
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
    pub fn new(provider: Arc<ShmProvider<PosixShmProviderBackend>>) -> Self {
        Self::from_source(Source::Brought(Arc::new(Pool::brought(provider))))
    }

    /// Uses a pool of its own of `bytes` bytes, rounded up to whole pages of 4 KiB, with a
    /// threshold of 512 bytes.
    ///
    /// Its messages are aligned: what follows the 4-byte header is at a multiple of 8, so that
    /// receivers can borrow elements of any plain type in place.
    ///
    /// The pool is made when the first context, node or publisher with this
    /// configuration is built.
    ///
    /// # Errors
    ///
    /// [`Error::PoolSize`] for less than a page and for more than a pool can have.
    pub fn with_pool_size(bytes: usize) -> Result<Self> {
        let bytes = check_pool_size(bytes)?;
        let (segments, made) = (DEFAULT_SEGMENTS, Arc::default());
        Ok(Self::from_source(Source::Own { bytes, segments, made }))
    }

    /// What the environment variables of rmw_zenoh ask for.
    ///
    /// `ZENOH_SHM_ALLOC_SIZE` is the size of the pool and
    /// `ZENOH_SHM_MESSAGE_SIZE_THRESHOLD` the threshold, both in bytes. Either one
    /// enables shared memory; without both the result is `None`.
    ///
    /// ```
    /// use ros_z_pub::shm::ShmConfig;
    ///
    /// match ShmConfig::from_env()? {
    ///     Some(config) => println!("messages of {} bytes and more", config.threshold()),
    ///     None => assert!(std::env::var_os("ZENOH_SHM_ALLOC_SIZE").is_none()),
    /// }
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
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

    /// Sets the size in bytes that a message must have at least to go through shared memory.
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

    /// Sets what happens to a message for which the pool has no room.
    #[must_use]
    pub fn with_policy(mut self, policy: ShmPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Sets how many segments of its size the pool may have, 3 by default, the first one
    /// included.
    ///
    /// When processes end that hold messages, the memory of those messages is lost, and a pool that
    /// has no room because of it goes on in a new segment. The old one is given back when nobody
    /// has it mapped. Subscribers of this crate unmap it soon; those of rmw_zenoh and of Zenoh
    /// itself keep all that they have seen, locked in memory, until they end. When there are
    /// `count` segments, messages go to the heap until one of them can be given back.
    ///
    /// No effect on a provider of your own, nor on a pool that has been made.
    #[must_use]
    pub fn with_segments(mut self, count: usize) -> Self {
        if let Source::Own { segments, .. } = &mut self.source {
            *segments = count.max(1);
        }
        self
    }

    /// The size in bytes that a message must have at least to go through shared memory.
    pub fn threshold(&self) -> usize {
        self.threshold
    }

    /// What happens to a message for which the pool has no room.
    pub fn policy(&self) -> ShmPolicy {
        self.policy
    }

    /// What the pool holds and has held; `None` if there is no pool.
    pub fn stats(&self) -> Option<PoolStats> {
        match &self.source {
            Source::Brought(pool) => Some(pool.stats()),
            Source::Own { made, .. } => match &*lock(made) {
                Made::Pool(pool) => Some(pool.stats()),
                Made::Nothing | Made::Refused(_) => None,
            },
        }
    }

    fn from_source(source: Source) -> Self {
        let (mode, policy) = (ShmMode::default(), ShmPolicy::default());
        Self { source, threshold: DEFAULT_THRESHOLD, mode, policy }
    }

    /// The pool, made now if it has not been made, or what forbids it.
    ///
    /// `session` says whether the session shares memory at all.
    pub(crate) fn pool(&self, session: Result<(), Limit>) -> Result<Result<Arc<Pool>, Limit>> {
        let (bytes, segments, made) = match &self.source {
            Source::Brought(pool) => match session {
                Ok(()) => return Ok(Ok(pool.clone())),
                Err(limit) if self.mode == ShmMode::Required => {
                    let bytes = pool.stats().size.unwrap_or(0);
                    return Err(Error::PoolLimit { bytes, limit });
                }
                Err(limit) => return Ok(Err(limit)),
            },
            Source::Own { bytes, segments, made } => (*bytes, *segments, made),
        };
        let mut made = lock(made);
        match (&*made, self.mode) {
            (Made::Pool(pool), _) if session.is_ok() => return Ok(Ok(pool.clone())),
            (Made::Refused(limit), ShmMode::Preferred) => return Ok(Err(*limit)),
            _ => {}
        }
        let pool = session
            .map_err(|limit| Error::PoolLimit { bytes, limit })
            .and_then(|()| check_pool(bytes))
            .and_then(|_| {
                Pool::of_size(bytes, segments).map_err(|source| Error::Pool { bytes, source })
            });
        match pool {
            Ok(pool) => {
                let pool = Arc::new(pool);
                *made = Made::Pool(pool.clone());
                Ok(Ok(pool))
            }
            Err(error) if self.mode == ShmMode::Required => Err(error),
            Err(error) => {
                warning!("shared memory is off, messages go to the heap: {error}");
                let limit = match error {
                    Error::PoolLimit { limit, .. } => limit,
                    _ => Limit::Refused,
                };
                if session.is_ok() {
                    *made = Made::Refused(limit);
                }
                Ok(Err(limit))
            }
        }
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

//! Contexts: one Zenoh session, and the settings that nodes inherit.
//!
//! ```
//! use std::time::Duration;
//! use ros_z_pub::Builder;
//! use ros_z_pub::context::ZContextBuilder;
//!
//! let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
//! let node = ctx.create_node("talker").build()?;
//! assert!(ctx.graph().wait_for(Duration::from_secs(5), |graph| graph.nodes().len() == 1));
//! # drop(node);
//! # Ok::<(), ros_z_pub::Error>(())
//! ```

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use zenoh::liveliness::LivelinessToken;
use zenoh::{Config, Session, Wait};

use crate::blocking::blocking;
use crate::entity::EndpointInfo;
use crate::executor::Executor;
use crate::graph::Graph;
use crate::peers::Peers;
use crate::registry::Registry;
use crate::session::{OpenSession, SessionSettings};
use crate::shm::{self, Limit, ShmChoice, ShmConfig, ShmMode, ShmPolicy};
use crate::stats::ContextStats;
use crate::{Builder, Error, Result, environment};

/// Puts a [`ZContext`] together.
///
/// Without further calls the context finds all others on this machine, but none on other
/// machines, and shared memory is off. The order of the calls does not matter.
///
/// ```
/// use std::time::Duration;
/// use ros_z_pub::prelude::*;
///
/// let ctx = ZContextBuilder::default()
///     .with_domain_id(7)
///     .with_shm_pool_size(256 << 10)?
///     .with_shm_threshold(1024)
///     .with_shm_mode(ShmMode::Preferred)
///     .with_shm_policy(ShmPolicy::WaitThenHeap(Duration::from_millis(5)))
///     .with_listen_endpoints(["tcp/127.0.0.1:0"])
///     .build()?;
/// assert_eq!(ctx.shm_threshold(), 1024);
/// assert!(ctx.is_shm_enabled());
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Debug, Default)]
#[must_use = "a builder does nothing until it is built"]
pub struct ZContextBuilder {
    domain_id: Option<u32>,
    without_type_hashes: bool,
    session: SessionSettings,
    shm_enabled: bool,
    shm_pool_size: Option<usize>,
    shm_threshold: Option<usize>,
    shm_mode: Option<ShmMode>,
    shm_policy: Option<ShmPolicy>,
    shm_config: Option<ShmConfig>,
    shm_refused: bool,
    callback_threads: Option<usize>,
    without_stats_queries: bool,
}

impl ZContextBuilder {
    /// Sets the ROS domain. By default it is the value of the environment variable
    /// `ROS_DOMAIN_ID`, or 0 without it.
    pub fn with_domain_id(mut self, domain_id: u32) -> Self {
        self.domain_id = Some(domain_id);
        self
    }

    /// Enables shared memory: a pool of 10 MB and a threshold of 512 bytes, unless other
    /// calls set them.
    ///
    /// # Errors
    ///
    /// Never; it returns a `Result` as the other calls that enable shared memory do.
    pub fn with_shm_enabled(mut self) -> Result<Self> {
        self.shm_enabled = true;
        Ok(self)
    }

    /// Enables shared memory with a pool of `bytes` bytes, rounded up to whole pages of 4 KiB.
    ///
    /// # Errors
    ///
    /// [`Error::PoolSize`] for less than a page and for more than a pool can have.
    pub fn with_shm_pool_size(mut self, bytes: usize) -> Result<Self> {
        shm::check_pool_size(bytes)?;
        self.shm_pool_size = Some(bytes);
        Ok(self)
    }

    /// Sets the size in bytes that a message must have at least to go through shared memory.
    ///
    /// Does not enable shared memory by itself.
    pub fn with_shm_threshold(mut self, bytes: usize) -> Self {
        self.shm_threshold = Some(bytes);
        self
    }

    /// Sets what happens when the system does not allow the pool.
    ///
    /// Does not enable shared memory by itself.
    pub fn with_shm_mode(mut self, mode: ShmMode) -> Self {
        self.shm_mode = Some(mode);
        self
    }

    /// Sets what happens to a message for which the pool has no room.
    ///
    /// Does not enable shared memory by itself.
    pub fn with_shm_policy(mut self, policy: ShmPolicy) -> Self {
        self.shm_policy = Some(policy);
        self
    }

    /// Enables shared memory with this pool and, unless
    /// [`with_shm_threshold`](Self::with_shm_threshold) sets another one, its threshold.
    ///
    /// ```
    /// # use ros_z_pub::prelude::*;
    /// let pool = ShmConfig::with_pool_size(256 << 10)?.with_threshold(4096);
    /// let ctx = ZContextBuilder::default()
    ///     .with_listen_endpoints(["tcp/127.0.0.1:0"])
    ///     .with_shm_config(pool.clone())
    ///     .build()?;
    /// assert_eq!(ctx.shm_threshold(), 4096);
    /// assert_eq!(pool.stats().and_then(|stats| stats.size), Some(256 << 10));
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
    pub fn with_shm_config(mut self, config: ShmConfig) -> Self {
        self.shm_config = Some(config);
        self
    }

    /// Enables shared memory if the environment variables of rmw_zenoh,
    /// `ZENOH_SHM_ALLOC_SIZE` or `ZENOH_SHM_MESSAGE_SIZE_THRESHOLD`, ask for it:
    /// [`ShmConfig::from_env`].
    ///
    /// Without this call they have no effect.
    ///
    /// ```
    /// # use ros_z_pub::prelude::*;
    /// let builder = ZContextBuilder::default().with_shm_from_env()?;
    /// let ctx = builder.with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// let is_asked_for = ["ZENOH_SHM_ALLOC_SIZE", "ZENOH_SHM_MESSAGE_SIZE_THRESHOLD"]
    ///     .iter()
    ///     .any(|variable| std::env::var_os(variable).is_some());
    /// assert!(is_asked_for || !ctx.is_shm_enabled());
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`ShmConfig::from_env`].
    pub fn with_shm_from_env(mut self) -> Result<Self> {
        if let Some(config) = ShmConfig::from_env()? {
            self.shm_config = Some(config);
        }
        Ok(self)
    }

    /// Disables shared memory, whatever other calls say.
    ///
    /// Nodes and publishers can still bring a configuration of their own.
    ///
    /// ```
    /// # use ros_z_pub::prelude::*;
    /// let builder = ZContextBuilder::default().with_shm_enabled()?.without_shm();
    /// let ctx = builder.with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// assert!(!ctx.is_shm_enabled());
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
    pub fn without_shm(mut self) -> Self {
        self.shm_enabled = false;
        self.shm_pool_size = None;
        self.shm_config = None;
        self.shm_refused = true;
        self
    }

    /// Shares no memory with anybody: what others have in shared memory is received over the
    /// network, too.
    ///
    /// [`without_shm`](Self::without_shm) affects only what is published.
    ///
    /// ```
    /// # use ros_z_pub::prelude::*;
    /// use ros_z_pub::Limit;
    ///
    /// let builder = ZContextBuilder::default().without_shm_session();
    /// let ctx = builder.with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// assert_eq!(ctx.shm_limit(), Some(Limit::Setting));
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
    pub fn without_shm_session(mut self) -> Self {
        self.session.without_shm = true;
        self.without_shm()
    }

    /// Listens on these Zenoh endpoints, such as `tcp/0.0.0.0:7448`.
    ///
    /// Naming endpoints turns off the search for peers by multicast.
    pub fn with_listen_endpoints<S: Into<String>>(
        mut self,
        endpoints: impl IntoIterator<Item = S>,
    ) -> Self {
        self.session.listen = Some(endpoints.into_iter().map(Into::into).collect());
        self
    }

    /// Connects to these Zenoh endpoints, such as `tcp/192.168.1.2:7447`.
    ///
    /// Naming endpoints turns off the search for peers by multicast.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use ros_z_pub::prelude::*;
    /// let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// let other = ZContextBuilder::default();
    /// let other = other.with_connect_endpoints(ctx.listen_endpoints()).build()?;
    /// let node = ctx.create_node("talker").build()?;
    /// let is_seen = other.graph().wait_for(Duration::from_secs(5), |graph| {
    ///     graph.nodes().iter().any(|node| node.name == "talker")
    /// });
    /// assert!(is_seen);
    /// # drop(node);
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
    pub fn with_connect_endpoints<S: Into<String>>(
        mut self,
        endpoints: impl IntoIterator<Item = S>,
    ) -> Self {
        self.session.connect = Some(endpoints.into_iter().map(Into::into).collect());
        self
    }

    /// Sets how many threads run the callbacks of subscribers, 1 by default and at least 1.
    ///
    /// With more than one, the callbacks of different subscribers run at the same time; the
    /// callback of one subscriber is never called twice at a time. The threads are started with the
    /// first subscriber that has a callback.
    ///
    /// ```
    /// # use std::sync::mpsc::channel;
    /// # use ros_z_msgs::std_msgs;
    /// # use ros_z_pub::prelude::*;
    /// # use ros_z_pub::Result;
    /// let builder = ZContextBuilder::default().with_callback_threads(2);
    /// let ctx = builder.with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// let node = ctx.create_node("listener").build()?;
    /// let (sender, texts) = channel();
    /// let subscriber = node.create_sub("chatter").build_with_callback(
    ///     move |text: Result<Received<std_msgs::String>>| _ = sender.send(text),
    /// )?;
    /// # let publisher = node.create_pub("chatter").build()?;
    /// # publisher.wait_for_subscribers(1, std::time::Duration::from_secs(5))?;
    /// publisher.publish(&std_msgs::String { data: "hello".into() })?;
    /// assert_eq!(texts.recv()??.data, "hello");
    /// drop(subscriber);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_callback_threads(mut self, threads: usize) -> Self {
        self.callback_threads = Some(threads);
        self
    }

    /// Does not answer others who [ask](crate::Graph::stats) what this context has counted.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use ros_z_pub::prelude::*;
    /// let builder = ZContextBuilder::default().without_stats_queries();
    /// let ctx = builder.with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// assert_eq!(ctx.graph().stats(Duration::from_millis(100))?, []);
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
    pub fn without_stats_queries(mut self) -> Self {
        self.without_stats_queries = true;
        self
    }

    /// Talks to ROS 2 Humble, which has no type hashes, and not to later distributions.
    ///
    /// ```
    /// # use ros_z_pub::prelude::*;
    /// let builder = ZContextBuilder::default().without_type_hashes();
    /// let ctx = builder.with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// let node = ctx.create_node("talker").build()?;
    /// let publisher = node.create_pub::<ros_z_msgs::std_msgs::String>("chatter").build()?;
    /// assert_eq!(publisher.info().type_hash, "TypeHashNotSupported");
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
    pub fn without_type_hashes(mut self) -> Self {
        self.without_type_hashes = true;
        self
    }

    /// Looks for others as nodes of rmw_zenoh do by default: a router at
    /// `tcp/localhost:7447` tells nodes of each other.
    ///
    /// Without this call no router is needed: nodes on the same machine find each other. The router
    /// may be started later, unless `ZENOH_ROUTER_CHECK_ATTEMPTS` is set: then building the
    /// context looks for the router that many times, once a second, and forever if it is 0.
    /// [`with_connect_endpoints`](Self::with_connect_endpoints) names another router.
    ///
    /// ```no_run
    /// use ros_z_pub::prelude::*;
    ///
    /// // The router of this machine, and that of another one.
    /// let ctx = ZContextBuilder::default().with_router().build()?;
    /// let other = ZContextBuilder::default().with_router();
    /// let other = other.with_connect_endpoints(["tcp/192.168.1.2:7447"]).build()?;
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
    pub fn with_router(mut self) -> Self {
        self.session.router = true;
        self
    }

    /// Starts from this Zenoh configuration, whatever `ZENOH_SESSION_CONFIG_URI` names.
    ///
    /// Shared memory is still negotiated, and Zenoh's own use of it is still off unless
    /// [`with_transport_optimization`](Self::with_transport_optimization) asks for it.
    ///
    /// ```
    /// # use ros_z_pub::prelude::*;
    /// use ros_z_pub::zenoh::Config;
    ///
    /// let mut config = Config::default();
    /// config.insert_json5("mode", "\"peer\"")?;
    /// config.insert_json5("scouting/multicast/enabled", "false")?;
    /// config.insert_json5("listen/endpoints", "[\"tcp/127.0.0.1:0\"]")?;
    /// let ctx = ZContextBuilder::default().with_zenoh_config(config).build()?;
    /// assert_eq!(ctx.listen_endpoints().len(), 1);
    /// # Ok::<(), ros_z_pub::zenoh::Error>(())
    /// ```
    pub fn with_zenoh_config(mut self, config: Config) -> Self {
        self.session.base = Some(config);
        self
    }

    /// Lets Zenoh copy heap payloads into a shared-memory pool of its own.
    ///
    /// Off by default: it copies without saying so, and reuses its pool while readers may still
    /// look at it.
    pub fn with_transport_optimization(mut self, enabled: bool) -> Self {
        self.session.transport_optimization = enabled;
        self
    }

    fn shm(&self) -> Result<Option<ShmConfig>> {
        let config = match &self.shm_config {
            Some(_) if self.shm_pool_size.is_some() => {
                return Err(Error::Conflict(
                    "`with_shm_config` brings a pool, `with_shm_pool_size` asks for another one",
                ));
            }
            Some(config) => config.clone(),
            None if self.shm_enabled || self.shm_pool_size.is_some() => {
                ShmConfig::with_pool_size(self.shm_pool_size.unwrap_or(shm::DEFAULT_POOL_SIZE))?
            }
            None => return Ok(None),
        };
        let config = match self.shm_threshold {
            Some(threshold) => config.with_threshold(threshold),
            None => config,
        };
        let config = match self.shm_mode {
            Some(mode) => config.with_mode(mode),
            None => config,
        };
        Ok(Some(match self.shm_policy {
            Some(policy) => config.with_policy(policy),
            None => config,
        }))
    }
}

impl Builder for ZContextBuilder {
    type Output = ZContext;

    /// Two environment variables of rmw_zenoh take effect: `ZENOH_SESSION_CONFIG_URI` names a
    /// file with the configuration of the Zenoh session, and `ZENOH_CONFIG_OVERRIDE` changes the
    /// configuration, wherever it comes from, by `key=value` pairs with `;` between them.
    ///
    /// # Errors
    ///
    /// [`Error::Environment`] for a variable with an invalid value,
    /// [`Error::NoRouter`] if a router is required and there is none,
    /// [`Error::Conflict`] for settings that exclude each other, [`Error::PoolLimit`] and
    /// [`Error::Pool`] for a pool that is required and cannot be made, [`Error::Zenoh`] if
    /// the session cannot be opened.
    fn build(self) -> Result<ZContext> {
        shm::prepare_exit();
        blocking(|| self.open())
    }
}

impl ZContextBuilder {
    fn open(self) -> Result<ZContext> {
        let domain_id = match self.domain_id {
            Some(domain_id) => domain_id,
            None => environment::domain_id()?,
        };
        let shm = self.shm()?;
        let threshold = match &shm {
            Some(shm) => shm.threshold(),
            None => self.shm_threshold.unwrap_or(shm::DEFAULT_THRESHOLD),
        };
        let settings = self.session.resolve()?;
        let shm_session = settings.shm;
        if let Some(shm) = &shm {
            let _ = shm.pool(shm_session)?;
        }
        let session = Arc::new(OpenSession::new(settings.open()?));
        let peers = Peers::watch(&session, domain_id, shm_session.err())?;
        let registry = Arc::new(Registry::default());
        let callbacks =
            Arc::new(Executor::new(self.callback_threads.unwrap_or(1), "ros-z callback"));
        let closing = registry.clone();
        let told = (!self.without_stats_queries).then(|| registry.clone());
        let graph = Graph::watch(&session, domain_id, callbacks.clone(), told, move || {
            closing.close_inboxes();
        })?;
        let entities = AtomicU64::new(0);
        let shm = match shm {
            Some(config) => ShmChoice::Own(config),
            None if self.shm_refused => ShmChoice::Off,
            None => ShmChoice::Inherit,
        };
        Ok(ZContext(Arc::new(Shared {
            graph,
            peers,
            registry,
            callbacks,
            session,
            shm_session,
            domain_id,
            without_type_hashes: self.without_type_hashes,
            entities,
            shm,
            threshold,
        })))
    }
}

/// A Zenoh session and the settings that its nodes inherit.
///
/// A clone is the same context. The session closes when the context and all that was
/// made from it are dropped.
///
/// [`close`](Self::close) ends it at once, whoever has a clone:
///
/// ```
/// use std::time::Duration;
/// use ros_z_msgs::std_msgs;
/// use ros_z_pub::prelude::*;
/// use ros_z_pub::Error;
///
/// let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
/// let node = ctx.create_node("talker").build()?;
/// let publisher = node.create_pub("chatter").build()?;
/// publisher.publish(&std_msgs::String { data: "hello".into() })?;
/// assert!(ctx.graph().wait_for(Duration::from_secs(5), |graph| graph.topics().len() == 1));
/// assert_eq!(ctx.stats().publishers.published().messages, 1);
/// println!("listens on {:?}", ctx.listen_endpoints());
/// ctx.close()?;
/// assert!(matches!(publisher.has_subscribers(), Err(Error::Closed { .. })));
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct ZContext(pub(crate) Arc<Shared>);

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) graph: Graph,
    pub(crate) peers: Peers,
    pub(crate) registry: Arc<Registry>,
    /// Runs the callbacks of subscribers.
    pub(crate) callbacks: Arc<Executor>,
    pub(crate) session: Arc<OpenSession>,
    /// Whether the session shares memory, or what forbids it.
    pub(crate) shm_session: Result<(), Limit>,
    pub(crate) domain_id: u32,
    pub(crate) without_type_hashes: bool,
    /// Numbers nodes and endpoints within the session.
    entities: AtomicU64,
    pub(crate) shm: ShmChoice,
    threshold: usize,
}

impl Shared {
    pub(crate) fn next_entity_id(&self) -> u64 {
        self.entities.fetch_add(1, Ordering::Relaxed)
    }

    /// Shows a node or endpoint in the ROS graph, as long as the token lives.
    pub(crate) fn announce(&self, key: String) -> Result<LivelinessToken> {
        Ok(self.session.liveliness().declare_token(key).wait()?)
    }
}

impl ZContext {
    /// The size in bytes that a message must have at least to go through shared memory, where it
    /// is enabled.
    pub fn shm_threshold(&self) -> usize {
        self.0.threshold
    }

    /// Whether publishers of this context use shared memory unless they say otherwise.
    ///
    /// False also if shared memory was asked for but the system does not allow the pool.
    pub fn is_shm_enabled(&self) -> bool {
        self.0
            .shm
            .config()
            .is_some_and(|shm| shm.pool(self.0.shm_session).is_ok_and(|pool| pool.is_ok()))
    }

    /// The nodes, publishers and subscribers of the domain.
    pub fn graph(&self) -> &Graph {
        &self.0.graph
    }

    /// What keeps the session of this context from sharing memory with publishers and subscribers
    /// of any process; `None` if nothing does.
    pub fn shm_limit(&self) -> Option<Limit> {
        self.0.shm_session.err()
    }

    /// Whether this process and that of an endpoint can share memory; `None` where Zenoh does not
    /// tell, such as across a router.
    ///
    /// ```
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// # let node = ctx.create_node("example").build()?;
    /// # use ros_z_msgs::std_msgs;
    /// let publisher = node.create_pub::<std_msgs::String>("chatter").build()?;
    /// // Within a process only a limit of the system or a setting is in the way.
    /// assert_eq!(ctx.shares_memory_with(publisher.info()), Some(ctx.shm_limit().is_none()));
    /// assert_eq!(ctx.shm_limit_of(publisher.info()), ctx.shm_limit());
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
    pub fn shares_memory_with(&self, endpoint: &EndpointInfo) -> Option<bool> {
        match endpoint.zid == self.0.session.zid().to_string() {
            true => Some(self.0.shm_session.is_ok()),
            false => self.0.peers.shares_memory(&endpoint.zid),
        }
    }

    /// What keeps the process of an endpoint from sharing memory, if it has said so: processes of
    /// this crate do.
    pub fn shm_limit_of(&self, endpoint: &EndpointInfo) -> Option<Limit> {
        self.0.peers.limit_of(&endpoint.zid)
    }

    /// What all publishers of this context have published, its subscribers received, and what its
    /// pools hold.
    pub fn stats(&self) -> ContextStats {
        self.0.registry.stats()
    }

    /// The Zenoh session, for whatever this crate does not offer.
    ///
    /// ```
    /// use ros_z_pub::zenoh::Wait;
    ///
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// # let node = ctx.create_node("example").build()?;
    /// let subscriber = ctx.session().declare_subscriber("not/ros").wait()?;
    /// ctx.session().put("not/ros", "hello").wait()?;
    /// assert_eq!(subscriber.recv()?.payload().try_to_string()?, "hello");
    /// # Ok::<(), ros_z_pub::zenoh::Error>(())
    /// ```
    pub fn session(&self) -> &Session {
        &self.0.session
    }

    /// Closes the session: everything that was made from the context returns errors from now on,
    /// and whoever waits for a message wakes up.
    ///
    /// # Errors
    ///
    /// [`Error::Zenoh`] if the session does not end in order.
    pub fn close(&self) -> Result<()> {
        Ok(blocking(|| self.0.session.close().wait())?)
    }

    /// The endpoints that this context listens on, as others connect to them.
    pub fn listen_endpoints(&self) -> Vec<String> {
        let locators = blocking(|| self.0.session.info().locators().wait());
        locators.iter().map(ToString::to_string).collect()
    }
}

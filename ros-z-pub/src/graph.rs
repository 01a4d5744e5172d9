//! The ROS graph: the nodes, publishers, subscribers and services that are there.
//!
//! ```
//! # use std::time::Duration;
//! # use ros_z_msgs::std_msgs;
//! # use ros_z_pub::prelude::*;
//! # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
//! # let node = ctx.create_node("example").build()?;
//! let publisher = node.create_pub::<std_msgs::String>("chatter").build()?;
//! let graph = ctx.graph();
//! assert!(graph.wait_for(Duration::from_secs(5), |graph| !graph.topics().is_empty()));
//! for topic in graph.topics() {
//!     assert_eq!(topic.name, publisher.topic());
//!     assert_eq!(topic.types, ["std_msgs/msg/String"]);
//! }
//! # Ok::<(), ros_z_pub::Error>(())
//! ```

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use event_listener::Listener;
use zenoh::Wait;
use zenoh::pubsub::Subscriber;
use zenoh::query::Queryable;

use crate::blocking::blocking;
use crate::executor::Executor;
use crate::incompatibility::Incompatibility;
use crate::known::Known;
use crate::numbers::Origin;
use crate::pairing::{self, Lookup, Member};
use crate::registry::Registry;
use crate::rmw;
use crate::session::OpenSession;
use crate::stats::ProcessStats;
use crate::{Error, Result, keeper};

pub use crate::entity::{EndpointInfo, EndpointKind, Gid, NodeInfo, ServiceInfo, ServiceKind};

/// A topic in the graph.
///
/// ```
/// # use std::time::Duration;
/// # use ros_z_msgs::std_msgs;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
/// # let node = ctx.create_node("example").build()?;
/// let text = node.create_pub::<std_msgs::String>("chatter").build()?;
/// let header = node.create_sub::<std_msgs::Header>("chatter").build()?;
/// let has_both = ctx.graph().wait_for(Duration::from_secs(5), |graph| {
///     graph.topics().iter().any(|topic| topic.name == "/chatter" && topic.types.len() == 2)
/// });
/// assert!(has_both);
/// # drop((text, header));
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TopicInfo {
    /// The fully qualified name.
    pub name: String,
    /// The types that it is published and subscribed with, usually one:
    /// `std_msgs/msg/String`.
    pub types: Vec<String>,
}

/// What a context knows about the nodes and endpoints of its domain, its own ones included.
///
/// It is filled by announcements: what has just been started appears a moment later.
/// [`wait_for`](Self::wait_for) waits for it.
///
/// ```
/// # use std::time::Duration;
/// # use ros_z_msgs::std_msgs;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
/// # let node = ctx.create_node("example").build()?;
/// let publisher = node.create_pub::<std_msgs::String>("chatter").build()?;
/// let graph = ctx.graph();
/// assert!(graph.wait_for(Duration::from_secs(5), |it| !it.publishers("/chatter").is_empty()));
/// assert_eq!(graph.nodes()[0].name, "example");
/// assert_eq!(graph.publishers("/chatter")[0].gid, publisher.gid());
/// assert_eq!(graph.subscribers("/chatter"), []);
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Graph(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    known: Arc<Known>,
    lookup: Arc<Lookup>,
    /// Say what is found, and answer others.
    _executors: [Executor; 2],
    /// Fills it.
    _tokens: Subscriber<()>,
    /// Tells the definitions of types, and what has been counted.
    _answers: (Queryable<()>, Option<Queryable<()>>),
}

impl Graph {
    /// Begins to watch the nodes and endpoints of a domain, until the session is closed.
    pub(crate) fn watch(
        session: &Arc<OpenSession>,
        domain_id: u32,
        callbacks: Arc<Executor>,
        registry: Option<Arc<Registry>>,
        on_close: impl FnOnce() + Send + Sync + 'static,
    ) -> Result<Self> {
        let lookup = Arc::new(Lookup { session: session.clone(), domain_id });
        let reports = Executor::new(1, "ros-z graph");
        let handle = reports.start()?;
        let zid = session.zid().to_string();
        let looking = Arc::downgrade(&lookup);
        let known = Arc::new(Known::new(zid.clone(), looking, handle.clone(), callbacks));
        let closing = known.clone();
        let end = OnDrop(Some(move || {
            closing.close();
            on_close();
        }));
        let filled = known.clone();
        let tokens = session
            .liveliness()
            .declare_subscriber(rmw::all_keys(domain_id))
            .history(true)
            .callback(move |sample| {
                // Zenoh drops this when the session is closed.
                let _end = &end;
                filled.update(&sample);
            })
            .wait()?;
        let key = pairing::definition_key(domain_id, &zid, "*");
        // Not where it is said what is found: two processes that ask each other would wait for
        // each other.
        let answering = Executor::new(1, "ros-z answer");
        let handle = answering.start()?;
        let definitions = lookup.tell(key, handle.clone(), pairing::definition_of_key)?;
        let stats = match registry {
            Some(registry) => {
                let key = pairing::stats_key(domain_id, &zid);
                let answer =
                    move |_: &str| serde_json::to_string(&registry.process_stats(zid.clone())).ok();
                Some(lookup.tell(key, handle, answer)?)
            }
            None => None,
        };
        let (_executors, _tokens, _answers) = ([reports, answering], tokens, (definitions, stats));
        Ok(Self(Arc::new(Shared { known, lookup, _executors, _tokens, _answers })))
    }

    /// The definition of the type that an endpoint announces, as ROS text that includes all
    /// messages in it, as MCAP files have it; `None` if nobody tells it.
    ///
    /// For types of this process it is known. For others, the process of the endpoint is asked:
    /// processes of this crate tell it, and nodes of ROS by their type-description service. It
    /// waits for the answer, a second at most for each of the two.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use ros_z_msgs::std_msgs;
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// # let node = ctx.create_node("example").build()?;
    /// let publisher = node.create_pub::<std_msgs::String>("chatter").build()?;
    /// let definition = ctx.graph().definition(publisher.info());
    /// assert_eq!(definition.as_deref().map(str::trim), Some("string data"));
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
    pub fn definition(&self, endpoint: &EndpointInfo) -> Option<String> {
        blocking(|| self.0.lookup.definition(endpoint))
    }

    /// The counters of all processes of the domain that have contexts of this crate, this one
    /// included, and that answer within `timeout`; in the order of their identities.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use ros_z_msgs::std_msgs;
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// # let node = ctx.create_node("example").build()?;
    /// let publisher = node.create_pub("chatter").build()?;
    /// publisher.publish(&std_msgs::String { data: "hello".into() })?;
    /// for process in ctx.graph().stats(Duration::from_secs(1))? {
    ///     assert_eq!(process.process_id, std::process::id());
    ///     assert_eq!(process.publishers[0].stats.published().messages, 1);
    /// }
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Zenoh`] when the session is closed.
    pub fn stats(&self, timeout: Duration) -> Result<Vec<ProcessStats>> {
        blocking(|| self.0.lookup.stats(timeout))
    }

    /// All nodes, in the order of their names.
    pub fn nodes(&self) -> Vec<NodeInfo> {
        let state = self.0.known.lock();
        let nodes: BTreeSet<_> = state.nodes.values().map(|(_, node)| node.clone()).collect();
        nodes.into_iter().collect()
    }

    /// All topics that have a publisher or a subscriber, in the order of their names.
    pub fn topics(&self) -> Vec<TopicInfo> {
        let state = self.0.known.lock();
        let topics = state.topics.iter().filter(|(_, topic)| !topic.endpoints.is_empty());
        topics
            .map(|(name, topic)| {
                let types = topic.endpoints.values().map(|entry| entry.info.type_name.clone());
                let types: BTreeSet<_> = types.collect();
                TopicInfo { name: name.clone(), types: types.into_iter().collect() }
            })
            .collect()
    }

    /// The publishers of a topic, which is given by its fully qualified name.
    pub fn publishers(&self, topic: &str) -> Vec<EndpointInfo> {
        self.endpoints(topic, |endpoint| endpoint.kind == EndpointKind::Publisher)
    }

    /// The subscribers of a topic, which is given by its fully qualified name.
    pub fn subscribers(&self, topic: &str) -> Vec<EndpointInfo> {
        self.endpoints(topic, |endpoint| endpoint.kind == EndpointKind::Subscriber)
    }

    /// All servers and clients of services, in the order of the services' names, those of nodes of
    /// ROS: this crate has no services.
    ///
    /// ```
    /// # use ros_z_pub::prelude::*;
    /// use ros_z_pub::graph::ServiceKind;
    ///
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// let servers = ctx.graph().services().into_iter().filter(|it| it.kind == ServiceKind::Server);
    /// for server in servers {
    ///     println!("{} offers {} [{}]", server.node, server.service, server.type_name);
    /// }
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
    pub fn services(&self) -> Vec<ServiceInfo> {
        let state = self.0.known.lock();
        let mut services: Vec<_> = state.services.values().cloned().collect();
        services.sort_by(|a, b| (&a.service, a.kind, &a.node).cmp(&(&b.service, b.kind, &b.node)));
        services
    }

    fn endpoints(
        &self,
        topic: &str,
        is_wanted: impl Fn(&EndpointInfo) -> bool,
    ) -> Vec<EndpointInfo> {
        let state = self.0.known.lock();
        let endpoints = state.topics.get(topic).into_iter().flat_map(|it| it.endpoints.values());
        let wanted = endpoints.filter(|entry| is_wanted(&entry.info));
        wanted.map(|entry| entry.info.clone()).collect()
    }

    /// Waits until `condition` is true for the graph, at most this long, and returns whether it
    /// is.
    ///
    /// It is evaluated again whenever something appears or disappears. False at once when the
    /// session is closed.
    pub fn wait_for(&self, timeout: Duration, condition: impl Fn(&Self) -> bool) -> bool {
        self.poll_for(timeout, timeout, condition).unwrap_or(false)
    }

    /// Waits until nothing has appeared or disappeared for the time `quiet`, at most for `timeout`,
    /// and returns whether that happened. What others have announced is known then.
    ///
    /// False at once when the session is closed.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use ros_z_msgs::std_msgs;
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// # let node = ctx.create_node("example").build()?;
    /// let publisher = node.create_pub::<std_msgs::String>("chatter").build()?;
    /// assert!(ctx.graph().wait_until_settled(Duration::from_millis(20), Duration::from_secs(5)));
    /// assert_eq!(ctx.graph().topics().len(), 1);
    /// # drop(publisher);
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
    pub fn wait_until_settled(&self, quiet: Duration, timeout: Duration) -> bool {
        let started = Instant::now();
        let (mut changes, mut since) = (self.changes(), started);
        loop {
            let changed = self.0.known.changed.listen();
            if self.is_closed() {
                return false;
            }
            let now = Instant::now();
            let latest = self.changes();
            if std::mem::replace(&mut changes, latest) != latest {
                since = now;
            }
            let missing = quiet.saturating_sub(now.duration_since(since));
            let left = timeout.saturating_sub(now.duration_since(started));
            if missing.is_zero() || left.is_zero() {
                return missing.is_zero();
            }
            let _ = changed.wait_timeout(missing.min(left));
        }
    }

    /// As [`wait_for`](Self::wait_for), for a condition that may also depend on something
    /// else, which is looked at in these intervals.
    pub(crate) fn poll_for(
        &self,
        timeout: Duration,
        interval: Duration,
        condition: impl Fn(&Self) -> bool,
    ) -> Result<bool, SessionClosed> {
        let deadline = Instant::now().checked_add(timeout);
        loop {
            // What changes while the condition is evaluated must not be slept through.
            let changed = self.0.known.changed.listen();
            if let Some(answer) = self.look(deadline, &condition)? {
                return Ok(answer);
            }
            let left = deadline.map(|end| end.saturating_duration_since(Instant::now()));
            let _ = changed.wait_timeout(left.map_or(interval, |left| left.min(interval)));
        }
    }

    /// As [`poll_for`](Self::poll_for), for async code on any executor.
    pub(crate) async fn poll_for_async(
        &self,
        timeout: Duration,
        interval: Duration,
        condition: impl Fn(&Self) -> bool,
    ) -> Result<bool, SessionClosed> {
        let deadline = Instant::now().checked_add(timeout);
        let mut clock = None;
        loop {
            let changed = self.0.known.changed.listen();
            if let Some(answer) = self.look(deadline, &condition)? {
                return Ok(answer);
            }
            let _clock = clock.get_or_insert_with(|| self.tick(interval.min(timeout)));
            changed.await;
        }
    }

    fn look(
        &self,
        deadline: Option<Instant>,
        condition: impl Fn(&Self) -> bool,
    ) -> Result<Option<bool>, SessionClosed> {
        if self.is_closed() {
            return Err(SessionClosed);
        }
        if condition(self) {
            return Ok(Some(true));
        }
        let is_over = deadline.is_some_and(|deadline| Instant::now() >= deadline);
        Ok(is_over.then_some(false))
    }

    /// Wakes those who wait again and again, until what this returns is dropped.
    fn tick(&self, interval: Duration) -> Arc<()> {
        let interval = interval.max(Duration::from_millis(1));
        let held = Arc::new(());
        let (is_held, changed) = (Arc::downgrade(&held), self.0.known.changed.clone());
        keeper::schedule(interval, move || {
            changed.notify(usize::MAX);
            (is_held.strong_count() > 0).then_some(interval)
        });
        held
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.0.known.is_closed.load(Ordering::Acquire)
    }

    /// How often something has appeared or disappeared.
    pub(crate) fn changes(&self) -> u64 {
        self.0.known.changes.load(Ordering::Acquire)
    }

    /// Adds an endpoint of this context to those that are told of others which do not go with
    /// them, until what this returns is dropped.
    pub(crate) fn join(&self, member: Member) -> Membership {
        let (known, member) = (self.0.known.clone(), Arc::new(member));
        let topic = member.info.topic.clone();
        let mut state = known.lock();
        let topic = state.topics.entry(topic).or_default();
        let mut reported = HashSet::new();
        let others = topic.endpoints.values();
        let found = others.filter_map(|other| known.pair(&member, &mut reported, &other.info));
        let found: Vec<_> = found.collect();
        topic.members.push((member.clone(), reported));
        drop(state);
        found.into_iter().for_each(|mismatch| known.report(mismatch));
        Membership { known, member }
    }

    /// The endpoints that one of ours exchanges messages with.
    pub(crate) fn matched(&self, own: &EndpointInfo) -> Vec<EndpointInfo> {
        self.endpoints(&own.topic, |other| other.kind != own.kind && own.is_same_type(other))
    }

    /// The endpoints of its topic that do not go with one of ours, and why.
    pub(crate) fn incompatible(&self, own: &EndpointInfo) -> Vec<(EndpointInfo, Incompatibility)> {
        let others = self.endpoints(&own.topic, |other| other.kind != own.kind);
        let pairs = others.into_iter().map(|other| {
            let why = pairing::incompatibility(own, &other);
            (other, why)
        });
        pairs.filter_map(|(other, why)| Some((other, why?))).collect()
    }

    /// Has it said who could be meant by an endpoint of ours that waited for `count` others in
    /// vain.
    pub(crate) fn explain_absence(&self, member: &Membership, count: usize) {
        let member = member.member.clone();
        let others = match member.info.kind.counterpart() {
            EndpointKind::Publisher => "publishers",
            EndpointKind::Subscriber => "subscribers",
        };
        let there = self.matched(&member.info).len();
        let missing = format!("{there} of {count} {others} are there");
        let lookup = Arc::downgrade(&self.0.lookup);
        let known = Arc::downgrade(&self.0.known);
        self.0.known.reports.submit(move || {
            let (Some(lookup), Some(known)) = (lookup.upgrade(), known.upgrade()) else { return };
            let near = known.near_misses(&member.info);
            lookup.explain(&member, near, &missing);
        });
    }

    /// Tells where the messages of a publisher begin, for a subscriber that is there since then.
    pub(crate) fn origins(&self, since: Instant) -> impl Fn(Gid) -> Origin + Send + Sync + use<> {
        let known = Arc::downgrade(&self.0.known);
        move |publisher| known.upgrade().map_or(Origin::Stranger, |it| it.origin(publisher, since))
    }
}

/// The session is closed.
#[derive(Debug)]
pub(crate) struct SessionClosed;

impl SessionClosed {
    pub(crate) fn on(self, topic: &str) -> Error {
        Error::Closed { topic: topic.into() }
    }
}

/// The place of an endpoint of this context in the graph.
#[derive(Debug)]
pub(crate) struct Membership {
    known: Arc<Known>,
    member: Arc<Member>,
}

impl Membership {
    pub(crate) fn info(&self) -> &EndpointInfo {
        &self.member.info
    }
}

impl Drop for Membership {
    fn drop(&mut self) {
        let topic = &self.member.info.topic;
        let mut state = self.known.lock();
        if let Some(known) = state.topics.get_mut(topic) {
            known.members.retain(|(member, _)| !Arc::ptr_eq(member, &self.member));
            state.forget_if_empty(topic);
        }
    }
}

/// Does something when it is dropped.
struct OnDrop<F: FnOnce()>(Option<F>);

impl<F: FnOnce()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        if let Some(last) = self.0.take() {
            last();
        }
    }
}

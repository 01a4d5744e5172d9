//! The ROS graph: the nodes, publishers and subscribers that are there.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, Weak};
use std::time::{Duration, Instant};

use event_listener::{Event, Listener};
use zenoh::Wait;
use zenoh::pubsub::Subscriber;
use zenoh::query::Queryable;
use zenoh::sample::{Sample, SampleKind};

use crate::executor::{Executor, Handle};
use crate::incompatibility::Incompatibility;
use crate::lock::lock;
use crate::numbers::Origin;
use crate::pairing::{self, Lookup, Member, Mismatch};
use crate::rmw::{self, Token};
use crate::session::OpenSession;
use crate::{Error, Result, keeper, shm};

pub use crate::entity::{EndpointInfo, EndpointKind, Gid, NodeInfo};

/// How long a session must have been in the graph before an endpoint of it: what appears together
/// with its session may have been there before.
const SETTLED: Duration = Duration::from_millis(100);

/// A topic in the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TopicInfo {
    /// The fully qualified name.
    pub name: String,
    /// The types that it is published and subscribed with, usually one:
    /// `std_msgs/msg/String`.
    pub types: Vec<String>,
}

/// What a context knows of the nodes and endpoints of its domain, its own ones included.
///
/// It is filled by announcements: what has just been started elsewhere appears a moment
/// later, which [`wait_for`](Self::wait_for) waits for.
#[derive(Debug, Clone)]
pub struct Graph(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    known: Arc<Known>,
    lookup: Arc<Lookup>,
    /// Says what is found.
    _reports: Executor,
    /// Fills it.
    _tokens: Subscriber<()>,
    /// Tells the definitions of types.
    _definitions: Queryable<()>,
}

struct Known {
    /// The Zenoh identity of the context's own session.
    zid: String,
    state: Mutex<State>,
    changed: Arc<Event>,
    /// How often something has appeared or disappeared.
    changes: AtomicU64,
    is_closed: AtomicBool,
    lookup: Weak<Lookup>,
    reports: Handle,
    /// Calls what users have to say to a pair that does not go together.
    callbacks: Arc<Executor>,
}

#[derive(Default)]
struct State {
    /// By their liveliness keys.
    nodes: BTreeMap<String, (String, NodeInfo)>,
    /// The topics of endpoints, by their liveliness keys.
    endpoints: HashMap<String, String>,
    topics: BTreeMap<String, Topic>,
    publishers: HashMap<Gid, Arc<Entry>>,
    /// By their Zenoh identities: since when they are in the graph, and with how many tokens.
    sessions: HashMap<String, (Instant, usize)>,
}

/// Who publishes and subscribes to a topic.
#[derive(Default)]
struct Topic {
    /// By their liveliness keys.
    endpoints: BTreeMap<String, Arc<Entry>>,
    /// Those of this context, each with the others that have been reported to it.
    members: Vec<(Arc<Member>, HashSet<Gid>)>,
}

/// An endpoint in the graph.
struct Entry {
    info: EndpointInfo,
    appeared: Instant,
    /// Whether it appeared later than its session.
    is_new: bool,
}

impl Graph {
    /// Begins to watch the nodes and endpoints of a domain, until the session is closed.
    pub(crate) fn watch(
        session: &Arc<OpenSession>,
        domain_id: u32,
        callbacks: Arc<Executor>,
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
        let definitions = session
            .declare_queryable(pairing::definition_key(domain_id, &zid, "*"))
            .callback(move |query| handle.submit(move || pairing::answer(&query)))
            .wait()?;
        let shared =
            Shared { known, lookup, _reports: reports, _tokens: tokens, _definitions: definitions };
        Ok(Self(Arc::new(shared)))
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

    /// Waits until `condition` holds of the graph, at most this long, and says whether it
    /// does.
    ///
    /// It is evaluated again whenever something appears or disappears. False at once when the
    /// session is closed.
    pub fn wait_for(&self, timeout: Duration, condition: impl Fn(&Self) -> bool) -> bool {
        self.poll_for(timeout, timeout, condition).unwrap_or(false)
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

impl Known {
    fn new(zid: String, lookup: Weak<Lookup>, reports: Handle, callbacks: Arc<Executor>) -> Self {
        Self {
            zid,
            state: Mutex::default(),
            changed: Arc::new(Event::new()),
            changes: AtomicU64::new(0),
            is_closed: AtomicBool::new(false),
            lookup,
            reports,
            callbacks,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    fn close(&self) {
        self.is_closed.store(true, Ordering::Release);
        self.changed.notify(usize::MAX);
    }

    fn update(&self, sample: &Sample) {
        let key = sample.key_expr().as_str();
        let mut found = Vec::new();
        match sample.kind() {
            SampleKind::Put => {
                let Some(token) = Token::parse(key) else { return };
                tracing::trace!("appeared: {key}");
                found = self.add(key, token);
            }
            SampleKind::Delete => {
                tracing::trace!("disappeared: {key}");
                let zid = self.lock().remove(key);
                if zid.is_some_and(|zid| zid != self.zid) {
                    shm::note_departure();
                }
            }
        }
        self.changes.fetch_add(1, Ordering::Release);
        self.changed.notify(usize::MAX);
        found.into_iter().for_each(|mismatch| self.report(mismatch));
    }

    /// Adds a node or an endpoint, and finds those of ours that do not go with it.
    fn add(&self, key: &str, token: Token) -> Vec<Mismatch> {
        let now = Instant::now();
        let mut state = self.lock();
        let is_known = state.nodes.contains_key(key) || state.endpoints.contains_key(key);
        if is_known {
            return Vec::new();
        }
        let (since, tokens) = state.sessions.entry(token.zid().into()).or_insert((now, 0));
        *tokens += 1;
        let is_new = token.zid() == self.zid || now.saturating_duration_since(*since) >= SETTLED;
        let info = match token {
            Token::Endpoint(info) => info,
            Token::Node { zid, node } => {
                state.nodes.insert(key.into(), (zid, node));
                return Vec::new();
            }
        };
        state.endpoints.insert(key.into(), info.topic.clone());
        let entry = Arc::new(Entry { info, appeared: now, is_new });
        if entry.info.kind == EndpointKind::Publisher {
            state.publishers.insert(entry.info.gid, entry.clone());
        }
        let topic = state.topics.entry(entry.info.topic.clone()).or_default();
        topic.endpoints.insert(key.into(), entry.clone());
        let members = topic.members.iter_mut();
        let found = members
            .filter_map(|(member, reported)| self.pair(member, reported, &entry.info))
            .collect();
        drop(state);
        found
    }

    /// The pair of a member and another endpoint, if they do not go together and that has not
    /// been reported.
    fn pair(
        &self,
        member: &Arc<Member>,
        reported: &mut HashSet<Gid>,
        other: &EndpointInfo,
    ) -> Option<Mismatch> {
        let own = &member.info;
        if own.kind == other.kind {
            return None;
        }
        let why = pairing::incompatibility(own, other)?;
        let is_own = other.zid == self.zid;
        reported.insert(other.gid).then(|| Mismatch {
            member: member.clone(),
            other: other.clone(),
            why,
            is_own,
        })
    }

    /// Says that two endpoints do not go together.
    fn report(&self, mismatch: Mismatch) {
        if mismatch.member.has_listener() {
            let Mismatch { member, other, why, .. } = &mismatch;
            let (member, other, why) = (member.clone(), other.clone(), *why);
            match self.callbacks.start() {
                Ok(callbacks) => callbacks.submit(move || member.tell(other, why)),
                Err(error) => tracing::error!("{error}"),
            }
        }
        if mismatch.is_to_warn() {
            let lookup = self.lookup.clone();
            self.reports.submit(move || {
                let Some(lookup) = lookup.upgrade() else { return };
                lookup.warn(&mismatch.member.info, &mismatch.other, mismatch.why);
            });
        }
    }

    fn near_misses(&self, own: &EndpointInfo) -> Vec<EndpointInfo> {
        let state = self.lock();
        let endpoints = state.topics.values().flat_map(|topic| topic.endpoints.values());
        let near = endpoints.filter(|entry| pairing::is_near_miss(own, &entry.info));
        near.map(|entry| entry.info.clone()).collect()
    }

    fn origin(&self, publisher: Gid, since: Instant) -> Origin {
        match self.lock().publishers.get(&publisher) {
            None => Origin::Stranger,
            Some(entry) if entry.is_new && entry.appeared >= since => {
                Origin::New(entry.appeared.elapsed())
            }
            Some(_) => Origin::Known,
        }
    }
}

impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.lock();
        let keys = state.nodes.keys().chain(state.endpoints.keys());
        f.debug_set().entries(keys).finish()
    }
}

impl State {
    /// Removes a node or an endpoint, and returns the Zenoh identity of its session.
    fn remove(&mut self, key: &str) -> Option<String> {
        let zid = match self.nodes.remove(key) {
            Some((zid, _)) => zid,
            None => self.remove_endpoint(key)?,
        };
        if let Some((_, tokens)) = self.sessions.get_mut(&zid) {
            *tokens -= 1;
            if *tokens == 0 {
                self.sessions.remove(&zid);
            }
        }
        Some(zid)
    }

    fn remove_endpoint(&mut self, key: &str) -> Option<String> {
        let name = self.endpoints.remove(key)?;
        let topic = self.topics.get_mut(&name)?;
        let entry = topic.endpoints.remove(key)?;
        let gid = entry.info.gid;
        for (_, reported) in &mut topic.members {
            reported.remove(&gid);
        }
        self.publishers.remove(&gid);
        self.forget_if_empty(&name);
        Some(entry.info.zid.clone())
    }

    fn forget_if_empty(&mut self, name: &str) {
        let topic = self.topics.get(name);
        if topic.is_some_and(|topic| topic.endpoints.is_empty() && topic.members.is_empty()) {
            self.topics.remove(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    const HASH: &str = "RIHS01_df668c740482bbd48fb39d76a70dfd4bd59db1288021743503259e948f6b1a18";

    fn known() -> (Known, Executor) {
        let reports = Executor::new(1, "test");
        let handle = reports.start().unwrap();
        let known = Known::new("own".into(), Weak::new(), handle, Arc::new(Executor::new(1, "")));
        (known, reports)
    }

    /// The keys of so many subscribers of one topic.
    fn keys(count: usize) -> Vec<String> {
        let key = |number| {
            let mut key = format!("@ros2_lv/0/other/0/{number}/MS/%/%/node/%topic/");
            let _ = write!(key, "std_msgs::msg::dds_::String_/{HASH}/::,7:,:,:,,");
            key
        };
        (0..count).map(key).collect()
    }

    // Each costs the same, however many there are.
    #[test]
    fn tokens_cost_linear_time() {
        let add = |count| {
            let (known, _reports) = known();
            let keys = keys(count);
            let started = Instant::now();
            for key in &keys {
                assert!(known.add(key, Token::parse(key).unwrap()).is_empty());
            }
            assert_eq!(known.lock().topics["/topic"].endpoints.len(), count);
            for key in &keys {
                assert_eq!(known.lock().remove(key).as_deref(), Some("other"));
            }
            let state = known.lock();
            assert!(state.topics.is_empty() && state.sessions.is_empty());
            started.elapsed()
        };
        // The best of several, for the machine may be busy.
        let best = |count| (0..5).map(|_| add(count)).min().unwrap();
        let (few, many) = (best(4_000), best(20_000));
        assert!(many < few * 5 * 3, "{few:?} and {many:?}");
    }

    // Where a session is found late, its publishers may be older than the subscriber.
    #[test]
    fn a_publisher_is_new_if_its_session_has_been_there() {
        let (known, _reports) = known();
        let since = Instant::now();
        let add = |number: usize, zid: &str| {
            let key = keys(number + 1)[number].replace("/MS/", "/MP/").replace("other", zid);
            known.add(&key, Token::parse(&key).unwrap());
            known.origin(Gid::of_liveliness_key(&key), since)
        };
        assert_eq!(add(0, "other"), Origin::Known);
        for (first, _) in known.lock().sessions.values_mut() {
            *first -= SETTLED;
        }
        assert!(matches!(add(1, "other"), Origin::New(age) if age < SETTLED));
        assert!(matches!(add(2, "own"), Origin::New(_)));
        assert_eq!(known.origin(Gid::default(), since), Origin::Stranger);
        let key = keys(2)[1].replace("/MS/", "/MP/");
        let origin = known.origin(Gid::of_liveliness_key(&key), Instant::now());
        assert_eq!(origin, Origin::Known, "it is older than the subscriber");
    }

    #[test]
    fn a_token_that_comes_twice_is_there_once() {
        let (known, _reports) = known();
        let key = &keys(1)[0];
        for _ in 0..2 {
            known.add(key, Token::parse(key).unwrap());
        }
        assert_eq!(known.lock().sessions["other"].1, 1);
        assert_eq!(known.lock().remove(key).as_deref(), Some("other"));
        assert_eq!(known.lock().remove(key), None);
        assert!(known.lock().sessions.is_empty());
    }
}

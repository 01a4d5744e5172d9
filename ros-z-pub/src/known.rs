//! The state of the graph: what has been announced, and who of this context is told of it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, Weak};
use std::time::{Duration, Instant};

use event_listener::Event;
use zenoh::sample::{Sample, SampleKind};

use crate::entity::{EndpointInfo, EndpointKind, Gid, NodeInfo, ServiceInfo};
use crate::executor::{Executor, Handle};
use crate::lock::lock;
use crate::numbers::Origin;
use crate::pairing::{self, Lookup, Member, Mismatch};
use crate::rmw::Token;
use crate::shm;

/// How long a session must have been in the graph before an endpoint of it: what appears together
/// with its session may have been there before.
const SETTLED: Duration = Duration::from_millis(100);

/// What is known of a domain.
pub(crate) struct Known {
    /// The Zenoh identity of the context's own session.
    zid: String,
    pub(crate) state: Mutex<State>,
    pub(crate) changed: Arc<Event>,
    /// How often something has appeared or disappeared.
    pub(crate) changes: AtomicU64,
    pub(crate) is_closed: AtomicBool,
    lookup: Weak<Lookup>,
    pub(crate) reports: Handle,
    /// Calls what users have to say to a pair that does not go together.
    callbacks: Arc<Executor>,
}

#[derive(Default)]
pub(crate) struct State {
    /// By their liveliness keys.
    pub(crate) nodes: BTreeMap<String, (String, NodeInfo)>,
    /// By their liveliness keys.
    pub(crate) services: BTreeMap<String, ServiceInfo>,
    /// The topics of endpoints, by their liveliness keys.
    endpoints: HashMap<String, String>,
    pub(crate) topics: BTreeMap<String, Topic>,
    publishers: HashMap<Gid, Arc<Entry>>,
    /// By their Zenoh identities: since when they are in the graph, and with how many tokens.
    sessions: HashMap<String, (Instant, usize)>,
}

/// Who publishes and subscribes to a topic.
#[derive(Default)]
pub(crate) struct Topic {
    /// By their liveliness keys.
    pub(crate) endpoints: BTreeMap<String, Arc<Entry>>,
    /// Those of this context, each with the others that have been reported to it.
    pub(crate) members: Vec<(Arc<Member>, HashSet<Gid>)>,
}

/// An endpoint in the graph.
pub(crate) struct Entry {
    pub(crate) info: EndpointInfo,
    appeared: Instant,
    /// Whether it appeared later than its session.
    is_new: bool,
}

impl Known {
    pub(crate) fn new(
        zid: String,
        lookup: Weak<Lookup>,
        reports: Handle,
        callbacks: Arc<Executor>,
    ) -> Self {
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

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    pub(crate) fn close(&self) {
        self.is_closed.store(true, Ordering::Release);
        self.changed.notify(usize::MAX);
    }

    pub(crate) fn update(&self, sample: &Sample) {
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

    /// Adds what has appeared, and finds those of ours that do not go with it.
    fn add(&self, key: &str, token: Token) -> Vec<Mismatch> {
        let now = Instant::now();
        let mut state = self.lock();
        let is_known = state.nodes.contains_key(key)
            || state.endpoints.contains_key(key)
            || state.services.contains_key(key);
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
            Token::Service(service) => {
                state.services.insert(key.into(), service);
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
    pub(crate) fn pair(
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
    pub(crate) fn report(&self, mismatch: Mismatch) {
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

    pub(crate) fn near_misses(&self, own: &EndpointInfo) -> Vec<EndpointInfo> {
        let state = self.lock();
        let endpoints = state.topics.values().flat_map(|topic| topic.endpoints.values());
        let near = endpoints.filter(|entry| pairing::is_near_miss(own, &entry.info));
        near.map(|entry| entry.info.clone()).collect()
    }

    pub(crate) fn origin(&self, publisher: Gid, since: Instant) -> Origin {
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
    /// Removes what has disappeared, and returns the Zenoh identity of its session.
    fn remove(&mut self, key: &str) -> Option<String> {
        let node = self.nodes.remove(key).map(|(zid, _)| zid);
        let service = || self.services.remove(key).map(|service| service.zid);
        let zid = match node.or_else(service) {
            Some(zid) => zid,
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

    pub(crate) fn forget_if_empty(&mut self, name: &str) {
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
        let subscriber = &keys(1)[0];
        for key in [subscriber.clone(), subscriber.replace("/MS/", "/SS/")] {
            for _ in 0..2 {
                known.add(&key, Token::parse(&key).unwrap());
            }
            assert_eq!(known.lock().sessions["other"].1, 1);
            assert_eq!(known.lock().remove(&key).as_deref(), Some("other"));
            assert_eq!(known.lock().remove(&key), None);
            assert!(known.lock().sessions.is_empty());
        }
    }
}

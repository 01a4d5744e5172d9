//! The ROS graph: the nodes, publishers and subscribers that are there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use zenoh::pubsub::Subscriber;
use zenoh::sample::{Sample, SampleKind};
use zenoh::{Session, Wait};

use crate::Result;
use crate::qos::{Incompatibility, QosProfile};
use crate::rmw::{self, EndpointKind, Entity, EntityEndpoint, Gid};
use crate::shm;

/// A node in the graph.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeInfo {
    /// `/` for none.
    pub namespace: String,
    /// The name without the namespace.
    pub name: String,
}

/// A topic in the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicInfo {
    /// The fully qualified name.
    pub name: String,
    /// The types that it is published and subscribed with, usually one:
    /// `std_msgs/msg/String`.
    pub types: Vec<String>,
}

/// A publisher or subscriber in the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointInfo {
    /// Whether it publishes or subscribes.
    pub kind: EndpointKind,
    /// The node that it belongs to.
    pub node: NodeInfo,
    /// The Zenoh identity of the session that it is in.
    pub zid: String,
    /// The topic, fully qualified.
    pub topic: String,
    /// The type: `std_msgs/msg/String`.
    pub type_name: String,
    /// The hash of the type, `RIHS01_` and 64 digits; `TypeHashNotSupported` from ROS 2
    /// Humble.
    pub type_hash: String,
    /// The quality of service that it offers or requests.
    pub qos: QosProfile,
    /// The identity that messages carry.
    pub gid: Gid,
}

impl EndpointInfo {
    fn new(entity: &Entity, endpoint: &EntityEndpoint) -> Self {
        Self {
            kind: endpoint.kind,
            node: NodeInfo { namespace: entity.namespace.clone(), name: entity.node.clone() },
            zid: entity.zid.clone(),
            topic: endpoint.topic.clone(),
            type_name: endpoint.type_name.clone(),
            type_hash: endpoint.hash.clone(),
            qos: endpoint.qos,
            gid: endpoint.gid,
        }
    }
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
    /// Fills it.
    _tokens: Subscriber<()>,
}

#[derive(Debug)]
struct Known {
    /// The Zenoh identity of the context's own session.
    zid: String,
    state: Mutex<State>,
    changed: Condvar,
    /// As the number of changes in the state, to be read without waiting.
    changes: AtomicU64,
}

#[derive(Debug, Default)]
struct State {
    /// By their liveliness keys.
    entities: BTreeMap<String, Entity>,
    /// How often something appeared or disappeared.
    changes: u64,
    /// Pairs of publisher and subscriber that have been reported.
    reported: BTreeSet<(String, String)>,
}

impl Graph {
    /// Begins to watch the nodes and endpoints of a domain.
    pub(crate) fn watch(session: &Session, domain_id: u32) -> Result<Self> {
        let known = Arc::new(Known {
            zid: session.zid().to_string(),
            state: Mutex::default(),
            changed: Condvar::new(),
            changes: AtomicU64::new(0),
        });
        let filled = known.clone();
        let tokens = session
            .liveliness()
            .declare_subscriber(rmw::all_keys(domain_id))
            .history(true)
            .callback(move |sample| filled.update(&sample))
            .wait()?;
        Ok(Self(Arc::new(Shared { known, _tokens: tokens })))
    }

    /// All nodes, in the order of their names.
    pub fn nodes(&self) -> Vec<NodeInfo> {
        let state = self.0.known.lock();
        let nodes = state.entities.values().filter(|entity| entity.endpoint.is_none());
        let nodes: BTreeSet<_> = nodes
            .map(|entity| NodeInfo {
                namespace: entity.namespace.clone(),
                name: entity.node.clone(),
            })
            .collect();
        nodes.into_iter().collect()
    }

    /// All topics that have a publisher or a subscriber, in the order of their names.
    pub fn topics(&self) -> Vec<TopicInfo> {
        let mut topics = BTreeMap::<_, BTreeSet<_>>::new();
        let state = self.0.known.lock();
        for endpoint in state.entities.values().filter_map(|entity| entity.endpoint.as_ref()) {
            topics.entry(endpoint.topic.clone()).or_default().insert(endpoint.type_name.clone());
        }
        let topics = topics.into_iter();
        topics.map(|(name, types)| TopicInfo { name, types: types.into_iter().collect() }).collect()
    }

    /// The publishers of a topic, which is given by its fully qualified name.
    pub fn publishers(&self, topic: &str) -> Vec<EndpointInfo> {
        self.endpoints(|endpoint| {
            endpoint.kind == EndpointKind::Publisher && endpoint.topic == topic
        })
    }

    /// The subscribers of a topic, which is given by its fully qualified name.
    pub fn subscribers(&self, topic: &str) -> Vec<EndpointInfo> {
        self.endpoints(|endpoint| {
            endpoint.kind == EndpointKind::Subscriber && endpoint.topic == topic
        })
    }

    fn endpoints(&self, is_wanted: impl Fn(&EntityEndpoint) -> bool) -> Vec<EndpointInfo> {
        let state = self.0.known.lock();
        let entities = state.entities.values();
        let endpoints = entities.filter_map(|entity| Some((entity, entity.endpoint.as_ref()?)));
        let wanted = endpoints.filter(|(_, endpoint)| is_wanted(endpoint));
        wanted.map(|(entity, endpoint)| EndpointInfo::new(entity, endpoint)).collect()
    }

    /// Waits until `condition` holds of the graph, at most this long, and says whether it
    /// does.
    ///
    /// It is evaluated again whenever something appears or disappears.
    pub fn wait_for(&self, timeout: Duration, condition: impl Fn(&Self) -> bool) -> bool {
        self.poll_for(timeout, timeout, condition)
    }

    /// As [`wait_for`](Self::wait_for), for a condition that may also depend on something
    /// else, which is looked at in these intervals.
    pub(crate) fn poll_for(
        &self,
        timeout: Duration,
        interval: Duration,
        condition: impl Fn(&Self) -> bool,
    ) -> bool {
        let deadline = Instant::now().checked_add(timeout);
        loop {
            // What changes while the condition is evaluated must not be slept through.
            let before = self.0.known.lock().changes;
            if condition(self) {
                return true;
            }
            let left =
                deadline.map_or(Duration::MAX, |end| end.saturating_duration_since(Instant::now()));
            if left.is_zero() {
                return false;
            }
            let state = self.0.known.lock();
            if state.changes == before {
                let _ = self.0.known.changed.wait_timeout(state, left.min(interval));
            }
        }
    }

    /// How often something has appeared or disappeared.
    pub(crate) fn changes(&self) -> u64 {
        self.0.known.changes.load(Ordering::Acquire)
    }

    /// The endpoints that get the messages of one of ours, or that it gets messages from.
    pub(crate) fn receivers(&self, own: &EndpointInfo) -> Vec<EndpointInfo> {
        self.counterparts(own).map(|(other, _)| other).collect()
    }

    /// The endpoints that one of ours exchanges messages with.
    pub(crate) fn matched(&self, own: &EndpointInfo) -> Vec<EndpointInfo> {
        let counterparts = self.counterparts(own);
        counterparts.filter(|(_, why)| why.is_none()).map(|(other, _)| other).collect()
    }

    /// The endpoints whose profile does not go with that of one of ours, and why.
    pub(crate) fn incompatible(&self, own: &EndpointInfo) -> Vec<(EndpointInfo, Incompatibility)> {
        self.counterparts(own).filter_map(|(other, why)| Some((other, why?))).collect()
    }

    fn counterparts(
        &self,
        own: &EndpointInfo,
    ) -> impl Iterator<Item = (EndpointInfo, Option<Incompatibility>)> {
        let others = self.endpoints(|other| {
            other.kind != own.kind
                && (&other.topic, &other.type_name, &other.hash)
                    == (&own.topic, &own.type_name, &own.type_hash)
        });
        others.into_iter().map(move |other| {
            let incompatibility = match own.kind {
                EndpointKind::Publisher => other.qos.incompatibility(&own.qos),
                EndpointKind::Subscriber => own.qos.incompatibility(&other.qos),
            };
            (other, incompatibility)
        })
    }
}

impl Known {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn update(&self, sample: &Sample) {
        let key = sample.key_expr().as_str();
        let mut state = self.lock();
        state.changes += 1;
        match sample.kind() {
            SampleKind::Put => {
                let Some(entity) = Entity::parse(key) else { return };
                tracing::trace!("appeared: {key}");
                self.report_incompatible(&mut state, key, &entity);
                state.entities.insert(key.into(), entity);
            }
            SampleKind::Delete => {
                tracing::trace!("disappeared: {key}");
                if state.entities.remove(key).is_some_and(|entity| entity.zid != self.zid) {
                    shm::note_departure();
                }
                state.reported.retain(|(first, second)| first != key && second != key);
            }
        }
        drop(state);
        self.changes.fetch_add(1, Ordering::Release);
        self.changed.notify_all();
    }

    /// Warns once of each pair that a new endpoint makes, if one of the two is our own.
    fn report_incompatible(&self, state: &mut State, key: &str, entity: &Entity) {
        let Some(endpoint) = &entity.endpoint else { return };
        for (other_key, other) in &state.entities {
            let Some(counterpart) = &other.endpoint else { continue };
            let is_pair = counterpart.kind != endpoint.kind
                && (&counterpart.topic, &counterpart.type_name, &counterpart.hash)
                    == (&endpoint.topic, &endpoint.type_name, &endpoint.hash);
            if !is_pair || ![&entity.zid, &other.zid].contains(&&self.zid) {
                continue;
            }
            let (publisher, subscriber) = match endpoint.kind {
                EndpointKind::Publisher => ((entity, endpoint), (other, counterpart)),
                EndpointKind::Subscriber => ((other, counterpart), (entity, endpoint)),
            };
            let (offered, requested) = (&publisher.1.qos, &subscriber.1.qos);
            let Some(what) = requested.incompatibility(offered) else { continue };
            if state.reported.insert((key.into(), other_key.clone())) {
                tracing::warn!(
                    "incompatible {what} on `{}`: the publisher in node `{}` offers {offered}, \
                     the subscriber in node `{}` requests {requested}",
                    endpoint.topic,
                    publisher.0.node,
                    subscriber.0.node,
                );
            }
        }
    }
}

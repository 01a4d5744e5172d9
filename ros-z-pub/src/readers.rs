//! Whether those who get a publisher's messages read them in shared memory.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use crate::entity::EndpointInfo;
use crate::lock::lock;
use crate::logging::warning;
use crate::node::ZNode;
use crate::shm::Limit;

/// How long it has to be so before it is said that nobody shares memory: when sessions find
/// each other, not everything is known at once.
const PATIENCE: Duration = Duration::from_secs(1);

/// What is known of the readers of a publisher.
#[derive(Debug, Default)]
pub(crate) struct Readers {
    /// The changes of graph and connections that it takes into account, plus 1.
    version: AtomicU64,
    /// Nobody shares memory.
    is_alone: AtomicBool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    sharing: Sharing,
    since: Option<Instant>,
    has_warned: bool,
}

/// Whether anybody reads shared memory.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Sharing {
    /// Somebody does, or may, or nobody is there.
    #[default]
    Possible,
    /// Somebody is there, and nobody shares memory with this process.
    Nobody,
    /// The same, and all of them have said that they are not allowed to.
    Forbidden(Limit),
}

impl Readers {
    /// Whether anybody who gets the messages of `publisher` reads shared memory.
    #[inline]
    pub(crate) fn sharing(&self, node: &ZNode, publisher: &EndpointInfo) -> Sharing {
        let context = &node.0.context.0;
        let version = context.graph.changes() + context.peers.changes() + 1;
        if self.version.load(Ordering::Relaxed) == version {
            // The usual case costs four loads.
            let is_alone = self.is_alone.load(Ordering::Relaxed);
            return if is_alone { self.lock().sharing } else { Sharing::Possible };
        }
        self.look(node, publisher, version)
    }

    #[cold]
    fn look(&self, node: &ZNode, publisher: &EndpointInfo, version: u64) -> Sharing {
        let sharing = sharing(node, publisher);
        let mut state = self.lock();
        if state.sharing != sharing {
            state.sharing = sharing;
            state.since = (sharing != Sharing::Possible).then(Instant::now);
            state.has_warned &= sharing != Sharing::Possible;
        }
        self.is_alone.store(sharing != Sharing::Possible, Ordering::Relaxed);
        self.version.store(version, Ordering::Relaxed);
        sharing
    }

    /// Says once that nobody shares memory with the publisher, and the likely cause.
    #[cold]
    pub(crate) fn warn(&self, publisher: &EndpointInfo) {
        let mut state = self.lock();
        if state.has_warned || state.since.is_none_or(|since| since.elapsed() < PATIENCE) {
            return;
        }
        state.has_warned = true;
        let topic = &publisher.topic;
        match state.sharing {
            Sharing::Possible => {}
            Sharing::Nobody => warning!(
                "no subscriber of `{topic}` shares memory with this process, messages go over the \
                 network: they have another version of Zenoh's shared memory (it changed with \
                 1.10), another user, a /dev/shm of their own as containers have, or \
                 `transport/shared_memory/enabled` off"
            ),
            Sharing::Forbidden(limit) => warning!(
                "no subscriber of `{topic}` can share memory, messages go over the network; there: \
                 {limit}"
            ),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

/// Whether a subscriber reads the shared memory of this process; `None` where Zenoh does not let
/// it be known, such as behind a router.
pub(crate) fn shares_memory(node: &ZNode, subscriber: &EndpointInfo) -> Option<bool> {
    let context = &node.0.context.0;
    if subscriber.zid == node.zid() {
        return Some(true);
    }
    let told = context.peers.limit_of(&subscriber.zid).map(|_| false);
    told.or_else(|| context.peers.shares_memory(&subscriber.zid))
}

fn sharing(node: &ZNode, publisher: &EndpointInfo) -> Sharing {
    let context = &node.0.context.0;
    let subscribers = context.graph.matched(publisher);
    if subscribers.is_empty()
        || subscribers.iter().any(|subscriber| shares_memory(node, subscriber) != Some(false))
    {
        return Sharing::Possible;
    }
    let limits = subscribers.iter().map(|subscriber| context.peers.limit_of(&subscriber.zid));
    match limits.collect::<Option<Vec<_>>>().as_deref() {
        Some([limit, ..]) => Sharing::Forbidden(*limit),
        _ => Sharing::Nobody,
    }
}

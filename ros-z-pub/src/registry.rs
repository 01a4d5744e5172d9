//! What a context counts of all its publishers, subscribers and pools.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, Weak};

use crate::counters::{PublisherCounters, SubscriberCounters};
use crate::entity::EndpointInfo;
use crate::lock::lock;
use crate::queue::Inbox;
use crate::shm::Pool;
use crate::stats::{ContextStats, EndpointStats, ProcessStats, PublisherStats, SubscriberStats};

/// The publishers, subscribers and pools of a context.
#[derive(Default)]
pub(crate) struct Registry(Mutex<State>);

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Registry").field(&self.stats()).finish()
    }
}

#[derive(Default)]
struct State {
    publishers: Vec<(EndpointInfo, Weak<PublisherCounters>)>,
    /// Of publishers that have been dropped.
    ended_publishers: PublisherStats,
    pools: Vec<Weak<Pool>>,
    subscribers: Vec<(EndpointInfo, Weak<SubscriberCounters>)>,
    /// Of subscribers that have been dropped.
    ended_subscribers: SubscriberStats,
    inboxes: Vec<Weak<dyn Inbox>>,
}

impl Registry {
    pub(crate) fn add_publisher(&self, info: &EndpointInfo, counters: &Arc<PublisherCounters>) {
        self.lock().publishers.push((info.clone(), Arc::downgrade(counters)));
    }

    /// Adds a pool, which other publishers may use as well.
    pub(crate) fn add_pool(&self, pool: &Arc<Pool>) {
        let pools = &mut self.lock().pools;
        pools.retain(|pool| pool.strong_count() > 0);
        if !pools.iter().any(|known| std::ptr::eq(known.as_ptr(), Arc::as_ptr(pool))) {
            pools.push(Arc::downgrade(pool));
        }
    }

    /// Keeps the numbers of a publisher that is dropped.
    pub(crate) fn end_publisher(&self, counters: &Arc<PublisherCounters>) {
        let mut state = self.lock();
        state.ended_publishers += counters.read();
        state.publishers.retain(|(_, known)| !std::ptr::eq(known.as_ptr(), Arc::as_ptr(counters)));
    }

    /// Adds a subscriber: what it counts, and where it waits.
    pub(crate) fn add_subscriber(
        &self,
        info: &EndpointInfo,
        counters: &Arc<SubscriberCounters>,
        inbox: Option<Weak<dyn Inbox>>,
    ) {
        let mut state = self.lock();
        state.subscribers.push((info.clone(), Arc::downgrade(counters)));
        state.inboxes.retain(|inbox| inbox.strong_count() > 0);
        state.inboxes.extend(inbox);
    }

    /// Keeps the numbers of a subscriber that is dropped.
    pub(crate) fn end_subscriber(&self, counters: &Arc<SubscriberCounters>) {
        let mut state = self.lock();
        state.ended_subscribers += counters.read();
        state.subscribers.retain(|(_, known)| !std::ptr::eq(known.as_ptr(), Arc::as_ptr(counters)));
    }

    /// Wakes all who wait for a message, for there will be none.
    pub(crate) fn close_inboxes(&self) {
        let inboxes = std::mem::take(&mut self.lock().inboxes);
        inboxes.iter().filter_map(Weak::upgrade).for_each(|inbox| inbox.session_closed());
    }

    pub(crate) fn stats(&self) -> ContextStats {
        let state = self.lock();
        let mut publishers = state.ended_publishers;
        for counters in state.publishers.iter().filter_map(|(_, it)| it.upgrade()) {
            publishers += counters.read();
        }
        let mut subscribers = state.ended_subscribers.clone();
        for counters in state.subscribers.iter().filter_map(|(_, it)| it.upgrade()) {
            subscribers += counters.read();
        }
        let pools: Vec<_> = state.pools.iter().filter_map(Weak::upgrade).collect();
        drop(state);
        ContextStats {
            publishers,
            subscribers,
            pools: pools.iter().map(|pool| pool.stats()).collect(),
        }
    }

    /// What each publisher and subscriber that is there has counted.
    pub(crate) fn process_stats(&self, zid: String) -> ProcessStats {
        let state = self.lock();
        let publishers = state.publishers.iter();
        let publishers = publishers
            .filter_map(|(info, counters)| {
                Some(EndpointStats::of(info, counters.upgrade()?.read()))
            })
            .collect();
        let subscribers = state.subscribers.iter();
        let subscribers = subscribers
            .filter_map(|(info, counters)| {
                Some(EndpointStats::of(info, counters.upgrade()?.read()))
            })
            .collect();
        let pools: Vec<_> = state.pools.iter().filter_map(Weak::upgrade).collect();
        drop(state);
        let pools = pools.iter().map(|pool| pool.stats()).collect();
        ProcessStats {
            zid,
            process_id: std::process::id(),
            version: env!("CARGO_PKG_VERSION").into(),
            zenoh_version: zenoh::GIT_VERSION.into(),
            publishers,
            subscribers,
            pools,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.0)
    }
}

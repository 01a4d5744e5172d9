//! What a context counts of all its publishers, subscribers and pools.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, Weak};

use crate::counters::{PublisherCounters, SubscriberCounters};
use crate::lock::lock;
use crate::queue::Inbox;
use crate::shm::Pool;
use crate::stats::{ContextStats, PublisherStats, SubscriberStats};

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
    publishers: Vec<Weak<PublisherCounters>>,
    /// Of publishers that have been dropped.
    ended_publishers: PublisherStats,
    pools: Vec<Weak<Pool>>,
    subscribers: Vec<Weak<SubscriberCounters>>,
    /// Of subscribers that have been dropped.
    ended_subscribers: SubscriberStats,
    inboxes: Vec<Weak<dyn Inbox>>,
}

impl Registry {
    pub(crate) fn add_publisher(&self, counters: &Arc<PublisherCounters>) {
        self.lock().publishers.push(Arc::downgrade(counters));
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
        state.publishers.retain(|known| !std::ptr::eq(known.as_ptr(), Arc::as_ptr(counters)));
    }

    /// Adds a subscriber: what it counts, and where it waits.
    pub(crate) fn add_subscriber(
        &self,
        counters: &Arc<SubscriberCounters>,
        inbox: Option<Weak<dyn Inbox>>,
    ) {
        let mut state = self.lock();
        state.subscribers.push(Arc::downgrade(counters));
        state.inboxes.retain(|inbox| inbox.strong_count() > 0);
        state.inboxes.extend(inbox);
    }

    /// Keeps the numbers of a subscriber that is dropped.
    pub(crate) fn end_subscriber(&self, counters: &Arc<SubscriberCounters>) {
        let mut state = self.lock();
        state.ended_subscribers += counters.read();
        state.subscribers.retain(|known| !std::ptr::eq(known.as_ptr(), Arc::as_ptr(counters)));
    }

    /// Wakes all who wait for a message, for there will be none.
    pub(crate) fn close_inboxes(&self) {
        let inboxes = std::mem::take(&mut self.lock().inboxes);
        inboxes.iter().filter_map(Weak::upgrade).for_each(|inbox| inbox.session_closed());
    }

    pub(crate) fn stats(&self) -> ContextStats {
        let state = self.lock();
        let mut publishers = state.ended_publishers;
        for counters in state.publishers.iter().filter_map(Weak::upgrade) {
            publishers += counters.read();
        }
        let mut subscribers = state.ended_subscribers.clone();
        for counters in state.subscribers.iter().filter_map(Weak::upgrade) {
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

    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.0)
    }
}

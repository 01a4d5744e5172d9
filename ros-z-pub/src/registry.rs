//! What a context counts of all its publishers and pools.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::shm::Pool;
use crate::stats::{ContextStats, PublisherCounters, PublisherStats};

/// The publishers and pools of a context.
#[derive(Debug, Default)]
pub(crate) struct Registry(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    publishers: Vec<Weak<PublisherCounters>>,
    /// Of publishers that have been dropped.
    ended: PublisherStats,
    pools: Vec<Weak<Pool>>,
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
        state.ended += counters.read();
        state.publishers.retain(|known| !std::ptr::eq(known.as_ptr(), Arc::as_ptr(counters)));
    }

    pub(crate) fn stats(&self) -> ContextStats {
        let state = self.lock();
        let mut publishers = state.ended;
        for counters in state.publishers.iter().filter_map(Weak::upgrade) {
            publishers += counters.read();
        }
        let pools: Vec<_> = state.pools.iter().filter_map(Weak::upgrade).collect();
        drop(state);
        ContextStats { publishers, pools: pools.iter().map(|pool| pool.stats()).collect() }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

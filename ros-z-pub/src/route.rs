//! Where a message goes: decided once, by its size and its fields.

use std::sync::Arc;

use crate::outcome::{CopyReason, HeapReason};
use crate::reference::{Reference, Whole};
use crate::shm::{Limit, Pool, ShmPolicy};

/// What a publisher sends through shared memory: messages from the threshold on.
#[derive(Debug)]
pub(crate) enum Route {
    /// All of them, with this pool.
    Pool { pool: Arc<Pool>, threshold: usize, policy: ShmPolicy },
    /// Those whose data are in shared memory; for the others there is no pool.
    NoPool { threshold: usize, limit: Limit },
    /// Those whose data are in shared memory.
    Referenced { threshold: usize },
    /// None.
    Off(HeapReason),
}

/// Where one message goes.
pub(crate) enum Way<'r> {
    /// Its data stay where they are, and the rest is written around them.
    Reference(Whole),
    /// It is written into a buffer of the pool.
    Pool {
        pool: &'r Pool,
        policy: ShmPolicy,
        /// Why a field that is in shared memory is copied with it.
        copied: Option<CopyReason>,
    },
    /// It is written to the heap.
    Heap(HeapReason),
}

impl Route {
    /// Whether it matters what a message has of fields in shared memory.
    pub(crate) fn may_refer(&self) -> bool {
        !matches!(self, Self::Off(_))
    }

    /// The way of a message of `size` bytes.
    ///
    /// `readers` is what forbids all of those who get it to read shared memory.
    pub(crate) fn way(
        &self,
        size: usize,
        reference: Reference,
        readers: impl FnOnce() -> Option<Limit>,
    ) -> Way<'_> {
        let threshold = match self {
            Self::Off(reason) => return Way::Heap(*reason),
            Self::Pool { threshold, .. }
            | Self::NoPool { threshold, .. }
            | Self::Referenced { threshold } => *threshold,
        };
        let copied = match reference {
            Reference::Whole(whole) if size >= threshold => return Way::Reference(whole),
            Reference::Copied(reason) => Some(reason),
            Reference::Whole(_) | Reference::Nothing => None,
        };
        match (self, copied) {
            (Self::Referenced { .. }, Some(reason)) if size >= threshold => {
                Way::Heap(HeapReason::Copied { reason })
            }
            (Self::Referenced { .. } | Self::Off(_), _) => Way::Heap(HeapReason::Disabled),
            _ if size < threshold => Way::Heap(HeapReason::BelowThreshold { threshold }),
            (Self::NoPool { limit, .. }, _) => Way::Heap(HeapReason::NoPool { limit: *limit }),
            (Self::Pool { pool, policy, .. }, copied) => match readers() {
                Some(limit) => Way::Heap(HeapReason::Readers { limit }),
                None => Way::Pool { pool, policy: *policy, copied },
            },
        }
    }
}

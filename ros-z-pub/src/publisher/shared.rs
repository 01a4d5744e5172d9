//! What a publisher and its loans have in common.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use shm_cdr::{EncodeError, ZBuf};
use zenoh::bytes::ZBytes;
use zenoh::liveliness::LivelinessToken;
use zenoh::shm::ZShmMut;

use crate::counters::PublisherCounters;
use crate::endpoint::AnyPublisher;
use crate::entity::EndpointInfo;
use crate::graph::{Graph, Membership};
use crate::heap::{AlignedHeap, NoMemory};
use crate::node::ZNode;
use crate::outcome::{HeapReason, Outcome};
use crate::readers::{Readers, Sharing};
use crate::reference::Reference;
use crate::rmw::Attachment;
use crate::route::{Route, Way};
use crate::shm::{Answer, ShmPolicy};
use crate::{Error, Result};

/// A message that is ready to be sent.
pub(crate) struct Parcel {
    pub(crate) payload: ZBytes,
    pub(crate) outcome: Outcome,
}

/// What a publisher and its loans have in common.
#[derive(Debug)]
pub(crate) struct Shared {
    /// Shows the publisher in the graph. Dropped first, before the node's.
    _token: LivelinessToken,
    pub(super) inner: AnyPublisher,
    pub(super) member: Membership,
    /// The number of the next message.
    sequence: AtomicI64,
    pub(super) route: Route,
    readers: Readers,
    pub(super) counters: Arc<PublisherCounters>,
    /// Keeps the session open.
    pub(super) node: ZNode,
}

impl Shared {
    pub(super) fn new(
        token: LivelinessToken,
        inner: AnyPublisher,
        member: Membership,
        route: Route,
        node: ZNode,
    ) -> Self {
        let counters = Arc::default();
        node.0.context.0.registry.add_publisher(member.info(), &counters);
        let (sequence, readers) = (AtomicI64::new(1), Readers::default());
        Self { _token: token, inner, member, sequence, route, readers, counters, node }
    }

    pub(crate) fn info(&self) -> &EndpointInfo {
        self.member.info()
    }

    pub(super) fn graph(&self) -> &Graph {
        &self.node.0.context.0.graph
    }

    pub(crate) fn topic(&self) -> &str {
        &self.info().topic
    }

    /// Where a message of `size` bytes goes.
    pub(crate) fn way(&self, size: usize, reference: Reference) -> Way<'_> {
        self.route.way(size, reference, || match self.readers.sharing(&self.node, self.info()) {
            Sharing::Forbidden(limit) => Some(limit),
            Sharing::Possible | Sharing::Nobody => None,
        })
    }

    /// The buffer that the pool had for a message of `size` bytes, or why it goes to the heap.
    pub(crate) fn buffer(
        &self,
        size: usize,
        answer: Answer,
        policy: ShmPolicy,
    ) -> Result<Result<ZShmMut, HeapReason>> {
        let Answer { buffer, waited } = answer;
        if let Some(waited) = waited {
            self.counters.count_wait(waited);
        }
        match buffer {
            Err(reason) if policy.is_strict() && reason.is_no_room() => {
                self.counters.count_rejected(size);
                let (topic, waited) = (self.info().topic.clone(), waited.unwrap_or_default());
                Err(Error::NoRoom { topic, bytes: size, waited, reason })
            }
            buffer => Ok(buffer),
        }
    }

    /// A message in shared memory as what Zenoh sends.
    pub(crate) fn payload(&self, buffer: ZShmMut) -> ZBytes {
        let payload = ZBuf::from(buffer);
        if let Route::Pool { pool, .. } = &self.route {
            pool.note_published(&payload);
        }
        payload.into()
    }

    /// Memory on the heap, if there is some.
    pub(crate) fn heap(
        &self,
        heap: Result<AlignedHeap, NoMemory>,
        bytes: usize,
    ) -> Result<AlignedHeap> {
        heap.map_err(|NoMemory| Error::NoMemory { topic: self.info().topic.clone(), bytes })
    }

    pub(crate) fn send(&self, parcel: Parcel) -> Result<Outcome> {
        let Parcel { payload, outcome } = parcel;
        self.inner.put(payload, self.next_attachment().to_bytes().into())?;
        Ok(self.count(outcome))
    }

    pub(crate) async fn send_async(&self, parcel: Parcel) -> Result<Outcome> {
        let Parcel { payload, outcome } = parcel;
        self.inner.put_async(payload, self.next_attachment().to_bytes().into()).await?;
        Ok(self.count(outcome))
    }

    fn count(&self, outcome: Outcome) -> Outcome {
        self.counters.count(&outcome);
        let is_for_readers = outcome.is_shm()
            || matches!(outcome, Outcome::Heap { reason: HeapReason::Readers { .. }, .. });
        if is_for_readers && self.readers.sharing(&self.node, self.info()) != Sharing::Possible {
            if outcome.is_shm() {
                self.counters.count_not_shared(outcome.bytes());
            }
            self.readers.warn(self.info());
        }
        outcome
    }

    pub(crate) fn encode_error(&self, source: EncodeError) -> Error {
        Error::Encode { topic: self.info().topic.clone(), source }
    }

    fn next_attachment(&self) -> Attachment {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Attachment {
            sequence_number: self.sequence.fetch_add(1, Ordering::Relaxed),
            source_time: i64::try_from(since_epoch.as_nanos()).unwrap_or(i64::MAX),
            gid: self.info().gid,
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.node.0.context.0.registry.end_publisher(&self.counters);
    }
}

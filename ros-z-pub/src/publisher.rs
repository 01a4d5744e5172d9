//! Publishers: encode in place and hand the bytes to Zenoh.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use shm_cdr::{EncodeError, Measured, ShmMessage, ZBuf};
use zenoh::Wait;
use zenoh::bytes::ZBytes;
use zenoh::liveliness::LivelinessToken;
use zenoh::shm::{ShmBuf, ZShmMut};

use crate::blocking::blocking;
use crate::counters::PublisherCounters;
use crate::endpoint::AnyPublisher;
use crate::entity::{EndpointInfo, EndpointKind, Gid};
use crate::graph::{Graph, Membership, SessionClosed};
use crate::heap::{AlignedHeap, NoMemory};
use crate::node::ZNode;
use crate::outcome::{CopyReason, HeapReason, Outcome};
use crate::pairing::{Member, OnIncompatible};
use crate::qos::{Durability, Incompatibility, QosProfile};
use crate::readers::{self, Readers, Sharing};
use crate::reference::Reference;
use crate::rmw::Attachment;
use crate::route::{Route, Way};
use crate::shm::{Answer, Pool, ShmChoice, ShmConfig, ShmPolicy};
use crate::stats::PublisherStats;
use crate::{Builder, Error, Result};

/// A subscriber may be announced a moment before messages are routed to it.
const ROUTING_INTERVAL: Duration = Duration::from_millis(1);

/// Puts a [`ZPublisher`] together.
#[must_use = "a builder does nothing until it is built"]
pub struct ZPublisherBuilder<T> {
    node: ZNode,
    topic: String,
    shm: ShmChoice,
    qos: QosProfile,
    shm_history: bool,
    on_incompatible: Option<OnIncompatible>,
    message: PhantomData<fn(T)>,
}

impl<T> fmt::Debug for ZPublisherBuilder<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { node, topic, qos, .. } = self;
        let mut builder = f.debug_struct("ZPublisherBuilder");
        builder.field("node", &node.name()).field("topic", topic).field("qos", qos);
        builder.finish_non_exhaustive()
    }
}

impl ZNode {
    /// Starts to build a publisher of `T` on `topic`.
    pub fn create_pub<T: ShmMessage>(&self, topic: impl Into<String>) -> ZPublisherBuilder<T> {
        ZPublisherBuilder {
            node: self.clone(),
            topic: topic.into(),
            shm: ShmChoice::Inherit,
            qos: QosProfile::DEFAULT,
            shm_history: false,
            on_incompatible: None,
            message: PhantomData,
        }
    }
}

impl<T: ShmMessage> ZPublisherBuilder<T> {
    /// Sets the quality of service, [`QosProfile::DEFAULT`] by default.
    ///
    /// A transient-local publisher keeps its last messages on the heap and publishes from
    /// there, so that they do not hold the pool, unless it is given
    /// [`with_shm_history`](Self::with_shm_history).
    pub fn with_qos(mut self, qos: QosProfile) -> Self {
        self.qos = qos;
        self
    }

    /// Lets a transient-local publisher keep its last messages in shared memory.
    ///
    /// As many buffers as its depth are then never free; the pool should have room for them.
    pub fn with_shm_history(mut self) -> Self {
        self.shm_history = true;
        self
    }

    /// Calls `listener` once with each subscriber of the topic that does not go with the
    /// publisher, and why: another type, another definition, or a profile that requests more.
    ///
    /// It is called on a thread of the context, as the callbacks of subscribers are.
    pub fn on_incompatible(
        mut self,
        listener: impl FnMut(EndpointInfo, Incompatibility) + Send + 'static,
    ) -> Self {
        self.on_incompatible = Some(Box::new(listener));
        self
    }

    /// Uses this pool and threshold, whatever node and context have.
    pub fn with_shm_config(mut self, config: ShmConfig) -> Self {
        self.shm = ShmChoice::Own(config);
        self
    }

    /// Never uses shared memory, whatever node and context have.
    pub fn without_shm(mut self) -> Self {
        self.shm = ShmChoice::Off;
        self
    }
}

impl<T: ShmMessage> Builder for ZPublisherBuilder<T> {
    type Output = ZPublisher<T>;

    /// # Errors
    ///
    /// [`Error::InvalidName`] for a topic that ROS does not allow, [`Error::PoolLimit`] and
    /// [`Error::Pool`] for a pool that is required and cannot be made, [`Error::Zenoh`] if the
    /// session is closed.
    fn build(self) -> Result<ZPublisher<T>> {
        blocking(|| self.declare())
    }
}

impl<T: ShmMessage> ZPublisherBuilder<T> {
    fn declare(self) -> Result<ZPublisher<T>> {
        let names =
            self.node.name_endpoint::<T>(EndpointKind::Publisher, &self.topic, &self.qos)?;
        let route = self.route()?;
        let context = &self.node.0.context.0;
        let inner = AnyPublisher::declare(&context.session, names.key, &self.qos)?;
        let member = context.graph.join(Member::new::<T>(names.info, self.on_incompatible));
        // Last, so that whoever sees the publisher can be reached by it.
        let token = context.announce(names.liveliness_key)?;
        let counters = Arc::default();
        context.registry.add_publisher(&counters);
        let shared = Shared {
            _token: token,
            inner,
            member,
            sequence: AtomicI64::new(1),
            route,
            readers: Readers::default(),
            counters,
            node: self.node,
        };
        Ok(ZPublisher { shared: Arc::new(shared), message: PhantomData })
    }
}

impl<T> ZPublisherBuilder<T> {
    fn route(&self) -> Result<Route> {
        if self.qos.durability == Durability::TransientLocal && !self.shm_history {
            return Ok(Route::Off(HeapReason::TransientLocal));
        }
        let context = &self.node.0.context.0;
        Ok(match self.shm.resolve(&self.node.0.shm) {
            ShmChoice::Own(config) => {
                let (threshold, policy) = (config.threshold(), config.policy());
                match config.pool(context.shm_session)? {
                    Ok(pool) => {
                        context.registry.add_pool(&pool);
                        Route::Pool { pool, threshold, policy }
                    }
                    Err(limit) => Route::NoPool { threshold, limit },
                }
            }
            ShmChoice::Inherit => {
                Route::Referenced { threshold: self.node.context().shm_threshold() }
            }
            ShmChoice::Off => Route::Off(HeapReason::Disabled),
        })
    }
}

/// Publishes messages of one type on one topic.
#[derive(Debug)]
pub struct ZPublisher<T> {
    pub(crate) shared: Arc<Shared>,
    message: PhantomData<fn(T)>,
}

impl<T: ShmMessage> ZPublisher<T> {
    /// Encodes the message once, into shared memory or on the heap, and publishes it.
    ///
    /// A message of at least the threshold's size is written into the pool. Where the pool has
    /// no room for it, the [policy](crate::shm::ShmPolicy) says what happens: unless another one
    /// is set, nothing is waited for, and the message goes to the heap.
    ///
    /// A `ZBuf` field that is a whole buffer in shared memory already is not copied: the rest of
    /// the message is written around it, what follows it into the room behind its buffer. If
    /// there is no room, or something else stands there that others still read, it is copied,
    /// and the outcome says so. Such a field needs no pool.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`] if the message breaks its definition, [`Error::NoRoom`] if there is no
    /// room in the pool and the policy is not to use the heap, [`Error::NoMemory`] if there is
    /// none on the heap, [`Error::Zenoh`] if the session is closed. Nothing was published then.
    pub fn publish(&self, message: &T) -> Result<Outcome> {
        let parcel = match self.prepare(message)? {
            Prepared::Parcel(parcel) => parcel,
            Prepared::Draft { draft, pool, policy } => {
                let answer = pool.wait(draft.measured.allocation_size(), policy.bound());
                self.write(draft, answer, policy)?
            }
        };
        self.shared.send(parcel)
    }

    /// As [`publish`](Self::publish), for async code on any executor.
    ///
    /// The message is encoded when the future is first polled and there is room. A wait for room
    /// does not block the executor.
    ///
    /// # Errors
    ///
    /// As for [`publish`](Self::publish).
    pub async fn publish_async(&self, message: &T) -> Result<Outcome> {
        let parcel = match self.prepare(message)? {
            Prepared::Parcel(parcel) => parcel,
            Prepared::Draft { draft, pool, policy } => {
                let answer =
                    pool.wait_async(draft.measured.allocation_size(), policy.bound()).await;
                self.write(draft, answer, policy)?
            }
        };
        self.shared.send_async(parcel).await
    }

    /// The topic, fully qualified.
    pub fn topic(&self) -> &str {
        self.shared.topic()
    }

    /// The key that the messages are published under.
    pub fn key_expr(&self) -> &str {
        self.shared.inner.key_expr().as_str()
    }

    /// Whether a subscriber of this topic and type is known.
    ///
    /// # Errors
    ///
    /// [`Error::Closed`] when the session is closed.
    pub fn has_subscribers(&self) -> Result<bool> {
        if self.shared.graph().is_closed() {
            return Err(SessionClosed.on(self.topic()));
        }
        Ok(blocking(|| self.shared.inner.is_matched())?)
    }

    /// The publisher, as the graph shows it.
    pub fn info(&self) -> &EndpointInfo {
        self.shared.info()
    }

    /// The subscribers that get what is published: of this topic, type and definition.
    ///
    /// Zenoh delivers whatever their profiles of QoS are.
    pub fn matched(&self) -> Vec<EndpointInfo> {
        self.shared.graph().matched(self.shared.info())
    }

    /// The subscribers of this topic that do not go with the publisher, and why.
    ///
    /// Those with another type or definition get nothing. Those that request more than the
    /// publisher's profile offers would get nothing over other middleware; over Zenoh they do.
    /// Each is a warning once.
    pub fn incompatible(&self) -> Vec<(EndpointInfo, Incompatibility)> {
        self.shared.graph().incompatible(self.shared.info())
    }

    /// Waits until `count` subscribers are [matched](Self::matched) and messages reach them,
    /// at most this long; false if they are fewer then. A warning then names those that could be
    /// meant: in another namespace, with another type, in another domain.
    ///
    /// # Errors
    ///
    /// [`Error::Closed`] when the session is closed.
    pub fn wait_for_subscribers(&self, count: usize, timeout: Duration) -> Result<bool> {
        blocking(|| {
            let graph = self.shared.graph();
            let answer = graph.poll_for(timeout, ROUTING_INTERVAL, |_| self.has_matched(count));
            self.waited(answer, count)
        })
    }

    /// As [`wait_for_subscribers`](Self::wait_for_subscribers), for async code on any executor.
    ///
    /// # Errors
    ///
    /// As for [`wait_for_subscribers`](Self::wait_for_subscribers).
    pub async fn wait_for_subscribers_async(
        &self,
        count: usize,
        timeout: Duration,
    ) -> Result<bool> {
        let graph = self.shared.graph();
        let answer =
            graph.poll_for_async(timeout, ROUTING_INTERVAL, |_| self.has_matched(count)).await;
        self.waited(answer, count)
    }

    fn has_matched(&self, count: usize) -> bool {
        let is_routed = || blocking(|| self.shared.inner.is_matched()).unwrap_or(true);
        self.matched().len() >= count && (count == 0 || is_routed())
    }

    fn waited(&self, answer: Result<bool, SessionClosed>, count: usize) -> Result<bool> {
        let is_there = answer.map_err(|closed| closed.on(self.topic()))?;
        if !is_there {
            self.shared.graph().explain_absence(&self.shared.member, count);
        }
        Ok(is_there)
    }

    /// Whether a subscriber is known and can be reached through shared memory.
    ///
    /// True as soon as one of several shares memory;
    /// [`shares_memory_with`](Self::shares_memory_with) tells it of each. For subscribers that
    /// are no ROS nodes Zenoh does not tell which of the connected processes they belong to: true
    /// then means that at least one of those shares memory.
    ///
    /// # Errors
    ///
    /// [`Error::Closed`] when the session is closed.
    pub fn can_share_memory(&self) -> Result<bool> {
        if !self.has_subscribers()? {
            return Ok(false);
        }
        let context = &self.shared.node.0.context.0;
        let subscribers = context.graph.matched(self.shared.info());
        let known: Vec<_> = subscribers
            .iter()
            .filter_map(|subscriber| readers::shares_memory(&self.shared.node, subscriber))
            .collect();
        if !known.is_empty() {
            return Ok(known.contains(&true));
        }
        let transports =
            blocking(|| context.session.info().transports().wait().collect::<Vec<_>>());
        let mut transports = transports.iter().peekable();
        // Without any other process, the subscriber is in this one.
        Ok(transports.peek().is_none() || transports.any(|transport| transport.is_shm()))
    }

    /// Whether one of the [matched](Self::matched) subscribers reads the shared memory of this
    /// process; `None` where Zenoh does not let it be known, such as behind a router.
    pub fn shares_memory_with(&self, subscriber: &EndpointInfo) -> Option<bool> {
        readers::shares_memory(&self.shared.node, subscriber)
    }

    /// What has been published so far, and what became of it.
    pub fn stats(&self) -> PublisherStats {
        self.shared.counters.read()
    }

    /// The identity that subscribers see.
    pub fn gid(&self) -> Gid {
        self.shared.info().gid
    }

    /// Decides where the message goes, and writes it unless it needs a buffer of the pool.
    fn prepare<'m>(&self, message: &'m T) -> Result<Prepared<'_, 'm, T>> {
        let shared = &*self.shared;
        let encode_error = |source| shared.encode_error(source);
        let measured = message.measure().map_err(encode_error)?;
        let mut reference = Reference::Nothing;
        if shared.route.may_refer() {
            reference = Reference::of(message);
        }
        let (size, allocated) = (measured.serialized_size(), measured.allocation_size());
        if allocated < size {
            let error = EncodeError::SizeTooSmall { estimated: allocated, needed: size };
            return Err(encode_error(error));
        }
        loop {
            match shared.way(size, reference) {
                Way::Reference(whole) => match whole.payload(message, size) {
                    Ok(Ok(payload)) => {
                        let outcome = Outcome::Referenced { bytes: size };
                        return Ok(Prepared::Parcel(Parcel { payload, outcome }));
                    }
                    Ok(Err(reason)) => reference = Reference::Copied(reason),
                    Err(error) => return Err(encode_error(error)),
                },
                Way::Pool { pool, policy, copied } => {
                    let draft = Draft { measured, copied };
                    return Ok(Prepared::Draft { draft, pool, policy });
                }
                Way::Heap(reason) => {
                    let parcel = self.write_to_heap(&measured, reason)?;
                    return Ok(Prepared::Parcel(parcel));
                }
            }
        }
    }

    /// Writes the message into the buffer that the pool had for it, or to the heap.
    fn write(&self, draft: Draft<'_, T>, answer: Answer, policy: ShmPolicy) -> Result<Parcel> {
        let Draft { measured, copied } = draft;
        let reason = match self.shared.buffer(measured.serialized_size(), answer, policy)? {
            Ok(mut buffer) => {
                let written = measured.write_to(&mut buffer);
                let bytes = written.map_err(|source| self.shared.encode_error(source))?;
                if buffer.is_valid() {
                    let outcome = match copied {
                        None => Outcome::Shm { bytes },
                        Some(reason) => Outcome::Copied { bytes, reason },
                    };
                    return Ok(Parcel { payload: self.shared.payload(buffer), outcome });
                }
                HeapReason::Invalidated
            }
            Err(reason) => reason,
        };
        self.write_to_heap(&measured, reason)
    }

    fn write_to_heap(&self, measured: &Measured<'_, T>, reason: HeapReason) -> Result<Parcel> {
        let allocated = measured.allocation_size();
        let mut heap = self.shared.heap(AlignedHeap::with_room(allocated), allocated)?;
        let written = measured.write_to(&mut heap);
        let bytes = written.map_err(|source| self.shared.encode_error(source))?;
        Ok(Parcel { payload: heap.into(), outcome: Outcome::Heap { bytes, reason } })
    }
}

/// A message that is ready to be sent.
pub(crate) struct Parcel {
    pub(crate) payload: ZBytes,
    pub(crate) outcome: Outcome,
}

/// A message that waits for a buffer of the pool.
struct Draft<'m, T> {
    measured: Measured<'m, T>,
    /// Why a field that is in shared memory is copied with it.
    copied: Option<CopyReason>,
}

enum Prepared<'p, 'm, T> {
    Parcel(Parcel),
    Draft { draft: Draft<'m, T>, pool: &'p Pool, policy: ShmPolicy },
}

/// What a publisher and its loans have in common.
#[derive(Debug)]
pub(crate) struct Shared {
    /// Shows the publisher in the graph. Dropped first, before the node's.
    _token: LivelinessToken,
    inner: AnyPublisher,
    member: Membership,
    /// The number of the next message.
    sequence: AtomicI64,
    route: Route,
    readers: Readers,
    counters: Arc<PublisherCounters>,
    /// Keeps the session open.
    node: ZNode,
}

impl Shared {
    pub(crate) fn info(&self) -> &EndpointInfo {
        self.member.info()
    }

    fn graph(&self) -> &Graph {
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

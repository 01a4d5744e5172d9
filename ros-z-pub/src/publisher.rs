//! Publishers: encode in place and hand the bytes to Zenoh.

use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use shm_cdr::{EncodeError, ShmMessage};
use zenoh::Wait;
use zenoh::bytes::ZBytes;
use zenoh::liveliness::LivelinessToken;
use zenoh::shm::{ShmBuf, ZShmMut};

use crate::endpoint::AnyPublisher;
use crate::graph::{EndpointInfo, Graph};
use crate::node::ZNode;
use crate::outcome::{HeapReason, Outcome};
use crate::pool::Pool;
use crate::qos::{Durability, Incompatibility, QosProfile};
use crate::reference::{self, Reference};
use crate::rmw::{Attachment, EndpointKind, Gid};
use crate::shm::{ShmChoice, ShmConfig};
use crate::{Builder, Error, Result};

/// A subscriber may be announced a moment before messages are routed to it.
const ROUTING_INTERVAL: Duration = Duration::from_millis(1);

/// Puts a [`ZPublisher`] together.
#[derive(Debug)]
#[must_use = "a builder does nothing until it is built"]
pub struct ZPublisherBuilder<T> {
    node: ZNode,
    topic: String,
    shm: ShmChoice,
    qos: QosProfile,
    shm_history: bool,
    message: PhantomData<fn(T)>,
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

    fn build(self) -> Result<ZPublisher<T>> {
        let names =
            self.node.name_endpoint::<T>(EndpointKind::Publisher, &self.topic, &self.qos)?;
        let threshold = self.node.context().shm_threshold();
        let shm = match self.shm.resolve(&self.node.0.shm) {
            _ if self.qos.durability == Durability::TransientLocal && !self.shm_history => {
                Shm::Off(HeapReason::TransientLocal)
            }
            ShmChoice::Own(config) => {
                Shm::Pool { pool: config.pool()?, threshold: config.threshold() }
            }
            ShmChoice::Inherit => Shm::Referenced { threshold },
            ShmChoice::Off => Shm::Off(HeapReason::Disabled),
        };
        let context = &self.node.0.context.0;
        let inner = AnyPublisher::declare(&context.session, names.key, &self.qos)?;
        // Last, so that whoever sees the publisher can be reached by it.
        let token = context.announce(names.liveliness_key)?;
        let shared = Shared {
            _token: token,
            inner,
            info: names.info,
            sequence: AtomicI64::new(1),
            shm,
            node: self.node,
        };
        Ok(ZPublisher { shared: Arc::new(shared), message: PhantomData })
    }
}

/// What a publisher sends through shared memory: messages from the threshold on.
#[derive(Debug)]
enum Shm {
    /// All of them, with this pool.
    Pool { pool: Arc<Pool>, threshold: usize },
    /// Those whose data are in shared memory.
    Referenced { threshold: usize },
    /// None.
    Off(HeapReason),
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
    /// A message of at least the threshold's size is written into the pool. A full pool,
    /// or one that is smaller than the message, is never waited for: the message goes to
    /// the heap at once, and the outcome says so.
    ///
    /// The bytes of a `ZBuf` field that is in shared memory already are not copied if the
    /// field is the last one of the message, as in an `Image`, and is a whole buffer; a copy is
    /// told with its reason. Such a field needs no pool.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`] if the message breaks its definition, [`Error::Zenoh`] if the
    /// session is closed. Nothing was published then.
    pub fn publish(&self, message: &T) -> Result<Outcome> {
        let (payload, outcome) = self.encode(message)?;
        self.shared.put(payload)?;
        Ok(outcome)
    }

    /// As [`publish`](Self::publish), for async code on any executor.
    ///
    /// The message is encoded when the future is first polled.
    ///
    /// # Errors
    ///
    /// As for [`publish`](Self::publish).
    pub async fn publish_async(&self, message: &T) -> Result<Outcome> {
        let (payload, outcome) = self.encode(message)?;
        self.shared.put_async(payload).await?;
        Ok(outcome)
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
    /// [`Error::Zenoh`] if the session is closed.
    pub fn has_subscribers(&self) -> Result<bool> {
        Ok(self.shared.inner.is_matched()?)
    }

    /// The subscribers that get what is published: of this topic and type, and with a profile
    /// that goes with the publisher's.
    pub fn matched(&self) -> Vec<EndpointInfo> {
        self.shared.graph().matched(&self.shared.info)
    }

    /// The subscribers of this topic and type that request more than the publisher's profile
    /// offers, and what.
    ///
    /// ROS 2 nodes on other middleware would not get the messages; over Zenoh they do.
    pub fn incompatible(&self) -> Vec<(EndpointInfo, Incompatibility)> {
        self.shared.graph().incompatible(&self.shared.info)
    }

    /// Waits until `count` subscribers are [matched](Self::matched) and messages reach them,
    /// at most this long; false if they are fewer then.
    ///
    /// # Errors
    ///
    /// [`Error::Zenoh`] if the session is closed.
    pub fn wait_for_subscribers(&self, count: usize, timeout: Duration) -> Result<bool> {
        let is_there = |_: &Graph| {
            self.matched().len() >= count
                && (count == 0 || self.shared.inner.is_matched().unwrap_or(true))
        };
        let there = self.shared.graph().poll_for(timeout, ROUTING_INTERVAL, is_there);
        self.has_subscribers()?;
        Ok(there)
    }

    /// Whether a subscriber is known and can be reached through shared memory.
    ///
    /// Shared memory is negotiated with each process. Zenoh does not tell which of the
    /// connected processes a subscriber belongs to: with several of them, true means that
    /// at least one shares memory.
    ///
    /// # Errors
    ///
    /// [`Error::Zenoh`] if the session is closed.
    pub fn can_share_memory(&self) -> Result<bool> {
        if !self.has_subscribers()? {
            return Ok(false);
        }
        let session = &self.shared.node.0.context.0.session;
        let mut transports = session.info().transports().wait().peekable();
        // Without any other process, the subscriber is in this one.
        Ok(transports.peek().is_none() || transports.any(|transport| transport.is_shm()))
    }

    /// The identity that subscribers see.
    pub fn gid(&self) -> Gid {
        self.shared.info.gid
    }

    fn encode(&self, message: &T) -> Result<(ZBytes, Outcome)> {
        let encode_error = |source| self.shared.encode_error(source);
        let (reference, needed) = match &self.shared.shm {
            Shm::Pool { threshold, .. } | Shm::Referenced { threshold } => {
                let (reference, needed) = Reference::of(message, *threshold);
                (if needed < *threshold { Reference::Nothing } else { reference }, needed)
            }
            Shm::Off(_) => (Reference::Nothing, message.exact_serialized_size()),
        };
        let copied = match reference {
            Reference::Nothing => None,
            Reference::Copied(reason) => Some(reason),
            Reference::Last { field, data } => {
                let payload = reference::splice(message, &field, data).map_err(encode_error)?;
                return Ok((payload, Outcome::Referenced { bytes: needed }));
            }
        };
        let estimated = message.allocation_size(needed);
        if estimated < needed {
            return Err(encode_error(EncodeError::SizeTooSmall { estimated, needed }));
        }
        let reason = match self.shared.shm_buffer(needed, estimated) {
            Ok(mut buffer) => {
                let bytes = message.write_sized(estimated, &mut buffer).map_err(encode_error)?;
                if buffer.is_valid() {
                    let outcome = match copied {
                        None => Outcome::Shm { bytes },
                        Some(reason) => Outcome::Copied { bytes, reason },
                    };
                    return Ok((buffer.into(), outcome));
                }
                HeapReason::Invalidated
            }
            Err(reason) => reason,
        };
        let mut buffer = Vec::with_capacity(estimated);
        let bytes = message.write_sized(estimated, &mut buffer).map_err(encode_error)?;
        Ok((buffer.into(), Outcome::Heap { bytes, reason }))
    }
}

/// What a publisher and its loans have in common.
#[derive(Debug)]
pub(crate) struct Shared {
    /// Shows the publisher in the graph. Dropped first, before the node's.
    _token: LivelinessToken,
    inner: AnyPublisher,
    info: EndpointInfo,
    /// The number of the next message.
    sequence: AtomicI64,
    shm: Shm,
    /// Keeps the session open.
    node: ZNode,
}

impl Shared {
    fn graph(&self) -> &Graph {
        &self.node.0.context.0.graph
    }

    pub(crate) fn topic(&self) -> &str {
        &self.info.topic
    }

    /// A buffer of `estimated` bytes for a message of `needed` bytes.
    pub(crate) fn shm_buffer(
        &self,
        needed: usize,
        estimated: usize,
    ) -> Result<ZShmMut, HeapReason> {
        let (pool, threshold) = match &self.shm {
            Shm::Pool { pool, threshold } => (pool, threshold),
            Shm::Referenced { .. } => return Err(HeapReason::Disabled),
            Shm::Off(reason) => return Err(*reason),
        };
        if needed < *threshold {
            return Err(HeapReason::BelowThreshold { threshold: *threshold });
        }
        pool.alloc(estimated)
    }

    pub(crate) fn put(&self, payload: ZBytes) -> Result<()> {
        Ok(self.inner.put(payload, self.next_attachment().to_bytes().into())?)
    }

    pub(crate) async fn put_async(&self, payload: ZBytes) -> Result<()> {
        Ok(self.inner.put_async(payload, self.next_attachment().to_bytes().into()).await?)
    }

    pub(crate) fn encode_error(&self, source: EncodeError) -> Error {
        Error::Encode { topic: self.info.topic.clone(), source }
    }

    fn next_attachment(&self) -> Attachment {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Attachment {
            sequence_number: self.sequence.fetch_add(1, Ordering::Relaxed),
            source_time: i64::try_from(since_epoch.as_nanos()).unwrap_or(i64::MAX),
            gid: self.info.gid,
        }
    }
}

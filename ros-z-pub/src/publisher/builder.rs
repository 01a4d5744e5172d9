//! Building publishers.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use shm_cdr::ShmMessage;

use super::shared::Shared;
use super::{RawMessage, ZPublisher};
#[cfg(doc)]
use crate::Error;
use crate::blocking::blocking;
use crate::endpoint::AnyPublisher;
use crate::entity::{EndpointInfo, EndpointKind};
use crate::message_type::MessageType;
use crate::node::ZNode;
use crate::outcome::HeapReason;
use crate::pairing::{Member, OnIncompatible};
use crate::qos::{Durability, Incompatibility, QosProfile};
use crate::route::Route;
use crate::shm::{ShmChoice, ShmConfig};
use crate::{Builder, Result};

/// Puts a [`ZPublisher`] together.
///
/// ```
/// use ros_z_msgs::std_msgs;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
/// # let node = ctx.create_node("example").build()?;
///
/// let publisher = node
///     .create_pub::<std_msgs::String>("chatter")
///     .with_qos(QosProfile::SENSOR_DATA)
///     .with_shm_config(ShmConfig::with_pool_size(64 << 10)?.with_threshold(100))
///     .on_incompatible(|subscriber, why| eprintln!("{}: {why}", subscriber.node))
///     .build()?;
/// assert_eq!(publisher.info().qos, QosProfile::SENSOR_DATA);
/// assert!(publisher.publish(&std_msgs::String { data: "a".repeat(100) })?.is_shm());
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[must_use = "a builder does nothing until it is built"]
pub struct ZPublisherBuilder<T> {
    node: ZNode,
    topic: String,
    shm: ShmChoice,
    qos: QosProfile,
    shm_history: bool,
    on_incompatible: Option<OnIncompatible>,
    message_type: MessageType,
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
        self.publisher_of(topic.into(), MessageType::of::<T>())
    }

    /// Starts to build a publisher of payloads that are encoded messages already, on `topic`.
    ///
    /// ```
    /// use ros_z_msgs::std_msgs;
    /// use ros_z_pub::MessageType;
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// # let node = ctx.create_node("example").build()?;
    ///
    /// let message_type = MessageType::of::<std_msgs::String>();
    /// let publisher = node.create_raw_pub("chatter", message_type).build()?;
    /// let payload = std_msgs::String { data: "hello".into() }.to_cdr()?;
    /// assert_eq!(publisher.publish_payload(payload)?.bytes(), 14);
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
    pub fn create_raw_pub(
        &self,
        topic: impl Into<String>,
        message_type: MessageType,
    ) -> ZPublisherBuilder<RawMessage> {
        self.publisher_of(topic.into(), message_type)
    }

    fn publisher_of<T>(&self, topic: String, message_type: MessageType) -> ZPublisherBuilder<T> {
        ZPublisherBuilder {
            node: self.clone(),
            topic,
            shm: ShmChoice::Inherit,
            qos: QosProfile::DEFAULT,
            shm_history: false,
            on_incompatible: None,
            message_type,
            message: PhantomData,
        }
    }
}

impl<T> ZPublisherBuilder<T> {
    /// Sets the quality of service, [`QosProfile::DEFAULT`] by default.
    ///
    /// A transient-local publisher keeps its last messages on the heap and publishes from
    /// there, so that they do not fill the pool, unless it is built
    /// [`with_shm_history`](Self::with_shm_history).
    pub fn with_qos(mut self, qos: QosProfile) -> Self {
        self.qos = qos;
        self
    }

    /// Lets a transient-local publisher keep its last messages in shared memory.
    ///
    /// Then as many buffers as its depth are never free; the pool should have room for them.
    ///
    /// ```
    /// # use ros_z_msgs::std_msgs;
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]);
    /// # let ctx = ctx.with_shm_pool_size(256 << 10)?.build()?;
    /// # let node = ctx.create_node("example").build()?;
    /// let map = std_msgs::String { data: "#".repeat(1000) };
    /// let latched = || node.create_pub("map").with_qos(QosProfile::TRANSIENT_LOCAL);
    /// assert!(!latched().build()?.publish(&map)?.is_shm());
    /// assert!(latched().with_shm_history().build()?.publish(&map)?.is_shm());
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
    pub fn with_shm_history(mut self) -> Self {
        self.shm_history = true;
        self
    }

    /// Calls `listener` once with each subscriber of the topic that is not compatible with the
    /// publisher, and the reason: another type, another definition, or a profile that requests
    /// more.
    ///
    /// It is called on a thread of the context, as the callbacks of subscribers are.
    pub fn on_incompatible(
        mut self,
        listener: impl FnMut(EndpointInfo, Incompatibility) + Send + 'static,
    ) -> Self {
        self.on_incompatible = Some(Box::new(listener));
        self
    }

    /// Uses this pool and threshold, whatever the node and the context have.
    pub fn with_shm_config(mut self, config: ShmConfig) -> Self {
        self.shm = ShmChoice::Own(config);
        self
    }

    /// Never uses shared memory, whatever the node and the context have.
    ///
    /// ```
    /// # use ros_z_msgs::std_msgs;
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]);
    /// # let ctx = ctx.with_shm_pool_size(256 << 10)?.build()?;
    /// # let node = ctx.create_node("example").build()?;
    /// let publisher = node.create_pub("chatter").without_shm().build()?;
    /// let outcome = publisher.publish(&std_msgs::String { data: "a".repeat(1000) })?;
    /// assert_eq!(outcome, Outcome::Heap { bytes: 1009, reason: HeapReason::Disabled });
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
    pub fn without_shm(mut self) -> Self {
        self.shm = ShmChoice::Off;
        self
    }
}

impl<T> Builder for ZPublisherBuilder<T> {
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

impl<T> ZPublisherBuilder<T> {
    fn declare(self) -> Result<ZPublisher<T>> {
        let (kind, message_type) = (EndpointKind::Publisher, &self.message_type);
        let names = self.node.name_endpoint(kind, &self.topic, message_type, &self.qos)?;
        let route = self.route()?;
        let context = &self.node.0.context.0;
        let inner = AnyPublisher::declare(&context.session, names.key, &self.qos)?;
        let member =
            context.graph.join(Member::new(names.info, message_type, self.on_incompatible));
        // Last, so that whoever sees the publisher can be reached by it.
        let token = context.announce(names.liveliness_key)?;
        let shared = Shared::new(token, inner, member, route, self.node);
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

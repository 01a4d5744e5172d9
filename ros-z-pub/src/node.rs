//! Nodes: named makers of publishers and subscribers.
//!
//! ```
//! use ros_z_msgs::std_msgs;
//! use ros_z_pub::{Builder, ZContextBuilder};
//!
//! let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
//! let node = ctx.create_node("relay").with_namespace("/robot").build()?;
//! let subscriber = node.create_sub::<std_msgs::String>("in").build()?;
//! let publisher = node.create_pub::<std_msgs::String>("/out").build()?;
//! assert_eq!((subscriber.topic(), publisher.topic()), ("/robot/in", "/out"));
//! # Ok::<(), ros_z_pub::Error>(())
//! ```

use std::sync::Arc;

use zenoh::liveliness::LivelinessToken;

use crate::blocking::blocking;
use crate::context::ZContext;
use crate::entity::{EndpointInfo, EndpointKind, Gid, NodeInfo};
use crate::message_type::MessageType;
use crate::qos::QosProfile;
use crate::rmw::{self, EntityIds, Remapping, TopicRemapping};
use crate::shm::{ShmChoice, ShmConfig};
use crate::{Builder, Result};

/// Puts a [`ZNode`] together.
///
/// ```
/// use ros_z_msgs::std_msgs;
/// use ros_z_pub::prelude::*;
///
/// let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
/// let node = ctx
///     .create_node("camera")
///     .with_namespace("/robot")
///     .with_remapping("image:=/front/image")?
///     .with_remapping("__node:=front_camera")?
///     .build()?;
/// assert_eq!((node.namespace(), node.name()), ("/robot", "front_camera"));
/// let publisher = node.create_pub::<std_msgs::String>("image").build()?;
/// assert_eq!(publisher.topic(), "/front/image");
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "a builder does nothing until it is built"]
pub struct ZNodeBuilder {
    context: ZContext,
    name: String,
    namespace: String,
    remappings: Vec<Remapping>,
    shm: ShmChoice,
}

impl ZContext {
    /// Starts to build a node.
    pub fn create_node(&self, name: impl Into<String>) -> ZNodeBuilder {
        ZNodeBuilder {
            context: self.clone(),
            name: name.into(),
            namespace: String::new(),
            remappings: Vec::new(),
            shm: ShmChoice::Inherit,
        }
    }
}

impl ZNodeBuilder {
    /// Sets the namespace in front of relative topic names, none by default.
    pub fn with_namespace(mut self, namespace: impl Into<String>) -> Self {
        self.namespace = namespace.into();
        self
    }

    /// Gives a topic, the node or its namespace another name, as `--ros-args -r` does:
    /// `from:=to`, `__node:=name`, `__ns:=/namespace`.
    ///
    /// `from` and `to` are absolute, relative or private names; of several rules for a topic
    /// the first counts. With the name of a node in front, `name:from:=to`, the rule is for that
    /// node only, by the name that the program gives it.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidName`](crate::Error::InvalidName) for something that is not a rule, and for
    /// names in it that ROS does not allow.
    pub fn with_remapping(mut self, rule: &str) -> Result<Self> {
        self.remappings.push(Remapping::parse(rule)?);
        Ok(self)
    }

    /// Uses this pool and threshold for the node's publishers.
    ///
    /// ```
    /// # use ros_z_msgs::std_msgs;
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// let pool = ShmConfig::with_pool_size(64 << 10)?;
    /// let with = ctx.create_node("camera").with_shm_config(pool).build()?;
    /// let without = ctx.create_node("logger").without_shm().build()?;
    /// let text = std_msgs::String { data: "a".repeat(1000) };
    /// assert!(with.create_pub("text").build()?.publish(&text)?.is_shm());
    /// assert!(!without.create_pub("text").build()?.publish(&text)?.is_shm());
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
    pub fn with_shm_config(mut self, config: ShmConfig) -> Self {
        self.shm = ShmChoice::Own(config);
        self
    }

    /// Disables shared memory for the node's publishers.
    pub fn without_shm(mut self) -> Self {
        self.shm = ShmChoice::Off;
        self
    }
}

impl Builder for ZNodeBuilder {
    type Output = ZNode;

    /// # Errors
    ///
    /// [`Error::InvalidName`](crate::Error::InvalidName) for a name or namespace that ROS
    /// does not allow, [`Error::PoolLimit`](crate::Error::PoolLimit) and
    /// [`Error::Pool`](crate::Error::Pool) for a pool that is required and cannot be made,
    /// [`Error::Zenoh`](crate::Error::Zenoh) if the session is closed.
    fn build(mut self) -> Result<ZNode> {
        self.remappings.retain(|rule| rule.is_for(&self.name));
        let name = rmw::remap_node_name(&self.remappings).unwrap_or(&self.name).to_owned();
        rmw::check_node_name(&name)?;
        let namespace = rmw::remap_namespace(&self.remappings).unwrap_or(&self.namespace);
        let namespace = rmw::check_namespace(namespace)?;
        let remappings = rmw::topic_remappings(&self.remappings, &namespace, &name)?;
        let shm = self.shm.resolve(&self.context.0.shm);
        if let Some(config) = shm.config() {
            let _ = config.pool(self.context.0.shm_session)?;
        }
        let id = self.context.0.next_entity_id();
        let zid = self.context.0.session.zid().to_string();
        let info = NodeInfo { namespace, name, enclave: "/".into() };
        let ids = EntityIds { node: id, entity: id };
        let key = rmw::node_key(self.context.0.domain_id, &zid, ids, &info);
        let token = blocking(|| self.context.0.announce(key))?;
        let context = self.context;
        Ok(ZNode(Arc::new(Shared { _token: token, context, zid, id, info, remappings, shm })))
    }
}

/// A node of the ROS graph. A clone is the same node.
///
/// ```
/// use ros_z_pub::prelude::*;
///
/// let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
/// let node = ctx.create_node("talker").with_namespace("robot").build()?;
/// assert_eq!((node.namespace(), node.name()), ("/robot", "talker"));
/// let private = node.create_pub::<ros_z_msgs::std_msgs::String>("~/chatter").build()?;
/// assert_eq!(private.topic(), "/robot/talker/chatter");
/// assert_eq!(node.context().graph().publishers("/robot/talker/nothing"), []);
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct ZNode(pub(crate) Arc<Shared>);

#[derive(Debug)]
pub(crate) struct Shared {
    /// Shows the node in the graph. Dropped first, while the session is open.
    _token: LivelinessToken,
    pub(crate) context: ZContext,
    /// The Zenoh identity of the session.
    zid: String,
    id: u64,
    info: NodeInfo,
    remappings: Vec<TopicRemapping>,
    pub(crate) shm: ShmChoice,
}

/// A new endpoint: how others see it, and under what keys.
#[derive(Debug)]
pub(crate) struct Names {
    pub(crate) info: EndpointInfo,
    /// The key of the samples.
    pub(crate) key: String,
    pub(crate) liveliness_key: String,
}

impl ZNode {
    /// The context that the node belongs to.
    pub fn context(&self) -> &ZContext {
        &self.0.context
    }

    /// The name of the node, without its namespace.
    pub fn name(&self) -> &str {
        &self.0.info.name
    }

    /// The namespace of the node, `/` if it has none.
    pub fn namespace(&self) -> &str {
        &self.0.info.namespace
    }

    /// The Zenoh identity of the session.
    pub(crate) fn zid(&self) -> &str {
        &self.0.zid
    }

    /// The fully qualified name of a topic that is given to this node, remapped.
    pub(crate) fn expand_topic(&self, topic: &str) -> Result<String> {
        let Shared { info: NodeInfo { namespace, name, .. }, remappings, .. } = &*self.0;
        Ok(rmw::remap_topic(rmw::expand_topic(topic, namespace, name)?, remappings))
    }

    /// Names a new endpoint.
    pub(crate) fn name_endpoint(
        &self,
        kind: EndpointKind,
        topic: &str,
        message_type: &MessageType,
        qos: &QosProfile,
    ) -> Result<Names> {
        let Shared { context, zid, id, info: node, .. } = &*self.0;
        let topic = self.expand_topic(topic)?;
        let type_hash: String = match context.0.without_type_hashes {
            true => rmw::NO_TYPE_HASH.into(),
            false => message_type.hash().into(),
        };
        let domain_id = context.0.domain_id;
        let key = rmw::topic_key(domain_id, &topic, message_type.name(), &type_hash);
        let mut info = EndpointInfo {
            kind,
            node: node.clone(),
            zid: zid.clone(),
            topic,
            type_name: message_type.name().into(),
            type_hash,
            qos: *qos,
            gid: Gid::default(),
        };
        let ids = EntityIds { node: *id, entity: context.0.next_entity_id() };
        let liveliness_key = rmw::endpoint_key(domain_id, ids, &info);
        info.gid = Gid::of_liveliness_key(&liveliness_key);
        Ok(Names { info, key, liveliness_key })
    }
}

//! Nodes, publishers, subscribers and services, as the ROS graph shows them.

use std::fmt;

use crate::incompatibility::Incompatibility;
use crate::pairing;
use crate::qos::QosProfile;

/// A node in the graph. Displayed as its fully qualified name.
///
/// ```
/// # use std::time::Duration;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
/// let node = ctx.create_node("lidar").with_namespace("/robot").build()?;
/// let graph = ctx.graph();
/// assert!(graph.wait_for(Duration::from_secs(5), |graph| !graph.nodes().is_empty()));
/// let info = &graph.nodes()[0];
/// assert_eq!((info.namespace.as_str(), info.name.as_str()), ("/robot", "lidar"));
/// assert_eq!(info.to_string(), "/robot/lidar");
/// # drop(node);
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct NodeInfo {
    /// `/` for none.
    pub namespace: String,
    /// The name without the namespace.
    pub name: String,
    /// The security enclave, `/` for none.
    pub enclave: String,
}

impl fmt::Display for NodeInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.namespace.trim_end_matches('/'), self.name)
    }
}

/// Whether an endpoint publishes or subscribes.
///
/// ```
/// # use ros_z_msgs::std_msgs;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
/// # let node = ctx.create_node("example").build()?;
/// use ros_z_pub::EndpointKind;
///
/// let subscriber = node.create_sub::<std_msgs::String>("chatter").build()?;
/// assert_eq!(subscriber.info().kind, EndpointKind::Subscriber);
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EndpointKind {
    /// It publishes.
    Publisher,
    /// It subscribes.
    Subscriber,
}

impl EndpointKind {
    /// What it exchanges messages with.
    pub(crate) fn counterpart(self) -> Self {
        match self {
            Self::Publisher => Self::Subscriber,
            Self::Subscriber => Self::Publisher,
        }
    }
}

/// A publisher or subscriber in the graph.
///
/// A publisher or subscriber has its own at hand; those of others are in the
/// [`Graph`](crate::Graph):
///
/// ```
/// # use ros_z_msgs::std_msgs;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
/// # let node = ctx.create_node("example").build()?;
/// use ros_z_pub::EndpointKind;
///
/// let publisher = node.create_pub::<std_msgs::String>("chatter").build()?;
/// let info = publisher.info();
/// assert_eq!((info.kind, info.topic.as_str()), (EndpointKind::Publisher, "/chatter"));
/// assert_eq!(info.type_name, "std_msgs/msg/String");
/// assert_eq!(info.node.to_string(), "/example");
/// assert_eq!(info.gid, publisher.gid());
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EndpointInfo {
    /// Whether it publishes or subscribes.
    pub kind: EndpointKind,
    /// The node that it belongs to.
    pub node: NodeInfo,
    /// The Zenoh identity of the session that it is in.
    pub zid: String,
    /// The topic, fully qualified.
    pub topic: String,
    /// The type: `std_msgs/msg/String`.
    pub type_name: String,
    /// The hash of the type, `RIHS01_` and 64 digits; `TypeHashNotSupported` from ROS 2
    /// Humble.
    pub type_hash: String,
    /// The quality of service that it offers or requests.
    pub qos: QosProfile,
    /// The identity that messages carry.
    pub gid: Gid,
}

impl EndpointInfo {
    /// Why no message passes between this endpoint and another one, or why ROS would let none pass.
    /// `None` if they are compatible, and for two that have nothing to do with each other: of the
    /// same kind, or of different topics.
    ///
    /// ```
    /// # use ros_z_msgs::std_msgs;
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// # let node = ctx.create_node("example").build()?;
    /// use ros_z_pub::qos::Incompatibility;
    ///
    /// let lossy = node.create_pub::<std_msgs::String>("chatter");
    /// let lossy = lossy.with_qos(QosProfile::SENSOR_DATA).build()?;
    /// let strict = node.create_sub::<std_msgs::String>("chatter").build()?;
    /// let why = lossy.info().incompatibility(strict.info());
    /// assert_eq!(why, Some(Incompatibility::Reliability));
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
    pub fn incompatibility(&self, other: &Self) -> Option<Incompatibility> {
        let is_pair = self.topic == other.topic && self.kind != other.kind;
        if is_pair { pairing::incompatibility(self, other) } else { None }
    }

    /// Whether both have the same type, by name and hash.
    pub(crate) fn is_same_type(&self, other: &Self) -> bool {
        (&self.type_name, &self.type_hash) == (&other.type_name, &other.type_hash)
    }
}

/// Whether a node offers a service or calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ServiceKind {
    /// It offers the service.
    Server,
    /// It calls the service.
    Client,
}

/// A server or a client of a service in the graph.
///
/// Those of actions are among them: `NAME/_action/send_goal`, `NAME/_action/get_result` and
/// `NAME/_action/cancel_goal`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServiceInfo {
    /// Whether it offers the service or calls it.
    pub kind: ServiceKind,
    /// The node that it belongs to.
    pub node: NodeInfo,
    /// The Zenoh identity of the session that it is in.
    pub zid: String,
    /// The service, fully qualified.
    pub service: String,
    /// The type: `example_interfaces/srv/AddTwoInts`.
    pub type_name: String,
    /// The hash of the type, `RIHS01_` and 64 digits; `TypeHashNotSupported` from ROS 2 Humble.
    pub type_hash: String,
}

/// The identity of a publisher or subscriber in the ROS graph.
///
/// Messages carry that of their publisher:
///
/// ```
/// # use ros_z_msgs::std_msgs;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
/// # let node = ctx.create_node("example").build()?;
/// # let subscriber = node.create_sub::<std_msgs::String>("chatter").build()?;
/// # let publisher = node.create_pub("chatter").build()?;
/// # publisher.wait_for_subscribers(1, std::time::Duration::from_secs(5))?;
/// publisher.publish(&std_msgs::String { data: "hello".into() })?;
/// assert_eq!(subscriber.recv()?.publisher_gid(), Some(publisher.gid()));
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Gid(pub(crate) [u8; Self::LEN]);

impl Gid {
    pub(crate) const LEN: usize = 16;

    /// The XXH3-128 of the endpoint's liveliness key, low half first, both little-endian.
    pub(crate) fn of_liveliness_key(key: &str) -> Self {
        Self(xxhash_rust::xxh3::xxh3_128(key.as_bytes()).to_le_bytes())
    }

    /// The 16 bytes of the identity.
    pub fn as_bytes(&self) -> &[u8; Self::LEN] {
        &self.0
    }
}

impl fmt::Debug for Gid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // XXH3-128 of the empty input, from the reference implementation's test vectors.
    #[test]
    fn a_gid_is_the_low_half_of_the_hash_and_then_the_high_half() {
        let low = 0x6001_c324_468d_497f_u64.to_le_bytes();
        let high = 0x99aa_06d3_0147_98d8_u64.to_le_bytes();
        assert_eq!(Gid::of_liveliness_key("").as_bytes()[..], [low, high].concat());
    }

    #[test]
    fn nodes_are_displayed_by_their_full_names() {
        for (namespace, name) in [("/", "/lidar"), ("/robot/arm", "/robot/arm/lidar")] {
            let node =
                NodeInfo { namespace: namespace.into(), name: "lidar".into(), enclave: "/".into() };
            assert_eq!(node.to_string(), name);
        }
    }
}

//! Liveliness keys: how nodes and endpoints appear in the ROS graph.
//!
//! `@ros2_lv/<domain>/<zid>/<nid>/<eid>/<kind>/<enclave>/<namespace>/<node>` and, for
//! endpoints, `/<topic>/<type>/<hash>/<qos>`; slashes within names become `%`. A node's own
//! number stands in both places.

use super::keyexpr::{dds_type_name, ros_type_name};
use super::{Gid, qos};
use crate::qos::QosProfile;

/// Whether an endpoint publishes or subscribes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EndpointKind {
    /// It publishes.
    Publisher,
    /// It subscribes.
    Subscriber,
}

/// A node in the ROS graph.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node<'a> {
    pub(crate) domain_id: u32,
    /// The Zenoh identity of the session.
    pub(crate) zid: &'a str,
    /// The number of the node within the session.
    pub(crate) id: u64,
    /// `/` for none.
    pub(crate) namespace: &'a str,
    pub(crate) name: &'a str,
}

impl Node<'_> {
    pub(crate) fn liveliness_key(&self) -> String {
        self.key_of(self.id, "NN")
    }

    /// The part that the keys of the node and of its endpoints have in common.
    fn key_of(&self, entity_id: u64, kind: &str) -> String {
        let Self { domain_id, zid, id, namespace, name } = self;
        let namespace = mangle(namespace);
        format!("@ros2_lv/{domain_id}/{zid}/{id}/{entity_id}/{kind}/%/{namespace}/{name}")
    }
}

/// A publisher or subscriber in the ROS graph.
#[derive(Debug)]
pub(crate) struct Endpoint<'a> {
    pub(crate) node: Node<'a>,
    pub(crate) kind: EndpointKind,
    /// The number of the endpoint within the session.
    pub(crate) id: u64,
    /// Fully qualified.
    pub(crate) topic: &'a str,
    pub(crate) type_name: &'a str,
    pub(crate) hash: &'a str,
    pub(crate) qos: &'a QosProfile,
}

impl Endpoint<'_> {
    pub(crate) fn liveliness_key(&self) -> String {
        let kind = match self.kind {
            EndpointKind::Publisher => "MP",
            EndpointKind::Subscriber => "MS",
        };
        format!(
            "{}/{}/{}/{}/{}",
            self.node.key_of(self.id, kind),
            mangle(self.topic),
            dds_type_name(self.type_name),
            self.hash,
            qos::encode(self.qos),
        )
    }
}

fn mangle(name: &str) -> String {
    name.replace('/', "%")
}

/// What matches the keys of all nodes and endpoints of a domain.
pub(crate) fn all_keys(domain_id: u32) -> String {
    format!("@ros2_lv/{domain_id}/**")
}

/// What a liveliness key says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entity {
    /// The Zenoh identity of the session.
    pub(crate) zid: String,
    pub(crate) namespace: String,
    pub(crate) node: String,
    /// `None` for the node itself.
    pub(crate) endpoint: Option<EntityEndpoint>,
}

/// What a liveliness key says of a publisher or subscriber.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EntityEndpoint {
    pub(crate) kind: EndpointKind,
    pub(crate) topic: String,
    pub(crate) type_name: String,
    pub(crate) hash: String,
    pub(crate) qos: QosProfile,
    pub(crate) gid: Gid,
}

impl Entity {
    /// `None` for services and for what is no key of this kind.
    ///
    /// Parts behind the QoS, which newer versions of rmw_zenoh may add, are left alone.
    pub(crate) fn parse(key: &str) -> Option<Self> {
        let mut parts = key.split('/');
        let mut part = || parts.next();
        let (prefix, _domain, zid) = (part()?, part()?, part()?);
        let (_node_id, _entity_id, kind, _enclave) = (part()?, part()?, part()?, part()?);
        let (namespace, node) = (part()?, part()?);
        let kind = match (prefix, kind) {
            ("@ros2_lv", "NN") => None,
            ("@ros2_lv", "MP") => Some(EndpointKind::Publisher),
            ("@ros2_lv", "MS") => Some(EndpointKind::Subscriber),
            _ => return None,
        };
        let endpoint = match kind {
            None => None,
            Some(kind) => Some(EntityEndpoint {
                kind,
                topic: unmangle(part()?),
                type_name: ros_type_name(part()?),
                hash: part()?.into(),
                qos: qos::decode(part()?)?,
                gid: Gid::of_liveliness_key(key),
            }),
        };
        Some(Self { zid: zid.into(), namespace: unmangle(namespace), node: node.into(), endpoint })
    }
}

fn unmangle(name: &str) -> String {
    name.replace('%', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "RIHS01_df668c740482bbd48fb39d76a70dfd4bd59db1288021743503259e948f6b1a18";

    fn node() -> Node<'static> {
        Node {
            domain_id: 0,
            zid: "8b20917502ee955ac4476e0266340d5c",
            id: 0,
            namespace: "/",
            name: "talker",
        }
    }

    fn talker() -> Endpoint<'static> {
        Endpoint {
            node: node(),
            kind: EndpointKind::Publisher,
            id: 10,
            topic: "/chatter",
            type_name: "std_msgs/msg/String",
            hash: HASH,
            qos: &SEVEN,
        }
    }

    const SEVEN: QosProfile = QosProfile::DEFAULT.keep_last(7);

    #[test]
    fn keys_are_read_as_they_are_written() {
        let key = talker().liveliness_key();
        let entity = Entity::parse(&key).unwrap();
        assert_eq!(entity.zid, "8b20917502ee955ac4476e0266340d5c");
        assert_eq!((entity.namespace.as_str(), entity.node.as_str()), ("/", "talker"));
        let expected = EntityEndpoint {
            kind: EndpointKind::Publisher,
            topic: "/chatter".into(),
            type_name: "std_msgs/msg/String".into(),
            hash: HASH.into(),
            qos: SEVEN,
            gid: Gid::of_liveliness_key(&key),
        };
        assert_eq!(entity.endpoint, Some(expected));
        assert_eq!(Entity::parse(&node().liveliness_key()).unwrap().endpoint, None);
        // A newer rmw_zenoh names its buffer backends behind the profile.
        let longer = Entity::parse(&format!("{key}/cpu")).unwrap().endpoint.unwrap();
        assert_eq!((longer.topic.as_str(), longer.qos), ("/chatter", SEVEN));
    }

    #[test]
    fn services_and_other_keys_are_nothing() {
        let service = talker().liveliness_key().replace("/MP/", "/SS/");
        for key in ["", "@ros2_lv", "@ros2_lv/0/a/0/0/MP/%/%/talker", service.as_str()] {
            assert_eq!(Entity::parse(key), None, "{key}");
        }
        let other = talker().liveliness_key().replace("@ros2_lv", "@other");
        assert_eq!(Entity::parse(&other), None);
    }

    #[test]
    fn the_key_of_the_talker_is_that_of_rmw_zenoh() {
        assert_eq!(
            talker().liveliness_key(),
            format!(
                "@ros2_lv/0/8b20917502ee955ac4476e0266340d5c/0/10/MP/%/%/talker/%chatter/\
                 std_msgs::msg::dds_::String_/{HASH}/::,7:,:,:,,"
            )
        );
    }

    #[test]
    fn the_key_of_a_node_is_that_of_rmw_zenoh() {
        let listener = Node { zid: "aac3178e146ba6f1fc6e6a4085e77f21", name: "listener", ..node() };
        assert_eq!(
            listener.liveliness_key(),
            "@ros2_lv/0/aac3178e146ba6f1fc6e6a4085e77f21/0/0/NN/%/%/listener"
        );
    }

    #[test]
    fn slashes_within_names_become_percent_signs() {
        let endpoint = Endpoint {
            node: Node { namespace: "/robot/arm", ..node() },
            kind: EndpointKind::Subscriber,
            topic: "/robot/arm/cloud",
            ..talker()
        };
        let key = endpoint.liveliness_key();
        assert!(key.contains("/MS/%/%robot%arm/talker/%robot%arm%cloud/"), "{key}");
    }
}

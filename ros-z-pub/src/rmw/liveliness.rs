//! Liveliness keys: how nodes and endpoints appear in the ROS graph.
//!
//! `@ros2_lv/<domain>/<zid>/<nid>/<eid>/<kind>/<enclave>/<namespace>/<node>` and, for
//! endpoints, `/<topic>/<type>/<hash>/<qos>`; slashes within names become `%`. A node's own
//! number stands in both places.

use super::keyexpr::{dds_type_name, ros_type_name};
use super::qos;
use crate::entity::{EndpointInfo, EndpointKind, Gid, NodeInfo, ServiceInfo, ServiceKind};

/// The numbers that a session gives its nodes and endpoints.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EntityIds {
    pub(crate) node: u64,
    /// That of the node again for the node itself.
    pub(crate) entity: u64,
}

/// What a liveliness key says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    Node { zid: String, node: NodeInfo },
    Endpoint(EndpointInfo),
    Service(ServiceInfo),
}

/// What the token of an entity says that it is.
enum Kind {
    Node,
    Endpoint(EndpointKind),
    Service(ServiceKind),
}

/// The key that shows a node of the session `zid` in the graph.
pub(crate) fn node_key(domain_id: u32, zid: &str, ids: EntityIds, node: &NodeInfo) -> String {
    key(domain_id, zid, ids, "NN", node)
}

/// The key that shows a publisher or subscriber in the graph; its GID is made from it.
pub(crate) fn endpoint_key(domain_id: u32, ids: EntityIds, endpoint: &EndpointInfo) -> String {
    let EndpointInfo { kind, node, zid, topic, type_name, type_hash, qos, gid: _ } = endpoint;
    let kind = match kind {
        EndpointKind::Publisher => "MP",
        EndpointKind::Subscriber => "MS",
    };
    format!(
        "{}/{}/{}/{type_hash}/{}",
        key(domain_id, zid, ids, kind, node),
        mangle(topic),
        dds_type_name(type_name),
        qos::encode(qos),
    )
}

/// The part that the keys of nodes and endpoints have in common.
fn key(domain_id: u32, zid: &str, ids: EntityIds, kind: &str, node: &NodeInfo) -> String {
    let EntityIds { node: node_id, entity } = ids;
    let NodeInfo { namespace, name, enclave } = node;
    let (enclave, namespace) = (mangle(enclave), mangle(namespace));
    format!("@ros2_lv/{domain_id}/{zid}/{node_id}/{entity}/{kind}/{enclave}/{namespace}/{name}")
}

fn mangle(name: &str) -> String {
    name.replace('/', "%")
}

/// What matches the keys of all nodes and endpoints of a domain.
pub(crate) fn all_keys(domain_id: u32) -> String {
    format!("@ros2_lv/{domain_id}/**")
}

/// What matches the keys of all nodes and endpoints of all domains.
pub(crate) const KEYS_OF_ALL_DOMAINS: &str = "@ros2_lv/**";

/// The domain of a key.
pub(crate) fn domain_of(key: &str) -> Option<u32> {
    key.split('/').nth(1)?.parse().ok()
}

impl Token {
    /// `None` for what is no key of this kind.
    ///
    /// Parts behind the QoS, which newer versions of rmw_zenoh may add, are left alone.
    pub(crate) fn parse(key: &str) -> Option<Self> {
        let mut parts = key.split('/');
        let mut part = || parts.next();
        let (prefix, _domain, zid) = (part()?, part()?, part()?);
        let (_node_id, _entity_id, kind, enclave) = (part()?, part()?, part()?, part()?);
        let (namespace, name) = (part()?, part()?);
        let kind = match (prefix, kind) {
            ("@ros2_lv", "NN") => Kind::Node,
            ("@ros2_lv", "MP") => Kind::Endpoint(EndpointKind::Publisher),
            ("@ros2_lv", "MS") => Kind::Endpoint(EndpointKind::Subscriber),
            ("@ros2_lv", "SS") => Kind::Service(ServiceKind::Server),
            ("@ros2_lv", "SC") => Kind::Service(ServiceKind::Client),
            _ => return None,
        };
        let node = NodeInfo {
            namespace: unmangle(namespace),
            name: name.into(),
            enclave: unmangle(enclave),
        };
        let zid = zid.into();
        Some(match kind {
            Kind::Node => Self::Node { zid, node },
            Kind::Endpoint(kind) => Self::Endpoint(EndpointInfo {
                kind,
                node,
                zid,
                topic: unmangle(part()?),
                type_name: ros_type_name(part()?),
                type_hash: part()?.into(),
                qos: qos::decode(part()?)?,
                gid: Gid::of_liveliness_key(key),
            }),
            Kind::Service(kind) => Self::Service(ServiceInfo {
                kind,
                node,
                zid,
                service: unmangle(part()?),
                type_name: ros_type_name(part()?),
                type_hash: part()?.into(),
            }),
        })
    }

    /// The Zenoh identity of the session.
    pub(crate) fn zid(&self) -> &str {
        match self {
            Self::Node { zid, .. } => zid,
            Self::Endpoint(endpoint) => &endpoint.zid,
            Self::Service(service) => &service.zid,
        }
    }
}

fn unmangle(name: &str) -> String {
    name.replace('%', "/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::qos::QosProfile;

    const HASH: &str = "RIHS01_df668c740482bbd48fb39d76a70dfd4bd59db1288021743503259e948f6b1a18";

    fn node(namespace: &str, name: &str) -> NodeInfo {
        NodeInfo { namespace: namespace.into(), name: name.into(), enclave: "/".into() }
    }

    fn talker() -> EndpointInfo {
        EndpointInfo {
            kind: EndpointKind::Publisher,
            node: node("/", "talker"),
            zid: "8b20917502ee955ac4476e0266340d5c".into(),
            topic: "/chatter".into(),
            type_name: "std_msgs/msg/String".into(),
            type_hash: HASH.into(),
            qos: QosProfile::DEFAULT.keep_last(7),
            gid: Gid::default(),
        }
    }

    fn key_of(endpoint: &EndpointInfo) -> String {
        endpoint_key(0, EntityIds { node: 0, entity: 10 }, endpoint)
    }

    #[test]
    fn keys_are_read_as_they_are_written() {
        let endpoint = EndpointInfo {
            node: NodeInfo { enclave: "/safe/zone".into(), ..node("/robot/arm", "talker") },
            ..talker()
        };
        let key = key_of(&endpoint);
        let expected = EndpointInfo { gid: Gid::of_liveliness_key(&key), ..endpoint };
        assert_eq!(Token::parse(&key), Some(Token::Endpoint(expected.clone())));
        // A newer rmw_zenoh names its buffer backends behind the profile.
        let longer = format!("{key}/cpu");
        let expected = EndpointInfo { gid: Gid::of_liveliness_key(&longer), ..expected };
        assert_eq!(Token::parse(&longer), Some(Token::Endpoint(expected)));

        let ids = EntityIds { node: 3, entity: 3 };
        let key = node_key(0, "aac3", ids, &node("/", "listener"));
        let expected = Token::Node { zid: "aac3".into(), node: node("/", "listener") };
        assert_eq!(Token::parse(&key), Some(expected));
    }

    #[test]
    fn servers_and_clients_of_services_are_read() {
        let of_kind = |kind, tag| {
            let key = format!(
                "@ros2_lv/0/aac3/0/4/{tag}/%/%robot/adder/%robot%add/\
                 example_interfaces::srv::dds_::AddTwoInts_/{HASH}/::,10:,:,:,,"
            );
            let service = ServiceInfo {
                kind,
                node: node("/robot", "adder"),
                zid: "aac3".into(),
                service: "/robot/add".into(),
                type_name: "example_interfaces/srv/AddTwoInts".into(),
                type_hash: HASH.into(),
            };
            assert_eq!(Token::parse(&key), Some(Token::Service(service)));
        };
        of_kind(ServiceKind::Server, "SS");
        of_kind(ServiceKind::Client, "SC");
    }

    #[test]
    fn other_keys_are_nothing() {
        for key in ["", "@ros2_lv", "@ros2_lv/0/a/0/0/MP/%/%/talker", "@ros2_lv/0/a/0/0/XX/%/%/a"] {
            assert_eq!(Token::parse(key), None, "{key}");
        }
        let other = key_of(&talker()).replace("@ros2_lv", "@other");
        assert_eq!(Token::parse(&other), None);
    }

    #[test]
    fn the_key_of_the_talker_is_that_of_rmw_zenoh() {
        assert_eq!(
            key_of(&talker()),
            format!(
                "@ros2_lv/0/8b20917502ee955ac4476e0266340d5c/0/10/MP/%/%/talker/%chatter/\
                 std_msgs::msg::dds_::String_/{HASH}/::,7:,:,:,,"
            )
        );
        assert_eq!(domain_of(&key_of(&talker())), Some(0));
    }

    #[test]
    fn the_key_of_a_node_is_that_of_rmw_zenoh() {
        let (zid, ids) = ("aac3178e146ba6f1fc6e6a4085e77f21", EntityIds { node: 0, entity: 0 });
        assert_eq!(
            node_key(0, zid, ids, &node("/", "listener")),
            "@ros2_lv/0/aac3178e146ba6f1fc6e6a4085e77f21/0/0/NN/%/%/listener"
        );
    }

    #[test]
    fn slashes_within_names_become_percent_signs() {
        let endpoint = EndpointInfo {
            node: node("/robot/arm", "talker"),
            kind: EndpointKind::Subscriber,
            topic: "/robot/arm/cloud".into(),
            ..talker()
        };
        let key = key_of(&endpoint);
        assert!(key.contains("/MS/%/%robot%arm/talker/%robot%arm%cloud/"), "{key}");
    }
}

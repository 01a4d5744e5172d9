//! Liveliness keys: how nodes and endpoints appear in the ROS graph.
//!
//! `@ros2_lv/<domain>/<zid>/<nid>/<eid>/<kind>/<enclave>/<namespace>/<node>` and, for
//! endpoints, `/<topic>/<type>/<hash>/<qos>`; slashes within names become `%`. A node's own
//! number stands in both places.

use super::keyexpr::dds_type_name;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EndpointKind {
    Publisher,
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
    pub(crate) depth: usize,
}

impl Endpoint<'_> {
    /// The liveliness key. Blank fields of the QoS stand for reliable, volatile and
    /// keep-last.
    pub(crate) fn liveliness_key(&self) -> String {
        let kind = match self.kind {
            EndpointKind::Publisher => "MP",
            EndpointKind::Subscriber => "MS",
        };
        format!(
            "{}/{}/{}/{}/::,{}:,:,:,,",
            self.node.key_of(self.id, kind),
            mangle(self.topic),
            dds_type_name(self.type_name),
            self.hash,
            self.depth,
        )
    }
}

fn mangle(name: &str) -> String {
    name.replace('/', "%")
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
            depth: 7,
        }
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

//! Liveliness keys: how nodes and endpoints appear in the ROS graph.
//!
//! `@ros2_lv/<domain>/<zid>/<nid>/<eid>/<kind>/<enclave>/<namespace>/<node>` and, for
//! endpoints, `/<topic>/<type>/<hash>/<qos>`; slashes within names become `%`.

use super::keyexpr::dds_type_name;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EndpointKind {
    Publisher,
    Subscriber,
}

/// A publisher or subscriber in the ROS graph.
#[derive(Debug)]
pub(crate) struct Endpoint<'a> {
    pub(crate) kind: EndpointKind,
    pub(crate) domain_id: u32,
    /// The Zenoh identity of the session.
    pub(crate) zid: &'a str,
    /// The number of the node within the session.
    pub(crate) node_id: u64,
    /// The number of the endpoint within the session.
    pub(crate) endpoint_id: u64,
    pub(crate) namespace: &'a str,
    pub(crate) node: &'a str,
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
        let namespace = if self.namespace == "/" { "" } else { self.namespace };
        format!(
            "@ros2_lv/{}/{}/{}/{}/{kind}/%/{}/{}/{}/{}/{}/::,{}:,:,:,,",
            self.domain_id,
            self.zid,
            self.node_id,
            self.endpoint_id,
            if namespace.is_empty() { "%".into() } else { mangle(namespace) },
            self.node,
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

    fn talker() -> Endpoint<'static> {
        Endpoint {
            kind: EndpointKind::Publisher,
            domain_id: 0,
            zid: "8b20917502ee955ac4476e0266340d5c",
            node_id: 0,
            endpoint_id: 10,
            namespace: "/",
            node: "talker",
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
    fn slashes_within_names_become_percent_signs() {
        let endpoint = Endpoint {
            kind: EndpointKind::Subscriber,
            namespace: "/robot/arm",
            topic: "/robot/arm/cloud",
            ..talker()
        };
        let key = endpoint.liveliness_key();
        assert!(key.contains("/MS/%/%robot%arm/talker/%robot%arm%cloud/"), "{key}");
    }
}

//! The conventions of rmw_zenoh, each with examples as tests.
//!
//! Source: the design document of rmw_zenoh and its `rmw_zenoh_cpp/src/detail`.

mod attachment;
mod keyexpr;
mod liveliness;
mod name;
mod qos;
mod remapping;

pub(crate) use attachment::Attachment;
pub use attachment::Gid;
pub(crate) use keyexpr::{NO_TYPE_HASH, topic_key};
pub use liveliness::EndpointKind;
pub(crate) use liveliness::{Endpoint, Entity, EntityEndpoint, Node, all_keys};
pub(crate) use name::{check_namespace, check_node_name, expand_topic};
pub(crate) use remapping::{
    Remapping, TopicRemapping, remap_namespace, remap_node_name, remap_topic, topic_remappings,
};

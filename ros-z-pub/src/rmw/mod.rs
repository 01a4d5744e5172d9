//! The conventions of rmw_zenoh, each with examples as tests.
//!
//! Source: the design document of rmw_zenoh and its `rmw_zenoh_cpp/src/detail`.

mod attachment;
mod keyexpr;
mod liveliness;
mod name;
mod qos;
mod remapping;
mod type_description;

pub(crate) use attachment::Attachment;
pub(crate) use keyexpr::{NO_TYPE_HASH, topic_key};
pub(crate) use liveliness::{
    EntityIds, KEYS_OF_ALL_DOMAINS, Token, all_keys, domain_of, endpoint_key, node_key,
};
pub(crate) use name::{check_namespace, check_node_name, expand_topic};
pub(crate) use remapping::{
    Remapping, TopicRemapping, remap_namespace, remap_node_name, remap_topic, topic_remappings,
};
pub(crate) use type_description::{
    TypeDescriptionRequest, TypeDescriptionResponse, type_description_key,
};

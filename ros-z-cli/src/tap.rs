//! Receiving whatever is published on a topic.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use ros_z_pub::stats::SubscriberStats;
use ros_z_pub::{EndpointInfo, Graph, MessageType, RawMessage, ZCallbackSubscriber, ZNode};

use crate::error::Result;
use crate::qos;

/// Is called with the index of its type and a message, on a thread of Zenoh's.
pub(crate) type OnMessage = Arc<dyn Fn(usize, RawMessage) + Send + Sync>;

/// Subscribers of all types that a topic is published with, usually one.
pub(crate) struct Tap {
    node: ZNode,
    topic: String,
    on_message: OnMessage,
    /// By name and hash of the type.
    subscribers: BTreeMap<(String, String), ZCallbackSubscriber>,
}

impl Tap {
    /// Nothing is received before [`follow`](Self::follow) finds a publisher.
    pub(crate) fn new(node: &ZNode, topic: &str, on_message: OnMessage) -> Self {
        Self { node: node.clone(), topic: topic.into(), on_message, subscribers: BTreeMap::new() }
    }

    /// Subscribes to the types that are new on the topic, and returns a publisher of each: the
    /// first one ever has the index 0.
    pub(crate) fn follow(&mut self, graph: &Graph) -> Result<Vec<EndpointInfo>> {
        let mut found = Vec::new();
        let publishers = graph.publishers(&self.topic);
        for publisher in &publishers {
            let key = (publisher.type_name.clone(), publisher.type_hash.clone());
            if self.subscribers.contains_key(&key) {
                continue;
            }
            let alike = publishers.iter().filter(|other| {
                (&other.type_name, &other.type_hash) == (&publisher.type_name, &publisher.type_hash)
            });
            let builder = self
                .node
                .create_raw_sub(&self.topic, MessageType::of_endpoint(publisher))
                .with_qos(qos::of_subscriber(alike));
            let (on_message, index) = (self.on_message.clone(), self.subscribers.len());
            let subscriber = builder.build_with_direct_callback(move |message| {
                if let Ok(message) = message {
                    on_message(index, message);
                }
            })?;
            self.subscribers.insert(key, subscriber);
            found.push(publisher.clone());
        }
        Ok(found)
    }

    /// Whether anybody has published here.
    pub(crate) fn is_connected(&self) -> bool {
        !self.subscribers.is_empty()
    }

    /// The names of the types.
    pub(crate) fn types(&self) -> Vec<&str> {
        let mut types: Vec<_> = self.subscribers.keys().map(|(name, _)| name.as_str()).collect();
        types.dedup();
        types
    }

    /// What has been received.
    pub(crate) fn stats(&self) -> SubscriberStats {
        let mut stats = SubscriberStats::default();
        self.subscribers.values().for_each(|subscriber| stats += subscriber.stats());
        stats
    }
}

impl fmt::Debug for Tap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tap").field("topic", &self.topic).finish_non_exhaustive()
    }
}

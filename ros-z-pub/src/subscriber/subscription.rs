//! What all kinds of subscribers have in common.

use std::sync::Arc;
use std::time::Duration;

use zenoh::liveliness::LivelinessToken;

use crate::Result;
use crate::counters::SubscriberCounters;
use crate::endpoint::AnySubscriber;
use crate::entity::EndpointInfo;
use crate::graph::{Graph, Membership, SessionClosed};
use crate::node::ZNode;

/// What all kinds of subscribers have in common.
#[derive(Debug)]
pub(super) struct Subscription {
    /// Shows the subscriber in the graph. Dropped first, before the node's.
    pub(super) _token: LivelinessToken,
    pub(super) inner: AnySubscriber,
    pub(super) member: Membership,
    pub(super) counters: Arc<SubscriberCounters>,
    /// Keeps the session open.
    pub(super) node: ZNode,
}

impl Subscription {
    pub(super) fn info(&self) -> &EndpointInfo {
        self.member.info()
    }

    pub(super) fn graph(&self) -> &Graph {
        &self.node.0.context.0.graph
    }

    pub(super) fn wait_for_publishers(&self, count: usize, timeout: Duration) -> Result<bool> {
        let is_there = |graph: &Graph| graph.matched(self.info()).len() >= count;
        self.waited(self.graph().poll_for(timeout, timeout, is_there), count)
    }

    pub(super) async fn wait_for_publishers_async(
        &self,
        count: usize,
        timeout: Duration,
    ) -> Result<bool> {
        let is_there = |graph: &Graph| graph.matched(self.info()).len() >= count;
        self.waited(self.graph().poll_for_async(timeout, timeout, is_there).await, count)
    }

    fn waited(&self, answer: Result<bool, SessionClosed>, count: usize) -> Result<bool> {
        let is_there = answer.map_err(|closed| closed.on(&self.info().topic))?;
        if !is_there {
            self.graph().explain_absence(&self.member, count);
        }
        Ok(is_there)
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.node.0.context.0.registry.end_subscriber(&self.counters);
    }
}

/// What subscribers of both kinds tell of themselves.
macro_rules! about_the_subscription {
    () => {
        /// The topic, fully qualified.
        pub fn topic(&self) -> &str {
            &self.subscription.info().topic
        }

        /// The key that messages are received under.
        pub fn key_expr(&self) -> &str {
            self.subscription.inner.key_expr().as_str()
        }

        /// The identity that the graph shows.
        pub fn gid(&self) -> Gid {
            self.subscription.info().gid
        }

        /// The subscriber, as the graph shows it.
        pub fn info(&self) -> &EndpointInfo {
            self.subscription.info()
        }

        /// The publishers that messages come from: of this topic, type and definition.
        ///
        /// Zenoh delivers whatever their profiles of QoS are.
        pub fn matched(&self) -> Vec<EndpointInfo> {
            self.subscription.graph().matched(self.info())
        }

        /// The publishers of this topic that are not compatible with the subscriber, and why.
        ///
        /// From those with another type or definition nothing is received. From those whose
        /// profile offers less than this one requests, nothing would be received over other
        /// middleware; over Zenoh it is. Each causes one warning.
        pub fn incompatible(&self) -> Vec<(EndpointInfo, Incompatibility)> {
            self.subscription.graph().incompatible(self.info())
        }

        /// Waits until `count` publishers are [matched](Self::matched), at most this long; false
        /// if there are still fewer. In that case a warning names those that could be meant: in
        /// another namespace, with another type, in another domain.
        ///
        /// # Errors
        ///
        /// [`Error::Closed`] when the session is closed.
        pub fn wait_for_publishers(&self, count: usize, timeout: Duration) -> Result<bool> {
            self.subscription.wait_for_publishers(count, timeout)
        }

        /// As [`wait_for_publishers`](Self::wait_for_publishers), for async code on any executor.
        ///
        /// # Errors
        ///
        /// As for [`wait_for_publishers`](Self::wait_for_publishers).
        pub async fn wait_for_publishers_async(
            &self,
            count: usize,
            timeout: Duration,
        ) -> Result<bool> {
            self.subscription.wait_for_publishers_async(count, timeout).await
        }

        /// How many messages have been published but not received, by the numbers that they
        /// carry. It counts from the first message of publishers that appeared after the
        /// subscriber, and from the first received message of all other publishers.
        ///
        /// A message that was received and then dropped because the queue was full is not lost.
        pub fn lost(&self) -> u64 {
            self.subscription.counters.lost()
        }

        /// What has been received so far, and what became of it.
        pub fn stats(&self) -> SubscriberStats {
            self.subscription.counters.read()
        }
    };
}

pub(super) use about_the_subscription;

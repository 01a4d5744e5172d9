//! What Zenoh has for a publisher and a subscriber of a QoS profile, as rmw_zenoh chooses it.

use std::fmt;
use std::time::Duration;

use zenoh::bytes::ZBytes;
use zenoh::key_expr::KeyExpr;
use zenoh::pubsub::{Publisher, Subscriber};
use zenoh::qos::CongestionControl;
use zenoh::sample::Sample;
use zenoh::{Session, Wait};
use zenoh_ext::{
    AdvancedPublisher, AdvancedPublisherBuilderExt, AdvancedSubscriber,
    AdvancedSubscriberBuilderExt, CacheConfig, HistoryConfig, MissDetectionConfig, RecoveryConfig,
};

use crate::Result;
use crate::blocking::DropBlocking;
use crate::qos::{Durability, History, QosProfile, Reliability};

/// How often a reliable publisher says which message was its last one, if that is not said
/// by the next.
const HEARTBEAT: Duration = Duration::from_millis(500);

/// A publisher, with a cache for late subscribers or without one.
pub(crate) enum AnyPublisher {
    Volatile(Publisher<'static>),
    TransientLocal(Box<DropBlocking<AdvancedPublisher<'static>>>),
}

impl AnyPublisher {
    pub(crate) fn declare(session: &Session, key: String, qos: &QosProfile) -> Result<Self> {
        // Only what must keep everything may hold the publisher up.
        let must_arrive =
            (qos.reliability, qos.history) == (Reliability::Reliable, History::KeepAll);
        let congestion_control =
            if must_arrive { CongestionControl::Block } else { CongestionControl::Drop };
        let builder = session
            .declare_publisher(key)
            .congestion_control(congestion_control)
            .reliability(match qos.reliability {
                Reliability::Reliable => zenoh::qos::Reliability::Reliable,
                Reliability::BestEffort => zenoh::qos::Reliability::BestEffort,
            });
        if qos.durability == Durability::Volatile {
            return Ok(Self::Volatile(builder.wait()?));
        }
        let cache = CacheConfig::default().max_samples(qos.depth().unwrap_or(usize::MAX));
        let mut builder = builder.advanced().publisher_detection().cache(cache);
        if qos.reliability == Reliability::Reliable {
            let detection = MissDetectionConfig::default().sporadic_heartbeat(HEARTBEAT);
            builder = builder.sample_miss_detection(detection);
        }
        Ok(Self::TransientLocal(Box::new(DropBlocking::new(builder.wait()?))))
    }

    pub(crate) fn put(&self, payload: ZBytes, attachment: ZBytes) -> zenoh::Result<()> {
        match self {
            Self::Volatile(publisher) => publisher.put(payload).attachment(attachment).wait(),
            Self::TransientLocal(publisher) => publisher.put(payload).attachment(attachment).wait(),
        }
    }

    pub(crate) async fn put_async(&self, payload: ZBytes, attachment: ZBytes) -> zenoh::Result<()> {
        match self {
            Self::Volatile(publisher) => publisher.put(payload).attachment(attachment).await,
            Self::TransientLocal(publisher) => publisher.put(payload).attachment(attachment).await,
        }
    }

    pub(crate) fn is_matched(&self) -> zenoh::Result<bool> {
        Ok(match self {
            Self::Volatile(publisher) => publisher.matching_status().wait()?.matching(),
            Self::TransientLocal(publisher) => publisher.matching_status().wait()?.matching(),
        })
    }

    pub(crate) fn key_expr(&self) -> &KeyExpr<'static> {
        match self {
            Self::Volatile(publisher) => publisher.key_expr(),
            Self::TransientLocal(publisher) => publisher.key_expr(),
        }
    }
}

// By hand, here and below: before 1.10, those of zenoh-ext are not `Debug`.
impl fmt::Debug for AnyPublisher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AnyPublisher").field(self.key_expr()).finish()
    }
}

/// A subscriber, which asks publishers for what they have kept or does not.
pub(crate) enum AnySubscriber {
    Volatile(Subscriber<()>),
    TransientLocal(Box<DropBlocking<AdvancedSubscriber<()>>>),
}

impl AnySubscriber {
    pub(crate) fn declare(
        session: &Session,
        key: String,
        qos: &QosProfile,
        callback: impl Fn(Sample) + Send + Sync + 'static,
    ) -> Result<Self> {
        let builder = session.declare_subscriber(key).callback(callback);
        if qos.durability == Durability::Volatile {
            return Ok(Self::Volatile(builder.wait()?));
        }
        let mut history = HistoryConfig::default().detect_late_publishers();
        if let Some(depth) = qos.depth() {
            history = history.max_samples(depth);
        }
        let mut builder = builder
            .advanced()
            .history(history)
            .subscriber_detection()
            .query_timeout(Duration::from_millis(u64::MAX));
        if qos.reliability == Reliability::Reliable {
            builder = builder.recovery(RecoveryConfig::default().heartbeat());
        }
        Ok(Self::TransientLocal(Box::new(DropBlocking::new(builder.wait()?))))
    }

    pub(crate) fn key_expr(&self) -> &KeyExpr<'static> {
        match self {
            Self::Volatile(subscriber) => subscriber.key_expr(),
            Self::TransientLocal(subscriber) => subscriber.key_expr(),
        }
    }
}

impl fmt::Debug for AnySubscriber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AnySubscriber").field(self.key_expr()).finish()
    }
}

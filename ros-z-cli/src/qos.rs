//! Quality of service: what goes with the publishers of a topic, and how it is written.

use std::time::Duration;

use ros_z_pub::EndpointInfo;
use ros_z_pub::qos::{Durability, History, Liveliness, QosProfile, Reliability};
use serde_json::{Value, json};

/// What a subscriber requests to get all that these publishers offer.
pub(crate) fn of_subscriber<'e>(publishers: impl Iterator<Item = &'e EndpointInfo>) -> QosProfile {
    let mut qos = QosProfile::DEFAULT;
    qos.durability = Durability::TransientLocal;
    let (mut depth, mut is_empty) = (1, true);
    for publisher in publishers {
        is_empty = false;
        if publisher.qos.reliability == Reliability::BestEffort {
            qos.reliability = Reliability::BestEffort;
        }
        if publisher.qos.durability == Durability::Volatile {
            qos.durability = Durability::Volatile;
        }
        depth = depth.max(match publisher.qos.history {
            History::KeepLast(depth) => depth,
            // All that there are.
            _ => 10_000,
        });
    }
    if is_empty {
        return QosProfile::DEFAULT;
    }
    qos.keep_last(depth)
}

/// The words of ROS: `RELIABLE`.
pub(crate) fn reliability(qos: &QosProfile) -> &'static str {
    match qos.reliability {
        Reliability::Reliable => "RELIABLE",
        _ => "BEST_EFFORT",
    }
}

/// The words of ROS: `TRANSIENT_LOCAL`.
pub(crate) fn durability(qos: &QosProfile) -> &'static str {
    match qos.durability {
        Durability::TransientLocal => "TRANSIENT_LOCAL",
        _ => "VOLATILE",
    }
}

/// The words of ROS: `KEEP_LAST (10)`.
pub(crate) fn history(qos: &QosProfile) -> String {
    match qos.history {
        History::KeepLast(depth) => format!("KEEP_LAST ({depth})"),
        _ => "KEEP_ALL".into(),
    }
}

/// The words of ROS: `AUTOMATIC`.
pub(crate) fn liveliness(qos: &QosProfile) -> &'static str {
    match qos.liveliness {
        Liveliness::ManualByTopic => "MANUAL_BY_TOPIC",
        _ => "AUTOMATIC",
    }
}

/// The words of ROS: `Infinite`, or nanoseconds.
pub(crate) fn time(time: Option<Duration>) -> String {
    time.map_or("Infinite".into(), |time| format!("{} nanoseconds", time.as_nanos()))
}

/// A profile for machines; times in nanoseconds, null for no limit.
pub(crate) fn json(qos: &QosProfile) -> Value {
    let nanos = |time: Option<Duration>| time.map(|time| time.as_nanos() as u64);
    let depth = match qos.history {
        History::KeepLast(depth) => Some(depth),
        _ => None,
    };
    json!({
        "reliability": reliability(qos),
        "durability": durability(qos),
        "history": if depth.is_some() { "KEEP_LAST" } else { "KEEP_ALL" },
        "depth": depth,
        "deadline": nanos(qos.deadline),
        "lifespan": nanos(qos.lifespan),
        "liveliness": liveliness(qos),
        "liveliness_lease_duration": nanos(qos.liveliness_lease_duration),
    })
}

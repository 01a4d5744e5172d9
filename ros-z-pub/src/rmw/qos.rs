//! QoS profiles as liveliness keys have them:
//! `<reliability>:<durability>:<history>,<depth>:<deadline>:<lifespan>:<liveliness>,<lease>`,
//! times as seconds and nanoseconds with a comma between them.
//!
//! What is as rmw_zenoh has it by default is left out: reliable, volatile, the last 42
//! messages, no limits of time, automatic liveliness.

use std::time::Duration;

use crate::qos::{Durability, History, Liveliness, QosProfile, Reliability};

/// The depth that a key without one stands for.
const DEFAULT_DEPTH: usize = 42;

/// What stands for no limit of time, in seconds: that of `RMW_DURATION_INFINITE`.
const INFINITE_SECS: u64 = 9_223_372_036;

pub(crate) fn encode(qos: &QosProfile) -> String {
    let reliability = match qos.reliability {
        Reliability::Reliable => "",
        Reliability::BestEffort => "2",
    };
    let durability = match qos.durability {
        Durability::TransientLocal => "1",
        Durability::Volatile => "",
    };
    let history = match qos.history {
        History::KeepLast(DEFAULT_DEPTH) => ",".into(),
        History::KeepLast(depth) => format!(",{depth}"),
        History::KeepAll => "2,".into(),
    };
    let liveliness = match qos.liveliness {
        Liveliness::Automatic => "",
        Liveliness::ManualByTopic => "3",
    };
    let (deadline, lifespan) = (encode_time(qos.deadline), encode_time(qos.lifespan));
    let lease = encode_time(qos.liveliness_lease_duration);
    format!("{reliability}:{durability}:{history}:{deadline}:{lifespan}:{liveliness},{lease}")
}

fn encode_time(time: Option<Duration>) -> String {
    match time {
        None => ",".into(),
        Some(time) => format!("{},{}", time.as_secs(), time.subsec_nanos()),
    }
}

/// `None` for something else than a profile.
pub(crate) fn decode(key: &str) -> Option<QosProfile> {
    let mut parts = key.split(':');
    let mut part = || parts.next();
    let reliability = match part()? {
        "" | "0" | "1" => Reliability::Reliable,
        "2" => Reliability::BestEffort,
        _ => return None,
    };
    let durability = match part()? {
        "" | "0" | "2" => Durability::Volatile,
        "1" => Durability::TransientLocal,
        _ => return None,
    };
    let history = match part()?.split_once(',')? {
        ("2", _) => History::KeepAll,
        ("" | "0" | "1", "") => History::KeepLast(DEFAULT_DEPTH),
        ("" | "0" | "1", depth) => History::KeepLast(depth.parse().ok()?),
        _ => return None,
    };
    let (deadline, lifespan) = (decode_time(part()?)?, decode_time(part()?)?);
    let (liveliness, lease) = part()?.split_once(',')?;
    let liveliness = match liveliness {
        "" | "0" | "1" => Liveliness::Automatic,
        // By node is deprecated and nearer to by topic than to nothing.
        "2" | "3" => Liveliness::ManualByTopic,
        _ => return None,
    };
    let liveliness_lease_duration = decode_time(lease)?;
    Some(QosProfile {
        reliability,
        durability,
        history,
        deadline,
        lifespan,
        liveliness,
        liveliness_lease_duration,
    })
}

/// `None` for something else than a time, and within for no limit.
fn decode_time(key: &str) -> Option<Option<Duration>> {
    let number = |text: &str| if text.is_empty() { Some(0) } else { text.parse().ok() };
    let (secs, nanos) = key.split_once(',')?;
    let (secs, nanos): (u64, u64) = (number(secs)?, number(nanos)?);
    // Zero is what nobody has set.
    if (secs, nanos) == (0, 0) || secs >= INFINITE_SECS {
        return Some(None);
    }
    Some(Some(Duration::from_secs(secs).saturating_add(Duration::from_nanos(nanos))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_are_written_as_rmw_zenoh_writes_them() {
        let keep_last = |depth| QosProfile::DEFAULT.keep_last(depth);
        for (qos, key) in [
            (QosProfile::DEFAULT, "::,10:,:,:,,"),
            (keep_last(7), "::,7:,:,:,,"),
            (keep_last(42), "::,:,:,:,,"),
            (QosProfile::SENSOR_DATA, "2::,5:,:,:,,"),
            (QosProfile::TRANSIENT_LOCAL, ":1:,1:,:,:,,"),
            (QosProfile { history: History::KeepAll, ..QosProfile::DEFAULT }, "::2,:,:,:,,"),
            (
                QosProfile {
                    deadline: Some(Duration::from_millis(1500)),
                    lifespan: Some(Duration::from_secs(2)),
                    liveliness: Liveliness::ManualByTopic,
                    liveliness_lease_duration: Some(Duration::from_nanos(3)),
                    ..QosProfile::DEFAULT
                },
                "::,10:1,500000000:2,0:3,0,3",
            ),
        ] {
            assert_eq!(encode(&qos), key);
            assert_eq!(decode(key), Some(qos), "{key}");
        }
    }

    #[test]
    fn what_others_write_out_is_understood() {
        let infinite = "9223372036,854775807";
        let key = format!("1:2:1,42:{infinite}:{infinite}:1,{infinite}");
        assert_eq!(decode(&key), decode("::,:,:,:,,"));
        assert_eq!(decode("::,:,:,:,,"), Some(QosProfile::DEFAULT.keep_last(42)));
    }

    #[test]
    fn what_is_no_profile_is_none() {
        for key in ["", "::", "::,:,:,", "x::,:,:,:,,", "::,x:,:,:,,", "::,:x,:,:,,", "::,:,:,:9,,"]
        {
            assert_eq!(decode(key), None, "{key}");
        }
    }
}

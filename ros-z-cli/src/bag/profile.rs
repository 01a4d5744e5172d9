//! QoS profiles as rosbag2 writes them into the metadata of a channel.

use std::fmt::Write;
use std::time::Duration;

use ros_z_pub::qos::{Durability, History, Liveliness, QosProfile, Reliability};

/// No limit, as ROS has it: the longest time in 64 bits of nanoseconds.
const INFINITE: Duration = Duration::new(9_223_372_036, 854_775_807);

/// The profiles in YAML, with the numbers that the middleware interface gives to the policies.
pub(crate) fn profiles_text<'q>(profiles: impl Iterator<Item = &'q QosProfile>) -> String {
    let mut text = String::new();
    for qos in profiles {
        let (history, depth) = match qos.history {
            History::KeepLast(depth) => (1, depth),
            // Any other is not there yet.
            _ => (2, 0),
        };
        let reliability = match qos.reliability {
            Reliability::Reliable => 1,
            _ => 2,
        };
        let durability = match qos.durability {
            Durability::TransientLocal => 1,
            _ => 2,
        };
        let liveliness = match qos.liveliness {
            Liveliness::ManualByTopic => 3,
            _ => 1,
        };
        let time = |time: Option<Duration>| {
            let time = time.unwrap_or(INFINITE);
            format!("\n    sec: {}\n    nsec: {}", time.as_secs(), time.subsec_nanos())
        };
        // A `String` takes all that is written.
        let _ = write!(
            text,
            "- history: {history}\n  depth: {depth}\n  reliability: {reliability}\n  durability: \
             {durability}\n  deadline:{}\n  lifespan:{}\n  liveliness: {liveliness}\n  \
             liveliness_lease_duration:{}\n  avoid_ros_namespace_conventions: false\n",
            time(qos.deadline),
            time(qos.lifespan),
            time(qos.liveliness_lease_duration),
        );
    }
    text
}

/// Reliability, durability and history of the first profile in such a text, in numbers or, as
/// later versions write them, in words.
pub(crate) fn first_of_profiles(text: &str) -> Option<QosProfile> {
    let value = |key: &str| {
        let line = text.lines().map(|line| line.trim_start_matches(['-', ' ']));
        let mut values = line.filter_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
        values.next().map(|value| value.trim().trim_matches(['"', '\'']))
    };
    let reliability = match value("reliability")? {
        "2" | "best_effort" => Reliability::BestEffort,
        _ => Reliability::Reliable,
    };
    let durability = match value("durability")? {
        "1" | "transient_local" => Durability::TransientLocal,
        _ => Durability::Volatile,
    };
    let depth = value("depth").and_then(|depth| depth.parse().ok()).unwrap_or(0);
    let history = match value("history")? {
        "2" | "keep_all" => History::KeepAll,
        // 0 stands for what the middleware chooses.
        _ if depth == 0 => QosProfile::DEFAULT.history,
        _ => History::KeepLast(depth),
    };
    let mut qos = QosProfile::DEFAULT;
    (qos.reliability, qos.durability, qos.history) = (reliability, durability, history);
    Some(qos)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_are_read_as_they_were_written() {
        for qos in [QosProfile::SENSOR_DATA, QosProfile::TRANSIENT_LOCAL, QosProfile::DEFAULT] {
            let text = profiles_text([qos, QosProfile::DEFAULT].iter());
            assert_eq!(first_of_profiles(&text), Some(qos), "{text}");
        }
        assert_eq!(first_of_profiles(""), None);
    }

    #[test]
    fn profiles_of_later_versions_are_read() {
        let text = "- history: keep_last\n  depth: 5\n  reliability: best_effort\n  \
                    durability: volatile\n";
        assert_eq!(first_of_profiles(text), Some(QosProfile::SENSOR_DATA));
    }
}

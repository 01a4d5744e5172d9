//! Quality of service, as ROS 2 has it.
//!
//! ```
//! # use ros_z_msgs::std_msgs;
//! # use ros_z_pub::prelude::*;
//! # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
//! # let node = ctx.create_node("example").build()?;
//! use ros_z_pub::qos::{Durability, History, QosProfile};
//!
//! let latched = QosProfile::TRANSIENT_LOCAL;
//! assert_eq!(latched.durability, Durability::TransientLocal);
//! assert_eq!(latched.history, History::KeepLast(1));
//! let publisher = node.create_pub::<std_msgs::String>("map").with_qos(latched).build()?;
//! assert_eq!(publisher.info().qos, latched);
//! # Ok::<(), ros_z_pub::Error>(())
//! ```

use std::fmt;
use std::time::Duration;

pub use crate::incompatibility::Incompatibility;

/// Whether messages may be lost.
///
/// ```
/// use ros_z_pub::qos::{QosProfile, Reliability};
///
/// assert_eq!(QosProfile::DEFAULT.reliability, Reliability::Reliable);
/// assert_eq!(QosProfile::SENSOR_DATA.reliability, Reliability::BestEffort);
/// assert_eq!(QosProfile::SENSOR_DATA.reliable().reliability, Reliability::Reliable);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reliability {
    /// What is lost on the way is sent again.
    #[default]
    Reliable,
    /// What is lost is lost.
    BestEffort,
}

/// Whether subscribers that come later get what was published before.
///
/// ```
/// # use ros_z_msgs::std_msgs;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
/// # let node = ctx.create_node("example").build()?;
/// use ros_z_pub::qos::Durability;
///
/// let latched = QosProfile::DEFAULT.transient_local().keep_last(1);
/// assert_eq!(latched.durability, Durability::TransientLocal);
/// let publisher = node.create_pub("map").with_qos(latched).build()?;
/// publisher.publish(&std_msgs::String { data: "#..#".into() })?;
/// let late = node.create_sub::<std_msgs::String>("map").with_qos(latched).build()?;
/// assert_eq!(late.recv()?.data, "#..#");
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Durability {
    /// The publisher keeps its last messages for them.
    TransientLocal,
    /// Nothing is kept for them.
    #[default]
    Volatile,
}

/// How many messages are kept.
///
/// ```
/// use ros_z_pub::qos::{History, QosProfile};
///
/// assert_eq!(QosProfile::DEFAULT.history, History::KeepLast(10));
/// assert_eq!(QosProfile::DEFAULT.keep_last(0).history, History::KeepLast(1));
/// assert_eq!(QosProfile::DEFAULT.keep_all().history, History::KeepAll);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum History {
    /// The last ones: at most this many, and at least 1.
    KeepLast(usize),
    /// All of them, up to what the machine holds.
    KeepAll,
}

/// How a publisher shows that it is alive.
///
/// ```
/// use std::time::Duration;
/// use ros_z_pub::qos::{Liveliness, QosProfile};
///
/// let qos = QosProfile::DEFAULT
///     .with_liveliness(Liveliness::ManualByTopic)
///     .with_liveliness_lease_duration(Duration::from_secs(1));
/// assert_eq!(qos.liveliness, Liveliness::ManualByTopic);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Liveliness {
    /// By its process running.
    #[default]
    Automatic,
    /// By what it publishes.
    ManualByTopic,
}

/// The quality of service of a publisher or subscriber.
///
/// Reliability, durability and history have an effect here; the other settings are announced to
/// other nodes and compared with theirs. `None` means that there is no time limit.
///
/// ```
/// use std::time::Duration;
/// use ros_z_pub::QosProfile;
///
/// let qos = QosProfile::DEFAULT.best_effort().keep_last(1).with_deadline(Duration::from_millis(50));
/// assert_eq!(qos.to_string(), "best effort, volatile, keep last 1, deadline 50ms");
///
/// let latched = QosProfile::DEFAULT.transient_local().keep_last(1);
/// assert_eq!(latched, QosProfile::TRANSIENT_LOCAL);
/// assert_eq!(latched.volatile().keep_last(1000), QosProfile::PARAMETERS);
/// let short = QosProfile::SENSOR_DATA.with_lifespan(Duration::from_secs(1));
/// assert_eq!(short.to_string(), "best effort, volatile, keep last 5, lifespan 1s");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct QosProfile {
    /// Whether messages may be lost.
    pub reliability: Reliability,
    /// Whether subscribers that come later get what was published before.
    pub durability: Durability,
    /// How many messages wait in a subscriber, or are kept for those that come later.
    pub history: History,
    /// The longest time between two messages.
    pub deadline: Option<Duration>,
    /// How long a message is useful.
    pub lifespan: Option<Duration>,
    /// How a publisher shows that it is alive.
    pub liveliness: Liveliness,
    /// The longest time between two signs of life.
    pub liveliness_lease_duration: Option<Duration>,
}

impl QosProfile {
    /// Reliable, volatile, the last 10 messages: what ROS uses unless told otherwise.
    pub const DEFAULT: Self = Self {
        reliability: Reliability::Reliable,
        durability: Durability::Volatile,
        history: History::KeepLast(10),
        deadline: None,
        lifespan: None,
        liveliness: Liveliness::Automatic,
        liveliness_lease_duration: None,
    };

    /// For sensors: best effort, the last 5 messages.
    pub const SENSOR_DATA: Self = Self {
        reliability: Reliability::BestEffort,
        history: History::KeepLast(5),
        ..Self::DEFAULT
    };

    /// As services have it: reliable, volatile, the last 10 messages.
    pub const SERVICES: Self = Self::DEFAULT;

    /// For parameters: reliable, volatile, the last 1000 messages.
    pub const PARAMETERS: Self = Self { history: History::KeepLast(1000), ..Self::DEFAULT };

    /// For what is published once and read by whoever comes later, such as maps: reliable, with the
    /// last message kept for late subscribers.
    pub const TRANSIENT_LOCAL: Self = Self {
        durability: Durability::TransientLocal,
        history: History::KeepLast(1),
        ..Self::DEFAULT
    };

    /// This profile with the last `depth` messages, at least 1.
    #[must_use]
    pub const fn keep_last(self, depth: usize) -> Self {
        let depth = if depth == 0 { 1 } else { depth };
        Self { history: History::KeepLast(depth), ..self }
    }

    /// This profile with all messages, up to what the machine holds.
    #[must_use]
    pub const fn keep_all(self) -> Self {
        Self { history: History::KeepAll, ..self }
    }

    /// This profile with messages sent again that are lost on the way.
    #[must_use]
    pub const fn reliable(self) -> Self {
        Self { reliability: Reliability::Reliable, ..self }
    }

    /// This profile without sending messages again that are lost on the way.
    #[must_use]
    pub const fn best_effort(self) -> Self {
        Self { reliability: Reliability::BestEffort, ..self }
    }

    /// This profile with the last messages kept for subscribers that come later.
    #[must_use]
    pub const fn transient_local(self) -> Self {
        Self { durability: Durability::TransientLocal, ..self }
    }

    /// This profile with nothing kept for subscribers that come later.
    #[must_use]
    pub const fn volatile(self) -> Self {
        Self { durability: Durability::Volatile, ..self }
    }

    /// This profile with a longest time between two messages.
    #[must_use]
    pub const fn with_deadline(self, deadline: Duration) -> Self {
        Self { deadline: Some(deadline), ..self }
    }

    /// This profile with messages that are useful for this long.
    #[must_use]
    pub const fn with_lifespan(self, lifespan: Duration) -> Self {
        Self { lifespan: Some(lifespan), ..self }
    }

    /// This profile with another way for a publisher to show that it is alive.
    #[must_use]
    pub const fn with_liveliness(self, liveliness: Liveliness) -> Self {
        Self { liveliness, ..self }
    }

    /// This profile with a longest time between two signs of life.
    #[must_use]
    pub const fn with_liveliness_lease_duration(self, duration: Duration) -> Self {
        Self { liveliness_lease_duration: Some(duration), ..self }
    }

    /// Why a subscriber that requests this profile gets nothing from a publisher that offers
    /// `offered`, by the rules of ROS 2; `None` if it does.
    ///
    /// ```
    /// use ros_z_pub::qos::{Incompatibility, QosProfile};
    ///
    /// let (requested, offered) = (QosProfile::DEFAULT, QosProfile::SENSOR_DATA);
    /// assert_eq!(requested.incompatibility(&offered), Some(Incompatibility::Reliability));
    /// assert_eq!(offered.incompatibility(&requested), None);
    /// ```
    pub fn incompatibility(&self, offered: &Self) -> Option<Incompatibility> {
        // No limit is the longest time.
        let longer = |offered: Option<Duration>, requested: Option<Duration>| {
            requested.is_some_and(|requested| offered.is_none_or(|offered| offered > requested))
        };
        if (self.reliability, offered.reliability)
            == (Reliability::Reliable, Reliability::BestEffort)
        {
            Some(Incompatibility::Reliability)
        } else if (self.durability, offered.durability)
            == (Durability::TransientLocal, Durability::Volatile)
        {
            Some(Incompatibility::Durability)
        } else if longer(offered.deadline, self.deadline) {
            Some(Incompatibility::Deadline)
        } else if (self.liveliness, offered.liveliness)
            == (Liveliness::ManualByTopic, Liveliness::Automatic)
        {
            Some(Incompatibility::Liveliness)
        } else if longer(offered.liveliness_lease_duration, self.liveliness_lease_duration) {
            Some(Incompatibility::LivelinessLeaseDuration)
        } else {
            None
        }
    }

    /// How many messages are kept.
    pub(crate) fn depth(&self) -> Option<usize> {
        match self.history {
            History::KeepLast(depth) => Some(depth.max(1)),
            History::KeepAll => None,
        }
    }
}

impl Default for QosProfile {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl fmt::Display for QosProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { reliability, durability, history, .. } = self;
        f.write_str(match reliability {
            Reliability::Reliable => "reliable",
            Reliability::BestEffort => "best effort",
        })?;
        f.write_str(match durability {
            Durability::TransientLocal => ", transient local",
            Durability::Volatile => ", volatile",
        })?;
        match history {
            History::KeepLast(depth) => write!(f, ", keep last {depth}")?,
            History::KeepAll => f.write_str(", keep all")?,
        }
        if self.liveliness == Liveliness::ManualByTopic {
            f.write_str(", liveliness manual by topic")?;
        }
        let times = [
            ("deadline", self.deadline),
            ("lifespan", self.lifespan),
            ("liveliness lease", self.liveliness_lease_duration),
        ];
        times.into_iter().try_for_each(|(name, time)| match time {
            Some(time) => write!(f, ", {name} {time:?}"),
            None => Ok(()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The tables of the ROS 2 documentation, "Quality of Service settings".
    #[test]
    fn what_is_offered_must_be_at_least_what_is_requested() {
        use Incompatibility::{
            Deadline, Durability, Liveliness as Alive, LivelinessLeaseDuration, Reliability,
        };
        let (default, second) = (QosProfile::DEFAULT, Some(Duration::from_secs(1)));
        let third = Some(Duration::from_secs(3));
        let best_effort = QosProfile::SENSOR_DATA;
        let latched = QosProfile::TRANSIENT_LOCAL;
        let manual = QosProfile { liveliness: Liveliness::ManualByTopic, ..default };
        let within = |deadline| QosProfile { deadline, ..default };
        let lease = |time| QosProfile { liveliness_lease_duration: time, ..default };
        for (requested, offered, expected) in [
            (default, default, None),
            (default, best_effort, Some(Reliability)),
            (best_effort, default, None),
            (latched, default, Some(Durability)),
            (default, latched, None),
            (within(second), within(None), Some(Deadline)),
            (within(second), within(third), Some(Deadline)),
            (within(third), within(second), None),
            (within(second), within(second), None),
            (within(None), within(second), None),
            (manual, default, Some(Alive)),
            (default, manual, None),
            (lease(second), lease(None), Some(LivelinessLeaseDuration)),
            (lease(None), lease(second), None),
        ] {
            let found = requested.incompatibility(&offered);
            assert_eq!(found, expected, "{requested} from {offered}");
        }
    }
}

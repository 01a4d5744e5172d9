//! Why a publisher and a subscriber of one topic do not go together.

/// What keeps a publisher and a subscriber apart.
///
/// ```
/// # use std::sync::mpsc::channel;
/// # use ros_z_msgs::std_msgs;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
/// # let node = ctx.create_node("example").build()?;
/// use ros_z_pub::qos::Incompatibility;
///
/// let (sender, found) = channel();
/// let publisher = node
///     .create_pub::<std_msgs::String>("chatter")
///     .on_incompatible(move |_, why| _ = sender.send(why))
///     .build()?;
/// let other = node.create_sub::<std_msgs::Header>("chatter").build()?;
/// let why = found.recv()?;
/// assert_eq!((why, why.stops_messages()), (Incompatibility::Type, true));
/// assert!(!Incompatibility::Deadline.stops_messages());
/// # drop((publisher, other));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Incompatibility {
    /// Their types have different names. No message passes between them.
    #[error("type")]
    Type,
    /// Their types have the same name but different definitions: the hashes differ. No message
    /// passes between them.
    #[error("definition")]
    Definition,
    /// One of them has no type hashes, as ROS 2 Humble. No message passes between them.
    #[error("type hash")]
    TypeHash,
    /// The subscriber requests reliable messages, but those of the publisher may be lost.
    #[error("reliability")]
    Reliability,
    /// The subscriber requests what was published before, but the publisher keeps nothing.
    #[error("durability")]
    Durability,
    /// The publisher allows for more time between messages than the subscriber.
    #[error("deadline")]
    Deadline,
    /// The subscriber requests signs of life with the messages.
    #[error("liveliness")]
    Liveliness,
    /// The publisher allows for more time between signs of life than the subscriber.
    #[error("liveliness lease duration")]
    LivelinessLeaseDuration,
}

impl Incompatibility {
    /// Whether no message passes over Zenoh either, which delivers between all profiles of QoS.
    pub fn stops_messages(self) -> bool {
        matches!(self, Self::Type | Self::Definition | Self::TypeHash)
    }
}

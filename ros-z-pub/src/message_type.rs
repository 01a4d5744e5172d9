//! What is exchanged on a topic: a name, a hash and, if it is known, a definition.

use std::sync::Arc;

use shm_cdr::{ShmMessage, TypeHash};

use crate::entity::EndpointInfo;
use crate::rmw::NO_TYPE_HASH;

/// The type of the messages of a topic, for [raw](crate::ZNode::create_raw_sub) publishers and
/// subscribers, which have no Rust type for it.
///
/// ```
/// use ros_z_msgs::std_msgs::Header;
/// use ros_z_pub::MessageType;
/// use shm_cdr::ShmMessage;
///
/// let header = MessageType::new("std_msgs/msg/Header", Header::type_hash());
/// assert_eq!(header, MessageType::of::<Header>());
/// ```
#[derive(Debug, Clone)]
pub struct MessageType {
    name: String,
    hash: String,
    pub(crate) definition: Option<Definition>,
}

/// How to get the definition of a type as text.
#[derive(Debug, Clone)]
pub(crate) enum Definition {
    Static(fn() -> String),
    Text(Arc<str>),
}

impl MessageType {
    /// The type of that name and hash, without a definition.
    pub fn new(name: impl Into<String>, hash: TypeHash) -> Self {
        Self { name: name.into(), hash: hash.to_string(), definition: None }
    }

    /// The type of a Rust struct.
    pub fn of<T: ShmMessage>() -> Self {
        let definition = Some(Definition::Static(T::definition));
        Self { definition, ..Self::new(T::type_name(), T::type_hash()) }
    }

    /// The type that an endpoint of the [graph](crate::Graph) announces.
    pub fn of_endpoint(endpoint: &EndpointInfo) -> Self {
        let EndpointInfo { type_name, type_hash, .. } = endpoint;
        Self { name: type_name.clone(), hash: type_hash.clone(), definition: None }
    }

    /// The type of that name on ROS 2 Humble, which has no hashes.
    pub fn without_hash(name: impl Into<String>) -> Self {
        Self { name: name.into(), hash: NO_TYPE_HASH.into(), definition: None }
    }

    /// Sets the definition that others get when they ask for it: ROS text that includes all
    /// messages in it, as MCAP files have it.
    ///
    /// ```
    /// use ros_z_pub::MessageType;
    ///
    /// let text = MessageType::without_hash("demo_msgs/msg/Text").with_definition("string data\n");
    /// assert_eq!(text.hash(), "TypeHashNotSupported");
    /// assert_eq!(text.definition().as_deref(), Some("string data\n"));
    /// ```
    #[must_use]
    pub fn with_definition(mut self, definition: impl Into<Arc<str>>) -> Self {
        self.definition = Some(Definition::Text(definition.into()));
        self
    }

    /// The name: `std_msgs/msg/String`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The hash, `RIHS01_` and 64 digits; `TypeHashNotSupported` of ROS 2 Humble.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The definition, if it is known.
    pub fn definition(&self) -> Option<String> {
        self.definition.as_ref().map(Definition::text)
    }
}

/// By name and hash.
impl PartialEq for MessageType {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, &self.hash) == (&other.name, &other.hash)
    }
}

impl Eq for MessageType {}

impl Definition {
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Static(definition) => definition(),
            Self::Text(text) => text.to_string(),
        }
    }
}

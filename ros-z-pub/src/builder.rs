//! The trait that all builders share.

use crate::Result;

/// Something that is put together by calls and then built.
///
/// It has to be in scope: by name, or with the [prelude](crate::prelude).
///
/// ```
/// use ros_z_msgs::std_msgs;
/// use ros_z_pub::{Builder, ZContextBuilder};
///
/// let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
/// let node = ctx.create_node("talker").build()?;
/// let publisher = node.create_pub::<std_msgs::String>("chatter").build()?;
/// assert_eq!(publisher.topic(), "/chatter");
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
pub trait Builder {
    /// What is built.
    type Output;

    /// Builds it.
    ///
    /// # Errors
    ///
    /// A setting is invalid, or Zenoh or the system refuses.
    fn build(self) -> Result<Self::Output>;
}

//! What the tests of the codec share with those of several processes, without Zenoh.

#[path = "../../src/kinds.rs"]
pub mod kinds;
#[path = "../../src/counting.rs"]
pub mod memory;
#[path = "../../src/messages.rs"]
pub mod messages;
#[path = "../../src/test_msgs.rs"]
pub mod test_msgs;

/// Shared memory as a sink: not here.
pub mod shared {
    /// Whether a message is written so to shared memory.
    pub fn is_written_so<T>(_: &T, _: &[u8]) -> bool {
        true
    }
}

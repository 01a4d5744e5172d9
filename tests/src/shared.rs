//! Shared memory as a sink.

use std::sync::LazyLock;

use ros_z_pub::{Builder, shm::ShmProviderBuilder};
use shm_cdr::ShmMessage;
use zenoh::Wait;
use zenoh::shm::{PosixShmProviderBackend, ShmProvider};

static PROVIDER: LazyLock<ShmProvider<PosixShmProviderBackend>> =
    LazyLock::new(|| ShmProviderBuilder::new(1 << 20).build().unwrap());

/// Whether a message is written so to shared memory.
pub fn is_written_so<T: ShmMessage>(message: &T, bytes: &[u8]) -> bool {
    // Larger than needed and full of something else.
    PROVIDER.garbage_collect();
    let mut shm = PROVIDER.alloc(bytes.len() + 13).wait().unwrap();
    shm.fill(0xAA);
    message.write_to(&mut shm).unwrap() == bytes.len() && shm[..] == *bytes
}

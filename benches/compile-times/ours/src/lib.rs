//! Everything that `ros-z-build` generates.

include!(concat!(env!("OUT_DIR"), "/interfaces.rs"));

#[cfg(feature = "serde")]
pub use shm_cdr::serde_zbuf;

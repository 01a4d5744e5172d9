//! Everything that `ros-z-build` generates.

include!(concat!(env!("OUT_DIR"), "/interfaces.rs"));

#[cfg(feature = "serde")]
#[path = "../../../../ros-z-msgs/src/serde_zbuf.rs"]
pub mod serde_zbuf;

//! The trait that all builders share.

use crate::Result;

/// Something that is put together by calls and then built.
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

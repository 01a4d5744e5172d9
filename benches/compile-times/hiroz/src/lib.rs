//! Everything that hiroz-codegen 0.2.1 generates.

include!(concat!(env!("OUT_DIR"), "/generated.rs"));

/// What the generated code expects of its crate.
pub mod size_estimation {
    /// As in hiroz-msgs 0.2.1.
    pub trait SizeEstimation {
        /// At least the size in bytes, without header.
        fn estimated_cdr_size(&self) -> usize;
    }
}

//! px4_msgs and autoware's packages, as a user generates them.

#![deny(warnings, missing_docs)]

/// The packages.
pub mod interfaces {
    include!(concat!(env!("OUT_DIR"), "/interfaces.rs"));
}

//! Generated code, as users have it: `px4_msgs` and autoware's packages, and odd definitions.

#![deny(warnings, missing_docs, clippy::all, clippy::pedantic)]

// Where `Config::shm_cdr_path` finds it.
pub use shm_cdr as renamed;

/// The real packages.
pub mod interfaces {
    include!(concat!(env!("OUT_DIR"), "/interfaces.rs"));
}

/// Everything that definitions can have and real ones seldom do.
pub mod odd {
    include!(concat!(env!("OUT_DIR"), "/odd.rs"));
}

/// With serde.
pub mod serialized {
    include!(concat!(env!("OUT_DIR"), "/serialized.rs"));
}

/// What `Config` changes.
pub mod configured {
    include!(concat!(env!("OUT_DIR"), "/configured.rs"));
}

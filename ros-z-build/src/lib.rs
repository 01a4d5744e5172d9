//! Rust structs from ROS 2 interface definitions, in a build script.
//!
//! ```no_run
//! // build.rs
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     ros_z_build::compile(["interfaces"])?;
//!     Ok(())
//! }
//! ```
//!
//! ```text
//! mod interfaces {
//!     include!(concat!(env!("OUT_DIR"), "/interfaces.rs"));
//! }
//! use interfaces::px4_msgs::msg::VehicleOdometry;
//! ```
//!
//! The folders hold packages: `px4_msgs/msg/VehicleOdometry.msg`, at any depth. The crate
//! depends on `shm-cdr` and, where its messages refer to those of the standard packages, on
//! `ros-z-msgs`, which has them.
//!
//! # What is generated
//!
//! A module for each package, with the modules `msg`, `srv` and `action` that it needs, and in
//! them structs with `#[derive(ShmMessage)]`. Comments become documentation, default
//! values the `Default` of the struct, constants associated constants. `uint8[]` and `byte[]`
//! are `ZBuf`, other sequences `Vec`. Fields named like a keyword of Rust are raw
//! (`r#type`); `self`, `super` and `crate`, which cannot be raw, get a `_` at the end.
//!
//! Services and actions are the messages that ROS makes of them (`SetBool_Request`,
//! `Fibonacci_SendGoal_Response`) and a type of their own with `TYPE_NAME` and `TYPE_HASH`.
//!
//! [`Config`] changes what is generated, and where.

mod config;
mod error;
mod find;
mod generate;
mod output;
mod plan;

/// Compiles and runs the code in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

use std::path::Path;

use ros_z_idl::{Checked, Interfaces};

pub use crate::config::{Bytes, Config};
pub use crate::error::Error;

/// Generates `interfaces.rs` in `OUT_DIR` from the packages in `folders`, for a build script.
///
/// ```no_run
/// // build.rs
/// fn main() -> Result<(), ros_z_build::Error> {
///     ros_z_build::compile(["interfaces", "../more_interfaces"])
/// }
/// ```
///
/// # Errors
///
/// Definitions are wrong, folders have none, or files cannot be read or written. All wrong
/// definitions are reported at once, and nothing is written then.
pub fn compile<P: AsRef<Path>>(folders: impl IntoIterator<Item = P>) -> Result<(), Error> {
    Config::new().compile(folders)
}

/// Reads the definitions of the packages in `folders` as data, with the standard ones that they
/// refer to, for programs that generate no code.
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// # let file = folder.path().join("demo_msgs/msg/Reading.msg");
/// # std::fs::create_dir_all(folder.path().join("demo_msgs/msg"))?;
/// # std::fs::write(&file, "std_msgs/Header header\nfloat32 value\n")?;
/// # let folder = folder.path();
/// let interfaces = ros_z_build::read([folder])?;
/// let reading = interfaces.description("demo_msgs/msg/Reading").unwrap();
/// assert!(reading.to_text().starts_with("std_msgs/Header header\nfloat32 value\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// Definitions are wrong, folders have none, or files cannot be read.
pub fn read<P: AsRef<Path>>(folders: impl IntoIterator<Item = P>) -> Result<Checked, Error> {
    let mut interfaces = Interfaces::new();
    for folder in folders {
        for found in find::interfaces(folder.as_ref(), &mut interfaces) {
            find::add(&found, &mut interfaces);
        }
    }
    interfaces.add_standard();
    Ok(interfaces.check()?)
}

//! ROS 2 interface definitions as data.
//!
//! [`Interfaces`] takes the text of `.msg`, `.srv` and `.action` files, and what MCAP calls
//! `ros2msg`, as rosidl reads them. [`Interfaces::check`] resolves the names and reports all
//! that is wrong, with file, line, the line itself and what to write. [`Checked`] knows the
//! [`Description`] and with it the RIHS01 hash of every message, service and action, and of
//! the messages that the latter two are made of.
//!
//! ```
//! use ros_z_idl::Interfaces;
//!
//! let mut interfaces = Interfaces::new();
//! interfaces.add("demo_msgs/msg/Reading".parse()?, "msg/Reading.msg", b"int x\nfloat32 y 1.5\n");
//! let report = interfaces.check().unwrap_err();
//! assert_eq!(
//!     report.to_string(),
//!     "\
//! error: `int` is not a type
//!  --> msg/Reading.msg:1:1
//!   |
//! 1 | int x
//!   | ^^^
//!   |
//!   = help: write `int32`
//!
//! 1 error"
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Where it differs from rosidl
//!
//! What rosidl accepts is accepted. The values of strings with backslashes differ, since
//! rosidl decodes escapes twice and refuses some; they bring a warning. So does a `#` within
//! quotes, which starts a comment. A name that nothing has is an error here at once, and so is a
//! message that contains itself.
//!
//! # Features
//!
//! - `parser` (default): all of the above. Without it the crate is `no_std` and has type
//!   descriptions and hashes only.

#![no_std]

extern crate alloc;
#[cfg(feature = "parser")]
extern crate std;

#[cfg(feature = "parser")]
mod checked;
#[cfg(feature = "parser")]
mod concatenated;
#[cfg(feature = "parser")]
mod cycles;
mod description;
#[cfg(feature = "parser")]
mod interfaces;
#[cfg(feature = "parser")]
mod model;
#[cfg(feature = "parser")]
mod name;
#[cfg(feature = "parser")]
mod parse;
#[cfg(feature = "parser")]
mod parts;
#[cfg(feature = "parser")]
mod source;
#[cfg(feature = "parser")]
pub mod standard;
#[cfg(feature = "parser")]
mod text;

/// Compiles and runs the code in the README.
#[cfg(all(doctest, feature = "parser"))]
#[doc = include_str!("../README.md")]
struct Readme;

#[cfg(feature = "parser")]
pub use crate::checked::Checked;
pub use crate::description::{
    Container, Description, Element, FieldType, Fields, ParseHashError, Primitive, TypeHash,
};
#[cfg(feature = "parser")]
pub use crate::interfaces::Interfaces;
#[cfg(feature = "parser")]
pub use crate::model::{
    Action, Body, Constant, ConstantType, Field, Interface, Item, Message, Service, Span, Spanned,
    Value,
};
#[cfg(feature = "parser")]
pub use crate::name::{Kind, NameError, TypeName};
#[cfg(feature = "parser")]
pub use crate::parts::{Origin, Type};
#[cfg(feature = "parser")]
pub use crate::source::{Diagnostic, Label, Report, Severity, Source, SourceId};

//! ROS 2 messages from plain Rust structs, written in place into shared memory.
//!
//! `#[derive(ShmMessage)]` generates the CDR writer, the exact encoded size, the
//! reader and the ROS type hash of a struct. The writer fills any [`ShmSink`]: a
//! `Vec<u8>`, a `&mut [u8]` or, with the feature `zenoh`, Zenoh's shared-memory
//! buffers. Every sink receives the same bytes, exactly as many as the size said.
//!
//! ```
//! use shm_cdr::{ShmMessage, SizeEstimation};
//!
//! #[derive(ShmMessage, Debug, PartialEq)]
//! #[shm(type_name = "demo_msgs/msg/Reading")]
//! struct Reading {
//!     sensor: String,
//!     values: Vec<f64>,
//! }
//!
//! let reading = Reading { sensor: "imu".into(), values: vec![0.5, 1.5] };
//! let bytes = reading.to_cdr()?;
//! assert_eq!(bytes.len(), reading.estimated_serialized_size());
//! assert_eq!(Reading::from_cdr(&bytes)?, reading);
//! assert!(Reading::type_hash().to_string().starts_with("RIHS01_"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Wire format
//!
//! Encoding is XCDR1 (CDR as in OMG DDSI-RTPS 2.5, clause 10, and DDS-XTypes 1.3,
//! clause 7.4), little-endian, after the 4-byte encapsulation header
//! `00 01 00 00`, byte for byte what the ROS 2 type support writes. Alignment is 1,
//! 2, 4 or 8 and counts from the byte after the header; padding is zero. Decoding
//! also takes big-endian bodies and XCDR2 bodies of final types, and accepts bytes
//! after the end of the message.
//!
//! # Features
//!
//! - `zbuf` (default): `ZBuf` as the type of `uint8[]` and `byte[]` fields.
//! - `bytes`: a `ZBuf` from [`bytes::Bytes`](https://docs.rs/bytes), without a copy.
//! - `serde`: `WString` as a string in JSON and similar formats; modules for
//!   `#[serde(with = "..")]` on fields of bytes and of floating-point numbers; with `dynamic`, its
//!   messages.
//! - `dynamic`: the module `dynamic`, for messages whose definition is known only at run time.
//! - `zenoh`: [`ShmSink`] for Zenoh's shared-memory buffers.
//!
//! Without `zbuf` and `zenoh` the crate is `no_std` and needs `alloc`.

#![no_std]

extern crate alloc;
// The derive names this crate by its absolute path, also in the tests below.
extern crate self as shm_cdr;

mod align;
#[cfg(feature = "zbuf")]
mod bytes;
mod depth;
mod describe;
#[cfg(feature = "dynamic")]
pub mod dynamic;
mod error;
mod field;
mod header;
mod impls;
mod layout;
mod limit;
mod loan;
mod measured;
mod message;
pub mod plain;
mod plan;
mod raw;
mod reader;
mod received;
mod rows;
#[cfg(feature = "serde")]
pub mod serde_float;
#[cfg(all(feature = "serde", feature = "zbuf"))]
pub mod serde_zbuf;
mod sink;
#[cfg(feature = "zbuf")]
mod splice;
mod structs;
mod table;
mod text;
mod value;
mod view;
#[cfg(feature = "zenoh")]
mod zenoh;

/// Compiles and runs the code in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

#[doc(hidden)]
pub mod private;

pub use crate::align::BODY_ALIGNMENT;
#[cfg(feature = "zbuf")]
pub use crate::bytes::ZBufExt;
pub use crate::describe::TypeHash;
pub use crate::error::{DecodeError, DecodeErrorKind, EncodeError, FieldError};
pub use crate::field::{Bulk, Field, FieldOf};
pub use crate::header::HEADER_LEN;
pub use crate::impls::{RosStr, RosString, WStr, WString};
pub use crate::loan::{Loan, Reservation};
pub use crate::measured::Measured;
pub use crate::message::{ShmMessage, SizeEstimation};
pub use crate::reader::CdrReader;
pub use crate::sink::{Room, ShmSink};
#[cfg(feature = "zbuf")]
pub use crate::splice::{Around, BufferField, visit_buffers};
pub use crate::value::Value;
pub use crate::view::{Sequence, SequenceIter};
/// ```
/// use shm_cdr::ShmMessage;
///
/// #[derive(ShmMessage, Clone, Debug, PartialEq)]
/// #[repr(u8)]
/// enum Level {
///     Ok = 0,
///     Warn = 1,
/// }
///
/// #[derive(ShmMessage)]
/// #[shm(type_name = "demo_msgs/msg/Status")]
/// struct Status {
///     level: Level,
///     #[shm(max_len = 32, default = "unknown".into())]
///     name: String,
///     #[shm(rename = "self", default = 7)]
///     own: u32,
///     #[shm(kind = "byte", default)]
///     key: [u8; 40],
///     #[shm(max_item_len = 8)]
///     tags: Vec<String>,
/// }
///
/// # impl Default for Level {
/// #     fn default() -> Self {
/// #         Level::Ok
/// #     }
/// # }
/// let status = Status::default();
/// assert_eq!((status.name.as_str(), status.own, status.key), ("unknown", 7, [0; 40]));
/// assert_eq!(Status::from_cdr(&status.to_cdr()?)?.level, Level::Ok);
/// let definition = "uint8 level\nstring<=32 name\nuint32 self\nbyte[40] key\nstring<=8[] tags\n";
/// assert_eq!(Status::definition(), definition);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub use shm_cdr_derive::ShmMessage;
#[cfg(feature = "zbuf")]
pub use zenoh_buffers::ZBuf;
/// `len()` and `is_empty()` of a [`ZBuf`], and its parts.
///
/// ```
/// use shm_cdr::{Buffer, SplitBuffer, ZBuf};
///
/// let data = ZBuf::from(vec![1, 2, 3]);
/// assert_eq!((data.len(), data.is_empty()), (3, false));
/// assert!(data.slices().eq([[1, 2, 3]]));
/// ```
#[cfg(feature = "zbuf")]
pub use zenoh_buffers::buffer::{Buffer, SplitBuffer};

//! Messages whose definition is known only at run time.
//!
//! A [`DynamicType`] comes from a definition as text, such as MCAP holds and
//! [`ShmMessage::definition`](crate::ShmMessage::definition) gives, from interfaces that have
//! been read from files, or from the type description that a ROS node answers with. It decodes
//! messages to a tree of [`DynamicValue`]s that borrows strings and numbers, with the checks and the
//! errors of the generated decoder, and writes them back to the same bytes.
//!
//! ```
//! use shm_cdr::dynamic::{DynamicType, DynamicValue};
//!
//! let definition = "\
//! geometry_msgs/Point32[] points
//! string label \"none\"
//! ================================================================================
//! MSG: geometry_msgs/Point32
//! float32 x
//! float32 y
//! float32 z
//! ";
//! let ty = DynamicType::parse("demo_msgs/msg/Outline", definition)?;
//!
//! let mut outline = ty.default_value();
//! outline.set("label", "box")?;
//! let bytes = outline.to_cdr()?;
//!
//! let outline = ty.decode(&bytes)?;
//! assert_eq!(outline.get("label")?.as_str(), Some("box"));
//! assert_eq!(outline.to_string(), "points: []\nlabel: box\n");
//! for (name, value) in outline.iter() {
//!     assert_eq!(name == "label", matches!(value, DynamicValue::Str(_)));
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # As text
//!
//! [`DynamicMessage::yaml`] shows a message as `ros2 topic echo` does. With the feature `serde`
//! a message is `Serialize`, in JSON as the messages of `ros-z-msgs` are, and `&DynamicType` is a
//! `DeserializeSeed`: any JSON or YAML crate reads a message with it, in which fields may be
//! missing.
//!
//! # Memory
//!
//! Decoding reserves memory for what is there, and never for what is only announced. Numbers in
//! arrays and sequences are borrowed, however many. Every other value takes 40 bytes, and a
//! sequence of strings or messages up to twice as much while it grows.

mod build;
mod decode;
mod encode;
mod error;
mod number;
mod numbers;
mod path;
#[cfg(feature = "serde")]
mod read;
mod scalar;
#[cfg(feature = "serde")]
mod show;
mod ty;
mod value;
mod yaml;

pub use build::field_type;
pub use error::{PathError, TypeError};
pub use number::Number;
pub use numbers::{Numbers, NumbersIter};
pub use ros_z_idl::{Checked, Description, FieldType, Interfaces, Primitive, Report};
pub use ty::{DynamicField, DynamicType};
pub use value::{DynamicMessage, DynamicValue};
pub use yaml::Yaml;

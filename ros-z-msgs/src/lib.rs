//! The standard ROS 2 messages as plain structs.
//!
//! `ros_z_msgs::<package>::<Type>`: fields and constants are named as in the ROS
//! definition; the codec, the size and the type hash come from the derive of
//! [`shm_cdr`]. `uint8[]` and `byte[]` are [`ZBuf`](shm_cdr::ZBuf), which holds bytes on
//! the heap or in shared memory; every other unbounded or bounded sequence is a `Vec`.
//! `Default` gives the values of the definition. Services and actions are their messages,
//! spelled as in ROS: `std_srvs::SetBool_Request`.
//!
//! Structs of a fixed size are `repr(C)` where memory and wire then agree: sequences of
//! them are copied whole and can be borrowed from a message.
//!
//! With the feature `serde` they are `Serialize` and `Deserialize`, in JSON with the field
//! names of ROS and `uint8[]` as a list of numbers. JSON has no infinities and no NaN: they are
//! the strings `"Infinity"`, `"-Infinity"` and `"NaN"` there.
//!
//! ```
//! use ros_z_msgs::sensor_msgs::PointField;
//! use shm_cdr::ShmMessage;
//!
//! let x = PointField { name: "x".into(), datatype: PointField::FLOAT32, count: 1, ..Default::default() };
//! assert_eq!(PointField::from_cdr(&x.to_cdr()?)?, x);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![expect(missing_docs, reason = "fields and constants are documented by the ROS definitions")]

#[cfg(feature = "serde")]
mod serde_float;
#[cfg(feature = "serde")]
mod serde_zbuf;

pub mod action_msgs;
pub mod actionlib_msgs;
pub mod builtin_interfaces;
pub mod diagnostic_msgs;
pub mod geometry_msgs;
pub mod lifecycle_msgs;
pub mod nav_msgs;
pub mod rcl_interfaces;
pub mod rosgraph_msgs;
pub mod sensor_msgs;
pub mod service_msgs;
pub mod shape_msgs;
pub mod std_msgs;
pub mod std_srvs;
pub mod stereo_msgs;
pub mod tf2_msgs;
pub mod trajectory_msgs;
pub mod type_description_interfaces;
pub mod unique_identifier_msgs;
pub mod visualization_msgs;

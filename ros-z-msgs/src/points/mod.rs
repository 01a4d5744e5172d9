//! Points of a [`PointCloud2`](crate::sensor_msgs::PointCloud2) as structs.
//!
//! A struct of numbers with the derive is a point. What it is called does not matter; its fields
//! are those of the cloud with the same names.
//!
//! ```
//! use ros_z_msgs::sensor_msgs::PointCloud2;
//! use shm_cdr::ShmMessage;
//!
//! #[derive(ShmMessage, Clone, Copy, Debug, Default, PartialEq)]
//! #[repr(C)]
//! struct LidarPoint {
//!     x: f32,
//!     y: f32,
//!     z: f32,
//!     intensity: f32,
//!     ring: u16,
//!     echo: [u8; 2],
//! }
//!
//! let points = [LidarPoint { x: 1.0, ring: 7, ..Default::default() }; 100];
//! let cloud = PointCloud2::from_points(&points)?;
//! assert_eq!((cloud.width, cloud.point_step), (100, 20));
//! assert_eq!(cloud.fields[4].name, "ring");
//!
//! let received = PointCloud2::from_cdr(&cloud.to_cdr()?)?;
//! for point in &received.points::<LidarPoint>()? {
//!     assert_eq!(point.ring, 7);
//! }
//! assert_eq!(received.points::<LidarPoint>()?.to_vec(), points);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`PointXyz`], [`PointXyzi`], [`PointXyzRgb`] and others are there already, with the field names
//! that PCL, rviz and the drivers of lidars use.
//!
//! # What fits
//!
//! Each field of the struct must be in the cloud, with the same type and count; other fields of
//! the cloud, their order, gaps between them and the endianness do not matter. A count of 0 is
//! taken as 1, as PCL does. The bits of `rgb` and `rgba` may be `FLOAT32`, `UINT32` or `INT32`, of
//! which different programs write different ones. Errors name the field, and say what it is in
//! the cloud and in the struct.
//!
//! # Without a copy
//!
//! Where the cloud has the fields at the places that they have in the struct, nothing is copied:
//! see [`Grid`](crate::grid::Grid). Use `#[repr(C)]`, and fields for the gaps that the cloud has.
//!
//! ```
//! use ros_z_msgs::points::PointXyz;
//! use ros_z_msgs::sensor_msgs::PointCloud2;
//! use shm_cdr::ShmMessage;
//!
//! let points = [PointXyz { x: 1.0, y: 2.0, z: 3.0 }; 4];
//! let bytes = PointCloud2::from_points(&points)?.to_cdr()?;
//! let view = PointCloud2::view(&bytes)?;
//! let received = view.points::<PointXyz>()?;
//! assert_eq!(received.as_slice(), Some(&points[..]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Written in place, into the loan of a publisher or anything else that reserves the room:
//!
//! ```
//! use ros_z_msgs::points::{PointXyz, points_mut};
//! use ros_z_msgs::sensor_msgs::PointCloud2;
//! use shm_cdr::{Reservation, ShmMessage};
//!
//! // All but the data; then the room for 1000 points in the encoded message.
//! let cloud = PointCloud2::layout_of::<PointXyz>(1000, 1)?;
//! let data = PointCloud2::fields().data;
//! let message = Reservation::of(&cloud).reserve(data, cloud.data_size());
//! let size = message.serialized_size()?;
//! let mut loan = message.write_into(vec![0; size])?;
//! for (index, point) in points_mut::<PointXyz>(loan.slice_mut(data)?)?.iter_mut().enumerate() {
//!     *point = PointXyz { x: index as f32, y: 0.0, z: 0.0 };
//! }
//! let bytes = loan.into_buffer();
//! let view = PointCloud2::view(&bytes)?;
//! assert_eq!(view.points::<PointXyz>()?.get(999).map(|point| point.x), Some(999.0));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cloud;
mod error;
mod layout;
mod ready;

pub use self::cloud::{points_mut, write_points};
pub use self::error::CloudError;
pub use self::layout::{Point, point_step};
pub use self::ready::{
    PointXy, PointXyz, PointXyzNormal, PointXyzRgb, PointXyzRgba, PointXyzi, PointXyzir, Rgb,
};

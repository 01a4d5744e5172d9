//! Pixels of an [`Image`](crate::sensor_msgs::Image) as numbers and arrays of numbers.
//!
//! ```
//! use ros_z_msgs::sensor_msgs::Image;
//!
//! let image = Image::from_pixels(640, "rgb8", &vec![[255u8, 128, 0]; 640 * 480])?;
//! assert_eq!((image.height, image.step), (480, 1920));
//!
//! let pixels = image.pixels::<[u8; 3]>()?;
//! assert_eq!(pixels.at(639, 479), Some([255, 128, 0]));
//! for row in pixels.rows() {
//!     assert!(row.iter().all(|[red, green, _]| red > green));
//! }
//! # Ok::<(), ros_z_msgs::images::ImageError>(())
//! ```
//!
//! | encoding | pixel |
//! |---|---|
//! | `mono8`, `bayer_rggb8` and the like, `8UC1` | `u8` |
//! | `rgb8`, `bgr8`, `8UC3` | `[u8; 3]` |
//! | `rgba8`, `bgra8`, `8UC4` | `[u8; 4]` |
//! | `mono16`, `bayer_rggb16` and the like, `16UC1` | `u16` |
//! | `rgb16`, `bgr16` / `rgba16`, `bgra16` | `[u16; 3]` / `[u16; 4]` |
//! | `yuv422`, `uyvy`, `yuv422_yuy2`, `yuyv` | `[u8; 2]` |
//! | `8SC1`, `16SC1`, `32SC1`, `32FC1`, `64FC1` | `i8`, `i16`, `i32`, `f32`, `f64` |
//! | those with `C2`, `C3`, .. at the end | arrays of 2, 3, .. of them |
//!
//! Rows may have padding (`step`), and numbers either endianness (`is_bigendian`). Where memory
//! agrees, nothing is copied: see [`Grid`](crate::grid::Grid).
//!
//! # Written in place
//!
//! ```
//! use ros_z_msgs::images::pixels_mut;
//! use ros_z_msgs::sensor_msgs::Image;
//! use shm_cdr::{Reservation, ShmMessage};
//!
//! // All but the data; then the room for it in the encoded message.
//! let depth = Image::layout_of(640, 480, "16UC1")?;
//! let data = Image::fields().data;
//! let message = Reservation::of(&depth).reserve(data, depth.data_size());
//! let size = message.serialized_size()?;
//! let mut loan = message.write_into(vec![0; size])?;
//! pixels_mut::<u16>(loan.slice_mut(data)?)?.fill(1500);
//! let bytes = loan.into_buffer();
//! assert_eq!(Image::view(&bytes)?.pixels::<u16>()?.at(3, 2), Some(1500));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[cfg(feature = "image")]
mod convert;
mod encoding;
mod error;
mod image;

pub use self::encoding::{Channel, Encoding, Pixel};
pub use self::error::ImageError;
pub use self::image::pixels_mut;

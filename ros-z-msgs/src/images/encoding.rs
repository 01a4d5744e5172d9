//! What the encodings of images say.

use std::fmt;

use shm_cdr::Value;

/// What a channel of a pixel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[allow(missing_docs, reason = "named as in Rust")]
pub enum Channel {
    U8,
    I8,
    U16,
    I16,
    I32,
    F32,
    F64,
}

impl Channel {
    /// The bytes of a channel.
    pub fn size(self) -> usize {
        match self {
            Self::U8 | Self::I8 => 1,
            Self::U16 | Self::I16 => 2,
            Self::I32 | Self::F32 => 4,
            Self::F64 => 8,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::U8 => "u8",
            Self::I8 => "i8",
            Self::U16 => "u16",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::F32 => "f32",
            Self::F64 => "f64",
        }
    }
}

/// What a pixel of an encoding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Encoding {
    /// What each channel is.
    pub channel: Channel,
    /// How many channels a pixel has; at least 1.
    pub channels: usize,
}

impl Encoding {
    /// What a pixel of the encoding with this name is: those of `sensor_msgs/image_encodings.hpp`.
    ///
    /// `None` for names that are not there, and for `nv21` and `nv24`, which have a plane after
    /// the rows.
    ///
    /// ```
    /// use ros_z_msgs::images::{Channel, Encoding};
    ///
    /// let encoding = Encoding::of("bgr8").ok_or("unknown")?;
    /// assert_eq!((encoding.channel, encoding.channels), (Channel::U8, 3));
    /// assert_eq!(encoding.pixel_size(), 3);
    /// assert_eq!(Encoding::of("nv21"), None);
    /// # Ok::<(), &str>(())
    /// ```
    pub fn of(name: &str) -> Option<Self> {
        let (channel, channels) = match name {
            "mono8" | "bayer_rggb8" | "bayer_bggr8" | "bayer_gbrg8" | "bayer_grbg8" => {
                (Channel::U8, 1)
            }
            "mono16" | "bayer_rggb16" | "bayer_bggr16" | "bayer_gbrg16" | "bayer_grbg16" => {
                (Channel::U16, 1)
            }
            "rgb8" | "bgr8" => (Channel::U8, 3),
            "rgba8" | "bgra8" => (Channel::U8, 4),
            "rgb16" | "bgr16" => (Channel::U16, 3),
            "rgba16" | "bgra16" => (Channel::U16, 4),
            "yuv422" | "uyvy" | "yuv422_yuy2" | "yuyv" => (Channel::U8, 2),
            _ => return Self::of_matrix(name),
        };
        Some(Self { channel, channels })
    }

    /// The names of OpenCV: `8UC3` and the like.
    fn of_matrix(name: &str) -> Option<Self> {
        let (channel, channels) = name.split_once('C')?;
        let channel = match channel {
            "8U" => Channel::U8,
            "8S" => Channel::I8,
            "16U" => Channel::U16,
            "16S" => Channel::I16,
            "32S" => Channel::I32,
            "32F" => Channel::F32,
            "64F" => Channel::F64,
            _ => return None,
        };
        if !channels.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        // As many as OpenCV has at most.
        let channels = channels.parse().ok().filter(|channels| (1..=512).contains(channels))?;
        Some(Self { channel, channels })
    }

    /// The bytes of a pixel.
    pub fn pixel_size(self) -> usize {
        self.channel.size() * self.channels
    }
}

/// As a type of Rust: `u8`, `[u16; 3]`.
impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.channels {
            1 => f.write_str(self.channel.name()),
            channels => write!(f, "[{}; {channels}]", self.channel.name()),
        }
    }
}

/// What a pixel can be: a number, or an array of numbers.
///
/// Sealed: `u8`, `i8`, `u16`, `i16`, `i32`, `f32`, `f64`, and arrays of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a pixel",
    note = "pixels are `u8`, `i8`, `u16`, `i16`, `i32`, `f32`, `f64`, and arrays of them"
)]
pub trait Pixel: Value + Copy + sealed::Sealed + 'static {
    /// What such a pixel is.
    #[doc(hidden)]
    const ENCODING: Encoding;

    /// Adds its bytes, in the endianness of this machine.
    #[doc(hidden)]
    fn push_to(self, bytes: &mut Vec<u8>);
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! pixels {
    ($($number:ident $channel:ident),*) => {$(
        impl sealed::Sealed for $number {}

        impl Pixel for $number {
            const ENCODING: Encoding = Encoding { channel: Channel::$channel, channels: 1 };

            fn push_to(self, bytes: &mut Vec<u8>) {
                bytes.extend_from_slice(&self.to_ne_bytes());
            }
        }

        impl<const N: usize> sealed::Sealed for [$number; N] {}

        impl<const N: usize> Pixel for [$number; N] {
            const ENCODING: Encoding = Encoding { channel: Channel::$channel, channels: N };

            fn push_to(self, bytes: &mut Vec<u8>) {
                self.into_iter().for_each(|number| number.push_to(bytes));
            }
        }
    )*};
}

pixels!(u8 U8, i8 I8, u16 U16, i16 I16, i32 I32, f32 F32, f64 F64);

//! Images of the crate `image`.

use image::{DynamicImage, ImageBuffer, Luma, Rgb, Rgba};

use super::{ImageError, Pixel};
use crate::sensor_msgs::Image;

/// A copy of the image, of 8 or 16 bits; `bgr` becomes `rgb`, and so does `bgra` with `rgba`.
///
/// Floating-point numbers (`32FC3`, `32FC4`) are taken as they are. Encodings that
/// [`DynamicImage`] has not, such as Bayer patterns and YUV, are errors.
impl TryFrom<&Image> for DynamicImage {
    type Error = ImageError;

    fn try_from(image: &Image) -> Result<Self, ImageError> {
        let (width, height) = (image.width, image.height);
        let unsupported = || ImageError::Unsupported {
            found: format!("the encoding `{}` of {width} x {height} pixels", image.encoding),
        };
        /// The channels of all pixels, with red and blue exchanged if they are the other way.
        fn channels<T: Copy, const N: usize>(
            image: &Image,
            is_bgr: bool,
        ) -> Result<Vec<T>, ImageError>
        where
            [T; N]: Pixel,
        {
            let mut pixels = image.pixels::<[T; N]>()?.to_vec();
            if is_bgr {
                pixels.iter_mut().for_each(|pixel| pixel.swap(0, 2));
            }
            Ok(pixels.into_iter().flatten().collect())
        }
        macro_rules! made {
            ($variant:ident, $color:ident, $channels:expr) => {
                ImageBuffer::<$color<_>, _>::from_raw(width, height, $channels?)
                    .map(Self::$variant)
                    .ok_or_else(unsupported)
            };
        }
        let is_bgr = image.encoding.starts_with("bgr");
        match &*image.encoding {
            "mono8" | "8UC1" => made!(ImageLuma8, Luma, channels::<u8, 1>(image, false)),
            "mono16" | "16UC1" => made!(ImageLuma16, Luma, channels::<u16, 1>(image, false)),
            "rgb8" | "bgr8" => made!(ImageRgb8, Rgb, channels::<u8, 3>(image, is_bgr)),
            "rgba8" | "bgra8" => made!(ImageRgba8, Rgba, channels::<u8, 4>(image, is_bgr)),
            "rgb16" | "bgr16" => made!(ImageRgb16, Rgb, channels::<u16, 3>(image, is_bgr)),
            "rgba16" | "bgra16" => made!(ImageRgba16, Rgba, channels::<u16, 4>(image, is_bgr)),
            "32FC3" => made!(ImageRgb32F, Rgb, channels::<f32, 3>(image, false)),
            "32FC4" => made!(ImageRgba32F, Rgba, channels::<f32, 4>(image, false)),
            _ => Err(unsupported()),
        }
    }
}

/// A message with a copy of the pixels: `mono8`, `mono16`, `rgb8`, `rgb16`, `rgba8`, `rgba16`,
/// `32FC3` or `32FC4`. Gray with alpha has no encoding in ROS and is an error.
impl TryFrom<&DynamicImage> for Image {
    type Error = ImageError;

    fn try_from(image: &DynamicImage) -> Result<Self, ImageError> {
        let encoding = match image {
            DynamicImage::ImageLuma8(_) => "mono8",
            DynamicImage::ImageLuma16(_) => "mono16",
            DynamicImage::ImageRgb8(_) => "rgb8",
            DynamicImage::ImageRgba8(_) => "rgba8",
            DynamicImage::ImageRgb16(_) => "rgb16",
            DynamicImage::ImageRgba16(_) => "rgba16",
            DynamicImage::ImageRgb32F(_) => "32FC3",
            DynamicImage::ImageRgba32F(_) => "32FC4",
            other => {
                return Err(ImageError::Unsupported { found: format!("{:?}", other.color()) });
            }
        };
        // In the endianness of this machine, which is what `from_bytes` says.
        Self::from_bytes(image.width(), image.height(), encoding, image.as_bytes().to_vec())
    }
}

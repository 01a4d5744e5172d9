//! Images from pixels, and pixels from images.

use std::borrow::Cow;

use shm_cdr::{Buffer, ZBuf, ZBufExt, plain};

use super::{Encoding, ImageError, Pixel};
use crate::grid::{Grid, Part, Plan, Shape};
use crate::sensor_msgs::{Image, ImageView};

impl Image {
    /// An image whose bytes are all zero, without padding between rows.
    ///
    /// ```
    /// use ros_z_msgs::sensor_msgs::Image;
    /// use shm_cdr::Buffer;
    ///
    /// let image = Image::new(4, 2, "mono16")?;
    /// assert_eq!((image.step, image.data.len()), (8, 16));
    /// # Ok::<(), ros_z_msgs::images::ImageError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The encoding is unknown, or the image would have more than 4 GiB.
    pub fn new(width: u32, height: u32, encoding: &str) -> Result<Self, ImageError> {
        let image = Self::layout_of(width, height, encoding)?;
        Ok(Self { data: vec![0; image.data_size()].into(), ..image })
    }

    /// An image without the data, for a loan: see [the module](crate::images#written-in-place).
    ///
    /// Rows have no padding, and numbers the endianness of this machine.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new).
    pub fn layout_of(width: u32, height: u32, encoding: &str) -> Result<Self, ImageError> {
        let pixel = known(encoding)?.pixel_size();
        let too_large =
            || ImageError::TooLarge { width: width as usize, height: height as usize, pixel };
        let step = u64::from(width) * pixel as u64;
        let step = u32::try_from(step).map_err(|_| too_large())?;
        step.checked_mul(height).ok_or_else(too_large)?;
        Ok(Self {
            height,
            width,
            encoding: encoding.into(),
            is_bigendian: cfg!(target_endian = "big").into(),
            step,
            ..Default::default()
        })
    }

    /// An image of these bytes, as a camera gives them: rows without padding, numbers in the
    /// endianness of this machine. The bytes may be in shared memory.
    ///
    /// Of rows with padding, set `step` and `data` in what [`layout_of`](Self::layout_of) returns.
    ///
    /// ```
    /// use ros_z_msgs::sensor_msgs::Image;
    ///
    /// let image = Image::from_bytes(2, 2, "mono8", vec![1, 2, 3, 4])?;
    /// assert_eq!(image.pixels::<u8>()?.at(1, 0), Some(2));
    ///
    /// let error = Image::from_bytes(2, 2, "rgb8", vec![1, 2, 3, 4]).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "the data has 4 bytes, 2 rows (`height`) of 6 (`step`) are 12"
    /// );
    /// # Ok::<(), ros_z_msgs::images::ImageError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new), and there are too few or too many bytes.
    pub fn from_bytes(
        width: u32,
        height: u32,
        encoding: &str,
        bytes: impl Into<ZBuf>,
    ) -> Result<Self, ImageError> {
        let image = Self { data: bytes.into(), ..Self::layout_of(width, height, encoding)? };
        check_length(height, image.step, image.data.len())?;
        Ok(image)
    }

    /// An image of these pixels, row by row, `width` in each.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new); the pixels are no whole rows, or not those of the encoding.
    pub fn from_pixels<P: Pixel>(
        width: u32,
        encoding: &str,
        pixels: &[P],
    ) -> Result<Self, ImageError> {
        check_pixels::<P>(encoding)?;
        let uneven = ImageError::UnevenRows { pixels: pixels.len(), width };
        let rows = pixels.len().checked_div(width as usize).unwrap_or(0);
        if rows * width as usize != pixels.len() {
            return Err(uneven);
        }
        let height = u32::try_from(rows).map_err(|_| uneven)?;
        let image = Self::layout_of(width, height, encoding)?;
        let data = match plain::as_bytes(pixels) {
            Some(bytes) => bytes.to_vec(),
            // On a big-endian machine.
            None => {
                let mut data = Vec::with_capacity(image.data_size());
                pixels.iter().for_each(|pixel| pixel.push_to(&mut data));
                data
            }
        };
        Ok(Self { data: data.into(), ..image })
    }

    /// An image of these rows, which are equally long.
    ///
    /// ```
    /// use ros_z_msgs::sensor_msgs::Image;
    ///
    /// let image = Image::from_rows("mono8", [[1u8, 2, 3], [4, 5, 6]])?;
    /// assert_eq!((image.width, image.height), (3, 2));
    /// # Ok::<(), ros_z_msgs::images::ImageError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`from_pixels`](Self::from_pixels).
    pub fn from_rows<P: Pixel, R: AsRef<[P]>>(
        encoding: &str,
        rows: impl IntoIterator<Item = R>,
    ) -> Result<Self, ImageError> {
        let mut pixels = Vec::new();
        let mut width = None;
        for row in rows {
            let row = row.as_ref();
            let width = *width.get_or_insert(row.len());
            if row.len() != width {
                let width = u32::try_from(width).unwrap_or(u32::MAX);
                return Err(ImageError::UnevenRows { pixels: row.len(), width });
            }
            pixels.extend_from_slice(row);
        }
        let width = width.unwrap_or(0);
        let too_large =
            |_| ImageError::TooLarge { width, height: 1, pixel: P::ENCODING.pixel_size() };
        Self::from_pixels(u32::try_from(width).map_err(too_large)?, encoding, &pixels)
    }

    /// How many bytes the data of this image has or will have: `height` rows of `step` bytes.
    pub fn data_size(&self) -> usize {
        (self.height as usize).saturating_mul(self.step as usize)
    }

    /// The pixels of this image.
    ///
    /// # Errors
    ///
    /// The encoding is unknown, or its pixels are not of this type; a row is shorter than its
    /// pixels, or the data has not `height` rows of `step` bytes.
    pub fn pixels<P: Pixel>(&self) -> Result<Grid<'_, P>, ImageError> {
        check_pixels::<P>(&self.encoding)?;
        self.parts().grid::<P>()
    }

    /// The rows of this image as bytes without their padding: `pixels` for an encoding that is
    /// known only when the program runs.
    ///
    /// ```
    /// use ros_z_msgs::sensor_msgs::Image;
    ///
    /// let image = Image::from_pixels(2, "rgb8", &[[1u8, 2, 3], [4, 5, 6]])?;
    /// let rows = image.byte_rows()?;
    /// assert_eq!(rows.row(0).as_deref(), Some(&[1, 2, 3, 4, 5, 6][..]));
    /// # Ok::<(), ros_z_msgs::images::ImageError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`pixels`](Self::pixels).
    pub fn byte_rows(&self) -> Result<Grid<'_, u8>, ImageError> {
        self.parts().byte_grid(&self.encoding)
    }

    fn parts(&self) -> Parts<'_> {
        Parts {
            height: self.height,
            width: self.width,
            is_bigendian: self.is_bigendian != 0,
            step: self.step,
            data: self.data.bytes(),
        }
    }
}

impl<'a> ImageView<'a> {
    /// The pixels of this image, as [`Image::pixels`] gives them.
    ///
    /// # Errors
    ///
    /// As for [`Image::pixels`].
    pub fn pixels<P: Pixel>(&self) -> Result<Grid<'a, P>, ImageError> {
        check_pixels::<P>(self.encoding)?;
        self.parts().grid::<P>()
    }

    /// The rows of this image as bytes, as [`Image::byte_rows`] gives them.
    ///
    /// # Errors
    ///
    /// As for [`Image::byte_rows`].
    pub fn byte_rows(&self) -> Result<Grid<'a, u8>, ImageError> {
        self.parts().byte_grid(self.encoding)
    }

    fn parts(&self) -> Parts<'a> {
        Parts {
            height: self.height,
            width: self.width,
            is_bigendian: self.is_bigendian != 0,
            step: self.step,
            data: Cow::Borrowed(self.data),
        }
    }
}

/// What an image and its view have in common.
struct Parts<'a> {
    height: u32,
    width: u32,
    is_bigendian: bool,
    step: u32,
    data: Cow<'a, [u8]>,
}

impl<'a> Parts<'a> {
    fn grid<P: Pixel>(self) -> Result<Grid<'a, P>, ImageError> {
        let size = P::ENCODING.pixel_size();
        let is_swapped = self.is_bigendian != cfg!(target_endian = "big");
        let number = P::ENCODING.channel.size();
        let swapped = (is_swapped && number > 1).then_some(number);
        let part = Part { from: 0, to: 0, len: size, swapped };
        let shape = self.shape(size)?;
        Ok(Grid::new(self.data, shape, Plan::new::<P>([part], size)))
    }

    fn byte_grid(self, encoding: &str) -> Result<Grid<'a, u8>, ImageError> {
        let size = known(encoding)?.pixel_size();
        let Shape { width, height, row_step, .. } = self.shape(size)?;
        let shape = Shape { width: width * size, height, step: 1, row_step };
        let part = Part { from: 0, to: 0, len: 1, swapped: None };
        Ok(Grid::new(self.data, shape, Plan::new::<u8>([part], 1)))
    }

    /// Where the pixels are, each of `size` bytes.
    fn shape(&self, size: usize) -> Result<Shape, ImageError> {
        let Self { height, width, step, .. } = *self;
        let row_len = u64::from(width) * size as u64;
        if row_len > u64::from(step) {
            return Err(ImageError::Step { step, width, pixel: size });
        }
        check_length(height, step, self.data.len())?;
        Ok(Shape {
            width: width as usize,
            height: height as usize,
            step: size,
            row_step: step as usize,
        })
    }
}

fn check_length(height: u32, step: u32, found: usize) -> Result<(), ImageError> {
    let expected = u64::from(height) * u64::from(step);
    if found as u64 == expected {
        return Ok(());
    }
    Err(ImageError::DataLength { found, expected, height, step })
}

fn known(encoding: &str) -> Result<Encoding, ImageError> {
    Encoding::of(encoding).ok_or_else(|| ImageError::Encoding { encoding: encoding.into() })
}

fn check_pixels<P: Pixel>(encoding: &str) -> Result<(), ImageError> {
    let expected = known(encoding)?;
    if expected == P::ENCODING {
        return Ok(());
    }
    Err(ImageError::PixelType {
        encoding: encoding.into(),
        expected: expected.to_string(),
        asked: P::ENCODING.to_string(),
    })
}

/// The pixels in the data of an image, to be written in place, such as that of a loan whose message
/// [`Image::layout_of`] makes.
///
/// # Errors
///
/// The bytes are not those of whole pixels, or not aligned for their numbers: loans are for those
/// of up to 4 bytes.
pub fn pixels_mut<P: Pixel>(data: &mut [u8]) -> Result<&mut [P], ImageError> {
    let len = data.len();
    plain::as_slice_mut(data).ok_or(ImageError::Unaligned { len, pixel: size_of::<P>() })
}

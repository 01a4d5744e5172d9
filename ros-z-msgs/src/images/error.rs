//! Why an image has no such pixels.

/// The reasons why an image cannot be read or made as pixels of a type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImageError {
    /// The encoding is not one whose pixels are in rows of their own.
    #[error("the encoding `{encoding}` is unknown here, or its pixels are not numbers in rows")]
    Encoding {
        /// The encoding.
        encoding: String,
    },
    /// The pixels are of another type.
    #[error("a pixel of the encoding `{encoding}` is {expected}, not {asked}")]
    PixelType {
        /// The encoding of the image.
        encoding: String,
        /// What its pixels are.
        expected: String,
        /// What was asked for.
        asked: String,
    },
    /// Rows overlap.
    #[error("a row (`step`) has {step} bytes, {width} pixels (`width`) of {pixel} need {}", u64::from(*.width) * *.pixel as u64)]
    Step {
        /// The bytes of a row.
        step: u32,
        /// The pixels in a row.
        width: u32,
        /// The bytes of a pixel.
        pixel: usize,
    },
    /// The data is too short or too long.
    #[error(
        "the data has {found} bytes, {height} rows (`height`) of {step} (`step`) are {expected}"
    )]
    DataLength {
        /// The bytes that there are.
        found: usize,
        /// The bytes that all rows have.
        expected: u64,
        /// The rows.
        height: u32,
        /// The bytes of a row.
        step: u32,
    },
    /// Pixels do not make up whole rows.
    #[error("{pixels} pixels are no rows of {width}")]
    UnevenRows {
        /// The pixels.
        pixels: usize,
        /// The pixels in a row.
        width: u32,
    },
    /// An image is larger than its message can say.
    #[error("{width} x {height} pixels of {pixel} bytes are more than 4294967295 bytes")]
    TooLarge {
        /// The pixels in a row.
        width: usize,
        /// The rows.
        height: usize,
        /// The bytes of a pixel.
        pixel: usize,
    },
    /// The memory is not aligned for the pixels, or not that of whole ones.
    #[error("{len} bytes are no whole and aligned pixels of {pixel} bytes")]
    Unaligned {
        /// The bytes that there are.
        len: usize,
        /// The bytes of a pixel.
        pixel: usize,
    },
    /// The image of the crate `image` has pixels that ROS has no encoding for, or this one has
    /// some that the crate has not.
    #[error("{found} has no counterpart")]
    Unsupported {
        /// What the pixels are.
        found: String,
    },
}

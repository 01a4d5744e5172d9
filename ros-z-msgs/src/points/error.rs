//! Why a cloud has no such points.

/// The reasons why the points of a cloud cannot be read or written as those of a struct.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CloudError {
    /// The struct has a field that the cloud lacks.
    #[error("the cloud has no field `{field}`, its fields are: {found}")]
    MissingField {
        /// The field of the struct.
        field: &'static str,
        /// The names in the cloud.
        found: String,
    },
    /// A field has another type or count in the cloud.
    #[error("the field `{field}` is {found} in the cloud and {expected} in the point")]
    FieldType {
        /// The field.
        field: &'static str,
        /// What the cloud has.
        found: String,
        /// What the struct has.
        expected: String,
    },
    /// A field ends after the point that it is in.
    #[error("the field `{field}` ends at byte {end}, a point (`point_step`) has {point_step}")]
    FieldOutside {
        /// The field.
        field: &'static str,
        /// Where it ends, in bytes from the beginning of a point.
        end: u64,
        /// The bytes of a point.
        point_step: u32,
    },
    /// Rows overlap.
    #[error(
        "a row (`row_step`) has {row_step} bytes, {width} points (`width`) of {point_step} need \
         {}", u64::from(*.width) * u64::from(*.point_step)
    )]
    RowStep {
        /// The bytes of a row.
        row_step: u32,
        /// The points in a row.
        width: u32,
        /// The bytes of a point.
        point_step: u32,
    },
    /// The data is too short or too long.
    #[error("the data has {found} bytes, {rows} x {width} points need {expected}")]
    DataLength {
        /// The bytes that there are.
        found: usize,
        /// The bytes that the points need.
        expected: u64,
        /// The rows.
        rows: u64,
        /// The points in a row.
        width: u64,
    },
    /// A field of the struct is no number and no array of numbers.
    #[error("the field `{field}` of `{point}` is no number and no array of numbers")]
    NoNumber {
        /// The field.
        field: &'static str,
        /// The struct.
        point: &'static str,
    },
    /// The type has no fields.
    #[error("`{point}` is no struct with fields")]
    NoFields {
        /// The type.
        point: &'static str,
    },
    /// Points do not make up whole rows.
    #[error("{points} points are no rows of {width}")]
    UnevenRows {
        /// The points.
        points: usize,
        /// The points in a row.
        width: usize,
    },
    /// A cloud is larger than its message can say.
    #[error("{points} points of {point_step} bytes are more than 4294967295 bytes")]
    TooLarge {
        /// The points.
        points: usize,
        /// The bytes of a point.
        point_step: usize,
    },
    /// The memory is not aligned for the struct.
    #[error(
        "the memory is at a multiple of {found} bytes, `{point}` needs one of {expected}: use `write_points`"
    )]
    Unaligned {
        /// The alignment of the memory in bytes.
        found: usize,
        /// The alignment of the struct in bytes.
        expected: usize,
        /// The struct.
        point: &'static str,
    },
    /// A point cannot be encoded.
    #[error(transparent)]
    Encode(#[from] shm_cdr::EncodeError),
}

//! Why a message cannot be encoded or decoded.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

/// The reasons a message cannot be encoded.
///
/// The sink is left as it was.
///
/// ```
/// use shm_cdr::{EncodeError, ShmMessage};
///
/// #[derive(ShmMessage)]
/// struct Labels {
///     #[shm(max_len = 2)]
///     names: Vec<String>,
/// }
///
/// let error = Labels { names: vec![String::new(); 3] }.to_cdr().unwrap_err();
/// assert_eq!(error, EncodeError::TooLong { field: "names".into(), len: 3, max: 2 });
/// assert_eq!(error.to_string(), "field `names` has 3 elements, the limit is 2");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// A field holds more than its definition, or the 32-bit length on the wire, allows.
    #[error("field `{field}` has {len} elements, the limit is {max}")]
    TooLong {
        /// Path of the field from the message, such as `status[2].name`.
        field: String,
        /// Elements in the field; bytes for a string.
        len: usize,
        /// The most that it may hold.
        max: usize,
    },
    /// The message takes more bytes than memory can hold.
    #[error("the message takes more than {max} bytes")]
    TooLarge {
        /// The most that a message can take, in bytes.
        max: usize,
    },
    /// A message that contains itself does so too often.
    #[error("field `{field}` lies in more than {max} sequences")]
    TooDeep {
        /// Path of the field from the message, such as `children[2].children`.
        field: String,
        /// The most sequences that may lie within each other.
        max: usize,
    },
    /// A field that is reserved holds elements too.
    #[error("field `{field}` is reserved and holds {given} elements")]
    GivenAndReserved {
        /// The name of the field.
        field: &'static str,
        /// The number of elements that it holds.
        given: usize,
    },
    /// A field is reserved more than once.
    #[error("field `{field}` is reserved twice")]
    ReservedTwice {
        /// The name of the field.
        field: &'static str,
    },
    /// A hand-written `SizeEstimation` reported fewer bytes than the message takes.
    #[error("the estimated size is {estimated} bytes, the message takes {needed}")]
    SizeTooSmall {
        /// What `estimated_serialized_size` returned, in bytes.
        estimated: usize,
        /// What the message takes, header included, in bytes.
        needed: usize,
    },
    /// The sink cannot hold the message.
    #[error("the message takes {needed} bytes, the sink has room for {available}")]
    NoRoom {
        /// What was asked of the sink, in bytes.
        needed: usize,
        /// What it has left, in bytes.
        available: usize,
    },
}

impl EncodeError {
    /// Puts the field that holds the failed value in front of the path; a newtype has no name
    /// and is no step of its own.
    #[cold]
    pub(crate) fn in_field(mut self: Box<Self>, name: &str) -> Box<Self> {
        match &mut *self {
            Self::TooLong { field, .. } | Self::TooDeep { field, .. } if !name.is_empty() => {
                prepend(field, format_args!("{name}"));
            }
            _ => {}
        }
        self
    }

    /// Puts the index of the failed element in front of the path.
    #[cold]
    pub(crate) fn in_element(mut self: Box<Self>, index: usize) -> Box<Self> {
        if let Self::TooLong { field, .. } | Self::TooDeep { field, .. } = &mut *self {
            prepend(field, format_args!("[{index}]"));
        }
        self
    }
}

/// Why a field of an encoded message cannot be written in place.
///
/// ```
/// use shm_cdr::{FieldError, Reservation, ShmMessage};
///
/// #[derive(ShmMessage, Default)]
/// struct Scan {
///     ranges: Vec<f32>,
/// }
///
/// let (scan, ranges) = (Scan::default(), Scan::fields().ranges);
/// let mut loan = Reservation::of(&scan).reserve(ranges, 3).write_into(vec![0; 64])?;
/// let error = loan.write(ranges, &[0.5]).unwrap_err();
/// assert_eq!(error, FieldError::Length { field: "ranges", reserved: 3, given: 1 });
/// # Ok::<(), shm_cdr::EncodeError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FieldError {
    /// The field was written with the message, from what it held.
    #[error("field `{field}` was not reserved")]
    NotReserved {
        /// The name of the field.
        field: &'static str,
    },
    /// The elements are not at a multiple of their alignment.
    #[error(
        "the elements of field `{field}` need an alignment of {align} bytes and are {off} bytes after \
         one; copy them there with `write`"
    )]
    Misaligned {
        /// The name of the field.
        field: &'static str,
        /// The alignment of an element in bytes.
        align: usize,
        /// Bytes from the last multiple of it to the first element.
        off: usize,
    },
    /// More or fewer elements are given than were reserved.
    #[error("field `{field}` has room for {reserved} elements, {given} are given")]
    Length {
        /// The name of the field.
        field: &'static str,
        /// Elements that were reserved.
        reserved: usize,
        /// Elements that are given.
        given: usize,
    },
}

/// Why bytes are not a message of the expected type, where, and in which field.
///
/// ```
/// use shm_cdr::{DecodeErrorKind, ShmMessage};
///
/// #[derive(ShmMessage, Debug)]
/// struct Reading {
///     sensor: String,
///     value: u32,
/// }
///
/// // The string and its NUL, two bytes of padding, and half of the number.
/// let error = Reading::from_cdr(b"\0\x01\0\0\x02\0\0\0a\0\0\0\x07\0").unwrap_err();
/// assert_eq!((error.field(), error.offset()), ("value", 10));
/// assert_eq!(*error.kind(), DecodeErrorKind::Truncated { needed: 6, available: 4 });
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError(Box<Repr>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Repr {
    kind: DecodeErrorKind,
    offset: usize,
    field: String,
}

impl DecodeError {
    #[cold]
    pub(crate) fn new(kind: DecodeErrorKind, offset: usize) -> Self {
        Self(Box::new(Repr { kind, offset, field: String::new() }))
    }

    /// What is wrong.
    pub fn kind(&self) -> &DecodeErrorKind {
        &self.0.kind
    }

    /// Offset of the wrong value in the input, header included, in bytes.
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// Path of the wrong field from the message, such as `fields[3].name`.
    ///
    /// Empty when the header is wrong.
    pub fn field(&self) -> &str {
        &self.0.field
    }

    /// Puts the field that holds the wrong value in front of the path; a newtype has no name and
    /// is no step of its own.
    #[cold]
    pub(crate) fn in_field(mut self, name: &str) -> Self {
        if name.is_empty() {
            return self;
        }
        prepend(&mut self.0.field, format_args!("{name}"));
        self
    }

    #[cold]
    pub(crate) fn in_element(mut self, index: usize) -> Self {
        prepend(&mut self.0.field, format_args!("[{index}]"));
        self
    }

    /// The error of an input that began `len` bytes behind the beginning of the whole one.
    #[cold]
    pub(crate) fn behind(mut self, len: usize) -> Self {
        self.0.offset += len;
        self
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Repr { kind, offset, field } = &*self.0;
        if field.is_empty() {
            write!(f, "{kind} at byte {offset}")
        } else {
            write!(f, "field `{field}`: {kind} at byte {offset}")
        }
    }
}

impl core::error::Error for DecodeError {}

/// The ways in which input can be wrong.
///
/// ```
/// use shm_cdr::{DecodeErrorKind, ShmMessage};
///
/// #[derive(ShmMessage, Debug)]
/// struct Switch {
///     on: bool,
/// }
///
/// let error = Switch::from_cdr(&[0, 1, 0, 0, 2]).unwrap_err();
/// assert_eq!(*error.kind(), DecodeErrorKind::InvalidBool { value: 2 });
/// let error = Switch::from_cdr_exact(&[0, 1, 0, 0, 1, 0, 0]).unwrap_err();
/// assert_eq!(*error.kind(), DecodeErrorKind::TrailingBytes { len: 2 });
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The input is shorter than the encapsulation header.
    #[error("{len} bytes are too few for the 4-byte header")]
    NoHeader {
        /// Length of the input in bytes.
        len: usize,
    },
    /// The header announces an encoding other than plain CDR of XCDR1 or XCDR2.
    #[error("unknown encapsulation {id:#06x}")]
    UnknownEncapsulation {
        /// The representation identifier, the header's first two bytes.
        id: u16,
    },
    /// The input ends within a value.
    #[error("{needed} bytes are needed, {available} are left")]
    Truncated {
        /// Length of the value, padding before it included, in bytes.
        needed: usize,
        /// Bytes left in the input.
        available: usize,
    },
    /// A value does not lie whole in one part of an input that has several.
    #[error("{len} bytes lie in several parts of the input")]
    Split {
        /// Length of the value, padding before it included, in bytes.
        len: usize,
    },
    /// A sequence announces more elements than the rest of the input can hold.
    #[error(
        "{len} elements of at least {min_element} bytes are announced, {available} bytes are left"
    )]
    LengthExceedsInput {
        /// The announced number of elements.
        len: usize,
        /// The fewest bytes that one element takes.
        min_element: usize,
        /// Bytes left in the input.
        available: usize,
    },
    /// A message that contains itself does so too often.
    #[error("a sequence within more than {max} others")]
    TooDeep {
        /// The most sequences that may lie within each other.
        max: usize,
    },
    /// A bounded field holds more than its definition allows.
    #[error("{len} elements, the limit is {max}")]
    TooLong {
        /// Elements in the field; bytes for a string.
        len: usize,
        /// The bound in the definition.
        max: usize,
    },
    /// A boolean is neither 0 nor 1.
    #[error("{value:#04x} is not a boolean")]
    InvalidBool {
        /// The byte that was found.
        value: u8,
    },
    /// A string is not UTF-8.
    #[error("not UTF-8 after {valid_up_to} bytes")]
    InvalidUtf8 {
        /// Length of the valid beginning in bytes.
        valid_up_to: usize,
    },
    /// A wide string holds a unit that is not UTF-16.
    #[error("{unit:#x} is not UTF-16 here")]
    InvalidUtf16 {
        /// The unit that was found.
        unit: u32,
    },
    /// An enum has no variant of this value.
    #[error("{value} is not a value of the enum")]
    UnknownVariant {
        /// The number that was found.
        value: i128,
    },
    /// Bytes follow the message, and the caller refuses them.
    #[error("{len} bytes follow the message")]
    TrailingBytes {
        /// How many.
        len: usize,
    },
    /// The last byte of a string is not NUL.
    #[error("{found:#04x} ends the string in place of NUL")]
    MissingNul {
        /// The byte that was found.
        found: u8,
    },
}

/// Puts a segment in front of a path: `name` + `[2].x` and `a` + `b` as `a.b`.
fn prepend(path: &mut String, segment: fmt::Arguments<'_>) {
    let separator = if path.is_empty() || path.starts_with('[') { "" } else { "." };
    *path = alloc::format!("{segment}{separator}{path}");
}

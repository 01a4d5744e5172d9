//! Why a definition cannot be used, and why a path leads nowhere.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use ros_z_idl::Report;

/// The reasons a definition is that of no message that can be decoded.
///
/// ```
/// use shm_cdr::dynamic::{DynamicType, TypeError};
///
/// match DynamicType::parse("demo_msgs/msg/Wrong", "int x\n") {
///     Err(TypeError::Definition(report)) => {
///         assert!(report.to_string().contains("help: write `int32`"));
///     }
///     other => panic!("{other:?}"),
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TypeError {
    /// Something is wrong in the text; displayed with the lines in question.
    #[error("{0}")]
    Definition(Box<Report>),
    /// The name is not that of a message.
    #[error("{0}")]
    Name(String),
    /// The definitions do not have the type.
    #[error("there is no definition of `{name}`")]
    Unknown {
        /// Its full name.
        name: String,
    },
    /// A service or an action is not sent as a whole.
    #[error("`{name}` is no message; its messages are {parts}")]
    NotAMessage {
        /// Its full name.
        name: String,
        /// The names of the messages that it is made of.
        parts: String,
    },
    /// A message holds itself, directly or through others.
    #[error("the message `{name}` contains itself")]
    ContainsItself {
        /// Its full name.
        name: String,
    },
    /// Too many messages lie within each other.
    #[error("`{name}` holds messages within each other, more than {max} deep")]
    TooDeep {
        /// The full name of the outermost one.
        name: String,
        /// The most that may lie within each other.
        max: usize,
    },
    /// Arrays of a fixed length make every message longer than can be worked with.
    #[error("every message of the type `{name}` takes more than {max} bytes of memory")]
    TooLarge {
        /// The full name of the type.
        name: String,
        /// The most bytes that a default value may take.
        max: usize,
    },
    /// A field cannot be what it is said to be.
    #[error("field `{field}` of `{name}`: {reason}")]
    Field {
        /// The full name of the message.
        name: String,
        /// The name of the field.
        field: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A number is not that of a type in type descriptions.
    #[error("{type_id} is not the number of a type that ROS messages can have")]
    UnknownTypeId {
        /// The number.
        type_id: u8,
    },
}

/// The reasons a path leads to no value, or a value cannot be put where it leads.
///
/// ```
/// use shm_cdr::dynamic::{DynamicType, PathError};
///
/// let ty = DynamicType::parse("demo_msgs/msg/Scan", "float32[] ranges\n")?;
/// let scan = ty.default_value();
/// assert!(matches!(scan.get("range"), Err(PathError::NoField { .. })));
/// assert!(matches!(scan.get("ranges[0]"), Err(PathError::NoElement { .. })));
/// # Ok::<(), shm_cdr::dynamic::TypeError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PathError {
    /// The path is not of the form `name.name[0].name`.
    #[error("`{path}` is no path; write one such as `header.stamp` or `fields[0].name`")]
    Syntax {
        /// The path.
        path: String,
    },
    /// A message has no such field.
    #[error("no field `{name}` in `{ty}`; {}", There(.near, .all))]
    NoField {
        /// The name that was looked for.
        name: String,
        /// The full name of the message's type.
        ty: String,
        /// The field with the most similar name, if there is one.
        near: Option<String>,
        /// All fields.
        all: Vec<String>,
    },
    /// A name or an index follows a value that holds nothing of that kind.
    #[error("`{path}` is {found} and has no {wanted}")]
    NoParts {
        /// The path up to the value.
        path: String,
        /// What it is.
        found: &'static str,
        /// Fields or elements.
        wanted: &'static str,
    },
    /// An index is at or after the end.
    #[error("`{path}` has {len} elements and none at {index}")]
    NoElement {
        /// The path of the array or sequence.
        path: String,
        /// The index.
        index: usize,
        /// The number of elements.
        len: usize,
    },
    /// The value is of another type than the field.
    #[error("`{path}` takes {expected}, not {found}")]
    WrongType {
        /// The path.
        path: String,
        /// The type, as in definitions.
        expected: String,
        /// What was given.
        found: String,
    },
}

/// What there is in place of a field that is missing.
pub(super) struct There<'a>(pub(super) &'a Option<String>, pub(super) &'a [String]);

impl fmt::Display for There<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0, self.1) {
            (Some(near), _) => write!(f, "there is `{near}`"),
            (None, []) => f.write_str("it has no fields"),
            (None, all) => {
                f.write_str("there are ")?;
                for (index, name) in all.iter().enumerate() {
                    let separator = if index == 0 { "" } else { ", " };
                    write!(f, "{separator}`{name}`")?;
                }
                Ok(())
            }
        }
    }
}

/// The name in `names` that `name` was probably meant to be.
pub(super) fn near<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    names
        .map(|known| (strsim::damerau_levenshtein(known, &lower), known))
        .filter(|(distance, known)| distance * 3 <= known.len().max(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

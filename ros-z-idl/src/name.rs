//! Names of packages, interfaces, fields and constants, as rosidl accepts them.

use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;
use core::str::FromStr;

/// The three kinds of interfaces, each with a folder and a file extension of its own.
///
/// ```
/// use ros_z_idl::Kind;
///
/// assert_eq!(Kind::Service.as_str(), "srv");
/// assert_eq!(Kind::from_name("action"), Some(Kind::Action));
/// assert_eq!(Kind::ALL.map(Kind::as_str), ["msg", "srv", "action"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// `msg`
    Message,
    /// `srv`
    Service,
    /// `action`
    Action,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Message, Self::Service, Self::Action];

    /// `msg`, `srv` or `action`: the folder, and the extension of the files in it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Message => "msg",
            Self::Service => "srv",
            Self::Action => "action",
        }
    }

    /// The kind that is spelled `text`.
    pub fn from_name(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// The full name of an interface: displayed as `package/msg/Name`.
///
/// ```
/// use ros_z_idl::{Kind, TypeName};
///
/// let name: TypeName = "std_srvs/srv/SetBool".parse()?;
/// assert_eq!((name.package.as_str(), name.name.as_str()), ("std_srvs", "SetBool"));
/// assert_eq!(name.kind, Kind::Service);
/// assert_eq!("std_msgs/Header".parse(), Ok(TypeName::new("std_msgs", Kind::Message, "Header")));
/// # Ok::<(), ros_z_idl::NameError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeName {
    /// The package.
    pub package: String,
    /// The kind, which is also the namespace.
    pub kind: Kind,
    /// The name within package and kind.
    pub name: String,
}

impl TypeName {
    /// The name `package/kind/name`, unchecked.
    pub fn new(package: impl Into<String>, kind: Kind, name: impl Into<String>) -> Self {
        Self { package: package.into(), kind, name: name.into() }
    }
}

impl fmt::Display for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.package, self.kind.as_str(), self.name)
    }
}

/// Text that is not the name of an interface.
///
/// ```
/// use ros_z_idl::TypeName;
///
/// let error = "std_msgs".parse::<TypeName>().unwrap_err();
/// assert!(error.to_string().contains("`std_msgs`"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameError(String);

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for NameError {}

/// From `package/msg/Name`, or `package/Name` for a message.
impl FromStr for TypeName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let mut parts = text.split('/');
        let parts = (parts.next(), parts.next(), parts.next(), parts.next());
        let (package, kind, name) = match parts {
            (Some(package), Some(name), None, None) => (package, Kind::Message, name),
            (Some(package), Some(kind), Some(name), None) => match Kind::from_name(kind) {
                Some(kind) => (package, kind, name),
                None => {
                    return Err(NameError(format!(
                        "an interface stands in `msg`, `srv` or `action`, not in `{kind}`"
                    )));
                }
            },
            _ => return Err(NameError(format!("`{text}` is not `package/msg/Name`"))),
        };
        if !is_package_name(package) {
            return Err(NameError(format!("`{package}` is not a package name: {PACKAGE_RULE}")));
        }
        // Parts of services and actions have underscores.
        if name.is_empty() || !name.split('_').all(is_interface_name) {
            return Err(NameError(format!("`{name}` is not a type name: {INTERFACE_RULE}")));
        }
        Ok(Self::new(package, kind, name))
    }
}

impl From<&TypeName> for String {
    fn from(name: &TypeName) -> Self {
        name.to_string()
    }
}

pub(crate) const PACKAGE_RULE: &str = "a name starts with a lower-case letter and holds lower-case \
                                       letters, digits and single underscores between them";
pub(crate) const INTERFACE_RULE: &str =
    "a name starts with an upper-case letter and holds letters and digits";
pub(crate) const FIELD_RULE: &str = PACKAGE_RULE;
pub(crate) const CONSTANT_RULE: &str = "a name starts with an upper-case letter and holds \
                                        upper-case letters, digits and single underscores between \
                                        them";

/// Whether rosidl accepts `name` as that of a package, or of a field.
pub(crate) fn is_package_name(name: &str) -> bool {
    is_word(name, |c| c.is_ascii_lowercase())
}

/// Whether rosidl accepts `name` as that of a field.
pub(crate) fn is_field_name(name: &str) -> bool {
    is_package_name(name)
}

/// Whether rosidl accepts `name` as that of a constant.
pub(crate) fn is_constant_name(name: &str) -> bool {
    is_word(name, |c| c.is_ascii_uppercase())
}

/// Whether rosidl accepts `name` as that of an interface.
pub(crate) fn is_interface_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Letters as `letter` has them, digits, and single underscores between them.
fn is_word(name: &str, letter: impl Fn(char) -> bool) -> bool {
    name.starts_with(&letter)
        && name.chars().all(|c| letter(c) || c.is_ascii_digit() || c == '_')
        && !name.contains("__")
        && !name.ends_with('_')
}

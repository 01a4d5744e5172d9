//! Why no code was generated.

use std::fmt;
use std::io;
use std::path::Path;

use ros_z_idl::{Diagnostic, Report};

/// The reasons that no code was generated; displayed with the lines in question.
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// # let file = folder.path().join("demo_msgs/msg/Reading.msg");
/// # std::fs::create_dir_all(folder.path().join("demo_msgs/msg"))?;
/// # std::fs::write(&file, "int value\n")?;
/// # let folder = folder.path();
/// use ros_z_build::Config;
///
/// let error = Config::new().generate([folder]).unwrap_err();
/// let wrong = &error.report().diagnostics()[0];
/// assert_eq!(wrong.help.as_deref(), Some("write `int32`"));
/// let place = wrong.label.as_ref().and_then(|label| error.report().place(label));
/// assert_eq!(place.map(|(_, line, column)| (line, column)), Some((1, 1)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Error(Box<Report>);

impl Error {
    /// All that is wrong, with places.
    pub fn report(&self) -> &Report {
        &self.0
    }

    pub(crate) fn bare(message: impl fmt::Display) -> Self {
        Self::from(vec![Diagnostic::error(message)])
    }

    pub(crate) fn io(what: &str, path: &Path, error: &io::Error) -> Self {
        Self::bare(format_args!("{}: cannot be {what}: {error}", path.display()))
    }
}

impl From<Report> for Error {
    fn from(report: Report) -> Self {
        Self(Box::new(report))
    }
}

impl From<Vec<Diagnostic>> for Error {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Report::without_sources(diagnostics).into()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// As displayed, on lines of its own: the error of a build script is shown with `Debug`.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{}", self.0)
    }
}

impl std::error::Error for Error {}

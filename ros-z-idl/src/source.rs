//! Texts, and what is wrong in them.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::model::Span;

/// Which text something is written in: [`Checked::source`](crate::Checked::source) has the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub(crate) usize);

/// A text with its path, or another name by which a user finds it.
///
/// ```
/// use ros_z_idl::Interfaces;
///
/// let mut interfaces = Interfaces::new();
/// interfaces.add("demo_msgs/msg/Reading".parse()?, "msg/Reading.msg", b"int x\n");
/// let report = interfaces.check().unwrap_err();
/// let source = &report.sources()[0];
/// assert_eq!((source.path.as_str(), source.text.as_str()), ("msg/Reading.msg", "int x\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The path.
    pub path: String,
    /// The text.
    pub text: String,
}

/// Whether a diagnostic stops what was asked for: [`Report`] has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something that is better written in another way.
    Warning,
    /// Something that cannot be used.
    Error,
}

/// A place in a source, and what is to be said about it: [`Report`] has an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Which text.
    pub source: SourceId,
    /// The bytes in it.
    pub span: Span,
    /// What they are; may be empty.
    pub text: String,
}

/// Something that is wrong in a definition.
///
/// ```
/// use ros_z_idl::{Diagnostic, Interfaces, Severity};
///
/// let mut interfaces = Interfaces::new();
/// interfaces.add("demo_msgs/msg/Reading".parse()?, "Reading.msg", b"int32 value\n");
/// let checked = interfaces.check()?;
/// let reading = checked.get(&"demo_msgs/msg/Reading".parse()?).unwrap();
/// let advice = Diagnostic::at(Severity::Warning, reading.source, 0..5, "a reading has a fraction")
///     .with_label("a whole number")
///     .with_help("write `float32`");
/// let report = checked.report(vec![advice]);
/// assert!(!report.has_errors());
/// assert!(report.to_string().contains("help: write `float32`"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How wrong.
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Where; none if there is no text that shows it.
    pub label: Option<Label>,
    /// Other places that belong to it.
    pub others: Vec<Label>,
    /// What to write instead.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Something that is wrong at `span` of `source`.
    pub fn at(
        severity: Severity,
        source: SourceId,
        span: Span,
        message: impl fmt::Display,
    ) -> Self {
        let label = Some(Label { source, span, text: String::new() });
        Self { label, ..Self::bare(severity, message) }
    }

    fn bare(severity: Severity, message: impl fmt::Display) -> Self {
        let message = message.to_string();
        Self { severity, message, label: None, others: Vec::new(), help: None }
    }

    /// An error that no text shows, such as that of a file that cannot be read.
    pub fn error(message: impl fmt::Display) -> Self {
        Self::bare(Severity::Error, message)
    }

    /// The same with the advice `help`.
    #[must_use]
    pub fn with_help(mut self, help: impl fmt::Display) -> Self {
        self.help = Some(help.to_string());
        self
    }

    /// The same with `text` on the place.
    #[must_use]
    pub fn with_label(mut self, text: impl fmt::Display) -> Self {
        if let Some(label) = &mut self.label {
            label.text = text.to_string();
        }
        self
    }

    /// The same with another place.
    #[must_use]
    pub fn with_other(mut self, source: SourceId, span: Span, text: &str) -> Self {
        self.others.push(Label { source, span, text: text.into() });
        self
    }
}

/// What is wrong in some texts; displayed with the lines in question.
///
/// ```
/// use ros_z_idl::{Interfaces, Severity};
///
/// let mut interfaces = Interfaces::new();
/// interfaces.add("demo_msgs/msg/Reading".parse()?, "Reading.msg", b"float32 x\nint y\n");
/// let report = interfaces.check().unwrap_err();
/// let error = &report.diagnostics()[0];
/// assert_eq!((error.severity, error.message.as_str()), (Severity::Error, "`int` is not a type"));
/// assert_eq!(error.help.as_deref(), Some("write `int32`"));
/// let place = error.label.as_ref().and_then(|label| report.place(label));
/// assert_eq!(place, Some(("Reading.msg", 2, 1)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub(crate) sources: Vec<Source>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// The texts.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// What is wrong in them, in the order of texts and lines.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Whether anything is wrong that stops what was asked for.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// Path, line and column of a label; both count from 1, the column in characters.
    pub fn place(&self, label: &Label) -> Option<(&str, usize, usize)> {
        let source = self.sources.get(label.source.0)?;
        let before = source.text.get(..label.span.start)?;
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let column = before.get(start..)?.chars().count() + 1;
        Some((&source.path, line, column))
    }

    /// What is wrong without a text that shows it.
    ///
    /// ```
    /// use ros_z_idl::{Diagnostic, Report};
    ///
    /// let report = Report::without_sources(vec![Diagnostic::error("no folder `interfaces`")]);
    /// assert!(report.has_errors());
    /// ```
    pub fn without_sources(diagnostics: Vec<Diagnostic>) -> Self {
        Self { sources: Vec::new(), diagnostics }
    }

    pub(crate) fn add_source(&mut self, path: &str, text: &str) -> SourceId {
        self.sources.push(Source { path: path.into(), text: text.into() });
        SourceId(self.sources.len() - 1)
    }

    /// Puts the diagnostics in the order of their places; those without one come first.
    pub(crate) fn sort(&mut self) {
        self.diagnostics.sort_by_key(|diagnostic| {
            diagnostic.label.as_ref().map(|label| (label.source, label.span.start))
        });
    }

    fn render(&self, diagnostic: &Diagnostic) -> String {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level.primary_title(visible(&diagnostic.message));
        // One snippet for each text, that of the main place first.
        let mut labels: Vec<(&Label, AnnotationKind)> = Vec::new();
        labels.extend(diagnostic.label.iter().map(|label| (label, AnnotationKind::Primary)));
        labels.extend(diagnostic.others.iter().map(|label| (label, AnnotationKind::Context)));
        let mut ids: Vec<SourceId> = Vec::new();
        for (label, _) in &labels {
            if !ids.contains(&label.source) {
                ids.push(label.source);
            }
        }
        let snippets = ids.into_iter().filter_map(|id| {
            let source = self.sources.get(id.0)?;
            let mut snippet = Snippet::source(source.text.as_str()).path(source.path.as_str());
            for (label, kind) in labels.iter().filter(|(label, _)| label.source == id) {
                let text = (!label.text.is_empty()).then(|| visible(&label.text));
                snippet = snippet.annotation(kind.span(label.span.clone()).label(text));
            }
            Some(snippet)
        });
        let mut group: Group<'_> = title.elements(snippets);
        if let Some(help) = &diagnostic.help {
            group = group.element(Level::HELP.message(visible(help)));
        }
        Renderer::plain().render(&[group])
    }
}

/// The text with what would move a terminal's cursor spelled out.
fn visible(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { c.escape_default().to_string() } else { c.into() })
        .collect()
}

/// Every diagnostic with its lines, and how many there are.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for diagnostic in &self.diagnostics {
            writeln!(f, "{}\n", self.render(diagnostic))?;
        }
        let count = |severity| {
            self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
        };
        let spell = |count, what: &str| match count {
            0 => None,
            1 => Some(format!("1 {what}")),
            count => Some(format!("{count} {what}s")),
        };
        let errors = spell(count(Severity::Error), "error");
        let warnings = spell(count(Severity::Warning), "warning");
        let counts: Vec<_> = [errors, warnings].into_iter().flatten().collect();
        if counts.is_empty() { f.write_str("no errors") } else { f.write_str(&counts.join(", ")) }
    }
}

/// As displayed: the error of a build script is shown with `Debug`.
impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl core::error::Error for Report {}

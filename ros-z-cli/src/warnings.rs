//! What the libraries warn of, on standard error.

use std::fmt::{self, Write as _};
use std::io::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use crate::{output, session};

/// Prints the warnings and errors of `ros-z-pub` from now on.
pub(crate) fn print() {
    // There is none before.
    let _ = tracing::subscriber::set_global_default(Warnings);
}

/// Leaves it to the command to say what is wrong.
pub(crate) fn mute() {
    IS_MUTE.store(true, Ordering::Relaxed);
}

static IS_MUTE: AtomicBool = AtomicBool::new(false);

struct Warnings;

impl Subscriber for Warnings {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::WARN && metadata.target().starts_with("ros_z_pub")
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut text = Text(String::new());
        event.record(&mut text);
        // A command subscribes to whatever type is there, and says itself what does not fit.
        if !IS_MUTE.load(Ordering::Relaxed) && !text.0.contains(session::NODE_PREFIX) {
            warn(&text.0);
        }
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// The message of an event.
struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            let _ = write!(self.0, "{value:?}");
        }
    }
}

/// A warning of this program.
pub(crate) fn warn(text: &str) {
    let (label, plain) = (output::WARNING, anstyle::Reset);
    let _ = writeln!(anstream::stderr(), "{label}warning:{plain} {text}");
}

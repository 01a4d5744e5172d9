//! What the crate warns of, and the errors that it logs.

use std::sync::{Arc, Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::{Event, Metadata, Subscriber, span};

/// The warnings and errors of this process, from when it began to listen.
#[derive(Debug, Clone, Default)]
pub struct Warnings {
    said: Arc<Mutex<Vec<String>>>,
    /// Whether they are printed as well.
    is_printed: bool,
}

impl Warnings {
    /// Begins to listen; once in a process.
    pub fn listen() -> Self {
        Self::default().install()
    }

    /// Begins to print them, as lines that start with `warning`; once in a process.
    pub fn print() -> Self {
        Self { is_printed: true, ..Self::default() }.install()
    }

    fn install(self) -> Self {
        tracing::subscriber::set_global_default(self.clone()).expect("nobody listens yet");
        self
    }

    /// Those that have all of these words.
    pub fn about(&self, words: &[&str]) -> Vec<String> {
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let about = said.iter().filter(|said| words.iter().all(|word| said.contains(word)));
        about.cloned().collect()
    }
}

impl Subscriber for Warnings {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("ros_z_pub") && *metadata.level() <= tracing::Level::WARN
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        struct Message(String);
        impl Visit for Message {
            fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
                if field.name() == "message" {
                    self.0 = format!("{value:?}");
                }
            }
        }
        let mut message = Message(String::new());
        event.record(&mut message);
        if self.is_printed {
            println!("warning {}", message.0);
        }
        self.said.lock().unwrap_or_else(PoisonError::into_inner).push(message.0);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

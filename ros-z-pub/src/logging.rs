//! Warnings, and where they are seen.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

use tracing::subscriber::NoSubscriber;

/// Shows the warnings of this crate and of Zenoh on the standard error output, unless the
/// environment variable `RUST_LOG` asks for something else, such as `debug` or `ros_z_pub=info`.
///
/// For programs that have no `tracing` subscriber of their own; if there is one, this has no
/// effect. Without any, the first warning of this crate is shown all the same, and no other.
///
/// ```
/// ros_z_pub::init_log();
/// ```
pub fn init_log() {
    // What Zenoh's watchdog warns of is that the system was busy.
    zenoh::init_log_from_env_or("warn,zenoh_shm::watchdog=error");
}

/// Warns, as `tracing::warn!` does.
macro_rules! warning {
    ($($text:tt)*) => {{
        tracing::warn!($($text)*);
        $crate::logging::show_first(format_args!($($text)*));
    }};
}

pub(crate) use warning;

/// Shows the first warning where nobody would see any.
pub(crate) fn show_first(warning: fmt::Arguments<'_>) {
    static SHOWN: AtomicBool = AtomicBool::new(false);

    let is_seen = tracing::dispatcher::get_default(|dispatch| !dispatch.is::<NoSubscriber>());
    if !is_seen && !SHOWN.swap(true, Ordering::Relaxed) {
        eprintln!(
            "warning: {warning}\n(this is the first warning of ros-z-pub; `ros_z_pub::init_log()` \
             shows all of them)"
        );
    }
}

//! Calls of Zenoh that block.

use std::cell::Cell;
use std::fmt;
use std::ops::Deref;
use std::panic::resume_unwind;
use std::thread;

use tokio::runtime::{Handle, RuntimeFlavor};

thread_local! {
    /// Whether this thread is one of Zenoh's that calls this crate.
    static IS_CALLED: Cell<bool> = const { Cell::new(false) };
}

/// Does something that blocks in Zenoh.
///
/// Zenoh panics when it has to block on a thread of Tokio's current-thread runtime, so it then
/// happens on another one.
pub(crate) fn blocking<R: Send>(call: impl FnOnce() -> R + Send) -> R {
    if !is_in_current_thread_runtime() {
        return call();
    }
    thread::scope(|scope| match scope.spawn(call).join() {
        Ok(result) => result,
        Err(panic) => resume_unwind(panic),
    })
}

/// Something of Zenoh whose drop blocks.
///
/// What Zenoh has to end its threads for, it cannot do on one of them: it then happens on another
/// one, in its time.
pub(crate) struct DropBlocking<T: Send + 'static>(Option<T>);

impl<T: Send> DropBlocking<T> {
    pub(crate) fn new(inner: T) -> Self {
        Self(Some(inner))
    }
}

impl<T: Send> Deref for DropBlocking<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match &self.0 {
            Some(inner) => inner,
            None => unreachable!("it is taken when this is dropped"),
        }
    }
}

impl<T: Send> Drop for DropBlocking<T> {
    fn drop(&mut self) {
        let inner = self.0.take();
        if IS_CALLED.get() {
            // Without a thread, it is dropped here, and blocks.
            let thread = thread::Builder::new().name("ros-z close".into());
            let _ = thread.spawn(move || drop(inner));
        } else {
            blocking(move || drop(inner));
        }
    }
}

impl<T: Send + fmt::Debug> fmt::Debug for DropBlocking<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Runs a callback that Zenoh calls.
pub(crate) fn called_by_zenoh<R>(callback: impl FnOnce() -> R) -> R {
    let was_called = IS_CALLED.replace(true);
    let result = callback();
    IS_CALLED.set(was_called);
    result
}

fn is_in_current_thread_runtime() -> bool {
    Handle::try_current()
        .is_ok_and(|runtime| runtime.runtime_flavor() == RuntimeFlavor::CurrentThread)
}

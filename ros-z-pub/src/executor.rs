//! Threads that run what users and this crate have to do when something arrives, so that the
//! threads of Zenoh never wait for it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::thread;

use crate::lock::lock;
use crate::{Error, Result};

/// Something to do.
pub(crate) type Task = Box<dyn FnOnce() + Send>;

/// Some threads and what waits for them. They are started with the first task to come, and end
/// when the executor is dropped and all that was handed to it is done.
#[derive(Debug)]
pub(crate) struct Executor {
    tasks: flume::Sender<Task>,
    /// Until the threads are started: how many, what they are called, and where they find what
    /// there is to do.
    unstarted: Mutex<Option<(usize, &'static str, flume::Receiver<Task>)>>,
}

/// What hands tasks to an executor without keeping it alive.
#[derive(Debug, Clone)]
pub(crate) struct Handle(flume::WeakSender<Task>);

impl Executor {
    /// An executor of so many threads, at least one.
    pub(crate) fn new(threads: usize, name: &'static str) -> Self {
        let (tasks, queue) = flume::unbounded();
        Self { tasks, unstarted: Mutex::new(Some((threads.max(1), name, queue))) }
    }

    /// Starts the threads, unless they have been started, and gives what hands tasks to them.
    pub(crate) fn start(&self) -> Result<Handle> {
        let mut unstarted = lock(&self.unstarted);
        if let Some((threads, name, queue)) = &*unstarted {
            for started in 0..*threads {
                let queue = queue.clone();
                let thread = thread::Builder::new().name((*name).into());
                let run = move || queue.into_iter().for_each(run);
                // One is enough to go on with.
                if let (Err(source), 0) = (thread.spawn(run), started) {
                    return Err(Error::Thread { source });
                }
            }
            *unstarted = None;
        }
        Ok(Handle(self.tasks.downgrade()))
    }
}

impl Handle {
    /// Has the task done, unless the executor is gone.
    pub(crate) fn submit(&self, task: impl FnOnce() + Send + 'static) {
        if let Some(tasks) = self.0.upgrade() {
            let _ = tasks.send(Box::new(task));
        }
    }
}

/// A thread outlives what it runs.
fn run(task: Task) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(task)) {
        tracing::error!("a task panicked: {}", panic_message(&*panic));
    }
}

/// What somebody who panicked had to say.
pub(crate) fn panic_message(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_task_that_panics_ends_nothing_and_threads_end_with_the_executor() {
        let executor = Executor::new(1, "test");
        let handle = executor.start().unwrap();
        let (sender, receiver) = std::sync::mpsc::channel();
        handle.submit(|| panic!("once"));
        let said = sender.clone();
        handle.submit(move || said.send(1).unwrap());
        assert_eq!(receiver.recv_timeout(Duration::from_secs(10)), Ok(1));
        // What was handed over is done, what comes later is not.
        let said = sender.clone();
        handle.submit(move || said.send(2).unwrap());
        drop(executor);
        assert_eq!(receiver.recv_timeout(Duration::from_secs(10)), Ok(2));
        let said = sender.clone();
        while handle.0.upgrade().is_some() {
            thread::yield_now();
        }
        handle.submit(move || said.send(3).unwrap());
        drop(sender);
        assert!(receiver.recv_timeout(Duration::from_secs(10)).is_err());
    }
}

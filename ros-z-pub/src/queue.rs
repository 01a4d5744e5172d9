//! What waits between the receipt of a message and the user: a queue of bounded length, which
//! somebody takes from, or a callback is called with.

use std::collections::VecDeque;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, Weak};

use zenoh::sample::Sample;

use crate::counters::SubscriberCounters;
use crate::executor::{Handle, panic_message};
use crate::lock::lock;

/// Where a subscriber puts what it receives.
pub(crate) trait Inbox: Send + Sync {
    /// Takes a message, for later.
    fn put(&self, sample: Sample);

    /// Takes no more, and wakes whoever waits for one.
    fn close(&self);

    /// The same when Zenoh says that the session is closed, while it closes it.
    fn session_closed(&self) {
        self.close();
    }
}

/// A queue that users take from.
#[derive(Debug)]
pub(crate) struct Queue {
    /// `None` once it is closed.
    sender: Mutex<Option<flume::Sender<Sample>>>,
    oldest: flume::Receiver<Sample>,
    depth: Option<usize>,
    counters: Arc<SubscriberCounters>,
}

impl Queue {
    /// A queue of at most `depth` messages, and where they are taken from.
    pub(crate) fn new(
        depth: Option<usize>,
        counters: Arc<SubscriberCounters>,
    ) -> (Arc<Self>, flume::Receiver<Sample>) {
        let (sender, queue) = flume::unbounded();
        let oldest = queue.clone();
        (Arc::new(Self { sender: Mutex::new(Some(sender)), oldest, depth, counters }), queue)
    }
}

impl Inbox for Queue {
    fn put(&self, sample: Sample) {
        let sender = lock(&self.sender);
        let Some(sender) = &*sender else { return };
        while self.depth.is_some_and(|depth| sender.len() >= depth) {
            let Ok(oldest) = self.oldest.try_recv() else { break };
            self.counters.count_dropped(&oldest);
        }
        let _ = sender.send(sample);
    }

    fn close(&self) {
        *lock(&self.sender) = None;
    }
}

/// A queue whose messages go to a callback, one after the other, on a thread of an executor.
pub(crate) struct CallbackQueue {
    this: Weak<Self>,
    state: Mutex<CallbackState>,
    depth: Option<usize>,
    executor: Handle,
    topic: String,
    counters: Arc<SubscriberCounters>,
}

pub(crate) type Callback = Box<dyn FnMut(Sample) + Send>;

struct CallbackState {
    waiting: VecDeque<Sample>,
    /// `None` while it is called, and once the queue is closed.
    callback: Option<Callback>,
    /// Whether the executor has been asked to call it.
    is_scheduled: bool,
    is_closed: bool,
}

impl CallbackQueue {
    pub(crate) fn new(
        depth: Option<usize>,
        executor: Handle,
        topic: String,
        counters: Arc<SubscriberCounters>,
        callback: Callback,
    ) -> Arc<Self> {
        let state = CallbackState {
            waiting: VecDeque::new(),
            callback: Some(callback),
            is_scheduled: false,
            is_closed: false,
        };
        let state = Mutex::new(state);
        Arc::new_cyclic(|this| Self { this: this.clone(), state, depth, executor, topic, counters })
    }

    /// Has the executor do something, if the queue is still there then.
    fn submit(&self, act: impl FnOnce(&Self) + Send + 'static) {
        let this = self.this.clone();
        self.executor.submit(move || {
            if let Some(this) = this.upgrade() {
                act(&this);
            }
        });
    }

    /// Calls the callback with one message, and lets others have their turn before the next.
    fn call(&self) {
        let mut state = lock(&self.state);
        let (Some(sample), Some(mut callback)) = (state.waiting.pop_front(), state.callback.take())
        else {
            state.is_scheduled = false;
            return;
        };
        drop(state);
        catch(&self.topic, &self.counters, || callback(sample));
        let mut state = lock(&self.state);
        if state.is_closed {
            drop(state);
            // What it holds may end a lot, and so may need the lock.
            catch(&self.topic, &self.counters, || drop(callback));
            return;
        }
        state.callback = Some(callback);
        state.is_scheduled = !state.waiting.is_empty();
        if state.is_scheduled {
            drop(state);
            self.submit(Self::call);
        }
    }
}

impl Inbox for CallbackQueue {
    fn put(&self, sample: Sample) {
        let mut state = lock(&self.state);
        if state.is_closed {
            return;
        }
        let is_full = self.depth.is_some_and(|depth| state.waiting.len() >= depth);
        let oldest = if is_full { state.waiting.pop_front() } else { None };
        state.waiting.push_back(sample);
        let was_scheduled = std::mem::replace(&mut state.is_scheduled, true);
        drop(state);
        if let Some(oldest) = oldest {
            self.counters.count_dropped(&oldest);
        }
        if !was_scheduled {
            self.submit(Self::call);
        }
    }

    fn close(&self) {
        let mut state = lock(&self.state);
        state.is_closed = true;
        let (callback, waiting) = (state.callback.take(), std::mem::take(&mut state.waiting));
        drop(state);
        drop(waiting);
        catch(&self.topic, &self.counters, || drop(callback));
    }

    fn session_closed(&self) {
        // What the callback holds may need the session when it is dropped.
        self.submit(Self::close);
    }
}

impl fmt::Debug for CallbackQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallbackQueue").field("topic", &self.topic).finish_non_exhaustive()
    }
}

/// Does something of the user's, and survives it.
pub(crate) fn catch(topic: &str, counters: &SubscriberCounters, call: impl FnOnce()) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(call)) {
        counters.count_panic();
        tracing::error!("a callback of `{topic}` panicked: {}", panic_message(&*panic));
    }
}

//! What waits to be written.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ros_z_pub::prelude::{Buffer, SplitBuffer, ZBuf};

/// Messages of more than this wait as copies: what waits where it was received keeps the
/// publisher from using its shared memory.
const BORROWED: usize = 4;

/// What is written one after the other.
pub(super) enum Entry {
    /// A topic and type; the first one has the index 0.
    Channel {
        topic: String,
        type_name: String,
        /// Its encoding, and the definition.
        schema: (String, Vec<u8>),
        metadata: BTreeMap<String, String>,
    },
    Message {
        index: usize,
        sequence: u32,
        log_time: u64,
        publish_time: u64,
        payload: ZBuf,
    },
}

#[derive(Default)]
struct State {
    entries: VecDeque<Entry>,
    bytes: usize,
    is_closed: bool,
}

/// A queue that is bounded by what its messages hold.
pub(super) struct Queue {
    state: Mutex<State>,
    filled: Condvar,
    limit: usize,
}

impl Queue {
    pub(super) fn new(limit: usize) -> Self {
        Self { state: Mutex::default(), filled: Condvar::new(), limit }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds something; false if it is a message and there is no room for it.
    ///
    /// A message that is larger than the queue has room when nothing else waits.
    pub(super) fn push(&self, mut entry: Entry) -> bool {
        let mut state = self.lock();
        if let Entry::Message { payload, .. } = &mut entry {
            let bytes = payload.len();
            if state.is_closed || (state.bytes > 0 && state.bytes + bytes > self.limit) {
                return false;
            }
            state.bytes += bytes;
            if state.entries.len() >= BORROWED {
                // Not while the others wait for the lock.
                drop(state);
                *payload = ZBuf::from(payload.contiguous().into_owned());
                state = self.lock();
            }
        }
        state.entries.push_back(entry);
        self.filled.notify_one();
        true
    }

    /// What comes next; `None` if nothing does within `patience`.
    pub(super) fn pop(&self, patience: Duration) -> Option<Entry> {
        let mut state = self.lock();
        if state.entries.is_empty() && !state.is_closed {
            let waited = self.filled.wait_timeout(state, patience);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        let entry = state.entries.pop_front()?;
        if let Entry::Message { payload, .. } = &entry {
            state.bytes -= payload.len();
        }
        Some(entry)
    }

    /// Bytes that wait.
    pub(super) fn waiting(&self) -> usize {
        self.lock().bytes
    }

    /// Takes nothing more; what waits is still given.
    pub(super) fn close(&self) {
        self.lock().is_closed = true;
        self.filled.notify_all();
    }

    /// Whether nothing will come any more.
    pub(super) fn is_finished(&self) -> bool {
        let state = self.lock();
        state.is_closed && state.entries.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(bytes: usize) -> Entry {
        let payload = ZBuf::from(vec![0; bytes]);
        Entry::Message { index: 0, sequence: 0, log_time: 0, publish_time: 0, payload }
    }

    #[test]
    fn messages_wait_as_long_as_there_is_room() {
        let queue = Queue::new(100);
        assert!(queue.push(message(60)));
        assert!(!queue.push(message(60)));
        assert!(queue.push(message(40)));
        assert_eq!(queue.waiting(), 100);
        assert!(queue.pop(Duration::ZERO).is_some());
        assert_eq!(queue.waiting(), 40);
        assert!(queue.pop(Duration::ZERO).is_some());
        // Never too large for good.
        assert!(queue.push(message(1000)));
        queue.close();
        assert!(!queue.push(message(1)) && !queue.is_finished());
        assert!(queue.pop(Duration::from_secs(9)).is_some() && queue.is_finished());
    }
}

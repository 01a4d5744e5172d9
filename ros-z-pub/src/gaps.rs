//! Messages that were published and never received, by the gaps in their numbers.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, MutexGuard, PoisonError};

use zenoh::sample::Sample;

use crate::rmw::{Attachment, Gid};

/// Publishers whose last number is remembered. Those that are gone are forgotten with the
/// others when there are more.
const REMEMBERED: usize = 1024;

/// The gaps in the numbers of each publisher.
#[derive(Debug, Default)]
pub(crate) struct Gaps(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// The highest number of each publisher.
    last: HashMap<Gid, i64>,
    lost: u64,
}

impl Gaps {
    pub(crate) fn count(&self, sample: &Sample) {
        let attachment = sample.attachment().map(|bytes| bytes.to_bytes());
        if let Some(attachment) = attachment.and_then(|bytes| Attachment::from_bytes(&bytes)) {
            self.note(attachment.gid, attachment.sequence_number);
        }
    }

    pub(crate) fn lost(&self) -> u64 {
        self.lock().lost
    }

    fn note(&self, publisher: Gid, number: i64) {
        let state = &mut *self.lock();
        if state.last.len() >= REMEMBERED && !state.last.contains_key(&publisher) {
            state.last.clear();
        }
        match state.last.entry(publisher) {
            Entry::Vacant(first) => {
                first.insert(number);
            }
            Entry::Occupied(mut last) => match number.checked_sub(*last.get()) {
                Some(step @ 1..) => {
                    last.insert(number);
                    state.lost += step.unsigned_abs() - 1;
                }
                // One that was thought lost, and was sent again or overtaken.
                _ => state.lost = state.lost.saturating_sub(1),
            },
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_counted_for_each_publisher_and_filled_by_what_comes_late() {
        let gaps = Gaps::default();
        let [first, second] = ["a", "b"].map(Gid::of_liveliness_key);
        for (publisher, number, lost) in [
            (first, 5, 0),
            (first, 6, 0),
            (second, 1, 0),
            (first, 9, 2),
            (second, 3, 3),
            (first, 7, 2),
            (first, 10, 2),
            (second, i64::MAX, i64::MAX as u64 - 2),
        ] {
            gaps.note(publisher, number);
            assert_eq!(gaps.lost(), lost, "{number}");
        }
    }
}

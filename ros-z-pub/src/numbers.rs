//! Messages that were published and never received, by the numbers that publishers give them.
//!
//! Whoever can send to a topic can send any number. So a number counts only where it could be
//! true: as many messages as are missing must have had the time to be published.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use crate::entity::Gid;
use crate::rmw::Attachment;

/// Publishers without a place in the graph whose numbers are remembered. They are all forgotten
/// when there are more.
const STRANGERS: usize = 256;

/// Publishers in the graph, likewise.
const REMEMBERED: usize = 4096;

/// Gaps of a publisher that can be filled by what comes late.
const GAPS: usize = 32;

/// What is faster is not published: one message in a microsecond, and some at once.
const PER_SECOND: f64 = 1e6;
const AT_ONCE: f64 = 1000.0;

/// What is known of where the messages of a publisher begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The publisher appeared when the subscriber and its session were there already: so long
    /// ago.
    New(Duration),
    /// It is in the graph, and may be older than the subscriber.
    Known,
    /// It is not in the graph.
    Stranger,
}

/// The numbers of all publishers that a subscriber receives from.
#[derive(Debug)]
pub(crate) struct Numbers {
    since: Instant,
    publishers: HashMap<Gid, Sequence>,
    strangers: usize,
    lost: u64,
    late: u64,
}

/// The numbers of one publisher.
#[derive(Debug)]
struct Sequence {
    is_stranger: bool,
    highest: i64,
    /// When that was received.
    received: Instant,
    /// Its source time.
    published: i64,
    /// What is missing below, newest last.
    gaps: Vec<RangeInclusive<i64>>,
    /// Until it is known whether those before the first number were lost: how long after the
    /// subscriber the first one was received.
    first: Option<Duration>,
    /// A number that could not be true, unless others follow it.
    doubtful: Option<i64>,
}

impl Numbers {
    pub(crate) fn new() -> Self {
        Self { since: Instant::now(), publishers: HashMap::new(), strangers: 0, lost: 0, late: 0 }
    }

    /// Published and not received.
    pub(crate) fn lost(&self) -> u64 {
        self.lost
    }

    /// Received after others that were published later.
    pub(crate) fn late(&self) -> u64 {
        self.late
    }

    /// Notes a message that was received.
    pub(crate) fn note(
        &mut self,
        attachment: Attachment,
        now: Instant,
        origin: impl FnOnce() -> Origin,
    ) {
        let Attachment { sequence_number: number, source_time, gid } = attachment;
        // Publishers count from 1.
        if number < 1 {
            return;
        }
        match self.publishers.get_mut(&gid) {
            Some(sequence) => {
                let (lost, late) = sequence.note(number, source_time, now);
                self.lost = self.lost.saturating_add_signed(lost);
                self.late += u64::from(late);
            }
            None => self.begin(attachment, now, origin()),
        }
    }

    /// Notes the first message of a publisher.
    fn begin(&mut self, attachment: Attachment, now: Instant, origin: Origin) {
        let Attachment { sequence_number: number, source_time, gid } = attachment;
        let mut sequence = Sequence {
            is_stranger: origin == Origin::Stranger,
            highest: number,
            received: now,
            published: source_time,
            gaps: Vec::new(),
            first: None,
            doubtful: None,
        };
        match origin {
            Origin::New(age) if is_plausible(number - 1, age) => {
                self.lost += sequence.miss(1, number);
            }
            Origin::Known => sequence.first = Some(now.saturating_duration_since(self.since)),
            Origin::New(_) | Origin::Stranger => {}
        }
        self.make_room(sequence.is_stranger);
        self.strangers += usize::from(sequence.is_stranger);
        self.publishers.insert(gid, sequence);
    }

    fn make_room(&mut self, for_stranger: bool) {
        let known = self.publishers.len() - self.strangers;
        if for_stranger && self.strangers >= STRANGERS {
            self.publishers.retain(|_, sequence| !sequence.is_stranger);
            self.strangers = 0;
        } else if !for_stranger && known >= REMEMBERED {
            self.publishers.retain(|_, sequence| sequence.is_stranger);
        }
    }
}

impl Sequence {
    /// Notes a further number: how many more are lost, and whether it was late.
    fn note(&mut self, number: i64, published: i64, now: Instant) -> (i64, bool) {
        if number <= self.highest {
            return match self.fill(number) {
                true => (-1, true),
                // Sent twice, or nothing that could be true.
                false => (0, false),
            };
        }
        let elapsed = now.saturating_duration_since(self.received);
        let is_doubtful = !is_plausible(number - self.highest - 1, elapsed);
        if is_doubtful && self.doubtful.replace(number) != number.checked_sub(1) {
            return (0, false);
        }
        let mut lost = 0;
        if is_doubtful {
            self.gaps.clear();
        } else {
            lost += self.miss_before_first(number, published);
            lost += self.miss(self.highest + 1, number);
        }
        self.doubtful = None;
        self.first = None;
        (self.highest, self.received, self.published) = (number, now, published);
        (i64::try_from(lost).unwrap_or(i64::MAX), false)
    }

    /// Those before the first number, once two have been received: they are lost if, at the rate
    /// at which messages come, there was time for all of them since the subscriber is there.
    fn miss_before_first(&mut self, number: i64, published: i64) -> u64 {
        let Some(age) = self.first else { return 0 };
        let nanos = published.saturating_sub(self.published);
        if nanos <= 0 {
            return 0;
        }
        let steps = (number - self.highest) as f64;
        let before = (self.highest - 1) as f64;
        let needed = nanos as f64 / steps * before;
        let is_lost = needed <= age.as_nanos() as f64 && is_plausible(self.highest - 1, age);
        if is_lost { self.miss(1, self.highest) } else { 0 }
    }

    /// Notes that the numbers from `first` to before `end` are missing, and says how many.
    fn miss(&mut self, first: i64, end: i64) -> u64 {
        if first < end {
            self.gaps.push(first..=end - 1);
            if self.gaps.len() > GAPS {
                self.gaps.remove(0);
            }
        }
        u64::try_from(end - first).unwrap_or(0)
    }

    /// Takes a number out of what is missing; false if it was not.
    fn fill(&mut self, number: i64) -> bool {
        let Some(index) = self.gaps.iter().position(|gap| gap.contains(&number)) else {
            return false;
        };
        let (first, last) = self.gaps.remove(index).into_inner();
        let parts = [first..=number - 1, number + 1..=last];
        self.gaps.splice(index..index, parts.into_iter().filter(|part| !part.is_empty()));
        self.gaps.truncate(GAPS + 1);
        true
    }
}

/// Whether so many messages can have been published in this time.
fn is_plausible(count: i64, elapsed: Duration) -> bool {
    count as f64 <= AT_ONCE + PER_SECOND * elapsed.as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn gid(number: u64) -> Gid {
        Gid::of_liveliness_key(&number.to_string())
    }

    /// Notes a message that was received, and published, so long after the subscriber was there.
    fn note(numbers: &mut Numbers, publisher: u64, number: i64, at: Duration, origin: Origin) {
        let attachment = Attachment {
            sequence_number: number,
            source_time: at.as_nanos() as i64,
            gid: gid(publisher),
        };
        numbers.note(attachment, numbers.since + at, || origin);
    }

    #[test]
    fn gaps_are_counted_for_each_publisher_and_filled_by_what_comes_late() {
        let mut numbers = Numbers::new();
        for (publisher, number, lost, late) in [
            (1, 5, 0, 0),
            (1, 6, 0, 0),
            (2, 1, 0, 0),
            (1, 9, 2, 0),
            (2, 3, 3, 0),
            (1, 7, 2, 1),
            (1, 7, 2, 1), // sent again
            (1, 4, 2, 1), // from before the first
            (1, 10, 2, 1),
            (2, 2, 1, 2),
            (1, 8, 0, 3),
        ] {
            note(&mut numbers, publisher, number, SECOND, Origin::Stranger);
            assert_eq!((numbers.lost(), numbers.late()), (lost, late), "{number}");
        }
    }

    #[test]
    fn what_a_new_publisher_sent_first_is_missed() {
        let mut numbers = Numbers::new();
        note(&mut numbers, 1, 6, SECOND, Origin::New(SECOND / 100));
        assert_eq!(numbers.lost(), 5);
        note(&mut numbers, 1, 2, SECOND, Origin::Known);
        assert_eq!((numbers.lost(), numbers.late()), (4, 1));
        // No number that there was no time for.
        note(&mut numbers, 2, i64::MAX, SECOND, Origin::New(SECOND));
        assert_eq!(numbers.lost(), 4);
    }

    // At 10 Hz, since one second before the subscriber or since half a second after it.
    #[test]
    fn what_was_sent_before_the_subscriber_was_there_is_not_missed() {
        for (first, expected) in [(21, 0), (6, 5)] {
            let mut numbers = Numbers::new();
            note(&mut numbers, 1, first, SECOND, Origin::Known);
            assert_eq!(numbers.lost(), 0, "not yet");
            note(&mut numbers, 1, first + 1, SECOND * 11 / 10, Origin::Known);
            assert_eq!(numbers.lost(), expected);
        }
    }

    #[test]
    fn numbers_that_cannot_be_true_count_nothing_and_hide_nothing() {
        let mut numbers = Numbers::new();
        let mut say = |number, at| {
            note(&mut numbers, 1, number, at, Origin::Stranger);
            numbers.lost()
        };
        assert_eq!(say(1, SECOND), 0);
        for wild in [i64::MAX, i64::MIN, i64::MAX - 1, 0, -1, i64::MAX / 2, 10_000_000] {
            assert_eq!(say(wild, SECOND), 0, "{wild}");
        }
        assert_eq!(say(3, SECOND), 1);
        // A publisher that goes on from there has been believed by its second message.
        assert_eq!(say(1 << 60, SECOND), 1);
        assert_eq!(say((1 << 60) + 1, SECOND), 1);
        assert_eq!(say((1 << 60) + 4, SECOND), 3);
        // Nor do they where they come first: publishers count from 1.
        for origin in [Origin::Stranger, Origin::Known, Origin::New(SECOND)] {
            let mut numbers = Numbers::new();
            for number in [i64::MIN, -1, 0, i64::MAX, 1] {
                note(&mut numbers, 2, number, SECOND, origin);
            }
            note(&mut numbers, 3, i64::MIN, SECOND, origin);
            assert_eq!((numbers.lost(), numbers.publishers.len()), (0, 1));
        }
        // Time makes room for more.
        assert_eq!(say((1 << 60) + 2_000_004, SECOND * 3), 2_000_002);
    }

    #[test]
    fn thousands_of_identities_do_not_make_the_known_ones_forgotten() {
        let mut numbers = Numbers::new();
        note(&mut numbers, 0, 1, SECOND, Origin::Known);
        for stranger in 1..100_000 {
            note(&mut numbers, stranger, stranger as i64, SECOND, Origin::Stranger);
        }
        assert!(numbers.publishers.len() <= STRANGERS + 1);
        note(&mut numbers, 0, 3, SECOND, Origin::Known);
        assert_eq!(numbers.lost(), 1);
        for known in 0..10_000 {
            note(&mut numbers, 200_000 + known, 1, SECOND, Origin::Known);
        }
        assert!(numbers.publishers.len() <= STRANGERS + REMEMBERED);
    }

    #[test]
    fn as_many_gaps_are_remembered_as_are_worth_it() {
        let mut numbers = Numbers::new();
        for number in 0..1000 {
            note(&mut numbers, 1, 1 + 2 * number, SECOND, Origin::Stranger);
        }
        assert_eq!(numbers.lost(), 999);
        assert!(numbers.publishers[&gid(1)].gaps.len() <= GAPS + 1);
        note(&mut numbers, 1, 2, SECOND, Origin::Stranger);
        note(&mut numbers, 1, 1998, SECOND, Origin::Stranger);
        assert_eq!((numbers.lost(), numbers.late()), (998, 1));
    }
}

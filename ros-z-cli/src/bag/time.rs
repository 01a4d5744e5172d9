//! Times of messages as dates.

use std::time::{SystemTime, UNIX_EPOCH};

const DAY: u64 = 86_400;

/// Nanoseconds since 1970 as date and time in UTC: `2026-11-27 18:09:01.250`.
pub(crate) fn utc(nanos: u64) -> String {
    let seconds = nanos / 1_000_000_000;
    let (year, month, day) = date(seconds / DAY);
    let (hour, minute, second) = (seconds % DAY / 3600, seconds % 3600 / 60, seconds % 60);
    let millis = nanos / 1_000_000 % 1000;
    format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}.{millis:03}")
}

/// The name of a recording that begins now: `rosbag_2026_11_27-18_09_01`.
pub(crate) fn file_name_now() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let text = utc(u64::try_from(now.as_nanos()).unwrap_or(u64::MAX));
    let text = text.split('.').next().unwrap_or_default();
    format!("rosbag_{}", text.replace(['-', ':'], "_").replace(' ', "-"))
}

/// Year, month and day of a day that is counted from 1970 on, in the Gregorian calendar.
fn date(days: u64) -> (u64, u64, u64) {
    // Years begin in March here, so that the day that is not always there is the last one.
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (400 * era + year + next, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_dates() {
        for (seconds, expected) in [
            (0, "1970-01-01 00:00:00.000"),
            (951_782_400, "2000-02-29 00:00:00.000"),
            (1_709_251_199, "2024-02-29 23:59:59.000"),
            (4_107_542_400, "2100-03-01 00:00:00.000"),
        ] {
            assert_eq!(utc(seconds * 1_000_000_000), expected);
        }
    }
}

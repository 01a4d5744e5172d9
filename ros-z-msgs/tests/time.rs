//! `Time` and `Duration`.

#![cfg(feature = "builtin_interfaces")]
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::HashSet;
use std::time::{self, SystemTime};

use ros_z_msgs::builtin_interfaces::{Duration, Time};
use ros_z_msgs::time::TimeError;

const fn at(sec: i32, nanosec: u32) -> Time {
    Time { sec, nanosec }
}

const fn of(sec: i32, nanosec: u32) -> Duration {
    Duration { sec, nanosec }
}

fn system(nanos: i64) -> SystemTime {
    let distance = time::Duration::from_nanos(nanos.unsigned_abs());
    if nanos < 0 { SystemTime::UNIX_EPOCH - distance } else { SystemTime::UNIX_EPOCH + distance }
}

#[test]
fn now_is_the_time_of_the_system() {
    let before = SystemTime::now();
    let now = SystemTime::from(Time::now());
    assert!(before <= now && now <= SystemTime::now());
}

#[test]
fn times_come_back_from_the_system() {
    for time in [
        Time::ZERO,
        at(0, 1),
        at(1_700_000_000, 123_456_789),
        at(-1, 999_999_999),
        at(-1, 750_000_000),
        Time::MIN,
        Time::MAX,
    ] {
        let system_time = SystemTime::from(time);
        assert_eq!(system_time, system(time.as_nanos()));
        assert_eq!(Time::try_from(system_time), Ok(time));
        assert_eq!(Time::from_system(system_time), time);
    }
    assert_eq!(Time::try_from(system(-250_000_000)), Ok(at(-1, 750_000_000)));
}

#[test]
fn times_that_do_not_fit_are_errors_or_the_nearest() {
    let late = SystemTime::from(Time::MAX) + time::Duration::from_nanos(1);
    let early = SystemTime::from(Time::MIN) - time::Duration::from_nanos(1);
    assert_eq!(Time::try_from(late), Err(TimeError::OutOfRange));
    assert_eq!(Time::try_from(early), Err(TimeError::OutOfRange));
    assert_eq!((Time::from_system(late), Time::from_system(early)), (Time::MAX, Time::MIN));
    // Further than 64 bits of nanoseconds.
    let centuries = time::Duration::from_secs(1000 * 365 * 86400);
    assert_eq!(Time::from_system(SystemTime::UNIX_EPOCH + centuries), Time::MAX);
    assert_eq!(Time::from_system(SystemTime::UNIX_EPOCH - centuries), Time::MIN);
    assert_eq!(
        TimeError::OutOfRange.to_string(),
        "the seconds do not fit into 32 bits: ROS has times from 1901-12-13 20:45:52 to \
         2038-01-19 03:14:07 UTC, and durations of up to 68 years"
    );
}

#[test]
fn durations_come_back_from_std() {
    for duration in [Duration::ZERO, of(1, 500_000_000), Duration::MAX] {
        let std = time::Duration::try_from(duration).unwrap();
        assert_eq!(std.as_nanos(), duration.as_nanos() as u128);
        assert_eq!(Duration::try_from(std), Ok(duration));
    }
    let error = time::Duration::try_from(of(-1, 750_000_000)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the duration is negative, -250000000 nanoseconds, and `std::time::Duration` never is"
    );
    for seconds in [1 << 31, u64::MAX] {
        let long = time::Duration::from_secs(seconds);
        assert_eq!(Duration::try_from(long), Err(TimeError::OutOfRange), "{seconds}");
    }
}

#[test]
fn times_and_durations_are_added_and_subtracted() {
    let stamp = at(10, 200_000_000);
    assert_eq!(stamp + of(0, 900_000_000), at(11, 100_000_000));
    assert_eq!(stamp - of(0, 900_000_000), at(9, 300_000_000));
    assert_eq!(stamp - at(12, 0), of(-2, 200_000_000));
    assert_eq!(stamp.checked_duration_since(at(9, 900_000_000)), Some(of(0, 300_000_000)));
    assert_eq!(-of(1, 250_000_000), of(-2, 750_000_000));
    assert_eq!(of(1, 0) + of(0, 5) - of(2, 0), of(-1, 5));
    let mut moving = stamp;
    moving += of(1, 0);
    moving -= of(0, 1);
    assert_eq!(moving, at(11, 199_999_999));
    assert_eq!(of(-1, 750_000_000).as_secs_f64(), -0.25);
}

#[test]
fn what_does_not_fit_is_none_or_the_nearest() {
    assert_eq!(Time::MAX.checked_add(of(0, 1)), None);
    assert_eq!(Time::MIN.checked_sub(of(0, 1)), None);
    assert_eq!(Time::MAX.checked_duration_since(Time::MIN), None);
    assert_eq!(Time::MAX.checked_add(Duration::ZERO), Some(Time::MAX));
    assert_eq!((Time::MAX + of(0, 1), Time::MIN - of(0, 1)), (Time::MAX, Time::MIN));
    assert_eq!((Time::MAX + Duration::MAX, Time::MIN + Duration::MIN), (Time::MAX, Time::MIN));
    assert_eq!((Time::MAX - Time::MIN, Time::MIN - Time::MAX), (Duration::MAX, Duration::MIN));
    assert_eq!(-Duration::MIN, Duration::MAX);
    for nanos in [i64::MIN, i64::MAX] {
        assert_eq!(Time::from_nanos(nanos), Err(TimeError::OutOfRange));
    }
    let (min, max) = (of(i32::MIN, u32::MAX), of(i32::MAX, u32::MAX));
    assert_eq!((max + max, max - min, min - max), (Duration::MAX, Duration::MAX, Duration::MIN));
}

#[test]
fn values_of_more_than_a_billion_nanoseconds_mean_their_sum() {
    let odd = at(1, 2_500_000_000);
    assert_eq!(odd.as_nanos(), 3_500_000_000);
    assert_eq!(odd.normalized(), at(3, 500_000_000));
    assert_eq!(odd - at(3, 0), of(0, 500_000_000));
    assert_eq!(SystemTime::from(odd), system(3_500_000_000));
    assert!(odd > at(3, 0) && odd < at(4, 0));
    // Ordered as `==` has it: these are not equal.
    assert!(odd != odd.normalized() && odd < odd.normalized());
    assert_eq!(at(i32::MAX, u32::MAX).normalized(), Time::MAX);
}

#[test]
fn times_are_ordered_and_are_keys() {
    let mut times = [at(1, 5), at(-1, 999_999_999), at(1, 4), at(0, 0)];
    times.sort();
    assert_eq!(times, [at(-1, 999_999_999), at(0, 0), at(1, 4), at(1, 5)]);
    let keys: HashSet<Time> = times.into_iter().chain(times).collect();
    assert_eq!(keys.len(), 4);
}

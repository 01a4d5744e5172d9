//! `Time` and `Duration`: this machine's clock, the types of `std`, and arithmetic.
//!
//! ROS counts seconds from 1970 in an `i32`, plus nanoseconds from 0 to 999 999 999. A
//! `Time` therefore lies between December 1901 and January 2038 and a `Duration` within 68 years.
//! A time before 1970, like a negative duration, has negative seconds and nanoseconds that count
//! forward from there: -0.25 s is `sec: -1, nanosec: 750_000_000`.
//!
//! What does not fit is an error of `try_from`, `None` of the `checked_` methods, and the nearest
//! value with the operators, which never panic.
//!
//! Values from elsewhere may have a billion nanoseconds or more. They mean the sum, which `<`
//! compares; `==` compares the fields, as everywhere. Values that are made here have less.
//!
//! ```
//! use std::time::SystemTime;
//!
//! use ros_z_msgs::builtin_interfaces::{Duration, Time};
//!
//! let stamp = Time::now();
//! let age: Duration = Time::now() - stamp;
//! assert!(age >= Duration::ZERO);
//!
//! let earlier = stamp - Duration::from_nanos(1_500_000_000)?;
//! assert_eq!((stamp - earlier).as_secs_f64(), 1.5);
//!
//! let system: SystemTime = stamp.into();
//! assert_eq!(Time::try_from(system)?, stamp);
//! # Ok::<(), ros_z_msgs::time::TimeError>(())
//! ```

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::time::{self, SystemTime};

use crate::builtin_interfaces::{Duration, Time};

const NANOS: i64 = 1_000_000_000;

/// The reasons why a time or a duration cannot be converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimeError {
    /// The seconds do not fit into the 32 bits that ROS has for them.
    #[error(
        "the seconds do not fit into 32 bits: ROS has times from 1901-12-13 20:45:52 to \
         2038-01-19 03:14:07 UTC, and durations of up to 68 years"
    )]
    OutOfRange,
    /// A negative duration, which `std` has not.
    #[error("the duration is negative, {nanos} nanoseconds, and `std::time::Duration` never is")]
    Negative {
        /// The nanoseconds.
        nanos: i64,
    },
}

/// The seconds and nanoseconds of a number of nanoseconds.
fn split(nanos: i64) -> Option<(i32, u32)> {
    let sec = i32::try_from(nanos.div_euclid(NANOS)).ok()?;
    let nanosec = u32::try_from(nanos.rem_euclid(NANOS)).ok()?;
    Some((sec, nanosec))
}

macro_rules! seconds_and_nanoseconds {
    ($type:ident) => {
        impl $type {
            /// The smallest value.
            pub const MIN: Self = Self { sec: i32::MIN, nanosec: 0 };

            /// The largest value.
            pub const MAX: Self = Self { sec: i32::MAX, nanosec: 999_999_999 };

            /// Zero.
            pub const ZERO: Self = Self { sec: 0, nanosec: 0 };

            /// All of it in nanoseconds.
            pub const fn as_nanos(self) -> i64 {
                self.sec as i64 * NANOS + self.nanosec as i64
            }

            /// All of it in seconds. A `f64` has the microseconds of today's times, not the
            /// nanoseconds.
            pub fn as_secs_f64(self) -> f64 {
                f64::from(self.sec) + f64::from(self.nanosec) / NANOS as f64
            }

            /// The value of `nanos` nanoseconds.
            ///
            /// # Errors
            ///
            /// The seconds do not fit into 32 bits.
            pub fn from_nanos(nanos: i64) -> Result<Self, TimeError> {
                let (sec, nanosec) = split(nanos).ok_or(TimeError::OutOfRange)?;
                Ok(Self { sec, nanosec })
            }

            /// The value of `nanos` nanoseconds, or the nearest one.
            pub fn from_nanos_saturating(nanos: i64) -> Self {
                match split(nanos) {
                    Some((sec, nanosec)) => Self { sec, nanosec },
                    None if nanos < 0 => Self::MIN,
                    None => Self::MAX,
                }
            }

            /// The same value with fewer than a billion nanoseconds, or the nearest one.
            pub fn normalized(self) -> Self {
                Self::from_nanos_saturating(self.as_nanos())
            }

            /// This and a duration; `None` if the seconds do not fit into 32 bits.
            pub fn checked_add(self, duration: Duration) -> Option<Self> {
                // At most 2^33 seconds: no overflow.
                Self::from_nanos(self.as_nanos() + duration.as_nanos()).ok()
            }

            /// This without a duration; `None` if the seconds do not fit into 32 bits.
            pub fn checked_sub(self, duration: Duration) -> Option<Self> {
                Self::from_nanos(self.as_nanos() - duration.as_nanos()).ok()
            }
        }

        impl Copy for $type {}

        impl Eq for $type {}

        impl Hash for $type {
            fn hash<H: Hasher>(&self, state: &mut H) {
                (self.sec, self.nanosec).hash(state);
            }
        }

        /// By what they add up to. Equal is only what has the same fields, as `==` has it; of the
        /// others that add up to the same, the one with fewer seconds is less.
        impl Ord for $type {
            fn cmp(&self, other: &Self) -> Ordering {
                (self.as_nanos(), self.sec).cmp(&(other.as_nanos(), other.sec))
            }
        }

        impl PartialOrd for $type {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        /// The nearest value if the seconds do not fit into 32 bits.
        impl Add<Duration> for $type {
            type Output = Self;

            fn add(self, duration: Duration) -> Self {
                Self::from_nanos_saturating(self.as_nanos() + duration.as_nanos())
            }
        }

        /// The nearest value if the seconds do not fit into 32 bits.
        impl Sub<Duration> for $type {
            type Output = Self;

            fn sub(self, duration: Duration) -> Self {
                Self::from_nanos_saturating(self.as_nanos() - duration.as_nanos())
            }
        }

        impl AddAssign<Duration> for $type {
            fn add_assign(&mut self, duration: Duration) {
                *self = *self + duration;
            }
        }

        impl SubAssign<Duration> for $type {
            fn sub_assign(&mut self, duration: Duration) {
                *self = *self - duration;
            }
        }
    };
}

seconds_and_nanoseconds!(Time);
seconds_and_nanoseconds!(Duration);

impl Time {
    /// The time of this machine's clock, which may be set and then jumps.
    ///
    /// From 2038-01-19 03:14:08 UTC on it is [`Time::MAX`].
    pub fn now() -> Self {
        Self::from_system(SystemTime::now())
    }

    /// The nearest time that ROS can tell to one of the system.
    pub fn from_system(time: SystemTime) -> Self {
        Self::from_nanos_saturating(nanos_since_1970(time))
    }

    /// How much later this is than `earlier`, less than zero if it is not; `None` if the seconds
    /// do not fit into 32 bits.
    pub fn checked_duration_since(self, earlier: Self) -> Option<Duration> {
        Duration::from_nanos(self.as_nanos() - earlier.as_nanos()).ok()
    }
}

/// How much later the one is than the other; the nearest duration if the seconds do not fit into
/// 32 bits.
impl Sub for Time {
    type Output = Duration;

    fn sub(self, earlier: Self) -> Duration {
        Duration::from_nanos_saturating(self.as_nanos() - earlier.as_nanos())
    }
}

/// The nearest duration for [`Duration::MIN`], which has no counterpart.
impl Neg for Duration {
    type Output = Self;

    fn neg(self) -> Self {
        Self::from_nanos_saturating(-self.as_nanos())
    }
}

/// Nanoseconds from 1970 to a time, or the nearest number.
fn nanos_since_1970(time: SystemTime) -> i64 {
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_nanos()).unwrap_or(i64::MAX),
        Err(error) => {
            let before = i64::try_from(error.duration().as_nanos());
            before.map_or(i64::MIN, |before| -before)
        }
    }
}

/// Times before 1970 are taken; what is finer than a nanosecond is not there in `std` either.
impl TryFrom<SystemTime> for Time {
    type Error = TimeError;

    fn try_from(time: SystemTime) -> Result<Self, TimeError> {
        Self::from_nanos(nanos_since_1970(time))
    }
}

/// All times of ROS are times of a system that counts seconds in 64 bits.
impl From<Time> for SystemTime {
    fn from(time: Time) -> Self {
        let nanos = time.as_nanos();
        let distance = time::Duration::from_nanos(nanos.unsigned_abs());
        let system = if nanos < 0 {
            Self::UNIX_EPOCH.checked_sub(distance)
        } else {
            Self::UNIX_EPOCH.checked_add(distance)
        };
        system.unwrap_or(Self::UNIX_EPOCH)
    }
}

impl TryFrom<time::Duration> for Duration {
    type Error = TimeError;

    fn try_from(duration: time::Duration) -> Result<Self, TimeError> {
        let nanos = i64::try_from(duration.as_nanos()).map_err(|_| TimeError::OutOfRange)?;
        Self::from_nanos(nanos)
    }
}

/// Negative durations are errors: `std` has none.
impl TryFrom<Duration> for time::Duration {
    type Error = TimeError;

    fn try_from(duration: Duration) -> Result<Self, TimeError> {
        let nanos = duration.as_nanos();
        let positive = u64::try_from(nanos).map_err(|_| TimeError::Negative { nanos })?;
        Ok(Self::from_nanos(positive))
    }
}

#[cfg(feature = "std_msgs")]
impl crate::std_msgs::Header {
    /// A header of this frame and of now: [`Time::now`].
    ///
    /// ```
    /// use ros_z_msgs::builtin_interfaces::Time;
    /// use ros_z_msgs::std_msgs::Header;
    ///
    /// let header = Header::stamped("base_link");
    /// assert_eq!(header.frame_id, "base_link");
    /// assert!(header.stamp <= Time::now());
    /// ```
    pub fn stamped(frame_id: impl Into<String>) -> Self {
        Self { stamp: Time::now(), frame_id: frame_id.into() }
    }
}

//! Clocks: the time of the system, or of a simulation.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use event_listener::{Event, Listener};
use shm_cdr::ShmMessage;

use crate::node::ZNode;
use crate::qos::QosProfile;
use crate::received::Received;
use crate::subscriber::ZCallbackSubscriber;
use crate::{Builder, Result};

/// Where a simulation publishes its time (design.ros2.org, "Clock and Time").
const TOPIC: &str = "/clock";

#[derive(ShmMessage, Debug)]
#[shm(type_name = "rosgraph_msgs/msg/Clock")]
struct Clock {
    clock: Time,
}

#[derive(ShmMessage, Debug)]
#[shm(type_name = "builtin_interfaces/msg/Time")]
struct Time {
    sec: i32,
    nanosec: u32,
}

/// Puts a [`ZClock`] together.
///
/// ```
/// # use std::time::Duration;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
/// # let node = ctx.create_node("example").build()?;
/// let system = node.create_clock().build()?;
/// assert!(!system.is_simulated() && system.wait_until_started(Duration::ZERO));
/// let simulated = node.create_clock().with_sim_time(true).build()?;
/// assert!(simulated.is_simulated() && !simulated.wait_until_started(Duration::ZERO));
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "a builder does nothing until it is built"]
pub struct ZClockBuilder {
    node: ZNode,
    use_sim_time: bool,
}

impl ZNode {
    /// Starts to build a clock: that of the system, unless it is set to simulated time.
    pub fn create_clock(&self) -> ZClockBuilder {
        ZClockBuilder { node: self.clone(), use_sim_time: false }
    }
}

impl ZClockBuilder {
    /// Takes the time from the topic `/clock`, as the ROS parameter `use_sim_time` does.
    pub fn with_sim_time(mut self, use_sim_time: bool) -> Self {
        self.use_sim_time = use_sim_time;
        self
    }
}

impl Builder for ZClockBuilder {
    type Output = ZClock;

    /// # Errors
    ///
    /// [`Error::Zenoh`](crate::Error::Zenoh) if the session is closed.
    fn build(self) -> Result<ZClock> {
        if !self.use_sim_time {
            return Ok(ZClock(None));
        }
        let now = Arc::new(Now::default());
        let written = now.clone();
        // As rclcpp has it: the last time is all that counts.
        let qos = QosProfile::DEFAULT.best_effort().keep_last(1);
        let subscriber = self.node.create_sub::<Clock>(TOPIC).with_qos(qos);
        let subscriber =
            subscriber.build_with_direct_callback(move |message: Result<Received<Clock>>| {
                if let Ok(message) = message {
                    written.set(&message.clock);
                }
            })?;
        Ok(ZClock(Some(Arc::new(Simulated { now, subscriber }))))
    }
}

/// The time of the system, or of a simulation that publishes it.
///
/// A clone is the same clock. Time is given as [`SystemTime`], which converts from and to
/// `builtin_interfaces/msg/Time`; simulated time often begins at the epoch, 1970.
///
/// ```
/// use std::time::{Duration, UNIX_EPOCH};
/// use ros_z_msgs::rosgraph_msgs::Clock;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
/// # let node = ctx.create_node("example").build()?;
/// # let simulation = node.create_pub::<Clock>("/clock").build()?;
/// let clock = node.create_clock().with_sim_time(true).build()?;
/// assert_eq!(clock.now(), UNIX_EPOCH);
/// # simulation.wait_for_subscribers(1, Duration::from_secs(5))?;
/// let mut time = Clock::default();
/// time.clock.sec = 7;
/// simulation.publish(&time)?;
/// assert!(clock.wait_until_started(Duration::from_secs(5)));
/// assert_eq!(clock.now(), UNIX_EPOCH + Duration::from_secs(7));
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[derive(Clone)]
pub struct ZClock(Option<Arc<Simulated>>);

struct Simulated {
    now: Arc<Now>,
    subscriber: ZCallbackSubscriber,
}

impl ZClock {
    /// The time. Simulated time is the epoch, 0, until the first message has come.
    pub fn now(&self) -> SystemTime {
        match &self.0 {
            None => SystemTime::now(),
            Some(simulated) => UNIX_EPOCH + simulated.now.get(),
        }
    }

    /// Whether the time is that of a simulation.
    pub fn is_simulated(&self) -> bool {
        self.0.is_some()
    }

    /// Waits until there is a time: at most this long for the first one that a simulation
    /// publishes, and not at all for the time of the system. False if there is still none.
    pub fn wait_until_started(&self, timeout: Duration) -> bool {
        self.wait(timeout, |now| now > UNIX_EPOCH)
    }

    /// Waits until the clock shows `time` or later, at most for `timeout` of the system's time;
    /// false if it still shows an earlier time.
    ///
    /// If a simulation runs twice as fast, the wait is half as long.
    ///
    /// ```
    /// # use std::time::{Duration, SystemTime};
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// # let node = ctx.create_node("example").build()?;
    /// let clock = node.create_clock().build()?;
    /// let soon = clock.now() + Duration::from_millis(2);
    /// assert!(clock.wait_until(soon, Duration::from_secs(5)));
    /// assert!(SystemTime::now() >= soon);
    /// assert!(!clock.wait_until(soon + Duration::from_secs(60), Duration::from_millis(1)));
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
    pub fn wait_until(&self, time: SystemTime, timeout: Duration) -> bool {
        self.wait(timeout, |now| now >= time)
    }

    fn wait(&self, timeout: Duration, is_over: impl Fn(SystemTime) -> bool) -> bool {
        /// The longest that is slept at once: the system's clock may be set.
        const INTERVAL: Duration = Duration::from_millis(100);

        let deadline = Instant::now().checked_add(timeout);
        loop {
            let changed = self.0.as_ref().map(|simulated| simulated.now.changed.listen());
            let now = self.now();
            if is_over(now) {
                return true;
            }
            let left = deadline.map_or(Duration::MAX, |deadline| {
                deadline.saturating_duration_since(Instant::now())
            });
            if left.is_zero() {
                return false;
            }
            match changed {
                Some(changed) if left == Duration::MAX => changed.wait(),
                Some(changed) => _ = changed.wait_timeout(left),
                None => std::thread::sleep(left.min(INTERVAL)),
            }
        }
    }
}

impl fmt::Debug for ZClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut clock = f.debug_struct("ZClock");
        if let Some(simulated) = &self.0 {
            clock.field("subscriber", simulated.subscriber.info());
        }
        clock.field("now", &self.now()).finish()
    }
}

/// The time of a simulation, in nanoseconds since the epoch.
#[derive(Default)]
struct Now {
    nanoseconds: AtomicU64,
    changed: Event,
}

impl Now {
    fn get(&self) -> Duration {
        Duration::from_nanos(self.nanoseconds.load(Ordering::Acquire))
    }

    /// Before the epoch there is no simulated time.
    fn set(&self, time: &Time) {
        let seconds = u64::try_from(time.sec).unwrap_or(0);
        let time = Duration::from_secs(seconds) + Duration::from_nanos(time.nanosec.into());
        // 2³¹ seconds are less than 2⁶⁴ nanoseconds.
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds.store(nanoseconds, Ordering::Release);
        self.changed.notify(usize::MAX);
    }
}

//! The time of the system, and that of a simulation.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ros_z_msgs::builtin_interfaces::Time;
use ros_z_msgs::rosgraph_msgs::Clock;
use ros_z_pub::prelude::*;
use ros_z_tests::process::{DEADLINE, context};

fn node() -> ZNode {
    context().build().unwrap().create_node("node").build().unwrap()
}

#[test]
fn the_time_of_the_system_is_there_at_once() {
    let clock = node().create_clock().build().unwrap();
    let before = SystemTime::now();
    assert!(!clock.is_simulated() && clock.wait_until_started(Duration::ZERO));
    assert!(before <= clock.now() && clock.now() <= SystemTime::now());
    assert!(clock.wait_until(before + Duration::from_millis(20), DEADLINE));
    assert!(SystemTime::now() >= before + Duration::from_millis(20));
    assert!(!clock.wait_until(before + Duration::from_secs(3600), Duration::from_millis(5)));
}

#[test]
fn simulated_time_is_what_was_published_last() {
    let node = node();
    let clock = node.create_clock().with_sim_time(true).build().unwrap();
    assert!(clock.is_simulated());
    assert_eq!(clock.now(), UNIX_EPOCH);
    assert!(!clock.wait_until_started(Duration::from_millis(5)));

    let simulator = node.create_pub::<Clock>("/clock").build().unwrap();
    assert!(simulator.wait_for_subscribers(1, DEADLINE).unwrap());
    let publish = |sec, nanosec| {
        simulator.publish(&Clock { clock: Time { sec, nanosec } }).unwrap();
    };
    publish(12, 500_000_000);
    assert!(clock.wait_until_started(DEADLINE));
    assert_eq!(clock.now(), UNIX_EPOCH + Duration::from_millis(12_500));
    // Whoever waits wakes up when the time has come, and not before.
    let late = UNIX_EPOCH + Duration::from_secs(20);
    let waiting = std::thread::spawn({
        let clock = clock.clone();
        move || (clock.wait_until(late, DEADLINE), clock.now())
    });
    publish(19, 999_999_999);
    publish(20, 0);
    assert_eq!(waiting.join().unwrap(), (true, late));
    assert!(!clock.wait_until(late + Duration::from_nanos(1), Duration::from_millis(5)));
    // A simulation that begins again.
    publish(1, 0);
    assert_eq!(clock.now(), UNIX_EPOCH + Duration::from_secs(1));
    publish(-5, 0);
    assert_eq!(clock.now(), UNIX_EPOCH);
}

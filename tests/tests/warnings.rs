//! What is said once, to whom, and with which cure.

use std::sync::OnceLock;

use ros_z_msgs::sensor_msgs::PointCloud2;
use ros_z_pub::{Builder, HeapReason, Outcome, ZContext, ZPublisher};
use ros_z_tests::messages::cloud;
use ros_z_tests::process::{
    DEADLINE, Peer, alone, context, endpoint, session_without_shm, wait_until,
};
use ros_z_tests::warnings::Warnings;
use zenoh::Wait;

const PEER: &str = env!("CARGO_BIN_EXE_peer");

fn warnings() -> &'static Warnings {
    static WARNINGS: OnceLock<Warnings> = OnceLock::new();
    WARNINGS.get_or_init(Warnings::listen)
}

fn publisher(topic: &str) -> (ZContext, ZPublisher<PointCloud2>) {
    let ctx = context().with_shm_pool_size(1 << 20).unwrap().build().unwrap();
    let publisher = ctx.create_node("test").build().unwrap().create_pub(topic).build().unwrap();
    (ctx, publisher)
}

// A node of ROS in a session that does not share memory, and does not say why.
#[test]
fn a_publisher_says_once_that_nobody_shares_memory_and_counts_it() {
    let _alone = alone();
    let warnings = warnings();
    let (ctx, publisher) = publisher("unshared");
    let session = session_without_shm(&endpoint(&ctx)).unwrap();
    let _subscriber = session.declare_subscriber(publisher.key_expr()).wait().unwrap();
    let zid = session.zid();
    let (_, of_topic) = publisher.key_expr().split_once("unshared").unwrap();
    let token = format!("@ros2_lv/0/{zid}/0/1/MS/%/%/far/%unshared{of_topic}/::,10:,:,:,,");
    let _token = session.liveliness().declare_token(token).wait().unwrap();
    assert!(publisher.wait_for_subscribers(1, DEADLINE).unwrap());
    let subscriber = publisher.matched().remove(0);
    wait_until("how they are connected", || {
        publisher.shares_memory_with(&subscriber) == Some(false)
    });
    assert!(!publisher.can_share_memory().unwrap());
    let said = || warnings.about(&["no subscriber of `/unshared` shares memory"]);
    let message = cloud(1000);
    let mut count = 0;
    wait_until("a warning", || {
        assert!(publisher.publish(&message).unwrap().is_shm());
        count += 1;
        !said().is_empty()
    });
    for _ in 0..100 {
        publisher.publish(&message).unwrap();
    }
    assert_eq!(said().len(), 1);
    assert!(said()[0].contains("version") && said()[0].contains("/dev/shm"), "{:?}", said());
    let stats = publisher.stats();
    assert_eq!(stats.not_shared.messages, count + 100, "{stats}");

    // Within the process it is shared.
    let node = ctx.create_node("listener").build().unwrap();
    let _within = node.create_sub::<PointCloud2>("unshared").build().unwrap();
    assert!(publisher.wait_for_subscribers(2, DEADLINE).unwrap());
    publisher.publish(&message).unwrap();
    assert_eq!(publisher.stats().not_shared, stats.not_shared);
}

#[test]
fn both_sides_say_once_what_forbids_a_subscriber_to_share_memory() {
    let _alone = alone();
    let warnings = warnings();
    let (ctx, publisher) = publisher("forbidden");
    let peer = Peer::command(PEER);
    let mut peer = std::process::Command::new(peer.get_program());
    peer.args(["under", "65536", "warnings", "cloud", &endpoint(&ctx), "/forbidden"]);
    let peer = Peer::start_saying(&mut peer, |said| {
        assert!(said.starts_with("warning the session does not share memory"), "{said}");
        assert!(said.contains("the limit is 65536; raise it with `ulimit -l"), "{said}");
    });
    assert!(publisher.wait_for_subscribers(1, DEADLINE).unwrap());
    let said = || warnings.about(&["no subscriber of `/forbidden` can share memory", "65536"]);
    let message = cloud(1000);
    wait_until("a warning", || {
        let outcome = publisher.publish(&message).unwrap();
        let is_told = matches!(outcome, Outcome::Heap { reason: HeapReason::Readers { .. }, .. });
        assert!(is_told || outcome.is_shm(), "{outcome}");
        !said().is_empty()
    });
    for _ in 0..100 {
        publisher.publish(&message).unwrap();
    }
    assert_eq!(said().len(), 1);
    // Nothing else is said over there.
    for _ in 0..100 {
        assert!(peer.line().starts_with("cloud false"));
    }
    peer.end();
}

#[test]
fn whoever_starts_a_program_has_the_last_word_and_hears_what_comes_of_it() {
    let _alone = alone();
    let cases = [
        ("transport/shared_memory/enabled=false", "is false, not true", "over the network"),
        (
            "transport/shared_memory/transport_optimization/enabled=true",
            "is true, not false",
            "Zenoh copies messages of 3072 bytes and more",
        ),
        ("timestamping/enabled=false", "is false, not true", "transient-local"),
    ];
    for (setting, values, consequence) in cases {
        let mut command = Peer::command(PEER);
        command.args(["warnings", "works", "preferred", "1048576"]);
        command.env("ZENOH_CONFIG_OVERRIDE", setting);
        let peer = Peer::start_saying(&mut command, |_| {});
        let mut said = Vec::new();
        loop {
            let line = peer.line();
            if !line.starts_with("warning ") {
                assert!(line.ends_with("received true"), "{line}");
                break;
            }
            said.push(line);
        }
        let said: Vec<_> = said.iter().filter(|said| said.contains("the last word")).collect();
        let [said] = said[..] else { panic!("{said:?}") };
        let (key, _) = setting.split_once('=').unwrap();
        assert!(said.contains(&format!("`{key}` {values}")), "{said}");
        assert!(said.contains(consequence), "{said}");
        peer.end();
    }
    // The same as the program has it is nothing to speak of.
    let mut command = Peer::command(PEER);
    command.args(["warnings", "works", "required", "1048576"]);
    command.env("ZENOH_CONFIG_OVERRIDE", "transport/shared_memory/enabled=true");
    let peer = Peer::start_saying(&mut command, |_| {});
    assert_eq!(peer.line(), "true 10073 bytes in shared memory, received true");
    peer.end();
}

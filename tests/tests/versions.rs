//! This build against programs of older versions of Zenoh, which do not share memory with ours:
//! `peer` built with zenoh 1.9.0, and `tests/peer-zenoh-1.8`, which is Zenoh by itself. They share
//! memory with each other. `tests/versions/run` makes them and names them in the environment.

use ros_z_msgs::sensor_msgs::PointCloud2;
use ros_z_pub::Builder;
use ros_z_tests::messages::cloud;
use ros_z_tests::process::{DEADLINE, Peer, alone, context, endpoint, wait_until};
use shm_cdr::{ShmMessage, SizeEstimation};

/// This crate with zenoh 1.9.0.
fn old_peer() -> String {
    std::env::var("OLD_PEER").expect("`OLD_PEER` names a program of another build")
}

/// Zenoh 1.8.0.
fn plain_peer() -> String {
    std::env::var("PLAIN_PEER").expect("`PLAIN_PEER` names a program of another build")
}

#[test]
#[ignore = "needs a program of another build, see `tests/versions/run`"]
fn what_we_publish_in_shared_memory_reaches_the_other_version_over_the_network() {
    let _alone = alone();
    let ctx = context().with_shm_pool_size(4 << 20).unwrap().build().unwrap();
    let node = ctx.create_node("test").build().unwrap();
    let publisher = node.create_pub::<PointCloud2>("cloud").build().unwrap();
    let peer = Peer::start(&old_peer(), &["cloud", &endpoint(&ctx), publisher.topic()]);
    assert!(publisher.wait_for_subscribers(1, DEADLINE).unwrap());
    assert!(!publisher.can_share_memory().unwrap());
    for (sequence, bytes) in (1..).zip([100, 10_000, 1 << 20]) {
        let message = cloud(bytes);
        let size = message.estimated_serialized_size();
        assert_eq!(publisher.publish(&message).unwrap().is_shm(), size >= 512);
        assert_eq!(peer.line(), format!("cloud false {size} {sequence} true"));
    }
    peer.end();
}

#[test]
#[ignore = "needs a program of another build, see `tests/versions/run`"]
fn what_the_other_version_publishes_in_shared_memory_reaches_us_over_the_network() {
    let _alone = alone();
    let peer = Peer::start(&old_peer(), &["talk", "cloud", "100000"]);
    let ctx = context().with_connect_endpoints([peer.line()]).build().unwrap();
    let node = ctx.create_node("test").build().unwrap();
    let subscriber = node.create_sub::<PointCloud2>("cloud").build().unwrap();
    for _ in 0..3 {
        let received = subscriber.recv_timeout(DEADLINE).unwrap().expect("a cloud in time");
        assert!(!received.is_shm());
        assert_eq!(*received, cloud(100_000));
    }
    assert_eq!(peer.line(), "talk true");
    peer.end();
}

#[test]
#[ignore = "needs a program of another build, see `tests/versions/run`"]
fn zenoh_1_8_gets_what_we_publish_over_the_network() {
    let _alone = alone();
    let ctx = context().with_shm_pool_size(1 << 20).unwrap().build().unwrap();
    let node = ctx.create_node("test").build().unwrap();
    let publisher = node.create_pub::<PointCloud2>("cloud").build().unwrap();
    let peer = Peer::start(&plain_peer(), &["raw", &endpoint(&ctx), publisher.key_expr()]);
    wait_until("a subscriber", || publisher.has_subscribers().unwrap());
    assert!(!publisher.can_share_memory().unwrap());
    let message = cloud(100_000);
    assert!(publisher.publish(&message).unwrap().is_shm());
    assert_eq!(peer.line(), format!("raw false {}", message.estimated_serialized_size()));
    peer.end();
}

#[test]
#[ignore = "needs a program of another build, see `tests/versions/run`"]
fn what_zenoh_1_8_publishes_in_shared_memory_reaches_us_over_the_network() {
    let _alone = alone();
    let ctx = context().build().unwrap();
    let node = ctx.create_node("test").build().unwrap();
    let subscriber = node.create_sub::<PointCloud2>("cloud").build().unwrap();
    let file = std::env::temp_dir().join(format!("cloud-{}.cdr", std::process::id()));
    std::fs::write(&file, cloud(100_000).to_cdr().unwrap()).unwrap();
    let path = file.to_str().unwrap();
    let peer = Peer::start(&plain_peer(), &["put", &endpoint(&ctx), subscriber.key_expr(), path]);
    for _ in 0..3 {
        let received = subscriber.recv_timeout(DEADLINE).unwrap().expect("a cloud in time");
        assert!(!received.is_shm());
        assert!(received.sequence_number().is_some());
        assert_eq!(*received, cloud(100_000));
    }
    std::fs::remove_file(&file).unwrap();
    peer.end();
}

// What a node of rmw_zenoh and this crate with zenoh 1.9.0 have of each other.
#[test]
#[ignore = "needs a program of another build, see `tests/versions/run`"]
fn zenoh_1_8_and_this_crate_with_zenoh_1_9_share_memory() {
    let _alone = alone();
    let talker = Peer::start(&old_peer(), &["talk", "cloud", "100000"]);
    let endpoint = talker.line();
    let listener = Peer::start(&plain_peer(), &["raw", &endpoint, "0/cloud/**"]);
    let size = cloud(100_000).estimated_serialized_size();
    assert_eq!(listener.line(), format!("raw true {size}"));
    listener.end();

    let file = std::env::temp_dir().join(format!("cloud-back-{}.cdr", std::process::id()));
    std::fs::write(&file, cloud(100_000).to_cdr().unwrap()).unwrap();
    let key = "0/back/sensor_msgs::msg::dds_::PointCloud2_/".to_owned();
    let key = key + &PointCloud2::type_hash().to_string();
    let putter = Peer::start(&plain_peer(), &["put", &endpoint, &key, file.to_str().unwrap()]);
    let listener = Peer::start(&old_peer(), &["cloud", &endpoint, "back"]);
    // Which of the two processes hears of the other first is open; then they share memory.
    wait_until("a cloud in shared memory", || {
        let line = listener.line();
        assert!(line.ends_with(" true") && line.contains(&format!(" {size} ")), "{line}");
        line.starts_with("cloud true")
    });
    std::fs::remove_file(&file).unwrap();
    listener.end();
    putter.end();
    talker.end();
}

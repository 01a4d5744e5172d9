//! This build against the program `peer` of another one, whose Zenoh does not share memory with
//! ours. `tests/versions/run` makes it and names it in `OLD_PEER`.

use ros_z_msgs::sensor_msgs::PointCloud2;
use ros_z_pub::Builder;
use ros_z_tests::messages::cloud;
use ros_z_tests::process::{DEADLINE, Peer, alone, context, endpoint};
use shm_cdr::SizeEstimation;

fn old_peer() -> String {
    std::env::var("OLD_PEER").expect("`OLD_PEER` names a program of another build")
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

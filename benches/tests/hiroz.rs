//! hiroz, an implementation of the same protocol by others, against ours: what the one
//! publishes the other receives, and each sees the other in the ROS graph.

#![allow(clippy::unwrap_used, reason = "the helpers of a test fail as the test does")]

use std::time::{Duration, Instant};

use hiroz::Builder as _;
use hiroz::entity::EndpointKind;
use hiroz_msgs::sensor_msgs as theirs;
use ros_z_msgs::sensor_msgs as ours;
use ros_z_pub::{Builder as _, QosProfile, ZContext};
use shm_cdr::ZBuf;
use zenoh_buffers::buffer::SplitBuffer;

type Cloud = ours::PointCloud2;

const DEADLINE: Duration = Duration::from_secs(30);
const SIZE: usize = 100_000;

fn bytes() -> Vec<u8> {
    (0..SIZE).map(|index| (index % 251) as u8).collect()
}

fn wait_until(what: &str, mut condition: impl FnMut() -> bool) {
    let deadline = Instant::now() + DEADLINE;
    while !condition() {
        assert!(Instant::now() < deadline, "in vain: {what}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// A context of ours, and one of hiroz that is connected to it.
fn contexts() -> (ZContext, hiroz::context::ZContext) {
    let ours = ros_z_pub::ZContextBuilder::default()
        .with_listen_endpoints(["tcp/127.0.0.1:0"])
        .with_domain_id(0)
        .with_shm_pool_size(1 << 20)
        .unwrap()
        .build()
        .unwrap();
    let theirs = hiroz::context::ZContextBuilder::default()
        .disable_multicast_scouting()
        .with_listen_endpoints(["tcp/127.0.0.1:0"])
        .with_connect_endpoints(ours.listen_endpoints())
        .with_json("transport/shared_memory/enabled", true)
        .build()
        .unwrap();
    (ours, theirs)
}

#[test]
fn our_clouds_are_received_by_hiroz() {
    let (ctx, peer) = contexts();
    let peer = peer.create_node("theirs").build().unwrap();
    let subscriber = peer.create_sub::<theirs::PointCloud2>("/cloud").build().unwrap();
    let node = ctx.create_node("ours").build().unwrap();
    let publisher = node.create_pub::<Cloud>("cloud").build().unwrap();
    assert!(publisher.wait_for_subscribers(1, DEADLINE).unwrap());
    wait_until("our publisher", || peer.graph().count(EndpointKind::Publisher, "/cloud") == 1);

    let header = ros_z_msgs::std_msgs::Header { frame_id: "lidar".into(), ..Default::default() };
    let data = ZBuf::from(bytes());
    let cloud = Cloud { header, width: 7, data, is_dense: true, ..Default::default() };
    assert!(publisher.publish(&cloud).unwrap().is_shm());
    let received = subscriber.recv().unwrap();
    assert_eq!((received.header.frame_id.as_str(), received.width), ("lidar", 7));
    assert_eq!(received.data.contiguous().as_ref(), bytes());
    assert!(received.is_dense);
}

#[test]
fn clouds_of_hiroz_are_received_by_us() {
    let (ctx, peer) = contexts();
    let node = ctx.create_node("ours").build().unwrap();
    let subscriber = node.create_sub::<Cloud>("cloud").build().unwrap();
    let best_effort = node.create_sub::<Cloud>("cloud").with_qos(QosProfile::SENSOR_DATA);
    let best_effort = best_effort.in_place().build().unwrap();
    let peer = peer.create_node("theirs").build().unwrap();
    let publisher = peer.create_pub::<theirs::PointCloud2>("/cloud").build().unwrap();
    assert!(subscriber.wait_for_publishers(1, DEADLINE).unwrap());
    wait_until("our subscribers", || peer.graph().count(EndpointKind::Subscription, "/cloud") == 2);
    let matched = subscriber.matched();
    assert_eq!(matched[0].node.name, "theirs");
    assert_eq!(matched[0].type_name, "sensor_msgs/msg/PointCloud2");

    let header = hiroz_msgs::std_msgs::Header { frame_id: "lidar".into(), ..Default::default() };
    let data = hiroz::ZBuf::from(bytes());
    let cloud =
        theirs::PointCloud2 { header, width: 7, data, is_dense: true, ..Default::default() };
    for number in 1..4 {
        publisher.publish(&cloud).unwrap();
        let received = subscriber.recv_timeout(DEADLINE).unwrap().unwrap();
        assert_eq!((received.header.frame_id.as_str(), received.width), ("lidar", 7));
        assert_eq!(received.data.contiguous().as_ref(), bytes());
        // hiroz counts from 0, rmw_zenoh and we from 1.
        assert_eq!(received.sequence_number(), Some(number - 1));
        assert!(received.publisher_gid().is_some() && received.source_time().is_some());
        let received = best_effort.recv_timeout(DEADLINE).unwrap().unwrap();
        assert_eq!(received.view().unwrap().data, bytes());
    }
    assert_eq!(subscriber.lost(), 0);
}

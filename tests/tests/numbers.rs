//! What a subscriber counts, and that it can be trusted.

use std::time::Duration;

use ros_z_msgs::sensor_msgs::Image;
use ros_z_msgs::std_msgs::Int32;
use ros_z_pub::{Builder, ZContext, ZNode};
use ros_z_tests::process::{
    DEADLINE, Peer, alone, context, endpoint, session_without_shm, wait_until,
};
use shm_cdr::ShmMessage;
use zenoh::Wait;

const PEER: &str = env!("CARGO_BIN_EXE_peer");

fn node(ctx: &ZContext) -> ZNode {
    ctx.create_node("node").build().unwrap()
}

/// The attachment of a message.
fn attachment(number: i64, time: i64, gid: &[u8; 16]) -> Vec<u8> {
    let mut bytes = Vec::from(number.to_le_bytes());
    bytes.extend(time.to_le_bytes());
    bytes.push(16);
    bytes.extend(gid);
    bytes
}

// Two sessions know each other, one subscribes, and then the other publishes at once: Zenoh routes
// only what comes a moment later.
#[test]
fn what_is_lost_before_the_first_message_that_arrives_is_counted() {
    let first = context().build().unwrap();
    let second = context().with_connect_endpoints([endpoint(&first)]).build().unwrap();
    let (listener, talker) = (node(&first), node(&second));
    assert!(first.graph().wait_for(DEADLINE, |graph| graph.nodes().len() == 1));
    let subscriber = listener.create_sub::<Int32>("early").with_depth(100_000).build().unwrap();
    // What is there for a while is there before what comes.
    let settled = std::time::Instant::now();
    wait_until("some time", || settled.elapsed() > Duration::from_millis(150));
    let publisher = talker.create_pub::<Int32>("early").build().unwrap();
    let gid = *publisher.gid().as_bytes();
    assert!(publisher.wait_for_subscribers(1, DEADLINE).unwrap());
    // As if the first 5 had got lost on the way.
    let session = second.session();
    let put = |number| {
        let payload = Int32 { data: 0 }.to_cdr().unwrap();
        let put = session.put(publisher.key_expr().to_owned(), payload);
        put.attachment(attachment(number, number * 1000, &gid)).wait().unwrap();
    };
    put(6);
    subscriber.recv_timeout(DEADLINE).unwrap().unwrap();
    assert_eq!(subscriber.lost(), 5);
    put(7);
    put(4);
    wait_until("all", || subscriber.stats().received().messages == 3);
    let stats = subscriber.stats();
    assert_eq!((stats.lost, stats.late), (4, 1), "{stats}");
}

// A publisher that has been there for long is not missed from its first message on.
#[test]
fn what_was_published_before_the_subscriber_was_there_is_not_lost() {
    let _alone = alone();
    let talker = Peer::start(PEER, &["talk", "cloud", "100000"]);
    let there = talker.line();
    let first = Peer::start(PEER, &["cloud", &there, "cloud"]);
    for _ in 0..50 {
        first.line();
    }
    let ctx = context().with_connect_endpoints([there]).build().unwrap();
    let subscriber =
        node(&ctx).create_sub::<ros_z_msgs::sensor_msgs::PointCloud2>("cloud").build().unwrap();
    let mut number = 0;
    for _ in 0..20 {
        number = subscriber.recv_timeout(DEADLINE).unwrap().unwrap().sequence_number().unwrap();
    }
    assert!(number > 50, "{number}");
    assert_eq!(subscriber.lost(), 0, "{number}");
    first.end();
    talker.end();
}

#[test]
fn all_that_happens_to_messages_is_counted_where_it_happens() {
    let _alone = alone();
    let ctx = context().with_shm_pool_size(1 << 20).unwrap().build().unwrap();
    let node = node(&ctx);
    let publisher = node.create_pub::<Image>("image").build().unwrap();
    let owned = node.create_sub::<Image>("image").with_depth(2).build().unwrap();
    let in_place = node.create_sub::<Image>("image").in_place().build().unwrap();
    let image = |len| Image { data: vec![0; len].into(), ..Image::default() };
    for len in [10, 100_000, 100_000] {
        publisher.publish(&image(len)).unwrap();
    }
    let session = session_without_shm(&endpoint(&ctx)).unwrap();
    let raw = session.declare_publisher(publisher.key_expr().to_owned()).wait().unwrap();
    wait_until("a route", || raw.matching_status().wait().unwrap().matching());
    raw.put([0, 1, 0, 0, 7]).wait().unwrap();
    raw.put(image(3 << 20).to_cdr().unwrap()).wait().unwrap();
    raw.delete().wait().unwrap();
    wait_until("all", || owned.stats().deletions == 1 && in_place.stats().deletions == 1);
    let mut errors = 0;
    while let Some(message) = in_place.try_recv().unwrap() {
        errors += u32::from(message.view().is_err());
    }
    // The last two: what does not decode, and the large one.
    assert!(owned.try_recv().is_err());
    assert!(owned.recv().unwrap().data.zslices().count() > 0);
    assert!(owned.try_recv().unwrap().is_none());
    assert_eq!(errors, 1);
    for stats in [owned.stats(), in_place.stats()] {
        assert_eq!(stats.received().messages, 5, "{stats}");
        let parts = [stats.shm, stats.heap, stats.fragments, stats.undecodable];
        assert_eq!(parts.map(|tally| tally.messages), [2, 2, 1, 1], "{stats}");
        assert_eq!(stats.undecodable.bytes, 5);
        assert!(stats.shm.bytes > 200_000 && stats.fragments.bytes > 3 << 20, "{stats}");
        let error = stats.last_error.as_deref().unwrap_or_default();
        assert!(error.contains("header.stamp.sec"), "{error}");
        assert_eq!((stats.lost, stats.deletions, stats.callback_panics), (0, 1, 0), "{stats}");
    }
    assert_eq!((owned.stats().dropped.messages, in_place.stats().dropped.messages), (3, 0));
    let text = owned.stats().to_string();
    assert!(text.contains("shared memory 2 (") && text.contains("dropped 3 ("), "{text}");
    // The context has both, also when they are gone.
    let total = ctx.stats().subscribers;
    assert_eq!((total.received().messages, total.deletions), (10, 2), "{total}");
    drop((owned, in_place));
    assert_eq!(ctx.stats().subscribers, total);
}

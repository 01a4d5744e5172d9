//! Receiving in all its forms, within one process.

use std::sync::mpsc::channel;
use std::time::{Duration, SystemTime};

use futures_util::StreamExt;
use ros_z_msgs::std_msgs;
use ros_z_pub::{Builder, Error, ZNode, ZPublisher, ZSubscriber};
use ros_z_tests::process::{DEADLINE, context};
use zenoh::Wait;

fn node() -> ZNode {
    context().build().unwrap().create_node("node").build().unwrap()
}

fn pair(node: &ZNode, depth: usize) -> (ZPublisher<std_msgs::Int32>, ZSubscriber<std_msgs::Int32>) {
    let subscriber = node.create_sub("numbers").with_depth(depth).build().unwrap();
    (node.create_pub("numbers").build().unwrap(), subscriber)
}

fn number(data: i32) -> std_msgs::Int32 {
    std_msgs::Int32 { data }
}

#[test]
fn a_message_brings_its_number_its_time_and_its_publisher() {
    let node = node();
    let (publisher, subscriber) = pair(&node, 10);
    let before = SystemTime::now();
    publisher.publish(&number(5)).unwrap();
    publisher.publish(&number(6)).unwrap();
    let first = subscriber.recv().unwrap();
    let second = subscriber.recv_timeout(DEADLINE).unwrap().unwrap();
    assert_eq!((first.data, second.data), (5, 6));
    assert_eq!((first.sequence_number(), second.sequence_number()), (Some(1), Some(2)));
    let time = first.source_time().unwrap();
    assert!(before <= time && time <= SystemTime::now());
    assert_eq!(first.publisher_gid(), Some(publisher.gid()));
    assert!(!first.is_shm());
}

#[test]
fn two_publishers_have_two_identities() {
    let node = node();
    let (publisher, _subscriber) = pair(&node, 10);
    let (other, _other_subscriber) = pair(&node, 10);
    assert_ne!(publisher.gid(), other.gid());
}

#[test]
fn nothing_is_waited_for_without_end() {
    let node = node();
    let (publisher, subscriber) = pair(&node, 10);
    assert!(subscriber.try_recv().unwrap().is_none());
    assert!(subscriber.recv_timeout(Duration::from_millis(1)).unwrap().is_none());
    publisher.publish(&number(5)).unwrap();
    assert_eq!(subscriber.try_recv().unwrap().unwrap().data, 5);
}

#[test]
fn a_full_queue_drops_the_oldest() {
    let node = node();
    let (publisher, subscriber) = pair(&node, 3);
    for data in 0..10 {
        publisher.publish(&number(data)).unwrap();
    }
    let received: Vec<_> =
        std::iter::from_fn(|| subscriber.try_recv().unwrap()).map(|number| number.data).collect();
    assert_eq!(received, [7, 8, 9]);
}

#[test]
fn a_payload_that_does_not_decode_is_reported_and_the_next_one_arrives() {
    let node = node();
    let (publisher, subscriber) = pair(&node, 10);
    let session = zenoh::open(loopback(&node)).wait().unwrap();
    let raw = session.declare_publisher(publisher.key_expr().to_owned()).wait().unwrap();
    ros_z_tests::process::wait_until("a subscriber", || {
        raw.matching_status().wait().unwrap().matching()
    });
    raw.put([0u8, 1, 0, 0, 7]).wait().unwrap();
    let error = subscriber.recv_timeout(DEADLINE).unwrap_err();
    let Error::Decode { topic, source } = &error else { panic!("{error}") };
    assert_eq!((topic.as_str(), source.field()), ("/numbers", "data"));
    assert!(error.to_string().contains("`/numbers`"), "{error}");

    // Trailing bytes, and no attachment: not a ROS node, but a message.
    raw.put([0u8, 1, 0, 0, 7, 0, 0, 0, 0xAA, 0xAA]).wait().unwrap();
    let message = subscriber.recv_timeout(DEADLINE).unwrap().unwrap();
    assert_eq!((message.data, message.payload_len()), (7, 10));
    assert_eq!(message.sequence_number(), None);
    assert_eq!(message.publisher_gid(), None);
}

#[test]
fn a_message_is_received_into_one_that_is_used_again() {
    use ros_z_msgs::sensor_msgs::LaserScan;
    let node = node();
    let subscriber = node.create_sub::<LaserScan>("scan").build().unwrap();
    let publisher = node.create_pub::<LaserScan>("scan").build().unwrap();
    let mut received = LaserScan { ranges: Vec::with_capacity(1000), ..LaserScan::default() };
    let place = received.ranges.as_ptr();
    for len in [1000, 3, 500] {
        let scan = LaserScan { ranges: vec![0.5; len], ..LaserScan::default() };
        for number in 0..3 {
            publisher.publish(&scan).unwrap();
            let info = match number {
                0 => subscriber.recv_into(&mut received).unwrap(),
                1 => subscriber.recv_timeout_into(&mut received, DEADLINE).unwrap().unwrap(),
                _ => pollster::block_on(subscriber.recv_async_into(&mut received)).unwrap(),
            };
            assert_eq!(info.publisher_gid(), Some(publisher.gid()));
            assert_eq!(received, scan);
            assert_eq!(received.ranges.as_ptr(), place);
        }
    }
    let nothing = subscriber.recv_timeout_into(&mut received, Duration::from_millis(1));
    assert!(nothing.unwrap().is_none());
    // What does not decode leaves a message behind, and the next one is received.
    let put = node.context().session().put(publisher.key_expr().to_owned(), [0, 1, 0, 0, 7]);
    put.wait().unwrap();
    assert!(matches!(subscriber.recv_into(&mut received), Err(Error::Decode { .. })));
    assert_eq!(subscriber.stats().undecodable.messages, 1);
    publisher.publish(&LaserScan::default()).unwrap();
    subscriber.recv_into(&mut received).unwrap();
    assert_eq!(received, LaserScan::default());
}

#[test]
fn a_closed_session_ends_the_wait() {
    let node = node();
    let (publisher, subscriber) = pair(&node, 10);
    publisher.publish(&number(5)).unwrap();
    node.context().session().close().wait().unwrap();
    // What arrived before can still be taken.
    assert_eq!(subscriber.recv().unwrap().data, 5);
    assert!(matches!(subscriber.recv().unwrap_err(), Error::Closed { .. }));
    assert!(matches!(publisher.publish(&number(6)).unwrap_err(), Error::Zenoh(_)));
}

/// Connects to the node's context and to nothing else.
fn loopback(node: &ZNode) -> zenoh::Config {
    let endpoint = node.context().listen_endpoints().remove(0);
    let mut config = zenoh::Config::default();
    config.insert_json5("connect/endpoints", &format!("[{endpoint:?}]")).unwrap();
    config.insert_json5("listen/endpoints", "[]").unwrap();
    config.insert_json5("scouting/multicast/enabled", "false").unwrap();
    config
}

#[test]
fn a_callback_gets_every_message_until_it_is_dropped() {
    let node = node();
    let (sender, received) = channel();
    let subscription = node
        .create_sub::<std_msgs::Int32>("numbers")
        .build_with_callback(move |message| sender.send(message.unwrap().data).unwrap())
        .unwrap();
    assert_eq!(subscription.topic(), "/numbers");
    let publisher = node.create_pub::<std_msgs::Int32>("numbers").build().unwrap();
    publisher.publish(&number(1)).unwrap();
    publisher.publish(&number(2)).unwrap();
    assert_eq!(received.recv_timeout(DEADLINE), Ok(1));
    assert_eq!(received.recv_timeout(DEADLINE), Ok(2));
    drop(subscription);
    publisher.publish(&number(3)).unwrap();
    assert!(received.recv_timeout(DEADLINE).is_err());
}

// No executor that Zenoh knows of: a future is polled on this thread.
#[test]
fn async_code_runs_on_any_executor() {
    pollster::block_on(async {
        let node = node();
        let (publisher, subscriber) = pair(&node, 10);
        for data in 0..3 {
            let outcome = publisher.publish_async(&number(data)).await.unwrap();
            assert_eq!(outcome.bytes(), 8);
        }
        assert_eq!(subscriber.recv_async().await.unwrap().data, 0);
        let stream = subscriber.stream().map(|message| message.unwrap().data);
        assert_eq!(stream.take(2).collect::<Vec<_>>().await, [1, 2]);
    });
}

#[test]
fn several_threads_share_a_subscriber_without_stalling() {
    let node = node();
    let (publisher, subscriber) = pair(&node, 1000);
    std::thread::scope(|scope| {
        let counts: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let mut count = 0;
                    while subscriber.recv_timeout(DEADLINE).unwrap().unwrap().data >= 0 {
                        count += 1;
                    }
                    count
                })
            })
            .collect();
        for data in 0..400 {
            publisher.publish(&number(data)).unwrap();
        }
        for _ in 0..4 {
            publisher.publish(&number(-1)).unwrap();
        }
        let total: i32 = counts.into_iter().map(|count| count.join().unwrap()).sum();
        assert_eq!(total, 400);
    });
}

#[test]
fn topics_are_resolved_in_the_node_that_they_are_given_to() {
    let ctx = context().build().unwrap();
    let node = ctx.create_node("node").with_namespace("robot").build().unwrap();
    let topic = |name| node.create_sub::<std_msgs::Int32>(name).build().unwrap().topic().to_owned();
    assert_eq!(topic("numbers"), "/robot/numbers");
    assert_eq!(topic("/numbers"), "/numbers");
    assert_eq!(topic("~/numbers"), "/robot/node/numbers");
}

//! Quality of service: what is announced, compared and kept.

use std::time::Duration;

use ros_z_msgs::sensor_msgs::PointCloud2;
use ros_z_msgs::std_msgs;
use ros_z_pub::qos::{Incompatibility, QosProfile, Reliability};
use ros_z_pub::{Builder, HeapReason, Outcome, ZContext};
use ros_z_tests::messages::cloud;
use ros_z_tests::process::{DEADLINE, Peer, alone, context, endpoint, wait_until};
use ros_z_tests::warnings::Warnings;
use shm_cdr::ShmMessage;

const PEER: &str = env!("CARGO_BIN_EXE_peer");

fn text(text: &str) -> std_msgs::String {
    std_msgs::String { data: text.into() }
}

/// Two sessions that are connected.
fn pair() -> (ZContext, ZContext) {
    let first = context().build().unwrap();
    let second = context().with_connect_endpoints([endpoint(&first)]).build().unwrap();
    (first, second)
}

#[test]
fn profiles_are_announced_and_seen_by_others() {
    let (first, second) = pair();
    let node = first.create_node("talker").build().unwrap();
    let profiles = [
        QosProfile::SENSOR_DATA,
        QosProfile::TRANSIENT_LOCAL.keep_last(3),
        QosProfile::DEFAULT.keep_all(),
        QosProfile::DEFAULT
            .with_deadline(Duration::from_millis(1500))
            .with_lifespan(Duration::from_secs(7)),
    ];
    let declare = |qos: &QosProfile| {
        let publisher = node.create_pub::<std_msgs::String>("text").with_qos(*qos);
        let subscriber = node.create_sub::<std_msgs::String>("text").with_qos(*qos);
        (publisher.build().unwrap(), subscriber.build().unwrap())
    };
    let _endpoints: Vec<_> = profiles.iter().map(declare).collect();
    assert!(second.graph().wait_for(DEADLINE, |graph| {
        (graph.publishers("/text").len(), graph.subscribers("/text").len()) == (4, 4)
    }));
    for profile in profiles {
        let has = |endpoints: Vec<ros_z_pub::graph::EndpointInfo>| {
            endpoints.iter().any(|endpoint| endpoint.qos == profile)
        };
        assert!(has(second.graph().publishers("/text")), "{profile}");
        assert!(has(second.graph().subscribers("/text")), "{profile}");
    }
}

#[test]
fn an_incompatible_pair_exchanges_messages_and_is_reported_once_with_both_profiles() {
    let warnings = Warnings::listen();
    let about = |topic| warnings.about(&[topic]);
    let (first, second) = pair();
    let talker = first.create_node("talker").build().unwrap();
    let listener = second.create_node("listener").build().unwrap();
    let best_effort = QosProfile::SENSOR_DATA;
    let publisher =
        talker.create_pub::<std_msgs::String>("odd").with_qos(best_effort).build().unwrap();
    let subscriber = listener.create_sub::<std_msgs::String>("odd").build().unwrap();
    assert!(first.graph().wait_for(DEADLINE, |_| !publisher.incompatible().is_empty()));
    assert!(second.graph().wait_for(DEADLINE, |_| !subscriber.incompatible().is_empty()));
    let (other, why) = &publisher.incompatible()[0];
    assert_eq!((other.gid, *why), (subscriber.gid(), Incompatibility::Reliability));
    assert_eq!(subscriber.incompatible()[0].0.gid, publisher.gid());
    // Zenoh delivers all the same, so both count.
    assert!(publisher.wait_for_subscribers(1, DEADLINE).unwrap());
    assert!(subscriber.wait_for_publishers(1, DEADLINE).unwrap());
    publisher.publish(&text("x")).unwrap();
    assert_eq!(subscriber.recv_timeout(DEADLINE).unwrap().unwrap().data, "x");

    // Something else appears: nothing is said again. Both contexts of this process speak.
    let _more = listener.create_sub::<std_msgs::String>("other").build().unwrap();
    assert!(first.graph().wait_for(DEADLINE, |graph| !graph.subscribers("/other").is_empty()));
    wait_until("both have said it", || about("/odd").len() >= 2);
    let said = about("/odd");
    assert_eq!(said.len(), 2, "{said:?}");
    assert_eq!(said[0], said[1]);
    assert_eq!(
        said[0],
        "incompatible reliability on `/odd`: the publisher in node `/talker` offers best effort, \
         volatile, keep last 5, the subscriber in node `/listener` requests reliable, volatile, \
         keep last 10"
    );
}

#[test]
fn a_late_subscriber_gets_the_last_messages_of_a_transient_local_publisher() {
    let (first, second) = pair();
    let node = first.create_node("map").build().unwrap();
    let qos = QosProfile::TRANSIENT_LOCAL.keep_last(2);
    let publisher = node.create_pub::<std_msgs::String>("map").with_qos(qos).build().unwrap();
    let node = second.create_node("late").build().unwrap();
    // Before it knows what another process subscribes to, Zenoh sends it everything.
    assert!(first.graph().wait_for(DEADLINE, |graph| graph.nodes().len() == 2));
    for number in ["1", "2", "3"] {
        publisher.publish(&text(number)).unwrap();
    }
    let subscriber = node.create_sub::<std_msgs::String>("map").with_qos(qos).build().unwrap();
    let volatile = node.create_sub::<std_msgs::String>("map").build().unwrap();
    for number in ["2", "3"] {
        assert_eq!(subscriber.recv_timeout(DEADLINE).unwrap().unwrap().data, number);
    }
    wait_until("both", || publisher.matched().len() == 2);
    publisher.publish(&text("4")).unwrap();
    assert_eq!(subscriber.recv_timeout(DEADLINE).unwrap().unwrap().data, "4");
    let received = volatile.recv_timeout(DEADLINE).unwrap().unwrap();
    assert_eq!(received.data, "4", "a volatile subscriber gets nothing from before");
}

// What the publisher said, it said while nobody was there: it appears to the subscriber later,
// and only its cache has the message.
#[test]
fn a_subscriber_gets_what_a_late_publisher_has_kept() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let endpoint = format!("tcp/127.0.0.1:{port}");
    let peer = Peer::start(PEER, &["latch", &endpoint, "map", "kept"]);
    let builder = ros_z_pub::ZContextBuilder::default().with_listen_endpoints([endpoint]);
    let first = builder.build().unwrap();
    let node = first.create_node("early").build().unwrap();
    let volatile = node.create_sub::<std_msgs::String>("map").build().unwrap();
    let qos = QosProfile::TRANSIENT_LOCAL;
    let subscriber = node.create_sub::<std_msgs::String>("map").with_qos(qos).build().unwrap();
    let received = subscriber.recv_timeout(DEADLINE).unwrap().expect("what was kept");
    assert_eq!((received.data.as_str(), received.sequence_number()), ("kept", Some(1)));
    assert!(volatile.try_recv().unwrap().is_none());
    peer.end();
}

// What is kept holds the pool: with four messages of more than a fifth of it, it is full.
#[test]
fn kept_messages_are_on_the_heap_unless_shared_memory_is_asked_for() {
    let _alone = alone();
    let ctx = context().with_shm_pool_size(1 << 20).unwrap().build().unwrap();
    let node = ctx.create_node("map").build().unwrap();
    let qos = QosProfile::TRANSIENT_LOCAL.keep_last(4);
    let builder = || node.create_pub::<PointCloud2>("map").with_qos(qos);
    let publisher = builder().build().unwrap();
    let message = cloud(230_000);
    for _ in 0..5 {
        let outcome = publisher.publish(&message).unwrap();
        let Outcome::Heap { reason: HeapReason::TransientLocal, .. } = outcome else {
            panic!("{outcome}");
        };
    }
    drop(publisher);
    let publisher = builder().with_shm_history().build().unwrap();
    let shared = (0..8).filter(|_| publisher.publish(&message).unwrap().is_shm()).count();
    assert!((4..8).contains(&shared), "{shared}");
    // The late subscriber reads them in the pool.
    let subscriber = node.create_sub::<PointCloud2>("map").with_qos(qos).build().unwrap();
    assert_eq!(*subscriber.recv_timeout(DEADLINE).unwrap().unwrap(), message);
}

#[test]
fn a_reliable_publisher_that_keeps_all_waits_and_others_drop() {
    let ctx = context().build().unwrap();
    let node = ctx.create_node("test").build().unwrap();
    let subscriber = {
        let qos = QosProfile::DEFAULT.keep_all();
        node.create_sub::<std_msgs::String>("all").with_qos(qos).build().unwrap()
    };
    let samples =
        ctx.session().declare_subscriber("**").with(zenoh::handlers::FifoChannel::new(64));
    let samples = zenoh::Wait::wait(samples).unwrap();
    let all = QosProfile::DEFAULT.keep_all();
    for (qos, congestion_control) in [
        (all, zenoh::qos::CongestionControl::Block),
        (QosProfile::DEFAULT, zenoh::qos::CongestionControl::Drop),
        (all.best_effort(), zenoh::qos::CongestionControl::Drop),
        (all.transient_local(), zenoh::qos::CongestionControl::Block),
    ] {
        let publisher = node.create_pub::<std_msgs::String>("all").with_qos(qos).build().unwrap();
        publisher.publish(&text("x")).unwrap();
        let sample = samples.recv().unwrap();
        assert_eq!(sample.congestion_control(), congestion_control, "{qos}");
        let reliability = match qos.reliability {
            Reliability::Reliable => zenoh::qos::Reliability::Reliable,
            _ => zenoh::qos::Reliability::BestEffort,
        };
        assert_eq!(sample.reliability(), reliability, "{qos}");
        assert_eq!(sample.priority(), zenoh::qos::Priority::default());
        assert!(!sample.express());
    }
    // A queue without a limit keeps them all.
    assert_eq!(std::iter::from_fn(|| subscriber.try_recv().unwrap()).count(), 4);
}

#[test]
fn lost_messages_are_counted_by_the_gaps_in_their_numbers() {
    let (first, second) = pair();
    let node = first.create_node("talker").build().unwrap();
    let publisher = node.create_pub::<std_msgs::String>("text").build().unwrap();
    let node = second.create_node("listener").build().unwrap();
    let subscriber = node.create_sub::<std_msgs::String>("text").with_depth(1).build().unwrap();
    assert!(publisher.wait_for_subscribers(1, DEADLINE).unwrap());
    for _ in 0..5 {
        publisher.publish(&text("x")).unwrap();
    }
    wait_until("the last one", || {
        subscriber.try_recv().unwrap().is_some_and(|it| it.sequence_number() == Some(5))
    });
    assert_eq!(subscriber.lost(), 0, "what the queue drops has been received");

    // Somebody in between lets two messages of the same publisher go.
    let key = publisher.key_expr().to_owned();
    let mut attachment = vec![0; 33];
    attachment[..8].copy_from_slice(&8_i64.to_le_bytes());
    attachment[16] = 16;
    attachment[17..].copy_from_slice(publisher.gid().as_bytes());
    let put = first.session().put(key, text("late").to_cdr().unwrap()).attachment(attachment);
    zenoh::Wait::wait(put).unwrap();
    assert_eq!(subscriber.recv_timeout(DEADLINE).unwrap().unwrap().sequence_number(), Some(8));
    assert_eq!(subscriber.lost(), 2);
}

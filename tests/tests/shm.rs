//! What a second process receives.

use std::sync::Arc;
use std::time::Instant;

use ros_z_msgs::sensor_msgs::PointCloud2;
use ros_z_msgs::std_msgs;
use ros_z_pub::shm::{ShmConfig, ShmProviderBuilder};
use ros_z_pub::{Builder, Error, HeapReason, Outcome, QosProfile, ZContext, ZPublisher};
use ros_z_tests::messages::{self, cloud, hash};
use ros_z_tests::process::{
    DEADLINE, Peer, alone, context, endpoint, session_without_shm, wait_until,
};
use shm_cdr::{EncodeError, ShmMessage, SizeEstimation};
use zenoh::Wait;

const PEER: &str = env!("CARGO_BIN_EXE_peer");

fn publisher<T: ShmMessage>(ctx: &ZContext, topic: &str) -> ZPublisher<T> {
    ctx.create_node("test").build().unwrap().create_pub(topic).build().unwrap()
}

/// Starts a peer in `role` on the publisher's topic and waits until it is matched.
fn receiver<T: ShmMessage>(ctx: &ZContext, publisher: &ZPublisher<T>, role: &str) -> Peer {
    let endpoint = endpoint(ctx);
    let mut args = vec![role, &endpoint];
    match role {
        "relay" => {}
        "raw" => args.push(publisher.key_expr()),
        _ => args.push(publisher.topic()),
    }
    let peer = Peer::start(PEER, &args);
    wait_until("a subscriber", || publisher.has_subscribers().unwrap());
    peer
}

fn text(len: usize) -> std_msgs::String {
    std_msgs::String { data: "x".repeat(len) }
}

#[test]
fn a_large_cloud_arrives_in_shared_memory_and_is_equal() {
    let _alone = alone();
    let ctx = context().with_shm_pool_size(4 << 20).unwrap().build().unwrap();
    let publisher = publisher::<PointCloud2>(&ctx, "cloud");
    let peer = receiver(&ctx, &publisher, "cloud");
    let message = cloud(1 << 20);
    let bytes = message.estimated_serialized_size();
    for sequence in 1..4 {
        assert_eq!(publisher.publish(&message).unwrap(), Outcome::Shm { bytes });
        assert_eq!(peer.line(), format!("cloud true {bytes} {sequence} true"));
    }
    peer.end();
}

// One byte below the threshold and exactly at it: a guess of the size, or the size of
// the struct in memory, would take the wrong side.
#[test]
fn the_default_threshold_is_512_bytes_of_the_real_size() {
    let _alone = alone();
    let ctx = context().with_shm_pool_size(1 << 20).unwrap().build().unwrap();
    assert_eq!(ctx.shm_threshold(), 512);
    let publisher = publisher(&ctx, "text");
    let peer = receiver(&ctx, &publisher, "raw");
    for (len, shm) in [(502, false), (503, true), (10_000, true), (10, false)] {
        let message = text(len);
        let bytes = 4 + 4 + len + 1;
        assert_eq!(message.estimated_serialized_size(), bytes);
        let outcome = publisher.publish(&message).unwrap();
        let expected = if shm {
            Outcome::Shm { bytes }
        } else {
            Outcome::Heap { bytes, reason: HeapReason::BelowThreshold { threshold: 512 } }
        };
        assert_eq!(outcome, expected);
        let hash = hash(&message.to_cdr().unwrap());
        assert_eq!(peer.line(), format!("raw {shm} {bytes} {hash:x}"));
    }
    peer.end();
}

#[test]
fn a_payload_has_its_exact_size_and_nothing_stale() {
    let _alone = alone();
    let provider = Arc::new(ShmProviderBuilder::new(1 << 20).build().unwrap());
    let mut all = provider.alloc(1_000_000).wait().unwrap();
    all.fill(0xAA);
    drop(all);
    let config = ShmConfig::new(provider.clone()).with_threshold(0);
    let ctx = context().with_shm_config(config).build().unwrap();
    let publisher = publisher(&ctx, "cloud");
    let peer = receiver(&ctx, &publisher, "raw");
    for bytes in [0, 1, 2, 3, 4, 5, 6, 7, 1000, 100_000] {
        let message = cloud(bytes);
        let len = message.estimated_serialized_size();
        assert_eq!(publisher.publish(&message).unwrap(), Outcome::Shm { bytes: len });
        // Encoded on the heap, where the bytes are golden.
        let hash = hash(&message.to_cdr().unwrap());
        assert_eq!(peer.line(), format!("raw true {len} {hash:x}"));
    }
    peer.end();
}

// Zenoh itself copies heap payloads of 3072 bytes and more into shared memory unless it
// is told not to.
#[test]
fn without_shm_nothing_goes_through_shared_memory() {
    let _alone = alone();
    let ctx = context().with_shm_pool_size(2 << 20).unwrap().build().unwrap();
    let node = ctx.create_node("test").build().unwrap();
    // What may be dropped on the network is, now and then, if it is as large as this.
    let qos = QosProfile::DEFAULT.keep_all();
    let publisher = node.create_pub::<PointCloud2>("cloud").without_shm().with_qos(qos);
    let publisher = publisher.build().unwrap();
    let peer = receiver(&ctx, &publisher, "cloud");
    let message = cloud(1 << 20);
    let bytes = message.estimated_serialized_size();
    let outcome = publisher.publish(&message).unwrap();
    assert_eq!(outcome, Outcome::Heap { bytes, reason: HeapReason::Disabled });
    assert_eq!(peer.line(), format!("cloud false {bytes} 1 true"));
    peer.end();
}

// What hiroz waits for without end: a subscriber keeps what it got, and the pool is full.
#[test]
fn a_full_pool_and_an_oversized_message_go_to_the_heap_at_once() {
    let _alone = alone();
    let pool = 1 << 20;
    let ctx = context().with_shm_pool_size(pool).unwrap().build().unwrap();
    let publisher = publisher::<PointCloud2>(&ctx, "cloud");
    let peer = receiver(&ctx, &publisher, "hold");
    let started = Instant::now();
    let message = cloud(300_000);
    let bytes = message.estimated_serialized_size();
    for _ in 0..3 {
        assert_eq!(publisher.publish(&message).unwrap(), Outcome::Shm { bytes });
        assert_eq!(peer.line(), "hold true");
    }
    for _ in 0..3 {
        let full = Outcome::Heap { bytes, reason: HeapReason::PoolFull };
        assert_eq!(publisher.publish(&message).unwrap(), full);
        assert_eq!(peer.line(), "hold false");
    }
    let oversized = cloud(2_000_000);
    let bytes = oversized.estimated_serialized_size();
    let outcome = publisher.publish(&oversized).unwrap();
    let Outcome::Heap { bytes: found, reason: HeapReason::LargerThanPool { pool: room } } = outcome
    else {
        panic!("{outcome}");
    };
    assert!(found == bytes && room < pool);
    assert_eq!(peer.line(), "hold false");
    assert!(started.elapsed() < DEADLINE, "{:?}", started.elapsed());

    peer.end();
    wait_until("the pool is free again", || publisher.publish(&message).unwrap().is_shm());
}

#[test]
fn a_thousand_points_behind_a_small_struct_go_through_shared_memory() {
    #[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
    #[shm(type_name = "test_msgs/msg/Points")]
    struct Points {
        origin: Point,
        points: Vec<Point>,
    }
    #[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
    #[shm(type_name = "test_msgs/msg/Point")]
    struct Point {
        x: f32,
        y: f32,
        intensity: u8,
    }
    let _alone = alone();
    let ctx = context().with_shm_pool_size(1 << 20).unwrap().build().unwrap();
    let publisher = publisher::<Points>(&ctx, "points");
    let peer = receiver(&ctx, &publisher, "raw");
    let message = Points { points: vec![Point::default(); 1000], ..Default::default() };
    let expected = message.to_cdr().unwrap();
    // 4 and 12 and 4 bytes, then each point 12 bytes from the next.
    assert_eq!(expected.len(), 4 + 12 + 4 + 1000 * 12 - 3);
    assert!(publisher.publish(&message).unwrap().is_shm());
    assert_eq!(peer.line(), format!("raw true {} {:x}", expected.len(), hash(&expected)));
    peer.end();
}

#[test]
fn a_relayed_cloud_is_byte_exact_in_a_third_process() {
    let _alone = alone();
    let ctx = context().with_shm_pool_size(1 << 20).unwrap().build().unwrap();
    let publisher = publisher::<PointCloud2>(&ctx, "cloud");
    let relay = receiver::<PointCloud2>(&ctx, &publisher, "relay");
    let relay_endpoint = relay.line();

    let key = |name| format!("0/{name}/**");
    let whole = Peer::start(PEER, &["raw", &relay_endpoint, &key("whole")]);
    let part = Peer::start(PEER, &["raw", &relay_endpoint, &key("part")]);
    let message = cloud(100_001);
    assert!(publisher.publish(&message).unwrap().is_shm());
    assert_eq!(relay.line(), "relay true true true");

    let expected = message.to_cdr().unwrap();
    assert_eq!(whole.line(), format!("raw true {} {:x}", expected.len(), hash(&expected)));
    let expected = messages::part(message).to_cdr().unwrap();
    assert_eq!(part.line(), format!("raw true {} {:x}", expected.len(), hash(&expected)));
}

// hiroz panics where the estimate is too small and sends all of it where it is too large.
#[test]
fn a_size_written_by_hand_is_trimmed_or_refused_before_anything_is_published() {
    #[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
    #[shm(type_name = "test_msgs/msg/Guess", size = manual)]
    struct Guess {
        claimed: u32,
        data: Vec<u8>,
    }
    impl SizeEstimation for Guess {
        fn estimated_serialized_size(&self) -> usize {
            self.claimed as usize
        }
    }
    let _alone = alone();
    let ctx = context().with_shm_pool_size(1 << 20).unwrap().build().unwrap();
    let publisher = publisher::<Guess>(&ctx, "guess");
    let peer = receiver(&ctx, &publisher, "raw");
    let guess = |claimed| Guess { claimed, data: vec![1; 1000] };
    let needed = 4 + 4 + 4 + 1000;
    for estimated in [0, 3, 513, needed - 1] {
        let error = publisher.publish(&guess(estimated as u32)).unwrap_err();
        let Error::Encode { source, .. } = error else { panic!("{error}") };
        assert_eq!(source, EncodeError::SizeTooSmall { estimated, needed });
    }
    for estimated in [needed, 100_000] {
        let message = guess(estimated as u32);
        assert_eq!(publisher.publish(&message).unwrap(), Outcome::Shm { bytes: needed });
        let hash = hash(&message.to_cdr().unwrap());
        assert_eq!(peer.line(), format!("raw true {needed} {hash:x}"));
    }
    // Above the threshold by its claim, below it in truth.
    let small = Guess { claimed: 100_000, data: vec![1; 10] };
    let reason = HeapReason::BelowThreshold { threshold: 512 };
    assert_eq!(publisher.publish(&small).unwrap(), Outcome::Heap { bytes: 22, reason });
    let hash = hash(&small.to_cdr().unwrap());
    assert_eq!(peer.line(), format!("raw false 22 {hash:x}"));
    peer.end();
}

#[test]
fn a_publisher_says_whether_a_subscriber_shares_memory() {
    let _alone = alone();
    let ctx = context().with_shm_pool_size(1 << 20).unwrap().build().unwrap();
    let publisher = publisher::<PointCloud2>(&ctx, "cloud");
    assert!(!publisher.can_share_memory().unwrap());
    let peer = receiver(&ctx, &publisher, "cloud");
    assert!(publisher.wait_for_subscribers(1, DEADLINE).unwrap());
    assert_eq!(publisher.shares_memory_with(&publisher.matched()[0]), Some(true));
    assert!(publisher.can_share_memory().unwrap());
    peer.end();
    wait_until("no subscriber", || !publisher.has_subscribers().unwrap());

    // Within the process, without any other one.
    let node = ctx.create_node("listener").build().unwrap();
    let within = node.create_sub::<PointCloud2>("cloud").build().unwrap();
    assert!(publisher.wait_for_subscribers(1, DEADLINE).unwrap());
    assert_eq!(publisher.shares_memory_with(&publisher.matched()[0]), Some(true));
    assert!(publisher.can_share_memory().unwrap());
    drop(within);
    wait_until("no subscriber", || !publisher.has_subscribers().unwrap());

    let session = session_without_shm(&endpoint(&ctx)).unwrap();
    let _subscriber = session.declare_subscriber(publisher.key_expr()).wait().unwrap();
    wait_until("a subscriber", || publisher.has_subscribers().unwrap());
    assert!(!publisher.can_share_memory().unwrap());
}

#[test]
fn shared_memory_is_off_unless_it_is_asked_for() {
    let ctx = context().with_shm_threshold(1).build().unwrap();
    assert!(!ctx.is_shm_enabled());
    let publisher = publisher(&ctx, "text");
    let outcome = publisher.publish(&text(10_000)).unwrap();
    assert!(matches!(outcome, Outcome::Heap { reason: HeapReason::Disabled, .. }), "{outcome}");
}

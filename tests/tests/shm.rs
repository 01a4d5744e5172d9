//! What a second process receives.

use std::sync::Arc;

use ros_z_msgs::sensor_msgs::PointCloud2;
use ros_z_msgs::std_msgs;
use ros_z_pub::shm::{ShmConfig, ShmProviderBuilder};
use ros_z_pub::{Builder, HeapReason, Outcome, ZContext, ZPublisher};
use ros_z_tests::messages::{cloud, hash};
use ros_z_tests::process::{Peer, alone, context, endpoint, wait_until};
use shm_cdr::{ShmMessage, SizeEstimation};
use zenoh::Wait;

const PEER: &str = env!("CARGO_BIN_EXE_peer");

fn publisher<T: ShmMessage>(ctx: &ZContext, topic: &str) -> ZPublisher<T> {
    ctx.create_node("test").build().unwrap().create_pub(topic).build().unwrap()
}

/// Starts a peer in `role` on the publisher's topic and waits until it is matched.
fn receiver<T: ShmMessage>(ctx: &ZContext, publisher: &ZPublisher<T>, role: &str) -> Peer {
    let name = if role == "raw" { publisher.key_expr() } else { publisher.topic() };
    let peer = Peer::start(PEER, &[role, &endpoint(ctx), name]);
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
    let publisher = node.create_pub::<PointCloud2>("cloud").without_shm().build().unwrap();
    let peer = receiver(&ctx, &publisher, "cloud");
    let message = cloud(1 << 20);
    let bytes = message.estimated_serialized_size();
    let outcome = publisher.publish(&message).unwrap();
    assert_eq!(outcome, Outcome::Heap { bytes, reason: HeapReason::Disabled });
    assert_eq!(peer.line(), format!("cloud false {bytes} 1 true"));
    peer.end();
}

#[test]
fn shared_memory_is_off_unless_it_is_asked_for() {
    let ctx = context().with_shm_threshold(1).build().unwrap();
    assert!(!ctx.is_shm_enabled());
    let publisher = publisher(&ctx, "text");
    let outcome = publisher.publish(&text(10_000)).unwrap();
    assert!(matches!(outcome, Outcome::Heap { reason: HeapReason::Disabled, .. }), "{outcome}");
}

//! Shared memory after processes have ended that held messages.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ros_z_msgs::sensor_msgs::Image;
use ros_z_pub::shm::{ShmConfig, ShmProviderBuilder};
use ros_z_pub::{Builder, HeapReason, InPlace, Outcome, ZContext, ZPublisher, ZSubscriber};
use ros_z_tests::checked;
use ros_z_tests::memory::{mapped_segments, segment_of};
use ros_z_tests::process::{HEALED, Peer, alone, context, endpoint, wait_until};
use zenoh::Wait;

const PEER: &str = env!("CARGO_BIN_EXE_peer");

/// Has room for 4 messages.
const POOL: usize = 512 << 10;
const MESSAGE: usize = 115_000;

fn publisher(ctx: &ZContext, topic: &str) -> ZPublisher<Image> {
    ctx.create_node("test").build().unwrap().create_pub(topic).build().unwrap()
}

fn subscriber(ctx: &ZContext, topic: &str) -> ZSubscriber<Image, InPlace<Image>> {
    let node = ctx.create_node("listener").build().unwrap();
    node.create_sub(topic).in_place().build().unwrap()
}

/// A process that holds the first `held` messages in shared memory and checks all of them.
fn holder(ctx: &ZContext, publisher: &ZPublisher<Image>, role: &str, held: usize) -> Peer {
    // One that was killed just now may still be among those who were there before.
    let others = || ctx.session().info().peers_zid().wait().collect::<HashSet<_>>();
    let before = others();
    let peer = Peer::start(PEER, &[role, &endpoint(ctx), publisher.key_expr(), &held.to_string()]);
    wait_until("a subscriber", || {
        !others().is_subset(&before) && publisher.has_subscribers().unwrap()
    });
    peer
}

/// Publishes one message after the other until the peer says that it holds enough.
fn publish_until_held(publisher: &ZPublisher<Image>, number: &mut u32, peer: &Peer) {
    wait_until("a message that is held", || {
        publish(publisher, number);
        peer.try_line().is_some_and(|line| line == "held")
    });
}

fn publish(publisher: &ZPublisher<Image>, number: &mut u32) -> Outcome {
    *number += 1;
    publisher.publish(&checked::image(*number, MESSAGE)).unwrap()
}

/// Publishes until shared memory is in use again, and returns how long it was not.
fn until_shm(publisher: &ZPublisher<Image>, number: &mut u32) -> Duration {
    let mut dry = None::<Instant>;
    let settled = Instant::now();
    let mut last = Instant::now();
    wait_until("shared memory", || {
        if !publish(publisher, number).is_shm() {
            dry.get_or_insert_with(Instant::now);
            last = Instant::now();
        }
        let is_settled = settled.elapsed() > Duration::from_millis(500);
        is_settled && last.elapsed() > Duration::from_millis(200)
    });
    dry.map_or(Duration::ZERO, |dry| last - dry)
}

#[test]
fn a_pool_goes_on_after_subscribers_have_been_killed() {
    let _alone = alone();
    let config = ShmConfig::with_pool_size(POOL).unwrap();
    let ctx = context().with_shm_config(config.clone()).build().unwrap();
    let publisher = publisher(&ctx, "image");
    let witness = holder(&ctx, &publisher, "check", 0);
    let mut number = 0;
    for _ in 0..5 {
        let victim = holder(&ctx, &publisher, "check", 3);
        publish_until_held(&publisher, &mut number, &victim);
        victim.kill();
        let dry = until_shm(&publisher, &mut number);
        assert!(dry < HEALED, "{dry:?}");
    }
    let stats = config.stats().unwrap();
    assert!(stats.segments <= 3, "{stats}");
    assert!(publisher.stats().heap.pool_lost.messages > 0, "{}", publisher.stats());
    // It checks all that it gets, and would have ended.
    let next = format!("checked {}", number + 1);
    wait_until("the next message", || {
        publish(&publisher, &mut number);
        witness.try_line().is_some_and(|line| line == next)
    });
    witness.end();
}

// Another process ends meanwhile: that alone does not make anything lost.
#[test]
fn what_living_subscribers_hold_is_not_lost() {
    let _alone = alone();
    let config = ShmConfig::with_pool_size(POOL).unwrap();
    let ctx = context().with_shm_config(config.clone()).build().unwrap();
    let publisher = publisher(&ctx, "image");
    let holder_of_all = holder(&ctx, &publisher, "check", 4);
    let mut number = 0;
    publish_until_held(&publisher, &mut number, &holder_of_all);
    holder(&ctx, &publisher, "check", 0).end();
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(1) {
        let outcome = publish(&publisher, &mut number);
        let is_full = matches!(outcome, Outcome::Heap { reason: HeapReason::PoolFull, .. });
        assert!(is_full, "{outcome}");
    }
    let stats = config.stats().unwrap();
    assert_eq!((stats.segments, stats.lost), (1, 0), "{stats}");
    holder_of_all.end();
    wait_until("the pool is free", || publish(&publisher, &mut number).is_shm());
}

// Zenoh's own client never lets go of what it has mapped.
#[test]
fn what_foreign_subscribers_keep_is_bounded_and_comes_back_when_they_end() {
    let _alone = alone();
    let config = ShmConfig::with_pool_size(POOL).unwrap().with_segments(2);
    let ctx = context().with_shm_config(config.clone()).build().unwrap();
    let publisher = publisher(&ctx, "image");
    let foreign = holder(&ctx, &publisher, "foreign", 0);
    let mut number = 0;
    // One subscriber after the other takes a part of it, until nothing is left of two segments.
    let is_used_up = |outcome| {
        matches!(outcome, Outcome::Heap { reason: HeapReason::PoolLost { segments: 2, .. }, .. })
    };
    let mut victims = 0;
    loop {
        assert!(victims < 8, "{}", config.stats().unwrap());
        victims += 1;
        let victim = holder(&ctx, &publisher, "check", 2);
        let mut in_vain = 0;
        wait_until("two messages that are held, or none that can be", || {
            let outcome = publish(&publisher, &mut number);
            in_vain = if is_used_up(outcome) { in_vain + 1 } else { 0 };
            in_vain > 100 || victim.try_line().is_some_and(|line| line == "held")
        });
        victim.kill();
        if in_vain > 0 {
            break;
        }
        wait_until("what is lost is known", || {
            publish(&publisher, &mut number);
            config.stats().unwrap().lost >= 2 * MESSAGE * victims
        });
    }
    // It stays so as long as the other one lives.
    wait_until("no shared memory", || is_used_up(publish(&publisher, &mut number)));
    assert_eq!(config.stats().unwrap().segments, 2);
    let locked = foreign.locked();
    assert!(locked <= (2 * POOL + (1500 << 10)) as u64, "{locked}");
    foreign.kill();
    wait_until("shared memory", || publish(&publisher, &mut number).is_shm());
}

#[test]
fn a_provider_that_was_brought_is_not_replaced() {
    let _alone = alone();
    let provider = Arc::new(ShmProviderBuilder::new(POOL).build().unwrap());
    let config = ShmConfig::new(provider);
    let ctx = context().with_shm_config(config.clone()).build().unwrap();
    let publisher = publisher(&ctx, "image");
    let victim = holder(&ctx, &publisher, "check", 4);
    let mut number = 0;
    publish_until_held(&publisher, &mut number, &victim);
    victim.kill();
    wait_until("the reason", || {
        let outcome = publish(&publisher, &mut number);
        matches!(
            outcome,
            Outcome::Heap { reason: HeapReason::PoolLost { lost: 460_000.., segments: 1 }, .. }
        )
    });
    assert_eq!(config.stats().unwrap().segments, 1);
}

// Zenoh gives the bookkeeping of a provider's buffers away when the provider is dropped: 32 768
// allocations later, the drop of an old buffer would be counted for a new one, which would then
// be given out again while somebody reads it.
#[test]
fn messages_of_a_dropped_publisher_do_not_free_those_of_another() {
    let _alone = alone();
    let ctx = context().build().unwrap();
    let node = ctx.create_node("test").build().unwrap();
    let with_pool = |topic: &str| {
        let config = ShmConfig::with_pool_size(POOL).unwrap();
        node.create_pub::<Image>(topic).with_shm_config(config).build().unwrap()
    };
    let (old, new) = (subscriber(&ctx, "old"), subscriber(&ctx, "new"));
    let publisher = with_pool("old");
    let held: Vec<_> = (0..4)
        .map(|number| {
            assert!(publisher.publish(&checked::image(number, 1000)).unwrap().is_shm());
            old.recv().unwrap()
        })
        .collect();
    drop(publisher);

    let publisher = with_pool("new");
    let unheard = with_pool("unheard");
    let small = checked::image(0, 1000);
    for _ in 0..32_768 {
        assert!(unheard.publish(&small).unwrap().is_shm());
    }
    let live: Vec<_> = (100..140)
        .map(|number| {
            assert!(publisher.publish(&checked::image(number, 1000)).unwrap().is_shm());
            new.recv().unwrap()
        })
        .collect();
    drop(held);
    for number in 200..400 {
        assert!(publisher.publish(&checked::image(number, 1000)).unwrap().is_shm());
        drop(new.recv().unwrap());
    }
    for (message, number) in live.iter().zip(100..) {
        assert_eq!(checked::number(&message.view().unwrap()), Ok(number));
    }
}

#[test]
fn pools_are_unmapped_when_they_are_dropped_and_nobody_holds_their_messages() {
    let _alone = alone();
    let ctx = context().build().unwrap();
    let subscriber = subscriber(&ctx, "image");
    let node = ctx.create_node("test").build().unwrap();
    // What other tests have left goes by itself.
    let mut files = Vec::new();
    let mut held = Vec::new();
    for number in 0..6 {
        let config = ShmConfig::with_pool_size(POOL).unwrap();
        let publisher = node.create_pub("image").with_shm_config(config).build().unwrap();
        assert!(publisher.publish(&checked::image(number, MESSAGE)).unwrap().is_shm());
        let message = subscriber.recv().unwrap();
        files.push(segment_of(message.view().unwrap().data).unwrap().0);
        // Of each second one a message is held for a while.
        held.extend((number % 2 == 0).then_some((message, number)));
    }
    let mapped = || mapped_segments().into_iter().filter(|file| files.contains(file)).count();
    wait_until("half of the pools are unmapped", || mapped() == 3);
    for (message, number) in &held {
        assert_eq!(checked::number(&message.view().unwrap()), Ok(*number));
    }
    drop(held);
    wait_until("all pools are unmapped", || mapped() == 0);
    // A file goes after its mapping.
    wait_until("no file remains", || files.iter().all(|file| !std::path::Path::new(file).exists()));
}

// A reader that outlives its publishers lets go of their pools.
#[test]
fn a_subscriber_does_not_collect_the_pools_of_publishers_that_have_ended() {
    let _alone = alone();
    let ctx = context().build().unwrap();
    let subscriber = subscriber(&ctx, "image");
    let mut files = Vec::new();
    for _ in 0..4 {
        let talker = Peer::start(PEER, &["images", &endpoint(&ctx), "image", "115000"]);
        let mut message = subscriber.recv().unwrap();
        wait_until("a message in shared memory", || {
            message = subscriber.recv().unwrap();
            message.is_shm()
        });
        let data = message.view().unwrap().data;
        files.push(segment_of(data).unwrap().0);
        let before = data.to_vec();
        talker.end();
        // What is held stays.
        assert_eq!(message.view().unwrap().data, before);
        drop(message);
        while subscriber.try_recv().unwrap().is_some() {}
    }
    let mapped = || mapped_segments().into_iter().filter(|file| files.contains(file)).count();
    wait_until("all pools are unmapped", || mapped() == 0);
    // A file goes after its mapping.
    wait_until("no file remains", || files.iter().all(|file| !std::path::Path::new(file).exists()));
}

// A lock on a segment belongs to the open file, which a forked process shares.
#[test]
fn a_forked_process_that_ends_leaves_the_pool_of_its_parent() {
    let _alone = alone();
    let mut peer = Peer::start(PEER, &["fork"]);
    assert_eq!(peer.line(), "forked true true");
    peer.close();
    peer.end();
}

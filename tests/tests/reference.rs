//! Fields that are in shared memory already: sent where they are, or copied with a reason.

use std::collections::BTreeSet;
use std::sync::Arc;

use ros_z_msgs::sensor_msgs::{CompressedImage, Image, PointCloud2};
use ros_z_msgs::std_msgs::Header;
use ros_z_pub::shm::{ShmConfig, ShmProviderBuilder, ShmProviderExt};
use ros_z_pub::{Builder, CopyReason, HeapReason, Outcome, ZContext, ZPublisher};
use ros_z_tests::memory::{Counting, invalidate, is_shared, largest_asked, segment_of};
use ros_z_tests::messages::{Part, cloud_with, hash, part, points};
use ros_z_tests::process::{Peer, alone, context, endpoint, wait_until};
use shm_cdr::{ShmMessage, SizeEstimation, ZBuf};
use zenoh::Wait;
use zenoh::shm::{AllocAlignment, PosixShmProviderBackend, ShmProvider, ZShmMut};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const PEER: &str = env!("CARGO_BIN_EXE_peer");

/// Small, because mappings of other processes' pools add up until this one ends.
const POOL: usize = 256 << 10;

type Provider = ShmProvider<PosixShmProviderBackend>;

fn provider(bytes: usize) -> Provider {
    ShmProviderBuilder::new(bytes).build().unwrap()
}

/// A provider of Zenoh's whose buffers take up to 7 bytes more than was asked for.
fn tight_provider(bytes: usize) -> Provider {
    let alignment = AllocAlignment::new(3).unwrap();
    zenoh::shm::ShmProviderBuilder::default_backend((bytes, alignment)).wait().unwrap()
}

fn filled(mut buffer: ZShmMut) -> ZShmMut {
    let bytes = points(buffer.len());
    buffer.copy_from_slice(&bytes);
    buffer
}

/// A buffer of the user's, filled.
fn buffer(provider: &Provider, bytes: usize) -> ZShmMut {
    provider.garbage_collect();
    filled(provider.alloc(bytes).wait().unwrap())
}

fn image(data: impl Into<ZBuf>) -> Image {
    let data = data.into();
    let step = data.to_zslice().len() as u32;
    let header = Header { frame_id: "camera".into(), ..Default::default() };
    Image { header, height: 1, width: step, encoding: "mono8".into(), step, data, is_bigendian: 0 }
}

/// A message of the user's with data in the middle.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/msg/Grid")]
struct Grid {
    header: Header,
    data: ZBuf,
    resolution: f64,
    layers: Vec<String>,
}

fn grid(data: impl Into<ZBuf>) -> Grid {
    let layers = vec!["ground".into(), "walls".into()];
    Grid { header: Header::default(), data: data.into(), resolution: 0.25, layers }
}

fn publisher<T: ShmMessage>(ctx: &ZContext, topic: &str) -> ZPublisher<T> {
    ctx.create_node("test").build().unwrap().create_pub(topic).build().unwrap()
}

// The context has no pool: what is shared is the user's buffer. The other process reads it in
// the same place of the same segment, and nobody allocates anything of its size.
#[test]
fn the_last_field_is_read_in_the_buffer_of_the_user() {
    let _alone = alone();
    let provider = provider(2 * POOL);
    let ctx = context().build().unwrap();
    let publisher = publisher::<Image>(&ctx, "image");
    let peer = Peer::start(PEER, &["image", &endpoint(&ctx), publisher.topic()]);
    wait_until("a subscriber", || publisher.has_subscribers().unwrap());
    const LEN: usize = 300_000;
    let mut largest = (usize::MAX, usize::MAX);
    for _ in 0..4 {
        let buffer = buffer(&provider, LEN);
        let (file, offset) = segment_of(&buffer).unwrap();
        let image = image(buffer);
        largest_asked();
        let bytes = image.estimated_serialized_size();
        assert_eq!(publisher.publish(&image).unwrap(), Outcome::Referenced { bytes });
        let line = peer.line();
        let (said, peers) = line.rsplit_once(' ').unwrap();
        assert_eq!(said, format!("image true false {file} {offset} {LEN}"));
        largest = (largest_asked(), peers.parse().unwrap());
        drop(image);
        wait_until("the buffer is free", || {
            provider.garbage_collect();
            provider.alloc(400_000).wait().is_ok()
        });
    }
    assert!(largest.0 < LEN && largest.1 < LEN, "{largest:?}");
    peer.end();
}

/// Publishes a message by reference, and compares what a subscriber of the same session, another
/// process, and one over the network get with the owned encoding.
fn arrives_by_reference<T: ShmMessage + PartialEq + std::fmt::Debug>(topic: &str, message: &T) {
    let ctx = context().build().unwrap();
    let publisher = publisher::<T>(&ctx, topic);
    let node = ctx.create_node("listener").build().unwrap();
    let in_place = node.create_sub::<T>(topic).in_place().build().unwrap();
    let owned = node.create_sub::<T>(topic).build().unwrap();
    let endpoint = endpoint(&ctx);
    let near = Peer::start(PEER, &["raw", &endpoint, publisher.key_expr()]);
    let far = Peer::start(PEER, &["far", &endpoint, publisher.key_expr()]);
    let others = || ctx.session().info().peers_zid().wait().count();
    wait_until("two processes", || others() == 2 && publisher.has_subscribers().unwrap());
    // Subscriptions may be known a moment later than sessions: until both have had one.
    let expected = message.to_cdr().unwrap();
    let (len, hash) = (expected.len(), hash(&expected));
    let said = (format!("raw true {len} {hash:x}"), format!("raw false {len} {hash:x}"));
    let mut missing = BTreeSet::from(["near", "far"]);
    wait_until("a message for both", || {
        let outcome = publisher.publish(message).unwrap();
        assert_eq!(outcome, Outcome::Referenced { bytes: len }, "{topic}");
        if near.try_line().is_some_and(|line| {
            assert_eq!(line, said.0, "{topic}");
            true
        }) {
            missing.remove("near");
        }
        if far.try_line().is_some_and(|line| {
            assert_eq!(line, said.1, "{topic}");
            true
        }) {
            missing.remove("far");
        }
        missing.is_empty()
    });
    let received = in_place.recv().unwrap();
    assert_eq!(received.bytes(), expected, "{topic}");
    assert_eq!((received.is_shm(), received.is_gathered()), (true, false), "{topic}");
    assert_eq!(received.to_message().unwrap(), *message, "{topic}");
    assert_eq!(*owned.recv().unwrap(), *message, "{topic}");
}

#[test]
fn messages_arrive_as_they_are_encoded_wherever_the_field_is() {
    let _alone = alone();
    let provider = provider(2 * POOL);
    let data = |len| ZBuf::from(buffer(&provider, len));
    arrives_by_reference("image", &image(data(30_000)));
    let header = Header { frame_id: "camera".into(), ..Default::default() };
    let jpeg = CompressedImage { header, format: "jpeg".into(), data: data(30_001) };
    arrives_by_reference("jpeg", &jpeg);
    arrives_by_reference("cloud", &cloud_with(data(30_002)));
    arrives_by_reference("grid", &grid(data(30_003)));
    arrives_by_reference("part", &part(cloud_with(data(30_005))));
}

#[test]
fn every_alignment_of_data_and_of_what_follows_is_right() {
    let _alone = alone();
    let provider = provider(POOL);
    let ctx = context().build().unwrap();
    let publisher = publisher::<Grid>(&ctx, "grid");
    let node = ctx.create_node("listener").build().unwrap();
    let subscriber = node.create_sub::<Grid>("grid").in_place().build().unwrap();
    for start in 0..8 {
        for len in 1000..1008 {
            let mut grid = grid(buffer(&provider, len));
            grid.header.frame_id = "x".repeat(start);
            let bytes = grid.estimated_serialized_size();
            assert_eq!(publisher.publish(&grid).unwrap(), Outcome::Referenced { bytes });
            let received = subscriber.recv().unwrap();
            assert_eq!(received.bytes(), grid.to_cdr().unwrap(), "{start} {len}");
            assert_eq!(received.view().unwrap().resolution, 0.25);
        }
    }
}

// The sizes of the example that the project starts from; 640 x 480 points fill their pages.
#[test]
fn there_is_room_behind_buffers_of_a_provider_or_it_can_be_asked_for() {
    let _alone = alone();
    let provider = provider(4 << 20);
    let tight = tight_provider(1 << 20);
    let ctx = context().build().unwrap();
    let publisher = publisher::<PointCloud2>(&ctx, "cloud");
    let publish = |data: ZShmMut| publisher.publish(&cloud_with(data.into())).unwrap();
    for bytes in [1_200_000, 600_000, 360_000] {
        let outcome = publish(buffer(&provider, bytes));
        assert!(matches!(outcome, Outcome::Referenced { .. }), "{outcome}");
    }
    let pages = 640 * 480 * 4;
    let outcome = publish(buffer(&provider, pages));
    let no_room = CopyReason::NoRoom { needed: 1, room: 0 };
    let copied = HeapReason::Copied { reason: no_room };
    assert!(matches!(outcome, Outcome::Heap { reason, .. } if reason == copied), "{outcome}");
    for (provider, bytes) in [(&provider, pages), (&tight, 80_000)] {
        let outcome = publish(filled(provider.alloc_with_room(bytes, 64).unwrap()));
        assert!(matches!(outcome, Outcome::Referenced { .. }), "{outcome}");
    }
    assert!(provider.alloc_with_room(8 << 20, 64).is_err());
    assert!(provider.alloc_with_room(0, 64).is_err());
    assert!(provider.alloc_with_room(usize::MAX, 64).is_err());
}

#[test]
fn what_has_to_be_copied_says_why() {
    let _alone = alone();
    let ours = Arc::new(provider(POOL));
    let tight = tight_provider(64 << 10);
    let ctx = context().with_shm_config(ShmConfig::new(ours.clone())).build().unwrap();
    let clouds = publisher::<PointCloud2>(&ctx, "cloud");
    let images = publisher::<Image>(&ctx, "image");
    let copied = |bytes, reason| Outcome::Copied { bytes, reason };

    // `is_dense` follows the data of a cloud.
    let cloud = cloud_with(buffer(&tight, 4000).into());
    let bytes = cloud.estimated_serialized_size();
    let no_room = CopyReason::NoRoom { needed: 1, room: 0 };
    assert_eq!(clouds.publish(&cloud).unwrap(), copied(bytes, no_room));

    let whole = ZBuf::from(buffer(&ours, 4000));
    let slice = whole.to_zslice();
    let part = image(slice.subslice(4..4000).unwrap());
    let bytes = part.estimated_serialized_size();
    assert_eq!(images.publish(&part).unwrap(), copied(bytes, CopyReason::Part));
    let start = image(slice.subslice(0..3996).unwrap());
    assert_eq!(images.publish(&start).unwrap(), copied(bytes, CopyReason::Part));

    let mut several = ZBuf::from(buffer(&ours, 2000));
    several.push_zslice(buffer(&ours, 2000).into());
    let several = image(several);
    let bytes = several.estimated_serialized_size();
    assert_eq!(images.publish(&several).unwrap(), copied(bytes, CopyReason::Several));

    // As much before the data as there are data still goes with them.
    let mut long = image(whole);
    long.encoding = "x".repeat(3900);
    assert!(matches!(images.publish(&long).unwrap(), Outcome::Referenced { .. }));
    long.encoding = "x".repeat(4100);
    let outcome = images.publish(&long).unwrap();
    let Outcome::Copied { reason: CopyReason::LargeHead { bytes: 4100.. }, .. } = outcome else {
        panic!("{outcome}");
    };
}

// What others may still read is never written.
#[test]
fn a_buffer_that_is_held_with_something_else_behind_it_is_copied() {
    let _alone = alone();
    let provider = Arc::new(provider(POOL));
    let ctx = context().with_shm_config(ShmConfig::new(provider.clone())).build().unwrap();
    let publisher = publisher::<PointCloud2>(&ctx, "cloud");
    let node = ctx.create_node("listener").build().unwrap();
    let subscriber = node.create_sub::<PointCloud2>("cloud").in_place().build().unwrap();
    let dense = cloud_with(buffer(&provider, 5000).into());
    let sparse = PointCloud2 { is_dense: false, ..dense.clone() };
    let bytes = dense.estimated_serialized_size();
    let referenced = Outcome::Referenced { bytes };

    assert_eq!(publisher.publish(&dense).unwrap(), referenced);
    let held = subscriber.recv().unwrap();
    // The same once more, and something else.
    assert_eq!(publisher.publish(&dense).unwrap(), referenced);
    let copied = Outcome::Copied { bytes, reason: CopyReason::Held };
    assert_eq!(publisher.publish(&sparse).unwrap(), copied);
    assert_eq!(held.bytes(), dense.to_cdr().unwrap());
    assert_eq!(subscriber.recv().unwrap().bytes(), dense.to_cdr().unwrap());
    assert_eq!(subscriber.recv().unwrap().bytes(), sparse.to_cdr().unwrap());
    // When nobody reads it any more, it may be written again.
    drop(held);
    assert_eq!(publisher.publish(&sparse).unwrap(), referenced);
    assert_eq!(subscriber.recv().unwrap().bytes(), sparse.to_cdr().unwrap());
}

#[test]
fn threads_that_publish_one_buffer_with_different_ends_do_not_mix_them() {
    let _alone = alone();
    let provider = Arc::new(provider(POOL));
    let ctx = context().with_shm_config(ShmConfig::new(provider.clone())).build().unwrap();
    let node = ctx.create_node("listener").build().unwrap();
    let subscriber = node.create_sub::<Grid>("grid").with_depth(4000).build().unwrap();
    let publisher = &publisher::<Grid>(&ctx, "grid");
    wait_until("a subscriber", || publisher.has_subscribers().unwrap());
    let shared = grid(buffer(&provider, 2000));
    std::thread::scope(|scope| {
        for resolution in [1.0, 2.0, 3.0, 4.0] {
            let layers = vec![resolution.to_string(); 3];
            let mine = Grid { resolution, layers, ..shared.clone() };
            scope.spawn(move || (0..500).for_each(|_| assert!(publisher.publish(&mine).is_ok())));
        }
    });
    let mut count = 0;
    while let Some(grid) = subscriber.try_recv().unwrap() {
        assert_eq!(grid.layers, vec![grid.resolution.to_string(); 3]);
        count += 1;
    }
    assert_eq!(count, 2000);
}

#[test]
fn a_buffer_that_was_invalidated_is_copied() {
    let _alone = alone();
    let provider = provider(POOL);
    let ctx = context().build().unwrap();
    let publisher = publisher::<PointCloud2>(&ctx, "cloud");
    let node = ctx.create_node("listener").build().unwrap();
    let subscriber = node.create_sub::<PointCloud2>("cloud").in_place().build().unwrap();
    let cloud = cloud_with(buffer(&provider, 5000).into());
    invalidate(cloud.data.to_zslice().as_slice());
    let outcome = publisher.publish(&cloud).unwrap();
    let copied = HeapReason::Copied { reason: CopyReason::Invalidated };
    assert!(matches!(outcome, Outcome::Heap { reason, .. } if reason == copied), "{outcome}");
    let received = subscriber.recv().unwrap();
    assert!(!received.is_shm());
    assert_eq!(received.bytes(), cloud.to_cdr().unwrap());
}

#[test]
fn small_messages_and_publishers_without_shared_memory_use_the_heap() {
    let _alone = alone();
    let provider = provider(POOL);
    let small = image(buffer(&provider, 100));
    let large = image(buffer(&provider, 1000));
    let reason = |publisher: &ZPublisher<Image>, image| match publisher.publish(image).unwrap() {
        Outcome::Heap { reason, .. } => Some(reason),
        _ => None,
    };
    let ctx = context().build().unwrap();
    let publisher = publisher::<Image>(&ctx, "image");
    assert_eq!(reason(&publisher, &small), Some(HeapReason::Disabled));
    assert_eq!(reason(&publisher, &large), None);

    let node = ctx.create_node("test").build().unwrap();
    let off = node.create_pub::<Image>("image").without_shm().build().unwrap();
    assert_eq!(reason(&off, &large), Some(HeapReason::Disabled));
    let off = context().without_shm().build().unwrap();
    let off = self::publisher::<Image>(&off, "image");
    assert_eq!(reason(&off, &large), Some(HeapReason::Disabled));
}

// A message of one publisher that another process passes on: whole buffers as they are, for
// parts of buffers Zenoh would send all of them.
#[test]
fn a_relay_sends_what_it_received_where_that_is_safe() {
    let _alone = alone();
    let provider = Arc::new(provider(POOL));
    let ctx = context().with_shm_config(ShmConfig::new(provider.clone())).build().unwrap();
    let publisher = publisher::<Image>(&ctx, "image");
    let node = ctx.create_node("listener").build().unwrap();
    let subscriber = node.create_sub::<Image>("reflected").in_place().build().unwrap();
    let peer = Peer::start(PEER, &["reflect", &endpoint(&ctx)]);
    wait_until("a relay", || publisher.has_subscribers().unwrap());

    let data = buffer(&provider, 50_000);
    let place = segment_of(&data).unwrap();
    let referenced = image(data);
    let bytes = referenced.estimated_serialized_size();
    assert_eq!(publisher.publish(&referenced).unwrap(), Outcome::Referenced { bytes });
    let said = Outcome::Referenced { bytes };
    assert_eq!(peer.line(), format!("reflect {said}"));
    let received = subscriber.recv().unwrap();
    assert_eq!(received.bytes(), referenced.to_cdr().unwrap());
    // The mapping is another one, the place in the segment the same.
    assert_eq!(segment_of(received.view().unwrap().data).unwrap(), place);

    let automatic = image(points(50_000));
    assert_eq!(publisher.publish(&automatic).unwrap(), Outcome::Shm { bytes });
    let said = Outcome::Copied { bytes, reason: CopyReason::Part };
    assert_eq!(peer.line(), format!("reflect {said}"));
    let received = subscriber.recv().unwrap();
    assert_eq!(received.bytes(), automatic.to_cdr().unwrap());
    peer.end();
}

// Were the buffer not the last part of its message, Zenoh would count it once more each time
// that a message does not fit into what it has begun to send; small messages between them
// make that happen at every offset.
#[test]
fn after_10_000_messages_the_whole_pool_can_be_allocated_again() {
    let _alone = alone();
    let provider = provider(POOL);
    let largest = |from: usize| {
        provider.garbage_collect();
        (0..=from).rev().step_by(64).find(|len| provider.alloc(*len).wait().is_ok())
    };
    let before = largest(POOL).unwrap();
    let ctx = context().build().unwrap();
    let publisher = publisher::<Part>(&ctx, "part");
    let images = self::publisher::<Image>(&ctx, "image");
    let peer = Peer::start(PEER, &["sink", &endpoint(&ctx), images.topic(), publisher.topic()]);
    wait_until("subscribers", || {
        publisher.has_subscribers().unwrap() && images.has_subscribers().unwrap()
    });
    let small = (0..97).map(|len| image(vec![7; len])).collect::<Vec<_>>();
    let (mut referenced, mut number) = (0, 0_usize);
    while referenced < 10_000 {
        images.publish(&small[number % small.len()]).unwrap();
        number += 1;
        provider.garbage_collect();
        let Ok(buffer) = provider.alloc(600 + number % 1000).wait() else { continue };
        let outcome = if number % 2 == 0 {
            images.publish(&image(buffer)).unwrap()
        } else {
            publisher.publish(&part(cloud_with(buffer.into()))).unwrap()
        };
        assert!(matches!(outcome, Outcome::Referenced { .. }), "{outcome}");
        referenced += 1;
    }
    wait_until("all memory is free", || largest(before) == Some(before));
    peer.end();
}

#[test]
fn a_payload_by_reference_is_in_shared_memory_for_raw_sessions_too() {
    let _alone = alone();
    let provider = provider(POOL);
    let ctx = context().build().unwrap();
    let publisher = publisher::<PointCloud2>(&ctx, "cloud");
    let raw = ctx.session().declare_subscriber(publisher.key_expr()).wait().unwrap();
    let cloud = cloud_with(buffer(&provider, 5000).into());
    publisher.publish(&cloud).unwrap();
    let payload = ZBuf::from(raw.recv().unwrap().payload().clone());
    assert!(is_shared(&payload));
    assert_eq!(payload.zslices().count(), 2);
}

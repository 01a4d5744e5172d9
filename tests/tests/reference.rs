//! Fields that are in shared memory already: sent where they are, or copied with a reason.

use std::sync::Arc;

use ros_z_msgs::sensor_msgs::{Image, PointCloud2};
use ros_z_msgs::std_msgs::Header;
use ros_z_pub::shm::{ShmConfig, ShmProviderBuilder};
use ros_z_pub::{Builder, CopyReason, HeapReason, Outcome, ZContext, ZPublisher};
use ros_z_tests::memory::{Counting, largest_asked, segment_of};
use ros_z_tests::messages::{cloud_with, points};
use ros_z_tests::process::{Peer, alone, context, endpoint, wait_until};
use shm_cdr::{ShmMessage, SizeEstimation, ZBuf};
use zenoh::Wait;
use zenoh::shm::{PosixShmProviderBackend, ShmProvider, ZShmMut};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const PEER: &str = env!("CARGO_BIN_EXE_peer");

/// Small, because mappings of other processes' pools add up until this one ends.
const POOL: usize = 256 << 10;

type Provider = ShmProvider<PosixShmProviderBackend>;

fn provider(bytes: usize) -> Provider {
    ShmProviderBuilder::new(bytes).build().unwrap()
}

/// A buffer of the user's, filled.
fn buffer(provider: &Provider, bytes: usize) -> ZShmMut {
    let mut buffer = provider.alloc(bytes).wait().unwrap();
    buffer.copy_from_slice(&points(bytes));
    buffer
}

fn image(data: impl Into<ZBuf>) -> Image {
    let data = data.into();
    let step = data.to_zslice().len() as u32;
    let header = Header { frame_id: "camera".into(), ..Default::default() };
    Image { header, height: 1, width: step, encoding: "mono8".into(), step, data, is_bigendian: 0 }
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
        provider.garbage_collect();
        let buffer = provider.alloc(LEN).wait().unwrap();
        let (file, offset) = segment_of(&buffer).unwrap();
        largest_asked();
        let image = image(buffer);
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

#[test]
fn what_is_sent_by_reference_has_the_bytes_of_the_message() {
    let _alone = alone();
    let provider = provider(POOL);
    let ctx = context().build().unwrap();
    let node = ctx.create_node("listener").build().unwrap();
    for frame_id in ["", "a", "ab", "abc", "abcd"] {
        let publisher = publisher::<Image>(&ctx, "image");
        let subscriber = node.create_sub::<Image>("image").in_place().build().unwrap();
        let owner = node.create_sub::<Image>("image").build().unwrap();
        wait_until("a subscriber", || publisher.has_subscribers().unwrap());
        let mut image = image(buffer(&provider, 3000));
        image.header.frame_id = frame_id.into();
        let outcome = publisher.publish(&image).unwrap();
        assert!(matches!(outcome, Outcome::Referenced { .. }), "{outcome}");
        let received = subscriber.recv().unwrap();
        assert_eq!(received.bytes(), image.to_cdr().unwrap());
        assert_eq!((received.is_shm(), received.is_gathered()), (true, false));
        assert_eq!(*owner.recv().unwrap(), image);
    }
}

#[test]
fn what_has_to_be_copied_says_why() {
    let _alone = alone();
    let ours = Arc::new(provider(POOL));
    let ctx = context().with_shm_config(ShmConfig::new(ours.clone())).build().unwrap();
    let clouds = publisher::<PointCloud2>(&ctx, "cloud");
    let images = publisher::<Image>(&ctx, "image");

    // `is_dense` follows the data of a cloud.
    let cloud = cloud_with(buffer(&ours, 4000).into());
    let bytes = cloud.estimated_serialized_size();
    let copied = |bytes, reason| Outcome::Copied { bytes, reason };
    assert_eq!(clouds.publish(&cloud).unwrap(), copied(bytes, CopyReason::NotLast));

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

    let mut long = image(whole);
    long.encoding = "x".repeat(2000);
    let outcome = images.publish(&long).unwrap();
    let Outcome::Copied { reason: CopyReason::LargeHead { bytes: 2000.. }, .. } = outcome else {
        panic!("{outcome}");
    };
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
fn after_100_000_messages_the_whole_pool_can_be_allocated_again() {
    let _alone = alone();
    let provider = provider(POOL);
    let largest = |from: usize| {
        provider.garbage_collect();
        (0..=from).rev().step_by(64).find(|len| provider.alloc(*len).wait().is_ok())
    };
    let before = largest(POOL).unwrap();
    let ctx = context().build().unwrap();
    let publisher = publisher::<Image>(&ctx, "image");
    let peer = Peer::start(PEER, &["sink", &endpoint(&ctx), publisher.topic()]);
    wait_until("a subscriber", || publisher.has_subscribers().unwrap());
    let small = (0..97).map(|len| image(vec![7; len])).collect::<Vec<_>>();
    let (mut referenced, mut number) = (0, 0_usize);
    while referenced < 100_000 {
        publisher.publish(&small[number % small.len()]).unwrap();
        number += 1;
        provider.garbage_collect();
        let Ok(buffer) = provider.alloc(600 + number % 1000).wait() else { continue };
        let outcome = publisher.publish(&image(buffer)).unwrap();
        assert!(matches!(outcome, Outcome::Referenced { .. }), "{outcome}");
        referenced += 1;
    }
    wait_until("all memory is free", || largest(before) == Some(before));
    peer.end();
}

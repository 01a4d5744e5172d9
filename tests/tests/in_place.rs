//! Messages that are read where they were received.

use std::sync::Arc;

use ros_z_msgs::std_msgs::Float64MultiArray;
use ros_z_pub::shm::{ShmConfig, ShmProviderBuilder};
use ros_z_pub::{Builder, Outcome, ZContext, ZPublisher};
use ros_z_tests::memory::{self, Counting, largest_asked};
use ros_z_tests::process::{DEADLINE, Peer, alone, context, endpoint, wait_until};
use shm_cdr::{ShmMessage, SizeEstimation};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const PEER: &str = env!("CARGO_BIN_EXE_peer");

/// 1 MB of numbers.
const LEN: usize = 125_000;

fn numbers(len: usize) -> Float64MultiArray {
    Float64MultiArray { data: (0..len).map(|number| number as f64).collect(), ..Default::default() }
}

fn sum(len: usize) -> f64 {
    (len * (len - 1) / 2) as f64
}

fn publisher(ctx: &ZContext) -> ZPublisher<Float64MultiArray> {
    ctx.create_node("test").build().unwrap().create_pub("numbers").build().unwrap()
}

fn viewer(ctx: &ZContext, publisher: &ZPublisher<Float64MultiArray>) -> Peer {
    let peer = Peer::start(PEER, &["view", &endpoint(ctx), publisher.topic()]);
    wait_until("a subscriber", || publisher.has_subscribers().unwrap());
    peer
}

/// What the peer says of a message, and the largest allocation on its side.
fn viewed(peer: &mut Peer) -> (String, usize) {
    let line = peer.line();
    let (said, largest) = line.rsplit_once(' ').unwrap();
    (said.into(), largest.parse().unwrap())
}

// A pool whose messages begin at a multiple of 8 has its bodies at 4 modulo 8, where no
// `f64` can be borrowed.
#[test]
fn numbers_of_8_bytes_are_borrowed_in_the_memory_of_the_pool_and_nothing_is_allocated() {
    let _alone = alone();
    let ctx = context().with_shm_pool_size(4 << 20).unwrap().build().unwrap();
    let publisher = publisher(&ctx);
    let mut peer = viewer(&ctx, &publisher);
    let message = numbers(LEN);
    let bytes = message.estimated_serialized_size();
    let mut largest = (usize::MAX, usize::MAX);
    for _ in 0..5 {
        largest_asked();
        assert_eq!(publisher.publish(&message).unwrap(), Outcome::Shm { bytes });
        let (said, peers) = viewed(&mut peer);
        assert_eq!(said, format!("view true false true true {LEN} {}", sum(LEN)));
        // The first message makes room for what stays.
        largest = (largest_asked(), peers);
    }
    assert!(largest.0 < bytes / 10 && largest.1 < bytes / 10, "{largest:?} of {bytes}");
    peer.end();
}

#[test]
fn a_pool_that_is_brought_keeps_its_alignment_and_its_numbers_are_read_one_by_one() {
    let _alone = alone();
    let provider = Arc::new(ShmProviderBuilder::new(4 << 20).build().unwrap());
    let ctx = context().with_shm_config(ShmConfig::new(provider)).build().unwrap();
    let publisher = publisher(&ctx);
    let mut peer = viewer(&ctx, &publisher);
    let mut largest = usize::MAX;
    for _ in 0..3 {
        assert!(publisher.publish(&numbers(LEN)).unwrap().is_shm());
        let (said, peers) = viewed(&mut peer);
        assert_eq!(said, format!("view true false false false {LEN} {}", sum(LEN)));
        largest = peers;
    }
    assert!(largest < LEN, "{largest}");
    peer.end();
}

// Zenoh cuts what it sends over TCP; such a message is copied into one piece, and that is
// told.
#[test]
fn a_large_message_from_the_network_is_gathered_and_says_so() {
    let _alone = alone();
    let ctx = context().build().unwrap();
    let publisher = publisher(&ctx);
    let mut peer = viewer(&ctx, &publisher);
    for (len, gathered) in [(10, "false"), (LEN, "true")] {
        assert!(!publisher.publish(&numbers(len)).unwrap().is_shm());
        let (said, _) = viewed(&mut peer);
        let mut words = said.split(' ').skip(1);
        assert_eq!(words.next(), Some("false"));
        assert_eq!(words.next(), Some(gathered));
        assert_eq!(words.nth(2), Some(len.to_string().as_str()));
        assert_eq!(words.next(), Some(sum(len).to_string().as_str()));
    }
    peer.end();
}

#[test]
fn a_message_in_place_outlives_its_subscriber_and_gives_the_owned_message() {
    let _alone = alone();
    let ctx = context().with_shm_pool_size(4 << 20).unwrap().build().unwrap();
    let publisher = publisher(&ctx);
    let node = ctx.create_node("listener").build().unwrap();
    let subscriber = node.create_sub::<Float64MultiArray>("numbers").in_place().build().unwrap();
    wait_until("a subscriber", || publisher.has_subscribers().unwrap());
    publisher.publish(&numbers(LEN)).unwrap();
    let message = subscriber.recv().unwrap();
    drop(subscriber);
    // The memory is not used again as long as it is held.
    for _ in 0..8 {
        publisher.publish(&numbers(10_000)).unwrap();
    }
    assert!(message.is_shm() && !message.is_gathered());
    assert_eq!(message.sequence_number(), Some(1));
    let view = message.view().unwrap();
    assert!(memory::is_mapped(view.data.as_slice().unwrap()));
    assert_eq!(message.to_message().unwrap(), numbers(LEN));
    assert_eq!(message.bytes(), numbers(LEN).to_cdr().unwrap());
}

#[test]
fn a_payload_of_another_type_is_an_error_of_the_view() {
    let ctx = context().build().unwrap();
    let node = ctx.create_node("listener").build().unwrap();
    let subscriber = node.create_sub::<Float64MultiArray>("numbers").in_place().build().unwrap();
    let key = subscriber.key_expr().to_owned();
    zenoh::Wait::wait(ctx.session().put(key, vec![0, 1, 0, 0, 9, 9, 9, 9])).unwrap();
    let error = subscriber.recv().unwrap().view().unwrap_err();
    assert!(error.field().starts_with("layout.dim"), "{error}");
}

#[test]
fn points_are_written_and_read_where_they_are() {
    use ros_z_msgs::points::{PointXyz, points_mut};
    use ros_z_msgs::sensor_msgs::PointCloud2;
    use ros_z_pub::prelude::*;

    let first = context().with_shm_pool_size(1 << 20).unwrap().build().unwrap();
    let second = context().with_connect_endpoints([endpoint(&first)]).build().unwrap();
    let publisher =
        first.create_node("lidar").build().unwrap().create_pub("cloud").build().unwrap();
    let node = second.create_node("viewer").build().unwrap();
    let decoded = node.create_sub::<PointCloud2>("cloud").build().unwrap();
    let viewed = node.create_sub::<PointCloud2>("cloud").in_place().build().unwrap();
    assert!(publisher.wait_for_subscribers(2, DEADLINE).unwrap());

    let cloud = PointCloud2::layout_of::<PointXyz>(100, 10).unwrap();
    let data = PointCloud2::fields().data;
    let mut loan = publisher.loan(&cloud).reserve(data, cloud.data_size()).build().unwrap();
    let points = points_mut::<PointXyz>(loan.slice_mut(data).unwrap()).unwrap();
    points.iter_mut().enumerate().for_each(|(index, point)| point.x = index as f32);
    assert!(loan.publish().unwrap().is_shm());

    let decoded = decoded.recv_timeout(DEADLINE).unwrap().unwrap();
    let points = decoded.points::<PointXyz>().unwrap();
    assert_eq!((points.width(), points.at(99, 9).unwrap().x), (100, 999.0));
    let viewed = viewed.recv_timeout(DEADLINE).unwrap().unwrap();
    let view = viewed.view().unwrap();
    let points = view.points::<PointXyz>().unwrap();
    let slice = points.as_slice().unwrap();
    assert_eq!(slice[999].x, 999.0);
    assert_eq!(slice.as_ptr().cast(), view.data.as_ptr());
    assert!(viewed.is_shm() && decoded.is_shm());
}

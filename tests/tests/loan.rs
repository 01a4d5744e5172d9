//! Loans: what is written before publishing is what another process reads.

use std::sync::Arc;
use std::sync::mpsc::channel;

use ros_z_msgs::sensor_msgs::{Image, PointCloud2};
use ros_z_msgs::std_msgs::Float64MultiArray;
use ros_z_pub::shm::{ShmConfig, ShmProviderBuilder};
use ros_z_pub::{Builder, Error, HeapReason, Outcome, ZContext, ZPublisher};
use ros_z_tests::memory::{Counting, asked, invalidate, largest_asked, segment_of};
use ros_z_tests::messages::{cloud, points};
use ros_z_tests::process::{Peer, alone, context, endpoint, wait_until};
use shm_cdr::{EncodeError, FieldError, ShmMessage, SizeEstimation, ZBuf};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const PEER: &str = env!("CARGO_BIN_EXE_peer");

/// 1 MB of numbers.
const LEN: usize = 125_000;

fn publisher<T: ShmMessage>(ctx: &ZContext, topic: &str) -> ZPublisher<T> {
    ctx.create_node("test").build().unwrap().create_pub(topic).build().unwrap()
}

fn pooled(bytes: usize) -> ZContext {
    context().with_shm_pool_size(bytes).unwrap().build().unwrap()
}

/// A cloud with all but its points.
fn without_points(bytes: usize) -> PointCloud2 {
    PointCloud2 { data: ZBuf::default(), ..cloud(bytes) }
}

// The other process says in which file and where in it the numbers lie that it reads. A
// copy on the way, on either side, would be somewhere else.
#[test]
fn numbers_are_read_where_they_were_written_before_they_were_published() {
    let _alone = alone();
    let ctx = pooled(4 << 20);
    let publisher = publisher::<Float64MultiArray>(&ctx, "numbers");
    let peer = Peer::start(PEER, &["place", &endpoint(&ctx), publisher.topic()]);
    wait_until("a subscriber", || publisher.has_subscribers().unwrap());
    let (message, data) = (Float64MultiArray::default(), Float64MultiArray::fields().data);
    let mut largest = (usize::MAX, usize::MAX);
    for round in 0..5_u32 {
        largest_asked();
        let mut loan = publisher.loan(&message).reserve_unzeroed(data, LEN).build().unwrap();
        let numbers = loan.slice_mut(data).unwrap();
        numbers.fill(f64::from(round));
        let canary = LEN - 1 - round as usize;
        numbers[canary] = -1.0;
        let (file, offset) = segment_of(numbers).expect("numbers in the pool");
        assert!(loan.publish().unwrap().is_shm());
        let line = peer.line();
        let (said, peers) = line.rsplit_once(' ').unwrap();
        assert_eq!(said, format!("place {file} {offset} {LEN} {canary}"));
        largest = (largest_asked(), peers.parse().unwrap());
    }
    assert!(largest.0 < LEN && largest.1 < LEN, "{largest:?}");
    peer.end();
}

// Within a process a message on the heap is not copied either.
#[test]
fn on_the_heap_the_same_code_works_and_the_memory_is_the_same_too() {
    let _alone = alone();
    let ctx = context().build().unwrap();
    let publisher = publisher::<Float64MultiArray>(&ctx, "numbers");
    let node = ctx.create_node("listener").build().unwrap();
    let subscriber = node.create_sub::<Float64MultiArray>("numbers").in_place().build().unwrap();
    wait_until("a subscriber", || publisher.has_subscribers().unwrap());
    let (message, data) = (Float64MultiArray::default(), Float64MultiArray::fields().data);
    let mut loan = publisher.loan(&message).reserve(data, LEN).build().unwrap();
    let numbers = loan.slice_mut(data).unwrap();
    assert_eq!(numbers, vec![0.0; LEN]);
    numbers[7] = 7.5;
    let place = numbers.as_ptr_range();
    let whole = Float64MultiArray { data: vec![0.0; LEN], ..Default::default() };
    let bytes = whole.estimated_serialized_size();
    let heap = Outcome::Heap { bytes, reason: HeapReason::Disabled };
    assert_eq!(loan.outcome(), heap);
    largest_asked();
    assert_eq!(loan.publish().unwrap(), heap);
    let received = subscriber.recv().unwrap();
    let view = received.view().unwrap();
    assert_eq!(view.data.as_slice().unwrap().as_ptr_range(), place);
    assert_eq!(view.data.get(7), Some(7.5));
    assert!(largest_asked() < LEN);
}

#[test]
fn a_loan_arrives_in_another_process_as_the_message_that_holds_what_was_written() {
    let _alone = alone();
    let ctx = pooled(4 << 20);
    let publisher = publisher::<PointCloud2>(&ctx, "cloud");
    let peer = Peer::start(PEER, &["cloud", &endpoint(&ctx), publisher.topic()]);
    wait_until("a subscriber", || publisher.has_subscribers().unwrap());
    let data = PointCloud2::fields().data;
    for (sequence, bytes) in [4, 400, 40_000, 1_000_000].into_iter().enumerate() {
        let mut loan = publisher.loan(&without_points(bytes)).reserve(data, bytes).build().unwrap();
        loan.slice_mut(data).unwrap().copy_from_slice(&points(bytes));
        let outcome = loan.publish().unwrap();
        let size = cloud(bytes).estimated_serialized_size();
        assert_eq!((outcome.is_shm(), outcome.bytes()), (size >= 512, size));
        let shared = outcome.is_shm();
        assert_eq!(peer.line(), format!("cloud {shared} {size} {} true", sequence + 1));
    }
    peer.end();
}

// A loan that kept its memory would leave the pool full after the third round.
#[test]
fn a_loan_that_is_dropped_gives_its_memory_back_and_publishes_nothing() {
    let _alone = alone();
    let ctx = pooled(1 << 20);
    let publisher = publisher::<Image>(&ctx, "image");
    let subscriber =
        ctx.create_node("listener").build().unwrap().create_sub::<Image>("image").build().unwrap();
    let (image, data) = (Image::default(), Image::fields().data);
    for _ in 0..20 {
        let loan = publisher.loan(&image).reserve_unzeroed(data, 900_000).build().unwrap();
        assert!(loan.outcome().is_shm(), "{}", loan.outcome());
    }
    publisher.publish(&image).unwrap();
    assert_eq!(subscriber.recv().unwrap().sequence_number(), Some(1), "nothing before it");
}

#[test]
fn where_shared_memory_cannot_be_used_the_outcome_says_why() {
    let _alone = alone();
    let ctx = pooled(1 << 20);
    let publisher = publisher::<Image>(&ctx, "image");
    let (image, data) = (Image::default(), Image::fields().data);
    let reserve = |len| publisher.loan(&image).reserve(data, len).build().unwrap();
    let reason = |outcome| match outcome {
        Outcome::Heap { reason, .. } => Some(reason),
        _ => None,
    };
    assert_eq!(reason(reserve(0).outcome()), Some(HeapReason::BelowThreshold { threshold: 512 }));
    let larger = reason(reserve(2 << 20).publish().unwrap());
    let Some(HeapReason::LargerThanPool { pool }) = larger else { panic!("{larger:?}") };
    assert!(pool < 1 << 20);

    // Two at once, then one too many.
    let (mut first, mut second) = (reserve(400_000), reserve(400_000));
    assert_eq!((reason(first.outcome()), reason(second.outcome())), (None, None));
    first.slice_mut(data).unwrap().fill(1);
    second.slice_mut(data).unwrap().fill(2);
    let mut third = reserve(400_000);
    assert_eq!(reason(third.outcome()), Some(HeapReason::PoolFull));
    third.slice_mut(data).unwrap().fill(3);
    assert!(first.slice_mut(data).unwrap().iter().all(|byte| *byte == 1));
    assert!(second.publish().unwrap().is_shm());
}

#[test]
fn loans_are_filled_and_published_on_other_threads_after_their_publisher_is_gone() {
    let _alone = alone();
    let ctx = pooled(2 << 20);
    let publisher = publisher::<Image>(&ctx, "image");
    let node = ctx.create_node("listener").build().unwrap();
    let subscriber = node.create_sub::<Image>("image").build().unwrap();
    wait_until("a subscriber", || publisher.has_subscribers().unwrap());
    let data = Image::fields().data;
    let (sender, loans) = channel();
    for value in 0..4_u8 {
        let loan = publisher.loan(&Image::default()).reserve(data, 100_000).build().unwrap();
        sender.send((value, loan)).unwrap();
    }
    drop((publisher, sender));
    let worker = std::thread::spawn(move || {
        for (value, mut loan) in loans {
            loan.slice_mut(data).unwrap().fill(value);
            assert!(loan.publish().unwrap().is_shm());
        }
    });
    for value in 0..4 {
        let image = subscriber.recv().unwrap();
        assert!(image.is_shm());
        assert_eq!(image.data, ZBuf::from(vec![value; 100_000]));
    }
    worker.join().unwrap();
}

#[test]
fn loans_are_published_in_async_code() {
    let _alone = alone();
    let ctx = pooled(1 << 20);
    let publisher = publisher::<Image>(&ctx, "image");
    let node = ctx.create_node("listener").build().unwrap();
    let subscriber = node.create_sub::<Image>("image").build().unwrap();
    wait_until("a subscriber", || publisher.has_subscribers().unwrap());
    let data = Image::fields().data;
    let mut loan = publisher.loan(&Image::default()).reserve(data, 5000).build().unwrap();
    let publish = async move {
        loan.slice_mut(data).unwrap().fill(9);
        loan.set(Image::fields().header.stamp.nanosec, &123);
        loan.publish_async().await
    };
    // What executors with several threads require.
    fn is_send<T: Send + 'static>(task: T) -> T {
        task
    }
    assert!(pollster::block_on(is_send(publish)).unwrap().is_shm());
    let image = subscriber.recv().unwrap();
    assert_eq!((image.header.stamp.nanosec, &image.data), (123, &ZBuf::from(vec![9; 5000])));
}

// Zenoh aligns a buffer, not what follows the 4-byte header of a message.
#[test]
fn in_a_pool_that_is_brought_numbers_of_8_bytes_are_not_borrowed_but_copied() {
    let _alone = alone();
    let provider = Arc::new(ShmProviderBuilder::new(1 << 20).build().unwrap());
    let ctx = context().with_shm_config(ShmConfig::new(provider)).build().unwrap();
    let publisher = publisher::<Float64MultiArray>(&ctx, "numbers");
    let (message, data) = (Float64MultiArray::default(), Float64MultiArray::fields().data);
    let mut loan = publisher.loan(&message).reserve(data, 1000).build().unwrap();
    let misaligned = FieldError::Misaligned { field: "data", align: 8, off: 4 };
    assert_eq!(loan.slice_mut(data).unwrap_err(), misaligned);
    loan.write(data, &[1.5; 1000]).unwrap();
    assert!(loan.publish().unwrap().is_shm());
}

#[test]
fn a_message_that_breaks_its_definition_is_not_lent() {
    let ctx = context().build().unwrap();
    let publisher = publisher::<Image>(&ctx, "image");
    let data = Image::fields().data;
    let error = publisher.loan(&Image::default()).reserve(data, usize::MAX).build().unwrap_err();
    let Error::Encode { topic, source: EncodeError::TooLong { field, .. } } = error else {
        panic!("{error}");
    };
    assert_eq!((topic.as_str(), field.as_str()), ("/image", "data"));
}

// Zenoh marks what nobody confirms for a while.
#[test]
fn a_loan_that_was_invalidated_is_published_from_the_heap() {
    let _alone = alone();
    let ctx = pooled(1 << 20);
    let publisher = publisher::<Image>(&ctx, "image");
    let node = ctx.create_node("listener").build().unwrap();
    let subscriber = node.create_sub::<Image>("image").build().unwrap();
    let data = Image::fields().data;
    let mut loan = publisher.loan(&Image::default()).reserve(data, 5000).build().unwrap();
    let bytes = loan.slice_mut(data).unwrap();
    bytes.fill(7);
    invalidate(bytes);
    let outcome = loan.publish().unwrap();
    assert!(matches!(outcome, Outcome::Heap { reason: HeapReason::Invalidated, .. }), "{outcome}");
    let image = subscriber.recv().unwrap();
    assert!(!image.is_shm());
    assert_eq!(image.data, ZBuf::from(vec![7; 5000]));
}

// Beside the message itself, a loan asks for what it remembers of the fields.
#[test]
fn a_loan_in_shared_memory_asks_the_heap_for_little() {
    let _alone = alone();
    let ctx = pooled(4 << 20);
    let publisher = publisher::<PointCloud2>(&ctx, "cloud");
    let (given, data) = (without_points(1 << 20), PointCloud2::fields().data);
    let loan = || drop(publisher.loan(&given).reserve_unzeroed(data, 1 << 20).build().unwrap());
    loan();
    assert!(asked(loan) < 4096, "{}", asked(loan));
}

//! What happens to a message for which the pool has no room.

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::join;
use ros_z_msgs::sensor_msgs::Image;
use ros_z_pub::shm::{ShmConfig, ShmPolicy};
use ros_z_pub::{Builder, Error, HeapReason, Outcome, Result, ZContext, ZLoan, ZPublisher};
use ros_z_tests::process::{alone, context};
use rustix::time::{ClockId, clock_gettime};
use shm_cdr::{ShmMessage, SizeEstimation, ZBuf};

const POOL: usize = 1 << 20;

/// A pool has room for one of these, not for two.
const LARGE: usize = 600_000;

const BOUND: Duration = Duration::from_millis(200);

/// How much later than its bound a call may return.
const LATE: Duration = Duration::from_millis(50);

fn with_policy(policy: ShmPolicy) -> ZContext {
    let config = ShmConfig::with_pool_size(POOL).unwrap().with_policy(policy);
    assert_eq!(config.policy(), policy);
    context().with_shm_config(config).build().unwrap()
}

fn publisher(ctx: &ZContext) -> ZPublisher<Image> {
    ctx.create_node("test").build().unwrap().create_pub("image").build().unwrap()
}

fn image(bytes: usize) -> Image {
    Image { data: ZBuf::from(vec![7; bytes]), ..Default::default() }
}

/// Takes most of the pool.
fn hold(publisher: &ZPublisher<Image>) -> ZLoan<Image> {
    let data = Image::fields().data;
    let loan = publisher.loan(&Image::default()).reserve_unzeroed(data, LARGE).build().unwrap();
    assert!(loan.outcome().is_shm());
    loan
}

/// How the four ways to publish end, and how long they take.
fn attempts(publisher: &ZPublisher<Image>, bytes: usize) -> Vec<(Result<Outcome>, Duration)> {
    let timed = |attempt: &dyn Fn() -> Result<Outcome>| {
        let started = Instant::now();
        let result = attempt();
        (result, started.elapsed())
    };
    let (message, empty, data) = (image(bytes), Image::default(), Image::fields().data);
    let loan = || publisher.loan(&empty).reserve_unzeroed(data, bytes);
    vec![
        timed(&|| publisher.publish(&message)),
        timed(&|| pollster::block_on(publisher.publish_async(&message))),
        timed(&|| Ok(loan().build()?.outcome())),
        timed(&|| Ok(pollster::block_on(loan().build_async())?.outcome())),
    ]
}

fn is_full(result: &Result<Outcome>) -> bool {
    matches!(result, Ok(Outcome::Heap { reason: HeapReason::PoolFull, .. }))
}

fn is_refused(result: &Result<Outcome>) -> bool {
    matches!(result, Err(Error::NoRoom { reason: HeapReason::PoolFull, bytes: LARGE.., .. }))
}

#[test]
fn a_message_without_room_goes_to_the_heap_or_is_an_error_at_once_or_after_a_while() {
    let _alone = alone();
    for policy in [
        ShmPolicy::Heap,
        ShmPolicy::WaitThenHeap(BOUND),
        ShmPolicy::WaitThenError(BOUND),
        ShmPolicy::Error,
    ] {
        let ctx = with_policy(policy);
        let publisher = publisher(&ctx);
        let held = hold(&publisher);
        for (result, time) in attempts(&publisher, LARGE) {
            let (waits, fails) = match policy {
                ShmPolicy::WaitThenHeap(_) => (true, false),
                ShmPolicy::WaitThenError(_) => (true, true),
                ShmPolicy::Error => (false, true),
                _ => (false, false),
            };
            assert!(if fails { is_refused(&result) } else { is_full(&result) }, "{result:?}");
            let bound = if waits { BOUND } else { Duration::ZERO };
            assert!(time >= bound && time < bound + LATE, "{policy:?}: {time:?}");
        }
        let stats = publisher.stats();
        let waits = u64::from(policy != ShmPolicy::Heap && policy != ShmPolicy::Error) * 4;
        assert_eq!(stats.waits.count, waits, "{stats}");
        assert!(waits == 0 || stats.waits.longest >= BOUND, "{stats}");
        // There is room again.
        drop(held);
        for (result, time) in attempts(&publisher, LARGE) {
            assert!(result.unwrap().is_shm());
            assert!(time < LATE);
        }
    }
}

#[test]
fn what_can_never_fit_does_not_wait() {
    let _alone = alone();
    let long = Duration::from_secs(60);
    for policy in [ShmPolicy::WaitThenHeap(long), ShmPolicy::WaitThenError(long)] {
        let ctx = with_policy(policy);
        for (result, time) in attempts(&publisher(&ctx), POOL) {
            let reason = match result {
                Ok(Outcome::Heap { reason, .. }) => reason,
                Err(Error::NoRoom { reason, .. }) => reason,
                other => panic!("{other:?}"),
            };
            assert!(matches!(reason, HeapReason::LargerThanPool { .. }), "{reason}");
            assert!(time < Duration::from_secs(5), "{time:?}");
        }
    }
}

#[test]
fn policies_do_not_matter_for_what_never_goes_through_the_pool() {
    let _alone = alone();
    let ctx = with_policy(ShmPolicy::Error);
    let publisher = publisher(&ctx);
    let _held = hold(&publisher);
    let outcome = publisher.publish(&image(10)).unwrap();
    assert!(matches!(outcome, Outcome::Heap { reason: HeapReason::BelowThreshold { .. }, .. }));
}

#[test]
fn a_policy_is_set_at_all_three_levels() {
    let _alone = alone();
    let strict = || ShmConfig::with_pool_size(POOL).unwrap().with_policy(ShmPolicy::Error);
    let plain = context().with_shm_pool_size(POOL).unwrap().build().unwrap();
    let ctx = context().with_shm_pool_size(POOL).unwrap().with_shm_policy(ShmPolicy::Error);
    let ctx = ctx.build().unwrap();
    let node = |ctx: &ZContext| ctx.create_node("node").build().unwrap();
    let of_node = plain.create_node("node").with_shm_config(strict()).build().unwrap();
    let publishers = [
        (node(&plain).create_pub::<Image>("image"), false),
        (node(&ctx).create_pub("image"), true),
        (of_node.create_pub("image"), true),
        (node(&plain).create_pub("image").with_shm_config(strict()), true),
    ];
    for (publisher, is_strict) in publishers {
        let publisher = publisher.build().unwrap();
        let _held = hold(&publisher);
        assert_eq!(publisher.publish(&image(LARGE)).is_err(), is_strict);
    }
}

#[test]
fn who_waits_gets_the_room_that_another_thread_gives_back() {
    let _alone = alone();
    let ctx = with_policy(ShmPolicy::WaitThenError(Duration::from_secs(30)));
    let publisher = publisher(&ctx);
    for _ in 0..20 {
        let held = hold(&publisher);
        let is_waiting = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !is_waiting.load(Ordering::Relaxed) {
                    std::thread::yield_now();
                }
                drop(held);
            });
            is_waiting.store(true, Ordering::Relaxed);
            assert!(publisher.publish(&image(LARGE)).unwrap().is_shm());
        });
    }
    assert!(publisher.stats().waits.longest < Duration::from_secs(5), "{}", publisher.stats());
}

// On one thread: were it blocked, nobody would give the room back.
#[test]
fn waiting_does_not_block_an_executor_of_one_thread() {
    let _alone = alone();
    let ctx = with_policy(ShmPolicy::WaitThenError(Duration::from_secs(30)));
    let publisher = publisher(&ctx);
    let (message, empty) = (image(LARGE), Image::default());
    let held = hold(&publisher);
    let give_back = async {
        for _ in 0..3 {
            yield_now().await;
        }
        drop(held);
    };
    let (outcome, ()) = pollster::block_on(join(publisher.publish_async(&message), give_back));
    assert!(outcome.unwrap().is_shm());

    let held = hold(&publisher);
    let loan = publisher.loan(&empty).reserve(Image::fields().data, LARGE).build_async();
    let give_back = async { drop(held) };
    let (loan, ()) = pollster::block_on(join(loan, give_back));
    assert!(loan.unwrap().outcome().is_shm());
}

/// Lets other futures of the same thread run.
fn yield_now() -> impl Future<Output = ()> {
    let mut has_yielded = false;
    std::future::poll_fn(move |context| {
        if std::mem::replace(&mut has_yielded, true) {
            return std::task::Poll::Ready(());
        }
        context.waker().wake_by_ref();
        std::task::Poll::Pending
    })
}

// A size that was written by hand, and is wrong, is seen before anything is waited for.
#[test]
fn a_wrong_size_is_an_error_at_once_and_no_number_panics() {
    #[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
    #[shm(type_name = "test_msgs/msg/Guess", size = manual)]
    struct Guess {
        #[shm(kind = "byte")]
        data: ZBuf,
    }
    static CLAIMED: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    impl SizeEstimation for Guess {
        fn estimated_serialized_size(&self) -> usize {
            CLAIMED.load(Ordering::Relaxed)
        }
    }
    let _alone = alone();
    let ctx = with_policy(ShmPolicy::WaitThenError(Duration::from_secs(60)));
    let images = publisher(&ctx);
    let node = ctx.create_node("test").build().unwrap();
    let guesses = node.create_pub::<Guess>("guess").build().unwrap();
    let without = node.create_pub::<Guess>("guess").without_shm().build().unwrap();
    let guess = Guess { data: ZBuf::from(vec![7; LARGE]) };
    let _held = hold(&images);
    let started = Instant::now();
    CLAIMED.store(LARGE, Ordering::Relaxed);
    let error = guesses.publish(&guess).unwrap_err();
    assert!(matches!(error, Error::Encode { .. }), "{error}");
    for claimed in [usize::MAX, usize::MAX - 7, isize::MAX as usize, 1 << 60] {
        CLAIMED.store(claimed, Ordering::Relaxed);
        let error = guesses.publish(&guess).unwrap_err();
        let larger =
            matches!(error, Error::NoRoom { reason: HeapReason::LargerThanPool { .. }, .. });
        assert!(larger, "{error}");
        let error = without.publish(&guess).unwrap_err();
        assert!(matches!(error, Error::NoMemory { bytes, .. } if bytes == claimed), "{error}");
    }
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_loan_that_no_memory_can_hold_is_an_error_with_the_number() {
    #[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
    #[shm(type_name = "test_msgs/msg/Twice")]
    struct Twice {
        first: Vec<f64>,
        second: Vec<f64>,
    }
    let ctx = context().build().unwrap();
    let node = ctx.create_node("test").build().unwrap();
    let publisher = node.create_pub::<Twice>("twice").build().unwrap();
    let (fields, len, empty) = (Twice::fields(), u32::MAX as usize, Twice::default());
    let loan = publisher.loan(&empty).reserve(fields.first, len).reserve(fields.second, len);
    match loan.build() {
        Err(Error::NoMemory { bytes, .. }) => assert!(bytes > 16 * len, "{bytes}"),
        // 64 GB that nobody has touched may be had.
        Ok(loan) => assert!(loan.outcome().bytes() > 16 * len),
        Err(error) => panic!("{error}"),
    }
}

/// The time that this process has computed.
fn computed() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

// All threads of the process count, Zenoh's and the keeper of pools among them.
#[test]
fn waiting_costs_little() {
    let _alone = alone();
    let long = Duration::from_secs(2);
    let ctx = with_policy(ShmPolicy::WaitThenHeap(long));
    let publisher = publisher(&ctx);
    let _held = hold(&publisher);
    let message = image(LARGE);
    let share = |wait: &dyn Fn() -> Result<Outcome>| {
        let before = (computed(), Instant::now());
        assert!(is_full(&wait()));
        (computed() - before.0).as_secs_f64() / before.1.elapsed().as_secs_f64()
    };
    let shares = [
        share(&|| publisher.publish(&message)),
        share(&|| pollster::block_on(publisher.publish_async(&message))),
    ];
    assert!(shares.iter().all(|share| *share < 0.05), "{shares:?}");
}

//! Every call returns, whatever it is called in: Tokio with several threads or with one, smol, or
//! nothing; with time limits that no clock has; and after the session is closed.

use std::future::Future;
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use futures_util::{Stream, StreamExt};
use ros_z_msgs::std_msgs::Int32;
use ros_z_pub::{Builder, Error, QosProfile, ZContext, ZPublisher, ZSubscriber};
use ros_z_tests::process::{DEADLINE, context, endpoint, wait_until};

const SOON: Duration = Duration::from_secs(1);

fn number(data: i32) -> Int32 {
    Int32 { data }
}

fn pair(ctx: &ZContext, qos: QosProfile) -> (ZPublisher<Int32>, ZSubscriber<Int32>) {
    let node = ctx.create_node("node").build().unwrap();
    let subscriber = node.create_sub("numbers").with_qos(qos).build().unwrap();
    (node.create_pub("numbers").with_qos(qos).build().unwrap(), subscriber)
}

/// All that a node does, in async code.
async fn everything() {
    for qos in [QosProfile::DEFAULT, QosProfile::TRANSIENT_LOCAL.keep_last(10)] {
        let ctx = context().with_shm_pool_size(1 << 20).unwrap().build().unwrap();
        let other = context().with_connect_endpoints([endpoint(&ctx)]).build().unwrap();
        let (publisher, subscriber) = pair(&ctx, qos);
        let (elsewhere, far) = pair(&other, qos);
        // Blocking forms as well, where nothing else has to go on meanwhile.
        assert!(publisher.wait_for_subscribers(2, DEADLINE).unwrap());
        assert!(elsewhere.wait_for_subscribers_async(2, DEADLINE).await.unwrap());
        assert!(subscriber.wait_for_publishers(2, DEADLINE).unwrap());
        assert!(far.wait_for_publishers_async(2, DEADLINE).await.unwrap());
        let started = Instant::now();
        let timeout = Duration::from_millis(30);
        assert!(!publisher.wait_for_subscribers_async(9, timeout).await.unwrap());
        assert!(!subscriber.wait_for_publishers_async(9, timeout).await.unwrap());
        assert!(started.elapsed() >= 2 * timeout && started.elapsed() < SOON);
        assert!(publisher.has_subscribers().unwrap());
        publisher.can_share_memory().unwrap();
        assert!(publisher.shares_memory_with(&publisher.matched()[0]).is_some());

        publisher.publish(&number(1)).unwrap();
        publisher.publish_async(&number(2)).await.unwrap();
        let loan = publisher.loan(&number(3)).build_async().await.unwrap();
        loan.publish_async().await.unwrap();
        for expected in [1, 2, 3] {
            assert_eq!(subscriber.recv_async().await.unwrap().data, expected, "{qos}");
        }
        let mut stream = far.into_stream();
        for expected in [1, 2, 3] {
            assert_eq!(stream.next().await.unwrap().unwrap().data, expected, "{qos}");
        }
        let (sender, received) = channel();
        let node = ctx.create_node("callback").build().unwrap();
        let callback = node
            .create_sub::<Int32>("numbers")
            .build_with_callback(move |message| sender.send(message.unwrap().data).unwrap())
            .unwrap();
        publisher.publish(&number(4)).unwrap();
        assert_eq!(received.recv_timeout(DEADLINE), Ok(4));
        let started = Instant::now();
        drop((callback, node, stream, elsewhere, subscriber, publisher, other, ctx));
        assert!(started.elapsed() < SOON, "{:?}", started.elapsed());
    }
}

/// Runs it on a thread of its own, which must be over in time.
fn run(with: impl FnOnce() + Send + 'static) {
    let (sender, done) = channel();
    let thread = thread::spawn(move || {
        with();
        sender.send(()).unwrap();
    });
    let is_done = done.recv_timeout(DEADLINE);
    if is_done == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
        panic!("it does not return");
    }
    thread.join().unwrap();
}

#[test]
fn everything_works_in_a_runtime_of_tokio_with_several_threads() {
    run(|| {
        let runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = { runtime }.worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async { tokio::spawn(everything()).await.unwrap() });
    });
}

#[test]
fn everything_works_in_a_runtime_of_tokio_with_the_current_thread() {
    run(|| {
        let runtime = { tokio::runtime::Builder::new_current_thread() }.enable_all().build();
        runtime.unwrap().block_on(everything());
    });
}

#[test]
fn everything_works_in_smol() {
    run(|| smol::block_on(async { smol::spawn(everything()).await }));
}

#[test]
fn everything_works_without_a_runtime() {
    run(|| pollster::block_on(everything()));
}

// While one waits in async code, others on the same thread go on.
#[test]
fn an_async_wait_does_not_hold_up_a_runtime_with_one_thread() {
    run(|| {
        let runtime = { tokio::runtime::Builder::new_current_thread() }.enable_all().build();
        runtime.unwrap().block_on(async {
            let ctx = context().build().unwrap();
            let (publisher, subscriber) = pair(&ctx, QosProfile::DEFAULT);
            let wait = publisher.wait_for_subscribers_async(2, DEADLINE);
            let work = async {
                for _ in 0..10 {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
                let node = ctx.create_node("late").build().unwrap();
                node.create_sub::<Int32>("numbers").build().unwrap()
            };
            let (is_there, _late) = futures_util::join!(wait, work);
            assert!(is_there.unwrap());
            drop(subscriber);
        });
    });
}

// A stream of its own can be given to a task.
#[test]
fn a_task_owns_its_stream_of_either_kind() {
    fn sum(stream: impl Stream<Item = i32> + Send + 'static) -> impl Future<Output = i32> + Send {
        stream.take(3).fold(0, |sum, data| async move { sum + data })
    }
    run(|| {
        let ctx = context().build().unwrap();
        let (publisher, subscriber) = pair(&ctx, QosProfile::DEFAULT);
        let node = ctx.create_node("in_place").build().unwrap();
        let in_place = node.create_sub::<Int32>("numbers").in_place().build().unwrap();
        let owned = smol::spawn(sum(subscriber.into_stream().map(|it| it.unwrap().data)));
        let viewed =
            smol::spawn(sum(in_place.into_stream().map(|it| it.unwrap().view().unwrap().data)));
        for data in [1, 2, 3] {
            publisher.publish(&number(data)).unwrap();
        }
        assert_eq!(smol::block_on(async { (owned.await, viewed.await) }), (6, 6));
    });
}

#[test]
fn messages_are_iterated_until_the_session_is_closed() {
    run(|| {
        let ctx = context().build().unwrap();
        let (publisher, subscriber) = pair(&ctx, QosProfile::DEFAULT);
        let node = ctx.create_node("in_place").build().unwrap();
        let in_place = node.create_sub::<Int32>("numbers").in_place().build().unwrap();
        for data in 0..5 {
            publisher.publish(&number(data)).unwrap();
        }
        ctx.close().unwrap();
        let all: Vec<_> = subscriber.iter().map(|message| message.unwrap().data).collect();
        assert_eq!(all, [0, 1, 2, 3, 4]);
        let mut count = 0;
        for message in &in_place {
            assert_eq!(message.unwrap().view().unwrap().data, count);
            count += 1;
        }
        assert_eq!(count, 5);
    });
}

#[test]
fn no_time_limit_is_too_long() {
    run(|| {
        let ctx = context().build().unwrap();
        let (publisher, subscriber) = pair(&ctx, QosProfile::DEFAULT);
        assert!(publisher.wait_for_subscribers(1, Duration::MAX).unwrap());
        assert!(subscriber.wait_for_publishers(1, Duration::MAX).unwrap());
        assert!(ctx.graph().wait_for(Duration::MAX, |graph| !graph.nodes().is_empty()));
        pollster::block_on(async {
            assert!(publisher.wait_for_subscribers_async(1, Duration::MAX).await.unwrap());
        });
        thread::scope(|scope| {
            let waiting = scope.spawn(|| subscriber.recv_timeout(Duration::MAX));
            publisher.publish(&number(1)).unwrap();
            assert_eq!(waiting.join().unwrap().unwrap().unwrap().data, 1);
        });
    });
}

// Also where the user closes Zenoh's session, and whatever the subscriber asks publishers for.
#[test]
fn whoever_waits_wakes_up_when_the_session_is_closed_and_gets_errors_from_then_on() {
    for qos in [QosProfile::DEFAULT, QosProfile::TRANSIENT_LOCAL] {
        for is_ours in [true, false] {
            run(move || closed(qos, is_ours));
        }
    }
}

fn closed(qos: QosProfile, is_ours: bool) {
    let ctx = context().build().unwrap();
    let (publisher, subscriber) = pair(&ctx, qos);
    let (publisher, subscriber) = (&publisher, &subscriber);
    let is_closed = |error: &Error| matches!(error, Error::Closed { topic } if topic == "/numbers");
    let waiting = std::sync::atomic::AtomicUsize::new(0);
    let begin = || waiting.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
    thread::scope(|scope| {
        let all = [
            scope.spawn(move || subscriber.recv().map(drop)),
            scope.spawn(move || subscriber.recv_timeout(DEADLINE).map(drop)),
            scope.spawn(move || pollster::block_on(subscriber.recv_async()).map(drop)),
            scope.spawn(|| {
                begin();
                publisher.wait_for_subscribers(2, DEADLINE).map(drop)
            }),
            scope.spawn(|| {
                begin();
                subscriber.wait_for_publishers(2, DEADLINE).map(drop)
            }),
            scope.spawn(|| {
                begin();
                let wait = publisher.wait_for_subscribers_async(2, DEADLINE);
                pollster::block_on(wait).map(drop)
            }),
        ];
        let graph = ctx.graph();
        let watching = scope.spawn(move || graph.wait_for(DEADLINE, |_| false));
        wait_until("all wait", || waiting.load(std::sync::atomic::Ordering::SeqCst) == 3);
        let closing = Instant::now();
        if is_ours {
            ctx.close().unwrap();
        } else {
            use zenoh::Wait;
            ctx.session().close().wait().unwrap();
        }
        for waiting in all {
            let error = waiting.join().unwrap().unwrap_err();
            assert!(is_closed(&error), "{error}");
        }
        assert!(!watching.join().unwrap());
        assert!(closing.elapsed() < SOON, "{:?}", closing.elapsed());
    });
    assert!(is_closed(&subscriber.try_recv().unwrap_err()));
    assert!(is_closed(&publisher.wait_for_subscribers(0, SOON).unwrap_err()));
    assert!(is_closed(&subscriber.wait_for_publishers(0, SOON).unwrap_err()));
    assert!(subscriber.iter().next().is_none());
    publisher.has_subscribers().unwrap_err();
    publisher.can_share_memory().unwrap_err();
    publisher.publish(&number(1)).unwrap_err();
    pollster::block_on(publisher.publish_async(&number(1))).unwrap_err();
    ctx.create_node("late").build().unwrap_err();
    let node = publisher.info().node.name.clone();
    assert_eq!(node, "node");
    ctx.close().unwrap();
}

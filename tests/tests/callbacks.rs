//! Callbacks are ordinary code: what they do harms nobody else, and nothing is waited for that
//! does not come.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use ros_z_msgs::std_msgs::Int32;
use ros_z_pub::{Builder, Error, QosProfile, ZCallbackSubscriber, ZContext, ZNode, ZPublisher};
use ros_z_tests::process::{DEADLINE, context, endpoint, wait_until};
use ros_z_tests::warnings::Warnings;

/// How soon everything ends.
const SOON: Duration = Duration::from_secs(1);

fn node(ctx: &ZContext) -> ZNode {
    ctx.create_node("node").build().unwrap()
}

fn publisher(node: &ZNode, topic: &str) -> ZPublisher<Int32> {
    node.create_pub(topic).build().unwrap()
}

fn number(data: i32) -> Int32 {
    Int32 { data }
}

/// Does something on another thread, which must be over in time.
fn within<R: Send + 'static>(time: Duration, what: impl FnOnce() -> R + Send + 'static) -> R {
    let (sender, done) = channel();
    thread::spawn(move || sender.send(what()));
    done.recv_timeout(time).expect("it is over in time")
}

/// A subscriber that sends on what it gets.
fn forward(node: &ZNode, topic: &str, to: Sender<i32>) -> ZCallbackSubscriber {
    let callback = move |message: Result<ros_z_pub::Received<Int32>, Error>| {
        let _ = to.send(message.unwrap().data);
    };
    node.create_sub::<Int32>(topic).build_with_callback(callback).unwrap()
}

#[test]
fn a_callback_that_panics_is_called_with_the_next_message_and_others_do_not_notice() {
    let warnings = Warnings::listen();
    let first = context().build().unwrap();
    let second = context().with_connect_endpoints([endpoint(&first)]).build().unwrap();
    let (talker, listener) = (node(&first), node(&second));
    let publisher = publisher(&talker, "panic");
    let (sender, received) = channel();
    let (direct, direct_received) = channel();
    let panicking = |sender: Sender<i32>| {
        move |message: Result<ros_z_pub::Received<Int32>, Error>| {
            let data = message.unwrap().data;
            assert!(data % 2 == 0, "{data} is odd");
            sender.send(data).unwrap();
        }
    };
    let queued =
        listener.create_sub("panic").build_with_callback(panicking(sender.clone())).unwrap();
    // Within the session, Zenoh calls it in the thread of the publisher.
    let local = talker.create_sub("panic").build_with_direct_callback(panicking(direct)).unwrap();
    let plain = listener.create_sub::<Int32>("panic").build().unwrap();
    assert!(publisher.wait_for_subscribers(3, DEADLINE).unwrap());
    for data in 0..6 {
        publisher.publish(&number(data)).unwrap();
    }
    for expected in [0, 2, 4] {
        assert_eq!(received.recv_timeout(DEADLINE), Ok(expected));
        assert_eq!(direct_received.recv_timeout(DEADLINE), Ok(expected));
    }
    for expected in 0..6 {
        assert_eq!(plain.recv_timeout(DEADLINE).unwrap().unwrap().data, expected);
    }
    wait_until("three panics", || queued.stats().callback_panics == 3);
    assert_eq!(local.stats().callback_panics, 3);
    assert_eq!(warnings.about(&["/panic", "5 is odd"]).len(), 2);
}

// With Zenoh's callbacks each message would be received within the publication of the one before,
// until the stack is full; and who publishes what it receives would wait for itself.
#[test]
fn callbacks_publish_back_and_forth_also_what_is_kept_for_late_subscribers() {
    for qos in [QosProfile::DEFAULT, QosProfile::TRANSIENT_LOCAL] {
        let ctx = context().build().unwrap();
        let node = node(&ctx);
        let build = |topic: &str| node.create_pub::<Int32>(topic).with_qos(qos).build().unwrap();
        let (ping, pong, echo) = (build("ping"), build("pong"), build("ping"));
        let rounds = if qos == QosProfile::DEFAULT { 20_000 } else { 2_000 };
        let _there = node
            .create_sub::<Int32>("ping")
            .with_qos(qos)
            .build_with_callback(move |message| {
                pong.publish(&number(message.unwrap().data)).unwrap();
            })
            .unwrap();
        let (sender, done) = channel();
        let _back = node
            .create_sub::<Int32>("pong")
            .with_qos(qos)
            .build_with_callback(move |message| match message.unwrap().data {
                data if data == rounds => sender.send(data).unwrap(),
                data => {
                    ping.publish(&number(data + 1)).unwrap();
                }
            })
            .unwrap();
        echo.publish(&number(0)).unwrap();
        assert_eq!(done.recv_timeout(DEADLINE), Ok(rounds), "{qos}");
    }
}

#[test]
fn a_callback_publishes_to_its_own_topic() {
    for qos in [QosProfile::DEFAULT, QosProfile::TRANSIENT_LOCAL] {
        let ctx = context().build().unwrap();
        let node = node(&ctx);
        let build = || node.create_pub::<Int32>("own").with_qos(qos).build().unwrap();
        let (publisher, again) = (build(), build());
        let (sender, received) = channel();
        let _subscriber = node
            .create_sub::<Int32>("own")
            .with_qos(qos)
            .build_with_callback(move |message| {
                let data = message.unwrap().data;
                sender.send(data).unwrap();
                if data < 100 {
                    again.publish(&number(data + 1)).unwrap();
                }
            })
            .unwrap();
        publisher.publish(&number(0)).unwrap();
        let all: Vec<_> = (0..=100).map(|_| received.recv_timeout(DEADLINE).unwrap()).collect();
        assert_eq!(all, Vec::from_iter(0..=100), "{qos}");
    }
}

#[test]
fn a_callback_that_blocks_holds_up_no_other_subscriber_and_no_publisher() {
    let ctx = context().build().unwrap();
    let node = node(&ctx);
    let publisher = publisher(&node, "slow");
    let (go, gate) = channel::<()>();
    let (sender, received) = channel();
    let slow = node
        .create_sub::<Int32>("slow")
        .with_depth(3)
        .build_with_callback(move |message| {
            let _ = gate.recv();
            sender.send(message.unwrap().data).unwrap();
        })
        .unwrap();
    let plain = node.create_sub::<Int32>("slow").with_depth(100).build().unwrap();
    for data in 0..50 {
        publisher.publish(&number(data)).unwrap();
    }
    for data in 0..50 {
        assert_eq!(plain.recv_timeout(DEADLINE).unwrap().unwrap().data, data);
    }
    drop(go);
    // The one that it blocked with, if it had begun, and the last three.
    let mut all: Vec<_> =
        std::iter::from_fn(|| received.recv_timeout(DEADLINE).ok()).take(3).collect();
    if all[0] != 47 {
        all.remove(0);
        all.push(received.recv_timeout(DEADLINE).unwrap());
    }
    assert_eq!(all, [47, 48, 49]);
    let stats = slow.stats();
    assert_eq!(stats.received().messages, 50, "{stats}");
    assert!((46..=47).contains(&stats.dropped.messages), "{stats}");
    assert_eq!(stats.lost, 0);
}

#[test]
fn several_threads_call_several_callbacks_at_once_and_each_in_order() {
    let ctx = context().with_callback_threads(4).build().unwrap();
    let node = node(&ctx);
    let barrier = Arc::new(std::sync::Barrier::new(4));
    let received: Vec<_> = (0..4)
        .map(|index| {
            let (barrier, (sender, received)) = (barrier.clone(), channel());
            let callback = move |message: Result<ros_z_pub::Received<Int32>, Error>| {
                let data = message.unwrap().data;
                if data == 0 {
                    barrier.wait();
                }
                sender.send(data).unwrap();
            };
            let topic = format!("topic{index}");
            let subscriber = node.create_sub::<Int32>(&topic).with_depth(1000);
            let subscriber = subscriber.build_with_callback(callback).unwrap();
            let publisher = publisher(&node, &topic);
            for data in 0..1000 {
                publisher.publish(&number(data)).unwrap();
            }
            (subscriber, received)
        })
        .collect();
    for (_subscriber, received) in received {
        let all: Vec<_> = (0..1000).map(|_| received.recv_timeout(DEADLINE).unwrap()).collect();
        assert_eq!(all, Vec::from_iter(0..1000));
    }
}

// Zenoh holds locks of the session meanwhile; what the callback holds needs them.
#[test]
fn a_session_that_is_closed_drops_its_callbacks() {
    let ctx = context().build().unwrap();
    let node = node(&ctx);
    let (held, (ended, is_ended)) = (publisher(&node, "held"), channel::<()>());
    let ((called, is_called), (go, gate)) = (channel(), channel::<()>());
    let subscriber = node
        .create_sub::<Int32>("held")
        .build_with_callback(move |_| {
            let _ = (&held, &ended);
            called.send(()).unwrap();
            let _ = gate.recv();
        })
        .unwrap();
    publisher(&node, "held").publish(&number(0)).unwrap();
    is_called.recv_timeout(DEADLINE).unwrap();
    let closing = ctx.clone();
    within(SOON, move || closing.close().unwrap());
    assert!(is_ended.try_recv().is_err_and(|it| it == std::sync::mpsc::TryRecvError::Empty));
    drop(go);
    let disconnected = Err(std::sync::mpsc::RecvTimeoutError::Disconnected);
    assert_eq!(is_ended.recv_timeout(SOON), disconnected);
    within(SOON, move || drop((subscriber, node, ctx)));
}

/// Has a callback take something out of its place and drop it, and waits until that is over.
fn drops_in_a_callback<T: Send + 'static>(node: ZNode, make: impl FnOnce(&ZNode) -> T) {
    let publisher = publisher(&node, "end");
    let victim = Mutex::new(Some(make(&node)));
    let (sender, done) = channel();
    let subscriber = node
        .create_sub::<Int32>("end")
        .build_with_callback(move |_| {
            let victim = victim.lock().unwrap().take();
            drop(victim);
            sender.send(()).unwrap();
        })
        .unwrap();
    publisher.publish(&number(0)).unwrap();
    done.recv_timeout(SOON).expect("the drop is over in time");
    within(SOON, move || drop((subscriber, publisher, node)));
}

#[test]
fn anything_can_be_dropped_in_a_callback() {
    let fresh = || node(&context().build().unwrap());
    drops_in_a_callback(fresh(), |node| publisher(node, "end"));
    drops_in_a_callback(fresh(), |node| node.create_sub::<Int32>("end").build().unwrap());
    drops_in_a_callback(fresh(), |node| forward(node, "end", channel().0));
    drops_in_a_callback(fresh(), |_| fresh());
    drops_in_a_callback(fresh(), |_| publisher(&fresh(), "elsewhere"));
}

#[test]
fn the_last_handle_of_a_context_is_dropped_in_its_own_callback() {
    for is_direct in [false, true] {
        let ctx = context().build().unwrap();
        let node = node(&ctx);
        let publisher = Arc::new(publisher(&node, "end"));
        // The subscriber itself, and with it all that keeps the session open.
        let own: Arc<Mutex<Option<(ZCallbackSubscriber, ZNode)>>> = Arc::default();
        let (taken, (sender, done)) = (own.clone(), channel());
        let (ended, is_ended) = channel::<()>();
        let callback = move |_: Result<ros_z_pub::Received<Int32>, Error>| {
            let _ended = &ended;
            let last = taken.lock().unwrap().take();
            drop(last);
            sender.send(()).unwrap();
        };
        let builder = node.create_sub::<Int32>("end");
        let subscriber = if is_direct {
            let callback = Mutex::new(callback);
            builder.build_with_direct_callback(move |message| callback.lock().unwrap()(message))
        } else {
            builder.build_with_callback(callback)
        };
        let remote = context().with_connect_endpoints([endpoint(&ctx)]).build().unwrap();
        let elsewhere = remote.create_node("elsewhere").build().unwrap();
        let far = elsewhere.create_pub::<Int32>("end").build().unwrap();
        assert!(far.wait_for_subscribers(1, DEADLINE).unwrap());
        let session = ctx.session().clone();
        let zid = session.zid();
        drop(session);
        *own.lock().unwrap() = Some((subscriber.unwrap(), node));
        drop((publisher, ctx));
        far.publish(&number(0)).unwrap();
        done.recv_timeout(SOON).expect("the drop is over in time");
        // And the session ends, as others see it.
        wait_until("the end of the session", || {
            use zenoh::Wait;
            !remote.session().info().peers_zid().wait().any(|peer| peer == zid)
        });
        // What the callback held is dropped as well.
        assert!(is_ended.recv_timeout(DEADLINE).is_err());
    }
}

#[test]
fn a_callback_subscribes_anew() {
    let ctx = context().build().unwrap();
    let node = node(&ctx);
    let first = publisher(&node, "first");
    let (sender, received) = channel();
    let (inner, made) = (node.clone(), Arc::new(Mutex::new(Vec::new())));
    let kept = made.clone();
    let _subscriber = node
        .create_sub::<Int32>("first")
        .build_with_callback(move |_| {
            kept.lock().unwrap().push(forward(&inner, "second", sender.clone()));
        })
        .unwrap();
    first.publish(&number(0)).unwrap();
    wait_until("the second subscriber", || made.lock().unwrap().len() == 1);
    publisher(&node, "second").publish(&number(7)).unwrap();
    assert_eq!(received.recv_timeout(DEADLINE), Ok(7));
    // They hold the node that they are made from: the circle is opened by hand.
    made.lock().unwrap().clear();
}

#[test]
fn after_the_drop_of_a_subscriber_no_call_begins() {
    let ctx = context().build().unwrap();
    let node = node(&ctx);
    let publisher = publisher(&node, "calls");
    let calls = Arc::new(AtomicUsize::new(0));
    let (counted, (go, gate)) = (calls.clone(), channel::<()>());
    let subscriber = node
        .create_sub::<Int32>("calls")
        .build_with_callback(move |_| {
            counted.fetch_add(1, Ordering::SeqCst);
            let _ = gate.recv();
        })
        .unwrap();
    for data in 0..5 {
        publisher.publish(&number(data)).unwrap();
    }
    wait_until("the first call", || calls.load(Ordering::SeqCst) == 1);
    // It does not wait for the one that has begun.
    within(SOON, move || drop(subscriber));
    drop(go);
    let (sender, received) = channel();
    let _next = forward(&node, "calls", sender);
    publisher.publish(&number(9)).unwrap();
    assert_eq!(received.recv_timeout(DEADLINE), Ok(9));
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

#[test]
fn who_does_not_go_with_an_endpoint_is_told_to_code_that_may_do_anything() {
    let first = context().build().unwrap();
    let second = context().with_connect_endpoints([endpoint(&first)]).build().unwrap();
    let (sender, told) = channel();
    let here = node(&first);
    let (inner, sender_too) = (here.clone(), sender.clone());
    let publisher = here
        .create_pub::<Int32>("told")
        .on_incompatible(move |endpoint, why| {
            // Nothing that is locked is needed here.
            let matched = inner.context().graph().subscribers("/told").len();
            drop(publisher(&inner, "more"));
            sender.send((endpoint.gid, why, matched)).unwrap();
            panic!("once");
        })
        .build()
        .unwrap();
    let there = node(&second);
    let other = there
        .create_sub::<ros_z_msgs::std_msgs::String>("told")
        .on_incompatible(move |endpoint, why| sender_too.send((endpoint.gid, why, 1)).unwrap())
        .build()
        .unwrap();
    let mut all = [(); 2].map(|()| told.recv_timeout(DEADLINE).unwrap());
    all.sort_by_key(|(gid, ..)| *gid != other.gid());
    let why = ros_z_pub::qos::Incompatibility::Type;
    assert_eq!(all, [(other.gid(), why, 1), (publisher.gid(), why, 1)]);
    // After a panic as well, and once for each.
    let next = there.create_sub::<ros_z_msgs::std_msgs::String>("told").build().unwrap();
    assert_eq!(told.recv_timeout(DEADLINE).unwrap().0, next.gid());
    assert!(told.try_recv().is_err());
}

#[test]
fn ends_in_any_order_are_over_within_a_second() {
    type End = Box<dyn FnOnce() + Send>;
    let orders: [[usize; 4]; 6] =
        [[0, 1, 2, 3], [3, 2, 1, 0], [1, 0, 3, 2], [2, 3, 0, 1], [0, 2, 1, 3], [3, 0, 2, 1]];
    for order in orders {
        for qos in [QosProfile::DEFAULT, QosProfile::TRANSIENT_LOCAL] {
            let ctx = context().build().unwrap();
            let node = node(&ctx);
            let subscriber = node.create_sub::<Int32>("end").with_qos(qos).build().unwrap();
            let callback = forward(&node, "end", channel().0);
            let publisher = node.create_pub::<Int32>("end").with_qos(qos).build().unwrap();
            publisher.publish(&number(1)).unwrap();
            let mut ends: Vec<Option<End>> = vec![
                Some(Box::new(move || drop((ctx, node)))),
                Some(Box::new(move || drop(subscriber))),
                Some(Box::new(move || drop(callback))),
                Some(Box::new(move || drop(publisher))),
            ];
            let started = Instant::now();
            for index in order {
                let end = ends[index].take().unwrap();
                thread::spawn(end).join().unwrap();
            }
            assert!(started.elapsed() < SOON, "{order:?} {qos}: {:?}", started.elapsed());
        }
    }
}

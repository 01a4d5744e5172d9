//! Payloads as they are: published, received, with the definitions and counters of whoever else
//! is there.

use std::time::Duration;

use ros_z_msgs::sensor_msgs::Image;
use ros_z_msgs::std_msgs::{Empty, Header};
use ros_z_msgs::type_description_interfaces::{
    GetTypeDescription_Response, TypeDescription, TypeSource,
};
use ros_z_pub::prelude::*;
use ros_z_pub::shm::ShmProviderBuilder;
use ros_z_pub::{Error, HeapReason, MessageType};
use ros_z_tests::process::{DEADLINE, Peer, context, endpoint, session_without_shm, wait_until};
use ros_z_tests::ros_node::{self, field, message};
use shm_cdr::{DecodeErrorKind, TypeHash};
use zenoh::Wait;

const PEER: &str = env!("CARGO_BIN_EXE_peer");

fn image(len: usize) -> Image {
    Image { encoding: "mono8".into(), data: ZBuf::from(vec![7; len]), ..Default::default() }
}

fn pair() -> (ZContext, ZContext) {
    let first = context().with_shm_pool_size(1 << 20).unwrap().build().unwrap();
    let second = context().with_connect_endpoints([endpoint(&first)]).build().unwrap();
    (first, second)
}

fn node(ctx: &ZContext) -> ZNode {
    ctx.create_node("node").build().unwrap()
}

#[test]
fn payloads_reach_typed_subscribers_and_come_from_typed_publishers() {
    let (first, second) = pair();
    let raw = node(&first).create_raw_pub("raw", MessageType::of::<Image>()).build().unwrap();
    let typed = node(&second).create_sub::<Image>("raw").build().unwrap();
    assert!(raw.wait_for_subscribers(1, DEADLINE).unwrap());
    assert!(typed.wait_for_publishers(1, DEADLINE).unwrap());
    assert_eq!(typed.matched(), [raw.info().clone()]);
    for len in [10, 10_000] {
        let payload = image(len).to_cdr().unwrap();
        let bytes = payload.len();
        let expected = match len {
            10 => Outcome::Heap { bytes, reason: HeapReason::BelowThreshold { threshold: 512 } },
            _ => Outcome::Shm { bytes },
        };
        assert_eq!(raw.publish_payload(payload).unwrap(), expected);
        let received = typed.recv_timeout(DEADLINE).unwrap().unwrap();
        assert_eq!(*received, image(len));
        assert_eq!((received.is_shm(), received.payload_len()), (len > 512, bytes));
    }

    let typed = node(&first).create_pub::<Image>("typed").build().unwrap();
    let raw = node(&second).create_raw_sub("typed", MessageType::of::<Image>()).build().unwrap();
    assert!(raw.wait_for_publishers(1, DEADLINE).unwrap());
    assert!(typed.wait_for_subscribers(1, DEADLINE).unwrap());
    assert!(typed.publish(&image(10_000)).unwrap().is_shm());
    let received = raw.recv_timeout(DEADLINE).unwrap().unwrap();
    assert_eq!(*received.bytes(), image(10_000).to_cdr().unwrap());
    assert_eq!(received.publisher_gid(), Some(typed.gid()));
    assert_eq!((received.sequence_number(), received.is_shm()), (Some(1), true));
    assert_eq!(received.encoding(), "zenoh/bytes");
    // Nothing of it was copied: the bytes are where they were received.
    let slice = received.payload().slices().next().unwrap();
    assert_eq!(received.bytes().as_ptr(), slice.as_ptr());
}

#[test]
fn a_payload_in_shared_memory_is_passed_on_where_it_is() {
    let (first, second) = pair();
    let camera = node(&first).create_pub::<Image>("camera").build().unwrap();
    let tap = node(&second).create_raw_sub("camera", MessageType::of::<Image>()).build().unwrap();
    let relay = node(&second).create_raw_pub("relay", MessageType::of::<Image>()).build().unwrap();
    let viewer = node(&first).create_sub::<Image>("relay").build().unwrap();
    assert!(camera.wait_for_subscribers(1, DEADLINE).unwrap());
    assert!(relay.wait_for_subscribers(1, DEADLINE).unwrap());
    camera.publish(&image(5000)).unwrap();
    let payload = tap.recv_timeout(DEADLINE).unwrap().unwrap().into_payload();
    let bytes = payload.len();
    assert_eq!(relay.publish_payload(payload).unwrap(), Outcome::Referenced { bytes });
    let received = viewer.recv_timeout(DEADLINE).unwrap().unwrap();
    assert_eq!((&*received, received.is_shm()), (&image(5000), true));

    // Not so where shared memory is refused.
    let provider = ShmProviderBuilder::new(64 << 10).build().unwrap();
    let mut buffer = provider.alloc_with_room(2000, 0).unwrap();
    buffer.fill(0);
    buffer[..4].copy_from_slice(&[0, 1, 0, 0]);
    let heap = node(&first).create_raw_pub("heap", MessageType::of::<Image>()).without_shm();
    let outcome = heap.build().unwrap().publish_payload(buffer).unwrap();
    assert_eq!(outcome, Outcome::Heap { bytes: 2000, reason: HeapReason::Disabled });
}

#[test]
fn what_has_no_header_of_cdr_is_not_published() {
    let ctx = context().build().unwrap();
    let message_type = MessageType::of::<Empty>();
    let publisher = node(&ctx).create_raw_pub("raw", message_type.clone()).build().unwrap();
    let subscriber = node(&ctx).create_raw_sub("raw", message_type).build().unwrap();
    for (payload, kind) in [
        (&[][..], DecodeErrorKind::NoHeader { len: 0 }),
        (&[0, 1, 0], DecodeErrorKind::NoHeader { len: 3 }),
        (&[0, 2, 0, 0, 1], DecodeErrorKind::UnknownEncapsulation { id: 2 }),
    ] {
        match publisher.publish_payload(payload.to_vec()) {
            Err(Error::Decode { topic, source }) => {
                assert_eq!((topic.as_str(), source.kind()), ("/raw", &kind));
            }
            other => panic!("{other:?}"),
        }
    }
    publisher.publish_payload(vec![0, 1, 0, 0]).unwrap();
    assert_eq!(subscriber.recv_timeout(DEADLINE).unwrap().unwrap().payload_len(), 4);
    assert_eq!(publisher.stats().published().messages, 1);
}

#[test]
fn definitions_are_told_by_whoever_has_them() {
    let ctx = context().build().unwrap();
    let graph = ctx.graph();
    // Of this process.
    let here = node(&ctx).create_pub::<Header>("here").build().unwrap();
    assert_eq!(graph.definition(here.info()).unwrap(), Header::definition());

    // Of a process of this crate.
    let peer = Peer::start(PEER, &["pose", &endpoint(&ctx), "process"]);
    assert!(graph.wait_for(DEADLINE, |graph| !graph.publishers("/process").is_empty()));
    let there = graph.publishers("/process").remove(0);
    let text = graph.definition(&there).unwrap();
    assert!(text.contains("MSG: ") && text.contains("int64 z"), "{text}");
    peer.end();

    // Of a node of ROS, which may have the files or only the description.
    let session = session_without_shm(&endpoint(&ctx)).unwrap();
    let service = ros_node::type_description_service(&session, |request| {
        let type_description = TypeDescription {
            type_description: message(
                &request.type_name,
                [field("point", 1, "demo_msgs/msg/Point")],
            ),
            referenced_type_descriptions: vec![message(
                "demo_msgs/msg/Point",
                [field("x", 10, "")],
            )],
        };
        let source = |name: &str, text: &str| TypeSource {
            type_name: name.into(),
            encoding: "msg".into(),
            raw_file_contents: text.into(),
        };
        let mut type_sources = vec![source("demo_msgs/msg/Point", "float64 x  # [m]")];
        if request.type_name == "demo_msgs/msg/Commented" {
            type_sources.push(source(&request.type_name, "# Where it is.\nPoint point\n"));
        }
        assert!(request.include_type_sources);
        GetTypeDescription_Response {
            successful: true,
            type_description,
            type_sources,
            ..Default::default()
        }
    });
    let rule = "=".repeat(80);
    for (name, expected) in [
        (
            "Commented",
            format!("# Where it is.\nPoint point\n{rule}\nMSG: demo_msgs/Point\nfloat64 x  # [m]"),
        ),
        ("Bare", format!("demo_msgs/Point point\n{rule}\nMSG: demo_msgs/Point\nfloat32 x\n")),
    ] {
        let (topic, hash) = (format!("/{name}"), format!("RIHS01_{}", "a".repeat(64)));
        let type_name = format!("demo_msgs/msg/{name}");
        let key = ros_node::publisher_token(&session, &topic, &type_name, &hash);
        let token = session.liveliness().declare_token(key).wait().unwrap();
        assert!(graph.wait_for(DEADLINE, |graph| !graph.publishers(&topic).is_empty()));
        let there = graph.publishers(&topic).remove(0);
        assert_eq!(MessageType::of_endpoint(&there).hash(), hash);
        let bare = graph.definition(&there).unwrap();
        assert_eq!(bare.replace("float64 x\n", "float32 x\n"), expected);
        drop(token);
    }
    drop(service);
}

#[test]
fn a_raw_publisher_tells_the_definition_that_it_was_given() {
    let (first, second) = pair();
    let hash: TypeHash = Header::type_hash();
    let message_type =
        MessageType::new("demo_msgs/msg/Thing", hash).with_definition("bool is_it\n");
    let publisher = node(&first).create_raw_pub("thing", message_type).build().unwrap();
    assert!(second.graph().wait_for(DEADLINE, |graph| !graph.publishers("/thing").is_empty()));
    let there = second.graph().publishers("/thing").remove(0);
    assert_eq!((there.type_name.as_str(), there.gid), ("demo_msgs/msg/Thing", publisher.gid()));
    assert_eq!(second.graph().definition(&there).as_deref(), Some("bool is_it\n"));
}

#[test]
fn counters_are_told_to_others() {
    let (first, second) = pair();
    let silent = context().without_stats_queries();
    let silent = silent.with_connect_endpoints([endpoint(&first)]).build().unwrap();
    let publisher = node(&first).create_pub::<Image>("image").build().unwrap();
    let subscriber = node(&second).create_sub::<Image>("image").build().unwrap();
    let _dropped = node(&first).create_pub::<Image>("dropped").build();
    drop(_dropped);
    assert!(publisher.wait_for_subscribers(1, DEADLINE).unwrap());
    assert!(silent.graph().wait_for(DEADLINE, |graph| !graph.publishers("/image").is_empty()));
    for _ in 0..3 {
        publisher.publish(&image(5000)).unwrap();
        subscriber.recv_timeout(DEADLINE).unwrap().unwrap();
    }
    let mut all = Vec::new();
    wait_until("both contexts", || {
        all = silent.graph().stats(Duration::from_secs(1)).unwrap();
        all.len() == 2
    });
    let of = |ctx: &ZContext| {
        let zid = ctx.session().zid().to_string();
        all.iter().find(|stats| stats.zid == zid).unwrap()
    };
    let (sent, received) = (of(&first), of(&second));
    assert_eq!(sent.process_id, std::process::id());
    assert_eq!(sent.version, env!("CARGO_PKG_VERSION"));
    assert!(sent.zenoh_version.starts_with("v1."), "{}", sent.zenoh_version);
    assert_eq!((sent.publishers.len(), sent.subscribers.len(), sent.pools.len()), (1, 0, 1));
    let published = &sent.publishers[0];
    assert_eq!((published.node.as_str(), published.topic.as_str()), ("/node", "/image"));
    assert_eq!(published.type_name, "sensor_msgs/msg/Image");
    assert_eq!(published.stats, publisher.stats());
    assert_eq!(published.stats.shm.messages, 3);
    assert_eq!(received.subscribers[0].stats, subscriber.stats());
    assert_eq!(received.subscribers[0].stats.shm.messages, 3);
}

//! What others see of a node in the ROS graph.

use std::time::Duration;

use ros_z_msgs::sensor_msgs::PointCloud2;
use ros_z_msgs::std_msgs;
use ros_z_pub::graph::NodeInfo;
use ros_z_pub::qos::Incompatibility;
use ros_z_pub::{Builder, EndpointKind, QosProfile, ZContext};
use ros_z_tests::messages::cloud;
use ros_z_tests::process::{DEADLINE, Peer, alone, context, endpoint};
use shm_cdr::ShmMessage;
use zenoh::handlers::FifoChannelHandler;
use zenoh::pubsub::Subscriber;
use zenoh::sample::{Sample, SampleKind};
use zenoh::{Config, Session, Wait};

/// Another process's session, as far as Zenoh can tell.
fn observer(ctx: &ZContext) -> (Session, Subscriber<FifoChannelHandler<Sample>>) {
    let mut config = Config::default();
    for (key, value) in [
        ("mode", "\"peer\"".into()),
        ("listen/endpoints", "[]".into()),
        ("connect/endpoints", format!("[{:?}]", endpoint(ctx))),
        ("scouting/multicast/enabled", "false".into()),
    ] {
        config.insert_json5(key, &value).unwrap();
    }
    let session = zenoh::open(config).wait().unwrap();
    let tokens = session.liveliness().declare_subscriber("@ros2_lv/**").history(true);
    let tokens = tokens.wait().unwrap();
    (session, tokens)
}

fn next(tokens: &Subscriber<FifoChannelHandler<Sample>>) -> (SampleKind, String) {
    let sample = tokens.recv_timeout(DEADLINE).unwrap().expect("a token in time");
    (sample.kind(), sample.key_expr().to_string())
}

#[test]
fn nodes_and_endpoints_appear_and_disappear_endpoints_first() {
    let ctx = context().with_domain_id(7).build().unwrap();
    let (_session, tokens) = observer(&ctx);
    let zid = ctx.session().zid();
    let node = ctx.create_node("talker").with_namespace("robot").build().unwrap();
    let (put, delete) = (SampleKind::Put, SampleKind::Delete);
    let node_key = format!("@ros2_lv/7/{zid}/0/0/NN/%/%robot/talker");
    assert_eq!(next(&tokens), (put, node_key.clone()));

    let hash = std_msgs::String::type_hash();
    let endpoint_key = |id: u32, kind: &str, depth: u32| {
        format!(
            "@ros2_lv/7/{zid}/0/{id}/{kind}/%/%robot/talker/%robot%chatter/\
             std_msgs::msg::dds_::String_/{hash}/::,{depth}:,:,:,,"
        )
    };
    let publisher = node.create_pub::<std_msgs::String>("chatter").build().unwrap();
    assert_eq!(next(&tokens), (put, endpoint_key(1, "MP", 10)));
    let subscriber = node.create_sub::<std_msgs::String>("chatter").with_depth(3).build().unwrap();
    assert_eq!(next(&tokens), (put, endpoint_key(2, "MS", 3)));

    // The endpoints keep the node alive, which goes behind the last of them.
    drop(node);
    drop(ctx);
    drop(publisher);
    assert_eq!(next(&tokens), (delete, endpoint_key(1, "MP", 10)));
    drop(subscriber);
    assert_eq!(next(&tokens), (delete, endpoint_key(2, "MS", 3)));
    assert_eq!(next(&tokens), (delete, node_key));
}

// Late joiners ask for what is there.
#[test]
fn who_comes_later_sees_the_node() {
    let ctx = context().build().unwrap();
    let node = ctx.create_node("early").build().unwrap();
    let (_session, tokens) = observer(&ctx);
    let (kind, key) = next(&tokens);
    assert!(kind == SampleKind::Put && key.ends_with("/NN/%/%/early"), "{key}");
    drop(node);
    assert_eq!(next(&tokens).0, SampleKind::Delete);
}

#[test]
fn remapped_names_are_those_that_others_see() {
    let ctx = context().build().unwrap();
    let builder = ctx.create_node("camera").with_namespace("robot");
    let builder = builder.with_remapping("__node:=left").unwrap();
    let builder = builder.with_remapping("__ns:=/arm").unwrap();
    let builder = builder.with_remapping("image:=~/raw").unwrap();
    let node = builder.with_remapping("lidar:cloud:=points").unwrap().build().unwrap();
    assert_eq!((node.name(), node.namespace()), ("left", "/arm"));
    let image = node.create_pub::<std_msgs::String>("image").build().unwrap();
    assert_eq!(image.topic(), "/arm/left/raw");
    let cloud = node.create_sub::<std_msgs::String>("cloud").build().unwrap();
    assert_eq!(cloud.topic(), "/arm/cloud");
    let error = ctx.create_node("camera").with_remapping("image").unwrap_err();
    assert_eq!(error.to_string(), "invalid remapping `image`: it has the form `from:=to`");
}

const PEER: &str = env!("CARGO_BIN_EXE_peer");

#[test]
fn the_graph_shows_nodes_topics_and_endpoints_of_other_processes_until_they_end() {
    let _alone = alone();
    let ctx = context().build().unwrap();
    let graph = ctx.graph();
    let node = ctx.create_node("here").build().unwrap();
    let publisher = node.create_pub::<std_msgs::String>("/text").build().unwrap();
    let peer = Peer::start(PEER, &["cloud", &endpoint(&ctx), "/clouds"]);

    let appeared = graph.wait_for(DEADLINE, |graph| !graph.subscribers("/clouds").is_empty());
    assert!(appeared, "{graph:?}");
    let [subscriber] = &graph.subscribers("/clouds")[..] else { panic!("{graph:?}") };
    let NodeInfo { namespace, name, enclave, .. } = &subscriber.node;
    assert_eq!([namespace, name, enclave], ["/", "peer", "/"]);
    assert_eq!(subscriber.type_name, "sensor_msgs/msg/PointCloud2");
    assert_eq!(subscriber.qos, QosProfile::DEFAULT);
    assert_eq!(subscriber.kind, EndpointKind::Subscriber);
    let [own] = &graph.publishers("/text")[..] else { panic!("{graph:?}") };
    assert_eq!((own.gid, own.node.name.as_str()), (publisher.gid(), "here"));
    let names: Vec<_> = graph.nodes().into_iter().map(|node| node.name).collect();
    assert_eq!(names, ["here", "peer"]);
    let topics = graph.topics();
    let topics: Vec<_> = topics.iter().map(|it| (it.name.as_str(), &it.types[..])).collect();
    let [cloud, text] = ["sensor_msgs/msg/PointCloud2", "std_msgs/msg/String"].map(String::from);
    assert_eq!(topics, [("/clouds", &[cloud][..]), ("/text", &[text][..])]);

    peer.end();
    assert!(graph.wait_for(DEADLINE, |graph| graph.nodes().len() == 1), "{graph:?}");
    assert!(graph.subscribers("/clouds").is_empty());
    drop((publisher, node));
    assert!(graph.wait_for(DEADLINE, |graph| graph.nodes().is_empty()), "{graph:?}");
}

#[test]
fn publishers_wait_for_subscribers_and_give_up_in_time() {
    let _alone = alone();
    let ctx = context().build().unwrap();
    let node = ctx.create_node("here").build().unwrap();
    let publisher = node.create_pub::<PointCloud2>("/clouds").build().unwrap();
    assert!(publisher.wait_for_subscribers(0, Duration::ZERO).unwrap());
    assert!(!publisher.wait_for_subscribers(1, Duration::from_millis(20)).unwrap());

    // The first message after waiting is the first one that is received.
    let first = Peer::start(PEER, &["cloud", &endpoint(&ctx), "/clouds"]);
    assert!(publisher.wait_for_subscribers(1, DEADLINE).unwrap());
    publisher.publish(&cloud(100)).unwrap();
    assert!(first.line().ends_with(" 1 true"));

    assert!(!publisher.wait_for_subscribers(2, Duration::from_millis(20)).unwrap());
    let local = node.create_sub::<PointCloud2>("/clouds").build().unwrap();
    assert!(publisher.wait_for_subscribers(2, DEADLINE).unwrap());
    assert_eq!(publisher.matched().len(), 2);
    assert!(local.wait_for_publishers(1, DEADLINE).unwrap());
    assert_eq!(local.matched()[0].gid, publisher.gid());

    // Another type on the same topic is no match.
    let _other = node.create_sub::<std_msgs::String>("/clouds").build().unwrap();
    assert!(ctx.graph().wait_for(DEADLINE, |graph| graph.subscribers("/clouds").len() == 3));
    assert_eq!(publisher.matched().len(), 2);
    first.end();
    assert!(ctx.graph().wait_for(DEADLINE, |_| publisher.matched().len() == 1));
}

// Two domains on one session's network see nothing of each other.
#[test]
fn other_domains_are_not_in_the_graph() {
    let first = context().with_domain_id(1).build().unwrap();
    let second =
        context().with_domain_id(2).with_connect_endpoints([endpoint(&first)]).build().unwrap();
    let _hidden = first.create_node("hidden").build().unwrap();
    let _seen = second.create_node("seen").build().unwrap();
    assert!(second.graph().wait_for(DEADLINE, |graph| !graph.nodes().is_empty()));
    assert_eq!(second.graph().nodes().len(), 1);
    assert!(first.graph().nodes().iter().all(|node| node.name == "hidden"));
}

#[test]
fn the_graph_is_settled_when_nothing_new_comes() {
    let (quiet, long) = (Duration::from_millis(50), Duration::from_secs(3600));
    let ctx = context().build().unwrap();
    let graph = ctx.graph();
    assert!(graph.wait_until_settled(quiet, DEADLINE));
    assert!(!graph.wait_until_settled(long, quiet), "it may still come");
    // Whatever comes begins the time anew.
    let node = ctx.create_node("talker").build().unwrap();
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let restless = std::thread::spawn(move || {
        while stopped.try_recv().is_err() {
            drop(node.create_pub::<std_msgs::String>("chatter").build().unwrap());
            std::thread::sleep(quiet / 10);
        }
    });
    assert!(!graph.wait_until_settled(quiet * 10, quiet * 20));
    stop.send(()).unwrap();
    restless.join().unwrap();
    assert!(graph.wait_until_settled(quiet, DEADLINE));
    ctx.close().unwrap();
    assert!(!graph.wait_until_settled(quiet, DEADLINE));
}

#[test]
fn what_keeps_two_endpoints_apart_is_known_of_any_two() {
    let ctx = context().build().unwrap();
    let node = ctx.create_node("node").build().unwrap();
    let offered = node.create_pub::<std_msgs::String>("text").with_qos(QosProfile::SENSOR_DATA);
    let offered = offered.build().unwrap();
    let requested = node.create_sub::<std_msgs::String>("text").build().unwrap();
    let other = node.create_sub::<std_msgs::Int32>("text").build().unwrap();
    let elsewhere = node.create_sub::<std_msgs::Int32>("elsewhere").build().unwrap();
    for (first, second, why) in [
        (offered.info(), requested.info(), Some(Incompatibility::Reliability)),
        (offered.info(), other.info(), Some(Incompatibility::Type)),
        (requested.info(), other.info(), None),
        (offered.info(), elsewhere.info(), None),
        (offered.info(), offered.info(), None),
    ] {
        assert_eq!(first.incompatibility(second), why, "{first:?} {second:?}");
        assert_eq!(second.incompatibility(first), why, "{second:?} {first:?}");
    }
}

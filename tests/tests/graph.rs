//! What others see of a node in the ROS graph.

use ros_z_msgs::std_msgs;
use ros_z_pub::{Builder, ZContext};
use ros_z_tests::process::{DEADLINE, context, endpoint};
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

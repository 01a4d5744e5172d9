//! Why nothing arrives: each side says it, by the field where the definitions differ.

use std::time::{Duration, Instant};

use ros_z_msgs::std_msgs::{Int32, String as Text};
use ros_z_pub::qos::{Incompatibility, QosProfile};
use ros_z_pub::{Builder, ZContext, ZNode};
use ros_z_tests::process::{DEADLINE, Peer, context, endpoint, session_without_shm, wait_until};
use ros_z_tests::ros_node::{self, field, message};
use ros_z_tests::warnings::Warnings;
use shm_cdr::ShmMessage;
use zenoh::Wait;

const PEER: &str = env!("CARGO_BIN_EXE_peer");

mod here {
    use super::*;

    #[derive(ShmMessage, Debug, Default)]
    #[shm(type_name = "demo_msgs/msg/Pose")]
    pub struct Pose {
        pub point: Point,
        pub is_valid: bool,
    }

    #[derive(ShmMessage, Debug, Default)]
    #[shm(type_name = "demo_msgs/msg/Point")]
    pub struct Point {
        pub x: f64,
        pub y: f64,
    }
}

mod there {
    use super::*;

    #[derive(ShmMessage, Debug, Default)]
    #[shm(type_name = "demo_msgs/msg/Pose")]
    pub struct Pose {
        pub point: Point,
        pub is_valid: bool,
    }

    #[derive(ShmMessage, Debug, Default)]
    #[shm(type_name = "demo_msgs/msg/Point")]
    pub struct Point {
        pub x: f64,
        pub y: f32,
    }
}

fn pair() -> (ZContext, ZContext) {
    let first = context().build().unwrap();
    let second = context().with_connect_endpoints([endpoint(&first)]).build().unwrap();
    (first, second)
}

fn node(ctx: &ZContext, name: &str) -> ZNode {
    ctx.create_node(name).build().unwrap()
}

#[test]
fn all_that_keeps_endpoints_apart_is_said() {
    let warnings = Warnings::listen();
    another_definition(&warnings);
    the_definition_of_another_process(&warnings);
    the_definition_of_a_ros_node(&warnings);
    another_type_within_a_session(&warnings);
    no_hash(&warnings);
    only_own_pairs_and_each_once(&warnings);
    near_misses(&warnings);
}

fn another_definition(warnings: &Warnings) {
    let (first, second) = pair();
    let publisher = node(&first, "lidar").create_pub::<here::Pose>("pose").build().unwrap();
    let subscriber = node(&second, "planner").create_sub::<there::Pose>("pose").build().unwrap();
    wait_until("both know", || {
        !publisher.incompatible().is_empty() && !subscriber.incompatible().is_empty()
    });
    let (other, why) = publisher.incompatible().remove(0);
    assert_eq!((other.gid, why), (subscriber.gid(), Incompatibility::Definition));
    assert!(why.stops_messages());
    assert_eq!(other.type_name, publisher.info().type_name);
    assert_eq!(other.type_hash, there::Pose::type_hash().to_string());
    assert_eq!(publisher.info().type_hash, here::Pose::type_hash().to_string());
    assert_eq!(subscriber.incompatible()[0].0.gid, publisher.gid());
    assert!(publisher.matched().is_empty() && subscriber.matched().is_empty());
    wait_until("both say it", || warnings.about(&["/pose"]).len() == 2);
    let (hash, their_hash) = (here::Pose::type_hash(), there::Pose::type_hash());
    assert_eq!(
        warnings.about(&["the publisher in node"]),
        [format!(
            "`/pose`: node `/planner` subscribes to demo_msgs/msg/Pose with another definition \
             ({their_hash}), the publisher in node `/lidar` has {hash}; no message passes between \
             them: the first field that differs is `float64 point.y` here, `float32 point.y` there"
        )]
    );
    let words = ["node `/lidar` publishes", "`float32 point.y` here, `float64 point.y` there"];
    assert_eq!(warnings.about(&words).len(), 1);
}

fn the_definition_of_another_process(warnings: &Warnings) {
    let ctx = context().build().unwrap();
    let subscriber = node(&ctx, "planner").create_sub::<here::Pose>("process").build().unwrap();
    let peer = Peer::start(PEER, &["pose", &endpoint(&ctx), "process"]);
    wait_until("a warning", || !warnings.about(&["/process"]).is_empty());
    assert_eq!(subscriber.incompatible()[0].1, Incompatibility::Definition);
    let said = warnings.about(&["/process", "`float64 point.y` here, `int64 point.z` there"]);
    assert_eq!(said.len(), 1, "{:?}", warnings.about(&["/process"]));
    peer.end();
}

/// A node of ROS, with the service that tells its definitions, as far as Zenoh can tell.
fn the_definition_of_a_ros_node(warnings: &Warnings) {
    use ros_z_msgs::type_description_interfaces::{
        FieldType, GetTypeDescription_Response, TypeDescription,
    };
    const HASH: &str = "RIHS01_00000000000000000000000000000000000000000000000000000000000000aa";

    let ctx = context().build().unwrap();
    let session = session_without_shm(&endpoint(&ctx)).unwrap();
    let service = ros_node::type_description_service(&session, |request| {
        assert_eq!(request.type_hash, HASH);
        let (f64, bool) = (FieldType::FIELD_TYPE_DOUBLE, FieldType::FIELD_TYPE_BOOLEAN_ARRAY);
        let pose = [field("point", 1, "demo_msgs/msg/Point"), field("is_valid", bool, "")];
        let point = [field("x", f64, ""), field("y", f64, "")];
        let type_description = TypeDescription {
            type_description: message(&request.type_name, pose),
            referenced_type_descriptions: vec![message("demo_msgs/msg/Point", point)],
        };
        let successful = true;
        GetTypeDescription_Response { successful, type_description, ..Default::default() }
    });
    let _subscriber = node(&ctx, "viewer").create_sub::<here::Pose>("ros").build().unwrap();
    let key = ros_node::publisher_token(&session, "/ros", "demo_msgs/msg/Pose", HASH);
    let token = session.liveliness().declare_token(key).wait().unwrap();
    wait_until("a warning", || !warnings.about(&["`/ros`"]).is_empty());
    let words = ["node `/ros/lidar` publishes", HASH, "`bool is_valid` here, `bool[0] is_valid`"];
    assert_eq!(warnings.about(&words).len(), 1, "{:?}", warnings.about(&["`/ros`"]));
    drop((token, service));
}

fn another_type_within_a_session(warnings: &Warnings) {
    let ctx = context().build().unwrap();
    let node = node(&ctx, "both");
    let publisher = node.create_pub::<Int32>("within").build().unwrap();
    let subscriber = node.create_sub::<Text>("within").build().unwrap();
    assert_eq!(publisher.incompatible()[0].1, Incompatibility::Type);
    assert_eq!(subscriber.incompatible()[0].1, Incompatibility::Type);
    let words = ["`/within`", "std_msgs/msg/Int32", "std_msgs/msg/String"];
    wait_until("a warning", || !warnings.about(&words).is_empty());
    // One for the pair, not one for each of them.
    let other = node.create_sub::<Text>("within").build().unwrap();
    wait_until("the next", || warnings.about(&words).len() == 2);
    drop(other);
}

fn no_hash(warnings: &Warnings) {
    let first = context().without_type_hashes().build().unwrap();
    let second = context().with_connect_endpoints([endpoint(&first)]).build().unwrap();
    let publisher = node(&first, "humble").create_pub::<Text>("old").build().unwrap();
    let subscriber = node(&second, "jazzy").create_sub::<Text>("old").build().unwrap();
    wait_until("both know", || {
        !publisher.incompatible().is_empty() && !subscriber.incompatible().is_empty()
    });
    assert_eq!(publisher.incompatible()[0].1, Incompatibility::TypeHash);
    wait_until("a warning", || !warnings.about(&["`/old`", "without_type_hashes()"]).is_empty());
}

// A third session sees the pair of two others, and says nothing of it.
fn only_own_pairs_and_each_once(warnings: &Warnings) {
    let (first, second) = pair();
    let third = context().with_connect_endpoints([endpoint(&first)]).build().unwrap();
    let (talker, listener) = (node(&first, "talker"), node(&second, "listener"));
    let offered = QosProfile::SENSOR_DATA;
    let publisher = talker.create_pub::<Text>("pairs").with_qos(offered).build().unwrap();
    let requested = listener.create_sub::<Text>("pairs").build().unwrap();
    let sees_both = |graph: &ros_z_pub::Graph| {
        !graph.publishers("/pairs").is_empty() && !graph.subscribers("/pairs").is_empty()
    };
    for ctx in [&first, &second, &third] {
        assert!(ctx.graph().wait_for(DEADLINE, sees_both));
    }
    wait_until("both", || warnings.about(&["`/pairs`"]).len() == 2);
    // It comes and goes: each new one is said, and no old one again.
    drop(requested);
    assert!(first.graph().wait_for(DEADLINE, |graph| graph.subscribers("/pairs").is_empty()));
    let again = listener.create_sub::<Text>("pairs").build().unwrap();
    wait_until("again", || warnings.about(&["`/pairs`"]).len() == 4);
    let best_effort = listener.create_sub::<Text>("pairs").with_qos(offered).build().unwrap();
    assert!(first.graph().wait_for(DEADLINE, |_| publisher.matched().len() == 2));
    assert_eq!(warnings.about(&["`/pairs`"]).len(), 4);
    drop((again, best_effort));

    // Where a connection is lost and found again, the very same one comes again.
    let session = session_without_shm(&endpoint(&first)).unwrap();
    let key = format!(
        "@ros2_lv/0/{}/0/1/MS/%/%/same/%pairs/std_msgs::msg::dds_::String_/{}/::,7:,:,:,,",
        session.zid(),
        Text::type_hash()
    );
    for count in 1..3 {
        let token = session.liveliness().declare_token(&key).wait().unwrap();
        wait_until("the same", || warnings.about(&["`/pairs`", "`/same`"]).len() == count);
        drop(token);
        assert!(first.graph().wait_for(DEADLINE, |_| publisher.matched().is_empty()));
    }
}

fn near_misses(warnings: &Warnings) {
    let first = context().build().unwrap();
    let second =
        context().with_domain_id(9).with_connect_endpoints([endpoint(&first)]).build().unwrap();
    let subscriber = node(&first, "viewer").create_sub::<Int32>("scan").build().unwrap();
    let timeout = Duration::from_millis(20);
    let other = node(&first, "viewer").create_pub::<Int32>("/far/scan").build().unwrap();
    assert!(!other.wait_for_subscribers(1, timeout).unwrap());
    wait_until("the publisher", || !warnings.about(&["`/far/scan`: 0 of 1"]).is_empty());
    drop(other);
    assert!(first.graph().wait_for(DEADLINE, |graph| graph.publishers("/far/scan").is_empty()));

    let robot = first.create_node("lidar").with_namespace("robot").build().unwrap();
    let _elsewhere = robot.create_pub::<Int32>("scan").build().unwrap();
    let _unlike = robot.create_pub::<Int32>("scans").build().unwrap();
    let _text = node(&first, "text").create_pub::<Text>("/scan").build().unwrap();
    let _far = node(&second, "far").create_pub::<Int32>("/scan").build().unwrap();
    assert!(second.graph().wait_for(DEADLINE, |graph| !graph.nodes().is_empty()));
    let started = Instant::now();
    assert!(!subscriber.wait_for_publishers(1, timeout).unwrap());
    assert!(started.elapsed() < timeout + Duration::from_millis(500));
    let expected = "`/scan`: 0 of 1 publishers are there; there is something like it: node `/far` \
                    has `/scan` in domain 9, this is domain 0, node `/robot/lidar` has \
                    `/robot/scan` with std_msgs/msg/Int32, node `/text` has `/scan` with \
                    std_msgs/msg/String";
    // The other domain may be known a moment later.
    wait_until("who could be meant", || {
        let _ = subscriber.wait_for_publishers(1, timeout).unwrap();
        !warnings.about(&[expected]).is_empty()
    });
    // The same is not said again.
    let about_scan = || warnings.about(&["`/scan`: ", "something like it"]).len();
    let said = about_scan();
    for _ in 0..3 {
        assert!(!subscriber.wait_for_publishers(1, timeout).unwrap());
    }
    assert_eq!(about_scan(), said);
}

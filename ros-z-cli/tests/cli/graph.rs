//! Who is there.

use std::process::Stdio;

use ros_z_msgs::geometry_msgs::Point;
use ros_z_msgs::std_msgs::String as Text;
use ros_z_pub::zenoh::Wait;
use ros_z_pub::{Builder, QosProfile};

use crate::support::{command, failure, here, json, node, output, run, stdout};

/// A node that publishes a text, one that subscribes to it, and a topic with another type.
macro_rules! chatter {
    ($ctx:ident, $endpoint:ident) => {
        let ($ctx, $endpoint) = here();
        let talker = node(&$ctx, "talker");
        let listener = node(&$ctx, "listener");
        let _publisher = talker.create_pub::<Text>("chatter").build().unwrap();
        let _subscriber = listener.create_sub::<Text>("chatter").build().unwrap();
        let _points = talker.create_pub::<Point>("robot/points").build().unwrap();
        let _hidden = talker.create_pub::<Text>("robot/_hidden").build().unwrap();
    };
}

#[test]
fn topics_are_listed_as_ros_lists_them() {
    chatter!(ctx, endpoint);
    assert_eq!(stdout(&["topic", "list", "--connect", &endpoint]), "/chatter\n/robot/points\n");
    assert_eq!(
        stdout(&["topic", "list", "-t", "--include-hidden-topics", "--connect", &endpoint]),
        "/chatter [std_msgs/msg/String]\n/robot/_hidden [std_msgs/msg/String]\n/robot/points \
         [geometry_msgs/msg/Point]\n"
    );
    assert_eq!(stdout(&["topic", "list", "-c", "--connect", &endpoint]), "2\n");
    assert_eq!(
        stdout(&["topic", "list", "-v", "--connect", &endpoint]),
        "Published topics:\n * /chatter [std_msgs/msg/String] 1 publisher\n * /robot/points \
         [geometry_msgs/msg/Point] 1 publisher\n\nSubscribed topics:\n * /chatter \
         [std_msgs/msg/String] 1 subscriber\n"
    );
    let topics = json(&["topic", "list", "--json", "--connect", &endpoint]);
    assert_eq!(topics[0]["types"][0], "std_msgs/msg/String");
    assert_eq!((&topics[0]["subscribers"], &topics[1]["publishers"]), (&1.into(), &1.into()));
    // Another domain.
    assert_eq!(
        stdout(&["topic", "list", "--domain", "7", "--spin-time", "0.2", "--connect", &endpoint]),
        ""
    );
}

#[test]
fn topics_are_found_by_type_and_types_by_topic() {
    chatter!(ctx, endpoint);
    assert_eq!(
        stdout(&["topic", "type", "chatter", "--connect", &endpoint]),
        "std_msgs/msg/String\n"
    );
    for name in ["geometry_msgs/Point", "geometry_msgs/msg/Point"] {
        assert_eq!(stdout(&["topic", "find", name, "--connect", &endpoint]), "/robot/points\n");
    }
    assert_eq!(stdout(&["topic", "find", "a_msgs/msg/B", "--connect", &endpoint]), "");
    let (code, said) = failure(&["topic", "type", "/chater", "--connect", &endpoint]);
    assert_eq!(
        (code, said.as_str()),
        (1, "error: unknown topic `/chater`; did you mean `/chatter`?\n")
    );
}

#[test]
fn info_tells_all_of_the_endpoints_and_what_keeps_them_apart() {
    let (ctx, endpoint) = here();
    let talker = ctx.create_node("talker").with_namespace("/robot").build().unwrap();
    let publisher = talker.create_pub::<Text>("/chatter").with_qos(QosProfile::SENSOR_DATA);
    let publisher = publisher.build().unwrap();
    let _listener = node(&ctx, "listener").create_sub::<Text>("chatter").build().unwrap();
    let _other = node(&ctx, "other").create_sub::<Point>("chatter").build().unwrap();

    assert_eq!(
        stdout(&["topic", "info", "chatter", "--connect", &endpoint]),
        "Type: ['geometry_msgs/msg/Point', 'std_msgs/msg/String']\nPublisher count: 1\n\
         Subscription count: 2\n"
    );
    let text = stdout(&["topic", "info", "-v", "chatter", "--connect", &endpoint]);
    let gid: Vec<_> = publisher.gid().as_bytes().iter().map(|it| format!("{it:02x}")).collect();
    let expected = format!(
        "Publisher count: 1\n\nNode name: talker\nNode namespace: /robot\nTopic type: \
         std_msgs/msg/String\nTopic type hash: {}\nEndpoint type: PUBLISHER\nGID: {}\nQoS \
         profile:\n  Reliability: BEST_EFFORT\n  History (Depth): KEEP_LAST (5)\n  Durability: \
         VOLATILE\n  Lifespan: Infinite\n  Deadline: Infinite\n  Liveliness: AUTOMATIC\n  \
         Liveliness lease duration: Infinite\nZenoh session: {}\nShared memory with this process: \
         yes\n\nSubscription count: 2\n",
        publisher.info().type_hash,
        gid.join("."),
        publisher.info().zid,
    );
    assert!(text.contains(&expected), "{text}");
    let mismatches = "Mismatches:\n  \
         reliability of the publisher in /robot/talker and the subscriber in /listener: no message \
         would pass over other middleware, over Zenoh they do\n  \
         type of the publisher in /robot/talker and the subscriber in /other: no message passes\n";
    for line in mismatches.lines() {
        assert!(text.contains(line), "{text}");
    }
    let text = stdout(&["topic", "info", "-v", "chatter", "--no-shm", "--connect", &endpoint]);
    assert!(
        text.contains("Shared memory with this process: no, here: the Zenoh setting"),
        "{text}"
    );
    let info = json(&["topic", "info", "chatter", "--json", "--connect", &endpoint]);
    assert_eq!(info["publishers"][0]["qos"]["depth"], 5);
    assert_eq!(info["publishers"][0]["shares_memory"], true);
    assert_eq!(info["mismatches"].as_array().unwrap().len(), 2);
    assert_eq!(info["near_misses"].as_array().unwrap().len(), 0);
}

#[test]
fn info_tells_of_topics_that_could_be_meant() {
    let (ctx, endpoint) = here();
    let talker = ctx.create_node("talker").with_namespace("/robot").build().unwrap();
    let _publisher = talker.create_pub::<Text>("chatter").build().unwrap();
    let listener = node(&ctx, "listener");
    let _subscriber = listener.create_sub::<Text>("/chatter").build().unwrap();
    let _far = listener.create_sub::<Text>("/odometry").build().unwrap();
    let text = stdout(&["topic", "info", "-v", "/chatter", "--connect", &endpoint]);
    let expected =
        "\nNear misses:\n  /robot/chatter: publishers 1, subscribers 0, in /robot/talker\n";
    assert!(text.ends_with(expected), "{text}");
    let info = json(&["topic", "info", "/robot/chatter", "--json", "--connect", &endpoint]);
    assert_eq!(info["near_misses"], serde_json::json!(["/chatter"]));
}

#[test]
fn nodes_are_listed_with_what_they_do() {
    chatter!(ctx, endpoint);
    assert_eq!(stdout(&["node", "list", "--connect", &endpoint]), "/listener\n/talker\n");
    assert_eq!(stdout(&["node", "list", "-c", "--connect", &endpoint]), "2\n");
    assert_eq!(
        stdout(&["node", "info", "/talker", "--connect", &endpoint]),
        "/talker\n  Subscribers:\n  Publishers:\n    /chatter: std_msgs/msg/String\n    \
         /robot/points: geometry_msgs/msg/Point\n  Service Servers:\n  Service Clients:\n  Action \
         Servers:\n  Action Clients:\n"
    );
    let (code, said) = failure(&["node", "info", "/talkr", "--connect", &endpoint]);
    assert_eq!(code, 1);
    assert_eq!(said, "error: unknown node `/talkr`; did you mean `/talker`?\n");
}

// As nodes of ROS announce them.
#[test]
fn services_and_actions_of_a_node_are_listed() {
    let (ctx, endpoint) = here();
    let (session, mut tokens) = (ctx.session(), Vec::new());
    for (id, (kind, service, type_name)) in [
        ("SS", "%robot%reset", "std_srvs::srv::dds_::Trigger_"),
        ("SC", "%robot%add", "example_interfaces::srv::dds_::AddTwoInts_"),
        ("SS", "%count%_action%send_goal", "demo_msgs::action::dds_::Count_SendGoal_"),
        ("SS", "%count%_action%get_result", "demo_msgs::action::dds_::Count_GetResult_"),
        ("SC", "%move%_action%send_goal", "demo_msgs::action::dds_::Move_SendGoal_"),
    ]
    .into_iter()
    .enumerate()
    {
        let key = format!(
            "@ros2_lv/0/{}/7/{id}/{kind}/%/%robot/arm/{service}/{type_name}/RIHS01_0/::,10:,:,:,,",
            session.zid()
        );
        tokens.push(session.liveliness().declare_token(key).wait().unwrap());
    }
    let args = ["node", "info", "/robot/arm", "--connect", &endpoint];
    assert_eq!(
        stdout(&args),
        "/robot/arm\n  Subscribers:\n  Publishers:\n  Service Servers:\n    /robot/reset: \
         std_srvs/srv/Trigger\n  Service Clients:\n    /robot/add: \
         example_interfaces/srv/AddTwoInts\n  Action Servers:\n    /count: \
         demo_msgs/action/Count\n  Action Clients:\n    /move: demo_msgs/action/Move\n"
    );
    let hidden = stdout(&[&args[..], &["--include-hidden"]].concat());
    assert!(
        hidden.contains("    /count/_action/get_result: demo_msgs/action/Count_GetResult\n"),
        "{hidden}"
    );
    let info = json(&[&args[..], &["--json"]].concat());
    assert_eq!(info["action_clients"][0]["type"], "demo_msgs/action/Move");
    drop(tokens);
    assert_eq!(failure(&args).1.lines().count(), 1);
}

#[test]
fn the_graph_is_a_table_or_a_picture() {
    chatter!(ctx, endpoint);
    let _idle = node(&ctx, "idle");
    let table = stdout(&["graph", "--connect", &endpoint]);
    let row = table.lines().find(|line| line.contains("/chatter")).unwrap();
    let row: Vec<_> = row.split_whitespace().collect();
    assert_eq!(row, ["/talker", "/chatter", "/listener", "std_msgs/msg/String"]);
    assert!(table.ends_with("without topics: /idle\n"), "{table}");
    let dot = stdout(&["graph", "--dot", "--connect", &endpoint]);
    for line in ["\"/talker\" -> \"topic /chatter\";", "\"topic /chatter\" -> \"/listener\";"] {
        assert!(dot.contains(line), "{dot}");
    }
    assert!(dot.starts_with("digraph") && dot.ends_with("}\n"));
}

#[test]
fn counters_of_other_processes_are_shown() {
    let (ctx, endpoint) = here();
    let publisher = node(&ctx, "talker").create_pub::<Text>("chatter").build().unwrap();
    let subscriber = node(&ctx, "listener").create_sub::<Text>("chatter").build().unwrap();
    for _ in 0..3 {
        publisher.publish(&Text { data: "x".repeat(1000) }).unwrap();
        subscriber.recv().unwrap();
    }
    let text = stdout(&["stats", "--connect", &endpoint]);
    assert!(text.starts_with(&format!("process {}, ros-z-pub", std::process::id())), "{text}");
    let row: Vec<_> =
        text.lines().find(|line| line.contains("/talker")).unwrap().split_whitespace().collect();
    assert_eq!(row, ["/talker", "/chatter", "3", "3.03", "KB", "3", "0", "0", "0"], "{text}");
    let stats = json(&["stats", "/listener", "--json", "--connect", &endpoint]);
    assert_eq!(stats[0]["publishers"].as_array().unwrap().len(), 0);
    assert_eq!(stats[0]["subscribers"][0]["stats"]["shm"]["messages"], 3);
    let (code, said) = failure(&["stats", "/listner", "--connect", &endpoint]);
    assert_eq!(code, 1);
    assert!(
        said.contains("no node `/listner` tells its counters; did you mean `/listener`"),
        "{said}"
    );
}

#[test]
fn mistakes_on_the_command_line_have_an_exit_code_of_their_own() {
    for args in [&["topic"][..], &["topic", "lost"], &["topic", "hz", "/x", "--duration", "x"]] {
        assert_eq!(failure(args).0, 2, "{args:?}");
    }
    let unknown = run(&["node", "list", "--domain", "x"]);
    assert_eq!(unknown.status.code(), Some(2));
    let mut variable = command(&["node", "list"]);
    let child = variable.env("ROS_DOMAIN_ID", "x").stdout(Stdio::piped()).stderr(Stdio::piped());
    let output = output(child.spawn().unwrap());
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said, "error: `ROS_DOMAIN_ID` requires the number of a domain, not `x`\n");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = command(&["completions", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = output(child);
    assert!(output.status.success(), "{}", output.status);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn shells_get_completions() {
    for shell in ["bash", "zsh", "fish"] {
        assert!(stdout(&["completions", shell]).contains("ros-z"), "{shell}");
    }
}

//! Messages, printed and written by hand.

use std::fs;
use std::io::Write;
use std::process::Stdio;
use std::time::Duration;

use ros_z_msgs::builtin_interfaces::Time;
use ros_z_msgs::sensor_msgs::LaserScan;
use ros_z_msgs::std_msgs::{Header, String as Text};
use ros_z_msgs::type_description_interfaces::{GetTypeDescription_Response, TypeDescription};
use ros_z_pub::zenoh::Wait;
use ros_z_pub::{Builder, MessageType, QosProfile, ZContext};
use ros_z_tests::process::{DEADLINE, session_without_shm, wait_until};
use ros_z_tests::ros_node::{self, field, message};
use shm_cdr::dynamic::DynamicType;

use crate::support::{command, failure, here, json, node, output, stdout, talk};

fn scan() -> LaserScan {
    LaserScan {
        header: Header { stamp: Time { sec: 5, nanosec: 6 }, frame_id: "laser, front".into() },
        range_max: 0.1,
        ranges: (0..300).map(|number| number as f32).collect(),
        ..Default::default()
    }
}

/// Publishes the scan once and keeps it for who comes late.
macro_rules! scanner {
    ($ctx:ident, $endpoint:ident) => {
        let ($ctx, $endpoint) = here();
        let publisher = node(&$ctx, "laser").create_pub::<LaserScan>("scan");
        let publisher = publisher.with_qos(QosProfile::TRANSIENT_LOCAL).build().unwrap();
        publisher.publish(&scan()).unwrap();
    };
}

#[test]
fn messages_are_printed_as_ros_prints_them() {
    scanner!(ctx, endpoint);
    let echo = |args: &[&str]| {
        let mut all = vec!["topic", "echo", "scan", "--once", "--connect", &endpoint];
        all.extend(args);
        stdout(&all)
    };
    let text = echo(&[]);
    assert!(
        text.starts_with(
            "header:\n  stamp:\n    sec: 5\n    nanosec: 6\n  frame_id: laser, front\n"
        ),
        "{text}"
    );
    assert!(
        text.contains("range_max: 0.1")
            && text.ends_with("- 127.0\n- '...'\nintensities: []\n---\n"),
        "{text}"
    );
    assert!(echo(&["--full-length"]).contains("- 299.0\nintensities"));
    assert!(echo(&["-l", "3"]).contains("ranges:\n- 0.0\n- 1.0\n- 2.0\n- '...'\n"));
    let text = echo(&["--no-arr"]);
    assert!(text.contains("ranges: '<sequence type: float, length: 300>'\n"), "{text}");
    assert_eq!(echo(&["--field", "header.stamp"]), "sec: 5\nnanosec: 6\n---\n");
    assert_eq!(echo(&["--field", "header.frame_id"]), "laser, front\n---\n");
    assert_eq!(echo(&["--field", "ranges[2]"]), "2.0\n---\n");
    assert_eq!(echo(&["--field", "ranges", "-l", "1"]), "- 0.0\n- '...'\n---\n");
    let text = echo(&["--info"]);
    assert!(text.starts_with("# shared memory: no, bytes: "), "{text}");
    assert!(text.contains(" UTC, latency: ") && text.contains(", number: 1\n"), "{text}");
    assert_eq!(echo(&["--csv", "--field", "header"]), "5,6,\"laser, front\"\n");
    assert_eq!(echo(&["--csv", "--field", "ranges", "-l", "2"]), "0.0,1.0,...\n");
    let row = echo(&["--csv", "--no-arr"]);
    assert!(row.ends_with(",0.0,0.1,<array length: 300>,<array length: 0>\n"), "{row}");
}

#[test]
fn messages_are_printed_for_machines() {
    scanner!(ctx, endpoint);
    let message = json(&["topic", "echo", "scan", "--once", "--json", "--connect", &endpoint]);
    let expected = serde_json::to_string(&scan()).unwrap();
    assert_eq!(message, serde_json::from_str::<serde_json::Value>(&expected).unwrap());
    // Not as a wider number, and in the order of the definition.
    let text = stdout(&["topic", "echo", "scan", "--once", "--json", "--connect", &endpoint]);
    assert!(text.starts_with("{\"header\":{\"stamp\":{\"sec\":5,"), "{text}");
    assert!(text.contains("\"range_max\":0.1,"), "{text}");
    let args =
        ["topic", "echo", "scan", "--once", "--json", "--info", "-l", "1", "--connect", &endpoint];
    let line = json(&args);
    assert_eq!(line["message"]["ranges"], serde_json::json!([0.0, "..."]));
    assert_eq!(
        (&line["info"]["is_shm"], &line["info"]["sequence_number"]),
        (&false.into(), &1.into())
    );
}

// Of a type that only the service of a node of ROS tells, and which it publishes.
#[test]
fn messages_of_a_node_of_ros_are_printed() {
    let (_ctx, endpoint) = here();
    let session = session_without_shm(&endpoint).unwrap();
    let _service = ros_node::type_description_service(&session, |request| {
        let fields = [field("id", 3, ""), field("name", 17, "")];
        GetTypeDescription_Response {
            successful: true,
            type_description: TypeDescription {
                type_description: message(&request.type_name, fields),
                ..Default::default()
            },
            ..Default::default()
        }
    });
    let hash = format!("RIHS01_{}", "c3".repeat(32));
    let key = ros_node::publisher_token(&session, "/ros", "demo_msgs/msg/Pair", &hash);
    let _token = session.liveliness().declare_token(key).wait().unwrap();
    let publisher = session
        .declare_publisher(format!("0/ros/demo_msgs::msg::dds_::Pair_/{hash}"))
        .wait()
        .unwrap();

    let args = ["topic", "echo", "/ros", "--once", "--connect", &endpoint];
    let mut child = command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let payload = [0, 1, 0, 0, 7, 0, 0, 0, 4, 0, 0, 0, b'a', b'b', b'c', 0];
    let mut attachment = [0; 33];
    attachment[16] = 16;
    wait_until("the program to end", || {
        publisher.put(&payload[..]).attachment(&attachment[..]).wait().unwrap();
        child.try_wait().unwrap().is_some()
    });
    let output = output(child);
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "id: 7\nname: abc\n---\n");
}

#[test]
fn what_cannot_be_printed_is_said() {
    let (ctx, endpoint) = here();
    let hash = format!("RIHS01_{}", "b2".repeat(32)).parse().unwrap();
    let unknown = MessageType::new("demo_msgs/msg/Thing", hash);
    let unknown = node(&ctx, "talker").create_raw_pub("unknown", unknown).build().unwrap();
    let (code, said) = failure(&["topic", "echo", "unknown", "--connect", &endpoint]);
    assert_eq!(code, 1);
    assert!(
        said.starts_with(
            "error: nobody tells the definition of demo_msgs/msg/Thing on `/unknown` (node /talker)"
        ),
        "{said}"
    );
    drop(unknown);
    let _text = node(&ctx, "talker").create_pub::<Text>("text").build().unwrap();
    let (_, said) = failure(&["topic", "echo", "text", "--field", "dat", "--connect", &endpoint]);
    assert_eq!(said, "error: no field `dat` in `std_msgs/msg/String`; there is `data`\n");
}

#[test]
fn payloads_that_are_no_messages_are_said_and_passed_over() {
    let (ctx, endpoint) = here();
    let raw =
        node(&ctx, "talker").create_raw_pub("text", MessageType::of::<Text>()).build().unwrap();
    let payloads = [vec![0, 1, 0, 0, 9, 0, 0, 0, b'x'], vec![0, 1, 0, 0, 2, 0, 0, 0, b'x', 0]];
    let mut index = 0;
    let publish = move || {
        index += 1;
        raw.publish_payload(payloads[index % 2].clone()).unwrap();
    };
    let _talker = talk(publish, Duration::from_millis(10));
    let args = ["topic", "echo", "text", "--count", "3", "--connect", &endpoint];
    let child = command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let output = output(child);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains("data: x\n---\n"), "{said}");
    assert!(
        said.contains("warning: a message of 9 bytes is no std_msgs/msg/String: field `data`"),
        "{said}"
    );
}

/// What a subscriber gets of a command.
fn published(ctx: &ZContext, args: &[&str]) -> Vec<Text> {
    let subscriber = node(ctx, "listener").create_sub::<Text>("chatter").build().unwrap();
    stdout(args);
    let mut all = Vec::new();
    while let Some(message) = subscriber.try_recv().unwrap() {
        all.push(message.into_message());
    }
    all
}

#[test]
fn messages_written_in_yaml_are_published() {
    let (ctx, endpoint) = here();
    let text = |data: &str| Text { data: data.into() };
    let args = [
        "topic",
        "pub",
        "--once",
        "chatter",
        "std_msgs/String",
        "{data: hello}",
        "--connect",
        &endpoint,
    ];
    assert_eq!(published(&ctx, &args), [text("hello")]);
    let args = [
        "topic",
        "pub",
        "-t",
        "3",
        "--rate",
        "100",
        "chatter",
        "std_msgs/msg/String",
        "data: 'a: b'",
        "--connect",
        &endpoint,
    ];
    assert_eq!(published(&ctx, &args), [text("a: b"), text("a: b"), text("a: b")]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("message.yaml");
    fs::write(&file, "data: from a file\n").unwrap();
    let args = [
        "topic",
        "pub",
        "--once",
        "chatter",
        "std_msgs/msg/String",
        "--file",
        file.to_str().unwrap(),
        "--connect",
        &endpoint,
    ];
    assert_eq!(published(&ctx, &args), [text("from a file")]);
    // Standard input, and values that the definition gives.
    let subscriber = node(&ctx, "listener").create_sub::<LaserScan>("scan").build().unwrap();
    let mut command = command(&[
        "topic",
        "pub",
        "--once",
        "scan",
        "sensor_msgs/msg/LaserScan",
        "--file",
        "-",
        "--connect",
        &endpoint,
    ]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"range_max: .inf\nranges: [1, 2.5, .nan]\n").unwrap();
    assert!(output(child).status.success());
    let scan = subscriber.recv_timeout(DEADLINE).unwrap().unwrap();
    assert_eq!((scan.range_max, &scan.ranges[..2]), (f32::INFINITY, &[1.0, 2.5][..]));
    assert!(scan.ranges[2].is_nan() && scan.intensities.is_empty());
}

#[test]
fn values_that_do_not_fit_are_refused_with_their_place() {
    for (values, place) in [
        ("{header: {stamp: {sec: soon}}}", "header.stamp.sec"),
        ("{ranges: [1, two]}", "ranges[1]"),
        ("{widht: 5}", "no field `widht` in `sensor_msgs/msg/LaserScan`"),
        ("{", "did not find expected node content"),
    ] {
        let (code, said) =
            failure(&["topic", "pub", "--once", "/scan", "sensor_msgs/msg/LaserScan", values]);
        assert_eq!((code, said.lines().count()), (1, 1), "{said}");
        assert!(
            said.starts_with("error: these values are no sensor_msgs/msg/LaserScan: ")
                && said.contains(place),
            "{said}"
        );
    }
    let (_, said) = failure(&[
        "topic",
        "pub",
        "--once",
        "/x",
        "std_msgs/msg/Strin",
        "--spin-time",
        "0.1",
        "--connect",
        "tcp/127.0.0.1:1",
    ]);
    assert!(
        said.contains("unknown type `std_msgs/msg/Strin`; did you mean `std_msgs/msg/String`"),
        "{said}"
    );
}

#[test]
fn types_of_folders_and_of_others_are_published_and_printed() {
    let folder = tempfile::tempdir().unwrap();
    let messages = folder.path().join("demo_msgs/msg");
    fs::create_dir_all(&messages).unwrap();
    let definition = "std_msgs/Header header\nuint8 size 3\n";
    fs::write(messages.join("Thing.msg"), definition).unwrap();
    let folder = folder.path().to_str().unwrap();
    let (ctx, endpoint) = here();
    let text = stdout(&["show", "--all", "demo_msgs/Thing", folder]);
    let ty = DynamicType::parse("demo_msgs/msg/Thing", &text).unwrap();
    assert_eq!(stdout(&["hash", "demo_msgs/Thing", folder]).trim(), ty.type_hash().to_string());
    let message_type =
        MessageType::new("demo_msgs/msg/Thing", ty.type_hash()).with_definition(text);
    let listener = node(&ctx, "listener");
    let subscriber = listener.create_raw_sub("thing", message_type).build().unwrap();
    // The one time by the folder, the other by the subscriber.
    for more in [&["--interfaces", folder][..], &[]] {
        let mut args = vec![
            "topic",
            "pub",
            "--once",
            "thing",
            "demo_msgs/msg/Thing",
            "{header: {frame_id: map}}",
            "--connect",
            &endpoint,
        ];
        args.extend(more);
        stdout(&args);
        let message = subscriber.recv_timeout(DEADLINE).unwrap().unwrap();
        let bytes = message.bytes();
        let thing = ty.decode(&bytes).unwrap();
        assert_eq!(
            thing.to_string(),
            "header:\n  stamp:\n    sec: 0\n    nanosec: 0\n  frame_id: map\nsize: 3\n"
        );
    }
}

//! What passes on a topic.

use std::process::Stdio;
use std::time::Duration;

use ros_z_msgs::std_msgs::String as Text;
use ros_z_pub::Builder;
use ros_z_tests::process::wait_until;
use rustix::process::Signal;
use serde_json::Value;

use crate::support::{command, failure, here, json_lines, node, output, signal, stdout, talk};

const PERIOD: Duration = Duration::from_millis(10);

/// Publishes texts of 1000 and of 10 bytes in turn.
fn chatter(ctx: &ros_z_pub::ZContext) -> impl Drop + use<> {
    let publisher = node(ctx, "talker").create_pub::<Text>("chatter").build().unwrap();
    let mut is_long = false;
    let publish = move || {
        is_long = !is_long;
        let len = if is_long { 1000 } else { 10 };
        publisher.publish(&Text { data: "x".repeat(len) }).unwrap();
    };
    talk(publish, PERIOD)
}

#[test]
fn rates_sizes_and_ages_are_measured() {
    let (ctx, endpoint) = here();
    let _talker = chatter(&ctx);
    let args = ["topic", "hz", "chatter", "--json", "--count", "100", "--connect", &endpoint];
    let lines = json_lines(&args);
    let last = lines.last().unwrap();
    let number = |value: &Value| value.as_f64().unwrap();
    assert_eq!((&last["messages"], &last["window"]), (&100.into(), &100.into()));
    assert_eq!(last["types"][0], "std_msgs/msg/String");
    let rate = number(&last["rate"]);
    assert!((5.0..=110.0).contains(&rate), "{last}");
    let interval = &last["interval"];
    assert!((1.0 / rate - number(&interval["mean"])).abs() < 1e-9, "{last}");
    assert!(number(&interval["min"]) <= number(&interval["mean"]), "{last}");
    assert!(number(&interval["mean"]) <= number(&interval["max"]), "{last}");
    assert!((0.0..5.0).contains(&number(&last["delay"]["mean"])), "{last}");
    let (min, max) = (number(&last["size"]["min"]), number(&last["size"]["max"]));
    assert_eq!((min, max), (19.0, 1009.0));
    // Half of them are large enough for shared memory.
    let (shm, heap) = (number(&last["shm"]), number(&last["heap"]));
    assert!(shm + heap >= 100.0 && (shm - heap).abs() <= 20.0, "{last}");

    let text =
        stdout(&["topic", "hz", "chatter", "--count", "10", "-w", "5", "--connect", &endpoint]);
    assert!(text.starts_with("average rate: "), "{text}");
    assert!(text.contains("window: 5\n") && text.contains("\tmin: "), "{text}");
    let text = stdout(&["topic", "bw", "chatter", "--count", "10", "--connect", &endpoint]);
    // The mean is another one if a message is lost on a busy machine.
    assert!(text.contains("/s from 10 messages\n\tMessage size mean: "), "{text}");
    assert!(text.contains(" B min: 19 B max: 1.01 KB\n"), "{text}");
    let text = stdout(&["topic", "delay", "chatter", "--count", "10", "--connect", &endpoint]);
    assert!(text.starts_with("average delay: 0.") && text.contains("window: 10\n"), "{text}");
}

#[test]
fn without_shared_memory_all_comes_over_the_network() {
    let (ctx, endpoint) = here();
    let _talker = chatter(&ctx);
    let args =
        ["topic", "bw", "chatter", "--json", "--no-shm", "--count", "20", "--connect", &endpoint];
    let lines = json_lines(&args);
    assert_eq!(lines.last().unwrap()["shm"], 0);
}

#[test]
fn a_topic_that_appears_later_is_measured() {
    let (ctx, endpoint) = here();
    let args = ["topic", "hz", "chatter", "--json", "--count", "5", "--connect", &endpoint];
    let mut command = command(&args);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    wait_until("the node of the command", || {
        ctx.graph().nodes().iter().any(|node| node.name.starts_with("_ros_z_cli"))
    });
    let _talker = chatter(&ctx);
    let output = output(child);
    assert!(output.status.success());
    assert!(!output.stdout.is_empty());
}

#[test]
fn nothing_at_all_is_said() {
    let (_ctx, endpoint) = here();
    let args = [
        "topic",
        "hz",
        "chatter",
        "--duration",
        "0.3",
        "--spin-time",
        "0.1",
        "--connect",
        &endpoint,
    ];
    let (code, said) = failure(&args);
    assert_eq!(code, 1);
    assert!(said.contains("warning: nobody publishes on `/chatter` yet"), "{said}");
    assert!(said.contains("error: no message on `/chatter` within"), "{said}");
}

#[test]
fn ctrl_c_ends_with_a_last_report() {
    let (ctx, endpoint) = here();
    let _talker = chatter(&ctx);
    let args = ["topic", "hz", "chatter", "--interval", "1000", "--connect", &endpoint];
    let mut command = command(&args);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    wait_until("the subscriber of the command", || !ctx.graph().subscribers("/chatter").is_empty());
    let sent = || ctx.stats().publishers.published().messages;
    let before = sent();
    wait_until("some messages", || sent() >= before + 5);
    signal(&child, Signal::INT);
    let output = output(child);
    assert!(output.status.success(), "{}", output.status);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("average rate: ") || text.starts_with("one message"), "{text}");
}

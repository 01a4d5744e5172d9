//! What is wrong with a machine.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use ros_z_msgs::geometry_msgs::Point;
use ros_z_msgs::std_msgs::String as Text;
use ros_z_pub::Builder;
use ros_z_tests::process::wait_until;
use serde_json::Value;

use crate::support::{command, here, node, output, program, run};

/// What a check has found.
fn finding<'f>(findings: &'f Value, check: &str) -> &'f Value {
    let all = findings.as_array().unwrap();
    all.iter().find(|finding| finding["check"] == check).unwrap_or_else(|| panic!("{findings}"))
}

#[test]
fn a_second_process_gets_a_message_by_shared_memory() {
    let (ctx, endpoint) = here();
    let talker = node(&ctx, "talker");
    let _text = talker.create_pub::<Text>("mixed").build().unwrap();
    let _point = talker.create_sub::<Point>("mixed").build().unwrap();
    let output = run(&["doctor", "--json", "--connect", &endpoint]);
    let findings: Value = serde_json::from_slice(&output.stdout).unwrap();
    let second = finding(&findings, "a second process");
    assert_eq!(second["state"], "ok", "{second}");
    assert!(second["text"].as_str().unwrap().starts_with("gets 100000 bytes by shared memory"));
    assert_eq!(finding(&findings, "memory shared with others")["text"], "with 1 processes");
    let zenoh = finding(&findings, "Zenoh of others");
    assert!(
        zenoh["text"].as_str().unwrap().ends_with(&format!("(process {})", std::process::id()))
    );
    let types = finding(&findings, "types on topics");
    assert_eq!(types["text"], "no message passes between some of /mixed (type)");
    assert_eq!(types["cure"], "`ros-z topic info -v TOPIC` names them");
    let problems = findings.as_array().unwrap().iter().any(|it| it["state"] == "problem");
    assert_eq!(output.status.code(), Some(i32::from(problems)), "{findings}");
    assert!(!problems, "{findings}");
}

#[test]
fn the_limit_of_locked_memory_is_named() {
    let program = program();
    let script = "ulimit -l 64; \
        if [ \"$(id -u)\" = 0 ]; then set -- setpriv --bounding-set=-ipc_lock --inh-caps=-ipc_lock \"$@\"; fi; \
        exec \"$@\"";
    let child = Command::new("sh")
        .args(["-c", script, "sh", &program, "doctor", "--connect", "tcp/127.0.0.1:1"])
        .args(["--spin-time", "0.1"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let output = output(child);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    let line = text
        .lines()
        .find(|line| line.starts_with("problem locked memory: "))
        .unwrap_or_else(|| panic!("{text}"));
    assert!(line.contains("the limit is 65536; raise it with `ulimit -l"), "{line}");
    assert!(text.contains("problem a second process: gets messages over the network"), "{text}");
    // No colours but on a terminal.
    assert!(!text.contains('\x1b'), "{text:?}");
}

#[test]
fn what_is_left_over_is_named_with_its_owner_and_age() {
    let path = Path::new("/dev/shm").join(format!("996{}.zenoh", std::process::id()));
    // Every process with Zenoh in it removes them as well, when it starts or ends.
    wait_until("a segment that is left over", || {
        let file = File::create(&path).unwrap();
        file.set_len(1 << 20).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(7200)).unwrap();
        drop(file);
        let mut command =
            command(&["doctor", "--json", "--connect", "tcp/127.0.0.1:1", "--spin-time", "0.1"]);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let output = output(child);
        let findings: Value = serde_json::from_slice(&output.stdout).unwrap();
        let segments = finding(&findings, "left-over segments");
        segments["state"] == "warning"
            && segments["text"].as_str().unwrap().contains("that nobody uses, 1.")
            && segments["cure"] == "`ros-z shm clean` removes them"
    });
    let _ = std::fs::remove_file(path);
}

#[test]
fn a_router_that_is_asked_for_is_missed() {
    let output = run(&[
        "doctor",
        "--json",
        "--router",
        "--connect",
        "tcp/127.0.0.1:1",
        "--spin-time",
        "0.1",
    ]);
    let findings: Value = serde_json::from_slice(&output.stdout).unwrap();
    let router = finding(&findings, "router");
    // Unless there is one on this machine.
    if router["state"] == "problem" {
        assert_eq!(router["text"], "none at localhost:7447");
        assert_eq!(output.status.code(), Some(1));
    }
}

#[test]
fn what_is_wrong_with_dev_shm_is_named() {
    for (mount, why) in [
        ("-o ro", "/dev/shm is read-only; `mount -o remount,rw /dev/shm` makes it writable"),
        ("-o size=1m", "bytes are needed in /dev/shm and 1048576 are free; enlarge it"),
        ("-o size=8k", "bytes are needed in /dev/shm and 8192 are free; enlarge it"),
    ] {
        let script = format!("mount -t tmpfs {mount} tmpfs /dev/shm || exit 99; exec \"$@\"");
        let child = Command::new("unshare")
            .args(["--mount", "sh", "-c", &script, "sh", &program(), "doctor"])
            .args(["--connect", "tcp/127.0.0.1:1", "--spin-time", "0.1"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let output = output(child);
        let text = String::from_utf8(output.stdout).unwrap();
        if text.is_empty() {
            eprintln!("left out: this user may not mount anything");
            return;
        }
        assert_eq!(output.status.code(), Some(1), "{text}");
        let line = text.lines().find(|line| line.starts_with("problem /dev/shm: "));
        assert!(line.is_some_and(|line| line.contains(why)), "{text}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    }
}

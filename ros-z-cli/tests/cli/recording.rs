//! Recordings: written, read, played, repaired.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use mcap::{Message, MessageStream};
use ros_z_msgs::geometry_msgs::Point;
use ros_z_msgs::std_msgs::String as Text;
use ros_z_pub::{Builder, MessageType, QosProfile, ZContext, ZPublisher};
use ros_z_tests::process::{DEADLINE, context, endpoint, wait_until};
use rustix::process::Signal;
use shm_cdr::ShmMessage;
use tempfile::TempDir;

use crate::support::{command, failure, here, json, node, output, program, run, signal, stdout};

/// A text, in shared memory if it is even.
fn text(number: usize) -> Text {
    let len = if number % 2 == 0 { 2000 } else { 5 };
    Text { data: format!("{number} {}", "x".repeat(len)) }
}

fn path(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).to_str().unwrap().into()
}

/// A recorder that has subscribed to the topic of the publisher.
fn record(ctx: &ZContext, topic: &str, args: &[&str]) -> Child {
    let mut all = vec!["record", "--json"];
    all.extend(args);
    let mut command = command(&all);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    wait_until("the recorder", || !ctx.graph().subscribers(topic).is_empty());
    child
}

/// Waits until others have received so many messages.
fn wait_received(ctx: &ZContext, count: u64) {
    wait_until("what has been published", || {
        let all = ctx.graph().stats(Duration::from_secs(1)).unwrap();
        let own = ctx.session().zid().to_string();
        let others = all.iter().filter(|process| process.zid != own);
        let endpoints = others.flat_map(|process| &process.subscribers);
        endpoints.map(|it| it.stats.received().messages).sum::<u64>() >= count
    });
}

fn publish(ctx: &ZContext, publisher: &ZPublisher<Text>, count: usize) {
    assert!(publisher.wait_for_subscribers(1, DEADLINE).unwrap());
    for number in 0..count {
        publisher.publish(&text(number)).unwrap();
        // As slow as a pool of this size needs.
        std::thread::sleep(Duration::from_millis(1));
    }
    wait_received(ctx, count as u64);
}

/// The messages of a file, as the `mcap` crate reads it.
fn messages(bytes: &[u8]) -> Vec<Message<'_>> {
    MessageStream::new(bytes).unwrap().map(Result::unwrap).collect()
}

fn expected(count: usize) -> Vec<Vec<u8>> {
    (0..count).map(|number| text(number).to_cdr().unwrap()).collect()
}

fn data(messages: &[Message<'_>]) -> Vec<Vec<u8>> {
    messages.iter().map(|message| message.data.to_vec()).collect()
}

/// A recording of so many texts on `/chatter`, and of one point on `/late`.
fn recorded(folder: &TempDir, count: usize) -> String {
    let (ctx, endpoint) = here();
    let talker = node(&ctx, "talker");
    let publisher = talker.create_pub::<Text>("chatter").build().unwrap();
    let file = path(folder, "rec.mcap");
    let child = record(&ctx, "/chatter", &["-o", &file, "--connect", &endpoint]);
    publish(&ctx, &publisher, count);
    // Later than all others, and kept for whoever comes late.
    let late = talker.create_pub::<Point>("late").with_qos(QosProfile::TRANSIENT_LOCAL);
    let late = late.build().unwrap();
    late.publish(&Point { x: 1.0, y: 2.0, z: 3.0 }).unwrap();
    wait_received(&ctx, count as u64 + 1);
    signal(&child, Signal::INT);
    let output = output(child);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["messages"], count + 1, "{said}");
    assert_eq!(report["losses"].as_array().unwrap().len(), 0, "{said}");
    file
}

#[test]
fn what_is_recorded_until_ctrl_c_is_in_the_file_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let file = recorded(&folder, 50);
    let bytes = fs::read(&file).unwrap();
    let all = messages(&bytes);
    let (late, chatter): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|message| message.channel.topic == "/late");
    assert_eq!(data(&chatter), expected(50));
    assert_eq!(data(&late), [Point { x: 1.0, y: 2.0, z: 3.0 }.to_cdr().unwrap()]);
    for (index, message) in chatter.iter().enumerate() {
        assert_eq!(message.sequence as usize, index + 1);
        assert!(message.publish_time <= message.log_time);
    }
    let channel = &chatter[0].channel;
    let schema = channel.schema.as_ref().unwrap();
    assert_eq!((channel.topic.as_str(), channel.message_encoding.as_str()), ("/chatter", "cdr"));
    assert_eq!(
        (schema.name.as_str(), schema.encoding.as_str()),
        ("std_msgs/msg/String", "ros2msg")
    );
    assert_eq!(String::from_utf8_lossy(&schema.data).trim(), "string data");
    assert_eq!(channel.metadata["topic_type_hash"], Text::type_hash().to_string());
    let profiles = &late[0].channel.metadata["offered_qos_profiles"];
    assert!(
        profiles.starts_with("- history: 1\n  depth: 1\n  reliability: 1\n  durability: 1\n"),
        "{profiles}"
    );
    let summary = mcap::Summary::read(&bytes).unwrap().unwrap();
    assert_eq!(summary.stats.unwrap().message_count, 51);
    assert!(summary.chunk_indexes.iter().all(|chunk| chunk.compression == "zstd"));

    let info = stdout(&["info", &file]);
    for line in ["Complete:     yes", "Messages:     51", "Compression:  zstd"] {
        assert!(info.lines().any(|found| found == line), "{info}");
    }
    let info = json(&["info", "-v", "--json", &file]);
    let size: usize = expected(50).iter().map(Vec::len).sum();
    let topic = &info["topics"][0];
    assert_eq!((&topic["topic"], &topic["messages"]), (&"/chatter".into(), &50.into()));
    assert_eq!((&topic["bytes"], &topic["has_definition"]), (&size.into(), &true.into()));
    assert_eq!((&info["is_complete"], &info["profile"]), (&true.into(), &"ros2".into()));
}

#[test]
fn a_killed_recorder_leaves_what_it_has_written() {
    let folder = tempfile::tempdir().unwrap();
    let (ctx, endpoint) = here();
    let publisher = node(&ctx, "talker").create_pub::<Text>("chatter").build().unwrap();
    let file = path(&folder, "rec.mcap");
    let args = ["-o", &file, "--chunk-size", "4k", "--connect", &endpoint];
    let mut child = record(&ctx, "/chatter", &args);
    publish(&ctx, &publisher, 50);
    // A chunk waits for a second at most.
    let is_written = || json(&["info", "--json", &file])["messages"] == 50;
    wait_until("the last chunk", is_written);
    publisher.publish(&text(50)).unwrap();
    wait_received(&ctx, 51);
    signal(&child, Signal::KILL);
    child.wait().unwrap();
    let info = json(&["info", "--json", &file]);
    assert_eq!((&info["is_complete"], &info["messages"]), (&false.into(), &50.into()));
    assert_eq!(info["broken"], "the end is missing");

    // Whatever is cut off, what stands before it is there.
    let bytes = fs::read(&file).unwrap();
    let cut = path(&folder, "cut.mcap");
    let mut last = 50;
    for len in [bytes.len() * 9 / 10, bytes.len() / 2, bytes.len() / 4, 60] {
        fs::write(&cut, &bytes[..len]).unwrap();
        let messages = json(&["info", "--json", &cut])["messages"].as_u64().unwrap();
        assert!(messages <= last, "{len}");
        last = messages;
    }
    fs::write(&cut, &bytes[..bytes.len() * 3 / 4]).unwrap();
    let whole = path(&folder, "whole.mcap");
    let output = run(&["convert", &cut, "-o", &whole, "--compression", "lz4"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    assert!(said.contains("cut.mcap is not complete (the end is missing)"), "{said}");
    let bytes = fs::read(&whole).unwrap();
    let found = data(&messages(&bytes));
    assert!(found.len() > 10, "{}", found.len());
    assert_eq!(found[..], expected(50)[..found.len()]);
}

#[test]
fn what_was_recorded_is_played_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let file = recorded(&folder, 50);
    let ctx = context().build().unwrap();
    let endpoint = endpoint(&ctx);
    let raw = node(&ctx, "raw").create_raw_sub("renamed", MessageType::of::<Text>());
    let raw = raw.with_depth(100).build().unwrap();
    let late = node(&ctx, "late").create_sub::<Point>("late").build().unwrap();
    let args = [
        "play",
        &file,
        "--rate",
        "10",
        "--remap",
        "chatter:=/renamed",
        "--pool",
        "1M",
        "--connect",
        &endpoint,
    ];
    assert_eq!(stdout(&args), "played 51 messages\n");
    let received: Vec<_> = (0..50).map(|_| raw.recv_timeout(DEADLINE).unwrap().unwrap()).collect();
    let payloads: Vec<_> = received.iter().map(|message| message.bytes().into_owned()).collect();
    assert_eq!(payloads, expected(50));
    assert!(received[0].is_shm() && !received[1].is_shm());
    assert_eq!(late.recv_timeout(DEADLINE).unwrap().unwrap().message().z, 3.0);

    // At the times of the file.
    let bytes = fs::read(&file).unwrap();
    let all = messages(&bytes);
    let length = all.last().unwrap().log_time - all[0].log_time;
    let started = std::time::Instant::now();
    stdout(&["play", &file, "--rate", "0.5", "--topics", "/chatter", "--connect", &endpoint]);
    assert!(started.elapsed() >= Duration::from_nanos(length));

    let (code, said) = failure(&["play", &file, "--remap", "chater:=/x"]);
    assert_eq!(
        (code, said.as_str()),
        (1, "error: no topic `/chater` in the file; did you mean `/chatter`?\n")
    );
}

#[test]
fn folders_of_a_bag_are_read_in_the_order_that_they_say() {
    let folder = tempfile::tempdir().unwrap();
    let file = recorded(&folder, 6);
    let bag = folder.path().join("bag");
    fs::create_dir(&bag).unwrap();
    let bag_name = path(&folder, "bag");
    let (code, said) = failure(&["info", &bag_name]);
    assert_eq!((code, said), (1, format!("error: {bag_name} has no MCAP file\n")));
    let part = |name: &str, args: &[&str]| {
        let part = format!("{bag_name}/{name}.mcap");
        stdout(&[&["convert", &file, "-o", &part], args].concat());
    };
    part("bag_0", &["--topics", "/late"]);
    part("bag_1", &["--topics", "/chatter"]);
    let read = || {
        let whole = path(&folder, "whole.mcap");
        stdout(&["convert", &bag_name, "-o", &whole]);
        let bytes = fs::read(&whole).unwrap();
        fs::remove_file(&whole).unwrap();
        messages(&bytes).iter().map(|message| message.channel.topic.clone()).collect::<Vec<_>>()
    };
    let late = ["/late".to_owned()];
    let chatter = vec!["/chatter".to_owned(); 6];
    assert_eq!(read(), [&late[..], &chatter].concat(), "by name");

    let metadata = |storage: &str, mode: &str| {
        let text = format!(
            "rosbag2_bagfile_information:\n  version: 9\n  storage_identifier: {storage}\n  \
             relative_file_paths:\n    - bag_1.mcap\n    - bag_0.mcap\n  \
             compression_mode: \"{mode}\"\n"
        );
        fs::write(bag.join("metadata.yaml"), text).unwrap();
    };
    metadata("mcap", "");
    assert_eq!(read(), [&chatter[..], &late].concat(), "as the bag says");
    let infos = stdout(&["info", "--json", &bag_name]);
    assert_eq!(infos.lines().count(), 2, "{infos}");
    let (ctx, endpoint) = here();
    let args = ["play", &bag_name, "--rate", "100", "--connect", &endpoint];
    assert_eq!(stdout(&args), "played 7 messages\n");
    drop(ctx);

    metadata("sqlite3", "");
    let (_, said) = failure(&["play", &bag_name]);
    assert!(said.contains("`ros2 bag convert` makes one of `mcap`"), "{said}");
    metadata("mcap", "FILE");
    let (_, said) = failure(&["play", &bag_name]);
    assert!(said.contains("uncompress them"), "{said}");
    fs::write(bag.join("metadata.yaml"), "- 1\n").unwrap();
    let (code, said) = failure(&["play", &bag_name]);
    assert!(code == 1 && said.contains("metadata.yaml: "), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[test]
fn a_player_in_a_loop_ends_by_ctrl_c() {
    let folder = tempfile::tempdir().unwrap();
    let file = recorded(&folder, 4);
    let ctx = context().build().unwrap();
    let endpoint = endpoint(&ctx);
    let subscriber =
        node(&ctx, "listener").create_sub::<Text>("chatter").with_depth(10_000).build().unwrap();
    let mut command = command(&["play", "--loop", "--rate", "100", &file, "--connect", &endpoint]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    for number in 0..20 {
        assert_eq!(*subscriber.recv_timeout(DEADLINE).unwrap().unwrap(), text(number % 4));
    }
    signal(&child, Signal::INT);
    let output = output(child);
    assert!(output.status.success(), "{output:?}");
    assert!(String::from_utf8(output.stdout).unwrap().starts_with("played "));
}

#[test]
fn recordings_are_split_and_put_together() {
    let folder = tempfile::tempdir().unwrap();
    let (ctx, endpoint) = here();
    let publisher = node(&ctx, "talker").create_pub::<Text>("chatter").build().unwrap();
    let file = path(&folder, "rec.mcap");
    let args = [
        "-o",
        &file,
        "--chunk-size",
        "4k",
        "--max-size",
        "10k",
        "--compression",
        "none",
        "--connect",
        &endpoint,
    ];
    let child = record(&ctx, "/chatter", &args);
    publish(&ctx, &publisher, 40);
    signal(&child, Signal::INT);
    let report: serde_json::Value = serde_json::from_slice(&output(child).stdout).unwrap();
    let files: Vec<_> =
        report["files"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
    assert!(files.len() >= 3, "{files:?}");
    assert_eq!(Path::new(files[1]).file_name().unwrap(), "rec_1.mcap");
    let mut found = Vec::new();
    for file in &files {
        let bytes = fs::read(file).unwrap();
        assert!(bytes.len() < 20_000);
        found.extend(data(&messages(&bytes)));
    }
    assert_eq!(found, expected(40));
    let whole = path(&folder, "whole.mcap");
    let mut args = vec!["convert", "-o", &whole];
    args.extend(&files);
    assert!(stdout(&args).starts_with("wrote 40 messages to "));
    let bytes = fs::read(&whole).unwrap();
    assert_eq!(data(&messages(&bytes)), expected(40));
    // In one go, too.
    let mut args = vec!["play", "--rate", "1000", "--spin-time", "0.1", "--connect", &endpoint];
    args.extend(&files);
    assert_eq!(stdout(&args), "played 40 messages\n");

    let none = path(&folder, "none.mcap");
    stdout(&["convert", &whole, "-o", &none, "--exclude", "chat"]);
    assert_eq!(json(&["info", "--json", &none])["messages"], 0);
    let (code, said) = failure(&["convert", &whole, "-o", &none]);
    assert_eq!(code, 1);
    assert!(said.contains("none.mcap is there already"), "{said}");
}

#[test]
fn only_the_chosen_topics_are_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let (ctx, endpoint) = here();
    let talker = node(&ctx, "talker");
    let publishers: Vec<_> = ["/a/one", "/a/two", "/b/one", "/b/_hidden"]
        .into_iter()
        .map(|topic| talker.create_pub::<Text>(topic).build().unwrap())
        .collect();
    for (args, wanted) in [
        (&["/b/one"][..], &["/b/one"][..]),
        (&["--regex", "one$"], &["/a/one", "/b/one"]),
        (&["--exclude", "^/b"], &["/a/one", "/a/two"]),
        (&["b/_hidden"], &["/b/_hidden"]),
    ] {
        let file = path(&folder, &format!("{}.mcap", wanted.join("").replace('/', "_")));
        let mut all = vec!["-o", &file, "--connect", &endpoint];
        all.extend(args);
        let child = record(&ctx, wanted[0], &all);
        for publisher in publishers.iter().filter(|it| wanted.contains(&it.topic())) {
            assert!(publisher.wait_for_subscribers(1, DEADLINE).unwrap());
            publisher.publish(&text(1)).unwrap();
        }
        wait_received(&ctx, wanted.len() as u64);
        signal(&child, Signal::INT);
        assert!(output(child).status.success());
        let info = json(&["info", "--json", &file]);
        let topics: Vec<_> = info["topics"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["topic"].as_str().unwrap())
            .collect();
        assert_eq!(topics, wanted);
        wait_until("the end of the recorder", || ctx.graph().subscribers(wanted[0]).is_empty());
    }
}

#[test]
fn what_nobody_can_read_later_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let (ctx, endpoint) = here();
    let talker = node(&ctx, "talker");
    let _text = talker.create_pub::<Text>("mixed").build().unwrap();
    let _point = talker.create_pub::<Point>("mixed").build().unwrap();
    let unknown = format!("RIHS01_{}", "a1".repeat(32)).parse().unwrap();
    let unknown = MessageType::new("demo_msgs/msg/Thing", unknown);
    let unknown = talker.create_raw_pub("unknown", unknown).build().unwrap();
    let file = path(&folder, "rec.mcap");
    let child = record(&ctx, "/unknown", &["-o", &file, "--connect", &endpoint]);
    assert!(unknown.wait_for_subscribers(1, DEADLINE).unwrap());
    unknown.publish_payload(vec![0, 1, 0, 0, 7]).unwrap();
    wait_received(&ctx, 1);
    signal(&child, Signal::INT);
    let output = output(child);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    assert!(said.contains("warning: /mixed: there are messages of"), "{said}");
    assert!(said.contains("nobody tells the definition of demo_msgs/msg/Thing"), "{said}");
    let bytes = fs::read(&file).unwrap();
    let all = messages(&bytes);
    assert_eq!(data(&all), [[0, 1, 0, 0, 7]]);
    assert!(all[0].channel.schema.as_ref().unwrap().data.is_empty());
}

#[test]
fn files_that_cannot_be_written_or_read_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = path(&folder, "no/folder/rec.mcap");
    let (code, said) = failure(&["record", "-o", &nowhere, "--connect", "tcp/127.0.0.1:1"]);
    assert_eq!(code, 1);
    assert!(said.contains("No such file or directory"), "{said}");
    let other = path(&folder, "other.mcap");
    fs::write(&other, "this is not a recording").unwrap();
    for command in [&["info", &other][..], &["play", &other], &["record", "-o", &other]] {
        let (code, said) = failure(command);
        assert_eq!((code, said.lines().count()), (1, 1), "{said}");
    }
    let (_, said) = failure(&["info", &other]);
    assert_eq!(said, format!("error: {other} is not an MCAP file\n"));
    assert_eq!(fs::read_to_string(&other).unwrap(), "this is not a recording");
}

#[test]
fn a_full_disk_ends_the_recording_and_the_file_does_not_look_whole() {
    let mut can_mount = Command::new("unshare");
    can_mount.args(["--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]);
    if !can_mount.output().is_ok_and(|output| output.status.success()) {
        eprintln!("left out: this user may not mount anything");
        return;
    }
    let (ctx, endpoint) = here();
    let publisher = node(&ctx, "talker").create_pub::<Text>("chatter").build().unwrap();
    let script = "mount -t tmpfs -o size=64k tmpfs /mnt; \
        \"$1\" record -o /mnt/rec.mcap --compression none --chunk-size 8k --connect \"$2\"; \
        echo \"exit $?\"; \"$1\" info --json /mnt/rec.mcap";
    let child = Command::new("unshare")
        .args(["--mount", "sh", "-c", script, "sh", &program(), &endpoint])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    wait_until("the recorder", || !ctx.graph().subscribers("/chatter").is_empty());
    assert!(publisher.wait_for_subscribers(1, DEADLINE).unwrap());
    wait_until("the end of the recorder", || {
        publisher.publish(&text(0)).unwrap();
        ctx.graph().subscribers("/chatter").is_empty()
    });
    let output = output(child);
    let (said, printed) =
        (String::from_utf8(output.stderr).unwrap(), String::from_utf8(output.stdout).unwrap());
    assert!(said.contains("error: /mnt/rec.mcap: No space left on device"), "{said}");
    assert!(printed.contains("exit 1\n"), "{printed}");
    let info: serde_json::Value = serde_json::from_str(printed.lines().last().unwrap()).unwrap();
    assert_eq!(info["is_complete"], false, "{printed}");
    assert!(info["messages"].as_u64().unwrap() > 4, "{printed}");
}

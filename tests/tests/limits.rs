//! Where the system allows little: the documented answer, and no message lost.

use std::process::Command;

use ros_z_msgs::sensor_msgs::PointCloud2;
use ros_z_pub::{Builder, HeapReason, Limit, Outcome, QosProfile};
use ros_z_tests::messages::cloud;
use ros_z_tests::process::{Peer, alone, context, endpoint, wait_until};
use shm_cdr::SizeEstimation;

const PEER: &str = env!("CARGO_BIN_EXE_peer");

/// The peer in a `/dev/shm` that a script has prepared; `None` where that cannot be done.
fn in_a_folder(script: &str, role: &[&str]) -> Option<Peer> {
    let can_mount = |options: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(options).args(["sh", "-c", "mount -t tmpfs tmpfs /dev/shm"]);
        command.output().is_ok_and(|output| output.status.success())
    };
    let options: &[&[&str]] = &[&["--mount"], &["--mount", "--map-root-user"]];
    let options = options.iter().find(|options| can_mount(options))?;
    let program = Peer::command(PEER);
    let mut command = Command::new("unshare");
    command.args(*options).args(["sh", "-ec", &format!("{script}; exec \"$@\"")]).arg("sh");
    Some(Peer::start_command(command.arg(program.get_program()).args(role)))
}

#[test]
fn contexts_work_whatever_dev_shm_is() {
    let _alone = alone();
    let absent = "d=$(mktemp -d); mount -t tmpfs tmpfs $d; \
        for f in null zero random urandom; do touch $d/$f; mount --bind /dev/$f $d/$f; done; \
        mount --bind $d /dev";
    let cases = [
        (absent, "there is no /dev/shm"),
        ("mount -t tmpfs -o ro tmpfs /dev/shm", "/dev/shm is read-only"),
        ("mount -t tmpfs -o size=8k tmpfs /dev/shm", "bytes are needed in /dev/shm and 8192"),
        ("mount -t tmpfs -o size=1m tmpfs /dev/shm", "bytes are needed in /dev/shm and 1048576"),
    ];
    for (script, why) in cases {
        let Some(peer) = in_a_folder(script, &["works", "preferred", "1048576"]) else {
            eprintln!("left out: this user may not mount anything");
            return;
        };
        let said = peer.line();
        assert!(said.starts_with("false 10073 bytes on the heap: there is no pool: "), "{said}");
        assert!(said.contains(why) && said.ends_with(", received true"), "{said}");
        peer.end();
        let peer = in_a_folder(script, &["works", "required", "1048576"]).unwrap();
        let said = peer.line();
        assert!(said.starts_with("error no shared-memory pool of 1048576 bytes: "), "{said}");
        assert!(said.contains(why), "{said}");
        peer.end();
    }
    // No limit at all.
    let script = "mount -t tmpfs -o size=0 tmpfs /dev/shm";
    let peer = in_a_folder(script, &["works", "required", "1048576"]).unwrap();
    assert_eq!(peer.line(), "true 10073 bytes in shared memory, received true");
    peer.end();
}

#[test]
fn contexts_work_however_little_may_be_locked() {
    let _alone = alone();
    for limit in [0, 4096, 64 << 10, 1 << 20, 2 << 20] {
        let limit = limit.to_string();
        let peer = Peer::start(PEER, &["under", &limit, "works", "preferred", "1048576"]);
        let said = peer.line();
        assert!(said.starts_with("false 10073 bytes on the heap: there is no pool: "), "{said}");
        assert!(said.contains(&format!("the limit is {limit};")), "{said}");
        assert!(said.ends_with(", received true"), "{said}");
        peer.end();
    }
    let peer = Peer::start(PEER, &["under", "8388608", "works", "required", "1048576"]);
    assert_eq!(peer.line(), "true 10073 bytes in shared memory, received true");
    peer.end();
}

#[test]
fn without_descriptors_there_is_no_pool_and_no_panic() {
    let _alone = alone();
    let peer = Peer::start(PEER, &["descriptors"]);
    let said: Vec<_> = (0..8).map(|_| peer.line()).collect();
    assert!(said[0].contains("no more files can be opened"), "{said:?}");
    assert!(said[7].ends_with("bytes in shared memory"), "{said:?}");
    peer.end();
}

// The usual pool of 10 MB, read by those who may lock less than that, or nothing.
#[test]
fn subscribers_that_may_lock_little_get_every_message_from_the_first() {
    let _alone = alone();
    for (limit, is_shared) in [(0, false), (64 << 10, false), (2 << 20, true), (8 << 20, true)] {
        let ctx = context().with_shm_enabled().unwrap().build().unwrap();
        let node = ctx.create_node("test").build().unwrap();
        // Over the network, 1 MB may be dropped unless all of it has to arrive.
        let qos = QosProfile::DEFAULT.keep_all();
        let publisher = node.create_pub::<PointCloud2>("cloud").with_qos(qos).build().unwrap();
        let limit_text = limit.to_string();
        let peer = Peer::start(PEER, &["under", &limit_text, "cloud", &endpoint(&ctx), "/cloud"]);
        assert!(publisher.wait_for_subscribers(1, ros_z_tests::process::DEADLINE).unwrap());
        let subscriber = publisher.matched().remove(0);
        wait_until("what the subscriber may", || {
            publisher.shares_memory_with(&subscriber) == Some(is_shared)
        });
        let message = cloud(1 << 20);
        let bytes = message.estimated_serialized_size();
        for sequence in 1..=20 {
            let outcome = publisher.publish(&message).unwrap();
            match outcome {
                Outcome::Shm { .. } => assert!(is_shared, "{outcome}"),
                // It says what it may, and needs.
                Outcome::Heap { reason: HeapReason::Readers { limit: found }, .. } => {
                    let Limit::Memlock { limit: found, .. } = found else { panic!("{found}") };
                    assert_eq!(found, limit);
                }
                outcome => panic!("{outcome}"),
            }
            assert_eq!(peer.line(), format!("cloud {is_shared} {bytes} {sequence} true"));
        }
        let stats = publisher.stats();
        assert_eq!(stats.heap.readers.messages, if is_shared { 0 } else { 20 }, "{stats}");
        peer.end();
    }
}

// Each publisher has books that a subscriber locks in memory when it reads from it.
#[test]
fn a_subscriber_that_may_lock_8_mib_reads_from_one_publisher_after_the_other() {
    let _alone = alone();
    let ctx = context().build().unwrap();
    let endpoint = endpoint(&ctx);
    let peer = Peer::start(PEER, &["under", "8388608", "cloud", &endpoint, "/cloud"]);
    for _ in 0..10 {
        let talker = Peer::start(PEER, &["talk-at", &endpoint, "cloud", "1000000", "10"]);
        talker.line();
        wait_until("a cloud in shared memory", || {
            let line = peer.line();
            assert!(line.ends_with(" true"), "{line}");
            line.starts_with("cloud true ")
        });
        assert!(peer.locked() < 4 << 20, "{}", peer.locked());
        talker.end();
    }
    peer.end();
}

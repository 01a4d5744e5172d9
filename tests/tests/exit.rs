//! What a publisher and a subscriber leave behind when they end: nothing.

use std::time::Duration;

use ros_z_tests::process::{Peer, alone, wait_until};
use rustix::process::{Pid, Signal, kill_process};

const PEER: &str = env!("CARGO_BIN_EXE_peer");

/// Lets two processes share memory, ends them with `end`, and looks for their files.
fn ends_clean(end: impl FnOnce(Peer, Peer)) {
    let _alone = alone();
    let talker = Peer::start(PEER, &["talk", "cloud", "100000"]);
    let listener = Peer::start(PEER, &["cloud", &talker.line(), "cloud"]);
    wait_until("a cloud in shared memory", || listener.line().starts_with("cloud true"));
    let segments = &talker.segments() | &listener.segments();
    // The pool, its chunk headers, and a segment for the handshake of each side.
    assert!(segments.len() >= 4, "{segments:?}");
    assert!(segments.iter().all(|segment| segment.exists()));
    end(talker, listener);
    let left: Vec<_> = segments.iter().filter(|segment| segment.exists()).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn the_publisher_ends_first() {
    ends_clean(|talker, listener| {
        talker.end();
        listener.end();
    });
}

#[test]
fn the_subscriber_ends_first() {
    ends_clean(|talker, listener| {
        listener.end();
        talker.end();
    });
}

#[test]
fn both_end_at_once() {
    ends_clean(|mut talker, mut listener| {
        talker.close();
        listener.close();
        listener.end();
        talker.end();
    });
}

#[test]
fn a_provider_and_nothing_else() {
    let _alone = alone();
    let peer = Peer::start(PEER, &["provider"]);
    let file = std::path::PathBuf::from(peer.line());
    assert!(file.exists());
    peer.end();
    assert!(!file.exists());
}

// While a callback runs and holds a message, in the middle of publishing, or on a signal.
#[test]
fn a_process_ends_within_a_second_however_it_ends() {
    let _alone = alone();
    for (how, code) in [("exit", 7), ("panic", 101), ("return", 0)] {
        let mut command = Peer::command(PEER);
        let mut peer = Peer::start_saying(command.args(["ends", how]), |line| {
            assert_eq!(line, "called true", "{how}");
        });
        let segments = peer.segments();
        assert!(segments.len() >= 2, "{segments:?}");
        match how {
            "exit" => peer.say("now"),
            _ => {
                let process = Pid::from_raw(peer.id() as i32).unwrap();
                kill_process(process, Signal::INT).unwrap();
            }
        }
        let (status, took) = peer.ended();
        assert_eq!(status.code(), Some(code), "{how}");
        assert!(took < Duration::from_secs(1), "{how}: {took:?}");
        let left: Vec<_> = segments.iter().filter(|segment| segment.exists()).collect();
        assert!(left.is_empty(), "{how}: {left:?}");
    }
}

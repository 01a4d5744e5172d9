//! What a publisher and a subscriber leave behind when they end: nothing.

use ros_z_tests::process::{Peer, alone, wait_until};

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

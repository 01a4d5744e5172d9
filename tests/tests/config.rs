//! Settings: three levels, the environment, the limits of the system.

use std::sync::Arc;

use ros_z_msgs::std_msgs;
use ros_z_pub::shm::{ShmConfig, ShmMode, ShmProviderBuilder};
use ros_z_pub::{Builder, Error, HeapReason, Outcome, ZContext};
use ros_z_tests::process::{Peer, alone, context};

const PEER: &str = env!("CARGO_BIN_EXE_peer");
const KIB: usize = 1024;

fn config(threshold: usize) -> ShmConfig {
    ShmConfig::with_pool_size(64 * KIB).unwrap().with_threshold(threshold)
}

/// The threshold of a publisher, told by what it does with messages around it.
fn threshold(publisher: &ros_z_pub::ZPublisher<std_msgs::String>) -> Option<usize> {
    let text = std_msgs::String { data: "x".into() };
    match publisher.publish(&text).unwrap() {
        Outcome::Heap { reason: HeapReason::Disabled, .. } => None,
        Outcome::Heap { reason: HeapReason::BelowThreshold { threshold }, .. } => Some(threshold),
        outcome => panic!("{outcome}"),
    }
}

fn thresholds(ctx: &ZContext) -> Vec<Option<usize>> {
    let mut found = Vec::new();
    let nodes = [
        ctx.create_node("inherits"),
        ctx.create_node("own").with_shm_config(config(2000)),
        ctx.create_node("off").without_shm(),
    ];
    for node in nodes {
        let node = node.build().unwrap();
        let publishers = [
            node.create_pub("inherits"),
            node.create_pub("own").with_shm_config(config(3000)),
            node.create_pub("off").without_shm(),
        ];
        for publisher in publishers {
            found.push(threshold(&publisher.build().unwrap()));
        }
    }
    found
}

#[test]
fn the_publisher_overrides_the_node_and_the_node_the_context() {
    let _alone = alone();
    let own = Some(3000);
    let on = context().with_shm_config(config(1000)).build().unwrap();
    assert_eq!(thresholds(&on), [Some(1000), own, None, Some(2000), own, None, None, own, None]);
    let off = context().build().unwrap();
    assert_eq!(thresholds(&off), [None, own, None, Some(2000), own, None, None, own, None]);
    let without = context().with_shm_config(config(1000)).without_shm().build().unwrap();
    assert_eq!(thresholds(&without), thresholds(&off));
}

#[test]
fn the_order_of_the_calls_does_not_matter() {
    let _alone = alone();
    let contexts = [
        context().with_shm_pool_size(64 * KIB).unwrap().with_shm_threshold(700),
        context().with_shm_threshold(700).with_shm_pool_size(64 * KIB).unwrap(),
        context().with_shm_threshold(700).with_shm_config(config(9)),
        context().with_shm_config(config(9)).with_shm_threshold(700),
    ];
    for ctx in contexts {
        let ctx = ctx.build().unwrap();
        assert_eq!(ctx.shm_threshold(), 700);
        assert!(ctx.is_shm_enabled());
        let node = ctx.create_node("node").build().unwrap();
        assert_eq!(threshold(&node.create_pub("text").build().unwrap()), Some(700));
    }
}

#[test]
fn publishers_share_the_pool_of_their_context() {
    let _alone = alone();
    let ctx = context().with_shm_pool_size(64 * KIB).unwrap().build().unwrap();
    let node = ctx.create_node("node").build().unwrap();
    let large = std_msgs::String { data: "x".repeat(40 * KIB) };
    let first = node.create_pub::<std_msgs::String>("first").build().unwrap();
    let subscriber = node.create_sub::<std_msgs::String>("first").build().unwrap();
    let second = node.create_pub::<std_msgs::String>("second").build().unwrap();
    assert!(first.publish(&large).unwrap().is_shm());
    // The message waits in the queue and holds its part of the pool.
    let outcome = second.publish(&large).unwrap();
    assert!(matches!(outcome, Outcome::Heap { reason: HeapReason::PoolFull, .. }), "{outcome}");
    assert!(subscriber.recv().unwrap().is_shm());
    assert!(second.publish(&large).unwrap().is_shm());
}

#[test]
fn impossible_sizes_and_names_are_typed_errors() {
    for bytes in [0, 1, 100, 4095, u32::MAX as usize + 1, usize::MAX] {
        let sizes = [
            context().with_shm_pool_size(bytes).map(drop),
            ShmConfig::with_pool_size(bytes).map(drop),
            ShmProviderBuilder::new(bytes).build().map(drop),
        ];
        for error in sizes.map(Result::unwrap_err) {
            assert!(
                matches!(error, Error::PoolSize { bytes: found, min: 4096, .. } if found == bytes)
            );
        }
    }
    let provider = {
        let _alone = alone();
        Arc::new(ShmProviderBuilder::new(64 * KIB).build().unwrap())
    };
    let both = context().with_shm_config(ShmConfig::new(provider)).with_shm_pool_size(64 * KIB);
    assert!(matches!(both.unwrap().build().unwrap_err(), Error::Conflict(_)));

    let ctx = context().build().unwrap();
    let node = ctx.create_node("node").build().unwrap();
    for topic in ["", "a b", "1a", "a//b", "~a"] {
        let error = node.create_pub::<std_msgs::String>(topic).build().unwrap_err();
        assert!(matches!(error, Error::InvalidName { what: "topic", .. }), "{error}");
        let error = node.create_sub::<std_msgs::String>(topic).build().unwrap_err();
        assert!(matches!(error, Error::InvalidName { what: "topic", .. }), "{error}");
    }
    let error = ctx.create_node("a/b").build().unwrap_err();
    assert!(matches!(error, Error::InvalidName { what: "node", .. }), "{error}");
    let error = ctx.create_node("a").with_namespace("b//c").build().unwrap_err();
    assert!(matches!(error, Error::InvalidName { what: "namespace", .. }), "{error}");
}

#[test]
fn errors_pass_through_the_result_of_zenoh() {
    fn publish() -> zenoh::Result<()> {
        ShmConfig::with_pool_size(0)?;
        Ok(())
    }
    assert!(publish().unwrap_err().to_string().contains("0 bytes is impossible"));
}

#[test]
fn either_variable_of_the_environment_enables_shared_memory() {
    const SIZE: &str = "ZENOH_SHM_ALLOC_SIZE";
    const THRESHOLD: &str = "ZENOH_SHM_MESSAGE_SIZE_THRESHOLD";
    let cases: [(&[(&str, &str)], &str); 7] = [
        (&[], "none"),
        (&[(SIZE, "1048576")], "threshold 512"),
        (&[(THRESHOLD, "4096")], "threshold 4096"),
        (&[(SIZE, "1048576"), (THRESHOLD, "1")], "threshold 1"),
        (&[(SIZE, "10MB")], "`ZENOH_SHM_ALLOC_SIZE` requires a number of bytes, not `10MB`"),
        (
            &[(SIZE, "1048576"), (THRESHOLD, "-1")],
            "`ZENOH_SHM_MESSAGE_SIZE_THRESHOLD` requires a number of bytes, not `-1`",
        ),
        (&[(SIZE, "")], "`ZENOH_SHM_ALLOC_SIZE` requires a number of bytes, not ``"),
    ];
    for (variables, expected) in cases {
        let mut command = Peer::command(PEER);
        command.env_remove(SIZE).env_remove(THRESHOLD);
        let peer = Peer::start_command(command.arg("environment").envs(variables.to_vec()));
        assert_eq!(peer.line(), expected, "{variables:?}");
    }
}

#[test]
fn the_environment_names_the_domain_unless_the_builder_does() {
    let said = |domain: Option<&str>| {
        let mut command = Peer::command(PEER);
        command.arg("domain").env_remove("ROS_DOMAIN_ID");
        command.envs(domain.map(|domain| ("ROS_DOMAIN_ID", domain)));
        Peer::start_command(&mut command).line()
    };
    for (domain, expected) in
        [(None, "0/cloud/"), (Some(""), "0/cloud/"), (Some("42"), "42/cloud/")]
    {
        let key = said(domain);
        assert!(key.starts_with(expected), "{domain:?}: {key}");
    }
    assert_eq!(said(Some("-1")), "`ROS_DOMAIN_ID` requires the number of a domain, not `-1`");
}

/// What a process says that may lock 8 MiB, the usual limit of ordinary users.
fn under_limit(mode: &str, bytes: usize) -> String {
    let limit = 8 << 20;
    let limit = limit.to_string();
    let peer = Peer::start(PEER, &["under", &limit, "works", mode, &bytes.to_string()]);
    let said = peer.line();
    peer.end();
    said
}

/// The files of Zenoh's that are as large as a pool of `bytes` bytes.
fn files_of_size(bytes: usize) -> Vec<std::path::PathBuf> {
    let files = std::fs::read_dir("/dev/shm").unwrap().filter_map(Result::ok);
    let of_size = files.filter(|file| file.metadata().is_ok_and(|data| data.len() == bytes as u64));
    of_size.map(|file| file.path()).collect()
}

// Zenoh creates the file, fails to lock it, and leaves it.
#[test]
fn a_pool_above_the_limit_of_locked_memory_is_not_made_and_leaves_no_file() {
    // A size that nobody else has.
    let bytes = (10 << 20) + 7 * 4096;
    for (mode, start) in [
        ("preferred", "false 10073 bytes on the heap: there is no pool: "),
        ("required", "error no shared-memory pool of 10514432 bytes: "),
    ] {
        let said = under_limit(mode, bytes);
        assert!(said.starts_with(start), "{said}");
        assert!(said.contains("the limit is 8388608") && said.contains("ulimit -l"), "{said}");
        let left = files_of_size(bytes);
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn a_pool_below_the_limit_of_locked_memory_is_made() {
    for mode in ["preferred", "required"] {
        let said = under_limit(mode, 4 << 20);
        assert!(said.starts_with("true 10073 bytes in shared memory"), "{said}");
    }
}

// 8 MiB hold one of these with Zenoh's books, not two.
#[test]
fn what_is_locked_already_counts() {
    let _alone = alone();
    let peer = Peer::start(PEER, &["under", "8388608", "pools", "3000000", "3000000", "65536"]);
    let made: Vec<_> = (0..3).map(|_| peer.line()).collect();
    assert_eq!(made, ["true", "false", "true"]);
    peer.end();
}

#[test]
fn a_pool_is_preferred_unless_it_is_required() {
    assert_eq!(ShmMode::default(), ShmMode::Preferred);
    // A pool of 10 MB under a limit of 8 MiB, asked for at each level.
    let _alone = alone();
    let peer = Peer::start(PEER, &["under", "8388608", "modes"]);
    let said: Vec<_> = (0..5).map(|_| peer.line()).collect();
    let required = "no shared-memory pool of 10485760 bytes";
    assert_eq!(said, ["false", required, required, required, required]);
    peer.end();
}

//! Shared memory, listed and cleaned.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use ros_z_msgs::std_msgs::String as Text;
use ros_z_pub::Builder;
use serde_json::Value;

use crate::support::{here, json, node, stdout};

/// The segments that are listed, by their paths.
fn listed() -> Vec<(PathBuf, Value)> {
    let segments = json(&["shm", "list", "--json"]);
    let segments = segments.as_array().unwrap().iter();
    segments.map(|it| (it["path"].as_str().unwrap().into(), it.clone())).collect()
}

fn state(path: &Path) -> Option<Value> {
    listed().into_iter().find(|(listed, _)| listed == path).map(|(_, value)| value)
}

/// A file like one of a process that was killed, so old.
fn orphan(name: &str, age: Duration) -> PathBuf {
    let path = Path::new("/dev/shm").join(format!("{name}{}.zenoh", std::process::id()));
    let file = File::create(&path).unwrap();
    file.set_len(4096).unwrap();
    file.set_modified(SystemTime::now() - age).unwrap();
    path
}

#[test]
fn segments_in_use_are_listed_with_their_processes_and_never_removed() {
    let (ctx, _) = here();
    let publisher = node(&ctx, "talker").create_pub::<Text>("chatter").build().unwrap();
    let subscriber = node(&ctx, "listener").create_sub::<Text>("chatter").build().unwrap();
    publisher.publish(&Text { data: "x".repeat(1000) }).unwrap();
    let held = subscriber.recv().unwrap();
    assert!(held.is_shm());
    let own = std::process::id();
    let used: Vec<_> = listed()
        .into_iter()
        .filter(|(_, it)| it["processes"].as_array().unwrap().contains(&own.into()))
        .collect();
    // The pool and the books.
    assert!(used.len() >= 2, "{used:?}");
    let pool = used.iter().find(|(_, it)| it["bytes"].as_u64().unwrap() >= 256 << 10);
    assert!(pool.is_some(), "{used:?}");
    for (path, it) in &used {
        assert_eq!(it["is_orphaned"], false);
        // Also not if it looks old.
        File::open(path).unwrap().set_modified(SystemTime::UNIX_EPOCH).unwrap();
    }
    let left_over = orphan("999", Duration::from_secs(3600));
    let new = orphan("998", Duration::ZERO);
    assert_eq!(state(&left_over).unwrap()["is_orphaned"], true);
    let text = stdout(&["shm", "list"]);
    let name = left_over.file_name().unwrap().to_str().unwrap();
    let row = text.lines().find(|line| line.starts_with(name)).unwrap();
    assert!(row.contains("4.10 KB") && row.contains("orphaned"), "{row}");

    let said = stdout(&["shm", "clean", "--dry-run"]);
    assert!(said.contains(&format!("would remove {}", left_over.display())), "{said}");
    assert!(left_over.exists());
    let said = stdout(&["shm", "clean"]);
    assert!(said.contains(&format!("removed {}", left_over.display())), "{said}");
    assert!(!left_over.exists());
    // Somebody may be making it just now.
    assert!(new.exists());
    fs::remove_file(new).unwrap();
    for (path, _) in &used {
        assert!(path.exists(), "{}", path.display());
    }
    assert_eq!(held.data.len(), 1000);
    publisher.publish(&Text { data: "y".repeat(1000) }).unwrap();
    assert!(subscriber.recv().unwrap().is_shm());
}

// As an open file description of a process in another container, which /proc does not show here.
#[test]
fn what_is_locked_is_in_use_whoever_has_it() {
    let path = orphan("997", Duration::from_secs(3600));
    let file = File::open(&path).unwrap();
    rustix::fs::flock(&file, rustix::fs::FlockOperation::LockShared).unwrap();
    assert_eq!(state(&path).unwrap()["is_orphaned"], false);
    stdout(&["shm", "clean"]);
    assert!(path.exists());
    drop(file);
    stdout(&["shm", "clean"]);
    assert!(!path.exists());
}

//! Shared memory, listed and cleaned.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use ros_z_msgs::std_msgs::String as Text;
use ros_z_pub::Builder;
use ros_z_tests::process::{context, wait_until};
use serde_json::Value;

use crate::support::{json, node, stdout};

/// The size of a pool that no other test has.
const POOL: usize = 317 << 12;

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
    let ctx = context().with_shm_pool_size(POOL).unwrap().build().unwrap();
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
    let is_pool = |it: &Value| it["bytes"].as_u64().unwrap() / 4096 == POOL as u64 / 4096;
    let pool = used.iter().find(|(_, it)| is_pool(it)).map(|(path, _)| path.clone());
    let pool = pool.unwrap_or_else(|| panic!("{used:?}"));
    for (path, it) in &used {
        assert_eq!(it["is_orphaned"], false);
        // Also not if it looks old.
        File::open(path).unwrap().set_modified(SystemTime::UNIX_EPOCH).unwrap();
    }
    let new = orphan("998", Duration::ZERO);
    assert_ne!(state(&new).map(|it| it["is_orphaned"].clone()), Some(true.into()));
    // Every process with Zenoh in it removes them as well, when it starts or ends.
    let name = format!("999{own}.zenoh");
    let mut said = String::new();
    wait_until("a segment that is left over", || {
        orphan("999", Duration::from_secs(3600));
        said = stdout(&["shm", "list"]);
        let row = said.lines().find(|line| line.starts_with(&name));
        row.is_some_and(|row| row.contains("4.10 KB") && row.contains("orphaned"))
    });
    wait_until("what would be removed", || {
        orphan("999", Duration::from_secs(3600));
        said = stdout(&["shm", "clean", "--dry-run"]);
        said.contains(&format!("would remove /dev/shm/{name}"))
    });
    wait_until("what is removed", || {
        orphan("999", Duration::from_secs(3600));
        said = stdout(&["shm", "clean"]);
        said.contains(&format!("removed /dev/shm/{name}"))
    });
    assert!(!Path::new("/dev/shm").join(name).exists());
    // Somebody may be making it just now.
    assert!(!said.contains("/998"), "{said}");
    let _ = fs::remove_file(new);
    // Those of other tests may have ended meanwhile.
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    for (path, _) in &used {
        assert!(path.exists() || !maps.contains(path.to_str().unwrap()), "{}", path.display());
    }
    assert!(pool.exists());
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

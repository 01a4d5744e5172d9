//! Arrays that are too long for the standard library's `Default`.

use shm_cdr::{ShmMessage, ZBuf};

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Pose")]
struct Pose {
    name: String,
    #[shm(default)]
    covariance: [f64; 36],
    #[shm(default)]
    names: [String; 2],
    data: ZBuf,
    short: [u8; 3],
    #[shm(default = 1.5)]
    scale: f32,
}

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Generic")]
struct Generic<T> {
    #[shm(default)]
    values: [T; 40],
    value: T,
}

fn main() {
    let pose = Pose::default();
    assert!(pose.name.is_empty() && pose.names.iter().all(String::is_empty));
    assert_eq!((pose.covariance, pose.short, pose.scale), ([0.0; 36], [0; 3], 1.5));
    assert_eq!(pose.data, ZBuf::empty());
    let generic = Generic::<u16>::default();
    assert_eq!((generic.values, generic.value), ([0; 40], 0));
}

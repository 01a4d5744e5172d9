//! What is allocated, counted.

use ros_z_msgs::nav_msgs::Path;
use ros_z_msgs::sensor_msgs::{JointState, PointCloud2};
use ros_z_msgs::{geometry_msgs, std_msgs, visualization_msgs};
use ros_z_tests::memory::{Counting, asked};
use ros_z_tests::messages::cloud;
use shm_cdr::{ShmMessage, ZBuf};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn path() -> Path {
    let pose = |n: u32| geometry_msgs::PoseStamped {
        header: std_msgs::Header { frame_id: format!("frame {n}"), ..Default::default() },
        ..Default::default()
    };
    Path { poses: (0..100).map(pose).collect(), ..Default::default() }
}

#[test]
fn a_view_allocates_nothing() {
    let large = cloud(10_000_000).to_cdr().unwrap();
    let path = path().to_cdr().unwrap();
    let joints =
        JointState { name: vec!["a".into(); 9], effort: vec![0.5; 9], ..Default::default() };
    let joints = joints.to_cdr().unwrap();
    let bytes = asked(|| {
        let cloud = PointCloud2::view(&large).unwrap();
        assert_eq!(cloud.fields.iter().map(|field| field.name.len()).sum::<usize>(), 1);
        assert_eq!(cloud.data.len(), 10_000_000);
        let path = Path::view(&path).unwrap();
        assert_eq!(path.poses.iter().filter(|pose| pose.header.frame_id.len() == 8).count(), 90);
        assert_eq!(path.poses.get(99).unwrap().header.frame_id, "frame 99");
        let joints = JointState::view(&joints).unwrap();
        assert_eq!(joints.effort.iter().sum::<f64>(), 4.5);
    });
    assert_eq!(bytes, 0);
}

#[test]
fn a_shared_decode_does_not_copy_the_bulk() {
    let payload = ZBuf::from(cloud(1_000_000).to_cdr().unwrap());
    let mut decoded = None;
    let bytes = asked(|| decoded = Some(PointCloud2::from_zbuf(&payload).unwrap()));
    assert!(bytes < 1000, "{bytes}");
    assert_eq!(decoded.unwrap(), cloud(1_000_000));
}

#[test]
fn encoding_allocates_the_message_and_nothing_else() {
    let cloud = cloud(1_000_000);
    let size = shm_cdr::SizeEstimation::estimated_serialized_size(&cloud);
    let mut memory = vec![0; size];
    assert_eq!(asked(|| _ = cloud.write_to(&mut memory.as_mut_slice()).unwrap()), 0);
    assert_eq!(asked(|| drop(cloud.to_cdr().unwrap())), size);
}

/// Every 4 bytes of a message replaced by a huge length.
fn hostile<T: ShmMessage>(message: &T, multiple: usize) {
    let bytes = message.to_cdr().unwrap();
    for at in 4..bytes.len().saturating_sub(3) {
        for length in [u32::MAX, i32::MAX as u32, 1 << 24, bytes.len() as u32] {
            let mut bytes = bytes.clone();
            bytes[at..at + 4].copy_from_slice(&length.to_le_bytes());
            let owned = asked(|| drop(T::from_cdr(&bytes)));
            // The path of the field and the error itself come on top.
            assert!(owned <= multiple * bytes.len() + 1000, "{owned} for {} at {at}", bytes.len());
            assert!(asked(|| drop(T::view(&bytes))) <= 1000);
        }
    }
}

#[test]
fn hostile_lengths_reserve_nothing() {
    hostile(&Path { poses: path().poses[..3].to_vec(), ..Default::default() }, 12);
    hostile(&cloud(100), 12);
    let marker = visualization_msgs::Marker {
        points: vec![Default::default(); 2],
        colors: vec![Default::default(); 2],
        text: "text".into(),
        ..Default::default()
    };
    hostile(&visualization_msgs::MarkerArray { markers: vec![marker; 2] }, 12);
}

//! Messages that both sides of a test can make, to compare what arrived.

use std::hash::{DefaultHasher, Hasher};

use ros_z_msgs::sensor_msgs::{PointCloud2, PointField};
use ros_z_msgs::std_msgs::Header;
use shm_cdr::ShmMessage;
use zenoh_buffers::ZBuf;

/// A cloud with `bytes` bytes of points that depend on their place.
pub fn cloud(bytes: usize) -> PointCloud2 {
    cloud_with(points(bytes).into())
}

/// The bytes of the points of [`cloud`].
pub fn points(bytes: usize) -> Vec<u8> {
    (0..bytes).map(|index| (index % 251) as u8).collect()
}

/// A cloud around these points.
pub fn cloud_with(data: ZBuf) -> PointCloud2 {
    let bytes: usize = data.zslices().map(|slice| slice.len()).sum();
    PointCloud2 {
        header: Header { frame_id: "lidar".into(), ..Default::default() },
        height: 1,
        width: (bytes / 4) as u32,
        fields: vec![PointField {
            name: "x".into(),
            offset: 0,
            datatype: PointField::FLOAT32,
            count: 1,
        }],
        point_step: 4,
        row_step: bytes as u32,
        data,
        is_dense: true,
        ..Default::default()
    }
}

/// A message that a cloud is only a part of.
#[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "test_msgs/msg/Part")]
pub struct Part {
    pub number: u8,
    pub cloud: PointCloud2,
    pub note: String,
}

/// A cloud, and something around it that moves its bytes.
pub fn part(cloud: PointCloud2) -> Part {
    Part { number: 7, cloud, note: "behind the cloud".into() }
}

/// A hash of bytes that is the same in every process.
pub fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

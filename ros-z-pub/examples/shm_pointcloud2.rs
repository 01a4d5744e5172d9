//! Three ways to publish a point cloud with shared memory, and what becomes of each.
//!
//! ```bash
//! cargo run --release --example shm_pointcloud2
//! ```

use std::sync::Arc;
use std::time::{Duration, Instant};

use ros_z_msgs::sensor_msgs::{PointCloud2, PointField};
use ros_z_msgs::std_msgs::Header;
use ros_z_pub::context::{ZContext, ZContextBuilder};
use ros_z_pub::shm::{ShmConfig, ShmProviderBuilder};
use ros_z_pub::{Builder, ZPublisher};
use shm_cdr::SizeEstimation;
use zenoh::Wait;
use zenoh::shm::{PosixShmProviderBackend, ShmProvider};
use zenoh_buffers::ZBuf;
use zenoh_buffers::buffer::Buffer;

/// Bytes of a point: x, y and z as `f32`.
const POINT_STEP: usize = 12;

fn main() -> zenoh::Result<()> {
    ros_z_pub::init_log();
    own_buffer()?;
    automatic()?;
    per_publisher()
}

/// The program allocates a buffer, fills it, and gives it to the message.
///
/// The points stay there: what stands before them in the message is written to the heap, what
/// follows them into the room that is left behind the buffer. The publisher needs no pool.
fn own_buffer() -> zenoh::Result<()> {
    println!("1. points in a shared-memory buffer of the program");
    let provider = ShmProviderBuilder::new(2 << 20).build()?;
    let started = Instant::now();
    let cloud = cloud(100_000, points_in_shm(100_000, &provider)?);
    println!("   {} bytes of points made in {:?}", cloud.data.len(), started.elapsed());

    let ctx = ZContextBuilder::default().build()?;
    let publisher = publisher(&ctx, "cloud/own_buffer")?;
    publish(&publisher, &cloud)
}

/// The context has a pool, and every message of at least the threshold goes through it.
fn automatic() -> zenoh::Result<()> {
    println!("2. a pool for the whole context");
    let ctx = ZContextBuilder::default()
        .with_shm_pool_size(2 << 20)?
        .with_shm_threshold(10_000)
        .build()?;
    println!("   threshold {} bytes", ctx.shm_threshold());
    let publisher = publisher(&ctx, "cloud/automatic")?;
    publish(&publisher, &cloud(50_000, points_on_heap(50_000)))?;
    publish(&publisher, &cloud(100, points_on_heap(100)))
}

/// The context has none, one publisher brings its own.
fn per_publisher() -> zenoh::Result<()> {
    println!("3. a pool for one publisher");
    let ctx = ZContextBuilder::default().build()?;
    let node = ctx.create_node("cloud_publisher").build()?;
    let provider = Arc::new(ShmProviderBuilder::new(2 << 20).build()?);
    let publisher = node
        .create_pub::<PointCloud2>("cloud/per_publisher")
        .with_shm_config(ShmConfig::new(provider).with_threshold(5_000))
        .build()?;
    publish(&publisher, &cloud(30_000, points_on_heap(30_000)))
}

fn publisher(ctx: &ZContext, topic: &str) -> zenoh::Result<ZPublisher<PointCloud2>> {
    let node = ctx.create_node("cloud_publisher").build()?;
    Ok(node.create_pub(topic).build()?)
}

/// Publishes a cloud a few times: the first one also pays for warming up.
fn publish(publisher: &ZPublisher<PointCloud2>, cloud: &PointCloud2) -> zenoh::Result<()> {
    let mut fastest = Duration::MAX;
    let mut outcome = publisher.publish(cloud)?;
    for _ in 0..10 {
        let started = Instant::now();
        outcome = publisher.publish(cloud)?;
        fastest = fastest.min(started.elapsed());
    }
    assert_eq!(outcome.bytes(), cloud.estimated_serialized_size());
    println!("   {outcome}; fastest of 10 calls {fastest:?}");
    Ok(())
}

/// The point of number `index` on a spiral, as it stands in the data of a cloud.
fn point(index: usize) -> [u8; POINT_STEP] {
    let turn = index as f32 * 0.02;
    let coordinates = [turn.cos() * (1.0 + turn), turn.sin() * (1.0 + turn), turn * 0.1];
    let mut bytes = [0; POINT_STEP];
    for (place, value) in bytes.chunks_exact_mut(4).zip(coordinates) {
        place.copy_from_slice(&value.to_le_bytes());
    }
    bytes
}

fn points_in_shm(
    count: usize,
    provider: &ShmProvider<PosixShmProviderBackend>,
) -> zenoh::Result<ZBuf> {
    let mut buffer = provider.alloc(count * POINT_STEP).wait()?;
    for (index, place) in buffer.chunks_exact_mut(POINT_STEP).enumerate() {
        place.copy_from_slice(&point(index));
    }
    Ok(ZBuf::from(buffer))
}

fn points_on_heap(count: usize) -> ZBuf {
    (0..count).flat_map(point).collect::<Vec<u8>>().into()
}

fn cloud(count: usize, data: ZBuf) -> PointCloud2 {
    let field = |(index, name): (u32, &str)| PointField {
        name: name.into(),
        offset: 4 * index,
        datatype: PointField::FLOAT32,
        count: 1,
    };
    PointCloud2 {
        header: Header { frame_id: "map".into(), ..Default::default() },
        height: 1,
        width: count as u32,
        fields: (0..).zip(["x", "y", "z"]).map(field).collect(),
        is_bigendian: false,
        point_step: POINT_STEP as u32,
        row_step: (count * POINT_STEP) as u32,
        data,
        is_dense: true,
    }
}

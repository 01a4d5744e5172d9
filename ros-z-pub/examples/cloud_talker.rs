//! Publishes a point cloud of 1 MB thirty times a second, until Ctrl-C.
//!
//! ```bash
//! cargo run --release --example cloud_talker [-- BYTES [HERTZ]]
//! ```

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use ros_z_msgs::points::{CloudError, PointXyz};
use ros_z_msgs::sensor_msgs::PointCloud2;
use ros_z_msgs::std_msgs::Header;
use ros_z_pub::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    ros_z_pub::init_log();
    let mut args = std::env::args().skip(1);
    let bytes: usize = args.next().map_or(Ok(1 << 20), |arg| arg.parse())?;
    let hertz: f64 = args.next().map_or(Ok(30.0), |arg| arg.parse())?;

    let running = Arc::new(AtomicBool::new(true));
    let stop = running.clone();
    ctrlc::set_handler(move || stop.store(false, Ordering::Relaxed))?;

    // Room for what a subscriber holds beside what is being written.
    let ctx = ZContextBuilder::default().with_shm_pool_size((6 * bytes).max(1 << 20))?.build()?;
    let node = ctx.create_node("cloud_talker").build()?;
    let publisher = node.create_pub::<PointCloud2>("cloud").build()?;
    println!("publishing {bytes} bytes of points on {} at {hertz} Hz", publisher.topic());

    let mut cloud = cloud(bytes)?;
    let period = Duration::from_secs_f64(1.0 / hertz);
    let mut next = Instant::now();
    let mut count = 0u64;
    while running.load(Ordering::Relaxed) {
        cloud.header = Header::stamped("lidar");
        let started = Instant::now();
        let outcome = publisher.publish(&cloud)?;
        count += 1;
        println!("{count}: {outcome}, published in {:?}", started.elapsed());
        next += period;
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
    }
    println!("published {count} clouds");
    Ok(())
}

/// A cloud with so many bytes of points, each farther away than the one before.
fn cloud(bytes: usize) -> Result<PointCloud2, CloudError> {
    let point = |index: usize| PointXyz { x: index as f32, ..Default::default() };
    let points: Vec<_> = (0..bytes / size_of::<PointXyz>()).map(point).collect();
    PointCloud2::from_points(&points)
}

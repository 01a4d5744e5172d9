//! Publishes a point cloud of 1 MB thirty times a second, until Ctrl-C.
//!
//! ```bash
//! cargo run --release --example cloud_talker [-- BYTES [HERTZ]]
//! ```

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use ros_z_msgs::builtin_interfaces::Time;
use ros_z_msgs::sensor_msgs::{PointCloud2, PointField};
use ros_z_pub::{Builder, context::ZContextBuilder};

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

    let mut cloud = cloud(bytes);
    let period = Duration::from_secs_f64(1.0 / hertz);
    let mut next = Instant::now();
    let mut count = 0u64;
    while running.load(Ordering::Relaxed) {
        cloud.header.stamp = now();
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

fn now() -> Time {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time { sec: since_epoch.as_secs() as i32, nanosec: since_epoch.subsec_nanos() }
}

fn cloud(bytes: usize) -> PointCloud2 {
    let points = bytes / 12;
    let field = |(index, name): (u32, &str)| PointField {
        name: name.into(),
        offset: 4 * index,
        datatype: PointField::FLOAT32,
        count: 1,
    };
    let data: Vec<u8> = (0..3 * points).flat_map(|number| (number as f32).to_le_bytes()).collect();
    PointCloud2 {
        height: 1,
        width: points as u32,
        fields: (0..).zip(["x", "y", "z"]).map(field).collect(),
        point_step: 12,
        row_step: 12 * points as u32,
        data: data.into(),
        is_dense: true,
        ..Default::default()
    }
}

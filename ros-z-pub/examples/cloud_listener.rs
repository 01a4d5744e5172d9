//! Receives point clouds and tells, for each, how it came; until Ctrl-C.
//!
//! ```bash
//! cargo run --release --example cloud_listener [-- TOPIC]
//! ```

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

use ros_z_msgs::sensor_msgs::PointCloud2;
use ros_z_pub::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    ros_z_pub::init_log();
    let running = Arc::new(AtomicBool::new(true));
    let stop = running.clone();
    ctrlc::set_handler(move || stop.store(false, Ordering::Relaxed))?;

    let topic = std::env::args().nth(1).unwrap_or_else(|| "cloud".into());
    let ctx = ZContextBuilder::default().build()?;
    let node = ctx.create_node("cloud_listener").build()?;
    let subscriber = node.create_sub::<PointCloud2>(topic).build()?;
    println!("listening on {}", subscriber.topic());

    let mut count = 0u64;
    let mut last: Option<Instant> = None;
    while running.load(Ordering::Relaxed) {
        let cloud = match subscriber.recv_timeout(Duration::from_millis(100)) {
            Ok(Some(cloud)) => cloud,
            Ok(None) => continue,
            Err(error) => {
                eprintln!("{error}");
                continue;
            }
        };
        let arrived = Instant::now();
        let latency =
            cloud.source_time().and_then(|sent| SystemTime::now().duration_since(sent).ok());
        let rate =
            last.replace(arrived).map(|last| 1.0 / arrived.duration_since(last).as_secs_f64());
        count += 1;
        println!(
            "{count}: {} points, {} bytes through {}, latency {}, {}",
            cloud.width * cloud.height,
            cloud.payload_len(),
            if cloud.is_shm() { "shared memory" } else { "the network" },
            latency.map_or("unknown".into(), |latency| format!("{latency:?}")),
            rate.map_or("first".into(), |rate| format!("{rate:.1} Hz")),
        );
    }
    println!("received {count} clouds");
    Ok(())
}

//! Receives point clouds, keeps every second point, and publishes what is left: read in the
//! memory of the one publisher, written in the memory of the other.
//!
//! Each in a terminal of its own; Ctrl-C ends them:
//!
//! ```bash
//! cargo run --release --example cloud_talker
//! cargo run --release --example cloud_relay
//! cargo run --release --example cloud_listener -- cloud_thinned
//! ```

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ros_z_msgs::sensor_msgs::PointCloud2;
use ros_z_pub::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    ros_z_pub::init_log();
    let running = Arc::new(AtomicBool::new(true));
    let stop = running.clone();
    ctrlc::set_handler(move || stop.store(false, Ordering::Relaxed))?;

    let ctx = ZContextBuilder::default().with_shm_enabled()?.build()?;
    let node = ctx.create_node("cloud_relay").build()?;
    let subscriber = node.create_sub::<PointCloud2>("cloud").in_place().build()?;
    let publisher = node.create_pub::<PointCloud2>("cloud_thinned").build()?;
    println!("thinning {} on {}", subscriber.topic(), publisher.topic());

    let data = PointCloud2::fields().data;
    let mut count = 0u64;
    while running.load(Ordering::Relaxed) {
        let Some(received) = subscriber.recv_timeout(Duration::from_millis(100))? else { continue };
        let cloud = received.view()?;
        let step = cloud.point_step as usize;
        if step == 0 {
            eprintln!("a cloud has points of no bytes");
            continue;
        }
        let kept = cloud.data.chunks_exact(step).step_by(2).len();

        // The points are the only large part, and the only one that is not taken over.
        let thinned = PointCloud2 {
            height: 1,
            width: kept as u32,
            row_step: (kept * step) as u32,
            data: ZBuf::default(),
            ..received.to_message()?
        };
        let mut loan = publisher.loan(&thinned).reserve_unzeroed(data, kept * step).build()?;
        let places = loan.slice_mut(data)?.chunks_exact_mut(step);
        for (place, point) in places.zip(cloud.data.chunks_exact(step).step_by(2)) {
            place.copy_from_slice(point);
        }
        let outcome = loan.publish()?;
        count += 1;
        println!(
            "{count}: {kept} points, received in shared memory: {}, {outcome}",
            received.is_shm()
        );
    }
    println!("relayed {count} clouds");
    Ok(())
}

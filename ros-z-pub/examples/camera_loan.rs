//! A camera that fills its frames where they will be read, sixty times a second, and a viewer
//! that reads them there.
//!
//! Start both, in any order; Ctrl-C ends them:
//!
//! ```bash
//! cargo run --release --example camera_loan
//! cargo run --release --example camera_loan -- view
//! ```

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

use ros_z_msgs::builtin_interfaces::Time;
use ros_z_msgs::sensor_msgs::Image;
use ros_z_msgs::std_msgs::Header;
use ros_z_pub::prelude::*;

const WIDTH: u32 = 1920;
const HEIGHT: u32 = 1080;
const FRAME: usize = (3 * WIDTH * HEIGHT) as usize;

fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    ros_z_pub::init_log();
    let running = Arc::new(AtomicBool::new(true));
    let stop = running.clone();
    ctrlc::set_handler(move || stop.store(false, Ordering::Relaxed))?;
    match std::env::args().nth(1).as_deref() {
        None => camera(&running),
        Some("view") => view(&running),
        Some(other) => Err(format!("`view` or nothing, not `{other}`").into()),
    }
}

fn camera(running: &AtomicBool) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let ctx = ZContextBuilder::default().with_shm_pool_size(6 * FRAME)?.build()?;
    let node = ctx.create_node("camera").build()?;
    let publisher = node.create_pub::<Image>("image").build()?;
    println!("publishing {WIDTH}x{HEIGHT} on {}", publisher.topic());

    // All but the pixels, which no frame has before it is lent.
    let image =
        Image { header: Header::stamped("camera"), ..Image::layout_of(WIDTH, HEIGHT, "rgb8")? };
    let fields = Image::fields();
    let period = Duration::from_secs(1) / 60;
    let mut next = Instant::now();
    let mut count = 0u64;
    while running.load(Ordering::Relaxed) {
        let mut frame =
            publisher.loan(&image).reserve_unzeroed(fields.data, image.data_size()).build()?;
        expose(frame.slice_mut(fields.data)?, count);
        frame.set(fields.header.stamp, &Time::now());
        let started = Instant::now();
        let outcome = frame.publish()?;
        count += 1;
        if count % 60 == 1 {
            println!("{count}: {outcome}, published in {:?}", started.elapsed());
        }
        next += period;
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
    }
    println!("published {count} frames");
    Ok(())
}

fn view(running: &AtomicBool) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let ctx = ZContextBuilder::default().build()?;
    let node = ctx.create_node("viewer").build()?;
    let subscriber = node.create_sub::<Image>("image").with_depth(2).in_place().build()?;
    println!("viewing {}", subscriber.topic());

    let mut count = 0u64;
    while running.load(Ordering::Relaxed) {
        let Some(frame) = subscriber.recv_timeout(Duration::from_millis(100))? else { continue };
        let latency =
            frame.source_time().and_then(|sent| SystemTime::now().duration_since(sent).ok());
        let image = frame.view()?;
        let number = image.data.first().copied().unwrap_or(0);
        let is_whole = image.data.iter().all(|byte| *byte == number);
        count += 1;
        if count % 60 == 1 {
            println!(
                "{count}: {}x{} from `{}`, shared memory: {}, copied: {}, whole: {is_whole}, {}",
                image.width,
                image.height,
                image.header.frame_id,
                frame.is_shm(),
                frame.is_gathered(),
                latency.map_or("no source time".into(), |latency| format!("after {latency:?}")),
            );
        }
    }
    println!("viewed {count} frames");
    Ok(())
}

/// What a driver does with the memory that it is given: the whole frame in one color.
fn expose(pixels: &mut [u8], count: u64) {
    pixels.fill(count as u8);
}

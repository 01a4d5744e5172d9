//! Publishes images by loans and many small messages, for `ros-z record` and `ros-z topic hz` to
//! keep up with; says how many messages it has published.
//!
//! ```bash
//! cargo run --release -p ros-z-cli --example traffic -- SECONDS BYTES HERTZ TOPICS
//! ```
//!
//! By default, 8 MB at 60 Hz and 100 topics at 100 Hz, for a minute. The images are noise, which no
//! compression makes smaller.

use std::thread;
use std::time::{Duration, Instant};

use ros_z_msgs::sensor_msgs::Image;
use ros_z_msgs::std_msgs::Header;
use ros_z_pub::{Builder, ZContextBuilder};
use shm_cdr::ShmMessage;

/// Calls `publish` so many times a second until `end`, and returns how often.
fn repeat(
    hertz: u32,
    end: Instant,
    mut publish: impl FnMut(u32) -> ros_z_pub::Result<()>,
) -> ros_z_pub::Result<u64> {
    let started = Instant::now();
    let mut count = 0;
    loop {
        let next = started + Duration::from_secs(1) * count / hertz;
        if next >= end {
            return Ok(count.into());
        }
        thread::sleep(next.saturating_duration_since(Instant::now()));
        publish(count)?;
        count += 1;
    }
}

/// Numbers of a linear congruential generator: no two images are alike.
fn noise(len: usize) -> Vec<u8> {
    let next = |state: &u64| Some(state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1));
    std::iter::successors(Some(1), next).map(|state| (state >> 56) as u8).take(len).collect()
}

fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let args: Vec<u32> =
        std::env::args().skip(1).map(|arg| arg.parse()).collect::<Result<_, _>>()?;
    let arg = |index: usize, default: u32| args.get(index).copied().unwrap_or(default);
    let (seconds, bytes, hertz, topics) = (arg(0, 60), arg(1, 8_000_000), arg(2, 60), arg(3, 100));
    let bytes = bytes as usize;
    let ctx = ZContextBuilder::default().with_shm_pool_size(bytes * 12 + (1 << 20))?.build()?;
    let node = ctx.create_node("traffic").build()?;
    let camera = node.create_pub::<Image>("camera").build()?;
    let small = (0..topics)
        .map(|number| node.create_pub::<Header>(format!("small_{number}")).build())
        .collect::<ros_z_pub::Result<Vec<_>>>()?;
    if !camera.wait_for_subscribers(1, Duration::from_secs(60))? {
        return Err("nobody subscribes".into());
    }
    for publisher in &small {
        publisher.wait_for_subscribers(1, Duration::from_secs(10))?;
    }
    let noise = noise(2 * bytes);
    let end = Instant::now() + Duration::from_secs(seconds.into());
    let (images, headers) = thread::scope(|scope| {
        let images = scope.spawn(|| {
            repeat(hertz, end, |number| {
                let image = Image { height: 1, width: bytes as u32, ..Default::default() };
                let fields = Image::fields();
                let mut loan = camera.loan(&image).reserve_unzeroed(fields.data, bytes).build()?;
                let start = number as usize * 7919 % (bytes + 1);
                loan.slice_mut(fields.data)?.copy_from_slice(&noise[start..start + bytes]);
                loan.publish().map(drop)
            })
        });
        let headers = repeat(100, end, |number| {
            let header = Header { frame_id: number.to_string(), ..Default::default() };
            small.iter().try_for_each(|publisher| publisher.publish(&header).map(drop))
        });
        (images.join(), headers)
    });
    let images = images.map_err(|_| "the camera panicked")??;
    println!("published {images} images, {} headers", headers? * u64::from(topics));
    println!("{}", camera.stats());
    // What is under way arrives.
    thread::sleep(Duration::from_secs(1));
    Ok(())
}

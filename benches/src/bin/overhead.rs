//! What the layers above Zenoh add to a call, within one process: publishing a kilobyte, beside
//! Zenoh by itself, and the view of a received message of each size.

use std::hint::black_box;
use std::time::{Duration, Instant};

use benches::latency::error::Result;
use ros_z_msgs::sensor_msgs::PointCloud2;
use ros_z_pub::shm::{ShmMode, ShmProviderBuilder};
use ros_z_pub::{Builder, ZContext, context::ZContextBuilder};
use shm_cdr::{ShmMessage, ZBuf};
use zenoh::Wait;
use zenoh::qos::CongestionControl;

/// Calls that are timed together, since a clock is read slower than some of them run.
const BATCH: u32 = 50;
/// Times that each call is timed, in turn with the others.
const ROUNDS: usize = 400;

const DATA: usize = 1 << 10;

fn main() -> Result<()> {
    publish()?;
    view()
}

fn context(pool: usize) -> Result<ZContext> {
    let builder = ZContextBuilder::default()
        .with_listen_endpoints(["tcp/127.0.0.1:0"])
        .with_shm_pool_size(pool)?
        .with_shm_mode(ShmMode::Required);
    Ok(builder.build()?)
}

fn cloud(bytes: usize) -> PointCloud2 {
    PointCloud2 { data: ZBuf::from(vec![7; bytes]), ..Default::default() }
}

/// Without a subscriber, so that what Zenoh does with a message is the least part.
fn publish() -> Result<()> {
    let ctx = context(1 << 20)?;
    let node = ctx.create_node("overhead").build()?;
    let publisher = node.create_pub::<PointCloud2>("cloud").build()?;
    let message = cloud(DATA);
    let without = PointCloud2 { data: ZBuf::default(), ..message.clone() };
    let data = PointCloud2::fields().data;

    let provider = ShmProviderBuilder::new(1 << 20).build()?;
    let session = ctx.session();
    let raw = session.declare_publisher("raw").congestion_control(CongestionControl::Drop);
    let raw = raw.wait().map_err(|error| error.to_string())?;
    let bytes = message.to_cdr()?;
    let attachment = [7; 33];

    let calls: [(&str, &dyn Fn()); 3] = [
        ("Zenoh: collect, allocate, copy, put with an attachment", &|| {
            provider.garbage_collect();
            if let Ok(mut buffer) = provider.alloc(bytes.len()).wait() {
                buffer.copy_from_slice(&bytes);
                drop(black_box(raw.put(buffer).attachment(attachment).wait()));
            }
        }),
        ("publish", &|| drop(black_box(publisher.publish(&message)))),
        ("loan, filled and published", &|| {
            let loan = publisher.loan(&without).reserve_unzeroed(data, DATA).build();
            if let Ok(mut loan) = loan {
                if let Ok(room) = loan.slice_mut(data) {
                    room.fill(7);
                }
                drop(black_box(loan.publish()));
            }
        }),
    ];
    if !publisher.publish(&message)?.is_shm() {
        return Err("a message did not go through shared memory".into());
    }
    let mut times: [Vec<f64>; 3] = Default::default();
    for _ in 0..ROUNDS {
        for ((_, call), times) in calls.iter().zip(&mut times) {
            let started = Instant::now();
            (0..BATCH).for_each(|_| call());
            times.push(nanos(started) / f64::from(BATCH));
        }
    }
    println!("A cloud of {DATA} bytes, nobody subscribes; ns for a call, median");
    let medians = times.map(median);
    for ((name, _), time) in calls.iter().zip(medians) {
        println!("{time:8.0}  {:+6.0}  {name}", time - medians[0]);
    }
    Ok(())
}

fn view() -> Result<()> {
    const SIZES: [usize; 5] = [1 << 10, 64 << 10, 1 << 20, 8 << 20, 32 << 20];
    let ctx = context(40 << 20)?;
    let node = ctx.create_node("overhead").build()?;
    println!("\nThe view of a received cloud; ns, median");
    for bytes in SIZES {
        let publisher = node.create_pub::<PointCloud2>("cloud").build()?;
        let subscriber = node.create_sub::<PointCloud2>("cloud").in_place().build()?;
        publisher.wait_for_subscribers(1, Duration::from_secs(5))?;
        publisher.publish(&cloud(bytes))?;
        let Some(received) = subscriber.recv_timeout(Duration::from_secs(5))? else {
            return Err("no message".into());
        };
        if !received.is_shm() || received.view()?.data.len() != bytes {
            return Err("the message is not in shared memory".into());
        }
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            let started = Instant::now();
            (0..BATCH).for_each(|_| drop(black_box(received.view())));
            times.push(nanos(started) / f64::from(BATCH));
        }
        println!("{:8.0}  {bytes} bytes", median(times));
    }
    Ok(())
}

fn nanos(started: Instant) -> f64 {
    started.elapsed().as_nanos() as f64
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

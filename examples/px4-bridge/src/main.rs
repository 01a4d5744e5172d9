//! Tells a vehicle with PX4 where it is, and prints its state.
//!
//! The definitions of the messages are in `interfaces`; `build.rs` makes structs of them.
//!
//! ```bash
//! cargo run --manifest-path examples/px4-bridge/Cargo.toml
//! ```

use std::time::{Duration, Instant};

use ros_z_pub::prelude::*;

mod interfaces {
    include!(concat!(env!("OUT_DIR"), "/interfaces.rs"));
}

use interfaces::px4_msgs::msg::{VehicleOdometry, VehicleStatus};

fn main() -> ros_z_pub::Result<()> {
    ros_z_pub::init_log();
    let start = Instant::now();
    let ctx = ZContextBuilder::default().build()?;
    let node = ctx.create_node("px4_bridge").build()?;
    let odometry = node
        .create_pub::<VehicleOdometry>("/fmu/in/vehicle_visual_odometry")
        .with_qos(QosProfile::SENSOR_DATA)
        .build()?;
    // PX4 puts the version of a message that has changed behind the name of its topic.
    let topic = format!("/fmu/out/vehicle_status_v{}", VehicleStatus::MESSAGE_VERSION);
    let status =
        node.create_sub::<VehicleStatus>(&topic).with_qos(QosProfile::SENSOR_DATA).build()?;
    println!("waiting for {topic}");
    loop {
        if let Some(status) = status.recv_timeout(Duration::from_millis(100))? {
            let armed = status.arming_state == VehicleStatus::ARMING_STATE_ARMED;
            println!("armed: {armed}, navigation state {}", status.nav_state);
        }
        let now = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
        odometry.publish(&VehicleOdometry {
            timestamp: now,
            timestamp_sample: now,
            pose_frame: VehicleOdometry::POSE_FRAME_NED,
            q: [1.0, 0.0, 0.0, 0.0],
            velocity: [f32::NAN; 3],
            angular_velocity: [f32::NAN; 3],
            ..Default::default()
        })?;
    }
}

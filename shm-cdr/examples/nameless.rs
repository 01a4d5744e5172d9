//! A library of messages without ROS names, which optimized builds must leave alone.

#![allow(missing_docs)]

use shm_cdr::ShmMessage;

#[derive(ShmMessage)]
pub struct Meters(f64);

#[derive(ShmMessage)]
pub struct Point {
    pub distance: Meters,
    pub label: String,
}

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Points")]
pub struct Points {
    pub points: Vec<Point>,
}

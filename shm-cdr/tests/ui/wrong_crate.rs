use shm_cdr::ShmMessage;

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Reading", crate = nowhere::shm_cdr)]
struct Reading {
    values: Vec<f64>,
}

fn main() {}

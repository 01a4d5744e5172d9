use shm_cdr::{ShmMessage, SizeEstimation};

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Reading", size = wrong)]
struct Reading {
    values: Vec<f64>,
}

impl SizeEstimation for Reading {
    fn estimated_serialized_size(&self) -> usize {
        100
    }
}

fn main() {
    let _ = Reading { values: vec![1.0] }.to_cdr();
}

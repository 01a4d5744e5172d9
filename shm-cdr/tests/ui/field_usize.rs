use shm_cdr::ShmMessage;

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Counts")]
struct Counts {
    counts: Vec<usize>,
}

fn main() {
    let _ = Counts { counts: vec![1] }.to_cdr();
}

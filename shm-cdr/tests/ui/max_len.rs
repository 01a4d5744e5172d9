use shm_cdr::ShmMessage;

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Reading")]
struct Reading {
    #[shm(max_len = 4)]
    value: f64,
    #[shm(max_len = 4)]
    values: [f64; 3],
}

fn main() {
    let _ = Reading { value: 1.0, values: [2.0; 3] }.to_cdr();
}

use shm_cdr::ShmMessage;

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Reading")]
struct Reading {
    #[shm(kind = "byte")]
    value: f64,
}

fn main() {
    let _ = Reading { value: 0.5 }.to_cdr();
}

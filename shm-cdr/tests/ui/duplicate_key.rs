use shm_cdr::ShmMessage;

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Reading", type_name = "demo_msgs/msg/Value")]
#[shm(view = Seen)]
#[shm(view = SeenAgain)]
struct Reading {
    #[shm(max_len = 4, max_len = 5)]
    sensor: String,
}

fn main() {
    let _ = Reading { sensor: String::new() }.to_cdr();
}

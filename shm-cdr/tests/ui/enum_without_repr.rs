use shm_cdr::ShmMessage;

#[derive(ShmMessage)]
enum Level {
    Low,
    High,
}

#[derive(ShmMessage)]
#[repr(usize)]
enum Size {
    Small,
    Large = 1 << 40,
}

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/State")]
struct State {
    level: Level,
    sizes: Vec<Size>,
}

fn main() {
    let _ = State { level: Level::Low, sizes: vec![Size::Small] }.to_cdr();
}

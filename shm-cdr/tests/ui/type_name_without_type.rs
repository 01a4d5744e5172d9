use shm_cdr::ShmMessage;

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Meters")]
struct Meters(f64);

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Level")]
#[repr(u8)]
enum Level {
    Low,
    High,
}

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/State")]
struct State {
    distance: Meters,
    level: Level,
}

fn main() {
    let _ = State { distance: Meters(1.0), level: Level::Low }.to_cdr();
}

use shm_cdr::ShmMessage;

#[derive(ShmMessage)]
#[repr(u8)]
enum Command {
    Stop,
    Turn(f64),
    Move { distance: f64 },
}

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Order")]
struct Order {
    command: Command,
}

fn main() {
    let _ = Order { command: Command::Turn(1.0) }.to_cdr();
}

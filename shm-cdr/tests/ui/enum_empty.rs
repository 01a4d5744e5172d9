use shm_cdr::ShmMessage;

#[derive(ShmMessage)]
enum Nothing {}

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/State")]
struct State {
    nothing: Nothing,
}

fn main() {
    let _ = State::from_cdr(&[]);
}

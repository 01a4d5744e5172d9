use shm_cdr::ShmMessage;

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Letter")]
struct Letter {
    id: u32,
    letter: char,
}

fn main() {
    let _ = Letter { id: 1, letter: 'a' }.to_cdr();
}

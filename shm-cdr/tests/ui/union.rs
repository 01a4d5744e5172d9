use shm_cdr::ShmMessage;

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Number")]
union Number {
    integer: u32,
    float: f32,
}

fn main() {
    let _ = Number { integer: 1 }.to_cdr();
}

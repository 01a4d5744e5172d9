use shm_cdr::ShmMessage;

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Span")]
struct Span {
    ends: (f64, f64),
}

fn main() {
    let _ = Span { ends: (0.0, 1.0) }.to_cdr();
}

use shm_cdr::ShmMessage;

struct Inner {
    value: f64,
}

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Outer")]
struct Outer {
    inner: Inner,
}

fn main() {
    let _ = Outer { inner: Inner { value: 1.0 } }.to_cdr();
}

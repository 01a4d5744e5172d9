use shm_cdr::ShmMessage;

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Pair")]
struct Pair(f64, f64);

fn main() {
    let _ = Pair(1.0, 2.0).to_cdr();
    let _ = Pair::from_cdr(&[]);
}

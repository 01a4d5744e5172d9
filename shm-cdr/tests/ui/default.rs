use shm_cdr::ShmMessage;

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Pose")]
struct LongArrayWithoutAttribute {
    #[shm(default = 1.0)]
    scale: f64,
    covariance: [f64; 36],
}

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Text")]
struct NoArray {
    #[shm(default)]
    text: String,
}

fn main() {
    let _ = (LongArrayWithoutAttribute::default(), NoArray::default());
}

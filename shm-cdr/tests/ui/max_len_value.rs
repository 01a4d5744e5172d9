use shm_cdr::ShmMessage;

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Reading")]
struct Reading {
    #[shm(max_len = "4")]
    text: String,
    #[shm(max_len = -1)]
    values: Vec<f64>,
}

fn main() {
    let _ = Reading { text: String::new(), values: vec![2.0; 3] }.to_cdr();
}

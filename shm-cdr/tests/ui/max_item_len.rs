use shm_cdr::ShmMessage;

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Reading")]
struct Reading {
    #[shm(max_item_len = 4)]
    values: Vec<f64>,
    #[shm(max_item_len = 4)]
    text: String,
}

fn main() {
    let _ = Reading { values: vec![2.0; 3], text: String::new() }.to_cdr();
}

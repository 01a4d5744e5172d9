use shm_cdr::ShmMessage;

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Reading", max_len = 3)]
struct Reading {
    #[shm(max_length = 4)]
    sensor: String,
    #[shm(type_name = "demo_msgs/msg/Values")]
    values: Vec<f64>,
}

fn main() {
    let reading = Reading { sensor: String::new(), values: vec![1.0] };
    let bytes = reading.to_cdr().unwrap();
    let view: ReadingView<'_> = Reading::view(&bytes).unwrap();
    let _ = view.sensor.len();
}

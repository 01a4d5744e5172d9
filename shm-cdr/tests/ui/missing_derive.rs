use shm_cdr::ShmMessage;

struct Reading {
    values: Vec<f64>,
}

fn publish(message: &impl ShmMessage) {
    let _ = message.to_cdr();
}

fn main() {
    publish(&Reading { values: vec![1.0] });
}

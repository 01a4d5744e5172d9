use std::collections::HashMap;

use shm_cdr::ShmMessage;

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Table")]
struct Table {
    entries: HashMap<String, f64>,
}

fn main() {
    let _ = Table { entries: HashMap::new() }.to_cdr();
}

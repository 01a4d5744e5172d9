use shm_cdr::ShmMessage;

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Text")]
struct Text {
    text: &'static str,
}

fn main() {
    let _ = Text { text: "a" }.to_cdr();
}

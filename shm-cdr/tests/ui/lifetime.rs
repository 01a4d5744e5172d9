use shm_cdr::ShmMessage;

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Text")]
struct Text<'a> {
    text: &'a str,
}

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Both")]
struct Both<'a, T> {
    text: &'a str,
    value: T,
}

fn main() {
    let _ = Text { text: "a" }.to_cdr();
    let _ = Both { text: "a", value: 1.0 }.to_cdr();
}

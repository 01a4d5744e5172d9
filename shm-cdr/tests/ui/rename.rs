use shm_cdr::ShmMessage;

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Reading")]
struct Reading {
    #[shm(rename = "Self")]
    this: u8,
    #[shm(rename = "value")]
    that: u8,
    value: u8,
    #[shm(rename = self)]
    keyword: u8,
    #[shm(rename = "a", rename = "b")]
    twice: u8,
    #[shm(rename = "own\"")]
    quoted: u8,
}

#[derive(ShmMessage)]
struct Meters(#[shm(rename = "meters")] f64);

fn main() {
    let meters = Meters(1.0);
    let _ = Reading { this: 1, that: 2, value: 3, keyword: 4, twice: 5, quoted: meters.0 as u8 }.to_cdr();
}

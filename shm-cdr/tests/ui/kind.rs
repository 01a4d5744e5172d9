use shm_cdr::ShmMessage;

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Octets")]
struct Octets {
    #[shm(kind = "wrong")]
    octet: u8,
    #[shm(kind = "octet")]
    octets: [u8; 2],
}

fn main() {
    let _ = Octets { octet: 1, octets: [2, 3] }.to_cdr();
}

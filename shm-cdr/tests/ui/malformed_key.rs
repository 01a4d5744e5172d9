use shm_cdr::ShmMessage;

#[derive(ShmMessage)]
#[shm]
struct Bare {
    #[shm = "max_len"]
    value: String,
}

#[derive(ShmMessage)]
#[shm(type_name)]
struct WithoutValue {
    #[shm(max_len)]
    value: String,
}

#[derive(ShmMessage)]
#[shm(type_name = demo_msgs, size = 4, view = "Name")]
struct WrongValue {
    #[shm(kind = byte)]
    value: u8,
}

fn main() {}

use shm_cdr::ShmMessage;

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/reading", name = "Reading")]
struct Reading<'a> {
    #[shm(kind = "int", max_len = 3, max_len = 4)]
    value: u8,
    #[shm(bound = 4)]
    text: &'a str,
}

#[derive(ShmMessage)]
enum Level {
    Low(u8),
}

fn main() {}

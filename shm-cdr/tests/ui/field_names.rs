use shm_cdr::ShmMessage;

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Names")]
struct Names {
    #[allow(non_snake_case)]
    BadName: u8,
    trailing_: u8,
    a__b: u8,
    _hidden: u8,
    größe: u8,
    good_1: u8,
}

/// Without a ROS name, the fields are called as the user likes.
#[derive(ShmMessage)]
struct Nameless {
    trailing_: u8,
}

fn main() {
    let names = Names { BadName: 1, trailing_: 2, a__b: 3, _hidden: 4, größe: 5, good_1: 6 };
    let _ = (names.to_cdr(), Nameless { trailing_: 1 }.to_cdr());
}

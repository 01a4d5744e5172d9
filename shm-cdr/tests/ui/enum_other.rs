use shm_cdr::ShmMessage;

#[derive(ShmMessage, Clone, Debug)]
#[repr(u8)]
enum Unit {
    Known,
    #[shm(other)]
    Other,
}

#[derive(ShmMessage, Clone, Debug)]
#[repr(u8)]
enum Twice {
    #[shm(other)]
    First(u8),
    #[shm(other)]
    Second(u8),
}

#[derive(ShmMessage, Clone, Debug)]
#[repr(u8)]
enum Keys {
    #[shm(others)]
    Other(u8),
}

#[derive(ShmMessage, Clone, Debug)]
#[repr(u8)]
enum Width {
    Known,
    #[shm(other)]
    Other(u16),
}

fn main() {}

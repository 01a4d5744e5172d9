use shm_cdr::ShmMessage;

struct Inner {
    value: f64,
}

#[repr(u8)]
enum Level {
    Low,
    High,
}

#[derive(ShmMessage)]
struct Sequence {
    inners: Vec<Inner>,
}

#[derive(ShmMessage)]
struct Bounded {
    #[shm(max_len = 3)]
    inners: Vec<Inner>,
}

#[derive(ShmMessage)]
struct Array {
    inners: [Inner; 2],
}

#[derive(ShmMessage)]
struct Several {
    good: u8,
    level: Level,
    inner: Inner,
}

#[derive(ShmMessage)]
struct Newtype(Inner);

fn main() {
    let inner = || Inner { value: 1.0 };
    let _ = Sequence { inners: vec![inner()] }.to_cdr();
    let _ = Several { good: 1, level: Level::High, inner: inner() }.to_cdr();
    let _ = Newtype(inner()).to_cdr();
}

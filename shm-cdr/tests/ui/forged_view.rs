//! A view whose fields are not what is written there.

mod forged {
    pub use shm_cdr::*;

    pub trait Value {
        type View<'a>: Clone + std::fmt::Debug;
    }

    impl Value for String {
        type View<'a> = &'static str;
    }
}

use shm_cdr::ShmMessage;

#[derive(ShmMessage)]
#[shm(crate = forged)]
struct Named {
    name: String,
}

fn main() {
    let bytes = vec![0, 1, 0, 0, 2, 0, 0, 0, b'a', 0];
    let name: &'static str = Named::view(&bytes).unwrap().name;
    drop(bytes);
    println!("{name}");
}

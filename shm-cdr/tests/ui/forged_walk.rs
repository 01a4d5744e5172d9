//! A walk that shows no fields to those who go over them.

mod forged {
    pub use shm_cdr::*;

    pub mod private {
        pub use shm_cdr::private::*;

        pub trait Walk<S> {
            type Stop;

            fn field<T, L, const I: usize>(&mut self) -> Result<(), Self::Stop>;
        }

        impl<S: Struct, W: shm_cdr::private::Walk<S>> Walk<S> for W {
            type Stop = <W as shm_cdr::private::Walk<S>>::Stop;

            fn field<T, L, const I: usize>(&mut self) -> Result<(), Self::Stop> {
                Ok(())
            }
        }
    }
}

use shm_cdr::ShmMessage;

#[derive(ShmMessage)]
#[shm(crate = forged)]
struct Named {
    name: String,
}

fn main() {
    let bytes = [0, 1, 0, 0, 2, 0, 0, 0, b'a', 0];
    println!("{}", Named::from_cdr(&bytes).unwrap().name);
}

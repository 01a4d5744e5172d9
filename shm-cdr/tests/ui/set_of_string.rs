use shm_cdr::{Reservation, ShmMessage};

#[derive(ShmMessage, Default)]
#[shm(type_name = "demo_msgs/msg/Named")]
struct Named {
    stamp: f64,
    name: String,
}

fn main() {
    let named = Named::default();
    let mut loan = Reservation::of(&named).write_into(vec![0; 32]).unwrap();
    loan.set(Named::fields().stamp, &1.0);
    loan.set(Named::fields().name, &"new".into());
}

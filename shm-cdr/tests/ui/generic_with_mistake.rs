use shm_cdr::{ShmMessage, Value};

#[derive(ShmMessage, Debug)]
#[shm(type_name = "demo_msgs/msg/Boxed", names = 3)]
struct Boxed<T, const N: usize>
where
    T: Clone,
{
    #[shm(default = 3)]
    count: u32,
    values: [T; N],
}

#[derive(ShmMessage)]
#[shm(type_name = "demo_msgs/msg/Outer")]
struct Outer {
    inner: Boxed<f64, 2>,
}

fn main() {
    let boxed = Boxed { count: 1, values: [1.0, 2.0] };
    let bytes = boxed.to_cdr().unwrap();
    let view: BoxedView<'_, f64, 2> = Boxed::view(&bytes).unwrap();
    let _ = Outer { inner: Boxed::from_view(&view).unwrap() }.to_cdr();
}

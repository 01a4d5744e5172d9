//! Messages where a struct can stand: in a function, private in a private module.

#![deny(warnings)]

mod outer {
    mod inner {
        use shm_cdr::ShmMessage;

        #[derive(ShmMessage)]
        struct Hidden {
            value: u8,
        }

        #[derive(ShmMessage)]
        #[shm(type_name = "demo_msgs/msg/Shown")]
        pub(in crate::outer) struct Shown {
            hidden: Hidden,
            pub(in crate::outer) value: u16,
        }

        impl Shown {
            pub(in crate::outer) fn new(hidden: u8, value: u16) -> Self {
                Self { hidden: Hidden { value: hidden }, value }
            }
        }
    }

    pub(crate) fn check() {
        use shm_cdr::ShmMessage;

        let bytes = inner::Shown::new(1, 2).to_cdr().unwrap();
        let view: inner::ShownView<'_> = inner::Shown::view(&bytes).unwrap();
        assert_eq!(view.value, 2);
    }
}

fn main() {
    use shm_cdr::ShmMessage;

    outer::check();

    #[derive(ShmMessage)]
    #[shm(type_name = "demo_msgs/msg/Local", view = Seen)]
    struct Local {
        values: Vec<f64>,
    }

    /// Not the view: that has the name that was given.
    struct LocalView;

    let LocalView = LocalView;
    let bytes = Local { values: vec![1.0] }.to_cdr().unwrap();
    let view: Seen<'_> = Local::view(&bytes).unwrap();
    assert_eq!(view.values.to_vec(), [1.0]);
}

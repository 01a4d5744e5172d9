use shm_cdr::ShmMessage;

macro_rules! named {
    ($($name:ident $type_name:literal)*) => {$(
        #[derive(ShmMessage)]
        #[shm(type_name = $type_name)]
        struct $name {
            value: f64,
        }
    )*};
}

named! {
    NoNamespace "demo_msgs/NoNamespace"
    TooLong "demo_msgs/msg/inner/TooLong"
    Dds "demo_msgs::msg::dds_::Dds_"
    Empty ""
    EmptyParts "//"
    UpperPackage "Demo_msgs/msg/UpperPackage"
    Dash "demo-msgs/msg/Dash"
    Digit "1demo/msg/Digit"
    WrongNamespace "demo_msgs/message/WrongNamespace"
    LowerName "demo_msgs/msg/lowerName"
    Spaced "demo_msgs/msg/Spaced Name"
    Twice "Demo/message/twice"
}

fn main() {
    let _ = NoNamespace { value: 1.0 }.to_cdr();
}

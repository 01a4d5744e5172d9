//! Public messages in a library that allows itself nothing.

#![deny(warnings, missing_docs, missing_debug_implementations, unreachable_pub, unused)]

/// The interface.
pub mod interface {
    use shm_cdr::ShmMessage;

    /// Documented.
    #[derive(ShmMessage, Clone, Debug)]
    #[shm(type_name = "demo_msgs/msg/Documented")]
    pub struct Documented {
        /// A number.
        pub number: f64,
        /// Some text,
        /// in two lines.
        #[shm(max_len = 3, default = "abc")]
        pub text: String,
        private: u8,
    }

    /// Empty.
    #[derive(ShmMessage, Clone, Debug)]
    pub struct Empty {}

    /// A newtype.
    #[derive(ShmMessage, Clone, Debug)]
    pub struct Meters(pub f64);

    /// An enum.
    #[derive(ShmMessage, Clone, Debug)]
    #[repr(u8)]
    pub enum Level {
        /// Low.
        Low,
        /// High.
        High,
    }

    /// Generic.
    #[derive(ShmMessage, Clone, Debug)]
    pub struct Pair<T> {
        /// One.
        pub first: T,
        /// And the other.
        pub second: T,
    }

    /// Named as ROS names services.
    #[allow(non_camel_case_types)]
    #[derive(ShmMessage, Clone, Debug)]
    #[shm(type_name = "demo_msgs/srv/Get_Request")]
    pub struct Get_Request {
        /// A matrix.
        pub k: [f64; 9],
    }

    /// Without a ROS name, and with a field as ROS 1 had it.
    #[allow(non_snake_case)]
    #[derive(ShmMessage, Clone, Debug)]
    pub struct Matrix {
        /// A matrix.
        pub K: [f64; 9],
    }

    /// Says what it is.
    #[derive(ShmMessage, Clone, Debug)]
    pub struct Outdated {
        /// Still there.
        #[deprecated]
        pub old: u8,
        /// In its place.
        pub new: u16,
    }
}

fn main() {}

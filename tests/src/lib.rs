//! What the tests of several processes share.

pub mod checked;
pub mod memory;
pub mod messages;
pub mod process;
pub mod ros_node;
pub mod test_msgs;
pub mod warnings;

/// Compiles and runs the code in the README.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

/// A message without a ROS name encodes, nested or not:
///
/// ```
/// use shm_cdr::ShmMessage;
///
/// #[derive(ShmMessage)]
/// struct Nameless {
///     number: u8,
/// }
///
/// assert_eq!(Nameless { number: 7 }.to_cdr().unwrap(), [0, 1, 0, 0, 7]);
/// ```
///
/// Asking for its name, or for the hash of a message that holds it, does not compile:
///
/// ```compile_fail,E0080
/// #[derive(shm_cdr::ShmMessage)]
/// struct Nameless {
///     number: u8,
/// }
///
/// println!("{}", <Nameless as shm_cdr::ShmMessage>::type_name());
/// ```
///
/// ```compile_fail,E0080
/// #[derive(shm_cdr::ShmMessage)]
/// struct Nameless {
///     number: u8,
/// }
///
/// #[derive(shm_cdr::ShmMessage)]
/// #[shm(type_name = "demo_msgs/msg/Named")]
/// struct Named {
///     nested: Vec<Nameless>,
/// }
///
/// println!("{}", <Named as shm_cdr::ShmMessage>::type_hash());
/// ```
#[cfg(doctest)]
struct MissingTypeName;

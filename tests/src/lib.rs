//! What the tests of several processes share.

pub mod checked;
pub mod counting;
pub mod kinds;
pub mod memory;
pub mod messages;
pub mod process;
pub mod ros_node;
pub mod shared;
pub mod test_msgs;
pub mod warnings;

/// Compiles and runs the code of a page.
macro_rules! page {
    ($name:ident: $path:literal) => {
        #[cfg(doctest)]
        #[doc = include_str!($path)]
        struct $name;
    };
}

page!(Readme: "../../README.md");
page!(AsyncAndCallbacks: "../../docs/async-and-callbacks.md");
page!(BesideRosTwo: "../../docs/beside-ros-2.md");
page!(CloudsImagesTime: "../../docs/clouds-images-time.md");
page!(ComingFrom: "../../docs/coming-from.md");
page!(CommandLine: "../../docs/command-line.md");
page!(Limits: "../../docs/limits.md");
page!(Logging: "../../docs/logging.md");
page!(PublishACamera: "../../docs/publish-a-camera.md");
page!(QualityOfService: "../../docs/quality-of-service.md");
page!(ReadInPlace: "../../docs/read-in-place.md");
page!(SharedMemory: "../../docs/shared-memory.md");
page!(Speed: "../../docs/speed.md");
page!(Troubleshooting: "../../docs/troubleshooting.md");
page!(YourOwnMessages: "../../docs/your-own-messages.md");

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

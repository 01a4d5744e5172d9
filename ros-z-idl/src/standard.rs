//! The definitions of the packages that `ros-z-msgs` has: names, types, bounds, defaults and
//! constants.
//!
//! Its code is made from them, and others can refer to them without a ROS installation.
//!
//! ```
//! use ros_z_idl::standard;
//!
//! let text = standard::definition(&"std_msgs/msg/String".parse()?).unwrap();
//! assert!(text.contains("string data"));
//! assert!(standard::names().any(|name| name == "sensor_msgs/msg/PointCloud2"));
//! # Ok::<(), ros_z_idl::NameError>(())
//! ```

use crate::name::TypeName;

/// The texts, each with the interfaces of one package; a line `=== package/msg/Name` in front
/// of each.
const PACKAGES: &[(&str, &str)] = &[
    ("ackermann_msgs", include_str!("../standard/ackermann_msgs.txt")),
    ("action_msgs", include_str!("../standard/action_msgs.txt")),
    ("actionlib_msgs", include_str!("../standard/actionlib_msgs.txt")),
    ("builtin_interfaces", include_str!("../standard/builtin_interfaces.txt")),
    ("composition_interfaces", include_str!("../standard/composition_interfaces.txt")),
    ("control_msgs", include_str!("../standard/control_msgs.txt")),
    ("diagnostic_msgs", include_str!("../standard/diagnostic_msgs.txt")),
    ("example_interfaces", include_str!("../standard/example_interfaces.txt")),
    ("foxglove_msgs", include_str!("../standard/foxglove_msgs.txt")),
    ("geographic_msgs", include_str!("../standard/geographic_msgs.txt")),
    ("geometry_msgs", include_str!("../standard/geometry_msgs.txt")),
    ("lifecycle_msgs", include_str!("../standard/lifecycle_msgs.txt")),
    ("nav2_msgs", include_str!("../standard/nav2_msgs.txt")),
    ("nav_msgs", include_str!("../standard/nav_msgs.txt")),
    ("object_recognition_msgs", include_str!("../standard/object_recognition_msgs.txt")),
    ("octomap_msgs", include_str!("../standard/octomap_msgs.txt")),
    ("radar_msgs", include_str!("../standard/radar_msgs.txt")),
    ("rcl_interfaces", include_str!("../standard/rcl_interfaces.txt")),
    ("rosgraph_msgs", include_str!("../standard/rosgraph_msgs.txt")),
    ("sensor_msgs", include_str!("../standard/sensor_msgs.txt")),
    ("service_msgs", include_str!("../standard/service_msgs.txt")),
    ("shape_msgs", include_str!("../standard/shape_msgs.txt")),
    ("statistics_msgs", include_str!("../standard/statistics_msgs.txt")),
    ("std_msgs", include_str!("../standard/std_msgs.txt")),
    ("std_srvs", include_str!("../standard/std_srvs.txt")),
    ("stereo_msgs", include_str!("../standard/stereo_msgs.txt")),
    ("tf2_msgs", include_str!("../standard/tf2_msgs.txt")),
    ("trajectory_msgs", include_str!("../standard/trajectory_msgs.txt")),
    ("type_description_interfaces", include_str!("../standard/type_description_interfaces.txt")),
    ("unique_identifier_msgs", include_str!("../standard/unique_identifier_msgs.txt")),
    ("vision_msgs", include_str!("../standard/vision_msgs.txt")),
    ("visualization_msgs", include_str!("../standard/visualization_msgs.txt")),
];

/// The definition of the interface `name`.
///
/// ```
/// use ros_z_idl::standard::definition;
///
/// assert!(definition(&"std_srvs/srv/SetBool".parse()?).is_some());
/// assert!(definition(&"demo_msgs/msg/Mine".parse()?).is_none());
/// # Ok::<(), ros_z_idl::NameError>(())
/// ```
pub fn definition(name: &TypeName) -> Option<&'static str> {
    let (_, text) = PACKAGES.iter().find(|(package, _)| *package == name.package)?;
    let full = alloc::string::ToString::to_string(name);
    split_collection(text).find(|(name, _)| *name == full).map(|(_, text)| text)
}

/// The full names of all interfaces.
///
/// ```
/// use ros_z_idl::standard::names;
///
/// assert!(names().any(|name| name == "std_srvs/srv/SetBool"));
/// ```
pub fn names() -> impl Iterator<Item = &'static str> {
    PACKAGES.iter().flat_map(|(_, text)| split_collection(text)).map(|(name, _)| name)
}

/// The names and texts of the interfaces in a text with lines `=== package/msg/Name`.
fn split_collection(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split("=== ").skip(1).filter_map(|part| part.split_once('\n'))
}

//! Keys of topics: `<domain>/<topic>/<type>/<hash>`.

/// What stands for the hash of a type in ROS 2 Humble.
pub(crate) const NO_TYPE_HASH: &str = "TypeHashNotSupported";

/// The key that publishers and subscribers of a topic share.
///
/// `topic` is fully qualified; the key has it without the slash in front.
pub(crate) fn topic_key(domain_id: u32, topic: &str, type_name: &str, hash: &str) -> String {
    let topic = topic.trim_matches('/');
    let type_name = dds_type_name(type_name);
    format!("{domain_id}/{topic}/{type_name}/{hash}")
}

/// The name that DDS gives to a ROS type: `std_msgs::msg::dds_::String_`.
pub(crate) fn dds_type_name(type_name: &str) -> String {
    match type_name.rsplit_once('/') {
        Some((namespace, name)) => format!("{}::dds_::{name}_", namespace.replace('/', "::")),
        None => format!("dds_::{type_name}_"),
    }
}

/// The ROS name of a type that DDS calls so: `std_msgs/msg/String`.
pub(crate) fn ros_type_name(dds_name: &str) -> String {
    let name = dds_name.strip_suffix('_').unwrap_or(dds_name);
    name.replace("::dds_::", "/").replace("::", "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "RIHS01_df668c740482bbd48fb39d76a70dfd4bd59db1288021743503259e948f6b1a18";

    #[test]
    fn the_key_of_chatter_is_that_of_rmw_zenoh() {
        assert_eq!(
            topic_key(0, "/chatter", "std_msgs/msg/String", HASH),
            format!("0/chatter/std_msgs::msg::dds_::String_/{HASH}")
        );
    }

    #[test]
    fn inner_slashes_of_a_topic_stay() {
        assert_eq!(
            topic_key(7, "/robot/cloud", "std_msgs/msg/String", HASH),
            format!("7/robot/cloud/std_msgs::msg::dds_::String_/{HASH}")
        );
    }

    #[test]
    fn names_of_types_go_both_ways() {
        for name in ["std_msgs/msg/String", "demo_msgs/msg/Name_", "pkg/action/Fib_Feedback"] {
            assert_eq!(ros_type_name(&dds_type_name(name)), name);
        }
    }
}

//! Which message type an input is for, and where in memory it lies.

/// A message placed by the first byte of an input: its low half selects the type, its
/// high half the distance of the body from a multiple of 8.
///
/// The memory ends where the message does, so that the sanitizer sees any byte read
/// behind it.
pub(crate) struct Input {
    memory: Vec<u8>,
    start: usize,
    pub(crate) selector: u8,
}

impl Input {
    pub(crate) fn new(data: &[u8]) -> Option<Self> {
        let (&first, message) = data.split_first()?;
        // The header takes 4 bytes; the allocator aligns to 8 or more.
        let start = usize::from(first >> 4) % 8 + 4;
        let mut memory = Vec::with_capacity(start + message.len());
        memory.resize(start, 0);
        memory.extend_from_slice(message);
        Some(Self { memory, start, selector: first & 15 })
    }

    pub(crate) fn message(&self) -> &[u8] {
        &self.memory[self.start..]
    }
}

/// Calls a generic function for the type that `selector`, less than 16, stands for.
macro_rules! for_selected {
    ($selector:expr, $function:ident($($argument:expr),*)) => {{
        use ros_z_msgs::*;
        match $selector {
            0 => $function::<$crate::kinds::Kinds>($($argument),*),
            1 => $function::<sensor_msgs::PointCloud2>($($argument),*),
            2 => $function::<sensor_msgs::JointState>($($argument),*),
            3 => $function::<nav_msgs::Path>($($argument),*),
            4 => $function::<diagnostic_msgs::DiagnosticArray>($($argument),*),
            5 => $function::<visualization_msgs::InteractiveMarkerUpdate>($($argument),*),
            6 => $function::<sensor_msgs::CameraInfo>($($argument),*),
            7 => $function::<sensor_msgs::Imu>($($argument),*),
            8 => $function::<sensor_msgs::MultiEchoLaserScan>($($argument),*),
            9 => $function::<tf2_msgs::TFMessage>($($argument),*),
            10 => $function::<nav_msgs::OccupancyGrid>($($argument),*),
            11 => $function::<trajectory_msgs::JointTrajectory>($($argument),*),
            12 => $function::<action_msgs::GoalStatusArray>($($argument),*),
            13 => $function::<std_msgs::Float64MultiArray>($($argument),*),
            14 => $function::<visualization_msgs::Marker>($($argument),*),
            _ => $function::<rcl_interfaces::ParameterEvent>($($argument),*),
        }
    }};
}

pub(crate) use for_selected;

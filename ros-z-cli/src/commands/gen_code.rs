//! `ros-z gen`.

use std::path::PathBuf;

use clap::Args;

use crate::error::{About, Failure, Result};
use crate::output::line;

/// Rust structs from .msg, .srv and .action files, as a build script with ros-z-build makes them.
#[derive(Debug, Args)]
pub(crate) struct Gen {
    /// Folders with packages, such as `my_msgs/msg/Name.msg`, at any depth
    #[arg(required = true)]
    folders: Vec<PathBuf>,

    /// The file to write; standard output by default
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Also what ros-z-msgs has
    #[arg(long)]
    without_ros_z_msgs: bool,

    /// Put types into the modules of their packages: `my_msgs::Name`
    #[arg(long)]
    flat: bool,

    /// Look for what is missing in the ROS installations that AMENT_PREFIX_PATH names
    #[arg(long)]
    ament: bool,
}

impl Gen {
    pub(crate) fn run(&self) -> Result {
        let mut config = ros_z_build::Config::new();
        if self.without_ros_z_msgs {
            config.without_ros_z_msgs();
        }
        if self.flat {
            config.flat();
        }
        if self.ament {
            config.ament_prefix_path();
        }
        let code = config.generate(&self.folders);
        let code = code.map_err(|error| Failure::new(error.to_string()))?;
        match &self.out {
            Some(path) => std::fs::write(path, code).about(path.display()),
            None => line(code.trim_end()),
        }
    }
}

//! `ros-z show`.

use std::path::PathBuf;

use clap::Args;

use crate::args::Global;
use crate::bag::Definitions;
use crate::error::Result;
use crate::names;
use crate::output;

/// The definition of a type.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The type, such as std_msgs/msg/String
    #[arg(value_name = "TYPE")]
    type_name: String,

    /// Folders with packages, such as `my_msgs/msg/Name.msg`, at any depth; the standard ones are
    /// known
    folders: Vec<PathBuf>,

    /// With the definitions of all messages in it, as MCAP files have it
    #[arg(short, long)]
    all: bool,
}

impl Show {
    pub(crate) fn run(&self, global: &Global) -> Result {
        let definitions = Definitions::read(&self.folders)?;
        let name = names::message_type(&self.type_name);
        let checked = definitions.find(&name)?;
        if global.json {
            // As ROS hashes it.
            let description = checked.description(&name);
            return output::line(description.map(|it| it.to_json()).unwrap_or_default());
        }
        let whole = name.parse().ok().and_then(|name| checked.get(&name)).map(ToString::to_string);
        let concatenated = checked.concatenated(&name);
        let text = if self.all { concatenated.or(whole) } else { whole.or(concatenated) };
        output::line(text.unwrap_or_default().trim_end())
    }
}

//! `ros-z hash`.

use std::path::PathBuf;

use clap::Args;

use crate::args::Global;
use crate::bag::Definitions;
use crate::error::Result;
use crate::names;
use crate::output;

/// The RIHS01 hash of a type: message, service, action, or a part of the latter two.
#[derive(Debug, Args)]
pub(crate) struct Hash {
    /// The type, such as std_msgs/msg/String
    #[arg(value_name = "TYPE")]
    type_name: String,

    /// Folders with packages, such as `my_msgs/msg/Name.msg`, at any depth; the standard ones are
    /// known
    folders: Vec<PathBuf>,
}

impl Hash {
    pub(crate) fn run(&self, global: &Global) -> Result {
        let definitions = Definitions::read(&self.folders)?;
        let name = names::message_type(&self.type_name);
        let checked = definitions.find(&name)?;
        let hash = checked.description(&name).map(|description| description.hash().to_string());
        let hash = hash.unwrap_or_default();
        match global.json {
            true => output::json(&serde_json::json!({ "type": name, "hash": hash })),
            false => output::line(hash),
        }
    }
}

//! `ros-z node`.

mod info;
mod list;

use clap::Subcommand;

use crate::args::Global;
use crate::error::Result;

#[derive(Debug, Subcommand)]
pub(crate) enum Node {
    List(list::List),
    Info(info::Info),
}

impl Node {
    pub(crate) fn run(&self, global: &Global) -> Result {
        match self {
            Self::List(command) => command.run(global),
            Self::Info(command) => command.run(global),
        }
    }
}

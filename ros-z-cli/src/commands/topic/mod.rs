//! `ros-z topic`.

mod echo;
mod find;
mod info;
mod list;
mod measure;
mod publish;
mod text;

use clap::Subcommand;

use crate::args::Global;
use crate::error::Result;

pub(crate) use info::endpoint_json;

#[derive(Debug, Subcommand)]
pub(crate) enum Topic {
    List(list::List),
    Info(info::Info),
    Type(find::Type),
    Find(find::Find),
    Echo(echo::Echo),
    Pub(publish::Pub),
    Hz(measure::Hz),
    Bw(measure::Bw),
    Delay(measure::Delay),
}

impl Topic {
    pub(crate) fn run(&self, global: &Global) -> Result {
        match self {
            Self::List(command) => command.run(global),
            Self::Info(command) => command.run(global),
            Self::Type(command) => command.run(global),
            Self::Find(command) => command.run(global),
            Self::Echo(command) => command.run(global),
            Self::Pub(command) => command.run(global),
            Self::Hz(command) => command.run(global),
            Self::Bw(command) => command.run(global),
            Self::Delay(command) => command.run(global),
        }
    }
}

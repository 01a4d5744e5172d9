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
    /// All topics
    List(list::List),
    /// Who publishes and subscribes
    Info(info::Info),
    /// The type of a topic
    Type(find::Type),
    /// The topics of a type
    Find(find::Find),
    /// The messages of a topic
    Echo(echo::Echo),
    /// Publish messages that are written in YAML
    Pub(publish::Pub),
    /// How often messages come, and how regularly
    Hz(measure::Hz),
    /// How many bytes a second come
    Bw(measure::Bw),
    /// How old messages are when they come
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

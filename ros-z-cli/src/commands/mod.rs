//! The commands, one file each.

mod completions;
mod convert;
mod doctor;
mod gen_code;
mod graph;
mod hash;
mod info;
mod node;
mod play;
mod record;
mod shm;
mod show;
mod stats;
mod topic;

use clap::Subcommand;

use crate::args::Global;
use crate::error::Result;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Topics: who has them, and what passes
    #[command(subcommand)]
    Topic(topic::Topic),
    /// Nodes: who is there
    #[command(subcommand)]
    Node(node::Node),
    Graph(graph::Graph),
    Stats(stats::Stats),
    /// Shared memory: Zenoh's segments on this machine
    #[command(subcommand)]
    Shm(shm::Shm),
    Record(record::Record),
    Play(play::Play),
    Info(info::Info),
    Convert(convert::Convert),
    #[command(name = "gen")]
    Gen(gen_code::Gen),
    Hash(hash::Hash),
    Show(show::Show),
    Doctor(doctor::Doctor),
    #[command(hide = true)]
    DoctorPeer(doctor::DoctorPeer),
    Completions(completions::Completions),
}

impl Command {
    pub(crate) fn run(&self, global: &Global) -> Result {
        match self {
            Self::Topic(command) => command.run(global),
            Self::Node(command) => command.run(global),
            Self::Graph(command) => command.run(global),
            Self::Stats(command) => command.run(global),
            Self::Shm(command) => command.run(global),
            Self::Record(command) => command.run(global),
            Self::Play(command) => command.run(global),
            Self::Info(command) => command.run(global),
            Self::Convert(command) => command.run(global),
            Self::Gen(command) => command.run(),
            Self::Hash(command) => command.run(global),
            Self::Show(command) => command.run(global),
            Self::Doctor(command) => command.run(global),
            Self::DoctorPeer(command) => command.run(global),
            Self::Completions(command) => command.run(),
        }
    }
}

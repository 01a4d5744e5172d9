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
    /// Nodes and topics as a picture
    Graph(graph::Graph),
    /// Counters of running publishers and subscribers
    Stats(stats::Stats),
    /// Shared memory: Zenoh's segments on this machine
    #[command(subcommand)]
    Shm(shm::Shm),
    /// Record topics into MCAP files
    Record(record::Record),
    /// Publish what has been recorded
    Play(play::Play),
    /// What is in a recording
    Info(info::Info),
    /// Write recordings anew: compressed, filtered, repaired
    Convert(convert::Convert),
    /// Rust structs from .msg, .srv and .action files
    #[command(name = "gen")]
    Gen(gen_code::Gen),
    /// The hash of a type
    Hash(hash::Hash),
    /// The definition of a type
    Show(show::Show),
    /// What keeps programs from finding each other and sharing memory, and what helps
    Doctor(doctor::Doctor),
    /// The second process of `doctor`
    #[command(hide = true)]
    DoctorPeer(doctor::DoctorPeer),
    /// Completions for a shell
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

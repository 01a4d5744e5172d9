//! `ros-z completions`.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::args::Cli;
use crate::error::Result;

/// What completes the commands and options in a shell.
///
/// For bash: `ros-z completions bash > ~/.local/share/bash-completion/completions/ros-z`
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(&self) -> Result {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "ros-z", &mut text);
        Ok(std::io::Write::write_all(&mut std::io::stdout(), &text)?)
    }
}

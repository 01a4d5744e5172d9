//! `ros-z node list`.

use clap::Args;

use crate::args::Global;
use crate::error::Result;
use crate::names::is_hidden;
use crate::output;
use crate::warnings::warn;

/// All nodes.
#[derive(Debug, Args)]
pub(crate) struct List {
    /// Also nodes whose names start with `_`
    #[arg(short, long)]
    all: bool,

    /// Only say how many there are
    #[arg(short, long)]
    count_nodes: bool,
}

impl List {
    pub(crate) fn run(&self, global: &Global) -> Result {
        let ctx = global.look_around()?;
        let nodes = ctx.graph().nodes();
        let mut names: Vec<_> = nodes.iter().map(ToString::to_string).collect();
        names.retain(|name| self.all || !is_hidden(name));
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            warn("some nodes have the same name, which confuses those who look for them");
        }
        match (self.count_nodes, global.json) {
            (true, true) => output::json(&names.len()),
            (true, false) => output::line(names.len()),
            (false, true) => output::json(&names),
            (false, false) => names.iter().try_for_each(output::line),
        }
    }
}

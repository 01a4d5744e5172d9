//! `ros-z topic type` and `ros-z topic find`.

use clap::Args;

use crate::args::Global;
use crate::error::Result;
use crate::names;
use crate::output;

/// The type of a topic; several lines if it is used with several.
#[derive(Debug, Args)]
pub(crate) struct Type {
    /// The topic
    topic: String,
}

impl Type {
    pub(crate) fn run(&self, global: &Global) -> Result {
        let topic = names::topic(&self.topic);
        let ctx = global.find_topic(&topic)?;
        let topics = ctx.graph().topics();
        let types = topics.into_iter().find(|known| known.name == topic);
        let types = types.map(|topic| topic.types).unwrap_or_default();
        match global.json {
            true => output::json(&types),
            false => types.iter().try_for_each(output::line),
        }
    }
}

/// The topics of a type.
#[derive(Debug, Args)]
pub(crate) struct Find {
    /// The type, such as std_msgs/msg/String
    #[arg(value_name = "TYPE")]
    type_name: String,

    /// Only say how many there are
    #[arg(short, long)]
    count_topics: bool,

    /// Also topics of which a part starts with `_`
    #[arg(long)]
    include_hidden_topics: bool,
}

impl Find {
    pub(crate) fn run(&self, global: &Global) -> Result {
        let ctx = global.look_around()?;
        let wanted = names::message_type(&self.type_name);
        let mut topics = ctx.graph().topics();
        topics.retain(|topic| {
            topic.types.contains(&wanted)
                && (self.include_hidden_topics || !names::is_hidden(&topic.name))
        });
        let names: Vec<_> = topics.iter().map(|topic| topic.name.as_str()).collect();
        match (self.count_topics, global.json) {
            (true, true) => output::json(&names.len()),
            (true, false) => output::line(names.len()),
            (false, true) => output::json(&names),
            (false, false) => names.iter().try_for_each(output::line),
        }
    }
}

//! `ros-z topic list`.

use clap::Args;
use ros_z_pub::graph::TopicInfo;
use serde_json::json;

use crate::args::Global;
use crate::error::Result;
use crate::names::is_hidden;
use crate::output;

/// All topics that somebody publishes or subscribes to.
#[derive(Debug, Args)]
pub(crate) struct List {
    /// Show the types
    #[arg(short = 't', long)]
    show_types: bool,

    /// Show how many publishers and subscribers there are
    #[arg(short, long)]
    verbose: bool,

    /// Only say how many topics there are
    #[arg(short, long)]
    count_topics: bool,

    /// Also topics of which a part starts with `_`
    #[arg(long)]
    include_hidden_topics: bool,
}

impl List {
    pub(crate) fn run(&self, global: &Global) -> Result {
        let ctx = global.look_around()?;
        let graph = ctx.graph();
        let mut topics = graph.topics();
        topics.retain(|topic| self.include_hidden_topics || !is_hidden(&topic.name));
        if self.count_topics {
            return match global.json {
                true => output::json(&topics.len()),
                false => output::line(topics.len()),
            };
        }
        let counts = |topic: &TopicInfo| {
            (graph.publishers(&topic.name).len(), graph.subscribers(&topic.name).len())
        };
        if global.json {
            let topics = topics.iter().map(|topic| {
                let (publishers, subscribers) = counts(topic);
                json!({
                    "name": topic.name,
                    "types": topic.types,
                    "publishers": publishers,
                    "subscribers": subscribers,
                })
            });
            return output::json(&topics.collect::<Vec<_>>());
        }
        if !self.verbose {
            return topics.iter().try_for_each(|topic| {
                let types = if self.show_types { types(topic) } else { String::new() };
                output::line(format!("{}{types}", topic.name))
            });
        }
        for (title, is_publishers, noun) in
            [("Published", true, "publisher"), ("Subscribed", false, "subscriber")]
        {
            output::line(format!("{title} topics:"))?;
            for topic in &topics {
                let (publishers, subscribers) = counts(topic);
                let count = if is_publishers { publishers } else { subscribers };
                let plural = if count == 1 { "" } else { "s" };
                if count > 0 {
                    let (name, types) = (&topic.name, types(topic));
                    output::line(format!(" * {name}{types} {count} {noun}{plural}"))?;
                }
            }
            if is_publishers {
                output::line("")?;
            }
        }
        Ok(())
    }
}

fn types(topic: &TopicInfo) -> String {
    format!(" [{}]", topic.types.join(", "))
}

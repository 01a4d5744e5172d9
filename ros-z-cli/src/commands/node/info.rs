//! `ros-z node info`.

use clap::Args;
use ros_z_pub::EndpointInfo;
use serde_json::json;

use crate::args::Global;
use crate::commands::topic::endpoint_json;
use crate::error::{Failure, Result};
use crate::names;
use crate::output::{self, line};

/// What a node publishes and subscribes to.
///
/// Services and actions are not shown.
#[derive(Debug, Args)]
pub(crate) struct Info {
    /// The node, with its namespace
    node: String,

    /// Also topics of which a part starts with `_`
    #[arg(long)]
    include_hidden: bool,
}

impl Info {
    pub(crate) fn run(&self, global: &Global) -> Result {
        let ctx = global.look_around()?;
        let (graph, wanted) = (ctx.graph(), names::topic(&self.node));
        let nodes: Vec<_> = graph.nodes().iter().map(ToString::to_string).collect();
        let mut subscribers = Vec::new();
        let mut publishers = Vec::new();
        for topic in graph.topics() {
            if self.include_hidden || !names::is_hidden(&topic.name) {
                subscribers.extend(graph.subscribers(&topic.name));
                publishers.extend(graph.publishers(&topic.name));
            }
        }
        for endpoints in [&mut subscribers, &mut publishers] {
            endpoints.retain(|endpoint: &EndpointInfo| endpoint.node.to_string() == wanted);
        }
        if !nodes.contains(&wanted) && subscribers.is_empty() && publishers.is_empty() {
            let near = names::near(&wanted, nodes.iter().map(String::as_str));
            let hint = match near.is_empty() {
                false => format!("did you mean {}?", near.join(" or ")),
                true => "`ros-z node list` shows those that are there".into(),
            };
            return Err(Failure::Said(format!("unknown node `{wanted}`; {hint}")));
        }
        if global.json {
            let all = |endpoints: &[EndpointInfo]| -> Vec<_> {
                endpoints.iter().map(endpoint_json).collect()
            };
            return output::json(&json!({
                "name": wanted,
                "subscribers": all(&subscribers),
                "publishers": all(&publishers),
            }));
        }
        line(&wanted)?;
        for (title, endpoints) in [("Subscribers", &subscribers), ("Publishers", &publishers)] {
            line(format!("  {title}:"))?;
            let lines = endpoints.iter().map(|it| format!("    {}: {}", it.topic, it.type_name));
            let lines: std::collections::BTreeSet<_> = lines.collect();
            lines.iter().try_for_each(line)?;
        }
        Ok(())
    }
}

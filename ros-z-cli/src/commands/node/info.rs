//! `ros-z node info`.

use std::collections::BTreeSet;

use clap::Args;
use ros_z_pub::EndpointInfo;
use ros_z_pub::graph::{ServiceInfo, ServiceKind};
use serde_json::{Value, json};

use crate::args::Global;
use crate::commands::topic::endpoint_json;
use crate::error::{Failure, Result};
use crate::names;
use crate::output::{self, line};

/// What a node publishes and subscribes to, and its services and actions.
#[derive(Debug, Args)]
pub(crate) struct Info {
    /// The node, with its namespace
    node: String,

    /// Also topics and services of which a part starts with `_`
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
        let mut services = graph.services();
        services.retain(|service| service.node.to_string() == wanted);
        let is_there = nodes.contains(&wanted) || !services.is_empty();
        if !is_there && subscribers.is_empty() && publishers.is_empty() {
            let otherwise = "`ros-z node list` shows those that are there";
            let hint = names::hint(&wanted, nodes.iter().map(String::as_str), otherwise);
            return Err(Failure::Said(format!("unknown node `{wanted}`; {hint}")));
        }
        if global.json {
            let all = |endpoints: &[EndpointInfo]| -> Vec<_> {
                endpoints.iter().map(endpoint_json).collect()
            };
            let mut json = json!({
                "name": wanted,
                "subscribers": all(&subscribers),
                "publishers": all(&publishers),
            });
            for (_, key, pairs) in self.services(&services) {
                let pair = |(name, type_name)| json!({ "name": name, "type": type_name });
                json[key] = pairs.into_iter().map(pair).collect::<Value>();
            }
            return output::json(&json);
        }
        line(&wanted)?;
        let pairs = |endpoints: &[EndpointInfo]| -> Pairs {
            endpoints.iter().map(|it| (it.topic.clone(), it.type_name.clone())).collect()
        };
        print("Subscribers", &pairs(&subscribers))?;
        print("Publishers", &pairs(&publishers))?;
        self.services(&services).iter().try_for_each(|(title, _, pairs)| print(title, pairs))
    }

    /// The servers and clients of a node: their titles, keys, names and types.
    fn services(&self, services: &[ServiceInfo]) -> [(&'static str, &'static str, Pairs); 4] {
        let of = |kind, pair: &dyn Fn(&ServiceInfo) -> Option<(String, String)>| -> Pairs {
            services.iter().filter(|it| it.kind == kind).filter_map(pair).collect()
        };
        let service = |it: &ServiceInfo| {
            let is_shown = self.include_hidden || !names::is_hidden(&it.service);
            is_shown.then(|| (it.service.clone(), it.type_name.clone()))
        };
        let (server, client) = (ServiceKind::Server, ServiceKind::Client);
        [
            ("Service Servers", "service_servers", of(server, &service)),
            ("Service Clients", "service_clients", of(client, &service)),
            ("Action Servers", "action_servers", of(server, &action)),
            ("Action Clients", "action_clients", of(client, &action)),
        ]
    }
}

/// Names with their types, each once.
type Pairs = BTreeSet<(String, String)>;

/// The action that a service belongs to. Each has three, of which this one is called first:
/// `/fibonacci/_action/send_goal` of `example_interfaces/action/Fibonacci_SendGoal`.
fn action(service: &ServiceInfo) -> Option<(String, String)> {
    let name = service.service.strip_suffix("/_action/send_goal")?;
    Some((name.into(), service.type_name.strip_suffix("_SendGoal")?.into()))
}

fn print(title: &str, pairs: &Pairs) -> Result {
    line(format!("  {title}:"))?;
    pairs.iter().try_for_each(|(name, type_name)| line(format!("    {name}: {type_name}")))
}

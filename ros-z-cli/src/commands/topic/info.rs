//! `ros-z topic info`.

use std::collections::BTreeSet;

use clap::Args;
use ros_z_pub::{EndpointInfo, EndpointKind, Graph, ZContext};
use serde_json::{Value, json};

use crate::args::Global;
use crate::error::Result;
use crate::names;
use crate::output::{self, line};
use crate::qos;

/// Who publishes and subscribes to a topic.
#[derive(Debug, Args)]
pub(crate) struct Info {
    /// The topic
    topic: String,

    /// Show all of each publisher and subscriber, what keeps them apart, and who shares memory
    #[arg(short, long)]
    verbose: bool,
}

impl Info {
    pub(crate) fn run(&self, global: &Global) -> Result {
        let topic = names::topic(&self.topic);
        let ctx = global.find_topic(&topic)?;
        let graph = ctx.graph();
        let types: Vec<_> = graph
            .topics()
            .into_iter()
            .filter(|known| known.name == topic)
            .flat_map(|topic| topic.types)
            .collect();
        let (publishers, subscribers) = (graph.publishers(&topic), graph.subscribers(&topic));
        if global.json {
            return output::json(&json!({
                "name": topic,
                "types": types,
                "publishers": endpoints_json(&ctx, &publishers),
                "subscribers": endpoints_json(&ctx, &subscribers),
                "mismatches": mismatches(&publishers, &subscribers),
                "near_misses": near_misses(graph, &topic),
            }));
        }
        match &types[..] {
            [one] => line(format!("Type: {one}"))?,
            several => {
                let quoted: Vec<_> = several.iter().map(|name| format!("'{name}'")).collect();
                line(format!("Type: [{}]", quoted.join(", ")))?;
            }
        }
        let sides = [("Publisher", &publishers), ("Subscription", &subscribers)];
        if !self.verbose {
            for (side, endpoints) in sides {
                line(format!("{side} count: {}", endpoints.len()))?;
            }
            return Ok(());
        }
        for (side, endpoints) in sides {
            line(format!("\n{side} count: {}", endpoints.len()))?;
            for endpoint in endpoints.iter() {
                line("")?;
                print_endpoint(&ctx, endpoint)?;
            }
        }
        let mismatches = mismatches(&publishers, &subscribers);
        if !mismatches.is_empty() {
            line("\nMismatches:")?;
        }
        for mismatch in mismatches {
            let text = |key: &str| mismatch[key].as_str().unwrap_or_default().to_owned();
            let consequence = match mismatch["stops_messages"].as_bool() {
                Some(true) => "no message passes",
                _ => "no message would pass over other middleware, over Zenoh they do",
            };
            line(format!(
                "  {} of the publisher in {} and the subscriber in {}: {consequence}",
                text("why"),
                text("publisher"),
                text("subscriber")
            ))?;
        }
        let near = near_misses(graph, &topic);
        if !near.is_empty() {
            line("\nNear misses:")?;
        }
        near.iter().try_for_each(|name| {
            let (publishers, subscribers) = (graph.publishers(name), graph.subscribers(name));
            let nodes = publishers.iter().chain(&subscribers).map(|it| it.node.to_string());
            let nodes: BTreeSet<_> = nodes.collect();
            let nodes = nodes.into_iter().collect::<Vec<_>>().join(", ");
            let (publishers, subscribers) = (publishers.len(), subscribers.len());
            line(format!(
                "  {name}: publishers {publishers}, subscribers {subscribers}, in {nodes}"
            ))
        })
    }
}

/// The topics of similar names that have the publishers or subscribers which this one lacks.
fn near_misses(graph: &Graph, topic: &str) -> Vec<String> {
    let has =
        |name: &str| (!graph.publishers(name).is_empty(), !graph.subscribers(name).is_empty());
    let (is_published, is_subscribed) = has(topic);
    let topics = graph.topics();
    let lacking = topics.iter().map(|other| other.name.as_str()).filter(|name| {
        let (publishes, subscribes) = has(name);
        publishes && !is_published || subscribes && !is_subscribed
    });
    names::near(topic, lacking)
}

fn print_endpoint(ctx: &ZContext, endpoint: &EndpointInfo) -> Result {
    let kind = match endpoint.kind {
        EndpointKind::Publisher => "PUBLISHER",
        _ => "SUBSCRIPTION",
    };
    let gid: Vec<_> = endpoint.gid.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let profile = &endpoint.qos;
    line(format!("Node name: {}", endpoint.node.name))?;
    line(format!("Node namespace: {}", endpoint.node.namespace))?;
    line(format!("Topic type: {}", endpoint.type_name))?;
    line(format!("Topic type hash: {}", endpoint.type_hash))?;
    line(format!("Endpoint type: {kind}"))?;
    line(format!("GID: {}", gid.join(".")))?;
    line("QoS profile:")?;
    line(format!("  Reliability: {}", qos::reliability(profile)))?;
    line(format!("  History (Depth): {}", qos::history(profile)))?;
    line(format!("  Durability: {}", qos::durability(profile)))?;
    line(format!("  Lifespan: {}", qos::time(profile.lifespan)))?;
    line(format!("  Deadline: {}", qos::time(profile.deadline)))?;
    line(format!("  Liveliness: {}", qos::liveliness(profile)))?;
    line(format!("  Liveliness lease duration: {}", qos::time(profile.liveliness_lease_duration)))?;
    line(format!("Zenoh session: {}", endpoint.zid))?;
    line(format!("Shared memory with this process: {}", sharing(ctx, endpoint)))
}

/// Whether this process could share memory with an endpoint's, and why not.
fn sharing(ctx: &ZContext, endpoint: &EndpointInfo) -> String {
    match (ctx.shares_memory_with(endpoint), ctx.shm_limit(), ctx.shm_limit_of(endpoint)) {
        (Some(true), _, _) => "yes".into(),
        (_, Some(limit), _) => format!("no, here: {limit}"),
        (_, _, Some(limit)) => format!("no, there: {limit}"),
        (Some(false), _, _) => {
            "no: another version of Zenoh, another user, or another /dev/shm".into()
        }
        (None, _, _) => "not known, it is not connected directly".into(),
    }
}

fn endpoints_json(ctx: &ZContext, endpoints: &[EndpointInfo]) -> Vec<Value> {
    let of = |endpoint| {
        let mut value = endpoint_json(endpoint);
        value["shares_memory"] = json!(ctx.shares_memory_with(endpoint));
        value
    };
    endpoints.iter().map(of).collect()
}

/// An endpoint for machines.
pub(crate) fn endpoint_json(endpoint: &EndpointInfo) -> Value {
    json!({
        "node": endpoint.node.to_string(),
        "topic": endpoint.topic,
        "type": endpoint.type_name,
        "type_hash": endpoint.type_hash,
        "gid": format!("{:?}", endpoint.gid),
        "zid": endpoint.zid,
        "qos": qos::json(&endpoint.qos),
    })
}

/// The pairs that do not go together, and why.
fn mismatches(publishers: &[EndpointInfo], subscribers: &[EndpointInfo]) -> Vec<Value> {
    let mut found = Vec::new();
    for publisher in publishers {
        for subscriber in subscribers {
            if let Some(why) = publisher.incompatibility(subscriber) {
                found.push(json!({
                    "why": why.to_string(),
                    "publisher": publisher.node.to_string(),
                    "subscriber": subscriber.node.to_string(),
                    "stops_messages": why.stops_messages(),
                }));
            }
        }
    }
    found
}

//! `ros-z graph`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use clap::Args;
use serde_json::json;

use crate::args::Global;
use crate::error::Result;
use crate::names::is_hidden;
use crate::output::{self, line};

/// Which node sends what to which one.
#[derive(Debug, Args)]
pub(crate) struct Graph {
    /// In the language of Graphviz: `ros-z graph --dot | dot -Tsvg > graph.svg`
    #[arg(long)]
    dot: bool,

    /// Also nodes and topics of which a part starts with `_`
    #[arg(short, long)]
    all: bool,
}

/// The nodes that publish and those that subscribe, and the types.
#[derive(Debug, Default)]
struct Topic {
    publishers: BTreeSet<String>,
    subscribers: BTreeSet<String>,
    types: Vec<String>,
}

impl Graph {
    pub(crate) fn run(&self, global: &Global) -> Result {
        let ctx = global.look_around()?;
        let graph = ctx.graph();
        let is_shown = |name: &String| self.all || !is_hidden(name);
        let nodes = graph.nodes();
        let nodes: BTreeSet<_> = nodes.iter().map(ToString::to_string).filter(is_shown).collect();
        let mut topics = BTreeMap::new();
        for topic in graph.topics() {
            if is_shown(&topic.name) {
                let names = |endpoints: Vec<ros_z_pub::EndpointInfo>| {
                    endpoints.iter().map(|it| it.node.to_string()).filter(is_shown).collect()
                };
                let publishers = names(graph.publishers(&topic.name));
                let subscribers = names(graph.subscribers(&topic.name));
                topics.insert(topic.name, Topic { publishers, subscribers, types: topic.types });
            }
        }
        if global.json {
            let topics = topics.iter().map(|(name, topic)| {
                json!({
                    "name": name,
                    "types": topic.types,
                    "publishers": topic.publishers,
                    "subscribers": topic.subscribers,
                })
            });
            let topics: Vec<_> = topics.collect();
            return output::json(&json!({ "nodes": nodes, "topics": topics }));
        }
        if self.dot {
            return line(dot(&nodes, &topics).trim_end());
        }
        let list = |nodes: &BTreeSet<String>| match nodes.is_empty() {
            true => "-".into(),
            false => nodes.iter().cloned().collect::<Vec<_>>().join(", "),
        };
        let mut table = output::table(&["PUBLISHERS", "TOPIC", "SUBSCRIBERS", "TYPE"]);
        for (name, topic) in &topics {
            table.add_row([
                list(&topic.publishers),
                name.clone(),
                list(&topic.subscribers),
                topic.types.join(", "),
            ]);
        }
        output::print_table(&table)?;
        let is_alone = |node: &&String| {
            !topics
                .values()
                .any(|it| it.publishers.contains(*node) || it.subscribers.contains(*node))
        };
        let alone: BTreeSet<_> = nodes.iter().filter(is_alone).cloned().collect();
        match alone.is_empty() {
            true => Ok(()),
            false => line(format!("\nwithout topics: {}", list(&alone))),
        }
    }
}

fn dot(nodes: &BTreeSet<String>, topics: &BTreeMap<String, Topic>) -> String {
    let mut text = String::from("digraph ros {\n  rankdir=LR;\n");
    let mut add = |line: String| {
        let _ = writeln!(text, "  {line}");
    };
    for node in nodes {
        add(format!("{node:?} [shape=ellipse];"));
    }
    for (name, topic) in topics {
        // A node may have the name of a topic.
        let id = format!("topic {name}");
        add(format!("{id:?} [shape=box, label={name:?}, tooltip={:?}];", topic.types.join(", ")));
        for node in &topic.publishers {
            add(format!("{node:?} -> {id:?};"));
        }
        for node in &topic.subscribers {
            add(format!("{id:?} -> {node:?};"));
        }
    }
    text + "}\n"
}

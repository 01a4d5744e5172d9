//! The session of a command, and what it finds.

use std::time::{Duration, Instant};

use ros_z_pub::{Builder, Graph, ZContext, ZContextBuilder, ZNode};

use crate::args::Global;
use crate::error::{Failure, Result};
use crate::names;

/// So long nothing new comes when what is there has been found.
const QUIET: Duration = Duration::from_millis(250);

impl Global {
    /// A context as the options say.
    pub(crate) fn builder(&self) -> ZContextBuilder {
        let mut builder = ZContextBuilder::default();
        if let Some(domain) = self.domain {
            builder = builder.with_domain_id(domain);
        }
        if self.router {
            builder = builder.with_router();
        }
        if !self.connect.is_empty() {
            builder = builder.with_connect_endpoints(&self.connect);
        }
        if !self.listen.is_empty() {
            builder = builder.with_listen_endpoints(&self.listen);
        }
        if self.no_shm {
            builder = builder.without_shm_session();
        }
        builder
    }

    /// Opens a session that takes part in the graph.
    pub(crate) fn open(&self) -> Result<ZContext> {
        Ok(self.builder().build()?)
    }

    /// Opens a session and waits until it knows who is there.
    pub(crate) fn look_around(&self) -> Result<ZContext> {
        let ctx = self.builder().without_stats_queries().build()?;
        self.settle(ctx.graph());
        Ok(ctx)
    }

    /// Waits until what is there has been found: as long as nothing has, the whole time, and
    /// then until nothing new comes.
    pub(crate) fn settle(&self, graph: &Graph) {
        let started = Instant::now();
        graph.wait_for(self.spin_time, |graph| {
            !graph.nodes().is_empty() || !graph.topics().is_empty()
        });
        graph.wait_until_settled(QUIET, self.spin_time.saturating_sub(started.elapsed()));
    }

    /// Opens a session in which a topic is known, as soon as it is.
    pub(crate) fn find_topic(&self, topic: &str) -> Result<ZContext> {
        let ctx = self.open()?;
        let graph = ctx.graph();
        let is_there = |graph: &Graph| graph.topics().iter().any(|known| known.name == topic);
        let started = Instant::now();
        if !graph.wait_for(self.spin_time, is_there) {
            return Err(unknown_topic(graph, topic));
        }
        // The other endpoints of it.
        graph.wait_until_settled(QUIET, self.spin_time.saturating_sub(started.elapsed()));
        Ok(ctx)
    }
}

/// What the names of the nodes of commands begin with.
pub(crate) const NODE_PREFIX: &str = "_ros_z_cli_";

/// A node for this command, which others do not list unless they list all.
pub(crate) fn node(ctx: &ZContext) -> Result<ZNode> {
    Ok(ctx.create_node(format!("{NODE_PREFIX}{}", std::process::id())).build()?)
}

/// That nobody has a topic, and which one could be meant.
pub(crate) fn unknown_topic(graph: &Graph, topic: &str) -> Failure {
    let topics = graph.topics();
    let otherwise = match topics.is_empty() {
        true => "nobody is there; see `ros-z doctor`",
        false => "`ros-z topic list` shows those that are there",
    };
    let hint = names::hint(topic, topics.iter().map(|topic| topic.name.as_str()), otherwise);
    Failure::Said(format!("unknown topic `{topic}`; {hint}"))
}

//! `ros-z topic pub`.

use std::io::Read;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use ros_z_pub::qos::{Durability, QosProfile, Reliability};
use ros_z_pub::{Builder, MessageType, ZContext};
use serde::de::DeserializeSeed;
use shm_cdr::dynamic::{DynamicMessage, DynamicType};

use crate::args::{Global, positive, seconds};
use crate::bag::Definitions;
use crate::error::{About, Failure, Result};
use crate::output::line;
use crate::session::node;
use crate::warnings::warn;
use crate::{interrupt, names};

/// How long messages that have been sent may be under way when the program ends.
const KEEP_ALIVE: Duration = Duration::from_millis(100);

/// Publishes messages that are written in YAML.
///
/// `ros-z topic pub /chatter std_msgs/msg/String '{data: hello}'`; fields that are left out have
/// the values that the definition gives them.
#[derive(Debug, Args)]
pub(crate) struct Pub {
    /// The topic
    topic: String,

    /// The type, such as std_msgs/msg/String
    #[arg(value_name = "TYPE")]
    type_name: String,

    /// The fields in YAML or JSON
    #[arg(default_value = "{}", conflicts_with = "file")]
    values: String,

    /// A file with the fields; `-` is standard input
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,

    /// Messages a second
    #[arg(short, long, value_name = "HZ", value_parser = positive, default_value = "1")]
    rate: f64,

    /// Publish one message, when somebody has subscribed
    #[arg(short = '1', long)]
    once: bool,

    /// Publish so many messages, when somebody has subscribed
    #[arg(short, long, value_name = "N", conflicts_with = "once")]
    times: Option<u64>,

    /// Say so every so many messages; 0 for never
    #[arg(short, long, value_name = "N", default_value_t = 1)]
    print: u64,

    /// Wait for so many subscribers first [default: 1 with --once and --times, else 0]
    #[arg(short, long, value_name = "N")]
    wait_matching_subscriptions: Option<usize>,

    /// Give up after so many seconds without them
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    max_wait_time: Option<Duration>,

    /// Whether messages may be lost
    #[arg(long, value_enum, default_value = "reliable")]
    qos_reliability: ReliabilityArg,

    /// Whether those who come later get the last messages
    #[arg(long, value_enum, default_value = "volatile")]
    qos_durability: DurabilityArg,

    /// How many messages are kept for them
    #[arg(long, value_name = "N", default_value_t = 1)]
    qos_depth: usize,

    /// Folder with definitions of types: `my_msgs/msg/Name.msg`, at any depth; the standard ones
    /// and those of whoever has the topic are known
    #[arg(long, value_name = "FOLDER")]
    interfaces: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum ReliabilityArg {
    Reliable,
    BestEffort,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum DurabilityArg {
    Volatile,
    TransientLocal,
}

impl Pub {
    pub(crate) fn run(&self, global: &Global) -> Result {
        interrupt::install()?;
        let name = names::message_type(&self.type_name);
        let topic = names::topic(&self.topic);
        let definitions = Definitions::read(&self.interfaces)?;
        let text = self.text()?;
        // A mistake is said before anything else happens, if the type is known here.
        let known = match definitions.of(&name) {
            Some(checked) => Some(dynamic_type(&name, checked.concatenated(&name))?),
            None => None,
        };
        let known = match known {
            Some(ty) => Some((message(&ty, &text)?, ty)),
            None => None,
        };
        let ctx = global.open()?;
        let (message, ty) = match known {
            Some(known) => known,
            None => {
                let ty = told(global, &ctx, &topic, &name, &definitions)?;
                (message(&ty, &text)?, ty)
            }
        };
        let payload = message.to_cdr().map_err(|error| Failure::new(error.to_string()))?;
        let message_type = MessageType::new(&name, ty.type_hash());
        let message_type = message_type.with_definition(ty.definition());
        let node = node(&ctx)?;
        let publisher = node.create_raw_pub(&topic, message_type).with_qos(self.qos()).build()?;
        let limit = if self.once { Some(1) } else { self.times };
        let wanted = self.wait_matching_subscriptions.unwrap_or(usize::from(limit.is_some()));
        self.wait(
            &topic,
            wanted,
            |patience| Ok(publisher.wait_for_subscribers(wanted, patience)?),
        )?;
        let period = Duration::from_secs_f64(1.0 / self.rate);
        let (mut next, mut published) = (Instant::now(), 0);
        while limit.is_none_or(|limit| published < limit) {
            if !interrupt::sleep_until(next) {
                return Ok(());
            }
            next += period;
            publisher.publish_payload(payload.clone())?;
            published += 1;
            if self.print > 0 && published % self.print == 0 {
                line(format!("publishing #{published} on {topic}"))?;
            }
        }
        interrupt::sleep_until(Instant::now() + KEEP_ALIVE);
        Ok(())
    }

    fn text(&self) -> Result<String> {
        let Some(path) = &self.file else { return Ok(self.values.clone()) };
        if path.as_os_str() == "-" {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).about("standard input")?;
            return Ok(text);
        }
        std::fs::read_to_string(path).about(path.display())
    }

    fn qos(&self) -> QosProfile {
        let reliability = match self.qos_reliability {
            ReliabilityArg::Reliable => Reliability::Reliable,
            ReliabilityArg::BestEffort => Reliability::BestEffort,
        };
        let durability = match self.qos_durability {
            DurabilityArg::Volatile => Durability::Volatile,
            DurabilityArg::TransientLocal => Durability::TransientLocal,
        };
        let mut qos = QosProfile::DEFAULT.keep_last(self.qos_depth);
        (qos.reliability, qos.durability) = (reliability, durability);
        qos
    }

    fn wait(&self, topic: &str, wanted: usize, wait: impl Fn(Duration) -> Result<bool>) -> Result {
        const STEP: Duration = Duration::from_millis(100);
        let (started, mut is_warned) = (Instant::now(), false);
        while wanted > 0 && !interrupt::is_asked() && !wait(STEP)? {
            let elapsed = started.elapsed();
            if self.max_wait_time.is_some_and(|time| elapsed >= time) {
                return Err(Failure::Said(format!(
                    "{wanted} subscribers of `{topic}` are not there"
                )));
            }
            if !is_warned && elapsed >= Duration::from_secs(1) {
                is_warned = true;
                warn(&format!("waiting for {wanted} subscribers of `{topic}`"));
            }
        }
        Ok(())
    }
}

/// The type, as somebody on the topic tells it.
fn told(
    global: &Global,
    ctx: &ZContext,
    topic: &str,
    name: &str,
    definitions: &Definitions,
) -> Result<DynamicType> {
    global.settle(ctx.graph());
    let graph = ctx.graph();
    let mut endpoints = graph.publishers(topic);
    endpoints.extend(graph.subscribers(topic));
    endpoints.retain(|endpoint| endpoint.type_name == name);
    let text = endpoints.iter().find_map(|endpoint| graph.definition(endpoint));
    match text {
        Some(text) => dynamic_type(name, Some(text)),
        // What could be meant.
        None => definitions
            .find(name)
            .and_then(|checked| dynamic_type(name, checked.concatenated(name))),
    }
}

fn dynamic_type(name: &str, text: Option<String>) -> Result<DynamicType> {
    let text = text.ok_or_else(|| Failure::Said(format!("`{name}` is no message")))?;
    DynamicType::parse(name, &text).about(format!("the definition of {name}"))
}

/// The message of a text in YAML.
fn message(ty: &DynamicType, text: &str) -> Result<DynamicMessage<'static>> {
    let deserializer = serde_norway::Deserializer::from_str(text);
    ty.deserialize(deserializer).about(format!("these values are no {}", ty.type_name()))
}

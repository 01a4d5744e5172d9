//! `ros-z topic echo`.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use clap::Args;
use ros_z_pub::{EndpointInfo, Graph, RawMessage};
use serde::Serialize;
use serde_json::{Value, json};
use shm_cdr::dynamic::DynamicType;

use super::text::{self, Shape, Short};
use crate::args::{Global, seconds};
use crate::bag::{Definitions, utc};
use crate::error::{Failure, Result};
use crate::session::{node, unknown_topic};
use crate::tap::Tap;
use crate::warnings::warn;
use crate::{interrupt, names, output};

/// How many messages may wait to be printed.
const QUEUE: usize = 64;

/// Prints the messages of a topic, as YAML with `---` behind each.
///
/// The definition of the type is known here, told by the publisher, or found in a folder.
#[derive(Debug, Args)]
pub(crate) struct Echo {
    /// The topic
    topic: String,

    /// Only this field: `header.stamp`, `poses[0].position`
    #[arg(long, value_name = "PATH")]
    field: Option<String>,

    /// End after one message
    #[arg(long)]
    once: bool,

    /// End after so many messages
    #[arg(short, long, value_name = "N", conflicts_with = "once")]
    count: Option<u64>,

    /// End after so many seconds
    #[arg(short, long, value_name = "SECONDS", value_parser = seconds)]
    duration: Option<Duration>,

    /// One line for each message, with commas between its values
    #[arg(long, conflicts_with = "json")]
    csv: bool,

    /// Tell type and length of arrays, not their elements
    #[arg(long)]
    no_arr: bool,

    /// Tell the length of strings, not their text
    #[arg(long)]
    no_str: bool,

    /// Elements of an array and characters of a string that are shown [default: 128, all in JSON]
    #[arg(short = 'l', long, value_name = "N")]
    truncate_length: Option<usize>,

    /// Show arrays and strings in full
    #[arg(short, long)]
    full_length: bool,

    /// Tell how each message came: by shared memory or not, its length, when it was sent and how
    /// long it took
    #[arg(long)]
    info: bool,

    /// Folder with definitions of types that nobody tells: `my_msgs/msg/Name.msg`, at any depth
    #[arg(long, value_name = "FOLDER")]
    interfaces: Vec<PathBuf>,
}

impl Echo {
    pub(crate) fn run(&self, global: &Global) -> Result {
        interrupt::install()?;
        let topic = names::topic(&self.topic);
        let definitions = Definitions::read(&self.interfaces)?;
        let ctx = global.open()?;
        let (graph, node) = (ctx.graph(), node(&ctx)?);
        let (sender, messages) = sync_channel(QUEUE);
        let dropped = Arc::new(AtomicU64::new(0));
        let counted = dropped.clone();
        let mut tap = Tap::new(
            &node,
            &topic,
            Arc::new(move |index, message: RawMessage| {
                if sender.try_send((index, SystemTime::now(), message)).is_err() {
                    counted.fetch_add(1, Ordering::Relaxed);
                }
            }),
        );
        let mut types: Vec<Option<DynamicType>> = Vec::new();
        let (started, mut is_warned, mut printed) = (Instant::now(), false, 0);
        let limit = if self.once { 1 } else { self.count.unwrap_or(u64::MAX) };
        while printed < limit && !interrupt::is_asked() {
            for publisher in tap.follow(graph)? {
                types.push(self.type_of(&publisher, graph, &definitions)?);
            }
            let elapsed = started.elapsed();
            if self.duration.is_some_and(|duration| elapsed >= duration) {
                break;
            }
            if !is_warned && !tap.is_connected() && elapsed >= global.spin_time {
                is_warned = true;
                let unknown = unknown_topic(graph, &topic);
                warn(&format!("nobody publishes on `{topic}` yet ({unknown}); waiting"));
            }
            match messages.recv_timeout(interrupt::TICK) {
                Ok((index, received, message)) => {
                    let Some(Some(ty)) = types.get(index) else { continue };
                    self.print(global, ty, received, &message)?;
                    printed += 1;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        let dropped = dropped.load(Ordering::Relaxed);
        if dropped > 0 && printed < limit {
            warn(&format!("{dropped} messages came faster than they could be printed"));
        }
        match printed {
            0 if !interrupt::is_asked() => Err(Failure::Said(format!(
                "no message on `{topic}` within {elapsed:?}",
                elapsed = started.elapsed()
            ))),
            _ => Ok(()),
        }
    }

    /// The type of a publisher; a failure if it is the only one that there could be.
    fn type_of(
        &self,
        publisher: &EndpointInfo,
        graph: &Graph,
        definitions: &Definitions,
    ) -> Result<Option<DynamicType>> {
        let EndpointInfo { topic, type_name, type_hash, node, .. } = publisher;
        let text = definitions.text(type_name, type_hash).or_else(|| graph.definition(publisher));
        let Some(text) = text else {
            return Err(Failure::Said(format!(
                "nobody tells the definition of {type_name} on `{topic}` (node {node}); \
                 `--interfaces` names a folder with it"
            )));
        };
        let ty = DynamicType::parse(type_name, &text)
            .map_err(|error| Failure::Said(format!("the definition of {type_name}: {error}")))?;
        if let Some(path) = &self.field {
            // A path into a sequence may lead somewhere later.
            if !path.contains('[') {
                let default = ty.default_value();
                default.get(path).map_err(|error| Failure::new(error.to_string()))?;
            }
        }
        Ok(Some(ty))
    }

    fn shape(&self, is_json: bool) -> Shape {
        let default = if is_json { usize::MAX } else { 128 };
        let length = self.truncate_length.unwrap_or(default);
        let length = if self.full_length { usize::MAX } else { length };
        Shape { length, no_arr: self.no_arr, no_str: self.no_str }
    }

    fn print(
        &self,
        global: &Global,
        ty: &DynamicType,
        received: SystemTime,
        message: &RawMessage,
    ) -> Result {
        let bytes = message.bytes();
        let decoded = match ty.decode(&bytes) {
            Ok(decoded) => decoded,
            Err(error) => {
                warn(&format!(
                    "a message of {} bytes is no {}: {error}",
                    bytes.len(),
                    ty.type_name()
                ));
                return Ok(());
            }
        };
        let shape = self.shape(global.json);
        let value = match &self.field {
            None => None,
            Some(path) => match decoded.get(path) {
                Ok(value) => Some(value),
                Err(error) => {
                    warn(&error.to_string());
                    return Ok(());
                }
            },
        };
        let mut out = std::io::stdout().lock();
        if global.json {
            let message_or_value = match &value {
                None => Short::Message(&decoded, shape),
                Some(value) => Short::Value(value, shape),
            };
            match self.info {
                true => {
                    let info = info_json(received, message);
                    let line = WithInfo { info, message: message_or_value };
                    serde_json::to_writer(&mut out, &line)?;
                }
                false => serde_json::to_writer(&mut out, &message_or_value)?,
            }
            writeln!(out)?;
        } else if self.csv {
            let mut cells = Vec::new();
            if self.info {
                cells.extend(info(received, message).into_iter().map(|(_, text)| text));
            }
            match &value {
                None => text::cells_of_message(&decoded, shape, &mut cells),
                Some(value) => text::cells_of_value(value, shape, &mut cells),
            }
            writeln!(out, "{}", cells.join(","))?;
        } else {
            if self.info {
                let words = info(received, message).into_iter();
                let words: Vec<_> = words.map(|(name, text)| format!("{name}: {text}")).collect();
                drop(out);
                output::line(format!(
                    "{}# {}{:#}",
                    output::FAINT,
                    words.join(", "),
                    output::FAINT
                ))?;
                out = std::io::stdout().lock();
            }
            match &value {
                None => write!(out, "{}", shape.yaml(&decoded))?,
                Some(value) => write!(out, "{}", text::yaml_of_value(value, shape))?,
            }
            writeln!(out, "---")?;
        }
        Ok(out.flush()?)
    }
}

/// A line of JSON.
#[derive(Serialize)]
struct WithInfo<'v, 'm> {
    info: Value,
    message: Short<'v, 'm>,
}

/// How a message came, in words.
fn info(received: SystemTime, message: &RawMessage) -> Vec<(&'static str, String)> {
    let mut words = vec![
        ("shared memory", if message.is_shm() { "yes" } else { "no" }.into()),
        ("bytes", message.payload_len().to_string()),
    ];
    if let Some(sent) = message.source_time() {
        let nanos = sent.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        words.push(("sent", format!("{} UTC", utc(u64::try_from(nanos).unwrap_or(u64::MAX)))));
        words.push(("latency", format!("{:.3} ms", latency(received, sent) * 1e3)));
    }
    if let Some(number) = message.sequence_number() {
        words.push(("number", number.to_string()));
    }
    words
}

fn info_json(received: SystemTime, message: &RawMessage) -> Value {
    let sent = message.source_time();
    let nanos = sent.map(|sent| sent.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos());
    json!({
        "is_shm": message.is_shm(),
        "bytes": message.payload_len(),
        "source_time": nanos.and_then(|nanos| u64::try_from(nanos).ok()),
        "latency": sent.map(|sent| latency(received, sent)),
        "sequence_number": message.sequence_number(),
        "publisher": message.publisher_gid().map(|gid| format!("{gid:?}")),
    })
}

/// In seconds; negative if the clock of the sender is ahead.
fn latency(received: SystemTime, sent: SystemTime) -> f64 {
    match received.duration_since(sent) {
        Ok(time) => time.as_secs_f64(),
        Err(ahead) => -ahead.duration().as_secs_f64(),
    }
}

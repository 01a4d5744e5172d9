//! `ros-z record`.

mod queue;
mod writing;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use clap::Args;
use regex::Regex;
use ros_z_pub::{
    EndpointInfo, Graph, MessageType, RawMessage, ZCallbackSubscriber, ZContext, ZNode,
};
use serde_json::json;

use self::queue::{Entry, Queue};
use self::writing::{Job, Recorded};
use crate::args::{Global, bytes, seconds};
use crate::bag::{
    Definitions, HASH_KEY, PROFILES_KEY, SCHEMA_ENCODING, ToFile, file_name_now, profiles_text,
};
use crate::error::{Failure, Result};
use crate::output::{self, Block, line};
use crate::session::{node, unknown_topic};
use crate::warnings::warn;
use crate::{interrupt, names, qos};

/// Records topics into MCAP files, until Ctrl-C.
///
/// All topics are recorded unless some are named, also those that appear later. What is lost on
/// the way, and what the disk is too slow for, is counted and said.
#[derive(Debug, Args)]
pub(crate) struct Record {
    /// The topics; all by default
    topics: Vec<String>,

    /// Topics that match a regular expression, too
    #[arg(short = 'e', long, value_name = "EXPRESSION")]
    regex: Option<Regex>,

    /// No topics that match a regular expression
    #[arg(short = 'x', long, value_name = "EXPRESSION")]
    exclude: Option<Regex>,

    /// Also topics of which a part starts with `_`
    #[arg(long)]
    include_hidden_topics: bool,

    /// The file; by default a name with the time, in this folder. With --max-size and
    /// --max-duration a number is added to it
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    #[command(flatten)]
    file: ToFile,

    /// Begin another file when one has this size, in bytes
    #[arg(short = 'b', long, value_name = "BYTES", value_parser = bytes)]
    max_size: Option<u64>,

    /// Begin another file after so many seconds
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    max_duration: Option<Duration>,

    /// End after so many seconds
    #[arg(short, long, value_name = "SECONDS", value_parser = seconds)]
    duration: Option<Duration>,

    /// Bytes that may wait for the disk; what comes when they are used up is dropped
    #[arg(long, value_name = "BYTES", value_parser = bytes, default_value = "256MiB")]
    queue: u64,

    /// Folder with definitions of types that nobody tells: `my_msgs/msg/Name.msg`, at any depth
    #[arg(long, value_name = "FOLDER")]
    interfaces: Vec<PathBuf>,
}

/// A topic and type that is recorded.
struct Taken {
    topic: String,
    type_name: String,
    subscriber: ZCallbackSubscriber,
    dropped: Arc<AtomicU64>,
}

/// What has been found so far.
struct Recorder<'r> {
    options: &'r Record,
    definitions: Definitions,
    node: ZNode,
    queue: Arc<Queue>,
    taken: Vec<Taken>,
    /// Topic, name and hash of the type.
    known: BTreeSet<(String, String, String)>,
}

impl Record {
    pub(crate) fn run(&self, global: &Global) -> Result {
        interrupt::install()?;
        let definitions = Definitions::read(&self.interfaces)?;
        let ctx = global.open()?;
        let job = Job::start(self.path(), self.is_split(), self)?;
        let queue = job.queue();
        let (known, taken) = (BTreeSet::new(), Vec::new());
        let node = node(&ctx)?;
        let mut recorder = Recorder { options: self, definitions, node, queue, taken, known };
        if !global.json && !output::is_terminal() {
            line(format!("recording to {}", job.first_path().display()))?;
        }
        let ended = recorder.follow(global, &ctx, &job);
        // Nothing more comes; what waits is written.
        let losses = recorder.end();
        let recorded = job.finish();
        ended?;
        let recorded = recorded?;
        self.report(global, &recorded, &losses)
    }

    fn path(&self) -> PathBuf {
        self.output.clone().unwrap_or_else(|| format!("{}.mcap", file_name_now()).into())
    }

    fn is_split(&self) -> bool {
        self.max_size.is_some() || self.max_duration.is_some()
    }

    fn wants(&self, topic: &str) -> bool {
        let is_named = self.topics.iter().any(|name| names::topic(name) == topic);
        let is_matched = self.regex.as_ref().is_some_and(|regex| regex.is_match(topic));
        let is_all = self.topics.is_empty() && self.regex.is_none();
        let is_excluded = self.exclude.as_ref().is_some_and(|regex| regex.is_match(topic));
        let is_shown = self.include_hidden_topics || !names::is_hidden(topic);
        (is_named || ((is_matched || is_all) && is_shown)) && !is_excluded
    }

    fn report(&self, global: &Global, recorded: &Recorded, losses: &[Loss]) -> Result {
        for line in said(losses) {
            warn(&line);
        }
        let files: Vec<_> = recorded.files.iter().map(|path| path.display().to_string()).collect();
        if global.json {
            let losses = losses.iter().map(
                |loss| json!({ "topic": loss.topic, "lost": loss.lost, "dropped": loss.dropped }),
            );
            return output::json(&json!({
                "files": files,
                "messages": recorded.messages,
                "bytes": recorded.bytes,
                "losses": losses.collect::<Vec<_>>(),
            }));
        }
        line(format!(
            "recorded {} messages of {} to {}",
            recorded.messages,
            output::bytes(recorded.bytes as f64),
            files.join(", ")
        ))
    }
}

/// What is missing of a topic.
#[derive(Debug)]
struct Loss {
    topic: String,
    lost: u64,
    dropped: u64,
}

/// What is said of losses: of the topics that miss most one by one, of others together.
fn said(losses: &[Loss]) -> Vec<String> {
    const TOPICS: usize = 10;
    let of = |missing: fn(&Loss) -> u64, why: &str| {
        let mut all: Vec<_> = losses.iter().map(|it| (missing(it), &it.topic)).collect();
        all.retain(|(count, _)| *count > 0);
        all.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        let (most, others) = all.split_at(all.len().min(TOPICS));
        let mut lines: Vec<_> =
            most.iter().map(|(count, topic)| format!("{topic}: {count} messages {why}")).collect();
        if !others.is_empty() {
            let (topics, count) =
                (others.len(), others.iter().map(|(count, _)| count).sum::<u64>());
            lines.push(format!(
                "{topics} more topics: {count} messages {why}; `--json` names all topics"
            ));
        }
        lines
    };
    let lost = of(|loss| loss.lost, "were lost on the way here");
    let dropped = of(
        |loss| loss.dropped,
        "were dropped, the disk is too slow for them; `--queue` makes more wait, \
         `--compression none` costs less time",
    );
    [lost, dropped].concat()
}

impl Recorder<'_> {
    /// Takes what appears, until the end is asked for.
    fn follow(&mut self, global: &Global, ctx: &ZContext, job: &Job) -> Result {
        let started = Instant::now();
        let (mut block, mut shown) = (Block::default(), started);
        let mut is_warned = false;
        loop {
            self.take(ctx.graph())?;
            if job.has_failed() || interrupt::is_asked() {
                return Ok(());
            }
            let elapsed = started.elapsed();
            if self.options.duration.is_some_and(|duration| elapsed >= duration) {
                return Ok(());
            }
            if !is_warned && elapsed >= global.spin_time.max(Duration::from_secs(1)) {
                is_warned = true;
                self.warn_of_missing(ctx.graph());
            }
            let is_live = output::is_terminal() && !global.json;
            if is_live && shown.elapsed() >= Duration::from_millis(250) {
                shown = Instant::now();
                block.print(&self.status(job, elapsed))?;
            }
            std::thread::sleep(interrupt::TICK);
        }
    }

    /// Says which of the named topics nobody publishes.
    fn warn_of_missing(&self, graph: &Graph) {
        for topic in self.options.topics.iter().map(|name| names::topic(name)) {
            if !self.taken.iter().any(|taken| taken.topic == topic) {
                let why = match graph.subscribers(&topic).is_empty() {
                    true => format!("{}", unknown_topic(graph, &topic)),
                    false => format!("nobody publishes on `{topic}` yet"),
                };
                warn(&format!("{why}; it is recorded when it appears"));
            }
        }
    }

    /// Subscribes to what is new in the graph: first to what is defined here, for others take
    /// their time to tell.
    fn take(&mut self, graph: &Graph) -> Result {
        let mut new = BTreeMap::new();
        for topic in graph.topics() {
            if !self.options.wants(&topic.name) {
                continue;
            }
            for publisher in graph.publishers(&topic.name) {
                let EndpointInfo { topic, type_name, type_hash, .. } = &publisher;
                let key = (topic.clone(), type_name.clone(), type_hash.clone());
                if !self.known.contains(&key) {
                    new.entry(key).or_insert(publisher);
                }
            }
        }
        let mut undefined = Vec::new();
        for (key, publisher) in new {
            self.known.insert(key);
            match self.definitions.text(&publisher.type_name, &publisher.type_hash) {
                Some(text) => self.subscribe(graph, &publisher, Some(text))?,
                None => undefined.push(publisher),
            }
        }
        for publisher in undefined {
            let text = graph.definition(&publisher);
            self.subscribe(graph, &publisher, text)?;
        }
        Ok(())
    }

    fn subscribe(
        &mut self,
        graph: &Graph,
        publisher: &EndpointInfo,
        definition: Option<String>,
    ) -> Result {
        let EndpointInfo { topic, type_name, type_hash, .. } = publisher;
        if let Some(other) = self.taken.iter().find(|taken| taken.topic == *topic) {
            warn(&format!(
                "{topic}: there are messages of {} and of {type_name}; both are recorded, and \
                 some programs read only one of them",
                other.type_name
            ));
        }
        if definition.is_none() {
            warn(&format!(
                "{topic}: nobody tells the definition of {type_name}; its messages are recorded \
                 without it, and few programs can read them. `--interfaces` names a folder with it"
            ));
        }
        let publishers = graph.publishers(topic);
        let alike =
            publishers.iter().filter(|it| (&it.type_name, &it.type_hash) == (type_name, type_hash));
        let metadata = [
            (PROFILES_KEY.into(), profiles_text(alike.clone().map(|it| &it.qos))),
            (HASH_KEY.into(), type_hash.clone()),
        ];
        let schema = match definition {
            Some(text) => (SCHEMA_ENCODING.into(), text.into_bytes()),
            None => (String::new(), Vec::new()),
        };
        let index = self.taken.len();
        self.queue.push(Entry::Channel {
            topic: topic.clone(),
            type_name: type_name.clone(),
            schema,
            metadata: metadata.into(),
        });
        let (queue, dropped) = (self.queue.clone(), Arc::new(AtomicU64::new(0)));
        let counted = dropped.clone();
        let on_message = move |message: ros_z_pub::Result<RawMessage>| {
            let Ok(message) = message else { return };
            let now = SystemTime::now();
            let nanos = |time: SystemTime| {
                let time = time.duration_since(UNIX_EPOCH).unwrap_or_default();
                u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
            };
            let log_time = nanos(now);
            let publish_time = message.source_time().map_or(log_time, nanos);
            // MCAP has 32 bits for it.
            let sequence = message.sequence_number().unwrap_or(0) as u32;
            let payload = message.into_payload();
            let entry = Entry::Message { index, sequence, log_time, publish_time, payload };
            if !queue.push(entry) {
                counted.fetch_add(1, Ordering::Relaxed);
            }
        };
        let subscriber = self
            .node
            .create_raw_sub(topic, MessageType::of_endpoint(publisher))
            .with_qos(qos::of_subscriber(alike))
            .build_with_direct_callback(on_message)?;
        let (topic, type_name) = (topic.clone(), type_name.clone());
        self.taken.push(Taken { topic, type_name, subscriber, dropped });
        Ok(())
    }

    fn status(&self, job: &Job, elapsed: Duration) -> String {
        let (messages, bytes) = job.written();
        let (lost, dropped) = self.taken.iter().fold((0, 0), |(lost, dropped), taken| {
            (lost + taken.subscriber.lost(), dropped + taken.dropped.load(Ordering::Relaxed))
        });
        let mut text = String::new();
        // A `String` takes all that is written.
        let _ = writeln!(
            text,
            "recording to {}, Ctrl-C ends it\n{} of {} topics, {messages} messages, {} ({}/s), \
             {} waiting",
            job.first_path().display(),
            output::time(elapsed),
            self.taken.len(),
            output::bytes(bytes as f64),
            output::bytes(bytes as f64 / elapsed.as_secs_f64().max(0.001)),
            output::bytes(self.queue.waiting() as f64),
        );
        if lost + dropped > 0 {
            let (label, plain) = (output::WARNING, anstyle::Reset);
            let _ = writeln!(text, "{label}{lost} lost, {dropped} dropped{plain}");
        }
        text
    }

    /// Receives no more, and says what is missing.
    fn end(self) -> Vec<Loss> {
        let mut losses = Vec::new();
        for taken in self.taken {
            let lost = taken.subscriber.lost();
            drop(taken.subscriber);
            let dropped = taken.dropped.load(Ordering::Relaxed);
            if lost + dropped > 0 {
                losses.push(Loss { topic: taken.topic, lost, dropped });
            }
        }
        self.queue.close();
        losses
    }
}

impl Record {
    /// How much may wait.
    fn queue_size(&self) -> Result<usize> {
        usize::try_from(self.queue).map_err(|_| Failure::new("`--queue` is too large"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_of_many_topics_are_said_together_and_to_the_message() {
        let loss = |number: u64| Loss { topic: format!("/{number}"), lost: number, dropped: 0 };
        let mut losses: Vec<_> = (0..100).map(loss).collect();
        losses[3].dropped = 7;
        let lines = said(&losses);
        assert_eq!(lines.len(), 10 + 1 + 1);
        assert_eq!(lines[0], "/99: 99 messages were lost on the way here");
        // 1 to 89, and the topic without losses is none of them.
        assert!(lines[10].starts_with("89 more topics: 4005 messages were lost"), "{}", lines[10]);
        assert!(lines[11].starts_with("/3: 7 messages were dropped, the disk"), "{}", lines[11]);
        assert!(said(&[loss(0)]).is_empty());
    }
}

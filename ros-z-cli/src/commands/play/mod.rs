//! `ros-z play`.

mod keyboard;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use regex::Regex;
use ros_z_pub::qos::QosProfile;
use ros_z_pub::{Builder, Limit, RawMessage, ZContext, ZNode, ZPublisher};

use self::keyboard::Keyboard;
use crate::args::{Global, bytes, positive, seconds};
use crate::bag::{self, Channel, Definitions, Item, MESSAGE_ENCODING, Overview, Reader};
use crate::error::{Failure, Result};
use crate::output::{self, line};
use crate::session::node;
use crate::warnings::warn;
use crate::{interrupt, names};

/// Publishes what has been recorded, in the order and at the times of the file.
///
/// On a terminal, the space bar pauses and goes on.
#[derive(Debug, Args)]
pub(crate) struct Play {
    /// MCAP files or folders of a bag, one after the other
    #[arg(required = true)]
    files: Vec<PathBuf>,

    /// How many times faster than it was recorded
    #[arg(short, long, value_name = "FACTOR", value_parser = positive, default_value = "1")]
    rate: f64,

    /// Begin again at the end, until Ctrl-C
    #[arg(short, long = "loop")]
    again: bool,

    /// Publish a topic under another name: `/from:=/to`; several are separated by spaces
    #[arg(short = 'm', long, value_name = "RULE", num_args = 1..)]
    remap: Vec<String>,

    /// Only these topics, by their names in the file
    #[arg(long, value_name = "TOPIC", num_args = 1..)]
    topics: Vec<String>,

    /// No topics that match a regular expression
    #[arg(short = 'x', long, value_name = "EXPRESSION")]
    exclude: Option<Regex>,

    /// Begin so many seconds after the first message
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "0")]
    start_offset: Duration,

    /// Wait so many seconds before the first message
    #[arg(short, long, value_name = "SECONDS", value_parser = seconds, default_value = "0")]
    delay: Duration,

    /// Wait until somebody subscribes to each topic, so many seconds at most
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "0")]
    wait: Duration,

    /// Size of the pool in shared memory, in bytes; where the system does not allow it, messages
    /// go over the network
    #[arg(long, value_name = "BYTES", value_parser = bytes, default_value = "64MiB")]
    pool: u64,

    /// Folder with definitions of types that the file has none of
    #[arg(long, value_name = "FOLDER")]
    interfaces: Vec<PathBuf>,
}

/// How long messages that have been sent may be under way when the program ends.
const KEEP_ALIVE: Duration = Duration::from_millis(100);

/// A publisher for each topic and type of the file; `None` for what is left out.
type Publishers = BTreeMap<(String, String), Option<ZPublisher<RawMessage>>>;

struct Player<'p> {
    options: &'p Play,
    files: &'p [PathBuf],
    node: ZNode,
    definitions: Definitions,
    rules: Vec<(String, String)>,
    publishers: Publishers,
    bar: ProgressBar,
    published: u64,
}

impl Play {
    pub(crate) fn run(&self, global: &Global) -> Result {
        interrupt::install()?;
        let rules = self.rules()?;
        let mut length = Duration::ZERO;
        let mut overviews = Vec::new();
        let files = bag::files(&self.files)?;
        for path in &files {
            let overview = Overview::of(path, false)?;
            if let Some(why) = &overview.broken {
                warn(&format!("{} is not complete ({why}); it is played as far", path.display()));
            }
            if let Some((first, last)) = overview.times {
                length += Duration::from_nanos(last.saturating_sub(first));
            }
            overviews.push(overview);
        }
        self.check_topics(&overviews)?;
        let ctx = self.open(global)?;
        let bar = match output::is_terminal() && !global.json {
            true => ProgressBar::new(u64::try_from(length.as_millis()).unwrap_or(u64::MAX)),
            false => ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()),
        };
        let style = ProgressStyle::with_template("{bar:40} {msg}").unwrap_or(bar.style());
        bar.set_style(style);
        let mut player = Player {
            options: self,
            files: &files,
            node: node(&ctx)?,
            definitions: Definitions::read(&self.interfaces)?,
            rules,
            publishers: Publishers::new(),
            bar,
            published: 0,
        };
        player.prepare(global, &ctx)?;
        let ended = player.play();
        player.bar.finish_and_clear();
        ended?;
        interrupt::sleep_until(Instant::now() + KEEP_ALIVE);
        if global.json {
            return output::json(&serde_json::json!({ "messages": player.published }));
        }
        line(format!("played {} messages", player.published))
    }

    fn open(&self, global: &Global) -> Result<ZContext> {
        let builder = global.builder();
        let pool = usize::try_from(self.pool).unwrap_or(usize::MAX);
        let builder = match global.no_shm || pool == 0 || Limit::of_pool(pool).is_some() {
            true => builder,
            false => builder.with_shm_pool_size(pool)?,
        };
        Ok(builder.build()?)
    }

    /// The topics that get another name.
    fn rules(&self) -> Result<Vec<(String, String)>> {
        let rule = |text: &String| match text.split_once(":=") {
            Some((from, to)) if !from.is_empty() && !to.is_empty() => {
                Ok((names::topic(from), names::topic(to)))
            }
            _ => Err(Failure::Said(format!("`{text}` is no rule; write `/from:=/to`"))),
        };
        self.remap.iter().map(rule).collect()
    }

    /// Refuses names that no file has.
    fn check_topics(&self, overviews: &[Overview]) -> Result {
        let all = || overviews.iter().flat_map(|it| it.topics.keys()).map(|(topic, _)| topic);
        let named = self.topics.iter().map(|name| names::topic(name));
        let renamed = self.rules()?.into_iter().map(|(from, _)| from);
        for topic in named.chain(renamed) {
            if !all().any(|known| *known == topic) {
                let otherwise = "`ros-z info` shows those that are there";
                let hint = names::hint(&topic, all().map(String::as_str), otherwise);
                return Err(Failure::Said(format!("no topic `{topic}` in the file; {hint}")));
            }
        }
        Ok(())
    }

    fn wants(&self, topic: &str) -> bool {
        let is_excluded = self.exclude.as_ref().is_some_and(|regex| regex.is_match(topic));
        let is_named = self.topics.iter().any(|name| names::topic(name) == topic);
        (self.topics.is_empty() || is_named) && !is_excluded
    }
}

impl Player<'_> {
    /// Makes the publishers of all topics, and waits until those who listen have found them.
    fn prepare(&mut self, global: &Global, ctx: &ZContext) -> Result {
        for path in self.files {
            let mut reader = Reader::open(path)?;
            // Channels stand in the first chunk; those that come later are made when they do.
            while let Some(item) = reader.next()? {
                match item {
                    Item::Channel(channel) => self.publisher(&channel).map(drop)?,
                    Item::Message { .. } => break,
                    _ => {}
                }
            }
        }
        let graph = ctx.graph();
        global.settle(graph);
        for publisher in self.publishers.values().flatten() {
            let is_wanted = !graph.subscribers(publisher.topic()).is_empty();
            let patience = match is_wanted {
                true => self.options.wait.max(global.spin_time),
                false => self.options.wait,
            };
            if !patience.is_zero() && !interrupt::is_asked() {
                publisher.wait_for_subscribers(1, patience)?;
            }
        }
        Ok(())
    }

    fn publisher(&mut self, channel: &Channel) -> Result<Option<&ZPublisher<RawMessage>>> {
        let key = (channel.topic.clone(), channel.type_name.clone());
        if !self.publishers.contains_key(&key) {
            let publisher = match self.options.wants(&channel.topic) {
                true => self.build(channel)?,
                false => None,
            };
            self.publishers.insert(key.clone(), publisher);
        }
        Ok(self.publishers.get(&key).and_then(Option::as_ref))
    }

    fn build(&self, channel: &Channel) -> Result<Option<ZPublisher<RawMessage>>> {
        let Channel { topic, type_name, message_encoding, .. } = channel;
        if message_encoding != MESSAGE_ENCODING {
            warn(&format!("{topic} is left out: its messages are `{message_encoding}`, not CDR"));
            return Ok(None);
        }
        let Some(message_type) = self.definitions.type_of(channel) else {
            warn(&format!(
                "{topic} is left out: the file has no definition of {type_name}; `--interfaces` \
                 names a folder with it"
            ));
            return Ok(None);
        };
        let rule = self.rules.iter().find(|(from, _)| from == topic);
        let name = rule.map_or(topic, |(_, to)| to);
        let qos = channel.qos().unwrap_or(QosProfile::DEFAULT);
        Ok(Some(self.node.create_raw_pub(name, message_type).with_qos(qos).build()?))
    }

    fn play(&mut self) -> Result {
        let keyboard = Keyboard::open();
        let mut start = Instant::now() + self.options.delay;
        loop {
            let mut before = Duration::ZERO;
            for path in self.files {
                let Some(length) = self.play_file(path, &mut start, before, &keyboard)? else {
                    return Ok(());
                };
                before += length;
            }
            if self.published == 0 {
                return Err(Failure::new("there is nothing to play"));
            }
            if !self.options.again {
                return Ok(());
            }
            start = Instant::now();
        }
    }

    /// Plays a file and returns its length in time; `None` if the end was asked for.
    fn play_file(
        &mut self,
        path: &Path,
        start: &mut Instant,
        before: Duration,
        keyboard: &Keyboard,
    ) -> Result<Option<Duration>> {
        let mut reader = Reader::open(path)?;
        let (mut first, mut length) = (None, Duration::ZERO);
        let offset = self.options.start_offset;
        while let Some(item) = reader.next()? {
            let Item::Message { channel, header, data } = item else { continue };
            let first = *first.get_or_insert(header.log_time);
            let at = Duration::from_nanos(header.log_time.saturating_sub(first));
            length = length.max(at);
            // How far into all the files it is.
            let at = before + at;
            if at < offset || self.publisher(&channel)?.is_none() {
                continue;
            }
            let since_start = (at - offset).div_f64(self.options.rate);
            if !self.wait(start, since_start, at, keyboard) {
                return Ok(None);
            }
            if let Some(publisher) = self.publisher(&channel)? {
                publisher.publish_payload(data)?;
                self.published += 1;
            }
        }
        Ok(Some(length))
    }

    /// Waits for the time of a message; false if the end is asked for.
    fn wait(
        &self,
        start: &mut Instant,
        since_start: Duration,
        at: Duration,
        keyboard: &Keyboard,
    ) -> bool {
        let show = |state: &str| {
            self.bar.set_position(u64::try_from(at.as_millis()).unwrap_or(u64::MAX));
            let text = format!("{:.1} s, {} messages{state}", at.as_secs_f64(), self.published);
            self.bar.set_message(text);
        };
        show("");
        loop {
            if interrupt::is_asked() {
                return false;
            }
            if keyboard.is_space() {
                show(", paused: space goes on");
                let paused = Instant::now();
                while !keyboard.is_space() {
                    if !interrupt::sleep_until(Instant::now() + interrupt::TICK) {
                        return false;
                    }
                }
                *start += paused.elapsed();
                show("");
            }
            let left = (*start + since_start).saturating_duration_since(Instant::now());
            if left.is_zero() {
                return true;
            }
            std::thread::sleep(left.min(interrupt::TICK));
        }
    }
}

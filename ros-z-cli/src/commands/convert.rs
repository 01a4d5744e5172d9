//! `ros-z convert`.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use mcap::records::MessageHeader;
use regex::Regex;

use crate::args::{Global, seconds};
use crate::bag::{Channel, File, Item, Reader, ToFile, files};
use crate::error::Result;
use crate::output::{self, line};
use crate::warnings::warn;
use crate::{interrupt, names};

/// Writes recordings anew: with another compression, some topics only, several in one, or what
/// can be read of a broken one.
#[derive(Debug, Args)]
pub(crate) struct Convert {
    /// MCAP files or folders of a bag, one after the other
    #[arg(required = true)]
    files: Vec<PathBuf>,

    /// The file to write, which must not be there
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,

    #[command(flatten)]
    file: ToFile,

    /// Only these topics
    #[arg(long, value_name = "TOPIC", num_args = 1..)]
    topics: Vec<String>,

    /// Only topics that match a regular expression
    #[arg(short = 'e', long, value_name = "EXPRESSION")]
    regex: Option<Regex>,

    /// No topics that match a regular expression
    #[arg(short = 'x', long, value_name = "EXPRESSION")]
    exclude: Option<Regex>,

    /// Leave out what is earlier than so many seconds after the first message
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "0")]
    start_offset: Duration,

    /// Leave out what is later than so many seconds after the start
    #[arg(short, long, value_name = "SECONDS", value_parser = seconds)]
    duration: Option<Duration>,
}

impl Convert {
    pub(crate) fn run(&self, global: &Global) -> Result {
        interrupt::install()?;
        // All of them are there before anything is written.
        let mut readers = Vec::new();
        for path in files(&self.files)? {
            let reader = Reader::open(&path)?;
            readers.push((path, reader));
        }
        let mut out = None;
        let (mut first, mut messages, mut is_interrupted) = (None, 0, false);
        let mut ids: HashMap<Channel, u16> = HashMap::new();
        for (path, mut reader) in readers {
            let bar = bar(global, reader.progress().1);
            while let Some(item) = reader.next()? {
                if interrupt::is_asked() {
                    is_interrupted = true;
                    break;
                }
                bar.set_position(reader.progress().0);
                // Not before the first file is known to be one.
                let out = match &mut out {
                    Some(out) => out,
                    none => none.insert(File::create(&self.output, &self.file)?),
                };
                match item {
                    Item::Channel(channel) if self.wants(&channel.topic) => {
                        add_channel(out, &mut ids, &channel).map(drop)?;
                    }
                    Item::Message { channel, header, data } => {
                        let first = *first.get_or_insert(header.log_time);
                        let at = Duration::from_nanos(header.log_time.saturating_sub(first));
                        if self.wants(&channel.topic) && self.is_within(at) {
                            let channel_id = add_channel(out, &mut ids, &channel)?;
                            out.add_message(&MessageHeader { channel_id, ..header }, &data)?;
                            messages += 1;
                        }
                    }
                    Item::Metadata(metadata) => out.add_metadata(&metadata)?,
                    Item::Attachment(attachment) => out.add_attachment(&attachment)?,
                    Item::Channel(_) => {}
                }
            }
            bar.finish_and_clear();
            if let Some(why) = reader.broken() {
                let path = path.display();
                warn(&format!("{path} is not complete ({why}); what can be read is converted"));
            }
        }
        let out = match out {
            Some(out) => out,
            None => File::create(&self.output, &self.file)?,
        };
        out.finish()?;
        if is_interrupted {
            warn("interrupted; the rest is missing");
        }
        let path = self.output.display();
        match global.json {
            true => output::json(&serde_json::json!({
                "file": self.output, "messages": messages, "is_interrupted": is_interrupted
            })),
            false => line(format!("wrote {messages} messages to {path}")),
        }
    }

    fn wants(&self, topic: &str) -> bool {
        let is_named = self.topics.iter().any(|name| names::topic(name) == topic);
        let is_matched = self.regex.as_ref().is_some_and(|regex| regex.is_match(topic));
        let is_all = self.topics.is_empty() && self.regex.is_none();
        let is_excluded = self.exclude.as_ref().is_some_and(|regex| regex.is_match(topic));
        (is_all || is_named || is_matched) && !is_excluded
    }

    fn is_within(&self, at: Duration) -> bool {
        at.checked_sub(self.start_offset)
            .is_some_and(|at| self.duration.is_none_or(|duration| at <= duration))
    }
}

fn add_channel(out: &mut File, ids: &mut HashMap<Channel, u16>, channel: &Channel) -> Result<u16> {
    if let Some(id) = ids.get(channel) {
        return Ok(*id);
    }
    let schema = (channel.schema_encoding.as_str(), channel.definition.as_slice());
    let id = out.add_channel_of(
        &channel.topic,
        &channel.type_name,
        schema,
        &channel.message_encoding,
        &channel.metadata,
    )?;
    ids.insert(channel.clone(), id);
    Ok(id)
}

fn bar(global: &Global, length: u64) -> ProgressBar {
    if global.json || !output::is_terminal() {
        return ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
    }
    let bar = ProgressBar::new(length);
    let template = "{bar:40} {bytes} of {total_bytes}, {eta} left";
    bar.set_style(ProgressStyle::with_template(template).unwrap_or(bar.style()));
    bar
}

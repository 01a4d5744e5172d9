//! What is in a recording, in numbers.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Seek};
use std::path::Path;

use mcap::Summary;
use mcap::sans_io::summary_reader::{SummaryReadEvent, SummaryReader};

use super::{Item, Reader};
use crate::error::Result;

/// The messages of a topic and type.
#[derive(Debug, Clone, Default)]
pub(crate) struct Totals {
    pub(crate) messages: u64,
    /// Known if all of the file has been read.
    pub(crate) bytes: Option<u64>,
    pub(crate) encoding: String,
    pub(crate) has_definition: bool,
}

/// What is in a recording.
#[derive(Debug, Default)]
pub(crate) struct Overview {
    pub(crate) file_size: u64,
    pub(crate) profile: String,
    pub(crate) library: String,
    /// By topic and type.
    pub(crate) topics: BTreeMap<(String, String), Totals>,
    pub(crate) messages: u64,
    /// Times of the first and the last message, in nanoseconds since 1970.
    pub(crate) times: Option<(u64, u64)>,
    /// How the chunks are compressed, if that is known.
    pub(crate) compression: Vec<String>,
    /// Why the file is not complete, if it is not.
    pub(crate) broken: Option<String>,
}

impl Overview {
    /// Reads the summary of a file, or all of it if there is none or it is asked for.
    pub(crate) fn of(path: &Path, is_thorough: bool) -> Result<Self> {
        let mut reader = Reader::open(path)?;
        let file_size = reader.progress().1;
        // What is no such file is said by this.
        let first = reader.next()?;
        let mut overview = Self { file_size, ..Self::default() };
        if let Some(header) = reader.header() {
            overview.profile = header.profile.clone();
            overview.library = header.library.clone();
        }
        let summary = summary(path);
        if let Some(summary) = &summary {
            let names = summary.chunk_indexes.iter().map(|chunk| chunk.compression.clone());
            let mut names: Vec<_> =
                names.map(|name| if name.is_empty() { "none".into() } else { name }).collect();
            names.sort();
            names.dedup();
            overview.compression = names;
        }
        match summary {
            Some(summary) if !is_thorough && summary.stats.is_some() => {
                overview.summarize(&summary);
            }
            _ => overview.scan(reader, first)?,
        }
        Ok(overview)
    }

    fn summarize(&mut self, summary: &Summary) {
        let Some(stats) = &summary.stats else { return };
        self.messages = stats.message_count;
        self.times =
            (stats.message_count > 0).then_some((stats.message_start_time, stats.message_end_time));
        for (id, channel) in &summary.channels {
            let schema = channel.schema.as_ref();
            let type_name = schema.map_or(String::new(), |schema| schema.name.clone());
            let totals = self.topics.entry((channel.topic.clone(), type_name)).or_default();
            totals.messages += stats.channel_message_counts.get(id).copied().unwrap_or(0);
            totals.encoding.clone_from(&channel.message_encoding);
            totals.has_definition = schema.is_some_and(|schema| !schema.data.is_empty());
        }
    }

    fn scan(&mut self, mut reader: Reader, first: Option<Item>) -> Result {
        let mut next = first;
        while let Some(item) = next {
            match item {
                Item::Channel(channel) => {
                    let key = (channel.topic.clone(), channel.type_name.clone());
                    let totals = self.topics.entry(key).or_default();
                    totals.bytes.get_or_insert(0);
                    totals.encoding.clone_from(&channel.message_encoding);
                    totals.has_definition = !channel.definition.is_empty();
                }
                Item::Message { channel, header, data } => {
                    let key = (channel.topic.clone(), channel.type_name.clone());
                    let totals = self.topics.entry(key).or_default();
                    totals.messages += 1;
                    *totals.bytes.get_or_insert(0) += data.len() as u64;
                    self.messages += 1;
                    let time = header.log_time;
                    let (first, last) = self.times.unwrap_or((time, time));
                    self.times = Some((first.min(time), last.max(time)));
                }
                Item::Metadata(_) | Item::Attachment(_) => {}
            }
            next = reader.next()?;
        }
        self.broken = reader.broken().map(Into::into);
        Ok(())
    }
}

/// The summary at the end of a file, if it has one.
fn summary(path: &Path) -> Option<Summary> {
    let mut file = fs::File::open(path).ok()?;
    let mut reader = SummaryReader::new();
    while let Some(event) = reader.next_event() {
        match event.ok()? {
            SummaryReadEvent::ReadRequest(wanted) => {
                let read = file.read(reader.insert(wanted)).ok()?;
                reader.notify_read(read);
            }
            SummaryReadEvent::SeekRequest(to) => reader.notify_seeked(file.seek(to).ok()?),
        }
    }
    reader.finish()
}

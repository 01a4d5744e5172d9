//! Reading a recording from its beginning, as far as it goes.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use mcap::records::{Header, MessageHeader, Metadata, Record};
use mcap::sans_io::linear_reader::{LinearReadEvent, LinearReader, LinearReaderOptions};
use mcap::{Attachment, McapError};

use super::{HASH_KEY, PROFILES_KEY, failure, first_of_profiles};
use crate::error::{Failure, Result};

/// What no record and no chunk is longer than, in bytes.
const LONGEST: usize = 8 << 30;

/// A topic in a recording.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Channel {
    pub(crate) topic: String,
    pub(crate) type_name: String,
    /// The encoding of the definition, and the definition; empty if it is not known.
    pub(crate) schema_encoding: String,
    pub(crate) definition: Vec<u8>,
    pub(crate) message_encoding: String,
    pub(crate) metadata: BTreeMap<String, String>,
}

impl Channel {
    /// The hash of the type, if the file says it.
    pub(crate) fn type_hash(&self) -> Option<&str> {
        self.metadata.get(HASH_KEY).map(String::as_str).filter(|hash| !hash.is_empty())
    }

    /// The profile of the first publisher, if the file says it.
    pub(crate) fn qos(&self) -> Option<ros_z_pub::QosProfile> {
        first_of_profiles(self.metadata.get(PROFILES_KEY)?)
    }
}

/// What stands in a recording.
#[derive(Debug)]
pub(crate) enum Item {
    Channel(Arc<Channel>),
    Message { channel: Arc<Channel>, header: MessageHeader, data: Vec<u8> },
    Metadata(Metadata),
    Attachment(Attachment<'static>),
}

/// Reads one thing after the other.
pub(crate) struct Reader {
    path: PathBuf,
    file: fs::File,
    inner: LinearReader,
    header: Option<Header>,
    schemas: HashMap<u16, (String, String, Vec<u8>)>,
    channels: HashMap<u16, Arc<Channel>>,
    len: u64,
    position: u64,
    has_footer: bool,
    /// Why nothing more can be read, though the file should go on.
    broken: Option<String>,
}

impl Reader {
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let named = |error: io::Error| Failure::Said(format!("{}: {error}", path.display()));
        let file = fs::File::open(path).map_err(named)?;
        let metadata = file.metadata().map_err(named)?;
        if metadata.is_dir() {
            let path = path.display();
            return Err(Failure::Said(format!("{path} is a folder")));
        }
        let options = LinearReaderOptions::default()
            .with_validate_chunk_crcs(true)
            .with_prevalidate_chunk_crcs(true)
            .with_record_length_limit(LONGEST);
        Ok(Self {
            path: path.into(),
            file,
            inner: LinearReader::new_with_options(options),
            header: None,
            schemas: HashMap::new(),
            channels: HashMap::new(),
            len: metadata.len(),
            position: 0,
            has_footer: false,
            broken: None,
        })
    }

    /// The beginning of the file, when something has been read.
    pub(crate) fn header(&self) -> Option<&Header> {
        self.header.as_ref()
    }

    /// Bytes of the file that have been read, of how many.
    pub(crate) fn progress(&self) -> (u64, u64) {
        (self.position, self.len)
    }

    /// Why the file ended early, when [`next`](Self::next) has returned nothing more.
    pub(crate) fn broken(&self) -> Option<&str> {
        self.broken.as_deref()
    }

    /// What comes next; `None` at the end, also where the rest cannot be read.
    ///
    /// A file that is none of this kind is an error.
    pub(crate) fn next(&mut self) -> Result<Option<Item>> {
        while self.broken.is_none() {
            let record = match self.record() {
                Ok(Some(record)) => record,
                Ok(None) if self.has_footer => return Ok(None),
                Ok(None) => {
                    self.broken = Some("the end is missing".into());
                    break;
                }
                Err(McapError::Io(error)) if self.header.is_some() => {
                    return Err(Failure::Said(format!("{}: {error}", self.path.display())));
                }
                Err(McapError::UnexpectedEof) if self.header.is_some() => {
                    self.broken = Some("the end is missing".into());
                    break;
                }
                Err(error) if self.header.is_some() => {
                    self.broken = Some(error.to_string());
                    break;
                }
                Err(McapError::BadMagic | McapError::UnexpectedEof) => {
                    let path = self.path.display();
                    return Err(Failure::Said(format!("{path} is not an MCAP file")));
                }
                Err(error) => return Err(failure(&self.path, error)),
            };
            if let Some(item) = self.take(record) {
                return Ok(Some(item));
            }
        }
        Ok(None)
    }

    /// The next record, also from within a chunk.
    fn record(&mut self) -> Result<Option<Record<'static>>, McapError> {
        while let Some(event) = self.inner.next_event() {
            match event? {
                LinearReadEvent::ReadRequest(wanted) => {
                    // No more than there is, whatever a damaged file asks for.
                    let left = self.len.saturating_sub(self.position).max(1);
                    let wanted = wanted.min(usize::try_from(left).unwrap_or(usize::MAX));
                    let read = self.file.read(self.inner.insert(wanted))?;
                    self.position += read as u64;
                    self.inner.notify_read(read);
                }
                LinearReadEvent::Record { data, opcode } => {
                    return Ok(Some(mcap::parse_record(opcode, data)?.into_owned()));
                }
            }
        }
        Ok(None)
    }

    fn take(&mut self, record: Record<'static>) -> Option<Item> {
        match record {
            Record::Header(header) => {
                self.header = Some(header);
                None
            }
            // What follows is a summary of what has been read.
            _ if self.has_footer => None,
            Record::DataEnd(_) => None,
            Record::Footer(_) => {
                self.has_footer = true;
                None
            }
            Record::Schema { header, data } => {
                let schema = (header.name, header.encoding, data.into_owned());
                self.schemas.insert(header.id, schema);
                None
            }
            Record::Channel(record) => {
                let schema = self.schemas.get(&record.schema_id).cloned().unwrap_or_default();
                let (type_name, schema_encoding, definition) = schema;
                let channel = Arc::new(Channel {
                    topic: record.topic,
                    type_name,
                    schema_encoding,
                    definition,
                    message_encoding: record.message_encoding,
                    metadata: record.metadata,
                });
                // They are repeated in the summary.
                if self.channels.get(&record.id).is_some_and(|known| **known == *channel) {
                    return None;
                }
                self.channels.insert(record.id, channel.clone());
                Some(Item::Channel(channel))
            }
            Record::Message { header, data } => {
                let channel = self.channels.get(&header.channel_id);
                match channel {
                    Some(channel) => {
                        let (channel, data) = (channel.clone(), data.into_owned());
                        Some(Item::Message { channel, header, data })
                    }
                    None => {
                        self.broken = Some(format!(
                            "a message is of the unknown channel {}",
                            header.channel_id
                        ));
                        None
                    }
                }
            }
            Record::Metadata(metadata) => Some(Item::Metadata(metadata)),
            Record::Attachment { header, data, .. } => Some(Item::Attachment(Attachment {
                log_time: header.log_time,
                create_time: header.create_time,
                name: header.name,
                media_type: header.media_type,
                data,
            })),
            _ => None,
        }
    }
}

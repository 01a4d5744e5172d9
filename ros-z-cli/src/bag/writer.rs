//! Writing a recording.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clap::ValueEnum;
use mcap::records::MessageHeader;
use mcap::{McapError, WriteOptions, Writer};

use super::{MESSAGE_ENCODING, PROFILE, failure};
use crate::error::{Failure, Result};

/// How chunks are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Compression {
    /// Small files
    Zstd,
    /// Little time
    Lz4,
    /// Not at all
    None,
}

/// How a file is written.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct ToFile {
    /// How chunks are compressed
    #[arg(long, value_enum, default_value = "zstd")]
    pub(crate) compression: Compression,

    /// Size of a chunk in bytes, before it is compressed; what has not been written as a chunk is
    /// lost if the program is killed
    #[arg(long, value_name = "BYTES", value_parser = crate::args::bytes, default_value = "4MiB")]
    pub(crate) chunk_size: u64,
}

/// A chunk is written after this time, however small it is.
const CHUNK_TIME: Duration = Duration::from_secs(1);

/// A file that is being written.
pub(crate) struct File {
    path: PathBuf,
    /// `None` when it is complete or broken.
    writer: Option<Writer<Counted>>,
    bytes: Arc<AtomicU64>,
    chunk_size: u64,
    /// Bytes in the chunk that is being filled, and since when.
    filled: u64,
    since: Option<Instant>,
    messages: u64,
}

impl File {
    /// Makes a file, which must not be there.
    pub(crate) fn create(path: &Path, options: &ToFile) -> Result<Self> {
        let file = fs::File::create_new(path).map_err(|error| {
            let path = path.display();
            Failure::Said(match error.kind() {
                io::ErrorKind::AlreadyExists => {
                    format!("{path} is there already; `--output` names another file")
                }
                _ => format!("{path}: {error}"),
            })
        })?;
        let compression = match options.compression {
            Compression::Zstd => Some(mcap::Compression::Zstd),
            Compression::Lz4 => Some(mcap::Compression::Lz4),
            Compression::None => None,
        };
        let bytes = Arc::new(AtomicU64::new(0));
        let library = concat!("ros-z ", env!("CARGO_PKG_VERSION"));
        let writer = WriteOptions::new()
            .compression(compression)
            // The fastest: a recorder has to keep up.
            .compression_level(1)
            .compression_threads(0)
            .profile(PROFILE)
            .library(library)
            // Chunks are ended here, and written whole.
            .chunk_size(None)
            .disable_seeking(true)
            .create(Counted { inner: BufWriter::new(file), bytes: bytes.clone() })
            .map_err(|error| failure(path, error))?;
        let mut file = Self {
            path: path.into(),
            writer: Some(writer),
            bytes,
            chunk_size: options.chunk_size.max(1),
            filled: 0,
            since: None,
            messages: 0,
        };
        // It is a recording from now on.
        file.flush()?;
        Ok(file)
    }

    /// How many messages have been written.
    pub(crate) fn messages(&self) -> u64 {
        self.messages
    }

    /// Adds a channel, with the definition of its type.
    pub(crate) fn add_channel(
        &mut self,
        topic: &str,
        type_name: &str,
        (encoding, definition): (&str, &[u8]),
        metadata: &BTreeMap<String, String>,
    ) -> Result<u16> {
        let schema = (encoding, definition);
        self.add_channel_of(topic, type_name, schema, MESSAGE_ENCODING, metadata)
    }

    /// As [`add_channel`](Self::add_channel), with messages of another encoding.
    pub(crate) fn add_channel_of(
        &mut self,
        topic: &str,
        type_name: &str,
        (encoding, definition): (&str, &[u8]),
        message_encoding: &str,
        metadata: &BTreeMap<String, String>,
    ) -> Result<u16> {
        self.write(|writer| {
            let schema = writer.add_schema(type_name, encoding, definition)?;
            writer.add_channel(schema, topic, message_encoding, metadata)
        })
    }

    /// Adds a message; a chunk that is full or old enough goes to the disk.
    pub(crate) fn add_message(&mut self, header: &MessageHeader, data: &[u8]) -> Result {
        self.write(|writer| writer.write_to_known_channel(header, data))?;
        self.messages += 1;
        self.filled += data.len() as u64;
        self.since.get_or_insert_with(Instant::now);
        if self.filled >= self.chunk_size { self.flush() } else { self.flush_if_old() }
    }

    /// Writes the chunk that is being filled to the disk if it is old enough.
    pub(crate) fn flush_if_old(&mut self) -> Result {
        match self.since.is_some_and(|since| since.elapsed() >= CHUNK_TIME) {
            true => self.flush(),
            false => Ok(()),
        }
    }

    fn flush(&mut self) -> Result {
        (self.filled, self.since) = (0, None);
        self.write(Writer::flush)
    }

    /// Adds what belongs to the whole file.
    pub(crate) fn add_metadata(&mut self, metadata: &mcap::records::Metadata) -> Result {
        self.write(|writer| writer.write_metadata(metadata))
    }

    /// Adds a file in the file.
    pub(crate) fn add_attachment(&mut self, attachment: &mcap::Attachment<'_>) -> Result {
        self.write(|writer| writer.attach(attachment))
    }

    /// Bytes in the file so far.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Writes what makes the file complete, and waits until the disk has it.
    pub(crate) fn finish(mut self) -> Result {
        self.write(Writer::finish)?;
        let Some(writer) = self.writer.take() else { return Ok(()) };
        let named = |error: io::Error| Failure::Said(format!("{}: {error}", self.path.display()));
        let mut counted = writer.into_inner();
        counted.flush().map_err(named)?;
        counted.inner.get_ref().sync_all().map_err(named)
    }

    /// After an error nothing more is written: the file must not look as if it were complete.
    fn write<T>(
        &mut self,
        action: impl FnOnce(&mut Writer<Counted>) -> Result<T, McapError>,
    ) -> Result<T> {
        let broken = || Failure::Said(format!("{} is broken", self.path.display()));
        let mut writer = self.writer.take().ok_or_else(broken)?;
        match action(&mut writer) {
            Ok(result) => {
                self.writer = Some(writer);
                Ok(result)
            }
            Err(error) => {
                abandon(writer);
                Err(failure(&self.path, error))
            }
        }
    }
}

impl Drop for File {
    fn drop(&mut self) {
        if let Some(writer) = self.writer.take() {
            abandon(writer);
        }
    }
}

/// Ends without the mark of a complete file, which dropping the writer would set.
fn abandon(writer: Writer<Counted>) {
    let counted = writer.into_inner();
    // What is still buffered belongs to a chunk that is not complete.
    let _ = counted.inner.into_parts();
}

/// Counts the bytes that are written.
struct Counted {
    inner: BufWriter<fs::File>,
    bytes: Arc<AtomicU64>,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.bytes.fetch_add(written as u64, Ordering::Relaxed);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl Seek for Counted {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

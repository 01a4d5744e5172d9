//! The thread that writes files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use mcap::records::MessageHeader;
use ros_z_pub::prelude::SplitBuffer;

use super::Record;
use super::queue::{Entry, Queue};
use crate::bag::{File, ToFile};
use crate::error::{About, Failure, Result};

/// How often it is looked whether a chunk is old enough to be written.
const PATIENCE: Duration = Duration::from_millis(200);

/// What has been written.
#[derive(Debug, Default)]
pub(super) struct Recorded {
    pub(super) files: Vec<PathBuf>,
    pub(super) messages: u64,
    pub(super) bytes: u64,
}

#[derive(Default)]
struct Progress {
    messages: AtomicU64,
    /// Of the payloads.
    bytes: AtomicU64,
    has_failed: AtomicBool,
}

/// A recording that is being written.
pub(super) struct Job {
    first_path: PathBuf,
    queue: Arc<Queue>,
    progress: Arc<Progress>,
    thread: JoinHandle<Result<Recorded>>,
}

impl Job {
    /// Makes the first file and begins to write what is put into the queue.
    pub(super) fn start(path: PathBuf, is_split: bool, options: &Record) -> Result<Self> {
        let queue = Arc::new(Queue::new(options.queue_size()?));
        let progress = Arc::new(Progress::default());
        let first_path = if is_split { numbered(&path, 0) } else { path.clone() };
        let file = File::create(&first_path, &options.file)?;
        let mut writing = Writing {
            path,
            file: Some(file),
            options: options.file.clone(),
            max_size: options.max_size.unwrap_or(u64::MAX),
            max_duration: options.max_duration.unwrap_or(Duration::MAX),
            begun: Instant::now(),
            channels: Vec::new(),
            recorded: Recorded { files: vec![first_path.clone()], ..Recorded::default() },
            progress: progress.clone(),
        };
        let read = queue.clone();
        let thread = thread::Builder::new().name("ros-z record".into()).spawn(move || {
            let result = writing.run(&read);
            writing.progress.has_failed.store(result.is_err(), Ordering::Release);
            result.map(|()| writing.recorded)
        });
        let thread = thread.about("no thread to write with")?;
        Ok(Self { first_path, queue, progress, thread })
    }

    pub(super) fn queue(&self) -> Arc<Queue> {
        self.queue.clone()
    }

    pub(super) fn first_path(&self) -> &Path {
        &self.first_path
    }

    /// Messages that have been written, and the bytes of their payloads.
    pub(super) fn written(&self) -> (u64, u64) {
        let Progress { messages, bytes, .. } = &*self.progress;
        (messages.load(Ordering::Relaxed), bytes.load(Ordering::Relaxed))
    }

    /// Whether nothing more can be written.
    pub(super) fn has_failed(&self) -> bool {
        self.progress.has_failed.load(Ordering::Acquire)
    }

    /// Waits until what is in the closed queue has been written.
    pub(super) fn finish(self) -> Result<Recorded> {
        self.thread.join().unwrap_or_else(|_| Err(Failure::new("the writing thread panicked")))
    }
}

/// A topic and type, and its number in the file.
struct Registered {
    topic: String,
    type_name: String,
    schema: (String, Vec<u8>),
    metadata: BTreeMap<String, String>,
    id: u16,
}

struct Writing {
    path: PathBuf,
    file: Option<File>,
    options: ToFile,
    max_size: u64,
    max_duration: Duration,
    /// When the file was.
    begun: Instant,
    channels: Vec<Registered>,
    recorded: Recorded,
    progress: Arc<Progress>,
}

impl Writing {
    fn run(&mut self, queue: &Queue) -> Result {
        loop {
            match queue.pop(PATIENCE) {
                Some(entry) => self.write(entry)?,
                None if queue.is_finished() => break,
                None => self.file()?.flush_if_old()?,
            }
        }
        match self.file.take() {
            Some(file) => file.finish(),
            None => Ok(()),
        }
        .map_err(told)
    }

    fn file(&mut self) -> Result<&mut File> {
        self.file.as_mut().ok_or_else(|| Failure::new("there is no file"))
    }

    fn write(&mut self, entry: Entry) -> Result {
        match entry {
            Entry::Channel { topic, type_name, schema, metadata } => {
                let mut channel = Registered { topic, type_name, schema, metadata, id: 0 };
                channel.register(self.file()?).map_err(told)?;
                self.channels.push(channel);
                Ok(())
            }
            Entry::Message { index, sequence, log_time, publish_time, payload } => {
                if self.is_full()? {
                    self.next_file()?;
                }
                let Some(channel) = self.channels.get(index) else { return Ok(()) };
                let channel_id = channel.id;
                let header = MessageHeader { channel_id, sequence, log_time, publish_time };
                let bytes = payload.contiguous();
                self.file()?.add_message(&header, &bytes).map_err(told)?;
                self.recorded.messages += 1;
                self.recorded.bytes += bytes.len() as u64;
                self.progress.messages.fetch_add(1, Ordering::Relaxed);
                self.progress.bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
                Ok(())
            }
        }
    }

    /// Whether the file is to be ended; not one without messages.
    fn is_full(&mut self) -> Result<bool> {
        let (max_size, is_old) = (self.max_size, self.begun.elapsed() >= self.max_duration);
        let file = self.file()?;
        Ok(file.messages() > 0 && (is_old || file.bytes() >= max_size))
    }

    fn next_file(&mut self) -> Result {
        if let Some(file) = self.file.take() {
            file.finish().map_err(told)?;
        }
        let path = numbered(&self.path, self.recorded.files.len());
        let mut file = File::create(&path, &self.options)?;
        for channel in &mut self.channels {
            channel.register(&mut file).map_err(told)?;
        }
        self.recorded.files.push(path);
        self.file = Some(file);
        self.begun = Instant::now();
        Ok(())
    }
}

impl Registered {
    fn register(&mut self, file: &mut File) -> Result {
        let (encoding, definition) = (self.schema.0.as_str(), self.schema.1.as_slice());
        let schema = (encoding, definition);
        self.id = file.add_channel(&self.topic, &self.type_name, schema, &self.metadata)?;
        Ok(())
    }
}

/// Says what is left of a file that cannot be written any more.
fn told(failure: Failure) -> Failure {
    match failure {
        Failure::Said(text) => Failure::Said(format!(
            "{text}; the recording has ended. What was written before can be read, and `ros-z \
             convert` makes a complete file of it"
        )),
        other => other,
    }
}

/// `name.mcap` with a number: `name_0.mcap`.
fn numbered(path: &Path, number: usize) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().unwrap_or("mcap".as_ref()).to_string_lossy();
    path.with_file_name(format!("{stem}_{number}.{extension}"))
}

//! Zenoh by itself: what a message costs without any of ROS.

use std::sync::Arc;
use std::time::Duration;

use ros_z_pub::Builder;
use ros_z_pub::shm::ShmProviderBuilder;
use zenoh::bytes::ZBytes;
use zenoh::handlers::FifoChannelHandler;
use zenoh::pubsub::{Publisher, Subscriber};
use zenoh::qos::CongestionControl;
use zenoh::sample::Sample;
use zenoh::shm::{PosixShmProviderBackend, ShmProvider, ZShmMut};
use zenoh::{Config, Session, Wait};
use zenoh_buffers::{ZBuf, ZSlice};

use super::clock::timed;
use super::error::{Context, Result};
use super::payload::{Draft, Pattern};
use super::row::{Receiver, Row, Sender, Sent, Setup, Take};

/// The rows of this file.
pub const ROWS: &[Row] = &[
    Row {
        name: "floor",
        about: "Zenoh put of a shared-memory buffer of which only the ends are written",
        sender: |setup, endpoint| pooled(setup, endpoint, &Link::TCP, PooledSender::touch),
        receiver: |_| receiver(&Link::TCP, true),
    },
    Row {
        name: "raw-memcpy",
        about: "collect the pool, allocate, memcpy from the heap, Zenoh put",
        sender: |setup, endpoint| pooled(setup, endpoint, &Link::TCP, PooledSender::copy),
        receiver: |_| receiver(&Link::TCP, true),
    },
    Row {
        name: "heap",
        about: "Zenoh put of a vector, which goes through loopback TCP",
        sender: |setup, endpoint| HeapSender::open(setup, endpoint, false),
        receiver: |_| receiver(&Link::TCP, false),
    },
    Row {
        name: "implicit",
        about: "the same; Zenoh copies payloads from 3072 bytes on into its own pool",
        sender: |setup, endpoint| HeapSender::open(setup, endpoint, true),
        receiver: |_| receiver(&Link::TCP, false),
    },
];

const KEY: &str = "benches/latency";

/// How two sessions are connected.
#[derive(Debug)]
pub struct Link {
    /// Where sessions listen.
    pub listen: fn() -> String,
    /// Settings of both sessions, as a path and JSON.
    pub settings: &'static [(&'static str, &'static str)],
    /// Whether a message is sent without waiting for others.
    pub express: bool,
}

impl Link {
    /// Zenoh's defaults over the loopback interface, on a port of the system's choice.
    pub const TCP: Self =
        Self { listen: || "tcp/127.0.0.1:0".into(), settings: &[], express: false };
}

/// A session that listens, connects to `peer`, and looks for nobody else.
fn open(link: &Link, peer: Option<&str>, optimization_pool: Option<usize>) -> Result<Session> {
    let configure = || -> zenoh::Result<Config> {
        let mut config = Config::default();
        config.insert_json5("mode", "\"peer\"")?;
        config.insert_json5("listen/endpoints", &format!("[{:?}]", (link.listen)()))?;
        if let Some(peer) = peer {
            config.insert_json5("connect/endpoints", &format!("[{peer:?}]"))?;
        }
        config.insert_json5("scouting/multicast/enabled", "false")?;
        config.insert_json5("transport/shared_memory/enabled", "true")?;
        let key = |name| format!("transport/shared_memory/transport_optimization/{name}");
        config.insert_json5(&key("enabled"), &optimization_pool.is_some().to_string())?;
        if let Some(bytes) = optimization_pool {
            config.insert_json5(&key("pool_size"), &bytes.to_string())?;
        }
        for (key, value) in link.settings {
            config.insert_json5(key, value)?;
        }
        Ok(config)
    };
    let config = configure().context("the configuration of Zenoh")?;
    zenoh::open(config).wait().context("a Zenoh session")
}

fn publisher(link: &Link, session: &Session) -> Result<Publisher<'static>> {
    // A message that finds the queue full would be lost otherwise.
    let builder = session.declare_publisher(KEY).congestion_control(CongestionControl::Block);
    builder.express(link.express).wait().context("a Zenoh publisher")
}

fn is_matched(publisher: &Publisher<'_>) -> Result<bool> {
    Ok(publisher.matching_status().wait().context("the matching status")?.matching())
}

/// Publishes from a pool of its own.
#[derive(Debug)]
pub struct PooledSender {
    publisher: Publisher<'static>,
    provider: ShmProvider<PosixShmProviderBackend>,
    bytes: usize,
    /// What is copied from.
    heap: Vec<u8>,
    send: fn(&mut Self, &Draft<'_>) -> Result<Sent>,
    _session: Session,
}

/// A sender with a pool of its own, of which `send` sends a message.
///
/// # Errors
///
/// There is no pool or no session.
pub fn pooled(
    setup: &Setup,
    endpoint: &str,
    link: &Link,
    send: fn(&mut PooledSender, &Draft<'_>) -> Result<Sent>,
) -> Result<Box<dyn Sender>> {
    // The pool is Zenoh's own; this builder checks the limits of the system before.
    let provider = ShmProviderBuilder::new(setup.pool()).build()?;
    let session = open(link, Some(endpoint), None)?;
    let publisher = publisher(link, &session)?;
    let heap = Pattern::new(setup.bytes).to_vec();
    let bytes = setup.bytes;
    Ok(Box::new(PooledSender { publisher, provider, bytes, heap, send, _session: session }))
}

impl PooledSender {
    fn alloc(&self) -> Result<ZShmMut> {
        // Gives back what was used last and is still in the caches.
        self.provider.garbage_collect();
        self.provider.alloc(self.bytes).wait().context("allocation in the pool")
    }

    /// Sends a buffer of which only the ends are written.
    ///
    /// # Errors
    ///
    /// The pool is full or the session closed.
    pub fn touch(&mut self, draft: &Draft<'_>) -> Result<Sent> {
        let (mut buffer, create) = timed(|| self.alloc())?;
        draft.touch(&mut buffer)?;
        let ((), call) = timed(|| self.publisher.put(buffer).wait())?;
        Ok(Sent { create: Some(create), call })
    }

    fn copy(&mut self, draft: &Draft<'_>) -> Result<Sent> {
        draft.stamp(&mut self.heap)?;
        let ((), call) = timed(|| -> Result<()> {
            let mut buffer = self.alloc()?;
            buffer.copy_from_slice(&self.heap);
            self.publisher.put(buffer).wait()
        })?;
        Ok(Sent { create: None, call })
    }
}

impl Sender for PooledSender {
    fn is_matched(&mut self) -> Result<bool> {
        is_matched(&self.publisher)
    }

    fn send(&mut self, draft: &Draft<'_>) -> Result<Sent> {
        (self.send)(self, draft)
    }
}

/// Publishes bytes on the heap.
struct HeapSender {
    publisher: Publisher<'static>,
    /// Shared with the payload while that is being sent.
    heap: Arc<Vec<u8>>,
    _session: Session,
}

impl HeapSender {
    fn open(setup: &Setup, endpoint: &str, optimization: bool) -> Result<Box<dyn Sender>> {
        let session = open(&Link::TCP, Some(endpoint), optimization.then(|| setup.pool()))?;
        let publisher = publisher(&Link::TCP, &session)?;
        let heap = Arc::new(Pattern::new(setup.bytes).to_vec());
        Ok(Box::new(Self { publisher, heap, _session: session }))
    }
}

impl Sender for HeapSender {
    fn is_matched(&mut self) -> Result<bool> {
        is_matched(&self.publisher)
    }

    fn send(&mut self, draft: &Draft<'_>) -> Result<Sent> {
        draft.stamp(Arc::<Vec<u8>>::make_mut(&mut self.heap))?;
        // What `ZBytes::from(vector)` makes, without a new vector for each message.
        let payload = ZBytes::from(ZBuf::from(ZSlice::from(self.heap.clone())));
        let ((), call) = timed(|| self.publisher.put(payload).wait())?;
        Ok(Sent { create: None, call })
    }
}

struct ZenohReceiver {
    subscriber: Subscriber<FifoChannelHandler<Sample>>,
    session: Session,
    must_share: bool,
}

/// Receives through a channel, as a Zenoh subscriber does by default.
///
/// # Errors
///
/// There is no session.
pub fn receiver(link: &Link, must_share: bool) -> Result<Box<dyn Receiver>> {
    let session = open(link, None, None)?;
    let subscriber = session.declare_subscriber(KEY).wait().context("a Zenoh subscriber")?;
    Ok(Box::new(ZenohReceiver { subscriber, session, must_share }))
}

impl Receiver for ZenohReceiver {
    fn endpoint(&self) -> Result<String> {
        let locators = self.session.info().locators().wait();
        let locator = locators.first().ok_or("the session listens nowhere")?;
        Ok(locator.to_string())
    }

    fn receive(&mut self, timeout: Duration, take: Take<'_>) -> Result<bool> {
        let received = self.subscriber.recv_timeout(timeout).context("the subscriber")?;
        let Some(sample) = received else { return Ok(false) };
        let payload = sample.payload();
        let shared = payload.as_shm().is_some();
        take(&payload.to_bytes(), Some(shared), None)?;
        if self.must_share && !shared {
            return Err("a message did not come through shared memory".into());
        }
        Ok(true)
    }
}

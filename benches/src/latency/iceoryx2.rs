//! iceoryx2: shared memory without Zenoh, and without a network.

use std::mem::MaybeUninit;
use std::time::{Duration, Instant};

use iceoryx2::port::publisher::Publisher;
use iceoryx2::port::subscriber::Subscriber;
use iceoryx2::prelude::*;
use iceoryx2::sample_mut_uninit::SampleMutUninit;
use iceoryx2::service::port_factory::publish_subscribe;

use super::clock::{now, timed};
use super::error::{Context, Result};
use super::payload::Draft;
use super::row::{Receiver, Row, Sender, Sent, Setup, Take, WINDOW};

/// The rows of this file.
pub const ROWS: &[Row] = &[Row {
    name: "iceoryx2",
    about: "iceoryx2: loan and send; the receiver polls, as is usual there and takes a core",
    sender: LoanSender::open,
    receiver: PollingReceiver::open,
}];

type Factory = publish_subscribe::PortFactory<ipc::Service, [u8], ()>;
type Uninit = SampleMutUninit<ipc::Service, [MaybeUninit<u8>], ()>;

/// Opens the service of this name.
///
/// Publishers prepare memory for all subscribers that a service may have.
fn open(name: &str) -> Result<(Node<ipc::Service>, Factory)> {
    set_log_level(LogLevel::Error);
    let node = NodeBuilder::new().create::<ipc::Service>().context("an iceoryx2 node")?;
    let name = ServiceName::new(name).context("an iceoryx2 service name")?;
    let service = node
        .service_builder(&name)
        .publish_subscribe::<[u8]>()
        .max_publishers(1)
        .max_subscribers(1)
        .subscriber_max_buffer_size(WINDOW)
        .enable_safe_overflow(false)
        .open_or_create()
        .context("an iceoryx2 service")?;
    Ok((node, service))
}

struct LoanSender {
    publisher: Publisher<ipc::Service, [u8], ()>,
    bytes: usize,
    _service: Factory,
    _node: Node<ipc::Service>,
}

impl LoanSender {
    fn open(setup: &Setup, endpoint: &str) -> Result<Box<dyn Sender>> {
        let (node, service) = open(endpoint)?;
        let publisher = service
            .publisher_builder()
            .initial_max_slice_len(setup.bytes)
            .create()
            .context("an iceoryx2 publisher")?;
        Ok(Box::new(Self { publisher, bytes: setup.bytes, _service: service, _node: node }))
    }

    fn loan(&self) -> Result<Uninit> {
        self.publisher.loan_slice_uninit(self.bytes).context("an iceoryx2 loan")
    }
}

impl Sender for LoanSender {
    fn send(&mut self, draft: &Draft<'_>) -> Result<Sent> {
        let (sample, create) = timed(|| self.loan())?;
        // SAFETY: all elements are initialised: they lie in a shared-memory object, whose
        // bytes the system hands out as zero, and this process, the only one that writes to
        // it, writes whole bytes.
        let mut sample = unsafe { sample.assume_init() };
        draft.touch(sample.payload_mut())?;
        let (receivers, call) = timed(|| sample.send()).context("iceoryx2")?;
        if receivers != 1 {
            return Err(format!("{receivers} receivers").into());
        }
        Ok(Sent { create: Some(create), call })
    }

    fn create_zeroed(&mut self) -> Result<Option<u64>> {
        let (_, took) =
            timed(|| self.publisher.loan_slice(self.bytes)).context("an iceoryx2 loan")?;
        Ok(Some(took))
    }
}

struct PollingReceiver {
    subscriber: Subscriber<ipc::Service, [u8], ()>,
    name: String,
    _service: Factory,
    _node: Node<ipc::Service>,
}

impl PollingReceiver {
    fn open(_: &Setup) -> Result<Box<dyn Receiver>> {
        let name = format!("benches/latency/{}/{}", std::process::id(), now());
        let (node, service) = open(&name)?;
        let subscriber = service.subscriber_builder().create().context("an iceoryx2 subscriber")?;
        Ok(Box::new(Self { subscriber, name, _service: service, _node: node }))
    }
}

impl Receiver for PollingReceiver {
    fn endpoint(&self) -> Result<String> {
        Ok(self.name.clone())
    }

    fn receive(&mut self, timeout: Duration, take: Take<'_>) -> Result<bool> {
        let deadline = Instant::now() + timeout;
        loop {
            if let Some(sample) = self.subscriber.receive().context("iceoryx2")? {
                take(sample.payload(), Some(true), None)?;
                return Ok(true);
            }
            if Instant::now() > deadline {
                return Ok(false);
            }
            std::hint::spin_loop();
        }
    }
}

//! ros-z-pub.

use std::sync::Arc;
use std::sync::mpsc::{Receiver as Queue, channel};
use std::time::Duration;

use ros_z_msgs::sensor_msgs::{PointCloud2, PointField};
use ros_z_pub::context::ZContextBuilder;
use ros_z_pub::shm::{ShmMode, ShmProviderBuilder, ShmProviderExt};
use ros_z_pub::subscriber::ZSubscriberBuilder;
use ros_z_pub::{
    Builder, Outcome, Received, ZCallbackSubscriber, ZContext, ZPublisher, ZSubscriber,
};
use shm_cdr::{ShmMessage, ZBuf};
use zenoh::shm::{PosixShmProviderBackend, ShmProvider};
use zenoh_buffers::ZSlice;
use zenoh_buffers::buffer::SplitBuffer;

use super::clock::{self, timed};
use super::error::Result;
use super::payload::{Draft, Pattern};
use super::row::{Receiver, Row, Sender, Sent, Setup, Take};

/// The rows of this file.
pub const ROWS: &[Row] = &[
    Row {
        name: "automatic",
        about: "ros-z-pub: `publish` of a point cloud on the heap, encoded into shared memory",
        sender: AutomaticSender::open,
        receiver: CloudReceiver::open,
    },
    Row {
        name: "loan",
        about: "ros-z-pub: a loaned point cloud of which only the ends are written, then published",
        sender: LoanSender::open,
        receiver: CloudReceiver::open,
    },
    Row {
        name: "callback",
        about: "the same, received by a callback on a thread of the context",
        sender: LoanSender::open,
        receiver: |_| CallbackReceiver::open(|builder, call| builder.build_with_callback(call)),
    },
    Row {
        name: "direct",
        about: "the same, received by a callback on the thread of Zenoh that receives",
        sender: LoanSender::open,
        receiver: |_| {
            CallbackReceiver::open(|builder, call| builder.build_with_direct_callback(call))
        },
    },
    Row {
        name: "reference",
        about: "ros-z-pub: `publish` of a point cloud whose points are in a buffer of the user's pool",
        sender: ReferenceSender::open,
        receiver: CloudReceiver::open,
    },
];

const TOPIC: &str = "cloud";

/// A point cloud of so many bytes, without them.
fn cloud(bytes: usize) -> PointCloud2 {
    let field = |(index, name): (u32, &str)| PointField {
        name: name.into(),
        offset: 4 * index,
        datatype: PointField::FLOAT32,
        count: 1,
    };
    let width = u32::try_from(bytes / 16).unwrap_or(u32::MAX);
    PointCloud2 {
        height: 1,
        width,
        fields: (0..).zip(["x", "y", "z", "intensity"]).map(field).collect(),
        point_step: 16,
        row_step: 16 * width,
        is_dense: true,
        ..Default::default()
    }
}

/// A context with a pool of its own that connects to the receiver's.
fn connect(setup: &Setup, endpoint: &str) -> Result<ZContext> {
    let builder = ZContextBuilder::default()
        .with_connect_endpoints([endpoint])
        .with_shm_pool_size(setup.pool())?
        .with_shm_mode(ShmMode::Required);
    Ok(builder.build()?)
}

/// A context that a sender connects to.
fn listen() -> Result<ZContext> {
    Ok(ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?)
}

fn listens_at(ctx: &ZContext) -> Result<String> {
    Ok(ctx.listen_endpoints().into_iter().next().ok_or("the context listens nowhere")?)
}

fn publisher(ctx: &ZContext) -> Result<ZPublisher<PointCloud2>> {
    let node = ctx.create_node("latency_sender").build()?;
    Ok(node.create_pub::<PointCloud2>(TOPIC).build()?)
}

/// Whatever went to the heap is not what the row is about.
fn require_shm(outcome: Outcome) -> Result<()> {
    if outcome.is_shm() { Ok(()) } else { Err(outcome.to_string().into()) }
}

struct AutomaticSender {
    publisher: ZPublisher<PointCloud2>,
    cloud: PointCloud2,
    /// Shared with the cloud while that is being published.
    data: Arc<Vec<u8>>,
}

impl AutomaticSender {
    fn open(setup: &Setup, endpoint: &str) -> Result<Box<dyn Sender>> {
        let publisher = publisher(&connect(setup, endpoint)?)?;
        let data = Arc::new(Pattern::new(setup.bytes).to_vec());
        Ok(Box::new(Self { publisher, cloud: cloud(setup.bytes), data }))
    }
}

impl Sender for AutomaticSender {
    fn is_matched(&mut self) -> Result<bool> {
        Ok(self.publisher.can_share_memory()?)
    }

    fn send(&mut self, draft: &Draft<'_>) -> Result<Sent> {
        self.cloud.data = ZBuf::default();
        draft.stamp(Arc::<Vec<u8>>::make_mut(&mut self.data))?;
        self.cloud.data = ZBuf::from(ZSlice::from(self.data.clone()));
        let (outcome, call) = timed(|| self.publisher.publish(&self.cloud))?;
        require_shm(outcome)?;
        Ok(Sent { create: None, call })
    }
}

struct LoanSender {
    publisher: ZPublisher<PointCloud2>,
    /// All but the points.
    cloud: PointCloud2,
    bytes: usize,
}

impl LoanSender {
    fn open(setup: &Setup, endpoint: &str) -> Result<Box<dyn Sender>> {
        let publisher = publisher(&connect(setup, endpoint)?)?;
        Ok(Box::new(Self { publisher, cloud: cloud(setup.bytes), bytes: setup.bytes }))
    }
}

impl Sender for LoanSender {
    fn is_matched(&mut self) -> Result<bool> {
        Ok(self.publisher.can_share_memory()?)
    }

    fn send(&mut self, draft: &Draft<'_>) -> Result<Sent> {
        let data = PointCloud2::fields().data;
        let (mut loan, create) =
            timed(|| self.publisher.loan(&self.cloud).reserve_unzeroed(data, self.bytes).build())?;
        draft.touch(loan.slice_mut(data)?)?;
        let (outcome, call) = timed(|| loan.publish())?;
        require_shm(outcome)?;
        Ok(Sent { create: Some(create), call })
    }

    fn create_zeroed(&mut self) -> Result<Option<u64>> {
        let data = PointCloud2::fields().data;
        let (loan, create) =
            timed(|| self.publisher.loan(&self.cloud).reserve(data, self.bytes).build())?;
        require_shm(loan.outcome())?;
        Ok(Some(create))
    }
}

struct ReferenceSender {
    publisher: ZPublisher<PointCloud2>,
    provider: ShmProvider<PosixShmProviderBackend>,
    cloud: PointCloud2,
    bytes: usize,
}

impl ReferenceSender {
    /// Bytes behind the points, for the field that follows them.
    const ROOM: usize = 64;

    fn open(setup: &Setup, endpoint: &str) -> Result<Box<dyn Sender>> {
        let provider = ShmProviderBuilder::new(setup.pool()).build()?;
        let ctx = ZContextBuilder::default().with_connect_endpoints([endpoint]).build()?;
        let publisher = publisher(&ctx)?;
        Ok(Box::new(Self { publisher, provider, cloud: cloud(setup.bytes), bytes: setup.bytes }))
    }
}

impl Sender for ReferenceSender {
    fn is_matched(&mut self) -> Result<bool> {
        Ok(self.publisher.can_share_memory()?)
    }

    fn send(&mut self, draft: &Draft<'_>) -> Result<Sent> {
        self.cloud.data = ZBuf::default();
        let (mut buffer, create) = timed(|| self.provider.alloc_with_room(self.bytes, Self::ROOM))?;
        draft.touch(&mut buffer)?;
        self.cloud.data = buffer.into();
        let (outcome, call) = timed(|| self.publisher.publish(&self.cloud))?;
        if !matches!(outcome, Outcome::Referenced { .. }) {
            return Err(outcome.to_string().into());
        }
        Ok(Sent { create: Some(create), call })
    }
}

struct CloudReceiver {
    subscriber: ZSubscriber<PointCloud2>,
    ctx: ZContext,
}

impl CloudReceiver {
    fn open(_: &Setup) -> Result<Box<dyn Receiver>> {
        let ctx = listen()?;
        let node = ctx.create_node("latency_receiver").build()?;
        let subscriber = node.create_sub::<PointCloud2>(TOPIC).build()?;
        Ok(Box::new(Self { subscriber, ctx }))
    }
}

impl Receiver for CloudReceiver {
    fn endpoint(&self) -> Result<String> {
        listens_at(&self.ctx)
    }

    fn receive(&mut self, timeout: Duration, take: Take<'_>) -> Result<bool> {
        let Some(cloud) = self.subscriber.recv_timeout(timeout)? else { return Ok(false) };
        take(&cloud.data.contiguous(), Some(cloud.is_shm()), None)?;
        if !cloud.is_shm() {
            return Err("a message did not come through shared memory".into());
        }
        Ok(true)
    }
}

/// What a callback received, and when.
type Called = (ros_z_pub::Result<Received<PointCloud2>>, u64);

/// The callback of a subscriber of either kind.
type Call = Box<dyn Fn(ros_z_pub::Result<Received<PointCloud2>>) + Send + Sync>;

type Build = fn(ZSubscriberBuilder<PointCloud2>, Call) -> ros_z_pub::Result<ZCallbackSubscriber>;

struct CallbackReceiver {
    called: Queue<Called>,
    _subscriber: ZCallbackSubscriber,
    ctx: ZContext,
}

impl CallbackReceiver {
    fn open(build: Build) -> Result<Box<dyn Receiver>> {
        let ctx = listen()?;
        let node = ctx.create_node("latency_receiver").build()?;
        let (sender, called) = channel();
        let call = Box::new(move |cloud| {
            let now = clock::now();
            // Whoever does not wait any more has failed already.
            let _ = sender.send((cloud, now));
        });
        let subscriber = build(node.create_sub::<PointCloud2>(TOPIC), call)?;
        Ok(Box::new(Self { called, _subscriber: subscriber, ctx }))
    }
}

impl Receiver for CallbackReceiver {
    fn endpoint(&self) -> Result<String> {
        listens_at(&self.ctx)
    }

    fn receive(&mut self, timeout: Duration, take: Take<'_>) -> Result<bool> {
        let Ok((cloud, at)) = self.called.recv_timeout(timeout) else { return Ok(false) };
        let cloud = cloud?;
        take(&cloud.data.contiguous(), Some(cloud.is_shm()), Some(at))?;
        if !cloud.is_shm() {
            return Err("a message did not come through shared memory".into());
        }
        Ok(true)
    }
}

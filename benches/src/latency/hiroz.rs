//! hiroz, as its example of point clouds in shared memory uses it.

use std::sync::Arc;
use std::time::Duration;

use hiroz::Builder;
use hiroz::context::ZContextBuilder;
use hiroz::entity::EndpointKind;
use hiroz::msg::ZMessage;
use hiroz::node::ZNode;
use hiroz::pubsub::{ZPub, ZSub};
use hiroz::shm::ShmProviderBuilder;
use hiroz_msgs::sensor_msgs::{PointCloud2, PointField};
use zenoh::Wait;
use zenoh::sample::Sample;
use zenoh::shm::{BlockOn, GarbageCollect, PosixShmProviderBackend, ShmProvider};
use zenoh_buffers::ZSlice;
use zenoh_buffers::buffer::SplitBuffer;

use super::clock::timed;
use super::error::{Context, Result};
use super::payload::{Draft, Pattern};
use super::row::{Receiver, Row, Sender, Sent, Setup, Take};

/// The rows of this file.
pub const ROWS: &[Row] = &[
    Row {
        name: "hiroz",
        about: "hiroz: `publish` of a point cloud on the heap, with a pool for the context",
        sender: HeapSender::open,
        receiver: CloudReceiver::open,
    },
    Row {
        name: "hiroz-user",
        about: "hiroz: `publish` of a point cloud whose data are in a buffer of the user's pool",
        sender: UserSender::open,
        receiver: CloudReceiver::open,
    },
];

const TOPIC: &str = "/cloud";

type Serdes = <PointCloud2 as ZMessage>::Serdes;

/// A point cloud of so many bytes, without them.
fn cloud(bytes: usize) -> PointCloud2 {
    let field = |(index, name): (u32, &str)| PointField {
        name: name.into(),
        offset: 4 * index,
        datatype: 7,
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

/// A context that listens on a loopback port of the system's choice and shares memory,
/// which hiroz's own configuration does not without a pool.
fn context() -> ZContextBuilder {
    ZContextBuilder::default()
        .disable_multicast_scouting()
        .with_listen_endpoints(["tcp/127.0.0.1:0"])
        .with_json("transport/shared_memory/enabled", true)
}

struct Link {
    publisher: ZPub<PointCloud2, Serdes>,
    node: ZNode,
}

impl Link {
    fn open(context: ZContextBuilder, endpoint: &str) -> Result<Self> {
        let context = context.with_connect_endpoints([endpoint]).build()?;
        let node = context.create_node("latency_sender").build()?;
        let publisher = node.create_pub::<PointCloud2>(TOPIC).build()?;
        Ok(Self { publisher, node })
    }

    fn is_matched(&self) -> bool {
        self.node.graph().count(EndpointKind::Subscription, TOPIC) > 0
    }
}

struct HeapSender {
    link: Link,
    cloud: PointCloud2,
    /// Shared with the cloud while that is being published.
    data: Arc<Vec<u8>>,
}

impl HeapSender {
    fn open(setup: &Setup, endpoint: &str) -> Result<Box<dyn Sender>> {
        let link = Link::open(context().with_shm_pool_size(setup.pool())?, endpoint)?;
        let data = Arc::new(Pattern::new(setup.bytes).to_vec());
        Ok(Box::new(Self { link, cloud: cloud(setup.bytes), data }))
    }
}

impl Sender for HeapSender {
    fn is_matched(&mut self) -> Result<bool> {
        Ok(self.link.is_matched())
    }

    fn send(&mut self, draft: &Draft<'_>) -> Result<Sent> {
        self.cloud.data = hiroz::ZBuf::default();
        draft.stamp(Arc::<Vec<u8>>::make_mut(&mut self.data))?;
        let data = zenoh_buffers::ZBuf::from(ZSlice::from(self.data.clone()));
        self.cloud.data = hiroz::ZBuf::from(data);
        let ((), call) = timed(|| self.link.publisher.publish(&self.cloud))?;
        Ok(Sent { create: None, call })
    }
}

struct UserSender {
    link: Link,
    cloud: PointCloud2,
    provider: ShmProvider<PosixShmProviderBackend>,
    bytes: usize,
}

impl UserSender {
    fn open(setup: &Setup, endpoint: &str) -> Result<Box<dyn Sender>> {
        let provider = ShmProviderBuilder::new(setup.pool()).build()?;
        let link = Link::open(context(), endpoint)?;
        let bytes = setup.bytes;
        Ok(Box::new(Self { link, cloud: cloud(bytes), provider, bytes }))
    }
}

impl Sender for UserSender {
    fn is_matched(&mut self) -> Result<bool> {
        Ok(self.link.is_matched())
    }

    fn send(&mut self, draft: &Draft<'_>) -> Result<Sent> {
        let alloc = self.provider.alloc(self.bytes).with_policy::<BlockOn<GarbageCollect>>();
        let (mut buffer, create) = timed(|| alloc.wait()).context("allocation in the pool")?;
        draft.touch(&mut buffer)?;
        self.cloud.data = hiroz::ZBuf::from(buffer);
        let ((), call) = timed(|| self.link.publisher.publish(&self.cloud))?;
        self.cloud.data = hiroz::ZBuf::default();
        Ok(Sent { create: Some(create), call })
    }
}

struct CloudReceiver {
    subscriber: ZSub<PointCloud2, Sample, Serdes>,
    node: ZNode,
}

impl CloudReceiver {
    fn open(_: &Setup) -> Result<Box<dyn Receiver>> {
        let context = context().with_json("connect/endpoints", [(); 0]).build()?;
        let node = context.create_node("latency_receiver").build()?;
        let subscriber = node.create_sub::<PointCloud2>(TOPIC).build()?;
        Ok(Box::new(Self { subscriber, node }))
    }
}

impl Receiver for CloudReceiver {
    fn endpoint(&self) -> Result<String> {
        let locators = self.node.session().info().locators().wait();
        let locator = locators.first().ok_or("the session listens nowhere")?;
        Ok(locator.to_string())
    }

    fn receive(&mut self, timeout: Duration, take: Take<'_>) -> Result<bool> {
        // What `recv_timeout` does, which does not tell a timeout from another error and
        // nothing of shared memory.
        let queue = self.subscriber.queue.as_ref().ok_or("a subscriber without a queue")?;
        let Some(sample) = queue.recv_timeout(timeout) else { return Ok(false) };
        let payload = sample.payload().to_bytes();
        let cloud = <PointCloud2 as ZMessage>::deserialize(&payload).context("hiroz")?;
        take(&cloud.data.contiguous(), Some(sample.payload().as_shm().is_some()), None)?;
        Ok(true)
    }
}

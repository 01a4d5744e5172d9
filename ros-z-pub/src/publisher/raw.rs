//! Publishing payloads that are messages already.

use shm_cdr::{EncodeError, HEADER_LEN, ShmMessage, ZBuf};
use zenoh::shm::{ShmBuf, ZShmMut};
use zenoh_buffers::buffer::{Buffer, SplitBuffer};

use super::ZPublisher;
use super::shared::Parcel;
use crate::outcome::{HeapReason, Outcome};
use crate::received::RawMessage;
use crate::reference::{Reference, is_in_shared_memory};
use crate::route::Way;
use crate::shm::{Answer, Pool, ShmPolicy};
use crate::{Error, Result};

/// The encapsulation header, and nothing after it.
#[derive(ShmMessage)]
struct Header {}

/// A payload, and where it goes.
enum Prepared<'p> {
    Parcel(Parcel),
    Draft { payload: ZBuf, pool: &'p Pool, policy: ShmPolicy },
}

impl ZPublisher<RawMessage> {
    /// Publishes the encoding of a message with its 4-byte header. Only the header is checked.
    ///
    /// A payload in shared memory is published as it is, and so is one on the heap where a
    /// message of its size would go to the heap; otherwise it is copied into the pool.
    ///
    /// ```
    /// # use ros_z_msgs::std_msgs;
    /// # use ros_z_pub::{Error, MessageType};
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]);
    /// # let ctx = ctx.with_shm_pool_size(256 << 10)?.build()?;
    /// # let node = ctx.create_node("example").build()?;
    /// # let message_type = MessageType::of::<std_msgs::String>();
    /// let publisher = node.create_raw_pub("chatter", message_type).build()?;
    /// let payload = std_msgs::String { data: "a".repeat(1000) }.to_cdr()?;
    /// assert_eq!(publisher.publish_payload(payload)?, Outcome::Shm { bytes: 1009 });
    /// let refused = publisher.publish_payload(vec![1, 2, 3]);
    /// assert!(matches!(refused, Err(Error::Decode { .. })));
    /// # Ok::<(), ros_z_pub::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] without a CDR header; otherwise as for [`publish`](ZPublisher::publish).
    pub fn publish_payload(&self, payload: impl Into<ZBuf>) -> Result<Outcome> {
        let parcel = match self.prepare_raw(payload.into())? {
            Prepared::Parcel(parcel) => parcel,
            Prepared::Draft { payload, pool, policy } => {
                let answer = pool.wait(payload.len(), policy.bound());
                self.write_raw(payload, answer, policy)?
            }
        };
        self.shared.send(parcel)
    }

    /// As [`publish_payload`](Self::publish_payload), for async code on any executor.
    ///
    /// ```
    /// # use ros_z_msgs::std_msgs;
    /// # use ros_z_pub::MessageType;
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]).build()?;
    /// # let node = ctx.create_node("example").build()?;
    /// # let message_type = MessageType::of::<std_msgs::String>();
    /// let publisher = node.create_raw_pub("chatter", message_type).build()?;
    /// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    /// # runtime.block_on(async {
    /// let payload = std_msgs::String { data: "hello".into() }.to_cdr()?;
    /// assert_eq!(publisher.publish_payload_async(payload).await?.bytes(), 14);
    /// # Ok::<(), ros_z_pub::Error>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`publish_payload`](Self::publish_payload).
    pub async fn publish_payload_async(&self, payload: impl Into<ZBuf>) -> Result<Outcome> {
        let parcel = match self.prepare_raw(payload.into())? {
            Prepared::Parcel(parcel) => parcel,
            Prepared::Draft { payload, pool, policy } => {
                let answer = pool.wait_async(payload.len(), policy.bound()).await;
                self.write_raw(payload, answer, policy)?
            }
        };
        self.shared.send_async(parcel).await
    }

    fn prepare_raw(&self, payload: ZBuf) -> Result<Prepared<'_>> {
        let head: Vec<u8> = payload.slices().flatten().copied().take(HEADER_LEN).collect();
        // What any message begins with.
        Header::view(&head)
            .map_err(|source| Error::Decode { topic: self.topic().into(), source })?;
        let (bytes, shared) = (payload.len(), &*self.shared);
        let is_shared = is_in_shared_memory(&payload);
        if is_shared && shared.route.may_refer() {
            let outcome = Outcome::Referenced { bytes };
            return Ok(Prepared::Parcel(Parcel { payload: payload.into(), outcome }));
        }
        Ok(match shared.way(bytes, Reference::Nothing) {
            Way::Pool { pool, policy, .. } => Prepared::Draft { payload, pool, policy },
            Way::Heap(reason) => Prepared::Parcel(on_heap(payload, reason)),
            Way::Reference(_) => Prepared::Parcel(on_heap(payload, HeapReason::Disabled)),
        })
    }

    /// Copies the payload into the buffer that the pool had for it, or leaves it on the heap.
    fn write_raw(&self, payload: ZBuf, answer: Answer, policy: ShmPolicy) -> Result<Parcel> {
        let bytes = payload.len();
        let reason = match self.shared.buffer(bytes, answer, policy)? {
            Ok(mut buffer) => {
                self.copy(&payload, &mut buffer)?;
                if buffer.is_valid() {
                    let outcome = Outcome::Shm { bytes };
                    return Ok(Parcel { payload: self.shared.payload(buffer), outcome });
                }
                HeapReason::Invalidated
            }
            Err(reason) => reason,
        };
        Ok(on_heap(payload, reason))
    }

    fn copy(&self, payload: &ZBuf, buffer: &mut ZShmMut) -> Result<()> {
        let (needed, available) = (payload.len(), buffer.len());
        let mut rest: &mut [u8] = buffer;
        for slice in payload.slices() {
            let Some((place, after)) = rest.split_at_mut_checked(slice.len()) else {
                return Err(self.shared.encode_error(EncodeError::NoRoom { needed, available }));
            };
            place.copy_from_slice(slice);
            rest = after;
        }
        Ok(())
    }
}

/// The payload as it is; copied from shared memory, which the publisher is not to use.
fn on_heap(payload: ZBuf, reason: HeapReason) -> Parcel {
    let bytes = payload.len();
    let payload = match is_in_shared_memory(&payload) {
        true => ZBuf::from(payload.contiguous().into_owned()),
        false => payload,
    };
    Parcel { payload: payload.into(), outcome: Outcome::Heap { bytes, reason } }
}

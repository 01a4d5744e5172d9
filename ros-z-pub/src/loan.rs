//! Loans: messages whose bulk is written where it will be read.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use shm_cdr::{Bulk, Field, FieldError, FieldOf, Loan, Reservation, ShmMessage};
use zenoh::bytes::ZBytes;
use zenoh::shm::{ShmBuf, ZShmMut};

use crate::heap::AlignedHeap;
use crate::outcome::{HeapReason, Outcome};
use crate::publisher::{Parcel, Shared, ZPublisher};
use crate::reference::Reference;
use crate::route::Way;
use crate::{Builder, Result};

/// Puts a [`ZLoan`] together.
///
/// [`ZPublisher::loan`] begins one:
///
/// ```
/// use ros_z_msgs::sensor_msgs::Image;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]);
/// # let ctx = ctx.with_shm_pool_size(256 << 10)?.build()?;
/// # let node = ctx.create_node("example").build()?;
/// # let publisher = node.create_pub::<Image>("image").build()?;
///
/// let image = Image { height: 4, width: 640, step: 640, ..Default::default() };
/// let data = Image::fields().data;
/// // A frame that overwrites every byte saves the time to clear them first.
/// let mut loan = publisher.loan(&image).reserve_unzeroed(data, 4 * 640).build()?;
/// loan.slice_mut(data)?.fill(128);
/// assert!(loan.publish()?.is_shm());
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[must_use = "a builder does nothing until it is built"]
pub struct ZLoanBuilder<'a, T> {
    publisher: &'a Arc<Shared>,
    reservation: Reservation<'a, T>,
}

impl<T> fmt::Debug for ZLoanBuilder<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ZLoanBuilder").field("reservation", &self.reservation).finish()
    }
}

impl<T: ShmMessage> ZPublisher<T> {
    /// Starts to borrow memory for a message whose large fields are not in `message` but are
    /// written in place, and published without a copy.
    ///
    /// ```
    /// use ros_z_msgs::sensor_msgs::Image;
    /// use ros_z_pub::{Builder, ZPublisher};
    /// use shm_cdr::ShmMessage;
    ///
    /// fn publish_frame(publisher: &ZPublisher<Image>, header: &Image) -> zenoh::Result<()> {
    ///     let data = Image::fields().data;
    ///     let len = (header.step * header.height) as usize;
    ///     let mut loan = publisher.loan(header).reserve(data, len).build()?;
    ///     for (column, pixel) in loan.slice_mut(data)?.iter_mut().enumerate() {
    ///         *pixel = column as u8;
    ///     }
    ///     loan.set(Image::fields().header.stamp.sec, &17);
    ///     loan.publish()?;
    ///     Ok(())
    /// }
    /// ```
    pub fn loan<'a>(&'a self, message: &'a T) -> ZLoanBuilder<'a, T> {
        ZLoanBuilder { publisher: &self.shared, reservation: Reservation::of(message) }
    }
}

impl<'a, T: ShmMessage> ZLoanBuilder<'a, T> {
    /// Reserves `len` elements of a field, all zero until they are written.
    ///
    /// The field must be empty in the message itself, and can be reserved only once.
    pub fn reserve<B: Bulk>(mut self, field: Field<T, B>, len: usize) -> Self {
        self.reservation = self.reservation.reserve(field, len);
        self
    }

    /// Reserves `len` elements of a field without clearing them first.
    ///
    /// What you do not write is published as it is in memory, perhaps with parts of an earlier
    /// message.
    pub fn reserve_unzeroed<B: Bulk>(mut self, field: Field<T, B>, len: usize) -> Self {
        self.reservation = self.reservation.reserve_unzeroed(field, len);
        self
    }
}

impl<T: ShmMessage> ZLoanBuilder<'_, T> {
    /// As [`build`](Builder::build), for async code on any executor: a wait for room in the pool
    /// does not block it.
    ///
    /// ```
    /// # use ros_z_msgs::sensor_msgs::Image;
    /// # use ros_z_pub::prelude::*;
    /// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]);
    /// # let ctx = ctx.with_shm_pool_size(256 << 10)?.build()?;
    /// # let node = ctx.create_node("example").build()?;
    /// # let publisher = node.create_pub::<Image>("image").build()?;
    /// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    /// # runtime.block_on(async {
    /// let image = Image { height: 4, width: 640, step: 640, ..Default::default() };
    /// let data = Image::fields().data;
    /// let loan = publisher.loan(&image).reserve(data, 4 * 640).build_async().await?;
    /// assert!(loan.publish_async().await?.is_shm());
    /// # Ok::<(), ros_z_pub::Error>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`build`](Builder::build).
    pub async fn build_async(self) -> Result<ZLoan<T>> {
        let size = self.size()?;
        let memory = match self.publisher.way(size, Reference::Nothing) {
            Way::Pool { pool, policy, .. } => {
                let answer = pool.wait_async(size, policy.bound()).await;
                self.publisher.buffer(size, answer, policy)?
            }
            Way::Heap(reason) => Err(reason),
            Way::Reference(_) => Err(HeapReason::Disabled),
        };
        self.write_into(size, memory)
    }

    fn size(&self) -> Result<usize> {
        let size = self.reservation.serialized_size();
        size.map_err(|error| self.publisher.encode_error(error))
    }

    /// Encodes what is not reserved into the buffer that the pool had, or on the heap.
    fn write_into(self, size: usize, memory: Result<ZShmMut, HeapReason>) -> Result<ZLoan<T>> {
        let Self { publisher, reservation } = self;
        let (memory, reason) = match memory {
            Ok(buffer) => (Memory::Shm(buffer), None),
            Err(reason) => {
                let heap = publisher.heap(AlignedHeap::zeroed(size), size)?;
                (Memory::Heap(heap), Some(reason))
            }
        };
        let loan = reservation.write_into(memory).map_err(|error| publisher.encode_error(error))?;
        Ok(ZLoan { publisher: publisher.clone(), loan, reason })
    }
}

impl<T: ShmMessage> Builder for ZLoanBuilder<'_, T> {
    type Output = ZLoan<T>;

    /// Allocates the message and encodes all of it that is not reserved.
    ///
    /// Where [`publish`](crate::ZPublisher::publish) would not use shared memory, the loan is on
    /// the heap, and its outcome says why. Where the pool has no room, its
    /// [policy](crate::shm::ShmPolicy) says what happens.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`](crate::Error::Encode) if the message breaks its definition,
    /// reserved elements included; [`Error::NoRoom`](crate::Error::NoRoom) if there is no room in
    /// the pool and the policy is not to use the heap;
    /// [`Error::NoMemory`](crate::Error::NoMemory) if there is none on the heap.
    fn build(self) -> Result<ZLoan<T>> {
        let size = self.size()?;
        let memory = match self.publisher.way(size, Reference::Nothing) {
            Way::Pool { pool, policy, .. } => {
                let answer = pool.wait(size, policy.bound());
                self.publisher.buffer(size, answer, policy)?
            }
            Way::Heap(reason) => Err(reason),
            Way::Reference(_) => Err(HeapReason::Disabled),
        };
        self.write_into(size, memory)
    }
}

/// A message on its way to be published, whose reserved fields are written in place.
///
/// It borrows neither the publisher nor the message that it was made from, and may be sent to
/// another thread. If it is dropped, nothing is published, and its memory is free again.
///
/// ```
/// use ros_z_msgs::sensor_msgs::Image;
/// # use ros_z_pub::prelude::*;
/// # let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]);
/// # let ctx = ctx.with_shm_pool_size(256 << 10)?.build()?;
/// # let node = ctx.create_node("example").build()?;
/// # let publisher = node.create_pub::<Image>("image").build()?;
///
/// let image = Image { height: 2, width: 640, step: 640, ..Default::default() };
/// let fields = Image::fields();
/// let mut loan = publisher.loan(&image).reserve(fields.data, 2 * 640).build()?;
/// loan.slice_mut(fields.data)?[0] = 255;
/// loan.write(fields.data, &[128; 2 * 640])?;
/// loan.set(fields.header.stamp.sec, &17);
/// assert!(loan.outcome().is_shm());
/// let outcome = std::thread::spawn(|| loan.publish()).join().unwrap()?;
/// assert!(outcome.is_shm());
/// # Ok::<(), ros_z_pub::Error>(())
/// ```
#[must_use = "a loan that is dropped is not published"]
pub struct ZLoan<T> {
    publisher: Arc<Shared>,
    loan: Loan<T, Memory>,
    /// Why it is on the heap.
    reason: Option<HeapReason>,
}

impl<T: ShmMessage> ZLoan<T> {
    /// The elements of a reserved field, at their place in the message.
    ///
    /// # Errors
    ///
    /// [`FieldError::NotReserved`], and [`FieldError::Misaligned`] where the elements are not
    /// aligned. That never happens on the heap or in a pool of
    /// [`with_pool_size`](crate::shm::ShmConfig::with_pool_size). It does in a provider of your
    /// own, for elements with 8-byte fields; [`write`](Self::write) works there.
    pub fn slice_mut<B: Bulk>(&mut self, field: Field<T, B>) -> Result<&mut [B::Item], FieldError> {
        self.loan.slice_mut(field)
    }

    /// Copies all elements of a reserved field to their place, whatever its alignment.
    ///
    /// # Errors
    ///
    /// [`FieldError::NotReserved`], and [`FieldError::Length`] unless `elements` are as many
    /// as were reserved.
    pub fn write<B: Bulk>(
        &mut self,
        field: Field<T, B>,
        elements: &[B::Item],
    ) -> Result<(), FieldError> {
        self.loan.write(field, elements)
    }

    /// Sets a field of fixed size, such as the stamp of a header.
    ///
    /// Fields of another kind are refused when the program is compiled.
    pub fn set<F: FieldOf<T>>(&mut self, field: F, value: &F::Value)
    where
        F::Value: 'static,
    {
        self.loan.set(field, value);
    }

    /// Where the message is: what [`publish`](Self::publish) will return, unless Zenoh
    /// declares the memory lost before that.
    pub fn outcome(&self) -> Outcome {
        let bytes = self.loan.serialized_size();
        match self.reason {
            None => Outcome::Shm { bytes },
            Some(reason) => Outcome::Heap { bytes, reason },
        }
    }

    /// Publishes the message as it is now, without copying it.
    ///
    /// # Errors
    ///
    /// [`Error::Zenoh`](crate::Error::Zenoh) if the session is closed.
    pub fn publish(self) -> Result<Outcome> {
        let (publisher, parcel) = self.into_parcel();
        publisher.send(parcel)
    }

    /// As [`publish`](Self::publish), for async code on any executor.
    ///
    /// # Errors
    ///
    /// As for [`publish`](Self::publish).
    pub async fn publish_async(self) -> Result<Outcome> {
        let (publisher, parcel) = self.into_parcel();
        publisher.send_async(parcel).await
    }

    fn into_parcel(self) -> (Arc<Shared>, Parcel) {
        let outcome = self.outcome();
        let Self { publisher, loan, .. } = self;
        let bytes = loan.serialized_size();
        let parcel = match loan.into_buffer() {
            Memory::Shm(buffer) if !buffer.is_valid() => {
                let outcome = Outcome::Heap { bytes, reason: HeapReason::Invalidated };
                Parcel { payload: ZBytes::from(buffer.to_vec()), outcome }
            }
            Memory::Shm(buffer) => Parcel { payload: publisher.payload(buffer), outcome },
            Memory::Heap(heap) => Parcel { payload: heap.into(), outcome },
        };
        (publisher, parcel)
    }
}

impl<T> fmt::Debug for ZLoan<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ZLoan")
            .field("topic", &self.publisher.topic())
            .field("loan", &self.loan)
            .field("reason", &self.reason)
            .finish()
    }
}

/// Where the message of a loan is.
enum Memory {
    Shm(ZShmMut),
    Heap(AlignedHeap),
}

impl Deref for Memory {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Shm(buffer) => buffer,
            Self::Heap(heap) => heap,
        }
    }
}

impl DerefMut for Memory {
    fn deref_mut(&mut self) -> &mut [u8] {
        match self {
            Self::Shm(buffer) => buffer,
            Self::Heap(heap) => heap,
        }
    }
}

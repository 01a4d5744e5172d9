//! Addresses of fields within a message.

use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use crate::align::PHASES;
use crate::value::Value;

/// The address of a field of type `V` within a message `M`.
///
/// [`ShmMessage::fields`](crate::ShmMessage::fields) has one for each field, including those of
/// nested messages.
///
/// ```
/// use shm_cdr::{Field, ShmMessage};
///
/// #[derive(ShmMessage)]
/// struct Header {
///     stamp: f64,
/// }
///
/// #[derive(ShmMessage)]
/// struct Scan {
///     header: Header,
///     ranges: Vec<f32>,
/// }
///
/// let fields = Scan::fields();
/// let stamp: Field<Scan, f64> = fields.header.stamp;
/// assert_eq!((stamp.name(), fields.ranges.name()), ("stamp", "ranges"));
/// ```
pub struct Field<M, V> {
    /// Bytes from the beginning of the message's memory.
    offset: usize,
    name: &'static str,
    types: PhantomData<fn() -> (M, V)>,
}

impl<M, V> Field<M, V> {
    #[doc(hidden)]
    pub fn new(offset: usize, name: &'static str) -> Self {
        Self { offset, name, types: PhantomData }
    }

    /// The name of the field, without those of the messages that it is in.
    pub fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) fn offset(&self) -> usize {
        self.offset
    }
}

impl<M, V> Clone for Field<M, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, V> Copy for Field<M, V> {}

impl<M, V> fmt::Debug for Field<M, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Field").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What addresses one field of a message `M`: a [`Field`] or, for a nested struct as a whole, the
/// addresses of its fields.
///
/// ```
/// use shm_cdr::{FieldOf, Reservation, ShmMessage};
///
/// #[derive(ShmMessage, Debug, Default, PartialEq)]
/// struct Point {
///     x: f32,
///     y: f32,
/// }
///
/// #[derive(ShmMessage, Debug, Default, PartialEq)]
/// struct Pose {
///     at: Point,
///     angle: f32,
/// }
///
/// let mut loan = Reservation::of(&Pose::default()).write_into(vec![0; 16])?;
/// loan.set(Pose::fields().at, &Point { x: 1.0, y: 2.0 });
/// loan.set(Pose::fields().at.y, &3.0);
/// let pose = Pose::from_cdr(loan.buffer())?;
/// assert_eq!(pose, Pose { at: Point { x: 1.0, y: 3.0 }, angle: 0.0 });
/// assert_eq!(Pose::fields().angle.field().name(), "angle");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not address a field of `{M}`",
    note = "use `{M}::fields()` and the names of the field and of the messages that it is in"
)]
pub trait FieldOf<M> {
    /// The type of the field.
    type Value: Value;

    /// The address.
    fn field(&self) -> Field<M, Self::Value>;
}

/// A type whose values all take the same room, so that one can be written over another.
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` cannot be set",
    label = "not of a fixed size",
    note = "what can be set are numbers, booleans, enums, and arrays and structs of them; strings \
            and sequences are given with the message or reserved"
)]
pub trait FixedSize: Value {}

/// Of an array of strings, [`Loan::set`](crate::Loan::set) finds out later.
impl<T: Value, const N: usize> FixedSize for [T; N] {}

macro_rules! fixed_size {
    ($($type:ty)*) => {$(
        impl FixedSize for $type {}
    )*};
}

fixed_size!(bool i8 u8 i16 u16 i32 u32 i64 u64 f32 f64);

impl<M, V: FixedSize> FieldOf<M> for Field<M, V> {
    type Value = V;

    fn field(&self) -> Self {
        *self
    }
}

/// A sequence whose elements can be written in place, into the encoded message.
///
/// These are `ZBuf`, and `Vec`s of integers, floating-point numbers and structs of them
/// without gaps, if memory and wire agree on the elements wherever a sequence of them can
/// begin.
///
/// ```
/// use shm_cdr::{Reservation, ShmMessage};
///
/// #[derive(ShmMessage, Default)]
/// struct Scan {
///     ranges: Vec<[f32; 2]>,
/// }
///
/// let (scan, ranges) = (Scan::default(), Scan::fields().ranges);
/// let mut loan = Reservation::of(&scan).reserve(ranges, 3).write_into(vec![0; 32])?;
/// loan.write(ranges, &[[0.5, 1.0]; 3])?;
/// assert_eq!(Scan::from_cdr(loan.buffer())?.ranges, [[0.5, 1.0]; 3]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Others are refused when the program is compiled:
///
/// ```compile_fail,E0080
/// # use shm_cdr::{Reservation, ShmMessage};
/// #[derive(ShmMessage, Default)]
/// struct Switches {
///     on: Vec<bool>,
/// }
///
/// let switches = Switches::default();
/// let _ = Reservation::of(&switches).reserve(Switches::fields().on, 3);
/// ```
///
/// ```compile_fail,E0080
/// # use shm_cdr::{Reservation, ShmMessage};
/// /// Its number moves where it begins at an odd multiple of 4.
/// #[derive(ShmMessage, Default)]
/// #[repr(C)]
/// struct Stamped {
///     sec: i32,
///     nanosec: u32,
///     value: f64,
/// }
///
/// #[derive(ShmMessage, Default)]
/// struct Log {
///     rows: Vec<Stamped>,
/// }
///
/// let log = Log::default();
/// let _ = Reservation::of(&log).reserve(Log::fields().rows, 3);
/// ```
///
/// The fields of a struct are in memory as on the wire if it is `#[repr(C)]`, needs no padding,
/// and has no 8-byte fields after smaller ones.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be reserved",
    label = "not a sequence whose elements are written in place",
    note = "what can be reserved are `ZBuf` and `Vec<T>` of plain elements"
)]
pub trait Bulk: Value {
    /// The type of an element.
    type Item: Value;
}

impl<T: Value> Bulk for Vec<T> {
    type Item = T;
}

#[cfg(feature = "zbuf")]
impl Bulk for zenoh_buffers::ZBuf {
    type Item = u8;
}

/// Refuses, at compile time, elements that are not the same in memory and on the wire
/// wherever a sequence of them can begin, and those that not every bit pattern is valid for.
pub(crate) struct Plain<T>(PhantomData<T>);

impl<T: Value> Plain<T> {
    pub(crate) const CHECKED: () = {
        assert!(T::ANY_BITS, "elements of a reserved sequence must be valid for all bits");
        let layout = match T::FIXED {
            Some(layout) => layout,
            None => panic!("elements of a reserved sequence must be of a fixed size"),
        };
        // Behind the length, a sequence begins at any multiple of 4.
        let align = if layout.align() < 4 { 4 } else { layout.align() };
        let mut start = 0;
        while start < PHASES {
            assert!(
                layout.is_plain_run(start, size_of::<T>()),
                "elements of a reserved sequence must be the same in memory and on the wire, \
                 wherever it begins; fields of a struct keep their order with `#[repr(C)]`"
            );
            start += align;
        }
    };
}

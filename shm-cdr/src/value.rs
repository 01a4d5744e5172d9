//! One value of a message: its layout, what refuses it, its bytes, and reading them.

use alloc::boxed::Box;
use core::fmt;

use crate::align::Offset;
use crate::describe::{FieldType, Members, Registry};
use crate::error::{DecodeError, EncodeError};
use crate::layout::{Fixed, StructLayout};
use crate::plan::{Plan, Whole};
use crate::raw::{Body, New, Place, Slot, made};
use crate::reader::{CdrReader, Wire};
use crate::table::{Of, Struct};

/// A type that a message can hold, as a field or an element.
///
/// Booleans, integers, floating-point numbers, strings, `ZBuf`, arrays and sequences of values,
/// and the structs and enums that derive [`ShmMessage`](crate::ShmMessage); nothing else can
/// implement it.
///
/// ```
/// use shm_cdr::{Sequence, ShmMessage, Value};
///
/// /// The last element, of whatever it is a sequence.
/// fn last<'a, T: Value>(items: &Sequence<'a, T>) -> Option<T::View<'a>> {
///     items.get(items.len().checked_sub(1)?)
/// }
///
/// #[derive(ShmMessage)]
/// struct Log {
///     lines: Vec<String>,
///     times: Vec<f64>,
/// }
///
/// let bytes = Log { lines: vec!["a".into(), "b".into()], times: vec![0.5] }.to_cdr()?;
/// let log = Log::view(&bytes)?;
/// assert_eq!((last(&log.lines), last(&log.times)), (Some("b"), Some(0.5)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Safety
///
/// [`FIXED`](Self::FIXED) and [`END`](Self::END) describe exactly what [`put`](Self::put)
/// writes, which ends where [`end_in`](Self::end_in) says for every value that
/// [`check`](Self::check) does not refuse. Where `FIXED` says that the type is plain, every byte
/// of a value's memory is initialised. [`ANY_BITS`](Self::ANY_BITS) is true only if every bit
/// pattern of the type's memory is a value. [`read_to`](Self::read_to) and
/// [`view_to`](Self::view_to) fill their place unless they return an error, and without one move
/// the reader as `FIXED` says.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a ROS message",
    label = "not a message field",
    note = "fields are bool, i8..i64, u8..u64, f32, f64, `String`, `RosString`, `WString`, `ZBuf`, \
            `[T; N]`, `Vec<T>`, and structs and enums that derive `ShmMessage`: derive \
            `ShmMessage` for it, or for what it holds, if that is yours"
)]
pub unsafe trait Value: Sized + 'static {
    /// The type that borrows from the message: `&str` for a `String`, `&[u8]` for a `ZBuf`,
    /// [`Sequence`](crate::Sequence) for arrays and sequences, the view struct of a message, and
    /// the value itself for everything that is one number.
    type View<'a>: Clone + fmt::Debug;

    /// What a field of this type is addressed by within a message `M`: a
    /// [`Field`](crate::Field), or the addresses of the fields of a struct.
    type Handle<M>: Copy;

    /// The layout, if the encoded length depends on the start offset alone.
    #[doc(hidden)]
    const FIXED: Option<Fixed>;

    /// Where every value ends modulo 8, wherever it starts, if that is always the same.
    #[doc(hidden)]
    const END: Option<usize> = match Self::FIXED {
        Some(layout) => layout.end_phase(),
        None => None,
    };

    /// The fewest bytes that a value takes on the wire; at least 1.
    #[doc(hidden)]
    const MIN_LEN: usize;

    /// Whether every bit pattern of the type's memory is a value.
    #[doc(hidden)]
    const ANY_BITS: bool;

    /// Whether it is a struct without fields. Peers send no body of such a message, or one byte.
    #[doc(hidden)]
    const IS_EMPTY: bool = false;

    /// What a field of this type is.
    #[doc(hidden)]
    const FIELD: Of<Self> = Of::new();

    /// What the layout of an enum is put together from.
    ///
    /// Generated code takes it from here and not by its path: the path may be the user's, and
    /// what stands there someone else's.
    #[doc(hidden)]
    const LAYOUT: StructLayout = StructLayout::new();

    /// The size of the type in memory.
    #[doc(hidden)]
    const SIZE: usize = size_of::<Self>();

    /// Where the value ends that starts at `offset`, padding before it included.
    ///
    /// Offsets are in bytes and count from the end of the encapsulation header.
    #[inline(always)]
    fn end(&self, offset: usize) -> usize {
        self.end_in(Offset::new(offset), &mut Whole::<false>::default()).get()
    }

    /// [`end`](Self::end) of a value of which sequences may be given elsewhere.
    #[doc(hidden)]
    fn end_in<P: Plan>(&self, at: Offset, plan: &mut P) -> Offset;

    /// Refuses what no message may hold: more than a bound or a length on the wire allows, and
    /// sequences that lie too deep. The value itself lies in `depth` sequences.
    ///
    /// # Errors
    ///
    /// The first field that is refused, boxed: where nothing is checked, the walk is empty.
    #[doc(hidden)]
    #[inline(always)]
    fn check<P: Plan>(&self, depth: usize, plan: &P) -> Result<(), Box<EncodeError>> {
        let _ = (depth, plan);
        Ok(())
    }

    /// Writes a value behind `at` and returns where it ends.
    #[doc(hidden)]
    fn put<P: Plan>(&self, body: Body<'_>, at: Offset, plan: &P) -> Offset;

    /// Reads a value to its place.
    ///
    /// # Errors
    ///
    /// The input ends too early or holds something that is not a value; the error names the
    /// field and the byte. A [`New`] place then holds no value, a [`Used`](crate::raw::Used) one
    /// still does.
    #[doc(hidden)]
    fn read_to<W: Wire, P: Place>(
        reader: &mut CdrReader<'_, W>,
        slot: Slot<'_, Self, P>,
    ) -> Result<(), DecodeError>;

    /// Reads a value without copying what it holds, to the place of its view.
    ///
    /// # Errors
    ///
    /// As for [`read_to`](Self::read_to): all of the value is checked, elements of sequences too.
    #[doc(hidden)]
    fn view_to<'a, W: Wire>(
        reader: &mut CdrReader<'a, W>,
        slot: Slot<'_, Self::View<'a>, New>,
    ) -> Result<(), DecodeError>;

    /// Checks a value and steps over it.
    ///
    /// # Errors
    ///
    /// As for [`view_to`](Self::view_to).
    #[doc(hidden)]
    #[inline]
    fn skip<W: Wire>(reader: &mut CdrReader<'_, W>) -> Result<(), DecodeError> {
        Self::read_view(reader).map(drop)
    }

    /// The value that a view shows.
    ///
    /// # Errors
    ///
    /// The memory has changed since the view was made, and its elements are no longer
    /// valid.
    fn from_view(view: &Self::View<'_>) -> Result<Self, DecodeError>;

    /// The type of a field that holds this type; nested messages are added to `types`.
    ///
    /// Generic, so that it is compiled only where a description is asked for: a struct
    /// that is only nested and encoded needs no ROS name.
    #[doc(hidden)]
    fn describe<R: Registry>(types: &mut R) -> FieldType;

    /// The fields of a struct: their names, their types, and where they are in its memory in
    /// bytes. Needs no name of the struct itself.
    #[doc(hidden)]
    fn members<R: Registry>(types: &mut R) -> Members {
        let _ = types;
        Members::new()
    }

    /// The address of a field of this type, `offset` bytes into the memory of the message.
    #[doc(hidden)]
    fn handle<M>(offset: usize, name: &'static str) -> Self::Handle<M>;

    /// The address of a field of this type, the one with this number in a struct that stands
    /// `offset` bytes into the memory of the message.
    #[doc(hidden)]
    fn handle_in<S: Struct, M>(offset: usize, index: usize) -> Self::Handle<M> {
        let member = &S::FIELDS[index];
        Self::handle(offset + member.memory, member.name)
    }

    /// The ROS name of a struct.
    ///
    /// Generic, so that the error of a missing name waits for the first use.
    #[doc(hidden)]
    fn struct_name<Used>() -> &'static str {
        ""
    }

    /// Reads a value.
    ///
    /// # Errors
    ///
    /// As for [`read_to`](Self::read_to).
    #[doc(hidden)]
    #[inline(always)]
    fn read<W: Wire>(reader: &mut CdrReader<'_, W>) -> Result<Self, DecodeError> {
        made(|slot| Self::read_to::<W, New>(reader, slot))
    }

    /// Reads a value in place.
    ///
    /// # Errors
    ///
    /// As for [`view_to`](Self::view_to).
    #[doc(hidden)]
    #[inline(always)]
    fn read_view<'a, W: Wire>(
        reader: &mut CdrReader<'a, W>,
    ) -> Result<Self::View<'a>, DecodeError> {
        made(|slot| Self::view_to(reader, slot))
    }
}

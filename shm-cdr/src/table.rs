//! A derived struct as a table of its fields, and the walks over it.

use alloc::boxed::Box;
use core::alloc::Layout;
use core::convert::Infallible;
use core::fmt;
use core::marker::PhantomData;

use ros_z_idl::Primitive;

use crate::error::{DecodeError, EncodeError};
use crate::layout::{Fixed, StructLayout};
use crate::limit::{Limit, Unlimited};
use crate::value::Value;

/// A struct that derives `ShmMessage`: all that the derive knows of it.
///
/// Everything else is written here, once, as a [`Walk`] over the fields.
///
/// # Safety
///
/// [`FIELDS`](Self::FIELDS) has one member for each field of the struct, in the order of the
/// definition, made for the type of the field and where it stands in the memory of the struct.
/// The view is the view of the only field of a newtype; else it is `repr(C)` and has the views of
/// these fields, in their order, and behind them nothing that takes memory.
/// [`show`](Self::show) shows each field with its type and its number, in this order.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a ROS message",
    label = "not a message field",
    note = "fields are bool, i8..i64, u8..u64, f32, f64, `String`, `RosString`, `WString`, `ZBuf`, \
            `[T; N]`, `Vec<T>`, and structs and enums that derive `ShmMessage`: derive \
            `ShmMessage` for it, or for what it holds, if that is yours"
)]
pub unsafe trait Struct: Sized + 'static {
    /// What borrows from the message.
    type InPlace<'a>: Clone + fmt::Debug;

    /// The addresses of the fields within a message `M`.
    type Fields<M>: Copy;

    /// What members are made by.
    ///
    /// Generated code takes it from here and not by its path: the path may be the user's, and
    /// what stands there someone else's.
    const TABLE: Table = Table(());

    /// Whether the struct stands for its only field.
    const IS_NEWTYPE: bool = false;

    /// The fields.
    const FIELDS: &'static [Member];

    /// The ROS name of the type.
    ///
    /// Generic, so that the error of a missing name waits for the first use.
    fn lazy_type_name<Used>() -> &'static str;

    /// Shows the fields one by one.
    ///
    /// # Errors
    ///
    /// As soon as a field is refused.
    fn show<W: Walk<Self>>(walk: &mut Walking<'_, W>) -> Result<(), W::Stop>;

    /// Goes over the fields.
    ///
    /// # Errors
    ///
    /// As soon as a field is refused.
    #[inline(always)]
    fn walk<W: Walk<Self>>(walk: &mut W) -> Result<(), W::Stop> {
        Self::show(&mut Walking(walk))
    }

    /// Gives a view back.
    ///
    /// An implementation has the types by the path that the view is declared with, which may be
    /// the user's and lead to another trait: that both are the same for every `T` proves that it
    /// is this one.
    fn same_view<'a, T: Value>(view: T::View<'a>) -> T::View<'a>;

    /// The addresses of the fields of a struct that stands `offset` bytes behind the beginning
    /// of a message.
    fn addresses<M>(offset: usize, name: &'static str) -> Self::Fields<M>;

    /// A copy of a view.
    #[inline]
    fn clone_view<'a>(view: &Self::InPlace<'a>) -> Self::InPlace<'a> {
        crate::view::clone_of::<Self>(view)
    }

    /// Shows a view.
    ///
    /// # Errors
    ///
    /// Those of the formatter.
    fn fmt_view(
        view: &Self::InPlace<'_>,
        f: &mut fmt::Formatter<'_>,
        name: &'static str,
    ) -> fmt::Result {
        crate::view::fmt_of::<Self>(view, f, name)
    }
}

/// Goes over the fields of a struct.
pub trait Walk<S: Struct> {
    /// Why it ends early.
    type Stop;

    /// The field number `I`, which has the type `T` and these limits.
    ///
    /// # Errors
    ///
    /// The field is refused.
    fn field<T: Value, L: Limit<T>, const I: usize>(&mut self) -> Result<(), Self::Stop>;
}

/// A walk as generated code sees it.
///
/// The walk itself is shown fields by a path that may be the user's; this has them from nobody but
/// the trait's [`field`](Walk::field).
#[derive(Debug)]
pub struct Walking<'w, W>(&'w mut W);

impl<W> Walking<'_, W> {
    /// The field number `I`, without limits.
    ///
    /// # Errors
    ///
    /// The field is refused.
    #[inline(always)]
    pub fn field<S: Struct, T: Value, const I: usize>(&mut self) -> Result<(), W::Stop>
    where
        W: Walk<S>,
    {
        self.0.field::<T, Unlimited, I>()
    }

    /// The field number `I`, with limits.
    ///
    /// # Errors
    ///
    /// The field is refused.
    #[inline(always)]
    pub fn limited<S: Struct, T: Value, L: Limit<T>, const I: usize>(
        &mut self,
    ) -> Result<(), W::Stop>
    where
        W: Walk<S>,
    {
        self.0.field::<T, L, I>()
    }
}

/// Goes over all fields with a walk that refuses none.
#[inline(always)]
pub(crate) fn walk_all<S: Struct, W: Walk<S, Stop = Infallible>>(mut walk: W) -> W {
    let Ok(()) = S::walk(&mut walk);
    walk
}

/// A field of a struct.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// The name in the definition.
    pub(crate) name: &'static str,
    /// Where the field stands in the memory of the struct.
    pub(crate) memory: usize,
    /// Where its view stands in the memory of the view.
    pub(crate) view: usize,
    view_layout: Layout,
    pub(crate) layout: Option<Fixed>,
    end: Option<usize>,
    min_len: usize,
    any_bits: bool,
    pub(crate) max_len: Option<usize>,
    pub(crate) max_item_len: Option<usize>,
    pub(crate) kind: Option<Primitive>,
    /// The run that begins with this field.
    pub(crate) begins: Option<Fixed>,
    /// Of the run that the field is in.
    pub(crate) run: Run,
}

/// A run of fields of a fixed size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Run {
    /// The length in bytes if the fields lie in memory as on the wire, wherever the run is
    /// aligned; else 0.
    pub(crate) plain_len: usize,
    /// Whether any bits of all its fields are values.
    pub(crate) any_bits: bool,
}

impl Member {
    /// Whether the run that the field is in can be copied whole from the wire.
    pub(crate) const fn is_read_whole(&self) -> bool {
        self.run.plain_len > 0 && self.run.any_bits
    }

    /// Bounds the string or the sequence.
    pub const fn max_len(self, max: usize) -> Self {
        Self { max_len: Some(max), ..self }
    }

    /// Bounds the strings in the array or the sequence.
    pub const fn max_item_len(self, max: usize) -> Self {
        Self { max_item_len: Some(max), ..self }
    }

    /// Calls the octets `byte`.
    pub const fn byte(self) -> Self {
        Self { kind: Some(Primitive::Byte), ..self }
    }

    pub(crate) fn written_in(&self, error: Box<EncodeError>) -> Box<EncodeError> {
        error.in_field(self.name)
    }

    pub(crate) fn read_in(&self, error: DecodeError) -> DecodeError {
        error.in_field(self.name)
    }
}

/// What a field is by its type.
///
/// Only the trait itself has one of a type, whichever path generated code takes it by.
#[derive(Debug, Clone, Copy)]
pub struct Of<T> {
    member: Member,
    ty: PhantomData<T>,
}

impl<T: Value> Of<T> {
    pub(crate) const fn new() -> Self {
        let member = Member {
            name: "",
            memory: 0,
            view: 0,
            view_layout: Layout::new::<T::View<'static>>(),
            layout: T::FIXED,
            end: T::END,
            min_len: T::MIN_LEN,
            any_bits: T::ANY_BITS,
            max_len: None,
            max_item_len: None,
            kind: None,
            begins: None,
            run: Run { plain_len: 0, any_bits: false },
        };
        Self { member, ty: PhantomData }
    }
}

/// Makes the members of a struct.
#[derive(Debug, Clone, Copy)]
pub struct Table(());

impl Table {
    /// A field of the type `T`: its name, and where it stands in the memory of the struct.
    pub const fn field<T>(self, of: Of<T>, name: &'static str, memory: usize) -> Member {
        Member { name, memory, ..of.member }
    }

    /// All fields of a struct, with the runs that they are in and where their views stand.
    pub const fn fields<S: Struct, const N: usize>(self, fields: [Member; N]) -> [Member; N] {
        in_view(in_runs(fields), Layout::new::<S::InPlace<'static>>())
    }
}

/// Fields with where their views stand in a view of this layout, which is `repr(C)`.
const fn in_view<const N: usize>(mut fields: [Member; N], view: Layout) -> [Member; N] {
    let (mut index, mut end) = (0, 0_usize);
    while index < N {
        let layout = fields[index].view_layout;
        fields[index].view = end.next_multiple_of(layout.align());
        end = fields[index].view + layout.size();
        index += 1;
    }
    assert!(
        end.next_multiple_of(view.align()) == view.size(),
        "a view is not of the views of the fields"
    );
    fields
}

/// Fields with the runs that they are in.
const fn in_runs<const N: usize>(mut fields: [Member; N]) -> [Member; N] {
    let mut first = 0;
    while first < N {
        let mut layout = StructLayout::new();
        let mut any_bits = true;
        let mut next = first;
        while next < N && fields[next].layout.is_some() {
            let memory = fields[next].memory.wrapping_sub(fields[first].memory);
            layout = layout.field(fields[next].layout, memory);
            any_bits &= fields[next].any_bits;
            next += 1;
        }
        if next == first {
            first += 1;
            continue;
        }
        let len = layout.end[0];
        fields[first].begins = layout.finish(len);
        let is_plain = match &fields[first].begins {
            Some(layout) => layout.is_plain_where_aligned(),
            None => false,
        };
        while first < next {
            fields[first].run = Run { plain_len: if is_plain { len } else { 0 }, any_bits };
            first += 1;
        }
    }
    fields
}

/// The layout of a struct of `size` bytes in memory, if it is fixed.
pub(crate) const fn layout(fields: &[Member], size: usize) -> Option<Fixed> {
    let mut layout = StructLayout::new();
    let mut index = 0;
    while index < fields.len() {
        layout = layout.field(fields[index].layout, fields[index].memory);
        index += 1;
    }
    layout.finish(size)
}

/// Where a struct ends modulo 8 wherever it starts, if that is always the same.
pub(crate) const fn end_phase(fields: &[Member]) -> Option<usize> {
    let mut end = None;
    let mut index = 0;
    while index < fields.len() {
        let field = &fields[index];
        end = match (field.layout, end) {
            (Some(layout), Some(start)) => Some(crate::align::phase(layout.end(start))),
            (Some(layout), None) => layout.end_phase(),
            (None, _) => field.end,
        };
        index += 1;
    }
    end
}

/// The fewest bytes that a struct takes on the wire.
pub(crate) const fn min_len(fields: &[Member]) -> usize {
    let mut len: usize = 0;
    let mut index = 0;
    while index < fields.len() {
        len = len.saturating_add(fields[index].min_len);
        index += 1;
    }
    // An empty struct is a byte.
    if fields.is_empty() { 1 } else { len }
}

/// Whether any bits of all fields are values.
pub(crate) const fn any_bits(fields: &[Member]) -> bool {
    let mut index = 0;
    while index < fields.len() {
        if !fields[index].any_bits {
            return false;
        }
        index += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::*;

    const TABLE: Table = Table(());
    const TEXT: Member = TABLE.field(Of::<String>::new(), "text", 0);

    const fn byte(memory: usize) -> Member {
        TABLE.field(Of::<u8>::new(), "byte", memory)
    }

    const fn flag(memory: usize) -> Member {
        TABLE.field(Of::<bool>::new(), "flag", memory)
    }

    const fn word(memory: usize) -> Member {
        TABLE.field(Of::<u32>::new(), "word", memory)
    }

    const fn double(memory: usize) -> Member {
        TABLE.field(Of::<f64>::new(), "double", memory)
    }

    #[test]
    fn runs_begin_after_dynamic_fields_and_end_before_them() {
        let fields = in_runs([byte(32), word(36), TEXT, double(40)]);
        assert_eq!(fields.map(|field| field.begins.is_some()), [true, false, false, true]);
        assert_eq!(fields[0].begins.map(|run| run.len_at(0)), Some(8));
        assert_eq!(fields[3].begins.map(|run| run.len_at(4)), Some(12));
    }

    #[test]
    fn runs_are_plain_where_fields_stand_in_memory_as_on_the_wire() {
        let plain_lens = |fields: [Member; 3]| in_runs(fields).map(|field| field.run.plain_len);
        assert_eq!(plain_lens([word(8), word(12), byte(16)]), [9; 3]);
        // In another order, with a gap.
        assert_eq!(plain_lens([word(12), word(8), byte(16)]), [0; 3]);
        assert_eq!(plain_lens([word(8), word(12), byte(20)]), [0; 3]);
        // A number of 8 bytes that moves behind two of 4.
        assert_eq!(plain_lens([word(8), word(12), double(16)]), [0; 3]);
        // Two runs with something between.
        assert_eq!(plain_lens([double(8), TEXT, byte(40)]), [8, 0, 1]);
    }

    // They are written whole, since all that is in memory is valid.
    #[test]
    fn runs_with_values_that_not_all_bits_are_are_not_read_whole() {
        let fields = in_runs([word(8), flag(12), byte(13)]);
        assert_eq!(fields.map(|field| field.run.plain_len), [6; 3]);
        assert_eq!(fields.map(|field| field.is_read_whole()), [false; 3]);
        let fields = in_runs([word(8), byte(12), byte(13)]);
        assert_eq!(fields.map(|field| field.is_read_whole()), [true; 3]);
    }

    #[test]
    fn an_end_is_known_where_it_does_not_depend_on_the_start() {
        let ends_at = |phase| Member { end: Some(phase), ..TEXT };
        assert_eq!(end_phase(&[TEXT, double(0)]), Some(0));
        assert_eq!(end_phase(&[TEXT, double(0), byte(0)]), Some(1));
        assert_eq!(end_phase(&[TEXT, word(0)]), None);
        assert_eq!(end_phase(&[ends_at(3), word(0)]), Some(0));
        assert_eq!(end_phase(&[double(0), TEXT]), None);
        assert_eq!(end_phase(&[byte(0), ends_at(5)]), Some(5));
    }
}

//! Derived structs as values: each operation is a walk over their fields.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::convert::Infallible;
use core::slice;

use crate::align::Offset;
use crate::describe::{FieldType, Members, Registry};
use crate::error::{DecodeError, EncodeError};
use crate::layout::Fixed;
use crate::limit::Limit;
use crate::plan::Plan;
use crate::raw::{
    Body, New, Place, Slot, made, member, member_slot, member_view, member_view_slot, memory_of,
};
use crate::reader::{CdrReader, Granted, Wire};
use crate::table::{Struct, Walk, any_bits, end_phase, layout, min_len, walk_all};
use crate::value::Value;

// SAFETY: the layout is computed from the fields, which are written and read in its order; where
// it is plain, they leave no byte of the struct out. The struct takes any bits if all its fields
// do and, being plain where that matters, holds nothing else. All fields are read to their
// places unless there is an error.
#[diagnostic::do_not_recommend]
unsafe impl<S: Struct> Value for S {
    type View<'a> = S::InPlace<'a>;
    type Handle<M> = S::Fields<M>;

    const FIXED: Option<Fixed> = layout(S::FIELDS, size_of::<S>());
    const END: Option<usize> = end_phase(S::FIELDS);
    const MIN_LEN: usize = min_len(S::FIELDS);
    const ANY_BITS: bool = any_bits(S::FIELDS);
    const IS_EMPTY: bool = S::FIELDS.is_empty();

    #[inline]
    fn end_in<P: Plan>(&self, at: Offset, plan: &mut P) -> Offset {
        if const { S::FIELDS.is_empty() } {
            return 0_u8.end_in(at, plan);
        }
        walk_all(End { message: self, at, plan }).at
    }

    #[inline]
    fn check<P: Plan>(&self, depth: usize, plan: &P) -> Result<(), Box<EncodeError>> {
        S::walk(&mut Check { message: self, depth, plan })
    }

    #[inline]
    fn put<P: Plan>(&self, body: Body<'_>, at: Offset, plan: &P) -> Offset {
        if const { S::FIELDS.is_empty() } {
            return 0_u8.put(body, at, plan);
        }
        walk_all(Put { message: self, body, at, plan }).at
    }

    #[inline(always)]
    fn read_to<W: Wire, P: Place>(
        reader: &mut CdrReader<'_, W>,
        slot: Slot<'_, Self, P>,
    ) -> Result<(), DecodeError> {
        if const { S::FIELDS.is_empty() } {
            return u8::skip(reader);
        }
        if W::NATIVE {
            return read_fields(reader, slot);
        }
        read_foreign(reader, slot)
    }

    #[inline(always)]
    fn view_to<'a, W: Wire>(
        reader: &mut CdrReader<'a, W>,
        slot: Slot<'_, S::InPlace<'a>, New>,
    ) -> Result<(), DecodeError> {
        if const { S::FIELDS.is_empty() } {
            return u8::skip(reader);
        }
        if W::NATIVE {
            return S::walk(&mut View::<'_, '_, 'a, W, S> { reader, slot });
        }
        view_foreign::<S, W>(reader, slot)
    }

    #[inline(always)]
    fn skip<W: Wire>(reader: &mut CdrReader<'_, W>) -> Result<(), DecodeError> {
        if const { S::FIELDS.is_empty() } {
            return u8::skip(reader);
        }
        if W::NATIVE {
            return S::walk(&mut Skip { reader });
        }
        skip_foreign::<S, W>(reader)
    }

    fn from_view(view: &S::InPlace<'_>) -> Result<Self, DecodeError> {
        made(|slot| S::walk(&mut FromView::<S> { view, slot }))
    }

    fn describe<R: Registry>(types: &mut R) -> FieldType {
        let describe = |types: &mut R| {
            let fields = Vec::with_capacity(S::FIELDS.len());
            walk_all::<S, _>(Describe { types, fields }).fields
        };
        if S::IS_NEWTYPE {
            if let Some((_, ty)) = describe(types).pop() {
                return ty;
            }
        }
        types.nested::<S>(S::lazy_type_name::<R>(), describe)
    }

    fn members<R: Registry>(types: &mut R) -> Members {
        if S::IS_NEWTYPE {
            return Members::new();
        }
        let described = walk_all::<S, _>(Describe { types, fields: Vec::new() }).fields;
        let fields = described.into_iter().zip(S::FIELDS);
        fields.map(|((name, ty), member)| (name, ty, member.memory)).collect()
    }

    #[inline]
    fn handle<M>(offset: usize, name: &'static str) -> S::Fields<M> {
        S::addresses(offset, name)
    }

    fn struct_name<Used>() -> &'static str {
        S::lazy_type_name::<Used>()
    }
}

struct End<'v, S, P> {
    message: &'v S,
    at: Offset,
    plan: &'v mut P,
}

impl<S: Struct, P: Plan> Walk<S> for End<'_, S, P> {
    type Stop = Infallible;

    #[inline(always)]
    fn field<T: Value, L: Limit<T>, const I: usize>(&mut self) -> Result<(), Infallible> {
        let field = member::<S, T, I>(self.message);
        if const { T::FIXED.is_none() } {
            self.at = field.end_in(self.at, self.plan);
        } else if P::SHOWS_FIELDS {
            // A field without memory has the address of another one.
            if size_of::<T>() > 0 {
                self.plan.show_field(field, self.at.get());
            }
            self.at = field.end_in(self.at, self.plan);
        } else if let Some(run) = const { &S::FIELDS[I].begins } {
            self.at = run.end_behind(self.at);
        }
        Ok(())
    }
}

struct Check<'v, S, P> {
    message: &'v S,
    depth: usize,
    plan: &'v P,
}

impl<S: Struct, P: Plan> Walk<S> for Check<'_, S, P> {
    type Stop = Box<EncodeError>;

    #[inline(always)]
    fn field<T: Value, L: Limit<T>, const I: usize>(&mut self) -> Result<(), Box<EncodeError>> {
        let field = member::<S, T, I>(self.message);
        L::written(field, const { &S::FIELDS[I] }, self.plan)?;
        match field.check(self.depth, self.plan) {
            Ok(()) => Ok(()),
            Err(error) => Err(const { &S::FIELDS[I] }.written_in(error)),
        }
    }
}

struct Put<'v, 'r, S, P> {
    message: &'v S,
    body: Body<'r>,
    at: Offset,
    plan: &'v P,
}

impl<S: Struct, P: Plan> Walk<S> for Put<'_, '_, S, P> {
    type Stop = Infallible;

    /// A run of fields that lie in memory as on the wire is written whole with the first one.
    #[inline(always)]
    fn field<T: Value, L: Limit<T>, const I: usize>(&mut self) -> Result<(), Infallible> {
        let plain_len = const { S::FIELDS[I].run.plain_len };
        if plain_len == 0 {
            let field = member::<S, T, I>(self.message);
            self.at = field.put(self.body, self.at, self.plan);
        } else if let Some(run) = const { &S::FIELDS[I].begins } {
            let memory = const { S::FIELDS[I].memory };
            // SAFETY: the fields of the run stand in memory as on the wire, one behind the
            // other, and all their bytes are initialised.
            let bytes = unsafe { memory_of(slice::from_ref(self.message), memory, plain_len) };
            self.at = self.body.run(self.body.padding(self.at, run.align()), bytes);
        }
        Ok(())
    }
}

struct Read<'r, 'a, W, P, S> {
    reader: &'r mut CdrReader<'a, W>,
    slot: Slot<'r, S, P>,
    /// The number of the field that has failed.
    failed: usize,
}

/// Reads the fields of a struct to their places; should one fail, a new struct keeps nothing.
// In this function and those that are inlined into it, nobody is handed the place or the reader:
// both need not be in memory.
#[inline(always)]
fn read_fields<W: Wire, P: Place, S: Struct>(
    reader: &mut CdrReader<'_, W>,
    slot: Slot<'_, S, P>,
) -> Result<(), DecodeError> {
    let mut read = Read { reader, slot, failed: 0 };
    match S::walk(&mut read) {
        Ok(()) => Ok(()),
        Err(error) => {
            if !P::USED {
                drop_fields(&mut read.slot, read.failed);
            }
            Err(error)
        }
    }
}

/// [`read_fields`] of a wire form that is rare, out of the way of the other one.
#[cold]
#[inline(never)]
fn read_foreign<W: Wire, P: Place, S: Struct>(
    reader: &mut CdrReader<'_, W>,
    slot: Slot<'_, S, P>,
) -> Result<(), DecodeError> {
    read_fields(reader, slot)
}

impl<W: Wire, P: Place, S: Struct> Walk<S> for Read<'_, '_, W, P, S> {
    type Stop = DecodeError;

    /// The first of a run of fields looks whether the input holds all of them, and copies them
    /// if they lie in memory as on the wire.
    #[inline(always)]
    fn field<T: Value, L: Limit<T>, const I: usize>(&mut self) -> Result<(), DecodeError> {
        let result = if const { W::NATIVE && T::FIXED.is_some() } {
            let reader = match in_run::<S, W, I>(self.reader) {
                Ok(reader) => reader,
                Err(error) => {
                    self.failed = I;
                    return Err(error);
                }
            };
            if const { S::FIELDS[I].is_read_whole() } {
                if let Some(run) = const { &S::FIELDS[I].begins } {
                    let len = const { S::FIELDS[I].run.plain_len };
                    let memory = const { S::FIELDS[I].memory };
                    // SAFETY: the input holds the run, which lies so in the memory of the struct;
                    // any bits of its fields are values.
                    unsafe { reader.copy_run::<S, P, true>(run.align(), len, &self.slot, memory) };
                }
                return Ok(());
            }
            T::read_to::<Granted, P>(reader, member_slot::<S, T, P, I>(&mut self.slot))
        } else if L::ITEMS {
            // Checked before it replaces what is there.
            let start = self.reader.offset();
            L::announced(self.reader, const { &S::FIELDS[I] })
                .and_then(|()| T::read(self.reader))
                .and_then(|value| {
                    L::read(&value, const { &S::FIELDS[I] }, start)?;
                    member_slot::<S, T, P, I>(&mut self.slot).put(value);
                    Ok(())
                })
        } else {
            match L::announced(self.reader, const { &S::FIELDS[I] }) {
                Ok(()) => {
                    let slot = member_slot::<S, T, P, I>(&mut self.slot);
                    T::read_to::<W, P>(self.reader, slot)
                }
                Err(error) => Err(error),
            }
        };
        match result {
            Ok(()) => Ok(()),
            Err(error) => {
                self.failed = I;
                Err(const { &S::FIELDS[I] }.read_in(error))
            }
        }
    }
}

/// The reader for a field of a fixed size. The first field of a run looks whether the input
/// holds all of it.
#[inline(always)]
fn in_run<'r, 'a, S: Struct, W: Wire, const I: usize>(
    reader: &'r mut CdrReader<'a, W>,
) -> Result<&'r mut CdrReader<'a, Granted>, DecodeError> {
    if let Some(run) = const { &S::FIELDS[I].begins } {
        if !reader.begin_run(run) {
            return Err(cut_off::<S, W>(reader.clone(), I));
        }
    }
    // SAFETY: the wire form is native where this is called; the walk has come by the first field
    // of the run, so that the run lies within the input.
    Ok(unsafe { reader.granted() })
}

/// The error of a run of fields, from the number `first` on, that the input does not hold.
#[cold]
#[inline(never)]
fn cut_off<S: Struct, W: Wire>(mut reader: CdrReader<'_, W>, first: usize) -> DecodeError {
    match S::walk(&mut CutOff { reader: &mut reader, first }) {
        Err(error) => error,
        Ok(()) => reader.truncated(reader.remaining() + 1),
    }
}

/// Reads the fields of a run one by one, to find the one that is missing.
struct CutOff<'r, 'a, W> {
    reader: &'r mut CdrReader<'a, W>,
    first: usize,
}

impl<W: Wire, S: Struct> Walk<S> for CutOff<'_, '_, W> {
    type Stop = DecodeError;

    fn field<T: Value, L: Limit<T>, const I: usize>(&mut self) -> Result<(), DecodeError> {
        if I < self.first || T::FIXED.is_none() {
            return Ok(());
        }
        T::skip(self.reader).map_err(|error| S::FIELDS[I].read_in(error))
    }
}

/// Drops the first `count` fields of a struct.
#[inline(always)]
fn drop_fields<S: Struct, P: Place>(slot: &mut Slot<'_, S, P>, count: usize) {
    walk_all::<S, _>(Drop { slot, count });
}

struct Drop<'r, 'p, S, P> {
    slot: &'r mut Slot<'p, S, P>,
    count: usize,
}

impl<S: Struct, P: Place> Walk<S> for Drop<'_, '_, S, P> {
    type Stop = Infallible;

    #[inline(always)]
    fn field<T: Value, L: Limit<T>, const I: usize>(&mut self) -> Result<(), Infallible> {
        if I < self.count {
            let field = member_slot::<S, T, P, I>(self.slot);
            // SAFETY: the fields before the one that failed are values, which nobody else has.
            drop(unsafe { field.as_ptr().read() });
        }
        Ok(())
    }
}

struct View<'r, 'v, 'a, W, S: Struct> {
    reader: &'r mut CdrReader<'a, W>,
    slot: Slot<'v, S::InPlace<'a>, New>,
}

impl<'a, W: Wire, S: Struct> Walk<S> for View<'_, '_, 'a, W, S> {
    type Stop = DecodeError;

    #[inline(always)]
    fn field<T: Value, L: Limit<T>, const I: usize>(&mut self) -> Result<(), DecodeError> {
        if const { W::NATIVE && T::FIXED.is_some() } {
            let reader = in_run::<S, W, I>(self.reader)?;
            let slot = member_view_slot::<S, T::View<'a>, I>(&mut self.slot);
            return match T::view_to::<Granted>(reader, slot) {
                Ok(()) => Ok(()),
                Err(error) => Err(const { &S::FIELDS[I] }.read_in(error)),
            };
        }
        let start = self.reader.offset();
        let mut result = L::announced(self.reader, const { &S::FIELDS[I] });
        if result.is_ok() {
            let slot = member_view_slot::<S, T::View<'a>, I>(&mut self.slot);
            let view = slot.as_ptr();
            result = T::view_to::<W>(self.reader, slot);
            if L::ITEMS && result.is_ok() {
                // SAFETY: without an error there is a view.
                result = L::viewed(unsafe { &*view }, const { &S::FIELDS[I] }, start);
            }
        }
        match result {
            Ok(()) => Ok(()),
            Err(error) => Err(const { &S::FIELDS[I] }.read_in(error)),
        }
    }
}

struct Skip<'r, 'a, W> {
    reader: &'r mut CdrReader<'a, W>,
}

impl<W: Wire, S: Struct> Walk<S> for Skip<'_, '_, W> {
    type Stop = DecodeError;

    /// The first of a run of fields of which any bits are values steps over all of them.
    #[inline(always)]
    fn field<T: Value, L: Limit<T>, const I: usize>(&mut self) -> Result<(), DecodeError> {
        let result = if const { W::NATIVE && T::FIXED.is_some() } {
            let reader = in_run::<S, W, I>(self.reader)?;
            if const { S::FIELDS[I].run.any_bits } {
                if let Some(run) = const { &S::FIELDS[I].begins } {
                    reader.pass_run(run);
                }
                return Ok(());
            }
            T::skip(reader)
        } else if L::ITEMS {
            let start = self.reader.offset();
            L::announced(self.reader, const { &S::FIELDS[I] })
                .and_then(|()| T::read_view(self.reader))
                .and_then(|view| L::viewed(&view, const { &S::FIELDS[I] }, start))
        } else {
            match L::announced(self.reader, const { &S::FIELDS[I] }) {
                Ok(()) => T::skip(self.reader),
                Err(error) => Err(error),
            }
        };
        match result {
            Ok(()) => Ok(()),
            Err(error) => Err(const { &S::FIELDS[I] }.read_in(error)),
        }
    }
}

/// [`Value::view_to`] of a wire form that is rare, out of the way of the other one.
#[cold]
#[inline(never)]
fn view_foreign<'a, S: Struct, W: Wire>(
    reader: &mut CdrReader<'a, W>,
    slot: Slot<'_, S::InPlace<'a>, New>,
) -> Result<(), DecodeError> {
    S::walk(&mut View::<'_, '_, 'a, W, S> { reader, slot })
}

/// [`Value::skip`] likewise.
#[cold]
#[inline(never)]
fn skip_foreign<S: Struct, W: Wire>(reader: &mut CdrReader<'_, W>) -> Result<(), DecodeError> {
    S::walk(&mut Skip { reader })
}

struct FromView<'v, 'a, S: Struct> {
    view: &'v S::InPlace<'a>,
    slot: Slot<'v, S, New>,
}

impl<'a, S: Struct> Walk<S> for FromView<'_, 'a, S> {
    type Stop = DecodeError;

    fn field<T: Value, L: Limit<T>, const I: usize>(&mut self) -> Result<(), DecodeError> {
        match T::from_view(member_view::<S, T::View<'a>, I>(self.view)) {
            Ok(value) => {
                member_slot::<S, T, New, I>(&mut self.slot).put(value);
                Ok(())
            }
            Err(error) => {
                drop_fields(&mut self.slot, I);
                Err(error)
            }
        }
    }
}

struct Describe<'r, R> {
    types: &'r mut R,
    fields: Vec<(&'static str, FieldType)>,
}

impl<R: Registry, S: Struct> Walk<S> for Describe<'_, R> {
    type Stop = Infallible;

    fn field<T: Value, L: Limit<T>, const I: usize>(&mut self) -> Result<(), Infallible> {
        let member = &S::FIELDS[I];
        let mut ty = T::describe(self.types);
        if let Some(kind) = member.kind {
            ty = ty.kind(kind);
        }
        if let Some(max) = member.max_len {
            ty = ty.bounded(max);
        }
        if let Some(max) = member.max_item_len {
            ty = ty.bounded_items(max);
        }
        self.fields.push((member.name, ty));
        Ok(())
    }
}

pub(crate) struct Fmt<'v, 'a, 'f, 'b, S: Struct> {
    pub(crate) view: &'v S::InPlace<'a>,
    pub(crate) fields: core::fmt::DebugStruct<'f, 'b>,
}

impl<'a, S: Struct> Walk<S> for Fmt<'_, 'a, '_, '_, S> {
    type Stop = Infallible;

    fn field<T: Value, L: Limit<T>, const I: usize>(&mut self) -> Result<(), Infallible> {
        self.fields.field(S::FIELDS[I].name, member_view::<S, T::View<'a>, I>(self.view));
        Ok(())
    }
}

pub(crate) struct CloneView<'v, 'a, S: Struct> {
    pub(crate) view: &'v S::InPlace<'a>,
    pub(crate) slot: Slot<'v, S::InPlace<'a>, New>,
}

impl<'a, S: Struct> Walk<S> for CloneView<'_, 'a, S> {
    type Stop = Infallible;

    #[inline(always)]
    fn field<T: Value, L: Limit<T>, const I: usize>(&mut self) -> Result<(), Infallible> {
        let view = member_view::<S, T::View<'a>, I>(self.view).clone();
        member_view_slot::<S, T::View<'a>, I>(&mut self.slot).put(view);
        Ok(())
    }
}

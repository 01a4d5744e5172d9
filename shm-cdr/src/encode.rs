//! The encoding of one value: its layout, its end, what refuses it, and its bytes.

use alloc::boxed::Box;
use core::ptr;

use crate::align::{MAX_OFFSET, Offset, phase};
use crate::depth::MAX_DEPTH;
use crate::error::EncodeError;
use crate::holes::{Holes, NoHoles};
use crate::layout::{Fixed, Run, StructLayout};
use crate::text;

/// A type that can stand in a message, as a field or an element.
///
/// The derive implements it; there is one function for the length, and everything
/// that needs a size uses it.
///
/// # Safety
///
/// `FIXED` and `END` describe exactly what `put` writes, which ends where `end_in` says for
/// every value that `check` does not refuse. Where `FIXED` says that the type is plain, every
/// byte of a value's memory is initialised.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a ROS message",
    label = "not a message field",
    note = "fields are bool, i8..i64, u8..u64, f32, f64, `String`, `ZBuf`, `[T; N]`, `Vec<T>` \
            and structs that derive `ShmMessage`"
)]
pub unsafe trait Encode: Sized {
    /// The layout, if the encoded length depends on the start offset alone.
    #[doc(hidden)]
    const FIXED: Option<Fixed>;

    /// Where every value ends modulo 8, wherever it starts, if that is always the same.
    #[doc(hidden)]
    const END: Option<usize> = match Self::FIXED {
        Some(layout) => layout.end_phase(),
        None => None,
    };

    /// What the layout of a struct is put together from.
    ///
    /// Generated code takes it from here and not by its path: the path may be the user's, and
    /// what stands there someone else's.
    #[doc(hidden)]
    const STRUCT: StructLayout = StructLayout::new();

    /// The fields of a struct in their runs.
    #[doc(hidden)]
    const RUNS: &'static [Run] = &[];

    /// The size of the type in memory.
    #[doc(hidden)]
    const SIZE: usize = size_of::<Self>();

    /// Where the value ends that starts at `offset`, padding before it included.
    ///
    /// Offsets are in bytes and count from the end of the encapsulation header.
    #[inline(always)]
    fn end(&self, offset: usize) -> usize {
        self.end_in(Offset::new(offset), &mut NoHoles::default()).get()
    }

    /// [`end`](Self::end) of a value in which sequences may be holes.
    #[doc(hidden)]
    fn end_in<H: Holes>(&self, at: Offset, holes: &mut H) -> Offset;

    /// Refuses what no message may hold: more than a bound or a length on the wire allows, and
    /// sequences that lie too deep. The value itself lies in `depth` sequences.
    ///
    /// # Errors
    ///
    /// The first field that is refused, boxed: where nothing is checked, the walk is empty.
    #[doc(hidden)]
    #[inline(always)]
    fn check<H: Holes>(&self, depth: usize, holes: &H) -> Result<(), Box<EncodeError>> {
        let _ = (depth, holes);
        Ok(())
    }

    /// Writes a value behind `at` and returns where it ends.
    ///
    /// # Safety
    ///
    /// `body` may be written from `at` up to the end of the value with these holes, and
    /// [`check`](Self::check) does not refuse it.
    #[doc(hidden)]
    unsafe fn put<H: Holes>(&self, body: *mut u8, at: Offset, holes: &H) -> Offset;

    /// Where the field number `index` of a struct ends that starts behind `at`.
    #[doc(hidden)]
    #[inline(always)]
    fn end_field<T: Encode + 'static, H: Holes>(
        field: &T,
        index: usize,
        at: Offset,
        holes: &mut H,
    ) -> Offset {
        if T::FIXED.is_some() {
            if H::FIELDS {
                return holes.end_of(field, at);
            }
            return match &Self::RUNS[index].begins {
                Some(run) => run.end_behind(at),
                None => at,
            };
        }
        field.end_in(at, holes)
    }

    /// Checks a field of a struct.
    ///
    /// # Errors
    ///
    /// As for [`check`](Self::check) of the struct.
    #[doc(hidden)]
    #[inline(always)]
    fn check_field<T: Encode, H: Holes>(
        field: &T,
        name: &'static str,
        depth: usize,
        holes: &H,
    ) -> Result<(), Box<EncodeError>> {
        match field.check(depth, holes) {
            Ok(()) => Ok(()),
            Err(error) => Err(error.in_field(name)),
        }
    }

    /// Writes the field number `index` of a struct behind `at`, and returns where it ends.
    ///
    /// A run of fixed-size fields that lie in memory as on the wire is written whole with the
    /// first of them.
    ///
    /// # Safety
    ///
    /// As for [`put`](Self::put), for the struct, whose field number `index` is `field`.
    #[doc(hidden)]
    #[inline(always)]
    unsafe fn put_field<T: Encode, H: Holes>(
        &self,
        field: &T,
        index: usize,
        body: *mut u8,
        at: Offset,
        holes: &H,
    ) -> Offset {
        let run = &Self::RUNS[index];
        if run.plain_len == 0 {
            // SAFETY: passed on to the caller.
            return unsafe { field.put(body, at, holes) };
        }
        match &run.begins {
            // SAFETY: the caller grants the room. The fields of the run stand in memory as on
            // the wire, one behind the other, and all their bytes are initialised.
            Some(layout) => unsafe {
                let memory = ptr::from_ref(self).cast::<u8>().add(run.memory);
                put_bytes(memory, run.plain_len, layout.align(), body, at)
            },
            None => at,
        }
    }
}

/// Writes padding up to `align`, then `len` bytes, at least `align` many, and returns where they
/// end.
///
/// # Safety
///
/// `len` bytes can be read at `from`, the padding and the bytes fit behind `at`, and they do not
/// overlap.
#[inline(always)]
pub(crate) unsafe fn put_bytes(
    from: *const u8,
    len: usize,
    align: usize,
    body: *mut u8,
    at: Offset,
) -> Offset {
    debug_assert!(len >= align || align == 1);
    let start = at.align_up(align);
    // SAFETY: passed on to the caller.
    unsafe {
        zero_padding(body.add(at.get()), align);
        ptr::copy_nonoverlapping(from, body.add(start.get()), len);
    }
    start.skip(len)
}

/// Writes zeros where the padding before a value of alignment `align` may be.
///
/// One store of fixed size: less than `align` bytes of padding and the beginning of the
/// value, which is written next.
///
/// # Safety
///
/// `align` bytes from `place` on may be written, if `align` is more than 1.
#[inline(always)]
unsafe fn zero_padding(place: *mut u8, align: usize) {
    // SAFETY: passed on to the caller; bytes have no alignment.
    unsafe {
        match align {
            2 => place.cast::<[u8; 2]>().write([0; 2]),
            4 => place.cast::<[u8; 4]>().write([0; 4]),
            8 => place.cast::<[u8; 8]>().write([0; 8]),
            _ => {}
        }
    }
}

/// Writes the 32-bit number of elements of a sequence, or of bytes of a string.
///
/// # Safety
///
/// The padding and the number fit behind `at`; it is at most `u32::MAX`.
#[inline(always)]
pub(crate) unsafe fn put_len(len: usize, body: *mut u8, at: Offset) -> Offset {
    #[expect(clippy::cast_possible_truncation, reason = "the caller grants that it fits")]
    let len = len as u32;
    // SAFETY: passed on to the caller.
    unsafe { len.put(body, at, &NoHoles::default()) }
}

/// Writes a string: its length with the NUL, its bytes, the NUL.
///
/// # Safety
///
/// As for [`Encode::put`] of the string.
#[inline(always)]
pub(crate) unsafe fn put_str(text: &[u8], body: *mut u8, at: Offset) -> Offset {
    // SAFETY: the caller grants the padding, the length, the text and the NUL, which nobody else
    // refers to.
    unsafe {
        let start = put_len(text.len() + 1, body, at);
        text::copy(text, body.add(start.get()));
        body.add(start.get() + text.len()).write(0);
        start.skip(text.len() + 1)
    }
}

/// Refuses a number that does not fit into the 32 bits that it has on the wire.
///
/// Where the message is shorter than that, none of its lengths can be: `holes` knows.
#[inline(always)]
pub(crate) fn check_len<H: Holes>(len: usize) -> Result<(), Box<EncodeError>> {
    if H::CHECKS_LENGTHS && u32::try_from(len).is_err() { Err(too_long(len)) } else { Ok(()) }
}

#[cold]
fn too_long(len: usize) -> Box<EncodeError> {
    EncodeError::TooLong { field: Default::default(), len, max: u32::MAX as usize }.into()
}

/// Refuses a sequence that lies in more than 64 others.
#[inline(always)]
pub(crate) fn check_depth(depth: usize) -> Result<(), Box<EncodeError>> {
    if depth <= MAX_DEPTH { Ok(()) } else { Err(too_deep()) }
}

#[cold]
fn too_deep() -> Box<EncodeError> {
    EncodeError::TooDeep { field: Default::default(), max: MAX_DEPTH }.into()
}

/// Where a row of values ends whose first one starts behind `at` and that lie in `depth`
/// sequences.
#[inline]
pub(crate) fn slice_end<T: Encode>(values: &[T], at: Offset, depth: usize) -> Offset {
    if let Some(layout) = T::FIXED {
        return match layout.stride() {
            _ if values.is_empty() => at,
            // Not more than twice what is in memory.
            Some(stride) if stride / 2 <= size_of::<T>() => {
                at.align_up(layout.align()).skip(values.len() * stride)
            }
            _ => Offset::new(layout.run_end(at.get(), values.len())),
        };
    }
    // Refused with its path when it is checked.
    if depth > MAX_DEPTH {
        return at;
    }
    let mut holes = NoHoles { depth };
    match (T::END, values.split_first()) {
        // All but the first start at the same phase: terms that do not depend on each other.
        (Some(start), Some((first, rest))) => {
            let mut len = 0_usize;
            for value in rest {
                let end = value.end_in(Offset::new(start), &mut holes).get();
                len = len.saturating_add(end - start);
            }
            first.end_in(at, &mut holes).advance(len)
        }
        _ => values.iter().fold(at, |at, value| value.end_in(at, &mut holes)),
    }
}

/// [`Encode::check`] of values one behind the other, which lie in `depth` sequences.
#[inline(always)]
pub(crate) fn check_slice<T: Encode, H: Holes>(
    values: &[T],
    depth: usize,
    holes: &H,
) -> Result<(), Box<EncodeError>> {
    if T::FIXED.is_none() {
        for (index, value) in values.iter().enumerate() {
            if let Err(error) = value.check(depth, holes) {
                return Err(error.in_element(index));
            }
        }
    }
    Ok(())
}

/// Writes values one behind the other, as one copy where memory and wire agree, and returns
/// where they end.
///
/// # Safety
///
/// As for [`Encode::put`] of all of them.
#[inline(always)]
pub(crate) unsafe fn put_slice<T: Encode>(values: &[T], body: *mut u8, at: Offset) -> Offset {
    let holes = NoHoles::default();
    let Some((first, rest)) = values.split_first() else { return at };
    if let Some(layout) = T::FIXED {
        let plain = const {
            match T::FIXED {
                Some(layout) => layout.plain_runs(size_of::<T>()),
                None => 0,
            }
        };
        if plain & (1 << phase(at.align_up(layout.align()).get())) != 0 {
            // SAFETY: `Encode` promises that a plain value's memory is initialised; the caller
            // grants the room.
            return unsafe { put_plain_slice(values, layout.align(), body, at) };
        }
    }
    let Some(start) = T::END else {
        return values.iter().fold(at, |at, value| {
            // SAFETY: passed on to the caller.
            unsafe { value.put(body, at, &holes) }
        });
    };
    // SAFETY: passed on to the caller.
    let mut end = unsafe { first.put(body, at, &holes) }.get();
    // All the rest start at the same phase, and their padding is known in advance.
    for value in rest {
        let shift = end - start;
        // SAFETY: passed on to the caller; `shift` is a multiple of 8, since the value before
        // ended at `start` modulo 8.
        end = shift + unsafe { value.put(body.add(shift), Offset::new(start), &holes) }.get();
    }
    Offset::new(end)
}

/// Writes values whose memory is their encoding.
///
/// # Safety
///
/// As for [`put_slice`], there is at least one value, and the run is plain behind the padding.
#[inline(always)]
unsafe fn put_plain_slice<T>(values: &[T], align: usize, body: *mut u8, at: Offset) -> Offset {
    let start = at.align_up(align);
    // SAFETY: the caller grants the room, and that the memory is initialised.
    unsafe {
        zero_padding(body.add(at.get()), align);
        let memory = core::slice::from_raw_parts(values.as_ptr().cast(), size_of_val(values));
        text::copy(memory, body.add(start.get()));
    }
    start.skip(size_of_val(values))
}

/// Whether a message whose body ends at `end` may have a length of more than 32 bits.
pub(crate) fn may_be_too_long(end: usize) -> bool {
    end > u32::MAX as usize
}

/// Whether memory can hold a body that ends at `end`.
pub(crate) fn refuse_too_large(end: usize) -> Result<(), EncodeError> {
    if end < MAX_OFFSET { Ok(()) } else { Err(EncodeError::TooLarge { max: MAX_OFFSET }) }
}

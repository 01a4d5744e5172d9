//! The wire layout of fixed-size types, computed at compile time.
//!
//! A type is *fixed* when its encoded length depends on nothing but the offset it
//! starts at, and *plain* at an offset when its memory there is its encoding. Both
//! are facts that this module derives from `offset_of!` and `size_of`; no type
//! claims them.

use crate::align::{Offset, PHASES, advance, align_up, phase};

/// Where a fixed-size type puts its bytes, for each start offset modulo 8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fixed {
    /// The alignment of the first primitive in bytes: 1, 2, 4 or 8.
    align: usize,
    /// Bytes from the start offset to the end, leading padding included.
    len: [usize; PHASES],
    /// Bytes from one value to the next where that is the same at every aligned
    /// offset, else 0.
    stride: usize,
    /// Bit `p`: started at `p` modulo 8, the memory of the value is its encoding.
    plain: u8,
    /// Whether it takes at most [`SHORT`] bytes.
    is_short: bool,
}

/// Between two runs of fields of a struct there is a string or a sequence, which takes at least
/// 24 bytes of memory on a machine of 64 bits. Runs that are no longer than this, also those of
/// fields without memory, do therefore not sum up to more than 2^62.
const SHORT: usize = 512;

/// Whether the machine holds a primitive of `size` bytes as the wire does: a big-endian one holds
/// only single bytes so.
const fn is_same_in_memory(size: usize) -> bool {
    cfg!(target_endian = "little") || size == 1
}

impl Fixed {
    const fn new(align: usize, len: [usize; PHASES], plain: u8) -> Self {
        let mut stride = if len[0] % align == 0 { len[0] } else { 0 };
        let mut is_short = true;
        let mut start = 0;
        while start < PHASES {
            is_short &= len[start] <= SHORT;
            start += 1;
        }
        start = 0;
        while start < PHASES {
            if len[start] != len[0] {
                stride = 0;
            }
            start += align;
        }
        Self { align, len, stride, plain, is_short }
    }

    /// The layout of a primitive of `size` bytes, its alignment too.
    pub const fn primitive(size: usize) -> Self {
        let mut len = [0; PHASES];
        let mut plain = 0;
        let mut start = 0;
        while start < PHASES {
            len[start] = align_up(start, size) + size - start;
            if start % size == 0 && is_same_in_memory(size) {
                plain |= 1 << start;
            }
            start += 1;
        }
        Self::new(size, len, plain)
    }

    /// The layout of `count` elements of this layout, each `stride` bytes in memory.
    pub const fn array(&self, count: usize, stride: usize) -> Self {
        assert!(count > 0, "a ROS array has at least one element");
        let mut len = [0; PHASES];
        let mut plain = 0;
        let mut start = 0;
        while start < PHASES {
            len[start] = self.run_end(start, count) - start;
            if self.is_plain_run(start, stride) {
                plain |= 1 << start;
            }
            start += 1;
        }
        Self::new(self.align, len, plain)
    }

    /// The alignment of the first primitive in bytes.
    #[inline(always)]
    pub const fn align(&self) -> usize {
        self.align
    }

    /// Bytes from one value to the next, where that is the same at every aligned offset.
    #[inline(always)]
    pub(crate) const fn stride(&self) -> Option<usize> {
        if self.stride != 0 { Some(self.stride) } else { None }
    }

    /// Bytes from `offset` to the end of one value, leading padding included.
    #[inline(always)]
    pub const fn len_at(&self, offset: usize) -> usize {
        if self.stride != 0 {
            // Cheaper than the table: nothing is loaded between two fields.
            align_up(offset, self.align) + self.stride - offset
        } else {
            self.len[phase(offset)]
        }
    }

    /// Where one value ends that starts at `offset`, which is within memory: nothing wraps.
    #[inline(always)]
    pub(crate) const fn end_in_memory(&self, offset: usize) -> usize {
        if self.stride != 0 {
            align_up(offset, self.align) + self.stride
        } else {
            offset + self.len[phase(offset)]
        }
    }

    /// Where one value ends that starts at `offset`.
    #[inline(always)]
    pub const fn end(&self, offset: usize) -> usize {
        advance(offset, self.len_at(offset))
    }

    /// Where a value ends modulo 8 wherever it starts, if that is always the same.
    pub const fn end_phase(&self) -> Option<usize> {
        let end = phase(self.end(0));
        let mut start = 1;
        while start < PHASES {
            if phase(self.end(start)) != end {
                return None;
            }
            start += 1;
        }
        Some(end)
    }

    /// [`end`](Self::end) of a run of fields behind an offset in two parts.
    #[inline(always)]
    pub(crate) const fn end_behind(&self, at: Offset) -> Offset {
        if !self.is_short {
            Offset::new(self.end(at.get()))
        } else if self.stride != 0 {
            at.align_up(self.align).skip(self.stride)
        } else {
            at.skip(self.len[phase(at.get())])
        }
    }

    /// Where `count` values end that start at `offset`, in constant time; at most the largest
    /// offset, which elements without memory can reach.
    #[inline]
    pub const fn run_end(&self, offset: usize, count: usize) -> usize {
        if count == 0 {
            offset
        } else if self.stride != 0 {
            advance(align_up(offset, self.align), count.saturating_mul(self.stride))
        } else {
            self.periodic_run_end(offset, count)
        }
    }

    /// [`run_end`](Self::run_end) for values whose length changes with the phase: the
    /// phases repeat, so at most eight values are followed and the rest multiplied.
    const fn periodic_run_end(&self, offset: usize, count: usize) -> usize {
        let mut end = offset;
        let mut left = count;
        let mut met: [Option<(usize, usize)>; PHASES] = [None; PHASES];
        while left > 0 {
            if let Some((left_then, end_then)) = met[phase(end)] {
                let period = left_then - left;
                let rounds = left / period;
                end = advance(end, rounds.saturating_mul(end - end_then));
                left %= period;
                while left > 0 {
                    end = self.end(end);
                    left -= 1;
                }
                return end;
            }
            met[phase(end)] = Some((left, end));
            end = self.end(end);
            left -= 1;
        }
        end
    }

    /// Whether a slice of values, each `stride` bytes in memory, is its own encoding
    /// when its first value starts at `offset`.
    #[inline]
    pub const fn is_plain_run(&self, offset: usize, stride: usize) -> bool {
        let mut at = phase(offset);
        let mut seen = 0u8;
        while seen & (1 << at) == 0 {
            if self.plain & (1 << at) == 0 {
                return false;
            }
            seen |= 1 << at;
            at = phase(at + stride);
        }
        true
    }

    /// Bit `p`: a slice of values, each `stride` bytes in memory, whose first one starts at `p`
    /// modulo 8 is its own encoding.
    pub const fn plain_runs(&self, stride: usize) -> u8 {
        let mut plain = 0;
        let mut start = 0;
        while start < PHASES {
            if self.is_plain_run(start, stride) {
                plain |= 1 << start;
            }
            start += 1;
        }
        plain
    }

    /// Whether a single value is its own encoding wherever it is aligned to its first
    /// primitive.
    #[inline(always)]
    pub const fn is_plain_where_aligned(&self) -> bool {
        let mut start = 0;
        while start < PHASES {
            if self.plain & (1 << start) == 0 {
                return false;
            }
            start += self.align;
        }
        true
    }

    /// Whether a single value is its own encoding when it starts at `offset`.
    #[inline(always)]
    pub const fn is_plain_at(&self, offset: usize) -> bool {
        self.plain & (1 << phase(offset)) != 0
    }
}

/// The layout of a struct, put together field by field in declaration order.
///
/// Reports no layout as soon as one field has none.
#[derive(Debug, Clone, Copy)]
pub struct StructLayout {
    align: usize,
    pub(crate) end: [usize; PHASES],
    plain: u8,
    fixed: bool,
}

impl StructLayout {
    /// A struct without fields so far.
    pub const fn new() -> Self {
        let mut end = [0; PHASES];
        let mut start = 0;
        while start < PHASES {
            end[start] = start;
            start += 1;
        }
        Self { align: 0, end, plain: u8::MAX, fixed: true }
    }

    /// Adds the next field, which stands at `memory_offset` in the struct's memory.
    pub const fn field(mut self, layout: Option<Fixed>, memory_offset: usize) -> Self {
        let Some(field) = layout else {
            self.fixed = false;
            return self;
        };
        if self.align == 0 {
            self.align = field.align;
        }
        let mut start = 0;
        while start < PHASES {
            let at = self.end[start];
            if at - start != memory_offset || !field.is_plain_at(at) {
                self.plain &= !(1 << start);
            }
            self.end[start] = field.end(at);
            start += 1;
        }
        self
    }

    /// The layout of the whole struct of `size` bytes in memory, if it is fixed.
    ///
    /// A struct without fields is one byte on the wire: IDL has no empty structs, so
    /// rosidl gives it the member `uint8 structure_needs_at_least_one_member`.
    pub const fn finish(self, size: usize) -> Option<Fixed> {
        if !self.fixed {
            return None;
        }
        if self.align == 0 {
            return Some(Fixed { plain: 0, ..Fixed::primitive(1) });
        }
        let mut len = [0; PHASES];
        let mut plain = self.plain;
        let mut start = 0;
        while start < PHASES {
            len[start] = self.end[start] - start;
            if len[start] != size {
                plain &= !(1 << start);
            }
            start += 1;
        }
        Some(Fixed::new(self.align, len, plain))
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::align::MAX_OFFSET;

    const F64: Option<Fixed> = Some(Fixed::primitive(8));
    const U32: Option<Fixed> = Some(Fixed::primitive(4));
    const U8: Option<Fixed> = Some(Fixed::primitive(1));

    fn layouts() -> Vec<Fixed> {
        let structs = [
            StructLayout::new().field(U32, 0).field(U32, 4).field(F64, 8).finish(16),
            StructLayout::new().field(F64, 0).field(U8, 8).finish(16),
            StructLayout::new().field(U8, 0).field(U32, 4).finish(8),
            StructLayout::new().field(U8, 0).field(U8, 1).field(U8, 2).finish(3),
            StructLayout::new().field(U8, 0).finish(1),
            // Ends at the same phase again behind every second one.
            StructLayout::new()
                .field(U32, 0)
                .field(Some(Fixed::primitive(1).array(5, 1)), 4)
                .finish(12),
            StructLayout::new().finish(0),
        ];
        let primitives = [1, 2, 4, 8].map(Fixed::primitive);
        structs.into_iter().flatten().chain(primitives).collect()
    }

    #[test]
    fn run_end_equals_walking_every_value() {
        for layout in layouts() {
            for offset in 0..16 {
                let mut end = offset;
                for count in 0..40 {
                    assert_eq!(layout.run_end(offset, count), end, "{layout:?} {offset} {count}");
                    end = layout.end(end);
                }
            }
        }
    }

    #[test]
    fn runs_end_behind_an_offset_in_two_parts_where_they_end() {
        let long = Fixed::primitive(2).array(300, 2);
        for layout in layouts().into_iter().chain([long]) {
            for start in 0..16 {
                for len in 0..5 {
                    let at = Offset::new(start).skip(len);
                    let end = layout.end(start + len);
                    assert_eq!(layout.end_behind(at).get(), end, "{layout:?} {start} {len}");
                }
            }
        }
        let huge = Fixed::primitive(1).array(MAX_OFFSET, 0);
        let end = (0..4).fold(Offset::new(7), |at, _| huge.end_behind(at).skip(100));
        assert!((MAX_OFFSET..MAX_OFFSET + 200).contains(&end.get()));
    }

    // Elements without memory take bytes on the wire, and any number of them is a safe value.
    #[test]
    fn runs_that_no_message_can_hold_end_at_the_largest_offset() {
        for layout in layouts() {
            for offset in 0..16 {
                for count in [usize::MAX, usize::MAX / 2 + 1, 1 << (usize::BITS - 2)] {
                    let end = layout.run_end(offset, count);
                    assert!(end >= MAX_OFFSET / 4, "{layout:?} {offset} {count} {end}");
                    assert!(layout.array(count, 0).run_end(offset, count) == MAX_OFFSET);
                }
            }
        }
    }

    #[test]
    fn a_primitive_is_plain_where_it_is_aligned() {
        for size in [1, 2, 4, 8] {
            let layout = Fixed::primitive(size);
            for offset in 0..8 {
                assert_eq!(layout.is_plain_at(offset), offset % size == 0, "{size} at {offset}");
                assert_eq!(layout.is_plain_run(offset, size), offset % size == 0);
            }
        }
        // The second one is not aligned.
        assert!(!Fixed::primitive(8).is_plain_run(0, 12));
        assert!(Fixed::primitive(4).is_plain_run(0, 12));
    }

    // On the wire the second half of the struct starts at a multiple of 4, and its
    // f64 moves with that; in memory it never does.
    #[test]
    fn a_struct_without_padding_is_plain_only_where_its_fields_do_not_move() {
        let stamped = StructLayout::new().field(U32, 0).field(U32, 4).field(F64, 8).finish(16);
        let stamped = stamped.expect("all fields are fixed");
        assert!(stamped.is_plain_at(0));
        for offset in 1..8 {
            assert!(!stamped.is_plain_at(offset), "offset {offset}");
        }
    }

    #[test]
    fn a_struct_with_trailing_padding_is_never_plain() {
        for (first, size) in [(F64, 8), (U32, 4)] {
            let padded = StructLayout::new().field(first, 0).field(U8, size).finish(2 * size);
            assert!(padded.is_some_and(|layout| (0..8).all(|offset| !layout.is_plain_at(offset))));
        }
    }

    #[test]
    fn one_dynamic_field_makes_the_struct_dynamic() {
        assert_eq!(StructLayout::new().field(U8, 0).field(None, 8).finish(32), None);
    }

    #[test]
    fn an_end_is_known_where_it_does_not_depend_on_the_start() {
        for layout in layouts() {
            let ends: Vec<_> = (0..8).map(|start| phase(layout.end(start))).collect();
            let known = ends.iter().all(|end| *end == ends[0]).then_some(ends[0]);
            assert_eq!(layout.end_phase(), known, "{layout:?}");
        }
    }
}

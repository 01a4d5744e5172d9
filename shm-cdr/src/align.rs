//! CDR alignment arithmetic on offsets counted from the end of the 4-byte header.

/// The largest alignment of XCDR1 in bytes, counted from the end of the encapsulation header.
///
/// Where that end is at a multiple of it in memory, elements of sequences can be borrowed in
/// place.
pub const BODY_ALIGNMENT: usize = 8;

/// Offsets are equivalent modulo this.
pub(crate) const PHASES: usize = BODY_ALIGNMENT;

/// The largest offset: no message in memory reaches it. A multiple of 8, so that aligning
/// stays below it, and no sum of an offset and the length of something in memory wraps.
pub(crate) const MAX_OFFSET: usize = isize::MAX as usize & !(PHASES - 1);

/// The smallest multiple of `align` that is not below `offset`.
///
/// `align` is a power of two, and `offset` at most [`isize::MAX`].
#[inline(always)]
pub(crate) const fn align_up(offset: usize, align: usize) -> usize {
    (offset + (align - 1)) & !(align - 1)
}

/// `len` bytes behind `offset`, or [`MAX_OFFSET`] if that is less.
#[inline(always)]
pub(crate) const fn advance(offset: usize, len: usize) -> usize {
    let end = offset.saturating_add(len);
    if end < MAX_OFFSET { end } else { MAX_OFFSET }
}

/// `len` bytes behind `offset`, where each of them, or of the values that they stand for, lies in
/// memory of its own.
///
/// On machines of 64 bits, addresses have at most 57 of them: what lies in memory does not sum
/// up to anything that an offset could wrap by, and nothing is checked.
#[inline(always)]
pub(crate) const fn skip(offset: usize, len: usize) -> usize {
    if cfg!(target_pointer_width = "64") { offset + len } else { advance(offset, len) }
}

/// The offset modulo the largest alignment: all that padding depends on.
#[inline(always)]
pub(crate) const fn phase(offset: usize) -> usize {
    offset & (PHASES - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn align_up_is_the_next_multiple() {
        for align in [1, 2, 4, 8] {
            for offset in 0..64 {
                let end = align_up(offset, align);
                assert!(end >= offset && end < offset + align && end % align == 0);
            }
        }
    }

    #[test]
    fn offsets_end_at_the_largest_one() {
        for align in [1, 2, 4, 8] {
            assert_eq!(align_up(MAX_OFFSET, align), MAX_OFFSET);
        }
        for len in [0, 1, 8, isize::MAX as usize, usize::MAX] {
            assert_eq!(advance(MAX_OFFSET, len), MAX_OFFSET);
            assert_eq!(advance(len.min(MAX_OFFSET), MAX_OFFSET), MAX_OFFSET);
        }
        assert_eq!(advance(3, 4), 7);
    }
}

//! CDR alignment arithmetic on offsets counted from the end of the 4-byte header.

/// The largest alignment of XCDR1 in bytes, counted from the end of the encapsulation header.
///
/// Where that end is at a multiple of it in memory, elements of sequences can be borrowed in
/// place.
///
/// ```
/// use shm_cdr::{BODY_ALIGNMENT, HEADER_LEN, ShmMessage};
///
/// #[derive(ShmMessage)]
/// struct Reading {
///     values: Vec<f64>,
/// }
///
/// // Room in front, so that what follows the header is aligned.
/// let mut memory = vec![0; BODY_ALIGNMENT + 64];
/// let body = memory.as_ptr().align_offset(BODY_ALIGNMENT) + BODY_ALIGNMENT;
/// let mut room = &mut memory[body - HEADER_LEN..];
/// let len = Reading { values: vec![0.5; 4] }.write_to(&mut room)?;
/// let bytes = &memory[body - HEADER_LEN..][..len];
/// assert_eq!(Reading::view(bytes)?.values.as_slice(), Some(&[0.5; 4][..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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

/// An offset as the sum of a multiple of 4 and a rest.
///
/// What is aligned to 4, as the lengths of strings and sequences are, then depends on what was
/// before it by one addition.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Offset {
    base: usize,
    rest: usize,
}

impl Offset {
    /// The offset `offset`.
    #[inline(always)]
    pub(crate) const fn new(offset: usize) -> Self {
        Self { base: offset & !3, rest: offset & 3 }
    }

    /// The offset as one number.
    #[inline(always)]
    pub(crate) const fn get(self) -> usize {
        self.base + self.rest
    }

    /// The smallest multiple of `align`, which is 1, 2, 4 or 8, that is not below this.
    #[inline(always)]
    pub(crate) const fn align_up(self, align: usize) -> Self {
        match align {
            1 | 2 => Self { base: self.base, rest: align_up(self.rest, align) },
            4 => Self { base: self.base + align_up(self.rest, 4), rest: 0 },
            _ => Self { base: align_up(self.get(), align), rest: 0 },
        }
    }

    /// `len` bytes behind this, of which each, or the value that it stands for, lies in memory of
    /// its own.
    ///
    /// On machines of 64 bits, addresses have at most 57 of them: what lies in memory does not
    /// sum up to anything that an offset could wrap by, and nothing is checked. An offset that
    /// has reached [`MAX_OFFSET`] may so go a little beyond, and never falls below it again.
    #[inline(always)]
    pub(crate) const fn skip(self, len: usize) -> Self {
        if cfg!(target_pointer_width = "64") {
            Self { base: self.base, rest: self.rest + len }
        } else {
            self.advance(len)
        }
    }

    /// `len` bytes behind this, or [`MAX_OFFSET`] if that is less.
    #[inline(always)]
    pub(crate) const fn advance(self, len: usize) -> Self {
        Self::new(advance(self.get(), len))
    }
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

    #[test]
    fn an_offset_in_two_parts_is_aligned_and_advanced_as_one() {
        for start in 0..32 {
            for len in 0..20 {
                let offset = Offset::new(start).skip(len);
                assert_eq!(offset.get(), start + len);
                for align in [1, 2, 4, 8] {
                    let aligned = offset.align_up(align);
                    assert_eq!(aligned.get(), align_up(start + len, align), "{start} {len}");
                    assert_eq!(aligned.skip(3).align_up(4).get(), align_up(aligned.get() + 3, 4));
                    assert_eq!(aligned.advance(usize::MAX).get(), MAX_OFFSET);
                }
            }
        }
    }
}

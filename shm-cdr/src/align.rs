//! CDR alignment arithmetic on offsets counted from the end of the 4-byte header.

/// The largest alignment of XCDR1 in bytes; offsets are equivalent modulo this.
pub(crate) const PHASES: usize = 8;

/// The smallest multiple of `align` that is not below `offset`.
///
/// `align` is a power of two.
#[inline(always)]
pub(crate) const fn align_up(offset: usize, align: usize) -> usize {
    offset.wrapping_add(align - 1) & !(align - 1)
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
}

//! The bytes of strings. Most are few, and for those a call costs more than the work itself.

use alloc::boxed::Box;
use alloc::str::from_boxed_utf8_unchecked;
use alloc::string::String;
use alloc::vec::Vec;
use core::ptr;

/// The highest bit of each byte: set in none of them, a text is ASCII.
const HIGH: u128 = u128::from_ne_bytes([0x80; 16]);

/// What [`copy`] and [`bits_of`] look at without a call.
const SHORT: usize = 64;

/// Copies bytes and returns the bits of all of them, or-ed together; [`HIGH`] if they are more
/// than [`SHORT`].
///
/// Each byte is loaded once: the bits are those of what stands at `place`, also if someone
/// changes `text` meanwhile. (They are not read back: that would wait for the stores.)
///
/// # Safety
///
/// `text.len()` bytes from `place` on may be written and do not overlap `text`.
#[inline(always)]
pub(crate) unsafe fn copy(text: &[u8], place: *mut u8) -> u128 {
    let len = text.len();
    let store = |at: usize, block: &[u8]| {
        // SAFETY: the caller grants the bytes; all blocks lie within the text, as `blocks`
        // promises.
        unsafe { ptr::copy_nonoverlapping(block.as_ptr(), place.add(at), block.len()) };
    };
    if len > SHORT {
        store(0, text);
        return HIGH;
    }
    blocks(text, store)
}

/// The bits of all bytes of a short text, or-ed together; [`HIGH`] of a long one.
#[inline(always)]
fn bits_of(text: &[u8]) -> u128 {
    if text.len() > SHORT { HIGH } else { blocks(text, |_, _| {}) }
}

/// Loads at most [`SHORT`] bytes in blocks that overlap in the middle, hands on each with its
/// place in the text, and returns their bits.
#[inline(always)]
fn blocks(text: &[u8], mut each: impl FnMut(usize, &[u8])) -> u128 {
    macro_rules! pair {
        ($int:ty, $first:expr, $last:expr) => {{
            const N: usize = size_of::<$int>();
            match (text.get($first..), text.get($last..)) {
                (Some(first), Some(last)) => {
                    match (first.first_chunk::<N>(), last.first_chunk::<N>()) {
                        (Some(&first), Some(&last)) => {
                            each($first, &first);
                            each($last, &last);
                            u128::from(<$int>::from_ne_bytes(first) | <$int>::from_ne_bytes(last))
                        }
                        _ => HIGH,
                    }
                }
                _ => HIGH,
            }
        }};
    }
    let len = text.len();
    match len {
        0 => 0,
        // The first, the last, and the one between or one of them again.
        1..4 => [0, len / 2, len - 1].into_iter().fold(0, |bits, at| match text.get(at) {
            Some(&byte) => {
                each(at, &[byte]);
                bits | u128::from(byte)
            }
            None => HIGH,
        }),
        4..8 => pair!(u32, 0, len - 4),
        8..16 => pair!(u64, 0, len - 8),
        16..=32 => pair!(u128, 0, len - 16),
        _ => pair!(u128, 0, len - 16) | pair!(u128, 16, len - 32),
    }
}

/// Replaces what a vector holds by a text, which it then is, or by nothing, if so many bytes of
/// it are UTF-8 and no more.
///
/// What is checked is the copy: others may change the input in the meantime.
#[inline(always)]
pub(crate) fn replace(text: &[u8], copy: &mut Vec<u8>) -> Result<(), usize> {
    copy.clear();
    copy.reserve(text.len());
    // SAFETY: the vector has room for the text, is nowhere else, and is as long as what is
    // written.
    let bits = unsafe {
        let bits = self::copy(text, copy.as_mut_ptr());
        copy.set_len(text.len());
        bits
    };
    if bits & HIGH == 0 { Ok(()) } else { check_copy(copy) }
}

#[inline(never)]
fn check_copy(copy: &mut Vec<u8>) -> Result<(), usize> {
    core::str::from_utf8(copy).map(drop).map_err(|error| {
        copy.clear();
        error.valid_up_to()
    })
}

/// A text as a string of its own, or how many bytes of it are UTF-8.
// As a slice, it is handed back in registers.
#[inline(never)]
pub(crate) fn to_string(text: &[u8]) -> Result<Box<str>, usize> {
    let mut copy = Vec::with_capacity(text.len());
    replace(text, &mut copy)?;
    // SAFETY: the vector is a text, as `replace` says.
    Ok(unsafe { from_boxed_utf8_unchecked(copy.into_boxed_slice()) })
}

/// Makes a string a text, or empty, if so many bytes of the text are UTF-8 and no more.
#[inline(always)]
pub(crate) fn replace_string(text: &[u8], string: &mut String) -> Result<(), usize> {
    // SAFETY: the string is a text or empty afterwards, as `replace` says; should it panic, it
    // is what it was, or empty.
    replace(text, unsafe { string.as_mut_vec() })
}

/// The bytes as a string in place, or how many of them are UTF-8.
#[inline(always)]
pub(crate) fn check_in_place(text: &[u8]) -> Result<&str, usize> {
    if bits_of(text) & HIGH == 0 {
        // SAFETY: ASCII is UTF-8.
        return Ok(unsafe { core::str::from_utf8_unchecked(text) });
    }
    check_long_in_place(text)
}

#[inline(never)]
fn check_long_in_place(text: &[u8]) -> Result<&str, usize> {
    core::str::from_utf8(text).map_err(|error| error.valid_up_to())
}

#[cfg(test)]
mod tests {
    use super::*;

    // One byte that is not ASCII is seen wherever it stands, and so is one that is missing in
    // the copy.
    #[test]
    fn every_byte_is_copied_and_looked_at() {
        for len in 0..90 {
            let text: Vec<u8> = (0..len).collect();
            let mut copied = alloc::vec![0xFF; 7];
            assert_eq!(replace(&text, &mut copied), Ok(()));
            assert_eq!(copied, text, "length {len}");
            assert_eq!(
                to_string(&text).map(|text| text.into_string().into_bytes()),
                Ok(text.clone())
            );
            assert_eq!(check_in_place(&text).map(str::as_bytes), Ok(&text[..]));
            for at in 0..text.len() {
                let mut text = text.clone();
                text[at] = 0xFF;
                assert_eq!(check_in_place(&text), Err(at), "length {len}");
                let mut string = String::from("before");
                assert_eq!(replace_string(&text, &mut string), Err(at), "length {len}");
                assert_eq!(string, "");
                assert_eq!(to_string(&text), Err(at), "length {len}");
            }
            // Several of them do not hide each other.
            for first in 0..text.len() {
                let mut text = text.clone();
                text[first..].fill(0xFF);
                assert_eq!(check_in_place(&text), Err(first), "length {len}");
                assert_eq!(to_string(&text), Err(first), "length {len}");
            }
        }
    }
}

//! The bytes of strings. Most are few, and for those a call costs more than the work itself.

use alloc::string::String;
use alloc::vec::Vec;
use core::ptr;

/// Copies bytes.
///
/// # Safety
///
/// `text.len()` bytes from `place` on may be written and do not overlap `text`.
#[inline(always)]
pub(crate) unsafe fn copy(text: &[u8], place: *mut u8) {
    let len = text.len();
    let text = text.as_ptr();
    // SAFETY: passed on to the caller, and the ranges give the lengths.
    unsafe {
        match len {
            0 => {}
            1..4 => {
                // The first, the last, and the one between or one of them again.
                let bytes = [text.read(), text.add(len / 2).read(), text.add(len - 1).read()];
                place.write(bytes[0]);
                place.add(len / 2).write(bytes[1]);
                place.add(len - 1).write(bytes[2]);
            }
            4..8 => copy_ends::<4>(text, place, len),
            8..16 => copy_ends::<8>(text, place, len),
            16..=32 => copy_ends::<16>(text, place, len),
            33..=64 => copy_ends::<32>(text, place, len),
            _ => ptr::copy_nonoverlapping(text, place, len),
        }
    }
}

/// Copies `len` bytes as a first and a last block of `N`, which overlap in the middle.
///
/// # Safety
///
/// As for a copy of `len` bytes, and `len` is from `N` to `2 * N`.
#[inline(always)]
unsafe fn copy_ends<const N: usize>(from: *const u8, to: *mut u8, len: usize) {
    // SAFETY: both blocks lie within the `len` bytes; bytes have no alignment.
    unsafe {
        let first = from.cast::<[u8; N]>().read();
        let last = from.add(len - N).cast::<[u8; N]>().read();
        to.cast::<[u8; N]>().write(first);
        to.add(len - N).cast::<[u8; N]>().write(last);
    }
}

/// Appends bytes to a vector that has room for them; else they are left out.
#[inline(always)]
pub(crate) fn append(text: &[u8], copy: &mut Vec<u8>) {
    if copy.capacity() - copy.len() < text.len() {
        debug_assert!(false, "no room");
        return;
    }
    // SAFETY: the vector has room for the text, and is as long as what is written.
    unsafe {
        self::copy(text, copy.as_mut_ptr().add(copy.len()));
        copy.set_len(copy.len() + text.len());
    }
}

/// The bytes as a string, or how many of them are UTF-8.
#[inline(always)]
pub(crate) fn check(text: Vec<u8>) -> Result<String, usize> {
    if is_ascii(&text) {
        // SAFETY: ASCII is UTF-8.
        return Ok(unsafe { String::from_utf8_unchecked(text) });
    }
    check_long(text)
}

#[inline(never)]
fn check_long(text: Vec<u8>) -> Result<String, usize> {
    String::from_utf8(text).map_err(|error| error.utf8_error().valid_up_to())
}

/// The bytes as a string in place, or how many of them are UTF-8.
#[inline(always)]
pub(crate) fn check_in_place(text: &[u8]) -> Result<&str, usize> {
    if is_ascii(text) {
        // SAFETY: ASCII is UTF-8.
        return Ok(unsafe { core::str::from_utf8_unchecked(text) });
    }
    check_long_in_place(text)
}

#[inline(never)]
fn check_long_in_place(text: &[u8]) -> Result<&str, usize> {
    core::str::from_utf8(text).map_err(|error| error.valid_up_to())
}

/// Whether all bytes are ASCII; of long texts, which pay for a call, this tells nothing.
#[inline(always)]
fn is_ascii(text: &[u8]) -> bool {
    const HIGH: u128 = u128::from_ne_bytes([0x80; 16]);
    let bits = match text.len() {
        0..4 => text.iter().fold(0, |bits, byte| bits | u128::from(*byte)),
        4..8 => ends(text, |block: &[u8; 4]| u32::from_ne_bytes(*block).into()),
        8..16 => ends(text, |block: &[u8; 8]| u64::from_ne_bytes(*block).into()),
        16..=32 => ends(text, |block: &[u8; 16]| u128::from_ne_bytes(*block)),
        _ => HIGH,
    };
    bits & HIGH == 0
}

/// The bits of the first and the last `N` bytes.
#[inline(always)]
fn ends<const N: usize>(text: &[u8], bits: impl Fn(&[u8; N]) -> u128) -> u128 {
    match (text.first_chunk(), text.last_chunk()) {
        (Some(first), Some(last)) => bits(first) | bits(last),
        _ => u128::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // One byte that is not ASCII is seen wherever it stands, and so is one that is missing in
    // the copy.
    #[test]
    fn every_byte_is_copied_and_looked_at() {
        for len in 0..70 {
            let text: Vec<u8> = (0..len).collect();
            let mut copied = Vec::with_capacity(80);
            copied.push(b'>');
            append(&text, &mut copied);
            assert_eq!(copied.split_first(), Some((&b'>', &text[..])), "length {len}");
            assert_eq!(check(text.clone()).map(String::into_bytes), Ok(text.clone()));
            assert_eq!(check_in_place(&text).map(str::as_bytes), Ok(&text[..]));
            for at in 0..text.len() {
                let mut text = text.clone();
                text[at] = 0xFF;
                assert_eq!(check_in_place(&text), Err(at), "length {len}");
                assert_eq!(check(text), Err(at), "length {len}");
            }
        }
    }
}

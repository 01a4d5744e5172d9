//! Decoding any bytes into a message that other bytes were decoded to.

use shm_cdr::ShmMessage;

use crate::memory;
use crate::select::{Input, for_selected};

/// Decodes two messages, the second into the first: what was there before does not matter.
///
/// Behind the first byte stands the length of the first message in two bytes, little-endian.
pub fn decode_into(data: &[u8]) {
    let Some((&[first, low, high], rest)) = data.split_first_chunk() else { return };
    let len = usize::from(u16::from_le_bytes([low, high])).min(rest.len());
    let (before, after) = rest.split_at(len);
    let Some(input) = Input::new(&[&[first], after].concat()) else { return };
    for_selected!(input.selector, decode_both(before, input.message()));
}

fn decode_both<T: ShmMessage>(before: &[u8], bytes: &[u8]) {
    let Ok(mut message) = T::from_cdr(before) else { return };
    // What is replaced is held until then.
    let (result, held) = memory::peak(|| message.decode_into(bytes));
    assert!(held <= 16 * bytes.len() + 4096, "{held} bytes held for {} of input", bytes.len());

    // A valid message, also after an error: it can be written, and read again.
    let encoded = message.to_cdr().unwrap();
    assert_eq!(T::from_cdr_exact(&encoded).unwrap().to_cdr().unwrap(), encoded);

    // Bytes and not values are compared: NaN differs from itself.
    let decoded = T::from_cdr(bytes).map(|message| message.to_cdr());
    assert_eq!(result.map(|()| Ok(encoded)), decoded);
}

//! Owned decoding of any bytes.

use shm_cdr::{ShmMessage, ZBuf};

use crate::memory;
use crate::select::{Input, for_selected};

/// Decodes anything: no panic, little memory, and what decodes is stable.
pub fn decode(data: &[u8]) {
    let Some(input) = Input::new(data) else { return };
    for_selected!(input.selector, decode_as(input.message()));
}

fn decode_as<T: ShmMessage>(bytes: &[u8]) {
    let (decoded, held) = memory::peak(|| T::from_cdr(bytes));
    assert!(held <= 16 * bytes.len() + 4096, "{held} bytes held for {} of input", bytes.len());

    let shared = T::from_zbuf(&ZBuf::from(bytes.to_vec()));
    let message = match decoded {
        Ok(message) => message,
        Err(error) => {
            assert!(error.offset() <= bytes.len(), "{error}");
            assert!(!error.to_string().is_empty());
            assert_eq!(shared.err(), Some(error.clone()));
            assert_eq!(T::encoded_len(bytes), Err(error));
            return;
        }
    };

    // Bytes and not values are compared: NaN differs from itself.
    let encoded = message.to_cdr().unwrap();
    assert_eq!(encoded.len(), message.estimated_serialized_size());
    assert_eq!(encoded.len(), message.estimated_cdr_size() + 4);
    assert_eq!(shared.unwrap().to_cdr().unwrap(), encoded);
    assert_eq!(T::from_cdr_exact(&encoded).unwrap().to_cdr().unwrap(), encoded);

    let end = T::encoded_len(bytes).unwrap();
    let exact = T::from_cdr_exact(&bytes[..end]).unwrap();
    assert_eq!(exact.to_cdr().unwrap(), encoded);
    assert_eq!(T::from_cdr_exact(bytes).is_ok(), end == bytes.len());
}

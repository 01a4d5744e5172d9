//! Values, encoded into all sinks and decoded.

use arbitrary::{Arbitrary, Unstructured};
use shm_cdr::{EncodeError, ShmMessage, SizeEstimation, Value, ZBuf};

use crate::kinds::Kinds;

/// Encodes and decodes any value of [`Kinds`].
pub fn roundtrip(data: &[u8]) {
    let Ok(mut message) = Kinds::arbitrary_take_rest(Unstructured::new(data)) else { return };
    if !message.keeps_bounds() {
        refused(&message);
        message.shorten();
    }
    let bytes = message.to_cdr().unwrap();
    assert_eq!(bytes.len(), message.estimated_serialized_size());
    all_sinks(&message, &bytes);

    assert_eq!(Kinds::from_cdr_exact(&bytes).as_ref(), Ok(&message));
    assert_eq!(Kinds::from_zbuf(&ZBuf::from(bytes.clone())).as_ref(), Ok(&message));
    assert_eq!(Kinds::view_exact(&bytes).and_then(|view| Kinds::from_view(&view)), Ok(message));
}

/// What breaks a bound is not written, and the sinks stay as they were.
fn refused(message: &Kinds) {
    let mut vector = vec![0xAA; 3];
    let error = message.write_to(&mut vector).unwrap_err();
    assert!(matches!(error, EncodeError::TooLong { .. }), "{error}");
    assert_eq!(vector, [0xAA; 3]);

    let mut memory = vec![0; message.estimated_serialized_size()];
    let mut slice = memory.as_mut_slice();
    assert_eq!(message.write_to(&mut slice), Err(error));
    assert_eq!(slice.len(), message.estimated_serialized_size());
}

/// Every sink takes the same bytes, and keeps what it held before and behind.
fn all_sinks(message: &Kinds, bytes: &[u8]) {
    let mut vector = vec![0xAA; 5];
    assert_eq!(message.write_to(&mut vector), Ok(bytes.len()));
    assert_eq!(vector[..5], [0xAA; 5]);
    assert_eq!(&vector[5..], bytes);

    // Full of something else: padding is written, too.
    let mut exact = vec![0xAA; bytes.len()];
    let mut slice = exact.as_mut_slice();
    assert_eq!(message.write_to(&mut slice), Ok(bytes.len()));
    assert!(slice.is_empty());
    assert_eq!(exact, bytes);

    let mut longer = vec![0xAA; bytes.len() + 7];
    let mut slice = longer.as_mut_slice();
    assert_eq!(message.write_to(&mut slice), Ok(bytes.len()));
    assert_eq!(slice, [0xAA; 7]);
    assert_eq!(&longer[..bytes.len()], bytes);

    let (needed, available) = (bytes.len(), bytes.len() - 1);
    let mut slice = &mut exact[..available];
    assert_eq!(message.write_to(&mut slice), Err(EncodeError::NoRoom { needed, available }));
    assert_eq!(slice, &bytes[..available]);
}

//! The encapsulation header, and the forms of the body that it announces.

use std::fmt::Debug;

use ros_z_msgs::sensor_msgs::PointCloud2;
use shm_cdr::{DecodeError, DecodeErrorKind, ShmMessage, ZBuf};

use crate::kinds::Kinds;

/// Nothing in it is wider than 4 bytes, and all of it is a multiple of them.
#[derive(ShmMessage, Clone, Debug)]
#[shm(type_name = "fuzz_msgs/msg/Words")]
struct Words {
    number: i32,
    list: Vec<u32>,
    pair: [f32; 2],
    lists: Vec<Vec<i32>>,
}

/// Decodes any header with any body.
pub fn header(data: &[u8]) {
    decode_as::<Kinds>(data);
    decode_as::<PointCloud2>(data);
    decode_as::<Words>(data);
    if let Some((_, body)) = data.split_first_chunk::<4>() {
        same_in_both_versions(body);
        same_in_both_orders(body);
    }
}

fn decode_as<T: ShmMessage>(data: &[u8]) {
    let outcome = outcome::<T>(data);
    let shared = T::from_zbuf(&ZBuf::from(data.to_vec()));
    assert_eq!(shared.map(|message| message.to_cdr().unwrap()), outcome);
    let viewed = T::view(data).map(|view| T::from_view(&view).unwrap());
    assert_eq!(viewed.map(|message| message.to_cdr().unwrap()), outcome);

    let Some((&header, body)) = data.split_first_chunk::<4>() else {
        let kind = DecodeErrorKind::NoHeader { len: data.len() };
        assert_eq!(outcome.unwrap_err().kind(), &kind);
        return;
    };
    match u16::from_be_bytes([header[0], header[1]]) {
        0 | 1 | 6 | 7 => {
            // The options, the other half of the header, mean nothing to plain CDR.
            let plain = [&[0, header[1], 0, 0], body].concat();
            assert_eq!(self::outcome::<T>(&plain), outcome);
        }
        id => {
            let error = outcome.unwrap_err();
            assert_eq!(error.kind(), &DecodeErrorKind::UnknownEncapsulation { id });
            assert_eq!((error.offset(), error.field()), (0, ""));
            assert!(error.to_string().contains(&format!("{id:#06x}")), "{error}");
        }
    }
}

// XCDR2 aligns 8-byte values to 4, and is otherwise the same for plain types.
fn same_in_both_versions(body: &[u8]) {
    for (first, second) in [(0, 6), (1, 7)] {
        assert_eq!(in_form::<PointCloud2>(first, body), in_form::<PointCloud2>(second, body));
        assert_eq!(in_form::<Words>(first, body), in_form::<Words>(second, body));
    }
}

// Swapping the bytes of every word turns one order into the other.
fn same_in_both_orders(body: &[u8]) {
    let body = &body[..body.len() / 4 * 4];
    let swapped: Vec<u8> =
        body.chunks_exact(4).flat_map(|word| word.iter().rev().copied()).collect();
    assert_eq!(in_form::<Words>(0, body), in_form::<Words>(1, &swapped));
    assert_eq!(in_form::<Words>(6, body), in_form::<Words>(7, &swapped));
}

fn in_form<T: ShmMessage>(encapsulation: u8, body: &[u8]) -> Result<Vec<u8>, DecodeError> {
    outcome::<T>(&[&[0, encapsulation, 0, 0], body].concat())
}

/// What the bytes decode to, encoded again: NaN differs from itself, its bytes do not.
fn outcome<T: ShmMessage>(bytes: &[u8]) -> Result<Vec<u8>, DecodeError> {
    T::from_cdr(bytes).map(|message| message.to_cdr().unwrap())
}

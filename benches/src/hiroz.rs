//! A field as hiroz-cdr reads and writes it at its fastest.
//!
//! hiroz-cdr is public in two forms: serde, and the `CdrWriter` and `CdrReader` that the
//! code of its message generator calls. The second form is the faster one and the one
//! that hiroz publishes with. This trait makes the calls of that generated code: a single
//! field is written by itself, a sequence of plain elements is copied whole, a sequence of
//! any others is walked. The generator misses that a struct of plain structs is plain
//! (`Pose`); here every struct is plain that meets the contract of `CdrPlain`.

use byteorder::LittleEndian;
use hiroz_cdr::{CdrDeserialize, CdrSerialize, CdrSerializedSize, Error, Result};

/// hiroz-cdr's writer into a vector.
pub type Writer<'a> = hiroz_cdr::CdrWriter<'a, LittleEndian>;
/// hiroz-cdr's reader.
pub type Reader<'a> = hiroz_cdr::CdrReader<'a, LittleEndian>;

/// A field, or an element of a sequence.
pub trait Field: Sized {
    /// Writes the value.
    fn write(&self, writer: &mut Writer<'_>);

    /// Reads a value.
    ///
    /// # Errors
    ///
    /// hiroz-cdr refuses the input.
    fn read(reader: &mut Reader<'_>) -> Result<Self>;

    /// Where the value ends that starts at `position`.
    fn end(&self, position: usize) -> usize;

    /// Writes consecutive values.
    fn write_all(items: &[Self], writer: &mut Writer<'_>) {
        for item in items {
            item.write(writer);
        }
    }

    /// Reads `count` consecutive values.
    ///
    /// # Errors
    ///
    /// hiroz-cdr refuses the input.
    fn read_all(count: usize, reader: &mut Reader<'_>) -> Result<Vec<Self>> {
        let mut items = Vec::with_capacity(count);
        for _ in 0..count {
            items.push(Self::read(reader)?);
        }
        Ok(items)
    }

    /// Where consecutive values end that start at `position`.
    fn end_all(items: &[Self], position: usize) -> usize {
        items.iter().fold(position, |position, item| item.end(position))
    }
}

/// The methods of [`Field`] on consecutive values, for a type that is `CdrPlain`.
macro_rules! plain_run {
    () => {
        fn write_all(items: &[Self], writer: &mut $crate::hiroz::Writer<'_>) {
            if !items.is_empty() {
                writer.write_pod_slice(items);
            }
        }

        fn read_all(
            count: usize,
            reader: &mut $crate::hiroz::Reader<'_>,
        ) -> ::hiroz_cdr::Result<Vec<Self>> {
            reader.read_pod_slice(count)
        }

        fn end_all(items: &[Self], position: usize) -> usize {
            if items.is_empty() {
                return position;
            }
            position.next_multiple_of(align_of::<Self>()) + size_of_val(items)
        }
    };
}
pub(crate) use plain_run;

/// [`Field`] through hiroz-cdr's own implementation of its traits.
macro_rules! own {
    ($($type:ty { $($run:item)* })*) => {$(
        impl Field for $type {
            #[inline]
            fn write(&self, writer: &mut Writer<'_>) {
                self.cdr_serialize(writer);
            }

            #[inline]
            fn read(reader: &mut Reader<'_>) -> Result<Self> {
                Self::cdr_deserialize(reader)
            }

            #[inline]
            fn end(&self, position: usize) -> usize {
                self.cdr_serialized_size(position)
            }

            $($run)*
        }
    )*};
}

own! {
    bool {}
    String {}
    i8 { plain_run!(); }
    i32 { plain_run!(); }
    u32 { plain_run!(); }
    f32 { plain_run!(); }
    f64 { plain_run!(); }
    // hiroz copies the bytes of its `ZBuf` once, whereas `read_pod_slice` clears first.
    u8 {
        fn write_all(items: &[Self], writer: &mut Writer<'_>) {
            writer.write_pod_slice(items);
        }

        fn read_all(count: usize, reader: &mut Reader<'_>) -> Result<Vec<Self>> {
            reader.read_bytes(count).map(<[u8]>::to_vec)
        }

        fn end_all(items: &[Self], position: usize) -> usize {
            position + items.len()
        }
    }
}

impl<T: Field> Field for Vec<T> {
    fn write(&self, writer: &mut Writer<'_>) {
        writer.write_sequence_length(self.len());
        T::write_all(self, writer);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let count = reader.read_sequence_length()?;
        T::read_all(count, reader)
    }

    fn end(&self, position: usize) -> usize {
        T::end_all(self, position.next_multiple_of(4) + 4)
    }
}

impl<T: Field, const N: usize> Field for [T; N] {
    fn write(&self, writer: &mut Writer<'_>) {
        T::write_all(self, writer);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        T::read_all(N, reader)?.try_into().map_err(|_| Error::UnexpectedEof)
    }

    fn end(&self, position: usize) -> usize {
        T::end_all(self, position)
    }
}

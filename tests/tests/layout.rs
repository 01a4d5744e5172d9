//! Where values stand on the wire, and that they are written and read there.

use std::fmt::Debug;

use shm_cdr::{ShmMessage, SizeEstimation, Value};

/// Without padding in memory, and yet its `f64` moves when it starts at 4 modulo 8.
#[derive(ShmMessage, Clone, Debug, PartialEq)]
#[repr(C)]
struct Stamped {
    sec: i32,
    nanosec: u32,
    value: f64,
}

#[derive(ShmMessage, Clone, Debug, PartialEq)]
struct Uneven {
    flag: bool,
    value: f64,
    small: u8,
}

/// `N` bytes before a sequence, so that its elements start at every phase.
#[derive(ShmMessage, Clone, Debug, PartialEq)]
struct Behind<T, const N: usize> {
    prefix: [u8; N],
    values: Vec<T>,
    array: [T; 3],
    end: u8,
}

/// CDR by the letter of the specification, one primitive at a time.
#[derive(Default)]
struct FieldByField(Vec<u8>);

impl FieldByField {
    fn put(&mut self, bytes: &[u8]) -> &mut Self {
        while self.0.len() % bytes.len() != 0 {
            self.0.push(0);
        }
        self.0.extend_from_slice(bytes);
        self
    }

    fn message(&self) -> Vec<u8> {
        [&[0, 1, 0, 0], self.0.as_slice()].concat()
    }
}

/// Compares elements at every phase with what `put` writes for each of them.
fn check_at_every_phase<T>(value: fn(u8) -> T, put: fn(&mut FieldByField, &T))
where
    T: Value + Clone + Debug + PartialEq,
{
    fn check<T, const N: usize>(value: fn(u8) -> T, put: fn(&mut FieldByField, &T))
    where
        T: Value + Clone + Debug + PartialEq,
    {
        let message = Behind {
            prefix: [7; N],
            values: (0..5).map(value).collect(),
            array: [7, 8, 9].map(value),
            end: 1,
        };
        let mut expected = FieldByField::default();
        message.prefix.iter().for_each(|byte| {
            expected.put(&[*byte]);
        });
        expected.put(&5u32.to_le_bytes());
        message.values.iter().chain(&message.array).for_each(|value| put(&mut expected, value));
        expected.put(&[1]);
        let bytes = message.to_cdr().unwrap();
        assert_eq!(bytes, expected.message(), "prefix {N}");
        assert_eq!(bytes.len(), message.estimated_serialized_size(), "prefix {N}");
        assert_eq!(Behind::from_cdr(&bytes).unwrap(), message, "prefix {N}");
    }
    check::<T, 1>(value, put);
    check::<T, 2>(value, put);
    check::<T, 3>(value, put);
    check::<T, 4>(value, put);
    check::<T, 5>(value, put);
    check::<T, 6>(value, put);
    check::<T, 7>(value, put);
    check::<T, 8>(value, put);
}

// The first element of a slice aligns to its first primitive (4), not to its strictest
// one (8): copying the slice whole would shift it.
#[test]
fn sequence_of_stamped_values_matches_field_by_field_encoding() {
    check_at_every_phase(
        |n| Stamped { sec: n.into(), nanosec: 2, value: f64::from(n) + 0.5 },
        |expected, value| {
            expected
                .put(&value.sec.to_le_bytes())
                .put(&value.nanosec.to_le_bytes())
                .put(&value.value.to_le_bytes());
        },
    );
}

#[test]
fn sequence_of_padded_values_matches_field_by_field_encoding() {
    check_at_every_phase(
        |n| Uneven { flag: n % 2 == 0, value: f64::from(n), small: n },
        |expected, value| {
            expected
                .put(&[u8::from(value.flag)])
                .put(&value.value.to_le_bytes())
                .put(&[value.small]);
        },
    );
}

#[test]
fn elements_that_end_between_words_are_where_they_are() {
    #[derive(ShmMessage, Clone, Debug, PartialEq)]
    struct Row<const N: usize> {
        name: String,
        value: f64,
        tail: [u8; N],
    }
    #[derive(ShmMessage, Clone, Debug, PartialEq)]
    struct Rows<const N: usize> {
        rows: Vec<Row<N>>,
        end: u8,
    }
    fn check<const N: usize>() {
        let row = |len: usize| Row { name: "x".repeat(len), value: 0.5, tail: [7; N] };
        let rows = Rows { rows: [3, 0, 12, 4, 5].map(row).to_vec(), end: 9 };
        let bytes = rows.to_cdr().unwrap();
        assert_eq!(bytes.len(), rows.estimated_serialized_size(), "{N}");
        assert_eq!(Rows::from_cdr_exact(&bytes).unwrap(), rows);
        assert_eq!(Rows::from_view(&Rows::view_exact(&bytes).unwrap()).unwrap(), rows);
        let mut used = Rows { rows: [9, 1, 1].map(row).to_vec(), end: 0 };
        used.decode_into(&bytes).unwrap();
        assert_eq!(used, rows);

        // What is wrong with the fourth element is said of it, at its byte.
        let start = bytes.windows(8).position(|window| window == b"\x05\0\0\0xxxx").unwrap();
        let mut wrong = bytes.clone();
        wrong[start + 8] = 1;
        let error = Rows::<N>::from_cdr(&wrong).unwrap_err();
        assert_eq!((error.field(), error.offset()), ("rows[3].name", start + 8));
        assert_eq!(Rows::<N>::view(&wrong).map(drop), Err(error.clone()));
        assert_eq!(rows.clone().decode_into(&wrong), Err(error));
    }
    check::<1>();
    check::<2>();
    check::<3>();
    check::<4>();
    check::<5>();
    check::<6>();
    check::<7>();
    check::<8>();
}

#[test]
fn long_runs_of_fields_are_written_and_read_whole() {
    #[derive(ShmMessage, Clone, Debug, PartialEq)]
    #[repr(C)]
    struct Run<const N: usize> {
        numbers: [u32; N],
        last: u32,
    }
    fn check<const N: usize>() {
        let run = Run { numbers: std::array::from_fn(|at| 0x0101_0101 + at as u32), last: 7 };
        let numbers = run.numbers.iter().chain([&run.last]);
        let body: Vec<u8> = numbers.flat_map(|number| number.to_le_bytes()).collect();
        let bytes = run.to_cdr().unwrap();
        assert_eq!(bytes, [&[0, 1, 0, 0], body.as_slice()].concat(), "{N} numbers");
        assert_eq!(Run::from_cdr(&bytes).unwrap(), run);
        let mut used = Run { numbers: [0; N], last: 0 };
        used.decode_into(&bytes).unwrap();
        assert_eq!(used, run);
    }
    // Around the blocks that are copied at once, of which each is 32 numbers long.
    check::<30>();
    check::<31>();
    check::<32>();
    check::<63>();
    check::<100>();
    check::<126>();
    check::<127>();
    check::<128>();
    check::<300>();
}

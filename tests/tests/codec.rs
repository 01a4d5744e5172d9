//! The codec beyond the golden bytes: sinks, wire forms, kinds of fields, definitions.

use ros_z_tests::kinds::{Kinds, Mixed, kinds, mixed};
use shm_cdr::{EncodeError, ShmMessage, ShmSink, SizeEstimation, WString, ZBuf, visit_buffers};

#[test]
fn padding_is_zero_in_memory_that_held_something_else() {
    let mut reused = [0xAA; 256];
    let mut rest = reused.as_mut_slice();
    let written = mixed().write_to(&mut rest).unwrap();
    assert_eq!(rest.len(), 256 - written);
    assert_eq!(reused[..written], mixed().to_cdr().unwrap());
    // header, flag, 7 bytes of padding
    assert_eq!(reused[4..12], [1, 0, 0, 0, 0, 0, 0, 0]);
    assert!(reused[written..].iter().all(|byte| *byte == 0xAA));
}

#[test]
fn a_vector_is_appended_to() {
    let mut bytes = vec![1, 2, 3];
    let written = mixed().write_to(&mut bytes).unwrap();
    assert_eq!(bytes.len(), 3 + written);
    assert_eq!(Mixed::from_cdr(&bytes[3..]).unwrap(), mixed());
}

#[test]
fn a_failed_encoding_leaves_the_sink_as_it_was() {
    let long = Mixed { name: "too long".into(), ..mixed() };
    let expected = EncodeError::TooLong { field: "name".into(), len: 8, max: 4 };
    let mut bytes = vec![1, 2, 3];
    assert_eq!(long.write_to(&mut bytes), Err(expected));
    assert_eq!(bytes, [1, 2, 3]);

    let needed = mixed().estimated_serialized_size();
    let mut small = vec![0; needed - 1];
    let mut sink = small.as_mut_slice();
    let error = mixed().write_to(&mut sink).unwrap_err();
    assert_eq!(error, EncodeError::NoRoom { needed, available: needed - 1 });
    assert_eq!(sink.len(), needed - 1);
}

// rosidl gives a message without fields one byte; some peers send none of it.
#[test]
fn a_message_without_fields_needs_no_body() {
    #[derive(ShmMessage, Debug, Default, PartialEq)]
    #[shm(type_name = "demo_msgs/msg/Nothing")]
    struct Nothing {}
    #[derive(ShmMessage, Debug)]
    struct Holds {
        nothing: Nothing,
    }
    for header in [[0, 0, 0, 0], [0, 1, 0, 0], [0, 6, 0, 0], [0, 7, 0, 0]] {
        assert_eq!(Nothing::from_cdr(&header), Ok(Nothing {}));
        assert_eq!(Nothing::from_cdr_exact(&header), Ok(Nothing {}));
        assert_eq!(Nothing {}.decode_into(&header), Ok(()));
        assert_eq!(Nothing::encoded_len(&header), Ok(4));
        let zbuf = ZBuf::from(header.to_vec());
        assert_eq!(Nothing::from_zbuf(&zbuf), Ok(Nothing {}));
        assert!(Nothing::view_exact(&header).is_ok() && Nothing::view_zbuf(&zbuf).is_ok());
        // Within a message it is a byte like any other.
        assert_eq!(Holds::from_cdr(&header).unwrap_err().field(), "nothing");
    }
    assert_eq!(Nothing {}.to_cdr().unwrap(), [0, 1, 0, 0, 0]);
    assert_eq!(Nothing::encoded_len(&[0, 1, 0, 0, 0]), Ok(5));
    assert!(Nothing::from_cdr(&[0, 1, 0]).is_err());
    assert!(Nothing::from_cdr(&[0, 2, 0, 0]).is_err());
}

#[test]
fn big_endian_and_xcdr2_bodies_decode() {
    #[derive(ShmMessage, Debug, PartialEq)]
    struct Three {
        small: u8,
        wide: f64,
        name: String,
    }
    let expected = Three { small: 1, wide: 1.5, name: "ab".into() };
    let big = [
        &[0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0][..],
        &1.5f64.to_be_bytes(),
        &[0, 0, 0, 3, b'a', b'b', 0],
    ]
    .concat();
    assert_eq!(Three::from_cdr(&big).unwrap(), expected);
    // XCDR2 aligns 8-byte primitives to 4.
    let xcdr2 =
        [&[0, 7, 0, 0, 1, 0, 0, 0][..], &1.5f64.to_le_bytes(), &[3, 0, 0, 0, b'a', b'b', 0]]
            .concat();
    assert_eq!(Three::from_cdr(&xcdr2).unwrap(), expected);
    let xcdr2_big =
        [&[0, 6, 0, 0, 1, 0, 0, 0][..], &1.5f64.to_be_bytes(), &[0, 0, 0, 3, b'a', b'b', 0]]
            .concat();
    assert_eq!(Three::from_cdr(&xcdr2_big).unwrap(), expected);
    for payload in [big, xcdr2, xcdr2_big] {
        assert_eq!(Three::from_zbuf(&payload.into()).unwrap(), expected);
    }
}

#[test]
fn a_message_without_fields_may_come_in_parts() {
    #[derive(ShmMessage, Debug, PartialEq)]
    struct Nothing {}
    for bytes in [&[0, 1, 0, 0][..], &[0, 1, 0, 0, 0]] {
        for at in 0..=bytes.len() {
            let mut parts = ZBuf::from(bytes[..at].to_vec());
            parts.push_zslice(bytes[at..].to_vec().into());
            assert_eq!(Nothing::from_zbuf(&parts), Ok(Nothing {}), "{bytes:?} {at}");
        }
    }
}

#[test]
fn buffers_share_the_memory_they_were_decoded_from() {
    let payload = ZBuf::from(mixed().to_cdr().unwrap());
    let decoded = Mixed::from_zbuf(&payload).unwrap();
    assert_eq!(decoded, mixed());
    assert!(shares(&decoded.data, &payload));

    #[derive(ShmMessage)]
    struct Batch {
        parts: Vec<ZBuf>,
    }
    let batch = Batch { parts: vec![vec![1, 2, 3].into(), vec![4].into()] };
    let payload = ZBuf::from(batch.to_cdr().unwrap());
    let decoded = Batch::from_zbuf(&payload).unwrap();
    assert_eq!(decoded.parts, batch.parts);
    assert!(decoded.parts.iter().all(|part| shares(part, &payload)));
}

fn shares(field: &ZBuf, payload: &ZBuf) -> bool {
    let whole = payload.zslices().next().unwrap().as_ptr_range();
    let field = field.zslices().next().unwrap().as_ptr_range();
    whole.start <= field.start && field.end <= whole.end
}

/// Says what it is told to say.
#[derive(ShmMessage, Debug, PartialEq)]
#[shm(type_name = "demo_msgs/msg/Guess", size = manual)]
struct Guess {
    claimed: u64,
    data: Vec<u8>,
}

impl SizeEstimation for Guess {
    fn estimated_serialized_size(&self) -> usize {
        self.claimed as usize
    }
}

#[test]
fn a_size_written_by_hand_is_trimmed_or_refused() {
    let guess = |claimed| Guess { claimed, data: vec![1, 2, 3] };
    assert_eq!(guess(100).to_cdr().unwrap().len(), 4 + 8 + 4 + 3);
    for claimed in 0..19 {
        assert_eq!(
            guess(claimed).to_cdr(),
            Err(EncodeError::SizeTooSmall { estimated: claimed as usize, needed: 19 })
        );
    }
    // Nested, the length is our own.
    #[derive(ShmMessage, Debug, PartialEq)]
    struct Outer {
        first: u8,
        guess: Guess,
    }
    let outer = Outer { first: 1, guess: guess(0) };
    assert_eq!(outer.to_cdr().unwrap().len(), 4 + 8 + 8 + 4 + 3);
}

#[test]
fn arrays_of_arrays_are_described_as_messages_with_one_field() {
    #[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
    #[shm(type_name = "demo_msgs/msg/Boxes")]
    struct Boxes {
        boxes: Vec<[f32; 4]>,
    }
    mod as_in_ros {
        use super::*;
        #[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
        #[shm(type_name = "demo_msgs/msg/Float32Array4")]
        pub(crate) struct Float32Array4 {
            pub(crate) data: [f32; 4],
        }
        #[derive(ShmMessage, Clone, Debug, Default, PartialEq)]
        #[shm(type_name = "demo_msgs/msg/Boxes")]
        pub(crate) struct Boxes {
            pub(crate) boxes: Vec<Float32Array4>,
        }
    }
    let data = [1.0, 2.0, 3.0, 4.0];
    let ours = Boxes { boxes: vec![data; 2] };
    let theirs = as_in_ros::Boxes { boxes: vec![as_in_ros::Float32Array4 { data }; 2] };
    assert_eq!(Boxes::type_hash(), as_in_ros::Boxes::type_hash());
    assert_eq!(ours.to_cdr().unwrap(), theirs.to_cdr().unwrap());
}

#[test]
fn empty_structs_take_one_byte() {
    #[derive(ShmMessage, Clone, Debug, PartialEq)]
    struct Nothing {}
    #[derive(ShmMessage, Clone, Debug, PartialEq)]
    struct Nothings {
        first: u32,
        all: Vec<Nothing>,
        last: u32,
    }
    let message = Nothings { first: 1, all: vec![Nothing {}; 3], last: 2 };
    let bytes = message.to_cdr().unwrap();
    assert_eq!(bytes[4..], [1, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0]);
    assert_eq!(Nothings::from_cdr(&bytes).unwrap(), message);
}

#[test]
fn a_sink_of_the_user_works() {
    /// Keeps a count of what it is given.
    struct Counting(Vec<u8>, usize);
    impl ShmSink for Counting {
        fn reserve(&mut self, len: usize) -> Result<shm_cdr::Room<'_>, EncodeError> {
            ShmSink::reserve(&mut self.0, len)
        }
        unsafe fn commit(&mut self, len: usize) {
            self.1 += len;
            // SAFETY: as for this function.
            unsafe { ShmSink::commit(&mut self.0, len) };
        }
    }
    let mut sink = Counting(Vec::new(), 0);
    mixed().write_to(&mut sink).unwrap();
    mixed().write_to(&mut sink).unwrap();
    assert_eq!(sink.1, 2 * mixed().estimated_serialized_size());
    assert_eq!(sink.0.len(), sink.1);
}

#[test]
fn enums_newtypes_generics_and_wide_strings_are_written_as_what_they_stand_for() {
    #[derive(ShmMessage, Clone, Debug, PartialEq)]
    struct Pair {
        first: u16,
        rest: [u16; 2],
    }
    #[derive(ShmMessage, Clone, Debug, PartialEq)]
    struct Plain {
        level: i16,
        levels: Vec<i16>,
        distance: f64,
        names: Vec<String>,
        numbers: Pair,
        wide: Vec<u32>,
        pair: [Vec<u32>; 2],
    }
    let plain = Plain {
        level: -299,
        levels: vec![-300, 7],
        distance: 1.5,
        names: vec!["abc".into(), String::new()],
        numbers: Pair { first: 1, rest: [2, 3] },
        // Two units for what lies beyond U+FFFF, four bytes for each.
        wide: vec!['a' as u32, 'ä' as u32, 0xD834, 0xDD1E],
        pair: [vec![], vec!['x' as u32, 'y' as u32]],
    };
    let bytes = kinds().to_cdr().unwrap();
    assert_eq!(bytes, plain.to_cdr().unwrap());
    assert_eq!(bytes.len(), kinds().estimated_serialized_size());
    assert_eq!(Kinds::from_cdr(&bytes).unwrap(), kinds());

    let wide = WString::from(String::from("aä𝄞"));
    assert_eq!((wide.to_string(), wide.units()), ("aä𝄞".into(), 4));
    let view = Kinds::view(&bytes).unwrap();
    assert!(view.wide == *"aä𝄞" && view.wide != *"aä");
    let json = serde_json::to_string(&wide).unwrap();
    assert_eq!(json, "\"aä𝄞\"");
    assert_eq!(serde_json::from_str::<WString>(&json).unwrap(), wide);
}

#[test]
fn a_definition_is_text_with_all_that_it_refers_to() {
    assert_eq!(
        ros_z_msgs::sensor_msgs::PointCloud2::definition(),
        "std_msgs/Header header\n\
         uint32 height\n\
         uint32 width\n\
         sensor_msgs/PointField[] fields\n\
         bool is_bigendian\n\
         uint32 point_step\n\
         uint32 row_step\n\
         uint8[] data\n\
         bool is_dense\n\
         ================================================================================\n\
         MSG: builtin_interfaces/Time\n\
         int32 sec\n\
         uint32 nanosec\n\
         ================================================================================\n\
         MSG: sensor_msgs/PointField\n\
         string name\n\
         uint32 offset\n\
         uint8 datatype\n\
         uint32 count\n\
         ================================================================================\n\
         MSG: std_msgs/Header\n\
         builtin_interfaces/Time stamp\n\
         string frame_id\n"
    );
    #[derive(ShmMessage)]
    #[shm(type_name = "demo_msgs/msg/Bounds")]
    struct Bounds {
        #[shm(max_len = 3)]
        text: String,
        #[shm(max_len = 4, max_item_len = 5)]
        texts: Vec<WString>,
        #[shm(kind = "byte")]
        bytes: [u8; 6],
        numbers: [f64; 2],
        r#type: i8,
    }
    assert_eq!(
        Bounds::definition(),
        "string<=3 text\nwstring<=5[<=4] texts\nbyte[6] bytes\nfloat64[2] numbers\nint8 type\n"
    );
    assert_eq!(ros_z_msgs::std_msgs::Empty::definition(), "");
}

#[test]
fn what_stands_around_a_buffer_is_encoded_for_this_message_only() {
    let message = mixed();
    let bytes = message.to_cdr().unwrap();
    let mut field = None;
    let size = visit_buffers(&message, |_, found| field = Some(found));
    assert_eq!(size, bytes.len());
    let field = field.unwrap();
    let around = field.encode_around(&message, size).unwrap();
    assert_eq!(around.tail(), &bytes[field.range().end..]);
    assert_eq!(around.into_head(), bytes[..field.range().start]);

    for wrong in [0, size - 1, size + 1] {
        let error = field.encode_around(&message, wrong).unwrap_err();
        assert!(matches!(error, EncodeError::NoRoom { .. }), "{error}");
    }
    let longer = Mixed { names: vec!["another, longer name".into()], ..mixed() };
    let error = field.encode_around(&longer, size).unwrap_err();
    assert!(matches!(error, EncodeError::NoRoom { .. }), "{error}");
}

/// A generic struct with a name: two types of it are two messages, and have one name.
#[derive(ShmMessage, Clone, Debug, Default)]
#[shm(type_name = "demo_msgs/msg/Both")]
struct Both {
    first: Single<u16>,
    second: Vec<Single<f64>>,
}

#[derive(ShmMessage, Clone, Debug, Default)]
#[shm(type_name = "demo_msgs/msg/Single")]
struct Single<T> {
    value: T,
}

#[test]
#[should_panic = "`codec::Single<f64>` and another type are both called `demo_msgs/msg/Single`"]
fn two_types_with_one_name_and_different_fields_have_no_hash() {
    Both::type_hash();
}

// They are the same for ROS: whoever has a struct of their own for a message that a package has.
#[test]
fn two_types_with_one_name_and_the_same_fields_are_one() {
    #[derive(ShmMessage, Default)]
    #[shm(type_name = "demo_msgs/msg/Single")]
    struct Own {
        value: u16,
    }
    #[derive(ShmMessage, Default)]
    #[shm(type_name = "demo_msgs/msg/Mine")]
    struct Mine {
        first: Single<u16>,
        second: Own,
    }
    let definition = "demo_msgs/Single first\ndemo_msgs/Single second\n";
    assert!(Mine::definition().starts_with(definition), "{}", Mine::definition());
    assert_eq!(Mine::definition().matches("MSG: ").count(), 1);
}

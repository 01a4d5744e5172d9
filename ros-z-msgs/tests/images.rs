//! Pixels of images.

#![cfg(feature = "sensor_msgs")]
#![allow(clippy::unwrap_used, reason = "tests")]

use std::borrow::Cow;

use ros_z_msgs::images::{Channel, Encoding, Pixel, pixels_mut};
use ros_z_msgs::sensor_msgs::Image;
use shm_cdr::{Buffer, Reservation, ShmMessage, ZBuf, ZBufExt};

fn comes_back<P: Pixel + PartialEq + std::fmt::Debug>(encoding: &str, pixels: &[P]) {
    let image = Image::from_pixels(2, encoding, pixels).unwrap();
    assert_eq!((image.width, image.height as usize), (2, pixels.len() / 2), "{encoding}");
    assert_eq!(image.step as usize, 2 * size_of::<P>(), "{encoding}");
    let read = image.pixels::<P>().unwrap();
    assert_eq!(read.to_vec(), pixels, "{encoding}");

    let bytes = image.to_cdr().unwrap();
    let view = Image::view(&bytes).unwrap();
    assert_eq!(view.pixels::<P>().unwrap().to_vec(), pixels, "{encoding}");

    // As a machine of the other endianness has it.
    let mut data = image.data.to_vec();
    let number = Encoding::of(encoding).unwrap().channel.size();
    data.chunks_exact_mut(number).for_each(<[u8]>::reverse);
    let big = Image { data: data.into(), is_bigendian: 1, ..image };
    assert_eq!(big.pixels::<P>().unwrap().to_vec(), pixels, "{encoding}");
    assert_eq!(big.pixels::<P>().unwrap().as_slice().is_some(), number == 1, "{encoding}");
}

#[test]
fn pixels_of_all_encodings_come_back() {
    for encoding in ["mono8", "bayer_rggb8", "bayer_bggr8", "bayer_gbrg8", "bayer_grbg8", "8UC1"] {
        comes_back(encoding, &[1u8, 2, 3, 4]);
    }
    for encoding in ["mono16", "bayer_rggb16", "bayer_grbg16", "16UC1"] {
        comes_back(encoding, &[1u16, 2, 3, 40000]);
    }
    for encoding in ["rgb8", "bgr8", "8UC3"] {
        comes_back(encoding, &[[1u8, 2, 3], [4, 5, 6]]);
    }
    for encoding in ["rgba8", "bgra8", "8UC4"] {
        comes_back(encoding, &[[1u8, 2, 3, 4], [5, 6, 7, 8]]);
    }
    for encoding in ["yuv422", "uyvy", "yuyv", "yuv422_yuy2", "8UC2"] {
        comes_back(encoding, &[[1u8, 2], [5, 6]]);
    }
    comes_back("rgb16", &[[1u16, 2, 300], [4, 5, 6]]);
    comes_back("bgra16", &[[1u16, 2, 300, 9], [4, 5, 6, 9]]);
    comes_back("8SC1", &[-1i8, 2]);
    comes_back("16SC1", &[-1i16, 2]);
    comes_back("32SC2", &[[-1i32, 2], [3, 4]]);
    comes_back("32FC1", &[0.5f32, f32::INFINITY]);
    comes_back("64FC1", &[0.5f64, -0.25]);
}

#[test]
fn pixels_give_their_bytes() {
    let mut bytes = Vec::new();
    for pixel in [[1u16, 2], [3, 4]] {
        pixel.push_to(&mut bytes);
    }
    assert_eq!(bytes, Image::from_pixels(2, "16UC2", &[[1u16, 2], [3, 4]]).unwrap().data.to_vec());
}

#[test]
fn encodings_have_sizes() {
    let size = |name: &str| Encoding::of(name).map(Encoding::pixel_size);
    assert_eq!((size("mono16"), size("bgr8"), size("64FC10")), (Some(2), Some(3), Some(80)));
    let (channel, channels) = Encoding::of("16SC2").map(|e| (e.channel, e.channels)).unwrap();
    assert_eq!((channel, channels), (Channel::I16, 2));
    for unknown in ["", "rgb", "RGB8", "nv21", "8UC", "8UC0", "8UC+1", "8UC513", "24UC1", "C1"] {
        assert_eq!(Encoding::of(unknown), None, "{unknown}");
    }
}

#[test]
fn padding_after_rows_is_stepped_over() {
    let mut image =
        Image::from_rows("rgb8", [[[1u8, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]]]).unwrap();
    image.step = 8;
    image.data = ZBuf::from(vec![1, 2, 3, 4, 5, 6, 0, 0, 7, 8, 9, 10, 11, 12, 0, 0]);
    let pixels = image.pixels::<[u8; 3]>().unwrap();
    assert_eq!(pixels.as_slice(), None);
    assert_eq!(pixels.at(1, 1), Some([10, 11, 12]));
    assert_eq!((pixels.at(2, 0), pixels.at(0, 2)), (None, None));
    let data = image.data.as_slice().unwrap();
    let row = pixels.row(1).unwrap();
    assert!(matches!(&row, Cow::Borrowed(row) if row.as_ptr().cast() == data[8..].as_ptr()));
    assert_eq!(*row, [[7, 8, 9], [10, 11, 12]]);
    assert_eq!(pixels.to_vec().len(), 4);

    let rows = image.byte_rows().unwrap();
    let rows: Vec<_> = rows.rows().map(Cow::into_owned).collect();
    assert_eq!(rows, [[1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12]]);
}

#[test]
fn pixels_are_borrowed_where_they_were_received() {
    let image = Image::from_pixels(2, "rgb8", &[[1u8, 2, 3]; 4]).unwrap();
    let bytes = image.to_cdr().unwrap();
    let view = Image::view(&bytes).unwrap();
    let pixels = view.pixels::<[u8; 3]>().unwrap();
    assert_eq!(pixels.as_slice().unwrap().as_ptr().cast(), view.data.as_ptr());
}

#[test]
fn wrong_images_are_named() {
    fn error<P: Pixel + std::fmt::Debug>(change: impl FnOnce(&mut Image)) -> String {
        let mut image = Image::from_pixels(2, "rgb8", &[[1u8, 2, 3]; 4]).unwrap();
        change(&mut image);
        image.pixels::<P>().unwrap_err().to_string()
    }
    assert_eq!(
        error::<[u8; 3]>(|image| image.encoding = "nv21".into()),
        "the encoding `nv21` is unknown here, or its pixels are not numbers in rows"
    );
    assert_eq!(error::<u16>(|_| ()), "a pixel of the encoding `rgb8` is [u8; 3], not u16");
    assert_eq!(error::<[u8; 4]>(|_| ()), "a pixel of the encoding `rgb8` is [u8; 3], not [u8; 4]");
    assert_eq!(
        error::<[u8; 3]>(|image| image.step = 5),
        "a row (`step`) has 5 bytes, 2 pixels (`width`) of 3 need 6"
    );
    for len in [11, 13] {
        assert_eq!(
            error::<[u8; 3]>(|image| image.data = vec![0; len].into()),
            format!("the data has {len} bytes, 2 rows (`height`) of 6 (`step`) are 12")
        );
    }
    assert_eq!(
        error::<[u8; 3]>(|image| (image.height, image.step) = (u32::MAX, u32::MAX)),
        "the data has 12 bytes, 4294967295 rows (`height`) of 4294967295 (`step`) are \
         18446744065119617025"
    );
}

#[test]
fn images_that_cannot_be_are_refused() {
    let error =
        |result: Result<Image, ros_z_msgs::images::ImageError>| result.unwrap_err().to_string();
    assert_eq!(error(Image::from_pixels(3, "mono8", &[1u8; 4])), "4 pixels are no rows of 3");
    assert_eq!(error(Image::from_pixels(0, "mono8", &[1u8; 4])), "4 pixels are no rows of 0");
    assert_eq!(
        error(Image::from_rows("mono8", [vec![1u8, 2], vec![3]])),
        "1 pixels are no rows of 2"
    );
    assert_eq!(
        error(Image::from_pixels(2, "mono16", &[1u8; 4])),
        "a pixel of the encoding `mono16` is u16, not u8"
    );
    assert_eq!(
        error(Image::new(100_000, 100_000, "rgb8")),
        "100000 x 100000 pixels of 3 bytes are more than 4294967295 bytes"
    );
    assert_eq!(
        error(Image::from_bytes(2, 2, "rgb8", vec![0; 11])),
        "the data has 11 bytes, 2 rows (`height`) of 6 (`step`) are 12"
    );
}

#[test]
fn empty_images_have_no_pixels() {
    let image = Image::from_rows::<u8, [u8; 0]>("mono8", []).unwrap();
    assert_eq!((image.width, image.height, image.data.len()), (0, 0, 0));
    assert!(image.pixels::<u8>().unwrap().is_empty());
    // Would be walked for seconds.
    let hollow = Image { height: u32::MAX, ..image };
    assert_eq!(hollow.pixels::<u8>().unwrap().iter().count(), 0);
}

#[test]
fn images_are_written_into_a_reserved_message() {
    let image = Image::layout_of(4, 3, "16UC1").unwrap();
    let data = Image::fields().data;
    let reservation = Reservation::of(&image).reserve(data, image.data_size());
    let size = reservation.serialized_size().unwrap();
    let mut loan = reservation.write_into(vec![0; size]).unwrap();
    pixels_mut::<u16>(loan.slice_mut(data).unwrap()).unwrap().fill(7);
    let received = Image::from_cdr(&loan.into_buffer()).unwrap();
    assert_eq!(received, Image::from_pixels(4, "16UC1", &[7u16; 12]).unwrap());

    let error = pixels_mut::<[u8; 3]>(&mut [0; 4]).unwrap_err();
    assert_eq!(error.to_string(), "4 bytes are no whole and aligned pixels of 3 bytes");
}

#[cfg(feature = "image")]
mod image_crate {
    use image::{DynamicImage, GenericImageView, Rgba};

    use super::*;

    #[test]
    fn images_are_converted_both_ways() {
        let rgb = [[1u8, 2, 3], [4, 5, 6]];
        let message = Image::from_pixels(2, "rgb8", &rgb).unwrap();
        let image = DynamicImage::try_from(&message).unwrap();
        assert_eq!(image.get_pixel(1, 0), Rgba([4, 5, 6, 255]));
        assert_eq!(Image::try_from(&image).unwrap(), message);

        let depth = Image::from_pixels(1, "mono16", &[1u16, 65535]).unwrap();
        let image = DynamicImage::try_from(&depth).unwrap();
        assert!(matches!(image, DynamicImage::ImageLuma16(_)));
        assert_eq!(Image::try_from(&image).unwrap(), depth);
    }

    #[test]
    fn blue_and_red_change_places() {
        let message = Image::from_pixels(1, "bgra8", &[[1u8, 2, 3, 4]]).unwrap();
        let image = DynamicImage::try_from(&message).unwrap();
        assert_eq!(image.get_pixel(0, 0), Rgba([3, 2, 1, 4]));
        assert_eq!(Image::try_from(&image).unwrap().encoding, "rgba8");
    }

    #[test]
    fn what_has_no_counterpart_is_refused() {
        let message = Image::from_pixels(1, "bayer_rggb8", &[1u8]).unwrap();
        let error = DynamicImage::try_from(&message).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the encoding `bayer_rggb8` of 1 x 1 pixels has no counterpart"
        );
        let gray = DynamicImage::new_luma_a8(1, 1);
        assert_eq!(Image::try_from(&gray).unwrap_err().to_string(), "La8 has no counterpart");
    }
}

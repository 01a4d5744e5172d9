//! Messages that tell whether they have been changed.

use ros_z_msgs::sensor_msgs::{Image, ImageView};
use ros_z_msgs::std_msgs::Header;
use shm_cdr::ZBuf;

/// A message with `bytes` bytes of data; its number stands in its header, and all over its data.
pub fn image(number: u32, bytes: usize) -> Image {
    let mut data = vec![0; bytes];
    fill(number, &mut data);
    Image { data: ZBuf::from(data), ..head(number) }
}

/// A message without its data.
pub fn head(number: u32) -> Image {
    let mut header = Header { frame_id: "checked".into(), ..Header::default() };
    header.stamp.nanosec = number;
    Image { header, ..Image::default() }
}

/// Fills the data of a message with its number.
pub fn fill(number: u32, data: &mut [u8]) {
    let word = word_of(number).to_le_bytes();
    let mut filled = word.len().min(data.len());
    data[..filled].copy_from_slice(&word[..filled]);
    while filled < data.len() {
        let len = filled.min(data.len() - filled);
        data.copy_within(..len, filled);
        filled += len;
    }
}

/// What is all over the data of a message.
fn word_of(number: u32) -> u64 {
    (u64::from(number) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// The number of an encoded message, if its data are those of the number.
pub fn number(image: &ImageView<'_>) -> Result<u32, String> {
    let number = image.header.stamp.nanosec;
    let (word, data) = (word_of(number).to_le_bytes(), image.data);
    let first = word.len().min(data.len());
    // Each word is the one before it: one comparison of the data with themselves.
    if data[..first] == word[..first] && data[first..] == data[..data.len() - first] {
        Ok(number)
    } else {
        Err(format!("message {number} of {} bytes is not what was sent", data.len()))
    }
}

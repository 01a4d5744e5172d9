//! A codec as one would write it by hand for each message. Written is the size first, room for it
//! once, then every field to its place without a check; read is every field to its place, behind a
//! check of what the input holds. What is plain in memory is copied whole, and what strings mostly
//! are, few bytes of ASCII, without a call.
//!
//! It is the floor of ours: nothing is refused that is written, errors do not say what is wrong,
//! and the only wire form is that which all of ROS 2 writes.

use std::ptr;

/// An input that is not a message.
#[derive(Debug)]
pub struct Refused;

/// A field, or an element of a sequence.
pub trait ByHand: Sized {
    /// The value in place: numbers and structs of them as they are, strings borrowed, and
    /// sequences as the memory that they are in.
    type View<'a>;

    /// The fewest bytes that a value takes.
    const MIN_LEN: usize;

    /// Where the value ends that starts at `at`.
    fn end(&self, at: usize) -> usize;

    /// Writes the value behind `at` and returns where it ends.
    ///
    /// # Safety
    ///
    /// `body` may be written from `at` up to the end of the value.
    unsafe fn put(&self, body: *mut u8, at: usize) -> usize;

    /// Reads the value behind `at` to its place, where it is unless there is an error, and returns
    /// where it ends.
    ///
    /// # Errors
    ///
    /// The input ends too early, or holds no such value.
    ///
    /// # Safety
    ///
    /// `place` may be written and is aligned.
    unsafe fn read(body: &[u8], at: usize, place: *mut Self) -> Result<usize, Refused>;

    /// Reads the value behind `at` in place of one from before, whose memory is used again.
    ///
    /// # Errors
    ///
    /// As for [`read`](Self::read); the value is then another one.
    fn read_again(&mut self, body: &[u8], at: usize) -> Result<usize, Refused>;

    /// Reads the value behind `at` in place.
    ///
    /// # Errors
    ///
    /// As for [`read`](Self::read).
    fn view(body: &[u8], at: usize) -> Result<(Self::View<'_>, usize), Refused>;

    /// Checks the value behind `at` and returns where it ends.
    ///
    /// # Errors
    ///
    /// As for [`read`](Self::read).
    #[inline(always)]
    fn skip(body: &[u8], at: usize) -> Result<usize, Refused> {
        Self::view(body, at).map(|(_, end)| end)
    }

    /// Where values end that stand one behind the other.
    #[inline(always)]
    fn end_all(items: &[Self], at: usize) -> usize {
        items.iter().fold(at, |at, item| item.end(at))
    }

    /// Writes values one behind the other.
    ///
    /// # Safety
    ///
    /// As for [`put`](Self::put) of all of them.
    #[inline(always)]
    unsafe fn put_all(items: &[Self], body: *mut u8, at: usize) -> usize {
        // SAFETY: passed on to the caller.
        items.iter().fold(at, |at, item| unsafe { item.put(body, at) })
    }

    /// Reads values one behind the other until there are `len`.
    ///
    /// # Errors
    ///
    /// As for [`read`](Self::read).
    #[inline(always)]
    fn read_rest(
        items: &mut Vec<Self>,
        len: usize,
        body: &[u8],
        mut at: usize,
    ) -> Result<usize, Refused> {
        items.reserve(len - items.len());
        for index in items.len()..len {
            // SAFETY: there is room for `len` values, of which `index` have been read.
            unsafe {
                at = Self::read(body, at, items.as_mut_ptr().add(index))?;
                items.set_len(index + 1);
            }
        }
        Ok(at)
    }

    /// Reads `len` values one behind the other in place of those from before.
    ///
    /// # Errors
    ///
    /// As for [`read`](Self::read).
    #[inline(always)]
    fn read_all_again(
        items: &mut Vec<Self>,
        len: usize,
        body: &[u8],
        mut at: usize,
    ) -> Result<usize, Refused> {
        items.truncate(len);
        for item in &mut *items {
            at = item.read_again(body, at)?;
        }
        Self::read_rest(items, len, body, at)
    }

    /// Checks `len` values and returns where they end.
    ///
    /// # Errors
    ///
    /// As for [`read`](Self::read).
    #[inline(always)]
    fn skip_all(len: usize, body: &[u8], at: usize) -> Result<usize, Refused> {
        (0..len).try_fold(at, |at, _| Self::skip(body, at))
    }
}

/// Elements in the memory of a message.
#[derive(Debug)]
pub struct Elements<'a> {
    /// From the beginning of the message up to the last of them.
    pub body: &'a [u8],
    /// Where the first one begins, or the padding before it.
    pub start: usize,
    /// How many there are.
    pub len: usize,
}

/// A field that has been read, and is no longer wanted should a later one be refused.
pub(crate) struct Done<T>(*mut T);

impl<T: ByHand> Done<T> {
    /// Reads the field and returns where it ends.
    ///
    /// # Safety
    ///
    /// As for [`ByHand::read`].
    #[inline(always)]
    pub(crate) unsafe fn read(
        body: &[u8],
        at: usize,
        place: *mut T,
    ) -> Result<(Self, usize), Refused> {
        // SAFETY: passed on to the caller.
        unsafe { T::read(body, at, place).map(|end| (Self(place), end)) }
    }
}

impl<T> Drop for Done<T> {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: there is a value, which nobody else has.
        unsafe { self.0.drop_in_place() };
    }
}

/// The smallest multiple of `align`, a power of two, that is not below `at`.
#[inline(always)]
pub(crate) fn align(at: usize, align: usize) -> usize {
    (at + (align - 1)) & !(align - 1)
}

/// Writes padding, then at least `ALIGN` bytes, and returns where they begin.
///
/// # Safety
///
/// `body` may be written from `at` up to the end of the bytes.
#[inline(always)]
unsafe fn put_padding<const ALIGN: usize>(body: *mut u8, at: usize) -> usize {
    if ALIGN > 1 {
        // SAFETY: passed on to the caller. Zeros of the size of the alignment cover the padding,
        // and end within the bytes, which are written next.
        unsafe { body.add(at).cast::<[u8; ALIGN]>().write([0; ALIGN]) };
    }
    align(at, ALIGN)
}

/// `len` bytes from `start` on, if they are there.
#[inline(always)]
fn bytes(body: &[u8], start: usize, len: usize) -> Result<&[u8], Refused> {
    // A length has 32 bits, and nothing wraps.
    let end = start + len;
    if end > body.len() {
        return Err(Refused);
    }
    // SAFETY: they are there.
    Ok(unsafe { body.get_unchecked(start..end) })
}

/// The bytes of `len` values that stand where `T` is aligned behind `at`, if they are there.
#[inline(always)]
pub(crate) fn bytes_of<T>(body: &[u8], at: usize, len: usize) -> Result<&[u8], Refused> {
    bytes(body, align(at, align_of::<T>()), len * size_of::<T>())
}

/// [`ByHand`] for what is plain in memory, and without padding there.
macro_rules! plain {
    ($($type:ty),*) => {$(
        impl $crate::by_hand::ByHand for $type {
            type View<'a> = Self;

            const MIN_LEN: usize = size_of::<Self>();

            #[inline(always)]
            fn end(&self, at: usize) -> usize {
                $crate::by_hand::align(at, align_of::<Self>()) + size_of::<Self>()
            }

            #[inline(always)]
            unsafe fn put(&self, body: *mut u8, at: usize) -> usize {
                // SAFETY: passed on to the caller.
                unsafe { $crate::by_hand::put_plain(::std::slice::from_ref(self), body, at) }
            }

            #[inline(always)]
            unsafe fn read(
                body: &[u8],
                at: usize,
                place: *mut Self,
            ) -> Result<usize, $crate::by_hand::Refused> {
                let (value, end) = Self::view(body, at)?;
                // SAFETY: passed on to the caller.
                unsafe { place.write(value) };
                Ok(end)
            }

            #[inline(always)]
            fn read_again(
                &mut self,
                body: &[u8],
                at: usize,
            ) -> Result<usize, $crate::by_hand::Refused> {
                let end;
                (*self, end) = Self::view(body, at)?;
                Ok(end)
            }

            #[inline(always)]
            fn view(body: &[u8], at: usize) -> Result<(Self, usize), $crate::by_hand::Refused> {
                let bytes = $crate::by_hand::bytes_of::<Self>(body, at, 1)?;
                let start = $crate::by_hand::align(at, align_of::<Self>());
                Ok((::bytemuck::pod_read_unaligned(bytes), start + bytes.len()))
            }

            #[inline(always)]
            fn end_all(items: &[Self], at: usize) -> usize {
                if items.is_empty() {
                    return at;
                }
                $crate::by_hand::align(at, align_of::<Self>()) + size_of_val(items)
            }

            #[inline(always)]
            unsafe fn put_all(items: &[Self], body: *mut u8, at: usize) -> usize {
                // SAFETY: passed on to the caller.
                if items.is_empty() { at } else { unsafe { $crate::by_hand::put_plain(items, body, at) } }
            }

            #[inline(always)]
            fn read_rest(
                items: &mut Vec<Self>,
                len: usize,
                body: &[u8],
                at: usize,
            ) -> Result<usize, $crate::by_hand::Refused> {
                items.clear();
                if len == 0 {
                    return Ok(at);
                }
                let bytes = $crate::by_hand::bytes_of::<Self>(body, at, len)?;
                items.reserve(len);
                // SAFETY: there is room for `len` values, which any bytes are.
                unsafe {
                    ::std::ptr::copy_nonoverlapping(
                        bytes.as_ptr(),
                        items.as_mut_ptr().cast(),
                        bytes.len(),
                    );
                    items.set_len(len);
                }
                Ok($crate::by_hand::align(at, align_of::<Self>()) + bytes.len())
            }

            #[inline(always)]
            fn read_all_again(
                items: &mut Vec<Self>,
                len: usize,
                body: &[u8],
                at: usize,
            ) -> Result<usize, $crate::by_hand::Refused> {
                Self::read_rest(items, len, body, at)
            }

            #[inline(always)]
            fn skip_all(
                len: usize,
                body: &[u8],
                at: usize,
            ) -> Result<usize, $crate::by_hand::Refused> {
                if len == 0 {
                    return Ok(at);
                }
                let bytes = $crate::by_hand::bytes_of::<Self>(body, at, len)?;
                Ok($crate::by_hand::align(at, align_of::<Self>()) + bytes.len())
            }
        }
    )*};
}
pub(crate) use plain;

plain!(i8, u8, i32, u32, f32, f64);

/// Writes values whose memory is their encoding.
///
/// # Safety
///
/// As for [`ByHand::put`].
#[inline(always)]
pub(crate) unsafe fn put_plain<T: bytemuck::NoUninit>(
    items: &[T],
    body: *mut u8,
    at: usize,
) -> usize {
    let bytes: &[u8] = bytemuck::cast_slice(items);
    // SAFETY: passed on to the caller.
    unsafe {
        let start = match align_of::<T>() {
            1 => at,
            4 => put_padding::<4>(body, at),
            _ => put_padding::<8>(body, at),
        };
        ptr::copy_nonoverlapping(bytes.as_ptr(), body.add(start), bytes.len());
        start + bytes.len()
    }
}

impl ByHand for bool {
    type View<'a> = Self;

    const MIN_LEN: usize = 1;

    #[inline(always)]
    fn end(&self, at: usize) -> usize {
        at + 1
    }

    #[inline(always)]
    unsafe fn put(&self, body: *mut u8, at: usize) -> usize {
        // SAFETY: passed on to the caller.
        unsafe { u8::from(*self).put(body, at) }
    }

    #[inline(always)]
    unsafe fn read(body: &[u8], at: usize, place: *mut Self) -> Result<usize, Refused> {
        let (value, end) = Self::view(body, at)?;
        // SAFETY: passed on to the caller.
        unsafe { place.write(value) };
        Ok(end)
    }

    #[inline(always)]
    fn read_again(&mut self, body: &[u8], at: usize) -> Result<usize, Refused> {
        let end;
        (*self, end) = Self::view(body, at)?;
        Ok(end)
    }

    #[inline(always)]
    fn view(body: &[u8], at: usize) -> Result<(Self, usize), Refused> {
        match body.get(at) {
            Some(&byte @ (0 | 1)) => Ok((byte == 1, at + 1)),
            _ => Err(Refused),
        }
    }
}

/// Whether a text that is neither empty nor long is ASCII, by blocks that overlap in the middle,
/// each of which is also copied if the text is.
///
/// # Safety
///
/// There is room for a `COPY` of the text at `place`.
#[inline(always)]
unsafe fn is_ascii<const COPY: bool>(text: &[u8], place: *mut u8) -> Option<bool> {
    macro_rules! blocks {
        ($int:ty, $($at:expr),*) => {{
            let mut bits = 0;
            $(
                // SAFETY: the block lies within the text, and there is room for it.
                unsafe {
                    let block = text.as_ptr().add($at).cast::<$int>().read_unaligned();
                    if COPY {
                        place.add($at).cast::<$int>().write_unaligned(block);
                    }
                    bits |= block;
                }
            )*
            Some(bits & <$int>::from_ne_bytes([0x80; size_of::<$int>()]) == 0)
        }};
    }
    let len = text.len();
    match len {
        1..4 => blocks!(u8, 0, len / 2, len - 1),
        4..8 => blocks!(u32, 0, len - 4),
        8..16 => blocks!(u64, 0, len - 8),
        16..=32 => blocks!(u128, 0, len - 16),
        33..=64 => blocks!(u128, 0, 16, len - 32, len - 16),
        _ => None,
    }
}

/// Whether a text is UTF-8.
#[inline(always)]
fn check(text: &[u8]) -> Result<&str, Refused> {
    // SAFETY: there is no copy. ASCII is UTF-8.
    unsafe {
        if is_ascii::<false>(text, ptr::null_mut()) == Some(true) {
            return Ok(str::from_utf8_unchecked(text));
        }
    }
    str::from_utf8(text).map_err(|_| Refused)
}

/// The bytes of a string without the NUL, and where it ends.
#[inline(always)]
fn text(body: &[u8], at: usize) -> Result<(&[u8], usize), Refused> {
    let (len, start) = u32::view(body, at)?;
    let bytes = bytes(body, start, len as usize)?;
    match bytes {
        [text @ .., 0] => Ok((text, start + bytes.len())),
        [] => Ok((&[], start)),
        _ => Err(Refused),
    }
}

/// Makes a string a text, unless that is not UTF-8.
#[inline(always)]
fn replace(string: &mut String, text: &[u8]) -> Result<(), Refused> {
    string.clear();
    string.reserve(text.len());
    // SAFETY: there is room for the text; the string is as long as what has been written and found
    // to be ASCII, or empty.
    unsafe {
        let copy = string.as_mut_vec();
        match is_ascii::<true>(text, copy.as_mut_ptr()) {
            Some(true) => copy.set_len(text.len()),
            _ => string.push_str(str::from_utf8(text).map_err(|_| Refused)?),
        }
    }
    Ok(())
}

impl ByHand for String {
    type View<'a> = &'a str;

    const MIN_LEN: usize = 4;

    #[inline(always)]
    fn end(&self, at: usize) -> usize {
        align(at, 4) + 4 + self.len() + 1
    }

    #[inline(always)]
    unsafe fn put(&self, body: *mut u8, at: usize) -> usize {
        // SAFETY: passed on to the caller.
        unsafe {
            let at = (self.len() as u32 + 1).put(body, at);
            if is_ascii::<true>(self.as_bytes(), body.add(at)).is_none() {
                ptr::copy_nonoverlapping(self.as_ptr(), body.add(at), self.len());
            }
            0_u8.put(body, at + self.len())
        }
    }

    #[inline(always)]
    unsafe fn read(body: &[u8], at: usize, place: *mut Self) -> Result<usize, Refused> {
        let (text, end) = text(body, at)?;
        let mut string = String::with_capacity(text.len());
        replace(&mut string, text)?;
        // SAFETY: passed on to the caller.
        unsafe { place.write(string) };
        Ok(end)
    }

    #[inline(always)]
    fn read_again(&mut self, body: &[u8], at: usize) -> Result<usize, Refused> {
        let (text, end) = text(body, at)?;
        replace(self, text)?;
        Ok(end)
    }

    #[inline(always)]
    fn view(body: &[u8], at: usize) -> Result<(&str, usize), Refused> {
        let (text, end) = text(body, at)?;
        Ok((check(text)?, end))
    }
}

/// The number of elements, for which there may be enough bytes, and where it ends.
#[inline(always)]
fn count<T: ByHand>(body: &[u8], at: usize) -> Result<(usize, usize), Refused> {
    let (len, at) = u32::view(body, at)?;
    let len = len as usize;
    if len * T::MIN_LEN <= body.len() - at { Ok((len, at)) } else { Err(Refused) }
}

impl<T: ByHand> ByHand for Vec<T> {
    type View<'a> = Elements<'a>;

    const MIN_LEN: usize = 4;

    #[inline(always)]
    fn end(&self, at: usize) -> usize {
        T::end_all(self, align(at, 4) + 4)
    }

    #[inline(always)]
    unsafe fn put(&self, body: *mut u8, at: usize) -> usize {
        // SAFETY: passed on to the caller.
        unsafe {
            let at = (self.len() as u32).put(body, at);
            T::put_all(self, body, at)
        }
    }

    #[inline(always)]
    unsafe fn read(body: &[u8], at: usize, place: *mut Self) -> Result<usize, Refused> {
        let (len, at) = count::<T>(body, at)?;
        let mut items = Vec::with_capacity(len);
        let end = T::read_rest(&mut items, len, body, at)?;
        // SAFETY: passed on to the caller.
        unsafe { place.write(items) };
        Ok(end)
    }

    #[inline(always)]
    fn read_again(&mut self, body: &[u8], at: usize) -> Result<usize, Refused> {
        let (len, at) = count::<T>(body, at)?;
        T::read_all_again(self, len, body, at)
    }

    #[inline(always)]
    fn view(body: &[u8], at: usize) -> Result<(Elements<'_>, usize), Refused> {
        let (len, start) = count::<T>(body, at)?;
        let end = T::skip_all(len, body, start)?;
        Ok((Elements { body: body.get(..end).ok_or(Refused)?, start, len }, end))
    }

    #[inline(always)]
    fn skip(body: &[u8], at: usize) -> Result<usize, Refused> {
        let (len, start) = count::<T>(body, at)?;
        T::skip_all(len, body, start)
    }
}

/// Arrays of numbers, which are plain as those are.
impl<const N: usize> ByHand for [f64; N] {
    type View<'a> = Elements<'a>;

    const MIN_LEN: usize = size_of::<Self>();

    #[inline(always)]
    fn end(&self, at: usize) -> usize {
        f64::end_all(self, at)
    }

    #[inline(always)]
    unsafe fn put(&self, body: *mut u8, at: usize) -> usize {
        // SAFETY: passed on to the caller.
        unsafe { f64::put_all(self, body, at) }
    }

    #[inline(always)]
    unsafe fn read(body: &[u8], at: usize, place: *mut Self) -> Result<usize, Refused> {
        let bytes = bytes_of::<f64>(body, at, N)?;
        // SAFETY: passed on to the caller; any bytes are numbers.
        unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), place.cast(), bytes.len()) };
        Ok(align(at, 8) + bytes.len())
    }

    #[inline(always)]
    fn read_again(&mut self, body: &[u8], at: usize) -> Result<usize, Refused> {
        // SAFETY: a reference may be written.
        unsafe { Self::read(body, at, self) }
    }

    #[inline(always)]
    fn view(body: &[u8], at: usize) -> Result<(Elements<'_>, usize), Refused> {
        let end = f64::skip_all(N, body, at)?;
        Ok((Elements { body: body.get(..end).ok_or(Refused)?, start: at, len: N }, end))
    }
}

//! A message with a field of every kind.

use arbitrary::{Arbitrary, Result, Unstructured};
use shm_cdr::{ShmMessage, WString, ZBuf};

const SHORT: usize = 4;
const FEW: usize = 3;
const ITEM: usize = 2;

/// Every primitive, in an order that needs padding.
#[derive(Arbitrary, ShmMessage, Clone, Debug, PartialEq)]
#[shm(type_name = "fuzz_msgs/msg/Primitives")]
pub(crate) struct Primitives {
    a: bool,
    b: i64,
    #[shm(kind = "byte")]
    c: u8,
    #[arbitrary(with = number)]
    d: f32,
    e: i16,
    f: u64,
    g: i8,
    #[arbitrary(with = number)]
    h: f64,
    i: u16,
    j: i32,
    #[shm(kind = "char")]
    k: u8,
    l: u32,
}

/// Its own encoding wherever it is aligned.
#[derive(Arbitrary, ShmMessage, Clone, Copy, Debug, PartialEq)]
#[shm(type_name = "fuzz_msgs/msg/Point")]
#[repr(C)]
pub(crate) struct Point {
    #[arbitrary(with = number)]
    x: f64,
    #[arbitrary(with = number)]
    y: f64,
}

/// Its own encoding at some offsets only: the number moves against the integers.
#[derive(Arbitrary, ShmMessage, Clone, Copy, Debug, PartialEq)]
#[shm(type_name = "fuzz_msgs/msg/Stamped")]
#[repr(C)]
pub(crate) struct Stamped {
    sec: i32,
    nanosec: u32,
    #[arbitrary(with = number)]
    value: f64,
}

/// Fixed-size, with gaps that change with the offset.
#[derive(Arbitrary, ShmMessage, Clone, Debug, PartialEq)]
#[shm(type_name = "fuzz_msgs/msg/Nested")]
pub(crate) struct Nested {
    small: u8,
    pub(crate) stamped: [Stamped; 2],
    pub(crate) flags: [bool; 3],
    pub(crate) wide: [[u16; 2]; 3],
    level: Level,
}

#[derive(Arbitrary, ShmMessage, Clone, Copy, Debug, PartialEq)]
#[repr(u8)]
pub(crate) enum Switch {
    Off,
    On,
}

#[derive(Arbitrary, ShmMessage, Clone, Copy, Debug, PartialEq)]
#[repr(i16)]
pub(crate) enum Level {
    Low = -300,
    Middle,
    High = 7,
}

#[derive(Arbitrary, ShmMessage, Clone, Copy, Debug, PartialEq)]
#[repr(i64)]
pub(crate) enum Extreme {
    Min = i64::MIN,
    Max = i64::MAX,
}

#[derive(Arbitrary, ShmMessage, Clone, Copy, Debug, PartialEq)]
pub(crate) struct Meters(#[arbitrary(with = number)] f64);

#[derive(Arbitrary, ShmMessage, Clone, Debug, PartialEq)]
pub(crate) struct Names(#[shm(max_len = FEW, max_item_len = ITEM)] Vec<String>);

#[derive(Arbitrary, ShmMessage, Clone, Debug, PartialEq)]
#[shm(type_name = "fuzz_msgs/msg/Pair")]
pub(crate) struct Pair<A, const N: usize> {
    first: A,
    pub(crate) rest: [A; N],
}

#[derive(Arbitrary, ShmMessage, Clone, Debug, PartialEq)]
#[shm(type_name = "fuzz_msgs/msg/Empty")]
pub(crate) struct Empty {}

#[derive(Arbitrary, ShmMessage, Clone, Debug, PartialEq)]
#[shm(type_name = "fuzz_msgs/msg/Label")]
pub(crate) struct Label {
    pub(crate) name: String,
    pub(crate) level: Level,
    pub(crate) points: Vec<Point>,
}

/// A field of every kind.
///
/// Generated values are never NaN, so that they can be compared, and may break their
/// bounds.
#[derive(Arbitrary, ShmMessage, Clone, Debug, PartialEq)]
#[shm(type_name = "fuzz_msgs/msg/Kinds")]
pub(crate) struct Kinds {
    pub(crate) primitives: Primitives,
    pub(crate) switch: Switch,
    pub(crate) levels: Vec<Level>,
    pub(crate) extremes: [Extreme; 2],
    pub(crate) distance: Meters,
    pub(crate) distances: Vec<Meters>,
    pub(crate) names: Names,
    pub(crate) more_names: Vec<Names>,
    pub(crate) pair: Pair<u16, 2>,
    pub(crate) pairs: Vec<Pair<u32, 1>>,
    pub(crate) text: String,
    #[shm(max_len = SHORT)]
    pub(crate) short: String,
    pub(crate) texts: [String; 2],
    #[arbitrary(with = wide)]
    #[shm(max_len = SHORT)]
    pub(crate) wide: WString,
    #[arbitrary(with = wide_list)]
    #[shm(max_item_len = ITEM)]
    pub(crate) wides: Vec<WString>,
    #[shm(max_len = FEW)]
    pub(crate) flags: Vec<bool>,
    pub(crate) small: Vec<i8>,
    pub(crate) lists: Vec<Vec<u16>>,
    pub(crate) deep: Vec<Vec<Vec<u8>>>,
    pub(crate) rows: [Vec<u64>; 2],
    pub(crate) points: Vec<Point>,
    pub(crate) stamped: Vec<Stamped>,
    pub(crate) nested: Vec<Nested>,
    pub(crate) one: Nested,
    pub(crate) empty: Empty,
    pub(crate) empties: Vec<Empty>,
    pub(crate) labels: Vec<Label>,
    #[arbitrary(with = parts)]
    pub(crate) bytes: ZBuf,
    #[arbitrary(with = parts)]
    #[shm(max_len = FEW)]
    pub(crate) few: ZBuf,
    #[arbitrary(with = buffers)]
    pub(crate) buffers: Vec<ZBuf>,
    pub(crate) last: i64,
}

impl Kinds {
    /// Whether all bounds are kept, told without the codec.
    pub(crate) fn keeps_bounds(&self) -> bool {
        let names =
            |names: &Names| names.0.len() <= FEW && names.0.iter().all(|name| name.len() <= ITEM);
        names(&self.names)
            && self.more_names.iter().all(names)
            && self.short.len() <= SHORT
            && units(&self.wide) <= SHORT
            && self.wides.iter().all(|text| units(text) <= ITEM)
            && self.flags.len() <= FEW
            && octets(&self.few).len() <= FEW
    }

    /// Cuts off what is beyond the bounds.
    pub(crate) fn shorten(&mut self) {
        for names in self.more_names.iter_mut().chain([&mut self.names]) {
            names.0.truncate(FEW);
            names.0.iter_mut().for_each(|name| *name = prefix(name, ITEM, char::len_utf8));
        }
        self.short = prefix(&self.short, SHORT, char::len_utf8);
        self.wide = prefix(&self.wide, SHORT, char::len_utf16).into();
        for text in &mut self.wides {
            *text = prefix(text, ITEM, char::len_utf16).into();
        }
        self.flags.truncate(FEW);
        let mut few = octets(&self.few);
        few.truncate(FEW);
        self.few = few.into();
    }
}

fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// The characters that fit into `max`, each of the length that `len` tells.
fn prefix(text: &str, max: usize, len: fn(char) -> usize) -> String {
    let mut left = max;
    text.chars().map_while(|c| left.checked_sub(len(c)).map(|rest| (left = rest, c).1)).collect()
}

fn octets(buffer: &ZBuf) -> Vec<u8> {
    buffer.zslices().flat_map(|slice| slice.iter().copied()).collect()
}

/// Any number; NaN, which equals nothing, becomes 0.
fn number<'a, T>(u: &mut Unstructured<'a>) -> Result<T>
where
    T: Arbitrary<'a> + Default + PartialEq,
{
    let number = T::arbitrary(u)?;
    #[expect(clippy::eq_op, reason = "only NaN differs from itself")]
    Ok(if number == number { number } else { T::default() })
}

fn wide(u: &mut Unstructured<'_>) -> Result<WString> {
    String::arbitrary(u).map(WString::from)
}

fn wide_list(u: &mut Unstructured<'_>) -> Result<Vec<WString>> {
    Ok(Vec::<String>::arbitrary(u)?.into_iter().map(WString::from).collect())
}

/// A buffer in as many parts as it pleases, empty ones among them.
fn parts(u: &mut Unstructured<'_>) -> Result<ZBuf> {
    let mut buffer = ZBuf::empty();
    for part in Vec::<Vec<u8>>::arbitrary(u)? {
        buffer.push_zslice(part.into());
    }
    Ok(buffer)
}

fn buffers(u: &mut Unstructured<'_>) -> Result<Vec<ZBuf>> {
    u.arbitrary_iter::<Vec<u8>>()?.map(|bytes| bytes.map(ZBuf::from)).collect()
}

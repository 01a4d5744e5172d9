//! Paths such as `fields[0].name`, as errors spell them.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};

use ros_z_idl::Primitive;

use super::error::PathError;
use super::numbers::Numbers;
use super::ty::{Count, DynamicField, Item};
use super::value::{DynamicMessage, DynamicValue};

/// A step of a path.
#[derive(Clone, Copy)]
enum Step<'p> {
    Field(&'p str),
    Element(usize),
}

/// The first step of a path, and the rest.
fn step<'p>(path: &'p str, rest: &'p str) -> Result<(Step<'p>, &'p str), PathError> {
    let wrong = || PathError::Syntax { path: path.to_string() };
    if let Some(inner) = rest.strip_prefix('[') {
        let (index, rest) = inner.split_once(']').ok_or_else(wrong)?;
        let is_number = index.bytes().all(|byte| byte.is_ascii_digit());
        let index = index.parse().ok().filter(|_| is_number).ok_or_else(wrong)?;
        return Ok((Step::Element(index), rest));
    }
    let rest = match rest.strip_prefix('.') {
        Some(rest) if path.len() > rest.len() + 1 => rest,
        _ if rest.len() == path.len() => rest,
        _ => return Err(wrong()),
    };
    let end = rest.find(['.', '[']).unwrap_or(rest.len());
    match rest.split_at(end) {
        ("", _) => Err(wrong()),
        (name, rest) => Ok((Step::Field(name), rest)),
    }
}

/// What stands in front of `rest`.
fn before<'p>(path: &'p str, rest: &str) -> &'p str {
    path.get(..path.len() - rest.len()).unwrap_or(path)
}

impl<'a> DynamicValue<'a> {
    /// The value that `path` leads to from a message or a list: `header.stamp.sec`, `[0].name`.
    ///
    /// Borrowed, unless it is an element of [`Numbers`].
    ///
    /// # Errors
    ///
    /// The path leads nowhere; the error says what there is.
    pub fn get(&self, path: &str) -> Result<Cow<'_, DynamicValue<'a>>, PathError> {
        walk(self, path, path)
    }
}

fn walk<'v, 'a, 'p>(
    mut value: &'v DynamicValue<'a>,
    path: &'p str,
    mut rest: &'p str,
) -> Result<Cow<'v, DynamicValue<'a>>, PathError> {
    while !rest.is_empty() {
        let at = before(path, rest);
        let (next, behind) = step(path, rest)?;
        value = match (next, value) {
            (Step::Field(name), DynamicValue::Message(message)) => {
                message.field(name).ok_or_else(|| message.dynamic_type().no_field(name))?
            }
            (Step::Element(index), DynamicValue::List(items)) => {
                items.get(index).ok_or_else(|| no_element(at, index, items.len()))?
            }
            (Step::Element(index), DynamicValue::Numbers(numbers)) => {
                let value =
                    numbers.get(index).ok_or_else(|| no_element(at, index, numbers.len()))?;
                if behind.is_empty() {
                    return Ok(Cow::Owned(value));
                }
                let (next, _) = step(path, behind)?;
                return Err(no_parts(before(path, behind), &value, next));
            }
            (next, value) => return Err(no_parts(at, value, next)),
        };
        rest = behind;
    }
    Ok(Cow::Borrowed(value))
}

#[cold]
fn no_element(path: &str, index: usize, len: usize) -> PathError {
    PathError::NoElement { path: path.into(), index, len }
}

#[cold]
fn no_parts(path: &str, found: &DynamicValue<'_>, step: Step<'_>) -> PathError {
    let wanted = match step {
        Step::Field(_) => "fields",
        Step::Element(_) => "elements",
    };
    PathError::NoParts { path: path.into(), found: found.kind(), wanted }
}

impl<'a> DynamicMessage<'a> {
    /// The value that `path` leads to: `header.stamp.sec`, `fields[0].name`, `data[3]`.
    ///
    /// Borrowed, unless it is an element of [`Numbers`].
    ///
    /// ```
    /// use shm_cdr::dynamic::DynamicType;
    ///
    /// let image = DynamicType::parse("demo_msgs/msg/Image", "uint32 width\nuint8[] data\n")?;
    /// let error = image.default_value().get("widht").unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "no field `widht` in `demo_msgs/msg/Image`; there is `width`"
    /// );
    /// # Ok::<(), shm_cdr::dynamic::TypeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The path leads nowhere; the error says what there is.
    pub fn get(&self, path: &str) -> Result<Cow<'_, DynamicValue<'a>>, PathError> {
        match step(path, path)? {
            (Step::Field(name), rest) => {
                let value = self.field(name);
                walk(value.ok_or_else(|| self.dynamic_type().no_field(name))?, path, rest)
            }
            (Step::Element(_), _) => Err(PathError::Syntax { path: path.into() }),
        }
    }

    /// Puts a value to where `path` leads.
    ///
    /// It has to be of exactly the type of the field: `5u16` for `uint16`, a `Vec<f32>` for
    /// `float32[]`. An octet fits `byte`, `char` and `uint8`, and a string also fits a `wstring`.
    /// Bounds are checked when the message is encoded.
    ///
    /// ```
    /// use shm_cdr::dynamic::DynamicType;
    ///
    /// let ty = DynamicType::parse("std_msgs/msg/Header", "builtin_interfaces/Time stamp\n\
    ///                                                     string frame_id\n")?;
    /// let mut header = ty.default_value();
    /// header.set("stamp.sec", 5)?;
    /// header.set("frame_id", "map")?;
    /// assert_eq!(header.get("stamp.sec")?.as_integer(), Some(5));
    ///
    /// let error = header.set("stamp.nanosec", "soon").unwrap_err();
    /// assert_eq!(error.to_string(), "`stamp.nanosec` takes uint32, not a string");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The path leads nowhere, or the value is of another type. The message is then as it was.
    pub fn set(&mut self, path: &str, value: impl Into<DynamicValue<'a>>) -> Result<(), PathError> {
        self.put(path, path, value.into())
    }

    fn put(&mut self, path: &str, rest: &str, value: DynamicValue<'a>) -> Result<(), PathError> {
        let (Step::Field(name), behind) = step(path, rest)? else {
            return Err(PathError::Syntax { path: path.into() });
        };
        let ty = self.dynamic_type().clone();
        let Some((index, field)) =
            ty.index_of(name).and_then(|index| Some((index, ty.fields().get(index)?)))
        else {
            return Err(ty.no_field(name));
        };
        let Some(place) = self.values_mut().get_mut(index) else {
            return Err(ty.no_field(name));
        };
        if behind.is_empty() {
            *place = fitting(field, value, path)?;
            return Ok(());
        }
        let at = before(path, behind);
        match (step(path, behind)?, place) {
            ((Step::Field(_), _), DynamicValue::Message(message)) => {
                message.put(path, behind, value)
            }
            ((Step::Element(index), behind), DynamicValue::List(items)) => {
                let len = items.len();
                let place = items.get_mut(index).ok_or_else(|| no_element(at, index, len))?;
                match place {
                    DynamicValue::Message(message) if !behind.is_empty() => {
                        message.put(path, behind, value)
                    }
                    _ if behind.is_empty() => {
                        *place = fitting_item(&field.element, value).map_err(|found| {
                            wrong_type(path, field.ty.element.to_string(), &found)
                        })?;
                        Ok(())
                    }
                    place => Err(no_parts(before(path, behind), place, step(path, behind)?.0)),
                }
            }
            ((Step::Element(index), behind), DynamicValue::Numbers(numbers)) => {
                let len = numbers.len();
                let Some(found) = numbers.get(index) else {
                    return Err(no_element(at, index, len));
                };
                if !behind.is_empty() {
                    return Err(no_parts(before(path, behind), &found, step(path, behind)?.0));
                }
                let value = fitting_item(&field.element, value)
                    .map_err(|found| wrong_type(path, field.ty.element.to_string(), &found))?;
                numbers
                    .set(index, &value)
                    .map_err(|()| wrong_type(path, field.ty.element.to_string(), &value))
            }
            ((next, _), place) => Err(no_parts(at, place, next)),
        }
    }
}

#[cold]
fn wrong_type(path: &str, expected: String, found: &DynamicValue<'_>) -> PathError {
    let found = match found {
        DynamicValue::Numbers(numbers) => {
            format!("{} times {}", numbers.len(), numbers.primitive().name())
        }
        DynamicValue::List(items) => match items.first() {
            Some(first) => format!("a list of {} with {} first", items.len(), first.kind()),
            None => "an empty list".into(),
        },
        DynamicValue::Message(message) => format!("`{}`", message.dynamic_type().type_name()),
        value => value.kind().into(),
    };
    PathError::WrongType { path: path.into(), expected, found }
}

/// The value, if it is of the type of the field.
fn fitting<'a>(
    field: &DynamicField,
    value: DynamicValue<'a>,
    path: &str,
) -> Result<DynamicValue<'a>, PathError> {
    let wrong = |found: &DynamicValue<'_>| wrong_type(path, field.ty.to_string(), found);
    let is_len = |len| !matches!(field.count, Count::Array(wanted) if wanted != len);
    match (field.count, &field.element, value) {
        (Count::Single, element, value) => {
            fitting_item(element, value).map_err(|found| wrong(&found))
        }
        (_, Item::Primitive(primitive), DynamicValue::Numbers(numbers))
            if is_len(numbers.len()) && same(*primitive, numbers.primitive()) =>
        {
            Ok(DynamicValue::Numbers(numbers.called(*primitive)))
        }
        (_, Item::Primitive(primitive), DynamicValue::List(items)) if is_len(items.len()) => {
            let mut numbers = Numbers::zeros(*primitive, 0);
            for item in &items {
                numbers.push(item).map_err(|()| {
                    wrong_type(path, field.ty.to_string(), &DynamicValue::List(items.clone()))
                })?;
            }
            Ok(DynamicValue::Numbers(numbers))
        }
        (_, Item::Primitive(_), value) => Err(wrong(&value)),
        (_, element, DynamicValue::List(items)) if is_len(items.len()) => {
            let items = items.into_iter().map(|item| fitting_item(element, item));
            let items: Result<_, _> = items.collect();
            items.map(DynamicValue::List).map_err(|found| wrong(&found))
        }
        (_, _, value) => Err(wrong(&value)),
    }
}

/// Whether elements of one type are elements of the other.
fn same(one: Primitive, other: Primitive) -> bool {
    let octet =
        |primitive| matches!(primitive, Primitive::Byte | Primitive::Char | Primitive::UInt8);
    one == other || octet(one) && octet(other)
}

fn fitting_item<'a>(
    element: &Item,
    value: DynamicValue<'a>,
) -> Result<DynamicValue<'a>, DynamicValue<'a>> {
    match (element, value) {
        (Item::Primitive(Primitive::Byte), DynamicValue::UInt8(octet)) => {
            Ok(DynamicValue::Byte(octet))
        }
        (Item::Primitive(Primitive::UInt8 | Primitive::Char), DynamicValue::Byte(octet)) => {
            Ok(DynamicValue::UInt8(octet))
        }
        (Item::Primitive(primitive), value) if value.bytes_of(*primitive).is_some() => Ok(value),
        (Item::String(_), DynamicValue::Str(text)) => Ok(DynamicValue::Str(text)),
        (Item::WString(_), DynamicValue::Str(text) | DynamicValue::WideStr(text)) => {
            Ok(DynamicValue::WideStr(text))
        }
        (Item::Message(ty), DynamicValue::Message(message)) if message.dynamic_type() == ty => {
            Ok(DynamicValue::Message(message))
        }
        (_, value) => Err(value),
    }
}

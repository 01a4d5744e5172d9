//! Messages from what serde reads: JSON, YAML and the like.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use ros_z_idl::Primitive;
use serde::de::{
    DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor,
};

use super::decode::units;
use super::error::{PathError, There};
use super::numbers::Numbers;
use super::scalar::boolean;
use super::ty::{Count, DynamicField, DynamicType, Item};
use super::value::{DynamicMessage, DynamicValue};

/// Reads a message, in which fields may be missing: they have the values that the definition
/// gives them.
///
/// Numbers have to be in the range of their types, and lengths within their bounds. Infinities
/// and NaN may be the strings `Infinity`, `-Infinity` and `NaN`, a `byte` may be a string of one
/// character, as YAML shows it, a `bool` one of the words of YAML 1.1 such as `yes` and `True`, and
/// a message without values may be nothing at all.
///
/// ```
/// # use serde::de::DeserializeSeed;
/// use shm_cdr::dynamic::DynamicType;
///
/// let ty = DynamicType::parse("demo_msgs/msg/Image", "uint32 width 640\nuint8[] data\n")?;
/// let read = |text: &str| ty.deserialize(&mut serde_json::Deserializer::from_str(text));
///
/// let image = read(r#"{ "data": [1, 2, 3] }"#)?;
/// assert_eq!(image.get("width")?.as_integer(), Some(640));
/// assert_eq!(serde_json::to_string(&image)?, r#"{"width":640,"data":[1,2,3]}"#);
///
/// let error = read(r#"{ "widht": 5 }"#).unwrap_err().to_string();
/// assert!(error.starts_with("no field `widht` in `demo_msgs/msg/Image`; there is `width`"));
/// let error = read(r#"{ "data": [1, 2, 3, 300] }"#).unwrap_err().to_string();
/// assert!(error.starts_with("300 does not fit uint8 at `data[3]`"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl<'de> DeserializeSeed<'de> for &DynamicType {
    type Value = DynamicMessage<'static>;

    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<DynamicMessage<'static>, D::Error> {
        deserializer.deserialize_any(MessageVisitor { ty: self, path: Path::Root })
    }
}

/// Where a value stands.
#[derive(Clone, Copy)]
enum Path<'p> {
    Root,
    Field(&'p Path<'p>, &'p str),
    Element(&'p Path<'p>, usize),
}

impl Path<'_> {
    fn is_root(&self) -> bool {
        matches!(self, Self::Root)
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Field(Self::Root, name) => f.write_str(name),
            Self::Field(path, name) => write!(f, "{path}.{name}"),
            Self::Element(path, index) => write!(f, "{path}[{index}]"),
        }
    }
}

/// `` at `path` ``, if there is one.
struct At<'p>(Path<'p>);

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_root() { Ok(()) } else { write!(f, " at `{}`", self.0) }
    }
}

struct MessageVisitor<'p> {
    ty: &'p DynamicType,
    path: Path<'p>,
}

impl<'de> DeserializeSeed<'de> for MessageVisitor<'_> {
    type Value = DynamicMessage<'static>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for MessageVisitor<'_> {
    type Value = DynamicMessage<'static>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the fields of `{}`{}", self.ty.type_name(), At(self.path))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(self.ty.default_value())
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        self.visit_unit()
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let fields = self.ty.fields();
        let mut values: Vec<Option<DynamicValue<'static>>> = fields.iter().map(|_| None).collect();
        while let Some(name) = map.next_key::<String>()? {
            let found = self
                .ty
                .index_of(&name)
                .and_then(|index| Some((fields.get(index)?, values.get_mut(index)?)));
            let Some((field, place)) = found else { return Err(self.no_field(&name)) };
            let path = Path::Field(&self.path, &name);
            if place.is_some() {
                return Err(A::Error::custom(format_args!("`{path}` is given twice")));
            }
            *place = Some(map.next_value_seed(FieldSeed { field, path })?);
        }
        let values = fields.iter().zip(values);
        let values = values.map(|(field, value)| value.unwrap_or_else(|| field.default_value()));
        Ok(DynamicMessage::new(self.ty.clone(), values.collect()))
    }
}

impl MessageVisitor<'_> {
    #[cold]
    fn no_field<E: Error>(&self, name: &str) -> E {
        let error = self.ty.no_field(name);
        match &error {
            PathError::NoField { ty, near, all, .. } => E::custom(format_args!(
                "no field `{name}` in `{ty}`{}; {}",
                At(self.path),
                There(near, all)
            )),
            error => E::custom(error),
        }
    }
}

struct FieldSeed<'p> {
    field: &'p DynamicField,
    path: Path<'p>,
}

impl<'de> DeserializeSeed<'de> for FieldSeed<'_> {
    type Value = DynamicValue<'static>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let Self { field, path } = self;
        match field.count {
            Count::Single => ItemSeed { element: &field.element, path }.deserialize(deserializer),
            _ => deserializer.deserialize_any(ListVisitor { field, path }),
        }
    }
}

/// An array or a sequence.
struct ListVisitor<'p> {
    field: &'p DynamicField,
    path: Path<'p>,
}

impl ListVisitor<'_> {
    /// The most elements, and the fewest.
    fn bounds(&self) -> (usize, usize) {
        match self.field.count {
            Count::Single => (1, 1),
            Count::Array(len) => (len, len),
            Count::Sequence(max) => (max.unwrap_or(usize::MAX), 0),
        }
    }

    fn check_len<E: Error>(&self, len: usize) -> Result<(), E> {
        let (max, min) = self.bounds();
        if (min..=max).contains(&len) {
            return Ok(());
        }
        let ty = self.field.field_type();
        let (path, are) = (self.path, if len > max { "or more elements" } else { "elements" });
        Err(E::custom(format_args!("{len} {are} do not fit {ty} at `{path}`")))
    }
}

impl<'de> Visitor<'de> for ListVisitor<'_> {
    type Value = DynamicValue<'static>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list for {}{}", self.field.field_type(), At(self.path))
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        match self.field.element {
            Item::Primitive(primitive @ (Primitive::UInt8 | Primitive::Char | Primitive::Byte)) => {
                self.check_len(bytes.len())?;
                Ok(DynamicValue::Numbers(Numbers::octets(primitive, bytes.into())))
            }
            _ => Err(E::invalid_type(Unexpected::Bytes(bytes), &self)),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let (max, _) = self.bounds();
        let element = &self.field.element;
        let mut numbers = match element {
            Item::Primitive(primitive) => Some(Numbers::zeros(*primitive, 0)),
            _ => None,
        };
        let mut items = Vec::new();
        let mut len = 0;
        loop {
            if len == max {
                if seq.next_element::<IgnoredAny>()?.is_some() {
                    self.check_len(len.saturating_add(1))?;
                }
                break;
            }
            let path = Path::Element(&self.path, len);
            let Some(value) = seq.next_element_seed(ItemSeed { element, path })? else { break };
            len += 1;
            match &mut numbers {
                Some(numbers) => numbers.push(&value).map_err(|()| {
                    A::Error::custom(format_args!("{} does not belong here", value.kind()))
                })?,
                None => items.push(value),
            }
        }
        self.check_len(len)?;
        Ok(numbers.map_or(DynamicValue::List(items), DynamicValue::Numbers))
    }
}

/// One value.
struct ItemSeed<'p> {
    element: &'p Item,
    path: Path<'p>,
}

impl<'de> DeserializeSeed<'de> for ItemSeed<'_> {
    type Value = DynamicValue<'static>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        match self.element {
            Item::Message(ty) => {
                let message = MessageVisitor { ty, path: self.path };
                message.deserialize(deserializer).map(DynamicValue::Message)
            }
            _ => deserializer.deserialize_any(self),
        }
    }
}

impl ItemSeed<'_> {
    fn name(&self) -> Cow<'static, str> {
        match self.element {
            Item::Primitive(primitive) => primitive.name().into(),
            Item::String(None) => "string".into(),
            Item::String(Some(max)) => format!("string<={max}").into(),
            Item::WString(None) => "wstring".into(),
            Item::WString(Some(max)) => format!("wstring<={max}").into(),
            Item::Message(ty) => ty.type_name().to_string().into(),
        }
    }

    fn does_not_fit<E: Error>(&self, found: impl fmt::Display) -> E {
        E::custom(format_args!("{found} does not fit {}{}", self.name(), At(self.path)))
    }

    fn integer<E: Error>(
        &self,
        value: i128,
        found: Unexpected<'_>,
    ) -> Result<DynamicValue<'static>, E> {
        match self.element {
            Item::Primitive(Primitive::Bool) => Err(E::invalid_type(found, self)),
            Item::Primitive(primitive) => DynamicValue::from_integer(*primitive, value)
                .ok_or_else(|| self.does_not_fit(value)),
            _ => Err(E::invalid_type(found, self)),
        }
    }

    fn text<E: Error>(&self, text: String, len: usize, max: Option<usize>) -> Result<String, E> {
        match max {
            Some(max) if len > max => {
                Err(self.does_not_fit(format_args!("a string of the length {len}")))
            }
            _ => Ok(text),
        }
    }
}

impl<'de> Visitor<'de> for ItemSeed<'_> {
    type Value = DynamicValue<'static>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.name(), At(self.path))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        match self.element {
            Item::Primitive(Primitive::Bool) => Ok(DynamicValue::Bool(value)),
            _ => Err(E::invalid_type(Unexpected::Bool(value), &self)),
        }
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        self.integer(value.into(), Unexpected::Signed(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        self.integer(value.into(), Unexpected::Unsigned(value))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Self::Value, E> {
        self.integer(value, Unexpected::Other("an integer"))
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Self::Value, E> {
        let value = i128::try_from(value).map_err(|_| self.does_not_fit(value))?;
        self.integer(value, Unexpected::Other("an integer"))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        match self.element {
            Item::Primitive(primitive @ (Primitive::Float32 | Primitive::Float64)) => {
                DynamicValue::from_float(*primitive, value)
                    .ok_or_else(|| self.does_not_fit(format_args!("{value:?}")))
            }
            // 1.0 is an integer. What lies beyond the range of `i128` becomes its end, and fits
            // nothing.
            Item::Primitive(_) if value % 1.0 == 0.0 =>
            {
                #[expect(clippy::cast_possible_truncation, reason = "as said")]
                self.integer(value as i128, Unexpected::Float(value))
            }
            _ => Err(E::invalid_type(Unexpected::Float(value), &self)),
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        self.visit_string(text.into())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        let mut chars = text.chars();
        match self.element {
            Item::String(max) => {
                let len = text.len();
                self.text(text, len, *max).map(|text| DynamicValue::Str(text.into()))
            }
            Item::WString(max) => {
                let len = units(&text);
                self.text(text, len, *max).map(|text| DynamicValue::WideStr(text.into()))
            }
            Item::Primitive(primitive @ (Primitive::Float32 | Primitive::Float64)) => {
                let value = match text.as_str() {
                    "Infinity" => Some(f64::INFINITY),
                    "-Infinity" => Some(f64::NEG_INFINITY),
                    "NaN" => Some(f64::NAN),
                    _ => None,
                };
                let value = value.and_then(|value| DynamicValue::from_float(*primitive, value));
                value.ok_or_else(|| E::invalid_type(Unexpected::Str(&text), &self))
            }
            // Those of YAML 1.1, which ROS reads and younger crates take for text.
            Item::Primitive(Primitive::Bool) => match boolean(&text) {
                Some(value) => Ok(DynamicValue::Bool(value)),
                None => Err(E::invalid_type(Unexpected::Str(&text), &self)),
            },
            Item::Primitive(Primitive::Byte) => match (chars.next(), chars.next()) {
                (Some(c), None) => match u8::try_from(u32::from(c)) {
                    Ok(octet) => Ok(DynamicValue::Byte(octet)),
                    Err(_) => Err(self.does_not_fit(format_args!("{text:?}"))),
                },
                _ => Err(E::invalid_type(Unexpected::Str(&text), &self)),
            },
            _ => Err(E::invalid_type(Unexpected::Str(&text), &self)),
        }
    }
}

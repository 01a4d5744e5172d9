//! How types describe themselves, for the RIHS01 hash and the definition.

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::any;

use ros_z_idl::{Container, Description, Element};
pub use ros_z_idl::{Primitive, TypeHash};

use crate::value::Value;

/// The fields of a struct: their names, their types, and where they are in its memory in bytes.
pub(crate) type Members = Vec<(&'static str, FieldType, usize)>;

/// The [members](Value::members) of a struct that is in no message.
pub(crate) fn members<T: Value>() -> Members {
    T::members(&mut Types::default())
}

/// The description of the message `T` that calls itself `type_name`.
pub(crate) fn describe<T: Value>(type_name: &str) -> Description {
    let mut types = Types::default();
    T::describe(&mut types);
    for (name, fields, ty) in &types.again {
        assert!(
            types.messages.get(name) == Some(fields),
            "`{ty}` and another type are both called `{name}` and have different fields"
        );
    }
    let messages = types.messages.into_iter().map(|(name, fields)| {
        let fields = fields.into_iter().map(|(name, ty)| (Cow::Borrowed(name), ty.0));
        (name, fields.collect())
    });
    Description { name: type_name.into(), types: messages.collect() }
}

/// The type of a field, as it is put together.
#[doc(hidden)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldType(ros_z_idl::FieldType);

impl FieldType {
    pub fn primitive(primitive: Primitive) -> Self {
        Self::single(Element::Primitive(primitive))
    }

    pub(crate) fn single(element: Element) -> Self {
        Self(ros_z_idl::FieldType::single(element))
    }

    pub fn array(self, len: usize, types: &mut impl Registry) -> Self {
        self.into_elements(Container::Array(len as u64), types)
    }

    pub fn sequence(self, types: &mut impl Registry) -> Self {
        self.into_elements(Container::Unbounded, types)
    }

    /// The number that this is, or an array of, and how many there are.
    pub(crate) fn numbers(&self) -> Option<(Primitive, usize)> {
        match (&self.0.element, self.0.container) {
            (Element::Primitive(Primitive::Bool), _) => None,
            (Element::Primitive(number), Container::Single) => Some((*number, 1)),
            (Element::Primitive(number), Container::Array(len)) => {
                Some((*number, usize::try_from(len).ok()?))
            }
            _ => None,
        }
    }

    /// Replaces `uint8` by another name of the same octet.
    pub fn kind(mut self, primitive: Primitive) -> Self {
        self.0.element = Element::Primitive(primitive);
        self
    }

    /// Bounds a sequence or a string.
    pub fn bounded(mut self, max: usize) -> Self {
        match self.0.container {
            Container::Unbounded => {
                self.0.container = Container::Bounded(max as u64);
                self
            }
            _ => self.bounded_items(max),
        }
    }

    /// Bounds a string, or the strings in an array or sequence.
    pub fn bounded_items(mut self, max: usize) -> Self {
        let max = Some(max as u64);
        self.0.element = match self.0.element {
            Element::WString(_) => Element::WString(max),
            _ => Element::String(max),
        };
        self
    }

    /// Makes the type that of the elements of `container`.
    ///
    /// ROS has no arrays of arrays. A message with the single field `data` has the
    /// same encoding as what it holds, so an inner collection is described as one.
    fn into_elements(self, container: Container, types: &mut impl Registry) -> Self {
        let suffix = match self.0.container {
            Container::Single => None,
            Container::Array(len) => Some(format!("Array{len}")),
            Container::Bounded(max) => Some(format!("Sequence{max}")),
            Container::Unbounded => Some("Sequence".into()),
        };
        let mut outer = match suffix {
            None => self,
            Some(suffix) => {
                let element = label(&self.0.element);
                let name = format!("{}/msg/{element}{suffix}", types.package());
                types.nested::<Self>(&name, |_| Vec::from([("data", self)]))
            }
        };
        outer.0.container = container;
        outer
    }
}

/// The name that a message for a nested collection of `element` starts with.
fn label(element: &Element) -> &str {
    match element {
        Element::Primitive(primitive) => match primitive {
            Primitive::Bool => "Bool",
            Primitive::Byte => "Byte",
            Primitive::Int8 => "Int8",
            Primitive::UInt8 | Primitive::Char => "UInt8",
            Primitive::Int16 => "Int16",
            Primitive::UInt16 => "UInt16",
            Primitive::Int32 => "Int32",
            Primitive::UInt32 => "UInt32",
            Primitive::Int64 => "Int64",
            Primitive::UInt64 => "UInt64",
            Primitive::Float32 => "Float32",
            Primitive::Float64 => "Float64",
        },
        Element::String(_) => "String",
        Element::WString(_) => "WString",
        Element::Message(name) => name.rsplit_once('/').map_or(name, |(_, name)| name),
    }
}

type Fields = Vec<(&'static str, FieldType)>;

/// The messages that a description refers to, by name.
#[derive(Debug, Default)]
struct Types {
    messages: BTreeMap<String, Fields>,
    /// The messages whose fields are being described, outermost first.
    open: Vec<String>,
    /// The Rust types that have described themselves.
    described: Vec<any::TypeId>,
    /// What further Rust types say of a message, and their names.
    again: Vec<(String, Fields, &'static str)>,
}

/// Where nested messages are described.
#[doc(hidden)]
pub trait Registry {
    /// The type of a field that holds the message `name`, as which the Rust type `T` describes
    /// itself.
    ///
    /// `fields` is called if the type has not been described before.
    ///
    /// # Panics
    ///
    /// Another type has described itself as this message, with other fields.
    fn nested<T: ?Sized + 'static>(
        &mut self,
        name: &str,
        fields: impl FnOnce(&mut Self) -> Fields,
    ) -> FieldType;

    /// The package of the message that is being described.
    fn package(&self) -> &str;
}

impl Registry for Types {
    fn nested<T: ?Sized + 'static>(
        &mut self,
        name: &str,
        fields: impl FnOnce(&mut Self) -> Fields,
    ) -> FieldType {
        let ty = any::TypeId::of::<T>();
        let is_known = self.described.contains(&ty) && self.messages.contains_key(name);
        if !is_known {
            let is_first = !self.messages.contains_key(name);
            if is_first {
                self.messages.insert(name.into(), Fields::new());
            }
            self.described.push(ty);
            self.open.push(name.into());
            let fields = fields(self);
            self.open.pop();
            if is_first {
                self.messages.insert(name.into(), fields);
            } else {
                self.again.push((name.into(), fields, any::type_name::<T>()));
            }
        }
        FieldType::single(Element::Message(name.into()))
    }

    fn package(&self) -> &str {
        self.open.last().and_then(|name| name.split('/').next()).unwrap_or_default()
    }
}

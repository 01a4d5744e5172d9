//! From definitions and descriptions to types.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use ros_z_idl::{
    Checked, Container, Description, Element, FieldType, Interfaces, Origin, Primitive, TypeName,
    Value as Written,
};

use super::error::TypeError;
use super::numbers::Numbers;
use super::ty::{Count, DynamicField, DynamicType, Inner, Item};
use super::value::DynamicValue;
use crate::depth::MAX_DEPTH;
use crate::describe;
use crate::message::ShmMessage;

/// The most memory that a default value may take, in bytes.
const MAX_COST: usize = 1 << 30;

/// The field that rosidl gives to a message without fields.
const NO_FIELDS: &str = "structure_needs_at_least_one_member";

impl DynamicType {
    /// The message `type_name`, from its definition and those of all that it refers to in one
    /// text: what MCAP calls `ros2msg`.
    ///
    /// Definitions that the text refers to but does not hold are taken from the standard messages.
    ///
    /// ```
    /// use shm_cdr::dynamic::DynamicType;
    ///
    /// let ty = DynamicType::parse("std_msgs/msg/String", "string data\n")?;
    /// assert_eq!(ty.type_name(), "std_msgs/msg/String");
    /// assert!(ty.type_hash().to_string().starts_with("RIHS01_df668c74"));
    ///
    /// let error = DynamicType::parse("demo_msgs/msg/Wrong", "int32 x\nstrin y\n").unwrap_err();
    /// assert!(error.to_string().contains("demo_msgs/msg/Wrong:2:1"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Something is wrong in the text, or no message can be of this type.
    pub fn parse(type_name: &str, text: &str) -> Result<Self, TypeError> {
        let name: TypeName = parse_name(type_name)?;
        let mut interfaces = Interfaces::new();
        interfaces.add_concatenated(name.clone(), type_name, text);
        interfaces.add_standard();
        let checked =
            interfaces.check().map_err(|report| TypeError::Definition(Box::new(report)))?;
        Self::new(&checked, &name.to_string())
    }

    /// The message `type_name` of a set of interfaces, such as have been read from files.
    ///
    /// Messages of services and actions have names such as `std_srvs/srv/SetBool_Request`.
    ///
    /// ```
    /// use shm_cdr::dynamic::{DynamicType, Interfaces};
    ///
    /// let checked = Interfaces::standard().check()?;
    /// let image = DynamicType::new(&checked, "sensor_msgs/msg/Image")?;
    /// assert_eq!(image.fields()[1].name(), "height");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The set does not have it, or no message can be of this type.
    pub fn new(interfaces: &Checked, type_name: &str) -> Result<Self, TypeError> {
        let name = parse_name(type_name)?.to_string();
        let Some(description) = interfaces.description(&name) else {
            return Err(TypeError::Unknown { name });
        };
        let whole = interfaces.interface_of(&name).map(ros_z_idl::Interface::types);
        let whole = whole.unwrap_or_default();
        if whole.iter().any(|ty| ty.name.to_string() == name && ty.origin == Origin::Whole) {
            let parts = whole.iter().filter(|ty| ty.origin != Origin::Whole);
            let parts: Vec<_> = parts.map(|ty| format!("`{}`", ty.name)).collect();
            return Err(TypeError::NotAMessage { name, parts: parts.join(", ") });
        }
        let text = interfaces.concatenated(&name);
        let defaults = |name: &str| written(interfaces, name);
        Builder { description: &description, defaults: &defaults, built: BTreeMap::new() }
            .root(text)
    }

    /// The message that is described.
    ///
    /// Descriptions have no default values; those of all fields are zero or empty.
    ///
    /// ```
    /// use shm_cdr::dynamic::{Description, DynamicType, field_type};
    ///
    /// // What the service `get_type_description` of a ROS node answers.
    /// let fields = vec![("data".into(), field_type(17, 0, 0, "")?)];
    /// let name = String::from("std_msgs/msg/String");
    /// let description = Description { types: [(name.clone(), fields)].into(), name };
    /// let ty = DynamicType::from_description(&description)?;
    /// assert_eq!(ty.definition(), "string data\n");
    /// # Ok::<(), shm_cdr::dynamic::TypeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// It does not hold all that it refers to, or no message can be of this type.
    pub fn from_description(description: &Description) -> Result<Self, TypeError> {
        parse_name(&description.name)?;
        Builder { description, defaults: &|_| BTreeMap::new(), built: BTreeMap::new() }.root(None)
    }

    /// The type of a message that there is a struct for; without default values.
    ///
    /// ```
    /// use shm_cdr::{ShmMessage, dynamic::DynamicType};
    ///
    /// #[derive(ShmMessage)]
    /// #[shm(type_name = "demo_msgs/msg/Reading")]
    /// struct Reading {
    ///     values: Vec<f64>,
    /// }
    ///
    /// let bytes = Reading { values: vec![0.5, 1.5] }.to_cdr()?;
    /// let reading = DynamicType::of::<Reading>()?.decode(&bytes)?;
    /// assert_eq!(reading.get("values[1]")?.as_f64(), Some(1.5));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The type contains itself.
    pub fn of<T: ShmMessage>() -> Result<Self, TypeError> {
        Self::from_description(&describe::describe::<T>(T::type_name()))
    }
}

fn parse_name(name: &str) -> Result<TypeName, TypeError> {
    name.parse().map_err(|error: ros_z_idl::NameError| TypeError::Name(error.to_string()))
}

/// The default values that a definition gives.
fn written(interfaces: &Checked, name: &str) -> BTreeMap<String, Written> {
    let types = interfaces.interface_of(name).map(ros_z_idl::Interface::types).unwrap_or_default();
    let ty = types.into_iter().find(|ty| ty.name.to_string() == name);
    match ty.map(|ty| ty.origin) {
        Some(Origin::Written(message)) => message
            .fields()
            .filter_map(|field| {
                let default = field.default.as_ref()?;
                Some((field.name.value.clone(), default.value.clone()))
            })
            .collect(),
        _ => BTreeMap::new(),
    }
}

struct Builder<'a> {
    description: &'a Description,
    defaults: &'a dyn Fn(&str) -> BTreeMap<String, Written>,
    /// What is done; `None` while it is being built.
    built: BTreeMap<String, Option<DynamicType>>,
}

impl Builder<'_> {
    fn root(mut self, text: Option<String>) -> Result<DynamicType, TypeError> {
        let inner = self.inner(&self.description.name, 1)?;
        Ok(DynamicType::from_inner(Inner { text, ..inner }))
    }

    fn message(&mut self, name: &str, depth: usize) -> Result<DynamicType, TypeError> {
        match self.built.get(name) {
            Some(Some(ty)) => return Ok(ty.clone()),
            Some(None) => return Err(TypeError::ContainsItself { name: name.into() }),
            None => {}
        }
        let ty = DynamicType::from_inner(self.inner(name, depth)?);
        self.built.insert(name.into(), Some(ty.clone()));
        Ok(ty)
    }

    /// `depth` counts the messages that are open, which bounds the stack.
    fn inner(&mut self, name: &str, depth: usize) -> Result<Inner, TypeError> {
        let too_deep = || TypeError::TooDeep { name: name.into(), max: MAX_DEPTH };
        if depth > MAX_DEPTH {
            return Err(too_deep());
        }
        let Some(described) = self.description.types.get(name) else {
            return Err(TypeError::Unknown { name: name.into() });
        };
        self.built.insert(name.into(), None);
        let mut defaults = (self.defaults)(name);
        let mut fields: Vec<DynamicField> = Vec::with_capacity(described.len());
        for (field, ty) in described {
            if field == NO_FIELDS && described.len() == 1 {
                continue;
            }
            let wrong = |reason: &str| TypeError::Field {
                name: name.into(),
                field: field.clone().into_owned(),
                reason: reason.to_owned(),
            };
            let is_name = field.chars().all(|c| c.is_alphanumeric() || c == '_');
            if !is_name || field.is_empty() {
                return Err(wrong("a name holds letters, digits and underscores"));
            }
            if fields.iter().any(|other| *other.name == **field) {
                return Err(wrong("there are two of this name"));
            }
            if ty.container == Container::Array(0) {
                return Err(wrong("an array has at least one element"));
            }
            let element = match &ty.element {
                Element::Primitive(primitive) => Item::Primitive(*primitive),
                Element::String(max) => Item::String(max.map(saturated)),
                Element::WString(max) => Item::WString(max.map(saturated)),
                Element::Message(inner) => Item::Message(self.message(inner, depth + 1)?),
            };
            let count = match ty.container {
                Container::Single => Count::Single,
                Container::Array(len) => Count::Array(saturated(len)),
                Container::Bounded(max) => Count::Sequence(Some(saturated(max))),
                Container::Unbounded => Count::Sequence(None),
            };
            let default = defaults.remove(&**field);
            let default = default.map(|written| value(ty, &written).ok_or(()));
            let default = default.transpose().map_err(|()| wrong("the default value"))?;
            let (name, ty) = (field.clone().into_owned().into(), ty.clone());
            fields.push(DynamicField { name, ty, element, count, default });
        }
        let inner = measured(name, fields);
        if inner.height > MAX_DEPTH {
            return Err(too_deep());
        }
        if inner.cost > MAX_COST {
            return Err(TypeError::TooLarge { name: name.into(), max: MAX_COST });
        }
        Ok(inner)
    }
}

/// The type with these fields.
fn measured(name: &str, fields: Vec<DynamicField>) -> Inner {
    let mut inner = Inner {
        name: name.into(),
        fields: Box::default(),
        text: None,
        min_len: 0,
        height: 1,
        cost: size_of::<DynamicValue<'_>>(),
    };
    for field in &fields {
        let (min_len, count) = match field.count {
            Count::Single => (field.element.min_len(), 1),
            Count::Array(len) => (field.element.min_len().saturating_mul(len), len),
            Count::Sequence(_) => (4, 0),
        };
        inner.min_len = inner.min_len.saturating_add(min_len);
        let cost = match &field.element {
            Item::Primitive(_) => min_len,
            Item::String(_) | Item::WString(_) => {
                count.saturating_mul(size_of::<DynamicValue<'_>>())
            }
            Item::Message(ty) => count.saturating_mul(ty.inner().cost),
        };
        let cost = cost.saturating_add(size_of::<DynamicValue<'_>>());
        inner.cost = inner.cost.saturating_add(cost);
        if let Item::Message(ty) = &field.element {
            inner.height = inner.height.max(ty.inner().height + 1);
        }
    }
    // A message without fields takes a byte.
    inner.min_len = inner.min_len.max(1);
    inner.fields = fields.into();
    inner
}

fn saturated(len: u64) -> usize {
    usize::try_from(len).unwrap_or(usize::MAX)
}

/// A default value as a value of the field.
fn value(ty: &FieldType, written: &Written) -> Option<DynamicValue<'static>> {
    match (ty.container, &ty.element, written) {
        (Container::Single, element, written) => item(element, written),
        (_, Element::Primitive(primitive), Written::List(items)) => {
            let mut numbers = Numbers::zeros(*primitive, 0);
            for written in items {
                numbers.push(&item(&ty.element, written)?).ok()?;
            }
            Some(DynamicValue::Numbers(numbers))
        }
        (_, element, Written::List(items)) => items
            .iter()
            .map(|written| item(element, written))
            .collect::<Option<_>>()
            .map(DynamicValue::List),
        _ => None,
    }
}

fn item(element: &Element, written: &Written) -> Option<DynamicValue<'static>> {
    match (element, written) {
        (Element::Primitive(Primitive::Bool), Written::Bool(value)) => {
            Some(DynamicValue::Bool(*value))
        }
        (Element::Primitive(primitive), Written::Integer(value)) => {
            DynamicValue::from_integer(*primitive, *value)
        }
        (Element::Primitive(primitive), Written::Float(value)) => {
            DynamicValue::from_float(*primitive, *value)
        }
        (Element::String(_), Written::String(text)) => Some(DynamicValue::Str(text.clone().into())),
        (Element::WString(_), Written::String(text)) => {
            Some(DynamicValue::WideStr(text.clone().into()))
        }
        _ => None,
    }
}

/// The type of a field by the numbers of `type_description_interfaces/msg/FieldType`.
///
/// ```
/// use shm_cdr::dynamic::field_type;
///
/// assert_eq!(field_type(101, 8, 0, "")?.to_string(), "uint16[<=8]");
/// assert_eq!(field_type(145, 0, 0, "geometry_msgs/msg/Pose")?.to_string(), "geometry_msgs/Pose[]");
/// assert!(field_type(12, 0, 0, "").is_err(), "no messages have a `long double`");
/// # Ok::<(), shm_cdr::dynamic::TypeError>(())
/// ```
///
/// # Errors
///
/// ROS messages cannot have such a field.
pub fn field_type(
    type_id: u8,
    capacity: u64,
    string_capacity: u64,
    nested_type_name: &str,
) -> Result<FieldType, TypeError> {
    let unknown = TypeError::UnknownTypeId { type_id };
    let element = match type_id % 48 {
        1 => Element::Message(nested_type_name.into()),
        2 => Element::Primitive(Primitive::Int8),
        // A `char` of C is an octet in ROS.
        3 | 13 => Element::Primitive(Primitive::UInt8),
        4 => Element::Primitive(Primitive::Int16),
        5 => Element::Primitive(Primitive::UInt16),
        6 => Element::Primitive(Primitive::Int32),
        7 => Element::Primitive(Primitive::UInt32),
        8 => Element::Primitive(Primitive::Int64),
        9 => Element::Primitive(Primitive::UInt64),
        10 => Element::Primitive(Primitive::Float32),
        11 => Element::Primitive(Primitive::Float64),
        15 => Element::Primitive(Primitive::Bool),
        16 => Element::Primitive(Primitive::Byte),
        17 => Element::String(None),
        18 => Element::WString(None),
        21 => Element::String(Some(string_capacity)),
        22 => Element::WString(Some(string_capacity)),
        _ => return Err(unknown),
    };
    let container = match type_id / 48 {
        0 => Container::Single,
        1 => Container::Array(capacity),
        2 => Container::Bounded(capacity),
        3 => Container::Unbounded,
        _ => return Err(unknown),
    };
    Ok(FieldType { element, container })
}

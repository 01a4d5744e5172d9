//! Definitions as they were written, with the places of their parts.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use crate::description::{FieldType, Primitive};
use crate::name::TypeName;
use crate::source::SourceId;

/// Where something is written: a range of bytes in its source.
///
/// ```
/// use ros_z_idl::{Body, Interfaces};
///
/// let mut interfaces = Interfaces::new();
/// interfaces.add("demo_msgs/msg/Reading".parse()?, "Reading.msg", b"float32 value\n");
/// let checked = interfaces.check()?;
/// let reading = checked.get(&"demo_msgs/msg/Reading".parse()?).unwrap();
/// let Body::Message(message) = &reading.body else { panic!() };
/// let source = checked.source(reading.source).unwrap();
/// let name = &message.fields().next().unwrap().name;
/// assert_eq!(source.text[name.span.clone()], name.value);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub type Span = Range<usize>;

/// A value and where it is written: [`Span`] has an example.
#[derive(Debug, Clone, PartialEq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it is written.
    pub span: Span,
}

impl<T> Spanned<T> {
    pub(crate) fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// A message, service or action.
///
/// ```
/// use ros_z_idl::{Body, Interfaces};
///
/// let checked = Interfaces::standard().check()?;
/// let image = checked.get(&"sensor_msgs/msg/Image".parse()?).unwrap();
/// assert_eq!(image.name.to_string(), "sensor_msgs/msg/Image");
/// assert!(matches!(image.body, Body::Message(_)));
/// // Displayed as a definition.
/// assert!(image.to_string().contains("uint8[] data"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Interface {
    /// The full name.
    pub name: TypeName,
    /// The text that it comes from.
    pub source: SourceId,
    /// What it is made of.
    pub body: Body,
}

/// What an interface is made of.
///
/// ```
/// use ros_z_idl::{Body, Interfaces};
///
/// let checked = Interfaces::standard().check()?;
/// match &checked.get(&"std_srvs/srv/SetBool".parse()?).unwrap().body {
///     Body::Message(message) => panic!("{message}"),
///     Body::Service(service) => {
///         assert_eq!(service.request.fields().count(), 1);
///         assert_eq!(service.response.fields().count(), 2);
///     }
///     Body::Action(action) => panic!("{}", action.goal),
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// A message.
    Message(Box<Message>),
    /// A service.
    Service(Box<Service>),
    /// An action.
    Action(Box<Action>),
}

/// The two messages of a service: [`Body`] has an example.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// What a client sends.
    pub request: Message,
    /// What it gets back.
    pub response: Message,
}

/// The three messages of an action: [`Body`] has an example.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// What a client asks for.
    pub goal: Message,
    /// What it gets in the end.
    pub result: Message,
    /// What it gets on the way.
    pub feedback: Message,
}

/// Fields and constants, in order.
///
/// ```
/// use ros_z_idl::{Body, Interfaces, Item};
///
/// let mut interfaces = Interfaces::new();
/// let text = b"# A reading.\nuint8 KIND=3\nfloat32 value 1.5  # in volts\n";
/// interfaces.add("demo_msgs/msg/Reading".parse()?, "Reading.msg", text);
/// let checked = interfaces.check()?;
/// let reading = checked.get(&"demo_msgs/msg/Reading".parse()?).unwrap();
/// let Body::Message(message) = &reading.body else { panic!() };
/// assert!(matches!(message.items[..], [Item::Constant(_), Item::Field(_)]));
/// assert_eq!(message.constants().next().unwrap().name.value, "KIND");
/// assert_eq!(message.fields().next().unwrap().comment, [" in volts"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Message {
    /// The comment lines that the definition starts with, without `#`.
    pub comment: Vec<String>,
    /// The fields and constants.
    pub items: Vec<Item>,
}

impl Message {
    /// The fields, in order.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.items.iter().filter_map(|item| match item {
            Item::Field(field) => Some(field),
            Item::Constant(_) => None,
        })
    }

    /// The constants, in order.
    pub fn constants(&self) -> impl Iterator<Item = &Constant> {
        self.items.iter().filter_map(|item| match item {
            Item::Constant(constant) => Some(constant),
            Item::Field(_) => None,
        })
    }
}

/// A line of a definition: [`Message`] has an example.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A field.
    Field(Field),
    /// A constant.
    Constant(Constant),
}

/// A field of a message.
///
/// ```
/// use ros_z_idl::{Body, Interfaces, Value};
///
/// let mut interfaces = Interfaces::new();
/// interfaces.add("demo_msgs/msg/Reading".parse()?, "Reading.msg", b"int32[<=3] levels [1, 2]\n");
/// let checked = interfaces.check()?;
/// let reading = checked.get(&"demo_msgs/msg/Reading".parse()?).unwrap();
/// let Body::Message(message) = &reading.body else { panic!() };
/// let levels = message.fields().next().unwrap();
/// assert_eq!(levels.name.value, "levels");
/// assert_eq!(levels.ty.value.to_string(), "int32[<=3]");
/// let default = levels.default.as_ref().map(|default| &default.value);
/// assert_eq!(default, Some(&Value::List(vec![Value::Integer(1), Value::Integer(2)])));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The type; messages by their full names.
    pub ty: Spanned<FieldType>,
    /// The name.
    pub name: Spanned<String>,
    /// The value that it has in a new message, if not that of its type.
    pub default: Option<Spanned<Value>>,
    /// The comment lines that belong to it, without `#`.
    pub comment: Vec<String>,
}

/// A constant of a message.
///
/// ```
/// use ros_z_idl::{Body, ConstantType, Interfaces, Primitive, Value};
///
/// let mut interfaces = Interfaces::new();
/// interfaces.add("demo_msgs/msg/Reading".parse()?, "Reading.msg", b"uint8 KIND=3\nuint8 kind\n");
/// let checked = interfaces.check()?;
/// let reading = checked.get(&"demo_msgs/msg/Reading".parse()?).unwrap();
/// let Body::Message(message) = &reading.body else { panic!() };
/// let kind = message.constants().next().unwrap();
/// assert_eq!((kind.name.value.as_str(), &kind.value.value), ("KIND", &Value::Integer(3)));
/// assert_eq!(kind.ty.value, ConstantType::Primitive(Primitive::UInt8));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Constant {
    /// The type.
    pub ty: Spanned<ConstantType>,
    /// The name.
    pub name: Spanned<String>,
    /// The value, in the range of the type.
    pub value: Spanned<Value>,
    /// The comment lines that belong to it, without `#`.
    pub comment: Vec<String>,
}

/// The type of a constant: [`Constant`] has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConstantType {
    /// A number, a boolean or an octet.
    Primitive(Primitive),
    /// `string`
    String,
    /// `wstring`
    WString,
}

impl ConstantType {
    /// The name in definitions.
    pub fn name(self) -> &'static str {
        match self {
            Self::Primitive(primitive) => primitive.name(),
            Self::String => "string",
            Self::WString => "wstring",
        }
    }
}

/// The value of a constant, or the default value of a field: [`Constant`] and [`Field`] have
/// examples.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Of a boolean.
    Bool(bool),
    /// Of an integer or octet.
    Integer(i128),
    /// Of a floating point number, before it is rounded to its type.
    Float(f64),
    /// Of a string.
    String(String),
    /// Of an array or sequence.
    List(Vec<Value>),
}

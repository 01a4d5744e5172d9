//! Definitions as they were written, with the places of their parts.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use crate::description::{FieldType, Primitive};
use crate::name::TypeName;
use crate::source::SourceId;

/// Where something stands: a range of bytes in its source.
pub type Span = Range<usize>;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Spanned<T> {
    pub(crate) fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// A message, service or action.
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
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// A message.
    Message(Box<Message>),
    /// A service.
    Service(Box<Service>),
    /// An action.
    Action(Box<Action>),
}

/// The two messages of a service.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// What a client sends.
    pub request: Message,
    /// What it gets back.
    pub response: Message,
}

/// The three messages of an action.
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

/// A line of a definition.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A field.
    Field(Field),
    /// A constant.
    Constant(Constant),
}

/// A field of a message.
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

/// The type of a constant.
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

/// The value of a constant, or the default value of a field.
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

//! Whether a struct is in memory what it is on the wire.

use std::cell::RefCell;
use std::collections::BTreeMap;

use ros_z_idl::{Checked, Container, Element, FieldType, Primitive};

/// Size and alignment of a value without padding, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plain {
    size: u64,
    align: u64,
}

/// The layouts of messages, by full name.
pub(super) struct Layouts<'a> {
    checked: &'a Checked,
    known: RefCell<BTreeMap<String, Option<Plain>>>,
}

impl<'a> Layouts<'a> {
    pub(super) fn new(checked: &'a Checked) -> Self {
        Self { checked, known: RefCell::default() }
    }

    /// The layout of `fields` as C has it, if that leaves no byte out.
    pub(super) fn of(&self, fields: &ros_z_idl::Fields) -> Option<Plain> {
        let mut size = 0_u64;
        let mut align = 1;
        for (_, ty) in fields {
            let field = self.of_field(ty)?;
            if size % field.align != 0 {
                return None;
            }
            size = size.checked_add(field.size)?;
            align = align.max(field.align);
        }
        (size > 0 && size % align == 0).then_some(Plain { size, align })
    }

    fn of_field(&self, ty: &FieldType) -> Option<Plain> {
        let element = match &ty.element {
            Element::Primitive(primitive) => {
                let size = size(*primitive);
                Plain { size, align: size }
            }
            Element::String(_) | Element::WString(_) => return None,
            Element::Message(name) => self.of_message(name)?,
        };
        match ty.container {
            Container::Single => Some(element),
            Container::Array(len) => {
                Some(Plain { size: element.size.checked_mul(len)?, ..element })
            }
            Container::Bounded(_) | Container::Unbounded => None,
        }
    }

    /// No message contains itself, which has been checked.
    fn of_message(&self, name: &str) -> Option<Plain> {
        if let Some(known) = self.known.borrow().get(name) {
            return *known;
        }
        let plain = self.checked.fields(name).and_then(|fields| self.of(fields));
        self.known.borrow_mut().insert(name.into(), plain);
        plain
    }
}

fn size(primitive: Primitive) -> u64 {
    match primitive {
        Primitive::Bool
        | Primitive::Byte
        | Primitive::Char
        | Primitive::Int8
        | Primitive::UInt8 => 1,
        Primitive::Int16 | Primitive::UInt16 => 2,
        Primitive::Int32 | Primitive::UInt32 | Primitive::Float32 => 4,
        Primitive::Int64 | Primitive::UInt64 | Primitive::Float64 => 8,
    }
}

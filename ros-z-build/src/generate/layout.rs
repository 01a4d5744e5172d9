//! Whether a struct is in memory what it is on the wire.

use std::cell::RefCell;
use std::collections::BTreeMap;

use ros_z_idl::{Checked, Container, Element, FieldType, Primitive};

/// A value that C and the wire lay out in the same way, where it starts at a multiple of its
/// alignment, and that ends at one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Same {
    size: u64,
    align: u64,
    /// The alignment of its first primitive, which is all that the wire aligns it to.
    first_align: u64,
}

/// The layouts of messages, by full name.
pub(super) struct Layouts<'a> {
    checked: &'a Checked,
    known: RefCell<BTreeMap<String, Option<Same>>>,
}

impl<'a> Layouts<'a> {
    pub(super) fn new(checked: &'a Checked) -> Self {
        Self { checked, known: RefCell::default() }
    }

    /// The layout of `fields` in C, if that is the one on the wire.
    pub(super) fn of(&self, fields: &ros_z_idl::Fields) -> Option<Same> {
        let mut end = 0_u64;
        let mut align = 1;
        let mut first_align = None;
        for (_, ty) in fields {
            let field = self.of_field(ty)?;
            let start = end.checked_next_multiple_of(field.align)?;
            if start != end.checked_next_multiple_of(field.first_align)? {
                return None;
            }
            end = start.checked_add(field.size)?;
            align = align.max(field.align);
            first_align.get_or_insert(field.first_align);
        }
        (end % align == 0).then_some(Same { size: end, align, first_align: first_align? })
    }

    fn of_field(&self, ty: &FieldType) -> Option<Same> {
        let element = match &ty.element {
            Element::Primitive(primitive) => {
                let size = size(*primitive);
                Same { size, align: size, first_align: size }
            }
            Element::String(_) | Element::WString(_) => return None,
            Element::Message(name) => self.of_message(name)?,
        };
        match ty.container {
            Container::Single => Some(element),
            Container::Array(len) => Some(Same { size: element.size.checked_mul(len)?, ..element }),
            Container::Bounded(_) | Container::Unbounded => None,
        }
    }

    /// No message contains itself, which has been checked.
    fn of_message(&self, name: &str) -> Option<Same> {
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

//! Messages that contain themselves.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::description::short_name;
use crate::model::{Field, Interface};
use crate::name::TypeName;
use crate::parts::Origin;
use crate::source::{Diagnostic, Severity, SourceId};

/// A message and the fields of it that hold messages.
struct Node<'a> {
    name: String,
    source: SourceId,
    fields: Vec<(&'a Field, usize)>,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    /// Its fields are being looked at.
    Open,
    Done,
}

/// An error for each field that closes a circle.
pub(crate) fn find(interfaces: &BTreeMap<TypeName, Interface>) -> Vec<Diagnostic> {
    let nodes = nodes(interfaces);
    let mut states = alloc::vec![State::New; nodes.len()];
    let mut found = Vec::new();
    for start in 0..nodes.len() {
        // The messages that are open, outermost first, each with its next field.
        let mut path = Vec::new();
        if states.get(start) == Some(&State::New) {
            path.push((start, 0));
        }
        while let Some((index, next)) = path.last_mut() {
            let (Some(node), Some(state)) = (nodes.get(*index), states.get_mut(*index)) else {
                break;
            };
            *state = State::Open;
            let Some((field, inner)) = node.fields.get(*next) else {
                *state = State::Done;
                path.pop();
                continue;
            };
            *next += 1;
            match states.get(*inner) {
                Some(State::New) => path.push((*inner, 0)),
                Some(State::Open) => {
                    let circle = path.iter().skip_while(|(open, _)| open != inner);
                    let names = circle.filter_map(|(open, _)| nodes.get(*open));
                    let names: Vec<_> = names.map(|node| short_name(&node.name)).collect();
                    found.push(error(node, field, &names));
                }
                _ => {}
            }
        }
    }
    found
}

fn error(node: &Node<'_>, field: &Field, names: &[String]) -> Diagnostic {
    let first = names.first().map_or("", String::as_str);
    let chain: Vec<_> = names.iter().chain(names.first()).map(|name| format!("`{name}`")).collect();
    let chain = chain.join(" holds ");
    Diagnostic::at(
        Severity::Error,
        node.source,
        field.ty.span.clone(),
        format!("the message `{first}` contains itself"),
    )
    .with_label(chain)
    .with_help("refer to the inner message by a number, such as its index in a list")
}

fn nodes(interfaces: &BTreeMap<TypeName, Interface>) -> Vec<Node<'_>> {
    let types: Vec<_> = interfaces.values().flat_map(Interface::types).collect();
    let written: Vec<_> = types
        .iter()
        .filter_map(|ty| match ty.origin {
            Origin::Written(message) => Some((ty, message)),
            Origin::Derived | Origin::Whole => None,
        })
        .collect();
    let index: BTreeMap<_, _> =
        written.iter().enumerate().map(|(at, (ty, _))| (ty.name.to_string(), at)).collect();
    written
        .iter()
        .map(|(ty, message)| Node {
            name: ty.name.to_string(),
            source: ty.interface.source,
            fields: message
                .fields()
                .filter_map(|field| {
                    let inner = index.get(field.ty.value.message_name()?)?;
                    Some((field, *inner))
                })
                .collect(),
        })
        .collect()
}

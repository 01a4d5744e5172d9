//! Where definitions of types come from.

use std::path::PathBuf;
use std::sync::OnceLock;

use ros_z_idl::{Checked, Interfaces, TypeHash};
use ros_z_pub::MessageType;

use super::{Channel, SCHEMA_ENCODING};
use crate::error::{Failure, Result};
use crate::names;

/// Definitions in folders of the user's, and the standard ones.
#[derive(Debug, Default)]
pub(crate) struct Definitions {
    folders: Option<Checked>,
    standard: OnceLock<Option<Checked>>,
}

impl Definitions {
    /// Reads the definitions in folders.
    pub(crate) fn read(folders: &[PathBuf]) -> Result<Self> {
        if folders.is_empty() {
            return Ok(Self::default());
        }
        let checked =
            ros_z_build::read(folders).map_err(|error| Failure::new(error.to_string()))?;
        Ok(Self { folders: Some(checked), standard: OnceLock::new() })
    }

    /// All of them, the user's first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Checked> {
        let standard = self.standard.get_or_init(|| Interfaces::standard().check().ok());
        self.folders.iter().chain(standard)
    }

    /// Those that define a type.
    pub(crate) fn of(&self, type_name: &str) -> Option<&Checked> {
        self.all().find(|checked| checked.fields(type_name).is_some())
    }

    /// Those that define a type.
    ///
    /// Where there are none, the failure names what could be meant.
    pub(crate) fn find(&self, type_name: &str) -> Result<&Checked> {
        self.of(type_name).ok_or_else(|| {
            let names = self.all().flat_map(Checked::type_names);
            let hint = names::hint(type_name, names, "name the folder with its definition");
            Failure::Said(format!("unknown type `{type_name}`; {hint}"))
        })
    }

    /// The definition of a type as MCAP has it, of those of this name the one with this hash. A
    /// hash that is none, as ROS 2 Humble has it, is that of all.
    pub(crate) fn text(&self, type_name: &str, type_hash: &str) -> Option<String> {
        let wanted: Option<TypeHash> = type_hash.parse().ok();
        let mut all = self.all().filter(|checked| {
            let hash = checked.description(type_name).map(|description| description.hash());
            hash.is_some() && (wanted.is_none() || hash == wanted)
        });
        all.next()?.concatenated(type_name)
    }

    /// The type of a topic in a file.
    ///
    /// The hash is what the file says, else that of the definition there, else that of a
    /// definition of this name.
    pub(crate) fn type_of(&self, channel: &Channel) -> Option<MessageType> {
        let name = &channel.type_name;
        let text = std::str::from_utf8(&channel.definition).ok().filter(|text| !text.is_empty());
        let text = text.filter(|_| channel.schema_encoding == SCHEMA_ENCODING);
        let said = channel.type_hash().and_then(|hash| hash.parse().ok());
        let hash = said.or_else(|| hash_of(name, text?)).or_else(|| {
            let description = self.of(name)?.description(name)?;
            text.is_none().then(|| description.hash())
        })?;
        let message_type = MessageType::new(name, hash);
        Some(match text {
            Some(text) => message_type.with_definition(text),
            None => message_type,
        })
    }
}

/// The hash of a type that is defined by a text with all that it refers to.
fn hash_of(type_name: &str, text: &str) -> Option<TypeHash> {
    let mut interfaces = Interfaces::new();
    interfaces.add_concatenated(type_name.parse().ok()?, type_name, text);
    interfaces.add_standard();
    Some(interfaces.check().ok()?.description(type_name)?.hash())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_a_definition_is_that_of_its_type() {
        let definitions = Definitions::default();
        for name in ["std_msgs/msg/Header", "sensor_msgs/msg/PointCloud2", "std_msgs/msg/Empty"] {
            let description = definitions.of(name).unwrap().description(name).unwrap();
            let text = definitions.text(name, &description.hash().to_string()).unwrap();
            assert_eq!(hash_of(name, &text), Some(description.hash()), "{text}");
            assert_eq!(definitions.text(name, &format!("RIHS01_{}", "0".repeat(64))), None);
            assert!(definitions.text(name, "TypeHashNotSupported").is_some());
        }
    }
}

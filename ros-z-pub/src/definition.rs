//! Definitions of messages, and where two of them differ.

use std::collections::BTreeMap;

/// The fields of a message in their order: name and type, as a .msg file has them.
pub(crate) type Fields = Vec<(String, String)>;

/// What a message consists of.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Definition {
    pub(crate) fields: Fields,
    /// Those of the messages that it refers to, by their names: `package/Name`.
    pub(crate) nested: BTreeMap<String, Fields>,
}

impl Definition {
    /// Reads the text that `T::definition()` gives.
    pub(crate) fn of_text(text: &str) -> Self {
        let mut definition = Self::default();
        let mut name = None;
        for line in text.lines() {
            if line.starts_with("====") {
                continue;
            }
            if let Some(nested) = line.strip_prefix("MSG: ") {
                name = Some(nested.to_owned());
                definition.nested.insert(nested.into(), Fields::new());
                continue;
            }
            let Some((ty, field)) = line.split_once(' ') else { continue };
            let fields = match &name {
                None => &mut definition.fields,
                Some(name) => definition.nested.entry(name.clone()).or_default(),
            };
            fields.push((field.into(), ty.into()));
        }
        definition
    }

    /// The text that [`of_text`](Self::of_text) reads.
    pub(crate) fn to_text(&self) -> String {
        let lines = |fields: &Fields| {
            fields.iter().map(|(name, ty)| format!("{ty} {name}\n")).collect::<String>()
        };
        let mut text = lines(&self.fields);
        for (name, fields) in &self.nested {
            push_message(&mut text, name, &lines(fields));
        }
        text
    }

    /// Where the other definition differs first, in the order of the fields; `None` if it does
    /// not.
    pub(crate) fn first_difference(&self, other: &Self) -> Option<String> {
        self.difference((&self.fields, &other.fields), other, "")
    }

    fn difference(
        &self,
        (ours, theirs): (&Fields, &Fields),
        other: &Self,
        path: &str,
    ) -> Option<String> {
        for index in 0.. {
            let difference = match (ours.get(index), theirs.get(index)) {
                (None, None) => return None,
                (Some((name, ty)), None) => Some(format!("`{ty} {path}{name}` is missing there")),
                (None, Some((name, ty))) => Some(format!("`{ty} {path}{name}` is missing here")),
                (Some((name, ty)), Some(their)) if (name, ty) == (&their.0, &their.1) => {
                    self.nested_difference(ty, other, &format!("{path}{name}."))
                }
                (Some((name, ty)), Some((their_name, their_ty))) => {
                    Some(format!("`{ty} {path}{name}` here, `{their_ty} {path}{their_name}` there"))
                }
            };
            if difference.is_some() {
                return difference;
            }
        }
        None
    }

    /// Where a message differs that is a field of both.
    fn nested_difference(&self, ty: &str, other: &Self, path: &str) -> Option<String> {
        const DEPTH: usize = 64;
        let name = ty.split('[').next()?;
        let (ours, theirs) = (self.nested.get(name)?, other.nested.get(name)?);
        if path.matches('.').count() > DEPTH {
            return None;
        }
        self.difference((ours, theirs), other, path)
    }
}

/// Adds the definition of a message that others refer to.
pub(crate) fn push_message(text: &mut String, name: &str, definition: &str) {
    const WIDTH: usize = 80;
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text.extend(["=".repeat(WIDTH).as_str(), "\nMSG: ", name, "\n", definition]);
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAMPED: &str = "\
std_msgs/Header header
uint8[] data
================================================================================
MSG: builtin_interfaces/Time
int32 sec
uint32 nanosec
================================================================================
MSG: std_msgs/Header
builtin_interfaces/Time stamp
string frame_id
";

    #[test]
    fn text_is_read_and_written() {
        assert_eq!(Definition::of_text(STAMPED).to_text(), STAMPED);
    }

    #[test]
    fn the_first_difference_is_named_by_its_field() {
        let ours = Definition::of_text(STAMPED);
        assert_eq!(ours.nested.len(), 2);
        for (from, to, expected) in [
            ("", "", None),
            ("uint8[] data\n", "", Some("`uint8[] data` is missing there")),
            ("data\n", "data\nbool is_dense\n", Some("`bool is_dense` is missing here")),
            ("uint8[] data", "int8[] data", Some("`uint8[] data` here, `int8[] data` there")),
            (
                "uint32 nanosec",
                "int32 nsec",
                Some("`uint32 header.stamp.nanosec` here, `int32 header.stamp.nsec` there"),
            ),
        ] {
            let theirs = Definition::of_text(&STAMPED.replace(from, to));
            assert_eq!(ours.first_difference(&theirs).as_deref(), expected, "{to}");
        }
    }
}

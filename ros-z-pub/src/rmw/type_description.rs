//! The service by which a ROS node tells the definitions of its types:
//! `type_description_interfaces/srv/GetTypeDescription` (REP 2016).

use shm_cdr::ShmMessage;

use super::keyexpr::topic_key;
use crate::definition::{Definition, Fields, push_message};
use crate::entity::NodeInfo;

/// The hash of the service.
const HASH: &str = "RIHS01_69b9c19c1021405984cc60dbbb1edceb147a6538b411d812ba6afabeed962cd5";

/// The key under which a node answers.
pub(crate) fn type_description_key(domain_id: u32, node: &NodeInfo) -> String {
    let service = format!("{node}/get_type_description");
    topic_key(domain_id, &service, "type_description_interfaces/srv/GetTypeDescription", HASH)
}

/// What is asked.
#[derive(ShmMessage, Debug)]
#[shm(type_name = "type_description_interfaces/srv/GetTypeDescription_Request")]
pub(crate) struct TypeDescriptionRequest {
    pub(crate) type_name: String,
    pub(crate) type_hash: String,
    pub(crate) include_type_sources: bool,
}

/// The answer.
#[derive(ShmMessage, Debug)]
#[shm(type_name = "type_description_interfaces/srv/GetTypeDescription_Response")]
pub(crate) struct TypeDescriptionResponse {
    successful: bool,
    failure_reason: String,
    type_description: TypeDescription,
    type_sources: Vec<TypeSource>,
    extra_information: Vec<KeyValue>,
}

#[derive(ShmMessage, Debug, Default)]
#[shm(type_name = "type_description_interfaces/msg/TypeDescription")]
struct TypeDescription {
    type_description: IndividualTypeDescription,
    referenced_type_descriptions: Vec<IndividualTypeDescription>,
}

#[derive(ShmMessage, Debug, Default)]
#[shm(type_name = "type_description_interfaces/msg/IndividualTypeDescription")]
struct IndividualTypeDescription {
    #[shm(max_len = 255)]
    type_name: String,
    fields: Vec<Field>,
}

#[derive(ShmMessage, Debug, Default)]
#[shm(type_name = "type_description_interfaces/msg/Field")]
struct Field {
    name: String,
    r#type: FieldType,
    default_value: String,
}

#[derive(ShmMessage, Debug, Default)]
#[shm(type_name = "type_description_interfaces/msg/FieldType")]
struct FieldType {
    type_id: u8,
    capacity: u64,
    string_capacity: u64,
    #[shm(max_len = 255)]
    nested_type_name: String,
}

#[derive(ShmMessage, Debug, Default)]
#[shm(type_name = "type_description_interfaces/msg/TypeSource")]
struct TypeSource {
    type_name: String,
    encoding: String,
    raw_file_contents: String,
}

#[derive(ShmMessage, Debug, Default)]
#[shm(type_name = "type_description_interfaces/msg/KeyValue")]
struct KeyValue {
    key: String,
    value: String,
}

impl TypeDescriptionResponse {
    /// The definition, unless the node does not know the type.
    pub(crate) fn into_definition(self) -> Option<Definition> {
        if !self.successful {
            return None;
        }
        let TypeDescription { type_description, referenced_type_descriptions } =
            self.type_description;
        let referenced = referenced_type_descriptions.into_iter();
        Some(Definition {
            fields: type_description.into_fields(),
            nested: referenced
                .map(|message| (message.type_name.clone(), message.into_fields()))
                .map(|(name, fields)| (short_name(&name), fields))
                .collect(),
        })
    }
}

impl TypeDescriptionResponse {
    /// The definition as text: that of the .msg files if the node has them, else what the
    /// description says.
    pub(crate) fn into_text(self) -> Option<String> {
        let Self { successful, type_description, type_sources, .. } = &self;
        if !successful {
            return None;
        }
        let source = |name: &str| {
            let source = type_sources.iter().find(|source| source.type_name == name)?;
            (source.encoding == "msg").then_some(source.raw_file_contents.as_str())
        };
        let mut text = source(&type_description.type_description.type_name).map(ToOwned::to_owned);
        for referenced in &type_description.referenced_type_descriptions {
            text = text.and_then(|mut text| {
                let name = &referenced.type_name;
                push_message(&mut text, &short_name(name), source(name)?);
                Some(text)
            });
        }
        text.or_else(|| self.into_definition().map(|definition| definition.to_text()))
    }
}

impl IndividualTypeDescription {
    fn into_fields(self) -> Fields {
        let fields = self.fields.into_iter();
        // What REP 2016 has in place of no field at all.
        let fields = fields.filter(|field| field.name != "structure_needs_at_least_one_member");
        fields.map(|field| (field.name, field.r#type.to_text())).collect()
    }
}

impl FieldType {
    /// As a .msg file has it.
    fn to_text(&self) -> String {
        let Self { type_id, capacity, string_capacity, nested_type_name } = self;
        let element = match type_id % 48 {
            1 => short_name(nested_type_name),
            17 => "string".into(),
            18 => "wstring".into(),
            21 => format!("string<={string_capacity}"),
            22 => format!("wstring<={string_capacity}"),
            id => PRIMITIVES.get(usize::from(id)).copied().unwrap_or("?").into(),
        };
        match type_id / 48 {
            0 => element,
            1 => format!("{element}[{capacity}]"),
            2 => format!("{element}[<={capacity}]"),
            _ => format!("{element}[]"),
        }
    }
}

/// By their numbers in type_description_interfaces/msg/FieldType. `char` is `uint8` there, as in
/// the definitions of this crate's messages.
const PRIMITIVES: [&str; 17] = [
    "?", "?", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32",
    "float64", "float128", "uint8", "wchar", "bool", "byte",
];

/// `package/Name` for `package/msg/Name`.
fn short_name(name: &str) -> String {
    match (name.split_once('/'), name.rsplit_once('/')) {
        (Some((package, _)), Some((_, name))) => format!("{package}/{name}"),
        _ => name.into(),
    }
}

//! What code from hiroz-codegen 0.2.1 refers to in hiroz 0.2.1, with the same shapes and
//! without Zenoh, which takes minutes to compile. The generated code compiles against this at
//! least as fast as against the whole of it.

use hiroz_cdr::{CdrBuffer, CdrDeserialize, CdrReader, CdrSerialize, CdrSerializedSize, CdrWriter};
use zenoh_buffers::buffer::{Buffer as _, SplitBuffer as _};

pub use ros_msg::{ActionTypeInfo, MessageTypeInfo, ServiceTypeInfo};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ZBuf(pub zenoh_buffers::ZBuf);

impl std::ops::Deref for ZBuf {
    type Target = zenoh_buffers::ZBuf;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl CdrSerialize for ZBuf {
    fn cdr_serialize<BO: byteorder::ByteOrder, B: CdrBuffer>(&self, w: &mut CdrWriter<'_, BO, B>) {
        w.write_bytes(self.0.contiguous().as_ref());
    }
}

impl CdrDeserialize for ZBuf {
    fn cdr_deserialize<'de, BO: byteorder::ByteOrder>(
        r: &mut CdrReader<'de, BO>,
    ) -> hiroz_cdr::Result<Self> {
        let count = r.read_sequence_length()?;
        Ok(Self(r.read_bytes(count)?.to_vec().into()))
    }
}

impl CdrSerializedSize for ZBuf {
    fn cdr_serialized_size(&self, pos: usize) -> usize {
        pos + (4 - pos % 4) % 4 + 4 + self.0.len()
    }
}

impl serde::Serialize for ZBuf {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0.contiguous().as_ref())
    }
}

impl<'de> serde::Deserialize<'de> for ZBuf {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<u8>::deserialize(deserializer).map(|bytes| Self(bytes.into()))
    }
}

pub mod entity {
    #[derive(Debug, Hash, PartialEq, Eq, Clone)]
    pub struct TypeHash {
        pub version: u8,
        pub value: [u8; 32],
    }

    impl TypeHash {
        pub fn from_rihs_string(text: &str) -> Option<Self> {
            let digits = text.strip_prefix("RIHS01_")?;
            let mut value = [0; 32];
            for (byte, pair) in value.iter_mut().zip(digits.as_bytes().chunks(2)) {
                *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
            }
            Some(Self { version: 1, value })
        }
    }

    #[derive(Debug, Hash, PartialEq, Eq, Clone)]
    pub struct TypeInfo {
        pub name: String,
        pub hash: TypeHash,
    }

    impl TypeInfo {
        pub fn new(name: &str, hash: TypeHash) -> Self {
            Self { name: name.to_string(), hash }
        }
    }
}

pub mod ros_msg {
    use crate::entity::{TypeHash, TypeInfo};

    pub trait MessageTypeInfo {
        fn type_name() -> &'static str;
        fn type_hash() -> TypeHash;
        fn type_info() -> TypeInfo {
            TypeInfo::new(Self::type_name(), Self::type_hash())
        }
        fn package_name() -> &'static str {
            Self::type_name().split("::").next().unwrap_or("unknown")
        }
        fn is_fixed_size() -> bool {
            false
        }
        fn message_schema() -> Option<std::sync::Arc<crate::dynamic::MessageSchema>> {
            None
        }
        fn type_name_dyn(&self) -> String {
            Self::type_name().to_string()
        }
        fn type_hash_dyn(&self) -> TypeHash {
            Self::type_hash()
        }
        fn type_info_dyn(&self) -> TypeInfo {
            TypeInfo::new(&self.type_name_dyn(), self.type_hash_dyn())
        }
        fn package_name_dyn(&self) -> String {
            self.type_name_dyn().split("::").next().unwrap_or("unknown").to_string()
        }
    }

    pub trait WithTypeInfo: MessageTypeInfo {}

    pub trait ServiceTypeInfo {
        fn service_type_info() -> TypeInfo;
        fn service_type_info_dyn(&self) -> TypeInfo {
            Self::service_type_info()
        }
    }

    pub trait ActionTypeInfo {
        fn action_type_info() -> TypeInfo;
        fn action_type_info_dyn(&self) -> TypeInfo {
            Self::action_type_info()
        }
    }
}

pub mod dynamic {
    use std::sync::Arc;

    #[derive(Clone, Debug)]
    pub enum FieldType {
        Bool,
        Int8,
        Int16,
        Int32,
        Int64,
        Uint8,
        Uint16,
        Uint32,
        Uint64,
        Float32,
        Float64,
        String,
        BoundedString(usize),
        Message(Arc<MessageSchema>),
        Array(Box<FieldType>, usize),
        Sequence(Box<FieldType>),
        BoundedSequence(Box<FieldType>, usize),
    }

    #[derive(Clone, Debug)]
    pub struct MessageSchema {
        pub type_name: String,
        pub fields: Vec<(String, FieldType)>,
    }

    impl MessageSchema {
        pub fn builder(type_name: &str) -> MessageSchemaBuilder {
            MessageSchemaBuilder { type_name: type_name.to_string(), fields: Vec::new() }
        }
    }

    #[derive(Debug)]
    pub struct InvalidTypeName(pub String);

    pub struct MessageSchemaBuilder {
        type_name: String,
        fields: Vec<(String, FieldType)>,
    }

    impl MessageSchemaBuilder {
        pub fn field(mut self, name: &str, field_type: FieldType) -> Self {
            self.fields.push((name.to_string(), field_type));
            self
        }

        pub fn build(self) -> Result<Arc<MessageSchema>, InvalidTypeName> {
            if self.type_name.split('/').count() != 3 {
                return Err(InvalidTypeName(self.type_name));
            }
            Ok(Arc::new(MessageSchema { type_name: self.type_name, fields: self.fields }))
        }
    }
}

pub mod msg {
    use hiroz_cdr::{CdrDeserialize, CdrSerialize, CdrSerializedSize};

    pub trait ZMessage: Send + Sync + Sized + 'static {}

    impl<T> ZMessage for T where
        T: Send + Sync + CdrSerialize + CdrDeserialize + CdrSerializedSize + 'static
    {
    }

    pub trait ZService {
        type Request: ZMessage;
        type Response: ZMessage;
    }
}

pub mod action {
    use crate::entity::TypeInfo;
    use crate::msg::ZMessage;

    pub trait ZAction: Send + Sync + 'static {
        type Goal: ZMessage
            + Clone
            + Send
            + Sync
            + serde::Serialize
            + for<'de> serde::Deserialize<'de>;
        type Result: ZMessage
            + Clone
            + Send
            + Sync
            + serde::Serialize
            + for<'de> serde::Deserialize<'de>;
        type Feedback: ZMessage + Clone + serde::Serialize + for<'de> serde::Deserialize<'de>;

        fn name() -> &'static str;
        fn send_goal_type_info() -> TypeInfo;
        fn get_result_type_info() -> TypeInfo;
        fn cancel_goal_type_info() -> TypeInfo;
        fn feedback_type_info() -> TypeInfo;
        fn status_type_info() -> TypeInfo;
    }
}

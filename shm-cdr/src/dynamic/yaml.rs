//! YAML as `ros2 topic echo` prints it: rosidl_runtime_py's `message_to_yaml`, whose text is
//! that of PyYAML's `dump` without limits on the length of lines.

use core::fmt::{self, Write};

use ros_z_idl::Primitive;

use super::scalar::{float, is_other_than_text, string};
use super::ty::{Count, DynamicField, Item};
use super::value::{DynamicMessage, DynamicValue};

/// A message as YAML, made by [`DynamicMessage::yaml`].
///
/// ```
/// use shm_cdr::dynamic::DynamicType;
///
/// let ty = DynamicType::parse("demo_msgs/msg/Named", "string name\nuint8[] data\n")?;
/// let mut named = ty.default_value();
/// named.set("name", "a long name")?;
/// assert_eq!(named.yaml().truncate_length(6).to_string(), "name: a long...\ndata: []\n");
/// let short = named.yaml().no_str().no_arr().to_string();
/// assert_eq!(short, "name: '<string length: <11>>'\ndata: '<sequence type: uint8, length: 0>'\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Yaml<'m> {
    message: &'m DynamicMessage<'m>,
    style: Style,
}

#[derive(Clone, Copy, Debug, Default)]
struct Style {
    truncate: Option<usize>,
    no_arr: bool,
    no_str: bool,
}

impl DynamicMessage<'_> {
    /// The message as YAML, in full; shorter as the calls on the result say.
    ///
    /// ```
    /// use shm_cdr::dynamic::DynamicType;
    ///
    /// let ty = DynamicType::parse("demo_msgs/msg/Scan", "string name\nfloat32[] ranges\n")?;
    /// let mut scan = ty.default_value();
    /// scan.set("name", "front")?;
    /// scan.set("ranges", vec![0.5f32; 300])?;
    /// let full = scan.yaml().to_string();
    /// assert_eq!(full.lines().count(), 302);
    /// // What `ros2 topic echo` prints unless asked for more.
    /// let short = scan.yaml().truncate_length(128).to_string();
    /// assert!(short.ends_with("- 0.5\n- '...'\n"));
    /// assert_eq!(
    ///     scan.yaml().no_arr().to_string(),
    ///     "name: front\nranges: '<sequence type: float, length: 300>'\n"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn yaml(&self) -> Yaml<'_> {
        Yaml { message: self, style: Style::default() }
    }
}

/// YAML in full.
impl fmt::Display for DynamicMessage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.yaml().fmt(f)
    }
}

impl Yaml<'_> {
    /// Cuts arrays, sequences and strings that are longer, and puts `...` after the first
    /// `len` elements or characters. `ros2 topic echo` does so at 128.
    #[must_use]
    pub fn truncate_length(mut self, len: usize) -> Self {
        self.style.truncate = Some(len);
        self
    }

    /// Shows type and length of arrays and sequences in place of their elements.
    #[must_use]
    pub fn no_arr(mut self) -> Self {
        self.style.no_arr = true;
        self
    }

    /// Shows the length of strings in place of their text.
    #[must_use]
    pub fn no_str(mut self) -> Self {
        self.style.no_str = true;
        self
    }
}

impl fmt::Display for Yaml<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.message.values().is_empty() {
            return f.write_str("{}\n");
        }
        self.style.fields(f, self.message, 0, false)
    }
}

impl Style {
    /// The fields, each on a line; of the first one the indentation is there already if the
    /// message is an element of a list.
    fn fields(
        self,
        f: &mut fmt::Formatter<'_>,
        message: &DynamicMessage<'_>,
        indent: usize,
        in_list: bool,
    ) -> fmt::Result {
        let fields = message.dynamic_type().fields().iter().zip(message.values());
        for (index, (field, value)) in fields.enumerate() {
            if index > 0 || !in_list {
                write!(f, "{:indent$}", "")?;
            }
            key(f, field.name())?;
            f.write_char(':')?;
            self.value(f, field, value, indent)?;
        }
        Ok(())
    }

    /// A value behind the name of its field, and the end of its last line.
    fn value(
        self,
        f: &mut fmt::Formatter<'_>,
        field: &DynamicField,
        value: &DynamicValue<'_>,
        indent: usize,
    ) -> fmt::Result {
        let len = match value {
            DynamicValue::Numbers(numbers) => numbers.len(),
            DynamicValue::List(items) => items.len(),
            DynamicValue::Message(message) if !message.values().is_empty() => {
                f.write_char('\n')?;
                return self.fields(f, message, indent + 2, false);
            }
            value => {
                f.write_char(' ')?;
                self.scalar(f, value, indent)?;
                return f.write_char('\n');
            }
        };
        if self.no_arr {
            // A colon and a space stand in it.
            return writeln!(f, " '{}'", Abbreviated(field, len));
        }
        if len == 0 {
            return f.write_str(" []\n");
        }
        f.write_char('\n')?;
        let shown = self.truncate.unwrap_or(len);
        let item = |f: &mut fmt::Formatter<'_>, item: &DynamicValue<'_>| {
            write!(f, "{:indent$}- ", "")?;
            match item {
                DynamicValue::Message(message) if !message.values().is_empty() => {
                    self.fields(f, message, indent + 2, true)
                }
                item => {
                    self.scalar(f, item, indent)?;
                    f.write_char('\n')
                }
            }
        };
        match value {
            DynamicValue::Numbers(numbers) => {
                numbers.iter().take(shown).try_for_each(|number| item(f, &number))?;
            }
            value => {
                let items = value.as_list().unwrap_or_default();
                items.iter().take(shown).try_for_each(|value| item(f, value))?;
            }
        }
        if len > shown {
            writeln!(f, "{:indent$}- '...'", "")?;
        }
        Ok(())
    }

    fn scalar(
        self,
        f: &mut fmt::Formatter<'_>,
        value: &DynamicValue<'_>,
        indent: usize,
    ) -> fmt::Result {
        match value {
            DynamicValue::Bool(value) => write!(f, "{value}"),
            // In Python, `bytes` of one element, which are shown as text.
            DynamicValue::Byte(octet) => {
                let mut text = [0; 2];
                let text = char::from(*octet).encode_utf8(&mut text);
                match self.truncate {
                    Some(0) => string(f, "...", indent),
                    _ => string(f, text, indent),
                }
            }
            DynamicValue::Float32(value) => float(f, (*value).into()),
            DynamicValue::Float64(value) => float(f, *value),
            DynamicValue::Str(text) | DynamicValue::WideStr(text) => self.text(f, text, indent),
            DynamicValue::Message(_) => f.write_str("{}"),
            DynamicValue::Numbers(_) | DynamicValue::List(_) => f.write_str("[]"),
            value => match value.as_integer() {
                Some(value) => write!(f, "{value}"),
                None => Ok(()),
            },
        }
    }

    fn text(self, f: &mut fmt::Formatter<'_>, text: &str, indent: usize) -> fmt::Result {
        if self.no_str {
            return write!(f, "'<string length: <{}>>'", text.chars().count());
        }
        match self.truncate.and_then(|len| text.char_indices().nth(len)) {
            Some((end, _)) => {
                let cut = text.get(..end).unwrap_or_default();
                string(f, &alloc::format!("{cut}..."), indent)
            }
            None => string(f, text, indent),
        }
    }
}

/// An array or sequence without its elements, with the type names of IDL.
struct Abbreviated<'a>(&'a DynamicField, usize);

impl fmt::Display for Abbreviated<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(field, len) = self;
        let name = match &field.element {
            Item::Primitive(primitive) => match primitive {
                Primitive::Bool => "boolean",
                Primitive::Byte => "octet",
                Primitive::Char => "uint8",
                Primitive::Float32 => "float",
                Primitive::Float64 => "double",
                primitive => primitive.name(),
            },
            Item::String(_) => "string",
            Item::WString(_) => "wstring",
            Item::Message(ty) => ty.type_name(),
        };
        match field.count {
            Count::Single | Count::Array(_) => write!(f, "<array type: {name}[{len}]>"),
            Count::Sequence(Some(max)) => {
                write!(f, "<sequence type: {name}[{max}], length: {len}>")
            }
            Count::Sequence(None) => write!(f, "<sequence type: {name}, length: {len}>"),
        }
    }
}

/// The name of a field. Some are words that mean something else in YAML.
fn key(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    if is_other_than_text(name) { write!(f, "'{name}'") } else { f.write_str(name) }
}

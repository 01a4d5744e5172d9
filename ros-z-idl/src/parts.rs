//! The types that an interface stands for: itself, and the messages of a service or action.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::description::{Element, FieldType, Fields, Primitive};
use crate::model::{Body, Interface, Message};
use crate::name::TypeName;

/// A type with a name and a hash of its own.
///
/// ```
/// use ros_z_idl::{Interfaces, Origin};
///
/// let mut interfaces = Interfaces::new();
/// interfaces.add("demo_msgs/srv/Add".parse()?, "Add.srv", b"int32 a\n---\nint32 sum\n");
/// interfaces.add_standard();
/// let checked = interfaces.check()?;
/// let add = checked.get(&"demo_msgs/srv/Add".parse()?).unwrap();
/// let types = add.types();
/// let request = &types[0];
/// assert_eq!(request.name.to_string(), "demo_msgs/srv/Add_Request");
/// assert_eq!(request.fields[0].0, "a");
/// assert!(matches!(request.origin, Origin::Written(_)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Type<'a> {
    /// The full name, such as `std_srvs/srv/SetBool_Request`.
    pub name: TypeName,
    /// The interface that it belongs to, such as `std_srvs/srv/SetBool`.
    pub interface: &'a Interface,
    /// The fields that its hash is made of.
    pub fields: Fields,
    /// Where the fields come from.
    pub origin: Origin<'a>,
}

/// Where the fields of a type come from.
///
/// ```
/// use ros_z_idl::{Interfaces, Origin};
///
/// let checked = Interfaces::standard().check()?;
/// let service = checked.get(&"std_srvs/srv/SetBool".parse()?).unwrap();
/// let types = service.types();
/// let sent = types.iter().filter(|it| !matches!(it.origin, Origin::Whole));
/// let written = types.iter().filter(|it| matches!(it.origin, Origin::Written(_)));
/// // The request, the response, and the event that ROS makes of both.
/// assert_eq!((types.len(), sent.count(), written.count()), (4, 3, 2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Origin<'a> {
    /// From the definition.
    Written(&'a Message),
    /// From ROS: the messages around the parts of a service or an action.
    Derived,
    /// From ROS: a service or an action itself, which is no message.
    Whole,
}

pub(crate) const SERVICE_EVENT_INFO: &str = "service_msgs/msg/ServiceEventInfo";
pub(crate) const UUID: &str = "unique_identifier_msgs/msg/UUID";
pub(crate) const TIME: &str = "builtin_interfaces/msg/Time";

impl Interface {
    /// The types that the interface stands for, itself last.
    pub fn types(&self) -> Vec<Type<'_>> {
        let mut types = Types { interface: self, types: Vec::new() };
        match &self.body {
            Body::Message(message) => types.written("", message),
            Body::Service(service) => {
                types.written("_Request", &service.request);
                types.written("_Response", &service.response);
                types.service("");
            }
            Body::Action(action) => {
                types.written("_Goal", &action.goal);
                types.written("_Result", &action.result);
                types.written("_Feedback", &action.feedback);
                let (goal_id, stamp) = (FieldType::message(UUID), FieldType::message(TIME));
                let accepted = FieldType::single(Element::Primitive(Primitive::Bool));
                let status = FieldType::single(Element::Primitive(Primitive::Int8));
                let part = |suffix| FieldType::message(types.name(suffix).to_string());
                let (goal, result, feedback) = (part("_Goal"), part("_Result"), part("_Feedback"));
                let send = part("_SendGoal");
                let get = part("_GetResult");
                let message = part("_FeedbackMessage");
                types.derived(
                    "_SendGoal_Request",
                    [("goal_id", goal_id.clone()), ("goal", goal.clone())],
                );
                types.derived("_SendGoal_Response", [("accepted", accepted), ("stamp", stamp)]);
                types.service("_SendGoal");
                types.derived("_GetResult_Request", [("goal_id", goal_id.clone())]);
                types.derived(
                    "_GetResult_Response",
                    [("status", status), ("result", result.clone())],
                );
                types.service("_GetResult");
                types.derived(
                    "_FeedbackMessage",
                    [("goal_id", goal_id), ("feedback", feedback.clone())],
                );
                let whole = [
                    ("goal", goal),
                    ("result", result),
                    ("feedback", feedback),
                    ("send_goal_service", send),
                    ("get_result_service", get),
                    ("feedback_message", message),
                ];
                types.add("", Origin::Whole, whole);
            }
        }
        types.types
    }
}

struct Types<'a> {
    interface: &'a Interface,
    types: Vec<Type<'a>>,
}

impl<'a> Types<'a> {
    fn name(&self, suffix: &str) -> TypeName {
        let TypeName { package, kind, name } = &self.interface.name;
        TypeName::new(package, *kind, format!("{name}{suffix}"))
    }

    fn written(&mut self, suffix: &str, message: &'a Message) {
        let fields = message.fields();
        let fields = fields
            .map(|field| (Cow::Owned(field.name.value.clone()), field.ty.value.clone()))
            .collect();
        self.push(suffix, Origin::Written(message), fields);
    }

    fn derived<const N: usize>(&mut self, suffix: &str, fields: [(&'static str, FieldType); N]) {
        self.add(suffix, Origin::Derived, fields);
    }

    /// The event of a service, and the service itself.
    fn service(&mut self, suffix: &str) {
        let part = |part: &str| String::from(&self.name(&format!("{suffix}{part}")));
        let (request, response, event) = (part("_Request"), part("_Response"), part("_Event"));
        self.derived(
            &format!("{suffix}_Event"),
            [
                ("info", FieldType::message(SERVICE_EVENT_INFO)),
                ("request", FieldType::messages(&request, 1)),
                ("response", FieldType::messages(&response, 1)),
            ],
        );
        let whole = [
            ("request_message", FieldType::message(request)),
            ("response_message", FieldType::message(response)),
            ("event_message", FieldType::message(event)),
        ];
        self.add(suffix, Origin::Whole, whole);
    }

    fn add<const N: usize>(
        &mut self,
        suffix: &str,
        origin: Origin<'a>,
        fields: [(&'static str, FieldType); N],
    ) {
        let fields = fields.into_iter().map(|(name, ty)| (Cow::Borrowed(name), ty)).collect();
        self.push(suffix, origin, fields);
    }

    fn push(&mut self, suffix: &str, origin: Origin<'a>, fields: Fields) {
        let name = self.name(suffix);
        self.types.push(Type { name, interface: self.interface, fields, origin });
    }
}

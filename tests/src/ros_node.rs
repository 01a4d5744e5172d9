//! What a node of ROS 2 has beside its endpoints, as far as Zenoh can tell.

use ros_z_msgs::type_description_interfaces::{
    Field, FieldType, GetTypeDescription_Request, GetTypeDescription_Response,
    IndividualTypeDescription,
};
use shm_cdr::ShmMessage;
use zenoh::query::Queryable;
use zenoh::{Session, Wait};

/// The service of the node `/ros/lidar` that tells the definitions of its types.
pub fn type_description_service(
    session: &Session,
    answer: impl Fn(GetTypeDescription_Request) -> GetTypeDescription_Response + Send + Sync + 'static,
) -> zenoh::Result<Queryable<()>> {
    session
        .declare_queryable(
            "0/ros/lidar/get_type_description/\
             type_description_interfaces::srv::dds_::GetTypeDescription_/\
             RIHS01_69b9c19c1021405984cc60dbbb1edceb147a6538b411d812ba6afabeed962cd5",
        )
        .complete(true)
        .callback(move |query| {
            let attachment = query.attachment().map(|it| it.len());
            let request = query.payload().map(|it| it.to_bytes()).unwrap_or_default();
            let Ok(request) = GetTypeDescription_Request::from_cdr(&request) else { return };
            let (Some(33), Ok(response)) = (attachment, answer(request).to_cdr()) else { return };
            let _ = query.reply(query.key_expr().clone(), response).wait();
        })
        .wait()
}

/// The key under which that node shows a publisher.
pub fn publisher_token(session: &Session, topic: &str, type_name: &str, hash: &str) -> String {
    let (zid, topic) = (session.zid(), topic.replace('/', "%"));
    let (package, name) = type_name.split_once("/msg/").unwrap_or_default();
    format!(
        "@ros2_lv/0/{zid}/0/1/MP/%/%ros/lidar/{topic}/{package}::msg::dds_::{name}_/{hash}/::,7:,:,:,,"
    )
}

/// A field of a description; those of messages name the message.
pub fn field(name: &str, type_id: u8, nested: &str) -> Field {
    let r#type = FieldType { type_id, nested_type_name: nested.into(), ..FieldType::default() };
    Field { name: name.into(), r#type, default_value: String::new() }
}

/// The description of one message.
pub fn message(name: &str, fields: impl IntoIterator<Item = Field>) -> IndividualTypeDescription {
    IndividualTypeDescription { type_name: name.into(), fields: fields.into_iter().collect() }
}

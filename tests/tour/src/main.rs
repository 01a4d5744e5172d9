//! What a newcomer does, one after the other, each in a context of its own.

use std::error::Error;
use std::sync::mpsc::channel;
use std::time::Duration;

use ros_z_msgs::points::{PointXyz, points_mut};
use ros_z_msgs::sensor_msgs::{Image, PointCloud2};
use ros_z_msgs::std_msgs::{Header, String as Text};
use ros_z_pub::prelude::*;

mod interfaces {
    include!(concat!(env!("OUT_DIR"), "/interfaces.rs"));
}

type Step = Result<(), Box<dyn Error + Send + Sync>>;

const DEADLINE: Duration = Duration::from_secs(30);

#[derive(ShmMessage, Clone, Debug, PartialEq)]
#[shm(type_name = "tour_msgs/msg/Frame")]
struct Frame {
    number: u32,
    labels: Vec<String>,
    #[shm(default)]
    covariance: [f64; 36],
    pixels: ZBuf,
}

#[derive(ShmMessage, serde::Serialize, serde::Deserialize, Clone, Debug, Default, PartialEq)]
#[shm(type_name = "tour_msgs/msg/Detection")]
struct Detection {
    label: String,
    #[serde(with = "ros_z_pub::shm_cdr::serde_zbuf")]
    mask: ZBuf,
}

fn main() -> Step {
    ros_z_pub::init_log();
    let steps: [(&str, fn() -> Step); 7] = [
        ("publish a message of my own", own_message),
        ("publish a camera's frames by loans", camera_loan),
        ("write and read the points of a cloud", typed_cloud),
        ("receive in async code", asynchronous),
        ("receive by a callback", callback),
        ("show a message as JSON", json),
        ("use a .msg file", definitions),
    ];
    for (name, step) in steps {
        step().map_err(|error| format!("{name}: {error}"))?;
        println!("ok: {name}");
    }
    Ok(())
}

/// A node that nobody else finds.
fn node() -> ros_z_pub::Result<ZNode> {
    let ctx = ZContextBuilder::default().with_listen_endpoints(["tcp/127.0.0.1:0"]);
    ctx.with_shm_pool_size(4 << 20)?.build()?.create_node("tour").build()
}

fn check(holds: bool, what: &str) -> Step {
    if holds { Ok(()) } else { Err(what.into()) }
}

fn own_message() -> Step {
    let node = node()?;
    let publisher = node.create_pub("frame").build()?;
    let subscriber = node.create_sub::<Frame>("frame").build()?;
    let pixels = ZBuf::from(vec![7; 1000]);
    let frame = Frame { number: 1, labels: vec!["car".into()], pixels, ..Default::default() };
    let outcome = publisher.publish(&frame)?;
    check(outcome.is_shm(), "it is in shared memory")?;
    let received = subscriber.recv_timeout(DEADLINE)?.ok_or("nothing came")?;
    check(*received == frame && received.is_shm(), "it arrives there")?;
    check(received.pixels.len() == 1000 && received.pixels.bytes()[999] == 7, "its bytes are read")
}

fn camera_loan() -> Step {
    let node = node()?;
    let publisher = node.create_pub::<Image>("image").build()?;
    let subscriber = node.create_sub::<Image>("image").in_place().build()?;
    let image = Image::layout_of(640, 480, "rgb8")?;
    let data = Image::fields().data;
    let mut loan = publisher.loan(&image).reserve_unzeroed(data, image.data_size()).build()?;
    loan.slice_mut(data)?.fill(128);
    check(loan.publish()?.is_shm(), "it is in shared memory")?;
    let received = subscriber.recv_timeout(DEADLINE)?.ok_or("nothing came")?;
    let pixels = received.view()?;
    let pixels = pixels.pixels::<[u8; 3]>()?;
    check(pixels.at(639, 479) == Some([128; 3]), "pixels are read in place")
}

fn typed_cloud() -> Step {
    let node = node()?;
    let publisher = node.create_pub::<PointCloud2>("cloud").build()?;
    let subscriber = node.create_sub::<PointCloud2>("cloud").build()?;
    let point = PointXyz { x: 1.0, y: 2.0, z: 3.0 };
    publisher.publish(&PointCloud2::from_points(&[point; 100])?)?;
    let received = subscriber.recv_timeout(DEADLINE)?.ok_or("nothing came")?;
    check(received.points::<PointXyz>()?.to_vec() == [point; 100], "points come back")?;

    let cloud = PointCloud2::layout_of::<PointXyz>(100, 1)?;
    let data = PointCloud2::fields().data;
    let mut loan = publisher.loan(&cloud).reserve(data, cloud.data_size()).build()?;
    points_mut::<PointXyz>(loan.slice_mut(data)?)?.fill(point);
    loan.publish()?;
    let received = subscriber.recv_timeout(DEADLINE)?.ok_or("nothing came")?;
    check(received.points::<PointXyz>()?.at(99, 0) == Some(point), "points are written in place")
}

fn asynchronous() -> Step {
    let node = node()?;
    let publisher = node.create_pub("text").build()?;
    let subscriber = node.create_sub::<Text>("text").build()?;
    pollster::block_on(async {
        publisher.publish_async(&Text { data: "hello".into() }).await?;
        check(subscriber.recv_async().await?.data == "hello", "it arrives")
    })
}

fn callback() -> Step {
    let node = node()?;
    let (sender, texts) = channel();
    let _subscriber = node.create_sub::<Text>("text").build_with_callback(
        move |message: ros_z_pub::Result<Received<Text>>| {
            let _ = sender.send(message.map(|text| text.data.clone()));
        },
    )?;
    node.create_pub("text").build()?.publish(&Text { data: "hello".into() })?;
    check(texts.recv_timeout(DEADLINE)?? == "hello", "it is called")
}

fn json() -> Step {
    let header = Header { frame_id: "map".into(), ..Default::default() };
    let text = serde_json::to_string(&header)?;
    check(text == r#"{"stamp":{"sec":0,"nanosec":0},"frame_id":"map"}"#, "as ROS prints it")?;
    let own = Detection { label: "car".into(), mask: ZBuf::from(vec![1, 0, 1]) };
    let text = serde_json::to_string(&own)?;
    check(text == r#"{"label":"car","mask":[1,0,1]}"#, "one's own as well")?;
    check(serde_json::from_str::<Detection>(&text)? == own, "and back")
}

fn definitions() -> Step {
    use interfaces::demo_msgs::msg::Range;

    let node = node()?;
    let publisher = node.create_pub("range").build()?;
    let subscriber = node.create_sub::<Range>("range").build()?;
    let range = Range {
        header: Header::stamped("sonar"),
        kind: Range::INFRARED,
        ranges: vec![1.0, 2.0],
        ..Default::default()
    };
    publisher.publish(&range)?;
    let received = subscriber.recv_timeout(DEADLINE)?.ok_or("nothing came")?;
    check(*received == range && received.range_max == 30.0, "it arrives with its default")?;
    check(Range::type_name() == "demo_msgs/msg/Range", "by its name")
}

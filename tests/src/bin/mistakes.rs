//! Makes one mistake of `docs/troubleshooting.md`, and prints what its user sees.
//!
//! ```bash
//! cargo run --bin mistakes -- NAME
//! ```

use std::error::Error;
use std::time::Duration;

use ros_z_msgs::sensor_msgs::{Image, LaserScan};
use ros_z_msgs::std_msgs::{Int32, String as Text};
use ros_z_pub::prelude::*;
use ros_z_tests::messages::cloud;
use ros_z_tests::process::{context, endpoint, session_without_shm, wait_until};
use ros_z_tests::warnings::Warnings;
use rustix::process::{Resource, Rlimit, setrlimit};
use zenoh::Wait;

type Outcome = Result<(), Box<dyn Error + Send + Sync>>;

/// Makes a mistake.
type Mistake = fn() -> Outcome;

/// Every mistake, by its name in the page.
const MISTAKES: [(&str, Mistake); 22] = [
    ("shm_is_off", shm_is_off),
    ("below_the_threshold", below_the_threshold),
    ("larger_than_the_pool", larger_than_the_pool),
    ("pool_full", pool_full),
    ("low_memlock", low_memlock),
    ("transient_local", transient_local),
    ("shm_turned_off_by_a_setting", shm_turned_off_by_a_setting),
    ("nobody_shares_memory", nobody_shares_memory),
    ("impossible_pool", impossible_pool),
    ("two_pools", two_pools),
    ("reference_without_room", reference_without_room),
    ("another_type", another_type),
    ("another_definition", another_definition),
    ("incompatible_qos", incompatible_qos),
    ("another_namespace", another_namespace),
    ("invalid_topic", invalid_topic),
    ("invalid_domain", invalid_domain),
    ("no_router", no_router),
    ("closed", closed),
    ("too_long", too_long),
    ("undecodable", undecodable),
    ("no_definitions", no_definitions),
];

fn main() {
    let Some(name) = std::env::args().nth(1) else {
        MISTAKES.iter().for_each(|(name, _)| println!("{name}"));
        return;
    };
    let mistake = MISTAKES.iter().find(|(known, _)| *known == name);
    let outcome = mistake.ok_or_else(|| format!("no mistake `{name}`").into());
    match outcome.and_then(|(_, mistake)| mistake()) {
        Ok(()) => {}
        Err(error) => println!("{error}"),
    }
}

fn image(bytes: usize) -> Image {
    Image { data: ZBuf::from(vec![0; bytes]), ..Default::default() }
}

fn node(ctx: ZContextBuilder) -> ros_z_pub::Result<ZNode> {
    ctx.build()?.create_node("camera").build()
}

fn publish(ctx: ZContextBuilder, bytes: usize) -> Outcome {
    let publisher = node(ctx)?.create_pub("image").build()?;
    println!("{}", publisher.publish(&image(bytes))?);
    Ok(())
}

fn shm_is_off() -> Outcome {
    publish(context(), 100_000)
}

fn below_the_threshold() -> Outcome {
    publish(context().with_shm_enabled()?, 100)
}

fn larger_than_the_pool() -> Outcome {
    publish(context().with_shm_pool_size(1 << 20)?, 2 << 20)
}

fn pool_full() -> Outcome {
    let node = node(context().with_shm_pool_size(1 << 20)?)?;
    let publisher = node.create_pub("image").build()?;
    let subscriber = node.create_sub::<Image>("image").build()?;
    let mut kept = Vec::new();
    for _ in 0..3 {
        println!("{}", publisher.publish(&image(400_000))?);
        kept.push(subscriber.recv()?);
    }
    Ok(())
}

fn low_memlock() -> Outcome {
    // As an ordinary user: root may lock as much as there is.
    let mut capabilities = rustix::thread::capabilities(None)?;
    capabilities.effective.remove(rustix::thread::CapabilitySet::IPC_LOCK);
    rustix::thread::set_capabilities(None, capabilities)?;
    let limit = Some(8 << 20);
    setrlimit(Resource::Memlock, Rlimit { current: limit, maximum: limit })?;
    let warnings = Warnings::listen();
    publish(context().with_shm_pool_size(64 << 20)?, 100_000)?;
    warnings.about(&[]).iter().for_each(|warning| println!("warning: {warning}"));
    Ok(())
}

fn transient_local() -> Outcome {
    let node = node(context().with_shm_enabled()?)?;
    let qos = QosProfile::TRANSIENT_LOCAL;
    let publisher = node.create_pub("map").with_qos(qos).build()?;
    println!("{}", publisher.publish(&image(100_000))?);
    Ok(())
}

fn shm_turned_off_by_a_setting() -> Outcome {
    let warnings = Warnings::listen();
    // As whoever starts the program does, in its environment.
    let mut config = zenoh::Config::default();
    config.insert_json5("scouting/multicast/enabled", "false")?;
    with_environment("ZENOH_CONFIG_OVERRIDE", "transport/shared_memory/enabled=false", || {
        publish(context().with_zenoh_config(config).with_shm_enabled()?, 100_000)
    })?;
    warnings.about(&["last word"]).iter().for_each(|warning| println!("warning: {warning}"));
    Ok(())
}

/// Runs itself again with a variable in its environment, which cannot be set safely here.
fn with_environment(name: &str, value: &str, then: impl FnOnce() -> Outcome) -> Outcome {
    if std::env::var_os(name).is_some() {
        return then();
    }
    let program = std::env::current_exe()?;
    let mut again = std::process::Command::new(program);
    again.args(std::env::args().skip(1)).env(name, value).status()?;
    std::process::exit(0)
}

fn nobody_shares_memory() -> Outcome {
    let warnings = Warnings::listen();
    let node = node(context().with_shm_enabled()?)?;
    let publisher = node.create_pub("image").build()?;
    let session = session_without_shm(&endpoint(node.context()))?;
    let _subscriber = session.declare_subscriber(publisher.key_expr()).wait()?;
    let (_, of_topic) = publisher.key_expr().split_once("image").unwrap_or_default();
    let token =
        format!("@ros2_lv/0/{}/0/1/MS/%/%/far/%image{of_topic}/::,10:,:,:,,", session.zid());
    let _token = session.liveliness().declare_token(token).wait()?;
    wait_until("a warning", || {
        let _ = publisher.publish(&image(100_000));
        !warnings.about(&[]).is_empty()
    });
    warnings.about(&[]).iter().for_each(|warning| println!("warning: {warning}"));
    Ok(())
}

fn impossible_pool() -> Outcome {
    publish(context().with_shm_pool_size(10)?, 100)
}

fn two_pools() -> Outcome {
    let pool = ShmConfig::with_pool_size(1 << 20)?;
    publish(context().with_shm_config(pool).with_shm_pool_size(1 << 20)?, 100)
}

fn reference_without_room() -> Outcome {
    // A provider of Zenoh, which leaves no room after its buffers.
    let provider = zenoh::shm::ShmProviderBuilder::default_backend(1 << 20).wait()?;
    let publisher = node(context())?.create_pub("cloud").build()?;
    // `is_dense` follows the points.
    let mut cloud = cloud(0);
    cloud.data = provider.alloc(100_000).wait()?.into();
    println!("{}", publisher.publish(&cloud)?);
    Ok(())
}

/// Prints what is warned of once both sides know of each other.
fn warned(make: impl FnOnce(&ZNode, &ZNode) -> Outcome) -> Outcome {
    let warnings = Warnings::listen();
    let first = context().build()?;
    let second = context().with_connect_endpoints([endpoint(&first)]).build()?;
    let talker = first.create_node("talker").build()?;
    let listener = second.create_node("listener").build()?;
    make(&talker, &listener)?;
    let side = "the subscriber in node `/listener`";
    let of_listener = || warnings.about(&["`/scan`", side]).into_iter().next();
    wait_until("a warning", || of_listener().is_some());
    of_listener().iter().for_each(|warning| println!("warning: {warning}"));
    Ok(())
}

/// Keeps endpoints until the process ends.
fn keep<T>(endpoint: T) {
    std::mem::forget(endpoint);
}

fn another_type() -> Outcome {
    warned(|talker, listener| {
        keep(talker.create_pub::<Int32>("scan").build()?);
        keep(listener.create_sub::<Text>("scan").build()?);
        Ok(())
    })
}

fn another_definition() -> Outcome {
    #[derive(ShmMessage)]
    #[shm(type_name = "std_msgs/msg/Int32")]
    struct Number {
        data: i64,
    }

    warned(|talker, listener| {
        keep(talker.create_pub::<Int32>("scan").build()?);
        keep(listener.create_sub::<Number>("scan").build()?);
        Ok(())
    })
}

fn incompatible_qos() -> Outcome {
    warned(|talker, listener| {
        let offered = QosProfile::SENSOR_DATA;
        keep(talker.create_pub::<LaserScan>("scan").with_qos(offered).build()?);
        keep(listener.create_sub::<LaserScan>("scan").build()?);
        Ok(())
    })
}

fn another_namespace() -> Outcome {
    let warnings = Warnings::listen();
    let ctx = context().build()?;
    let lidar = ctx.create_node("lidar").with_namespace("robot").build()?;
    let _publisher = lidar.create_pub::<LaserScan>("scan").build()?;
    let viewer = ctx.create_node("viewer").build()?;
    let subscriber = viewer.create_sub::<LaserScan>("scan").build()?;
    println!("{}", subscriber.wait_for_publishers(1, Duration::from_millis(100))?);
    wait_until("a warning", || !warnings.about(&["something like it"]).is_empty());
    warnings.about(&[]).iter().for_each(|warning| println!("warning: {warning}"));
    Ok(())
}

fn invalid_topic() -> Outcome {
    let node = node(context())?;
    for topic in ["camera/image-raw", "camera/", "/camera//image"] {
        if let Err(error) = node.create_pub::<Image>(topic).build() {
            println!("{error}");
        }
    }
    Ok(())
}

fn invalid_domain() -> Outcome {
    with_environment("ROS_DOMAIN_ID", "robot", || publish(context(), 100))
}

fn no_router() -> Outcome {
    with_environment("ZENOH_ROUTER_CHECK_ATTEMPTS", "1", || {
        // Nobody listens on port 1.
        let ctx = ZContextBuilder::default().with_router();
        publish(ctx.with_connect_endpoints(["tcp/127.0.0.1:1"]), 100)
    })
}

fn closed() -> Outcome {
    let node = node(context())?;
    let subscriber = node.create_sub::<Image>("image").build()?;
    node.context().close()?;
    subscriber.recv()?;
    Ok(())
}

fn too_long() -> Outcome {
    #[derive(ShmMessage, Default)]
    #[shm(type_name = "demo_msgs/msg/Label")]
    struct Label {
        #[shm(max_len = 8)]
        name: String,
    }

    let publisher = node(context())?.create_pub("label").build()?;
    publisher.publish(&Label { name: "pedestrian".into() })?;
    Ok(())
}

fn undecodable() -> Outcome {
    let node = node(context())?;
    let subscriber = node.create_sub::<Text>("text").build()?;
    let raw = node.create_raw_pub("text", ros_z_pub::MessageType::of::<Text>()).build()?;
    // A string of 100 bytes, of which there are three.
    raw.publish_payload(vec![0, 1, 0, 0, 100, 0, 0, 0, b'a', b'b', b'c'])?;
    subscriber.recv()?;
    Ok(())
}

fn no_definitions() -> Outcome {
    let folder = std::env::temp_dir().join(format!("mistakes-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("demo_msgs/msg"))?;
    std::fs::write(
        folder.join("demo_msgs/msg/Scan.msg"),
        "std_msgs/Header header\nfloat32[] ranges\nfloat23 range_max\n",
    )?;
    let built = ros_z_build::Config::new().out_file(folder.join("out.rs")).compile([&folder]);
    let text = built.err().map(|error| error.to_string()).unwrap_or_default();
    println!("{}", text.replace(&*folder.to_string_lossy(), "interfaces"));
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

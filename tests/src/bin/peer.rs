//! The other process of a test. It says `ready`, then a line for each thing that
//! happens, and ends when its standard input does.
//!
//! - `cloud ENDPOINT TOPIC`: receives clouds, says `cloud SHM LENGTH SEQUENCE EQUAL`
//! - `view ENDPOINT TOPIC`: receives numbers in place, says
//!   `view SHM GATHERED BORROWED MAPPED LENGTH SUM LARGEST`, where LARGEST is the largest
//!   allocation since the message before, in bytes
//! - `place ENDPOINT TOPIC`: receives numbers in place, says
//!   `place FILE OFFSET LENGTH CANARY LARGEST`: where in which segment they lie, and the
//!   index of the first negative one
//! - `image ENDPOINT TOPIC`: receives images in place, says
//!   `image SHM GATHERED FILE OFFSET LENGTH LARGEST`: where in which segment their data lie
//! - `reflect ENDPOINT`: says where it listens, receives images on `image` and publishes
//!   them on `reflected`; says `reflect OUTCOME`
//! - `sink ENDPOINT IMAGES PARTS`: receives images and parts, and drops them
//! - `raw ENDPOINT KEY`: receives anything, says `raw SHM LENGTH HASH`, where SHM is whether any
//!   part of it is in shared memory
//! - `far ENDPOINT KEY`: the same in a session that does not share memory
//! - `hold ENDPOINT TOPIC`: receives clouds and keeps them, says `hold SHM`
//! - `check ENDPOINT KEY HELD`: receives checked images, keeps the first ones that are in shared
//!   memory, says `held` when there are HELD of them, else `checked NUMBER`; ends if one is not
//!   what it should be
//! - `foreign ENDPOINT KEY HELD`: the same with Zenoh alone
//! - `images ENDPOINT TOPIC BYTES`: publishes checked images, connected to an endpoint
//! - `pose ENDPOINT TOPIC`: publishes poses whose points have an integer `z` after `x`
//! - `ends HOW`: receives its own clouds in shared memory by callbacks, says `called` from within
//!   one, and the process ends when it is told anything: by `exit` in the callback, a `panic` of the
//!   main thread or its `return` on a signal, while a callback is running
//! - `fork`: says `forked POOL OUTCOME` after a child that was forked from it has ended: whether
//!   the file of its pool is still there, and whether a message still goes through it
//! - `relay ENDPOINT`: says where it listens, receives clouds on `cloud` and publishes
//!   them on `whole` and, as part of a message, on `part`; says `relay SHM OUTCOME OUTCOME`
//! - `latch ENDPOINT TOPIC TEXT`: publishes a text, transient local, before anybody listens at
//!   the endpoint, which it goes on to connect to
//! - `texts`: says where it listens, publishes texts on `/from_us` and receives others on
//!   `/to_us`, says `texts TEXT`
//! - `router ENDPOINT [OTHER]`: is a Zenoh router there, connected to another one
//! - `environment`: says what `ShmConfig::from_env` makes of the environment
//! - `session KIND`: says `routers N ENDPOINT` of a context, with KIND `router` that of one
//!   which knows a router, then receives texts on `text`, says `text SHM LENGTH`
//! - `domain`: says the key of a topic in the default domain
//! - `under LIMIT ROLE...`: another role in a process that may lock at most LIMIT bytes, as an
//!   ordinary user may
//! - `warnings ROLE...`: another role, and lines that start with `warning` for what it is warned of
//! - `works MODE BYTES`: publishes a cloud of 10 000 bytes to itself with a pool of so many bytes,
//!   says `SHM OUTCOME, received EQUAL`, where SHM is whether there is a pool, or `error ERROR`
//! - `descriptors`: the same when no more files can be opened
//! - `modes`: prefers a pool of the default size, says whether there is one; then requires the same
//!   pool and others by context, node and publisher, says what that leads to
//! - `pools BYTES...`: makes pools of so many bytes one after the other, says `true` or `false` of
//!   each
//! - `provider`: makes a provider of buffers and nothing else, says the file of its segment
//! - `talk TOPIC BYTES`: says where it listens and publishes clouds, says `talk SHM`
//! - `talk-at ENDPOINT TOPIC BYTES PERIOD`: the same, connected to an endpoint, and every so
//!   many milliseconds

use std::io::Read;
use std::time::Duration;

use ros_z_msgs::sensor_msgs::{Image, PointCloud2};
use ros_z_msgs::std_msgs::{self, Float64MultiArray};
use ros_z_pub::shm::{ShmConfig, ShmMode, ShmProviderBuilder};
use ros_z_pub::{
    Builder, Error, QosProfile, Reception, ZContext, ZSubscriber, context::ZContextBuilder,
};
use ros_z_tests::checked;
use ros_z_tests::memory::{self, Counting};
use ros_z_tests::messages::Part;
use ros_z_tests::warnings::Warnings;
use ros_z_tests::{messages, process};
use rustix::process::{Resource, Rlimit};
use shm_cdr::ShmMessage;
use zenoh::Wait;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() -> zenoh::Result<()> {
    let args: Vec<_> = std::env::args().skip(1).collect();
    let args: Vec<_> = args.iter().map(String::as_str).collect();
    act(&args)
}

fn act(role: &[&str]) -> zenoh::Result<()> {
    match *role {
        ["under", limit, ref role @ ..] => {
            lock_at_most(limit.parse()?)?;
            act(role)
        }
        ["warnings", ref role @ ..] => {
            Warnings::print();
            act(role)
        }
        ["cloud", endpoint, topic] => cloud(&connect(endpoint)?, topic),
        ["view", endpoint, topic] => view(&connect(endpoint)?, topic),
        ["place", endpoint, topic] => place(&connect(endpoint)?, topic),
        ["image", endpoint, topic] => image(&connect(endpoint)?, topic),
        ["reflect", endpoint] => reflect(endpoint),
        ["sink", endpoint, images, parts] => sink(&connect(endpoint)?, images, parts),
        ["raw", endpoint, key] => raw(connect(endpoint)?.session(), key),
        ["far", endpoint, key] => raw(&process::session_without_shm(endpoint)?, key),
        ["hold", endpoint, topic] => hold(&connect(endpoint)?, topic),
        ["check", endpoint, key, held] => check(connect(endpoint)?.session(), key, held.parse()?),
        ["foreign", endpoint, key, held] => {
            check(&process::session_of_zenoh(endpoint)?, key, held.parse()?)
        }
        ["images", endpoint, topic, bytes] => images(endpoint, topic, bytes.parse()?),
        ["pose", endpoint, topic] => pose(&connect(endpoint)?, topic),
        ["ends", how] => ends(how),
        ["fork"] => fork(),
        ["relay", endpoint] => relay(endpoint),
        ["latch", endpoint, topic, text] => latch(endpoint, topic, text),
        ["texts"] => texts(),
        ["router", endpoint] => router(endpoint, None),
        ["router", endpoint, other] => router(endpoint, Some(other)),
        ["environment"] => environment(),
        ["session", kind] => session(kind),
        ["domain"] => domain(),
        ["works", mode, bytes] => works(mode, bytes.parse()?),
        ["descriptors"] => descriptors(),
        ["modes"] => modes(),
        ["pools", ref bytes @ ..] => pools(bytes),
        ["provider"] => provider(),
        ["talk", topic, bytes] => talk(process::context(), topic, bytes.parse()?, 10),
        ["talk-at", endpoint, topic, bytes, period] => {
            let builder = process::context().with_connect_endpoints([endpoint]);
            talk(builder, topic, bytes.parse()?, period.parse()?)
        }
        _ => Err("a role, an endpoint and a topic are needed".into()),
    }
}

fn connect(endpoint: &str) -> zenoh::Result<ZContext> {
    Ok(ZContextBuilder::default().with_connect_endpoints([endpoint]).build()?)
}

fn wait_for_end_of_input() {
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
}

/// Hands on what a subscriber receives until the standard input ends.
fn receive<T: ShmMessage, R: Reception<Message = T>>(
    subscriber: &ZSubscriber<T, R>,
    mut take: impl FnMut(R) -> zenoh::Result<()>,
) -> zenoh::Result<()> {
    let ended = end_of_input();
    while !ended() {
        if let Some(message) = subscriber.recv_timeout(Duration::from_millis(20))? {
            take(message)?;
        }
    }
    Ok(())
}

/// Becomes true when the standard input ends.
fn end_of_input() -> impl Fn() -> bool {
    let (sender, ended) = std::sync::mpsc::channel::<()>();
    std::thread::spawn(move || {
        wait_for_end_of_input();
        drop(sender);
    });
    move || ended.try_recv() == Err(std::sync::mpsc::TryRecvError::Disconnected)
}

fn ends(how: &str) -> zenoh::Result<()> {
    let ctx = process::context().with_shm_pool_size(1 << 20)?.build()?;
    let node = ctx.create_node("ends").build()?;
    let (sender, called) = std::sync::mpsc::channel();
    let is_exit = how == "exit";
    let callback = move |cloud: ros_z_pub::Result<ros_z_pub::Received<PointCloud2>>| {
        // It holds its message to the end.
        let _ = sender.send(cloud.is_ok_and(|cloud| cloud.is_shm()));
        let _ = std::io::stdin().read_line(&mut String::new());
        if is_exit {
            std::process::exit(7);
        }
        loop {
            std::thread::park();
        }
    };
    let _callback = node.create_sub::<PointCloud2>("end").build_with_callback(callback)?;
    let _queue = node.create_sub::<PointCloud2>("end").build()?;
    let publisher = node.create_pub::<PointCloud2>("end").build()?;
    let (interrupt, interrupted) = std::sync::mpsc::channel();
    ctrlc::set_handler(move || {
        let _ = interrupt.send(());
    })?;
    publisher.publish(&messages::cloud(10_000))?;
    let is_shm = called.recv()?;
    println!("called {is_shm}");
    println!("ready");
    match how {
        "exit" => loop {
            publisher.publish(&messages::cloud(10_000))?;
        },
        "panic" => {
            interrupted.recv()?;
            panic!("as it is told");
        }
        _ => Ok(interrupted.recv()?),
    }
}

fn pose(ctx: &ZContext, topic: &str) -> zenoh::Result<()> {
    #[derive(ShmMessage, Default)]
    #[shm(type_name = "demo_msgs/msg/Pose")]
    struct Pose {
        point: Point,
        is_valid: bool,
    }

    #[derive(ShmMessage, Default)]
    #[shm(type_name = "demo_msgs/msg/Point")]
    struct Point {
        x: f64,
        z: i64,
    }

    let node = ctx.create_node("peer").build()?;
    let _publisher = node.create_pub::<Pose>(topic).build()?;
    println!("ready");
    wait_for_end_of_input();
    Ok(())
}

fn cloud(ctx: &ZContext, topic: &str) -> zenoh::Result<()> {
    let node = ctx.create_node("peer").build()?;
    let subscriber = node.create_sub::<PointCloud2>(topic).build()?;
    println!("ready");
    let ended = end_of_input();
    while !ended() {
        match subscriber.recv_timeout(Duration::from_millis(20)) {
            Ok(None) => {}
            Ok(Some(cloud)) => {
                let expected = messages::cloud(cloud.row_step as usize);
                println!(
                    "cloud {} {} {} {}",
                    cloud.is_shm(),
                    cloud.payload_len(),
                    cloud.sequence_number().unwrap_or(0),
                    *cloud == expected,
                );
            }
            Err(error @ Error::Closed { .. }) => return Err(error.into()),
            Err(error) => println!("error {error}"),
        }
    }
    Ok(())
}

fn view(ctx: &ZContext, topic: &str) -> zenoh::Result<()> {
    let node = ctx.create_node("peer").build()?;
    let subscriber = node.create_sub::<Float64MultiArray>(topic).in_place().build()?;
    println!("ready");
    receive(&subscriber, |message| {
        let view = message.view()?;
        let numbers = view.data.as_slice();
        let sum: f64 = view.data.iter().sum();
        let largest = memory::largest_asked();
        println!(
            "view {} {} {} {} {} {sum} {largest}",
            message.is_shm(),
            message.is_gathered(),
            numbers.is_some(),
            numbers.is_some_and(memory::is_mapped),
            view.data.len(),
        );
        Ok(())
    })
}

fn place(ctx: &ZContext, topic: &str) -> zenoh::Result<()> {
    let node = ctx.create_node("peer").build()?;
    let subscriber = node.create_sub::<Float64MultiArray>(topic).in_place().build()?;
    println!("ready");
    receive(&subscriber, |message| {
        let view = message.view()?;
        let numbers = view.data.as_slice().ok_or("the numbers are not borrowed")?;
        let canary = numbers.iter().position(|number| *number < 0.0).ok_or("no canary")?;
        let largest = memory::largest_asked();
        let (file, offset) = memory::segment_of(numbers).ok_or("not in shared memory")?;
        println!("place {file} {offset} {} {canary} {largest}", numbers.len());
        Ok(())
    })
}

fn image(ctx: &ZContext, topic: &str) -> zenoh::Result<()> {
    let node = ctx.create_node("peer").build()?;
    let subscriber = node.create_sub::<Image>(topic).in_place().build()?;
    println!("ready");
    receive(&subscriber, |image| {
        let owned = image.to_message()?;
        let data = image.view()?.data;
        if owned.data.to_zslice().as_slice().as_ptr_range() != data.as_ptr_range() {
            return Err("the owned message does not share the payload".into());
        }
        let largest = memory::largest_asked();
        let (file, offset) = memory::segment_of(data).unwrap_or(("none".into(), 0));
        let (is_shm, is_gathered) = (image.is_shm(), image.is_gathered());
        println!("image {is_shm} {is_gathered} {file} {offset} {} {largest}", data.len());
        Ok(())
    })
}

fn reflect(endpoint: &str) -> zenoh::Result<()> {
    let ctx = process::context()
        .with_connect_endpoints([endpoint])
        .with_shm_pool_size(256 << 10)?
        .build()?;
    let node = ctx.create_node("reflector").build()?;
    let publisher = node.create_pub::<Image>("reflected").build()?;
    let subscriber = node.create_sub::<Image>("image").build()?;
    println!("ready");
    receive(&subscriber, |image| {
        process::wait_until("its way back", || publisher.has_subscribers().unwrap_or(true));
        println!("reflect {}", publisher.publish(&image)?);
        Ok(())
    })
}

fn sink(ctx: &ZContext, images: &str, parts: &str) -> zenoh::Result<()> {
    let node = ctx.create_node("peer").build()?;
    let _images = node.create_sub::<Image>(images).build_with_callback(|_| {})?;
    let _parts = node.create_sub::<Part>(parts).build_with_callback(|_| {})?;
    println!("ready");
    wait_for_end_of_input();
    Ok(())
}

fn hold(ctx: &ZContext, topic: &str) -> zenoh::Result<()> {
    let node = ctx.create_node("peer").build()?;
    let subscriber = node.create_sub::<PointCloud2>(topic).build()?;
    println!("ready");
    let mut held = Vec::new();
    receive(&subscriber, |cloud| {
        println!("hold {}", cloud.is_shm());
        held.push(cloud);
        Ok(())
    })
}

fn check(session: &zenoh::Session, key: &str, held: usize) -> zenoh::Result<()> {
    let (sender, payloads) = std::sync::mpsc::channel();
    let push = move |sample: zenoh::sample::Sample| {
        let _ = sender.send(sample.payload().clone());
    };
    let _subscriber = session.declare_subscriber(key).callback(push).wait()?;
    println!("ready");
    let ended = end_of_input();
    let mut kept = Vec::new();
    while !ended() {
        let Ok(payload) = payloads.recv_timeout(Duration::from_millis(20)) else { continue };
        let number = checked::number(&Image::view(&payload.to_bytes())?)?;
        println!("checked {number}");
        if kept.len() < held && payload.as_shm().is_some() {
            kept.push((number, payload));
            if kept.len() == held {
                println!("held");
            }
        }
        for (number, payload) in &kept {
            if checked::number(&Image::view(&payload.to_bytes())?)? != *number {
                return Err(format!("{number} has become another one").into());
            }
        }
    }
    Ok(())
}

fn images(endpoint: &str, topic: &str, bytes: usize) -> zenoh::Result<()> {
    let ctx = process::context()
        .with_connect_endpoints([endpoint])
        .with_shm_pool_size(4 * bytes)?
        .build()?;
    let publisher = ctx.create_node("peer").build()?.create_pub::<Image>(topic).build()?;
    println!("ready");
    let ended = end_of_input();
    let mut number = 0;
    while !ended() {
        number += 1;
        publisher.publish(&checked::image(number, bytes))?;
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(())
}

fn fork() -> zenoh::Result<()> {
    let config = ShmConfig::with_pool_size(256 << 10)?;
    let ctx = process::context().with_shm_config(config).build()?;
    let node = ctx.create_node("peer").build()?;
    let publisher = node.create_pub::<Image>("image").build()?;
    let subscriber = node.create_sub::<Image>("image").in_place().build()?;
    publisher.publish(&checked::image(1, 1000))?;
    let (file, _) = memory::segment_of(subscriber.recv()?.view()?.data).ok_or("no segment")?;
    println!("ready");
    // SAFETY: the child does nothing but end.
    let child = unsafe { libc::fork() };
    if child == 0 {
        std::process::exit(0);
    }
    let mut status = 0;
    // SAFETY: `status` is written by the call, and outlives it.
    unsafe { libc::waitpid(child, &raw mut status, 0) };
    let outcome = publisher.publish(&checked::image(2, 1000))?;
    println!("forked {} {}", std::path::Path::new(&file).exists(), outcome.is_shm());
    wait_for_end_of_input();
    Ok(())
}

fn relay(endpoint: &str) -> zenoh::Result<()> {
    let ctx = process::context()
        .with_connect_endpoints([endpoint])
        .with_shm_pool_size(2 << 20)?
        .build()?;
    let node = ctx.create_node("relay").build()?;
    let whole = node.create_pub::<PointCloud2>("whole").build()?;
    let part = node.create_pub::<Part>("part").build()?;
    let subscriber = node.create_sub::<PointCloud2>("cloud").build()?;
    println!("ready");
    println!("{}", process::endpoint(&ctx));
    receive(&subscriber, |cloud| {
        let is_shm = cloud.is_shm();
        let cloud = cloud.into_message();
        process::wait_until("a third process", || {
            whole.has_subscribers().unwrap_or(true) && part.has_subscribers().unwrap_or(true)
        });
        let first = whole.publish(&cloud)?;
        let second = part.publish(&messages::part(cloud))?;
        println!("relay {is_shm} {} {}", first.is_shm(), second.is_shm());
        Ok(())
    })
}

fn latch(endpoint: &str, topic: &str, text: &str) -> zenoh::Result<()> {
    let ctx = connect(endpoint)?;
    let node = ctx.create_node("latch").build()?;
    let qos = QosProfile::TRANSIENT_LOCAL;
    let publisher = node.create_pub::<std_msgs::String>(topic).with_qos(qos).build()?;
    publisher.publish(&std_msgs::String { data: text.into() })?;
    println!("ready");
    wait_for_end_of_input();
    Ok(())
}

fn texts() -> zenoh::Result<()> {
    let ctx = process::context().with_domain_id(0).build()?;
    let node = ctx.create_node("peer").build()?;
    let publisher = node.create_pub::<std_msgs::String>("/from_us").build()?;
    let subscriber = node.create_sub::<std_msgs::String>("/to_us").build()?;
    println!("ready");
    println!("{}", process::endpoint(&ctx));
    let text = std_msgs::String { data: "from us".into() };
    let ended = end_of_input();
    while !ended() {
        publisher.publish(&text)?;
        if let Some(text) = subscriber.recv_timeout(Duration::from_millis(20))? {
            println!("texts {}", text.data);
        }
    }
    Ok(())
}

fn router(endpoint: &str, other: Option<&str>) -> zenoh::Result<()> {
    let mut config = zenoh::Config::default();
    config.insert_json5("mode", "\"router\"")?;
    config.insert_json5("listen/endpoints", &format!("[{endpoint:?}]"))?;
    if let Some(other) = other {
        config.insert_json5("connect/endpoints", &format!("[{other:?}]"))?;
    }
    config.insert_json5("scouting/multicast/enabled", "false")?;
    // As that of rmw_zenoh: what it hands on is on the network.
    config.insert_json5("transport/shared_memory/enabled", "false")?;
    let _session = zenoh::open(config).wait()?;
    println!("ready");
    wait_for_end_of_input();
    Ok(())
}

fn environment() -> zenoh::Result<()> {
    println!("ready");
    match ShmConfig::from_env() {
        Ok(None) => println!("none"),
        Ok(Some(config)) => println!("threshold {}", config.threshold()),
        Err(error) => println!("{error}"),
    }
    Ok(())
}

fn session(kind: &str) -> zenoh::Result<()> {
    println!("ready");
    let builder = ZContextBuilder::default();
    let ctx = match if kind == "router" { builder.with_router() } else { builder }.build() {
        Ok(ctx) => ctx,
        Err(error) => {
            println!("error {error}");
            return Ok(());
        }
    };
    let routers = ctx.session().info().routers_zid().wait().count();
    println!("routers {routers} {}", ctx.listen_endpoints().join(" "));
    let node = ctx.create_node("peer").build()?;
    let subscriber = node.create_sub::<std_msgs::String>("text").build()?;
    receive(&subscriber, |text| {
        println!("text {} {}", text.is_shm(), text.data.len());
        Ok(())
    })
}

fn domain() -> zenoh::Result<()> {
    println!("ready");
    match process::context().build() {
        Ok(ctx) => {
            let node = ctx.create_node("peer").build()?;
            println!("{}", node.create_pub::<PointCloud2>("cloud").build()?.key_expr());
        }
        Err(error) => println!("{error}"),
    }
    Ok(())
}

/// Lets this process lock no more memory than an ordinary user with such a limit.
fn lock_at_most(limit: u64) -> zenoh::Result<()> {
    // What root may do beyond an ordinary user.
    let mut capabilities = rustix::thread::capabilities(None)?;
    capabilities.effective.remove(rustix::thread::CapabilitySet::IPC_LOCK);
    rustix::thread::set_capabilities(None, capabilities)?;
    let current = Some(limit);
    rustix::process::setrlimit(Resource::Memlock, Rlimit { current, maximum: current })?;
    Ok(())
}

fn works(mode: &str, bytes: usize) -> zenoh::Result<()> {
    println!("ready");
    let mode = if mode == "required" { ShmMode::Required } else { ShmMode::Preferred };
    let config = ShmConfig::with_pool_size(bytes)?.with_mode(mode);
    match process::context().with_shm_config(config).build() {
        Err(error) => println!("error {error}"),
        Ok(ctx) => {
            let node = ctx.create_node("peer").build()?;
            let publisher = node.create_pub::<PointCloud2>("cloud").build()?;
            let subscriber = node.create_sub::<PointCloud2>("cloud").build()?;
            let cloud = messages::cloud(10_000);
            let outcome = publisher.publish(&cloud)?;
            let is_equal = *subscriber.recv()? == cloud;
            println!("{} {outcome}, received {is_equal}", ctx.is_shm_enabled());
        }
    }
    wait_for_end_of_input();
    Ok(())
}

fn modes() -> zenoh::Result<()> {
    println!("ready");
    let config = ShmConfig::with_pool_size(10 << 20)?;
    let ctx = process::context().with_shm_config(config.clone()).build()?;
    println!("{}", ctx.is_shm_enabled());
    let required = || config.clone().with_mode(ShmMode::Required);
    let node = ctx.create_node("peer").build()?;
    let errors = [
        process::context()
            .with_shm_config(config.clone())
            .with_shm_mode(ShmMode::Required)
            .build()
            .err(),
        process::context().with_shm_enabled()?.with_shm_mode(ShmMode::Required).build().err(),
        ctx.create_node("other").with_shm_config(required()).build().err(),
        node.create_pub::<PointCloud2>("cloud").with_shm_config(required()).build().err(),
    ];
    for error in errors {
        let error = error.map_or("none".into(), |error| error.to_string());
        println!("{}", error.split(':').next().unwrap_or_default());
    }
    wait_for_end_of_input();
    Ok(())
}

fn pools(bytes: &[&str]) -> zenoh::Result<()> {
    println!("ready");
    let ctx = process::context().build()?;
    let mut nodes = Vec::new();
    for bytes in bytes {
        let config = ShmConfig::with_pool_size(bytes.parse()?)?;
        nodes.push(ctx.create_node("peer").with_shm_config(config.clone()).build()?);
        println!("{}", config.stats().is_some());
    }
    wait_for_end_of_input();
    Ok(())
}

fn provider() -> zenoh::Result<()> {
    let provider = ShmProviderBuilder::new(64 << 10).build()?;
    let buffer = provider.alloc(1000).wait()?;
    println!("ready");
    println!("{}", memory::segment_of(&buffer).ok_or("no segment")?.0);
    wait_for_end_of_input();
    // As a static would be: dropped by nobody.
    std::mem::forget((provider, buffer));
    Ok(())
}

fn descriptors() -> zenoh::Result<()> {
    let current = Some(200);
    rustix::process::setrlimit(Resource::Nofile, Rlimit { current, maximum: current })?;
    let ctx = process::context().build()?;
    let node = ctx.create_node("peer").build()?;
    let mut files = Vec::new();
    while let Ok(file) = std::fs::File::open("/dev/null") {
        files.push(file);
    }
    println!("ready");
    // None left, and then one after the other.
    for _ in 0..8 {
        let config = ShmConfig::with_pool_size(64 << 10)?;
        let publisher = node.create_pub::<PointCloud2>("cloud").with_shm_config(config).build();
        match publisher {
            Ok(publisher) => println!("{}", publisher.publish(&messages::cloud(10_000))?),
            Err(error) => println!("error {error}"),
        }
        files.pop();
    }
    wait_for_end_of_input();
    Ok(())
}

fn raw(session: &zenoh::Session, key: &str) -> zenoh::Result<()> {
    let (sender, payloads) = std::sync::mpsc::channel();
    let push = move |sample: zenoh::sample::Sample| {
        let _ = sender.send(sample.payload().clone());
    };
    let _subscriber = session.declare_subscriber(key).callback(push).wait()?;
    println!("ready");
    let ended = end_of_input();
    while !ended() {
        if let Ok(payload) = payloads.recv_timeout(Duration::from_millis(20)) {
            let hash = messages::hash(&payload.to_bytes());
            let len = payload.len();
            println!("raw {} {len} {hash:x}", memory::is_shared(&payload.into()));
        }
    }
    Ok(())
}

fn talk(builder: ZContextBuilder, topic: &str, bytes: usize, period: u64) -> zenoh::Result<()> {
    let ctx = builder.with_shm_pool_size(4 * bytes)?.build()?;
    let publisher = ctx.create_node("peer").build()?.create_pub::<PointCloud2>(topic).build()?;
    println!("ready");
    println!("{}", process::endpoint(&ctx));
    let cloud = messages::cloud(bytes);
    let ended = end_of_input();
    while !ended() {
        println!("talk {}", publisher.publish(&cloud)?.is_shm());
        std::thread::sleep(Duration::from_millis(period));
    }
    Ok(())
}

//! Who else is there, and how they are reached.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use ros_z_pub::zenoh::Wait;
use ros_z_pub::{Builder, EndpointInfo, Graph, ZContext};

use super::peer::Second;
use super::{Finding, Report};
use crate::error::Result;
use crate::output;
use crate::session::node;
use crate::tap::Tap;

/// How long it may take to be found.
const PATIENCE: Duration = Duration::from_secs(5);

/// Topics that are listened to.
const TOPICS: usize = 32;

/// How far clocks may be apart: more than a message takes.
const SKEW: Duration = Duration::from_millis(5);

/// A message that is older when it comes was sent long ago, or by a clock that is behind.
const OLD: Duration = Duration::from_secs(10);

pub(super) fn check(report: &mut Report<'_>) -> Result {
    let global = report.global;
    let ctx = global.builder().without_stats_queries().build()?;
    let is_direct = global.connect.is_empty() && global.listen.is_empty() && !global.router;
    if is_direct {
        report.add(multicast(&ctx, global.domain)?)?;
    }
    report.add(router(&ctx, global.router))?;
    global.settle(ctx.graph());
    let endpoints = endpoints(ctx.graph());
    report.add(found(&ctx, &endpoints))?;
    report.add(versions(&ctx)?)?;
    report.add(sharing(&ctx, &endpoints))?;
    report.add(pairs(ctx.graph()))?;
    report.add(clocks(&ctx)?)
}

/// Whether a process that is started now is found by multicast.
fn multicast(ctx: &ZContext, domain: Option<u32>) -> Result<Finding> {
    const CHECK: &str = "multicast on loopback";
    let name = format!("_ros_z_doctor_{}", std::process::id());
    let second = Second::node(&name, domain)?;
    let is_found =
        ctx.graph().wait_for(PATIENCE, |graph| graph.nodes().iter().any(|node| node.name == name));
    drop(second);
    // What it leaves is not to be counted.
    ctx.graph().wait_for(PATIENCE, |graph| !graph.nodes().iter().any(|node| node.name == name));
    Ok(match is_found {
        true => Finding::ok(CHECK, "processes of this machine find each other"),
        false => Finding::problem(CHECK, "processes of this machine do not find each other")
            .with_cure(
                "`ip link set lo multicast on`, or name endpoints (`with_listen_endpoints`, \
                 `with_connect_endpoints`), or use a router (`with_router`)",
            ),
    })
}

fn router(ctx: &ZContext, is_asked: bool) -> Finding {
    const CHECK: &str = "router";
    const ADDRESS: &str = "localhost:7447";
    let routers: Vec<_> = ctx.session().info().routers_zid().wait().collect();
    if !routers.is_empty() {
        return Finding::ok(CHECK, format!("{} connected", routers.len()));
    }
    let addresses = ADDRESS.to_socket_addrs().into_iter().flatten();
    let is_there = addresses
        .into_iter()
        .any(|address| TcpStream::connect_timeout(&address, Duration::from_millis(300)).is_ok());
    match (is_there, is_asked) {
        (true, true) => {
            Finding::warning(CHECK, format!("something listens on {ADDRESS}, no router"))
                .with_cure("end what listens there, and start `ros2 run rmw_zenoh_cpp rmw_zenohd`")
        }
        (true, false) => Finding::ok(
            CHECK,
            format!("something listens on {ADDRESS}; with --router it is asked for others"),
        ),
        (false, true) => Finding::problem(CHECK, format!("none at {ADDRESS}"))
            .with_cure("start one: `ros2 run rmw_zenoh_cpp rmw_zenohd`, or `zenohd`"),
        (false, false) => {
            Finding::ok(CHECK, format!("none at {ADDRESS}, and none is needed without rmw_zenoh"))
        }
    }
}

fn endpoints(graph: &Graph) -> Vec<EndpointInfo> {
    let of = |topic: ros_z_pub::graph::TopicInfo| {
        let mut endpoints = graph.publishers(&topic.name);
        endpoints.extend(graph.subscribers(&topic.name));
        endpoints
    };
    graph.topics().into_iter().flat_map(of).collect()
}

fn found(ctx: &ZContext, endpoints: &[EndpointInfo]) -> Finding {
    const CHECK: &str = "others";
    let (nodes, topics) = (ctx.graph().nodes().len(), ctx.graph().topics().len());
    if nodes == 0 && endpoints.is_empty() {
        return Finding::warning(CHECK, "nobody is there in this domain").with_cure(
            "others may be in another domain (--domain), behind a router (--router), or reached by \
             an endpoint (--connect)",
        );
    }
    Finding::ok(CHECK, format!("{nodes} nodes, {topics} topics"))
}

/// Which version of Zenoh's shared memory a version of Zenoh has.
fn generation(version: &str) -> Option<u32> {
    let mut numbers = version.trim_start_matches('v').split('.');
    let (major, minor): (u32, u32) = (numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?);
    Some(if (major, minor) >= (1, 10) { 2 } else { 1 })
}

fn versions(ctx: &ZContext) -> Result<Finding> {
    const CHECK: &str = "Zenoh of others";
    let own = generation(ros_z_pub::zenoh::GIT_VERSION);
    let mut versions: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for process in ctx.graph().stats(Duration::from_secs(1))? {
        versions.entry(process.zenoh_version).or_default().insert(process.process_id);
    }
    let text: Vec<_> = versions
        .iter()
        .map(|(version, processes)| {
            let processes: Vec<_> = processes.iter().map(ToString::to_string).collect();
            format!("{version} (process {})", processes.join(", "))
        })
        .collect();
    if text.is_empty() {
        return Ok(Finding::ok(CHECK, "not known: no process of ros-z-pub tells it"));
    }
    let is_other = versions.keys().any(|version| generation(version) != own);
    let text = text.join(", ");
    Ok(match is_other {
        true => Finding::warning(CHECK, text).with_cure(
            "Zenoh 1.10 shares no memory with earlier versions: build all with one, from the lock \
             of 1.10.2 or, beside rmw_zenoh, of 1.9.0",
        ),
        false => Finding::ok(CHECK, text),
    })
}

/// Whether this process can share memory with those that are there.
fn sharing(ctx: &ZContext, endpoints: &[EndpointInfo]) -> Finding {
    const CHECK: &str = "memory shared with others";
    let mut sessions = BTreeMap::new();
    for endpoint in endpoints {
        sessions.entry(&endpoint.zid).or_insert(endpoint);
    }
    let (mut shared, mut unknown, mut not) = (0, 0, Vec::new());
    for endpoint in sessions.into_values() {
        match ctx.shares_memory_with(endpoint) {
            Some(true) => shared += 1,
            None => unknown += 1,
            Some(false) => {
                let why = ctx.shm_limit_of(endpoint).map(|limit| format!(": {limit}"));
                not.push(format!("{}{}", endpoint.node, why.unwrap_or_default()));
            }
        }
    }
    let mut text = format!("with {shared} processes");
    if unknown > 0 {
        text += &format!(", not known of {unknown} that are not connected directly");
    }
    match not.is_empty() {
        true => Finding::ok(CHECK, text),
        false => Finding::warning(CHECK, format!("{text}, not with that of {}", not.join("; ")))
            .with_cure(
                "they need the same version of Zenoh's shared memory, the same user and the same \
                 /dev/shm (in containers: `--ipc=host`)",
            ),
    }
}

/// Publishers and subscribers between which no message passes.
fn pairs(graph: &Graph) -> Finding {
    const CHECK: &str = "types on topics";
    let mut topics = BTreeMap::new();
    for topic in graph.topics() {
        let subscribers = graph.subscribers(&topic.name);
        for publisher in graph.publishers(&topic.name) {
            let pairs = subscribers.iter().filter_map(|it| publisher.incompatibility(it));
            if let Some(why) = pairs.into_iter().find(|why| why.stops_messages()) {
                topics.insert(topic.name.clone(), why.to_string());
            }
        }
    }
    if topics.is_empty() {
        return Finding::ok(CHECK, "publishers and subscribers agree");
    }
    let text: Vec<_> = topics.iter().map(|(topic, why)| format!("{topic} ({why})")).collect();
    Finding::warning(CHECK, format!("no message passes between some of {}", text.join(", ")))
        .with_cure("`ros-z topic info -v TOPIC` names them")
}

/// Whether the clocks of those who publish agree with this one, by the least age of a message.
fn clocks(ctx: &ZContext) -> Result<Finding> {
    const CHECK: &str = "clocks";
    let node = node(ctx)?;
    // In seconds, by topic.
    let ages: Arc<Mutex<BTreeMap<String, f64>>> = Arc::default();
    let mut taps = Vec::new();
    for topic in ctx.graph().topics().into_iter().take(TOPICS) {
        let (ages, name) = (ages.clone(), topic.name.clone());
        let mut tap = Tap::new(
            &node,
            &topic.name,
            Arc::new(move |_, message| {
                let Some(time) = message.source_time() else { return };
                let age = match SystemTime::now().duration_since(time) {
                    Ok(age) => age.as_secs_f64(),
                    Err(ahead) => -ahead.duration().as_secs_f64(),
                };
                let mut ages = ages.lock().unwrap_or_else(PoisonError::into_inner);
                let least = ages.entry(name.clone()).or_insert(age);
                *least = least.min(age);
            }),
        );
        tap.follow(ctx.graph())?;
        taps.push(tap);
    }
    if !taps.is_empty() {
        std::thread::sleep(Duration::from_secs(1));
    }
    drop(taps);
    let ages = ages.lock().unwrap_or_else(PoisonError::into_inner);
    if ages.is_empty() {
        return Ok(Finding::ok(CHECK, "not known: no message came within a second"));
    }
    let is_wrong = |age: &f64| *age < -SKEW.as_secs_f64() || *age > OLD.as_secs_f64();
    let wrong = ages.iter().filter(|(_, age)| is_wrong(age));
    let wrong: Vec<_> = wrong.map(|(topic, age)| format!("{topic} {age:.3} s")).collect();
    Ok(match wrong.is_empty() {
        true => {
            let oldest = ages.values().copied().fold(0.0, f64::max);
            let oldest = Duration::try_from_secs_f64(oldest).unwrap_or_default();
            let text = format!("messages on {} topics are {} old at most", ages.len(), output::time(oldest));
            Finding::ok(CHECK, text)
        }
        false => Finding::warning(CHECK, format!("messages have ages that tell of clocks apart: {}", wrong.join(", ")))
            .with_cure("let the machines keep their time by chrony or PTP; messages that are kept for late subscribers are just old"),
    })
}

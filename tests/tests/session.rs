//! How sessions find each other, and what the environment says of it.

use ros_z_msgs::std_msgs;
use ros_z_pub::Builder;
use ros_z_tests::process::{DEADLINE, Peer, alone, context, endpoint, wait_until};
use zenoh::{Config, Session, Wait};

const PEER: &str = env!("CARGO_BIN_EXE_peer");

/// A router on a port of the system's choice, as `zenohd` is one, and its endpoint.
fn router() -> (Session, String) {
    router_at("tcp/127.0.0.1:0")
}

fn router_at(endpoint: &str) -> (Session, String) {
    let endpoint = format!("[{endpoint:?}]");
    let mut config = Config::default();
    for (key, value) in [
        ("mode", "\"router\""),
        ("listen/endpoints", endpoint.as_str()),
        ("scouting/multicast/enabled", "false"),
        ("timestamping/enabled", "true"),
    ] {
        config.insert_json5(key, value).unwrap();
    }
    let session = zenoh::open(config).wait().unwrap();
    let endpoint = session.info().locators().wait()[0].to_string();
    (session, endpoint)
}

/// What a process says that builds a context in this environment.
fn session(router: bool, environment: &[(&str, &str)]) -> (Peer, String) {
    let role = if router { "router" } else { "no-router" };
    let mut command = Peer::command(PEER);
    command.args(["session", role]).envs(environment.iter().copied());
    let peer = Peer::start_command(&mut command);
    let said = peer.line();
    (peer, said)
}

// Two processes know the router only; it tells them of each other, and they share memory
// without it.
#[test]
fn processes_that_know_a_router_find_each_other_and_share_memory() {
    let _alone = alone();
    let (_router, endpoint) = router();
    let connect = format!("connect/endpoints=[\"{endpoint}\"]");
    let builder = ros_z_pub::ZContextBuilder::default().with_router();
    let builder = builder.with_connect_endpoints([&endpoint]).with_shm_pool_size(1 << 20).unwrap();
    let ctx = builder.build().unwrap();
    let node = ctx.create_node("test").build().unwrap();
    let publisher = node.create_pub::<std_msgs::String>("text").build().unwrap();
    let environment =
        [("ZENOH_CONFIG_OVERRIDE", connect.as_str()), ("ZENOH_ROUTER_CHECK_ATTEMPTS", "10")];
    let (peer, said) = session(true, &environment);
    assert!(said.starts_with("routers 1 "), "{said}");
    assert!(publisher.wait_for_subscribers(1, DEADLINE).unwrap());
    // Until the two have connected, messages come through the router, which copies them.
    let text = std_msgs::String { data: "x".repeat(1000) };
    let mut said = String::new();
    for _ in 0..1000 {
        publisher.publish(&text).unwrap();
        said = peer.line();
        if said == "text true 1000" {
            break;
        }
        assert_eq!(said, "text false 1000");
    }
    assert_eq!(said, "text true 1000");
    peer.end();
}

#[test]
fn a_router_may_be_started_later() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let endpoint = format!("tcp/127.0.0.1:{port}");
    let builder = ros_z_pub::ZContextBuilder::default().with_router();
    let ctx = builder.with_connect_endpoints([&endpoint]).build().unwrap();
    let routers = || ctx.session().info().routers_zid().wait().count();
    assert_eq!(routers(), 0);
    let (_router, _) = router_at(&endpoint);
    wait_until("the router", || routers() == 1);
}

#[test]
fn a_router_is_looked_for_as_often_as_the_environment_says() {
    let unused = ("ZENOH_CONFIG_OVERRIDE", "connect/endpoints=[\"tcp/127.0.0.1:1\"]");
    let attempts = |attempts| session(true, &[unused, ("ZENOH_ROUTER_CHECK_ATTEMPTS", attempts)]).1;
    assert_eq!(attempts("1"), "error no Zenoh router in 1 attempts");
    assert!(attempts("-1").starts_with("routers 0 "));
    assert!(session(true, &[unused]).1.starts_with("routers 0 "));
    let wrong = "error `ZENOH_ROUTER_CHECK_ATTEMPTS` requires a number of attempts, not `many`";
    assert_eq!(attempts("many"), wrong);
    // Who does not ask for a router does not wait for one.
    let alone = ("ZENOH_CONFIG_OVERRIDE", "scouting/multicast/enabled=false");
    let (_, said) = session(false, &[alone, ("ZENOH_ROUTER_CHECK_ATTEMPTS", "many")]);
    assert!(said.starts_with("routers 0 "), "{said}");
}

#[test]
fn the_environment_names_a_file_and_overrides_it() {
    let file = std::env::temp_dir().join(format!("session-{}.json5", std::process::id()));
    let json = "{ mode: \"peer\", listen: { endpoints: [\"tcp/127.0.0.2:0\"] }, \
                scouting: { multicast: { enabled: false } } }";
    std::fs::write(&file, json).unwrap();
    let name = file.to_str().unwrap();
    let uri = format!("file://{name}");
    let listens = |environment: &[(&str, &str)]| session(false, environment).1;
    for name in [name, &uri] {
        let said = listens(&[("ZENOH_SESSION_CONFIG_URI", name)]);
        assert!(said.starts_with("routers 0 tcp/127.0.0.2:"), "{said}");
    }
    let said = listens(&[
        ("ZENOH_SESSION_CONFIG_URI", name),
        (
            "ZENOH_CONFIG_OVERRIDE",
            "listen/endpoints=[\"tcp/127.0.0.3:0\"]; timestamping/enabled = false;",
        ),
    ]);
    assert!(said.starts_with("routers 0 tcp/127.0.0.3:"), "{said}");
    std::fs::remove_file(&file).unwrap();

    let said = listens(&[("ZENOH_SESSION_CONFIG_URI", name)]);
    let missing = "error `ZENOH_SESSION_CONFIG_URI` requires the name of a file with a Zenoh \
                   configuration, not `";
    assert!(said.starts_with(missing) && said.contains(name), "{said}");
    for wrong in ["listen", "nonsense/key=1", "mode=nonsense"] {
        let said = listens(&[("ZENOH_CONFIG_OVERRIDE", wrong)]);
        let expected = format!(
            "error `ZENOH_CONFIG_OVERRIDE` requires settings of Zenoh, `key=value` with `;` \
             between them, not `{wrong}`"
        );
        assert_eq!(said, expected);
    }
}

// rmw_zenoh of Humble has keys without hashes.
#[test]
fn without_type_hashes_the_keys_are_those_of_humble() {
    let ctx = context().with_domain_id(0).without_type_hashes().build().unwrap();
    let node = ctx.create_node("test").build().unwrap();
    let publisher = node.create_pub::<std_msgs::String>("chatter").build().unwrap();
    let key = "0/chatter/std_msgs::msg::dds_::String_/TypeHashNotSupported";
    assert_eq!(publisher.key_expr(), key);
    let subscriber = node.create_sub::<std_msgs::String>("chatter").build().unwrap();
    assert!(publisher.wait_for_subscribers(1, DEADLINE).unwrap());
    assert_eq!(publisher.matched()[0].type_hash, "TypeHashNotSupported");

    // Others are another topic for Zenoh, and no match.
    let later = context().with_domain_id(0).with_connect_endpoints([endpoint(&ctx)]);
    let later = later.build().unwrap();
    let node = later.create_node("later").build().unwrap();
    let other = node.create_sub::<std_msgs::String>("chatter").build().unwrap();
    assert!(later.graph().wait_for(DEADLINE, |graph| graph.publishers("/chatter").len() == 1));
    assert!(other.matched().is_empty());
    publisher.publish(&std_msgs::String { data: "x".into() }).unwrap();
    assert_eq!(subscriber.recv_timeout(DEADLINE).unwrap().unwrap().data, "x");
    assert!(other.try_recv().unwrap().is_none());
}

// What does not fit into one datagram or frame too.
#[test]
fn messages_of_any_size_arrive_over_each_kind_of_link() {
    let socket = std::env::temp_dir().join(format!("session-{}.sock", std::process::id()));
    let socket = format!("unixsock-stream/{}", socket.display());
    for link in ["tcp/127.0.0.1:0", "udp/127.0.0.1:0", &socket] {
        let listening = ros_z_pub::ZContextBuilder::default().with_listen_endpoints([link]);
        let listening = listening.build().unwrap();
        let connecting = context().with_connect_endpoints([endpoint(&listening)]).build().unwrap();
        let node = listening.create_node("listener").build().unwrap();
        let subscriber = node.create_sub::<std_msgs::String>("text").build().unwrap();
        let node = connecting.create_node("talker").build().unwrap();
        let publisher = node.create_pub::<std_msgs::String>("text").build().unwrap();
        assert!(publisher.wait_for_subscribers(1, DEADLINE).unwrap(), "{link}");
        for len in [10, 2_000, 100_000] {
            let text = std_msgs::String { data: "x".repeat(len) };
            publisher.publish(&text).unwrap();
            let received = subscriber.recv_timeout(DEADLINE).unwrap().expect(link);
            assert_eq!(received.data, text.data);
        }
    }
}

// Also what the other side has in shared memory comes over the network.
#[test]
fn a_session_may_refuse_to_share_memory() {
    let _alone = alone();
    let ctx = context().with_shm_pool_size(1 << 20).unwrap().build().unwrap();
    let node = ctx.create_node("talker").build().unwrap();
    let publisher = node.create_pub::<std_msgs::String>("text").build().unwrap();
    assert_eq!((ctx.shm_limit(), ctx.shares_memory_with(publisher.info())), (None, Some(true)));
    for refuses in [false, true] {
        let builder =
            ros_z_pub::ZContextBuilder::default().with_connect_endpoints([endpoint(&ctx)]);
        let builder = if refuses { builder.without_shm_session() } else { builder };
        let other = builder.build().unwrap();
        let listener = other.create_node("listener").build().unwrap();
        let subscriber = listener.create_sub::<std_msgs::String>("text").build().unwrap();
        assert!(publisher.wait_for_subscribers(1, DEADLINE).unwrap());
        wait_until("what the other one says", || {
            ctx.shm_limit_of(subscriber.info()).is_some() == refuses
                && ctx.shares_memory_with(subscriber.info()) == Some(!refuses)
        });
        publisher.publish(&std_msgs::String { data: "x".repeat(10_000) }).unwrap();
        let message = subscriber.recv_timeout(DEADLINE).unwrap().unwrap();
        assert_eq!((message.data.len(), message.is_shm()), (10_000, !refuses));
        assert!(other.graph().wait_for(DEADLINE, |it| !it.publishers("/text").is_empty()));
        assert_eq!(other.shares_memory_with(publisher.info()), Some(!refuses));
        let limit = other.shm_limit();
        assert_eq!(limit.is_some_and(|it| matches!(it, ros_z_pub::Limit::Setting)), refuses);
        drop(subscriber);
        wait_until("the end of the subscriber", || publisher.matched().is_empty());
    }
}

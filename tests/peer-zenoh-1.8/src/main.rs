//! The other process of a test of versions. It says `ready`, then a line for each thing that
//! happens, and ends when its standard input does.
//!
//! - `raw ENDPOINT KEY`: receives anything, says `raw SHM LENGTH`
//! - `put ENDPOINT KEY FILE`: publishes what is in the file from shared memory, as a node of
//!   rmw_zenoh does, says `put`

use std::io::Read;
use std::sync::mpsc::{TryRecvError, channel};
use std::time::Duration;

use zenoh::shm::ShmProviderBuilder;
use zenoh::{Config, Session, Wait};

fn main() -> zenoh::Result<()> {
    let args: Vec<_> = std::env::args().skip(1).collect();
    let args: Vec<_> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["raw", endpoint, key] => raw(&connect(endpoint)?, key),
        ["put", endpoint, key, file] => put(&connect(endpoint)?, key, &std::fs::read(file)?),
        _ => Err("a role, an endpoint and a key are needed".into()),
    }
}

fn connect(endpoint: &str) -> zenoh::Result<Session> {
    let mut config = Config::default();
    config.insert_json5("mode", "\"peer\"")?;
    config.insert_json5("listen/endpoints", "[\"tcp/127.0.0.1:0\"]")?;
    config.insert_json5("connect/endpoints", &format!("[{endpoint:?}]"))?;
    config.insert_json5("scouting/multicast/enabled", "false")?;
    config.insert_json5("transport/shared_memory/enabled", "true")?;
    // Only what is put in shared memory is to be there.
    config.insert_json5("transport/shared_memory/transport_optimization/enabled", "false")?;
    zenoh::open(config).wait()
}

/// Becomes true when the standard input ends.
fn end_of_input() -> impl Fn() -> bool {
    let (sender, ended) = channel::<()>();
    std::thread::spawn(move || {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        drop(sender);
    });
    move || ended.try_recv() == Err(TryRecvError::Disconnected)
}

fn raw(session: &Session, key: &str) -> zenoh::Result<()> {
    let samples = session.declare_subscriber(key).wait()?;
    println!("ready");
    let ended = end_of_input();
    while !ended() {
        if let Some(sample) = samples.recv_timeout(Duration::from_millis(20))? {
            let payload = sample.payload();
            println!("raw {} {}", payload.as_shm().is_some(), payload.len());
        }
    }
    Ok(())
}

fn put(session: &Session, key: &str, bytes: &[u8]) -> zenoh::Result<()> {
    let provider = ShmProviderBuilder::default_backend(8 * bytes.len()).wait()?;
    let publisher = session.declare_publisher(key).wait()?;
    println!("ready");
    let mut attachment = [0; 33];
    attachment[16] = 16;
    let ended = end_of_input();
    for number in 1_i64.. {
        if ended() {
            break;
        }
        attachment[..8].copy_from_slice(&number.to_le_bytes());
        provider.garbage_collect();
        let mut buffer = provider.alloc(bytes.len()).wait()?;
        buffer.copy_from_slice(bytes);
        publisher.put(buffer).attachment(attachment).wait()?;
        println!("put");
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

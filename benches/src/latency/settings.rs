//! The floor, with settings of Zenoh that might lower it between processes of one machine.

use super::raw::{Link, PooledSender, pooled, receiver};
use super::row::Row;

/// The floor over one link.
macro_rules! row {
    ($name:literal, $about:literal, $link:expr) => {
        Row {
            name: $name,
            about: $about,
            sender: |setup, endpoint| pooled(setup, endpoint, &$link, PooledSender::touch),
            receiver: |_| receiver(&$link, true),
        }
    };
}

/// The rows of this file.
pub const ROWS: &[Row] = &[
    row!("floor", "TCP over the loopback interface, Zenoh's defaults", Link::TCP),
    row!(
        "express",
        "the publisher does not wait to fill a batch",
        Link { express: true, ..Link::TCP }
    ),
    row!("unbatched", "no batches at all", Link { settings: UNBATCHED, ..Link::TCP }),
    row!("lowlatency", "the low-latency transport, which has no queues", LOW_LATENCY),
    row!("unix", "a Unix socket", Link { listen: unix_socket, ..Link::TCP }),
    row!(
        "unix-low",
        "a Unix socket and the low-latency transport",
        Link { listen: unix_socket, ..LOW_LATENCY }
    ),
    row!(
        "one-thread",
        "a single thread for Zenoh's network",
        Link { settings: FEWER, ..Link::TCP }
    ),
];

const LOW_LATENCY: Link = Link {
    settings: &[
        ("transport/unicast/lowlatency", "true"),
        ("transport/unicast/qos/enabled", "false"),
    ],
    ..Link::TCP
};

const UNBATCHED: &[(&str, &str)] = &[("transport/link/tx/queue/batching/enabled", "false")];

const FEWER: &[(&str, &str)] = &[("transport/link/tx/threads", "1")];

/// A socket in the directory for temporary files.
fn unix_socket() -> String {
    let path = std::env::temp_dir().join(format!("latency-{}.sock", std::process::id()));
    format!("unixsock-stream/{}", path.display())
}

//! The Zenoh session of a context.

use zenoh::{Config, Session, Wait};

use crate::Result;

/// How the session finds its peers.
#[derive(Debug, Default)]
pub(crate) struct SessionSettings {
    pub(crate) base: Option<Config>,
    pub(crate) listen: Option<Vec<String>>,
    pub(crate) connect: Option<Vec<String>>,
    pub(crate) transport_optimization: bool,
}

impl SessionSettings {
    pub(crate) fn open(self) -> Result<Session> {
        Ok(zenoh::open(self.into_config()?).wait()?)
    }

    fn into_config(self) -> Result<Config> {
        let alone = self.listen.is_none() && self.connect.is_none();
        let mut config = match self.base {
            Some(config) => config,
            None if alone => same_machine()?,
            None => endpoints_only()?,
        };
        // As rmw_zenoh has it: publishers that keep messages need their times.
        config.insert_json5("timestamping/enabled", "true")?;
        if let Some(listen) = &self.listen {
            config.insert_json5("listen/endpoints", &json_list(listen))?;
        }
        if let Some(connect) = &self.connect {
            config.insert_json5("connect/endpoints", &json_list(connect))?;
        }
        // Negotiated by every session, with or without a pool: a subscriber needs it.
        config.insert_json5("transport/shared_memory/enabled", "true")?;
        // Zenoh would copy heap payloads of 3072 bytes and more into a pool of its own,
        // and `without_shm` would not be true.
        let optimization = if self.transport_optimization { "true" } else { "false" };
        config
            .insert_json5("transport/shared_memory/transport_optimization/enabled", optimization)?;
        Ok(config)
    }
}

/// Peers on this machine find each other by multicast on the loopback interface; no
/// router is needed and nothing leaves the machine.
fn same_machine() -> Result<Config> {
    let mut config = Config::default();
    config.insert_json5("mode", "\"peer\"")?;
    config.insert_json5("listen/endpoints", "[\"tcp/127.0.0.1:0\"]")?;
    config.insert_json5("scouting/multicast/enabled", "true")?;
    config.insert_json5("scouting/multicast/interface", "\"lo\"")?;
    Ok(config)
}

/// Only the endpoints that the user names.
fn endpoints_only() -> Result<Config> {
    let mut config = Config::default();
    config.insert_json5("mode", "\"peer\"")?;
    config.insert_json5("listen/endpoints", "[\"tcp/127.0.0.1:0\"]")?;
    config.insert_json5("scouting/multicast/enabled", "false")?;
    Ok(config)
}

fn json_list(endpoints: &[String]) -> String {
    let quoted: Vec<_> = endpoints.iter().map(|endpoint| format!("{endpoint:?}")).collect();
    format!("[{}]", quoted.join(","))
}

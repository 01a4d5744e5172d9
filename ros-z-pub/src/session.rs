//! The Zenoh session of a context.

use std::thread;
use std::time::{Duration, Instant};

use zenoh::{Config, Session, Wait};

use crate::blocking::DropBlocking;
use crate::logging::warning;
use crate::shm::{self, Limit};
use crate::{Error, Result, environment};

const FILE_VARIABLE: &str = "ZENOH_SESSION_CONFIG_URI";
const OVERRIDE_VARIABLE: &str = "ZENOH_CONFIG_OVERRIDE";
const ATTEMPTS_VARIABLE: &str = "ZENOH_ROUTER_CHECK_ATTEMPTS";

/// Whether a session shares memory.
const SHM_KEY: &str = "transport/shared_memory/enabled";

/// Whether Zenoh copies what is on the heap into shared memory by itself.
const OPTIMIZATION_KEY: &str = "transport/shared_memory/transport_optimization/enabled";

/// Where rmw_zenoh's router listens.
const ROUTER: &str = "tcp/localhost:7447";

/// How long one look for a router takes, as in rmw_zenoh.
const ATTEMPT: Duration = Duration::from_secs(1);

/// A session that is closed with this, unless somebody else has a clone.
pub(crate) type OpenSession = DropBlocking<Session>;

/// How the session finds its peers.
#[derive(Debug, Default)]
pub(crate) struct SessionSettings {
    pub(crate) base: Option<Config>,
    pub(crate) listen: Option<Vec<String>>,
    pub(crate) connect: Option<Vec<String>>,
    pub(crate) router: bool,
    pub(crate) transport_optimization: bool,
    pub(crate) without_shm: bool,
}

/// What a session is opened with.
pub(crate) struct Settings {
    config: Config,
    /// How often a router is looked for, if it has to be there.
    attempts: Option<i64>,
    /// Whether the session shares memory, or what forbids it.
    pub(crate) shm: Result<(), Limit>,
}

impl SessionSettings {
    /// Puts the settings together: those of the program, of the environment, and what the system
    /// allows.
    pub(crate) fn resolve(self) -> Result<Settings> {
        let attempts = match self.router {
            true => environment::number::<i64>(ATTEMPTS_VARIABLE, "a number of attempts")?,
            false => None,
        };
        let is_refused = self.without_shm;
        let allowed = if is_refused { Err(Limit::Setting) } else { shm::check_session() };
        let config = self.into_config(allowed.is_ok())?;
        let is_on = config.get_json(SHM_KEY).is_ok_and(|value| value.trim() == "true");
        let shm = match allowed {
            Ok(()) if is_on => Ok(()),
            Ok(()) => Err(Limit::Setting),
            Err(limit) if is_refused && !is_on => Err(limit),
            // Turned on by whoever starts the program, which has been said.
            Err(limit) if is_on => {
                warning!("the session may lose messages in shared memory: {limit}");
                Ok(())
            }
            Err(limit) => {
                warning!(
                    "the session does not share memory, and gets all messages over the network: \
                     {limit}"
                );
                Err(limit)
            }
        };
        Ok(Settings { config, attempts, shm })
    }

    fn into_config(self, may_share: bool) -> Result<Config> {
        let alone = self.listen.is_none() && self.connect.is_none();
        let mut config = match (self.base, environment::text(FILE_VARIABLE)?) {
            (Some(config), _) => config,
            (None, Some(file)) => from_file(file)?,
            (None, None) if self.router => beside_router()?,
            (None, None) if alone => same_machine()?,
            (None, None) => endpoints_only()?,
        };
        // As rmw_zenoh has it: publishers that keep messages need their times.
        config.insert_json5("timestamping/enabled", "true")?;
        if let Some(listen) = &self.listen {
            config.insert_json5("listen/endpoints", &json_list(listen))?;
        }
        if let Some(connect) = &self.connect {
            config.insert_json5("connect/endpoints", &json_list(connect))?;
        }
        // Negotiated by every session that may, with or without a pool: a subscriber needs it.
        config.insert_json5(SHM_KEY, if may_share { "true" } else { "false" })?;
        // Zenoh would copy heap payloads of 3072 bytes and more into a pool of its own,
        // and `without_shm` would not be true.
        let optimization = if self.transport_optimization { "true" } else { "false" };
        config.insert_json5(OPTIMIZATION_KEY, optimization)?;
        // The word of whoever starts the program is the last one.
        if let Some(settings) = environment::text(OVERRIDE_VARIABLE)? {
            let ours = CONSEQUENCES.map(|(key, _)| config.get_json(key).unwrap_or_default());
            apply(&settings, &mut config)?;
            for ((key, consequence), ours) in CONSEQUENCES.iter().zip(ours) {
                let theirs = config.get_json(key).unwrap_or_default();
                if theirs != ours {
                    warning!(
                        "`{OVERRIDE_VARIABLE}` has the last word: `{key}` is {theirs}, not {ours} \
                         as the program has it; {consequence}"
                    );
                }
            }
        }
        Ok(config)
    }
}

/// What the program sets itself, and what comes of another value.
const CONSEQUENCES: [(&str, &str); 5] = [
    ("timestamping/enabled", "transient-local publishers need it, and cannot be built without"),
    ("listen/endpoints", "the session listens there and nowhere else"),
    ("connect/endpoints", "the session connects to those and to no others"),
    (SHM_KEY, "without it, all messages go over the network"),
    (
        OPTIMIZATION_KEY,
        "with it, Zenoh copies messages of 3072 bytes and more from the heap into a pool of its \
         own, also those of publishers without shared memory",
    ),
];

impl Settings {
    pub(crate) fn open(self) -> Result<Session> {
        let open = zenoh::open(self.config);
        let session = match self.shm {
            Ok(()) => open.with_shm_clients(shm::clients()).wait()?,
            Err(_) => open.wait()?,
        };
        wait_for_router(&session, self.attempts)?;
        Ok(session)
    }
}

/// The configuration in a file, whose name may be a `file://` URI.
fn from_file(name: String) -> Result<Config> {
    let path = name.strip_prefix("file://").unwrap_or(&name);
    Config::from_file(path).map_err(|error| Error::Environment {
        variable: FILE_VARIABLE,
        requires: "the name of a file with a Zenoh configuration",
        value: format!("{name}` ({error})"),
    })
}

/// Applies settings of the form `key=value;key=value`, with JSON5 for the values.
fn apply(settings: &str, config: &mut Config) -> Result<()> {
    for setting in settings.split(';').map(str::trim).filter(|setting| !setting.is_empty()) {
        let applied = setting
            .split_once('=')
            .is_some_and(|(key, value)| config.insert_json5(key.trim(), value.trim()).is_ok());
        if !applied {
            return Err(Error::Environment {
                variable: OVERRIDE_VARIABLE,
                requires: "settings of Zenoh, `key=value` with `;` between them",
                value: setting.into(),
            });
        }
    }
    Ok(())
}

/// Waits for a router: for ever if `attempts` is 0, that often if it is more, and not at all
/// otherwise.
fn wait_for_router(session: &Session, attempts: Option<i64>) -> Result<()> {
    let Some(attempts @ 0..) = attempts else { return Ok(()) };
    let is_there = || session.info().routers_zid().wait().next().is_some();
    let mut failed = 0;
    while !within(ATTEMPT, is_there) {
        failed += 1;
        if failed == attempts {
            return Err(Error::NoRouter { attempts });
        }
        if failed == 1 {
            warning!("waiting for a Zenoh router, such as `ros2 run rmw_zenoh_cpp rmw_zenohd`");
        }
    }
    Ok(())
}

/// Whether `condition` holds within so much time.
fn within(time: Duration, condition: impl Fn() -> bool) -> bool {
    let deadline = Instant::now() + time;
    while !condition() {
        if Instant::now() > deadline {
            return false;
        }
        thread::sleep(Duration::from_millis(10));
    }
    true
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

/// What rmw_zenoh does: peers hear of each other from a router, and then talk directly.
fn beside_router() -> Result<Config> {
    let mut config = Config::default();
    config.insert_json5("mode", "\"peer\"")?;
    config.insert_json5("listen/endpoints", "[\"tcp/localhost:0\"]")?;
    config.insert_json5("connect/endpoints", &json_list(&[ROUTER.into()]))?;
    config.insert_json5("scouting/multicast/enabled", "false")?;
    config.insert_json5("scouting/gossip/enabled", "true")?;
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

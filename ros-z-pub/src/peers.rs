//! The other sessions: who is connected, who shares memory, and who has said that it cannot.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use zenoh::liveliness::LivelinessToken;
use zenoh::pubsub::Subscriber;
use zenoh::sample::SampleKind;
use zenoh::{Session, Wait};

use crate::Result;
use crate::lock::lock;
use crate::shm::{self, Limit};

/// What a session knows of the others.
#[derive(Debug)]
pub(crate) struct Peers {
    known: Arc<Known>,
    /// Fills it with what the others say.
    _told: Subscriber<()>,
    /// What this session says.
    _token: Option<LivelinessToken>,
}

#[derive(Debug, Default)]
struct Known {
    state: Mutex<State>,
    /// How often it has changed.
    changes: AtomicU64,
}

#[derive(Debug, Default)]
struct State {
    /// By the Zenoh identity of sessions that are connected: whether memory is shared.
    connected: HashMap<String, bool>,
    /// By the Zenoh identity of sessions, connected or not: what forbids them to share memory.
    limits: HashMap<String, Limit>,
}

impl Peers {
    /// Begins to watch, and tells the others if this session may not share memory.
    pub(crate) fn watch(session: &Session, domain_id: u32, limit: Option<Limit>) -> Result<Self> {
        let known = Arc::new(Known::default());
        let connected = known.clone();
        session
            .info()
            .transport_events_listener()
            .history(true)
            .callback(move |event| {
                let zid = event.transport().zid().to_string();
                connected.update(|state| match event.kind() {
                    SampleKind::Put => {
                        let is_shm = event.transport().is_shm();
                        // There may be several; one that shares is enough.
                        *state.connected.entry(zid).or_default() |= is_shm;
                    }
                    SampleKind::Delete => {
                        state.connected.remove(&zid);
                    }
                });
                if event.kind() == SampleKind::Delete {
                    shm::note_departure();
                }
            })
            .background()
            .wait()?;
        let filled = known.clone();
        let told = session
            .liveliness()
            .declare_subscriber(key(domain_id, "*", "**"))
            .history(true)
            .callback(move |sample| {
                let Some((zid, limit)) = parse(sample.key_expr().as_str()) else { return };
                filled.update(|state| match sample.kind() {
                    SampleKind::Put => {
                        state.limits.insert(zid.into(), limit);
                    }
                    SampleKind::Delete => {
                        state.limits.remove(zid);
                    }
                });
            })
            .wait()?;
        let token = match limit {
            None => None,
            Some(limit) => {
                let key = key(domain_id, &session.zid().to_string(), &limit.to_key());
                Some(session.liveliness().declare_token(key).wait()?)
            }
        };
        Ok(Self { known, _told: told, _token: token })
    }

    /// How often something has changed.
    pub(crate) fn changes(&self) -> u64 {
        self.known.changes.load(Ordering::Acquire)
    }

    /// Whether a session that is connected shares memory; `None` for one that is not connected
    /// directly.
    pub(crate) fn shares_memory(&self, zid: &str) -> Option<bool> {
        self.known.lock().connected.get(zid).copied()
    }

    /// What forbids a session to share memory, if it has said so.
    pub(crate) fn limit_of(&self, zid: &str) -> Option<Limit> {
        self.known.lock().limits.get(zid).copied()
    }
}

impl Known {
    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    fn update(&self, update: impl FnOnce(&mut State)) {
        update(&mut self.lock());
        self.changes.fetch_add(1, Ordering::Release);
    }
}

/// The key under which a session says that it may not share memory. Not one of rmw_zenoh.
fn key(domain_id: u32, zid: &str, limit: &str) -> String {
    format!("@ros_z/{domain_id}/{zid}/without_shm/{limit}")
}

fn parse(key: &str) -> Option<(&str, Limit)> {
    let mut parts = key.splitn(5, '/');
    let zid = parts.nth(2)?;
    let limit = parts.nth(1)?;
    Some((zid, Limit::from_key(limit)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_told_by_keys() {
        let limits = [
            Limit::Memlock { needed: 1, locked: 2, limit: 3 },
            Limit::Space { needed: 4, free: 5 },
            Limit::Missing,
            Limit::ReadOnly,
            Limit::Denied,
            Limit::Descriptors,
            Limit::Setting,
            Limit::Refused,
        ];
        for limit in limits {
            let key = key(7, "a1b2", &limit.to_key());
            assert!(zenoh::key_expr::KeyExpr::new(key.as_str()).is_ok(), "{key}");
            assert_eq!(parse(&key), Some(("a1b2", limit)));
        }
        assert_eq!(parse("@ros_z/0/a1b2/without_shm/because"), None);
    }
}

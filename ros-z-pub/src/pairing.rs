//! The publishers and subscribers of a context, and what is said of others of their topics that
//! do not go with them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use shm_cdr::ShmMessage;
use zenoh::Wait;
use zenoh::query::{Query, Queryable, Reply};

use crate::Result;
use crate::definition::Definition;
use crate::entity::{EndpointInfo, EndpointKind};
use crate::executor::Handle;
use crate::incompatibility::Incompatibility;
use crate::lock::lock;
use crate::logging::warning;
use crate::message_type::{self, MessageType};
use crate::rmw::{self, Attachment, Token, TypeDescriptionRequest, TypeDescriptionResponse};
use crate::session::OpenSession;
use crate::stats::ProcessStats;

/// How long others may take to answer.
const PATIENCE: Duration = Duration::from_secs(1);

/// How to get the definitions of the types of this process, by their hashes.
static DEFINITIONS: Mutex<BTreeMap<String, message_type::Definition>> = Mutex::new(BTreeMap::new());

/// Is called with an endpoint that does not go with one's own, and why.
pub(crate) type OnIncompatible = Box<dyn FnMut(EndpointInfo, Incompatibility) + Send>;

/// A publisher or subscriber of this context.
pub(crate) struct Member {
    pub(crate) info: EndpointInfo,
    on_incompatible: Option<Mutex<OnIncompatible>>,
    /// What has been said of those that are not quite what was waited for.
    near_misses: Mutex<BTreeSet<String>>,
}

impl Member {
    pub(crate) fn new(
        info: EndpointInfo,
        message_type: &MessageType,
        on_incompatible: Option<OnIncompatible>,
    ) -> Self {
        if let Some(definition) = &message_type.definition {
            lock(&DEFINITIONS).insert(message_type.hash().into(), definition.clone());
        }
        let on_incompatible = on_incompatible.map(Mutex::new);
        Self { info, on_incompatible, near_misses: Mutex::default() }
    }

    pub(crate) fn has_listener(&self) -> bool {
        self.on_incompatible.is_some()
    }

    /// Tells the user's code of an endpoint that does not go with this one.
    pub(crate) fn tell(&self, other: EndpointInfo, why: Incompatibility) {
        if let Some(on_incompatible) = &self.on_incompatible {
            lock(on_incompatible)(other, why);
        }
    }
}

impl fmt::Debug for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Member").field("info", &self.info).finish_non_exhaustive()
    }
}

/// Why two endpoints of one topic, of which one publishes and one subscribes, do not go
/// together; `None` if they do.
pub(crate) fn incompatibility(own: &EndpointInfo, other: &EndpointInfo) -> Option<Incompatibility> {
    if own.type_name != other.type_name {
        return Some(Incompatibility::Type);
    }
    if own.type_hash != other.type_hash {
        let hashes = [&own.type_hash, &other.type_hash];
        return Some(match hashes.iter().any(|hash| *hash == rmw::NO_TYPE_HASH) {
            true => Incompatibility::TypeHash,
            false => Incompatibility::Definition,
        });
    }
    match own.kind {
        EndpointKind::Publisher => other.qos.incompatibility(&own.qos),
        EndpointKind::Subscriber => own.qos.incompatibility(&other.qos),
    }
}

/// Asks other sessions.
#[derive(Debug)]
pub(crate) struct Lookup {
    pub(crate) session: Arc<OpenSession>,
    pub(crate) domain_id: u32,
}

impl Lookup {
    /// Warns of an endpoint that does not go with one's own.
    pub(crate) fn warn(&self, own: &EndpointInfo, other: &EndpointInfo, why: Incompatibility) {
        warning!("{}", self.describe(own, other, why));
    }

    fn describe(&self, own: &EndpointInfo, other: &EndpointInfo, why: Incompatibility) -> String {
        let (topic, node, theirs) = (&own.topic, &other.node, &other.type_name);
        let publishes = match other.kind {
            EndpointKind::Publisher => "publishes",
            EndpointKind::Subscriber => "subscribes to",
        };
        let here = match own.kind {
            EndpointKind::Publisher => format!("the publisher in node `{}`", own.node),
            EndpointKind::Subscriber => format!("the subscriber in node `{}`", own.node),
        };
        match why {
            Incompatibility::Type => format!(
                "`{topic}`: node `{node}` {publishes} {theirs}, {here} has {}; no message passes \
                 between them",
                own.type_name
            ),
            Incompatibility::TypeHash => format!(
                "`{topic}`: node `{node}` {publishes} {theirs} with the type hash {}, {here} has \
                 {}; no message passes between them: ROS 2 Humble has no hashes, for it build the \
                 context `without_type_hashes()`",
                other.type_hash, own.type_hash
            ),
            Incompatibility::Definition => {
                let mut text = format!(
                    "`{topic}`: node `{node}` {publishes} {theirs} with another definition ({}), \
                     {here} has {}; no message passes between them: ",
                    other.type_hash, own.type_hash
                );
                let difference = self.difference(own, other);
                text += &difference.unwrap_or_else(|| {
                    "compare `T::definition()` with `ros2 interface show` there".into()
                });
                text
            }
            _ => {
                let (publisher, subscriber) = match own.kind {
                    EndpointKind::Publisher => (own, other),
                    EndpointKind::Subscriber => (other, own),
                };
                format!(
                    "incompatible {why} on `{topic}`: the publisher in node `{}` offers {}, the \
                     subscriber in node `{}` requests {}",
                    publisher.node, publisher.qos, subscriber.node, subscriber.qos
                )
            }
        }
    }

    /// The first field in which the definitions differ, if they can be had.
    fn difference(&self, own: &EndpointInfo, other: &EndpointInfo) -> Option<String> {
        let ours = definition(&own.type_hash)?;
        let theirs = definition(&other.type_hash).or_else(|| self.ask(other))?;
        let difference = ours.first_difference(&theirs)?;
        Some(format!("the first field that differs is {difference}"))
    }

    /// Asks the process of an endpoint for the definition of its type: as one of this crate, and
    /// as one of ROS.
    fn ask(&self, other: &EndpointInfo) -> Option<Definition> {
        match self.ask_own_kind(other) {
            Some(text) => Some(Definition::of_text(&text)),
            None => self.ask_ros(other, false)?.into_definition(),
        }
    }

    /// The definition of an endpoint's type as text, if it is known here or told there.
    pub(crate) fn definition(&self, endpoint: &EndpointInfo) -> Option<String> {
        definition_text(&endpoint.type_hash)
            .or_else(|| self.ask_own_kind(endpoint))
            .or_else(|| self.ask_ros(endpoint, true)?.into_text())
    }

    /// Asks a process of this crate.
    fn ask_own_kind(&self, other: &EndpointInfo) -> Option<String> {
        let key = definition_key(self.domain_id, &other.zid, &other.type_hash);
        self.get(&key, None, |reply| {
            reply.result().ok()?.payload().try_to_string().ok().map(|text| text.into_owned())
        })
    }

    /// Asks a node of ROS.
    fn ask_ros(
        &self,
        other: &EndpointInfo,
        include_type_sources: bool,
    ) -> Option<TypeDescriptionResponse> {
        let key = rmw::type_description_key(self.domain_id, &other.node);
        let request = TypeDescriptionRequest {
            type_name: other.type_name.clone(),
            type_hash: other.type_hash.clone(),
            include_type_sources,
        };
        let request = request.to_cdr().ok()?;
        self.get(&key, Some(request), |reply| {
            let payload = reply.result().ok()?.payload().to_bytes();
            TypeDescriptionResponse::from_cdr(&payload).ok()
        })
    }

    /// What the sessions of the domain have counted.
    pub(crate) fn stats(&self, timeout: Duration) -> Result<Vec<ProcessStats>> {
        let query = self.session.get(stats_key(self.domain_id, "*"));
        // Each answers under a key of its own.
        let replies = query.timeout(timeout).wait()?.into_iter();
        let mut stats: Vec<ProcessStats> = replies
            .filter_map(|reply| {
                let payload = reply.result().ok()?.payload().to_bytes();
                serde_json::from_slice(&payload).ok()
            })
            .collect();
        stats.sort_by(|one, other| one.zid.cmp(&other.zid));
        Ok(stats)
    }

    /// Answers queries of `key` by what is known of the key that was asked for.
    pub(crate) fn tell(
        &self,
        key: String,
        executor: Handle,
        answer: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
    ) -> Result<Queryable<()>> {
        let (answer, name) = (Arc::new(answer), key.clone());
        let reply = move |query: Query| {
            let (answer, name) = (answer.clone(), name.clone());
            executor.submit(move || {
                // What is asked for may be a set of keys; what is told has one.
                let asked = query.key_expr().as_str();
                let key = if asked.contains('*') { name } else { asked.to_owned() };
                if let Some(text) = answer(&key) {
                    let _ = query.reply(key, text).wait();
                }
            });
        };
        Ok(self.session.declare_queryable(key).callback(reply).wait()?)
    }

    /// The first answer of use.
    fn get<A>(
        &self,
        key: &str,
        request: Option<Vec<u8>>,
        answer: impl Fn(&Reply) -> Option<A>,
    ) -> Option<A> {
        let mut query = self.session.get(key).timeout(PATIENCE);
        if let Some(request) = request {
            let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            let attachment = Attachment {
                sequence_number: 1,
                source_time: i64::try_from(time.as_nanos()).unwrap_or(i64::MAX),
                gid: Default::default(),
            };
            query = query.payload(request).attachment(attachment.to_bytes());
        }
        let replies = query.wait().ok()?;
        replies.into_iter().find_map(|reply| answer(&reply))
    }

    /// Says who is not quite what was waited for in vain.
    ///
    /// `same_domain` are the endpoints of the graph that could be meant.
    pub(crate) fn explain(&self, member: &Member, same_domain: Vec<EndpointInfo>, missing: &str) {
        let own = &member.info;
        let mut found = BTreeSet::new();
        for other in same_domain {
            let EndpointInfo { node, topic, type_name, .. } = other;
            found.insert(format!("node `{node}` has `{topic}` with {type_name}"));
        }
        for (domain_id, other) in self.other_domains(own) {
            found.insert(format!(
                "node `{}` has `{}` in domain {domain_id}, this is domain {}",
                other.node, other.topic, self.domain_id
            ));
        }
        let mut said = lock(&member.near_misses);
        if found.is_subset(&said) {
            return;
        }
        let mut text = format!("`{}`: {missing}; there is something like it: ", own.topic);
        for (index, near_miss) in found.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            let _ = write!(text, "{separator}{near_miss}");
        }
        said.extend(found);
        drop(said);
        warning!("{text}");
    }

    /// Those that would be what was waited for, were they not in another domain.
    fn other_domains(&self, own: &EndpointInfo) -> Vec<(u32, EndpointInfo)> {
        let liveliness = self.session.liveliness();
        let query = liveliness.get(rmw::KEYS_OF_ALL_DOMAINS).timeout(PATIENCE);
        let Ok(replies) = query.wait() else { return Vec::new() };
        let found = replies.into_iter().filter_map(|reply| {
            let key = reply.result().ok()?.key_expr().as_str().to_owned();
            let domain_id = rmw::domain_of(&key).filter(|domain| *domain != self.domain_id)?;
            let Token::Endpoint(other) = Token::parse(&key)? else { return None };
            let is_meant = other.kind != own.kind && other.topic == own.topic;
            (is_meant && other.type_name == own.type_name).then_some((domain_id, other))
        });
        found.collect()
    }
}

/// The definition of a type of this process.
fn definition(hash: &str) -> Option<Definition> {
    definition_text(hash).map(|text| Definition::of_text(&text))
}

fn definition_text(hash: &str) -> Option<String> {
    let definition = lock(&DEFINITIONS).get(hash).cloned();
    definition.map(|definition| definition.text())
}

/// The key under which a session tells the definition of a type. Not one of rmw_zenoh.
pub(crate) fn definition_key(domain_id: u32, zid: &str, hash: &str) -> String {
    format!("@ros_z/{domain_id}/{zid}/definition/{hash}")
}

/// The definition of a type, by the [key](definition_key) that it is told under.
pub(crate) fn definition_of_key(key: &str) -> Option<String> {
    key.rsplit('/').next().and_then(definition_text)
}

/// The key under which a session tells what it has counted. Not one of rmw_zenoh.
pub(crate) fn stats_key(domain_id: u32, zid: &str) -> String {
    format!("@ros_z/{domain_id}/{zid}/stats")
}

/// Whether an endpoint could be meant by who waits for another one: the last part of its topic is
/// the same, and so is either all of the topic or the type.
pub(crate) fn is_near_miss(own: &EndpointInfo, other: &EndpointInfo) -> bool {
    let last = |topic: &str| topic.rsplit('/').next().map(ToOwned::to_owned);
    other.kind != own.kind
        && !(own.topic == other.topic && own.is_same_type(other))
        && last(&own.topic) == last(&other.topic)
        && (own.topic == other.topic || own.type_name == other.type_name)
}

/// A pair that is to be told of.
#[derive(Debug)]
pub(crate) struct Mismatch {
    pub(crate) member: Arc<Member>,
    pub(crate) other: EndpointInfo,
    pub(crate) why: Incompatibility,
    /// Whether the other one is of this context, too.
    pub(crate) is_own: bool,
}

impl Mismatch {
    /// Whether it falls to this side of the pair to warn.
    pub(crate) fn is_to_warn(&self) -> bool {
        !self.is_own || self.member.info.kind == EndpointKind::Publisher
    }
}

//! What the machine allows.

use std::collections::BTreeSet;

use ros_z_pub::Limit;
use ros_z_pub::shm::DEFAULT_POOL_SIZE;
use rustix::fs::statvfs;

use super::{Finding, Report};
use crate::commands::shm;
use crate::error::Result;
use crate::output;

pub(super) fn check(report: &mut Report<'_>) -> Result {
    let (session, pool) = (Limit::of_session(), Limit::of_pool(DEFAULT_POOL_SIZE));
    report.add(version(session))?;
    report.add(locked_memory(session, pool))?;
    report.add(folder(session, pool))?;
    report.add(segments()?)
}

fn version(session: Option<Limit>) -> Finding {
    const CHECK: &str = "Zenoh here";
    match session {
        Some(limit @ Limit::ZenohVersion) => Finding::problem(CHECK, limit.to_string()),
        _ => Finding::ok(CHECK, ros_z_pub::zenoh::GIT_VERSION),
    }
}

fn locked_memory(session: Option<Limit>, pool: Option<Limit>) -> Finding {
    const CHECK: &str = "locked memory";
    let is_memlock = |limit: &Limit| matches!(limit, Limit::Memlock { .. });
    let size = output::bytes(DEFAULT_POOL_SIZE as f64);
    match (session.filter(is_memlock), pool.filter(is_memlock)) {
        (Some(limit), _) => {
            Finding::problem(CHECK, format!("no process of this user can share memory: {limit}"))
        }
        (None, Some(limit)) => Finding::warning(
            CHECK,
            format!("memory can be shared, but not by a pool of the default size, {size}: {limit}"),
        ),
        (None, None) => Finding::ok(CHECK, format!("enough for a pool of {size}")),
    }
}

fn folder(session: Option<Limit>, pool: Option<Limit>) -> Finding {
    const CHECK: &str = "/dev/shm";
    let is_other = |limit: &Limit| !matches!(limit, Limit::Memlock { .. } | Limit::ZenohVersion);
    match (session.filter(is_other), pool.filter(is_other)) {
        (Some(limit), _) => {
            Finding::problem(CHECK, format!("no process here can share memory: {limit}"))
        }
        (None, Some(limit)) => Finding::warning(
            CHECK,
            format!("there is no room for a pool of the default size: {limit}"),
        ),
        (None, None) => match statvfs("/dev/shm") {
            Ok(system) if system.f_blocks > 0 => {
                let bytes = |blocks: u64| output::bytes(blocks as f64 * system.f_frsize as f64);
                let (free, all) = (bytes(system.f_bavail), bytes(system.f_blocks));
                Finding::ok(CHECK, format!("writable, {free} of {all} free"))
            }
            _ => Finding::ok(CHECK, "writable, without a limit of its own"),
        },
    }
}

fn segments() -> Result<Finding> {
    const CHECK: &str = "left-over segments";
    let Ok(mut segments) = ros_z_pub::shm::segments() else {
        return Ok(Finding::ok(CHECK, "there is no /dev/shm to have them"));
    };
    segments.retain(|segment| segment.is_orphaned == Some(true));
    if segments.is_empty() {
        return Ok(Finding::ok(CHECK, "none"));
    }
    let bytes: u64 = segments.iter().map(|segment| segment.len).sum();
    let users: BTreeSet<_> = segments.iter().map(|segment| shm::user(segment.user)).collect();
    let users: Vec<_> = users.into_iter().collect();
    let oldest = segments.iter().filter_map(shm::age).max().map_or("?".into(), output::time);
    let text = format!(
        "{} that nobody uses, {} of /dev/shm, of {}, up to {oldest} old",
        segments.len(),
        output::bytes(bytes as f64),
        users.join(" and "),
    );
    Ok(Finding::warning(CHECK, text).with_cure("`ros-z shm clean` removes them"))
}

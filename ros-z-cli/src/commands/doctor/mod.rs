//! `ros-z doctor`.

mod machine;
mod others;
mod peer;

use clap::Args;
use serde::Serialize;

use crate::args::Global;
use crate::error::{Failure, Result};
use crate::output::{self, line};
use crate::warnings;

pub(crate) use peer::DoctorPeer;

/// What keeps programs from finding each other and from sharing memory, and what helps.
///
/// The exit code is 1 if there is a problem; warnings are none.
#[derive(Debug, Args)]
pub(crate) struct Doctor {}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Ok,
    Warning,
    Problem,
}

/// What a check has found.
#[derive(Debug, Serialize)]
struct Finding {
    check: &'static str,
    state: State,
    text: String,
    /// What helps.
    cure: Option<String>,
}

impl Finding {
    fn ok(check: &'static str, text: impl Into<String>) -> Self {
        Self { check, state: State::Ok, text: text.into(), cure: None }
    }

    fn warning(check: &'static str, text: impl Into<String>) -> Self {
        Self { state: State::Warning, ..Self::ok(check, text) }
    }

    fn problem(check: &'static str, text: impl Into<String>) -> Self {
        Self { state: State::Problem, ..Self::ok(check, text) }
    }

    fn with_cure(mut self, cure: impl Into<String>) -> Self {
        self.cure = Some(cure.into());
        self
    }
}

/// Prints findings as they come.
struct Report<'g> {
    global: &'g Global,
    findings: Vec<Finding>,
}

impl Report<'_> {
    fn add(&mut self, finding: Finding) -> Result {
        if !self.global.json {
            let (label, style) = match finding.state {
                State::Ok => ("ok", output::GOOD),
                State::Warning => ("warning", output::WARNING),
                State::Problem => ("problem", output::ERROR),
            };
            let Finding { check, text, .. } = &finding;
            line(format!("{style}{label:<8}{style:#}{check}: {text}"))?;
            if let Some(cure) = &finding.cure {
                line(format!("        {}{cure}{:#}", output::FAINT, output::FAINT))?;
            }
        }
        self.findings.push(finding);
        Ok(())
    }
}

impl Doctor {
    pub(crate) fn run(&self, global: &Global) -> Result {
        warnings::mute();
        let mut report = Report { global, findings: Vec::new() };
        // Before there is a session: it would remove what is left over.
        machine::check(&mut report)?;
        report.add(peer::check_sharing()?)?;
        others::check(&mut report)?;
        let findings = report.findings;
        if global.json {
            output::json(&findings)?;
        }
        match findings.iter().any(|finding| finding.state == State::Problem) {
            true => Err(Failure::Reported),
            false => Ok(()),
        }
    }
}

//! What was decided about findings before: waivers and the baseline.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use tickmark::baseline::Baseline;
use tickmark::config::Given;
use tickmark::finding::{InputReport, Summary, WaiverTally};
use tickmark::input::inspect::CHECKS;
use tickmark::input::{reason, shown_path};
use tickmark::rule::RuleProblems;
use tickmark::waiver::{self, Notice, Waivers};

use crate::failure::Failure;
use crate::project::Project;
use crate::ruleset;
use crate::terminal;

/// The waivers and the baseline of a run.
pub(crate) struct Decisions<'p> {
    project: &'p Project,
    pub(crate) waivers: Option<Waivers>,
    pub(crate) baseline: Option<Baseline>,
}

impl<'p> Decisions<'p> {
    /// No decision at all.
    pub(crate) fn none(project: &'p Project) -> Self {
        Self { project, waivers: None, baseline: None }
    }

    /// Reads the waivers; those that expired are without effect.
    pub(crate) fn with_waivers(mut self) -> Result<Self, Failure> {
        let Some(path) = waiver_file(self.project)? else {
            return Ok(self);
        };
        let source = ruleset::read(&path)?;
        let mut waivers = Waivers::parse(&source).map_err(RuleProblems)?;
        let rules = self.project.rules.rules().iter().map(|rule| rule.id().as_str());
        let known: Vec<&str> = rules.chain(CHECKS.iter().map(|check| check.id)).collect();
        let problems = waivers.unknown_rules(&known);
        if !problems.is_empty() {
            return Err(RuleProblems(problems).into());
        }
        waivers.expire(today());
        self.waivers = Some(waivers);
        Ok(self)
    }

    /// Reads the baseline that was asked for, or else that of the configuration.
    pub(crate) fn with_baseline(mut self, asked: Option<&Path>) -> Result<Self, Failure> {
        let path = match (asked, &self.project.config.file.baseline) {
            (Some(path), _) => path.to_owned(),
            (None, Some(given)) => named(self.project, given)?,
            (None, None) => return Ok(self),
        };
        self.baseline = Some(read_baseline(&path)?);
        Ok(self)
    }

    /// Marks the findings that do not count.
    pub(crate) fn apply(&mut self, report: &mut InputReport) {
        let path = self.project.root.relative(report.path.as_ref());
        if let Some(waivers) = &mut self.waivers {
            waivers.apply(report, &path);
        }
        if let Some(baseline) = &mut self.baseline {
            baseline.apply(report, &path);
        }
    }

    /// Tells of waivers that expired or waive nothing, and counts them.
    pub(crate) fn conclude(&self, summary: &mut Summary) {
        let Some(waivers) = &self.waivers else {
            return;
        };
        let notices = waivers.notices();
        let mut tally = WaiverTally { in_force: waivers.in_force(), ..WaiverTally::default() };
        for notice in &notices {
            let text = match notice {
                Notice::Expired(text) => {
                    tally.expired += 1;
                    text
                }
                Notice::Unused(text) => {
                    tally.unused += 1;
                    text
                }
            };
            terminal::warn(&format!("warning: {text}"));
        }
        if notices.len() > 1 {
            let WaiverTally { expired, unused, .. } = tally;
            let count = notices.len();
            terminal::warn(&format!("warning: {count} waivers need attention: {expired} expired, {unused} unused"));
        }
        summary.waivers = Some(tally);
    }
}

/// Reads a baseline.
pub(crate) fn read_baseline(path: &Path) -> Result<Baseline, Failure> {
    let unreadable = |reason: String| Failure::Unreadable { path: shown_path(path), reason };
    let bytes = fs::read(path).map_err(|error| unreadable(reason(&error)))?;
    let text = String::from_utf8(bytes).map_err(|_| unreadable("not UTF-8".to_owned()))?;
    Baseline::parse(&text).map_err(|error| unreadable(error.to_string()))
}

/// The file of waivers that the configuration names, or the usual one at the root.
fn waiver_file(project: &Project) -> Result<Option<PathBuf>, Failure> {
    match &project.config.file.waivers {
        Some(given) => named(project, given).map(Some),
        None if project.is_isolated => Ok(None),
        None => Ok(Some(project.beside_root(waiver::FILE_NAME)).filter(|path| path.is_file())),
    }
}

/// A file that the configuration names; a problem at its place where it is not there.
fn named(project: &Project, given: &Given<String>) -> Result<PathBuf, Failure> {
    let path = project.path(given);
    if path.is_file() {
        return Ok(path);
    }
    let message = format!("no such file: {}", shown_path(&path));
    Err(RuleProblems(vec![given.place.problem("config/unreadable", message)]).into())
}

/// The day it is, in UTC.
fn today() -> Date {
    TimeZone::UTC.to_datetime(Timestamp::now()).date()
}

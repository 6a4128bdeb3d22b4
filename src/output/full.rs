//! The format `full`: every finding drawn on the page it stands on, with its evidence.

use std::collections::HashMap;
use std::io::{self, Write};
use std::time::Duration;

use super::draw::draw;
use super::number::grouped;
use super::palette::Role;
use super::summary::Closing;
use super::{Formatter, Options, Shown, Verbosity, encode};
use crate::finding::{
    DRAWN_EVIDENCE, Finding, InputReport, LocatedFinding, Location, Outcome, RuleId, Severity, Summary,
};

/// The number of findings of one rule that are drawn in one file.
const DRAWN: usize = 10;
/// The number of further places that are named after a finding.
const PLACES: usize = 8;

/// Draws findings for people.
pub(super) struct FullFormatter {
    options: Options,
    closing: Closing,
}

/// Findings of one rule with the same message; the first is drawn, the others are named.
struct Group<'r> {
    first: &'r LocatedFinding,
    others: Vec<Location>,
}

impl FullFormatter {
    pub(super) fn new(options: Options) -> Self {
        Self { closing: Closing::new(options.clone()), options }
    }

    fn limit(&self, normal: usize) -> usize {
        if self.options.verbosity == Verbosity::Verbose { usize::MAX } else { normal }
    }

    fn write_group(&self, out: &mut dyn Write, path: &str, group: &Group<'_>) -> io::Result<()> {
        let palette = self.options.palette;
        let finding = &group.first.finding;
        write!(
            out,
            "{}: {}",
            palette.paint(Role::Severity(finding.severity), &code(finding.severity, &finding.rule)),
            palette.paint(Role::Strong, &encode::inline(&finding.message)),
        )?;
        writeln!(out)?;
        for excerpt in &group.first.excerpts {
            write!(out, "{}", draw(excerpt, path, finding.severity, palette))?;
        }
        self.write_notes(out, finding)?;
        let undrawn = group.first.evidence.iter().skip(DRAWN_EVIDENCE).copied();
        self.write_places(out, "see:", &undrawn.collect::<Vec<_>>())?;
        self.write_places(out, "also:", &group.others)?;
        writeln!(out)
    }

    fn write_notes(&self, out: &mut dyn Write, finding: &Finding) -> io::Result<()> {
        if !finding.place.is_empty() {
            let place: Vec<_> = finding.place.iter().map(|part| encode::inline(part)).collect();
            self.write_note(out, "in:", &place.join(" › "))?;
        }
        match &finding.help {
            Some(help) => self.write_note(out, "help:", &encode::inline(help)),
            None => Ok(()),
        }
    }

    /// Names places by line and column, as many as the verbosity allows.
    fn write_places(&self, out: &mut dyn Write, label: &str, places: &[Location]) -> io::Result<()> {
        if places.is_empty() {
            return Ok(());
        }
        let named = places.len().min(self.limit(PLACES));
        let listed: Vec<String> =
            places[..named].iter().map(|place| format!("{}:{}", place.start.line, place.start.column)).collect();
        let mut text = listed.join(", ");
        if named < places.len() {
            text.push_str(&format!(" and {} more", grouped(places.len() - named)));
        }
        self.write_note(out, label, &text)
    }

    fn write_note(&self, out: &mut dyn Write, label: &str, text: &str) -> io::Result<()> {
        let label = format!("{label:5}");
        writeln!(out, "  {} {text}", self.options.palette.paint(Role::Help, &label))
    }

    fn write_outcomes(&self, out: &mut dyn Write, report: &InputReport) -> io::Result<()> {
        writeln!(out, "{}: {}", encode::inline(&report.label()), report.state.name())?;
        for (rule, outcome) in &report.outcomes {
            let rule = encode::inline(rule.as_str());
            match outcome {
                Outcome::Pass { tested } => writeln!(out, "  pass  {rule} ({tested} tested)"),
                Outcome::Fail { tested, findings } => writeln!(out, "  FAIL  {rule} ({findings} of {tested} tested)"),
                Outcome::Skip => writeln!(out, "  skip  {rule} (nothing to test)"),
                Outcome::Undetermined { reason } => writeln!(out, "  ????  {rule} ({})", encode::inline(reason)),
            }?;
        }
        writeln!(out)
    }
}

impl Formatter for FullFormatter {
    fn begin(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn input(&mut self, out: &mut dyn Write, report: &InputReport) -> io::Result<()> {
        self.closing.note(report);
        let mut counts = Counts::default();
        for group in groups(report.active()) {
            if counts.next(&group.first.finding.rule) < self.limit(DRAWN) {
                self.write_group(out, &report.label(), &group)?;
            }
        }
        for (rule, left_out) in counts.over(self.limit(DRAWN)) {
            let (rule, path) = (rule.as_str(), report.label());
            let (rule, path) = (encode::inline(rule), encode::inline(&path));
            writeln!(out, "{rule}: {} more in {path} (-v draws them all)\n", grouped(left_out))?;
        }
        if self.options.shown == Shown::All && !report.outcomes.is_empty() {
            self.write_outcomes(out, report)?;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write, summary: &Summary, elapsed: Option<Duration>) -> io::Result<()> {
        self.closing.write(out, summary, elapsed)
    }
}

fn code(severity: Severity, rule: &RuleId) -> String {
    format!("{severity}[{}]", encode::inline(rule.as_str()))
}

/// Puts findings with the same rule and message together, in the order of their first.
fn groups<'r>(findings: impl Iterator<Item = &'r LocatedFinding>) -> Vec<Group<'r>> {
    let mut groups: Vec<Group<'r>> = Vec::new();
    let mut known: HashMap<(&RuleId, &str), usize> = HashMap::new();
    for located in findings {
        let key = (&located.finding.rule, located.finding.message.as_str());
        match known.get(&key) {
            Some(&at) => groups[at].others.push(located.location),
            None => {
                known.insert(key, groups.len());
                groups.push(Group { first: located, others: Vec::new() });
            }
        }
    }
    groups
}

/// How many groups of each rule have passed, in the order in which the rules came.
#[derive(Default)]
struct Counts<'r>(Vec<(&'r RuleId, usize)>);

impl<'r> Counts<'r> {
    /// Counts a group of `rule` and returns how many came before it.
    fn next(&mut self, rule: &'r RuleId) -> usize {
        match self.0.iter_mut().find(|(known, _)| *known == rule) {
            Some((_, count)) => {
                *count += 1;
                *count - 1
            }
            None => {
                self.0.push((rule, 1));
                0
            }
        }
    }

    /// The rules with more groups than `limit`, and how many more.
    fn over(&self, limit: usize) -> impl Iterator<Item = (&'r RuleId, usize)> + '_ {
        self.0.iter().filter(move |(_, count)| *count > limit).map(move |&(rule, count)| (rule, count - limit))
    }
}

//! The end of a text report: what was not checked, where most was found, and the counts.

use std::io::{self, Write};
use std::time::Duration;

use super::number::{bytes, grouped, plural};
use super::palette::Role;
use super::{Options, Verbosity, encode};
use crate::finding::{InputReport, RuleId, RuleTally, Severity, State, Summary};

/// The number of inputs that a list names unless everything is asked for.
const LISTED: usize = 50;
/// The number of rules and files that are named as having the most findings.
const TOP: usize = 5;

/// What the end of a report has to name, gathered while the inputs pass.
pub(super) struct Closing {
    options: Options,
    not_checked: Vec<(String, String)>,
    skipped: Vec<(String, String)>,
    /// The gravest rule that was broken first.
    gravest: Option<(Severity, RuleId)>,
}

impl Closing {
    pub(super) fn new(options: Options) -> Self {
        Self { options, not_checked: Vec::new(), skipped: Vec::new(), gravest: None }
    }

    /// Takes note of an input.
    pub(super) fn note(&mut self, report: &InputReport) {
        let is_verbose = self.options.verbosity == Verbosity::Verbose;
        match &report.state {
            State::Partial { reason } | State::Failed { reason } if is_verbose || self.not_checked.len() < LISTED => {
                self.not_checked.push((report.label(), reason.clone()));
            }
            State::Skipped { reason } if is_verbose => self.skipped.push((report.label(), reason.clone())),
            _ => {}
        }
        for located in report.active() {
            let severity = located.finding.severity;
            if self.gravest.as_ref().is_none_or(|(gravest, _)| severity > *gravest) {
                self.gravest = Some((severity, located.finding.rule.clone()));
            }
        }
    }

    /// Writes the end of the report.
    pub(super) fn write(&self, out: &mut dyn Write, summary: &Summary, elapsed: Option<Duration>) -> io::Result<()> {
        self.write_list(out, "Not fully checked", &self.not_checked, summary.not_checked)?;
        self.write_list(out, "Skipped", &self.skipped, self.skipped.len())?;
        if self.options.statistics {
            write_statistics(out, &summary.rules)?;
        }
        if self.options.verbosity == Verbosity::Quiet {
            // An empty list of inputs must not look like a clean one.
            return match summary.inputs {
                0 => writeln!(out, "{}", found(summary)),
                _ => Ok(()),
            };
        }
        if summary.checked > 1 && summary.with_findings > 1 {
            self.write_tops(out, summary)?;
        }
        writeln!(out, "{}", checked_line(summary, elapsed))?;
        self.write_found(out, summary)
    }

    fn write_list(
        &self,
        out: &mut dyn Write,
        title: &str,
        listed: &[(String, String)],
        count: usize,
    ) -> io::Result<()> {
        if listed.is_empty() {
            return Ok(());
        }
        let title = format!("{title} ({}):", grouped(count));
        writeln!(out, "{}", self.options.palette.paint(Role::Strong, &title))?;
        let paths: Vec<_> = listed.iter().map(|(path, _)| encode::inline(path)).collect();
        let width = paths.iter().map(|path| path.chars().count()).max().unwrap_or(0).min(60);
        for (path, (_, reason)) in paths.iter().zip(listed) {
            writeln!(out, "  {path:width$}   {}", encode::inline(reason))?;
        }
        if count > listed.len() {
            writeln!(out, "  and {} more (-v names them all)", grouped(count - listed.len()))?;
        }
        writeln!(out)
    }

    fn write_tops(&self, out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        let mut rules: Vec<&RuleTally> = summary.rules.iter().filter(|rule| rule.findings > 0).collect();
        rules.sort_by(|a, b| b.findings.cmp(&a.findings).then_with(|| a.id.cmp(&b.id)));
        let rules: Vec<String> =
            rules.iter().take(TOP).map(|rule| format!("{:>5}  {}", grouped(rule.findings), rule.id)).collect();
        let files: Vec<String> = summary
            .top_files
            .iter()
            .map(|file| format!("{:>5}  {}", grouped(file.findings), encode::inline(&file.path)))
            .collect();
        let width = rules.iter().map(|rule| rule.chars().count()).max().unwrap_or(0).max(36) + 2;
        let heading = format!("{:width$}{}", "Top rules", "Top files");
        writeln!(out, "{}", self.options.palette.paint(Role::Strong, &heading))?;
        for row in 0..rules.len().max(files.len()) {
            let cell = |cells: &[String]| cells.get(row).cloned().unwrap_or_default();
            writeln!(out, "{}", format!("{:width$}{}", cell(&rules), cell(&files)).trim_end())?;
        }
        writeln!(out)
    }

    fn write_found(&self, out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        let palette = self.options.palette;
        let mut line = found(summary);
        if summary.findings() == 0 && summary.is_complete() && summary.checked > 0 {
            line = palette.paint(Role::Good, &line);
        } else if summary.findings() > 0 {
            line = palette.paint(Role::Strong, &line);
        }
        line.push_str(&accepted(summary));
        if !summary.is_complete() {
            let files = plural(summary.not_checked, noun(summary));
            let need = if summary.not_checked == 1 { "needs" } else { "need" };
            let incomplete = format!("INCOMPLETE: {files} {need} attention.");
            line.push_str("  ");
            line.push_str(&palette.paint(Role::Severity(Severity::Error), &incomplete));
        } else if let Some((_, rule)) = &self.gravest {
            line.push_str("  Why? tickmark explain ");
            for path in &self.options.rule_paths {
                line.push_str(&format!("--rules {} ", encode::inline(path)));
            }
            line.push_str(&encode::inline(rule.as_str()));
        }
        writeln!(out, "{line}")
    }
}

/// What is counted: files, or the documents in them.
fn noun(summary: &Summary) -> &'static str {
    if summary.has_parts { "document" } else { "file" }
}

fn checked_line(summary: &Summary, elapsed: Option<Duration>) -> String {
    let asked = summary.checked + summary.not_checked;
    let rules = plural(summary.rules.len(), "rule");
    let mut line = match (summary.checked, asked) {
        (1, 1) => {
            let (size, pages) = (bytes(summary.bytes), plural(summary.pages, "page"));
            format!("Checked 1 document: {size}, {pages}; {rules} ({})", outcomes(summary))
        }
        (checked, asked) if checked == asked => {
            format!("Checked {} ({}) with {rules}", plural(asked, noun(summary)), bytes(summary.bytes))
        }
        (checked, asked) => {
            let (files, size) = (plural(asked, noun(summary)), bytes(summary.bytes));
            format!("Checked {} of {files} ({size}) with {rules}", grouped(checked))
        }
    };
    if summary.skipped > 0 {
        line.push_str(&format!("; passed over {}", plural(summary.skipped, "other")));
    }
    if let Some(elapsed) = elapsed {
        line.push_str(&format!("; {:.2} s", elapsed.as_secs_f64()));
    }
    line
}

/// How the rules ended on the only document: `31 passed, 25 had nothing to test`.
fn outcomes(summary: &Summary) -> String {
    let sum = |count: fn(&RuleTally) -> usize| summary.rules.iter().map(count).sum::<usize>();
    let parts = [
        (sum(|rule| rule.failed), "failed"),
        (sum(|rule| rule.passed), "passed"),
        (sum(|rule| rule.skipped), "had nothing to test"),
        (sum(|rule| rule.undetermined), "undetermined"),
    ];
    let named: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| format!("{} {name}", grouped(*count)))
        .collect();
    named.join(", ")
}

fn found(summary: &Summary) -> String {
    if summary.checked + summary.not_checked == 0 {
        return "Nothing was checked: no exhibit was found.".into();
    }
    if summary.findings() == 0 && summary.checked == 0 {
        return "Nothing was checked.".into();
    }
    if summary.findings() == 0 {
        let place = if summary.is_complete() { "" } else { " in what was checked" };
        return format!("Found nothing{place}.");
    }
    let files = if summary.checked + summary.not_checked > 1 {
        format!(" in {}", plural(summary.with_findings, noun(summary)))
    } else {
        String::new()
    };
    format!("Found {}{files}.", severities(summary))
}

/// How many findings do not count: `  3 waived, 2 in the baseline.`; told of waivers also where they waived nothing.
fn accepted(summary: &Summary) -> String {
    let mut parts = Vec::new();
    if summary.waived > 0 || summary.waivers.is_some() {
        parts.push(format!("{} waived", grouped(summary.waived)));
    }
    if summary.baselined > 0 {
        parts.push(format!("{} in the baseline", grouped(summary.baselined)));
    }
    if parts.is_empty() { String::new() } else { format!("  {}.", parts.join(", ")) }
}

/// The findings by severity: `2 errors, 1 warning`.
fn severities(summary: &Summary) -> String {
    let counts = [(summary.errors, "error"), (summary.warnings, "warning"), (summary.infos, "info")];
    let named: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, noun)| plural(*count, noun)).collect();
    named.join(", ")
}

/// Writes what each rule did: findings, and documents passed, failed, skipped and undetermined.
fn write_statistics(out: &mut dyn Write, rules: &[RuleTally]) -> io::Result<()> {
    let width = rules.iter().map(|rule| rule.id.as_str().chars().count()).max().unwrap_or(0).max(4);
    writeln!(
        out,
        "{:width$}  {:>8}  {:>8}  {:>8}  {:>8}  {:>12}",
        "Rule", "findings", "passed", "failed", "skipped", "undetermined"
    )?;
    for rule in rules {
        writeln!(
            out,
            "{:width$}  {:>8}  {:>8}  {:>8}  {:>8}  {:>12}",
            encode::inline(rule.id.as_str()),
            grouped(rule.findings),
            grouped(rule.passed),
            grouped(rule.failed),
            grouped(rule.skipped),
            grouped(rule.undetermined),
        )?;
    }
    writeln!(out)
}

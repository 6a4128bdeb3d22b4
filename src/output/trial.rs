//! The cases of rules, run: which came out right, and of the others where the evaluation stopped.

use std::io::{self, Write};

use super::encode;
use super::palette::{Palette, Role};
use super::trace::write_stop;
use crate::finding::Severity;
use crate::rule::case::{Case, CaseResult, Expectation};
use crate::rule::trial::{Coverage, Mutant};
use crate::rule::{Rule, Trace};

/// Writes one line for a rule: whether all of its cases came out right, and a mark for each.
///
/// # Errors
///
/// Errors of the writer.
pub fn write_rule_result(out: &mut dyn Write, rule: &Rule, results: &[CaseResult], palette: Palette) -> io::Result<()> {
    let is_right = results.iter().all(CaseResult::is_right);
    let word = match (results.is_empty(), is_right) {
        (true, _) => palette.paint(Role::Faint, "none"),
        (false, true) => palette.paint(Role::Good, "ok  "),
        (false, false) => palette.paint(Role::Severity(Severity::Error), "FAIL"),
    };
    let mark = |result: &CaseResult| match result.is_right() {
        true => palette.paint(Role::Good, "✓"),
        false => palette.paint(Role::Severity(Severity::Error), "✗"),
    };
    let marks: Vec<String> = results.iter().map(mark).collect();
    let marks = if marks.is_empty() { "no test cases".to_owned() } else { marks.join(" ") };
    writeln!(out, "{word} {}  {marks}", encode::inline(rule.id().as_str()))
}

/// Writes what went wrong in a case, and how far the rule came on its text. `number` is that of the case in its rule, from 1.
///
/// # Errors
///
/// Errors of the writer.
pub fn write_wrong_case(
    out: &mut dyn Write,
    rule: &Rule,
    (number, case, result): (usize, &Case, &CaseResult),
    trace: &Trace<'_>,
    palette: Palette,
) -> io::Result<()> {
    let place = format!("{}:{}", rule.file(), rule.line(case.span.start()));
    let mut write = |tag: &str, text: &str| {
        let tag = palette.paint(Role::Severity(Severity::Error), &format!("[{tag}]"));
        let text = format!("case {number} \"{}\" ({place}): {text}", case.name);
        writeln!(out, "  {tag} {}", encode::inline(&text))
    };
    if result.missing.is_empty() && result.noisy.is_empty() {
        let (tag, text) = mismatch(result);
        write(tag, &text)?;
    }
    for place in &result.missing {
        write("missing", &format!("expected a finding, got none: {place}"))?;
    }
    for finding in &result.noisy {
        write("noisy", &format!("expected no such finding: {finding}"))?;
    }
    write_stop(out, rule, trace, "      ")
}

/// A case that ended otherwise than it says, without a finding that could be named.
fn mismatch(result: &CaseResult) -> (&'static str, String) {
    let reason = result.reason.as_ref().map_or(String::new(), |reason| format!(" ({reason})"));
    let got = match result.actual {
        Expectation::Fail => "a finding",
        Expectation::Pass => "none: the rule passes",
        Expectation::Skip => "none: there is nothing to test",
        Expectation::Undetermined => "none: it cannot be told",
    };
    match result.expected {
        Expectation::Fail => ("missing", format!("expected a finding, got {got}{reason}")),
        expected => {
            let actual = result.actual.name();
            (actual, format!("expected {}, got {actual}{reason}", expected.name()))
        }
    }
}

/// Writes the assertions that no case makes hold, or none makes fail.
///
/// # Errors
///
/// Errors of the writer.
pub fn write_uncovered(out: &mut dyn Write, rule: &Rule, coverage: &[Coverage], palette: Palette) -> io::Result<()> {
    let open = coverage.iter().enumerate().filter(|(_, coverage)| !coverage.is_full());
    for (number, coverage) in open {
        let lack = match (coverage.holds, coverage.fails) {
            (true, _) => "never fails",
            (_, true) => "never holds",
            _ => "is never tested",
        };
        let word = palette.paint(Role::Help, "uncovered");
        writeln!(out, "{word} {} {lack} in a case", encode::inline(&place(rule, number)))?;
    }
    Ok(())
}

/// Writes the changes that no case noticed.
///
/// # Errors
///
/// Errors of the writer.
pub fn write_survivors(out: &mut dyn Write, rule: &Rule, survivors: &[Mutant], palette: Palette) -> io::Result<()> {
    for mutant in survivors {
        let word = palette.paint(Role::Severity(Severity::Error), "survived");
        let place = place(rule, mutant.assertion);
        writeln!(out, "{word} {} {}: no case fails", encode::inline(&place), mutant.change.name())?;
    }
    Ok(())
}

/// An assertion with its place: ``rules/fund/x.yaml:12 `when.any[2]` { present: "@name" }``.
fn place(rule: &Rule, number: usize) -> String {
    let assertion = &rule.assertions()[number];
    let line = rule.line(assertion.span.start());
    format!("{}:{line} `{}` {{ {} }}", rule.file(), assertion.path, assertion.written)
}

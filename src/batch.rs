//! Many inputs through all stages, in parallel; one bad document never stops the others.
//!
//! Only this module and the binary compose the stages.

mod mend;
mod ordered;

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::check::check;
use crate::decode::{Text, decode};
use crate::finding::{
    Finding, InputReport, LocatedFinding, Outcome, RuleId, Severity, State, Summary, locate_findings,
};
use crate::grammar::{self, Lines};
use crate::input::inspect::{Check, PANIC, inspect};
use crate::input::{self, Input, Source};
use crate::rule::RuleSet;
use crate::source::Span;
use crate::submission::{Document, Recognised, recognise, recognise_binary};
use crate::tree::{DocumentTree, Kind};

pub use mend::{Made, Mended, Unmade, Wish, mend};
pub use ordered::{MAX_JOBS, in_order};

/// What is done with every input of a run.
#[derive(Debug)]
pub struct Plan {
    /// The rules that run.
    pub rules: RuleSet,
    /// The checks of the machine that run.
    pub checks: Vec<Check>,
    /// The size up to which a file is read, in bytes.
    pub size_limit: u64,
}

impl Plan {
    /// The rules and checks that run on every text, with their severities.
    fn severities(&self) -> impl Iterator<Item = (RuleId, Severity)> + '_ {
        let checks = self.checks.iter().filter(|check| check.is_about_input());
        let rules = self.rules.rules().iter().map(|rule| (rule.id().clone(), rule.severity()));
        checks.map(|check| (check.rule(), check.severity)).chain(rules)
    }
}

/// A summary with a tally for every rule and check of any of the plans, ascending by identity; the first plan that has a rule
/// says how grave it is.
pub fn summary<'p>(plans: impl IntoIterator<Item = &'p Plan>) -> Summary {
    let mut all = BTreeMap::new();
    for (id, severity) in plans.into_iter().flat_map(Plan::severities) {
        all.entry(id).or_insert(severity);
    }
    Summary::new(all)
}

/// Takes every input through all stages, as its plan says, on `jobs` threads and hands the reports to `sink` in the order of the inputs.
///
/// Each report is handed over as soon as those before it were; no text outlives its report.
///
/// # Errors
///
/// The first error of `sink`.
pub fn run<'p, E>(
    inputs: &[Input],
    plan_for: impl Fn(&Input) -> &'p Plan + Sync,
    jobs: usize,
    sink: impl FnMut(InputReport) -> Result<(), E>,
) -> Result<(), E> {
    in_order(inputs, jobs, |input| check_input(input, plan_for(input)), sink)
}

/// Takes one input through all stages.
pub fn check_input(input: &Input, plan: &Plan) -> InputReport {
    match input {
        Input::Skipped { path, reason } => InputReport::unchecked(path, State::Skipped { reason: reason.clone() }),
        Input::Failed { path, reason } => failed(path, reason.clone()),
        Input::Source(source) => guarded(&source.path, || check_source(source, plan)),
    }
}

/// Reads a source as the document it holds, without checking it.
///
/// # Errors
///
/// Why it is no exhibit or could not be read, for the reader of the report.
pub fn read_document(source: &Source, size_limit: u64) -> Result<Document, String> {
    match open(source, size_limit)? {
        (_, Recognised::Exhibit(document) | Recognised::Empty(document)) => Ok(document),
        (_, Recognised::Unchecked(reason)) => Err(reason.to_owned()),
    }
}

/// Runs the work on one input; a panic in it becomes that input's report.
fn guarded(path: &str, work: impl FnOnce() -> InputReport) -> InputReport {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let message = format!("tickmark failed: {}", panic_message(panic.as_ref()));
        let text = Text::from_string(String::new());
        let finding = PANIC.finding(Span::default(), message, path);
        InputReport {
            findings: locate_findings(&text, vec![finding]),
            ..failed(path, "an internal error (internal/panic)".into())
        }
    })
}

/// What a panic said; panics without a text have none.
pub fn panic_message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

fn failed(path: &str, reason: String) -> InputReport {
    InputReport::unchecked(path, State::Failed { reason })
}

/// Reads a source and tells what it is, with its size in bytes.
fn open(source: &Source, size_limit: u64) -> Result<(u64, Recognised), String> {
    let bytes = input::read(&source.content, size_limit).map_err(|error| error.to_string())?;
    let size = bytes.len() as u64;
    if let Some(kind) = recognise_binary(&bytes) {
        return Err(format!("{kind}, not an exhibit"));
    }
    let text = decode(bytes).map_err(|error| error.to_string())?;
    Ok((size, recognise(source.path.as_str(), Arc::new(text))))
}

fn check_source(source: &Source, plan: &Plan) -> InputReport {
    let (bytes, recognised) = match open(source, plan.size_limit) {
        Ok(opened) => opened,
        Err(reason) => return failed(&source.path, reason),
    };
    let report = match recognised {
        Recognised::Unchecked(reason) => failed(&source.path, reason.to_owned()),
        Recognised::Empty(document) => {
            let skipped = |rule: &crate::rule::Rule| (rule.id().clone(), Outcome::Skip);
            let outcomes = plan.rules.rules().iter().map(skipped).collect();
            report(&source.path, &document.text, plan, outcomes, Vec::new())
        }
        Recognised::Exhibit(document) => {
            let lines = if plan.rules.needs_lines() { Lines::Built } else { Lines::Skipped };
            let tree = grammar::parse(&document, lines);
            let checked = check(&tree, &plan.rules);
            InputReport {
                pages: pages(&tree),
                ..report(&source.path, &document.text, plan, checked.outcomes, checked.findings)
            }
        }
    };
    InputReport { bytes, ..report }
}

/// Puts together what the checks of the machine and the rules said.
fn report(
    path: &str,
    text: &Text,
    plan: &Plan,
    outcomes: Vec<(RuleId, Outcome)>,
    findings: Vec<Finding>,
) -> InputReport {
    let (mut all_outcomes, of_source) = inspect(text.source(), &plan.checks);
    all_outcomes.extend(outcomes);
    all_outcomes.sort_by(|(a, _), (b, _)| a.cmp(b));
    let mut findings = locate_findings(text, findings);
    findings.extend(locate_findings(text.source(), of_source));
    findings.sort_by(|a, b| (a.location.span, &a.finding.rule).cmp(&(b.location.span, &b.finding.rule)));
    InputReport {
        state: state(&all_outcomes, &findings),
        outcomes: all_outcomes,
        findings,
        ..InputReport::unchecked(path, State::Clean)
    }
}

fn state(outcomes: &[(RuleId, Outcome)], findings: &[LocatedFinding]) -> State {
    let undetermined = outcomes.iter().find_map(|(rule, outcome)| match outcome {
        Outcome::Undetermined { reason } => Some(format!("{rule} could not be decided: {reason}")),
        _ => None,
    });
    match undetermined {
        Some(reason) => State::Partial { reason },
        None if findings.is_empty() => State::Clean,
        None => State::Findings,
    }
}

/// The number of pages that hold text: what stands between page breaks and is not blank.
fn pages(tree: &DocumentTree) -> usize {
    let span = tree.root().span();
    let breaks = tree.nodes().filter(|node| node.kind() == Kind::PageBreak).map(|node| node.span());
    let mut start = span.start();
    let mut pages = 0;
    for next in breaks.chain([Span::new(span.end(), span.end())]) {
        let page = Span::new(start, next.start());
        pages += usize::from(!tree.text().slice(page).trim().is_empty());
        start = next.end();
    }
    pages
}

#[cfg(test)]
mod tests {
    use super::{Plan, check_input, guarded, panic_message};
    use crate::finding::{FailOn, InputReport, State, Verdict};
    use crate::input::inspect::CHECKS;
    use crate::input::{Content, DEFAULT_SIZE_LIMIT, Input, Source};
    use crate::rule::RuleSet;

    fn plan() -> Plan {
        Plan { rules: RuleSet::default(), checks: CHECKS.to_vec(), size_limit: DEFAULT_SIZE_LIMIT }
    }

    fn checked(bytes: &[u8]) -> InputReport {
        let source = Source { path: "x.txt".into(), content: Content::Memory(bytes.to_vec()) };
        check_input(&Input::Source(source), &plan())
    }

    fn verdict(report: &InputReport) -> Verdict {
        let mut summary = super::summary([&plan()]);
        summary.add(report);
        summary.verdict(FailOn::Severity(crate::finding::Severity::Error), false)
    }

    #[test]
    fn every_kind_of_input_ends_in_a_state() {
        let check = |bytes: &[u8], state: &str, expected: Verdict| {
            let report = checked(bytes);
            assert_eq!((report.state.name(), verdict(&report)), (state, expected), "{bytes:?}");
        };
        check(b"AMENDMENT\n", "clean", Verdict::Clean);
        check(b"", "findings", Verdict::Clean);
        check(b"AMEND\0MENT\n", "findings", Verdict::Findings);
        check(b"AMEND\xE9MENT\n", "findings", Verdict::Findings);
        check(b"%PDF-1.4", "failed", Verdict::Incomplete);
        check(b"<html>", "failed", Verdict::Incomplete);
        check(b"<html>AMENDMENT", "clean", Verdict::Clean);
        check(b"<html>AMEND\0MENT\n", "findings", Verdict::Findings);
        check(b"<SEC-DOCUMENT>", "failed", Verdict::Incomplete);
        check(b"\xFE\xFF\xD8\0", "failed", Verdict::Incomplete);
    }

    #[test]
    fn fault_14_the_reason_says_what_a_file_is() {
        assert_eq!(checked(b"PK\x03\x04x").state.reason(), Some("a ZIP archive, not an exhibit"));
    }

    #[test]
    fn fault_15_a_panic_is_the_finding_of_its_own_file() {
        let report = guarded("x.txt", || panic!("index {} out of bounds", 7));
        assert!(matches!(report.state, State::Failed { .. }));
        let finding = &report.findings[0].finding;
        assert_eq!(
            (finding.rule.as_str(), finding.message.as_str()),
            ("internal/panic", "tickmark failed: index 7 out of bounds")
        );
        assert_eq!(verdict(&report), Verdict::Incomplete);
        assert_eq!(panic_message(&1), "no message");
    }
}

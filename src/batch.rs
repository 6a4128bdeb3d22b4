//! Many inputs through all stages, in parallel; one bad document never stops the others.
//!
//! Only this module and the binary compose the stages.

mod mend;
mod ordered;
mod part;

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::check::{Checked, check, check_submission};
use crate::decode::Text;
use crate::finding::{Covers, InputReport, LocatedFinding, Outcome, RuleId, Severity, State, Summary, locate_findings};
use crate::grammar::{self, Lines};
use crate::input::Input;
use crate::input::inspect::{Check, EMPTY, Inspected, PANIC, inspect};
use crate::rule::{Rule, RuleSet};
use crate::source::Span;
use crate::submission::{Document, Submission};
use crate::tree::{DocumentTree, Kind};

use part::{Part, Place, parts};

pub use mend::{Made, Mended, Unmade, Wish, mend};
pub use ordered::{MAX_JOBS, Parts, in_order, parts_in_order};
pub use part::{Held, read_held};

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

/// Takes every input through all stages, as its plan says, on `jobs` threads and hands the reports to `sink` in the order of the
/// inputs and of the documents in them.
///
/// Each report is handed over as soon as those before it were; no text outlives the reports of its documents.
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
    let open = |input| {
        let plan = plan_for(input);
        Box::new(parts(input, plan.size_limit).map(move |part| (part, plan))) as Parts<'_, _>
    };
    parts_in_order(inputs, jobs, open, |(part, plan)| check_part(part, plan), sink)
}

/// Takes one input through all stages; the reports stand in the order of its documents.
pub fn check_input(input: &Input, plan: &Plan) -> Vec<InputReport> {
    parts(input, plan.size_limit).map(|part| check_part(part, plan)).collect()
}

/// Runs the work on one document; a panic in it becomes that document's report.
fn guarded(place: &Place, work: impl FnOnce() -> InputReport) -> InputReport {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let message = format!("tickmark failed: {}", panic_message(panic.as_ref()));
        let text = Text::from_string(String::new());
        let finding = PANIC.finding(Span::default(), message, &place.path);
        InputReport {
            findings: locate_findings(&text, vec![finding]),
            ..place.report(State::Failed { reason: "an internal error (internal/panic)".into() })
        }
    })
}

/// What a panic said; panics without a text have none.
pub fn panic_message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

fn check_part(part: Part, plan: &Plan) -> InputReport {
    match part {
        Part::Ended(report) => *report,
        Part::Submission { place, submission, bytes } => {
            let report = guarded(&place, || check_around(&place, &submission, plan));
            InputReport { bytes, covers: Covers::Submission, ..report }
        }
        Part::Document { place, document, bytes } => {
            let report = guarded(&place, || check_document(&place, &document, plan));
            InputReport { bytes, ..report }
        }
    }
}

/// Checks what stands around the documents of a submission.
fn check_around(place: &Place, submission: &Submission, plan: &Plan) -> InputReport {
    let checked = check_submission(&grammar::envelope(submission), &plan.rules);
    let checks: Vec<Check> = plan.checks.iter().filter(|check| **check != EMPTY).copied().collect();
    report(place, &submission.text, inspect(&submission.text, &submission.around(), &checks), checked)
}

fn check_document(place: &Place, document: &Document, plan: &Plan) -> InputReport {
    let inspected = inspect(document.text.source(), &[document.source_span()], &plan.checks);
    if document.text.slice(document.span).trim().is_empty() {
        let skipped = |rule: &Rule| (rule.id().clone(), Outcome::Skip);
        let outcomes = plan.rules.rules().iter().map(skipped).collect();
        return report(place, &document.text, inspected, Checked { outcomes, findings: Vec::new() });
    }
    let lines = if plan.rules.needs_lines() { Lines::Built } else { Lines::Skipped };
    let tree = grammar::parse(document, lines);
    let checked = check(&tree, &plan.rules);
    InputReport { pages: pages(&tree), ..report(place, &document.text, inspected, checked) }
}

/// Puts together what the checks of the machine and the rules said.
fn report(place: &Place, text: &Text, inspected: Inspected, checked: Checked) -> InputReport {
    let (mut outcomes, of_source) = inspected;
    outcomes.extend(checked.outcomes);
    outcomes.sort_by(|(a, _), (b, _)| a.cmp(b));
    let mut findings = locate_findings(text, checked.findings);
    findings.extend(locate_findings(text.source(), of_source));
    findings.sort_by(|a, b| (a.location.span, &a.finding.rule).cmp(&(b.location.span, &b.finding.rule)));
    InputReport { state: state(&outcomes, &findings), outcomes, findings, ..place.report(State::Clean) }
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
    let span = tree.document().span();
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
    use super::{Place, Plan, check_input, guarded, panic_message};
    use crate::finding::{FailOn, InputReport, State, Verdict};
    use crate::input::inspect::CHECKS;
    use crate::input::{Content, DEFAULT_SIZE_LIMIT, Input, Source};
    use crate::rule::RuleSet;

    fn plan() -> Plan {
        Plan { rules: RuleSet::default(), checks: CHECKS.to_vec(), size_limit: DEFAULT_SIZE_LIMIT }
    }

    fn reports(bytes: &[u8]) -> Vec<InputReport> {
        let source = Source { path: "x.txt".into(), content: Content::Memory(bytes.to_vec()) };
        check_input(&Input::Source(source), &plan())
    }

    fn checked(bytes: &[u8]) -> InputReport {
        let mut reports = reports(bytes);
        assert_eq!(reports.len(), 1);
        reports.remove(0)
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
        assert_eq!(checked(b"%PDF-1.4").state.reason(), Some("a PDF file, not an exhibit"));
        assert_eq!(checked(b"<?xml version='1.0'?><a/>").state.reason(), Some("an XML document, not an exhibit"));
    }

    #[test]
    fn fault_15_a_panic_is_the_finding_of_its_own_file() {
        let report = guarded(&Place::new("x.txt"), || panic!("index {} out of bounds", 7));
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

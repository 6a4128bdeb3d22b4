//! The format `json`: one document with every finding, for other tools.
//!
//! Lines and columns are 1-based, columns in characters, ends excluded; spans are bytes of the original file. Findings are
//! written as they come; inputs, rules and the summary follow them. Keys may be added, never changed.

use std::io::{self, Write};
use std::time::Duration;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Serializer};

use super::{Formatter, Options, Shown, encode};
use crate::finding::{
    Acceptance, Applicability, Covers, Fix, InputReport, LocatedFinding, Location, Outcome, RuleTally, State, Summary,
};
use crate::source::Span;

/// The version of the report's shape.
const VERSION: u32 = 1;

/// Writes the JSON report.
pub struct JsonFormatter {
    shown: Shown,
    has_findings: bool,
    /// The inputs, already written out; they stand after the findings.
    inputs: Vec<Vec<u8>>,
}

impl JsonFormatter {
    /// Makes a formatter; of the options only [`Options::shown`] matters.
    pub fn new(options: Options) -> Self {
        Self { shown: options.shown, has_findings: false, inputs: Vec::new() }
    }
}

impl Formatter for JsonFormatter {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{{\"version\":{VERSION},\n\"tool\":")?;
        let tool = ToolView { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };
        write_json(out, &tool)?;
        write!(out, ",\n\"findings\":[")
    }

    fn input(&mut self, out: &mut dyn Write, report: &InputReport) -> io::Result<()> {
        for located in &report.findings {
            let separator = if self.has_findings { ",\n" } else { "\n" };
            self.has_findings = true;
            write!(out, "{separator}")?;
            write_json(out, &FindingView::new(report, located))?;
        }
        let is_told = matches!(report.state, State::Partial { .. });
        if report.covers == Covers::Submission && !is_told {
            // Its documents are the inputs.
            return Ok(());
        }
        let mut input = Vec::new();
        write_json(&mut input, &InputView::new(report, self.shown))?;
        self.inputs.push(input);
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write, summary: &Summary, elapsed: Option<Duration>) -> io::Result<()> {
        write!(out, "],\n\"inputs\":[")?;
        for (at, input) in self.inputs.iter().enumerate() {
            write!(out, "{}", if at > 0 { ",\n" } else { "\n" })?;
            out.write_all(input)?;
        }
        write!(out, "],\n\"rules\":[")?;
        for (at, rule) in summary.rules.iter().enumerate() {
            write!(out, "{}", if at > 0 { ",\n" } else { "\n" })?;
            write_json(out, &RuleView::new(rule))?;
        }
        write!(out, "],\n\"summary\":")?;
        write_json(out, &SummaryView::new(summary, elapsed))?;
        writeln!(out, "}}")
    }
}

/// Writes a value as JSON. What a terminal would obey is escaped in strings, not only what JSON demands.
pub(super) fn write_json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(out, SafeFormatter)).map_err(io::Error::from)
}

/// Writes `\u202e` and the like for characters that JSON allows and terminals obey.
struct SafeFormatter;

impl serde_json::ser::Formatter for SafeFormatter {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut written = 0;
        for (at, character) in fragment.char_indices().filter(|&(_, character)| encode::is_unsafe(character)) {
            CompactFormatter.write_string_fragment(writer, &fragment[written..at])?;
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            written = at + character.len_utf8();
        }
        CompactFormatter.write_string_fragment(writer, &fragment[written..])
    }
}

/// The report of a run. Findings stand in the order of inputs and positions. Keys may be added, never changed.
///
/// The report is written piece by piece; this is its shape for the schema.
#[cfg(feature = "cli")]
#[derive(schemars::JsonSchema)]
#[expect(dead_code, reason = "only its shape is asked for")]
pub(super) struct ReportView<'a> {
    /// The version of this shape.
    version: u32,
    tool: ToolView,
    findings: Vec<FindingView<'a>>,
    inputs: Vec<InputView<'a>>,
    rules: Vec<RuleView<'a>>,
    summary: SummaryView,
}

/// The program that wrote the report.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
struct ToolView {
    name: &'static str,
    version: &'static str,
}

/// How often a rule passed, failed, was skipped or could not be decided, by documents.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
struct RuleView<'a> {
    id: &'a str,
    severity: &'static str,
    passed: usize,
    failed: usize,
    skipped: usize,
    undetermined: usize,
}

impl<'a> RuleView<'a> {
    fn new(rule: &'a RuleTally) -> Self {
        Self {
            id: rule.id.as_str(),
            severity: rule.severity.name(),
            passed: rule.passed,
            failed: rule.failed,
            skipped: rule.skipped,
            undetermined: rule.undetermined,
        }
    }
}

/// A file, or a document of it, and how it ended: clean, findings, partial, skipped or failed.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
struct InputView<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<&'a str>,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcomes: Option<Vec<OutcomeView<'a>>>,
}

impl<'a> InputView<'a> {
    fn new(report: &'a InputReport, shown: Shown) -> Self {
        let outcomes = || {
            let outcomes = report.outcomes.iter();
            outcomes.map(|(rule, outcome)| OutcomeView::new(rule.as_str(), outcome)).collect()
        };
        Self {
            path: &report.path,
            member: report.member.as_deref(),
            document: report.document.as_deref(),
            state: report.state.name(),
            reason: report.state.reason(),
            outcomes: (shown == Shown::All).then(outcomes),
        }
    }
}

/// How a rule ended on a document: pass, fail, skip or undetermined. Written with `--report all`.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
struct OutcomeView<'a> {
    rule: &'a str,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    tested: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

impl<'a> OutcomeView<'a> {
    fn new(rule: &'a str, outcome: &'a Outcome) -> Self {
        let (outcome, tested, reason) = match outcome {
            Outcome::Pass { tested } => ("pass", Some(*tested), None),
            Outcome::Fail { tested, .. } => ("fail", Some(*tested), None),
            Outcome::Skip => ("skip", None, None),
            Outcome::Undetermined { reason } => ("undetermined", None, Some(reason.as_str())),
        };
        Self { rule, outcome, tested, reason }
    }
}

/// A broken invariant at one place. Lines and columns count from 1, columns in characters, ends excluded.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
struct FindingView<'a> {
    rule: &'a str,
    severity: &'static str,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<&'a str>,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    span: SpanView,
    message: &'a str,
    subject: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    r#where: &'a [String],
    evidence: Vec<EvidenceView<'a>>,
    fingerprint: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    waived: Option<WaivedView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baselined: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<FixView<'a>>,
}

/// Why a finding was accepted, by whom and until when.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
struct WaivedView<'a> {
    reason: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    approved_by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<&'a str>,
}

impl<'a> WaivedView<'a> {
    fn new(acceptance: &'a Acceptance) -> Option<Self> {
        match acceptance {
            Acceptance::Waived { reason, approved_by, expires } => {
                Some(Self { reason, approved_by: approved_by.as_deref(), expires: expires.as_deref() })
            }
            Acceptance::Baselined => None,
        }
    }
}

/// A change that mends a finding; safe to make unseen, or for review.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
struct FixView<'a> {
    span: SpanView,
    replacement: &'a str,
    applicability: &'static str,
}

impl<'a> FixView<'a> {
    fn new(fix: &'a Fix, place: Location) -> Self {
        Self {
            span: SpanView::new(place.span),
            replacement: &fix.replacement,
            applicability: match fix.applicability {
                Applicability::Safe => "safe",
                Applicability::Review => "review",
            },
        }
    }
}

/// Bytes of the original file, the end excluded.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
struct SpanView {
    start: usize,
    end: usize,
}

impl SpanView {
    fn new(span: Span) -> Self {
        Self { start: span.start(), end: span.end() }
    }
}

/// A further place that a finding rests on.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
struct EvidenceView<'a> {
    message: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

impl<'a> EvidenceView<'a> {
    fn new(message: &'a str, place: Location) -> Self {
        Self {
            message,
            line: place.start.line,
            column: place.start.column,
            end_line: place.end.line,
            end_column: place.end.column,
        }
    }
}

impl<'a> FindingView<'a> {
    fn new(report: &'a InputReport, located: &'a LocatedFinding) -> Self {
        let finding = &located.finding;
        let Location { start, end, span } = located.location;
        let evidence = finding.evidence.iter().zip(&located.evidence);
        Self {
            rule: finding.rule.as_str(),
            severity: finding.severity.name(),
            path: &report.path,
            member: report.member.as_deref(),
            document: report.document.as_deref(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            span: SpanView::new(span),
            message: &finding.message,
            subject: &located.subject,
            help: finding.help.as_deref(),
            r#where: &finding.place,
            evidence: evidence.map(|(evidence, place)| EvidenceView::new(&evidence.message, *place)).collect(),
            fingerprint: &finding.fingerprint,
            waived: located.acceptance.as_ref().and_then(WaivedView::new),
            baselined: (located.acceptance == Some(Acceptance::Baselined)).then_some(true),
            fix: finding.fix.as_ref().zip(located.fix).map(|(fix, place)| FixView::new(fix, place)),
        }
    }
}

/// How many waivers are in force, expired or waive nothing.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
struct WaiversView {
    in_force: usize,
    expired: usize,
    unused: usize,
}

/// The totals of the run; complete where every input was checked.
#[derive(Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
struct SummaryView {
    inputs: usize,
    checked: usize,
    not_checked: usize,
    skipped: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    waived: usize,
    baselined: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    waivers: Option<WaiversView>,
    complete: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds: Option<f64>,
}

impl SummaryView {
    fn new(summary: &Summary, elapsed: Option<Duration>) -> Self {
        Self {
            inputs: summary.inputs,
            checked: summary.checked,
            not_checked: summary.not_checked,
            skipped: summary.skipped,
            errors: summary.errors,
            warnings: summary.warnings,
            infos: summary.infos,
            waived: summary.waived,
            baselined: summary.baselined,
            waivers: summary.waivers.map(|tally| WaiversView {
                in_force: tally.in_force,
                expired: tally.expired,
                unused: tally.unused,
            }),
            complete: summary.is_complete() && summary.checked > 0,
            seconds: elapsed.map(|elapsed| elapsed.as_secs_f64()),
        }
    }
}

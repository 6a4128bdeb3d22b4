//! What one input gave: its state, the outcome of every rule, and its findings with their places.

use super::excerpt::{DRAWN_EVIDENCE, Excerpt, MarkedSpan, excerpts, excerpts_of_page};
use super::location::{Location, locate};
use super::{Finding, Outcome, RuleId};
use crate::decode::Text;
use crate::source::Span;
use crate::tree::fold;

/// How an input ended. Every input ends in exactly one of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Every rule ran, nothing was found.
    Clean,
    /// Every rule ran, something was found.
    Findings,
    /// The input was read, but not every rule could be decided.
    Partial {
        /// What is missing, for the reader of the report.
        reason: String,
    },
    /// A walk passed the input over because it is no exhibit. Does not make a run incomplete.
    Skipped {
        /// Why, for the reader of the report.
        reason: String,
    },
    /// The input was asked for and could not be checked. Makes a run incomplete.
    Failed {
        /// Why, for the reader of the report.
        reason: String,
    },
}

impl State {
    /// The name as reports write it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Findings => "findings",
            Self::Partial { .. } => "partial",
            Self::Skipped { .. } => "skipped",
            Self::Failed { .. } => "failed",
        }
    }

    /// Why the input was not fully checked.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Clean | Self::Findings => None,
            Self::Partial { reason } | Self::Skipped { reason } | Self::Failed { reason } => Some(reason),
        }
    }
}

/// Why a finding does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Acceptance {
    /// Somebody answers for it.
    Waived {
        /// Why it is accepted.
        reason: String,
        /// Who accepted it.
        approved_by: Option<String>,
        /// The last day on which the waiver holds: `2026-12-31`.
        expires: Option<String>,
    },
    /// The baseline knows it.
    Baselined,
}

/// A finding with its places and the lines that it is drawn on.
#[derive(Clone, Debug)]
pub struct LocatedFinding {
    /// The finding. Its spans point into the decoded text.
    pub finding: Finding,
    /// The words at fault, as [`subject`] writes them; the message where no words are.
    pub subject: String,
    /// Why it does not count; `None` where it does.
    pub acceptance: Option<Acceptance>,
    /// Where it stands.
    pub location: Location,
    /// Where its pieces of evidence stand, in their order.
    pub evidence: Vec<Location>,
    /// Where its fix would change the text.
    pub fix: Option<Location>,
    /// The lines that show the finding and the first [`DRAWN_EVIDENCE`] pieces of evidence; the finding's own come first.
    pub excerpts: Vec<Excerpt>,
}

/// What a report is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Covers {
    /// A document, or an input that gave none.
    #[default]
    Document,
    /// A submission as a whole, beside the reports of its documents. It is no input of its own.
    Submission,
}

/// All that a report says about one input, or one document of it.
#[derive(Clone, Debug)]
pub struct InputReport {
    /// The path as given or found, bytes that are not UTF-8 percent-encoded.
    pub path: String,
    /// The name of the archive's member.
    pub member: Option<String>,
    /// The name of the document in its submission.
    pub document: Option<String>,
    /// What the report is about.
    pub covers: Covers,
    /// How it ended.
    pub state: State,
    /// The size of the file in bytes; 0 where it was not read.
    pub bytes: u64,
    /// The number of pages that hold text.
    pub pages: usize,
    /// How each rule ended, in rule order; empty where nothing was checked.
    pub outcomes: Vec<(RuleId, Outcome)>,
    /// The findings, in the order of the text.
    pub findings: Vec<LocatedFinding>,
}

impl InputReport {
    /// The report of an input that was not checked.
    pub fn unchecked(path: impl Into<String>, state: State) -> Self {
        Self {
            path: path.into(),
            member: None,
            document: None,
            covers: Covers::Document,
            state,
            bytes: 0,
            pages: 0,
            outcomes: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// Where it is: `filings.zip » 0001.txt » document 3 (EX-99.E, agreement.txt)`.
    pub fn label(&self) -> String {
        let parts = [Some(&self.path), self.member.as_ref(), self.document.as_ref()];
        parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" » ")
    }

    /// The findings that count.
    pub fn active(&self) -> impl Iterator<Item = &LocatedFinding> {
        self.findings.iter().filter(|located| located.acceptance.is_none())
    }

    /// Marks the findings that do not count. What was marked before stays so; an input with none left is clean.
    pub fn accept(&mut self, mut decide: impl FnMut(&LocatedFinding) -> Option<Acceptance>) {
        for located in self.findings.iter_mut().filter(|located| located.acceptance.is_none()) {
            located.acceptance = decide(located);
        }
        if self.state == State::Findings && self.active().next().is_none() {
            self.state = State::Clean;
        }
    }
}

/// The number of characters of the words at fault that are kept.
const SUBJECT_LENGTH: usize = 160;

/// The words at fault as waivers and baselines name them: white space folded, the first 160 characters.
pub fn subject(text: &str) -> String {
    let folded = fold(text);
    let end = folded.char_indices().nth(SUBJECT_LENGTH).map_or(folded.len(), |(at, _)| at);
    folded[..end].trim_end().to_owned()
}

/// Gives findings their places in `text` and the lines that they are drawn on.
pub fn locate_findings(text: &Text, findings: Vec<Finding>) -> Vec<LocatedFinding> {
    let spans: Vec<Span> = findings.iter().flat_map(spans).collect();
    let mut locations = locate(text, &spans).into_iter();
    findings
        .into_iter()
        .map(|finding| {
            let mut next = || locations.next().expect("internal error: a location for every span");
            let location = next();
            let evidence: Vec<Location> = finding.evidence.iter().map(|_| next()).collect();
            let fix = finding.fix.as_ref().map(|_| next());
            let excerpts = cut(text, &finding, location, &evidence);
            let words = subject(text.slice(finding.span));
            let subject = if words.is_empty() { subject(&finding.message) } else { words };
            LocatedFinding { finding, subject, acceptance: None, location, evidence, fix, excerpts }
        })
        .collect()
}

/// All spans of a finding: its own, those of its evidence, that of its fix.
fn spans(finding: &Finding) -> impl Iterator<Item = Span> + '_ {
    let evidence = finding.evidence.iter().map(|evidence| evidence.span);
    let fix = finding.fix.as_ref().map(|fix| fix.span);
    std::iter::once(finding.span).chain(evidence).chain(fix)
}

fn cut(text: &Text, finding: &Finding, location: Location, evidence: &[Location]) -> Vec<Excerpt> {
    let mut marked = vec![MarkedSpan {
        span: finding.span,
        column: location.start.column,
        message: finding.label.as_deref(),
        is_primary: true,
    }];
    let drawn = finding.evidence.iter().zip(evidence).take(DRAWN_EVIDENCE);
    marked.extend(drawn.map(|(evidence, location)| MarkedSpan {
        span: evidence.span,
        column: location.start.column,
        message: Some(evidence.message.as_str()),
        is_primary: false,
    }));
    if text.is_page() {
        return excerpts_of_page(text, &marked);
    }
    marked.iter_mut().for_each(|marked| marked.span = text.source_span(marked.span));
    let source = text.source();
    excerpts(source.as_str(), source.lines(), &marked)
}

//! What a check says: outcomes of rules, findings and their evidence. Plain data; nothing here decides anything.

mod excerpt;
mod location;
mod report;
mod summary;

use std::fmt;
use std::sync::Arc;

use crate::source::Span;

pub use excerpt::{DRAWN_EVIDENCE, EXCERPT_COLUMNS, Excerpt, ExcerptLine, Mark, MarkedSpan, Point, excerpts};
pub use location::{Location, locate};
pub use report::{Acceptance, Covers, InputReport, LocatedFinding, State, locate_findings, subject};
pub use summary::{FailOn, FileTally, RuleTally, Summary, Verdict, WaiverTally};

/// The identity of a rule: `pack/name`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RuleId(Arc<str>);

impl RuleId {
    /// Takes an identity as it is written in a rule file.
    pub fn new(id: &str) -> Self {
        Self(id.into())
    }

    /// The whole identity.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the slash.
    pub fn pack(&self) -> &str {
        self.0.split_once('/').map_or("", |(pack, _)| pack)
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// How grave a finding is; the gravest is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Probably a defect.
    Warning,
    /// A defect.
    Error,
}

impl Severity {
    /// All of them, the gravest first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Info];

    /// The name as rules and reports write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

/// How one rule ended on one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The invariant holds.
    Pass {
        /// The number of nodes that were tested.
        tested: usize,
    },
    /// The invariant is broken.
    Fail {
        /// The number of nodes that were tested.
        tested: usize,
        /// The number of findings.
        findings: usize,
    },
    /// There was nothing to test.
    Skip,
    /// The rule could not be decided.
    Undetermined {
        /// Why, for the reader of the report.
        reason: String,
    },
}

/// A further place that a finding rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The bytes of the text.
    pub span: Span,
    /// What stands there: `first listed here`.
    pub message: String,
}

/// Whether a fix may be made without a person looking at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Applicability {
    /// The meaning of the document cannot change.
    Safe,
    /// A person must decide.
    Review,
}

/// A change of the text that mends a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The bytes to replace.
    pub span: Span,
    /// What to put there; empty to delete.
    pub replacement: String,
    /// Whether it may be made unseen.
    pub applicability: Applicability,
}

/// One broken invariant at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule that was broken.
    pub rule: RuleId,
    /// How grave it is.
    pub severity: Severity,
    /// The bytes of the text that are at fault.
    pub span: Span,
    /// What is wrong, on one line.
    pub message: String,
    /// What the span itself is, for the drawn report: `listed again here`.
    pub label: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
    /// Where in the document it stands, the outermost first: `EXHIBIT e(2)(g)`, `SCHEDULE A-2`, `AIM SECTOR FUNDS`.
    pub place: Vec<String>,
    /// Further places, in document order.
    pub evidence: Vec<Evidence>,
    /// How it could be mended.
    pub fix: Option<Fix>,
    /// Identifies the finding over re-paginated and re-ordered versions: 32 hexadecimal digits.
    pub fingerprint: String,
}

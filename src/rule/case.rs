//! A rule's own test cases: an exhibit in a few lines, and what the rule must say of it.

use crate::source::Span;

/// One test case of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What it shows, unique in the rule.
    pub name: String,
    /// The exhibit.
    pub text: String,
    /// How the rule must end on it.
    pub expect: Expectation,
    /// Where its findings must stand, for [`Expectation::Fail`]; empty where the case leaves it open.
    pub at: Vec<Place>,
    /// The bytes of the rule file that the case takes.
    pub span: Span,
}

/// How a rule must end on a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Expectation {
    /// With at least one finding.
    Fail,
    /// With something tested and no finding.
    Pass,
    /// With nothing to test.
    Skip,
    /// Without an answer.
    Undetermined,
}

/// Where a finding of a case must stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The 1-based line of the case's text.
    pub line: usize,
    /// The text of the finding's span, white space folded.
    pub text: Option<String>,
    /// The whole message.
    pub message: Option<String>,
}

//! Watching an evaluation: what each assertion saw and said. Or changing one assertion, to learn whether a test case notices.

use std::cell::RefCell;

use super::verdict::Verdict;
use crate::source::Span;
use crate::tree::NodeRef;

/// The most values that a sight keeps.
const KEPT: usize = 8;

/// What is done beside evaluating.
#[derive(Debug, Default)]
pub(super) enum Watch {
    /// Nothing.
    #[default]
    Off,
    /// Every assertion is noted as it is asked.
    Record(Recorder),
    /// The assertion of this number is changed.
    Change(usize, Change),
}

/// How an assertion is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// It holds where it failed, and fails where it held.
    Negated,
    /// It is not there: of a list the others count, a condition lets every node through.
    Removed,
}

/// How an assertion answered of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It holds.
    Holds,
    /// It does not; the number of things that are wrong.
    Fails(usize),
    /// There was nothing to test.
    Skips,
    /// It cannot be told, and why.
    Unknown(String),
}

/// An assertion that was asked of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The number of the assertion, as in [`Rule::assertions`](super::Rule::assertions).
    pub assertion: usize,
    /// What it looked at.
    pub sights: Vec<Sight>,
    /// What it said.
    pub answer: Answer,
}

/// What a selector or path of an assertion led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight {
    /// The selector or path, parameters put in.
    pub what: String,
    /// The number of nodes or values.
    pub count: usize,
    /// The first few.
    pub seen: Vec<Seen>,
}

/// A node or value that an assertion saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Its text.
    pub text: String,
    /// The 1-based line on which it stands.
    pub line: usize,
}

/// Notes assertions in the order in which they are asked.
#[derive(Debug, Default)]
pub(super) struct Recorder {
    records: RefCell<Vec<Record>>,
}

impl Change {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Negated, Self::Removed];

    /// The word for messages: `negated`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Negated => "negated",
            Self::Removed => "removed",
        }
    }
}

impl Answer {
    pub(super) fn of(verdict: &Verdict<'_>) -> Self {
        match verdict {
            Verdict::Skipped => Self::Skips,
            Verdict::Passed => Self::Holds,
            Verdict::Failed(breaches) => Self::Fails(breaches.len()),
            Verdict::Undetermined(reason) => Self::Unknown(reason.clone()),
        }
    }
}

impl Sight {
    /// What a path or selector led to, each as (text, line).
    pub(super) fn new(what: impl ToString, seen: impl ExactSizeIterator<Item = Seen>) -> Self {
        Self { what: what.to_string(), count: seen.len(), seen: seen.take(KEPT).collect() }
    }
}

/// A text that stands at a place in the document of a node.
pub(super) fn seen(text: String, node: NodeRef<'_>, span: Span) -> Seen {
    Seen { text, line: node.tree().text().line(span.start()) }
}

impl Recorder {
    /// Notes that an assertion is asked; those that it asks itself come after it.
    pub(super) fn begin(&self, assertion: usize) -> usize {
        let mut records = self.records.borrow_mut();
        records.push(Record { assertion, sights: Vec::new(), answer: Answer::Skips });
        records.len() - 1
    }

    /// Notes what it said.
    pub(super) fn end(&self, at: usize, verdict: &Verdict<'_>, sights: Vec<Sight>) {
        if let Some(record) = self.records.borrow_mut().get_mut(at) {
            record.answer = Answer::of(verdict);
            record.sights = sights;
        }
    }

    /// Takes what was noted so far.
    pub(super) fn take(&self) -> Vec<Record> {
        self.records.take()
    }
}

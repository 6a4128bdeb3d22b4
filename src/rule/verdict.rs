//! What a test says of one node, and what it found wrong.

use crate::source::Span;
use crate::tree::NodeRef;

/// What a test says of one node.
#[derive(Debug)]
pub(super) enum Verdict<'t> {
    /// There was nothing to test.
    Skipped,
    /// It holds.
    Passed,
    /// It does not; never empty.
    Failed(Vec<Breach<'t>>),
    /// It cannot be told, and why.
    Undetermined(String),
}

/// One thing that is wrong, with all that a message may say of it.
#[derive(Clone, Debug)]
pub(super) struct Breach<'t> {
    /// The node that is at fault.
    pub(super) node: NodeRef<'t>,
    /// Where it is at fault.
    pub(super) here: Mark,
    /// Further places.
    pub(super) evidence: Vec<Mark>,
    /// What messages can name.
    pub(super) slots: Slots,
    /// What is said where the rule has no message.
    pub(super) plain: String,
}

/// A place of a breach, with its name for labels and what is said of it where the rule gives no label.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    pub(super) key: &'static str,
    pub(super) span: Span,
    pub(super) label: Option<&'static str>,
}

/// What messages can name of a breach.
#[derive(Clone, Debug, Default)]
pub(super) struct Slots {
    pub(super) value: Option<String>,
    pub(super) first: Option<String>,
    pub(super) count: Option<String>,
    pub(super) expected: Option<String>,
    pub(super) actual: Option<String>,
}

impl Slots {
    /// The names of all slots.
    pub(super) const NAMES: [&'static str; 5] = ["value", "first", "count", "expected", "actual"];

    /// The content of a slot.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        match name {
            "value" => self.value.as_deref(),
            "first" => self.first.as_deref(),
            "count" => self.count.as_deref(),
            "expected" => self.expected.as_deref(),
            "actual" => self.actual.as_deref(),
            _ => None,
        }
    }
}

impl<'t> Breach<'t> {
    /// A breach at a place, without evidence.
    pub(super) fn new(node: NodeRef<'t>, span: Span, slots: Slots, plain: String) -> Self {
        let here = Mark { key: "here", span, label: None };
        Self { node, here, evidence: Vec::new(), slots, plain }
    }
}

impl<'t> Verdict<'t> {
    /// Fails where there are breaches, else passes.
    pub(super) fn of(breaches: Vec<Breach<'t>>) -> Self {
        if breaches.is_empty() { Self::Passed } else { Self::Failed(breaches) }
    }

    /// What several tests say together where all of them must hold: one that fails outweighs one that cannot be told, and
    /// that one those that pass.
    pub(super) fn all(verdicts: impl IntoIterator<Item = Self>) -> Self {
        let (mut breaches, mut reason, mut has_passed) = (Vec::new(), None, false);
        for verdict in verdicts {
            match verdict {
                Self::Skipped => {}
                Self::Passed => has_passed = true,
                Self::Failed(more) => breaches.extend(more),
                Self::Undetermined(why) => reason = reason.or(Some(why)),
            }
        }
        match reason {
            _ if !breaches.is_empty() => Self::Failed(breaches),
            Some(reason) => Self::Undetermined(reason),
            None if has_passed => Self::Passed,
            None => Self::Skipped,
        }
    }
}

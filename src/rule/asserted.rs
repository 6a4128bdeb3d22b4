//! The assertions of a rule, each with its place, so that an evaluation can be watched and one of them changed.

use super::context::Context;
use super::operator::Test;
use super::spot;
use super::verdict::{Breach, Slots, Verdict};
use super::watch::{Change, Watch};
use crate::source::Span;
use crate::tree::NodeRef;

/// An assertion as it stands in its rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    /// The way to it through the keys of the rule, lists counted from 1: `assert`, `when.any[2]`, `assert.then`.
    pub path: String,
    /// Its keys and values on one line, as written; of one about other assertions, its keys: `if: …, then: …`.
    pub written: String,
    /// The bytes of the rule file that it takes.
    pub span: Span,
}

/// The part that an assertion plays where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// It says which nodes are meant (`when`, `if`).
    Condition,
    /// It must hold.
    Claim,
}

/// A compiled assertion with its number in the rule.
#[derive(Debug)]
pub(super) struct Asserted {
    number: usize,
    part: Part,
    test: Box<dyn Test>,
}

impl Asserted {
    pub(super) fn boxed(number: usize, part: Part, test: Box<dyn Test>) -> Box<dyn Test> {
        Box::new(Self { number, part, test })
    }

    fn changed<'t>(&self, change: Change, context: &Context<'t>, subject: NodeRef<'t>) -> Verdict<'t> {
        match (change, self.part) {
            (Change::Removed, Part::Condition) => Verdict::Passed,
            (Change::Removed, Part::Claim) => Verdict::Skipped,
            (Change::Negated, _) => match self.test.test(context, subject) {
                Verdict::Passed => {
                    let plain = "the assertion is negated".to_owned();
                    Verdict::Failed(vec![Breach::new(subject, spot::of_node(subject), Slots::default(), plain)])
                }
                Verdict::Failed(_) => Verdict::Passed,
                verdict => verdict,
            },
        }
    }
}

impl Test for Asserted {
    fn test<'t>(&self, context: &Context<'t>, subject: NodeRef<'t>) -> Verdict<'t> {
        match context.watch() {
            Watch::Off => self.test.test(context, subject),
            Watch::Change(number, change) if *number == self.number => self.changed(*change, context, subject),
            Watch::Change(..) => self.test.test(context, subject),
            Watch::Record(recorder) => {
                let at = recorder.begin(self.number);
                let verdict = self.test.test(context, subject);
                recorder.end(at, &verdict, self.test.sights(context, subject));
                verdict
            }
        }
    }
}

//! How a rule came to its outcome: the steps of its selector, and each node with what was asked of it.

use super::Rule;
use super::context::Context;
use super::evaluate::Hit;
use super::watch::{Answer, Record};
use crate::finding::Outcome;
use crate::selector::Step;
use crate::tree::{DocumentTree, NodeRef};

/// The way of one rule through one document.
#[derive(Debug)]
pub struct Trace<'t> {
    /// The selector of `for`, parameters put in.
    pub selector: String,
    /// For each alternative of the selector its steps, up to the first that leaves no node.
    pub steps: Vec<Vec<Step<'t>>>,
    /// The nodes that `for` found, in document order.
    pub subjects: Vec<Subject<'t>>,
    /// How the rule ended.
    pub outcome: Outcome,
    /// What it said, in the order in which the nodes were tested.
    pub hits: Vec<Hit<'t>>,
}

/// A node that `for` found, and what was asked of it.
#[derive(Debug)]
pub struct Subject<'t> {
    /// The node.
    pub node: NodeRef<'t>,
    /// The assertions that were asked, in their order; one that holds others comes before them.
    pub records: Vec<Record>,
    /// What came out; `None` where `when` does not hold, so that the node was not tested.
    pub answer: Option<Answer>,
}

impl Rule {
    /// Evaluates the rule on a document and tells how it went. Where [`Rule::needs_lines`] says so, the tree must have been
    /// built with its lines.
    pub fn trace<'t>(&self, tree: &'t DocumentTree) -> Trace<'t> {
        let context = Context::recording(tree);
        let program = &self.program;
        let subject = |node: NodeRef<'t>| {
            let answer = program.judge(&context, node).as_ref().map(Answer::of);
            Subject { node, records: context.records(), answer }
        };
        let subjects = program.subjects.find_in(context.index()).into_iter().map(subject).collect();
        let (outcome, hits) = self.evaluate(&Context::new(tree));
        Trace {
            selector: program.subjects.to_string(),
            steps: program.subjects.steps_in(context.index()),
            subjects,
            outcome,
            hits,
        }
    }
}

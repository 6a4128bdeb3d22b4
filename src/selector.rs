//! The selectors of the rule language: CSS over node kinds, parsed, checked against the schema and matched.
//!
//! A selector starts somewhere: [`Selector::select`] looks below one node, [`Selector::find`] looks through a whole tree,
//! its root included.

use crate::source::Span;
use crate::tree::{DocumentTree, NodeRef};

/// A selector, checked against the schema of trees.
#[derive(Clone, Debug)]
pub struct Selector {}

/// What is wrong with a selector. The rule's author is at fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SelectorError {
    /// What is wrong, lower case, on one line.
    pub message: String,
    /// The bytes of the selector's text that are at fault.
    pub span: Span,
    /// What to write instead: ``did you mean `signature`?``.
    pub help: Option<String>,
}

impl Selector {
    /// Reads a selector.
    ///
    /// # Errors
    /// The first mistake: syntax, an unknown kind or attribute, a comparison that does not fit, a bad regular expression.
    pub fn parse(text: &str) -> Result<Self, SelectorError> {
        Err(SelectorError {
            message: "selectors are not read yet".into(),
            span: Span::new(0, text.len()),
            help: None,
        })
    }

    /// The nodes below `from` that match, in document order. `from` itself never does.
    pub fn select<'t>(&self, _from: NodeRef<'t>) -> Vec<NodeRef<'t>> {
        Vec::new()
    }

    /// The nodes of a whole tree that match, its root included, in document order.
    pub fn find<'t>(&self, _tree: &'t DocumentTree) -> Vec<NodeRef<'t>> {
        Vec::new()
    }
}
